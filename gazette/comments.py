"""Comments: what readers wrote below a post on an old site, kept beside it as an archive to read.

`content/news/pay.comments.json` belongs to `content/news/pay.md`. Nothing here takes new comments.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gazette.instants import Moment
from gazette.problems import Problem

SUFFIX = ".comments.json"


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment: its number and that of the one it answers, who, when, and the words as Markdown."""

    id: str
    parent: str
    author: str
    date: Moment | None
    text: str


def beside(post: str) -> str:
    """The file of the comments of a post."""
    return post.removesuffix(".md") + SUFFIX


def read(path: str, data: bytes) -> tuple[tuple[Comment, ...], Problem | None]:
    """The comments in a file in their order, or none and what is wrong with it."""
    try:
        rows: Any = json.loads(data)["comments"]
        return tuple(_comment(row) for row in rows), None
    except json.JSONDecodeError as error:
        return (), _problem(path, error.msg, error.lineno, error.colno)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        return (), _problem(path, str(error), 1, 1)


def _comment(row: dict[str, Any]) -> Comment:
    words = {name: row.get(name, "") for name in ("id", "parent", "author", "date", "text")}
    if not row.get("text") or not all(isinstance(word, str) for word in words.values()):
        raise ValueError("a comment has a text, and every value is text in quotation marks")
    date = datetime.strptime(words["date"], "%Y-%m-%d %H:%M") if words["date"] else None
    return Comment(words["id"], words["parent"], words["author"], date, words["text"])


def _problem(path: str, said: str, line: int, column: int) -> Problem:
    return Problem(
        "comments-unreadable",
        "The comments beside this post cannot be read.",
        path,
        line,
        column,
        read=said,
        wanted='{"comments": [{"author": …, "date": "2017-07-14 12:00", "text": …}, …]}',
        hint="import the post again, or delete the file",
    )
