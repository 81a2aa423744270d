"""Archives: the lists and feeds of an old site, and the lines of content/site.toml by which their
addresses lead to those of the hub."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, MutableMapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from gazette.addresses import INDEX
from gazette.importers import words
from gazette.importers.lookup import split
from gazette.importers.mapping import Mapping
from gazette.importers.piece import Label, Origin, Term
from gazette.importers.settling import Places
from gazette.importers.survey import Survey
from gazette.index import key_of
from gazette.settings import Settings

UNDATED = date(1970, 1, 1)
"""The day of what the export has no date for."""


class Lists:
    """The lists of the hub that an import fills: those of words, by the words, and those of months; and
    the words that have none here."""

    def __init__(
        self, survey: Survey, settled: Places, mapping: Mapping, campaigns: Container[str], zone: ZoneInfo
    ) -> None:  # fmt: skip
        self.words: dict[Label, str] = {}
        self.wordless: dict[Label, None] = {}
        self.months: dict[str, None] = {}
        self.folders: dict[str, None] = {}
        self.last: date | None = None
        for place, piece in survey.pieces.items():
            path = settled[place].path
            if piece.state != "published" or not path:
                continue
            when = piece.date or piece.modified
            day = (when.astimezone(zone) if when.tzinfo else when).date() if when else None
            if day and (self.last is None or day > self.last):
                self.last = day
            folder = path.split("/")[1]
            if folder == "pages":
                continue  # pages stand in no list
            for label in piece.labels:
                if label not in self.words and (home := _home(label, folder, mapping, campaigns)):
                    self.words[label] = home
                    self.wordless.pop(label, None)
                elif label not in self.words:
                    self.wordless[label] = None
            self.folders[folder] = None
            self.months |= dict.fromkeys((f"{day or UNDATED:%Y}", f"{day or UNDATED:%Y/%m}"))

    @property
    def outputs(self) -> Iterator[str]:
        """The output paths of these lists."""
        for address in self.words.values():
            yield f"{address.strip('/')}/{INDEX}"
        for folder in self.folders:
            yield f"{folder}/{INDEX}"
        for month in self.months:
            yield f"archive/{month}/{INDEX}"


def redirects(origin: Origin, lists: Lists) -> dict[str, str]:
    """The archives of words whose lists have other addresses here, and those of authors."""
    found: dict[str, str] = {}
    terms = {(term.sort, term.slug): term for term in origin.terms}
    for label, home in sorted(lists.words.items(), key=lambda one: (one[0].sort, one[0].slug)):
        if label.sort not in ("category", "tag"):
            continue
        term = terms.get((label.sort, label.slug))
        # What keeps its word is led on by `wordpress_until` alone.
        if home not in (f"/tags/{label.slug}/", f"/unions/{label.slug}/", f"/{label.slug}/"):
            found |= _both(f"/{label.sort}/{label.slug}/", home)
        if term and label.sort == "category":
            if term.parent and (above := _above(term, terms)):
                found |= _both(f"/category/{above}/{label.slug}/", home)
            if term.number.isdigit():
                found[f"/?cat={term.number}"] = home
    for label in lists.wordless:
        if label.sort in _BASES:
            slug = label.slug.removeprefix("post-format-")
            found |= _everything(f"/{_BASES[label.sort]}/{slug}/")
    shown = {term for label in lists.words if (term := terms.get((label.sort, label.slug)))}
    for term in sorted(_ancestors(shown, terms), key=lambda term: term.slug):
        if f"/category/{term.slug}/" not in found and not any(
            (label.sort, label.slug) == (term.sort, term.slug) for label in lists.words
        ):
            found |= _everything(f"/category/{term.slug}/")
    for login in origin.authors:
        found |= _everything(f"/author/{login}/")
    return found


def _both(old: str, home: str) -> dict[str, str]:
    return {old: home, f"{old}feed/": f"{home}feed.xml"}


def _everything(old: str) -> dict[str, str]:
    return {old: "/archive/", f"{old}feed/": "/feed.xml"}


_BASES = {"category": "category", "tag": "tag", "post_format": "type"}
"""How the addresses of lists begin."""


def _ancestors(shown: set[Term], terms: dict[tuple[str, str], Term]) -> set[Term]:
    """The categories whose lists had what was filed under those below them."""
    found: set[Term] = set()
    for term in shown:
        while (
            term.sort == "category" and (upper := terms.get((term.sort, term.parent))) and upper not in found
        ):
            found.add(upper)
            term = upper
    return found


def _above(term: Term, terms: dict[tuple[str, str], Term]) -> str:
    """The words above a word, as its old address had them: `pay/fair-pay`."""
    path: list[str] = []
    while (upper := terms.get((term.sort, term.parent))) and upper.slug not in path and len(path) < 20:
        path.insert(0, upper.slug)
        term = upper
    return "/".join(path)


def leads(origin: Origin, lists: Lists, into: MutableMapping[str, str]) -> None:
    """Put into a mapping what a link of a text to a list of the old site leads to here."""
    for old, new in redirects(origin, lists).items():
        into[old.strip("/").removeprefix("?") if not old.startswith("/?") else old[1:]] = new
    for label, home in lists.words.items():
        if label.sort in ("category", "tag"):
            into.setdefault(f"{label.sort}/{label.slug}".casefold(), home)
            into.setdefault(f"{label.sort}/{label.slug}/feed".casefold(), f"{home}feed.xml")
    for month in lists.months:
        into.setdefault(month, f"/archive/{month}/")
    for folder in lists.folders:
        into.setdefault(folder, f"/{folder}/")
    into.update({"feed": "/feed.xml", "feed/rss2": "/feed.xml", "feed/atom": "/atom.xml"})


def lines(origin: Origin, lists: Lists, settings: Settings) -> str:
    """What to add to the settings, ready to be copied; nothing where nothing is missing."""
    top = [f"{name} = {value}" for name, value in _top(origin, lists, settings)]
    known = {one.from_ for one in settings.redirects}
    tables = [
        f"[[redirects]]\nfrom = {json.dumps(old, ensure_ascii=False)}\nto = {json.dumps(new)}\n"
        for old, new in redirects(origin, lists).items()
        if old not in known
    ]
    said = []
    if top:
        said += ["# Above the first [table] of content/site.toml:", *top, ""]
    if tables:
        said += ["# At the end of content/site.toml:", "\n".join(tables)]
    return "\n".join(said)


def _top(origin: Origin, lists: Lists, settings: Settings) -> Iterator[tuple[str, str]]:
    if settings.wordpress_until is None and lists.last is not None:
        yield "wordpress_until", str(lists.last + timedelta(days=1))
    old = f"{origin.address.rstrip('/')}/"
    hosts = {split(one).netloc for one in (settings.base_url, *settings.moved_from)}
    if origin.address and split(old).netloc not in hosts and not settings.moved_from:
        yield "moved_from", json.dumps([old])


def _home(label: Label, folder: str, mapping: Mapping, campaigns: Container[str]) -> str:
    """The address of the hub's list of what was filed under a word, by something in this folder."""
    if kind := dict(mapping.kinds).get(label.slug):
        return f"/{kind}/" if kind == folder else ""
    if union := dict(mapping.unions).get(label.slug):
        return f"/unions/{key_of(union)}/"
    if campaign := dict(mapping.campaigns).get(label.slug):
        return (
            f"/campaigns/{campaign}/"
            if campaign in campaigns
            else f"/tags/{key_of(words.clean(label.name))}/"
        )
    if word := dict(mapping.tags).get(label.slug):
        return f"/tags/{key_of(words.clean(word))}/"
    return ""
