"""Feeds: what a polling reader gets, and that each promise about it could be seen to be broken."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest

from gazette.pipeline import Hub, Report
from tests.checks.feeds import CONTENT, offences
from tests.hub import SETTINGS, built, post, small_hub, write

HUB = "https://unions.example/hub/"
NOW = datetime(2017, 7, 14, 11, tzinfo=UTC)

BODY = """\
The first paragraph, with [a link](../pages/join.md#fees) & a note[^1].

![A picket](picket.png) [Outside](https://example.org/?a=b&c=d) [Down](#more) [Write](mailto:a@b.example)

## More {.loud}

| a |
|--:|
| 1 |

```html
<a href="/example/" class="x">this stays as it is written</a>
```

<video src="picket.png" poster="picket.png"></video> <q cite="/about/">Quote</q>

[^1]: A note.
"""


def picture() -> bytes:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return out.getvalue()


FILES: dict[str, str | bytes] = {
    "content/site.toml": SETTINGS.replace("https://anytown.example/", HUB).replace("count = 3", "count = 5"),
    "content/pages/join.md": "---\ntitle: Join\n---\n## Fees\n",
    "content/pages/about.md": "---\ntitle: About\n---\nWords.\n",
    "content/news/picket.png": picture(),
    "content/news/full.md": post(
        '"Bosses & workers: 5 < 6, say “R&D”"',
        BODY,
        date="2017-07-10 09:30",
        id="tag:unions.example,2017:full",
        authors="[Jo Bloggs, Ann Other]",
        tags="[pay, R&D]",
        unions="[Unite]",
        summary='"Short & <plain>."',
        changes="[{date: 2017-07-12, note: More, major: yes}, {date: 2017-07-13, note: Typo}]",
        source="{title: Elsewhere & more, url: 'https://example.org/a?b=c&d=e'}",
    ),
    "content/news/old.md": post("Old", date="2017-01-05", tags="[pay]"),
    "content/events/rally.md": post("Rally", date="2017-07-11", start="2017-08-01"),
    "content/news/soon.md": post("Soon", date="2017-07-20"),
    "content/news/draft.md": post("Draft", status="draft"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Hub, Report, dict[str, bytes]]:
    hub = small_hub(tmp_path_factory.mktemp("feeds"), FILES)
    report = built(hub)
    assert report.problems == ()
    feeds = {
        p.relative_to(hub.root / "site").as_posix(): p.read_bytes()
        for p in (hub.root / "site").rglob("feed.xml")
    }
    return hub, report, feeds


@pytest.fixture(scope="module")
def whole(site: tuple[Hub, Report, dict[str, bytes]]) -> bytes:
    return site[2]["feed.xml"]


def parsed(feed: bytes) -> Any:
    return feedparser.parse(feed, sanitize_html=False, resolve_relative_uris=False)


def test_every_feed_of_the_site_keeps_every_promise(site: tuple[Hub, Report, dict[str, bytes]]) -> None:
    kinds = ("campaigns", "courses", "disputes", "events", "news", "statements")
    assert sorted(site[2]) == sorted(
        [
            "feed.xml",
            "tags/pay/feed.xml",
            "tags/r-d/feed.xml",
            "unions/unite/feed.xml",
            *(f"{kind}/feed.xml" for kind in kinds),
        ]
    )
    for path, feed in site[2].items():
        assert (path, offences(feed, HUB + path, NOW)) == (path, [])
        assert (path, parsed(feed).bozo) == (path, False)


def test_an_item_is_told_in_full(whole: bytes) -> None:
    item = parsed(whole).entries[1]
    told = {name: item[name] for name in ("title", "id", "guidislink", "link", "published", "summary")}
    assert told == {
        "title": "Bosses & workers: 5 < 6, say “R&D”",
        "id": "tag:unions.example,2017:full",
        "guidislink": False,
        "link": "https://unions.example/hub/news/full/",
        "published": "Mon, 10 Jul 2017 09:30:00 +0100",
        "summary": "Short &amp; &lt;plain&gt;.",
    }
    assert [author["name"] for author in item["authors"]] == ["Jo Bloggs", "Ann Other"]
    assert [tag["term"] for tag in item["tags"]] == ["pay", "R&D", "Unite"]
    assert (item["source"]["title"], item["source"]["href"]) == (
        "Elsewhere & more",
        "https://example.org/a?b=c&d=e",
    )


def content(feed: bytes, number: int) -> str:
    item = ElementTree.fromstring(feed).findall("channel/item")[number]
    return item.findtext(f"{CONTENT}encoded") or ""


def test_the_content_is_the_body_with_whole_addresses_and_without_classes(whole: bytes) -> None:
    html = content(whole, 1)
    for piece in (
        '<a href="https://unions.example/hub/join/#fees">a link</a> &amp; a note',
        'href="https://unions.example/hub/news/full/#fn-news-full-1"',
        'src="https://unions.example/hub/news/picket-4.jpg"',
        'poster="https://unions.example/hub/news/picket-4.jpg"',
        '<a href="https://example.org/?a=b&amp;c=d">Outside</a>',
        '<a href="https://unions.example/hub/news/full/#more">Down</a>',
        '<a href="mailto:a@b.example">Write</a>',
        '&lt;a href="/example/" class="x"&gt;this stays as it is written&lt;/a&gt;',
    ):
        assert piece in html
    assert " class=" not in re.sub(r"&lt;.*?&gt;", "", html)


def test_the_address_that_a_quotation_comes_from_is_whole_too(whole: bytes) -> None:
    assert '<q cite="https://unions.example/hub/about/">Quote</q>' in content(whole, 1)


def test_the_channel_says_what_it_is_and_when_it_was_last_worth_a_look(whole: bytes) -> None:
    feed = parsed(whole).feed
    assert (feed["title"], feed["link"], feed["subtitle"], feed["language"], feed["updated"]) == (
        "Anytown Trades Council", HUB, "News of the unions in Anytown.", "en-GB",
        "Wed, 12 Jul 2017 00:00:00 +0100",
    )  # fmt: skip


def test_readers_get_the_newest_first_and_nothing_that_is_not_out(whole: bytes) -> None:
    assert [entry["title"] for entry in parsed(whole).entries] == [
        "Rally", "Bosses & workers: 5 < 6, say “R&D”", "Old",
    ]  # fmt: skip


def test_a_feed_is_cut_after_its_newest_entries(tmp_path: Path) -> None:
    posts = {f"content/news/n{n}.md": post(f"N{n}", date=f"2017-07-0{n}") for n in range(1, 6)}
    hub = small_hub(tmp_path, posts)
    assert built(hub).problems == ()
    assert [e["title"] for e in parsed((hub.root / "site/feed.xml").read_bytes()).entries] == [
        "N5",
        "N4",
        "N3",
    ]


def test_what_appears_late_comes_first_whatever_its_date_says(tmp_path: Path) -> None:
    posts = {
        "content/news/late.md": post("Late", date="2017-07-01", publish_at="2017-07-13"),
        **{f"content/news/n{n}.md": post(f"N{n}", date=f"2017-07-0{n}") for n in range(2, 6)},
    }
    hub = small_hub(tmp_path, posts)
    assert built(hub).problems == ()
    feed = (hub.root / "site/feed.xml").read_bytes()
    assert offences(feed, "https://anytown.example/feed.xml", NOW) == []
    assert [e["title"] for e in parsed(feed).entries] == ["Late", "N5", "N4"]


def test_a_change_that_is_announced_for_later_does_not_date_the_feed_in_the_future(tmp_path: Path) -> None:
    hub = small_hub(
        tmp_path, {"content/news/a.md": post("A", changes="[{date: 2017-07-20, note: N, major: yes}]")}
    )
    built(hub)
    feed = (hub.root / "site/feed.xml").read_bytes()
    assert offences(feed, "https://anytown.example/feed.xml", NOW) == []


def test_an_empty_feed_is_a_feed_and_has_the_same_bytes_every_day(tmp_path: Path) -> None:
    hub = small_hub(tmp_path)
    assert built(hub).problems == ()
    feed = (hub.root / "site/feed.xml").read_bytes()
    assert (offences(feed, "https://anytown.example/feed.xml", NOW), parsed(feed).entries) == ([], [])
    assert built(hub, datetime(2018, 1, 1), clean=True).written == ()


def test_a_feed_has_the_same_bytes_until_something_in_it_changes(
    site: tuple[Hub, Report, dict[str, bytes]],
) -> None:
    hub, _, feeds = site
    assert built(hub, datetime(2017, 7, 15), name="again", clean=True).problems == ()
    again = {p: (hub.root / "again" / p).read_bytes() for p in feeds}
    assert again == feeds


@pytest.mark.parametrize(
    "sign", ["\x00", "\x07", "\ufffe", "\ud7ff", "\U0001f6a9", "]]>", "&#0;", "&#1;", "&nbsp;"]
)
def test_no_sign_in_a_post_ends_the_feed(tmp_path: Path, sign: str) -> None:
    hub = small_hub(tmp_path)
    title = '"A {}"'.format(sign.replace("\x00", "\\0"))
    write(hub.root, {"content/news/a.md": post(title, f"Words {sign} more.\n")})
    report = built(hub)
    if not report.failed:
        feed = (hub.root / "site/feed.xml").read_bytes()
        assert offences(feed.replace(b"&amp;", b"and "), "https://anytown.example/feed.xml", NOW) == []
        assert not parsed(feed).bozo
    else:
        assert {p.code for p in report.problems} == {"control-character"}


GUID = b'<guid isPermaLink="false">tag:unions.example,2017:full</guid>'
BREAKS: list[tuple[bytes, bytes, str]] = [
    (b"</channel>", b"", "not well-formed"),
    (b'version="2.0"', b'version="0.91"', "not RSS 2.0"),
    (b"<title>Anytown Trades Council</title>", b"", "channel without title"),
    (b"<description>News of the unions in Anytown.</description>", b"", "channel without description"),
    (b'rel="self"', b'rel="next"', "self link is []"),
    (GUID, GUID.replace(b"false", b"true"),
     "guid is no address and says that it is one: tag:unions.example,2017:full"),
    (GUID, b"", "an item without a guid"),
    (GUID, b'<guid isPermaLink="false">urn:uuid:81e80088-3c76-5069-bd5b-04b248f5c1a0</guid>',
     "two items with the guid urn:uuid:81e80088-3c76-5069-bd5b-04b248f5c1a0"),
    (b"<link>https://unions.example/hub/news/old/</link>", b"<link>/hub/news/old/</link>",
     "link is not absolute: /hub/news/old/"),
    (b"<title>Old</title>", b"<title>Old &amp;amp; new</title>",
     "title is escaped twice or has HTML: Old &amp; new"),
    (b"<title>Old</title>", b"<title>&lt;b&gt;Old&lt;/b&gt;</title>",
     "title is escaped twice or has HTML: <b>Old</b>"),
    (b"<title>Old</title>", b"", "an item without a title"),
    (b"Short &amp;amp; &amp;lt;plain&amp;gt;.", b"x" * 1001, "description is not short: Bosses"),
    (b'src="https://unions.example/hub', b'src="', "<img> is relative: /news/picket-4.jpg: Bosses"),
    (b'href="https://unions.example/hub/join/', b'href="../join/', "<a> is relative: ../join/#fees: Bosses"),
    (b"<p>Some words.</p>", b"<script>x</script>", "<script>: Old"),
    (b"<p>Some words.</p>", b'<p class="x" style="y" onclick="z"></p>', "<p style>: Old"),
    (b"Mon, 10 Jul 2017 09:30:00 +0100", b"Mon, 10 Jul 2023 08:30:00 +0000", "dated in the future"),
    (b"Mon, 10 Jul 2017 09:30:00 +0100", b"Sun, 01 Jan 2017 00:00:00 +0000", "items are not newest first"),
    (b"Mon, 10 Jul 2017 09:30:00 +0100", b"soon", "an item without a date"),
    (b"Wed, 12 Jul 2017 00:00:00 +0100", b"Sun, 01 Jan 2017 00:00:00 +0000",
     "lastBuildDate is not that of the newest"),
    (b"<title>Old</title>", b"<title>Old</title><author>Jo</author>",
     "author without an e-mail address: Old"),
    (b"<title>Old</title>", b"<title>Old</title>" + b'<enclosure url="https://a.b/"/>' * 2,
     "more than one enclosure: Old"),
]  # fmt: skip


@pytest.mark.parametrize(("sound", "broken", "offence"), BREAKS)
def test_a_broken_promise_is_seen(whole: bytes, sound: bytes, broken: bytes, offence: str) -> None:
    assert sound in whole
    found = offences(whole.replace(sound, broken), f"{HUB}feed.xml", NOW)
    assert [o for o in found if o.startswith(offence)], found


def test_the_description_must_come_before_the_full_content(whole: bytes) -> None:
    # Within each item the two change places.
    swapped = re.sub(
        rb"(<description>(?:(?!</description>).)*</description>)(\s*)(<content:encoded>.*?</content:encoded>)",
        rb"\3\2\1", whole, flags=re.S,
    )  # fmt: skip
    assert swapped != whole
    assert "full content before the description: Old" in offences(swapped, f"{HUB}feed.xml", NOW)
    bare = re.sub(rb"<content:encoded>.*?</content:encoded>", b"", whole, flags=re.S)
    assert "no description and full content: Old" in offences(bare, f"{HUB}feed.xml", NOW)
