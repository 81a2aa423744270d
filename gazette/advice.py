"""Advice: what a post may have and nobody means: warnings, which `--strict` takes for errors.

Each is found in one file alone, by its own words, so that it is told once and kept with the post.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any, Final
from urllib.parse import urlsplit

from gazette.frontmatter import Document, locate
from gazette.kinds.entry import Entry, instant, written
from gazette.kinds.pieces import PIECES
from gazette.kinds.texts import TURNING
from gazette.mending import scalar
from gazette.problems import Problem, shorten

LONGEST_SUMMARY: Final = 300
"""Characters: two sentences. What is longer is cut off by whoever shows it."""

EMPTY_WORDS: Final = frozenset(("click", "click here", "here", "read more", "this link"))
"""Words of a link that say nothing to somebody who has only the links read out."""

MOST_TURNED: Final = 20
"""Characters that turn the text, named in one post."""

_TURNING = re.compile(f"[{''.join(sorted(TURNING))}]")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ITEM = re.compile(r" {0,3}([-+*]|\d{1,3}[.)]) +(?=\S)")
_HEADING = re.compile(r"(#{1,6})(?!#)[ \t]*\S")
_UNDER = re.compile(r" {0,3}(=+|-{2,})[ \t]*")
_NO_TEXT = re.compile(r"\s*$|\s*[#>|<]| {4}|\t|\[\^?[^\]]+\]:|\*\[|:\s|(\s*[-*_=]){3,}\s*$")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)|\\.", re.S)
_NOTE = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_DEFINED = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:", re.M)
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]{1,30})\](?=[(\[])")
_WORD = "|".join(piece.word for piece in PIECES)
_PIECE = re.compile(rf"^[ \t]*(?:(?:>|[-+*]|\d{{1,3}}[.)])[ \t]*)*(:{{2,}})[ \t]*((?:{_WORD})\b[^\n]*)", re.M)
_LED = re.compile(
    r"\]\(\s*<?([^)\s>]+)|^ {0,3}\[[^\]\n]+\]:\s*<?([^\s>]+)|href=[\"']?([^\"'\s>]+)|<(https?:[^>\s]+)>", re.M
)
_OLD = re.compile(
    r"/(?:\d{4}/\d\d/(?:\d\d/)?([\w%-]+)/?|(?:category|tag|author)/.+|wp-(?:content|admin|login).*)?"
)
_OLD_QUERY = re.compile(r"(?:p|page_id|cat)=\d+(?:&|$)")


def advice(document: Document, entry: Entry, hosts: tuple[str, ...] = ()) -> Iterator[Problem]:
    """Everything in a post that is allowed and hardly meant. `hosts` are those at which the hub was."""
    yield from _fields(document, entry)
    body = without_code(document.body)
    for at, code, message, read, wanted, hint in (
        *_lines(body),
        *_notes(body),
        *_links(body),
        *_addresses(body, hosts),
        *_pieces(body),
        *_turned(document.body),
    ):
        line, column = body.count("\n", 0, at), at - body.rfind("\n", 0, at)
        yield Problem(
            code,
            message,
            document.path,
            document.body_line + line,
            column,
            shorten(read),
            wanted,
            hint,
            "warning",
        )


_Found = tuple[int, str, str, str, str, str]


def _turned(body: str) -> Iterator[_Found]:
    """Characters that turn the text around them, which can make it read as what it is not; code too."""
    for found in islice(_TURNING.finditer(body), MOST_TURNED):
        yield (
            found.start(),
            "turned-text",
            f"There is a hidden character (U+{ord(found[0]):04X}) here that turns the text behind it round.",
            body[body.rfind("\n", 0, found.start()) + 1 :].partition("\n")[0],
            "text without hidden characters",
            "delete it; if it cannot be seen, type the words around it again",
        )


def without_code(body: str) -> str:
    """The body with code blanked out, every other character where it was."""
    lines, fence = body.split("\n"), ""
    for number, line in enumerate(lines):
        mark = _FENCE.match(line)
        if fence or mark:
            lines[number] = " " * len(line)
        if mark and (not fence or (mark[1].startswith(fence) and not line.strip(" `~"))):
            fence = "" if fence else mark[1]
    text = "\n".join(lines)
    return (
        _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), text) if "`" in text or "\\" in text else text
    )


def _lines(body: str) -> Iterator[_Found]:
    """Lists that stay text for want of an empty line, and headings that skip a rank."""
    lines = body.split("\n")
    at, above, rank, text = 0, "", 1, False
    for number, line in enumerate(lines):
        below = lines[number + 1] if number + 1 < len(lines) else ""
        heading = _HEADING.match(line)
        if heading or (line.strip() and not _ITEM.match(line) and not text and _UNDER.fullmatch(below)):
            found = max(2, len(heading[1]) if heading else 1 if below.lstrip()[0] == "=" else 2)
            if found > rank + 1:
                yield (
                    at,
                    "heading-skips",
                    f"This heading is of rank {found}, and the one above it is of rank {rank}.",
                    line,
                    f"a heading of rank {rank + 1}",
                    "#" * (rank + 1) + " " + line.strip(" #"),
                )
            rank, text = found, False
        elif text and _ITEM.match(line) and (above.rstrip().endswith(":") or _ITEM.match(below)):
            yield (
                at,
                "list-without-gap",
                "This list stays part of the paragraph above it.",
                line,
                "an empty line between a paragraph and a list",
                "put an empty line above this one",
            )
            text = False
        elif _NO_TEXT.match(line) or (not above.strip() and _ITEM.match(line)):
            text = False
        elif not above.strip() or _HEADING.match(above):
            text = True
        at, above = at + len(line) + 1, line


def _notes(body: str) -> Iterator[_Found]:
    if "[^" not in body:
        return
    defined = set(_DEFINED.findall(body))
    for note in _NOTE.finditer(body):
        if note[1] not in defined:
            defined.add(note[1])
            yield (
                note.start(),
                "note-missing",
                f"There is no note {note[1]}, so its mark is shown as it is typed.",
                note[0],
                "the text of every note",
                f"add a line of its own: [^{note[1]}]: the text of the note",
            )


def _links(body: str) -> Iterator[_Found]:
    for link in _LINK.finditer(body):
        if " ".join(link[1].lower().split()).strip("*_.!:>… ") in EMPTY_WORDS:
            yield (
                link.start(),
                "empty-words",
                f"The words of this link, “{link[1]}”, do not say where it leads.",
                f"[{link[1]}]",
                "words that make sense when only the links are read out",
                "name what is there, such as [the report in full](…)",
            )


def _addresses(body: str, hosts: tuple[str, ...]) -> Iterator[_Found]:
    for link in _LED.finditer(body):
        address = next(group for group in link.groups() if group is not None)
        try:
            parts = urlsplit(address)
            here = (
                parts.hostname in hosts if parts.hostname else address.startswith("/") and parts.scheme == ""
            )
        except ValueError:
            continue
        old = _OLD.fullmatch(parts.path or "/")
        if here and old and (parts.path.strip("/") or _OLD_QUERY.match(parts.query)):
            slug = (old[1] or "the-post").lower()
            yield (
                link.start(link.lastindex or 0),
                "old-address",
                "This link leads to an address of the old WordPress site.",
                address,
                "the file of the post that it leads to",
                f"link to the file, such as ../news/{slug}.md",
            )


def _pieces(body: str) -> Iterator[_Found]:
    """Lines that would begin a piece if they had three colons, and nothing before them."""
    for piece in _PIECE.finditer(body) if "::" in body else ():
        before = body[piece.start() : piece.start(1)]
        if (before.strip() or len(piece[1]) == 2) and "\t" not in before and not before.startswith("    "):
            yield (
                piece.start(1),
                "piece-unseen",
                "These words look like a piece of the text, and are shown as they are typed.",
                piece[0].strip(),
                "three colons at the beginning of a line, behind no other mark",
                f"begin a line of its own with ::: {piece[2].rstrip()}",
            )


def _fields(document: Document, entry: Entry) -> Iterator[Problem]:
    name = "name" if entry.kind == "fund" else "title"
    if entry.title.isupper() and len(re.findall(r"\w{2,}", entry.title)) > 2 and len(entry.title) > 15:
        yield _field(
            document,
            (name,),
            "all-capitals",
            "This title is in capital letters, which are read slowly, "
            "and letter by letter by some screen readers.",
            entry.title,
            "capital letters where names begin",
            f"{name}: {scalar(entry.title.capitalize())}",
        )
    if entry.summary and len(entry.summary) > LONGEST_SUMMARY:
        short = entry.summary[: LONGEST_SUMMARY - 1].rsplit(" ", 1)[0] + "…"
        yield _field(
            document,
            ("summary",),
            "long-summary",
            f"This summary has {len(entry.summary)} characters; lists and previews will cut it off.",
            entry.summary,
            f"one or two sentences, {LONGEST_SUMMARY} characters at most",
            f"summary: {scalar(' '.join(short.split()))}",
        )
    if entry.date is not None:
        for loc, moment, what in _ahead(entry):
            if instant(moment).date() < instant(entry.date).date():
                yield _field(
                    document,
                    loc,
                    "already-past",
                    f"{what} {written(moment)}, before this was published ({written(entry.date)}).",
                    written(moment),
                    "a day that lay ahead, or an earlier date of publication",
                    "look at the year in both",
                )


def _ahead(entry: Any) -> Iterator[tuple[tuple[str | int, ...], date | datetime, str]]:
    """What a post tells its readers is coming up."""
    if entry.kind == "event" and entry.state == "scheduled":
        yield ("start",), entry.start, "This begins on"
    if entry.kind == "course" and entry.apply and entry.apply.by:
        yield ("apply", "by"), entry.apply.by, "Applications close on"
    for number, step in enumerate(getattr(entry, "actions", ())):
        if step.until:
            yield ("actions", number, "until"), step.until, "This can be done until"


def _field(
    document: Document, loc: tuple[str | int, ...], code: str, message: str, read: str, wanted: str, hint: str
) -> Problem:
    place = locate(document, loc)
    return Problem(code, message, document.path, *place, shorten(read), wanted, hint, "warning")
