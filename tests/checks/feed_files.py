"""Feeds as they stand in their files: RSS, Atom and JSON Feed told in the same words.

Without any help from a parser of feeds: those forgive what is looked for here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

ATOM, CONTENT = "{http://www.w3.org/2005/Atom}", "{http://purl.org/rss/1.0/modules/content/}"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
HISTORY = "{http://purl.org/syndication/history/1.0}archive"


@dataclass
class Item:
    """An item as it stands in the file; None where nothing stands there."""

    id: str | None
    permalink: bool
    title: str
    link: str
    summary: str
    html: str
    published: datetime | None
    updated: datetime | None
    authors: list[str]
    categories: list[str]
    enclosures: list[tuple[str, str, str]]
    fields: list[str]
    """The names of what the item has, in the order of the file."""


@dataclass
class Feed:
    """A feed as it stands in the file."""

    form: str
    title: str
    home: str
    updated: datetime | None
    links: list[tuple[str, str]]
    archived: bool
    items: list[Item]
    addresses: list[tuple[str, str]] = field(default_factory=list)
    """Every address outside the items' content, with where it stands."""
    instructions: list[str] = field(default_factory=list)


def form_of(path: str) -> str:
    """The form of a feed by the name of its file."""
    return "json" if path.endswith(".json") else path.rpartition("/")[2][:4].replace("feed", "rss")


def read(data: bytes, form: str) -> Feed:
    """The feed; ValueError where it is not one."""
    if form == "json":
        return _json(json.loads(data))
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise ValueError("not well-formed") from error
    feed = _rss(root) if form == "rss" else _atom(root)
    feed.instructions = re.findall(rb"<\?xml-stylesheet", data)  # type: ignore[assignment]
    return feed


def _rss(root: Element) -> Feed:
    channel = root.find("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or channel is None:
        raise ValueError("not RSS 2.0")
    missing = [n for n in ("title", "link", "description") if not _text(channel, n)]
    if missing:
        raise ValueError(f"channel without {missing[0]}")
    links = [(e.get("rel", ""), e.get("href", "")) for e in channel.findall(f"{ATOM}link")]
    items = []
    for item in channel.findall("item"):
        guid = item.find("guid")
        items.append(
            Item(
                None if guid is None else guid.text,
                guid is not None and guid.get("isPermaLink") != "false",
                _text(item, "title"),
                _text(item, "link"),
                _text(item, "description"),
                item.findtext(f"{CONTENT}encoded") or "",
                _date(_text(item, "pubDate")),
                None,
                [e.text or "" for e in item.findall(CREATOR)]
                + [e.text or "" for e in item.findall("author")],
                [e.text or "" for e in item.findall("category")],
                [_enclosure(e, "url") for e in item.findall("enclosure")],
                [child.tag for child in item],
            )
        )
    return Feed(
        "rss", _text(channel, "title"), _text(channel, "link"), _date(_text(channel, "lastBuildDate")),
        links, channel.find(HISTORY) is not None, items, list(_xml_addresses(channel)),
    )  # fmt: skip


def _atom(root: Element) -> Feed:
    if root.tag != f"{ATOM}feed":
        raise ValueError("not Atom")
    missing = [n for n in ("id", "title", "updated", "author") if root.find(ATOM + n) is None]
    if missing:
        raise ValueError(f"feed without {missing[0]}")
    items = []
    for entry in root.findall(f"{ATOM}entry"):
        links = entry.findall(f"{ATOM}link")
        content = entry.find(f"{ATOM}content")
        items.append(
            Item(
                entry.findtext(f"{ATOM}id"),
                False,
                _text(entry, f"{ATOM}title"),
                next((e.get("href", "") for e in links if e.get("rel", "alternate") == "alternate"), ""),
                _text(entry, f"{ATOM}summary"),
                (content.text or "") if content is not None and content.get("type") == "html" else "",
                _date(_text(entry, f"{ATOM}published")),
                _date(_text(entry, f"{ATOM}updated")),
                [_text(e, f"{ATOM}name") for e in entry.findall(f"{ATOM}author")],
                [e.get("term", "") for e in entry.findall(f"{ATOM}category")],
                [_enclosure(e, "href") for e in links if e.get("rel") == "enclosure"],
                [child.tag for child in entry] + [f"rel={e.get('rel')}" for e in links],
            )
        )
    links = [(e.get("rel", "alternate"), e.get("href", "")) for e in root.findall(f"{ATOM}link")]
    home = next((href for rel, href in links if rel == "alternate"), "")
    return Feed(
        "atom", _text(root, f"{ATOM}title"), home, _date(_text(root, f"{ATOM}updated")), links,
        root.find(HISTORY) is not None, items, list(_xml_addresses(root)),
    )  # fmt: skip


def _json(feed: Any) -> Feed:
    if not isinstance(feed, dict) or feed.get("version") != "https://jsonfeed.org/version/1.1":
        raise ValueError("not JSON Feed 1.1")
    links = [("self", feed.get("feed_url", ""))]
    links += [("prev-archive", feed["next_url"])] if "next_url" in feed else []
    links += [("hub", hub["url"]) for hub in feed.get("hubs", ())]
    items = [
        Item(
            item.get("id"),
            False,
            item.get("title", ""),
            item.get("url", ""),
            item.get("summary", ""),
            item.get("content_html", ""),
            _date(item.get("date_published", "")),
            _date(item.get("date_modified", "")),
            [author["name"] for author in item.get("authors", ())],
            item.get("tags", []),
            [
                (a["url"], a.get("mime_type", ""), str(a.get("size_in_bytes", "")))
                for a in item.get("attachments", ())
            ],
            list(item),
        )
        for item in feed["items"]
    ]
    return Feed(
        "json", feed["title"], feed.get("home_page_url", ""), None, links, False, items,
        list(_json_addresses(feed)),
    )  # fmt: skip


def _enclosure(element: Element, address: str) -> tuple[str, str, str]:
    return element.get(address, ""), element.get("type", ""), element.get("length", "")


def _xml_addresses(root: Element) -> Iterator[tuple[str, str]]:
    for element in root.iter():
        if element.tag in ("link", f"{ATOM}uri"):
            yield element.tag, element.text or ""
        for name in ("href", "url"):
            if (link := element.get(name)) is not None:
                yield name, link


def _json_addresses(part: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(part, dict):
        for key, value in part.items():
            yield from _json_addresses(value, key)
    elif isinstance(part, list):
        for value in part:
            yield from _json_addresses(value, name)
    elif name.endswith("url") or name in ("icon", "favicon", "image"):
        yield name, part


def _text(element: Element, name: str) -> str:
    return (element.findtext(name) or "").strip()


def _date(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text[:1].isdigit() else parsedate_to_datetime(text)
    except ValueError:
        return None
