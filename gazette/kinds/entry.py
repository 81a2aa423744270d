"""Entry: what every kind has in common. Metadata only; the body is asked for separately."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as day
from datetime import datetime, timedelta
from typing import ClassVar, Final, Literal

from pydantic import Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from gazette.kinds.extra import Extra
from gazette.kinds.scalars import (
    CampaignName,
    Choice,
    EntryName,
    Language,
    Many,
    Moment,
    PermanentId,
    SitePath,
    Slug,
    Text,
    YesNo,
)
from gazette.kinds.shape import Finding, Json, Shape, shape
from gazette.kinds.shapes import Attachment, Change, Correction, Gone, Image, Source, Withdrawn

MOST_WORDS: Final = 100
"""Tags or unions of one entry. Each has feeds, in which each item names all of them."""


@shape
class Entry(Shape):
    """One thing that the council publishes.

    `path` is the file from the root; `slug` is from the file's name unless the front matter has it.
    """

    kind: ClassVar[str] = "entry"
    folder: ClassVar[str] = ""
    label: ClassVar[str] = "Entry"
    plural: ClassVar[str] = "Entries"
    hidden: ClassVar[tuple[str, ...]] = ("path",)
    """Fields that front matter of this kind has not."""

    path: str = ""
    title: Text = Field(description="The heading.", examples=["Library staff vote to strike over pay"])
    date: Moment | None = Field(
        default=None,
        description="The day, or day and time, of publication.",
        examples=["2017-07-14"],
    )
    id: PermanentId | None = Field(
        default=None,
        description="The permanent identifier that feeds carry. Minted once; never edit it.",
    )
    slug: Slug = Field(
        default="", description="The last part of the address. From the file's name if left out."
    )
    summary: Text | None = Field(
        default=None,
        description="One or two sentences for lists and feeds. The first paragraph if left out.",
    )
    status: Choice[Literal["draft", "published", "withdrawn"]] = Field(
        default="published", description="Drafts are only shown in the preview."
    )
    withdrawn: Withdrawn | None = Field(
        default=None, description="When and why it was withdrawn; needs status: withdrawn."
    )
    gone: Gone | None = Field(
        default=None,
        description="When and why it had to go: its address shows the reason, and nothing else of it.",
    )
    publish_at: Moment | None = Field(default=None, description="When it is to appear, if later than now.")
    expires: Moment | None = Field(default=None, description="When it is to leave the lists; its page stays.")
    updated: Moment | None = Field(default=None, description="When it was last changed.")
    changes: Many[Change] = Field(default=(), description="What has changed since it was published.")
    corrections: Many[Correction] = Field(default=(), description="What was wrong, and is put right.")
    authors: Many[Text] = Field(default=(), description="Who wrote it.")
    tags: Many[Text] = Field(default=(), description="Subjects, for lists and feeds of their own.")
    unions: Many[Text] = Field(default=(), description="The unions that it concerns.")
    campaigns: Many[CampaignName] = Field(
        default=(), description="The campaigns that it belongs to, by the names of their files."
    )
    related: Many[EntryName] = Field(default=(), description="Other entries to read, as folder/name or name.")
    image: Image | None = Field(default=None, description="The picture that goes with it.")
    attachments: Many[Attachment] = Field(default=(), description="Documents and recordings beside the post.")
    source: Source | None = Field(default=None, description="Where it first appeared, if that was elsewhere.")
    aliases: Many[SitePath] = Field(
        default=(), description="Old addresses that are to lead here, beginning with /."
    )
    lang: Language | None = Field(default=None, description="Its language, if it is not the site's.")
    pinned: YesNo = Field(default=False, description="Yes to keep it at the top of lists.")
    extra: Extra = Field(default=Extra(), description="Fields for templates of your own.")

    def rules(self) -> Iterator[Finding]:
        for name, words in (("tags", self.tags), ("unions", self.unions)):
            if len(words) > MOST_WORDS:
                yield Finding(
                    "too-many",
                    (name,),
                    f"There are {len(words):,} {name} here, and each has pages and feeds of its own.",
                    f"at most {MOST_WORDS}; a few say more",
                    "keep those under which people would look for it",
                    (name,),
                )
        if self.status == "withdrawn" and self.withdrawn is None:
            yield Finding(
                "no-reason",
                ("status",),
                "A withdrawn entry says when and why it was withdrawn.",
                "withdrawn, with a date and a reason",
                "withdrawn: {date: 2017-07-14, reason: Why it was withdrawn}",
                ("status", "withdrawn"),
                adds=True,
            )
        if self.withdrawn is not None and self.status != "withdrawn":
            yield Finding(
                "not-withdrawn",
                ("withdrawn",),
                f"This has a reason for being withdrawn, but its status is {self.status}.",
                "status: withdrawn",
                "status: withdrawn",
                ("status", "withdrawn"),
                adds=True,
            )
        if self.publish_at and self.expires and instant(self.expires) <= instant(self.publish_at):
            yield Finding(
                "ends-before-it-begins",
                ("expires",),
                f"This expires ({written(self.expires)}) before it appears ({written(self.publish_at)}).",
                f"a day after {written(self.publish_at)}",
                f"such as expires: {instant(self.publish_at).date() + timedelta(days=30)}",
                uses=("publish_at", "expires"),
            )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Json:
        """The schema of the front matter: without what only the constructor has."""
        json = handler(schema)
        own = handler.resolve_ref_schema(json)
        for name in cls.hidden:
            own.get("properties", {}).pop(name, None)
        return json


@shape
class Post(Entry):
    """An entry that belongs to a day."""

    date: Moment = Field(description="The day, or day and time, of publication.", examples=["2017-07-14"])


def written(moment: day | datetime) -> str:
    """The moment as front matter has it."""
    return f"{moment:%Y-%m-%d %H:%M}" if isinstance(moment, datetime) else moment.isoformat()


def instant(moment: day | datetime) -> datetime:
    """The wall-clock time at which a moment begins, so that days and times can be compared."""
    if isinstance(moment, datetime):
        return moment
    return datetime(moment.year, moment.month, moment.day)
