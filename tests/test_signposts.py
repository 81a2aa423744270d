"""Signposts: what machines look for is there, and says what is so."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin

import pytest
from lxml import etree, html
from PIL import Image

from gazette import addresses, icons, sitemaps
from gazette.facts import Fresh, Indexed
from gazette.links import collect
from tests.hub import JULY, NOON, OCTOBER, SETTINGS, TODAY, Built, built, files, post, small_hub, write

SPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}


def urls(sitemap: bytes) -> list[str]:
    return etree.fromstring(sitemap).xpath("//s:loc/text()", namespaces=SPACES)


@pytest.mark.parametrize("now", [JULY, OCTOBER, TODAY])
def test_the_sitemap_has_exactly_the_pages_that_want_to_be_found(sites: Built, now: datetime) -> None:
    report, out = sites[now]
    assert report.site is not None
    base = report.site.settings.base_url
    wanted = []
    for page in out.rglob("*.html"):
        root = html.document_fromstring(page.read_bytes())
        own = urljoin(base, addresses.address(page.relative_to(out).as_posix(), base))
        noindex = root.xpath("//meta[@name='robots' and contains(@content, 'noindex')]")
        if not noindex and root.xpath("string(//link[@rel='canonical']/@href)") == own:
            wanted.append(own)
    found = urls((out / "sitemap.xml").read_bytes())
    assert sorted(found) == sorted(wanted)
    assert len(found) == len(set(found)) > 60


def test_a_page_that_is_at_home_elsewhere_and_a_draft_are_in_no_sitemap(tmp_path: Path) -> None:
    source = "{title: Pay, url: 'https://paper.example/pay', canonical: yes}"
    hub = small_hub(
        tmp_path,
        {
            "content/news/a.md": post("A", date="2017-07-14 09:00"),
            "content/news/b.md": post("B", source=source),
            "content/news/c.md": post("C", status="draft"),
            "content/news/d.md": post("D", expires="2017-07-02"),
        },
    )
    built(hub)
    for name in ("sitemap.xml", "sitemap-news.xml"):
        found = urls((tmp_path / "site" / name).read_bytes())
        assert ("https://anytown.example/news/a/" in found) is True
        assert "https://anytown.example/news/b/" not in found
        assert "https://anytown.example/news/c/" not in found
        assert ("https://anytown.example/news/d/" in found) == (name == "sitemap.xml")


def test_a_page_changed_when_its_post_did_and_a_list_when_one_of_its_posts_did(tmp_path: Path) -> None:
    hub = small_hub(
        tmp_path,
        {
            "content/news/a.md": post("A", date="2017-07-01", updated="2017-07-03"),
            "content/news/b.md": post("B", date="2017-07-02", changes="[{date: 2017-07-05 09:00, note: x}]"),
            "content/events/c.md": post("C", date="2017-06-01", start="2017-08-01"),
        },
    )
    built(hub)
    root = etree.fromstring((tmp_path / "site/sitemap.xml").read_bytes())
    found = {
        one.findtext("s:loc", namespaces=SPACES).removeprefix("https://anytown.example"): one.findtext(
            "s:lastmod", namespaces=SPACES
        )
        for one in root
    }
    assert {name: found[name] for name in ("/news/a/", "/news/b/", "/events/c/")} == {
        "/news/a/": "2017-07-03", "/news/b/": "2017-07-05", "/events/c/": "2017-06-01",
    }  # fmt: skip
    assert {name: found[name] for name in ("/", "/news/", "/events/", "/archive/2017/06/", "/follow/")} == {
        "/": "2017-07-05", "/news/": "2017-07-05", "/events/": "2017-06-01",
        "/archive/2017/06/": "2017-06-01", "/follow/": None,
    }  # fmt: skip


def test_a_sitemap_that_would_be_too_long_is_split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = small_hub(tmp_path, {"content/news/a.md": post("A")})
    built(hub)
    whole = urls((tmp_path / "site/sitemap.xml").read_bytes())
    monkeypatch.setattr(sitemaps, "LONGEST", 6)
    built(hub, clean=True)
    overview = urls((tmp_path / "site/sitemap.xml").read_bytes())
    count = -(-len(whole) // 6)
    assert overview == [f"https://anytown.example/sitemap-{n}.xml" for n in range(1, count + 1)]
    parts = [urls((tmp_path / "site" / one.rpartition("/")[2]).read_bytes()) for one in overview]
    assert all(0 < len(part) <= 6 for part in parts)
    assert [url for part in parts for url in part] == whole


@pytest.mark.parametrize(("pages", "parts"), [(0, 1), (1, 1), (50_000, 1), (50_001, 2), (100_001, 3)])
def test_fifty_thousand_addresses_are_one_sitemap(pages: int, parts: int) -> None:
    assert sitemaps.parts(pages) == parts


def test_news_is_news_for_two_days(tmp_path: Path) -> None:
    hub = small_hub(
        tmp_path,
        {
            "content/news/a.md": post("Pay & “Conditions” <now>", date="2017-07-14 09:30"),
            "content/statements/b.md": post("B", date="2017-07-13", lang="cy"),
            "content/news/c.md": post("C", date="2017-07-12 11:59"),
            "content/events/d.md": post("D", date="2017-07-14", start="2017-07-20"),
        },
    )

    def news(now: datetime) -> list[tuple[str, str, str, str]]:
        built(hub, now)
        root = etree.fromstring((tmp_path / "site/sitemap-news.xml").read_bytes())
        assert all(
            name == "Anytown Trades Council" for name in root.xpath("//n:name/text()", namespaces=SPACES)
        )
        return [
            tuple(one.xpath(f"string(.//{name})", namespaces=SPACES) for name in
                  ("s:loc", "n:title", "n:language", "n:publication_date"))
            for one in root
        ]  # fmt: skip

    a = ("https://anytown.example/news/a/", "Pay & “Conditions” <now>", "en", "2017-07-14T09:30:00+01:00")
    b = ("https://anytown.example/statements/b/", "B", "cy", "2017-07-13")
    assert news(NOON) == [a, b]
    assert news(NOON + timedelta(hours=12)) == [a]
    assert news(datetime(2017, 7, 16, 9, 29)) == [a]
    assert news(datetime(2017, 7, 16, 9, 30)) == []
    assert built(hub, datetime(2017, 7, 16, 9, 31)).rendered == ()


def test_news_that_is_over_makes_the_sitemap_of_news_and_no_page(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {"content/news/a.md": post("A", date="2017-07-12 13:00")})
    built(hub)
    assert built(hub, datetime(2017, 7, 14, 12, 59)).rendered == ()
    assert built(hub, datetime(2017, 7, 14, 13)).rendered == ("sitemap-news.xml",)


def test_a_sitemap_of_news_holds_a_thousand() -> None:
    pieces = tuple(Fresh(f"https://a.example/{n}", "A", "en", "2017-07-14") for n in range(1001))
    assert len(urls(sitemaps.news("A", pieces).encode())) == 1000


def test_an_address_in_a_sitemap_is_escaped() -> None:
    assert urls(sitemaps.sitemap((Indexed("https://a.example/?a=1&b=2", None),), 1).encode()) == [
        "https://a.example/?a=1&b=2"
    ]


def test_robots_may_go_everywhere_and_are_told_of_the_sitemaps(tmp_path: Path) -> None:
    hub = small_hub(tmp_path)
    write(tmp_path, {"content/site.toml": SETTINGS.replace(".example/", ".example/hub/")})
    built(hub)
    assert (tmp_path / "site/robots.txt").read_text() == (
        "User-agent: *\nDisallow:\n\nSitemap: https://anytown.example/hub/sitemap.xml\n"
        "Sitemap: https://anytown.example/hub/sitemap-news.xml\n"
    )


def test_the_manifest_names_the_site_and_icons_that_are_there(tmp_path: Path) -> None:
    hub = small_hub(tmp_path)
    write(tmp_path, {"content/site.toml": SETTINGS.replace(".example/", ".example/hub/")})
    built(hub)
    site = files(tmp_path / "site")
    manifest = json.loads(site["site.webmanifest"])
    shown = manifest.pop("icons")
    assert manifest == {
        "name": "Anytown Trades Council",
        "short_name": "ATC",
        "description": "News of the unions in Anytown.",
        "lang": "en-GB",
        "id": "/hub/",
        "start_url": "/hub/",
        "scope": "/hub/",
        "display": "minimal-ui",
        "theme_color": "#a8102a",
        "background_color": "#ffffff",
    }
    for icon in shown:
        opened = Image.open(io.BytesIO(site[icon["src"].removeprefix("/hub/")]))
        assert (f"{opened.width}x{opened.height}", opened.format) == (icon["sizes"], "PNG")
    assert {icon["sizes"] for icon in shown} >= {"192x192", "512x512"}


def test_every_page_names_icons_and_a_manifest_that_are_there(sites: Built) -> None:
    report, out = sites[TODAY]
    assert report.site is not None
    root = html.document_fromstring((out / "404.html").read_bytes())
    found = {
        link.get("rel"): out / link.get("href")[1:]
        for link in root.xpath("//link[@rel='icon' or @rel='apple-touch-icon' or @rel='manifest']")
    }
    assert set(found) == {"icon", "apple-touch-icon", "manifest"}
    assert all(file.is_file() for file in found.values())


def test_the_page_for_what_is_not_there_works_at_any_depth(sites: Built) -> None:
    report, out = sites[TODAY]
    assert report.site is not None
    base = report.site.settings.base_url
    page = (out / "404.html").read_text()

    def found(asked: str) -> set[str]:
        return {target for target in collect(page, asked, base).targets if "#" not in target}

    assert found("/no/such/page.html") == found("/404.html") > {"index.html", "archive/index.html"}


# --- icons -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Barnet Trades Union Council", "BTUC"),
        ("Trades Council of the Vale & Dale", "TCVD"),
        ("anytown trades council", "ATC"),
        ("Évreux 2017 Łódź", "E"),
        ("Один два", ""),
    ],
)
def test_initials_are_capitals_of_the_words_that_count(name: str, expected: str) -> None:
    assert icons.initials(name) == expected


def test_an_icon_is_in_the_hubs_colour_and_the_same_each_time() -> None:
    made = icons.picture("ATC", "#123456", "#ffffff", 192)
    opened = Image.open(io.BytesIO(made))
    assert (opened.size, opened.getpixel((192 // 4, 192 // 4))) == ((192, 192), (0x12, 0x34, 0x56, 255))
    assert opened.getpixel((0, 0)) == (0, 0, 0, 0)
    assert made == icons.picture("ATC", "#123456", "#ffffff", 192)
    assert made != icons.picture("BTC", "#123456", "#ffffff", 192)
    assert Image.open(io.BytesIO(icons.favicon(made))).format == "ICO"


def test_icons_are_small(sites: Built) -> None:
    out = sites[TODAY][1]
    sizes = {path.name: path.stat().st_size for path in [*out.glob("assets/icon*"), *out.glob("favicon.ico")]}
    assert set(sizes) == {"favicon.ico", "icon.svg", "icon-180.png", "icon-192.png", "icon-512.png"}
    assert max(sizes.values()) < 20_000
    assert sum(sizes.values()) < 40_000


def test_a_hub_may_have_icons_of_its_own(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGB", (600, 600), "#00ff00").save(out, "PNG")
    svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    hub = small_hub(tmp_path, {"templates/static/icon.png": out.getvalue(), "templates/static/icon.svg": svg})
    built(hub)
    site = files(tmp_path / "site")
    assert site["assets/icon.svg"].decode() == svg
    for name, side in {"assets/icon-192.png": 192, "favicon.ico": 32}.items():
        opened = Image.open(io.BytesIO(site[name])).convert("RGB")
        assert (opened.size, opened.getpixel((5, 5))) == ((side, side), (0, 255, 0))
