"""Versions: which of the published events an event is now, and so its UID and its version.

A UID is for ever. What was published before says which event is which: one that is there still, or has
moved, keeps its own, whatever comes before or after it; one that is no more is called off, and not gone;
and only what was never published gets a UID made of the id of its entry, its part and its beginning.

Two numbers say that an event has changed (RFC 5545, 3.8.7.3 and 3.8.7.4; RFC 5546, 2.1.4). SEQUENCE is one
higher when somebody who has it in the diary must act: another time, another place, called off or on again.
LAST-MODIFIED moves with everything that is said of it: a mended word, its address, who organises it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from gazette.calendar_events import CalendarEvent
from gazette.instants import Moment
from gazette.ledger import Event as Given

SINGLE = ("event", "ballot")
"""The parts of which an entry has never more than one: that is itself wherever its day has gone."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A calendar event with its version, as it is given out."""

    event: CalendarEvent
    version: Given


def dated(
    events: Sequence[CalendarEvent],
    published: Sequence[Given],
    identity: str,
    calendars: tuple[str, ...],
    revised: datetime,
    now: datetime,
) -> tuple[Dated, ...]:
    """The events of an entry, each with its UID and version, without those that it has no more.

    `published` are those that it has had, and those of entries that it stands for. `revised` is when the
    entry last changed; `now`, on the wall clock of the hub, says what is over.
    """
    before = paired(events, [given for given in published if given.entry == identity], now)
    taken = {given.uid for given in published}
    found = []
    for number, event in enumerate(events):
        given = before.get(number)
        uid = given.uid if given else _fresh(identity, event, taken)
        taken.add(uid)
        signed = replace(event, uid=uid)
        found.append(Dated(signed, version(signed, identity, calendars, revised, given)))
    return tuple(found)


def lapsed(
    found: Iterable[Dated],
    published: Iterable[Given],
    named: bool,
    common: CalendarEvent,
    revised: datetime,
    now: datetime,
) -> tuple[Dated, ...]:
    """What was published and is no more, as it is given out: called off, unless it has taken place.

    `common` has what is said of all of them; not even their names are, if what they were of had to go.
    """
    there = {one.event.uid for one in found}
    gone = []
    for given in published:
        if given.uid in there:
            continue
        off = not named or over(given) > now
        title = given.title if named else ""
        if off and (given.status != "CANCELLED" or not title):
            title = f"Cancelled: {title}" if title else "Cancelled"
        event = replace(
            common,
            uid=given.uid,
            part=given.part if named else given.part.partition(" ")[0],
            title=title,
            start=given.start,
            end=given.end,
            status="CANCELLED" if off else given.status,
            count=given.count,
            left_out=given.left_out,
            extra=given.extra,
            place=given.place if named else "",
        )
        gone.append(Dated(event, version(event, given.entry, given.calendars, revised, given)))
    return tuple(gone)


def version(
    event: CalendarEvent, entry: str, calendars: tuple[str, ...], revised: datetime, published: Given | None
) -> Given:
    """The version of an event as it is to be given out. `revised` is when its entry last changed.

    An unchanged event keeps the version that was published; a changed one is always newer than that,
    even where the entry does not say when it was changed.
    """
    found = Given(
        event.uid, entry, _legible(event.part), _legible(event.title), event.start, event.end,
        event.status, event.count, event.left_out, event.extra, _legible(event.place), calendars,
        event.fingerprint, 0, revised,
    )  # fmt: skip
    if published is None:
        return found
    sequence = published.sequence + (_weighs(found) != _weighs(published))
    if found.fingerprint == published.fingerprint:
        return replace(found, sequence=sequence, last_modified=published.last_modified)
    later = max(revised, published.last_modified + timedelta(seconds=1))
    return replace(found, sequence=sequence, last_modified=later)


def paired(events: Sequence[CalendarEvent], published: Sequence[Given], now: datetime) -> Mapping[int, Given]:
    """Which of the published events each event is, by its place in the list.

    What is of the same part at the same time is the same; then what is at the same time, under another
    name; then what has moved, where as many of a part are missing as are new. What is over or was called off
    has not moved.
    """
    found: dict[int, Given] = {}
    waiting = dict(enumerate(events))
    left = sorted(published, key=lambda given: (str(given.start), given.uid))

    def pair(key: Callable[[CalendarEvent | Given], object], some: Iterable[Given]) -> None:
        new: dict[object, list[int]] = {}
        old: dict[object, list[Given]] = {}
        for number, event in waiting.items():
            new.setdefault(key(event), []).append(number)
        for given in some:
            old.setdefault(key(given), []).append(given)
        for word, numbers in new.items():
            if len(there := old.get(word, [])) == len(numbers):
                for number, given in zip(numbers, there, strict=True):
                    found[number] = given
                    del waiting[number]
                    left.remove(given)

    pair(lambda event: (_legible(event.part), event.start), list(left))
    pair(lambda event: (event.part.partition(" ")[0], event.start), list(left))
    pair(lambda event: _legible(event.part), [given for given in left if _may_move(given, now)])
    return found


def _may_move(given: Given, now: datetime) -> bool:
    return given.part in SINGLE or (over(given) > now and given.status != "CANCELLED")


def over(event: CalendarEvent | Given) -> datetime:
    """When the last of an event is over, on the wall clock."""
    first, last = _clock(event.start), _clock(event.end or event.start)
    if not isinstance(event.start, datetime) and event.end is None:
        last += timedelta(days=1)
    begin = max((first + timedelta(weeks=event.count - 1), *event.extra))
    return begin + (last - first)


def uid_of(identity: str, part: str, start: Moment, number: int = 1) -> str:
    """The UID of what is first published as that part of the entry with that permanent id."""
    place = part if part in SINGLE else f"{part} {start.isoformat()}"
    again = f"#{number}" if number > 1 else ""
    return str(uuid5(NAMESPACE_URL, f"{identity}#{place}{again}"))


def _fresh(identity: str, event: CalendarEvent, taken: set[str]) -> str:
    number = 1
    while (uid := uid_of(identity, event.part, event.start, number)) in taken:
        number += 1
    return uid


def _weighs(event: Given) -> tuple[object, ...]:
    """What those who have an event in their diaries must act upon."""
    return event.status, event.start, event.end, event.count, event.left_out, event.extra, event.place


def _clock(moment: date | datetime) -> datetime:
    return moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day)


def _legible(text: str) -> str:
    """The text as a ledger can hold it."""
    hidden = ("Cc", "Cs", "Zl", "Zp")
    return "".join("\ufffd" if unicodedata.category(c) in hidden else c for c in text)
