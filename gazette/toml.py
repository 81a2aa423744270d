"""TOML: the bytes of a settings file -> its values, what is wrong in it, and where each key is."""

from __future__ import annotations

import re
import tomllib
from typing import Any, Final

from gazette.decoding import decode
from gazette.problems import Problem, shorten

Loc = tuple[str | int, ...]

MOST_MENDS: Final = 20
"""Lines mended in passing, to go on and find what else is wrong in the same file."""

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"(\s*)((?:[\w.-]|\"[^\"]*\"|'[^']*')+)(\s*=\s*)")
_PAIR = re.compile(r"(\s*)([A-Za-z_][\w-]*)\s*([:=])\s*(.*?)\s*")
_DEEP = re.compile(r"^[ \t\[]*(?:[^\s.=\"'#]+[ \t]*\.[ \t]*){50}", re.M)
"""A name with fifty full stops: the parser's work grows with the square of their number."""
_NUMBER = re.compile(r"[+-]?\d[\d_]*(\.\d+)?|true|false")


def read_toml(path: str, data: bytes) -> tuple[dict[str, Any] | None, str, tuple[Problem, ...]]:
    """The values, or None where they cannot be told apart; the text; everything wrong with it."""
    text, found = decode(path, data)
    if text is None:
        return None, "", found
    problems = [*found]
    values: dict[str, Any] | None = None
    mended: str | None = text
    for _ in range(MOST_MENDS):
        if mended is None:
            break
        try:
            if _DEEP.search(mended):
                raise RecursionError
            values = tomllib.loads(mended)
            break
        except tomllib.TOMLDecodeError as error:
            problem, mended = _diagnose(path, mended, str(error))
            problems.append(problem)
        except (ValueError, RecursionError):
            problems.append(
                Problem(
                    "settings-unreadable",
                    "The settings cannot be read: a value is far too long, or nested far too deep.",
                    path,
                    1,
                    1,
                    wanted="settings as docs/reference.md lists them",
                    hint="take out what was added last",
                )
            )
            break
    return values, text, tuple(problems)


def place(text: str, loc: Loc) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where the key and its value stand, as lines and columns; else the nearest table.

    A reading of the lines alone: tomllib keeps no places.
    """
    best, depth = ((1, 1), (1, 1)), 0
    table: Loc = ()
    counts: dict[str, int] = {}
    within = ""
    for number, line in enumerate(text.split("\n"), 1):
        if within:
            within = "" if within in line else within
            continue
        name: Loc
        if header := _HEADER.fullmatch(line):
            name = tuple(_names(header[2]))
            if header[1] == "[[":
                counts[header[2]] = counts.get(header[2], -1) + 1
                name = (*name, counts[header[2]])
            table = name
            at = (number, header.start(1) + 1)
            found = (at, at)
        elif key := _KEY.match(line):
            name = (*table, *_names(key[2]))
            found = ((number, key.start(2) + 1), (number, key.end() + 1))
            for mark in ('"""', "'''"):
                if line[key.end() :].count(mark) == 1:
                    within = mark
        else:
            continue
        if len(name) > depth and name == loc[: len(name)]:
            best, depth = found, len(name)
    return best


def written(value: str) -> str:
    """The value as TOML has it."""
    if _NUMBER.fullmatch(value):
        return value
    mark = "'" if '"' in value or "\\" in value else '"'
    return f"{mark}{value}{mark}"


def _names(key: str) -> list[str]:
    return [part.strip().strip("\"'") for part in key.split(".")]


def _diagnose(path: str, text: str, said: str) -> tuple[Problem, str | None]:
    """What is wrong in plain words, and the text with the line mended, or None."""
    lines = text.split("\n")
    at = re.search(r"at line (\d+), column (\d+)", said)
    number, column = (int(at[1]), int(at[2])) if at else (len(lines), 1)
    while number > 1 and not lines[number - 1].strip():
        number, column = number - 1, 1
    line = lines[number - 1]
    pair = _PAIR.fullmatch(line)
    wanted, hint, mended = 'name = "value"', "", None
    code, message = "toml", "This line cannot be read."
    if "overwrite" in said or "twice" in said:
        code, message, wanted = "repeated-field", "This stands here twice.", "each name once"
        column, hint = 1, "delete this one or the one above it"
    elif pair and pair[4][:1] in ("'", '"') and (pair[4].count(pair[4][0]) == 1):
        code, message = "open-quote", f"The quotation mark {pair[4][0]} is not closed."
        mended, column = f"{pair[1]}{pair[2]} = {written(pair[4][1:])}", pair.start(4) + 1
    elif pair and pair[3] == ":":
        code, message = "colon", "Settings have an equals sign after the name, not a colon."
        value = pair[4].strip("\"'")
        mended, column = f"{pair[1]}{pair[2]} = {written(value)}", pair.start(3) + 1
    elif pair and not pair[4]:
        code, message = "no-value", f"“{pair[2]}” has no value."
        mended, hint = "", f'{pair[2]} = "…"'
    elif pair and pair[4][:1] == '"' and "\\" in pair[4]:
        code = "backslash"
        message = "A backslash between double quotation marks has a meaning of its own."
        mended = f"{pair[1]}{pair[2]} = '{pair[4].strip(chr(34))}'"
    elif pair and pair[4][:1] not in "[{'\"":
        code, message = "unquoted", "Text needs quotation marks."
        mended, column = f"{pair[1]}{pair[2]} = {written(pair[4])}", pair.start(4) + 1
    elif pair is None and not _HEADER.fullmatch(line):
        code, message = "not-a-field", "This line is neither a setting nor a [heading]."
    changed: str | None = None
    if mended is not None and mended != line:
        hint = hint or mended.strip()
        changed = "\n".join((*lines[: number - 1], mended, *lines[number:]))
    return Problem(code, message, path, number, column, shorten(line), wanted, hint), changed
