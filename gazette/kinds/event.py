"""Event: a meeting, march, stall or social, on a day or at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import ClassVar, Literal

from pydantic import Field

from gazette.kinds.entry import Post, written
from gazette.kinds.scalars import Address, Choice, Duration, Many, Moment, Text, WebAddress, YesNo
from gazette.kinds.shape import Finding, shape
from gazette.kinds.shapes import Endorsement, Venue

_WHEN = ("start", "end", "duration", "all_day")


@shape
class Event(Post):
    """Something to go to."""

    kind: ClassVar[str] = "event"
    folder: ClassVar[str] = "events"
    label: ClassVar[str] = "Event"
    plural: ClassVar[str] = "Events"

    start: Moment = Field(
        description="When it begins: a day, or a day and time.", examples=["2017-07-14 18:30"]
    )
    end: Moment | None = Field(default=None, description="When it ends. Leave out if there is a duration.")
    duration: Duration | None = Field(
        default=None, description="How long it lasts, such as 90 minutes or 2 hours."
    )
    all_day: YesNo | None = Field(
        default=None, description="Yes if it takes the whole day; a start without a time does."
    )
    venue: Venue | None = Field(default=None, description="Where it takes place.")
    online_url: WebAddress | None = Field(default=None, description="Where to join it online.")
    organiser: Text | None = Field(default=None, description="Who organises it.")
    state: Choice[Literal["scheduled", "postponed", "cancelled", "moved"]] = Field(
        default="scheduled", description="Whether it goes ahead."
    )
    was: Moment | None = Field(
        default=None, description="When it was to begin before it was moved or postponed."
    )
    cost: Text | None = Field(default=None, description="What it costs.")
    booking: Address | None = Field(default=None, description="Where to book a place.")
    bring: Many[Text] = Field(default=(), description="What to bring.")
    recurs: Text | None = Field(default=None, description="How often it takes place, in words.")
    endorses: Endorsement | None = Field(
        default=None, description="The candidate whom it supports in an election."
    )

    @property
    def takes_all_day(self) -> bool:
        """Whether it has days and no times."""
        return not isinstance(self.start, datetime)

    @property
    def ends(self) -> date | datetime | None:
        """The last day of an event of days, or the time at which one of times ends, if known."""
        if self.duration is None:
            return self.end if self.end is not None or isinstance(self.start, datetime) else self.start
        if isinstance(self.start, datetime):
            return self.start + self.duration
        return self.start + max(self.duration - timedelta(days=1), timedelta(0))

    def rules(self) -> Iterator[Finding]:
        yield from Post.rules(self)
        timed = isinstance(self.start, datetime)
        if self.end is not None and self.duration is not None:
            yield Finding(
                "two-answers",
                ("duration",),
                "This has both an end and a duration.",
                "either end or duration",
                "delete one of the two lines",
                _WHEN,
            )
        elif self.duration is not None and not timed and self.duration % timedelta(days=1):
            yield Finding(
                "no-time",
                ("start",),
                "The duration is in hours, but the start has no time.",
                "a day and time",
                f"start: {self.start} 18:30",
                _WHEN,
            )
        elif self.end is not None and isinstance(self.end, datetime) != timed:
            yield Finding(
                "no-time",
                ("end",),
                "The end has a time, but the start has none."
                if not timed
                else "The start has a time, but the end has none.",
                "a time in both, or in neither",
                f"end: {self.end} 20:30" if timed else f"end: {self.end:%Y-%m-%d}",
                _WHEN,
            )
        elif self.end is not None and (self.end <= self.start if timed else self.end < self.start):
            yield Finding(
                "ends-before-it-begins",
                ("end",),
                f"The event ends ({written(self.end)}) before it begins ({written(self.start)}).",
                f"a {'time' if timed else 'day'} after {written(self.start)}",
                f"such as end: {written(self.start + timedelta(hours=2) if timed else self.start)}",
                uses=_WHEN,
            )
        if self.all_day is not None and self.all_day == timed:
            yield Finding(
                "two-answers",
                ("all_day",),
                "An all-day event has no times, but the start has one."
                if timed
                else "An event that is not all day needs a time, but the start has none.",
                "a start without a time" if timed else "a start with a time",
                f"start: {self.start:%Y-%m-%d}" if timed else f"start: {self.start} 18:30",
                _WHEN,
            )
