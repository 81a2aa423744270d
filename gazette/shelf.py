"""The shelf: values kept under the digest of everything that they were made from.

These are constructive traces: a value can be missing, it cannot be stale. They lie in one SQLite
file, so that a build takes out what it needs and puts back what is new. Every value is sealed with a
digest of the engine, of its place and of itself: what was cut short, scribbled on or kept by another
engine is not there, and a file that SQLite cannot read counts as empty.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from gazette.engine import engine

SEAL = 16
"""Bytes of the digest before each value."""

_TABLE = """create table if not exists kept
    (sort text, name text, made_from text, value blob, primary key (sort, name)) without rowid"""

Row = tuple[str, str, bytes]
"""The name of a value, the digest of what it was made from, and the value."""


class Shelf:
    """What one file keeps; `None` for a shelf on which nothing is kept."""

    def __init__(self, file: Path | None) -> None:
        self.file = file
        self._opened: sqlite3.Connection | None = None

    def all(self, sort: str) -> Iterator[Row]:
        """Every value of a sort."""
        found = self._select("select name, made_from, value from kept where sort = ?", (sort,))
        for name, made_from, value in found:
            if (plain := _opened(sort, name, made_from, value)) is not None:
                yield name, made_from, plain

    def get(self, sort: str, name: str, made_from: str) -> bytes | None:
        """The value that was made from exactly this, if it is there."""
        found = self._select(
            "select name, made_from, value from kept where sort = ? and name = ? and made_from = ?",
            (sort, name, made_from),
        )
        return next((_opened(sort, *row) for row in found), None)

    def names(self, sort: str) -> frozenset[str]:
        """The names under which there is something of a sort, whole or not."""
        found = self._select("select name, 0, 0 from kept where sort = ?", (sort,))
        return frozenset(name for name, _, _ in found if isinstance(name, str))

    def put(self, sort: str, rows: Iterable[Row], gone: Iterable[str] = ()) -> None:
        """Keep values, each in place of the one of that name, and let others go."""
        if self.file is None:
            return
        sealed = [(sort, n, m, _seal(sort, n, m, value) + value) for n, m, value in rows]
        lost = [(sort, name) for name in gone]
        if not sealed and not lost:
            return
        try:
            self._write(sealed, lost)
        except sqlite3.Error:
            # It cannot be mended, and nothing is lost but time.
            self.close()
            self.file.unlink(missing_ok=True)
            with suppress(sqlite3.Error):
                self._write(sealed, [])

    def close(self) -> None:
        """Let the file go."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _write(self, rows: list[tuple[str, str, str, bytes]], gone: list[tuple[str, str]]) -> None:
        self.close()
        assert self.file is not None
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.file)) as connection:
            # What is half written is not sealed, so nothing has to be waited for.
            connection.execute("pragma synchronous = off")
            connection.execute("pragma journal_mode = memory")
            connection.execute(_TABLE)
            connection.executemany("insert or replace into kept values (?, ?, ?, ?)", rows)
            connection.executemany("delete from kept where sort = ? and name = ?", gone)
            connection.commit()

    def _select(self, query: str, values: tuple[str, ...]) -> list[tuple[Any, Any, Any]]:
        if self.file is None or (self._opened is None and not self.file.is_file()):
            return []
        try:
            if self._opened is None:
                self._opened = sqlite3.connect(f"{self.file.as_uri()}?mode=ro", uri=True)
            return self._opened.execute(query, values).fetchall()
        except sqlite3.Error:
            self.close()
            return []


EMPTY = Shelf(None)
"""The shelf on which nothing is kept."""


def _seal(sort: str, name: str, made_from: str, value: bytes) -> bytes:
    place = "\0".join((engine(), sort, name, made_from, "")).encode("utf-8", "surrogatepass")
    return blake2b(place + value, digest_size=SEAL).digest()


def _opened(sort: str, name: Any, made_from: Any, value: Any) -> bytes | None:
    """The value within its seal; None if the seal is broken."""
    if not (isinstance(name, str) and isinstance(made_from, str) and isinstance(value, bytes)):
        return None
    plain = value[SEAL:]
    return plain if _seal(sort, name, made_from, plain) == value[:SEAL] else None
