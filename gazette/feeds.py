"""Feeds: the newest entries of a group as RSS 2.0, whole, absolute and dated by their own dates.

feedgen writes it. What it must be told: every date (it stamps *now*), the order of entries (it
prepends), `summary` beside `content` (content alone lands in the description), and the alternate
link last (the last link becomes the channel's). It switches the process's locale while it formats
dates, so a feed is never made in a second thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import lxml.etree  # noqa: F401  (feedgen.util cannot be imported before it)
import nh3
from feedgen.feed import FeedGenerator

from gazette.addresses import absolute
from gazette.allowlist import ATTRIBUTES, TAGS
from gazette.instants import begins, written
from gazette.kinds.entry import Entry
from gazette.prose import Prose
from gazette.reader import Reader

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""The date of a feed that has nothing in it yet."""

_TAG = re.compile(r'<[a-z][a-z0-9]*(?: [a-z-]+="[^"]*")*>')
_LINK = re.compile(r' (href|src|poster|cite)="([^"]*)"')
_REFUSED = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that XML cannot hold (XML 1.0, production 2): one of them would end the feed."""


def rss(reader: Reader, group: str, key: str, prose: dict[str, Prose]) -> bytes:
    """The RSS feed of a group. `prose` has the body of each of its entries as HTML."""
    base = reader.ask("setting", "base_url")
    zone = ZoneInfo(reader.ask("zone"))
    link = reader.ask("feed", group, key)
    feed = FeedGenerator()
    feed.load_extension("dc")
    feed.title(_text(link.title))
    feed.description(_text(reader.ask("setting", "description") or link.title))
    feed.language(reader.ask("setting", "language"))
    feed.generator("gazette")
    feed.docs("https://www.rssboard.org/rss-specification")
    here = absolute(link.address, base)
    feed.link(href=here, rel="self", type="application/rss+xml")
    feed.link(href=here.removesuffix("feed.xml"), rel="alternate")
    newest = EPOCH
    for path in reader.ask("feed_entries", group, key):
        entry: Entry = reader.ask("entry", path)
        appeared = begins(reader.ask("appeared", path), zone)
        newest = max(newest, appeared, *_major_changes(reader, entry, zone))
        item = feed.add_entry(order="append")
        where = absolute(reader.ask("address", path), base)
        item.id(entry.id or where)
        item.title(_text(entry.title))
        item.link(href=where)
        item.published(appeared)
        item.updated(appeared)
        html = _content(prose[path].html, where, base)
        item.summary(_text(reader.ask("summary", path) or entry.title))
        item.content(_text(html), type="CDATA")
        if entry.authors:
            item.dc.dc_creator([_text(author) for author in entry.authors])
        item.category([{"term": _text(word)} for word in (*entry.tags, *entry.unions)])
        if entry.source and entry.source.url:
            item.source(url=entry.source.url, title=_text(entry.source.title))
    feed.lastBuildDate(newest)
    feed.updated(newest)
    text: bytes = feed.rss_str(pretty=True)
    return text


def _major_changes(reader: Reader, entry: Entry, zone: ZoneInfo) -> Iterator[datetime]:
    """The instants of the changes that readers should look at again; none that is still to come."""
    for change in entry.changes:
        if change.major and reader.ask("passed", written(change.date)):
            yield begins(change.date, zone)


def _content(html: str, page: str, base: str) -> str:
    """The HTML of a body as a feed can carry it: absolute addresses, no classes."""
    clean = nh3.clean(
        html,
        tags=set(TAGS),
        attributes={
            tag: names - {"class", "loading"} if tag == "*" or tag == "img" else names
            for tag, names in ATTRIBUTES.items()
        },
        link_rel=None,
    )
    # nh3 writes every attribute in double quotes and every `<` of the text as `&lt;`, so that only
    # real tags match, and never an example within the text.
    return _TAG.sub(lambda tag: _LINK.sub(lambda link: _absolute(link, page), tag[0]), clean)


def _absolute(link: re.Match[str], page: str) -> str:
    return f' {link[1]}="{absolute(link[2], page)}"'


def _text(text: str) -> str:
    return _REFUSED.sub("\ufffd", text)
