"""The content of an item: the HTML that feed readers show, the same in every form of a feed.

It stands alone, far from the site: every address is whole, and nothing is in it that readers throw out
or choke on. What the page says around the body comes with it: picture and credit, where it appeared
first, attachments, corrections.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from html import escape

import nh3

from gazette.addresses import absolute
from gazette.allowlist import ADDRESSES, ATTRIBUTES, TAGS
from gazette.feeds.channel import plain
from gazette.kinds.shapes import Source
from gazette.occasions import Occasion
from gazette.recipes.recipe import Desk
from gazette.syndication import FeedFile, FeedItem, FeedPicture
from gazette.wording import clock, long_date, when

_LEFT_OUT = {"class", "id", "loading", "translate"}
"""Attributes that mean something only on the site's own pages."""

_ALLOWED = {tag: names - _LEFT_OUT for tag, names in ATTRIBUTES.items()}

_NO_PICTURE = re.compile(r"<img(?![^>]* src=)[^>]*>")
"""A picture that has lost its address: nh3 writes every attribute in double quotes and `>` as `&gt;`."""

_FOR_SCRIPTS = re.compile(r"<p hidden>.*?</p>", re.S)
"""What a page has for its own script alone, such as the button that copies the details of a fund."""

_DRAWING = re.compile(r'<img(?=[^>]* src="([^"]*\.svg)")[^>]*>')
"""A picture made of lines, which many readers cannot show and some take for a danger."""


_LINKED = re.compile(r"<a [^>]*>.*?</a>", re.S)


def content(desk: Desk, path: str) -> str:
    """The content of an entry's item; made once a process."""
    return desk.once(("feed content", path), lambda inner: _content(inner, path))


def _content(desk: Desk, path: str) -> str:
    item: FeedItem = desk.ask("feed_item", path)
    held_back = frozenset(desk.ask("held_back"))
    pieces = [*_changes(item), *_occasion(item.occasion), *_source(item.source), *_picture(item.picture)]
    body = _FOR_SCRIPTS.sub("", desk.whole(path))
    pieces.append(f'<div lang="{item.language}" dir="auto">{body}</div>' if item.language else body)
    pieces += [*_files(item.files), *_corrections(desk, path, item), *_imprint(item.imprint)]
    return clean("\n".join(pieces), item.url, held_back)


def clean(html: str, page: str, held_back: frozenset[str] = frozenset()) -> str:
    """HTML as a feed can carry it, its addresses taken from `page`; without pictures that are held back."""

    def keep(tag: str, name: str, value: str) -> str | None:
        if name not in ADDRESSES:
            return value
        whole = absolute(value, page)
        return None if name in ("src", "poster") and whole in held_back else whole

    cleaned = nh3.clean(
        html, tags=set(TAGS), attributes=_ALLOWED, attribute_filter=keep, link_rel=None, strip_comments=True
    )
    shown = _LINKED.sub(lambda link: _DRAWING.sub(_words, link[0]), _NO_PICTURE.sub("", cleaned))
    return plain(_DRAWING.sub(_named, shown).strip())


def _words(found: re.Match[str]) -> str:
    """What a drawing shows: within a link there can be no other."""
    words = re.search(r' alt="([^"]+)"', found[0])
    return words[1] if words else ""


def _named(found: re.Match[str]) -> str:
    """The link to a drawing, by what it shows: many readers show none."""
    words = re.search(r' alt="([^"]+)"', found[0])
    return f'<a href="{found[1]}">{words[1] if words else "Drawing"}</a>'


def _changes(item: FeedItem) -> Iterator[str]:
    for change in item.changes:
        yield f"<p><strong>Updated {long_date(change.date)}:</strong> {escape(change.note)}</p>"


def _occasion(occasion: Occasion | None) -> Iterator[str]:
    if occasion is None:
        return
    if occasion.state:
        yield f"<p><strong>{occasion.state.capitalize()}.</strong></p>"
    span, last = when(occasion.start), occasion.end
    if isinstance(last, datetime) and f"{last:%Y-%m-%d}" == f"{occasion.start:%Y-%m-%d}":
        span += f" to {clock(last)}"
    elif last is not None and last != occasion.start:
        span += f" to {when(last)}"
    where = f"<br><strong>Where:</strong> {escape(occasion.place)}" if occasion.place else ""
    yield f"<p><strong>When:</strong> {span}{where}</p>"


def _source(source: Source | None) -> Iterator[str]:
    if source is None:
        return
    title = f"<cite>{escape(source.title)}</cite>"
    words = ["First published"]
    words += [f"by {escape(source.publisher)}"] if source.publisher else []
    words += [f"on {long_date(source.date)}"] if source.date else []
    words.append(f"as {_link(source.url, title)}" if source.url else f"as {title}")
    said = " ".join(words) + (f", by {escape(source.author)}" if source.author else "") + "."
    yield f"<p>{said} {escape(_sentence(source.permission))}</p>" if source.permission else f"<p>{said}</p>"


def _picture(picture: FeedPicture | None) -> Iterator[str]:
    if picture is None:
        return
    said = [escape(_sentence(picture.caption))] if picture.caption else []
    if picture.credit:
        name = escape(picture.credit)
        credit = f"Picture: {_link(picture.credit_url, name) if picture.credit_url else name}"
        said.append(f"{credit}, {escape(picture.licence)}." if picture.licence else f"{credit}.")
    elif picture.licence:
        said.append(f"{escape(picture.licence)}.")
    caption = f"<figcaption>{' '.join(said)}</figcaption>" if said else ""
    yield f'<figure><img src="{escape(picture.url)}" alt="{escape(picture.alt)}">{caption}</figure>'


def _files(files: tuple[FeedFile, ...]) -> Iterator[str]:
    if files:
        links = "".join(f"<li>{_link(file.url, escape(file.title))}</li>" for file in files)
        yield f"<h2>Attachments</h2>\n<ul>{links}</ul>"


def _corrections(desk: Desk, path: str, item: FeedItem) -> Iterator[str]:
    if item.corrections:
        yield "<h2>Corrections</h2>"
    for correction in item.corrections:
        text = desk.prose(path, correction.text).html
        yield f"<p><strong>{long_date(correction.date)}</strong></p>\n{text}"


def _imprint(text: str) -> Iterator[str]:
    if text:
        yield f"<p>{'<br>'.join(escape(line) for line in text.splitlines())}</p>"


def _link(url: str, html: str) -> str:
    return f'<a href="{escape(url)}">{html}</a>'


def _sentence(text: str) -> str:
    return text if text[-1] in ".!?…" else f"{text}."
