"""Moves: where every address that was published and is no page of its own any more leads now.

Always in one hop: what was renamed many times leads to where it is today.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from gazette.addresses import INDEX, collision_key
from gazette.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Move:
    """Where an old address leads: the output path `to`, which is nowhere if the entry had to go.

    `source` is the file of the entry, where it is the address of one; `page` is where people are sent
    if what stands at `to` is for programs alone.
    """

    to: str
    source: str = ""
    page: str = ""


def moves(
    ledger: Ledger,
    alive: Mapping[str, Move],
    aliases: Mapping[str, Move],
    customary: Mapping[str, Move],
    planned: Iterable[str],
) -> dict[str, Move]:
    """Where each address leads that the site had once and has not by itself.

    `alive` says by permanent id where entries are, `aliases` what the posts themselves say of old
    addresses, `customary` what another program had at its own, `planned` which addresses the site has anyway.
    """
    taken = {collision_key(path): path for path in planned}
    leads = _leads(ledger, alive, aliases, taken)
    # What the settings leave out is nowhere: nothing leads to it, and what was there is told of.
    found = {
        path: move
        for path, move in leads.items()
        if collision_key(path) not in taken and (not move.to or collision_key(move.to) in taken)
    }
    for path in (*customary, *ledger.addresses):
        if collision_key(path) not in taken and path not in found:
            usual = customary.get(path)
            there = usual is not None and collision_key(usual.to) in taken
            found[path] = usual if usual and there else _nearest(path, leads, taken)
    return dict(sorted(found.items()))


def _leads(
    ledger: Ledger, alive: Mapping[str, Move], aliases: Mapping[str, Move], taken: Mapping[str, str]
) -> dict[str, Move]:
    """Where every known address of an entry leads: what posts say goes before what the ledger says."""
    leads = dict(aliases)
    for record in ledger.records:
        if move := alive.get(record.id):
            for path in (record.address, *record.earlier):
                leads.setdefault(path, move)
    for record in ledger.records:
        if record.id in alive:
            continue
        # It went, and another post answers for it: all that ever led to it leads there.
        follows = leads.get(record.address)
        if follows is None and collision_key(record.address) in taken:
            follows = Move(record.address)
        if follows is not None:
            for path in record.earlier:
                leads.setdefault(path, follows)
    leads.pop("", None)
    return leads


def _nearest(path: str, leads: Mapping[str, Move], taken: Mapping[str, str]) -> Move:
    """Where an address leads that belonged to no entry: what stands in its place, else the next page up."""
    name = path.rpartition("/")[2]
    if not path.endswith((".html", ".xml", ".json", ".ics")):
        alike = [known for known in taken.values() if known.rpartition("/")[2] == name]
        if len(alike) == 1:
            return Move(alike[0])  # a document that went elsewhere with its post
    # An archive of a feed that has grown so short that it needs none.
    whole = re.sub(r"-\d+(\.\w+)$", r"\1", path)
    if whole != path and not path.endswith(".html") and collision_key(whole) in taken:
        return Move(whole)
    for parent in PurePosixPath(path).parents:
        index = str(parent / INDEX)
        if index == path:
            continue
        move = leads.get(index)
        if move is not None and move.to != index:
            folder = move.to.removesuffix(INDEX)
            there = taken.get(collision_key(f"{folder}{path.removeprefix(f'{parent}/')}"))
            return Move(there) if move.to and there else move
        if collision_key(index) in taken:
            return Move(index)
    return Move(INDEX)
