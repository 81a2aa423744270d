"""The spool: the bytes of what was made, until they are staged.

Of a small site they are held in memory. Of a large one they would fill it, so that they lie in one nameless
file, beside the others that are kept; the system takes it away when the build ends, however it ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import SpooledTemporaryFile

ROOM = 64_000_000
"""Bytes that are held in memory before a file is made."""


class Spool(Mapping[str, bytes]):
    """What was put in, by output path, in that order. OSError where the disk refuses it."""

    def __init__(self, folder: Path, room: int = ROOM) -> None:
        self._file = SpooledTemporaryFile(room, dir=str(folder) if folder.is_dir() else None)  # noqa: SIM115
        self._at: dict[str, tuple[int, int]] = {}
        self._end = 0

    def put(self, path: str, data: bytes) -> None:
        """Take the bytes of an output."""
        self._file.seek(self._end)
        self._file.write(data)
        self._at[path] = (self._end, len(data))
        self._end += len(data)

    def __getitem__(self, path: str) -> bytes:
        start, size = self._at[path]
        self._file.seek(start)
        return self._file.read(size)

    def __iter__(self) -> Iterator[str]:
        return iter(self._at)

    def __len__(self) -> int:
        return len(self._at)

    def close(self) -> None:
        """Let everything go."""
        self._file.close()
