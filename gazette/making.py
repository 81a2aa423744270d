"""Making: all outputs that are to be made, however many, in the memory that some of them need.

What is kept of each is its trace. Its bytes are put where they belong by the process that made them, and
what processes keep in mind from output to output is forgotten from batch to batch.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from gazette import traces, workers
from gazette.links import Links
from gazette.recipes import Output
from gazette.render import Failed, Put, Rendered
from gazette.shelf import Row, Shelf
from gazette.site import Site
from gazette.stamps import Stamp
from gazette.store import Store
from gazette.traces import Trace

BATCH = 2048
"""Texts that are read by the same processes, each of which keeps some 100 kB in mind for each of them: a page
has one, and an output that has more says so. Others go on with the next, with an empty head, and find on the
shelf what took long to make. To begin anew so often takes no time that could be measured, where processes are
forked."""

Progress = Callable[[int, int], None]
"""Told how many outputs are made, and of how many."""

T = TypeVar("T", bound=Hashable)


@dataclass
class Made:
    """What came of the outputs: the traces of those that could be made, in their order, and why the others
    could not; `changed` are those of which the site has not the same bytes already, `there` how the files of
    the others look; `new` and `reads` are rows for the shelves, of the outputs since such rows were last
    kept."""

    traces: dict[str, Trace] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    there: dict[str, Stamp] = field(default_factory=dict)
    failed: list[Failed] = field(default_factory=list)
    new: list[Row] = field(default_factory=list)
    reads: list[Row] = field(default_factory=list)


def make(
    site: Site, wanted: Sequence[Output], jobs: int, store: Store, shelf: Shelf, put: Put,
    progress: Progress | None, keep: Callable[[Made], None],
) -> Made:  # fmt: skip
    """Every output made, and put where it belongs by whoever made it; `keep` is given what there is of rows
    between one batch and the next."""
    made, same = Made(), _Same()
    number = 0
    for batch in batches(site, wanted):
        if number:
            keep(made)
            made.new, made.reads = [], []
        processes = workers.jobs(jobs, workers.weight(batch))
        for result in workers.render(site, batch, processes, store, shelf, put):
            number += 1
            if isinstance(result, Failed):
                made.failed.append(result)
            else:
                if result.there is None:
                    made.changed.append(result.output.path)
                else:
                    made.there[result.output.path] = result.there
                row = traces.row_of(result.output.path, result.reads)
                made.traces[result.output.path] = _trace(result, row[1], same)
                made.reads.append(row)
                made.new += result.new
            if progress is not None:
                progress(number, len(wanted))
    return made


def batches(site: Site, outputs: Iterable[Output]) -> Iterator[list[Output]]:
    """The outputs in pieces, each of as many texts as may be kept in mind."""
    batch: list[Output] = []
    texts = 0
    for output in outputs:
        batch.append(output)
        of = getattr(output.recipe, "texts", None)
        texts += max(1, of(site)) if of else 1
        if texts >= BATCH:
            yield batch
            batch, texts = [], 0
    if batch:
        yield batch


class _Same:
    """Gives of equal values always the same one: processes send each of them anew."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Hashable] = {}

    def __call__(self, values: Iterable[T]) -> tuple[T, ...]:
        return tuple([self._known.setdefault(value, value) for value in values])  # type: ignore[misc]


def _trace(result: Rendered, asked: str, same: _Same) -> Trace:
    return Trace(
        result.output.path,
        repr(result.output.recipe),
        asked,
        same(result.parts),
        Links(same(result.links.targets), same(result.links.anchors)),
        result.digest,
        result.until,
        result.warnings,
    )
