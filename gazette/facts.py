"""Facts: the questions that machines have, about a page and about the whole site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from urllib.parse import quote

from gazette.addresses import ADMIN, absolute, address
from gazette.gallery import social_card
from gazette.instants import Moment, Timed, begins, earliest
from gazette.kinds.entry import instant
from gazette.kinds.news import News
from gazette.kinds.statement import Statement
from gazette.site import Site
from gazette.structured import Piece, Publisher, describe, introduce
from gazette.targets import target
from gazette.verdicts import appearance, changed

LOGO = "assets/icon-512.png"
"""The output path of the picture that stands for who publishes the site."""

FRESH = timedelta(days=2)
"""How long news is news, to those who index news."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """A page that search engines are to know: its whole URL, and when it last changed, if that is known."""

    url: str
    changed: Moment | None


@dataclass(frozen=True, slots=True)
class Fresh:
    """A piece of news of these two days: its whole URL, title, language and when it appeared."""

    url: str
    title: str
    language: str
    appeared: str


def structured(site: Site, path: str) -> str | None:
    """What the page of an entry is about, as JSON-LD."""
    entry, page = site.entries.get(path), site.pages.get(path)
    if entry is None or page is None:
        return None
    picture = target(site, path, quote(entry.image.file)).address if entry.image else ""
    if not picture or picture.endswith(".svg"):
        picture = social_card(site, path) or picture  # search engines show no drawings
    base = site.settings.base_url
    return describe(
        Piece(
            entry,
            _url(site, page),
            entry.summary or site.bodies[path].lead,
            absolute(picture, base) if picture else "",
            site.settings.timezone,
            _publisher(site),
        )
    )


def introduction(site: Site) -> str:
    """The site and who publishes it, as JSON-LD."""
    return introduce(_publisher(site))


def indexed(site: Site) -> tuple[Indexed, ...]:
    """Every page that search engines are to know, in the order of the addresses."""
    moments = {entry.path: changed(entry) for entry in site.of(site.shown)}
    found: dict[str, Moment | None] = {}
    for pages, shows in _lists(site):
        latest = max((m for path in shows if (m := moments[path])), key=instant, default=None)
        found |= dict.fromkeys(pages, latest)
    found |= {site.pages[path]: moments[path] for path in site.shown if is_indexed(site, path)}
    return tuple(Indexed(_url(site, page), found[page]) for page in sorted(found))


def count_indexed(site: Site) -> int:
    """How many pages search engines are to know."""
    pages = {page for pages, _ in _lists(site) for page in pages}
    return len(pages) + sum(is_indexed(site, path) for path in site.shown)


def is_indexed(site: Site, path: str) -> bool:
    """Whether search engines are to know an entry's page: not a draft, nor one at home elsewhere."""
    source = site.entries[path].source
    elsewhere = source is not None and source.canonical
    return site.verdicts[path].name not in ("draft", "scheduled") and not elsewhere


def fresh(site: Site) -> Timed:
    """The news and statements that appeared within the last two days, newest first."""
    found, ends = [], []
    for entry in site.of(site.listed):
        moment = appearance(entry)[1]
        if moment is None or not isinstance(entry, (News, Statement)) or not is_indexed(site, entry.path):
            continue
        start = begins(moment, site.zone)
        if start <= site.now < start + FRESH:
            ends.append(start + FRESH)
            language = entry.lang or site.settings.language
            stamp = start.astimezone(site.zone).isoformat() if isinstance(moment, datetime) else str(moment)
            found.append(Fresh(_url(site, site.pages[entry.path]), entry.title, language, stamp))
    return Timed(tuple(found), earliest(ends, site.now))


def lasting(site: Site) -> tuple[str, ...]:
    """The addresses of files that have their content in their names: browsers may keep them for ever."""
    base = site.settings.base_url
    paths = {site.static_path(name): name for name in site.statics if not name.startswith(ADMIN)}
    return tuple(address(path, base) for path, name in sorted(paths.items()) if path != f"assets/{name}")


def _lists(site: Site) -> Iterator[tuple[list[str], Iterable[str]]]:
    """The output paths of the pages that are no entry's, with the source paths of what they show."""
    yield ["follow/index.html", "digest/index.html", "sitemap/index.html"], ()
    yield ["index.html"], site.listed
    yield ["archive/index.html"], site.shown
    for group in ("tag", "union"):
        yield [f"{group}s/index.html"], chain.from_iterable(site.groups[group].values())
    for group, lists in site.groups.items():
        for key, members in lists.items():
            if not site.in_use(group, key):
                continue
            folder, count = site.folder(group, key), site.page_count(len(members))
            pages = [f"{folder}/page/{number}/index.html" for number in range(2, count + 1)]
            yield [f"{folder}/index.html", *pages], members
    years: dict[int, list[str]] = {}
    for (year, month), members in site.months.items():
        years.setdefault(year, []).extend(members)
        yield [f"archive/{year}/{month:02}/index.html"], members
    for year, all_year in years.items():
        yield [f"archive/{year}/index.html"], all_year
    if not site.timetable:  # with months in it, it is one of them
        yield ["calendar/index.html"], ()
    for (year, month), occasions in site.timetable.items():
        yield [f"calendar/{year}/{month:02}/index.html"], (occasion.path for occasion in occasions)


def _url(site: Site, path: str) -> str:
    base = site.settings.base_url
    return absolute(address(path, base), base)


def _publisher(site: Site) -> Publisher:
    settings = site.settings
    return Publisher(
        settings.base_url,
        settings.title,
        settings.description or "",
        settings.language,
        settings.organisation,
        settings.contacts,
        _url(site, LOGO),
    )
