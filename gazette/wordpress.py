"""WordPress: the addresses at which such a site answered, and what answers for them here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gazette.addresses import INDEX
from gazette.instants import begins
from gazette.kinds.page import Page
from gazette.moves import Move
from gazette.site import Site


def addresses(site: Site) -> dict[str, Move]:
    """Every such address with what it leads to: feeds, lists, months, and posts by year and month.

    Only for a site that was one, and only for what is older than the day on which it was left. Programs
    are sent to the feeds themselves, people who follow such an address to the page that the feed is of.
    """
    until = site.settings.wordpress_until
    found: dict[str, Move] = {}
    if until is not None:
        for old, move in (*_posts(site, until), *_months(site, until), *_lists(site), *_feeds()):
            found.setdefault(f"{old}/{INDEX}", move)
    return found


def _feeds() -> Iterator[tuple[str, Move]]:
    everything = f"follow/{INDEX}"
    for old in ("feed", "feed/rss", "feed/rss2", "feed/rdf", "comments/feed"):
        yield old, Move("feed.xml", page=everything)
    yield "feed/atom", Move("atom.xml", page=everything)


def _lists(site: Site) -> Iterator[tuple[str, Move]]:
    for group, words in (
        ("kind", ["category"]),
        ("tag", ["tag", "category"]),
        ("union", ["tag", "category"]),
    ):
        for key in site.groups[group]:
            home = f"{site.folder(group, key)}/{INDEX}"
            for word in words:
                yield f"{word}/{key}", Move(home)
                yield f"{word}/{key}/feed", Move(site.feed_path(group, key), page=home)


def _months(site: Site, until: date) -> Iterator[tuple[str, Move]]:
    for year, month in site.months:
        if (year, month) <= (until.year, until.month):
            yield f"{year}", Move(f"archive/{year}/{INDEX}")
            yield f"{year}/{month:02}", Move(f"archive/{year}/{month:02}/{INDEX}")


def _posts(site: Site, until: date) -> Iterator[tuple[str, Move]]:
    for entry in site.shown:
        moment = entry.date
        if moment is None or isinstance(entry, Page) or begins(moment, site.zone) >= begins(until, site.zone):
            continue
        where = f"{moment.year}/{moment.month:02}/{entry.slug}"
        yield where, Move(site.pages[entry.path], entry.path)
