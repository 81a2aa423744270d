"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from typing import Any

from gazette.feeds.channel import Channel, plain
from gazette.feeds.content import content
from gazette.feeds.sizes import size
from gazette.recipes.recipe import Desk
from gazette.syndication import FeedFile, FeedItem

VERSION = "https://jsonfeed.org/version/1.1"


def write(desk: Desk, channel: Channel) -> bytes:
    """The feed as JSON."""
    return document(channel, [item(desk, path) for path in channel.paths])


def document(channel: Channel, items: list[dict[str, Any]]) -> bytes:
    """A feed of items as JSON."""
    hubs = [{"type": "WebSub", "url": channel.hub}] if channel.hub and not channel.archived else []
    feed = _said(
        version=VERSION,
        title=channel.title,
        home_page_url=channel.home,
        feed_url=channel.url,
        description=channel.description,
        next_url=channel.older,
        authors=[{"name": channel.author, "url": channel.site}],
        language=channel.language,
        hubs=hubs,
    )
    feed["items"] = items
    return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode()


def item(desk: Desk, path: str) -> dict[str, Any]:
    """An entry as an item of JSON Feed; made once a process."""
    return desk.once(
        ("json", path), lambda inner: element(inner, inner.ask("feed_item", path), content(inner, path))
    )


def element(desk: Desk, told: FeedItem, html: str) -> dict[str, Any]:
    """An item with its content."""
    return _said(
        id=told.id,
        url=told.url,
        external_url=told.source.url if told.source else None,
        title=plain(told.title),
        content_html=html or plain(told.title),
        summary=plain(told.summary),
        image=told.picture.url if told.picture and not told.picture.url.endswith(".svg") else None,
        date_published=told.appeared.isoformat(),
        date_modified=told.updated.isoformat(),
        authors=[{"name": plain(author)} for author in told.authors],
        tags=[plain(word) for word in told.categories],
        language=told.language,
        attachments=[_attachment(desk, file) for file in told.files],
    )


def _attachment(desk: Desk, file: FeedFile) -> dict[str, Any]:
    return _said(
        url=file.url, mime_type=file.media_type, title=plain(file.title), size_in_bytes=size(desk, file)
    )


def _said(**fields: Any) -> dict[str, Any]:
    """The fields that have something to say."""
    return {name: value for name, value in fields.items() if value not in (None, "", [])}
