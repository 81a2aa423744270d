"""Traces: what each output asked when it was last made, and whether the answers still hold.

`why_stale` is both the decision and its explanation. What is kept of traces is a cache: missing, cut
short, scribbled on or from another engine it is not there, and what it was of is made anew.

Most outputs are done with by a look at the parts of the Site that their answers were made from. Only where
one of these has changed is there need to know what was asked, so each output's reads are kept in a row of
their own, under the digest that its trace has of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path

from gazette.fingerprint import digest
from gazette.links import Links
from gazette.parts import Marks, Parts
from gazette.problems import Problem
from gazette.questions import Question
from gazette.shelf import EMPTY, Row, Shelf
from gazette.stamps import Stamp

Read = tuple[Question, str]
"""A question, and the fingerprint of its answer."""

SORT, READS = "traces", "reads"
"""The sorts under which the shelf has traces, in one row, and what each output read."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One output as it was made: its recipe, the answers it was made from, what came of it.

    `asked` is the digest of what it read, `parts` what of the Site the answers were made from; `until` is the
    first instant at which an answer may change by itself; `warnings` are repeated by builds that do not
    render it.
    """

    output: str
    recipe: str
    asked: str
    parts: Parts
    links: Links
    digest: str
    until: datetime | None = None
    warnings: tuple[Problem, ...] = ()
    stamp: Stamp | None = None


@dataclass(frozen=True, slots=True)
class Traces:
    """The traces of all outputs `of` a site, by output path, as they held at the instant `since`.

    `marks` says what each part of the Site was like then. What an output read is looked up on the `shelf`.
    """

    of: Mapping[str, Trace] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    since: datetime | None = None
    shelf: Shelf = EMPTY

    def reads(self, output: str) -> tuple[Read, ...] | None:
        """What an output read; None if that is not known any more."""
        trace = self.of.get(output)
        row = trace and self.shelf.get(READS, output, trace.asked)
        return _reads(row) if row else None

    def every_read(self) -> Iterator[tuple[str, tuple[Read, ...]]]:
        """What each output read, where that is known."""
        for output, asked, row in self.shelf.all(READS):
            if output in self.of and self.of[output].asked == asked:
                yield output, _reads(row)


NONE = Traces()
"""What is known of a site that was never made."""


def to_ask(traces: Traces, marks: Marks, now: datetime) -> frozenset[str]:
    """The outputs that may have other answers now, by what these were made from and by the clock."""
    changed = marks.changed(traces.marks)
    since = traces.since
    if since is None or now < since:
        return frozenset(traces.of)
    return frozenset(
        path
        for path, trace in traces.of.items()
        if not changed.isdisjoint(trace.parts) or (trace.until is not None and trace.until <= now)
    )


def why_stale(
    recipe: str,
    trace: Trace | None,
    reads: Iterable[Read] | None,
    answer: Callable[[Question], str],
    file: str,
    stamp: Stamp | None,
) -> str | None:
    """Why an output must be made again, as a clause; None if it is as a clean build would make it.

    `reads` are those of its reads whose answers may be others now, None where it is not known what it read;
    `answer` gives the fingerprint of a question's answer now; `file` is where the output lies, `stamp` how
    that looks.
    """
    if trace is None:
        return "it has not been built"
    if trace.recipe != recipe:
        return "it is made in another way now"
    if reads is None:
        return "it is not known what it was made from"
    for question, before in reads:
        if answer(question) != before:
            return f"{question} has another answer now"
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


def load(file: Path) -> Traces:
    """The traces kept in a file; none unless they are whole and this engine wrote them."""
    shelf = Shelf(file)
    row = shelf.get(SORT, "", "")
    return read(row, shelf) if row is not None else NONE


def keep(file: Path, traces: Traces, new: Iterable[Row], gone: Iterable[str]) -> None:
    """Keep the traces, and the rows of what the outputs that were made anew have read."""
    shelf = Shelf(file)
    shelf.put(READS, new, gone)
    shelf.put(SORT, [("", "", written(traces))])


def row_of(output: str, reads: Iterable[Read]) -> Row:
    """What an output read, as a row for the shelf; the second word is what its trace calls it by."""
    asked = [(question.name, question.args, answer) for question, answer in reads]
    value = json.dumps(asked, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return output, digest(value), value


def _reads(row: bytes) -> tuple[Read, ...]:
    return tuple((Question(name, tuple(args)), answer) for name, args, answer in json.loads(row))


def written(traces: Traces) -> bytes:
    """Traces as JSON; parts and targets, which many outputs share, stand there once."""
    parts = {part: number for number, part in enumerate(traces.marks)}
    linked = dict.fromkeys(chain.from_iterable(trace.links.targets for trace in traces.of.values()))
    targets = {target: number for number, target in enumerate(linked)}
    rows = [
        (
            trace.output,
            trace.recipe,
            trace.asked,
            [*map(parts.__getitem__, trace.parts)],
            [*map(targets.__getitem__, trace.links.targets)],
            trace.links.anchors,
            trace.digest,
            trace.until.isoformat() if trace.until else None,
            [astuple(warning) for warning in trace.warnings],
            (s.size, s.mtime_ns, s.ctime_ns, s.inode, s.device) if (s := trace.stamp) else None,
        )
        for trace in traces.of.values()
    ]
    since = traces.since.isoformat() if traces.since else None
    whole = (since, [*traces.marks.items()], [*targets], rows)
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def read(row: bytes, shelf: Shelf = EMPTY) -> Traces:
    """The traces that were written so."""
    since, marked, targets, rows = json.loads(row.decode("utf-8", "surrogatepass"))
    marks, parts = dict(marked), [part for part, _ in marked]
    found = {}
    for output, recipe, asked, of, leads, anchors, made, until, warnings, stamp in rows:
        found[output] = Trace(
            output,
            recipe,
            asked,
            tuple(map(parts.__getitem__, of)),
            Links(tuple(map(targets.__getitem__, leads)), tuple(anchors)),
            made,
            datetime.fromisoformat(until) if until else None,
            tuple(Problem(*warning) for warning in warnings),
            Stamp(*stamp) if stamp else None,
        )
    return Traces(found, marks, datetime.fromisoformat(since) if since else None, shelf)
