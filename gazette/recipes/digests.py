"""Digests: the week in a feed, for services that send feeds on by e-mail, and on a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gazette.problems import Problem
from gazette.recipes.recipe import Desk, Made, Output
from gazette.site import Site


@dataclass(frozen=True, slots=True)
class DigestFeed:
    """The feed of the last weeks, an item a week, for services that turn a feed into e-mail."""

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        from gazette.feeds import digest

        items = []
        for week in desk.ask("digest_weeks"):
            told = desk.ask("digest", week)
            html = desk.page("digest-item.html", digest=told)
            if isinstance(html, Problem):
                return html
            items.append(digest.item(desk, told, str(html)))
        return digest.feed(desk, items)


@dataclass(frozen=True, slots=True)
class DigestPage:
    """The page of the last weeks, and of how to have the next ones by e-mail."""

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        digests = tuple(desk.ask("digest", week) for week in desk.ask("digest_weeks"))
        return desk.page("digests.html", digests=digests)


RECIPES = (DigestFeed, DigestPage)


def outputs(site: Site) -> Iterator[Output]:
    """The digests of the site."""
    yield Output("digest/feed.xml", DigestFeed())
    yield Output("digest/index.html", DigestPage())
