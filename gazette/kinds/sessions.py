"""Sessions: when a course meets, as one day a week or as a list; and whether they add up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Annotated

from pydantic import Discriminator, Field, Tag

from gazette.kinds.scalars import Count, Day, Many, TimeOfDay, Weekday
from gazette.kinds.shape import Finding, Shape, shape
from gazette.kinds.texts import WEEKDAYS

Sitting = tuple[datetime, datetime]
"""The start and the end of one session, on the wall clock of the site."""

MOST = 400
"""Sessions of one course: more than one a day for a year is a slip of the finger."""

_WEEK = timedelta(days=7)

_OUT = "take this day out"


def _later(begins: time) -> str:
    """The line for an end that comes after the beginning."""
    return f"such as to: {min(begins.hour + 2, 23):02}:{59 if begins.hour > 20 else begins.minute:02}"


@shape
class Weekly(Shape):
    """One day a week, from a first day on."""

    first: Day = Field(description="The first day.", examples=["2017-09-25"])
    weekday: Weekday = Field(
        description="The day of the week; checked against the first day.", examples=["Monday"]
    )
    count: Count = Field(
        description="How many sessions are really held, with the extra ones.", examples=["10"]
    )
    from_: TimeOfDay = Field(
        validation_alias="from", description="When each session begins.", examples=["9.30am"]
    )
    to: TimeOfDay = Field(description="When each session ends.", examples=["4.30pm"])
    except_: Many[Day] = Field(
        default=(), validation_alias="except", description="Days on which there is no session."
    )
    extra: Many[Day] = Field(default=(), description="Days besides the weekly ones.")

    def held(self) -> tuple[Sitting, ...]:
        """Every session, in order."""
        days = sorted({*_weekly(self.first, self.count - len(self.extra), self.except_), *self.extra})
        return tuple((datetime.combine(d, self.from_), datetime.combine(d, self.to)) for d in days)

    def rules(self) -> Iterator[Finding]:
        real = WEEKDAYS[self.first.weekday()]
        if real != self.weekday:
            ahead = (WEEKDAYS.index(self.weekday) - self.first.weekday()) % 7
            near = self.first + timedelta(days=ahead if ahead < 4 else ahead - 7)
            yield Finding(
                "wrong-weekday",
                ("first",),
                f"{self.first} is a {real}, not a {self.weekday}.",
                f"a {self.weekday} (the nearest is {near}), or weekday: {real}",
                f"first: {near}",
            )
        if self.to <= self.from_:
            yield Finding(
                "ends-before-it-begins",
                ("to",),
                f"The sessions end at {self.to:%H:%M}, but they begin at {self.from_:%H:%M}.",
                f"a time after {self.from_:%H:%M}",
                _later(self.from_),
            )
        if not 1 <= self.count <= MOST:
            yield Finding(
                "wrong-count",
                ("count",),
                f"A course has 1 to {MOST} sessions.",
                f"1 to {MOST}",
                "such as count: 10",
            )
        elif len(self.extra) >= self.count:
            yield Finding(
                "wrong-count",
                ("extra",),
                f"With {len(self.extra)} extra of {self.count} in all, no weekly session is left.",
                "fewer extra days than sessions",
                f"count: {self.count + len(self.extra)}",
            )
        else:
            yield from self._check_days()

    def _check_days(self) -> Iterator[Finding]:
        weekly = _weekly(self.first, self.count - len(self.extra), self.except_)
        used, left_out = set(weekly), set[date]()
        for number, day in enumerate(self.except_):
            at = ("except", number)
            if day in left_out:
                yield Finding("day-twice", at, f"{day} is left out twice.", "each day once", _OUT)
            elif day == self.first:
                yield Finding(
                    "first-left-out",
                    at,
                    f"{day} is the first day and also left out.",
                    "the first day on which there is a session",
                    f"first: {weekly[0]}",
                )
            elif (day - self.first).days % 7:
                yield Finding(
                    "not-a-session",
                    at,
                    f"{day} is a {WEEKDAYS[day.weekday()]}; there is no session to leave out.",
                    f"a {WEEKDAYS[self.first.weekday()]}",
                    _OUT,
                )
            elif not self.first < day < weekly[-1]:
                yield Finding(
                    "not-a-session",
                    at,
                    f"{day} is not between the first session ({self.first}) and the last weekly "
                    f"one ({weekly[-1]}).",
                    f"a day between {self.first} and {weekly[-1]}",
                    _OUT,
                )
            left_out.add(day)
        for number, day in enumerate(self.extra):
            if day in used:
                yield Finding(
                    "day-twice",
                    ("extra", number),
                    f"{day} already has a session.",
                    "a day without a session",
                    _OUT,
                )
            used.add(day)


@shape
class Session(Shape):
    """One session."""

    date: Day = Field(description="The day.", examples=["2017-09-25"])
    from_: TimeOfDay = Field(validation_alias="from", description="When it begins.", examples=["9.30am"])
    to: TimeOfDay = Field(description="When it ends.", examples=["4.30pm"])

    def rules(self) -> Iterator[Finding]:
        if self.to <= self.from_:
            yield Finding(
                "ends-before-it-begins",
                ("to",),
                f"The session ends at {self.to:%H:%M}, but it begins at {self.from_:%H:%M}.",
                f"a time after {self.from_:%H:%M}",
                _later(self.from_),
            )


def _weekly(first: date, count: int, left_out: tuple[date, ...]) -> tuple[date, ...]:
    """The days of so many weekly sessions, without those left out."""
    days: list[date] = []
    day = first
    while len(days) < count:
        if day not in left_out:
            days.append(day)
        day += _WEEK
    return tuple(days)


def _form(value: object) -> str:
    weekly = isinstance(value, Weekly) or (isinstance(value, dict) and "date" not in value)
    return "Weekly" if weekly else "Session"


Sessions = Annotated[
    Annotated[Weekly, Tag("Weekly")] | Annotated[Many[Session], Tag("Session")],
    Discriminator(_form),
]
"""When a course meets. The tags are the names of the classes, which error texts go by."""


def held(sessions: Weekly | tuple[Session, ...] | None) -> tuple[Sitting, ...]:
    """Every session of a course, in order."""
    if sessions is None:
        return ()
    if isinstance(sessions, Weekly):
        return sessions.held()
    return tuple(
        sorted((datetime.combine(s.date, s.from_), datetime.combine(s.date, s.to)) for s in sessions)
    )
