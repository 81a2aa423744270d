"""Traces: what each output asked when it was last made, and whether the answers still hold.

`why_stale` is both the decision and its explanation. The file of traces is a cache: missing, cut
short, scribbled on or from another engine it counts as empty, and everything is made anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from gazette.fingerprint import digest, fingerprint
from gazette.links import Links
from gazette.problems import Problem
from gazette.questions import Question


@dataclass(frozen=True, slots=True)
class Stamp:
    """How a written file looks from outside, so that an unchanged one need not be read."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class Trace:
    """One output as it was made: its recipe, the answers it was made from, what came of it.

    `reads` has every question with the fingerprint of its answer; `until` is the first instant at
    which an answer may change by itself; `warnings` are repeated by builds that do not render it.
    """

    output: str
    recipe: str
    reads: tuple[tuple[Question, str], ...]
    links: Links
    digest: str
    until: datetime | None = None
    warnings: tuple[Problem, ...] = ()
    stamp: Stamp | None = None


Traces = Mapping[str, Trace]


def why_stale(
    recipe: str,
    trace: Trace | None,
    answer: Callable[[Question], str],
    file: str,
) -> str | None:
    """Why an output must be made again, as a clause; None if it is as a clean build would make it.

    `answer` gives the fingerprint of a question's answer now; `file` is where the output lies.
    """
    if trace is None:
        return "it has not been built"
    if trace.recipe != recipe:
        return "it is made in another way now"
    for question, before in trace.reads:
        if answer(question) != before:
            return f"{question} has another answer now"
    stamp = look(file)
    if stamp is None:
        return "its file is missing"
    if stamp != trace.stamp and _digest_of(file) != trace.digest:
        return "its file was changed by something else"
    return None


def look(file: str) -> Stamp | None:
    """How the file looks from outside; None where there is no ordinary file."""
    try:
        stat = os.stat(file, follow_symlinks=False)
    except OSError:
        return None
    if stat.st_mode & 0o170000 != 0o100000:
        return None
    return Stamp(stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)


def _digest_of(file: str) -> str:
    try:
        return digest(Path(file).read_bytes())
    except OSError:
        return ""


@cache
def engine() -> str:
    """The fingerprint of all code that outputs are made with: this package and what it stands on."""
    from importlib.metadata import PackageNotFoundError, version
    from platform import python_version

    def installed(name: str) -> str:
        try:
            return version(name)
        except PackageNotFoundError:
            return ""

    package = Path(__file__).parent
    code = tuple(
        (file.relative_to(package).as_posix(), digest(file.read_bytes()))
        for file in sorted(package.rglob("*.py"))
    )
    libraries = ("jinja2", "markdown", "nh3", "feedgen", "lxml", "Pillow", "pikepdf", "pydantic", "tzdata")
    return fingerprint((code, python_version(), tuple((n, installed(n)) for n in libraries)))


def load(file: Path) -> dict[str, Trace]:
    """The traces kept in a file; empty unless it is whole and this engine wrote it."""
    try:
        head, _, body = file.read_bytes().partition(b"\n")
        if head.decode("ascii") != f"{engine()} {digest(body)}":
            return {}
        questions, rows = json.loads(body)
        asked = tuple(Question(name, tuple(args)) for name, args in questions)
        return {row[0]: _trace(row, asked) for row in rows}
    except (OSError, ValueError, TypeError, IndexError, KeyError):
        return {}


def dump(traces: Iterable[Trace]) -> bytes:
    """Traces as the bytes of their file; the same traces give the same bytes."""
    numbers: dict[Question, int] = {}
    rows = [_row(trace, numbers) for trace in sorted(traces, key=lambda t: t.output)]
    questions = [[q.name, q.args] for q in numbers]
    body = json.dumps([questions, rows], ensure_ascii=False, separators=(",", ":")).encode()
    return f"{engine()} {digest(body)}\n".encode() + body


def _row(trace: Trace, numbers: dict[Question, int]) -> list[object]:
    stamp = trace.stamp
    return [
        trace.output,
        trace.recipe,
        [numbers.setdefault(question, len(numbers)) for question, _ in trace.reads],
        [answer for _, answer in trace.reads],
        trace.links.targets,
        trace.links.anchors,
        trace.digest,
        trace.until.isoformat() if trace.until else None,
        [
            (w.code, w.message, w.path, w.line, w.column, w.read, w.wanted, w.hint, w.severity)
            for w in trace.warnings
        ],
        [stamp.size, stamp.mtime_ns, stamp.ctime_ns, stamp.inode] if stamp else None,
    ]


def _trace(row: list[object], asked: tuple[Question, ...]) -> Trace:
    path, recipe, numbers, answers, targets, anchors, made, until, warnings, stamp = row
    return Trace(
        str(path),
        str(recipe),
        tuple((asked[n], a) for n, a in zip(numbers, answers, strict=True)),  # type: ignore[call-overload]
        Links(tuple(targets), tuple(anchors)),  # type: ignore[arg-type]
        str(made),
        datetime.fromisoformat(str(until)) if until else None,
        tuple(Problem(*warning) for warning in warnings),  # type: ignore[attr-defined]
        Stamp(*stamp) if stamp else None,  # type: ignore[misc]
    )
