"""Feeds: what a polling reader gets, and which there are."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.checks.feed_files import Feed, form_of, read
from tests.checks.feeds import TYPES, offences, published
from tests.feed_hub import FILES, FORMS, HUB, NOW, Made, feed_of, parsed, size_of
from tests.hub import PDF, built, feeds, post, small_hub


@pytest.fixture
def site(feed_site: Made) -> Made:
    return feed_site


@pytest.fixture(params=FORMS)
def told(site: Made, request: pytest.FixtureRequest) -> Feed:
    """The feed of the site in each of its forms."""
    return read(site[2][request.param], form_of(request.param))


def test_the_site_every_kind_tag_union_and_campaign_have_feeds_in_three_forms(site: Made) -> None:
    kinds = ("campaigns", "courses", "disputes", "events", "news", "statements")
    folders = ("", *kinds, "tags/pay", "tags/r-d", "unions/unite")
    assert sorted(site[2]) == sorted(
        ["digest/feed.xml", *(path for folder in folders for path in feeds(folder))]
    )


def test_a_campaign_has_feeds_of_what_names_it(tmp_path: Path) -> None:
    posts = {
        "content/campaigns/library.md": post("Library"),
        "content/news/a.md": post("A", campaigns="[library]"),
        "content/news/b.md": post("B"),
    }
    hub = small_hub(tmp_path, posts)
    assert built(hub).problems == ()
    found = [feed_of(hub, path) for path in feeds("campaigns/library")]
    assert [(f.title, f.home, [i.title for i in f.items]) for f in found] == [
        ("Library, Anytown Trades Council", "https://anytown.example/campaigns/library/", ["A"])
    ] * 3


def test_every_feed_of_the_site_keeps_every_promise(site: Made) -> None:
    files = published(site[0].root / "site", HUB)
    for path, feed in site[2].items():
        assert (path, offences(feed, HUB + path, NOW, files)) == (path, [])
        assert path.endswith("json") or (path, parsed(feed).bozo) == (path, False)


def test_the_one_enclosure_is_a_recording_before_a_document(site: Made, tmp_path: Path) -> None:
    named = "{file: flyer.pdf, title: F}"
    files = {k: v for k, v in FILES.items() if "/news/" in k and not k.endswith(".md")}
    files["content/news/a.md"] = post("A", attachments=f"[{{file: speech.txt, title: T}}, {named}]")
    files["content/news/b.md"] = post("B", date="2017-06-30", attachments="[{file: picket.png, title: P}]")
    hub = small_hub(tmp_path, files)
    assert built(hub).problems == ()
    # Readers get a copy of the document, whose size is another.
    flyer = ("https://anytown.example/news/flyer.pdf", "application/pdf", size_of(hub, "flyer.pdf"))
    assert flyer[2] != str(len(PDF))
    text = ("https://anytown.example/news/speech.txt", "text/plain", "14")
    for path in ("feed.xml", "atom.xml"):
        assert [item.enclosures for item in feed_of(hub, path).items] == [[flyer], []]
    # The size of a copy of a picture is not known when the feed is made.
    jpg = ("https://anytown.example/news/picket-4.jpg", "image/jpeg", "")
    assert [item.enclosures for item in feed_of(hub, "feed.json").items] == [[text, flyer], [jpg]]


def test_the_feed_says_what_it_is_and_when_it_was_last_worth_a_look(told: Feed) -> None:
    assert (told.title, told.home) == ("Anytown Trades Council", HUB)
    if told.form != "json":
        assert told.updated is not None
        assert told.updated.replace(microsecond=0) == datetime(2017, 7, 11, 23, tzinfo=UTC)
    assert ("hub", "https://hub.example.org/") in told.links


def test_readers_get_the_newest_first_and_nothing_that_is_not_out(told: Feed) -> None:
    assert [item.title for item in told.items] == ["Rally", "Bosses & workers: 5 < 6, say “R&D”", "Old"]


def test_what_appears_late_comes_first_whatever_its_date_says(tmp_path: Path) -> None:
    posts = {
        "content/news/late.md": post("Late", date="2017-07-01", publish_at="2017-07-13"),
        **{f"content/news/n{n}.md": post(f"N{n}", date=f"2017-07-0{n}") for n in range(2, 6)},
    }
    hub = small_hub(tmp_path, posts)
    assert built(hub).problems == ()
    for path in feeds():
        data = (hub.root / "site" / path).read_bytes()
        assert offences(data, f"https://anytown.example/{path}", NOW) == []
        assert [item.title for item in read(data, form_of(path)).items] == ["Late", "N5", "N4"]


def test_hosts_are_told_what_each_feed_is(site: Made) -> None:
    rules = [
        (lines[0], dict(line.split(": ", 1) for line in lines[1:] if ": " in line))
        for rule in re.split(r"\n(?=/)", (site[0].root / "site/_headers").read_text())
        if (lines := [line.strip() for line in rule.splitlines()])
    ]
    found = {}
    every = (*site[2], "feed-1.xml", "news/atom-12.xml", "tags/pay/feed-3.json")
    for path in every:
        fitting = [
            headers["Content-Type"]
            for address, headers in rules
            if re.fullmatch(re.sub(r":\w+", "[^/]+", address).replace("*", ".*"), f"/hub/{path}")
            and "Content-Type" in headers
        ]
        found[path] = fitting
    wanted = {path: [f"{TYPES[form_of(path)]}; charset=utf-8"] for path in every}
    assert found == wanted
