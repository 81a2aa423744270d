"""Calendar events: what calendar programs are told of each kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gazette.calendar_events import CalendarEvent, calendar_events
from gazette.kinds.campaign import Campaign, Step
from gazette.kinds.course import Application, Course, Offering
from gazette.kinds.dispute import Action, Ballot, Dispute, Outcome, Picket
from gazette.kinds.entry import Entry
from gazette.kinds.event import Event
from gazette.kinds.news import News
from gazette.kinds.sessions import Session, Weekly
from gazette.kinds.shapes import Venue, Withdrawn

LONDON = ZoneInfo("Europe/London")


def told(entry: Entry) -> tuple[CalendarEvent, ...]:
    return calendar_events(entry, "In short.", LONDON)


def event(**fields: Any) -> Event:
    common = {"path": "e.md", "title": "Rally", "slug": "rally", "date": date(2017, 7, 1)}
    return Event(**{**common, "start": datetime(2017, 7, 14, 18), **fields})


def dispute(*action: Action, **fields: Any) -> Dispute:
    return Dispute(path="d.md", title="Pay", slug="pay", date=date(2017, 7, 1), action=action, **fields)


def course(**fields: Any) -> Course:
    return Course(path="c.md", title="Reps", slug="reps", date=date(2017, 7, 1), **fields)


def test_an_event_says_when_where_and_whatever_else_there_is_to_know() -> None:
    full = event(
        end=datetime(2017, 7, 14, 20, 30),
        venue=Venue(
            name="Town Hall", address="High Street", postcode="N1 1AA",
            map="https://www.openstreetmap.org/?mlat=51.5876&mlon=-0.0710",
        ),
        online_url="https://meet.example/rally", organiser="Anytown UNISON", cost="Free",
        booking="https://book.example/rally", bring=("A whistle", "a flag"), recurs="every July",
    )  # fmt: skip
    assert told(full) == (
        CalendarEvent(
            "event", "Rally", datetime(2017, 7, 14, 18), datetime(2017, 7, 14, 20, 30),
            place="Town Hall, High Street, N1 1AA",
            position=(51.5876, -0.071),
            text="In short.\nRepeats: every July\nOrganised by Anytown UNISON\nCost: Free\n"
            "Please bring: A whistle, a flag\nJoin online: https://meet.example/rally\n"
            "Book a place: https://book.example/rally",
            organiser="Anytown UNISON",
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "start", "end"),
    [
        ({}, datetime(2017, 7, 14, 18), None),
        ({"duration": timedelta(hours=2)}, datetime(2017, 7, 14, 18), datetime(2017, 7, 14, 20)),
        ({"start": date(2017, 7, 14)}, date(2017, 7, 14), date(2017, 7, 15)),
        ({"start": date(2017, 7, 14), "end": date(2017, 7, 16)}, date(2017, 7, 14), date(2017, 7, 17)),
    ],
)
def test_the_end_of_days_is_the_day_after_them(fields: dict[str, Any], start: object, end: object) -> None:
    (found,) = told(event(**fields))
    assert (found.start, found.end) == (start, end)


@pytest.mark.parametrize(
    ("fields", "title", "status"),
    [
        ({"state": "cancelled"}, "Cancelled: Rally", "CANCELLED"),
        # Nobody is to stand before a locked hall: the day that it had is off.
        ({"state": "postponed"}, "Postponed: Rally", "CANCELLED"),
        ({"state": "moved", "was": datetime(2017, 7, 7, 18)}, "Rally", "CONFIRMED"),
        ({"status": "withdrawn", "withdrawn": Withdrawn(date=date(2017, 7, 2), reason="No hall.")},
         "Cancelled: Rally", "CANCELLED"),
    ],
)  # fmt: skip
def test_what_does_not_take_place_is_cancelled_and_is_the_same_part(
    fields: dict[str, Any], title: str, status: str
) -> None:
    (found,) = told(event(**fields))
    assert (found.title, found.status, found.part) == (title, status, "event")


def test_a_moved_event_says_when_it_was_to_be() -> None:
    (found,) = told(event(state="moved", was=datetime(2017, 7, 7, 18)))
    assert found.text == "In short.\nMoved: it was to begin on Friday 7 July 2017, 6pm."


def test_strikes_of_days_of_times_and_of_both() -> None:
    spans = [
        (Action(kind="strike", from_=date(2017, 7, 14)), date(2017, 7, 14), date(2017, 7, 15)),
        (Action(kind="strike", from_=date(2017, 7, 14), to=date(2017, 7, 16)), date(2017, 7, 14),
         date(2017, 7, 17)),
        (Action(kind="strike", from_=datetime(2017, 7, 14, 6)), datetime(2017, 7, 14, 6),
         datetime(2017, 7, 15)),
        (Action(kind="strike", from_=date(2017, 7, 14), to=datetime(2017, 7, 16, 18)), datetime(2017, 7, 14),
         datetime(2017, 7, 16, 18)),
        (Action(kind="strike", from_=datetime(2017, 7, 14, 6), to=date(2017, 7, 16)),
         datetime(2017, 7, 14, 6), datetime(2017, 7, 17)),
        (Action(kind="overtime ban", from_=date(2017, 7, 14)), date(2017, 7, 14), None),
    ]  # fmt: skip
    for action, start, end in spans:
        (found,) = told(dispute(action))
        assert (found.start, found.end) == (start, end), action


def test_a_dispute_has_its_spells_of_action_and_the_end_of_its_ballot() -> None:
    entry = dispute(
        Action(kind="strike", from_=date(2017, 7, 14), note="All sites"),
        Action(kind="overtime ban", from_=date(2017, 7, 20)),
        Action(kind="strike", from_=date(2017, 7, 21), state="called off"),
        ballot=Ballot(closed=date(2017, 7, 3)),
        pickets=(
            Picket(place="Main gate", dates=(date(2017, 7, 14),), from_=time(7), to=time(9)),
            Picket(place="Depot"),
        ),
    )
    pickets = "Picket line: Main gate, 14 July 2017, 07:00 to 09:00\nPicket line: Depot"
    assert [(e.title, e.status, e.text, e.part) for e in told(entry)] == [
        ("Ballot closes: Pay", "CONFIRMED", "In short.", "ballot"),
        ("Strike: Pay", "CONFIRMED", f"All sites\nIn short.\n{pickets}", "action strike"),
        ("Overtime ban: Pay", "CONFIRMED", f"Until further notice.\nIn short.\n{pickets}",
         "action overtime ban"),
        ("Called off: Strike: Pay", "CANCELLED", f"In short.\n{pickets}", "action strike"),
    ]  # fmt: skip


def test_a_settlement_ends_what_goes_on_and_calls_off_the_rest() -> None:
    entry = dispute(
        Action(kind="overtime ban", from_=date(2017, 7, 14)),
        Action(kind="strike", from_=date(2017, 8, 10)),
        outcome=Outcome(date=date(2017, 8, 1), result="won"),
    )
    assert [(e.start, e.end, e.status) for e in told(entry)] == [
        (date(2017, 7, 14), date(2017, 8, 2), "CONFIRMED"),
        (date(2017, 8, 10), date(2017, 8, 11), "CANCELLED"),
    ]


WEEKLY = Weekly(
    first=date(2017, 9, 25), weekday="Monday", count=10, from_=time(9, 30), to=time(16, 30),
    except_=(date(2017, 10, 23),), extra=(date(2017, 12, 6),),
)  # fmt: skip


def test_a_weekly_course_is_one_event_whose_rule_counts_the_days_left_out() -> None:
    entry = course(
        sessions=WEEKLY, provider="City College", level="Stage 1", cost="Free",
        venue=Venue(name="Tottenham Centre", postcode="N15 4RU"),
        apply=Application(url="/apply/", email="education@example.org", by=date(2017, 9, 15)),
    )  # fmt: skip
    text = (
        "In short.\nStage 1\nRun by City College\nCost: Free\n"
        "Apply by 15 September 2017: education@example.org"
    )
    assert told(entry) == (
        CalendarEvent(
            "apply Reps", "Apply: Reps", date(2017, 9, 15), None, text="In short.",
        ),
        CalendarEvent(
            "course Reps", "Reps",
            datetime(2017, 9, 25, 9, 30), datetime(2017, 9, 25, 16, 30),
            count=10,  # nine Mondays and one that is left out; the tenth session is extra
            left_out=(datetime(2017, 10, 23, 9, 30),),
            extra=(datetime(2017, 12, 6, 9, 30),),
            place="Tottenham Centre, N15 4RU",
            text=text,
        ),
    )  # fmt: skip


def test_each_session_of_a_list_is_an_event_of_its_own() -> None:
    def session(day: date, begin: time) -> Session:
        return Session(date=day, from_=begin, to=time(16))

    entry = course(
        courses=(
            Offering(title="Stage 1", sessions=(session(date(2017, 10, 9), time(9)),)),
            Offering(
                title="Stage 2",
                sessions=(session(date(2017, 10, 4), time(10)), session(date(2017, 10, 2), time(9))),
            ),
            Offering(title="Stage 3"),
        )
    )
    assert [(e.title, e.start, e.part) for e in told(entry)] == [
        ("Stage 2", datetime(2017, 10, 2, 9), "session Stage 2"),
        ("Stage 2", datetime(2017, 10, 4, 10), "session Stage 2"),
        ("Stage 1", datetime(2017, 10, 9, 9), "session Stage 1"),
    ]


def test_a_campaign_has_the_closing_dates_of_what_can_be_done() -> None:
    entry = Campaign(
        path="x.md", title="Save it", slug="save", date=date(2017, 7, 1),
        actions=(
            Step(kind="share", label="Share it", url="https://example.org/"),
            Step(kind="petition", label="Sign", url="https://example.org/p", until=date(2017, 7, 31)),
        ),
    )  # fmt: skip
    assert [(e.title, e.start, e.part) for e in told(entry)] == [
        ("Sign: Save it", date(2017, 7, 31), "step Sign")
    ]


def test_news_has_nothing_for_a_calendar() -> None:
    assert told(News(title="Won", slug="won", date=date(2017, 7, 1))) == ()


@pytest.mark.parametrize(
    ("start", "end", "takes"),
    [
        (datetime(2017, 7, 14, 18), datetime(2017, 7, 14, 20), True),
        (datetime(2017, 7, 1, 0, 1), datetime(2017, 7, 16, 23, 59), False),
        (datetime(2017, 7, 14, 18), None, False),
        (date(2017, 7, 14), date(2017, 7, 15), False),
    ],
)
def test_only_some_hours_take_up_the_time_of_who_goes_there(start: Any, end: Any, takes: bool) -> None:
    assert CalendarEvent("event", "Rally", start, end).takes_time is takes


def test_the_fingerprint_is_made_of_what_is_said_and_stays_the_same_for_ever() -> None:
    """It stands in the ledgers of published sites: another one here tells every subscriber of a change."""
    march = CalendarEvent("event", "March", datetime(2017, 7, 14, 18), None, uid="a@b.example")
    assert replace(march, part="action strike").fingerprint == march.fingerprint
    assert march.fingerprint == "8c9af34e9df14588a281ff32668705d5"


@pytest.mark.parametrize(
    "change",
    [{"title": "March"}, {"status": "CANCELLED"}, {"place": "Park"}, {"text": "More."}, {"count": 2},
     {"left_out": (datetime(2017, 7, 21, 18),)}, {"end": datetime(2017, 7, 14, 19)},
     {"start": datetime(2017, 7, 14, 17)}, {"extra": (datetime(2017, 7, 21, 18),)},
     {"url": "https://a.example/"}, {"contact": "mailto:a@a.example"}, {"organiser": "Us"},
     {"position": (51.5, -0.1)}],
)  # fmt: skip
def test_everything_that_subscribers_see_is_in_the_fingerprint(change: dict[str, Any]) -> None:
    rally = CalendarEvent("event", "Rally", datetime(2017, 7, 14, 18), None, uid="u")
    assert replace(rally, **change).fingerprint != rally.fingerprint
