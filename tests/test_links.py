"""Links: what a page leads to and offers, and every way in which a link can be broken."""

from __future__ import annotations

import pytest

from gazette.links import Links, check, collect
from gazette.problems import Problem

BASE = "https://anytown.example/"
HUB = "https://unions.example/hub/"


def page(body: str) -> str:
    return f"<!doctype html><html><head><title>x</title></head><body>{body}</body></html>"


def test_every_link_within_the_site_is_collected_once_and_every_anchor() -> None:
    text = page(
        '<h1 id="top-of-it">Pay</h1><a href="/about/">A</a><a href="/about/">again</a>'
        '<a href="../join/#fees">B</a><a href="#top-of-it">C</a><a href="?x=1">D</a>'
        '<img src="a%20b.jpg" srcset="/small.jpg 1x, /large.jpg 2x" id="picture">'
        '<video poster="still.png"></video><form action="/search/"></form>'
        '<a href="https://anytown.example/feed.xml">E</a><a href="https://www.tuc.org.uk/">F</a>'
        '<a href="mailto:a@b.example">G</a><a id="caf&eacute;">H</a>'
    )
    assert collect(text, "/news/pay/", BASE) == Links(
        (
            "about/index.html", "news/join/index.html#fees", "news/pay/index.html#top-of-it",
            "news/pay/index.html", "news/pay/a b.jpg", "news/pay/still.png", "search/index.html",
            "feed.xml", "small.jpg", "large.jpg",
        ),
        ("top-of-it", "picture", "café"),
    )  # fmt: skip


def test_links_in_the_head_count_and_text_that_looks_like_a_link_does_not() -> None:
    text = (
        '<!doctype html><html><head><title>x</title><link rel="next" href="/news/page/2/"></head>'
        "<body><p>href=&quot;/nowhere/&quot;</p><!-- <a href='/hidden/'> --></body></html>"
    )
    assert collect(text, "/news/", BASE) == Links(("news/page/2/index.html",), ())


def test_below_a_path_only_what_is_below_it_belongs_to_the_site() -> None:
    text = page('<a href="/hub/about/">A</a><a href="/about/">B</a><a href="../">C</a><a href="../../">D</a>')
    assert collect(text, "/hub/news/", HUB) == Links(("about/index.html", "index.html"), ())


@pytest.mark.parametrize("text", ["", "  \n"])
def test_a_template_that_makes_nothing_has_no_links_and_does_no_harm(text: str) -> None:
    assert collect(text, "/", BASE) == Links()


def test_a_link_that_no_browser_could_follow_does_no_harm() -> None:
    assert collect(page('<a href="http://[broken">x</a><a href="/a/">y</a>'), "/", BASE).targets == (
        "a/index.html",
    )


def no_page(shown: str, hint: str) -> Problem:
    return Problem(
        "broken-link", f"A link leads to {shown}, and there is no such page or file.", read=shown,
        wanted="the address of a page or file of this site", hint=hint,
    )  # fmt: skip


def no_anchor(fragment: str, shown: str, hint: str) -> Problem:
    return Problem(
        "broken-anchor", f"A link leads to #{fragment} on {shown}, and there is no such heading or mark.",
        read=f"{shown}#{fragment}", wanted=f"a heading of that page, or {{#{fragment}}} behind one",
        hint=hint,
    )  # fmt: skip


def test_links_that_lead_somewhere_are_no_problem() -> None:
    pages = {
        "index.html": Links(("index.html", "a/index.html#fees", "feed.xml", "a/flyer.pdf#page=2"), ()),
        "a/index.html": Links(("index.html",), ("fees",)),
    }
    assert check(pages, [*pages, "feed.xml", "a/flyer.pdf"]) == {}


@pytest.mark.parametrize("fragment", ["top", "TOP", ":~:text=strike"])
def test_the_top_of_a_page_and_words_to_be_marked_are_always_there(fragment: str) -> None:
    assert check({"index.html": Links((f"index.html#{fragment}",), ())}, ["index.html"]) == {}


def test_broken_links_come_back_by_page_with_what_was_meant() -> None:
    pages = {
        "a/index.html": Links(
            ("abuot/index.html", "b/index.html#feess", "b/index.html#zzz", "feed.rss", "b/index.html"), ()
        ),
        "b/index.html": Links(("xyzzy.pdf",), ("fees", "join")),
        "about/index.html": Links(),
    }
    assert check(pages, pages) == {
        "a/index.html": (
            ("abuot/index.html", no_page("/abuot/", "did you mean /about/?")),
            ("b/index.html#feess", no_anchor("feess", "/b/", "did you mean #fees?")),
            ("b/index.html#zzz", no_anchor("zzz", "/b/", "link to the page without #zzz")),
            ("feed.rss", no_page("/feed.rss", "mend the link, or take it out")),
        ),
        "b/index.html": (("xyzzy.pdf", no_page("/xyzzy.pdf", "mend the link, or take it out")),),
    }


def test_an_anchor_is_only_asked_for_where_the_page_is_known() -> None:
    pages = {"index.html": Links(("broken/index.html#fees",), ())}
    assert check(pages, ["index.html", "broken/index.html"]) == {}


def test_a_page_that_went_away_is_missed_by_the_pages_that_stayed() -> None:
    pages = {"index.html": Links(("a/index.html",), ()), "a/index.html": Links()}
    assert check(pages, pages) == {}
    del pages["a/index.html"]
    assert list(check(pages, pages)) == ["index.html"]
