"""A piece: one item of somebody else's site, as its export has it, before anything is made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

State = Literal["published", "draft", "scheduled", "private", "protected", "discarded"]
"""What the old site made of an item. `protected` needs a password there."""


@dataclass(frozen=True, slots=True)
class Label:
    """A word that an item was filed under: `category`, `tag` or another `sort`."""

    sort: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Comment:
    """What a reader wrote below an item. Nobody's address, and no machine's, is carried over."""

    number: str
    parent: str
    author: str
    date: datetime | None
    html: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One item of an export.

    `key` is its permanent identity (a GUID), `number` its number on the old site. Dates have an
    offset where the export gives the instant, and none where it gives only the clock on the wall.
    `file` is the address of an attachment's file; `fields` are custom ones, as they came.
    """

    key: str
    number: str
    sort: str
    title: str
    address: str = ""
    slug: str = ""
    date: datetime | None = None
    modified: datetime | None = None
    state: State = "published"
    author: str = ""
    html: str = ""
    excerpt: str = ""
    labels: tuple[Label, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    comments: tuple[Comment, ...] = ()
    parent: str = ""
    file: str = ""
    sticky: bool = False
    plain: bool = False
    """True where line breaks of the text stand for paragraphs, as the classic editor has it."""
    notes: tuple[str, ...] = ()
    """What the reader of the export has left out of the item, or changed, in words."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the old site by itself: its number there, and the word above it, if it has one."""

    sort: str
    slug: str
    number: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """Where an export could not be read any further, and why. What came before it counts."""

    message: str
    line: int = 0
    column: int = 0
    read: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """The site that an export is of: its name, its address, the names of its authors as their addresses
    had them, its words, and what was mended while reading."""

    title: str = ""
    address: str = ""
    authors: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
