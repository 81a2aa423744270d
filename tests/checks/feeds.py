"""What feed readers rely on, as claims about the bytes of a feed: one check for each rule.

The rules come from the specifications and from what the feed validators look for; RULES has them by name,
and each gives what offends it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

from tests.checks.feed_files import CONTENT, Feed, form_of, read

BANNED = frozenset("script style iframe form object embed input button select textarea applet".split())
SHORT = 1000
"""Characters of a description: a paragraph, not the whole text."""

LARGEST = 250_000
"""Bytes of a feed."""

TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}
"""What links and servers call each form."""

_URL = re.compile(r"https?://[^\s/]+")
_MARKUP = re.compile(r"<[a-zA-Z/!]|&(?:[a-zA-Z]+|#\d+|#x[0-9a-fA-F]+);")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Sight:
    """A feed with what is known of it from outside."""

    feed: Feed
    data: bytes
    address: str
    now: datetime
    files: Callable[[str], tuple[str, int] | None]
    """The type and the size of the file that is published at an address of the site."""


Rule = Callable[[Sight], Iterator[str]]


def one_id_an_item(sight: Sight) -> Iterator[str]:
    ids = [item.id for item in sight.feed.items]
    yield from (f"no id: {item.title}" for item in sight.feed.items if not item.id)
    yield from (f"two items with the id {text}" for text, n in Counter(ids).items() if n > 1 and text)
    for text in ids:
        if text and not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text):
            yield f"an id that is no URI: {text}"


def permalinks_are_addresses(sight: Sight) -> Iterator[str]:
    for item in sight.feed.items:
        if item.permalink and not _URL.match(item.id or ""):
            yield f"guid is no address and says that it is one: {item.id}"


def updated_is_not_before_published(sight: Sight) -> Iterator[str]:
    for item in sight.feed.items:
        if item.published is None:
            yield f"no date: {item.title}"
        if sight.feed.form != "rss" and item.updated is None:
            yield f"no date of the last change: {item.title}"
        elif item.updated and item.published and item.updated < item.published:
            yield f"changed before it was published: {item.title}"
    dates = [item.updated or item.published for item in sight.feed.items]
    newest = max((date for date in dates if date), default=None)
    if sight.feed.form != "json" and (
        sight.feed.updated is None or (newest is not None and sight.feed.updated < newest)
    ):
        yield "the feed is not dated by its newest"


def no_two_were_changed_at_one_instant(sight: Sight) -> Iterator[str]:
    dates = Counter(item.updated for item in sight.feed.items if item.updated)
    if sight.feed.form != "rss":
        yield from (f"{n} items changed at {date}" for date, n in dates.items() if n > 1)


def self_is_the_real_address(sight: Sight) -> Iterator[str]:
    found = [href for rel, href in sight.feed.links if rel == "self"]
    if found != [sight.address]:
        yield f"self link is {found}"


def summary_then_content(sight: Sight) -> Iterator[str]:
    for item in sight.feed.items:
        if not item.html.strip():
            yield f"no full content: {item.title}"
        if len(item.summary) > SHORT:
            yield f"summary is not short: {item.title}"
        if sight.feed.form == "rss":
            encoded = f"{CONTENT}encoded"
            if not item.summary:
                yield f"no description: {item.title}"
            elif encoded in item.fields and item.fields.index(encoded) < item.fields.index("description"):
                yield f"full content before the description: {item.title}"


def addresses_are_whole(sight: Sight) -> Iterator[str]:
    for where, address in sight.feed.addresses:
        if not _URL.match(address):
            yield f"{where} is not absolute: {address}"
    for item in sight.feed.items:
        yield from (f"{offence}: {item.title}" for offence in looked_into(item.html).relative)
    if b"xml:base" in sight.data:
        yield "leans on xml:base"


def nothing_that_runs_or_frames(sight: Sight) -> Iterator[str]:
    for item in sight.feed.items:
        yield from (f"{offence}: {item.title}" for offence in looked_into(item.html).banned)


def pictures_can_be_shown(sight: Sight) -> Iterator[str]:
    for item in sight.feed.items:
        yield from (f"a drawing: {src}" for src in re.findall(r'<img[^>]* src="([^"]*\.svg)"', item.html))


def sources_are_no_feeds(sight: Sight) -> Iterator[str]:
    """RSS: `source` names the feed that an item came from; nothing here came from one."""
    for item in sight.feed.items:
        if sight.feed.form == "rss" and "source" in item.fields:
            yield f"a source that is no feed: {item.title}"


def titles_are_plain(sight: Sight) -> Iterator[str]:
    for title in (sight.feed.title, *(item.title for item in sight.feed.items)):
        if not title:
            yield "no title"
        elif _MARKUP.search(title):
            yield f"title is escaped twice or has HTML: {title}"


def names_stand_where_names_may(sight: Sight) -> Iterator[str]:
    for item in sight.feed.items:
        if "author" in item.fields and sight.feed.form == "rss" and not all("@" in a for a in item.authors):
            yield f"author without an e-mail address: {item.title}"
        if not all(name.strip() for name in item.authors):
            yield f"author without a name: {item.title}"


def one_enclosure_of_real_size(sight: Sight) -> Iterator[str]:
    for item in sight.feed.items:
        if sight.feed.form != "json" and len(item.enclosures) > 1:
            yield f"more than one enclosure: {item.title}"
        for address, kind, size in item.enclosures:
            real = sight.files(address)
            if real is None:
                yield f"enclosure is no file of the site: {address}"
            elif kind != real[0]:
                yield f"enclosure has the type {kind}, not {real[0]}: {address}"
            elif size != str(real[1]) and not (kind.startswith("image/") and not size):
                yield f"enclosure has the size {size}, not {real[1]}: {address}"


def nothing_in_the_future(sight: Sight) -> Iterator[str]:
    dated = [("feed", sight.feed.updated)]
    dated += [(item.title, date) for item in sight.feed.items for date in (item.published, item.updated)]
    yield from (f"dated in the future: {what}" for what, date in dated if date and date > sight.now)


def newest_first(sight: Sight) -> Iterator[str]:
    dates = [item.published for item in sight.feed.items if item.published]
    if dates != sorted(dates, reverse=True):
        yield "items are not newest first"


def not_too_large(sight: Sight) -> Iterator[str]:
    if len(sight.data) > LARGEST and len(sight.feed.items) > 1:
        yield f"{len(sight.data)} bytes"


def no_control_characters(sight: Sight) -> Iterator[str]:
    words = [sight.feed.title]
    for item in sight.feed.items:
        words += [item.title, item.summary, item.html, *item.authors, *item.categories]
    yield from (f"control character in: {text[:40]}" for text in words if _CONTROL.search(text))


def no_stylesheet(sight: Sight) -> Iterator[str]:
    if sight.feed.instructions:
        yield "a stylesheet that browsers will no longer run"


def archives_say_so(sight: Sight) -> Iterator[str]:
    """RFC 5005, section 4: an archive names what is subscribed to, and only it is one."""
    rels = Counter(rel for rel, _ in sight.feed.links)
    numbered = re.search(r"-\d+\.\w+$", sight.address) is not None
    if sight.feed.form != "json" and numbered != sight.feed.archived:
        yield "an archive that does not say so" if numbered else "no archive, and says that it is one"
    if sight.feed.form != "json" and bool(rels["current"]) != numbered:
        yield f"{rels['current']} links to what is subscribed to"
    if max(rels[rel] for rel in ("self", "hub", "current", "prev-archive")) > 1:
        yield "a link twice"
    if any(rel == "prev-archive" and href == sight.address for rel, href in sight.feed.links):
        yield "leads on to itself"


RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        one_id_an_item, permalinks_are_addresses, updated_is_not_before_published,
        no_two_were_changed_at_one_instant, pictures_can_be_shown, sources_are_no_feeds,
        self_is_the_real_address, summary_then_content, addresses_are_whole,
        nothing_that_runs_or_frames, titles_are_plain, names_stand_where_names_may,
        one_enclosure_of_real_size, nothing_in_the_future, newest_first, not_too_large,
        no_control_characters, no_stylesheet, archives_say_so,
    )
}  # fmt: skip
"""Every rule by its name."""


def offences(
    data: bytes,
    address: str,
    now: datetime,
    files: Callable[[str], tuple[str, int] | None] = lambda address: None,
) -> list[str]:
    """Everything wrong with the feed that is served at an address, as of an instant: `rule: offence`."""
    try:
        feed = read(data, form_of(address))
    except ValueError as error:
        return [f"read: {error}"]
    sight = Sight(feed, data, address, now, files)
    return [f"{name}: {offence}" for name, rule in RULES.items() for offence in rule(sight)]


def published(out: Path, base: str) -> Callable[[str], tuple[str, int] | None]:
    """Gives the type and size of what is published in a folder, by its address."""
    types = {".pdf": "application/pdf", ".mp3": "audio/mpeg", ".png": "image/png", ".svg": "image/svg+xml",
             ".txt": "text/plain", ".mp4": "video/mp4", ".jpg": "image/jpeg"}  # fmt: skip

    def look(address: str) -> tuple[str, int] | None:
        file = out / address.removeprefix(base)
        if not address.startswith(base) or not file.is_file():
            return None
        return types[file.suffix], file.stat().st_size

    return look


def looked_into(html: str) -> Html:
    """What the HTML of an item has that it may not have."""
    parser = Html()
    parser.feed(html)
    parser.close()
    return parser


class Html(HTMLParser):
    """What the HTML of an item may not have."""

    def __init__(self) -> None:
        super().__init__()
        self.banned: list[str] = []
        self.relative: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BANNED:
            self.banned.append(f"<{tag}>")
        for name, given in attrs:
            if name in ("class", "style", "id") or name.startswith("on"):
                self.banned.append(f"<{tag} {name}>")
            elif name in ("href", "src", "poster", "cite"):
                if re.match(r"(?i)\s*(javascript|data|vbscript):", given or ""):
                    self.banned.append(f"<{tag}> runs: {given}")
                elif not re.match(r"[a-z][a-z0-9+.-]*:", given or ""):
                    self.relative.append(f"<{tag}> is relative: {given}")
