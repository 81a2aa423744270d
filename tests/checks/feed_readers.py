"""What other people's programs read in a feed: two parsers that share nothing, and a schema."""

from __future__ import annotations

import calendar
import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import fastfeedparser
import feedparser
import jsonschema

from tests.checks.feed_files import Feed, read

SCHEMA = Path(__file__).with_name("jsonfeed.schema.json")

Read = tuple[str, str, str, datetime | None, datetime | None, str]
"""Of an item: id, title, link, when it was published and last changed, content."""


def misreadings(data: bytes, form: str) -> list[str]:
    """Where the readers take a feed for another than it is."""
    feed = read(data, form)
    wanted = as_written(feed)
    found = []
    for name, theirs in readers(data, form).items():
        if len(theirs) != len(wanted):
            found.append(f"{name} reads {len(theirs)} items, not {len(wanted)}")
        for own, other in zip(wanted, theirs, strict=False):
            found += [
                f"{name} reads {b!r:.80}, not {a!r:.80}" for a, b in zip(own, other, strict=True) if a != b
            ]
    if form == "json":
        found += invalid(json.loads(data))
    return found


def as_written(feed: Feed) -> list[Read]:
    """The items as they stand in the file, dated to the second."""
    return [
        (i.id or "", i.title, i.link, _second(i.published), _second(i.updated or i.published), i.html)
        for i in feed.items
    ]


def _second(date: datetime | None) -> datetime | None:
    """The date without what feedparser passes over."""
    return date.replace(microsecond=0) if date else None


def readers(data: bytes, form: str) -> dict[str, list[Read]]:
    """The items as each reader gives them."""
    found = {"fastfeedparser": _fast(data)}
    if form != "json":  # of which feedparser knows nothing
        found["feedparser"] = _classic(data)
    return found


def invalid(feed: Any) -> list[str]:
    """Where a JSON Feed is not as the specification has it."""
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message:.120}"
        for error in _validator().iter_errors(feed)
    ]


@cache
def _validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def _classic(data: bytes) -> list[Read]:
    parsed = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    if parsed.bozo:
        raise AssertionError(f"feedparser stumbles: {parsed.bozo_exception}")

    def when(entry: Any, name: str) -> datetime | None:
        at = entry.get(f"{name}_parsed")
        return datetime.fromtimestamp(calendar.timegm(at), UTC) if at else None

    return [
        (
            entry.id,
            entry.title,
            entry.link,
            when(entry, "published"),
            when(entry, "updated") if "updated" in entry else when(entry, "published"),
            entry.content[0].value,
        )
        for entry in parsed.entries
    ]


def _fast(data: bytes) -> list[Read]:
    try:
        parsed = fastfeedparser.parse(data)
    except ValueError as error:
        if "no entries" in str(error).lower() or b"item" not in data:
            return []
        raise

    def when(entry: Any, name: str) -> datetime | None:
        return _second(datetime.fromisoformat(entry[name])) if entry.get(name) else None

    return [
        (
            entry["id"],
            entry["title"],
            entry["link"],
            when(entry, "published"),
            when(entry, "updated") or when(entry, "published"),
            entry["content"][0]["value"],
        )
        for entry in parsed.entries
    ]
