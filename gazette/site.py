"""The Site: everything that a build may know, as one immutable value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from types import MappingProxyType
from typing import Literal
from zoneinfo import ZoneInfo

from gazette.addresses import ADMIN, is_query
from gazette.decoding import decode
from gazette.fingerprint import fingerprint
from gazette.instants import earliest
from gazette.kinds.entry import Entry
from gazette.ledger import Event, Ledger
from gazette.moves import Move
from gazette.occasions import Occasion
from gazette.settings import Settings
from gazette.sources import Source, load
from gazette.verdicts import Verdict

GROUPS = ("kind", "tag", "union", "campaign")
"""What entries are listed by."""

LONGEST_KEY = 80
"""Characters: even in an alphabet of three bytes each, a file system can hold it."""

STYLE = "style.css"
"""The static file behind whose rules the hub's own colours are set."""

PROGRAM = "pagefind.js"
"""The file of the search index that the search page loads first: without it there is no index."""

FEED_GROUPS = ("kind", "tag", "union", "campaign")
"""Which of the groups have a feed."""

FeedForm = Literal["rss", "atom", "json"]

FEED_FORMS: dict[FeedForm, tuple[str, str]] = {
    "rss": ("feed", "xml"),
    "atom": ("atom", "xml"),
    "json": ("feed", "json"),
}
"""The forms of a feed, and how the file of each is called."""


@dataclass(frozen=True, slots=True)
class Body:
    """The Markdown of an entry: its file, the line on which it begins there, and its size in bytes;
    the words of its lead, which lists show; and a digest of the entry, of all that stands above it."""

    source: Source
    line: int
    size: int
    lead: str
    head: str

    @property
    def text(self) -> str:
        """The Markdown itself. SourceMovedError if the file is not what it was when the build began."""
        text = decode(self.source.path, load(self.source))[0] or ""
        return text.split("\n", self.line - 1)[-1] if text.count("\n") >= self.line - 1 else ""


