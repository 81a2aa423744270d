"""Atom (RFC 4287), written by feedgen.

A generator of its own: what feedgen is told for RSS (`CDATA`, a description) would spoil this form.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from html import escape

from lxml import etree  # before feedgen, whose util cannot be imported without it

from gazette.feeds import mends
from gazette.feeds.channel import Channel, plain
from gazette.feeds.content import content
from gazette.feeds.rss import enclosure, links
from gazette.recipes.recipe import Desk
from gazette.syndication import FeedItem

# isort: split
from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator


def write(desk: Desk, channel: Channel) -> bytes:
    """The feed as Atom."""
    return document(channel, (item(desk, path) for path in channel.paths))


def document(channel: Channel, items: Iterable[etree._Element]) -> bytes:
    """A feed of entries as Atom."""
    feed = FeedGenerator()
    feed.id(channel.id)
    feed.title(channel.title)
    feed.subtitle(channel.description)
    feed.updated(channel.updated)
    feed.language(channel.language)
    feed.author({"name": channel.author, "uri": channel.site})
    feed.generator("gazette")
    feed.link(href=channel.url, rel="self", type="application/atom+xml")
    feed.link(href=channel.home, rel="alternate", type="text/html")
    for link in links(channel):
        feed.link(**link)
    root = etree.fromstring(feed.atom_str())
    if channel.archived:
        mends.archived(root, f"{{{mends.ATOM}}}generator")
    for one in items:
        root.append(deepcopy(one))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def item(desk: Desk, path: str) -> etree._Element:
    """An entry as an entry of Atom; made once a process."""
    return desk.once(
        ("atom", path), lambda inner: element(inner, inner.ask("feed_item", path), content(inner, path))
    )


def element(desk: Desk, told: FeedItem, html: str) -> etree._Element:
    """An entry of Atom with its content."""
    entry = FeedEntry()
    entry.id(told.id)
    entry.title(plain(told.title))
    entry.link(href=told.url)
    entry.published(told.appeared)
    entry.updated(told.updated)
    if told.summary:
        entry.summary(plain(told.summary))
    entry.content(html or plain(escape(told.title)), type="html")
    entry.author([{"name": plain(author)} for author in told.authors])
    entry.category([{"term": plain(word)} for word in told.categories])
    made = entry.atom_entry()
    made.set("xmlns", mends.ATOM)
    element = etree.fromstring(etree.tostring(made))
    mends.links(element, _links(desk, told))
    if told.language:
        mends.language(element, told.language)
    return element


def _links(desk: Desk, told: FeedItem) -> list[mends.Link]:
    found = [{"href": told.url, "rel": "alternate", "type": "text/html"}]
    if told.source and told.source.url:
        found.append({"href": told.source.url, "rel": "via", "title": plain(told.source.title)})
    if file := enclosure(desk, told):
        found.append({"href": file.url, "rel": "enclosure", "type": file.media_type})
        found[-1] |= {"length": str(file.size), "title": plain(file.title)}
    return found
