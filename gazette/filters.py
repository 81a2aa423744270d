"""Filters: what templates can do to a value, beside Jinja's own filters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from jinja2 import Environment, pass_environment

from gazette.addresses import slugify
from gazette.instants import begins
from gazette.leaflets import qr
from gazette.sharing import shares
from gazette.structured import block, breadcrumbs


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


@pass_environment
def machine_time(environment: Environment, moment: date) -> str:
    """A day as `2017-07-14`, a day and time with its offset, for `<time datetime>`."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    zone = environment.zone  # type: ignore[attr-defined]
    return begins(moment, zone).astimezone(zone).isoformat()


FILTERS: dict[str, Callable[..., Any]] = {
    "block": block,
    "breadcrumbs": breadcrumbs,
    "clock": clock,
    "long_date": long_date,
    "machine_time": machine_time,
    "qr": qr,
    "shares": shares,
    "slug": slugify,
    "weekday_date": weekday_date,
    "when": when,
}
"""What templates can do to a value, beside Jinja's own filters."""
