"""WordPress: the addresses at which such a site answered, and what answers for them here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from gazette.addresses import INDEX
from gazette.instants import begins
from gazette.kinds.page import Page
from gazette.moves import Move
from gazette.site import Site


def addresses(site: Site) -> dict[str, Move]:
    """Every such address with what it leads to: feeds, lists, months, and posts by year and month.

    Only for a site that was one, and only for what is older than the day on which it was left. Programs
    are sent to the feeds themselves, people who follow such an address to the page that the feed is of.
    Feeds that were queries of the front page are among them.
    """
    until = site.settings.wordpress_until
    found: dict[str, Move] = {}
    if until is not None:
        for old, move in (
            *_posts(site, until), *_months(site, until), *_lists(site), *_pages(site, until),
        ):  # fmt: skip
            found.setdefault(f"{old}/{INDEX}", move)
        found.update(_feeds())
    return found


PATTERNS: Final = {
    ":year/:month/:slug/feed/": ":year/:month/:slug/",
    "author/:name/feed/": "feed.xml",
    "author/*": "",
    "category/:name/page/*": "category/:name/",
    "tag/:name/page/*": "tag/:name/",
    "page/*": "archive/",
}
"""Addresses of which nobody knows how many there were, as `_redirects` has them: the feed of what was said
below a post leads to the post, an author to all posts, and the further pages of a list to the list."""


def nginx_patterns(home: str) -> dict[str, str]:
    """The same for a map of nginx, in a site whose front page is at that address."""
    there = re.escape(home)
    within = rf"~^(?<gazette_within>{there}"
    return {
        rf"{within}[0-9]+/[0-9]+/[^/]+/)feed/": "$gazette_within",
        rf"{within}(category|tag)/[^/]+/)page/[0-9]+/$": "$gazette_within",
        rf"~^{there}author/[^/]+/feed/": f"{home}feed.xml",
        rf"~^{there}author/": home,
        rf"~^{there}page/[0-9]+/$": f"{home}archive/",
    }


def _feeds() -> Iterator[tuple[str, Move]]:
    everything = f"follow/{INDEX}"
    for old in ("feed", "feed/rss", "feed/rss2", "feed/rdf", "comments/feed", "comments/feed/rss2"):
        yield f"{old}/{INDEX}", Move("feed.xml", page=everything)
    for old in ("feed/atom", "comments/feed/atom"):
        yield f"{old}/{INDEX}", Move("atom.xml", page=everything)
    for form in ("rss", "rss2", "rdf", "comments-rss2"):
        yield f"?feed={form}", Move("feed.xml", page=everything)
    for form in ("atom", "comments-atom"):
        yield f"?feed={form}", Move("atom.xml", page=everything)


def _lists(site: Site) -> Iterator[tuple[str, Move]]:
    for group, words in (
        ("kind", ["category"]),
        ("tag", ["tag", "category"]),
        ("union", ["tag", "category"]),
    ):
        for key in site.groups[group]:
            home = f"{site.folder(group, key)}/{INDEX}"
            rss, atom = (Move(site.feed_path(group, key, form), page=home) for form in ("rss", "atom"))
            for word in words:
                yield f"{word}/{key}", Move(home)
                yield f"{word}/{key}/feed", rss
                yield f"{word}/{key}/feed/rss2", rss
                yield f"{word}/{key}/feed/atom", atom


def _months(site: Site, until: date) -> Iterator[tuple[str, Move]]:
    for year, month in site.months:
        if (year, month) <= (until.year, until.month):
            yield f"{year}", Move(f"archive/{year}/{INDEX}")
            yield f"{year}/{month:02}", Move(f"archive/{year}/{month:02}/{INDEX}")


def _pages(site: Site, until: date) -> Iterator[tuple[str, Move]]:
    """The further pages of the front page, which had ten posts each."""
    count = sum(1 for _ in _posts(site, until))
    for number in range(2, -(-count // 10) + 1):
        yield f"page/{number}", Move(f"archive/{INDEX}")


def _posts(site: Site, until: date) -> Iterator[tuple[str, Move]]:
    for entry in site.of(site.shown):
        moment = entry.date
        if moment is None or isinstance(entry, Page) or begins(moment, site.zone) >= begins(until, site.zone):
            continue
        where = f"{moment.year}/{moment.month:02}/{entry.slug}"
        yield where, Move(site.pages[entry.path], entry.path)
