"""A feed, RSS or Atom: all that is left of some sites. Text, dates, ids and pictures."""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any

import feedparser

from gazette.importers import words
from gazette.importers.piece import Break, Label, Origin, Piece


def read(file: IO[bytes]) -> Iterator[Piece | Origin | Break]:
    """Every item of a feed in its order; first, what is known of the site."""
    found: Any = feedparser.parse(file.read())
    yield Origin(words.line(found.feed.get("title", "")), str(found.feed.get("link", "")))
    for entry in found.entries:
        yield _piece(entry)
    if not found.entries:
        said = str(found.get("bozo_exception", "")).partition(":")[2].strip() or "it has no items"
        yield Break(
            f"Nothing could be read from the feed: {said}.", 1, 1, "", "look whether it is RSS or Atom"
        )
    elif found.bozo and "Encoding" not in type(found.bozo_exception).__name__:
        error = found.bozo_exception
        line = error.getLineNumber() if hasattr(error, "getLineNumber") else 0
        yield Break(
            "The feed is broken: what could be read of it has been imported.", line, 0, "",
            "compare the last posts with the old site",
        )  # fmt: skip


def _piece(entry: Any) -> Piece:
    content = entry.get("content") or []
    summary = entry.get("summary", "")
    html = next((one["value"] for one in content if one.get("value")), "") or summary
    return Piece(
        entry.get("id") or entry.get("link") or f"urn:untitled:{entry.get('published', '')}",
        "",
        "post",
        words.line(entry.get("title", "")),
        entry.get("link", ""),
        re.sub(r"[?#].*", "", entry.get("link", "")).rstrip("/").rpartition("/")[2].removesuffix(".html"),
        _instant(dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")),
        # Asked as a plain dictionary: the library would answer with the date of publication, and warn.
        _instant(dict.get(entry, "updated_parsed")),
        author=words.line(entry.get("author", "")),
        html=html,
        excerpt=summary if content and summary != html else "",
        labels=tuple(
            dict.fromkeys(
                Label("category", tag["term"], tag["term"]) for tag in entry.get("tags", ()) if tag["term"]
            )
        ),
    )


def _instant(parts: Any) -> datetime | None:
    return datetime.fromtimestamp(timegm(parts), UTC) if parts else None
