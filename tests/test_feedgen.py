"""What is put right behind feedgen's back: each of these fails once feedgen needs no mending.

Then the mend of the same name in gazette/feeds/mends.py goes, and its test here with it.
"""

from __future__ import annotations

from datetime import UTC, datetime

from lxml import etree

from gazette.feeds import mends

# isort: split
from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

NOW = datetime(2017, 7, 14, tzinfo=UTC)
A = f"{{{mends.ATOM}}}"


def feed() -> FeedGenerator:
    made = FeedGenerator()
    made.id("https://a.example/atom.xml")
    made.title("A")
    made.description("B")
    made.updated(NOW)
    made.author({"name": "Jo"})
    made.link(href="https://a.example/feed.xml", rel="self")
    made.link(href="https://a.example/", rel="alternate")
    return made


def entry() -> FeedEntry:
    made = FeedEntry()
    made.id("tag:a.example,2017:1")
    made.title("A")
    made.updated(NOW)
    made.link(href="https://a.example/1/")
    made.link(href="https://a.example/1.pdf", rel="enclosure", type="application/pdf", length="5", title="P")
    made.content("<p>x</p>", type="html")
    return made


def atom_entry() -> etree._Element:
    made = entry().atom_entry()
    made.set("xmlns", mends.ATOM)
    return etree.fromstring(etree.tostring(made))


def test_links() -> None:
    made = atom_entry()
    # Upstream, of each link of an entry the address alone is left.
    assert [dict(link.attrib) for link in made.findall(f"{A}link")] == [
        {"href": "https://a.example/1/"},
        {"href": "https://a.example/1.pdf"},
    ]
    wanted = [
        {"href": "https://a.example/1/", "rel": "alternate"},
        {"href": "https://a.example/1.pdf", "rel": "enclosure"},
    ]
    order = [child.tag for child in made]
    mends.links(made, wanted)
    assert [dict(link.attrib) for link in made.findall(f"{A}link")] == wanted
    assert [child.tag for child in made] == order


def test_channel_links() -> None:
    made = feed()
    made.link(href="https://hub.example/", rel="hub")
    channel = etree.fromstring(made.rss_str())[0]
    # Upstream, RSS has the link to itself alone.
    assert [link.get("rel") for link in channel.findall(f"{A}link")] == ["self"]
    mends.channel_links(channel, [{"href": "https://hub.example/", "rel": "hub"}])
    assert [link.get("rel") for link in channel.findall(f"{A}link")] == ["self", "hub"]


def test_archived() -> None:
    from pathlib import Path

    from feedgen import ext

    # Upstream, no extension knows of RFC 5005.
    names = {path.stem for path in Path(ext.__file__).parent.glob("*.py")}
    assert not names & {"history", "fh", "archive", "paging", "rfc5005"}
    root = etree.fromstring(feed().atom_str())
    mends.archived(root, f"{A}generator")
    assert root.find(f"{{{mends.HISTORY}}}archive") is not None


def test_language() -> None:
    # Upstream, a language is the whole feed's.
    assert not hasattr(FeedEntry, "language")
    made = atom_entry()
    mends.language(made, "cy")
    assert made.get(mends.LANGUAGE) == "cy"


def test_what_feedgen_must_be_told() -> None:
    """Not mended but worked around: gazette/feeds/rss.py says how."""
    import locale

    untold = FeedGenerator()
    untold.title("A")
    untold.description("B")
    untold.link(href="https://a.example/", rel="alternate")
    built = etree.fromstring(untold.rss_str()).findtext("channel/lastBuildDate")
    assert built is not None  # it stamps *now*
    prepended = feed()
    for number in ("1", "2"):
        one = prepended.add_entry()
        one.id(number)
        one.title(number)
    assert [e.title() for e in prepended.entry()] == ["2", "1"]
    alone = entry()
    assert alone.rss_entry().find("description") is not None  # content alone lands in the description
    assert [e.tag for e in alone.rss_entry() if "encoded" in str(e.tag)] == []
    named = entry()
    named.author({"name": "Jo"})
    assert named.rss_entry().find("author") is None  # dropped without a word
    last = feed()
    last.link(href="https://a.example/feed.xml", rel="self")
    assert etree.fromstring(last.rss_str()).findtext("channel/link") == "https://a.example/feed.xml"
    asked: list[object] = []
    real = locale.setlocale
    try:
        locale.setlocale = lambda *a: asked.append(a) or real(*a)  # type: ignore[assignment]
        feed().rss_str()
    finally:
        locale.setlocale = real
    assert asked  # it switches the locale of the process
