"""A closed feed: what stays of one whose subject is no more, for those who are still subscribed to it."""

from __future__ import annotations

from html import escape
from typing import assert_never

from gazette.feeds import atom, jsonfeed, rss
from gazette.feeds.channel import EPOCH, Channel, plain
from gazette.history import Closed
from gazette.recipes.recipe import Desk
from gazette.site import FeedForm
from gazette.syndication import FeedItem


def feed(desk: Desk, path: str, form: FeedForm) -> bytes:
    """The feed at an output path, in its form: one item at most, which says that it is the last."""
    told: Closed = desk.ask("closed", path)
    channel = Channel(
        id=told.id,
        title=plain(told.title),
        description=told.message,
        language=desk.ask("setting", "language"),
        author=plain(desk.ask("setting", "organisation").name or desk.ask("setting", "title")),
        home=told.page,
        site=desk.ask("setting", "base_url"),
        url=told.url,
        current=told.current,
        older="",
        hub="",
        updated=told.since or EPOCH,
        paths=(),
    )
    notes = [_note(told)] if told.since and not channel.archived else []
    html = f'<p>{escape(told.message)}</p><p><a href="{escape(told.page)}">{escape(told.page)}</a></p>'
    match form:
        case "rss":
            return rss.document(channel, [rss.element(desk, note, html) for note in notes])
        case "atom":
            return atom.document(channel, [atom.element(desk, note, html) for note in notes])
        case "json":
            return jsonfeed.document(channel, [jsonfeed.element(desk, note, html) for note in notes])
        case _:
            assert_never(form)


def _note(told: Closed) -> FeedItem:
    assert told.since is not None
    return FeedItem(
        id=told.note,
        title="This feed has ended",
        url=told.page,
        summary=told.message,
        appeared=told.since,
        updated=told.since,
    )
