"""History: the questions about what was published before, and where it leads now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from gazette.addresses import INDEX, absolute, address, base_path, is_address, is_query, old_path
from gazette.announcements import turns
from gazette.answers import Link, Moved
from gazette.digests import digest_weeks
from gazette.instants import Timed, begins, earliest
from gazette.ledger import Event
from gazette.ledger.writing import shown
from gazette.moves import archive_of, is_subscription
from gazette.published import ledger as ledger_of
from gazette.site import FEED_FORMS, Site
from gazette.verdicts import appearance


@dataclass(frozen=True, slots=True)
class Closed:
    """A feed whose subject is no more, every address a whole URL: `page` is where people can read on.

    `current` is what is subscribed to: another file where this is an archive. `note` is the permanent id
    of its last item, and `since` the date of that; without a date there is none.
    """

    id: str
    title: str
    url: str
    current: str
    page: str
    message: str
    note: str
    since: datetime | None


def closed(site: Site, path: str) -> Closed | None:
    """What is said of a feed, an output path, whose subject is no more."""
    move = site.moves.get(path)
    if move is None or move.to or not is_subscription(path):
        return None
    base, first = site.settings.base_url, (*site.ledger.sites, site.settings.base_url)[0]
    entry = site.entries.get(move.source)
    page = move.page or site.tombs.get(move.source, INDEX)
    folder = path.rpartition("/")[0]
    name, suffix = FEED_FORMS["atom"]
    named = entry is not None and move.source in site.pages
    moment = (entry.gone.date if entry.gone else appearance(entry)[1]) if entry else None
    since = begins(moment, site.zone) if moment else None
    return Closed(
        absolute(address(f"{folder}/{name}.{suffix}", first), first),
        f"{entry.title}, {site.settings.title}" if named and entry else site.settings.title,
        absolute(address(path, base), base),
        absolute(address(archive_of(path), base), base),
        absolute(address(page, base), base),
        "This feed has ended: nothing more will come here. Please read on at the address beside this.",
        f"urn:uuid:{uuid5(NAMESPACE_URL, f'{first}#ended-{folder}')}",
        since.astimezone(site.zone) if since else None,
    )


def feed_id(site: Site, path: str) -> str | None:
    """The permanent id of an entry, whatever its title, text, file or address become."""
    return site.identities.get(path)


def ledger(site: Site) -> Timed:
    """What was ever published, this build included."""
    dated = dict.fromkeys((*site.occasions, *site.announced))
    moments = [turn for path in dated for turn in turns(site, path)]
    return Timed(ledger_of(site), earliest((*moments, digest_weeks(site).until), site.now))


def published_event(site: Site, uid: str) -> Event | None:
    """An event of the calendars as it was last published: fingerprint, sequence, last_modified."""
    return site.ledger.event(uid)


def moved(site: Site, old: str) -> Link | None:
    """What an address that was published once, an output path, leads to now."""
    move = site.moves.get(old)
    if move is None or not move.to:
        return None
    where = address(move.page or move.to, site.settings.base_url)
    return Link(site.entries[move.source].title if move.source else where, where)


def moved_feed(site: Site, old: str) -> str | None:
    """The address of the feed that an address led to which was that of a feed once; None for others."""
    move = site.moves.get(old)
    return address(move.to, site.settings.base_url) if move and move.page and move.to else None


def redirects(site: Site) -> tuple[Moved, ...]:
    """Every old address with what it leads to; those of entries that had to go lead nowhere."""
    found = {
        old: move.to
        for old, move in site.moves.items()
        if not is_query(old) and (move.to or not is_subscription(old))
    }
    for source, path in (*site.pages.items(), *site.tombs.items()):
        new = path if source in site.pages else ""
        found |= {
            old_path(alias): new for alias in site.entries[source].aliases if not is_query(old_path(alias))
        }
    found |= dict.fromkeys(site.tombs.values(), "")
    return tuple(_moved(site, old, new) for old, new in sorted(found.items()) if is_address(old))


def queries(site: Site) -> tuple[Moved, ...]:
    """The old addresses that are queries of the front page, such as `/?p=12`, with what they lead to."""
    return tuple(
        _moved(site, old, move.to or site.tombs[move.source], move.page)
        for old, move in site.moves.items()
        if is_query(old)
    )


def query_script(site: Site) -> str | None:
    """The address of the script that follows old queries of the front page; None without any."""
    path = site.query_script_path
    return address(path, site.settings.base_url) if path else None


def _moved(site: Site, old: str, new: str, page: str = "") -> Moved:
    base = site.settings.base_url
    plain = base_path(base) + shown(old)
    there, people = (address(path, base) if path else "" for path in (new, page))
    return Moved(plain if is_query(old) else address(old, base), plain, there, people)


PAST = (closed, feed_id, ledger, moved, moved_feed, published_event, queries, query_script, redirects)
"""These questions, for the list of all."""
