"""What an item of a feed tells, in every form."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.checks.feed_files import Feed, form_of, read
from tests.feed_hub import FORMS, HUB, Made, feed_of, feeds_in, full, parsed, size_of
from tests.hub import SETTINGS, built, feeds, post, small_hub


@pytest.fixture
def site(feed_site: Made) -> Made:
    return feed_site


@pytest.fixture(params=FORMS)
def told(site: Made, request: pytest.FixtureRequest) -> Feed:
    """The feed of the site in each of its forms."""
    return read(site[2][request.param], form_of(request.param))


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
    # RSS has a `source` for items of other feeds; a page is what Dublin Core has a word for.
    assert b"<source" not in site[2]["feed.xml"]
    assert site[2]["feed.xml"].count(b"<dc:source>https://example.org/a?b=c&amp;d=e</dc:source>") == 1
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
    drawing = '<a href="https://anytown.example/news/b.svg">B</a>'  # which many readers cannot show
    figure = f"<figure>{drawing}</figure>"
    for path in feeds():
        three, two, one = (re.sub(r' (width|height)="\d+"', "", i.html) for i in feed_of(hub, path).items)
        assert (path, three) == (path, f"{figure}\n<p>Some words.</p>")
        assert two == f"{figure}\n<p></p>\n<p>{drawing}</p>"
        assert one == "<p>Some words.</p>"
    assert b'"image"' not in (hub.root / "site/feed.json").read_bytes()
    assert b"a.svg" not in b"".join(feeds_in(hub.root / "site").values())
    assert b"a.svg" in (hub.root / "site/news/one/index.html").read_bytes()


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
