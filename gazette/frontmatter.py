"""Front matter: the bytes of a Markdown file -> a Document: placed fields, and a body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import frontmatter
from frontmatter.default_handlers import BaseHandler

from gazette.decoding import decode
from gazette.fields import Field, plain, read_fields
from gazette.problems import Problem, shorten

__all__ = ["Document", "Field", "field_at", "locate", "locate_name", "parse", "plain"]

LARGEST: Final = 65_536
"""Bytes of front matter. The longest that a hub needs is a tenth of it."""

FENCE: Final = "---"

# What word processors, other generators and tired fingers write for the fence.
_ALMOST = re.compile(r"\s*(?:-{2}|-{4,}|(?:- ){2,}-|[—–]+-?|={3,}|\+{3}|\s+---)\s*")
_FIELD = re.compile(r"[A-Za-z_][\w-]*\s*:(\s|$)")
_BELONGS = re.compile(r"\s|#|- |$|[A-Za-z_][\w-]*\s*:(\s|$)")


@dataclass(frozen=True, slots=True)
class Document:
    """A file's fields, and its body exactly as it is written; `body_line` is where it begins."""

    path: str
    fields: tuple[Field, ...]
    body: str
    body_line: int


def parse(path: str, data: bytes) -> tuple[Document | None, tuple[Problem, ...]]:
    """The document, wherever its fields can be told apart, and everything wrong with its writing.

    A document may stand beside problems: then its schema can be checked in the same run, but it is
    not fit to be published.
    """
    text, problems = decode(path, data)
    if text is None:
        return None, problems
    lines = text.split("\n")
    if lines[0].rstrip(" \t") != FENCE:
        return None, (*problems, _no_opening(path, lines))
    close, found = _closing(path, lines)
    head = "\n".join(lines[1:close])
    problems = (*problems, *found)
    if len(head.encode()) > LARGEST:
        return None, (*problems, _too_long(path, close))
    handler = _Handler(path)
    metadata, _ = frontmatter.parse(f"{FENCE}\n{head}\n{FENCE}\n", handler=handler)
    fields: Any = metadata.get("fields")
    wrong: Any = metadata.get("problems", ())
    problems = (*problems, *wrong)
    if fields is None:
        return None, problems
    # With no fence at all, the line where the fields end is the body's own first line.
    start = close if found and found[0].code == "no-closing-fence" else close + 1
    return Document(path, fields, "\n".join(lines[start:]), start + 1), problems


def locate(document: Document, loc: tuple[str | int, ...]) -> tuple[int, int]:
    """The line and column of the value there, or of the nearest field around it."""
    field = field_at(document, loc)
    return (field.value_line, field.value_column) if field else (1, 1)


def locate_name(document: Document, loc: tuple[str | int, ...]) -> tuple[int, int]:
    """The line and column of the field's name, or of the nearest field around it."""
    field = field_at(document, loc)
    return (field.line, field.column) if field else (1, 1)


def field_at(document: Document, loc: tuple[str | int, ...]) -> Field | None:
    """The innermost field on the way; parts that no field bears are passed over.

    Such parts are a list of one written as one value, and the name of one of several schemas.
    """
    found: Field | None = None
    inside: str | tuple[Field, ...] = document.fields
    for part in loc:
        if isinstance(inside, str):
            break
        for field in inside:
            if field.name == part:
                found, inside = field, field.value
                break
    return found


class _Handler(BaseHandler):
    """Reads fields for python-frontmatter; the line of the opening fence is line 1."""

    FM_BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path

    def load(self, fm: str) -> dict[str, Any]:
        fields, problems = read_fields(self.path, fm)
        return {"fields": fields, "problems": problems}


def _no_opening(path: str, lines: list[str]) -> Problem:
    first = next((n for n, line in enumerate(lines) if line.strip()), None)
    code, wanted, at = "no-front-matter", "a first line of ---", 1
    if first is None:
        message, hint = "This file is empty.", "begin it with ---, the fields, and --- again"
    elif lines[first].strip() == FENCE and first:
        message, hint, at = "There are empty lines above the first ---.", "delete them", 1
    elif lines[first].strip() == FENCE or _ALMOST.fullmatch(lines[first]):
        message = f"“{shorten(lines[first])}” is not a line of three hyphens."
        if lines[first].strip() == FENCE:
            message = "There is a space before the first ---."
        hint, at = FENCE, first + 1
    elif _FIELD.match(lines[first]):
        message, at = "The --- above the first field is missing.", first + 1
        hint = f"put {FENCE} on a line of its own above this one"
    else:
        message = "This file has no front matter."
        hint, at = "begin it with ---, the fields (title: and date:), and --- again", first + 1
    read = shorten(lines[first]) if first is not None else ""
    return Problem(code, message, path, at, 1, read, wanted, hint)


def _closing(path: str, lines: list[str]) -> tuple[int, tuple[Problem, ...]]:
    """The number of the line that closes the front matter, from 0; what is wrong with it."""
    wanted = "a line of --- below the last field"
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip(" \t") == FENCE:
            return number, ()
        if line.rstrip(" \t") == "...":
            message = "The front matter is closed with three dots."
            return number, (Problem("dots", message, path, number + 1, 1, line.rstrip(), wanted, FENCE),)
    for number, line in enumerate(lines[1:], 1):
        if _ALMOST.fullmatch(line):
            message = f"“{shorten(line)}” is not a line of three hyphens."
            return number, (
                Problem("not-a-fence", message, path, number + 1, 1, shorten(line), wanted, FENCE),
            )
    number = next((n for n, s in enumerate(lines[1:], 1) if not _BELONGS.match(s)), len(lines))
    read = shorten(lines[number]) if number < len(lines) else ""
    return number, (
        Problem(
            "no-closing-fence",
            "The --- below the last field is missing.",
            path,
            min(number + 1, len(lines)),
            1,
            read,
            wanted,
            f"put {FENCE} on a line of its own above this one" if read else FENCE,
        ),
    )


def _too_long(path: str, close: int) -> Problem:
    return Problem(
        "front-matter-too-long",
        f"The front matter is longer than {LARGEST // 1024} KB.",
        path,
        close + 1,
        1,
        wanted="a few lines of fields, and the text below the second ---",
        hint="put --- on a line of its own where the text begins",
    )
