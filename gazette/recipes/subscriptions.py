"""Subscriptions: feeds, and the page that says what a feed is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gazette.recipes.recipe import Desk, Made, Output
from gazette.site import FEED_GROUPS, Site


@dataclass(frozen=True, slots=True)
class Feed:
    """The RSS feed of a group, or of the whole site (`site`, no key)."""

    group: str
    key: str = ""

    @property
    def origin(self) -> str:
        return f"the {self.group} {self.key}" if self.key else "the site itself"

    def make(self, desk: Desk) -> Made:
        from gazette import feeds

        paths = desk.ask("feed_entries", self.group, self.key)
        return feeds.rss(desk.reader, self.group, self.key, {path: desk.prose(path) for path in paths})


@dataclass(frozen=True, slots=True)
class FeedList:
    """The page that says what a feed is and lists them all."""

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        return desk.page("feeds.html")


RECIPES = (Feed, FeedList)


def outputs(site: Site) -> Iterator[Output]:
    """Every feed of the site, and their page."""
    yield Output("feed.xml", Feed("site"))
    yield Output("feeds/index.html", FeedList())
    for group in FEED_GROUPS:
        for key in site.groups[group]:
            yield Output(f"{site.feed_folder(group, key)}/feed.xml", Feed(group, key))
