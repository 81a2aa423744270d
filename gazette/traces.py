"""Traces: what each output asked when it was last made, and whether the answers still hold.

`why_stale` is both the decision and its explanation. What is kept of traces is a cache: missing, cut
short, scribbled on or from another engine it is not there, and what it was of is made anew.

Most outputs are done with by a look at the parts of the Site that their answers were made from. Only where
one of these has changed is there need to know what was asked, so each output's reads are kept in a row of
their own, under the digest that its trace has of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import datetime
from itertools import chain, islice
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

HEAD, SORT, READS = "marks", "traces", "reads"
"""The sorts under which the shelf has what all traces share, the traces, and what each output read."""

PIECE = 4096
"""Traces in one row. As text and as the values that JSON makes of it they take some four times the memory
of the traces, so of a large site it is one piece after another that is written and read."""


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
    `head` is the digest of what is kept of all of them together.
    """

    of: Mapping[str, Trace] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    since: datetime | None = None
    shelf: Shelf = field(default=EMPTY, compare=False)
    head: str = field(default="", compare=False)

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


def load(file: Path, known: Traces | None = None) -> Traces:
    """The traces kept in a file: those that are whole and that this engine wrote. If they are `known` to
    this process, they need not be read again."""
    shelf = Shelf(file)
    head = shelf.get(HEAD, "", "")
    if head is None:
        return NONE
    of = digest(head)
    if known is not None and known.head == of:
        return known
    since, marked, pieces = json.loads(head.decode("utf-8", "surrogatepass"))
    found: dict[str, Trace] = {}
    once: dict[str, str] = {}
    parts = [part for part, _ in marked]
    for number in range(pieces):
        if row := shelf.get(SORT, _name(of, number), ""):
            found.update((trace.output, trace) for trace in _traces(row, parts, once))
    return Traces(found, dict(marked), datetime.fromisoformat(since) if since else None, shelf, of)


def keep(file: Path, traces: Traces, new: Iterable[Row], gone: Iterable[str]) -> Traces:
    """Keep the traces, and the rows of what the outputs that were made anew have read: the same, as they
    are kept. If it is ended on the way, there are those that were kept before."""
    shelf = Shelf(file)
    shelf.put(READS, new, gone)
    pieces = -(-len(traces.of) // PIECE)
    since = traces.since.isoformat() if traces.since else None
    head = _json((since, [*traces.marks.items()], pieces))
    of, every = digest(head), iter(traces.of.values())
    parts = {part: number for number, part in enumerate(traces.marks)}
    names = [_name(of, number) for number in range(pieces)]
    for name in names:
        shelf.put(SORT, [(name, "", _piece(tuple(islice(every, PIECE)), parts))])
    shelf.put(HEAD, [("", "", head)])
    shelf.put(SORT, (), shelf.names(SORT).difference(names))
    return replace(traces, shelf=shelf, head=of)


def _name(head: str, number: int) -> str:
    """What a piece of the traces under a head is called: other traces lie beside it, not in its place."""
    return f"{head} {number}"


def row_of(output: str, reads: Iterable[Read]) -> Row:
    """What an output read, as a row for the shelf; the second word is what its trace calls it by."""
    asked = [(question.name, question.args, answer) for question, answer in reads]
    value = _json(asked)
    return output, digest(value), value


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _reads(row: bytes) -> tuple[Read, ...]:
    return tuple((Question(name, tuple(args)), answer) for name, args, answer in json.loads(row))


def _piece(traces: Collection[Trace], parts: Mapping[str, int]) -> bytes:
    """Traces as JSON: parts as their numbers; targets, which many outputs share, stand there once."""
    linked = dict.fromkeys(chain.from_iterable(trace.links.targets for trace in traces))
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
        for trace in traces
    ]
    return _json(([*targets], rows))


def _traces(row: bytes, parts: Sequence[str], once: dict[str, str]) -> Iterator[Trace]:
    """The traces that were written so; `once` has the targets of all pieces."""
    linked, rows = json.loads(row.decode("utf-8", "surrogatepass"))
    targets = [once.setdefault(target, target) for target in linked]
    for output, recipe, asked, of, leads, anchors, made, until, warnings, stamp in rows:
        yield Trace(
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