@dataclass(frozen=True, slots=True)
class Site:
    """What was read, and what follows from it at the instant `now` (UTC).

    Entries, bodies, assets and pages are keyed by source path, and lists of entries are lists of these
    paths: who reads a list has read no entry yet. `shown` are the entries that have a page, `listed` those
    of them that lists and feeds carry, newest first, `pinned` those that come first all the same; `pages`
    and `media` give output paths; `occasions` has those of the shown entries that have any, `timetable`
    those of each month that take up days of it; `names` gives the source path by what other entries call
    an entry. `feeds` has the pages of each feed by group and key (the site's is `site` and no key),
    `held_back` the pictures that no feed may carry. What a `broken` file would have been is unknown, so
    nothing that names it is called wrong. A preview shows drafts and scheduled entries too, and has no
    ledger.

    `ledger` is what was published before, `identities` gives permanent ids by source path, `tombs` the
    output paths at which entries that had to go are told of, `planned` the addresses of the site that
    are to last, and `moves` where those lead that it has no more. `announced` are the calendar
    events that were published, by the source path of the entry that they are of now. `search` has the files
    of the index that readers search, by name; it is there only while a site is built.
    """

    settings: Settings
    entries: Mapping[str, Entry]
    bodies: Mapping[str, Body]
    templates: Mapping[str, Source]
    statics: Mapping[str, Source]
    assets: Mapping[str, Source]
    now: datetime
    preview: bool
    verdicts: Mapping[str, Verdict]
    shown: tuple[str, ...]
    listed: tuple[str, ...]
    pinned: frozenset[str]
    groups: Mapping[str, Mapping[str, tuple[str, ...]]]
    labels: Mapping[tuple[str, str], str]
    feeds: Mapping[tuple[str, str], tuple[tuple[str, ...], ...]]
    held_back: frozenset[str]
    neighbours: Mapping[str, tuple[str | None, str | None]]
    months: Mapping[tuple[int, int], tuple[str, ...]]
    occasions: Mapping[str, tuple[Occasion, ...]]
    timetable: Mapping[tuple[int, int], tuple[Occasion, ...]]
    pages: Mapping[str, str]
    media: Mapping[str, str]
    names: Mapping[tuple[str, str], str]
    ledger: Ledger
    identities: Mapping[str, str]
    tombs: Mapping[str, str]
    planned: tuple[str, ...]
    moves: Mapping[str, Move]
    announced: Mapping[str, tuple[Event, ...]]
    search: Mapping[str, Source]
    broken: frozenset[str]
    broken_names: frozenset[tuple[str, str]]
    broken_pages: frozenset[str]

    def __reduce__(self) -> tuple[Callable[..., Site], tuple[object, ...]]:
        # Read-only mappings cannot be pickled, and a spawned worker is sent the whole Site.
        return _thawed, tuple(_melted(getattr(self, field.name)) for field in fields(self))

    @property
    def zone(self) -> ZoneInfo:
        """The zone of every wall-clock time."""
        return ZoneInfo(self.settings.timezone)

    @property
    def until(self) -> datetime | None:
        """The first instant at which an entry appears, expires or otherwise changes its verdict."""
        return earliest((v.until for v in self.verdicts.values()), self.now)

    def of(self, paths: Iterable[str]) -> Iterator[Entry]:
        """The entries in those source files."""
        return (self.entries[path] for path in paths)

    def in_use(self, group: str, key: str) -> bool:
        """False for a tag or union that nothing is listed under any more: only its address is kept."""
        return group in ("kind", "campaign") or bool(self.groups[group][key])

    def page_count(self, entries: int) -> int:
        """How many pages a list of so many entries fills; an empty one fills one."""
        return max(1, -(-entries // self.settings.lists.page_size))

    def folder(self, group: str, key: str) -> str:
        """The folder of a group's list."""
        match group:
            case "kind":
                return key
            case "campaign":
                return f"campaigns/{key}/posts"
            case _:
                return f"{group}s/{key}"

    def feed_path(self, group: str, key: str, form: FeedForm = "rss", number: int = 0) -> str:
        """The output path of a feed in one of its forms, or of its archive of that number."""
        name, suffix = FEED_FORMS[form]
        file = f"{name}-{number}.{suffix}" if number else f"{name}.{suffix}"
        match group:
            case "site":
                return file
            case "campaign":
                return f"campaigns/{key}/{file}"
            case _:
                return f"{self.folder(group, key)}/{file}"

    def static_path(self, name: str) -> str:
        """The output path of a static file: its content is part of its name, so it keeps for ever.

        A preview leaves that out, so that a new style does not make every page a new page. Fonts and
        pictures keep their plain names, because a style names them; the parts of the CMS name each other.
        """
        if name.startswith(ADMIN):
            return name
        if self.preview or not name.endswith((".css", ".js")):
            return f"assets/{name}"
        made_of = self.statics[name].digest
        if name == STYLE:
            made_of = fingerprint((made_of, self.settings.colours))
        stem, dot, suffix = name.rpartition(".")
        return f"assets/{stem}.{made_of[:10]}{dot}{suffix}"

    @property
    def query_script_path(self) -> str:
        """The output path of the script that follows old queries; empty where there are none."""
        asked = tuple((old, move.page or move.to) for old, move in self.moves.items() if is_query(old))
        part = fingerprint((self.settings.base_url, asked, tuple(self.tombs.items())))[:10]
        return f"assets/redirect.{part}.js" if asked else ""


def _melted(value: object) -> object:
    if isinstance(value, MappingProxyType):
        return _Melted((key, _melted(item)) for key, item in value.items())
    return value


class _Melted(dict[object, object]):
    """A read-only mapping on its way to another process."""


def _thawed(*values: object) -> Site:
    return Site(*(_frozen(value) for value in values))  # type: ignore[arg-type]


def _frozen(value: object) -> object:
    if isinstance(value, _Melted):
        return MappingProxyType({key: _frozen(item) for key, item in value.items()})
    return value
