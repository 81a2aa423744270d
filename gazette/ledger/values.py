"""The values that a ledger is made of. Addresses are output paths: `news/pay/index.html`."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from gazette.instants import Moment


@dataclass(frozen=True, slots=True)
class Record:
    """An entry that was published: its permanent id, and where it was last.

    `mark` is a digest of its title and date, by which a renamed file is known again. `earlier` are
    the addresses that led to it before, among them `?p=12` for those that are queries of the front
    page. A fund has no address.
    """

    id: str
    file: str
    mark: str
    address: str = ""
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A tag or union that has had a list and a feed, and how it was written for people.

    One that is not `used` had nothing under it any more when the site was last published.
    """

    group: str
    key: str
    label: str
    used: bool = True


@dataclass(frozen=True, slots=True)
class Checked:
    """The account of a fund as it was published, and the check of its payee, as digests."""

    id: str
    account: str
    check: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the calendars as it was last given (RFC 5545, 3.8.7.3 and 3.8.7.4).

    It has what is needed to know it again when it has moved, and to say that it is off when nothing else
    is known of it any more: the permanent id of its `entry`, its `part` within it, when, where and
    whether it is. `calendars` are the folders of those that carry it, besides the site's and its own.
    `fingerprint` is of everything that was said of it.
    """

    uid: str
    entry: str
    part: str
    title: str
    start: Moment
    end: Moment | None
    status: Literal["CONFIRMED", "CANCELLED"]
    count: int
    left_out: tuple[datetime, ...]
    extra: tuple[datetime, ...]
    place: str
    calendars: tuple[str, ...]
    fingerprint: str
    sequence: int
    last_modified: datetime


@dataclass(frozen=True, slots=True)
class Digested:
    """A week whose digest was published, as `2017-W28`, and the ids of the entries that were new in it."""

    week: str
    news: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything that was ever published; each tuple in the order of what its items are known by.

    `sites` are the base URLs, `addresses` those that belong to no entry: lists, feeds, documents.
    A ledger without sites is that of a hub that was never published. One that was read is made of what its
    file holds, of which it has the `digest`.
    """

    sites: tuple[str, ...] = ()
    records: tuple[Record, ...] = ()
    addresses: tuple[str, ...] = ()
    headings: tuple[Heading, ...] = ()
    funds: tuple[Checked, ...] = ()
    events: tuple[Event, ...] = ()
    digests: tuple[Digested, ...] = ()
    digest: str = field(default="", compare=False, repr=False)

    def event(self, uid: str) -> Event | None:
        """The event of that uid, if it was ever given."""
        at = bisect_left(self.events, uid, key=lambda event: event.uid)
        return self.events[at] if at < len(self.events) and self.events[at].uid == uid else None
