"""Occasions: strikes, events, sessions and closing dates, and how they stand at exact instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gazette.kinds.campaign import Campaign, Step
from gazette.kinds.course import Application, Course, Offering
from gazette.kinds.dispute import Action, Ballot, Dispute, Outcome
from gazette.kinds.event import Event
from gazette.kinds.news import News
from gazette.kinds.sessions import Session, Weekly
from gazette.kinds.shapes import Venue
from gazette.occasions import Occasion, Standing, happening, occasions, standing

LONDON = ZoneInfo("Europe/London")
TICK = timedelta(microseconds=1)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def event(**fields: Any) -> Event:
    common = {"path": "e.md", "title": "Rally", "slug": "rally", "date": date(2017, 7, 1)}
    return Event(**{**common, **fields})


def dispute(*action: Action, **fields: Any) -> Dispute:
    return Dispute(
        path="d.md",
        title="Pay",
        slug="pay",
        date=date(2017, 7, 1),
        unions=("Unite",),
        action=action,
        **fields,
    )


def course(**fields: Any) -> Course:
    return Course(path="c.md", title="Reps", slug="reps", date=date(2017, 7, 1), **fields)


def test_what_has_no_time_of_its_own_has_no_occasions() -> None:
    assert occasions(News(title="Won", slug="won", date=date(2017, 7, 1)), LONDON) == ()


def test_a_dispute_has_its_strikes_other_action_and_the_end_of_the_ballot() -> None:
    entry = dispute(
        Action(kind="overtime ban", from_=date(2017, 8, 1)),
        Action(kind="strike", from_=date(2017, 7, 14), note="All sites"),
        Action(
            kind="strike", from_=datetime(2017, 7, 20, 6), to=datetime(2017, 7, 22, 6), state="called off"
        ),
        Action(kind="strike", from_=datetime(2017, 7, 16, 18)),
        ballot=Ballot(closed=date(2017, 7, 3)),
    )
    assert occasions(entry, LONDON) == (
        Occasion("d.md", "deadline", "Ballot closes", date(2017, 7, 3), None,
                 utc(2017, 7, 2, 23), utc(2017, 7, 3, 23), part="ballot"),
        Occasion("d.md", "strike", "Strike", date(2017, 7, 14), None,
                 utc(2017, 7, 13, 23), utc(2017, 7, 14, 23), note="All sites", part="action strike"),
        Occasion("d.md", "strike", "Strike", datetime(2017, 7, 16, 18), None,
                 utc(2017, 7, 16, 17), utc(2017, 7, 16, 23), part="action strike"),
        Occasion("d.md", "strike", "Strike", datetime(2017, 7, 20, 6), datetime(2017, 7, 22, 6),
                 utc(2017, 7, 20, 5), utc(2017, 7, 22, 5), "called off", part="action strike"),
        Occasion("d.md", "action", "Overtime ban", date(2017, 8, 1), None, utc(2017, 7, 31, 23), None,
                 part="action overtime ban"),
    )  # fmt: skip


def test_action_until_further_notice_ends_with_the_dispute() -> None:
    ban = Action(kind="work to rule", from_=date(2017, 7, 14))
    entry = dispute(ban, outcome=Outcome(date=date(2017, 8, 1), result="won"))
    assert [(o.label, o.ends) for o in occasions(entry, LONDON)] == [("Work to rule", utc(2017, 8, 1, 23))]


def test_what_was_planned_beyond_the_settlement_is_cut_short_or_called_off() -> None:
    entry = dispute(
        Action(kind="strike", from_=date(2017, 7, 30), to=date(2017, 8, 5)),
        Action(kind="strike", from_=date(2017, 8, 10)),
        Action(kind="strike", from_=date(2017, 8, 12), state="suspended"),
        outcome=Outcome(date=date(2017, 8, 1), result="won"),
    )
    assert [(o.begins, o.ends, o.state) for o in occasions(entry, LONDON)] == [
        (utc(2017, 7, 29, 23), utc(2017, 8, 1, 23), ""),
        (utc(2017, 8, 9, 23), utc(2017, 8, 10, 23), "called off"),
        (utc(2017, 8, 11, 23), utc(2017, 8, 12, 23), "suspended"),
    ]


def test_action_without_an_end_that_the_settlement_forestalled_is_off_until_its_first_day_is_over() -> None:
    ban = Action(kind="overtime ban", from_=date(2017, 8, 10))
    (found,) = occasions(dispute(ban, outcome=Outcome(date=date(2017, 8, 1), result="won")), LONDON)
    assert standing(found, utc(2017, 8, 5), LONDON)[0] == "off"
    assert standing(found, utc(2018, 1, 1), LONDON) == ("past", None)


def test_ten_mondays_keep_their_time_on_the_wall_across_the_clock_change_of_2017() -> None:
    weekly = Weekly(
        first=date(2017, 9, 25), weekday="Monday", count=10, from_=time(9, 30), to=time(16, 30),
        except_=(date(2017, 10, 23),),
    )  # fmt: skip
    entry = course(
        sessions=weekly, venue=Venue(name="Tottenham Centre"),
        apply=Application(email="education@example.org", by=date(2017, 9, 15)),
    )  # fmt: skip
    found = occasions(entry, LONDON)
    sessions = [o for o in found if o.sort == "session"]
    assert [o.start for o in sessions] == [
        datetime(2017, m, d, 9, 30)
        for m, d in (
            (9, 25),
            (10, 2),
            (10, 9),
            (10, 16),
            (10, 30),
            (11, 6),
            (11, 13),
            (11, 20),
            (11, 27),
            (12, 4),
        )
    ]
    assert [(o.begins, o.ends) for o in sessions[3:5]] == [
        (utc(2017, 10, 16, 8, 30), utc(2017, 10, 16, 15, 30)),
        (utc(2017, 10, 30, 9, 30), utc(2017, 10, 30, 16, 30)),
    ]
    assert {(o.label, o.place) for o in sessions} == {("Reps", "Tottenham Centre")}
    assert [o for o in found if o.sort != "session"] == [
        Occasion("c.md", "deadline", "Apply: Reps", date(2017, 9, 15), None,
                 utc(2017, 9, 14, 23), utc(2017, 9, 15, 23), part="apply Reps"),
        Occasion("c.md", "course", "Reps", datetime(2017, 9, 25, 9, 30), datetime(2017, 12, 4, 16, 30),
                 utc(2017, 9, 25, 8, 30), utc(2017, 12, 4, 16, 30), "", "Tottenham Centre"),
    ]  # fmt: skip


def test_a_programme_spans_all_its_courses_and_each_session_bears_its_own_title() -> None:
    def one(day: date) -> tuple[Session, ...]:
        return (Session(date=day, from_=time(9), to=time(12)),)

    entry = course(
        courses=(
            Offering(title="Stage 2", sessions=one(date(2017, 11, 1))),
            Offering(title="Stage 1", sessions=one(date(2017, 10, 2))),
        )
    )
    assert [(o.sort, o.label, o.begins, o.ends) for o in occasions(entry, LONDON)] == [
        ("course", "Reps", utc(2017, 10, 2, 8), utc(2017, 11, 1, 12)),
        ("session", "Stage 1", utc(2017, 10, 2, 8), utc(2017, 10, 2, 11)),
        ("session", "Stage 2", utc(2017, 11, 1, 9), utc(2017, 11, 1, 12)),
    ]


def test_a_course_of_one_session_is_told_once() -> None:
    entry = course(sessions=(Session(date=date(2017, 10, 2), from_=time(9), to=time(12)),))
    assert [o.sort for o in occasions(entry, LONDON)] == ["session"]


def test_a_campaign_has_the_closing_dates_of_its_actions() -> None:
    entry = Campaign(
        path="x.md", title="Library", slug="library", date=date(2017, 7, 1),
        actions=(
            Step(kind="share", label="Share it", url="https://example.org/"),
            Step(kind="petition", label="Sign", url="https://example.org/p", until=date(2017, 7, 31)),
        ),
    )  # fmt: skip
    assert occasions(entry, LONDON) == (
        Occasion(
            "x.md",
            "deadline",
            "Sign",
            date(2017, 7, 31),
            None,
            utc(2017, 7, 30, 23),
            utc(2017, 7, 31, 23),
            part="step Sign",
        ),
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"start": date(2017, 7, 14)}, (utc(2017, 7, 13, 23), utc(2017, 7, 14, 23), "", "")),
        ({"start": datetime(2017, 7, 14, 18)}, (utc(2017, 7, 14, 17), utc(2017, 7, 14, 23), "", "")),
        (
            {"start": datetime(2017, 7, 14, 18), "duration": timedelta(hours=2), "venue": Venue(name="Hall")},
            (utc(2017, 7, 14, 17), utc(2017, 7, 14, 19), "", "Hall"),
        ),
        (
            {"start": date(2017, 7, 14), "end": date(2017, 7, 16), "state": "cancelled"},
            (utc(2017, 7, 13, 23), utc(2017, 7, 16, 23), "cancelled", ""),
        ),
        (
            {
                "start": date(2017, 10, 28),
                "duration": timedelta(days=2),
                "online_url": "https://example.org/",
            },
            (utc(2017, 10, 27, 23), utc(2017, 10, 30), "", "Online"),
        ),
    ],
)
def test_an_event_is_over_at_its_end_or_with_its_day(
    fields: dict[str, Any], expected: tuple[object, ...]
) -> None:
    (found,) = occasions(event(**fields), LONDON)
    assert (found.begins, found.ends, found.state, found.place) == expected


MEETING = occasions(event(start=datetime(2017, 7, 14, 18), end=datetime(2017, 7, 14, 20)), LONDON)[0]
OFF = occasions(
    event(start=datetime(2017, 7, 14, 18), end=datetime(2017, 7, 14, 20), state="cancelled"), LONDON
)[0]
STRIKE = occasions(dispute(Action(kind="strike", from_=date(2017, 7, 14))), LONDON)[0]
BAN = occasions(dispute(Action(kind="overtime ban", from_=date(2017, 7, 14))), LONDON)[0]
MIDNIGHT, SIX, EIGHT = utc(2017, 7, 13, 23), utc(2017, 7, 14, 17), utc(2017, 7, 14, 19)


@pytest.mark.parametrize(
    ("occasion", "now", "expected", "until"),
    [
        (MEETING, utc(2017, 7, 1), "next", MIDNIGHT),
        (MEETING, MIDNIGHT - TICK, "next", MIDNIGHT),
        (MEETING, MIDNIGHT, "today", SIX),
        (MEETING, SIX - TICK, "today", SIX),
        (MEETING, SIX, "now", EIGHT),
        (MEETING, EIGHT - TICK, "now", EIGHT),
        (MEETING, EIGHT, "past", None),
        (OFF, utc(2017, 7, 1), "off", EIGHT),
        (OFF, EIGHT - TICK, "off", EIGHT),
        (OFF, EIGHT, "past", None),
        (STRIKE, MIDNIGHT - TICK, "next", MIDNIGHT),
        (STRIKE, MIDNIGHT, "now", utc(2017, 7, 14, 23)),  # never `today`: it begins with the day
        (STRIKE, utc(2017, 7, 14, 23), "past", None),
        (BAN, MIDNIGHT, "now", None),
        (BAN, utc(2050, 1, 1), "now", None),
    ],
)
def test_an_occasion_stands_as_the_instant_has_it(
    occasion: Occasion, now: datetime, expected: Standing, until: datetime | None
) -> None:
    assert standing(occasion, now, LONDON) == (expected, until)


def test_a_meeting_of_the_clock_change_day_is_today_from_its_own_midnight() -> None:
    (found,) = occasions(event(start=datetime(2017, 10, 29, 12), duration=timedelta(hours=1)), LONDON)
    assert standing(found, utc(2017, 10, 28, 23) - TICK, LONDON) == ("next", utc(2017, 10, 28, 23))
    assert standing(found, utc(2017, 10, 28, 23), LONDON) == ("today", utc(2017, 10, 29, 12))


def test_all_occasions_are_judged_and_the_first_change_among_them_is_told() -> None:
    found = (MEETING, OFF, STRIKE, BAN)
    judged, change = happening(found, SIX, LONDON)
    assert [how for _, how in judged] == ["now", "off", "now", "now"]
    assert [occasion for occasion, _ in judged] == list(found)
    assert change == EIGHT
    assert happening((), SIX, LONDON) == ((), None)
    assert happening((MEETING,), EIGHT, LONDON) == (((MEETING, "past"),), None)
