"""Reports: problems and builds in words, the same on the terminal, as JSON and as annotations."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict

from gazette.problems import SAID, Problem, visible

Style = Callable[[str, str], str]
"""Gives a text in a style (`error`, `warning`, `place`, `faint`), or as it is."""

Lines = Callable[[str], list[str]]
"""Gives the lines of a source file."""


def plain(text: str, style: str) -> str:
    """The text as it is, for where there is no colour."""
    return text


def text(problem: Problem, lines_of: Lines | None = None, style: Style = plain) -> str:
    """A problem for a person: place, sentence, the line with a caret, what was wanted, a way out."""
    lines = [
        f"{style(visible(problem.place), 'place')}: {style(problem.severity, problem.severity)}: "
        + visible(problem.message)
    ]
    lines += (style(line, "faint") for line in excerpt(problem, lines_of))
    for name in SAID:
        if value := getattr(problem, name):
            shown = visible(value.strip("\n")).replace("\n", "\n" + " " * 12)
            lines.append(f"    {style(f'{name:<7}', 'faint')} {shown}")
    return "\n".join(lines)


def excerpt(problem: Problem, lines_of: Lines | None) -> Iterator[str]:
    """The line that a problem stands on, with a caret below its column, if it can be shown."""
    if lines_of is None or not problem.line:
        return
    source = lines_of(problem.path)
    if problem.line > len(source):
        return
    written = visible(source[problem.line - 1], instead="\ufffd")
    yield f"    {problem.line:>4} | {written.expandtabs(4)[:200]}"
    before = len(written[: problem.column - 1].expandtabs(4))
    if 0 < problem.column <= len(written) + 1 and before < 200:
        yield f"         | {' ' * before}^"


def as_json(problems: Iterable[Problem], **counts: object) -> str:
    """The problems, and what else is known of the build, as one JSON object."""
    return json.dumps(
        {**counts, "problems": [{**asdict(p), "about": p.about} for p in problems]}, ensure_ascii=False
    )


def annotation(problem: Problem) -> str:
    """A problem as an annotation on a pull request, in GitHub's workflow commands."""
    place = f"file={_property(problem.path)}"
    if problem.line:
        place += f",line={problem.line}"
    if problem.column:
        place += f",col={problem.column}"
    body = [problem.message]
    body += (f"{name}: {value}" for name in SAID if (value := getattr(problem, name)))
    title = _property(problem.code)
    return f"::{problem.severity} {place},title={title}::{_data(chr(10).join(body))}"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


def count(number: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
