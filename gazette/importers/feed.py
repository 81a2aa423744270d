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
    try:
        found: Any = feedparser.parse(file.read())
    except Exception as broken:  # the library raises nearly anything on a broken feed
        yield _nothing(str(broken))
        return
    yield Origin(words.line(_text(found.feed, "title")), _text(found.feed, "link"))
    for entry in found.entries:
        yield _piece(entry)
    if not found.entries:
        said = str(found.get("bozo_exception", "")).partition(":")[2].strip() or "it has no items"
        yield _nothing(said)
    elif found.bozo and "Encoding" not in type(found.bozo_exception).__name__:
        error = found.bozo_exception
        line = error.getLineNumber() if hasattr(error, "getLineNumber") else 0
        yield Break(
            "The feed is broken: what could be read of it has been imported.", line, 0, "",
            "compare the last posts with the old site",
        )  # fmt: skip


def _nothing(said: str) -> Break:
    return Break(f"Nothing could be read from the feed: {said}.", 1, 1, "", "look whether it is RSS or Atom")


def _piece(entry: Any) -> Piece:
    content = entry.get("content") or []
    summary = _text(entry, "summary")
    html = next((text for one in content if (text := _text(one, "value"))), "") or summary
    return Piece(
        _text(entry, "id") or _text(entry, "link") or f"urn:untitled:{_text(entry, 'published')}",
        "",
        "post",
        words.line(_text(entry, "title")),
        _text(entry, "link"),
        re.sub(r"[?#].*", "", _text(entry, "link")).rstrip("/").rpartition("/")[2].removesuffix(".html"),
        _instant(dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")),
        # Asked as a plain dictionary: the library would answer with the date of publication, and warn.
        _instant(dict.get(entry, "updated_parsed")),
        author=words.line(_text(entry, "author")),
        html=html,
        excerpt=summary if content and summary != html else "",
        labels=tuple(
            dict.fromkeys(
                Label("category", term, term) for tag in entry.get("tags", ()) if (term := _text(tag, "term"))
            )
        ),
    )


def _text(found: Any, name: str) -> str:
    """A text as the library has found it; it has nothing at all for some that are there and empty."""
    value = found.get(name)
    return words.kept(value) if isinstance(value, str) else ""


def _instant(parts: Any) -> datetime | None:
    return words.dated(datetime.fromtimestamp(timegm(parts), UTC)) if parts else None
