"""What is published: the ledger as this build leaves it, made of what was and of what is now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from posixpath import dirname, join, normpath
from types import MappingProxyType

from gazette import wordpress
from gazette.addresses import ADMIN, INDEX, is_address, is_query, old_path
from gazette.announcements import dated_events
from gazette.digests import digested, week_names
from gazette.fingerprint import fingerprint
from gazette.identity import mark
from gazette.index import key_of, media_path
from gazette.kinds.entry import Entry
from gazette.kinds.fund import Fund
from gazette.ledger import Checked, Heading, Ledger, Record
from gazette.moves import Move, moves
from gazette.site import Site

_PASSING = ("assets/", "pagefind/", "sitemap", ADMIN)
"""How paths begin whose files have their content in their names, that programs ask for by themselves, or
that are for editors and not for readers."""

_PARTS = frozenset("jpg jpeg png gif webp avif svg ico css js map woff woff2 txt conf webmanifest".split())
"""Suffixes of what is shown within pages, or read by machines that ask anew where it is."""

_OWN = frozenset({INDEX, "404.html", "ledger.json"})


def lasting(path: str) -> bool:
    """Whether an output is at an address that people keep or programs come back to."""
    suffix = path.rpartition("/")[2].rpartition(".")[2].lower()
    named = "." in path.rpartition("/")[2] and suffix not in _PARTS
    return named and path not in _OWN and not path.startswith(_PASSING) and is_address(path)


def with_moves(site: Site, planned: Iterable[str]) -> Site:
    """The Site that knows its own addresses, and where those lead that it has no more."""
    there = tuple(sorted(planned))
    alive = {site.identities[path]: _place(site, path) for path in (*site.pages, *site.tombs)}
    aliases = {
        old_path(alias): _place(site, path)
        for path in (*site.pages, *site.tombs)
        for alias in site.entries[path].aliases
    }
    aliases = {**_attached(site), **aliases}
    found = moves(site.ledger, alive, aliases, _settled(site), wordpress.addresses(site), there)
    return replace(
        site,
        planned=tuple(path for path in there if lasting(path)),
        moves=MappingProxyType(found),
    )


def _attached(site: Site) -> dict[str, Move]:
    """The documents of posts that had to go, which go with them."""
    known = set(site.ledger.addresses)
    found = {
        media_path(normpath(join(dirname(path), attachment.file))): _place(site, path)
        for path in site.tombs
        for attachment in site.entries[path].attachments
    }
    return {old: move for old, move in found.items() if old in known}


def _settled(site: Site) -> dict[str, Move]:
    """What the settings say of old addresses that belong to no post."""
    return {old_path(one.from_): Move(old_path(one.to)) for one in site.settings.redirects}


def _place(site: Site, path: str) -> Move:
    return Move(site.pages.get(path, ""), path)


def ledger(site: Site) -> Ledger:
    """The ledger of what was published and what is now."""
    past = site.ledger
    own: set[str] = set()
    records = {record.id: record for record in past.records}
    forwarded: dict[str, set[str]] = {}
    for old, move in site.moves.items():
        forwarded.setdefault(move.source, set()).add(old)
    for path in (*site.pages, *site.tombs):
        before = records.get(site.identities[path])
        found = _record(site, site.entries[path], before, forwarded.get(path, set()))
        records[found.id] = found
        own |= {found.address, *found.earlier}
    funds = {fund.id: fund for fund in past.funds}
    for path, entry in site.entries.items():
        if isinstance(entry, Fund) and entry.status != "draft":
            name = site.identities[path]
            records[name] = Record(name, path, mark(entry))
            funds[name] = checked(name, entry)
    used = words(site)
    headings = [
        Heading(group, key, site.labels[group, key], (group, key) in used)
        for group in ("tag", "union")
        for key in site.groups[group]
    ]
    events = {event.uid: event for event in past.events}
    for path in dict.fromkeys((*site.occasions, *site.announced)):
        events |= {dated.version.uid: dated.version for dated in dated_events(site, path)}
    others = (old for old in forwarded.get("", ()) if lasting(old))
    own |= {path for record in records.values() for path in (record.address, *record.earlier)}
    digests = {one.week: one for one in past.digests}
    digests |= {week: digested(site, week) for week in week_names(site) if week not in digests}
    return Ledger(
        sites=tuple(dict.fromkeys((*past.sites, site.settings.base_url))),
        records=_sorted(records),
        addresses=tuple(sorted({*past.addresses, *site.planned, *others} - own)),
        headings=tuple(sorted(headings, key=lambda heading: (heading.group, heading.key))),
        funds=tuple(funds[key] for key in sorted(funds)),
        events=tuple(events[uid] for uid in sorted(events)),
        digests=tuple(digests[week] for week in sorted(digests)),
    )


@dataclass(frozen=True, slots=True)
class Mention:
    """A tag or union as an entry has it, and the file of that entry."""

    word: str
    path: str


def words(site: Site) -> dict[tuple[str, str], Mention]:
    """The tags and unions that any entry has, whether readers can see it or not, by group and key."""
    found: dict[tuple[str, str], Mention] = {}
    for path, entry in sorted(site.entries.items()):
        for group, words in (("tag", entry.tags), ("union", entry.unions)):
            for word in words:
                found.setdefault((group, key_of(word)), Mention(word, path))
    return found


def checked(name: str, fund: Fund) -> Checked:
    """The account of a fund and the check of its payee, as digests."""
    return Checked(
        name,
        fingerprint((fund.account_name, fund.sort_code, fund.account_number)),
        fingerprint((fund.payee_checked.by, fund.payee_checked.on)) if fund.payee_checked else "",
        fund.payee_checked.on if fund.payee_checked else None,
    )


def _sorted(records: Mapping[str, Record]) -> tuple[Record, ...]:
    return tuple(records[key] for key in sorted(records))


def _record(site: Site, entry: Entry, past: Record | None, forwarded: set[str]) -> Record:
    address = site.pages.get(entry.path) or site.tombs[entry.path]
    before = {past.address, *past.earlier} if past else set()
    written = {old_path(alias) for alias in entry.aliases}
    earlier = {path for path in before | written | forwarded if is_query(path) or is_address(path)} - {
        address,
        "",
    }
    return Record(site.identities[entry.path], entry.path, mark(entry), address, tuple(sorted(earlier)))
