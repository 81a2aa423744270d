"""Calendars: events as iCalendar (RFC 5545), the same bytes for the same events.

The library `icalendar` writes it: escaping, folding, line ends. Its time zones are not used, since it
writes the moment at which summer time begins by the clock that begins then, not by the one that ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar

from gazette.addresses import absolute
from gazette.versions import Dated
from gazette.zones import Onset

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

OFTEN = timedelta(hours=6)
"""How often programs are asked to look for changes: a strike may be called off overnight."""

_CONTROL = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f]")
"""What no line of a calendar may hold (RFC 5545, 3.1)."""


def icalendar_of(ask: Callable[..., Any], group: str, key: str) -> bytes:
    """The calendar of a group, of the whole `site` or of an `entry`, as a file."""
    base = ask("setting", "base_url")
    about = ask("calendar", group, key)
    zone = ZoneInfo(ask("zone"))
    found: list[Dated] = [
        dated
        for path in ask("calendar_entries", group, key)
        for dated in ask("entry_events", path)
        if about.folder in ("", *dated.version.calendars)
    ]
    found.sort(key=lambda dated: (str(dated.event.start), dated.event.uid))
    made = icalendar.Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//gazette//gazette//EN")
    made.add("calscale", "GREGORIAN")
    if found:
        made.add("method", "PUBLISH")  # which is of events: one at least (RFC 5546, 3.2.1)
    for name in ("name", "x-wr-calname"):
        made.add(name, icalendar.vText(_text(about.title)))
    made.add("x-wr-timezone", zone.key)
    made.add("source", icalendar.vUri(absolute(about.address, base)), parameters={"VALUE": "URI"})
    made.add("refresh-interval", OFTEN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", icalendar.vDuration(OFTEN))
    made.add_component(_timezone(zone, ask("clock_changes", *_years(found))))
    for dated in found:
        made.add_component(_event(dated, zone))
    text: bytes = made.to_ical()
    return text


def _years(found: Iterable[Dated]) -> tuple[int, int]:
    """The years of the events; a calendar without any has still to say how its clock goes."""
    moments = [
        moment
        for event in (dated.event for dated in found)
        for moment in (event.start, event.start + timedelta(weeks=event.count - 1), event.end, *event.extra)
        if moment is not None
    ]
    years = [moment.year for moment in moments]
    return (min(years), max(years)) if years else (2000, 2000)


def _event(dated: Dated, zone: ZoneInfo) -> icalendar.Event:
    event, version = dated.event, dated.version
    made = icalendar.Event()
    made.add("uid", event.uid)
    made.add("dtstamp", version.last_modified)
    made.add("last-modified", version.last_modified)
    made.add("sequence", version.sequence)
    made.add("summary", _text(event.title))
    made.add("dtstart", _moment(event.start, zone))
    if event.end is not None:
        made.add("dtend", _moment(event.end, zone))
    if event.count > 1:
        made.add("rrule", {"freq": "weekly", "count": event.count})
    for name, times in (("exdate", event.left_out), ("rdate", event.extra)):
        if times:
            made.add(name, [_moment(time, zone) for time in times])
    made.add("status", event.status)
    if not event.takes_time:
        made.add("transp", "TRANSPARENT")
    made.add("description", _text(f"{event.text}\n\n{event.url}".strip()))
    made.add("url", event.url)
    if event.place:
        made.add("location", _text(event.place))
    if event.position:
        made.add("geo", event.position)
    organiser = icalendar.vCalAddress(event.contact)
    organiser.params["CN"] = _text(event.organiser)
    made["ORGANIZER"] = organiser
    return made


def _timezone(zone: ZoneInfo, onsets: Iterable[Onset]) -> icalendar.Timezone:
    made = icalendar.Timezone()
    made.add("tzid", zone.key)
    for onset in onsets:
        part = icalendar.TimezoneDaylight() if onset.daylight else icalendar.TimezoneStandard()
        part.add("dtstart", onset.start)
        part.add("tzoffsetfrom", onset.before)
        part.add("tzoffsetto", onset.after)
        part.add("tzname", onset.name)
        if onset.yearly:
            month, which, weekday = onset.yearly
            part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": f"{which}{WEEKDAYS[weekday]}"})
        made.add_component(part)
    return made


def _moment(moment: Any, zone: ZoneInfo) -> Any:
    return moment.replace(tzinfo=zone) if isinstance(moment, datetime) else moment


def _text(text: str) -> str:
    return _CONTROL.sub("\ufffd", text)
