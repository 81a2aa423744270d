"""Staging: new files written beside the site, before it is decided that they are to be in it.

Whoever makes a file stages it, so that no bytes go from one process to another, nor are held until the
last of them is made. A full disk is found here, with the site untouched.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from gazette.fingerprint import digest
from gazette.places import Place, has_files, same
from gazette.stamps import Stamp, look


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the files of one publication wait; `None` where they are only compared with the site.

    `first` tells that nothing was published before: the stage is then to become the site.
    """

    out: str
    folder: Path | None
    first: bool = False

    def put(self, path: str, data: bytes) -> Stamp | None:
        """Stage a file, unless the site has just these bytes: how its file looks, then. OSError leaves
        the site untouched."""
        there = f"{self.out}/{path}"
        stamp = look(there)
        if stamp is not None and same(there, data):
            return stamp
        if self.folder is not None:
            try:
                _write(self.folder / staged(path, self.first), data)
            except OSError as error:  # it is told of under the name that it was to have
                raise OSError(error.errno, error.strerror, path) from error
        return None


def _write(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def staged(path: str, first: bool) -> str:
    """Where a file lies in the stage: as in the site, if the stage is to become it. Else side by side with
    the others, since it takes longer to make and remove a folder than to write a page."""
    return path if first else digest(path.encode("utf-8", "surrogatepass"))


def begin(place: Place) -> Stage:
    """An empty stage for a publication."""
    clear(place)
    return Stage(str(place.out), place.stage, first=not has_files(place.out))


def clear(place: Place) -> None:
    """Take away what was staged and never decided upon."""
    shutil.rmtree(place.stage, ignore_errors=True)
