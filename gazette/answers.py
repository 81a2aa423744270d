"""Answers: the values that questions give where an entry or a word would say too much or too little."""

from __future__ import annotations

from dataclasses import dataclass

from gazette.instants import Moment
from gazette.occasions import Occasion, Standing


@dataclass(frozen=True, slots=True)
class Link:
    """A title and the address behind it."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Moved:
    """An old address, the same without percent-encoding, and the new one: empty where it is gone.

    `page` is where people are sent where the new one is for programs alone.
    """

    old: str
    plain: str
    new: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as pages show it: the copy that every browser shows, with its size in pixels.

    `srcset` has the addresses of the copies in WebP with their widths; a drawing has none.
    """

    address: str
    width: int
    height: int
    srcset: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What a list shows of an entry.

    `note` is a word such as Draft, or empty; `picture` is the file of its picture, or empty.
    """

    path: str
    kind: str
    label: str
    title: str
    address: str
    date: Moment | None
    summary: str
    note: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of a list: its number, from 1, and its address."""

    number: int
    address: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list: its cards, its number, how many pages there are (`last`), the addresses of the
    pages next to it (empty where there is none), and the pages that it names: the first, the last, and
    those within two of it.

    How many entries the list has is not said: that changes with every post, and these pages do not.
    """

    title: str
    cards: tuple[Card, ...]
    number: int
    last: int
    newer: str
    older: str
    pages: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A tag, union or other heading, and how many entries stand under it."""

    label: str
    address: str
    count: int


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The entries of the same kind before and after one."""

    newer: Link | None
    older: Link | None


@dataclass(frozen=True, slots=True)
class Happening:
    """An occasion as it stands now, with the entry that it belongs to."""

    occasion: Occasion
    standing: Standing
    title: str
    label: str
    address: str
