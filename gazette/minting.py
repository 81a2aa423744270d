"""Minting: the permanent id of an entry, written into its file without disturbing anything else of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gazette import frontmatter
from gazette.fields import plain
from gazette.frontmatter import Document
from gazette.mending import scalar
from gazette.problems import Problem

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")


def minted(path: str, data: bytes, name: str) -> bytes | Problem:
    """The file with a line for its id, or why it cannot have one; every other byte is as it was."""
    document, problems = frontmatter.parse(path, data)
    if document is None or problems:
        return with_errors(path)
    if empty := next((field for field in document.fields if field.name == "id"), None):
        if empty.value:
            return _refused(path, "The file has an id already.", "")
        hint = f"write on line {empty.line}: id: {scalar(name)}"
        return _refused(path, "The file has a line for its id with nothing on it.", hint, empty.line)
    lines = [line for line in _LINE.findall(data) if line]
    end = re.search(rb"[\r\n]+\Z", lines[0])
    newline = end[0] if end else b"\n"
    indent = " " * (document.fields[0].column - 1) if document.fields else ""
    written = f"{indent}id: {scalar(name)}".encode() + newline
    for at in _places(document):
        new = b"".join((*lines[:at], written, *lines[at:]))
        if _same_but_for_id(path, document, new, name):
            return new
    hint = f"write into its front matter: id: {scalar(name)}"
    return _refused(path, "The fields of this file are written in a way that no line fits between.", hint)


def with_errors(path: str) -> Problem:
    """That a file cannot have an id before it is mended."""
    return _refused(path, "The file has errors, so no id was written into it.", "mend the errors first")


def _places(document: Document) -> Iterator[int]:
    """How many lines may stand above the new one: first those up to the date, then all the others."""
    for field, following in zip(document.fields, document.fields[1:], strict=False):
        if field.name == "date":
            yield following.line - 1
    yield document.body_line - 2


def _same_but_for_id(path: str, before: Document, data: bytes, name: str) -> bool:
    after, problems = frontmatter.parse(path, data)
    if after is None or problems or after.body != before.body:
        return False
    return plain(after.fields) == {**plain(before.fields), "id": name}


def _refused(path: str, message: str, hint: str, line: int = 0) -> Problem:
    return Problem("not-minted", message, path, line, hint=hint)
