"""Places: a folder in which a site is published, and what in it is gazette's own.

The file `.gazette-files` in a site lists what was written there. It alone says what may be replaced
or removed, so that deleting .gazette/ never makes gazette a stranger to its own files.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gazette.locks import Waits, lock
from gazette.problems import Problem

OWNED = ".gazette-files"
"""The list, within a site, of the files that are gazette's own."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a site goes (`out`) and where its traces, journal and staging are kept (`state`).

    A power cut leaves whole what is `lasting`; a preview is made anew.
    """

    out: Path
    state: Path
    lasting: bool = True

    @property
    def traces(self) -> Path:
        """The file of the traces of what is published here."""
        return self.state / "traces"

    @property
    def shelf(self) -> Path:
        """The file of what builds keep so as not to make it twice."""
        return self.state / "shelf"

    @property
    def kept(self) -> Path:
        """The folder of what took long to make; the site and its preview share it."""
        return self.state.parent / "kept"

    @property
    def journal(self) -> Path:
        """The file that exists from the decision to publish until it is done."""
        return self.state / "journal"

    @property
    def stage(self) -> Path:
        """The folder in which new files wait; on the site's own file system, so renames are whole."""
        try:
            if self.out.stat().st_dev != self.state.stat().st_dev:
                return self.out / ".gazette-stage"
        except OSError:
            pass
        return self.state / "stage"


def owned(place: Place) -> frozenset[str]:
    """The paths within the site that gazette wrote; OSError if the disk does not say."""
    try:
        lines = (place.out / OWNED).read_text("utf-8").split("\n")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, ValueError):
        return frozenset()
    return frozenset(line for line in lines if line and inside(line))


def remove(out: Path, path: str) -> None:
    """Take one file away, and the folders that this leaves empty; OSError if the disk keeps it."""
    try:
        (out / path).unlink()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        pass
    except PermissionError:
        if not (out / path).is_dir():  # as some systems say that it is a folder, and so is not ours
            raise
    for parent in Path(path).parents:
        if parent == Path():
            break
        try:
            (out / parent).rmdir()
        except OSError:
            break


def write(file: Path, data: bytes, by_way_of: Path, lasting: bool = True) -> None:
    """Write a file whole, by way of a folder of ours: nobody sees a part of it, or after a power cut if
    `lasting`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    by_way_of.mkdir(parents=True, exist_ok=True)
    temporary = by_way_of / ".new"
    with temporary.open("wb") as handle:
        handle.write(data)
        handle.flush()
        if lasting:
            os.fsync(handle.fileno())
    temporary.replace(file)


def same(file: Path | str, data: bytes) -> bool:
    """Whether an ordinary file holds exactly these bytes."""
    try:
        found = os.lstat(file)
        if not stat.S_ISREG(found.st_mode) or found.st_size != len(data):
            return False
        return Path(file).read_bytes() == data
    except OSError:
        return False


def disk_problem(path: str, error: OSError) -> Problem:
    """What to tell when the disk refused something, at a path or on the way there."""
    named = error.filename2 or error.filename
    file = "" if isinstance(named, int) else os.fsdecode(named or "")
    file = os.path.basename(file) if os.path.isabs(file) else file
    return Problem(
        "disk",
        f"The disk refused: {error.strerror or error}.",
        path,
        read=file,
        wanted="room on the disk, and leave to read and write there",
        hint="make room or mend the permissions, and do it again: it takes up where this one stopped",
    )


def is_there(file: str | Path, *, itself: bool = False) -> bool:
    """Whether a path leads to anything, or with `itself` is a link at least. OSError where the disk does not
    say: what cannot be looked at is never taken for missing."""
    try:
        os.stat(file, follow_symlinks=not itself)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def has_files(folder: Path) -> bool:
    """Whether there is anything in a folder."""
    return folder.is_dir() and any(folder.iterdir())


def inside(path: str) -> bool:
    """Whether a path read from a file stays within the folder that it is joined to."""
    parts = path.split("/")
    return path.isprintable() and bool(path) and not {"", ".", ".."} & set(parts)


def matches(one: Place, other: Place, path: str) -> bool:
    """Whether a file is the same, byte for byte, in both sites."""
    return same(one.out / path, (other.out / path).read_bytes())


def contents(file: Path, most: int) -> bytes | None:
    """The bytes of a file, one more than `most` if it has more; None if there is none."""
    try:
        with file.open("rb") as handle:
            return handle.read(most + 1)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def clean(place: Place, waits: Waits | None = None) -> tuple[str, ...]:
    """Remove what was written here, and only that; gives the paths removed."""
    if not place.state.exists() and not place.out.exists():
        return ()
    from shutil import rmtree  # with all the archives that it can unpack

    with lock(place.state, waits):
        removed = _clean(place)
        rmtree(place.stage, ignore_errors=True)
    rmtree(place.state, ignore_errors=True)
    rmtree(place.kept, ignore_errors=True)
    with suppress(OSError):
        place.state.parent.rmdir()
    return removed


def _clean(place: Place) -> tuple[str, ...]:
    ours = sorted(owned(place))
    removed = [path for path in ours if (place.out / path).is_file()]
    for path in ours:
        remove(place.out, path)
    (place.out / OWNED).unlink(missing_ok=True)
    with suppress(OSError):
        place.out.rmdir()
    return tuple(removed)
