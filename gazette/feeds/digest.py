"""The feed of digests: RSS alone, which is what services that send feeds on by e-mail take."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from gazette.digests import Digest
from gazette.feeds import rss
from gazette.feeds.channel import EPOCH, Channel, plain
from gazette.feeds.content import clean
from gazette.recipes.recipe import Desk
from gazette.syndication import FeedItem


def feed(desk: Desk, items: Sequence[tuple[Digest, etree._Element]]) -> bytes:
    """The feed of the digests, newest first."""
    title = f"The week, {desk.ask('setting', 'title')}"
    home = desk.ask("absolute", desk.ask("target", "", "/digest/").address)
    url = f"{home}feed.xml"
    channel = Channel(
        id=url,  # of Atom alone
        title=plain(title),
        description="What was new in the week, and what comes up in the next fortnight.",
        language=desk.ask("setting", "language"),
        author=plain(desk.ask("setting", "organisation").name or desk.ask("setting", "title")),
        home=home,
        site=desk.ask("setting", "base_url"),
        url=url,
        current=url,
        older="",
        hub=desk.ask("setting", "feeds").websub_hub or "",
        updated=max((told.ended for told, _ in items), default=EPOCH),
        paths=(),
    )
    return rss.document(channel, [element for _, element in items])


def item(desk: Desk, told: Digest, html: str) -> tuple[Digest, etree._Element]:
    """The digest of a week as an item."""
    url = f"{desk.ask('absolute', desk.ask('target', '', '/digest/').address)}#week-{told.week.lower()}"
    about = FeedItem(
        id=told.id,
        title=f"The week of {told.title}",
        url=url,
        summary=told.summary,
        appeared=told.ended,
        updated=told.ended,
        imprint=told.imprint,
    )
    return told, rss.element(desk, about, clean(html, url))
