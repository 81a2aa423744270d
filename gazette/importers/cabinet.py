"""A cabinet: what an import has to remember of every item, kept on disk, so that memory does not grow.

Each drawer is a mapping from text to values. All of it lies in a file that has no name, and is gone when
the import ends.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import ItemsView, Iterator, MutableMapping, ValuesView
from typing import Generic, TypeVar

V = TypeVar("V")

PAGES = -4_000
"""Kibibytes that SQLite may hold in memory, told as it wants to be told: below zero."""

AT_ONCE = 200
"""Values that are taken out of a drawer at a time when all of them are wanted."""


class Drawer(MutableMapping[str, V], Generic[V]):
    """A mapping on disk, in the order in which its names came. Values are given as they were put in:
    to change one, put it in again."""

    def __init__(self, database: sqlite3.Connection, table: str) -> None:
        self._run, self._table = database.execute, table
        self._run(f"create table {table} (place integer primary key, name text unique, value blob)")

    def __getitem__(self, name: str) -> V:
        found = self._run(f"select value from {self._table} where name = ?", (_plain(name),)).fetchone()
        if found is None:
            raise KeyError(name)
        value: V = pickle.loads(found[0])
        return value

    def __setitem__(self, name: str, value: V) -> None:
        self._run(
            f"insert into {self._table} (name, value) values (?, ?)"
            " on conflict (name) do update set value = excluded.value",
            (_plain(name), pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)),
        )

    def __delitem__(self, name: str) -> None:
        if not self._run(f"delete from {self._table} where name = ?", (_plain(name),)).rowcount:
            raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        wanted = (_plain(str(name)),)
        return self._run(f"select 1 from {self._table} where name = ?", wanted).fetchone() is not None

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._rows())

    def __len__(self) -> int:
        count: int = self._run(f"select count(*) from {self._table}").fetchone()[0]
        return count

    def items(self) -> ItemsView[str, V]:
        return _Items(self)

    def values(self) -> ValuesView[V]:
        return _Values(self)

    def _rows(self) -> Iterator[tuple[str, V]]:
        """Every name with its value, a few at a time: what is put in meanwhile comes at the end."""
        query = f"select place, name, value from {self._table} where place > ? order by place limit {AT_ONCE}"
        last = 0
        while rows := self._run(query, (last,)).fetchall():
            for last, name, value in rows:  # noqa: B007  (where the next few begin)
                yield name, pickle.loads(value)


class _Items(ItemsView[str, V]):
    _mapping: Drawer[V]

    def __iter__(self) -> Iterator[tuple[str, V]]:
        return self._mapping._rows()


class _Values(ValuesView[V]):
    _mapping: Drawer[V]

    def __iter__(self) -> Iterator[V]:
        return (value for _, value in self._mapping._rows())


class Cabinet:
    """Gives drawers, each empty at first."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        for pragma in ("journal_mode = off", "synchronous = off", f"cache_size = {PAGES}"):
            self._database.execute(f"pragma {pragma}")
        # One transaction that is never ended: what does not fit goes to the file, and no further.
        self._database.execute("begin")
        self._drawers = 0

    def drawer(self) -> Drawer[V]:
        """A new drawer."""
        self._drawers += 1
        return Drawer(self._database, f"drawer{self._drawers}")

    def close(self) -> None:
        """Let everything go."""
        self._database.close()


def _plain(name: str) -> str:
    """The name as SQLite can hold it: halves of characters are written out."""
    return name.encode("utf-8", "backslashreplace").decode()
