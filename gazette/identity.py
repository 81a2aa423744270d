"""Identity: the permanent id of every entry, whatever its title, text, file or address become.

It is the `id` of the front matter where there is one. Otherwise it is the one that the ledger has for
the file, for its address, or for a file that has gone and had the same title and date; and for what was never
published one made of the hub's host and the file's name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from gazette.fingerprint import fingerprint
from gazette.kinds import slug_of
from gazette.kinds.entry import Entry
from gazette.ledger import Ledger


def identities(
    entries: Mapping[str, Entry], addresses: Mapping[str, str], ledger: Ledger, base_url: str
) -> dict[str, str]:
    """The permanent id of each entry by its source path.

    `addresses` has the output path that each entry has, or would have if readers could see it.
    """
    found = {path: entry.id for path, entry in entries.items() if entry.id is not None}
    waiting = {path: entry for path, entry in sorted(entries.items()) if entry.id is None}
    taken = set(found.values())
    records = [record for record in ledger.records if record.id not in taken]

    def give(path: str, name: str) -> None:
        found[path] = name
        taken.add(name)
        del waiting[path]

    for record in records:
        if record.file in waiting:
            give(record.file, record.id)
    by_address = {addresses[path]: path for path in reversed(list(waiting)) if path in addresses}
    for record in records:
        path = by_address.get(record.address)
        if path in waiting and record.id not in taken:
            give(path, record.id)
    # A file of that title and date has gone, another one has come: it was renamed.
    lost = [r for r in records if r.id not in taken and r.file not in entries]
    marks = {path: mark(entry) for path, entry in waiting.items()} if lost else {}
    once = {m for m, n in Counter(marks.values()).items() if n == 1} & _singles(r.mark for r in lost)
    renamed = {record.mark: record.id for record in lost if record.mark in once}
    for path, own in marks.items():
        if own in renamed:
            give(path, renamed[own])
    # An id is never given to a second entry, even when the first one has gone.
    taken |= {record.id for record in ledger.records}
    for path, entry in list(waiting.items()):
        number, name = 1, derived(entry, base_url)
        while name in taken:
            number += 1
            name = derived(entry, base_url, number)
        give(path, name)
    return found


def derived(entry: Entry, base_url: str, number: int = 1) -> str:
    """An id made of the hub's host, the entry's folder and the name of its file (RFC 4122, 4.3)."""
    host = urlsplit(base_url).hostname or ""
    again = f"#{number}" if number > 1 else ""
    return _urn(f"https://{host}/{entry.folder}/{slug_of(entry.path)}{again}")


@lru_cache(maxsize=100_000)
def _urn(address: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, address)}"


def mark(entry: Entry) -> str:
    """By what a renamed file is known again: a digest of its title and date."""
    return fingerprint((entry.title, entry.date))[:16]


def _singles(words: Iterable[str]) -> set[str]:
    return {word for word, count in Counter(words).items() if count == 1}
