"""Pages: the front page, the page of an entry, lists, the archive, and what old addresses show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gazette.kinds.entry import Entry
from gazette.recipes.recipe import Desk, Made, Output
from gazette.site import GROUPS, Site


@dataclass(frozen=True, slots=True)
class Home:
    """The front page."""

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        return desk.page("home.html")


@dataclass(frozen=True, slots=True)
class NotFound:
    """The page for an address that does not exist."""

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        return desk.page("404.html")


@dataclass(frozen=True, slots=True)
class EntryPage:
    """The page of the entry in a source file."""

    source: str

    @property
    def origin(self) -> str:
        return self.source

    def make(self, desk: Desk) -> Made:
        entry: Entry = desk.ask("entry", self.source)
        # The page about following lists all that can be followed, whatever its own text says.
        name = "follow" if entry.kind == "page" and entry.slug == "follow" else entry.kind
        return desk.page(f"{name}.html", entry=entry, body=desk.markup(self.source))


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list of a group (`kind`, `tag`, `union`, `campaign`); `number` from 1."""

    group: str
    key: str
    number: int

    @property
    def origin(self) -> str:
        return f"the {self.group} {self.key}"

    def make(self, desk: Desk) -> Made:
        listing = desk.ask("listing", self.group, self.key, self.number)
        return desk.page("list.html", listing=listing, group=self.group, key=self.key)


@dataclass(frozen=True, slots=True)
class Terms:
    """The overview of all tags or unions."""

    group: str

    @property
    def origin(self) -> str:
        return f"the list of {self.group}s"

    def make(self, desk: Desk) -> Made:
        return desk.page("terms.html", group=self.group, terms=desk.ask("terms", self.group))


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive of a year, of a month, or of all years (both 0)."""

    year: int = 0
    month: int = 0

    origin = "the archive"

    def make(self, desk: Desk) -> Made:
        return desk.page("archive.html", year=self.year, month=self.month)


RECIPES = (Home, NotFound, EntryPage, Listing, Terms, Archive)


def outputs(site: Site) -> Iterator[Output]:
    """Every page of the site."""
    yield Output("index.html", Home())
    yield Output("404.html", NotFound())
    for source, path in site.pages.items():
        yield Output(path, EntryPage(source))
    for group in GROUPS:
        for key, entries in site.groups[group].items():
            folder = site.folder(group, key)
            for number in range(1, site.page_count(len(entries)) + 1):
                name = f"page/{number}/index.html" if number > 1 else "index.html"
                yield Output(f"{folder}/{name}", Listing(group, key, number))
    yield Output("tags/index.html", Terms("tag"))
    yield Output("unions/index.html", Terms("union"))
    yield Output("archive/index.html", Archive())
    for year, month in site.months:
        yield Output(f"archive/{year}/{month:02}/index.html", Archive(year, month))
    for year in dict.fromkeys(year for year, _ in site.months):
        yield Output(f"archive/{year}/index.html", Archive(year))
