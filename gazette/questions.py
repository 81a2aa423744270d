"""Questions: everything that can be asked of the Site, one pure function each.

An answer is an immutable value, as small as its askers can do with: a list shows cards, so it asks
for cards, and a word changed further down in a post is no change to it. A question about something
that is not there has the answer None, because that it was not there is worth remembering too. An
answer that the clock alone may change comes as `Timed`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from gazette.addresses import absolute as absolute_of
from gazette.addresses import address as address_of
from gazette.agenda import coming_up, happenings, live, passed
from gazette.answers import Card, Leaf, Link, Listing, Neighbours, Term
from gazette.comments import Comment, beside
from gazette.comments import read as read_comments
from gazette.diary import diary
from gazette.digests import QUESTIONS as DIGESTS
from gazette.facts import fresh, indexed, introduction, lasting, structured
from gazette.funds import fund, fund_names
from gazette.gallery import picture, picture_of, poster, social_card
from gazette.history import PAST
from gazette.index import key_of
from gazette.instants import Timed
from gazette.kinds.entry import Entry
from gazette.links import Target
from gazette.relations import related
from gazette.site import PROGRAM, Site
from gazette.sources import Source, load
from gazette.syndication import appeared, feed, feed_entries, feed_item, feed_page, feeds, held_back
from gazette.targets import target as find_target
from gazette.timetable import QUESTIONS as TIMETABLE
from gazette.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Question:
    """A question by its name, and what it is about."""

    name: str
    args: tuple[str | int | None, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}({', '.join(repr(a) for a in self.args)})"


def setting(site: Site, name: str) -> Any:
    """The setting of that name."""
    return getattr(site.settings, name, None)


def template(site: Site, name: str) -> str | None:
    """The text of a template."""
    source = site.templates.get(name)
    return load(source).decode("utf-8", "replace") if source else None


def static(site: Site, name: str) -> str | None:
    """The address of a file of templates/static/."""
    return _address(site, site.static_path(name)) if name in site.statics else None


def static_source(site: Site, name: str) -> Source | None:
    """A file of templates/static/, by its digest."""
    return site.statics.get(name)


def entry(site: Site, path: str) -> Entry | None:
    """The entry in a source file, without its body."""
    return site.entries.get(path)


def body(site: Site, path: str) -> str | None:
    """The Markdown of an entry."""
    found = site.bodies.get(path)
    return found.text if found else None


def summary(site: Site, path: str) -> str | None:
    """An entry's summary: its own, or the words of its first paragraph."""
    found = site.entries.get(path)
    return _summary(site, found) if found else None


def verdict(site: Site, path: str) -> Timed:
    """What becomes of an entry now: published, draft, scheduled, expired or withdrawn, and why."""
    found = site.verdicts.get(path)
    return Timed(found and Verdict(found.name, found.reason), found.until if found else None)


def address(site: Site, path: str) -> str | None:
    """The address of an entry's page."""
    page = site.pages.get(path)
    return _address(site, page) if page else None


def absolute(site: Site, address: str) -> str:
    """The whole URL of an address of this site."""
    return absolute_of(address, site.settings.base_url)


def card(site: Site, path: str) -> Card | None:
    """What a list shows of an entry."""
    return _card(site, site.entries[path]) if path in site.pages else None


def named(site: Site, kind: str, slug: str) -> Card | None:
    """The card of an entry that another one names; `kind` is `entry` where any kind may be meant."""
    return card(site, site.names.get((kind, slug), ""))


def target(site: Site, path: str, link: str) -> Target:
    """What a link in the body of an entry leads to."""
    return find_target(site, path, link)


def asset(site: Site, path: str) -> Source | None:
    """The picture or document at a path, by its digest."""
    return site.assets.get(path)


def comments(site: Site, path: str) -> tuple[Comment, ...]:
    """What readers wrote below an entry on an old site, from the file beside it."""
    source = site.assets.get(beside(path))
    return read_comments(source.path, load(source))[0] if source else ()


def media(site: Site, path: str, file: str) -> Target:
    """A picture or document that an entry names in its front matter."""
    return find_target(site, path, quote(file))


def latest(site: Site, limit: int) -> tuple[Card, ...]:
    """The newest entries of the site, pinned ones first."""
    return _cards(site, _pinned_first(site, site.listed)[:limit])


def listing(site: Site, group: str, key: str, number: int) -> Listing | None:
    """A page of the list of a kind, tag, union or campaign, pinned entries first."""
    members = site.groups.get(group, {}).get(key)
    if members is None:
        return None
    size, last = site.settings.lists.page_size, site.page_count(len(members))
    folder = site.folder(group, key)
    named = sorted({1, last, *range(max(1, number - 2), min(last, number + 2) + 1)})
    addresses = {n: _address(site, f"{folder}/{f'page/{n}/' if n > 1 else ''}index.html") for n in named}
    return Listing(
        site.labels[group, key],
        _cards(site, _pinned_first(site, members)[(number - 1) * size : number * size]),
        number,
        last,
        addresses.get(number - 1, ""),
        addresses.get(number + 1, ""),
        tuple(Leaf(n, address) for n, address in addresses.items()),
    )


