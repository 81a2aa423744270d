"""Stamps: how a file looks from outside, and when its look can be trusted.

A file that looks as it did when it was last read is the same file, unless it was changed again
within the same tick of the file system's clock. So a look is only trusted if the clock had moved on
when the file was read, the rule that Git's index calls racy. The clock is the file system's own: a file
written there tells it, and another file system's files are not judged by it.
"""

from __future__ import annotations

import os
import stat
import time
from dataclasses import dataclass
from pathlib import Path

HAS_CHANGE_TIME = os.name != "nt"
"""Where `st_ctime` is the time of creation, a look proves nothing."""

LONGEST_WAIT = 0.05
"""Seconds to wait for a clock to tick; one that is slower is not waited for."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """How a file looks from outside, so that an unchanged one need not be read."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    device: int = 0

    def before(self, tick: Tick) -> bool:
        """True if the file cannot be changed after the tick and still look like this."""
        newest = max(self.mtime_ns, self.ctime_ns)
        return HAS_CHANGE_TIME and self.device == tick.device and newest < tick.ns


@dataclass(frozen=True, slots=True)
class Tick:
    """An instant of the clock of a file system, in its own nanoseconds."""

    ns: int
    device: int


NEVER = Tick(0, 0)
"""A tick before every file: nothing is trusted."""


def stamp_of(found: os.stat_result) -> Stamp:
    """The stamp in what the system says of a file."""
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_dev)


def look(file: str) -> Stamp | None:
    """How the file looks from outside; None where there is no ordinary file."""
    try:
        found = os.stat(file, follow_symlinks=False)
    except OSError:
        return None
    return stamp_of(found) if stat.S_ISREG(found.st_mode) else None


def tick(folder: Path) -> Tick:
    """What the clock of the folder's file system says now."""
    file = folder / ".tick"
    file.write_bytes(b"")
    found = stamp_of(os.stat(file))
    return Tick(found.mtime_ns, found.device)


def tick_after(folder: Path, newest: int) -> Tick:
    """A tick after the instant `newest`, if one comes soon."""
    end = time.monotonic() + LONGEST_WAIT
    now = tick(folder)
    while now.ns <= newest and time.monotonic() < end:
        time.sleep(0.001)
        now = tick(folder)
    return now
