"""Weeks: those of ISO 8601, from Monday to Sunday, written `2017-W28`, and what was new in each.

A week whose digest was published is settled by the ledger: what was new in it stays what was new in it.
What appears late, with a date in a week that is settled, is new in the last one that is over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from gazette.instants import Moment, begins, day
from gazette.kinds.entry import Entry
from gazette.kinds.page import Page
from gazette.site import Site
from gazette.verdicts import appearance, verdict

WEEK = timedelta(days=7)


def monday_of(week: str) -> date | None:
    """The first day of a week written as `2017-W28`; None if there is no such week."""
    found = re.fullmatch(r"(\d{4})-?W(\d{1,2})", week.strip().upper(), re.ASCII)
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        return None


def week_of(moment: date) -> str:
    """The week that a day is in."""
    year, number, _ = moment.isocalendar()
    return f"{year}-W{number:02}"


def ended(site: Site, monday: date) -> datetime:
    """The instant at which the week of that Monday is over."""
    return begins(monday + WEEK, site.zone)


def new_in(site: Site, monday: date) -> tuple[Entry, ...]:
    """What was new in the week of that Monday, newest first."""
    week, end = week_of(monday), ended(site, monday)
    settled = {one.week: one.news for one in site.ledger.digests}
    if week in settled:
        return tuple(_still(site, settled[week]))
    told = {name for news in settled.values() for name in news}
    found = (
        entry for entry in _within(site, begins(monday, site.zone), end) if _is_new(site, entry, end, told)
    )
    after = late(site, told) if monday == last_week(site) else ()
    return (*found, *(entry for entry in after if verdict(entry, site.zone, end).name == "published"))


def _still(site: Site, names: tuple[str, ...]) -> Iterator[Entry]:
    """What was new in a digest that was published, as far as it can still be read."""
    paths = {name: path for path, name in site.identities.items() if path in site.pages}
    entries = [site.entries[paths[name]] for name in names if name in paths]
    return (entry for entry in entries if entry.status != "withdrawn")


def _within(site: Site, start: datetime, end: datetime) -> Iterator[Entry]:
    """What appeared between two instants, newest first."""
    for entry in site.of(site.shown):  # newest first
        moment = appearance(entry)[1]
        if moment is None or begins(moment, site.zone) < start:
            return
        if not isinstance(entry, Page) and begins(moment, site.zone) < end:
            yield entry


def _is_new(site: Site, entry: Entry, end: datetime, told: set[str]) -> bool:
    """Whether readers could see it at the end of the week, and no digest had it before."""
    return verdict(entry, site.zone, end).name == "published" and site.identities[entry.path] not in told


def late(site: Site, told: set[str]) -> Iterator[Entry]:
    """What came after the digest of its week was published, newest first."""
    settled = {one.week for one in site.ledger.digests}
    if not settled:
        return
    first = monday_of(min(settled)) or date.max
    for entry in _within(site, begins(first, site.zone), site.now):
        moment = appearance(entry)[1]
        in_time = moment is None or week_of(day_of(moment)) not in settled
        if not in_time and site.identities[entry.path] not in told:
            yield entry


def last_week(site: Site) -> date:
    """The Monday of the last week that is over."""
    today = day(site.now, site.zone)
    return today - timedelta(days=today.weekday()) - WEEK


def day_of(moment: Moment) -> date:
    """The day of a moment."""
    return moment.date() if isinstance(moment, datetime) else moment
