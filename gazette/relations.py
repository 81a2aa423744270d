"""Relations: which other entries a reader of one may want to read next."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from gazette.index import key_of
from gazette.instants import begins
from gazette.kinds.entry import Entry
from gazette.site import Site
from gazette.verdicts import appearance

REACH = 3
"""Entries looked at on either side, in each list that an entry is in. Only what appeared near in time
counts, so that a new entry changes what is said beside a few others, not beside all of its subject."""

WEIGHTS = (("campaign", 4), ("tag", 2), ("union", 1))


def related(site: Site, path: str, limit: int) -> tuple[str, ...]:
    """The source paths of the entries that an entry names, or else of those most like it."""
    found = site.entries.get(path)
    if found is None or path not in site.pages:
        return ()
    named = [site.names.get(("entry", name), "") for name in found.related]
    if chosen := [name for name in dict.fromkeys(named) if name in site.pages and name != path]:
        return tuple(chosen)
    scores: dict[str, tuple[int, float, str]] = {}
    here = _place(site, found)
    for group, weight in WEIGHTS:
        for key in _keys(found, group):
            members = site.groups[group].get(key, ())
            at = bisect_left(members, here, key=lambda member: _place(site, site.entries[member]))
            for other in site.of(members[max(at - REACH, 0) : at + REACH + 1]):
                if other.path != path:
                    score = scores.get(other.path, (0, 0.0, ""))[0] - weight
                    scores[other.path] = (score, abs(_place(site, other)[0] - here[0]), other.path)
    return tuple(sorted(scores, key=scores.__getitem__)[:limit])


def _keys(entry: Entry, group: str) -> Iterable[str]:
    if group == "campaign":
        own = (entry.slug,) if entry.kind == "campaign" else ()
        return dict.fromkeys((*entry.campaigns, *own))
    return dict.fromkeys(key_of(word) for word in (entry.tags if group == "tag" else entry.unions))


def _place(site: Site, entry: Entry) -> tuple[float, str]:
    """Where an entry stands in every list: the newest first."""
    moment = appearance(entry)[1]
    return (-begins(moment, site.zone).timestamp() if moment else 0.0, entry.path)
