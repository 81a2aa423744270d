"""Exports are read as a stream, whatever they are made of."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain

import pytest

from gazette.importers import feed, wxr
from gazette.importers.piece import Break, Comment, Label, Origin, Piece
from tests.exports import HEAD, SITE, TAIL, attachment, comment, export, item


def read(text: str | bytes) -> list[Piece | Origin | Break]:
    data = text.encode() if isinstance(text, str) else text
    return list(wxr.read(io.BytesIO(data)))


def pieces(text: str | bytes) -> list[Piece]:
    return [one for one in read(text) if isinstance(one, Piece)]


def breaks(text: str | bytes) -> list[Break]:
    return [one for one in read(text) if isinstance(one, Break)]


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_an_item_is_read_in_every_version(version: str) -> None:
    text = export(
        item(7, "Pay &amp; <em>conditions</em>", "<p>Words</p>", categories=[("category", "news", "News"), ("post_tag", "pay", "Pay")],
             meta=[("mood", "angry")], excerpt="Short.", sticky=True, comments=comment(1, "Ann", "Yes") + comment(2, "Spam", "x", approved="0")
             + comment(3, "Other site", "x", sort="pingback")),
        version=version,
    )  # fmt: skip
    assert pieces(text) == [
        Piece(
            f"{SITE}/?p=7", "7", "post", "Pay & conditions", f"{SITE}/2017/07/post-7/", "post-7",
            datetime(2017, 7, 1, 9, tzinfo=UTC), None, "published", "Jo Bloggs", "<p>Words</p>", "Short.",
            (Label("category", "news", "News"), Label("tag", "pay", "Pay")), (("mood", "angry"),),
            (Comment("1", "0", "Ann", datetime(2017, 7, 2, 9, tzinfo=UTC), "Yes"),), sticky=True, plain=True,
            notes=("its title had markup (em), of which the words stay", "1 comment was left out: not approved",
                   "1 comment was left out: only the trace of a link from elsewhere"),
        )
    ]  # fmt: skip
    assert read(text)[-1] == Origin("Old Council", SITE, ("jo",))


def test_an_attachment_has_the_address_of_its_file() -> None:
    (found,) = pieces(export(attachment(10, "2017/07/picket.jpg", parent=1, alt="A picket", caption="Line")))
    assert (found.sort, found.file, found.parent, found.excerpt) == (
        "attachment", f"{SITE}/wp-content/uploads/2017/07/picket.jpg", "1", "Line",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({"status": "publish"}, "published"), ({"status": "draft"}, "draft"), ({"status": "pending"}, "draft"),
        ({"status": "future"}, "scheduled"), ({"status": "private"}, "private"), ({"status": "trash"}, "discarded"),
        ({"password": "secret"}, "protected"), ({"status": "of-a-plugin"}, "draft"),
    ],
)  # fmt: skip
def test_every_status_is_understood(given: dict[str, str], state: str) -> None:
    assert [piece.state for piece in pieces(export(item(1, **given)))] == [state]  # type: ignore[arg-type]


def test_a_date_without_an_instant_is_the_clock_on_the_wall() -> None:
    (one,) = pieces(export(item(1, gmt="0000-00-00 00:00:00")))
    assert one.date == datetime(2017, 7, 1, 10)


BOMB = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("head", [BOMB, OUTSIDE])
def test_a_document_type_ends_the_reading(head: str) -> None:
    found = read(head + "<rss><channel><item><title>&b;&x;</title></item></channel></rss>")
    assert found == [
        Break("The export has a document type, which no export of WordPress has.", 1, 1, "<!DOCTYPE rss>",
              "export it again from WordPress: Tools, Export, All content")
    ]  # fmt: skip


def test_a_broken_export_keeps_what_came_before_and_says_where() -> None:
    text = export(item(1), item(2)).replace("</item>\n</channel>", "</channel>")
    assert [piece.number for piece in pieces(text)] == ["1"]
    (stopped,) = breaks(text)
    line = text[: text.index("</channel>")].count("\n") + 1
    assert stopped.line == line
    assert stopped.message.startswith(
        "The export cannot be read any further: Opening and ending tag mismatch"
    )


def test_an_export_that_is_cut_off_keeps_what_came_before() -> None:
    text = export(item(1), item(2))
    assert [piece.number for piece in pieces(text[: text.rindex("<wp:post_id>")])] == ["1"]
    assert len(breaks(text[: text.rindex("<wp:post_id>")])) == 1


def test_control_characters_and_stray_bytes_do_not_end_it() -> None:
    data = export(item(1, "Caf\u00e9", "a\x0bb\x00c")).encode().replace("Caf\u00e9".encode(), b"Caf\xe9")
    (one,) = pieces(data)
    assert (one.title, one.html) == ("Café", "abc")
    assert read(data)[-1] == Origin(
        "Old Council", SITE, ("jo",),
        ("2 control characters left out, which XML cannot hold", "1 byte read as Windows-1252, of what should be UTF-8"),
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16", "utf-8-sig"])
def test_other_encodings_are_read(encoding: str) -> None:
    declared = export(item(1, "Café")).replace(
        'encoding="UTF-8"', f'encoding="{encoding.removesuffix("-sig")}"'
    )
    assert [piece.title for piece in pieces(declared.encode(encoding))] == ["Café"]


@pytest.mark.parametrize("data", [b"", b"not xml", b"<html></html>", b"\x00\x01\x02", b"<rss></rss>"])
def test_what_is_no_export_has_no_items(data: bytes) -> None:
    assert pieces(data) == []


class Endless(io.RawIOBase):
    """An export of so many items, made while it is read."""

    def __init__(self, items: int) -> None:
        made = (item(number, html="words " * 2000) for number in range(items))
        whole = chain([HEAD.format(version="1.2", site=SITE)], made, [TAIL])
        self.parts: Iterator[bytes] = (part.encode() for part in whole)
        self.left = b""

    def read(self, size: int = -1) -> bytes:
        while len(self.left) < size and (more := next(self.parts, b"")):
            self.left += more
        given, self.left = self.left[:size], self.left[size:]
        return given


def peak(items: int) -> int:
    tracemalloc.start()
    assert sum(isinstance(one, Piece) for one in wxr.read(Endless(items))) == items  # type: ignore[arg-type]
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found


def test_the_memory_that_reading_takes_does_not_grow_with_the_export() -> None:
    # When the collector runs moves a peak by a fifth; half a kilobyte kept of each item would double it.
    assert peak(3000) < 2 * peak(200)


RSS = """<rss version="2.0"><channel><title>Old &amp; gone</title><link>https://old.example/</link>
<item><title>One</title><link>https://old.example/one.html</link><guid>https://old.example/?p=1</guid>
<pubDate>Sat, 01 Jul 2017 10:00:00 +0100</pubDate><category>Pay</category><description>&lt;p&gt;Words&lt;/p&gt;</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Old</title><link href="https://old.example/"/><id>x</id>
<entry><id>tag:old.example,2017:1</id><title>One</title><link href="https://old.example/one/"/>
<published>2017-07-01T10:00:00+01:00</published><updated>2017-07-02T10:00:00Z</updated><author><name>Ann</name></author>
<summary>Short.</summary><content type="html">&lt;p&gt;Words&lt;/p&gt;</content></entry></feed>"""


def test_feeds_are_read_too() -> None:
    origin, one = feed.read(io.BytesIO(RSS.encode()))
    assert origin == Origin("Old & gone", "https://old.example/")
    assert one == Piece(
        "https://old.example/?p=1", "", "post", "One", "https://old.example/one.html", "one",
        datetime(2017, 7, 1, 9, tzinfo=UTC), html="<p>Words</p>", labels=(Label("category", "Pay", "Pay"),),
    )  # fmt: skip
    _, two = feed.read(io.BytesIO(ATOM.encode()))
    assert two == Piece(
        "tag:old.example,2017:1", "", "post", "One", "https://old.example/one/", "one",
        datetime(2017, 7, 1, 9, tzinfo=UTC), datetime(2017, 7, 2, 10, tzinfo=UTC), author="Ann", html="<p>Words</p>",
        excerpt="Short.",
    )  # fmt: skip


def test_what_is_no_feed_says_so() -> None:
    found = list(feed.read(io.BytesIO(b"<html><body>Nothing</body></html>")))
    assert [type(one) for one in found] == [Origin, Break]
