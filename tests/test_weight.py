"""Weight: what a page costs a reader, compressed; and that it asks nobody else for anything."""

from __future__ import annotations

import gzip
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import html

from tests.hub import JULY, OCTOBER, TODAY, Built

FIRST_FLIGHT = 14 * 1024
"""Bytes that a server may send before it hears from the reader: ten packets (RFC 6928)."""

PAGES = {
    "home": "index.html",
    "list": "news/index.html",
    "text post": "news/one-investigation-or-two/index.html",
}

FETCHED = "//link[@rel='stylesheet' or @rel='manifest']/@href | //script[@src]/@src"


def weight(path: Path) -> int:
    """Bytes of a file as nginx sends it."""
    return len(gzip.compress(path.read_bytes(), 6))


def fetched(page: Path) -> list[str]:
    """What a page is made of beside its own text, pictures apart."""
    return [str(link) for link in html.document_fromstring(page.read_bytes()).xpath(FETCHED)]


@pytest.mark.parametrize("now", [JULY, OCTOBER, TODAY])
@pytest.mark.parametrize("kind", PAGES)
def test_a_page_and_all_that_it_needs_fits_into_the_first_flight(
    sites: Built, now: datetime, kind: str
) -> None:
    out = sites[now][1]
    page = out / PAGES[kind]
    parts = {PAGES[kind]: weight(page)} | {link: weight(out / link[1:]) for link in fetched(page)}
    assert len(parts) >= 3  # the page, its style, its manifest
    assert sum(parts.values()) <= FIRST_FLIGHT, parts


@pytest.mark.parametrize("now", [JULY, OCTOBER, TODAY])
def test_a_page_has_one_stylesheet_and_at_most_one_script_of_its_own_site(
    sites: Built, now: datetime
) -> None:
    out = sites[now][1]
    for page in out.rglob("*.html"):
        root = html.document_fromstring(page.read_bytes())
        styles, scripts = root.xpath("//link[@rel='stylesheet']/@href"), root.xpath("//script[@src]/@src")
        sends_on = bool(root.xpath("//meta[@http-equiv='refresh']"))
        assert len(styles) == (0 if sends_on else 1), page
        assert len(scripts) <= 1 or page.parent.name == "search", page
        own = [*styles, *scripts, *root.xpath("//img/@src | //source/@srcset | //iframe/@src | //video/@src")]
        assert not [link for link in own if urlsplit(str(link)).netloc], page
