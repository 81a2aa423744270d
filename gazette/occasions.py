"""Occasions: the spans of time that an entry is about, and how they stand now.

Strike days, events, sessions of courses and closing dates: the home page, each entry's own page and
the calendars are all told the same thing from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from gazette.instants import Moment, begins, day, ends
from gazette.kinds.campaign import Campaign
from gazette.kinds.course import Course
from gazette.kinds.dispute import Dispute
from gazette.kinds.entry import Entry
from gazette.kinds.event import Event

Sort = Literal["event", "strike", "action", "course", "session", "deadline"]
Standing = Literal["past", "now", "today", "next", "off"]

LONGEST = 62
"""Days of one occasion that are told one by one; what goes on for longer stands on its first."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """One span of time of an entry.

    `start` and `end` are as written; `begins` and `ends` are their instants, with no end for what
    goes on until further notice. `state` says in a word why it is off, and is empty if it is on. `part`
    says what it is among its entry's occasions: `ballot`, `action strike`, `course Stage 1`. It does not
    change with its time, nor with what else the entry has; several can be of one part.
    """

    path: str
    sort: Sort
    label: str
    start: Moment
    end: Moment | None
    begins: datetime
    ends: datetime | None
    state: str = ""
    place: str = ""
    note: str = ""
    part: str = ""


def occasions(entry: Entry, zone: ZoneInfo) -> tuple[Occasion, ...]:
    """Every occasion of an entry, by its beginning."""
    match entry:
        case Event():
            found = [_event(entry, zone)]
        case Dispute():
            found = _dispute(entry, zone)
        case Course():
            found = _course(entry, zone)
        case Campaign():
            found = [
                _day(entry, "deadline", f"step {step.label}", step.label, step.until, zone)
                for step in entry.actions
                if step.until
            ]
        case _:
            found = []
    return tuple(sorted(found, key=lambda o: (o.begins, o.sort, o.label)))


def days(occasion: Occasion, zone: ZoneInfo) -> tuple[date, ...]:
    """The days on which an occasion is on, in order: at least its first."""
    first = day(occasion.begins, zone)
    last = day(occasion.ends - timedelta(microseconds=1), zone) if occasion.ends else first
    count = max((last - first).days, 0) + 1
    return tuple(first + timedelta(days=n) for n in range(count if count <= LONGEST else 1))


def standing(occasion: Occasion, now: datetime, zone: ZoneInfo) -> tuple[Standing, datetime | None]:
    """How an occasion stands, and the instant at which that changes.

    `today` is later on the same calendar day; `off` is what was called off, before its day is over.
    """
    if occasion.ends is not None and occasion.ends <= now:
        return "past", None
    if occasion.state:
        return "off", occasion.ends
    if occasion.begins <= now:
        return "now", occasion.ends
    midnight = begins(day(occasion.begins, zone), zone)
    if midnight <= now:
        return "today", occasion.begins
    return "next", midnight


def _day(entry: Entry, sort: Sort, part: str, label: str, moment: Moment, zone: ZoneInfo) -> Occasion:
    instants = begins(moment, zone), ends(moment, zone)
    return Occasion(entry.path, sort, label, moment, None, *instants, part=part)


def _event(entry: Event, zone: ZoneInfo) -> Occasion:
    # An event without an end is over when its day is.
    last = entry.ends
    over = ends(last, zone) if last is not None else ends(day(begins(entry.start, zone), zone), zone)
    state = entry.state if entry.state in ("postponed", "cancelled") else ""
    place = entry.venue.name if entry.venue else ("Online" if entry.online_url else "")
    return Occasion(
        entry.path, "event", entry.title, entry.start, last,
        begins(entry.start, zone), over, state, place, part="event",
    )  # fmt: skip


def _dispute(entry: Dispute, zone: ZoneInfo) -> list[Occasion]:
    settled = ends(entry.outcome.date, zone) if entry.outcome else None
    found = []
    for action in entry.action:
        first = begins(action.from_, zone)
        over = ends(action.last, zone) if action.last is not None else None
        state = "" if action.state == "planned" else action.state
        if settled is not None and (over is None or over > settled):
            # What was still planned when the dispute ended does not take place.
            if first < settled:
                over = settled
            else:
                over, state = over or ends(day(first, zone), zone), state or "called off"
        found.append(
            Occasion(
                entry.path,
                "strike" if action.kind == "strike" else "action",
                action.kind.capitalize(),
                action.from_,
                action.to,
                first,
                over,
                state,
                note=action.note or "",
                part=f"action {action.kind}",
            )
        )
    if entry.ballot and entry.ballot.closed:
        found.append(_day(entry, "deadline", "ballot", "Ballot closes", entry.ballot.closed, zone))
    return found


def _course(entry: Course, zone: ZoneInfo) -> list[Occasion]:
    found = []
    for course in entry.offerings:
        place = course.venue.name if course.venue else ""
        found += [
            Occasion(
                entry.path, "session", course.title, first, last,
                begins(first, zone), ends(last, zone), "", place, part=f"course {course.title}",
            )
            for first, last in course.held()
        ]  # fmt: skip
        if course.apply and course.apply.by:
            label = f"Apply: {course.title}"
            found.append(_day(entry, "deadline", f"apply {course.title}", label, course.apply.by, zone))
    sessions = [o for o in found if o.sort == "session"]
    if len(sessions) > 1:
        first_session = min(sessions, key=lambda o: o.begins)
        last_session = max(sessions, key=lambda o: o.ends or o.begins)
        found.append(
            Occasion(
                entry.path, "course", entry.title, first_session.start, last_session.end,
                first_session.begins, last_session.ends, "", first_session.place,
            )
        )  # fmt: skip
    return found


def happening(
    found: tuple[Occasion, ...], now: datetime, zone: ZoneInfo
) -> tuple[tuple[tuple[Occasion, Standing], ...], datetime | None]:
    """Each occasion with its standing, and the first instant at which one of these changes."""
    judged = [(occasion, *standing(occasion, now, zone)) for occasion in found]
    changes = [until for _, _, until in judged if until is not None and until > now]
    return tuple((occasion, how) for occasion, how, _ in judged), min(changes, default=None)
