"""Piece: all that structured data is made from."""

from __future__ import annotations

from dataclasses import dataclass

from gazette.kinds.entry import Entry
from gazette.sections import Officer, Organisation


@dataclass(frozen=True, slots=True)
class Publisher:
    """The site, and who publishes it. `logo` is a whole URL."""

    url: str
    title: str
    description: str
    language: str
    organisation: Organisation
    contacts: tuple[Officer, ...]
    logo: str

    @property
    def name(self) -> str:
        """The full name of who publishes the site."""
        return self.organisation.name or self.title


@dataclass(frozen=True, slots=True)
class Piece:
    """An entry, with what it does not know of itself. `url` and `picture` are whole URLs."""

    entry: Entry
    url: str
    summary: str
    picture: str
    zone: str
    publisher: Publisher
