"""The diary: the days of an entry's occasions, month by month, as a calendar on the wall has them."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from gazette.instants import Timed, begins, day, earliest
from gazette.occasions import Occasion, Standing, occasions
from gazette.site import Site

LONGEST = 100
"""Days of one occasion. What goes on for longer is told in words better than day by day."""

MOST = 12
"""Months of one diary."""


@dataclass(frozen=True, slots=True)
class Square:
    """A day of a month: its number, what it is marked with (a sort, or nothing) and how that stands."""

    number: int
    sort: str = ""
    label: str = ""
    standing: Standing = "past"


@dataclass(frozen=True, slots=True)
class Month:
    """A month by weeks from Monday to Sunday; None where a week belongs to another month."""

    first: date
    weeks: tuple[tuple[Square | None, ...], ...]


def diary(site: Site, path: str) -> Timed:
    """The months in which an entry has something on, with those days marked."""
    found = site.entries.get(path)
    if found is None or path not in site.pages:
        return Timed((), None)
    marked: dict[date, Square] = {}
    turns: list[datetime | None] = []
    for occasion in occasions(found, site.zone):
        for one in _days(occasion, site.zone):
            # Later that day a strike that has ended is still what the day was.
            standing = _standing(one, bool(occasion.state), site)
            if one not in marked or marked[one].standing == "off":
                marked[one] = Square(one.day, occasion.sort, occasion.label, standing)
            turns += [begins(one, site.zone), begins(one + timedelta(days=1), site.zone)]
    months = sorted({(one.year, one.month) for one in marked})[:MOST]
    return Timed(tuple(_month(year, month, marked) for year, month in months), earliest(turns, site.now))


def _days(occasion: Occasion, zone: ZoneInfo) -> list[date]:
    if occasion.ends is None or occasion.sort in ("course", "deadline"):
        return []
    first = day(occasion.begins, zone)
    last = max(first, day(occasion.ends - timedelta(microseconds=1), zone))
    count = (last - first).days + 1
    return [first + timedelta(days=n) for n in range(count)] if count <= LONGEST else []


def _standing(one: date, off: bool, site: Site) -> Standing:
    if off:
        return "off"
    today = day(site.now, site.zone)
    return "today" if one == today else "past" if one < today else "next"


def _month(year: int, month: int, marked: dict[date, Square]) -> Month:
    weeks = tuple(
        tuple(marked.get(date(year, month, n), Square(n)) if n else None for n in week)
        for week in calendar.Calendar().monthdayscalendar(year, month)
    )
    return Month(date(year, month, 1), weeks)
