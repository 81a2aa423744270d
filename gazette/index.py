"""Indexing: what was read, put into the one true order, given addresses, gathered into groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from posixpath import dirname, join, normpath
from types import MappingProxyType
from zoneinfo import ZoneInfo

from gazette.addresses import INDEX, old_path, slugify
from gazette.fingerprint import digest
from gazette.identity import identities
from gazette.instants import begins
from gazette.kinds import KINDS, kind_of, slug_of
from gazette.kinds.campaign import Campaign
from gazette.kinds.entry import Entry
from gazette.kinds.fund import Fund
from gazette.kinds.page import Page
from gazette.ledger import Event, Heading, Ledger
from gazette.moves import heirs
from gazette.occasions import Occasion, days, occasions
from gazette.pictures import variants
from gazette.settings import Settings
from gazette.site import FEED_GROUPS, GROUPS, LONGEST_KEY, Body, Site
from gazette.sources import Source
from gazette.syndication import feed_pages
from gazette.verdicts import appearance, verdict


def index(
    settings: Settings,
    entries: Mapping[str, Entry],
    bodies: Mapping[str, Body],
    templates: Mapping[str, Source],
    assets: Mapping[str, Source],
    media: Iterable[tuple[str, str]],
    broken: frozenset[str],
    now: datetime,
    preview: bool,
    ledger: Ledger,
) -> Site:
    """The Site of what was read. `media` has each source path with an asset that it mentions."""
    zone = ZoneInfo(settings.timezone)
    verdicts = {path: verdict(entry, zone, now) for path, entry in entries.items()}

    def when(entry: Entry) -> tuple[float, str]:
        moment = appearance(entry)[1]
        return (-begins(moment, zone).timestamp() if moment else 0.0, entry.path)

    ordered = sorted(entries.values(), key=when)
    shown = tuple(
        entry
        for entry in ordered
        if not isinstance(entry, Fund) and entry.gone is None and (preview or verdicts[entry.path].has_page)
    )
    listed = tuple(
        entry
        for entry in shown
        if not isinstance(entry, Page)
        and (verdicts[entry.path].name == "published" or (preview and entry.status != "withdrawn"))
    )
    public = frozenset(entry.path for entry in listed)
    appeared = tuple(entry for entry in shown if not isinstance(entry, Page))
    settled = {old_path(one.from_) for one in settings.redirects}
    headings = [h for h in ledger.headings if f"{h.group}s/{h.key}/{INDEX}" not in settled]
    ever, labels = _groups(appeared, public, headings)
    groups = {
        group: {key: tuple(e.path for e in members if e.path in public) for key, members in keys.items()}
        for group, keys in ever.items()
    }
    months: dict[tuple[int, int], list[str]] = {}
    for entry in shown:
        if entry.date is not None and not isinstance(entry, Page):
            months.setdefault((entry.date.year, entry.date.month), []).append(entry.path)
    pages = {entry.path: page_path(entry) for entry in shown}
    dated = {entry.path: found for entry in shown if (found := occasions(entry, zone))}
    held = [o for path, found in dated.items() if entries[path].status != "withdrawn" for o in found]
    names = identities(entries, _addresses(entries.values()), ledger, settings.base_url)
    tombs = {entry.path: page_path(entry) for entry in ordered if entry.gone is not None}
    used = dict.fromkeys(asset for path, asset in media if path in pages)
    static = {n.removeprefix("static/"): s for n, s in templates.items() if n.startswith("static/")}
    return Site(
        settings=settings,
        entries=MappingProxyType(dict(entries)),
        bodies=MappingProxyType(dict(bodies)),
        templates=MappingProxyType(
            {name: source for name, source in templates.items() if not name.startswith("static/")}
        ),
        statics=MappingProxyType(static),
        assets=MappingProxyType(dict(assets)),
        now=now,
        preview=preview,
        verdicts=MappingProxyType(verdicts),
        shown=tuple(entry.path for entry in shown),
        listed=tuple(entry.path for entry in listed),
        pinned=frozenset(entry.path for entry in listed if entry.pinned),
        feeds=MappingProxyType(_feeds(appeared, ever, public, bodies, settings)),
        held_back=frozenset(_held_back(entries.values())),
        groups=MappingProxyType({g: MappingProxyType(dict(keys)) for g, keys in groups.items()}),
        labels=MappingProxyType(labels),
        neighbours=MappingProxyType(_neighbours(groups["kind"].values())),
        months=MappingProxyType({month: tuple(members) for month, members in months.items()}),
        occasions=MappingProxyType(dated),
        timetable=MappingProxyType(_timetable(held, zone)),
        pages=MappingProxyType(pages),
        media=MappingProxyType({asset: _shown_at(assets[asset]) for asset in used}),
        names=MappingProxyType(_names(entries.values())),
        ledger=ledger,
        identities=MappingProxyType(names),
        tombs=MappingProxyType(tombs),
        planned=(),
        moves=MappingProxyType({}),
        announced=MappingProxyType(_announced(ledger, entries, pages, tombs, names)),
        search=MappingProxyType({}),
        broken=broken,
        broken_names=frozenset(name for path in broken for name in _names_of_file(path)),
        broken_pages=frozenset(_page_of_file(path) for path in broken),
    )


def key_of(word: str) -> str:
    """A tag or union as part of an address; one without a letter, or too long, has a digest there."""
    slug = slugify(word)
    if slug and len(slug) <= LONGEST_KEY:
        return slug
    return f"{slug[: LONGEST_KEY - 9]}-{digest(word.encode())[:8]}".lstrip("-")


def media_path(asset: str) -> str:
    """The output path of a picture or document: where it lies in content/, made sound."""
    *folders, name = asset.split("/")[1:]
    stem, dot, suffix = name.rpartition(".")
    parts = [slugify(folder) or "folder" for folder in folders]
    return "/".join((*parts, f"{slugify(stem) or 'file'}{dot}{suffix.lower()}"))


def _shown_at(asset: Source) -> str:
    """Where a link to a picture or document leads: a picture is reached by its plain copy."""
    path = media_path(asset.path)
    return variants(asset.path, asset.extent)[0].path(path) if asset.extent else path


def _addresses(entries: Iterable[Entry]) -> dict[str, str]:
    """The output path that each entry has, or would have if readers could see it."""
    return {entry.path: page_path(entry) for entry in entries if not isinstance(entry, Fund)}


def page_path(entry: Entry) -> str:
    """The output path of an entry's page."""
    return _place(type(entry), entry.slug)


