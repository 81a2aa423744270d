"""The shapes that several kinds share: a venue, a picture, an attachment, a correction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from gazette.kinds.scalars import (
    ALONE,
    Address,
    Choice,
    Day,
    Email,
    FileName,
    FileOrAddress,
    Moment,
    Phone,
    Prose,
    Text,
    WebAddress,
    YesNo,
)
from gazette.kinds.shape import Finding, Shape, shape


@shape
class Venue(Shape):
    """Where something takes place."""

    name: Text = Field(description="The building or place.", examples=["Town Hall"])
    address: Text | None = Field(default=None, description="Street and town.")
    postcode: Text | None = Field(default=None, description="Postcode.")
    access: Prose | None = Field(
        default=None, description="Step-free access, hearing loop, toilets, parking."
    )
    map: WebAddress | None = Field(default=None, description="Address of a map.")


@shape
class Image(Shape):
    """A picture beside the post."""

    starting = ("alt",)

    file: FileName = Field(description="The picture's file, beside the post.", examples=["picket.jpg"])
    alt: Text | None = Field(
        default=None,
        description="What the picture shows, for people who cannot see it. Required unless the "
        "picture is decorative.",
        examples=["What the picture shows"],
    )
    decorative: YesNo = Field(default=False, description="Yes if the picture carries no meaning of its own.")
    caption: Text | None = Field(default=None, description="The line below the picture.")
    credit: Text | None = Field(default=None, description="Who took or made it.")
    credit_url: Address | None = Field(default=None, description="A link for the credit.")
    licence: Text | None = Field(default=None, description="On what terms it is used.")
    may_redistribute: YesNo | None = Field(
        default=None,
        description="Yes if others may use the picture too; no if it may not be passed on, "
        "and so is in no feed.",
    )

    def rules(self) -> Iterator[Finding]:
        if self.decorative and self.alt is not None:
            yield Finding(
                "two-answers",
                ("decorative",),
                "A decorative picture has no alt text, but this one has.",
                "either alt or decorative: yes",
                "delete one of the two lines",
            )
        if not self.decorative and self.alt is None:
            yield Finding(
                "no-alt-text",
                (),
                f"{self.file} does not say what it shows.",
                "alt, for people who cannot see the picture; or decorative: yes if it carries no meaning",
                "alt: What the picture shows",
                adds=True,
            )


@shape
class Attachment(Shape):
    """A document or recording beside the post."""

    file: FileName = Field(description="The file, beside the post.", examples=["flyer.pdf"])
    title: Text = Field(description="What it is.", examples=["Flyer for the march"])
    kind: Choice[Literal["flyer", "minutes", "form", "audio", "video"]] | None = Field(
        default=None, description="What sort of thing it is."
    )
    alt_format: FileOrAddress | None = Field(
        default=None,
        description="The same in a form that more people can use: large print, plain text, HTML.",
    )
    transcript: FileOrAddress | None = Field(
        default=None, description="What is said, in writing. Required for audio and video."
    )

    def rules(self) -> Iterator[Finding]:
        if self.kind in ("audio", "video") and self.transcript is None:
            yield Finding(
                "no-transcript",
                (),
                f"{self.file} is {self.kind} and has no transcript.",
                "a file or an address where what is said can be read",
                f"transcript: {self.file.rpartition('.')[0] or self.file}.txt",
                adds=True,
            )


@shape
class Source(Shape):
    """Where a piece appeared first."""

    title: Text = Field(description="Its title where it first appeared.", examples=["On a campaign footing"])
    publisher: Text | None = Field(default=None, description="Who first published it.")
    author: Text | None = Field(default=None, description="Who wrote it.")
    url: WebAddress | None = Field(default=None, description="Its address there.")
    date: Day | None = Field(default=None, description="When it appeared there.")
    permission: Text | None = Field(default=None, description="By whose leave it is shown here.")
    canonical: YesNo = Field(
        default=False,
        description="Yes if search engines should show the first publisher's page, not this one.",
    )

    def rules(self) -> Iterator[Finding]:
        if self.canonical and self.url is None:
            yield Finding(
                "no-source-address",
                ("canonical",),
                "The first publisher's page has no address here to send search engines to.",
                "the address of the first publisher's page",
                "url: https://example.org/where-it-first-appeared",
                adds=True,
            )


@shape
class Gone(Shape):
    """That something had to go: readers get the reason in its place."""

    date: Day = Field(description="When it went.", examples=["2017-07-14"])
    reason: Prose = Field(
        description="Why, as readers are told.", examples=["Taken down at the request of the family."]
    )


@shape
class Withdrawn(Shape):
    """That an entry was withdrawn, and why; its page stays."""

    date: Day = Field(description="The day on which it was withdrawn.", examples=["2017-07-14"])
    reason: Prose = Field(
        description="Why, in a sentence that the page shows.",
        examples=["The march was called off."],
    )


@shape
class Change(Shape):
    """One change to an entry since it was published."""

    date: Moment = Field(description="When.", examples=["2017-07-14"])
    note: Text = Field(description="What changed.", examples=["Added the meeting point"])
    major: YesNo = Field(default=False, description="Yes if readers who know the entry should look again.")


@shape
class Correction(Shape):
    """Something that was wrong, put right."""

    date: Day = Field(description="The day of the correction.", examples=["2017-07-14"])
    text: Prose = Field(
        description="What was wrong and what is right.",
        examples=["We said 300 people marched; it was 350."],
    )


def _contact(value: object) -> Any:
    if not isinstance(value, str):
        return value
    if "@" in value:
        return {"email": value}
    if any(c.isdigit() for c in value) and not any(c.isalpha() for c in value):
        return {"phone": value}
    return {"url" if "://" in value else "name": value}


@shape
class ContactDetails(Shape):
    """Whom to get in touch with."""

    starting = ("email",)

    name: Text | None = Field(default=None, description="The person or office.")
    role: Text | None = Field(default=None, description="What they do.")
    organisation: Text | None = Field(default=None, description="For whom.")
    email: Email | None = Field(
        default=None, description="Email address.", examples=["secretary@example.org"]
    )
    phone: Phone | None = Field(default=None, description="Telephone number.")
    url: Address | None = Field(default=None, description="Where to write to on the web.")

    def rules(self) -> Iterator[Finding]:
        if (self.name, self.email, self.phone, self.url) == (None,) * 4:
            yield Finding(
                "no-contact",
                (),
                "This names nobody and gives no way to get in touch.",
                "a name, an email address, a telephone number or an address",
                "email: secretary@example.org",
                adds=True,
            )


Contact = Annotated[ContactDetails, BeforeValidator(_contact), ALONE]
"""Contact details; an email address, telephone number, address or name alone will do."""


@shape
class Endorsement(Shape):
    """Support for a candidate."""

    contest: Text = Field(description="The election.", examples=["UNISON general secretary election 2015"])
    candidate: Text = Field(description="Who is supported.", examples=["Jo Bloggs"])
    public: YesNo = Field(
        default=True,
        description="Whether it is a public election, whose law asks for an imprint. "
        "No for an election within a union or a party.",
    )
