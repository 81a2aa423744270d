"""Syndication: which entries each feed carries, and what feeds tell of an entry."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from gazette.addresses import absolute, address
from gazette.fingerprint import fingerprint
from gazette.instants import Moment, Timed, begins, earliest
from gazette.kinds.entry import Entry
from gazette.kinds.event import Event
from gazette.kinds.shapes import Change, Correction, Endorsement, Source
from gazette.mediatypes import media_type
from gazette.occasions import Occasion, occasions
from gazette.officefiles import SUFFIXES
from gazette.rasters import suffix
from gazette.site import FEED_FORMS, FEED_GROUPS, Body, FeedForm, Site
from gazette.targets import target
from gazette.verdicts import appearance

LARGEST = 110_000
"""Bytes of Markdown in one feed file. It becomes half as much again in HTML; where it is nothing but
links, written as Atom, twice as much: the file stays under 250 KB (JSON Feed 1.1, on what is fine)."""

FRAME = 1000
"""Bytes that an entry takes besides its text: its title, addresses and dates."""


@dataclass(frozen=True, slots=True)
class FeedLinks:
    """A feed: its title, its address as RSS, as Atom and as JSON Feed, and that of its list.

    `id` is what Atom knows it by for ever: the address that it had when it was first published.
    """

    title: str
    address: str
    atom: str
    json: str
    home: str
    id: str


@dataclass(frozen=True, slots=True)
class FeedPicture:
    """The picture of an entry as feeds may show it, at its whole URL."""

    url: str
    alt: str
    caption: str
    credit: str
    credit_url: str
    licence: str


@dataclass(frozen=True, slots=True)
class FeedFile:
    """A document or recording of an entry at its whole URL; `size` in bytes where it is known.

    Of a `document` (its source path) a copy is published, whose size is known when it has been made.
    """

    url: str
    title: str
    media_type: str
    size: int | None
    document: str = ""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """What feeds tell of an entry besides its body, every address a whole URL.

    `updated` moves with changes that are major and have been made, and with nothing else; `changes`
    are those. It has a part of a second that is the item's own: most dates are days, and what was changed
    at one instant is taken for one change. `occasion` says when and where an event is, `imprint` who
    promotes election material.
    """

    id: str
    title: str
    url: str
    summary: str
    appeared: datetime
    updated: datetime
    language: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    source: Source | None = None
    picture: FeedPicture | None = None
    files: tuple[FeedFile, ...] = ()
    changes: tuple[Change, ...] = ()
    corrections: tuple[Correction, ...] = ()
    occasion: Occasion | None = None
    imprint: str = ""


def feed_pages(
    appeared: Iterable[Entry], listed: Collection[str], bodies: Mapping[str, Body], count: int, archived: bool
) -> tuple[tuple[str, ...], ...]:
    """The source paths on each page of a feed: what subscribers get, then each archive.

    `appeared` are all entries that ever were in the feed, newest first, `listed` those that still
    are. Archives are filled from the oldest on, by what ever was there: one that is full keeps its
    entries when new ones come and when others expire. What fits into no full archive is always on
    the first page.
    """
    entries = list(appeared)
    first: list[str] = []
    weight = 0
    for entry in entries:
        if entry.path in listed:
            weight += FRAME + bodies[entry.path].size
            if first and (len(first) == count or weight > LARGEST):
                break
            first.append(entry.path)
    pages = [tuple(first)]
    if not archived or len(entries) == len(first):
        return tuple(pages)
    chunk: list[str] = []
    weight = 0
    for entry in reversed(entries):
        size = FRAME + bodies[entry.path].size
        weight += size
        if chunk and (len(chunk) == count or weight > LARGEST):
            pages.append(tuple(path for path in reversed(chunk) if path in listed))
            chunk, weight = [], size
        chunk.append(entry.path)
    return tuple(pages)


def feed(site: Site, group: str, key: str) -> FeedLinks | None:
    """The title and addresses of the feed of a group; group `site` is the whole site's."""
    # The site's own is always there, and on every page: to look would tie every page to every post.
    if (group, key) != ("site", "") and (group, key) not in site.feeds:
        return None
    title = site.settings.title
    rss, atom, json = (_whole_path(site, group, key, form) for form in FEED_FORMS)
    return FeedLinks(
        title if group == "site" else f"{site.labels[group, key]}, {title}", rss, atom, json,
        rss.removesuffix("feed.xml"), _permanent(site, site.feed_path(group, key, "atom")),
    )  # fmt: skip


def feeds(site: Site) -> tuple[FeedLinks, ...]:
    """Every feed: the site's, then those of kinds, tags, unions and campaigns by name."""
    used = [(group, key) for group in FEED_GROUPS for key in site.groups[group] if site.in_use(group, key)]
    found = [feed(site, group, key) for group, key in used]
    named = sorted((f for f in found if f), key=lambda f: (f.title.casefold(), f.address))
    whole = feed(site, "site", "")
    return (whole, *named) if whole else tuple(named)


