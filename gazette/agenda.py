"""The agenda: the questions that the clock has a part in, of what is on and what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from gazette.addresses import address
from gazette.answers import Happening
from gazette.instants import Timed, earliest, read_now
from gazette.occasions import Standing, happening
from gazette.site import Site


def happenings(site: Site, path: str) -> Timed:
    """Every occasion of an entry as it stands now."""
    return _happenings(site, [path] if path in site.occasions else [])


def live(site: Site, limit: int) -> Timed:
    """What is happening now or later today, one occasion an entry."""
    return _first_of_each(_listed(site), {"now", "today"}, limit)


def coming_up(site: Site, limit: int) -> Timed:
    """What comes next after today, by its beginning, one occasion of a sort an entry."""
    return _first_of_each(_listed(site), {"next"}, limit)


def passed(site: Site, instant: str) -> Timed:
    """Whether an instant of the site's zone, written as in front matter, has passed."""
    point = read_now(instant, site.zone)
    if point is None:
        return Timed(None, None)
    return Timed(point <= site.now, point)


def _listed(site: Site) -> Timed:
    listed = frozenset(site.listed)
    return _happenings(site, [path for path in site.occasions if path in listed])


def _happenings(site: Site, paths: Iterable[str]) -> Timed:
    zone = site.zone
    found: list[Happening] = []
    changes: list[datetime | None] = []
    for path in paths:
        member = site.entries[path]
        judged, until = happening(site.occasions[path], site.now, zone)
        changes.append(until)
        where = address(site.pages[path], site.settings.base_url)
        found += [Happening(o, how, member.title, member.label, where) for o, how in judged]
    found.sort(key=lambda h: (h.occasion.begins, h.occasion.path, h.occasion.sort, h.occasion.label))
    return Timed(tuple(found), earliest(changes, site.now))


def _first_of_each(timed: Timed, wanted: set[Standing], limit: int) -> Timed:
    kept: dict[object, Happening] = {}
    happened: tuple[Happening, ...] = timed.value  # type: ignore[assignment]
    for one in happened:
        if one.standing in wanted:
            key = one.occasion.path, one.occasion.sort == "deadline"
            # A strike is told before an overtime ban that is on as well.
            if key not in kept or (one.occasion.sort == "strike" and kept[key].occasion.sort == "action"):
                kept[key] = one
    return Timed(tuple(kept.values())[:limit], timed.until)
