"""Pieces: what a body can hold besides text, each with fields of its own, as kinds have them."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from gazette.kinds.scalars import FileLink, Slug, Text, WebAddress
from gazette.kinds.shape import Shape, shape
from gazette.kinds.shapes import ContactDetails, Image


@shape
class Piece(Shape):
    """The base of all pieces."""

    word: ClassVar[str] = ""
    """What follows the three colons."""

    first: ClassVar[str] = ""
    """The field whose value may stand on the first line, behind the word."""

    hidden: ClassVar[tuple[str, ...]] = ()


@shape
class Figure(Image, Piece):
    """A picture with the line below it and who made it."""

    word: ClassVar[str] = "figure"
    first: ClassVar[str] = "file"
    # Only the picture of a whole post is passed on by others, and so may be kept out of feeds.
    hidden: ClassVar[tuple[str, ...]] = ("may_redistribute",)

    file: FileLink = Field(
        description="The picture's file, as it is reached from this post.", examples=["picket.jpg"]
    )


@shape
class Quote(Piece):
    """A sentence of the text, or of somebody, set large."""

    word: ClassVar[str] = "quote"
    first: ClassVar[str] = "text"

    text: Text = Field(description="The words, without quotation marks.", examples=["We will not be moved."])
    by: Text | None = Field(default=None, description="Who said it, and as what.", examples=["Jo Bloggs"])


@shape
class Button(Piece):
    """A link that asks the reader to do something."""

    word: ClassVar[str] = "button"
    first: ClassVar[str] = "url"

    url: FileLink = Field(
        description="Where it leads: an address, or a file as links have it.",
        examples=["https://example.org/petition"],
    )
    label: Text = Field(description="The words on it.", examples=["Sign the petition"])


@shape
class FundBlock(Piece):
    """How to give to a fund, as the page of a dispute shows it."""

    word: ClassVar[str] = "fund"
    first: ClassVar[str] = "name"

    name: Slug = Field(
        description="The fund: the name of its file without .md.", examples=["library-hardship"]
    )


@shape
class ContactCard(ContactDetails, Piece):
    """Whom to get in touch with, and how."""

    word: ClassVar[str] = "contact"
    first: ClassVar[str] = "name"


@shape
class Video(Piece):
    """A film on another site: nothing is loaded from there before the reader goes there."""

    word: ClassVar[str] = "video"
    first: ClassVar[str] = "url"

    url: WebAddress = Field(
        description="The film's page on the other site.", examples=["https://example.org/watch"]
    )
    title: Text = Field(description="What the film is called.", examples=["The march in three minutes"])
    picture: FileLink | None = Field(
        default=None, description="A picture beside the post that stands for the film."
    )
    length: Text | None = Field(default=None, description="How long it is.", examples=["3 minutes"])


PIECES: tuple[type[Piece], ...] = (Figure, Quote, Button, FundBlock, ContactCard, Video)
"""Every piece; the first words of their lines are all different."""
