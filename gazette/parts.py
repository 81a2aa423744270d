"""Parts: what of the Site an answer was made from, so that it is asked for again only if that has changed.

A part is everything that the Site has under one key (the path of a source, the group and key of a list, a
year and month), or one field of it as a whole. Questions are asked of a `Watch`, which is the Site and
writes down each part that is looked at. A question sees nothing else, so as long as the parts that it
looked at are what they were, so is its answer.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, Mapping, ValuesView
from dataclasses import fields
from typing import Any

from gazette.fingerprint import digest, fingerprint
from gazette.kinds.entry import Entry
from gazette.ledger import Ledger
from gazette.site import Body, Site
from gazette.sources import Source
from gazette.verdicts import Verdict

Parts = tuple[str, ...]
"""Parts by their names, in one order, each once. The name is the key, of two words with a tab between them,
or that of the field behind two tabs."""

NOW = "\t\tnow"
"""The clock, which is another at every build."""

MOST = 1000
"""Keys that are told apart for one answer. Of what looks under more, the whole fields are parts."""

_FIELDS = tuple(field.name for field in fields(Site))


class Watch(Site):
    """A Site that writes down which parts of it are looked at."""

    __slots__ = ("_keys", "_searched", "_site", "_views", "_wholes")

    _site: Site
    _keys: set[str]
    _searched: set[str]
    _wholes: set[str]
    _views: dict[str, _View]

    def __init__(self, site: Site) -> None:
        views = {name: _View(found, self, name) for name, found in _mappings(site)}
        for name, value in (
            ("_site", site), ("_keys", set()), ("_searched", set()), ("_wholes", set()), ("_views", views),
        ):  # fmt: skip
            object.__setattr__(self, name, value)

    def seen(self) -> Parts:
        """The parts that were looked at since this was asked last."""
        if len(self._keys) > MOST:
            self._wholes.update(map(whole, self._searched))
            self._keys.clear()
        found = in_order(self._wholes | self._keys)
        for noted in (self._keys, self._searched, self._wholes):
            noted.clear()
        return found

    def note(self, name: str, key: object) -> None:
        """Write down that somebody looked into a field under a key."""
        part = "\t".join(map(str, key)) if isinstance(key, tuple) else key
        if isinstance(part, str) and part.count("\t") == isinstance(key, tuple):
            self._searched.add(name)
            self._keys.add(part)
        else:
            self.note_whole(name)  # such a key is in no Site, and could be taken for another

    def note_whole(self, name: str) -> None:
        """Write down that somebody looked at the whole of a field."""
        self._wholes.add(whole(name))

    def look(self, name: str) -> Any:
        """A field, of which what is looked at is written down."""
        view = self._views.get(name)
        if view is not None:
            return view
        self.note_whole(name)
        return getattr(self._site, name)


def _watched(name: str) -> property:
    def watched(watch: Watch) -> Any:
        return watch.look(name)

    return property(watched)


for _name in _FIELDS:
    setattr(Watch, _name, _watched(_name))


class _View(Mapping[Any, Any]):
    """A mapping of the Site, or one within it, that tells the watch under which keys somebody looks."""

    __slots__ = ("_above", "_name", "_of", "_watch")

    def __init__(self, of: Mapping[Any, Any], watch: Watch, name: str, above: str | None = None) -> None:
        self._of, self._watch, self._name, self._above = of, watch, name, above

    def _note(self, key: Any) -> None:
        self._watch.note(self._name, key if self._above is None else (self._above, key))

    def __getitem__(self, key: Any) -> Any:
        self._note(key)
        found = self._of[key]
        return _View(found, self._watch, self._name, key) if isinstance(found, Mapping) else found

    def __contains__(self, key: object) -> bool:
        self._note(key)
        return key in self._of

    def __iter__(self) -> Iterator[Any]:
        self._watch.note_whole(self._name)
        return iter(self._of)

    def __len__(self) -> int:
        self._watch.note_whole(self._name)
        return len(self._of)

    def items(self) -> ItemsView[Any, Any]:
        self._watch.note_whole(self._name)
        return self._of.items()

    def values(self) -> ValuesView[Any]:
        self._watch.note_whole(self._name)
        return self._of.values()


class Marks(dict[str, str]):
    """What each part of a Site is like, in a word: parts with equal words are equal."""

    def __init__(self, site: Site) -> None:
        self._bodies = dict(site.bodies)
        self._site = site
        self._mappings = [(name, _flat(found)) for name, found in _mappings(site)]

    def __missing__(self, part: str) -> str:
        found = self[part] = self._whole(part[2:]) if part.startswith("\t\t") else self._key(part)
        return found

    def changed(self, before: Mapping[str, str]) -> frozenset[str]:
        """The parts that are not like what they were."""
        return frozenset(part for part, word in before.items() if self[part] != word)

    def _key(self, part: str) -> str:
        words = part.split("\t")
        key: object = part if len(words) == 1 else tuple(words)
        if len(words) == 2 and all(map(str.isdecimal, words)):
            key = tuple(map(int, words))  # a year and a month; no list is called by two numbers
        there = [(name, self._word(key, found[key])) for name, found in self._mappings if key in found]
        return digest(repr(there).encode("utf-8", "surrogatepass"))

    def _whole(self, name: str) -> str:
        value: object = getattr(self._site, name)
        if isinstance(value, Ledger) and value.digest:
            return value.digest
        if not isinstance(value, Mapping):
            return fingerprint(tuple(sorted(value)) if isinstance(value, frozenset) else value)
        found = next(found for mapping, found in self._mappings if mapping == name)
        every = [(key, self._word(key, value)) for key, value in found.items()]
        return digest(repr(every).encode("utf-8", "surrogatepass"))

    def _word(self, key: object, value: Any) -> object:
        """A value of one of the mappings as what it can be told by: text, and tuples of it."""
        kind = type(value)
        if kind is str:
            return value
        if kind is tuple:
            return value if _is_text(value) else fingerprint(value)
        if kind is Body:
            return value.source.digest, value.line, value.size, value.lead
        if kind is Verdict:
            return value.name, value.reason, value.until and str(value.until)
        if kind is Source:
            return value.path, value.digest
        if isinstance(value, Entry) and value.path in self._bodies:
            return self._bodies[value.path].head
        return fingerprint(value)


_TEXT = frozenset({str, type(None)})


def _is_text(value: tuple[Any, ...]) -> bool:
    """Whether a tuple holds texts, and tuples of texts, only."""
    kinds = set(map(type, value))
    return kinds <= _TEXT or (kinds == {tuple} and all(map(_is_text, value)))


def whole(name: str) -> str:
    """The part that a field is as a whole."""
    return f"\t\t{name}"


def in_order(parts: Iterable[str]) -> Parts:
    """The parts in one order, each once."""
    return tuple(sorted(set(parts)))


def _mappings(site: Site) -> list[tuple[str, Mapping[Any, Any]]]:
    return [(name, found) for name in _FIELDS if isinstance(found := getattr(site, name), Mapping)]


def _flat(mapping: Mapping[Any, Any]) -> dict[Any, Any]:
    """A mapping of mappings as one by both keys."""
    if not any(isinstance(value, Mapping) for value in mapping.values()):
        return dict(mapping)
    return {(key, inner): value for key, found in mapping.items() for inner, value in found.items()}
