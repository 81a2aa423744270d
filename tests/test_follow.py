"""Following: one page lists every feed and calendar, and every page names its own for programs."""

from __future__ import annotations

from pathlib import Path

from lxml import html

from tests.hub import REPOSITORY, TODAY, Built, built, files, post, small_hub

REAL = {
    path.relative_to(REPOSITORY).as_posix(): path.read_bytes()
    for path in (REPOSITORY / "templates").rglob("*")
    if path.is_file()
}
"""The templates that ship."""

FILES = {
    **REAL,
    "content/disputes/pay.md": post("Pay", unions="[Unite]", action="[{kind: strike, from: 2017-07-14}]"),
    "content/campaigns/library.md": post("Save the library"),
}


def parsed(page: bytes) -> html.HtmlElement:
    return html.document_fromstring(page)


def subscriptions(made: dict[str, bytes]) -> set[str]:
    names = ("feed.xml", "atom.xml", "feed.json", "calendar.ics")
    return {path for path in made if path.rpartition("/")[2] in names}


def test_a_hub_without_a_page_about_it_says_how_to_follow_it_all_the_same(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, FILES)
    assert built(hub).problems == ()
    made = files(tmp_path / "site")
    page = parsed(made["follow/index.html"])
    assert page.findtext(".//h1") == "Follow us"
    named = {str(address).removeprefix("/") for address in page.xpath("//main//a/@href")}
    named |= {text.removeprefix("https://anytown.example/") for text in page.xpath("//main//code/text()")}
    # A dispute's own calendar stands on its own page.
    assert subscriptions(made) - named == {"disputes/pay/calendar.ics"}
    assert "/disputes/pay/calendar.ics" in parsed(made["disputes/pay/index.html"]).xpath("//main//a/@href")


def test_the_text_of_a_page_called_follow_stands_before_the_lists(tmp_path: Path) -> None:
    hub = small_hub(
        tmp_path, {**FILES, "content/pages/follow.md": "---\ntitle: Keep up\n---\nOur own words.\n"}
    )
    assert built(hub).problems == ()
    page = parsed((tmp_path / "site/follow/index.html").read_bytes())
    assert page.findtext(".//h1") == "Keep up"
    text = " ".join(page.text_content().split())
    assert text.index("Our own words.") < text.index("https://anytown.example/feed.xml")
    assert [h.text for h in page.xpath("//main//h2")] == [
        "News by feed",
        "Dates in your own calendar",
        "The week by e-mail",
    ]


def test_the_list_of_feeds_of_old_leads_there(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, FILES)
    built(hub)
    page = parsed((tmp_path / "site/feeds/index.html").read_bytes())
    assert page.xpath("//meta[@http-equiv='refresh']/@content") == ["0; url=/follow/"]
    assert page.xpath("//a/@href") == ["/follow/"]


def test_each_address_can_be_copied_and_each_button_says_which(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, FILES)
    built(hub)
    page = parsed((tmp_path / "site/follow/index.html").read_bytes())
    shown = page.xpath("//main//code/text()")
    assert page.xpath("//button/@data-copy") == shown
    words = [" ".join(button.text_content().split()) for button in page.xpath("//button[@data-copy]")]
    assert "Copy the address of the calendar: Unite" in words
    assert len(set(words)) == len(words) == len(set(shown))
    assert page.xpath("//main//a[starts-with(@href, 'webcal:')]/@href")[0] == (
        "webcal://anytown.example/calendar.ics"
    )


def alternates(page: bytes) -> list[tuple[str, str]]:
    return [
        (str(e.get("type")), str(e.get("href"))) for e in parsed(page).xpath("//head/link[@rel='alternate']")
    ]


def test_every_page_of_the_hub_names_its_feeds_and_calendars_apart(sites: Built) -> None:
    made = files(sites[TODAY][1])
    pages = {
        path: data
        for path, data in made.items()
        if path.endswith(".html") and b'http-equiv="refresh"' not in data
    }
    assert len(pages) > 60
    for path, data in pages.items():
        found = parsed(data).xpath("//head/link[@rel='alternate']")
        titles = [link.get("title") for link in found]
        assert len(set(titles)) == len(titles), path
        assert all(str(link.get("href")).removeprefix("/") in made for link in found), path
        assert ("application/rss+xml", "/feed.xml") in alternates(data), path
        assert ("text/calendar", "/calendar.ics") in alternates(data), path
    union = alternates(made["unions/unite/index.html"])
    assert union[3:6] == [
        ("application/rss+xml", "/unions/unite/feed.xml"),
        ("application/atom+xml", "/unions/unite/atom.xml"),
        ("application/feed+json", "/unions/unite/feed.json"),
    ]
    assert ("text/calendar", "/unions/unite/calendar.ics") in union
    dispute = alternates(made["disputes/mixed-fleet-strike/index.html"])
    assert ("text/calendar", "/disputes/mixed-fleet-strike/calendar.ics") in dispute
    assert ("text/calendar", "/disputes/calendar.ics") in dispute
