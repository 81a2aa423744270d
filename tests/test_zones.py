"""Zones: the changes of the clocks, told as a rule where they follow one."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from gazette.zones import Onset, onsets

HOUR = timedelta(hours=1)
NONE = timedelta(0)


def test_london_has_the_last_sundays_of_march_and_october() -> None:
    assert onsets(ZoneInfo("Europe/London"), 2017, 2017) == (
        Onset("BST", datetime(2016, 3, 27, 1), NONE, HOUR, True, (3, -1, 6)),
        Onset("GMT", datetime(2016, 10, 30, 2), HOUR, NONE, False, (10, -1, 6)),
    )


def test_a_zone_whose_clocks_never_change_says_its_offset_once() -> None:
    india = timedelta(hours=5, minutes=30)
    assert onsets(ZoneInfo("Asia/Kolkata"), 2017, 2030) == (
        Onset("IST", datetime(2016, 1, 1), india, india, False),
    )


def test_changes_without_a_rule_are_told_one_by_one() -> None:
    # In 1968 Britain did not go back to GMT before 1971.
    found = onsets(ZoneInfo("Europe/London"), 1968, 1970)
    assert [(o.name, o.start, o.yearly) for o in found] == [
        ("BST", datetime(1967, 3, 19, 2), None),
        ("GMT", datetime(1967, 10, 29, 3), None),
        ("BST", datetime(1968, 2, 18, 2), None),
        ("GMT", datetime(1971, 10, 31, 3), None),
    ]


def starts(told: tuple[Onset, ...]) -> list[tuple[datetime, timedelta]]:
    """Every change that a calendar program works out, with the offset from then on."""
    return sorted(
        (start, onset.after)
        for onset in told
        for start in (_each(onset, 2021) if onset.yearly else [onset.start])
        if onset.start <= start
    )


def _each(onset: Onset, until: int) -> list[datetime]:
    assert onset.yearly is not None
    month, which, weekday = onset.yearly
    found = []
    for year in range(onset.start.year, until + 1):
        days = [
            datetime.combine(datetime(year, month, 1) + timedelta(n), onset.start.time()) for n in range(31)
        ]
        fitting = [day for day in days if day.month == month and day.weekday() == weekday]
        found.append(fitting[which if which < 0 else which - 1])
    return found


@pytest.mark.parametrize(
    "name", ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"]
)
def test_what_is_told_gives_the_offset_of_every_hour_of_three_years(name: str) -> None:
    zone = ZoneInfo(name)
    told = starts(onsets(zone, 2017, 2019))
    instant = datetime(2017, 1, 1, 12, tzinfo=UTC)
    while instant.year < 2020:
        local = instant.astimezone(zone)
        if not local.fold:
            at = bisect_right(told, (local.replace(tzinfo=None), timedelta(days=1))) - 1
            assert told[at][1] == local.utcoffset(), local
        instant += HOUR
