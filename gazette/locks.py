"""Locks: one build of a site at a time. Who comes second waits, and goes on by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 1.0
"""Seconds. Who waits longer says so: from outside, a program that waits looks like one that hangs."""

Waits = Callable[[Path], None]
"""Told which lock is waited for, once it has taken long."""


@contextmanager
def lock(folder: Path, waits: Waits | None = None) -> Iterator[None]:
    """Keeps whoever else would work in a folder waiting until this is done."""
    from filelock import FileLock, Timeout  # a build with nothing to do needs none

    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "lock"
    held = FileLock(file)
    try:
        held.acquire(timeout=PATIENCE)
    except Timeout:
        if waits is not None:
            waits(file)
        held.acquire()
    try:
        yield
    finally:
        held.release()
