"""Feeds: what a polling reader gets, and that each promise about it could be seen to be broken."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest

from gazette.pipeline import Hub, Report
from tests.checks.feed_files import Feed, Item, form_of, read
from tests.checks.feeds import RULES, TYPES, offences, published
from tests.hub import NOON, PDF, SETTINGS, built, feeds, post, small_hub, write

HUB = "https://unions.example/hub/"
NOW = datetime(2017, 7, 14, 11, tzinfo=UTC)
FORMS = ("feed.xml", "atom.xml", "feed.json")

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
    "content/site.toml": SETTINGS.replace("https://anytown.example/", HUB).replace(
        "count = 3", 'count = 5\nwebsub_hub = "https://hub.example.org/"'
    ),
    "content/pages/join.md": "---\ntitle: Join\n---\n## Fees\n",
    "content/pages/about.md": "---\ntitle: About\n---\nWords.\n",
    "content/news/picket.png": picture(),
    "content/news/flyer.pdf": PDF,
    "content/news/speech.mp3": b"ID3 speech",
    "content/news/speech.txt": "What was said.",
    "content/news/full.md": post(
        '"Bosses & workers: 5 < 6, say “R&D”"',
        BODY,
        date="2017-07-10 09:30",
        id="tag:unions.example,2017:full",
        authors="[Jo Bloggs, Ann Other]",
        tags="[pay, R&D]",
        unions="[Unite]",
        summary='"Short & <plain>."',
        image="{file: picket.png, alt: 'Dawn & a \"picket\"', caption: At dawn, credit: Sam <s>, "
        "credit_url: /about/, licence: CC BY}",
        attachments="[{file: flyer.pdf, title: A <flyer>, kind: flyer}, "
        "{file: speech.mp3, title: The speech, kind: audio, transcript: speech.txt}]",
        changes="[{date: 2017-07-12, note: More & more, major: yes}, {date: 2017-07-13, note: Typo}]",
        corrections="[{date: 2017-07-13, text: 'It was *350*, see [us](../pages/about.md).'}]",
        source="{title: Elsewhere & more, publisher: The Times, url: 'https://example.org/a?b=c&d=e'}",
    ),
    "content/news/old.md": post("Old", date="2017-01-05", tags="[pay]", lang="cy"),
    "content/events/rally.md": post("Rally", date="2017-07-11", start="2017-08-01"),
    "content/news/soon.md": post("Soon", date="2017-07-20"),
    "content/news/draft.md": post("Draft", status="draft"),
}

Made = tuple[Hub, Report, dict[str, bytes]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Made:
    hub = small_hub(tmp_path_factory.mktemp("feeds"), FILES)
    report = built(hub)
    assert report.problems == ()
    return hub, report, feeds_in(hub.root / "site")


def feeds_in(out: Path) -> dict[str, bytes]:
    """Every feed of a site by its path."""
    named = re.compile(r"(feed|atom)(-\d+)?\.(xml|json)")
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if named.fullmatch(path.name)
    }


@pytest.fixture(scope="module", params=FORMS)
def told(site: Made, request: pytest.FixtureRequest) -> Feed:
    """The feed of the site in each of its forms."""
    return read(site[2][request.param], form_of(request.param))


def parsed(feed: bytes) -> Any:
    return feedparser.parse(feed, sanitize_html=False, resolve_relative_uris=False)


def feed_of(hub: Hub, name: str = "atom.xml") -> Feed:
    return read((hub.root / "site" / name).read_bytes(), form_of(name))


def size_of(hub: Hub, name: str) -> str:
    """The bytes of a file of the news as it was published."""
    return str((hub.root / "site/news" / name).stat().st_size)


def full(told: Feed) -> Item:
    return told.items[1]


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


def test_an_item_is_told_in_full_in_every_form(site: Made, told: Feed) -> None:
    item, whole = full(told), told.form != "json"
    flyer = (f"{HUB}news/flyer.pdf", "application/pdf", size_of(site[0], "flyer.pdf"))
    speech = (f"{HUB}news/speech.mp3", "audio/mpeg", "10")
    escaped = told.form == "rss"  # readers take a description for HTML
    assert (item.id, item.permalink, item.title, item.link, item.summary) == (
        "tag:unions.example,2017:full",
        False,
        "Bosses & workers: 5 < 6, say “R&D”",
        f"{HUB}news/full/",
        "Short &amp; &lt;plain&gt;." if escaped else "Short & <plain>.",
    )
    assert (item.authors, item.categories) == (["Jo Bloggs", "Ann Other"], ["pay", "R&D", "Unite"])
    assert item.enclosures == ([speech] if whole else [flyer, speech])


def test_a_repost_names_where_it_appeared_first(site: Made) -> None:
    rss = parsed(site[2]["feed.xml"]).entries[1]
    assert (rss.source.title, rss.source.href) == ("Elsewhere & more", "https://example.org/a?b=c&d=e")
    via = [link for link in parsed(site[2]["atom.xml"]).entries[1].links if link.rel == "via"]
    assert [(link.href, link.title) for link in via] == [
        ("https://example.org/a?b=c&d=e", "Elsewhere & more")
    ]
    assert json.loads(site[2]["feed.json"])["items"][1]["external_url"] == "https://example.org/a?b=c&d=e"


def test_the_content_is_the_body_with_whole_addresses_and_without_classes(told: Feed) -> None:
    html = full(told).html
    for piece in (
        '<a href="https://unions.example/hub/join/#fees">a link</a> &amp; a note',
        'href="https://unions.example/hub/news/full/#fn-news-full-1"',
        'src="https://unions.example/hub/news/picket-4.jpg"',
        'poster="https://unions.example/hub/news/picket-4.jpg"',
        '<a href="https://example.org/?a=b&amp;c=d">Outside</a>',
        '<a href="https://unions.example/hub/news/full/#more">Down</a>',
        '<a href="mailto:a@b.example">Write</a>',
        '&lt;a href="/example/" class="x"&gt;this stays as it is written&lt;/a&gt;',
        '<q cite="https://unions.example/hub/about/">Quote</q>',
    ):
        assert piece in html
    assert " class=" not in re.sub(r"&lt;.*?&gt;", "", html)


def test_what_the_page_says_around_the_body_is_in_the_content(told: Feed) -> None:
    html = full(told).html
    before, after = html.split("<p>The first paragraph")[0], html.rpartition("</ol>")[2]
    assert before == (
        "<p><strong>Updated 12 July 2017:</strong> More &amp; more</p>\n"
        '<p>First published by The Times as <a href="https://example.org/a?b=c&amp;d=e">'
        "<cite>Elsewhere &amp; more</cite></a>.</p>\n"
        '<figure><img src="https://unions.example/hub/news/picket-4.jpg" '
        'alt="Dawn &amp; a &quot;picket&quot;"><figcaption>At dawn. Picture: '
        '<a href="https://unions.example/hub/about/">Sam &lt;s&gt;</a>, CC BY.</figcaption></figure>\n'
    )
    assert after == (
        "\n</div>\n<h2>Attachments</h2>\n"
        '<ul><li><a href="https://unions.example/hub/news/flyer.pdf">A &lt;flyer&gt;</a></li>'
        '<li><a href="https://unions.example/hub/news/speech.mp3">The speech</a></li></ul>\n'
        "<h2>Corrections</h2>\n<p><strong>13 July 2017</strong></p>\n"
        '<p>It was <em>350</em>, see <a href="https://unions.example/hub/about/">us</a>.</p>'
    )


def test_a_post_in_another_language_says_so(site: Made) -> None:
    old = read(site[2]["atom.xml"], "atom").items[2]
    assert old.html == '<div lang="cy" dir="auto"><p>Some words.</p></div>'
    assert b'<entry xml:lang="cy">' in site[2]["atom.xml"]
    assert json.loads(site[2]["feed.json"])["items"][2]["language"] == "cy"


def test_a_picture_that_may_not_be_passed_on_is_in_no_feed(tmp_path: Path) -> None:
    posts: dict[str, str | bytes] = {
        "content/news/a.svg": "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>",
        "content/news/b.svg": "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>",
        "content/news/one.md": post("One", image="{file: a.svg, alt: A, may_redistribute: no}"),
        "content/news/two.md": post("Two", "![A](a.svg)\n\n![B](b.svg)\n", date="2017-07-02",
                                    image="{file: b.svg, alt: B}"),
        "content/news/three.md": post("Three", date="2017-07-03",
                                      image="{file: b.svg, alt: B, may_redistribute: yes}"),
    }  # fmt: skip
    hub = small_hub(tmp_path, posts)
    assert built(hub).problems == ()
    figure = '<figure><img src="https://anytown.example/news/b.svg" alt="B"></figure>'
    for path in feeds():
        three, two, one = (re.sub(r' (width|height)="\d+"', "", i.html) for i in feed_of(hub, path).items)
        assert (path, three) == (path, f"{figure}\n<p>Some words.</p>")
        assert two == f'{figure}\n<p></p>\n<p><img alt="B" src="https://anytown.example/news/b.svg"></p>'
        assert one == "<p>Some words.</p>"
    assert b"a.svg" not in b"".join(feeds_in(hub.root / "site").values())
    assert b"a.svg" in (hub.root / "site/news/one/index.html").read_bytes()


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
        assert told.updated == datetime(2017, 7, 11, 23, tzinfo=UTC)
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


def test_only_a_major_change_that_was_made_moves_the_date_of_an_item(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {"content/news/a.md": post("A", id="tag:a.example,2017:a")})

    def dates(now: datetime = datetime(2017, 7, 14, 12), **fields: str) -> tuple[Any, ...]:
        text = post("A", id="tag:a.example,2017:a", **fields)
        write(hub.root, {"content/news/a.md": text})
        assert built(hub, now).problems == ()
        atom, rss = feed_of(hub), feed_of(hub, "feed.xml")
        entry = json.loads((hub.root / "site/feed.json").read_bytes())["items"][0]
        assert datetime.fromisoformat(entry["date_modified"]) == atom.items[0].updated == atom.updated
        assert rss.updated == atom.updated
        assert rss.items[0].published == atom.items[0].published == datetime(2017, 6, 30, 23, tzinfo=UTC)
        return atom.updated, atom.items[0].updated

    same = (datetime(2017, 6, 30, 23, tzinfo=UTC),) * 2
    assert dates() == same
    for minor in (
        {"summary": "Another."},
        {"tags": "[pay]"},
        {"updated": "2017-07-10"},
        {"changes": "[{date: 2017-07-10, note: Typo}]"},
        {"corrections": "[{date: 2017-07-10, text: It was 350.}]"},
        {"changes": "[{date: 2017-07-20, note: To come, major: yes}]"},
    ):
        assert (minor, dates(**minor)) == (minor, same)  # type: ignore[arg-type]
    major = (
        "[{date: 2017-07-10 08:00, note: More, major: yes}, {date: 2017-07-20, note: To come, major: yes}]"
    )
    assert dates(changes=major) == (datetime(2017, 7, 10, 7, tzinfo=UTC),) * 2
    moved = dates(datetime(2017, 7, 20, 0, 0), changes=major)
    assert moved == (datetime(2017, 7, 19, 23, tzinfo=UTC),) * 2


def test_an_empty_feed_is_a_feed_and_has_the_same_bytes_every_day(tmp_path: Path) -> None:
    hub = small_hub(tmp_path)
    assert built(hub).problems == ()
    for path in feeds():
        feed = (hub.root / "site" / path).read_bytes()
        assert (offences(feed, f"https://anytown.example/{path}", NOW), read(feed, form_of(path)).items) == (
            [], [],
        )  # fmt: skip
    assert built(hub, datetime(2018, 1, 1), clean=True).written == ()


def test_a_feed_has_the_same_bytes_until_something_in_it_changes(site: Made) -> None:
    hub, _, made = site
    assert built(hub, datetime(2017, 7, 15), name="again", clean=True).problems == ()
    assert feeds_in(hub.root / "again") == made


@pytest.mark.parametrize(
    "sign", ["\x00", "\x07", "\ufffe", "\ud7ff", "\U0001f6a9", "]]>", "&#0;", "&#1;", "&nbsp;"]
)
def test_no_sign_in_a_post_ends_the_feed(tmp_path: Path, sign: str) -> None:
    hub = small_hub(tmp_path)
    title = '"A {}"'.format(sign.replace("\x00", "\\0"))
    write(hub.root, {"content/news/a.md": post(title, f"Words {sign} more.\n")})
    report = built(hub)
    if report.failed:
        assert {p.code for p in report.problems} == {"control-character"}
        return
    for path in feeds():
        feed = (hub.root / "site" / path).read_bytes()
        plainer = re.sub(rb"&(amp;)?(?=#|nbsp)", b"and ", feed)  # what was written, as a reader shows it
        found = offences(plainer, f"https://anytown.example/{path}", NOW)
        assert (path, found) == (path, [])
        assert path.endswith("json") or not parsed(feed).bozo


# What each rule is for: a feed in which it is broken, in each form in which it can be.

FULL, OLD = b"tag:unions.example,2017:full", b"https://unions.example/hub/news/old/"
OLD_ID = b"urn:uuid:81e80088-3c76-5069-bd5b-04b248f5c1a0"
GUID = b'<guid isPermaLink="false">' + FULL + b"</guid>"
BREAKS: list[tuple[str, bytes, bytes, str]] = [
    ("feed.xml", b"</channel>", b"", "read: not well-formed"),
    ("feed.xml", b'version="2.0"', b'version="0.91"', "read: not RSS 2.0"),
    ("feed.xml", b"<title>Anytown Trades Council</title>", b"", "read: channel without title"),
    ("feed.xml", b"<description>News of the unions in Anytown.</description>", b"",
     "read: channel without description"),
    ("atom.xml", b"</feed>", b"", "read: not well-formed"),
    ("atom.xml", b"http://www.w3.org/2005/Atom", b"http://purl.org/atom/ns#", "read: not Atom"),
    ("atom.xml", b"<author>", b"<contributor>", "read: not well-formed"),
    ("feed.json", b"version/1.1", b"version/1", "read: not JSON Feed 1.1"),
    ("feed.xml", GUID, b"", "one_id_an_item: no id: Bosses"),
    ("atom.xml", b"<id>" + FULL + b"</id>", b"", "one_id_an_item: no id: Bosses"),
    ("feed.json", b'"id": "' + FULL + b'",', b"", "one_id_an_item: no id: Bosses"),
    ("feed.xml", FULL, OLD_ID, "one_id_an_item: two items with the id urn:uuid:"),
    ("atom.xml", FULL, OLD_ID, "one_id_an_item: two items with the id urn:uuid:"),
    ("feed.json", FULL, OLD_ID, "one_id_an_item: two items with the id urn:uuid:"),
    ("atom.xml", FULL, b"full", "one_id_an_item: an id that is no URI: full"),
    ("feed.xml", GUID, GUID.replace(b"false", b"true"),
     "permalinks_are_addresses: guid is no address and says that it is one: tag:unions"),
    ("feed.xml", GUID, GUID.replace(b' isPermaLink="false"', b""),
     "permalinks_are_addresses: guid is no address and says that it is one: tag:unions"),
    ("feed.xml", b"Mon, 10 Jul 2017 09:30:00 +0100", b"soon",
     "updated_is_not_before_published: no date: Bosses"),
    ("feed.xml", b"Wed, 12 Jul 2017 00:00:00 +0100", b"Sun, 01 Jan 2017 00:00:00 +0000",
     "updated_is_not_before_published: the feed is not dated by its newest"),
    ("atom.xml", b"<published>2017-07-10T09:30:00+01:00</published>", b"",
     "updated_is_not_before_published: no date: Bosses"),
    ("atom.xml", b"<updated>2017-07-12T00:00:00+01:00</updated>\n    <author>",
     b"<updated>2017-07-01T00:00:00+01:00</updated>\n    <author>",
     "updated_is_not_before_published: changed before it was published: Bosses"),
    ("feed.json", b'"date_modified": "2017-07-12T00:00:00+01:00"', b'"date_modified": "Wednesday"',
     "updated_is_not_before_published: no date of the last change: Bosses"),
    ("feed.xml", b'rel="self"', b'rel="next"', "self_is_the_real_address: self link is []"),
    ("atom.xml", HUB.encode() + b"atom.xml\" rel", HUB.encode() + b"other.xml\" rel",
     "self_is_the_real_address: self link is ['https://unions.example/hub/other.xml']"),
    ("feed.json", b"hub/feed.json", b"hub/feed.js",
     "self_is_the_real_address: self link is ['https://unions.example/hub/feed.js']"),
    ("feed.xml", b"content:encoded>", b"content:other>", "summary_then_content: no full content: Old"),
    ("atom.xml", b'<content type="html">', b'<content type="text">',
     "summary_then_content: no full content: Old"),
    ("feed.json", b'"content_html"', b'"content_text"', "summary_then_content: no full content: Old"),
    ("feed.xml", b"<description>Some words.</description>", b"", "summary_then_content: no description: Old"),
    ("feed.xml", b"Short &amp;amp; &amp;lt;plain&amp;gt;.", b"x" * 1001,
     "summary_then_content: summary is not short: Bosses"),
    ("atom.xml", b"Short &amp; &lt;plain&gt;.", b"x" * 1001,
     "summary_then_content: summary is not short: Bosses"),
    ("feed.json", b"Short & <plain>.", b"x" * 1001, "summary_then_content: summary is not short: Bosses"),
    ("feed.xml", b"<link>" + OLD, b"<link>/hub/news/old/", "addresses_are_whole: link is not absolute: /hub/news"),
    ("atom.xml", b'href="' + OLD, b'href="/hub/news/old/', "addresses_are_whole: href is not absolute: /hub/news"),
    ("feed.json", b'"url": "' + OLD, b'"url": "/hub/news/old/', "addresses_are_whole: url is not absolute: /hub/news"),
    ("feed.xml", b'src="https://unions.example/hub', b'src="',
     "addresses_are_whole: <img> is relative: /news/picket-4.jpg: Bosses"),
    ("atom.xml", b'href="https://unions.example/hub/join/', b'href="../join/',
     "addresses_are_whole: <a> is relative: ../join/#fees: Bosses"),
    ("feed.json", b'poster=\\"https:', b'poster=\\"', "addresses_are_whole: <video> is relative: //unions"),
    ("atom.xml", b"<feed ", b'<feed xml:base="https://unions.example/" ', "addresses_are_whole: leans on xml:base"),
    ("feed.xml", b"<p>Some words.</p>", b"<script>x</script>", "nothing_that_runs_or_frames: <script>: Old"),
    ("atom.xml", b"&lt;p&gt;Some words", b"&lt;iframe&gt;Some words",
     "nothing_that_runs_or_frames: <iframe>: Old"),
    ("feed.json", b"<p>Some words", b"<form>Some words", "nothing_that_runs_or_frames: <form>: Old"),
    ("feed.xml", b"<p>Some words.</p>", b'<p class="x" style="y" onclick="z"></p>',
     "nothing_that_runs_or_frames: <p style>: Old"),
    ("feed.json", b"mailto:a@", b"javascript:a@", "nothing_that_runs_or_frames: <a> runs: javascript:a@b"),
    ("feed.xml", b"<title>Old</title>", b"<title>Old &amp;amp; new</title>",
     "titles_are_plain: title is escaped twice or has HTML: Old &amp; new"),
    ("atom.xml", b"<title>Old</title>", b"<title>&lt;b&gt;Old&lt;/b&gt;</title>",
     "titles_are_plain: title is escaped twice or has HTML: <b>Old</b>"),
    ("feed.json", b'"title": "Old"', b'"title": "<b>Old</b>"',
     "titles_are_plain: title is escaped twice or has HTML: <b>Old</b>"),
    ("feed.xml", b"<title>Old</title>", b"", "titles_are_plain: no title"),
    ("feed.xml", b"<title>Old</title>", b"<title>Old</title><author>Jo</author>",
     "names_stand_where_names_may: author without an e-mail address: Old"),
    ("atom.xml", b"<name>Jo Bloggs</name>", b"<name/>", "names_stand_where_names_may: author without a name: Bosses"),
    ("feed.json", b'"name": "Jo Bloggs"', b'"name": " "', "names_stand_where_names_may: author without a name: Bosses"),
    ("feed.xml", b"<title>Old</title>", b"<title>Old</title>" + b'<enclosure url="https://a.b/"/>' * 2,
     "one_enclosure_of_real_size: more than one enclosure: Old"),
    ("atom.xml", b"<title>Old</title>", b"<title>Old</title>" + b'<link rel="enclosure" href="https://a.b/"/>' * 2,
     "one_enclosure_of_real_size: more than one enclosure: Old"),
    ("feed.xml", b'length="10"', b'length="None"', "one_enclosure_of_real_size: enclosure has the size None, not 10"),
    ("atom.xml", b'length="10"', b'length="0"', "one_enclosure_of_real_size: enclosure has the size 0, not 10"),
    ("feed.json", b'"size_in_bytes": 10', b'"size_in_bytes": 15',
     "one_enclosure_of_real_size: enclosure has the size 15, not 10"),
    ("feed.json", b"application/pdf", b"application/zip",
     "one_enclosure_of_real_size: enclosure has the type application/zip, not application/pdf"),
    ("feed.xml", b"speech.mp3\" length", b"no.mp3\" length",
     "one_enclosure_of_real_size: enclosure is no file of the site: https://unions"),
    ("feed.xml", b"Mon, 10 Jul 2017 09:30:00", b"Mon, 10 Jul 2023 09:30:00",
     "nothing_in_the_future: dated in the future: Bosses"),
    ("atom.xml", b"2017-07-12T00:00:00", b"2017-07-14T13:00:00", "nothing_in_the_future: dated in the future: feed"),
    ("feed.json", b"2017-07-12T00:00:00", b"2023-07-12T00:00:00", "nothing_in_the_future: dated in the future: Bosses"),
    ("feed.xml", b"Mon, 10 Jul 2017 09:30:00", b"Sun, 01 Jan 2017 00:00:00", "newest_first: items are not"),
    ("atom.xml", b"2017-07-10T09:30:00", b"2017-01-01T00:00:00", "newest_first: items are not"),
    ("feed.json", b"2017-07-10T09:30:00", b"2017-01-01T00:00:00", "newest_first: items are not"),
    ("feed.xml", b"<p>Some words.</p>", b"<p>" + b"word " * 50_000 + b"</p>", "not_too_large: "),
    ("atom.xml", b"Some words", b"word " * 50_000, "not_too_large: "),
    ("feed.json", b"<p>Some words", b"<p>" + b"word " * 50_000, "not_too_large: "),
    ("feed.json", b"<p>Some words", b"<p>\\u0007", "no_control_characters: control character in: "),
    ("feed.xml", b"<rss ", b'<?xml-stylesheet href="feed.xsl"?><rss ', "no_stylesheet: "),
    ("atom.xml", b"<feed ", b'<?xml-stylesheet href="feed.xsl"?><feed ', "no_stylesheet: "),
    ("feed.xml", b'rel="hub"', b'rel="current"', "archives_say_so: 1 links to what is subscribed to"),
    ("atom.xml", b"<subtitle>", b'<archive xmlns="http://purl.org/syndication/history/1.0"/><subtitle>',
     "archives_say_so: no archive, and says that it is one"),
    ("feed.json", b'"language"', b'"next_url": "https://unions.example/hub/feed.json", "language"',
     "archives_say_so: leads on to itself"),
]  # fmt: skip

NOT_IN = {
    ("permalinks_are_addresses", "atom"), ("permalinks_are_addresses", "json"),  # RSS alone has the word
    ("no_control_characters", "rss"), ("no_control_characters", "atom"),  # no XML could be read with one
    ("no_stylesheet", "json"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "sound", "broken", "offence"), BREAKS)
def test_a_broken_promise_is_seen(site: Made, path: str, sound: bytes, broken: bytes, offence: str) -> None:
    feed = site[2][path]
    assert sound in feed
    found = offences(feed.replace(sound, broken), f"{HUB}{path}", NOW, published(site[0].root / "site", HUB))
    assert [o for o in found if o.startswith(offence)], found


def test_every_rule_was_seen_to_be_broken_in_every_form() -> None:
    seen = {(offence.partition(":")[0], form_of(path)) for path, _, _, offence in BREAKS}
    assert seen >= {(rule, form) for rule in RULES for form in ("rss", "atom", "json")} - NOT_IN


def test_the_description_must_come_before_the_full_content(site: Made) -> None:
    # Within each item the two change places.
    whole = site[2]["feed.xml"]
    swapped = re.sub(
        rb"(<description>(?:(?!</description>).)*</description>)(\s*)(<content:encoded>.*?</content:encoded>)",
        rb"\3\2\1", whole, flags=re.S,
    )  # fmt: skip
    assert swapped != whole
    found = offences(swapped, f"{HUB}feed.xml", NOW)
    assert "summary_then_content: full content before the description: Old" in found


def test_hosts_are_told_what_each_feed_is(site: Made) -> None:
    rules = [
        (lines[0], dict(line.split(": ", 1) for line in lines[1:] if ": " in line))
        for rule in re.split(r"\n(?=/)", (site[0].root / "site/_headers").read_text())
        if (lines := [line.strip() for line in rule.splitlines()])
    ]
    found = {}
    for path in site[2]:
        fitting = [
            headers["Content-Type"]
            for address, headers in rules
            if re.fullmatch(re.sub(r":\w+", "[^/]+", address).replace("*", ".*"), f"/hub/{path}")
            and "Content-Type" in headers
        ]
        found[path] = fitting
    wanted = {path: [f"{TYPES[form_of(path)]}; charset=utf-8"] for path in site[2]}
    assert found == wanted


def test_after_every_edit_the_feeds_are_what_a_clean_build_makes(tmp_path: Path) -> None:
    text = str(FILES["content/news/full.md"])
    settings = str(FILES["content/site.toml"])
    hub = small_hub(tmp_path, FILES)
    built(hub)
    later, quiet, sam = datetime(2017, 7, 21), 5, text.replace("Sam <s>", "Sam")
    edits: list[tuple[dict[str, str | bytes], datetime]] = [
        ({"content/news/full.md": text.replace("licence: CC BY", "may_redistribute: no")}, NOON),
        ({"content/news/full.md": sam}, NOON),
        ({"content/news/flyer.pdf": PDF.replace(b"9 9", b"99 9")}, NOON),
        ({"content/news/speech.mp3": b"ID3 another speech"}, NOON),
        ({"content/pages/about.md": "---\ntitle: About\nslug: us\n---\nWords.\n"}, NOON),
        # Announced for later, it changes nothing yet.
        ({"content/news/full.md": sam.replace("2017-07-13, note: Typo", "2017-07-20, note: Typo, major: yes")}, NOON),
        ({}, later),
        ({"content/site.toml": settings.replace("count = 5", "count = 1")}, later),
        ({"content/site.toml": settings.replace("hub.example.org", "other.example.org")}, later),
        ({"content/site.toml": settings.replace("[feeds]", '[organisation]\nname = "ATUC"\n[feeds]')}, later),
        ({"content/site.toml": settings.replace("[lists]", 'language = "cy"\ntimezone = "Europe/Paris"\n[lists]')}, later),
        ({"content/site.toml": settings.replace(HUB, "https://unions.example/")}, later),
    ]  # fmt: skip
    before = feeds_in(hub.root / "site")
    for number, (files, now) in enumerate(edits):
        write(hub.root, files)
        assert (number, built(hub, now).problems) == (number, ())
        assert built(hub, now, name=f"clean-{number}").problems == ()
        made = feeds_in(hub.root / "site")
        assert (number, made == feeds_in(hub.root / f"clean-{number}")) == (number, True)
        assert (number, made != before) == (number, number != quiet)
        before = made


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"start": "2017-08-01"}, "<p><strong>When:</strong> Tuesday 1 August 2017</p>"),
        ({"start": "2017-08-01", "end": "2017-08-03"},
         "<p><strong>When:</strong> Tuesday 1 August 2017 to Thursday 3 August 2017</p>"),
        ({"start": "2017-08-01 18:30", "end": "2017-08-01 20:00",
          "venue": "{name: Town <Hall>, address: 1 High St, postcode: N0 0AA}"},
         "<p><strong>When:</strong> Tuesday 1 August 2017, 6.30pm to 8pm"
         "<br><strong>Where:</strong> Town &lt;Hall&gt;, 1 High St, N0 0AA</p>"),
        ({"start": "2017-08-01 18:30", "state": "cancelled", "online_url": "https://example.org/"},
         "<p><strong>Cancelled.</strong></p>\n<p><strong>When:</strong> Tuesday 1 August 2017, 6.30pm"
         "<br><strong>Where:</strong> Online</p>"),
        ({"start": "2017-08-01 22:00", "end": "2017-08-02 01:00"},
         "<p><strong>When:</strong> Tuesday 1 August 2017, 10pm to Wednesday 2 August 2017, 1am</p>"),
    ],
)  # fmt: skip
def test_an_event_says_when_and_where_it_is(tmp_path: Path, fields: dict[str, str], told: str) -> None:
    hub = small_hub(tmp_path, {"content/events/e.md": post("E", **fields)})
    assert built(hub).problems == ()
    for path in feeds("events"):
        assert feed_of(hub, path).items[0].html == f"{told}\n<p>Some words.</p>"


def test_election_material_has_its_imprint_in_feeds_too(tmp_path: Path) -> None:
    imprint = 'imprint = """Promoted by Jo <Bloggs>,\n1 High St."""\n'
    endorses = "{contest: Anytown 2017, candidate: Ann Other}"
    files = {
        "content/site.toml": imprint + SETTINGS,
        "content/statements/s.md": post("S", date="2017-07-02", endorses=endorses),
        "content/statements/t.md": post("T", endorses=endorses.replace("}", ", public: no}")),
    }
    hub = small_hub(tmp_path, files)
    assert built(hub).problems == ()
    for path in feeds():
        assert [item.html for item in feed_of(hub, path).items] == [
            "<p>Some words.</p>\n<p>Promoted by Jo &lt;Bloggs&gt;,<br>1 High St.</p>",
            "<p>Some words.</p>",
        ]


def test_atom_knows_a_feed_by_one_id_wherever_the_site_goes(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {"content/news/a.md": post("A")})
    built(hub)
    first = "https://anytown.example/news/atom.xml"

    was = ["https://anytown.example/"]
    for number in range(3):
        (tmp_path / "content/ledger.json").write_bytes((tmp_path / "site/ledger.json").read_bytes())
        settings = SETTINGS.replace("https://anytown.example/", f"https://moved-{number}.example/hub/")
        moved = f"moved_from = {json.dumps(was)}\n"
        write(tmp_path, {"content/site.toml": moved + settings})
        assert built(hub).problems == ()
        assert parsed((tmp_path / "site/news/atom.xml").read_bytes()).feed.id == first
        was.append(f"https://moved-{number}.example/hub/")
    data = (tmp_path / "site/news/atom.xml").read_bytes()
    assert offences(data, "https://moved-2.example/hub/news/atom.xml", NOW) == []
