"""A survey: what one reading of an export tells before anything is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field, replace

from gazette.fingerprint import fingerprint
from gazette.importers import keys
from gazette.importers.cabinet import Cabinet
from gazette.importers.lookup import SIZED, Lookup, below_uploads, stored
from gazette.importers.mapping import INTERNAL
from gazette.importers.piece import Label, Piece
from gazette.importers.soundness import flaw
from gazette.importers.store import Store

_OLD = ("_wp_old_slug", "_wp_old_date")
"""Custom fields in which WordPress keeps what an item was called before."""

_NUMBERS = re.compile(
    r"""wp-image-(\d+)|attachment_(\d+)|<!--\s*wp:(?:image|file|audio|video|cover|media-text)\s*\{[^}<]*?"(?:id|mediaId)":(\d+)
    |\[(?:gallery|playlist)\b[^\[\]]*?\b(?:ids|include)=["']?([\d,\s]+)""",
    re.X,
)
_FILES = re.compile(r"""/(?:uploads|files)/([^"'\s<>?#)\]]+)""")


@dataclass(slots=True)
class Survey:
    """What is known of every piece by its place in the export (`"0"`, `"1"` and so on).

    Texts are left out of `pieces`; `digests` say whether two are the same; `keys` have the identity of
    each, and `shown` the first published piece that shows an attachment, by its number or its file.
    """

    lookup: Lookup
    pieces: MutableMapping[str, Piece] = field(default_factory=dict)
    digests: MutableMapping[str, str] = field(default_factory=dict)
    keys: MutableMapping[str, str] = field(default_factory=dict)
    places: MutableMapping[str, str] = field(default_factory=dict)
    shown: MutableMapping[str, str] = field(default_factory=dict)
    labels: Counter[Label] = field(default_factory=Counter)
    sorts: dict[str, None] = field(default_factory=dict)

    def add(self, piece: Piece) -> None:
        """Take note of a piece."""
        place = str(len(self.pieces))
        if piece.sort == "attachment":
            self.lookup.hold(piece)
        elif piece.sort == "wp_block":
            self.lookup.blocks[piece.number] = piece.html
        elif piece.sort not in INTERNAL:
            self.labels.update(piece.labels)
            if piece.state == "published":
                for name in _shows(piece):
                    self.shown.setdefault(name, place)
        self.sorts[piece.sort] = None
        if piece.number:
            self.places.setdefault(piece.number, place)
        self.digests[place] = fingerprint(piece)
        old = tuple((name, value) for name, value in piece.fields if name in _OLD)
        self.pieces[place] = replace(piece, html="", excerpt="", fields=old, comments=(), notes=())

    def identify(self, known: Mapping[str, str], owners: MutableMapping[str, str]) -> None:
        """Give every piece its key; `known` has those of an earlier import by number."""
        keys.identify(self.pieces, self.digests, known, self.keys, owners)

    def owner(self, attachment: Piece) -> str:
        """The place of the piece whose page answers for that of an attachment; empty where none does."""
        parent = self.places.get(attachment.parent, "") if attachment.parent else ""
        if parent and self.pieces[parent].sort not in INTERNAL:
            return parent
        path = below_uploads(attachment.file)
        return self.shown.get(f"#{attachment.number}") or self.shown.get(path) or ""


def _shows(piece: Piece) -> Iterator[str]:
    """The numbers and the files of the attachments that a piece shows."""
    if number := dict(piece.fields).get("_thumbnail_id"):
        yield f"#{number}"
    for found in _NUMBERS.finditer(piece.html):
        for number in re.findall(r"\d+", " ".join(group for group in found.groups() if group)):
            yield f"#{number}"
    for found in _FILES.finditer(piece.html):
        path = below_uploads(found[0])
        yield path
        yield SIZED.sub("", path)


def begun(cabinet: Cabinet, store: Store) -> Survey:
    """A survey of nothing yet, which holds nothing in memory but words."""
    return Survey(
        stored(cabinet, store.at_hand(), flaw), cabinet.drawer(), cabinet.drawer(), cabinet.drawer(),
        cabinet.drawer(), cabinet.drawer(),
    )  # fmt: skip
