"""Instants: wall-clock days and times of the hub's zone as points in time, and answers that age.

Everything an editor writes is wall-clock time; everything that is compared is an instant in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

T = TypeVar("T")

Moment = date | datetime
"""A day, or a day and time, as an editor writes it: no offset."""


@dataclass(frozen=True, slots=True)
class Timed:
    """An answer that the clock alone may change: its value, and the first instant at which it may."""

    value: object
    until: datetime | None


def begins(moment: Moment, zone: ZoneInfo) -> datetime:
    """The instant at which a moment begins: midnight for a day."""
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=zone).astimezone(UTC)
    return datetime(moment.year, moment.month, moment.day, tzinfo=zone).astimezone(UTC)


def ends(moment: Moment, zone: ZoneInfo) -> datetime:
    """The instant at which a moment is over: the next midnight for a day, itself for a time."""
    if isinstance(moment, datetime):
        return begins(moment, zone)
    return begins(moment + timedelta(days=1), zone)


def day(instant: datetime, zone: ZoneInfo) -> date:
    """The calendar day of an instant in the zone."""
    return instant.astimezone(zone).date()


def earliest(instants: Iterable[datetime | None], after: datetime) -> datetime | None:
    """The first of the instants that is still to come, or None."""
    return min((i for i in instants if i is not None and i > after), default=None)


def read_now(text: str, zone: ZoneInfo) -> datetime | None:
    """The instant written as `2017-07-14` or `2017-07-14 12:00` in the zone; None if it is neither."""
    try:
        if len(text) <= len("2017-07-14"):
            return begins(date.fromisoformat(text), zone)
        stamp = datetime.fromisoformat(text)
    except ValueError:
        return None
    return stamp.astimezone(UTC) if stamp.tzinfo else begins(stamp, zone)


def written(moment: Moment) -> str:
    """A moment as an editor writes it: `2017-07-14`, or `2017-07-14 12:00`."""
    if isinstance(moment, datetime):
        return moment.isoformat(" ", "minutes")
    return moment.isoformat()