def gathered(site: Site, campaign: str, limit: int) -> tuple[Card, ...]:
    """The newest entries that name a campaign."""
    return _cards(site, site.groups["campaign"].get(campaign, ())[:limit])


def in_state(site: Site, kind: str, state: str) -> tuple[Card, ...]:
    """The listed entries of a kind whose state is that one."""
    members = site.groups["kind"].get(kind, ())
    return tuple(_card(site, e) for e in site.of(members) if getattr(e, "state", None) == state)


def plain_pages(site: Site) -> tuple[Link, ...]:
    """The plain pages, by title: they are in no list."""
    found = [entry for entry in site.of(site.shown) if entry.kind == "page"]
    found.sort(key=lambda entry: (entry.title.casefold(), entry.path))
    return tuple(Link(entry.title, _address(site, site.pages[entry.path])) for entry in found)


def terms(site: Site, group: str) -> tuple[Term, ...]:
    """All tags, unions, campaigns or kinds that have a list, by name."""
    found = [
        Term(site.labels[group, key], _address(site, f"{site.folder(group, key)}/index.html"), len(members))
        for key, members in site.groups.get(group, {}).items()
        if site.in_use(group, key)
    ]
    return tuple(sorted(found, key=lambda term: (term.label.casefold(), term.address)))


def term(site: Site, group: str, word: str) -> Link | None:
    """The list of one tag or union as it is written in an entry."""
    key = key_of(word)
    if key not in site.groups.get(group, {}):
        return None
    return Link(site.labels[group, key], _address(site, f"{site.folder(group, key)}/index.html"))


def neighbours(site: Site, path: str) -> Neighbours:
    """The entries of the same kind just newer and just older than one."""
    newer, older = site.neighbours.get(path, (None, None))
    return Neighbours(_link(site, newer), _link(site, older))


def months(site: Site, year: int) -> tuple[Term, ...]:
    """The months of a year in which something appeared, newest first."""
    return tuple(
        Term(f"{datetime(y, m, 1):%B %Y}", _address(site, f"archive/{y}/{m:02}/index.html"), len(of))
        for (y, m), of in sorted(site.months.items(), reverse=True)
        if y == year
    )


def years(site: Site) -> tuple[Term, ...]:
    """The years in which something appeared, newest first."""
    counts: dict[int, int] = {}
    for (year, _), members in site.months.items():
        counts[year] = counts.get(year, 0) + len(members)
    return tuple(
        Term(str(year), _address(site, f"archive/{year}/index.html"), counts[year])
        for year in sorted(counts, reverse=True)
    )


def month(site: Site, year: int, number: int) -> tuple[Card, ...]:
    """Everything that appeared in a month, newest first."""
    return _cards(site, site.months.get((year, number), ()))


def search_state(site: Site) -> str:
    """How the search stands: `ready`, `missing`, `preview` (which has none), or empty if not wanted."""
    if not site.settings.search:
        return ""
    return "preview" if site.preview else "ready" if PROGRAM in site.search else "missing"


def search_file(site: Site, name: str) -> Source | None:
    """A file of the index that readers search, by its digest."""
    return site.search.get(name)


def zone(site: Site) -> str:
    """The name of the time zone of every wall-clock time."""
    return site.settings.timezone


QUESTIONS: dict[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        absolute, address, asset, body, card, comments,
        coming_up, diary, entry, fund, fund_names, gathered, happenings, in_state,
        latest, listing, live, media, month, months, named, neighbours, passed, picture, plain_pages,
        related, setting, static, static_source, summary, target, template, term, terms, verdict, years, zone,
        appeared, feed, feed_entries, feed_item, feed_page, feeds, held_back, *PAST,
        poster, search_file, search_state, social_card,
        fresh, indexed, introduction, lasting, structured,
        *TIMETABLE, *DIGESTS,
    )
}  # fmt: skip
"""Every question by its name: all that a recipe or a template can ask."""


def _address(site: Site, path: str) -> str:
    return address_of(path, site.settings.base_url)


def _link(site: Site, path: str | None) -> Link | None:
    return Link(site.entries[path].title, _address(site, site.pages[path])) if path else None


def _summary(site: Site, entry: Entry) -> str:
    return entry.summary or site.bodies[entry.path].lead


def _card(site: Site, entry: Entry) -> Card:
    name = site.verdicts[entry.path].name
    return Card(
        entry.path,
        entry.kind,
        entry.label,
        entry.title,
        _address(site, site.pages[entry.path]),
        entry.date,
        _summary(site, entry),
        "" if name == "published" else name.capitalize(),
        picture_of(site, entry),
    )


def _cards(site: Site, paths: Iterable[str]) -> tuple[Card, ...]:
    return tuple(_card(site, entry) for entry in site.of(paths))


def _pinned_first(site: Site, paths: tuple[str, ...]) -> tuple[str, ...]:
    pinned = site.pinned.intersection(paths)
    return (*(p for p in paths if p in pinned), *(p for p in paths if p not in pinned)) if pinned else paths
