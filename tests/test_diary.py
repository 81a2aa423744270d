"""The diary: the days of an entry's occasions on a calendar, and how each stands today."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from gazette.diary import Month, Square, diary
from gazette.instants import Timed
from gazette.pipeline import read, site_at
from gazette.site import Site
from tests.hub import post, small_hub

DISPUTE = "content/disputes/strike.md"


def site_of(root: Path, now: datetime, action: str, path: str = DISPUTE, **fields: str) -> Site:
    hub = small_hub(root, {path: post("Strike", **fields).replace("---\nSome", f"{action}---\nSome")})
    found = site_at(hub, read(hub), now)
    assert found is not None
    return found


def marks(timed: Timed) -> dict[str, list[tuple[int, str, str]]]:
    """The marked days of each month: the number, the sort and how it stands."""
    months: tuple[Month, ...] = timed.value  # type: ignore[assignment]
    return {
        f"{month.first:%Y-%m}": [
            (square.number, square.sort, square.standing)
            for week in month.weeks
            for square in week
            if square and square.sort
        ]
        for month in months
    }


def test_each_day_of_a_strike_is_marked_and_stands_as_it_is_today(tmp_path: Path) -> None:
    action = (
        "action:\n  - {kind: strike, from: 2017-07-13 00:01, to: 2017-07-15 23:59}\n"
        "  - {kind: strike, from: 2017-08-01}\n  - {kind: strike, from: 2017-08-02, state: called off}\n"
    )
    found = diary(site_of(tmp_path, datetime(2017, 7, 14, 12), action), DISPUTE)
    assert marks(found) == {
        "2017-07": [(13, "strike", "past"), (14, "strike", "today"), (15, "strike", "next")],
        "2017-08": [(1, "strike", "next"), (2, "strike", "off")],
    }
    assert found.until == datetime(2017, 7, 14, 23, tzinfo=UTC)  # midnight in London


def test_a_day_that_was_called_off_and_taken_up_again_is_on(tmp_path: Path) -> None:
    action = (
        "action:\n  - {kind: strike, from: 2017-08-01, to: 2017-08-02, state: called off}\n"
        "  - {kind: work to rule, from: 2017-08-02, to: 2017-08-02}\n"
    )
    found = diary(site_of(tmp_path, datetime(2017, 7, 14, 12), action), DISPUTE)
    assert marks(found) == {"2017-08": [(1, "strike", "off"), (2, "action", "next")]}


def test_a_month_has_whole_weeks_from_monday(tmp_path: Path) -> None:
    found = diary(
        site_of(tmp_path, datetime(2017, 7, 14, 12), "action: [{kind: strike, from: 2017-08-01}]\n"), DISPUTE
    )
    [month] = found.value  # type: ignore[misc]
    assert month.first == date(2017, 8, 1)
    assert [len(week) for week in month.weeks] == [7] * 5
    assert month.weeks[0] == (
        None, Square(1, "strike", "Strike", "next"), Square(2), Square(3), Square(4), Square(5), Square(6),
    )  # fmt: skip
    assert found.until == datetime(2017, 7, 31, 23, tzinfo=UTC)


def test_once_all_is_over_nothing_changes_any_more(tmp_path: Path) -> None:
    action = "action: [{kind: strike, from: 2017-07-13}]\n"
    found = diary(site_of(tmp_path, datetime(2017, 7, 14, 12), action), DISPUTE)
    assert marks(found) == {"2017-07": [(13, "strike", "past")]}
    assert found.until is None


def test_what_goes_on_without_an_end_or_for_very_long_is_left_to_words(tmp_path: Path) -> None:
    action = (
        "action: [{kind: overtime ban, from: 2017-07-01}, "
        "{kind: work to rule, from: 2017-07-01, to: 2017-12-31}]\n"
    )
    assert diary(site_of(tmp_path, datetime(2017, 7, 14, 12), action), DISPUTE) == Timed((), None)


def test_sessions_are_marked_and_the_course_as_a_whole_is_not(tmp_path: Path) -> None:
    path = "content/courses/reps.md"
    sessions = "sessions: {first: 2017-09-25, weekday: Monday, count: 3, from: 09:30, to: 16:30}\n"
    found = diary(site_of(tmp_path, datetime(2017, 10, 2, 12), sessions, path), path)
    assert marks(found) == {
        "2017-09": [(25, "session", "past")],
        "2017-10": [(2, "session", "today"), (9, "session", "next")],
    }


def test_an_entry_without_occasions_has_no_months(tmp_path: Path) -> None:
    path = "content/news/n.md"
    site = site_of(tmp_path, datetime(2017, 7, 14, 12), "", path)
    assert diary(site, path) == diary(site, "content/news/none.md") == Timed((), None)
