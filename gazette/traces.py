"""Traces: what each output asked when it was last made, and whether the answers still hold.

`why_stale` is both the decision and its explanation. The file of traces is a cache: missing, cut
short, scribbled on or from another engine it counts as empty, and everything is made anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gazette.engine import engine
from gazette.fingerprint import digest
from gazette.links import Links
from gazette.problems import Problem
from gazette.questions import Question
from gazette.stamps import Stamp, look

Read = tuple[Question, str]
"""A question, and the fingerprint of its answer."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One output as it was made: its recipe, the answers it was made from, what came of it.

    `reads` has every question with the fingerprint of its answer; `until` is the first instant at
    which an answer may change by itself; `warnings` are repeated by builds that do not render it.
    """

    output: str
    recipe: str
    reads: tuple[Read, ...]
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


def _digest_of(file: str) -> str:
    try:
        return digest(Path(file).read_bytes())
    except OSError:
        return ""


def load(file: Path) -> dict[str, Trace]:
    """The traces kept in a file; empty unless it is whole and this engine wrote it."""
    try:
        head, _, body = file.read_bytes().partition(b"\n")
        if head.decode("ascii") != f"{engine()} {digest(body)}":
            return {}
        answers, rows = json.loads(body)
        reads = tuple((Question(name, tuple(args)), answer) for name, args, answer in answers)
        return {row[0]: _trace(row, reads) for row in rows}
    except (OSError, ValueError, TypeError, IndexError, KeyError):
        return {}


def dump(traces: Iterable[Trace]) -> bytes:
    """Traces as the bytes of their file; the same traces give the same bytes.

    Whatever was asked has one answer a build: what many outputs were told stands there once.
    """
    numbers: dict[Read, int] = {}
    rows = [_row(trace, numbers) for trace in sorted(traces, key=lambda t: t.output)]
    answers = [(q.name, q.args, answer) for q, answer in numbers]
    body = json.dumps([answers, rows], ensure_ascii=False, separators=(",", ":")).encode()
    return f"{engine()} {digest(body)}\n".encode() + body


def _row(trace: Trace, numbers: dict[Read, int]) -> list[object]:
    stamp = trace.stamp
    return [
        trace.output,
        trace.recipe,
        [numbers.setdefault(read, len(numbers)) for read in trace.reads],
        trace.links.targets,
        trace.links.anchors,
        trace.digest,
        trace.until.isoformat() if trace.until else None,
        [
            (w.code, w.message, w.path, w.line, w.column, w.read, w.wanted, w.hint, w.severity)
            for w in trace.warnings
        ],
        [stamp.size, stamp.mtime_ns, stamp.ctime_ns, stamp.inode, stamp.device] if stamp else None,
    ]


def _trace(row: list[object], reads: tuple[Read, ...]) -> Trace:
    path, recipe, numbers, targets, anchors, made, until, warnings, stamp = row
    return Trace(
        str(path),
        str(recipe),
        tuple([reads[n] for n in numbers]),  # type: ignore[attr-defined]
        Links(tuple(targets), tuple(anchors)),  # type: ignore[arg-type]
        str(made),
        datetime.fromisoformat(str(until)) if until else None,
        tuple(Problem(*warning) for warning in warnings),  # type: ignore[attr-defined]
        Stamp(*stamp) if stamp else None,  # type: ignore[misc]
    )
