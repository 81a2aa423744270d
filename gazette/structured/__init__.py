"""Structured data: what a page is about, in the words of schema.org, for machines that read it.

What is said comes from a `Piece`, a small value, and from nothing else. It goes into the page as a block
of data (JSON-LD), which no browser runs and no policy about scripts forbids.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from markupsafe import Markup

from gazette.kinds.course import Course
from gazette.kinds.event import Event
from gazette.structured.article import article, web_page
from gazette.structured.course import courses
from gazette.structured.event import event
from gazette.structured.piece import Piece, Publisher
from gazette.structured.publisher import publisher, website
from gazette.structured.words import Json, thing

__all__ = ["Piece", "Publisher", "block", "breadcrumbs", "describe", "introduce"]


def describe(piece: Piece) -> str:
    """What the page of an entry is about, as JSON.

    What was withdrawn is no event to go to and no course to join: only its page is left. Nor would a
    search engine take an event without a place, or a course without days: its page tells of it.
    """
    entry = piece.entry
    match entry:
        case _ if entry.status == "withdrawn":
            found = [web_page(piece)]
        case Event() if entry.venue or entry.online_url:
            found = [event(piece, entry)]
        case Event():
            found = [web_page(piece)]
        case Course():
            found = courses(piece, entry) or [web_page(piece)]
        case _:
            found = [article(piece)]
    return _written(found)


def introduce(who: Publisher) -> str:
    """The site and who publishes it, as JSON."""
    return _written([website(who), publisher(who)])


def breadcrumbs(trail: Iterable[tuple[str, str]]) -> str:
    """The way to a page from the front page, as JSON; each step has its title and its whole URL."""
    steps = [
        thing("ListItem", position=number, name=str(title), item=url)
        for number, (title, url) in enumerate(trail, 1)
    ]
    return _written([thing("BreadcrumbList", itemListElement=steps)])


def block(data: str) -> Markup:
    """JSON as a block of data in a page, which no text in it can bring to an early end."""
    safe = data.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return Markup(f'<script type="application/ld+json">{safe}</script>')


def _written(things: list[Json]) -> str:
    graph: Json = things[0] if len(things) == 1 else {"@graph": things}
    whole = {"@context": "https://schema.org", **graph}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
