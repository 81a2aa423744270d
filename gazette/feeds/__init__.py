"""Feeds: the entries of a group as RSS 2.0, Atom and JSON Feed 1.1, whole, and dated by their own dates.

`channel` asks what a feed says of itself, `content` gives the HTML of an item, the same in every form;
`rss` and `atom` have feedgen write them, `mends` puts right what it does not, and `jsonfeed` needs nobody's
help. An item is written once a process in each form and set into every feed that carries it.
"""

from __future__ import annotations

from typing import assert_never

from gazette.feeds import atom, jsonfeed, rss
from gazette.feeds.channel import channel
from gazette.recipes.recipe import Desk
from gazette.site import FeedForm


def feed(desk: Desk, group: str, key: str, form: FeedForm, number: int) -> bytes:
    """The feed of a group in a form; `number` 0 is what is subscribed to, others are archives."""
    told = channel(desk, group, key, form, number)
    match form:
        case "rss":
            return rss.write(desk, told)
        case "atom":
            return atom.write(desk, told)
        case "json":
            return jsonfeed.write(desk, told)
        case _:
            assert_never(form)
