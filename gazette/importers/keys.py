"""Keys: the identity of every piece, which becomes the id of its post for good.

It is the one that the old site gave it. Where several items of an export share one, only the first of
those that readers saw can keep it; the others get one that is made from it, and the same one every time.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping

from gazette.importers.mapping import INTERNAL
from gazette.importers.piece import Piece
from gazette.importers.words import clean


def identify(
    pieces: Mapping[str, Piece],
    digests: Mapping[str, str],
    known: Mapping[str, str],
    keys: MutableMapping[str, str],
    owners: MutableMapping[str, str],
) -> None:
    """Put the key of each piece into `keys`, by its place in the export; none for one that comes twice.

    `digests` has what each piece is made of, `known` the key that an earlier import gave to a number.
    `owners` ends up with the place of the piece that has each key.
    """
    for place, piece in pieces.items():
        before = known.get(piece.number, "") if piece.number else ""
        if before and (before == sound(piece.key) or before.startswith(f"{sound(piece.key)}#")):
            _own(before, place, keys, owners, digests)
    for first in (True, False):
        for place, piece in pieces.items():
            if place not in keys and (_seen(piece) or not first):
                for key in (sound(piece.key), *_others(piece, digests[place])):
                    if _own(key, place, keys, owners, digests):
                        break


def sound(key: str) -> str:
    """An identity as an id can be: visible, and without spaces."""
    return "".join(clean(key).split())


def _seen(piece: Piece) -> bool:
    return piece.state == "published" and piece.sort not in INTERNAL


def _others(piece: Piece, digest: str) -> tuple[str, ...]:
    numbered = (f"{sound(piece.key)}#{sound(piece.number)}",) if sound(piece.number) else ()
    return (*numbered, f"{sound(piece.key)}#{digest[:12]}")


def _own(
    key: str, place: str, keys: MutableMapping[str, str], owners: MutableMapping[str, str],
    digests: Mapping[str, str],
) -> bool:  # fmt: skip
    """Give a key to the piece at a place unless another one has it; to what comes twice, none."""
    owner = owners.setdefault(key, place)
    if owner == place:
        keys[place] = key
    elif digests[owner] == digests[place]:
        keys[place] = ""
    return place in keys
