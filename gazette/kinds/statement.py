"""Statement: what the council has adopted or says to the press."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from gazette.kinds.entry import Post
from gazette.kinds.scalars import (
    Choice,
    Day,
    Many,
    Moment,
    Prose,
    StatementName,
    Text,
    WebAddress,
)
from gazette.kinds.shape import Shape, shape
from gazette.kinds.shapes import Contact, Endorsement


@shape
class Adopted(Shape):
    """Where and how a motion was carried."""

    date: Day = Field(description="The day of the meeting.", examples=["2015-08-13"])
    meeting: Text | None = Field(default=None, description="Which meeting.")
    vote: Text | None = Field(default=None, description="How it was carried.")


@shape
class Signatory(Shape):
    """Somebody who signs."""

    name: Text = Field(description="Who.", examples=["Jo Bloggs"])
    role: Text | None = Field(default=None, description="What they are.")
    organisation: Text | None = Field(default=None, description="Where.")
    capacity: Choice[Literal["personal", "official"]] = Field(
        default="personal", description="For themselves, or for the organisation."
    )


@shape
class Quote(Shape):
    """Something said for publication."""

    text: Prose = Field(description="The words.", examples=["We will not be moved."])
    name: Text = Field(description="Who said them.", examples=["Jo Bloggs"])
    role: Text | None = Field(default=None, description="What they are.")
    organisation: Text | None = Field(default=None, description="Where.")


@shape
class Citation(Shape):
    """Something that the statement relies on."""

    title: Text = Field(description="Its title.", examples=["Inspection report"])
    publisher: Text | None = Field(default=None, description="Who published it.")
    url: WebAddress | None = Field(default=None, description="Its address.")
    date: Day | None = Field(default=None, description="When it was published.")


@shape
class Statement(Post):
    """A statement, motion or press release."""

    kind: ClassVar[str] = "statement"
    folder: ClassVar[str] = "statements"
    label: ClassVar[str] = "Statement"
    plural: ClassVar[str] = "Statements"

    adopted: Adopted | None = Field(default=None, description="When a meeting adopted it.")
    issued_by: Text | None = Field(default=None, description="Who issues it.")
    embargo: Moment | None = Field(
        default=None, description="When it may appear; until then it is held back."
    )
    signatories: Many[Signatory] = Field(default=(), description="Who signs it.")
    quotes: Many[Quote] = Field(default=(), description="What people say in it.")
    notes_to_editors: Many[Prose] = Field(default=(), description="Notes to editors, numbered.")
    press_contact: Contact | None = Field(default=None, description="Whom the press can ask.")
    references: Many[Citation] = Field(default=(), description="What it relies on, numbered.")
    supersedes: StatementName | None = Field(
        default=None, description="The statement that this one replaces, by the name of its file."
    )
    endorses: Endorsement | None = Field(
        default=None, description="The candidate whom it supports in an election."
    )