def feed_entries(site: Site, group: str, key: str, number: int) -> tuple[str, ...]:
    """The source paths of the entries in a feed: its newest ones, or those of the archive of that number."""
    pages = site.feeds.get((group, key), ())
    return pages[number] if number < len(pages) else ()


def feed_page(site: Site, group: str, key: str, form: FeedForm, number: int) -> str | None:
    """The address of a file of a feed, by its form and number; number -1 is the newest archive."""
    pages = len(site.feeds.get((group, key), ()))
    if number == -1:
        number = pages - 1 or pages  # without an archive, one that is not there
    return _whole_path(site, group, key, form, number) if 0 <= number < pages else None


def feed_item(site: Site, path: str) -> Timed:
    """What feeds tell of an entry besides its body."""
    entry = site.entries.get(path)
    page = site.pages.get(path)
    if entry is None or page is None:
        return Timed(None, None)
    base, zone = site.settings.base_url, site.zone
    url = absolute(address(page, base), base)
    majors = {change: begins(change.date, zone) for change in entry.changes if change.major}
    passed = [change for change, at in majors.items() if at <= site.now]
    appears = begins(appearance(entry)[1] or date(1970, 1, 1), zone)
    own = timedelta(microseconds=int(fingerprint(site.identities[path])[:8], 16) % 1_000_000)
    updated = max([appears, *(majors[change] for change in passed)]) + own
    return Timed(
        FeedItem(
            site.identities[path],
            entry.title,
            url,
            entry.summary or site.bodies[path].lead,
            appears.astimezone(zone),
            updated.astimezone(zone),
            entry.lang or "",
            entry.authors,
            tuple(dict.fromkeys((*entry.tags, *entry.unions))),
            entry.source,
            _picture(site, entry),
            _files(site, entry),
            tuple(passed),
            entry.corrections,
            _occasion(entry, zone),
            _imprint(site, entry),
        ),
        earliest(majors.values(), site.now),
    )


def held_back(site: Site) -> tuple[str, ...]:
    """The whole URLs of pictures that may not be passed on, and so are in no feed."""
    return tuple(
        absolute(address(site.media[asset], site.settings.base_url), site.settings.base_url)
        for asset in sorted(site.held_back)
        if asset in site.media
    )


def appeared(site: Site, path: str) -> Moment | None:
    """The moment at which an entry appeared, as feeds carry it."""
    found = site.entries.get(path)
    return appearance(found)[1] if found else None


def _permanent(site: Site, path: str) -> str:
    """The whole URL of an output path where the site was first published, wherever it is now."""
    first = (*site.ledger.sites, *site.settings.moved_from, site.settings.base_url)[0]
    return absolute(address(path, first), first)


def _whole_path(site: Site, group: str, key: str, form: FeedForm, number: int = 0) -> str:
    return address(site.feed_path(group, key, form, number), site.settings.base_url)


def _occasion(entry: Entry, zone: ZoneInfo) -> Occasion | None:
    """When and where an event is: what nobody who reads of it can do without."""
    if not isinstance(entry, Event):
        return None
    venue, (occasion,) = entry.venue, occasions(entry, zone)
    place = (venue.name, venue.address, venue.postcode) if venue else (occasion.place,)
    return replace(occasion, place=", ".join(part for part in place if part))


def _imprint(site: Site, entry: Entry) -> str:
    """Who promotes it, where it supports a candidate in a public election."""
    endorses: Endorsement | None = getattr(entry, "endorses", None)
    return site.settings.imprint or "" if endorses is not None and endorses.public else ""


def _picture(site: Site, entry: Entry) -> FeedPicture | None:
    image = entry.image
    if image is None:
        return None
    found = target(site, entry.path, quote(image.file))
    if not found.file or found.file in site.held_back:
        return None
    base = site.settings.base_url
    credit = target(site, entry.path, image.credit_url).address if image.credit_url else ""
    return FeedPicture(
        absolute(found.address, base),
        image.alt or "",
        image.caption or "",
        image.credit or "",
        absolute(credit, base) if credit else "",
        image.licence or "",
    )


def _files(site: Site, entry: Entry) -> tuple[FeedFile, ...]:
    files = []
    for attachment in entry.attachments:
        found = target(site, entry.path, quote(attachment.file))
        source = site.assets.get(found.file)
        if source is None:
            continue
        kind = media_type(site.media[found.file]).partition(";")[0]
        document = found.file if suffix(found.file) in (".pdf", *SUFFIXES) else ""
        size = None if document or kind.startswith("image/") else source.size
        url = absolute(found.address, site.settings.base_url)
        files.append(FeedFile(url, attachment.title, kind, size, document))
    return tuple(files)
