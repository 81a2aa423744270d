"""What feed readers rely on, as claims about the bytes of an RSS feed: each check gives the offences.

The rules and where they come from are in docs and in the feed validators' own lists; a feed without
offences can be read, cached and trusted by what polls it.
"""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

ATOM, CONTENT = "{http://www.w3.org/2005/Atom}", "{http://purl.org/rss/1.0/modules/content/}"
BANNED = frozenset("script style iframe form object embed input button".split())
SHORT = 1000
"""Characters of a description: a paragraph, not the whole text."""

_URL = re.compile(r"https?://[^\s/]+")
_MARKUP = re.compile(r"<[a-zA-Z/!]|&(?:[a-zA-Z]+|#\d+|#x[0-9a-fA-F]+);")


def offences(feed: bytes, address: str, now: datetime) -> list[str]:
    """Everything wrong with the RSS feed that is served at an address, as of an instant."""
    try:
        root = ElementTree.fromstring(feed)
    except ElementTree.ParseError:
        return ["not well-formed"]
    channel = root.find("channel")
    if root.get("version") != "2.0" or channel is None:
        return ["not RSS 2.0"]
    found = [
        f"channel without {name}" for name in ("title", "link", "description") if not _text(channel, name)
    ]
    found += _self_link(channel, address)
    found += [
        f"{where} is not absolute: {link}" for where, link in _addresses(channel) if not _URL.match(link)
    ]
    items = channel.findall("item")
    found += _ids([item.find("guid") for item in items])
    dates = [_date(item, "pubDate") for item in items]
    if None in dates:
        found.append("an item without a date")
    known = [date for date in dates if date is not None]
    if known != sorted(known, reverse=True):
        found.append("items are not newest first")
    built = _date(channel, "lastBuildDate")
    found += ["dated in the future"] * any(date > now for date in (*known, *([built] if built else [])))
    if built is None or any(date > built for date in known):
        found.append("lastBuildDate is not that of the newest")
    for item in items:
        found += _item(item)
    return found


def _self_link(channel: Element, address: str) -> list[str]:
    links = [link.get("href") for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"]
    return [] if links == [address] else [f"self link is {links}"]


def _ids(guids: list[Element | None]) -> list[str]:
    found, seen = [], set[str]()
    for guid in guids:
        text = (guid.text or "") if guid is not None else ""
        if guid is None or not text:
            found.append("an item without a guid")
        elif guid.get("isPermaLink") != "false" and not _URL.match(text):
            found.append(f"guid is no address and says that it is one: {text}")
        if text in seen:
            found.append(f"two items with the guid {text}")
        seen.add(text)
    return found


def _item(item: Element) -> list[str]:
    title, found = _text(item, "title"), []
    if not title:
        found.append("an item without a title")
    elif _MARKUP.search(title):
        found.append(f"title is escaped twice or has HTML: {title}")
    names = [child.tag for child in item]
    if "description" not in names or f"{CONTENT}encoded" not in names:
        return [*found, f"no description and full content: {title}"]
    if names.index("description") > names.index(f"{CONTENT}encoded"):
        found.append(f"full content before the description: {title}")
    if len(_text(item, "description")) > SHORT:
        found.append(f"description is not short: {title}")
    if len(item.findall("enclosure")) > 1:
        found.append(f"more than one enclosure: {title}")
    if item.find("author") is not None and "@" not in _text(item, "author"):
        found.append(f"author without an e-mail address: {title}")
    html = _Html()
    html.feed(_text(item, f"{CONTENT}encoded"))
    return [*found, *(f"{offence}: {title}" for offence in html.found)]


def _addresses(channel: Element) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for element in channel.iter():
        if element.tag == "link":
            found.append(("link", element.text or ""))
        for name in ("href", "url"):
            if (link := element.get(name)) is not None:
                found.append((name, link))
    return found


def _text(element: Element, name: str) -> str:
    return (element.findtext(name) or "").strip()


def _date(element: Element, name: str) -> datetime | None:
    try:
        return parsedate_to_datetime(_text(element, name))
    except ValueError:
        return None


class _Html(HTMLParser):
    """What the HTML of an item may not have."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BANNED:
            self.found.append(f"<{tag}>")
        given: Any
        for name, given in attrs:
            if name in ("class", "style") or name.startswith("on"):
                self.found.append(f"<{tag} {name}>")
            elif name in ("href", "src", "poster", "cite") and not re.match(
                r"[a-z][a-z0-9+.-]*:", given or ""
            ):
                self.found.append(f"<{tag}> is relative: {given}")
