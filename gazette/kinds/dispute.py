"""Dispute: who is in it and why, the ballot, the action, the picket lines, the fund."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import ClassVar, Literal

from pydantic import Field

from gazette.kinds.entry import Post, instant, written
from gazette.kinds.scalars import (
    Choice,
    Day,
    FundName,
    Many,
    Moment,
    Percent,
    Prose,
    Text,
    TimeOfDay,
)
from gazette.kinds.shape import Finding, Shape, shape
from gazette.kinds.shapes import Contact


@shape
class Ballot(Shape):
    """How members voted."""

    opened: Day | None = Field(default=None, description="The first day of voting.")
    closed: Day | None = Field(default=None, description="The last day of voting.")
    yes: Percent | None = Field(default=None, description="The share of votes for action.")
    turnout: Percent | None = Field(default=None, description="The share of members who voted.")
    mandate_until: Day | None = Field(
        default=None, description="The last day on which the ballot allows action."
    )

    def rules(self) -> Iterator[Finding]:
        if self.opened and self.closed and self.closed < self.opened:
            yield Finding(
                "ends-before-it-begins",
                ("closed",),
                f"The ballot closes on {self.closed}, before it opens on {self.opened}.",
                f"a day not before {self.opened}",
                f"such as closed: {self.opened}",
            )
        if self.closed and self.mandate_until and self.mandate_until < self.closed:
            yield Finding(
                "ends-before-it-begins",
                ("mandate_until",),
                f"The mandate ends on {self.mandate_until}, before the ballot closes on {self.closed}.",
                f"a day not before {self.closed}",
                f"such as mandate_until: {self.closed}",
            )


@shape
class Action(Shape):
    """One spell of industrial action.

    Without `to`, a strike is that one day; other action goes on until further notice.
    """

    kind: Choice[Literal["strike", "overtime ban", "work to rule"]] = Field(
        description="What sort of action it is.", examples=["strike"]
    )
    from_: Moment = Field(
        validation_alias="from",
        description="The first day, or day and time.",
        examples=["2017-07-14"],
    )
    to: Moment | None = Field(
        default=None,
        description="The last day, or day and time. Leave out for a strike of one day, or for "
        "other action until further notice.",
    )
    state: Choice[Literal["planned", "suspended", "called off"]] = Field(
        default="planned", description="Whether it goes ahead."
    )
    note: Text | None = Field(default=None, description="Anything else to know.")

    def rules(self) -> Iterator[Finding]:
        if self.to is None:
            return
        first, last = self.from_, self.to
        timed = isinstance(first, datetime) and isinstance(last, datetime)
        days = instant(first).date(), instant(last).date()
        if instant(last) <= instant(first) if timed else days[1] < days[0]:
            yield Finding(
                "ends-before-it-begins",
                ("to",),
                f"The action ends ({written(last)}) before it begins ({written(first)}).",
                f"a time after {written(first)}" if timed else f"a day not before {written(first)}",
                f"such as to: {written(first + timedelta(hours=2) if timed else days[0])}",
            )

    @property
    def last(self) -> date | datetime | None:
        """The moment until which the action goes on, or None for until further notice."""
        if self.to is None and self.kind == "strike":
            return instant(self.from_).date()
        return self.to


@shape
class Picket(Shape):
    """A picket line that supporters can join."""

    place: Text = Field(description="Where.", examples=["Library main entrance, High Street"])
    dates: Many[Day] = Field(default=(), description="On which days. Every day of the strike if left out.")
    from_: TimeOfDay | None = Field(default=None, validation_alias="from", description="From what time.")
    to: TimeOfDay | None = Field(default=None, description="Until what time.")


@shape
class Outcome(Shape):
    """How the dispute ended."""

    date: Day = Field(description="When.", examples=["2017-08-01"])
    result: Text = Field(description="In a word or two.", examples=["won"])
    text: Prose | None = Field(default=None, description="What was agreed.")


@shape
class Dispute(Post):
    """An industrial dispute."""

    kind: ClassVar[str] = "dispute"
    folder: ClassVar[str] = "disputes"
    label: ClassVar[str] = "Dispute"
    plural: ClassVar[str] = "Disputes"

    employer: Text | None = Field(default=None, description="Against whom.")
    workplaces: Many[Text] = Field(default=(), description="Where members work.")
    issue: Prose | None = Field(default=None, description="What it is about.")
    ballot: Ballot | None = Field(default=None, description="How members voted.")
    action: Many[Action] = Field(default=(), description="Strikes and other action, by day.")
    pickets: Many[Picket] = Field(default=(), description="Picket lines to join.")
    fund: FundName | None = Field(
        default=None, description="The strike or hardship fund, by the name of its file."
    )
    messages_to: Contact | None = Field(default=None, description="Where to send messages of support.")
    outcome: Outcome | None = Field(default=None, description="How it ended.")
