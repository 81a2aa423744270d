"""Mending: a YAML syntax error -> a plain Problem, and the text with the line mended.

The mended text is never published: it only lets the rest of the file be read, so that everything
that is wrong with it is said at once.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from gazette.problems import Problem, shorten

_NAMED = re.compile(r"(\s*(?:- +)*)([^\s:#\"'\[{&*!|>%@`-][^:]*?)\s*:\s+(\S.*)")
_LIST_ITEM = re.compile(r"(\s*(?:- +)+)(\S.*)")
_NO_SPACE = re.compile(r"(\s*(?:- +)*)([A-Za-z_][\w-]*):((?:[^\s/]|/(?!/)).*)")
_TAB = re.compile(r" *\t\s*")
_PAIRS = {"[": "]", "{": "}"}
_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`](?:.*\S)?", re.DOTALL)


def quoted(text: str) -> str:
    """The text in quotation marks, as YAML reads it."""
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def scalar(text: str) -> str:
    """The text as a YAML value, in quotation marks only where it needs them."""
    needs = ": " in text or " #" in text or text.endswith(":") or text in ("null", "~")
    return text if _PLAIN.fullmatch(text) and not needs else quoted(text)


def diagnose(path: str, text: str, error: yaml.YAMLError) -> tuple[Problem, str | None]:
    """What is wrong in plain words, and the text with that line mended, or None if it cannot be."""
    lines = text.split("\n")
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return _problem(path, lines, 0, 0, "yaml", "These fields cannot be read."), None
    said = str(getattr(error, "problem", "")).lower()
    at = _last(lines, mark.line)
    context = getattr(error, "context_mark", None)
    since = _last(lines, context.line) if context is not None else at
    near = [at, *range(at - 1, since - 1, -1)]
    case = (
        _tab(lines, (at, at - 1))
        or _quote(lines, near, said)
        or ("mapping values" in said and _colon(lines, at, mark.column))
        or _special(lines, (at, since), said)
        or _space(lines, (at, since, at - 1), said)
        or _space(lines, (since, at - 1), "':'")
    )
    if case:
        number, column, code, message, wanted, mended = case
        changed = "\n".join((*lines[:number], mended, *lines[number + 1 :]))
        hint = mended.rstrip()
        return _problem(path, lines, number, column, code, message, wanted, hint), changed
    return _lost(path, lines, at, since, said), None


def missing_space(path: str, text: str) -> tuple[Problem, str] | None:
    """The first `name:value` whose space is missing, and the text with it."""
    lines = text.split("\n")
    case = _space(lines, range(len(lines)), "could not find expected ':'")
    if not case:
        return None
    number, column, code, message, wanted, mended = case
    problem = _problem(path, lines, number, column, code, message, wanted, mended.rstrip())
    return problem, "\n".join((*lines[:number], mended, *lines[number + 1 :]))


_Case = tuple[int, int, str, str, str, str]


def _tab(lines: list[str], numbers: Any) -> _Case | None:
    for number in numbers:
        if found := _TAB.match(lines[number]):
            mended = " " * _level(lines, number, found[0]) + lines[number][found.end() :]
            message = "This line is indented with a tab."
            return number, found[0].index("\t"), "tab", message, "spaces", mended
    return None


def _level(lines: list[str], number: int, indent: str) -> int:
    """How far in a line belongs whose tabs tell nothing: as far as the line above, or a step further."""
    above = next((line for line in reversed(lines[:number]) if line.strip()), "")
    found = re.match(r"( *(?:- +)*)", above)
    margin = len(found[1]) if found and "\t" not in above else len(indent.replace("\t", "  "))
    opens = re.search(r":\s*(#.*)?$", above)
    return margin + 2 if opens else margin


def _quote(lines: list[str], numbers: Any, said: str) -> _Case | None:
    for number in numbers:
        before, value = _value(lines[number])
        if value[:1] not in ("'", '"') or not value:
            continue
        mark, rest = value[0], value[1:]
        column = len(before)
        body = re.match(r'(?:\\.|[^"\\])*"' if mark == '"' else r"(?:''|[^'])*'", rest)
        if body is None:
            mended = before + quoted(rest)
            message = f"The quotation mark {mark} is not closed."
            return number, column, "open-quote", message, "a mark at both ends", mended
        after = rest[body.end() :].strip()
        if after and not after.startswith("#") and not re.match(r":(\s|$)", after):
            mended = before + quoted(value)
            message = "There is more text after the closing quotation mark."
            return number, column, "text-after-quote", message, "marks around all of it", mended
        if "escape" in said and mark == '"' and "\\" in rest:
            mended = f"{before}{quoted(rest[: body.end() - 1])}"
            message = "A backslash between double quotation marks has a meaning of its own."
            return number, column, "backslash", message, "single quotation marks", mended
    return None


def _colon(lines: list[str], number: int, at: int) -> _Case | None:
    line = lines[number]
    found = _NAMED.fullmatch(line)
    if found is None:
        return None
    if at <= line.index(":", found.end(2)):
        above = next((k for k in range(number - 1, 0, -1) if lines[k].strip()), 0)
        indent = lines[above][: len(lines[above]) - len(lines[above].lstrip())]
        if not above or len(indent) >= len(found[1]) or _NO_SPACE.fullmatch(lines[above]):
            return None
        message = "This line is further in than the line above, which has a value already."
        return number, len(found[1]), "indented", message, "lined up", indent + line.lstrip()
    mended = line[: found.start(3)] + quoted(found[3].rstrip())
    message = "A colon and a space within a value need quotation marks around the value."
    return number, at, "colon", message, "the value in quotation marks", mended


def _special(lines: list[str], numbers: Any, said: str) -> _Case | None:
    for number in numbers:
        before, value = _value(lines[number])
        sign = value[:1]
        if before and sign and sign in "[{" and _PAIRS[sign] not in value:
            mended = before + value + _PAIRS[sign]
            message = f"The “{sign}” is not closed."
            return number, len(before), "open-bracket", message, "a bracket at both ends", mended
        if before and ((sign and sign in "[{@`%&*!|>,") or re.match(r"[-?] ", value)):
            mended = before + quoted(value)
            message = f"A value that begins with “{sign}” needs quotation marks."
            wanted = "the value in quotation marks"
            return number, len(before), "unquoted", message, wanted, mended
    return None


def _space(lines: list[str], numbers: Any, said: str) -> _Case | None:
    if "':'" not in said:
        return None
    for number in numbers:
        if found := _NO_SPACE.fullmatch(lines[number]):
            mended = f"{found[1]}{found[2]}: {found[3]}"
            message = f"A space is missing after “{found[2]}:”."
            return number, found.end(2), "no-space", message, "name: value", mended
    return None


def _lost(path: str, lines: list[str], at: int, since: int, said: str) -> Problem:
    number = since if "':'" in said else at
    line = lines[number]
    indent = len(line) - len(line.lstrip())
    if not re.search(r":(\s|$)", line) and not line.lstrip().startswith("- "):
        return _problem(
            path,
            lines,
            number,
            indent,
            "not-a-field",
            "This line is not a field.",
            "name: value",
            "if the text begins here, put --- on the line above; if it belongs to the field above, indent it",
        )
    return _problem(
        path,
        lines,
        number,
        indent,
        "not-lined-up",
        "This line does not line up with the lines above it.",
        "the same number of spaces as the other fields of its group",
        f"begin “{shorten(line, 30)}” below the first letter of the field that it follows",
    )


def _value(line: str) -> tuple[str, str]:
    """The line up to its value, and the value."""
    if found := _NAMED.fullmatch(line) or _LIST_ITEM.fullmatch(line):
        value = found[found.lastindex or 0]
        return line[: found.start(found.lastindex or 0)], value.rstrip()
    return "", line.strip()


def _last(lines: list[str], number: int) -> int:
    """The line itself, or the last one before it with anything on it."""
    number = min(number, len(lines) - 1)
    while number > 0 and not lines[number].strip():
        number -= 1
    return number


def _problem(
    path: str,
    lines: list[str],
    number: int,
    column: int,
    code: str,
    message: str,
    wanted: str = "fields, each as name: value",
    hint: str = "put the value in quotation marks",
) -> Problem:
    return Problem(code, message, path, number + 1, column + 1, shorten(lines[number]), wanted, hint)
