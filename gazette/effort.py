"""Effort: how much work a text is, counted while the work is done.

A few thousand brackets that are never closed keep Python-Markdown busy for minutes. A clock would let
such a text through on one day and not on another; so what is counted is how many characters are looked
at, in a unit of about thirty nanoseconds, and one text always comes to one number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import inf

MOST = 40_000_000
"""What a body may take. A post of 650 words takes 20,000."""

BEGINNING = 2_500
"""What the shortest text takes."""

PIECE = 200
"""What it takes to make one piece of the result: a block, a cell, a mark."""


class TooMuch(Exception):  # noqa: N818  (it is no error of the program)
    """Raised where a text came to more than it may; holds the piece of it that was being read."""

    def __init__(self, piece: str) -> None:
        super().__init__(f"{len(piece)} characters")
        self.piece = piece


class Effort:
    """What has been spent on one text, and what may be."""

    def __init__(self, most: float = inf) -> None:
        self.spent, self.most = 0, most

    def begin(self) -> None:
        """Counts from nothing again, for the next text."""
        self.spent = 0

    def spend(self, characters: int, piece: str) -> None:
        """Adds what is about to be done, for a piece of the text; refuses what would be too much."""
        self.spent += characters
        if self.spent > self.most:
            raise TooMuch(piece)


_TAG = re.compile(r"<[A-Za-z]|>")
_FENCE = re.compile(r"^(`{3,}|~{3,}) *(.*)$", re.M)


def work_of_html(text: str) -> Iterator[int]:
    """What it is to look for raw HTML: each sign is looked at, an open tag is read as far as the next >,
    and each comment has it looked up whether the inline tags before it are closed behind it."""
    signs = text.count("<")
    yield (signs * len(text) >> 6) + 40 * (signs + text.count("&"))
    reach, end, tags = 0, len(text), 0
    for found in reversed(list(_TAG.finditer(text))):
        if found[0] == ">":
            end = found.start()
        else:
            reach, tags = reach + end - found.start(), tags + 1
    yield reach + (text.count("<!--") * tags * len(text) >> 8)


def work_of_fences(text: str) -> Iterator[int]:
    """What it is to look for fenced code: each fence has its like looked for, alone on a line below."""
    yield (text.count("\n```") + text.count("\n~~~")) * len(text) >> 8
    reach, below = 0, dict[str, int]()
    for found in reversed(list(_FENCE.finditer(text))):
        reach += below.get(found[1], len(text)) - found.start()
        if not found[2]:
            below[found[1]] = found.start()
    yield reach >> 1


def work_of_blocks(blocks: list[str], within: bool) -> int:
    """What it is to tell what the first of some blocks is, and to take it from the others; one `within`
    a list or a quotation has its margin cut off too. A table is cut into cells; in its rows, and in
    titles of references, each quotation mark, tick and backslash has its like looked for ahead."""
    first = blocks[0]
    work = PIECE + (len(first) << within) + (len(blocks) >> 5)
    if "|" in first or "]:" in first:
        work += PIECE * first.count("|") + (sum(map(first.count, "\"'`\\")) * len(first) >> 4)
    return work


def work_of_matches(sign: str, text: str) -> int:
    """What it is to find each match of a pattern with a sign, and put something else in its place."""
    return text.count(sign) * len(text) >> 6


def work_of_attributes(text: str) -> int:
    """What it is to look for a list of attributes at the end of a text: each brace could begin it, and
    so could each blank before a brace."""
    return (text.count("{") + text.count("  ")) * len(text) >> 4


def work_of_body(body: str) -> int:
    """What it is to begin, to go through the lines of a body, to number its notes, each among all, and to
    make a table of contents as often as it is asked for."""
    contents, notes = body.count("[TOC]"), body.count("[^")
    headings = body.count("#") + body.count("\n-") + body.count("\n=")
    return (
        BEGINNING
        + 20 * body.count("\n")
        + (notes**2 >> 1)
        + contents * (PIECE * headings + body.count("\n\n"))
    )
