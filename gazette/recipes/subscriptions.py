"""Subscriptions: feeds, and the page that says what a feed is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gazette.answers import Link
from gazette.moves import archive_of
from gazette.recipes.recipe import Desk, Made, Output
from gazette.site import FEED_FORMS, FeedForm, Site

FOLLOW = "follow/index.html"
"""The page of all subscriptions."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed of a group, or of the whole site (`site`, no key), as `rss`, `atom` or `json`.

    `number` is that of an archive of older entries, counted from the oldest; 0 is what is subscribed to.
    """

    group: str
    key: str = ""
    form: FeedForm = "rss"
    number: int = 0

    @property
    def origin(self) -> str:
        return f"the {self.group} {self.key}" if self.key else "the site itself"

    def make(self, desk: Desk) -> Made:
        from gazette import feeds

        return feeds.feed(desk, self.group, self.key, self.form, self.number)

    def texts(self, site: Site) -> int:
        """How many entries' whole texts it carries: a large site has thousands of archives."""
        return len(site.feeds[self.group, self.key][self.number])


@dataclass(frozen=True, slots=True)
class ClosedFeed:
    """What stays of a feed whose subject is no more, at its output path `old`."""

    old: str

    @property
    def origin(self) -> str:
        return f"the ledger's address /{self.old}"

    def make(self, desk: Desk) -> Made:
        from gazette.feeds import closed

        stem, _, suffix = archive_of(self.old).rpartition("/")[2].partition(".")
        (form,) = (form for form, name in FEED_FORMS.items() if name == (stem, suffix))
        return closed.feed(desk, self.old, form)


@dataclass(frozen=True, slots=True)
class Follow:
    """The page that explains feeds and calendars and lists them all, where no post of that name does."""

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        return desk.page("follow.html")


@dataclass(frozen=True, slots=True)
class FeedList:
    """The address at which the list of feeds was once: it leads to the page of all subscriptions."""

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        return desk.page(
            "redirect.html", target=Link("Follow us", desk.ask("target", "", "/follow/").address)
        )


RECIPES = (Feed, ClosedFeed, Follow, FeedList)


def outputs(site: Site) -> Iterator[Output]:
    """Every feed of the site, and their page."""
    yield Output("feeds/index.html", FeedList())
    if FOLLOW not in site.pages.values():
        yield Output(FOLLOW, Follow())
    for (group, key), pages in site.feeds.items():
        for form in FEED_FORMS:
            for number in range(len(pages)):
                yield Output(site.feed_path(group, key, form, number), Feed(group, key, form, number))
