"""Sitemaps: the pages that search engines are to know, and the news of two days, as XML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from html import escape as escape_html

from gazette.facts import Fresh, Indexed

LONGEST = 50_000
"""How many addresses one sitemap may have (sitemaps.org)."""

MOST_NEWS = 1000
"""How many a sitemap of news may have."""

escape = partial(escape_html, quote=False)  # XML's own brings a client of HTTP with it

_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def parts(pages: int) -> int:
    """How many sitemaps so many pages fill; where it is more than one, another one lists them."""
    return max(1, -(-pages // LONGEST))


def sitemap(pages: tuple[Indexed, ...], number: int) -> str:
    """The sitemap of a part of the pages; the parts are numbered from 1."""
    return _document(
        "urlset",
        _SPACE,
        (
            f"<url><loc>{escape(page.url)}</loc>{_changed(page)}</url>"
            for page in pages[(number - 1) * LONGEST : number * LONGEST]
        ),
    )


def overview(urls: Iterable[str]) -> str:
    """The sitemap that lists the parts by their URLs."""
    listed = (f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in urls)
    return _document("sitemapindex", _SPACE, listed)


def news(name: str, pieces: tuple[Fresh, ...]) -> str:
    """The sitemap of news, under the name of who publishes it."""
    return _document(
        "urlset", f'{_SPACE}" xmlns:news="{_NEWS}', (_piece(name, piece) for piece in pieces[:MOST_NEWS])
    )


def _piece(name: str, piece: Fresh) -> str:
    return (
        f"<url><loc>{escape(piece.url)}</loc><news:news><news:publication>"
        f"<news:name>{escape(name)}</news:name>"
        f"<news:language>{escape(piece.language.partition('-')[0].lower())}</news:language>"
        f"</news:publication><news:publication_date>{piece.appeared}</news:publication_date>"
        f"<news:title>{escape(piece.title)}</news:title></news:news></url>"
    )


def _changed(page: Indexed) -> str:
    if page.changed is None:
        return ""
    day = page.changed.date() if isinstance(page.changed, datetime) else page.changed
    return f"<lastmod>{day.isoformat()}</lastmod>"


def _document(name: str, space: str, items: Iterator[str]) -> str:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{name} xmlns="{space}">', *items, f"</{name}>"]
    return "\n".join(lines) + "\n"
