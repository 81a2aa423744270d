"""Zones: when the clocks of a zone change, as a calendar has to say it in its VTIMEZONE.

The zone's data is asked, year by year. Where each change falls on the same weekday of the same month
in every year, it is told as a yearly rule, which every calendar program knows; otherwise one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Onset:
    """The change to a name and an offset from UTC, at `start` by the clock that ends then.

    `yearly` is the month, which weekday of it (-1 for the last) and the weekday (Monday is 0) on which
    the change comes back every year; None for one that happens once.
    """

    name: str
    start: datetime
    before: timedelta
    after: timedelta
    daylight: bool
    yearly: tuple[int, int, int] | None = None


def onsets(zone: ZoneInfo, first: int, last: int) -> tuple[Onset, ...]:
    """Every change of the clocks that matters from the year `first` to the year `last`."""
    # A year more at both ends: the first moment has a change before it, and a rule has years to show in.
    years = range(first - 1, last + 2)
    changes = [_onset(zone, at) for year in years for at in _changes(zone, year)]
    start = datetime(first - 1, 1, 1)
    here = start.replace(tzinfo=zone)
    offset, daylight = here.utcoffset() or timedelta(0), bool(here.dst())
    if not changes:
        return (Onset(here.tzname() or zone.key, start, offset, offset, daylight),)
    told: dict[Onset, None] = {}
    for change in changes:
        rule = _rule([c.start for c in changes if _alike(c, change)], years)
        again = rule and next((t for t in told if t.yearly == rule and _alike(t, change)), None)
        if not again:
            told[replace(change, yearly=rule)] = None
    return tuple(told)


def _changes(zone: ZoneInfo, year: int) -> Iterator[datetime]:
    """The instants within a year at which the offset or the name changes."""
    day = datetime(year, 1, 1, tzinfo=UTC)
    while day.year == year:
        if _state(zone, day) != _state(zone, day + _DAY):
            low, high = day, day + _DAY
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
                low, high = (low, middle) if _state(zone, middle) != _state(zone, low) else (middle, high)
            yield high
        day += _DAY


def _state(zone: ZoneInfo, instant: datetime) -> tuple[timedelta | None, str | None]:
    local = instant.astimezone(zone)
    return local.utcoffset(), local.tzname()


def _onset(zone: ZoneInfo, instant: datetime) -> Onset:
    before = (instant - timedelta(seconds=1)).astimezone(zone).utcoffset() or timedelta(0)
    local = instant.astimezone(zone)
    return Onset(
        local.tzname() or zone.key,
        instant.replace(tzinfo=None) + before,
        before,
        local.utcoffset() or timedelta(0),
        bool(local.dst()),
    )


def _alike(one: Onset, other: Onset) -> bool:
    """Whether two changes are the same one of different years, as far as names and offsets go."""
    return replace(one, start=other.start, yearly=None) == replace(other, yearly=None)


def _rule(starts: list[datetime], years: range) -> tuple[int, int, int] | None:
    """The rule by which a change comes once in each of the years, if there is one."""
    if [start.year for start in starts] != list(years) or len({s.time() for s in starts}) > 1:
        return None
    if len({(start.month, start.weekday()) for start in starts}) > 1:
        return None
    month, weekday = starts[0].month, starts[0].weekday()
    if all((start + 7 * _DAY).month != month for start in starts):
        return month, -1, weekday
    which = {(start.day - 1) // 7 + 1 for start in starts}
    return (month, which.pop(), weekday) if len(which) == 1 else None