def _place(kind: type[Entry], slug: str) -> str:
    return f"{slug}/{INDEX}" if kind is Page else f"{kind.folder}/{slug}/{INDEX}"


def _names(entries: Iterable[Entry]) -> dict[tuple[str, str], str]:
    """The source path of each entry by how other entries may name it.

    `(kind, slug)`, and `("entry", "folder/slug")` or `("entry", "slug")` where any kind may be meant; a bare
    slug that several entries share stands for none of them.
    """
    names: dict[tuple[str, str], str] = {}
    bare: dict[str, list[str]] = {}
    for entry in entries:
        names[entry.kind, entry.slug] = entry.path
        names["entry", f"{entry.folder}/{entry.slug}"] = entry.path
        bare.setdefault(entry.slug, []).append(entry.path)
    names.update({("entry", slug): paths[0] for slug, paths in bare.items() if len(paths) == 1})
    return names


def _names_of_file(path: str) -> Iterator[tuple[str, str]]:
    """What other entries would call the entry in a file that cannot be read."""
    kind, slug = kind_of(path), slug_of(path)
    if kind is not None:
        yield kind.kind, slug
        yield "entry", slug
        yield "entry", f"{kind.folder}/{slug}"


def _page_of_file(path: str) -> str:
    """The output path that the entry in a file that cannot be read would most likely have."""
    kind = kind_of(path)
    return _place(kind, slug_of(path)) if kind is not None else ""


