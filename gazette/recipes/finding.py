"""Finding: the search page, and the index that it looks into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gazette.recipes.recipe import Desk, Made, Output
from gazette.site import Site
from gazette.sources import load


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The page on which the site is searched."""

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        return desk.page("search.html")


@dataclass(frozen=True, slots=True)
class SearchFile:
    """A file of the index that the search page looks into."""

    name: str

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        return load(desk.ask("search_file", self.name))


RECIPES = (SearchPage, SearchFile)


def outputs(site: Site) -> Iterator[Output]:
    """The search page, unless the settings leave it out, and every file of the index."""
    if site.settings.search:
        yield Output("search/index.html", SearchPage())
    for name, source in site.search.items():
        yield Output(source.path, SearchFile(name))
