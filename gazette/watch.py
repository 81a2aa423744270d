"""Watching: watchdog as a doorbell. It only says that something changed; comparing finds out what.

Events come late, twice, in halves, and differently on every system. So whatever changes anything
rings, a short quiet time lets saving finish, and a build that finds nothing new costs little. Some never
come: so when it has been silent for a while, every file is looked at as well.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from gazette.fingerprint import digest
from gazette.folders import files, ignored
from gazette.hub import Hub, Report
from gazette.problems import Problem

QUIET = 0.02
"""Seconds without an event after which saving is taken to be over."""

LONGEST_SETTLE = 1.0
"""Seconds after which a build begins even if saving goes on; what comes later rings again."""

POLL = 0.5
"""Seconds between two looks at every file, where the system sends no events."""

SLICE = 0.25
"""Seconds for which a wait cannot be interrupted: on Windows Ctrl-C does not end one."""

LONGEST_SLEEP = 10.0
"""Seconds of silence after which the clock is read again, which may be set while laptops sleep, and every
file is looked at: the system may have lost an event."""

LOOKS = 100
"""A look at every file is worth so many times its own length of silence, so that it takes a hundredth of
one core at most, however many files there are."""

PASSING = frozenset({"disk", "unreadable", "source-moved", "worker-lost"})
"""Problems that may be over without a save: there is room again, or the disk can be read. Where there is one
it is built again after each silence."""

RESTS = 10
"""What is tried again rests so many times as long as it took: it takes a tenth of one core at most."""

MATTERS = frozenset({"created", "deleted", "moved", "modified", "closed", "attrib"})
"""Events that change something. That a file was opened or read is not one of them: we read them."""

Say = Callable[[str], None]
"""Told, in a sentence, what the person at the keyboard should know."""


def folders(hub: Hub) -> tuple[Path, ...]:
    """The folders that a build of the hub reads."""
    return tuple(dict.fromkeys((hub.root / "content", hub.root / "templates", hub.defaults)))


def sight(hub: Hub) -> str:
    """The digest of how everything that a build of the hub reads looks from outside."""
    odd: list[Problem] = []
    looks = [look for folder in folders(hub) for *_, look, _ in files(folder, str(folder), odd)]
    return digest("\n".join((*looks, *map(repr, odd))).encode("utf-8", "surrogatepass"))


class Bell(FileSystemEventHandler):
    """A bell that rings when something in the folders changes, or a folder comes or goes.

    Each folder is watched with everything below it, and the one above it for that one name.
    """

    def __init__(self, watched: Sequence[Path], say: Say, *, poll: bool = False) -> None:
        self._folders = tuple(folder.absolute() for folder in watched)
        self._say = say
        self._poll = poll
        self._rung = threading.Event()
        self._moved = threading.Event()
        self._bases: tuple[Path, ...] = ()
        self._observer = self._begin()

    def ring(self) -> None:
        """Ring: the next wait, or the one under way, gives True."""
        self._rung.set()

    def wait(self, seconds: float | None, stop: threading.Event | None = None) -> bool:
        """True once it has rung and is quiet again; False when time is over or `stop` is set."""
        end = None if seconds is None else time.monotonic() + seconds
        while not self._rung.wait(_slice(end)):
            if stop is not None and stop.is_set():
                return False
            if end is not None and time.monotonic() >= end:
                return False
        latest = time.monotonic() + LONGEST_SETTLE
        self._rung.clear()
        while self._rung.wait(QUIET) and time.monotonic() < latest:
            self._rung.clear()
        if self._moved.is_set():
            # What happens between the old watches and the new ones is still before the build.
            self._moved.clear()
            self._again()
        return True

    def close(self) -> None:
        """Stop watching."""
        _end(self._observer)

    def on_any_event(self, event: FileSystemEvent) -> None:
        paths = [Path(os.fsdecode(path)) for path in (event.src_path, event.dest_path) if path]
        if event.event_type not in MATTERS or not any(self._concerns(path) for path in paths):
            return
        if event.is_directory:
            if event.event_type == "modified":
                return  # what made it so has its own event, and may be a name that is ignored
            self._moved.set()
        self._rung.set()

    def _concerns(self, path: Path) -> bool:
        """True for a watched folder, and for what is below one under names that are not ignored."""
        return any(
            path.is_relative_to(base) and not any(map(ignored, path.relative_to(base).parts))
            for base in self._bases
        )

    def _begin(self) -> BaseObserver:
        """A running observer: of events, or a polling one where events cannot be had."""
        if not self._poll:
            observer = None
            try:
                observer = Observer()
                observer.start()
                self._schedule(observer)
                return observer
            except OSError as error:
                if observer is not None:
                    _end(observer)
                self._poll = True
                self._say(
                    f"The system cannot tell of changes here ({error.strerror or error}), "
                    f"so every file is looked at each {POLL:g} seconds."
                )
        observer = PollingObserver(timeout=POLL)
        observer.start()
        self._schedule(observer)
        return observer

    def _again(self) -> None:
        """Watch the folders as they are now: one that was replaced is another one to the system."""
        try:
            self._observer.unschedule_all()
            self._schedule(self._observer)
        except OSError:
            _end(self._observer)
            self._observer = self._begin()

    def _schedule(self, observer: BaseObserver) -> None:
        real = tuple(folder.resolve() for folder in self._folders)
        self._bases = tuple(dict.fromkeys((*self._folders, *real)))
        # Those above come last: watchdog keeps it to itself when the system's limit is reached at a
        # folder further down, but not when it is reached at the first folder of a watch.
        wanted = [(folder, True) for folder in dict.fromkeys(real)]
        wanted += [(above, False) for above in dict.fromkeys(base.parent for base in self._bases)]
        gone = (OSError,) if self._poll else (FileNotFoundError, NotADirectoryError)
        for folder, deep in wanted:
            # What is not there now rings through the folder above it when it comes.
            with suppress(*gone):
                if folder.is_dir():
                    observer.schedule(self, str(folder), recursive=deep)


def watch(
    hub: Hub,
    build: Callable[[], Report],
    tell: Callable[[Report], None],
    clock: Callable[[], datetime],
    *,
    next_change: Callable[[Report], datetime | None],
    say: Say,
    stop: threading.Event,
    poll: bool = False,
) -> None:
    """Build now, whenever the bell rings or a file looks other than it did, at each next instant at which
    the output may change, and again where a build was kept from its work. What comes of that is told if it is
    not the same as before.

    Returns when `stop` is set. An exception of a build is ours, and ends it.
    """
    bell = Bell(folders(hub), say, poll=poll)
    try:
        last, again = None, False
        while not stop.is_set():
            seen = sight(hub)  # before the build: what changes during it may be seen by it, or not
            began = time.monotonic()
            report = build()
            took = time.monotonic() - began
            if not again or report != last:
                tell(report)
            last = report
            passing = any(problem.code in PASSING for problem in report.problems)
            rest = RESTS * took if passing else None
            again = _sleep(bell, next_change(report), clock, stop, partial(_moved, hub, seen), rest)
    finally:
        bell.close()


def _moved(hub: Hub, seen: str) -> bool:
    return sight(hub) != seen


def _sleep(
    bell: Bell,
    instant: datetime | None,
    clock: Callable[[], datetime],
    stop: threading.Event,
    moved: Callable[[], bool],
    rest: float | None = None,
) -> bool:
    """Sleep until the bell rings, a file has moved, the instant is there, or it is time to stop. True if
    there was only silence, and it is time to try again after a `rest` of so many seconds."""
    silence = max(LONGEST_SLEEP, rest or 0)
    while not stop.is_set():
        left = silence
        if instant is not None:
            # Never no time at all: an instant that stays in the past must not become a busy loop.
            left = min(left, max(SLICE, (instant - clock()).total_seconds()))
        if bell.wait(left, stop) or (instant is not None and clock() >= instant):
            return False
        began = time.monotonic()
        if not stop.is_set() and moved():
            return False
        if rest is not None:
            return True
        silence = max(LONGEST_SLEEP, LOOKS * (time.monotonic() - began))
    return False


def _slice(end: float | None) -> float:
    return SLICE if end is None else max(0.0, min(SLICE, end - time.monotonic()))


def _end(observer: BaseObserver) -> None:
    observer.stop()
    if observer.is_alive():
        observer.join()
