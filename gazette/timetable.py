"""The timetable: which calendars there are, what each of them carries, and the days of every month."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gazette import zones
from gazette.addresses import INDEX, absolute, address
from gazette.announcements import CALENDAR, belongs, calendar_in, closed, entry_events, folder, folders
from gazette.answers import Link, Neighbours, Term
from gazette.instants import Timed, begins, day, earliest
from gazette.kinds.campaign import Campaign
from gazette.kinds.course import Course
from gazette.kinds.dispute import Dispute
from gazette.kinds.event import Event
from gazette.occasions import Occasion, days
from gazette.site import Site
from gazette.versions import over
from gazette.zones import Onset

KEPT = timedelta(days=366)
"""How long the calendars of many entries carry an entry after the last of it is over."""

CALENDAR_KINDS = tuple(kind.folder for kind in (Event, Dispute, Course, Campaign))
"""The kinds that have dates to put into a calendar."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar to subscribe to: title, address, and the address that opens a calendar program.

    `folder` is that of a group, whose events are those that name it; it is empty where it has all of them.
    """

    title: str
    address: str
    webcal: str
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """What is on on a day: an occasion and its entry. `again` where it began on a day before."""

    occasion: Occasion
    title: str
    label: str
    address: str
    again: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A day and what is on on it."""

    date: date
    items: tuple[Item, ...]


def calendar_path(site: Site, group: str, key: str) -> str | None:
    """The output path of the calendar of a group, of the whole `site`, or of an `entry` (its path).

    Of the group `closed` is what stays of the calendar in a folder that belongs to nobody any more.
    """
    match group:
        case "site":
            return CALENDAR
        case "entry" if key in site.occasions or key in site.announced:
            return (site.pages.get(key) or site.tombs[key]).removesuffix(INDEX) + CALENDAR
        case "closed" if closed(site, key):
            return calendar_in(key)
        case "kind" if key in CALENDAR_KINDS:
            return f"{key}/{CALENDAR}"
        case "campaign" if key in site.groups[group]:
            return f"campaigns/{key}/{CALENDAR}"
        case "union" if key in site.groups[group]:
            return f"{site.folder(group, key)}/{CALENDAR}"
        case _:
            return None


def calendar_paths(site: Site) -> Iterator[tuple[str, str, str]]:
    """Every calendar: its group, key and output path."""
    keys = [("site", ""), *(("kind", key) for key in CALENDAR_KINDS)]
    keys += [(group, key) for group in ("campaign", "union") for key in site.groups[group]]
    # The calendar of a campaign is that of everything that belongs to it.
    dates = dict.fromkeys((*site.occasions, *site.announced))
    keys += [("entry", path) for path in dates if not isinstance(site.entries[path], Campaign)]
    for group, key in keys:
        if path := calendar_path(site, group, key):
            yield group, key, path


def calendar(site: Site, group: str, key: str) -> Calendar | None:
    """The calendar of a group, of the whole `site`, or of an `entry` (its path); None if it has none."""
    path = calendar_path(site, group, key)
    if path is None:
        return None
    title = site.settings.title
    if group == "entry" and key in site.pages:
        title = site.entries[key].title
    elif group in ("kind", "campaign", "union"):
        title = f"{site.labels[group, key]}, {title}"
    where = address(path, site.settings.base_url)
    whole = absolute(where, site.settings.base_url)
    return Calendar(title, where, _webcal(whole), "" if group == "entry" else folder(site, group, key))


def calendars(site: Site, group: str) -> tuple[Calendar, ...]:
    """Every calendar of the kinds, campaigns or unions, by name."""
    keys = CALENDAR_KINDS if group == "kind" else site.groups.get(group, ())
    found = [calendar(site, group, key) for key in keys]
    return tuple(sorted((c for c in found if c), key=lambda c: (c.title.casefold(), c.address)))


def calendar_entries(site: Site, group: str, key: str) -> Timed:
    """The source paths of the entries that a calendar carries."""
    if group == "entry":
        # The calendar of one entry has all of it, for ever.
        return Timed((key,) if calendar_path(site, group, key) else (), None)
    kept, leaving = [], []
    here = folder(site, group, key)
    for path in dict.fromkeys((*site.occasions, *site.announced)):
        ends: list[datetime | None] = []
        if belongs(site.entries[path], group, key):
            ends += [occasion.ends for occasion in site.occasions.get(path, ())]
        ends += [
            begins(over(given), site.zone)
            for given in site.announced.get(path, ())
            if not here or here in folders(site, given.calendars)
        ]
        if not ends:
            continue
        until = None if None in ends else max(end for end in ends if end) + KEPT
        if until is None or until > site.now:
            kept.append(path)
            leaving.append(until)
    return Timed(tuple(sorted(kept)), earliest(leaving, site.now))


def clock_changes(site: Site, first: int, last: int) -> tuple[Onset, ...]:
    """The changes of the clocks of the hub's zone that matter from one year to another."""
    return zones.onsets(site.zone, first, last)


def calendar_month(site: Site, year: int, month: int) -> tuple[Day, ...]:
    """Every day of a month with what is on on it; nothing if that month has nothing."""
    found: dict[date, list[Item]] = {}
    for occasion in site.timetable.get((year, month), ()):
        entry = site.entries[occasion.path]
        where = address(site.pages[occasion.path], site.settings.base_url)
        first, *later = days(occasion, site.zone)
        for one in (first, *later):
            item = Item(occasion, entry.title, entry.label, where, one != first)
            found.setdefault(one, []).append(item)
    every = range(1, monthrange(year, month)[1] + 1) if found else ()
    return tuple(Day(one, tuple(found.get(one, ()))) for n in every for one in [date(year, month, n)])


def calendar_month_now(site: Site) -> Timed:
    """The first day of this month, or of the next one in which something is on, or else of the last."""
    today = day(site.now, site.zone)
    here = (today.year, today.month)
    months = sorted(site.timetable)
    chosen = next((month for month in months if month >= here), months[-1] if months else None)
    turn = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    until = begins(turn, site.zone) if chosen is not None and chosen >= here else None
    return Timed(date(*chosen, 1) if chosen else None, until)


def calendar_months(site: Site) -> tuple[Term, ...]:
    """The months in which something is on, newest first."""
    return tuple(_month(site, *month) for month in sorted(site.timetable, reverse=True))


def calendar_neighbours(site: Site, year: int, month: int) -> Neighbours:
    """The months before and after one in which something is on."""
    months = sorted(site.timetable)
    later = next((m for m in months if m > (year, month)), None)
    earlier = next((m for m in reversed(months) if m < (year, month)), None)
    return Neighbours(*(_link(_month(site, *m)) if m else None for m in (later, earlier)))


def _month(site: Site, year: int, month: int) -> Term:
    where = address(f"calendar/{year}/{month:02}/{INDEX}", site.settings.base_url)
    entries = {occasion.path for occasion in site.timetable[year, month]}
    return Term(f"{date(year, month, 1):%B %Y}", where, len(entries))


def _link(term: Term) -> Link:
    return Link(term.label, term.address)


def _webcal(url: str) -> str:
    return f"webcal:{url.partition(':')[2]}"


QUESTIONS = (
    calendar, calendars, calendar_entries, entry_events, clock_changes,
    calendar_month, calendar_month_now, calendar_months, calendar_neighbours,
)  # fmt: skip
