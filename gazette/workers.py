"""Workers: many outputs rendered at once. The only concurrency in a build.

Results come back in the order of the outputs, whoever made them, so that one process and many give
the same bytes and the same traces.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from gazette.problems import Problem
from gazette.recipes import Output
from gazette.render import Failed, Press, Put, Rendered
from gazette.shelf import EMPTY as NO_SHELF
from gazette.shelf import Shelf
from gazette.site import Site
from gazette.store import EMPTY, Store

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

T = TypeVar("T")

THRESHOLD = 64
"""Outputs. Below it a second process costs more than it brings, measured by bench/threshold.py on two
cores: forked, two processes need 0.8 of the time of one at 64 outputs, and 0.6 at 1,000."""

SPAWN_THRESHOLD = 1000
"""Outputs, where processes must be spawned: each imports everything again, for half a second, and
two need 0.7 of the time of one at 1,000 outputs."""

WAITING = 8
"""Calls that wait for the disk at once. To replace a file is to wait until the system has let the old one go:
with eight at once that takes a fifth of the time."""

CHUNK = 16
"""Outputs handed to a worker at a time: small enough that two workers finish together."""

_press: Press | None = None


def jobs(wanted: int, outputs: int) -> int:
    """How many processes to use for what weighs so much; `wanted` is 0 where nobody said."""
    if wanted:
        return min(wanted, max(1, outputs))
    return 1 if outputs < (THRESHOLD if _may_fork() else SPAWN_THRESHOLD) else usable_cores()


def weight(outputs: Iterable[Output]) -> int:
    """How many pages take as long to make as these outputs; what takes longer than one says so."""
    return sum(getattr(output.recipe, "weight", 1) for output in outputs)


def usable_cores() -> int:
    """The number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class WorkerLostError(Exception):
    """A process that was making outputs has been ended by the system."""

    @property
    def problem(self) -> Problem:
        """What to tell the editor."""
        return Problem(
            "worker-lost",
            "A process that was making pages was ended before it was done, by the system or by somebody.",
            wanted="memory for all processes at once",
            hint="close what else takes memory, and build again; with --jobs 1 it takes the least",
        )


def render(
    site: Site, outputs: Sequence[Output], processes: int, store: Store = EMPTY, shelf: Shelf = NO_SHELF,
    put: Put | None = None,
) -> Iterator[Rendered | Failed]:  # fmt: skip
    """Each output made, in their order; with `put` whoever makes one puts it where it belongs."""
    if processes == 1:
        press = Press(site, store, shelf, put)
        yield from (press.render(output) for output in outputs)
        return
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor  # one process needs none of this

    try:
        with ProcessPoolExecutor(processes, _context(), _begin, (site, store, shelf.file, put)) as pool:
            for results in pool.map(_render, _chunks(outputs)):
                yield from results
    except BrokenExecutor as error:
        raise WorkerLostError from error


def at_once(call: Callable[[T], object], items: Sequence[T]) -> None:
    """The call made for each item, several at a time and in no order: for those that wait for the disk."""
    if len(items) < THRESHOLD:
        for item in items:
            call(item)
        return
    from concurrent.futures import ThreadPoolExecutor

    def some(first: int) -> None:
        for item in items[first::WAITING]:
            call(item)

    with ThreadPoolExecutor(WAITING) as pool:
        for _ in pool.map(some, range(WAITING)):
            pass


def _chunks(outputs: Sequence[Output]) -> list[list[Output]]:
    """The outputs in pieces; what is made of one original stays together, to be unpacked once."""
    chunks: list[list[Output]] = []
    for output in outputs:
        last = chunks[-1][-1] if chunks else None
        heavy = weight([output]) > 1
        together = heavy and last is not None and last.recipe.origin == output.recipe.origin
        if last is None or (len(chunks[-1]) >= CHUNK and not together):
            chunks.append([])
        chunks[-1].append(output)
    return chunks


def _may_fork() -> bool:
    # A fork shares the site without copying it, and is only safe while there is one thread.
    return sys.platform == "linux" and threading.active_count() == 1


def _context() -> BaseContext:
    import multiprocessing

    return multiprocessing.get_context("fork" if _may_fork() else "spawn")


def _begin(site: Site, store: Store, shelf: Path | None, put: Put | None) -> None:
    global _press
    _press = Press(site, store, Shelf(shelf), put)  # no connection goes through a fork


def _render(outputs: Iterable[Output]) -> list[Rendered | Failed]:
    assert _press is not None
    return [_press.render(output) for output in outputs]
