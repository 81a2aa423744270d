"""Rewriting: source files that a command writes, replaces or moves: whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from gazette.places import same


def create(file: Path, text: str) -> bool:
    """Write a new source file; False, and nothing written, if there is one already."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("x", encoding="utf-8", newline="\n") as handle:
            try:
                handle.write(text)
                handle.flush()
            except OSError:
                file.unlink()  # half a file would be in the way the next time
                raise
    except FileExistsError:
        return False
    return True


def rewrite(file: Path, old: bytes, new: bytes, by_way_of: Path) -> bool:
    """Replace the content of a source file, and nothing else of it: its mode and owner stay.

    False, and nothing written, if the content is not `old` any more.
    """
    real = file.resolve()
    if not same(real, old):
        return False
    by_way_of.mkdir(parents=True, exist_ok=True)
    _stage(by_way_of / ".new", new, real)
    (by_way_of / ".new").replace(real)
    return True


def rearrange(
    root: Path, moves: Sequence[tuple[str, str]], writes: Sequence[tuple[str, bytes, bytes]], by_way_of: Path
) -> str:
    """Move source files and rewrite source files below a root: all of it, or nothing.

    Gives the path of a file that is not as it was expected to be, or nothing where all is done. The old
    and the new files are written down before anything moves: a full disk is found there, and to go back
    takes no room.
    """
    from shutil import rmtree

    spare = by_way_of / "spare"
    there = {new: old for old, new in moves}
    moved: list[tuple[str, str]] = []
    written: list[tuple[Path, Path]] = []

    def prepare() -> str:
        spare.mkdir(parents=True, exist_ok=True)
        for number, (path, before, after) in enumerate(writes):
            real = (root / there.get(path, path)).resolve()
            if not same(real, before):
                return path
            _stage(spare / f"{number}-old", before, real)
            _stage(spare / f"{number}-new", after, real)
        return ""

    def go() -> str:
        for old, new in moves:
            if not (root / old).is_file() or os.path.lexists(root / new):
                return old
            (root / new).parent.mkdir(parents=True, exist_ok=True)
            (root / old).rename(root / new)
            moved.append((old, new))
        for number, (path, before, _) in enumerate(writes):
            real = (root / path).resolve()
            if not same(real, before):
                return path
            (spare / f"{number}-new").replace(real)
            written.append((spare / f"{number}-old", real))
        return ""

    def back() -> None:
        for old_file, real in reversed(written):
            old_file.replace(real)
        for old, new in reversed(moved):
            (root / new).rename(root / old)
        for _, new in moves:
            _prune((root / new).parent, root)

    try:
        unexpected = prepare() or go()
        if unexpected:
            back()
    except OSError:
        back()
        raise
    finally:
        rmtree(spare, ignore_errors=True)
    for old, _ in moves if not unexpected else ():
        _prune((root / old).parent, root)
    return unexpected


def _stage(file: Path, data: bytes, like: Path) -> None:
    """Write a file that is to stand in for another one: with its mode and owner."""
    before = like.stat()
    with file.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    file.chmod(before.st_mode & 0o7777)
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(file, before.st_uid, before.st_gid)


def _prune(folder: Path, root: Path) -> None:
    """Take a folder away that has become empty, and those above it."""
    with suppress(OSError):
        while folder != root:
            folder.rmdir()
            folder = folder.parent
