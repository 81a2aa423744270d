"""The rules of feeds: for each, a feed in which it is broken, and that it is seen to be."""

from __future__ import annotations

import re

import pytest

from tests.checks.feed_files import form_of
from tests.checks.feeds import RULES, offences, published
from tests.feed_hub import HUB, NOW, Made


@pytest.fixture
def site(feed_site: Made) -> Made:
    return feed_site


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
    ("atom.xml", b"<updated>2017-07-12T00:00:00.472423+01:00</updated>\n    <author>",
     b"<updated>2017-07-01T00:00:00+01:00</updated>\n    <author>",
     "updated_is_not_before_published: changed before it was published: Bosses"),
    ("feed.json", b'"date_modified": "2017-07-12T00:00:00.472423+01:00"', b'"date_modified": "Wednesday"',
     "updated_is_not_before_published: no date of the last change: Bosses"),
    ("atom.xml", b"2017-01-05T00:00:00.998306+00:00", b"2017-07-12T00:00:00.472423+01:00",
     "no_two_were_changed_at_one_instant: 2 items changed at 2017-07-12"),
    ("feed.json", b"2017-01-05T00:00:00.998306+00:00", b"2017-07-12T00:00:00.472423+01:00",
     "no_two_were_changed_at_one_instant: 2 items changed at 2017-07-12"),
    ("feed.xml", b"picket-4.jpg", b"picket.svg", "pictures_can_be_shown: a drawing: https://unions"),
    ("atom.xml", b"picket-4.jpg", b"picket.svg", "pictures_can_be_shown: a drawing: https://unions"),
    ("feed.json", b"picket-4.jpg", b"picket.svg", "pictures_can_be_shown: a drawing: https://unions"),
    ("feed.xml", b"<title>Old</title>", b'<title>Old</title><source url="https://a.b/">A page</source>',
     "sources_are_no_feeds: a source that is no feed: Old"),
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
    ("no_two_were_changed_at_one_instant", "rss"),  # which has no such date
    ("sources_are_no_feeds", "atom"), ("sources_are_no_feeds", "json"),
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
