"""Instants: wall-clock moments of the zone as points in time, on the days on which clocks change too."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.instants import Moment, begins, day, earliest, ends, read_now
from tests.hub import built, post, small_hub

LONDON = ZoneInfo("Europe/London")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("moment", "start", "end"),
    [
        (date(2017, 1, 14), utc(2017, 1, 14), utc(2017, 1, 15)),
        (date(2017, 7, 14), utc(2017, 7, 13, 23), utc(2017, 7, 14, 23)),
        (date(2017, 3, 26), utc(2017, 3, 26), utc(2017, 3, 26, 23)),  # 23 hours long
        (date(2017, 10, 29), utc(2017, 10, 28, 23), utc(2017, 10, 30)),  # 25 hours long
        (datetime(2017, 7, 14, 12), utc(2017, 7, 14, 11), utc(2017, 7, 14, 11)),
        (datetime(2017, 10, 28, 12), utc(2017, 10, 28, 11), utc(2017, 10, 28, 11)),
        (datetime(2017, 10, 30, 12), utc(2017, 10, 30, 12), utc(2017, 10, 30, 12)),
        # 01:30 comes twice, and the first one is meant; in March it never comes.
        (datetime(2017, 10, 29, 1, 30), utc(2017, 10, 29, 0, 30), utc(2017, 10, 29, 0, 30)),
        (datetime(2017, 3, 26, 1, 30), utc(2017, 3, 26, 1, 30), utc(2017, 3, 26, 1, 30)),
    ],
)
def test_a_moment_begins_and_ends_by_the_clock_on_the_wall(
    moment: Moment, start: datetime, end: datetime
) -> None:
    assert (begins(moment, LONDON), ends(moment, LONDON)) == (start, end)
    assert (begins(moment, LONDON).tzinfo, ends(moment, LONDON).tzinfo) == (UTC, UTC)


def test_a_day_belongs_to_the_zone_and_not_to_the_machine() -> None:
    kiritimati = ZoneInfo("Pacific/Kiritimati")
    assert begins(date(2017, 7, 14), kiritimati) == utc(2017, 7, 13, 10)
    assert day(utc(2017, 7, 13, 10), kiritimati) == date(2017, 7, 14)
    assert day(utc(2017, 7, 13, 10) - timedelta(microseconds=1), kiritimati) == date(2017, 7, 13)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2017-07-14", utc(2017, 7, 13, 23)),
        ("2017-07-14 12:00", utc(2017, 7, 14, 11)),
        ("2017-07-14T12:00", utc(2017, 7, 14, 11)),
        ("2017-01-14 12:00", utc(2017, 1, 14, 12)),
        ("2017-07-14 12:00+02:00", utc(2017, 7, 14, 10)),
        ("2017-07-14T12:00:00Z", utc(2017, 7, 14, 12)),
        ("2017-02-30", None),
        ("noon", None),
        ("", None),
        ("2017-07-14 25:00", None),
    ],
)
def test_an_instant_is_read_as_front_matter_writes_it(text: str, instant: datetime | None) -> None:
    assert read_now(text, LONDON) == instant


def test_the_earliest_is_the_first_that_is_still_to_come() -> None:
    now = utc(2017, 7, 14)
    later, soon = now + timedelta(days=2), now + timedelta(seconds=1)
    assert earliest([later, None, soon, now, now - timedelta(days=1)], now) == soon
    assert earliest([None, now], now) is None
    assert earliest([], now) is None


ZONES = st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati"]).map(
    ZoneInfo
)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), ZONES)
def test_a_day_is_on_from_its_beginning_until_just_before_its_end(today: date, zone: ZoneInfo) -> None:
    first, over = begins(today, zone), ends(today, zone)
    assert over == begins(today + timedelta(days=1), zone)
    just_before = over - timedelta(microseconds=1)
    # A country that moved across the date line left a day out: there both are the next one.
    if first < over:
        assert (day(first, zone), day(just_before, zone)) == (today, today)


@given(st.datetimes(datetime(1972, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)))
def test_an_instant_goes_through_the_wall_clock_and_comes_back(instant: datetime) -> None:
    wall = instant.astimezone(LONDON)
    assert begins(wall.replace(tzinfo=None), LONDON) == instant
    assert ends(wall.replace(tzinfo=None), LONDON) == instant


def test_a_time_that_no_clock_shows_is_a_problem_with_the_time_that_it_would_be(tmp_path: Path) -> None:
    clocks = {"start": "2018-03-25 01:30", "end": "2018-03-25 03:00"}
    rows = {"content/events/early.md": post("Early", **clocks)}
    rows["content/disputes/d.md"] = post(
        "D",
        action="[{kind: strike, from: 2017-07-20 06:00, to: 2017-07-20 12:00}, {kind: strike, from: 2018-03-25 01:00}]",
    )
    rows["content/news/late.md"] = post(
        "Late", publish_at="2017-10-29 01:30"
    )  # twice, and the first is meant
    problems = [p for p in built(small_hub(tmp_path, rows)).problems if p.severity == "error"]
    assert [(p.code, p.path, p.line, p.read, p.hint) for p in problems] == [
        (
            "no-such-time",
            "content/disputes/d.md",
            4,
            "from: 2018-03-25 01:00",
            "write from: 2018-03-25 02:00",
        ),
        (
            "no-such-time",
            "content/events/early.md",
            4,
            "start: 2018-03-25 01:30",
            "write start: 2018-03-25 02:30",
        ),
    ]


def test_zones_are_read_from_the_pinned_data_and_from_no_machine() -> None:
    assert zoneinfo.TZPATH == ()
