"""RSS 2.0, written by feedgen.

What feedgen must be told: every date (it stamps *now*), the summary beside the content (content alone
lands in the description), names through Dublin Core (it drops an author without an e-mail address), and
the alternate link last (the last link becomes the channel's). It switches the process's locale while it
formats dates, so a feed is never made in a second thread.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import replace
from html import escape

from lxml import etree  # before feedgen, whose util cannot be imported without it

from gazette.feeds import mends
from gazette.feeds.channel import Channel, plain
from gazette.feeds.content import content
from gazette.feeds.sizes import size
from gazette.recipes.recipe import Desk
from gazette.syndication import FeedFile, FeedItem

# isort: split
from feedgen.entry import FeedEntry
from feedgen.ext.dc import DcEntryExtension, DcExtension
from feedgen.feed import FeedGenerator


def write(desk: Desk, channel: Channel) -> bytes:
    """The feed as RSS."""
    return document(channel, (item(desk, path) for path in channel.paths))


def document(channel: Channel, items: Iterable[etree._Element]) -> bytes:
    """A feed of items as RSS."""
    feed = FeedGenerator()
    feed.register_extension("dc", DcExtension, DcEntryExtension, atom=False)
    feed.title(channel.title)
    feed.description(channel.description)
    feed.language(channel.language)
    feed.generator("gazette")
    feed.docs("https://www.rssboard.org/rss-specification")
    feed.link(href=channel.url, rel="self", type="application/rss+xml")
    feed.link(href=channel.home, rel="alternate")
    feed.lastBuildDate(channel.updated)
    root = etree.fromstring(feed.rss_str())
    inner = root[0]
    mends.channel_links(inner, links(channel))
    if channel.archived:
        mends.archived(inner, "generator")
    for one in items:
        inner.append(deepcopy(one))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def links(channel: Channel) -> list[mends.Link]:
    """The links of a feed beside the one to itself: its hub, what is subscribed to, the older archive."""
    found = [] if channel.archived or not channel.hub else [{"href": channel.hub, "rel": "hub"}]
    found += [{"href": channel.current, "rel": "current"}] if channel.archived else []
    found += [{"href": channel.older, "rel": "prev-archive"}] if channel.older else []
    return found


def item(desk: Desk, path: str) -> etree._Element:
    """An entry as an item of RSS; made once a process."""
    return desk.once(
        ("rss", path), lambda inner: element(inner, inner.ask("feed_item", path), content(inner, path))
    )


def element(desk: Desk, told: FeedItem, html: str) -> etree._Element:
    """An item with its content."""
    entry = FeedEntry()
    entry.register_extension("dc", DcEntryExtension, atom=False)
    entry.id(told.id)
    entry.title(plain(told.title))
    entry.link(href=told.url)
    entry.published(told.appeared)
    entry.updated(told.appeared)
    entry.summary(plain(escape(told.summary or told.title, quote=False)))  # readers take it for HTML
    entry.content(html or plain(escape(told.title)), type="CDATA")
    if told.authors:
        entry.dc.dc_creator([plain(author) for author in told.authors])
    entry.category([{"term": plain(word)} for word in told.categories])
    if told.source and told.source.url:
        entry.dc.dc_source([told.source.url])  # not `source`, which wants the address of a feed
    if file := enclosure(desk, told):
        entry.enclosure(file.url, str(file.size), file.media_type)
    made: etree._Element = entry.rss_entry()
    return made


def enclosure(desk: Desk, told: FeedItem) -> FeedFile | None:
    """The one file of an entry that podcast players and readers fetch: a recording before a document."""
    for kind in ("audio/", "video/", "application/pdf"):
        for file in told.files:
            if file.media_type.startswith(kind) and (length := size(desk, file)) is not None:
                return replace(file, size=length)
    return None
