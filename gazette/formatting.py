"""Formatting: front matter in the order of its kind and in one style; nothing of it lost or changed.

Each field with the comments above it is taken by itself, written anew and kept only if it says the
same; then the fields are put in order. The text below the front matter is not touched.
"""

from __future__ import annotations

import re
from io import StringIO
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.tag import Tag

from gazette import frontmatter
from gazette.fields import Field, plain, read_fields
from gazette.frontmatter import Document
from gazette.kinds import kind_of
from gazette.kinds.reading import read
from gazette.kinds.shape import front_matter
from gazette.mending import quoted, scalar
from gazette.problems import Problem, errors

_LINE: Final = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_COMMENT: Final = re.compile(r"(?:^|\s)#.*")

TEXT: Final = "tag:yaml.org,2002:str"

LAST: Final = "extra"
"""What is for templates of one's own stands below the fields that everybody knows."""


def formatted(path: str, data: bytes) -> bytes | tuple[Problem, ...]:
    """The file with its front matter in order, or why it has to be mended first."""
    document, problems = frontmatter.parse(path, data)
    if document is None or errors(problems):
        return problems
    if wrong := errors(read(document)[1]):
        return wrong
    lines = [line for line in _LINE.findall(data) if line]
    end = re.search(rb"[\r\n]+\Z", lines[0])
    newline = (end[0] if end else b"\n").decode()
    close = document.body_line - 2
    head = [line.decode("utf-8").rstrip("\r\n") for line in lines[1:close]]
    made = _ordered(document, head)
    if made is None or made == head:
        return data
    new = b"".join((lines[0], *(f"{line}{newline}".encode() for line in made), *lines[close:]))
    after, _ = frontmatter.parse(path, new)
    same = after is not None and after.body == document.body and plain(after.fields) == plain(document.fields)
    return new if same and sorted(_comments(made)) == sorted(_comments(head)) else data


def _ordered(document: Document, head: list[str]) -> list[str] | None:
    """The lines of the front matter anew; None where its fields do not begin on lines of their own."""
    fields = document.fields
    starts = [field.line - 2 for field in fields]  # the first line of the front matter is line 2
    if not fields or len(set(starts)) < len(starts) or any(field.column != 1 for field in fields):
        return None
    kind = kind_of(document.path)
    order = {name: n for n, name in enumerate(front_matter(kind))} if kind is not None else {}
    pieces: list[tuple[int, list[str]]] = []
    begin = 0
    for number, field in enumerate(fields):
        following = starts[number + 1] if number + 1 < len(fields) else len(head)
        end = _end(head, starts[number] + 1, following, last=number + 1 == len(fields))
        rank = len(order) if field.name == LAST else order.get(str(field.name), len(order))
        pieces.append((rank, [*head[begin : starts[number]], *_restyled(head[starts[number] : end], field)]))
        begin = end
    pieces.sort(key=lambda piece: piece[0])
    lines = [line for _, piece in pieces for line in piece]
    while lines and not lines[0].strip():
        del lines[0]
    return [*lines, *head[begin:]]


def _end(head: list[str], first: int, following: int, last: bool) -> int:
    """Where a field ends: comments at the margin belong to the field below, or to none after the last."""
    end = following
    while end > first and (not head[end - 1].strip() or head[end - 1].startswith("#")):
        end -= 1
    return end


def _restyled(lines: list[str], field: Field) -> list[str]:
    """The lines of one field in the style of all, if they say the same so; else as they are."""
    kept = [line.rstrip() for line in lines] if isinstance(field.value, tuple) else lines
    if _empty(field.value):
        return kept
    text = "\n".join(lines) + "\n"
    yaml = _yaml()
    written = StringIO()
    try:
        yaml.dump(yaml.load(text), written)
    except YAMLError:
        return kept
    made = written.getvalue()
    before, after = read_fields("", text)[0], read_fields("", made)[0]
    if before is None or after is None or plain(before) != plain(after):
        return kept
    new = made.rstrip("\n").split("\n")
    return new if sorted(_comments(new)) == sorted(_comments(lines)) else kept


def _empty(value: str | tuple[Field, ...]) -> bool:
    """Whether a value, or one within it, is left out: how that is written stays as it is."""
    return not value or (isinstance(value, tuple) and any(_empty(field.value) for field in value))


def _comments(lines: list[str]) -> list[str]:
    """What could be a comment; in some text a # is none, and has to stay just the same."""
    return [found[0].strip() for line in lines if (found := _COMMENT.search(line))]


class _Text(RoundTripRepresenter):
    """Writes text in quotation marks only where it needs them."""

    def represent_str(self, data: str) -> Any:
        mark = quoted(data)[0] if "\n" not in data else '"'
        style = None if scalar(data) == data else mark
        return self.represent_scalar(TEXT, data, style=style)


_Text.add_representer(str, _Text.represent_str)


class _AsText(VersionedResolver):
    """Takes every value for text: what type it has is for the kind to say."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        if kind is ScalarNode:
            return Tag(suffix=TEXT)
        return super().resolve(kind, value, implicit)


def _yaml() -> Any:
    yaml = YAML()
    yaml.Resolver, yaml.Representer = _AsText, _Text
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml
