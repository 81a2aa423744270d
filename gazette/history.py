"""History: the questions about what was published before, and where it leads now."""

from __future__ import annotations

from gazette.addresses import address, base_path, is_address, is_query, old_path
from gazette.answers import Link, Moved
from gazette.ledger import Event, Ledger
from gazette.ledger.writing import shown
from gazette.published import ledger as ledger_of
from gazette.site import Site


def feed_id(site: Site, path: str) -> str | None:
    """The permanent id of an entry, whatever its title, text, file or address become."""
    return site.identities.get(path)


def ledger(site: Site) -> Ledger:
    """What was ever published, this build included."""
    return ledger_of(site)


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
    return address(move.to, site.settings.base_url) if move and move.page else None


def redirects(site: Site) -> tuple[Moved, ...]:
    """Every old address with what it leads to; those of entries that had to go lead nowhere."""
    found = {old: move.to for old, move in site.moves.items() if not is_query(old)}
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
        _moved(site, old, move.to or site.tombs[move.source])
        for old, move in site.moves.items()
        if is_query(old)
    )


def query_script(site: Site) -> str | None:
    """The address of the script that follows old queries of the front page; None without any."""
    path = site.query_script_path
    return address(path, site.settings.base_url) if path else None


def _moved(site: Site, old: str, new: str) -> Moved:
    base = site.settings.base_url
    plain = base_path(base) + shown(old)
    return Moved(plain if is_query(old) else address(old, base), plain, address(new, base) if new else "")


PAST = (feed_id, ledger, moved, moved_feed, published_event, queries, query_script, redirects)
"""These questions, for the list of all."""
