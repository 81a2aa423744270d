"""Filters: what templates can do to a value, beside Jinja's own filters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from jinja2 import Environment, pass_environment

from gazette.addresses import slugify
from gazette.instants import begins
from gazette.leaflets import qr
from gazette.sharing import shares
from gazette.structured import block, breadcrumbs
from gazette.wording import clock, long_date, weekday_date, when


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
