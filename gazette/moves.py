"""Moves: where every address that was published and is no page of its own any more leads now.

Always in one hop: what was renamed many times leads to where it is today.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from gazette.addresses import INDEX, collision_key
from gazette.ledger import Ledger, Record


@dataclass(frozen=True, slots=True)
class Move:
    """Where an old address leads: the output path `to`, which is nowhere if the entry had to go.

    `source` is the file of the entry, where it is the address of one; `page` is where people are sent
    if what stands at `to` is for programs alone. A feed or calendar that leads nowhere stays where it
    is, for those who are subscribed to it: it is closed, and `page` is where they can read on.
    """

    to: str
    source: str = ""
    page: str = ""


def is_subscription(path: str) -> bool:
    """Whether an output path is that of a feed or calendar, which programs come back to for ever."""
    return re.fullmatch(r"(feed|atom)(-\d+)?\.(xml|json)|calendar\.ics", path.rpartition("/")[2]) is not None


def archive_of(path: str) -> str:
    """The output path of the feed of which a path is an archive; of any other, itself."""
    return re.sub(r"-\d+(\.\w+)$", r"\1", path) if is_subscription(path) else path


def moves(
    ledger: Ledger,
    alive: Mapping[str, Move],
    aliases: Mapping[str, Move],
    settled: Mapping[str, Move],
    customary: Mapping[str, Move],
    planned: Iterable[str],
) -> dict[str, Move]:
    """Where each address leads that the site had once and has not by itself.

    `alive` says by permanent id where entries are, `aliases` what the posts themselves say of old
    addresses, `settled` what the settings say of those of no post, `customary` what another program had at
    its own, `planned` which addresses the site has anyway.
    """
    taken = {collision_key(path): path for path in planned}
    leads = _leads(ledger, alive, aliases, taken)
    for old, move in settled.items():
        leads.setdefault(old, _last(move, leads, settled, taken))
    # What the settings leave out is nowhere: nothing leads to it, and what was there is told of.
    found = {
        path: move if path.endswith(INDEX) else _like(path, move, taken)
        for path, move in leads.items()
        if collision_key(path) not in taken and (not move.to or collision_key(move.to) in taken)
    }
    for path in (*customary, *ledger.addresses):
        if collision_key(path) not in taken and path not in found:
            usual = customary.get(path)
            there = usual is not None and collision_key(usual.to) in taken
            found[path] = usual if usual and there else _nearest(path, leads, taken)
    return dict(sorted(found.items()))


def _last(
    move: Move, leads: Mapping[str, Move], settled: Mapping[str, Move], taken: Mapping[str, str]
) -> Move:
    """Where an address leads in the end that is said to lead to one which may itself lead on."""
    seen: set[str] = set()
    while collision_key(move.to) not in taken and move.to not in seen:
        seen.add(move.to)
        move = leads.get(move.to) or settled.get(move.to) or move
    return move


def heirs(
    records: Iterable[Record],
    alive: Mapping[str, str],
    places: Mapping[str, str],
    aliases: Mapping[str, str],
) -> dict[str, str]:
    """Which source file stands for each entry that was published: its own, or the one that took its place.

    `alive` gives files by permanent id, `places` and `aliases` by the addresses that they have and had.
    """
    known = list(records)
    here = {path: file for file, path in places.items()}
    before = {old: alive[r.id] for r in known if r.id in alive for old in r.earlier}
    answers = {**before, **aliases, **here}
    found = {record.id: alive.get(record.id) or answers.get(record.address, "") for record in known}
    return {name: file for name, file in found.items() if file}


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
    whole = archive_of(path)
    if collision_key(whole) in taken:
        return Move(whole)
    for parent in PurePosixPath(path).parents:
        index = str(parent / INDEX)
        if index == path:
            continue
        move = leads.get(index)
        if move is not None and move.to != index:
            return _follow(path, whole, str(parent), move, taken)
        if collision_key(index) in taken:
            return _closed(path, Move(index))
    return _closed(path, Move(INDEX))


def _follow(path: str, whole: str, parent: str, move: Move, taken: Mapping[str, str]) -> Move:
    """Where what stood below an address leads whose page has moved: to the like of it, else to that page."""
    folder = move.to.removesuffix(INDEX)
    # What carried everything of a campaign is not led on to what carries one post.
    like = not is_subscription(path) or path.startswith(_CAMPAIGNS) == folder.startswith(_CAMPAIGNS)
    for old in (path, whole):
        there = taken.get(collision_key(f"{folder}{old.removeprefix(f'{parent}/')}"))
        if move.to and like and there:
            return Move(there)
    return _closed(path, move)


def _like(path: str, move: Move, taken: Mapping[str, str]) -> Move:
    """The move, of a feed or calendar to what is of its sort beside the page that it is said to lead to."""
    if not is_subscription(path) or not move.to.endswith(INDEX):
        return move
    there = taken.get(collision_key(f"{move.to.removesuffix(INDEX)}{archive_of(path).rpartition('/')[2]}"))
    return Move(there) if there else _closed(path, move)


def _closed(path: str, move: Move) -> Move:
    """The move to a page, unless it is of what programs are subscribed to: no program can read a page."""
    return Move("", move.source, move.to) if is_subscription(path) else move


_CAMPAIGNS = "campaigns/"
