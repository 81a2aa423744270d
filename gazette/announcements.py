"""Announcements: the events of the calendars as they are given out: of every entry, with their versions.

What was published stays in every calendar that carried it: an event that its entry has no more, or whose
entry had to go, is called off there and not gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from gazette.addresses import absolute, address
from gazette.calendar_events import CalendarEvent, calendar_events
from gazette.index import key_of
from gazette.instants import Moment, Timed, begins, earliest
from gazette.kinds.campaign import Campaign
from gazette.kinds.entry import Entry
from gazette.site import Site
from gazette.verdicts import appearance
from gazette.versions import Dated, dated, lapsed, over

CALENDAR = "calendar.ics"
"""The name of every calendar's file, in the folder of what it is of."""


def entry_events(site: Site, path: str) -> Timed:
    """The calendar events of an entry, each with its version; what was called off stays one of them."""
    return Timed(dated_events(site, path), earliest(turns(site, path), site.now))


def turns(site: Site, path: str) -> Iterator[datetime]:
    """The instants at which the events of an entry may be given out in another version."""
    entry = site.entries.get(path)
    yield from (begins(moment, site.zone) for moment in (_moments(entry) if entry else ()))
    yield from (begins(over(given), site.zone) for given in site.announced.get(path, ()))


def dated_events(site: Site, path: str) -> tuple[Dated, ...]:
    """The calendar events of an entry with their versions, which follow from the ledger."""
    entry, published = site.entries.get(path), site.announced.get(path, ())
    if entry is None or (path not in site.occasions and not published):
        return ()
    said = sorted(begins(moment, site.zone) for moment in _moments(entry))
    revised = max((moment for moment in said if moment <= site.now), default=min(said, default=site.now))
    now = site.now.astimezone(site.zone).replace(tzinfo=None)
    events: list[CalendarEvent] = []
    if path in site.occasions:
        summary = entry.summary or site.bodies[path].lead
        events = [_signed(site, event, path) for event in calendar_events(entry, summary, site.zone)]
    found = dated(events, published, site.identities[path], _carriers(site, entry), revised, now)
    gone = lapsed(
        found,
        published,
        path in site.pages,
        _signed(site, CalendarEvent("", "", now, None), path),
        revised,
        now,
    )
    before = {given.uid: tuple(one for one in given.calendars if closed(site, one)) for given in published}
    return (
        *(_carried(site, one, (*one.version.calendars, *before.get(one.event.uid, ()))) for one in found),
        *(_carried(site, one, one.version.calendars) for one in gone),
    )


def belongs(entry: Entry, group: str, key: str) -> bool:
    """Whether the calendar of a group carries what is on of an entry."""
    match group:
        case "kind":
            return entry.folder == key
        case "campaign":
            return key in entry.campaigns or (isinstance(entry, Campaign) and entry.slug == key)
        case "union":
            return key in map(key_of, entry.unions)
        case _:
            return group == "site"


def folder(site: Site, group: str, key: str) -> str:
    """The folder of the calendar of a group; that of the whole site has none."""
    match group:
        case "campaign":
            return f"campaigns/{key}"
        case "union":
            return site.folder(group, key)
        case _:
            return key


def folders(site: Site, calendars: tuple[str, ...]) -> tuple[str, ...]:
    """The folders in which calendars are now that were in those folders."""
    found = set()
    for one in calendars:
        move = site.moves.get(calendar_in(one))
        found.add(move.to.removesuffix(f"/{CALENDAR}") if move and move.to else one)
    return tuple(sorted(found))


def calendar_in(folder: str) -> str:
    """The output path of the calendar in a folder; that of the whole site is in none."""
    return f"{folder}/{CALENDAR}" if folder else CALENDAR


def closed(site: Site, folder: str) -> bool:
    """Whether the calendar in a folder belongs to nobody any more."""
    move = site.moves.get(calendar_in(folder))
    return move is not None and not move.to


def _carried(site: Site, one: Dated, calendars: tuple[str, ...]) -> Dated:
    return Dated(one.event, replace(one.version, calendars=folders(site, calendars)))


def _carriers(site: Site, entry: Entry) -> tuple[str, ...]:
    """The folders of the calendars that carry what is on of an entry, besides the site's and its own."""
    campaigns = [*entry.campaigns, *([entry.slug] if isinstance(entry, Campaign) else [])]
    groups = [("kind", entry.folder), *(("campaign", key) for key in campaigns)]
    groups += [("union", key_of(word)) for word in entry.unions]
    return tuple(sorted({folder(site, group, key) for group, key in groups}))


def _signed(site: Site, event: CalendarEvent, path: str) -> CalendarEvent:
    """The event with its page, and with who organises it: by mail where that is the council itself."""
    base, council = site.settings.base_url, site.settings.organisation
    own = council.name or site.settings.title
    mail = council.email if event.organiser in ("", own) else None
    url = absolute(address(site.pages.get(path) or site.tombs[path], base), base)
    return replace(
        event, url=url, organiser=event.organiser or own, contact=f"mailto:{mail}" if mail else url
    )


def _moments(entry: Entry) -> Iterator[Moment]:
    """When an entry says that it appeared or changed."""
    yield from (moment for moment in (appearance(entry)[1], entry.updated) if moment)
    yield from (change.date for change in entry.changes)
    yield from (correction.date for correction in entry.corrections)
    if entry.withdrawn:
        yield entry.withdrawn.date
    if entry.gone:
        yield entry.gone.date
