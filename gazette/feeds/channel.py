"""The channel: what a feed says of itself, in whatever form it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from gazette.recipes.recipe import Desk
from gazette.site import FeedForm
from gazette.syndication import FeedItem, FeedLinks

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""The date of a feed that has nothing in it yet."""

_REFUSED = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that XML cannot hold (XML 1.0, production 2): one of them would end the feed."""


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed says of itself, every address a whole URL.

    `id` is what Atom knows the feed by, `url` where this file lies and `current` what is subscribed to:
    another file where this is an archive. `older` is the archive of the entries before these, `hub` the
    WebSub hub. `paths` are the source paths of the entries.
    """

    id: str
    title: str
    description: str
    language: str
    author: str
    home: str
    site: str
    url: str
    current: str
    older: str
    hub: str
    updated: datetime
    paths: tuple[str, ...]

    @property
    def archived(self) -> bool:
        """Whether this is an archive, which nobody subscribes to."""
        return self.url != self.current


def channel(desk: Desk, group: str, key: str, form: FeedForm, number: int) -> Channel:
    """What the feed of a group, or the archive of that number, says of itself."""
    ask = desk.ask
    links: FeedLinks = ask("feed", group, key)
    settings = ask("setting", "feeds")
    paths = ask("feed_entries", group, key, number)
    items: list[FeedItem] = [ask("feed_item", path) for path in paths]

    def whole(address: str | None) -> str:
        return ask("absolute", address) if address else ""

    older = number - 1  # of the file that is subscribed to, -1: the newest archive
    return Channel(
        links.id,
        plain(links.title),
        plain(ask("setting", "description") or links.title),
        ask("setting", "language"),
        plain(ask("setting", "organisation").name or ask("setting", "title")),
        whole(links.home),
        ask("setting", "base_url"),
        whole(ask("feed_page", group, key, form, number)),
        whole(ask("feed_page", group, key, form, 0)),
        whole(ask("feed_page", group, key, form, older)) if older else "",
        settings.websub_hub or "",
        max((item.updated for item in items), default=EPOCH),
        paths,
    )


def plain(text: str) -> str:
    """The text as XML can hold it."""
    return _REFUSED.sub("\ufffd", text)
