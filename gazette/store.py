"""The store: what took long to make, kept under the digest of everything that it was made from.

It can be missing, and then is made again; it cannot be stale. A file of it begins with the digest of
the rest, so that one that was cut short or scribbled on counts as missing.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gazette.fingerprint import SIZE, digest

_HEAD = 2 * SIZE


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of kept things: `group` is the digest of an original, `name` what was made of it.

    Without a folder nothing is kept; a `sealed` store is read and not written.
    """

    folder: Path | None = None
    sealed: bool = False

    def get(self, group: str, name: str) -> bytes | None:
        """What is kept, whole; None if it must be made."""
        if self.folder is None:
            return None
        try:
            kept = (self.folder / group / name).read_bytes()
        except OSError:
            return None
        head, data = kept[:_HEAD], kept[_HEAD:]
        return data if head == digest(data).encode() else None

    def put(self, group: str, name: str, data: bytes) -> None:
        """Keep it, if the disk allows; several processes may do so at once."""
        if self.folder is None or self.sealed:
            return
        file = self.folder / group / name
        new = file.with_name(f".{os.getpid()}-{name}")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(digest(data).encode() + data)
            new.replace(file)
        except OSError:
            with suppress(OSError):
                new.unlink(missing_ok=True)

    def sweep(self, groups: Collection[str]) -> None:
        """Forget what belongs to none of these groups, and what a process that was ended half wrote."""
        if self.folder is None or self.sealed or not self.folder.is_dir():
            return
        for folder in self.folder.iterdir():
            if folder.name not in groups:
                shutil.rmtree(folder, ignore_errors=True)
        for half in self.folder.glob("*/.*"):
            # Another build's, at worst: then it is not kept, and is made again when it is asked for.
            with suppress(OSError):
                half.unlink()


EMPTY = Store()
"""The store in which nothing is kept."""
