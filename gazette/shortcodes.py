"""Shortcodes: pieces of a body that are written as fields between lines of three colons.

    ::: figure march.jpg
    alt: Marchers below a red banner
    credit: Jo Bloggs
    :::

The fields are read by the declared types of front matter, so what is wrong is told in the same words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pydantic import TypeAdapter, ValidationError

from gazette.fields import Field, plain, read_fields
from gazette.frontmatter import Document
from gazette.kinds.complaints import Reading
from gazette.kinds.pieces import PIECES, FundBlock, Piece
from gazette.kinds.reading import FrontMatter
from gazette.kinds.shape import Loc
from gazette.kinds.texts import an
from gazette.problems import Problem, nearest, one_of, order, shorten

SIGN: Final = ":::"

_LINE = re.compile(r" {0,3}:{3,}[ \t]*(?P<words>.*?)[ \t]*")
_CODE = re.compile(r" {0,3}(`{3,}|~{3,})")
_SHOWN = re.compile(
    r"(?:alt|by|caption|credit|email|label|length|name|organisation|phone|role|text|title):\s+(.*)"
)
_WORK: Final = 4_000
"""What it is to read the fields of one shortcode, in the unit of `effort`."""

_WORDS = tuple(piece.word for piece in PIECES)


@dataclass(frozen=True, slots=True)
class Shortcode:
    """One shortcode as it is written: its lines (from 0, the last one closes it) and the words of the first.

    `end` is the line of the next shortcode, or of the end, where it is not closed.
    """

    start: int
    end: int
    words: str
    fields: str
    closed: bool


def shortcodes(body: str) -> Iterator[Shortcode]:
    """Every shortcode of a body, those within code left out; one without words closes nothing."""
    if SIGN not in body:
        return
    lines, fence, opened = body.split("\n"), "", -1
    words = ""
    for number, line in enumerate(lines):
        if opened < 0 and (code := _CODE.match(line)):
            fence = "" if fence and code[1].startswith(fence) else fence or code[1]
        if fence or SIGN not in line or not (found := _LINE.fullmatch(line)):
            continue
        if opened >= 0:
            yield Shortcode(opened, number, words, "\n".join(lines[opened + 1 : number]), not found["words"])
            opened = -1
            if not found["words"]:
                continue
        if found["words"]:
            opened, words = number, found["words"]
        else:
            yield Shortcode(number, number, "", "", False)
    if opened >= 0:
        yield Shortcode(opened, len(lines), words, "\n".join(lines[opened + 1 :]), False)


def without(body: str) -> str:
    """The body with its shortcodes blanked out."""
    return _put(body, lambda code: "")


def words(body: str) -> str:
    """The body with the words in place of its shortcodes that readers see, for the search."""
    return _put(body, lambda code: "\n".join(_spoken(code)))


def _spoken(code: Shortcode) -> Iterator[str]:
    word, _, value = code.words.partition(" ")
    if word in ("quote", "contact"):
        yield value
    for line in code.fields.split("\n") if word != "fund" else ():
        if found := _SHOWN.fullmatch(line):
            yield found[1].strip("\"'")


def _put(body: str, text: Callable[[Shortcode], str]) -> str:
    """The body with a text in place of each shortcode."""
    found = list(shortcodes(body))
    if not found:
        return body
    lines, made, done = body.split("\n"), [], 0
    for code in found:
        made += [*lines[done : code.start], "", text(code), ""]
        done = code.end + 1 if code.closed or code.start == code.end else code.end
    return "\n".join((*made, *lines[done:]))


def put(
    body: str,
    show: Callable[[Piece], str],
    funds: Callable[[], Sequence[str]],
    note: Callable[[Problem], None],
    spend: Callable[[int], None],
) -> str:
    """The body with HTML in place of its shortcodes; problems have lines of the body, from 1."""

    def html(code: Shortcode) -> str:
        spend(_WORK + 64 * len(code.fields))
        piece, problems = read(code)
        for problem in problems:
            note(problem)
        if isinstance(piece, FundBlock) and piece.name not in funds():
            note(replace(no_fund(piece.name, funds()), line=code.start + 1))
            return ""
        return show(piece) if piece else ""

    return _put(body, html)


@dataclass(frozen=True, slots=True)
class _Lines(FrontMatter):
    """The fields of a shortcode as they are written; what stands nowhere is at its first line."""

    row: int
    word: str
    first: str

    def name_at(self, loc: Loc) -> tuple[int, int]:
        return super(_Lines, self).name_at(loc) if self._there(loc) else (self.row, 1)

    def value_at(self, loc: Loc) -> tuple[int, int]:
        return super(_Lines, self).value_at(loc) if self._there(loc) else (self.row, 1)

    def line(self, loc: Loc, value: str) -> str:
        if loc == (self.first,) and any(
            f.name == self.first and f.line == self.row for f in self.document.fields
        ):
            return f"{SIGN} {self.word} {value}"
        return super(_Lines, self).line(loc, value)

    def added(self, loc: Loc, line: str) -> str:
        return f"add the line below this one: {line}"

    def _there(self, loc: Loc) -> bool:
        return bool(loc) and any(field.name == loc[0] for field in self.document.fields)


_ADAPTERS: Final = {piece: TypeAdapter(piece) for piece in PIECES}


def read(code: Shortcode) -> tuple[Piece | None, tuple[Problem, ...]]:
    """The piece that a shortcode is, or None and everything that is wrong with it."""
    word, _, value = code.words.partition(" ")
    row, value = code.start + 1, value.strip()
    if not word:
        message = "This line ends a piece, and none has begun."
        hint = f"take it out, or write the line that begins one above it, such as {SIGN} quote"
        return None, (_problem("piece-not-begun", message, row, SIGN, "a piece that begins above it", hint),)
    kind = next((piece for piece in PIECES if piece.word == word), None)
    if kind is None:
        near = nearest(word, _WORDS)
        hint = f"{SIGN} {near} {value}".rstrip() if near else f"write one of these words behind {SIGN}"
        message = f"There is no piece called “{shorten(word)}”."
        return None, (_problem("unknown-piece", message, row, word, one_of(_WORDS), hint),)
    if not code.closed:
        message = f"This {word} is not closed."
        hint = f"write {SIGN} on a line of its own below its last field"
        return None, (
            _problem("piece-not-closed", message, row, f"{SIGN} {code.words}", f"a line of {SIGN}", hint),
        )
    found, problems = read_fields("", code.fields)
    fields = tuple(_below(field, row) for field in found or ())
    problems = tuple(replace(problem, line=problem.line + row) for problem in problems)
    if value:
        same = next((field for field in fields if field.name == kind.first), None)
        if same is not None:
            message = f"“{kind.first}” stands here twice: behind {SIGN} {word} as well."
            hint = "delete this line, or what stands behind the word"
            problems = (
                *problems,
                _problem("repeated-field", message, same.line, kind.first, "each name once", hint),
            )
        column = code.words.index(value) + len(SIGN) + 2
        fields = (Field(kind.first, value, row, 1, row, column), *(f for f in fields if f is not same))
    given = plain(fields)
    lines = _Lines(Document("", fields, "", 1), row, word, kind.first)
    reading = Reading(kind, an(word), given, lines)
    problems = (*problems, *(reading.unknown((name,)) for name in kind.hidden if name in given))
    try:
        piece = _ADAPTERS[kind].validate_python(given, by_alias=True, by_name=False)
    except ValidationError as error:
        return None, order((*problems, *reading.complaints(error.errors(include_url=False))))
    return (None, order(problems)) if problems else (piece, ())


def _below(field: Field, rows: int) -> Field:
    """A field as it is placed when so many lines stand above the text that it was read from."""
    inner = field.value if isinstance(field.value, str) else tuple(_below(one, rows) for one in field.value)
    return replace(field, value=inner, line=field.line + rows, value_line=field.value_line + rows)


def _problem(code: str, message: str, row: int, read: str, wanted: str, hint: str) -> Problem:
    return Problem(code, message, "", row, 1, shorten(read), wanted, hint)


def no_fund(name: str, known: Sequence[str]) -> Problem:
    """That a fund which a body names is not there; its line is not known yet."""
    near = nearest(name, known)
    hint = f"{SIGN} fund {near}" if near else "write the fund first, or take these lines out"
    message = f"There is no fund called “{shorten(name)}” that readers can see."
    return _problem(
        "no-such-fund", message, 0, name, "the name of a file in content/funds/, without .md", hint
    )
