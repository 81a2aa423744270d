"""Wording: days and times as people write them."""

from __future__ import annotations

from datetime import date, datetime, time


def long_date(moment: date) -> str:
    """`14 July 2017`."""
    return f"{moment.day} {moment:%B %Y}"


def weekday_date(moment: date) -> str:
    """`Friday 14 July 2017`."""
    return f"{moment:%A} {long_date(moment)}"


def clock(moment: datetime | time) -> str:
    """`9.30am`, `noon` or `midnight`: the time of day, as people write it."""
    if (moment.hour, moment.minute) in {(0, 0), (12, 0)}:
        return "noon" if moment.hour else "midnight"
    hour = moment.hour % 12 or 12
    minutes = f".{moment.minute:02}" if moment.minute else ""
    return f"{hour}{minutes}{'am' if moment.hour < 12 else 'pm'}"


def when(moment: date) -> str:
    """`Friday 14 July 2017`, with `, 9.30am` behind it where a time is known."""
    if isinstance(moment, datetime):
        return f"{weekday_date(moment)}, {clock(moment)}"
    return weekday_date(moment)
