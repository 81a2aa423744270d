"""Guard: an input is tried under watch. Whatever it makes the program do is within bounds, or is a finding.

It may take so much time of the processor, it may write below one folder only, and it may neither start a
program nor reach for the network. An exception is a finding too: what is wrong with an input is a value.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

LONGEST = 10.0
"""Seconds of the processor for one input of a few thousand bytes; the slowest honest one takes a tenth."""

_WRITES = (
    "os.rename",
    "os.remove",
    "os.mkdir",
    "os.rmdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
)
_WITHIN = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link")
_NEVER = (
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "socket.connect",
    "socket.bind",
)


class FindingError(AssertionError):
    """What must never happen, and has."""


class HangError(BaseException):
    """An input has taken longer than any may; no handler of `Exception` takes it for its own."""


class _Watch:
    """What the one hook of the process looks for; `below` is empty where nothing is watched."""

    below = ""
    astray: tuple[str, ...] = ()


def _hook(event: str, args: tuple[object, ...]) -> None:
    if not _Watch.below:
        return
    if event in _NEVER:
        _Watch.astray += (f"{event} {args[0]}",)
        raise FindingError(f"{event} {args}")
    paths: tuple[object, ...] = ()
    if event == "open" and isinstance(args[2], int):
        writes = args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
        paths = (args[0],) if writes else ()
    elif event in _WRITES:
        paths = args[:2] if event in ("os.rename", "os.link") else args[:1]
    for number, path in enumerate(paths):
        if isinstance(path, (str, bytes, os.PathLike)):
            # Some functions take a path within a folder that is open: its number comes last.
            folder = args[number - len(paths)]
            within = (
                f"/dev/fd/{folder}" if event in _WITHIN and isinstance(folder, int) and folder >= 0 else ""
            )
            whole = os.path.join(os.path.realpath(within) if within else "", os.fsdecode(path))
            if not _is_below(whole):
                _Watch.astray += (f"{event} {whole}",)
                raise FindingError(f"{event} {whole}")


def _is_below(path: str) -> bool:
    real = os.path.realpath(path)
    return real == _Watch.below or real.startswith(_Watch.below + os.sep) or path == os.devnull


def _too_long(number: int, frame: FrameType | None) -> None:
    raise HangError(f"more than {LONGEST:g} s of the processor")


@contextmanager
def watched(below: Path) -> Iterator[None]:
    """Nothing is written but below a folder, no program is started, and it ends in time."""
    if not getattr(_Watch, "hooked", False):
        sys.addaudithook(_hook)
        _Watch.hooked = True  # type: ignore[attr-defined]
    before = signal.signal(signal.SIGVTALRM, _too_long)
    _Watch.below, _Watch.astray = os.path.realpath(below), ()
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        astray, _Watch.below = _Watch.astray, ""
    if astray:
        raise FindingError(f"reached out: {astray}")  # some handler has swallowed it


def tried(run: Callable[[bytes], None], data: bytes, below: Path) -> tuple[str, str] | None:
    """What was found by an input: where in the program, and the whole traceback; None if all is well."""
    try:
        with watched(below):
            run(data)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if "gazette" in f.filename]
        last = frames[-1] if frames else traceback.extract_tb(error.__traceback__)[-1]
        own = isinstance(error, FindingError)
        at = str(error)[:60] if own else f"{Path(last.filename).name}:{last.name}"
        return f"{type(error).__name__} {at}", traceback.format_exc()
    return None
