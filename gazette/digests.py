"""Digests: what was new in a week, and what comes up in the fortnight after it.

A digest is as of the end of its week, so it is the same whenever it is made. One that was published stays,
and no week before it comes later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from gazette.addresses import absolute, address
from gazette.instants import Timed, day, earliest
from gazette.kinds.entry import Entry
from gazette.kinds.page import Page
from gazette.ledger import Digested
from gazette.occasions import LONGEST, Occasion
from gazette.site import Site
from gazette.verdicts import appearance, verdict
from gazette.weeks import WEEK, day_of, ended, last_week, late, monday_of, new_in, week_of
from gazette.wording import clock, long_date, weekday_date, when

AHEAD = timedelta(days=14)
"""How far a digest looks ahead."""

KEPT = 8
"""How many digests their feed and their page have."""

REACH = 5 * KEPT
"""Weeks with something new that are looked through for them: some of it may have been withdrawn."""


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


def digest(site: Site, week: str) -> Digest | None:
    """The digest of a week; None if there is no such week."""
    monday = monday_of(week)
    if monday is None:
        return None
    end, sunday = ended(site, monday), monday + timedelta(days=6)
    name = week_of(monday)
    same = monday.year == sunday.year
    first = f"{monday.day}" if monday.month == sunday.month else f"{monday.day} {monday:%B}"
    origin = (*site.ledger.sites, *site.settings.moved_from, site.settings.base_url)[0]
    new = new_in(site, monday)
    coming = tuple(_coming(site, end))
    promoted = any(_promotes(entry) for entry in (*new, *(entry for entry, _ in coming)))
    return Digest(
        name,
        f"urn:uuid:{uuid5(NAMESPACE_URL, f'{origin}#digest-{name}')}",
        f"{first if same else long_date(monday)} to {long_date(sunday)}",
        end.astimezone(site.zone),
        tuple(_piece(site, entry) for entry in new),
        _days(site, coming, monday + WEEK, end),
        (site.settings.imprint or "") if promoted else "",
    )


def digest_weeks(site: Site) -> Timed:
    """The latest weeks that are over and have something to tell, newest first."""
    weeks = _candidates(site)
    return Timed(week_names(site), earliest((ended(site, monday) for monday in weeks), site.now))


def week_names(site: Site) -> tuple[str, ...]:
    """The weeks of the digests that there are now: those that were published, and new ones after them."""
    settled = [one.week for one in site.ledger.digests]
    found: list[str] = []
    for monday in sorted(_candidates(site), reverse=True):
        week = week_of(monday)
        if ended(site, monday) > site.now or (settled and week <= settled[-1]):
            continue
        if len(found) < KEPT and (told := digest(site, week)) is not None and (told.news or told.days):
            found.append(week)
    return tuple((*found, *reversed(settled))[:KEPT])


def digested(site: Site, week: str) -> Digested:
    """What the ledger is to know of the digest of a week."""
    monday = monday_of(week)
    new = new_in(site, monday) if monday is not None else ()
    return Digested(week, tuple(site.identities[entry.path] for entry in new))


def _candidates(site: Site) -> set[date]:
    """The Mondays of the weeks whose digests may have something to tell, as far back as is of use."""
    weeks: dict[date, None] = {}
    for entry in site.of(site.shown):
        moment = appearance(entry)[1]
        if moment is not None and not isinstance(entry, Page):
            first = day_of(moment)
            weeks[first - timedelta(days=first.weekday())] = None
            if len(weeks) > REACH:
                break
    told = {name for one in site.ledger.digests for name in one.news}
    if any(True for _ in late(site, told)):
        weeks |= {last_week(site): None, last_week(site) + WEEK: None}
    oldest = min(weeks, default=date.min)
    found = set(weeks)
    for occasions in site.occasions.values():
        for occasion in occasions:
            first = day_of(occasion.start)
            last = min(day(_over(occasion), site.zone), first + timedelta(days=LONGEST))
            monday = first - AHEAD - timedelta(days=first.weekday())
            while last >= oldest and monday <= last:
                found.add(monday)
                monday += WEEK
    return {monday for monday in found if monday >= oldest}


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
        first = max(day_of(occasion.start), monday)
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
    if last is not None and day_of(last) != day_of(start):
        if isinstance(start, datetime) and not going_on:
            return f"From {clock(start)}, until {when(last)}"
        return f"Until {when(last)}"
    if not isinstance(start, datetime):
        return "All day"
    return f"{clock(start)} to {clock(last)}" if isinstance(last, datetime) else clock(start)


def _url(site: Site, entry: Entry) -> str:
    base = site.settings.base_url
    return absolute(address(site.pages[entry.path], base), base)


QUESTIONS = (digest, digest_weeks)
"""These questions, for the list of all."""
