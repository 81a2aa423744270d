"""Calendar events: what calendar programs are told of an entry.

Which of the published events each of them is, and so its UID and its version, is said by `versions`.
Nothing here knows the time of the build.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from gazette.fingerprint import fingerprint
from gazette.instants import Moment
from gazette.kinds.course import Course, Offering
from gazette.kinds.dispute import Dispute, Picket
from gazette.kinds.entry import Entry
from gazette.kinds.event import Event
from gazette.kinds.sessions import Weekly
from gazette.kinds.shapes import Venue
from gazette.occasions import Occasion, occasions
from gazette.positions import Position, position
from gazette.wording import long_date, when

Status = Literal["CONFIRMED", "CANCELLED"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """An event as calendar programs are told of it.

    `part` says what it is among the events of its entry, whatever its time: `event`, `action strike`,
    `session Stage 1`. `url` is its page, `contact` how its organiser is reached. `start` and `end` are two
    days or two times; an `end` of days is the day after the last, and without one the event is that day, or
    has no length. A weekly one comes `count` times, less the days `left_out`, and on the `extra` days.
    """

    part: str
    title: str
    start: Moment
    end: Moment | None
    status: Status = "CONFIRMED"
    count: int = 1
    left_out: tuple[datetime, ...] = ()
    extra: tuple[datetime, ...] = ()
    place: str = ""
    position: Position | None = None
    text: str = ""
    organiser: str = ""
    url: str = ""
    contact: str = ""
    uid: str = ""

    @property
    def takes_time(self) -> bool:
        """Whether who goes there is busy: with some hours, not with a day of note or a spell of action."""
        timed = isinstance(self.start, datetime) and isinstance(self.end, datetime)
        return timed and self.end - self.start < _DAY  # type: ignore[operator]

    @property
    def fingerprint(self) -> str:
        """What tells a changed event from an unchanged one: everything that is said of it.

        Made of plain values in an order of its own: it stands in ledgers for ever, and may not change
        with the names of this code.
        """
        days = (self.start, self.end, self.count, self.left_out, self.extra)
        words = (self.title, self.place, self.text, self.organiser, self.url, self.contact)
        return fingerprint((self.uid, self.status, days, words, self.position))


def calendar_events(entry: Entry, summary: str, zone: ZoneInfo) -> tuple[CalendarEvent, ...]:
    """Every event of an entry by its beginning, without a UID as yet."""
    found = [
        _once(entry, o, summary, zone) for o in occasions(entry, zone) if o.sort not in ("session", "course")
    ]
    if isinstance(entry, Course):
        found += _sessions(entry, summary)
    return tuple(sorted((_standing(event, entry) for event in found), key=lambda e: (str(e.start), e.part)))


def _standing(event: CalendarEvent, entry: Entry) -> CalendarEvent:
    """The event as it stands: of a withdrawn entry, nothing takes place."""
    if entry.status == "withdrawn" and event.status != "CANCELLED":
        return replace(event, status="CANCELLED", title=f"Cancelled: {event.title}")
    return event


def _once(entry: Entry, occasion: Occasion, summary: str, zone: ZoneInfo) -> CalendarEvent:
    """The event of an occasion that comes once."""
    start, end = _span(occasion, zone)
    title, lines = entry.title, [summary]
    match entry:
        case Event():
            lines += _of_event(entry)
        case Dispute() if occasion.sort != "deadline":
            title = f"{occasion.label}: {entry.title}"
            until = ["Until further notice."] if occasion.ends is None else []
            lines = [occasion.note, *until, summary, *map(_picket, entry.pickets)]
        case Course():
            title = occasion.label
        case _:
            title = f"{occasion.label}: {entry.title}"
    venue = entry.venue if isinstance(entry, Event) else None
    return CalendarEvent(
        part=occasion.part,
        title=f"{occasion.state.capitalize()}: {title}" if occasion.state else title,
        start=start,
        end=end,
        status="CANCELLED" if occasion.state else "CONFIRMED",
        place=_place(venue) if venue else occasion.place,
        position=position(venue.map) if venue else None,
        text=_text(lines),
        organiser=(entry.organiser or "") if isinstance(entry, Event) else "",
    )


def _span(occasion: Occasion, zone: ZoneInfo) -> tuple[Moment, Moment | None]:
    """The two ends of an occasion: two days, of which the second is not part of it, or two times."""
    start, last = occasion.start, occasion.end
    if occasion.sort in ("strike", "action"):
        # What the dispute's end cuts short, and a strike without an end, have theirs in the instant.
        last = occasion.ends.astimezone(zone).replace(tzinfo=None) if occasion.ends else None
        if last is not None and not isinstance(start, datetime) and last == _midnight(last):
            return start, last.date()
    elif last is not None and not isinstance(last, datetime):
        last += _DAY
    if isinstance(last, datetime):
        return _midnight(start) if not isinstance(start, datetime) else start, last
    return start, last


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _sessions(entry: Course, summary: str) -> Iterator[CalendarEvent]:
    """The sessions of each course: one event that comes back every week, or one for each of a list."""
    for course in entry.offerings:
        sittings = course.held()
        if not sittings:
            continue
        common = CalendarEvent(
            part=f"course {course.title}",
            title=course.title,
            start=sittings[0][0],
            end=sittings[0][1],
            place=_place(course.venue) if course.venue else "",
            position=position(course.venue.map) if course.venue else None,
            text=_text([summary, *_of_course(course)]),
        )
        if isinstance(course.sessions, Weekly):
            yield _weekly(common, course.sessions)
        else:
            part = f"session {course.title}"
            yield from (replace(common, part=part, start=start, end=end) for start, end in sittings)


def _weekly(common: CalendarEvent, sessions: Weekly) -> CalendarEvent:
    """The event of a course that meets on one day a week. The rule counts the days left out too."""
    return replace(
        common,
        start=datetime.combine(sessions.first, sessions.from_),
        end=datetime.combine(sessions.first, sessions.to),
        count=sessions.count - len(sessions.extra) + len(sessions.except_),
        left_out=tuple(datetime.combine(d, sessions.from_) for d in sorted(sessions.except_)),
        extra=tuple(datetime.combine(d, sessions.from_) for d in sorted(sessions.extra)),
    )


def _of_event(entry: Event) -> Iterator[str]:
    if entry.state == "moved" and entry.was:
        yield f"Moved: it was to begin on {when(entry.was)}."
    if entry.state == "postponed":
        yield "Postponed: a new date will be given."
    if entry.recurs:
        yield f"Repeats: {entry.recurs}"
    if entry.organiser:
        yield f"Organised by {entry.organiser}"
    if entry.cost:
        yield f"Cost: {entry.cost}"
    if entry.bring:
        yield f"Please bring: {', '.join(entry.bring)}"
    if entry.online_url:
        yield f"Join online: {entry.online_url}"
    if entry.booking and ":" in entry.booking:
        yield f"Book a place: {entry.booking}"


def _of_course(course: Offering) -> Iterator[str]:
    if course.level and course.level not in course.title:
        yield course.level
    if course.provider:
        yield f"Run by {course.provider}"
    if course.cost:
        yield f"Cost: {course.cost}"
    if course.apply:
        where = [way for way in (course.apply.url, course.apply.email) if way and way[0] != "/"]
        until = f" by {long_date(course.apply.by)}" if course.apply.by else ""
        if where or until:
            yield f"Apply{until}{': ' if where else ''}{' or '.join(where)}"


def _picket(picket: Picket) -> str:
    days = ", ".join(long_date(day) for day in picket.dates)
    hours = " to ".join(f"{time:%H:%M}" for time in (picket.from_, picket.to) if time)
    return f"Picket line: {', '.join(part for part in (picket.place, days, hours) if part)}"


def _place(venue: Venue) -> str:
    return ", ".join(part for part in (venue.name, venue.address, venue.postcode) if part)


def _text(lines: Iterable[str]) -> str:
    return "\n".join(line for line in lines if line)
