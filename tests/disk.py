"""A disk that refuses: one operation of the program on the files of a folder, or every one from there on.

Whatever the program does with files is counted: Python tells of opening, moving, making, listing and removing
(its audit events), and what is read from and written to an open file is asked for here. A write that is
refused has put half of its bytes down, as a full disk does.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import re
import shutil
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

from gazette import workers

CODES = {
    "open": (errno.EACCES, errno.EIO), "read": (errno.EIO,), "list": (errno.EACCES, errno.EIO), "look": (errno.EIO,),
    "create": (errno.ENOSPC, errno.EACCES, errno.EIO), "write": (errno.ENOSPC, errno.EIO), "close": (errno.ENOSPC, errno.EIO),
    "sync": (errno.EIO, errno.ENOSPC), "rename": (errno.ENOSPC, errno.EACCES, errno.EIO), "mkdir": (errno.ENOSPC, errno.EACCES, errno.EIO),
    "remove": (errno.EACCES, errno.EIO), "rmdir": (errno.EACCES, errno.EIO), "chmod": (errno.EIO,), "query": (errno.EIO,),
}  # fmt: skip
"""What each sort of operation may be refused with."""

CHANGES = ("create", "write", "close", "sync", "mkdir")
"""What a full disk goes on to refuse; to move a file takes no room."""

_EVENTS = {
    "os.rename": "rename", "os.remove": "remove", "os.mkdir": "mkdir", "os.rmdir": "rmdir", "os.scandir": "list",
    "os.listdir": "list", "os.chmod": "chmod",
}  # fmt: skip


class Disk:
    """Counts what is done with the files below a folder, and refuses the operation of a number."""

    def __init__(
        self, root: Path, refused: int = -1, code: int = errno.EIO, ever_after: bool = False
    ) -> None:
        self.root = os.path.realpath(root) + os.sep
        self.refused, self.code, self.ever_after = refused, code, ever_after
        self.done: list[tuple[str, str]] = []
        self.hit = False

    def meet(self, sort: str, path: object) -> None:
        """Count an operation; OSError if it is to be refused."""
        where = self._below(path)
        if where is None:
            return
        number = len(self.done)
        self.done.append((sort, where))
        later = self.ever_after and 0 <= self.refused < number and sort in CHANGES
        if number == self.refused or later:
            self.hit = True
            if sort == "query":
                raise sqlite3.OperationalError("disk I/O error")
            raise OSError(self.code, os.strerror(self.code), path)

    def _below(self, path: object) -> str | None:
        if isinstance(path, int):
            path = os.readlink(f"/proc/self/fd/{path}") if path > 2 else ""
        if not isinstance(path, (str, bytes, os.PathLike)):
            return None
        whole = os.path.abspath(os.fsdecode(path))
        return whole.removeprefix(self.root) if whole.startswith(self.root) else None


_active: Disk | None = None
_hooked = False


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if _active is None:
        return
    if event == "open":
        if isinstance(args[0], (str, bytes)) and isinstance(args[2], int):
            writes = args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            _active.meet("create" if writes else "open", args[0])
    elif event == "sqlite3.connect":
        _active.meet("query", str(args[0]).removeprefix("file://").partition("?")[0])
    elif sort := _EVENTS.get(event):
        path = args[0]
        if event in ("os.remove", "os.rmdir") and isinstance(args[1], int) and args[1] > 2:
            path = os.path.join(os.readlink(f"/proc/self/fd/{args[1]}"), os.fsdecode(path))
        _active.meet(sort, path)


class _File:
    """An open file whose reading and writing may be refused."""

    def __init__(self, file: Any, disk: Disk, writes: bool) -> None:
        self._file, self._disk, self._writes = file, disk, writes

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __iter__(self) -> Iterator[Any]:
        self._disk.meet("read", self._file.name)
        return iter(self._file)

    def __enter__(self) -> _File:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close(told=kind is None)

    def read(self, size: int = -1) -> Any:
        self._disk.meet("read", self._file.name)
        return self._file.read(size)

    def write(self, data: Any) -> Any:
        try:
            self._disk.meet("write", self._file.name)
        except OSError:
            self._file.write(data[: len(data) // 2])
            raise
        return self._file.write(data)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def close(self, told: bool = True) -> None:
        self._file.close()
        if self._writes and told:
            self._disk.meet("close", self._file.name)


class _Connection(sqlite3.Connection):
    """A database whose questions may be refused."""

    def execute(self, *args: Any) -> Any:
        return _asked(super().execute, *args)

    def executemany(self, *args: Any) -> Any:
        return _asked(super().executemany, *args)

    def commit(self) -> None:
        _asked(super().commit)


def _asked(do: Callable[..., Any], *args: Any) -> Any:
    if _active is not None:
        _active.meet("query", f"{_active.root}{'shelf'}")
    return do(*args)


@contextmanager
def under(disk: Disk) -> Iterator[Disk]:
    """Whatever is done with files meets this disk."""
    global _active, _hooked
    if not _hooked:
        sys.addaudithook(_hook)
        _hooked = True
    real_open, real_stat, real_connect = io.open, os.stat, sqlite3.connect

    def opened(file: Any, mode: str = "r", *args: Any, **extra: Any) -> Any:
        made = real_open(file, mode, *args, **extra)
        is_below = isinstance(file, (str, os.PathLike)) and disk._below(file) is not None
        return _File(made, disk, not mode.startswith("r") or "+" in mode) if is_below else made

    def looked(path: Any, *args: Any, **extra: Any) -> Any:
        if extra.get("dir_fd") is None and not isinstance(path, int):
            disk.meet("look", path)
        return real_stat(path, *args, **extra)

    def synced(sync: Callable[..., None]) -> Callable[..., None]:
        def ask(*args: Any) -> None:
            disk.meet("sync", args[0] if args else disk.root + "all")
            sync(*args)

        return ask

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(io, "open", opened)
        patch.setattr(builtins, "open", opened)
        patch.setattr(os, "stat", looked)
        patch.setattr(os, "fsync", synced(os.fsync))
        patch.setattr(os, "sync", synced(os.sync))
        patch.setattr(shutil, "_USE_CP_SENDFILE", False)
        patch.setattr(sqlite3, "connect", lambda *a, **k: real_connect(*a, factory=_Connection, **k))
        _active = disk
        try:
            yield disk
        finally:
            _active = None


Operation = tuple[str, str, int]
"""Its sort, its path, and how many of these there were before it in a process."""


@dataclass(frozen=True)
class Orders:
    """What processes that help do with the disk: each notes its operations, and is refused one of a sort at
    a path, the first, second or a later one. In which process which output is made nobody knows before."""

    root: Path
    notes: Path
    sort: str = ""
    path: str = ""
    time: int = 0
    code: int = errno.EIO
    ever_after: bool = False

    def done(self) -> list[Operation]:
        """What was done by all of them, each sort of thing once, in the order of its names."""
        lines = {line for line in self.notes.read_text().splitlines() if not line.startswith("refused")}
        return sorted((sort, path, int(time)) for sort, path, time in (line.split("\t") for line in lines))

    @property
    def hit(self) -> bool:
        """Whether one was refused something."""
        return self.notes.exists() and "refused\n" in self.notes.read_text()


class _Helped(Disk):
    """The disk of one process that helps."""

    def __init__(self, orders: Orders) -> None:
        super().__init__(orders.root, -1, orders.code, orders.ever_after)
        self._orders = orders
        self._times = Counter[tuple[str, str]]()
        self._notes = os.open(orders.notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def meet(self, sort: str, path: object) -> None:
        where = self._below(path)
        if where is None:
            return
        where = re.sub(r"/\.\d+-", "/.N-", where)  # the number of a process
        time = self._times[sort, where]
        self._times[sort, where] += 1
        os.write(self._notes, f"{sort}\t{where}\t{time}\n".encode())
        if (sort, where, time) == (self._orders.sort, self._orders.path, self._orders.time):
            self.refused = len(self.done)
            os.write(self._notes, b"refused\n")
        super().meet(sort, path)


_begin = workers._begin
_for_life: list[AbstractContextManager[Disk]] = []
"""Let go, a disk would be gone."""


def helped(orders: Orders, *args: Any) -> None:
    """What a process that helps begins with, forked or spawned: it is under a disk for all its life."""
    disk = under(_Helped(orders))
    disk.__enter__()
    _for_life.append(disk)
    _begin(*args)
