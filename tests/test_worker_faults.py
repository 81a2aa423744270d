"""A disk that refuses something to a process that helps: what it does is refused it, operation by operation.

Two processes make the pages, and put them where they wait to be published. What one of them is refused is told
by the one that they help, once, and there is no more of it than when all is done in one process.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from gazette import workers
from tests.conftest import PROVE
from tests.disk import CODES, Operation, Orders, helped
from tests.hub import PDF, files, post, write
from tests.test_faults import NOW, Work, _only_this, all_files, offences, old, published, told
from tests.test_pictures import photo

__all__ = ["_only_this"]

JOBS = ("--jobs", "2")

Refusal = tuple[str, str, int, int, bool]
"""A sort of operation, its path, the how-manieth of these in a process, the error, and whether it stays so."""


def with_pictures(prepare: Callable[[Path], Path], root: Path) -> Path:
    """A hub with pictures and a document that processes unpack, copy and keep: one more since it was built."""
    write(root, {"content/news/p.jpg": photo("JPEG"), "content/news/p.md": post("P", "![A hall](p.jpg)\n")})
    prepare(root)
    new = "![Another](q.png) and [a leaflet](q.pdf)\n"
    write(root, {"content/news/q.png": photo("PNG"), "content/news/q.pdf": PDF + b"\n"})
    write(root, {"content/news/q.md": post("Q", new)})
    return root


WORKS = {"first build": old, "next build": published}


@dataclass
class Worked(Work):
    """A build: what two processes that help do with files, and the names of what is kept after it."""

    helped: list[Operation] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Worked]:
    made: dict[str, Worked] = {}

    def work(name: str) -> Worked:
        if name not in made:
            folder = tmp_path_factory.mktemp("work")
            root = with_pictures(WORKS[name], folder / "hub")
            found = Worked(name, root, ("build", "--jobs", "1", *NOW), all_files(root), {}, [])
            again = found.copy(folder / "done")
            assert found.done(again).exit_code == 0
            found.after = all_files(again)
            again, orders = found.copy(folder / "again"), Orders(folder / "again", folder / "notes")
            with helping(orders):
                assert told(again, "build", *JOBS, *NOW).exit_code == 0
            assert all_files(again) == found.after
            found.helped, found.names = orders.done(), names(again)
            made[name] = found
        return made[name]

    return work


@contextmanager
def helping(orders: Orders, method: str = "fork") -> Iterator[None]:
    """Processes that help are under orders."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "_begin", partial(helped, orders))
        patch.setattr(workers, "_context", lambda: multiprocessing.get_context(method))
        yield


def points(operations: list[Operation]) -> Iterator[Refusal]:
    """What is refused: every operation with one error, every fourth with all that fit, and for good."""
    seen = Counter[str]()
    for sort, path, time in operations:
        seen[sort] += 1
        codes = CODES[sort]
        first = seen[sort] % len(codes)
        yield sort, path, time, codes[first], False
        if seen[sort] % 4 == 0:
            yield from ((sort, path, time, code, False) for code in codes if code != codes[first])
            if sort in ("create", "write"):
                yield sort, path, time, errno.ENOSPC, True


def names(root: Path) -> set[str]:
    """The names of what builds keep for themselves."""
    return {re.sub(r"/\.\d+-", "/.N-", path) for path in files(root) if path.startswith(".gazette/")}


NOT_MET = "another run has other operations"


def left_behind(work: Worked, root: Path) -> list[str]:
    """What builds would keep for themselves that a good one does not."""
    return [f"left behind: {left}"] if (left := names(root) - work.names) else []


def refused(work: Worked, refusal: Refusal, to: Path, method: str = "fork") -> list[str]:
    """What is wrong where a process that helps is refused something."""
    root = work.copy(to / "hub")
    sort, path, time, code, ever_after = refusal
    orders = Orders(root, to / "notes", sort, path, time, code, ever_after)
    orders.notes.unlink(missing_ok=True)
    with helping(orders, method):
        result = told(root, "build", *JOBS, *NOW)
    if not orders.hit:
        return [NOT_MET]
    wrong = []
    if result.exit_code and result.output.count("    hint ") != 1:
        wrong.append(f"it is not said what to do: {result.output}")
    waits, page = ".gazette/site/stage/", path.removeprefix(".gazette/site/stage/")
    if result.exit_code and path.startswith(waits) and "." in page and page not in result.output:
        wrong.append(f"{page} is not named: {result.output}")
    wrong += left_behind(work, root)
    wrong += offences(work, root, result)
    wrong += left_behind(work, root)
    return wrong
    return wrong


ALL = os.environ.get("GAZETTE_FAULTS") == "all"
SHARE = 1 if ALL else 16 if PROVE else 250
"""One of so many refusals is tried: all of them take minutes, and have a command of their own."""

SHARDS = 4 if ALL or PROVE else 1


@pytest.mark.parametrize("shard", range(SHARDS))
@pytest.mark.parametrize("name", WORKS)
def test_whatever_is_refused_to_a_process_that_helps_is_said_and_nothing_is_lost(
    name: str, shard: int, works: Callable[[str], Worked], tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:  # fmt: skip
    work = works(name)
    every = list(points(work.helped))
    chosen = every[SHARE // 2 :: SHARE][shard::SHARDS]
    wrong: dict[str, list[str]] = {}
    met = 0
    for refusal in chosen:
        sort, path, time, code, ever_after = refusal
        found = refused(work, refusal, tmp_path)
        if found == [NOT_MET] and (time or sort in ("mkdir", "look")):
            continue  # which of the two makes a folder is a race
        met += 1
        for offence in found:
            said = f"{sort} {path} {time} {errno.errorcode[code]}{' and ever after' * ever_after}"
            wrong.setdefault(offence, []).append(said)
    record_property(
        "told",
        f"{name}: {met} refusals to two processes that help, of {len(every)} at {len(work.helped)} operations",
    )
    assert wrong == {}
    assert met > len(chosen) // 2


SPAWNED = ("create", "write", "read", "rename", "look") if PROVE else ("write",)


@pytest.mark.parametrize("sort", SPAWNED)
def test_a_process_that_is_spawned_is_no_other_than_one_that_is_forked(
    sort: str, works: Callable[[str], Worked], tmp_path: Path
) -> None:
    work = works("next build")
    first = next(operation for operation in work.helped if operation[0] == sort)
    assert refused(work, (*first, CODES[sort][0], False), tmp_path, "spawn") == []
