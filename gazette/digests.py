"""Digests: what was new in a week, and what comes up in the fortnight after it.

A digest is as of the end of its week, so it is the same whenever it is made. Weeks are those of
ISO 8601, from Monday to Sunday, written `2017-W28`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from gazette.addresses import absolute, address
from gazette.instants import Moment, Timed, begins, day, earliest
from gazette.kinds.entry import Entry
from gazette.kinds.page import Page
from gazette.occasions import LONGEST, Occasion
from gazette.site import Site
from gazette.verdicts import appearance, verdict
from gazette.wording import clock, long_date, weekday_date, when

AHEAD = timedelta(days=14)
"""How far a digest looks ahead."""

KEPT = 8
"""How many digests their feed and their page have."""

REACH = 5 * KEPT
"""Weeks with something new that are looked through for them: some of it may have been withdrawn."""

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that was new: its kind's name, title, whole URL, day and summary."""

    label: str
    title: str
    url: str
    date: str
    summary: str


@dataclass(frozen=True, slots=True)
class Date:
    """Something that is coming up: what, whole URL, at what time, where; and whether it is off."""

    title: str
    url: str
    time: str
    place: str
    off: bool


@dataclass(frozen=True, slots=True)
class DigestDay:
    """A day with something on, in words."""

    heading: str
    dates: tuple[Date, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """The digest of a week: its name, its permanent id, its title, the instant at which it ended.

    `imprint` says who promotes the election material that it tells of.
    """

    week: str
    id: str
    title: str
    ended: datetime
    news: tuple[Piece, ...]
    days: tuple[DigestDay, ...]
    imprint: str = ""

    @property
    def summary(self) -> str:
        """The digest in a sentence."""
        dates = sum(len(one.dates) for one in self.days)
        new = f"{len(self.news) or 'nothing'} new"
        return f"{new.capitalize()}, {dates or 'nothing'} coming up in the next fortnight."


def monday_of(week: str) -> date | None:
    """The first day of a week written as `2017-W28`; None if there is no such week."""
    found = re.fullmatch(r"(\d{4})-?W(\d{1,2})", week.strip().upper(), re.ASCII)
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        return None


def week_of(moment: date) -> str:
    """The week that a day is in."""
    year, number, _ = moment.isocalendar()
    return f"{year}-W{number:02}"


def ended(site: Site, monday: date) -> datetime:
    """The instant at which the week of that Monday is over."""
    return begins(monday + _WEEK, site.zone)


def digest(site: Site, week: str) -> Digest | None:
    """The digest of a week; None if there is no such week."""
    monday = monday_of(week)
    if monday is None:
        return None
    end, sunday = ended(site, monday), monday + timedelta(days=6)
    same = monday.year == sunday.year
    first = f"{monday.day}" if monday.month == sunday.month else f"{monday.day} {monday:%B}"
    origin = site.ledger.sites[0] if site.ledger.sites else site.settings.base_url
    new = tuple(_new(site, begins(monday, site.zone), end))
    coming = tuple(_coming(site, end))
    promoted = any(_promotes(entry) for entry in (*new, *(entry for entry, _ in coming)))
    return Digest(
        week_of(monday),
        f"urn:uuid:{uuid5(NAMESPACE_URL, f'{origin}#digest-{week_of(monday)}')}",
        f"{first if same else long_date(monday)} to {long_date(sunday)}",
        end.astimezone(site.zone),
        tuple(_piece(site, entry) for entry in new),
        _days(site, coming, monday + _WEEK, end),
        (site.settings.imprint or "") if promoted else "",
    )


def digest_weeks(site: Site) -> Timed:
    """The latest weeks that are over and have something to tell, newest first."""
    weeks = sorted(_candidates(site), reverse=True)
    kept: list[str] = []
    for monday in weeks:
        if ended(site, monday) <= site.now and len(kept) < KEPT:
            found = digest(site, week_of(monday))
            if found is not None and (found.news or found.days):
                kept.append(found.week)
    return Timed(tuple(kept), earliest((ended(site, monday) for monday in weeks), site.now))


def _candidates(site: Site) -> set[date]:
    """The Mondays of the weeks whose digests may have something to tell, as far back as is of use."""
    weeks: dict[date, None] = {}
    for entry in site.shown:
        moment = appearance(entry)[1]
        if moment is not None and not isinstance(entry, Page):
            first = _day(moment)
            weeks[first - timedelta(days=first.weekday())] = None
            if len(weeks) > REACH:
                break
    oldest = min(weeks, default=date.min)
    found = set(weeks)
    for occasions in site.occasions.values():
        for occasion in occasions:
            first = _day(occasion.start)
            last = min(day(_over(occasion), site.zone), first + timedelta(days=LONGEST))
            monday = first - AHEAD - timedelta(days=first.weekday())
            while last >= oldest and monday <= last:
                found.add(monday)
                monday += _WEEK
    return {monday for monday in found if monday >= oldest}


def _new(site: Site, start: datetime, end: datetime) -> Iterator[Entry]:
    for entry in site.shown:  # newest first
        moment = appearance(entry)[1]
        if moment is None or begins(moment, site.zone) < start:
            return
        if isinstance(entry, Page) or begins(moment, site.zone) >= end:
            continue
        if verdict(entry, site.zone, end).name == "published":
            yield entry


def _coming(site: Site, end: datetime) -> Iterator[tuple[Entry, Occasion]]:
    for path, occasions in site.occasions.items():
        found = [occasion for occasion in occasions if _is_coming(occasion, end)]
        entry = site.entries[path]
        if found and verdict(entry, site.zone, end).name in ("published", "expired"):
            yield from ((entry, occasion) for occasion in found)


def _promotes(entry: Entry) -> bool:
    endorses = getattr(entry, "endorses", None)
    return endorses is not None and endorses.public


def _piece(site: Site, entry: Entry) -> Piece:
    summary = entry.summary or site.bodies[entry.path].lead
    appeared = appearance(entry)[1]
    return Piece(
        entry.label, entry.title, _url(site, entry), long_date(appeared) if appeared else "", summary
    )


def _days(
    site: Site, coming: tuple[tuple[Entry, Occasion], ...], monday: date, end: datetime
) -> tuple[DigestDay, ...]:
    """The days of the fortnight from a Monday on; what goes on already stands on that Monday."""
    found: dict[date, list[tuple[datetime, Date]]] = {}
    for entry, occasion in coming:
        first = max(_day(occasion.start), monday)
        found.setdefault(first, []).append((occasion.begins, _date(site, entry, occasion, end)))
    return tuple(
        DigestDay(
            weekday_date(one),
            tuple(told for _, told in sorted(dates, key=lambda d: (d[0], d[1].title, d[1].url))),
        )
        for one, dates in sorted(found.items())
    )


def _is_coming(occasion: Occasion, end: datetime) -> bool:
    return occasion.begins < end + AHEAD and _over(occasion) > end and occasion.sort != "course"


def _over(occasion: Occasion) -> datetime:
    """When an occasion is over. What goes on until further notice is news for a while, not for ever."""
    return occasion.ends or occasion.begins + timedelta(days=LONGEST)


def _date(site: Site, entry: Entry, occasion: Occasion, end: datetime) -> Date:
    title = entry.title
    if occasion.sort == "session":
        title = occasion.label
    elif occasion.label != entry.title:
        title = f"{occasion.label}: {entry.title}"
    time = occasion.state.capitalize() or _time(occasion, occasion.begins < end)
    return Date(title, _url(site, entry), time, occasion.place, bool(occasion.state))


def _time(occasion: Occasion, going_on: bool) -> str:
    """At what time it is on, in words."""
    start, last = occasion.start, occasion.end
    if occasion.sort == "deadline":
        return clock(start) if isinstance(start, datetime) else "Last day"
    if occasion.ends is None:
        return "Until further notice"
    if last is not None and _day(last) != _day(start):
        if isinstance(start, datetime) and not going_on:
            return f"From {clock(start)}, until {when(last)}"
        return f"Until {when(last)}"
    if not isinstance(start, datetime):
        return "All day"
    return f"{clock(start)} to {clock(last)}" if isinstance(last, datetime) else clock(start)


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _url(site: Site, entry: Entry) -> str:
    base = site.settings.base_url
    return absolute(address(site.pages[entry.path], base), base)


QUESTIONS = (digest, digest_weeks)
"""These questions, for the list of all."""
