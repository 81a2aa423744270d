"""Weight: what a page costs a reader, compressed; and that it asks nobody else for anything."""

from __future__ import annotations

import gzip
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import html

from gazette.hub import Report
from gazette.pipeline import Hub, build
from gazette.places import Place
from tests.hub import JULY, OCTOBER, REPOSITORY, TODAY, Built, write

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


@pytest.mark.parametrize("page", ["index.html", "news/index.html", "news/plain/index.html"])
def test_so_does_a_page_of_the_hub_in_which_every_part_has_something_to_show(
    full_site: tuple[Report, Path], page: str
) -> None:
    out = full_site[1]
    parts = [out / page, *(out.parent / link[1:] for link in fetched(out / page))]
    assert len(parts) >= 3
    assert sum(map(weight, parts)) <= FIRST_FLIGHT


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


def test_a_front_page_that_old_addresses_lead_on_from_has_one_script_too(tmp_path: Path) -> None:
    settings = 'title = "Anytown"\nbase_url = "https://anytown.example/"\n'
    aliased = "---\ntitle: Pay\ndate: 2017-07-01\naliases: [/?p=12]\n---\nWords.\n"
    write(tmp_path, {"content/site.toml": settings, "content/news/pay.md": aliased})
    there = Place(tmp_path / "site", tmp_path / "state")
    assert build(Hub(tmp_path, REPOSITORY / "templates"), there, JULY, jobs=1).problems == ()
    root = html.document_fromstring((there.out / "index.html").read_bytes())
    [script] = root.xpath("//script[@src]/@src")
    assert "/news/pay/" in (there.out / str(script)[1:]).read_text()
    # The other script has nothing to do there: it copies, and narrows lists.
    assert root.xpath("//*[@data-copy or @data-copy-of or @data-filter]") == []
