"""Versions: which of the published events an event is, and when its two numbers move."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from gazette.calendar_events import CalendarEvent
from gazette.ledger import Event as Given
from gazette.versions import Dated, dated, lapsed, over, uid_of, version

ID = "tag:anytown.example,2017:x"
JUNE = datetime(2017, 6, 1)
"""When nothing of it is over as yet, on the wall clock."""
MONDAY, TUESDAY = datetime(2017, 7, 10, 12, tzinfo=UTC), datetime(2017, 7, 11, 12, tzinfo=UTC)
RALLY = CalendarEvent("event", "Rally", datetime(2017, 7, 14, 18), None, uid="u")
COMMON = CalendarEvent("", "", JUNE, None, url="https://a.example/", contact="https://a.example/")


def session(day: int, title: str = "Stage 1", hour: int = 9) -> CalendarEvent:
    start = datetime(2017, 10, day, hour)
    return CalendarEvent(f"session {title}", title, start, start + timedelta(hours=3))


def strike(day: int, kind: str = "strike") -> CalendarEvent:
    return CalendarEvent(
        f"action {kind}", f"{kind.capitalize()}: Pay", date(2017, 7, day), date(2017, 7, day + 1)
    )


def given_out(
    *events: CalendarEvent, before: tuple[Given, ...] = (), now: datetime = JUNE
) -> tuple[Dated, ...]:
    found = dated(events, before, ID, ("courses",), MONDAY, now)
    return (*found, *lapsed(found, before, True, COMMON, MONDAY, now))


def kept(found: tuple[Dated, ...]) -> tuple[Given, ...]:
    """What the ledger has of events that were given out."""
    return tuple(one.version for one in found)


def said(found: tuple[Dated, ...]) -> dict[str, tuple[str, str, int]]:
    """By UID: the day, the status and the SEQUENCE of each event."""
    return {one.event.uid: (f"{one.event.start:%d}", one.event.status, one.version.sequence) for one in found}


# --- which is which ------------------------------------------------------------------------------


def test_what_was_never_published_is_known_by_its_part_and_its_beginning() -> None:
    one, two = given_out(session(3), session(31))
    assert one.event.uid == uid_of(ID, "session Stage 1", datetime(2017, 10, 3, 9))
    assert two.event.uid == uid_of(ID, "session Stage 1", datetime(2017, 10, 31, 9))
    (event,) = given_out(RALLY)
    assert event.event.uid == uid_of(ID, "event", date(1, 1, 1))  # of which there is one, whenever it is


def test_a_session_put_in_between_taken_out_or_moved_round_changes_no_other() -> None:
    before = given_out(session(3), session(17), session(31))
    names = [one.event.uid for one in before]
    more = given_out(session(31), session(10), session(3), session(17), before=kept(before))
    assert {uid: said(more)[uid] for uid in names} == {
        names[0]: ("03", "CONFIRMED", 0), names[1]: ("17", "CONFIRMED", 0), names[2]: ("31", "CONFIRMED", 0),
    }  # fmt: skip
    assert len(said(more)) == 4
    fewer = given_out(session(3), session(31), before=kept(before))
    assert said(fewer) == {
        names[0]: ("03", "CONFIRMED", 0), names[2]: ("31", "CONFIRMED", 0), names[1]: ("17", "CANCELLED", 1),
    }  # fmt: skip


def test_what_was_taken_out_stays_called_off_and_may_come_back() -> None:
    before = given_out(session(3), session(17))
    fewer = given_out(session(3), before=kept(before))
    assert [one.event.title for one in fewer] == ["Stage 1", "Cancelled: Stage 1"]
    assert given_out(session(3), before=kept(fewer)) == fewer
    again = given_out(session(3), session(17), before=kept(fewer))
    assert said(again) == {
        before[0].event.uid: ("03", "CONFIRMED", 0), before[1].event.uid: ("17", "CONFIRMED", 2),
    }  # fmt: skip


def test_what_has_moved_keeps_its_uid_also_when_another_comes_to_its_old_day() -> None:
    before = given_out(strike(14), strike(20))
    moved = given_out(strike(14), strike(21), before=kept(before))
    assert said(moved) == {
        before[0].event.uid: ("14", "CONFIRMED", 0), before[1].event.uid: ("21", "CONFIRMED", 1),
    }  # fmt: skip
    more = given_out(strike(14), strike(20), strike(21), before=kept(moved))
    assert said(more)[before[1].event.uid] == ("21", "CONFIRMED", 1)
    assert len(said(more)) == 3
    assert given_out(strike(14), strike(20), strike(21), before=kept(more)) == more


def test_what_has_another_name_at_the_same_time_is_the_same() -> None:
    before = given_out(session(3), strike(14))
    (one, two) = given_out(session(3, "Stage One"), strike(14, "walkout"), before=kept(before))
    assert [one.event.uid, two.event.uid] == [one.event.uid for one in before]
    assert (one.version.sequence, two.version.sequence) == (0, 0)


def test_an_event_with_another_title_on_another_day_is_the_same() -> None:
    before = given_out(RALLY)
    march = replace(RALLY, title="March", start=datetime(2017, 8, 1, 18), uid="")
    assert said(given_out(march, before=kept(before))) == {before[0].event.uid: ("01", "CONFIRMED", 1)}


def test_a_new_term_of_a_course_leaves_the_old_one_as_it_was() -> None:
    weekly = replace(session(3), part="course Stage 1", count=10)
    before = given_out(weekly)
    next_term = replace(weekly, start=datetime(2018, 1, 8, 9), end=datetime(2018, 1, 8, 12))
    after = datetime(2018, 1, 1)
    new, old = given_out(next_term, before=kept(before), now=after)
    assert (old.event.uid, old.event.status, old.event.title) == (before[0].event.uid, "CONFIRMED", "Stage 1")
    assert (old.version.sequence, new.event.uid == old.event.uid) == (0, False)
    # Before the old one is over, it is the old one that moves.
    (moved,) = given_out(next_term, before=kept(before), now=JUNE)
    assert (moved.event.uid, moved.version.sequence) == (before[0].event.uid, 1)


def test_no_uid_is_ever_given_twice() -> None:
    before = given_out(strike(14))
    moved = given_out(strike(20), before=kept(before))
    both = given_out(strike(20), strike(14), before=kept(moved))
    assert both[1].event.uid == uid_of(ID, "action strike", date(2017, 7, 14), 2)
    two = given_out(strike(14), strike(14))
    assert len(said(two)) == 2
    assert given_out(strike(14), strike(14), before=kept(two)) == two


def test_a_course_that_had_to_go_leaves_no_name_behind_and_is_known_when_it_comes_back() -> None:
    before = given_out(session(3, "Secret course"), session(17, "Secret course"))
    gone = lapsed((), kept(before), False, COMMON, MONDAY, JUNE)
    assert "Secret" not in repr(gone)
    back = given_out(session(3, "Secret course"), session(17, "Secret course"), before=kept(gone))
    assert [one.event.uid for one in back] == [one.event.uid for one in before]


def test_of_what_had_to_go_not_even_the_name_is_left() -> None:
    before = given_out(replace(RALLY, place="Secret Hall", uid=""))
    (gone,) = lapsed((), kept(before), False, COMMON, MONDAY, datetime(2018, 1, 1))
    assert (gone.event.title, gone.event.place, gone.event.status) == ("Cancelled", "", "CANCELLED")
    assert (gone.version.title, gone.version.place, gone.version.sequence) == ("Cancelled", "", 1)
    assert lapsed((), (gone.version,), False, COMMON, MONDAY, JUNE) == (gone,)


@pytest.mark.parametrize(
    ("event", "end"),
    [
        (RALLY, datetime(2017, 7, 14, 18)),
        (replace(RALLY, end=datetime(2017, 7, 14, 20), count=3), datetime(2017, 7, 28, 20)),
        (replace(RALLY, extra=(datetime(2017, 7, 20, 18),)), datetime(2017, 7, 20, 18)),
        (strike(14), datetime(2017, 7, 15)),
        (replace(strike(14), end=None), datetime(2017, 7, 15)),
    ],
)
def test_an_event_is_over_with_the_last_of_it(event: CalendarEvent, end: datetime) -> None:
    assert over(event) == end


# --- the two numbers -----------------------------------------------------------------------------


def numbers(event: CalendarEvent, revised: datetime, before: Given | None) -> tuple[int, datetime]:
    found = version(event, ID, (), revised, before)
    return found.sequence, found.last_modified


PUBLISHED = replace(version(RALLY, ID, (), MONDAY, None), sequence=3)


def test_what_was_never_published_is_as_old_as_its_entry_says() -> None:
    assert numbers(RALLY, TUESDAY, None) == (0, TUESDAY)


def test_an_unchanged_event_keeps_its_version_whatever_else_its_entry_has_seen() -> None:
    assert numbers(RALLY, TUESDAY, PUBLISHED) == (3, MONDAY)


@pytest.mark.parametrize(
    ("change", "sequence"),
    [
        ({"start": datetime(2017, 7, 15, 18)}, 4),
        ({"end": datetime(2017, 7, 14, 19)}, 4),
        ({"status": "CANCELLED"}, 4),
        ({"place": "Park"}, 4),
        ({"count": 2}, 4),
        ({"left_out": (datetime(2017, 7, 21, 18),)}, 4),
        ({"extra": (datetime(2017, 7, 21, 18),)}, 4),
        # Nobody has to put anything else into the diary.
        ({"title": "March"}, 3),
        ({"text": "More."}, 3),
        ({"url": "https://b.example/"}, 3),
        ({"contact": "mailto:a@a.example"}, 3),
        ({"organiser": "Us"}, 3),
        ({"position": (51.5, -0.1)}, 3),
    ],
)  # fmt: skip
def test_a_change_to_act_upon_is_one_higher_and_every_change_is_newer(
    change: dict[str, Any], sequence: int
) -> None:
    changed = replace(RALLY, **change)
    assert numbers(changed, TUESDAY, PUBLISHED) == (sequence, TUESDAY)
    # Also where the entry does not say that it was changed.
    unsaid = numbers(changed, MONDAY - timedelta(days=3), PUBLISHED)
    assert unsaid == (sequence, MONDAY + timedelta(seconds=1))