def _groups(
    appeared: tuple[Entry, ...], listed: frozenset[str], headings: Iterable[Heading]
) -> tuple[dict[str, dict[str, tuple[Entry, ...]]], dict[tuple[str, str], str]]:
    """All entries that ever were listed by group and key, and how each key is written for people.

    A tag or union has a key while one of its entries is listed, and for ever once it had a list that
    was published, unless the settings say what stands in its place: people follow its feed.
    """
    gathered: dict[tuple[str, str], list[Entry]] = {}
    labels: dict[tuple[str, str], str] = {}
    for kind in KINDS:
        if not issubclass(kind, Page | Fund):
            gathered["kind", kind.folder] = []
            labels["kind", kind.folder] = kind.plural
    for entry in appeared:
        if isinstance(entry, Campaign):
            gathered["campaign", entry.slug] = []
            labels["campaign", entry.slug] = entry.title
    for entry in appeared:
        gathered["kind", entry.folder].append(entry)
        for group, words in (("tag", entry.tags), ("union", entry.unions)):
            for word in dict.fromkeys(words):
                key = key_of(word)
                if entry.path in listed:
                    # Two ways to write one tag are one tag, written as it was first.
                    labels.setdefault((group, key), word)
                members = gathered.setdefault((group, key), [])
                if not members or members[-1] is not entry:
                    members.append(entry)
        for slug in dict.fromkeys(entry.campaigns):
            if ("campaign", slug) in gathered:
                gathered["campaign", slug].append(entry)
    for heading in headings:
        gathered.setdefault((heading.group, heading.key), [])
        labels.setdefault((heading.group, heading.key), heading.label)
    groups: dict[str, dict[str, tuple[Entry, ...]]] = {group: {} for group in GROUPS}
    for (group, key), members in sorted(gathered.items(), key=lambda item: item[0]):
        if (group, key) in labels:
            groups[group][key] = tuple(members)
    return groups, labels


def _feeds(
    appeared: tuple[Entry, ...],
    groups: Mapping[str, Mapping[str, tuple[Entry, ...]]],
    listed: frozenset[str],
    bodies: Mapping[str, Body],
    settings: Settings,
) -> dict[tuple[str, str], tuple[tuple[str, ...], ...]]:
    """The pages of every feed; `groups` has all entries that ever were in each."""
    whole = {("site", ""): appeared}
    whole |= {(group, key): members for group in FEED_GROUPS for key, members in groups[group].items()}
    count, archives = settings.feeds.count, settings.feeds.archives
    return {
        (group, key): feed_pages(members, listed, bodies, count, group in archives)
        for (group, key), members in whole.items()
    }


def _announced(
    ledger: Ledger,
    entries: Mapping[str, Entry],
    pages: Mapping[str, str],
    tombs: Mapping[str, str],
    names: Mapping[str, str],
) -> dict[str, tuple[Event, ...]]:
    """The published events of the calendars by the file that they are of now."""
    if not ledger.events:
        return {}
    places = {**tombs, **pages}
    alive = {names[path]: path for path in places}
    aliases = {old_path(alias): path for path in places for alias in entries[path].aliases}
    heir = heirs(ledger.records, alive, places, aliases)
    found: dict[str, list[Event]] = {}
    for event in ledger.events:
        if event.entry in heir:
            found.setdefault(heir[event.entry], []).append(event)
    return {path: tuple(events) for path, events in found.items()}


def _held_back(entries: Iterable[Entry]) -> Iterator[str]:
    """The source paths of pictures that may not be passed on."""
    for entry in entries:
        if entry.image is not None and entry.image.may_redistribute is False:
            yield normpath(join(dirname(entry.path), entry.image.file))


def _timetable(held: list[Occasion], zone: ZoneInfo) -> dict[tuple[int, int], tuple[Occasion, ...]]:
    """The occasions of each month, by their beginning; of a course, every session stands there."""
    months: dict[tuple[int, int], list[Occasion]] = {}
    for occasion in sorted(held, key=lambda o: (o.begins, o.path, o.part)):
        if occasion.sort != "course":
            for month in dict.fromkeys((day.year, day.month) for day in days(occasion, zone)):
                months.setdefault(month, []).append(occasion)
    return {month: tuple(found) for month, found in months.items()}


def _neighbours(lists: Iterable[tuple[str, ...]]) -> dict[str, tuple[str | None, str | None]]:
    """The newer and the older entry beside each one, within its list."""
    return {
        path: (newer, older)
        for members in lists
        for newer, path, older in zip((None, *members), members, (*members[1:], None), strict=False)
    }
