"""Campaign: what it is for, whom it addresses, what can be done, what has happened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from gazette.kinds.entry import Post
from gazette.kinds.scalars import Address, Choice, Day, EntryName, Many, Prose, Text
from gazette.kinds.shape import Finding, Shape, shape
from gazette.kinds.shapes import Contact


@shape
class Target(Shape):
    """Somebody who can grant what the campaign wants."""

    name: Text = Field(description="Who.", examples=["Councillor Jo Bloggs"])
    role: Text | None = Field(default=None, description="What they are.")
    contact: Contact | None = Field(default=None, description="How to reach them.")


@shape
class Step(Shape):
    """Something that a reader can do."""

    kind: Choice[Literal["petition", "donate", "attend", "write", "share", "join"]] = Field(
        description="What sort of thing it is.", examples=["petition"]
    )
    label: Text = Field(description="The words on the button.", examples=["Sign the petition"])
    url: Address = Field(description="Where it is done.", examples=["https://example.org/petition"])
    until: Day | None = Field(default=None, description="The last day on which it can be done.")


@shape
class Milestone(Shape):
    """Something that has happened."""

    date: Day = Field(description="When.", examples=["2017-07-14"])
    text: Prose = Field(description="What happened.", examples=["The council postponed the vote."])
    post: EntryName | None = Field(
        default=None, description="The entry that reports it, as folder/name or name."
    )


@shape
class Campaign(Post):
    """A campaign; its page gathers every post that names it."""

    kind: ClassVar[str] = "campaign"
    folder: ClassVar[str] = "campaigns"
    label: ClassVar[str] = "Campaign"
    plural: ClassVar[str] = "Campaigns"

    state: Choice[Literal["planned", "active", "won", "paused", "closed"]] = Field(
        default="active", description="How it stands."
    )
    since: Day | None = Field(default=None, description="The day on which it began.")
    until: Day | None = Field(default=None, description="The day on which it ended.")
    aims: Many[Text] = Field(default=(), description="What it wants, one demand a line.")
    targets: Many[Target] = Field(default=(), description="Who can grant it.")
    actions: Many[Step] = Field(default=(), description="What readers can do.")
    timeline: Many[Milestone] = Field(default=(), description="What has happened.")
    partners: Many[Text] = Field(default=(), description="Who else is part of it.")
    contact: Contact | None = Field(default=None, description="Whom to get in touch with.")

    def rules(self) -> Iterator[Finding]:
        yield from Post.rules(self)
        if self.since and self.until and self.until < self.since:
            yield Finding(
                "ends-before-it-begins",
                ("until",),
                f"The campaign ends on {self.until}, before it begins on {self.since}.",
                f"a day not before {self.since}",
                f"such as until: {self.since}",
                uses=("since", "until"),
            )
