"""Settling: where every piece of an export goes, and from which old addresses readers are led there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import quote, unquote, urlsplit

from gazette.addresses import collision_key, old_path
from gazette.importers.lookup import Lookup, Spot
from gazette.importers.mapping import INTERNAL, Mapping
from gazette.importers.piece import Label, Piece
from gazette.kinds.texts import slugify

LONGEST_PART = 240
"""Bytes between two slashes of an old address: no file system holds many more."""

UNNAMEABLE = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)
"""Names that Windows gives to no file, whatever its ending."""


@dataclass(slots=True)
class Survey:
    """What one reading of an export tells before anything is written; texts are left out of `pieces`."""

    lookup: Lookup
    pieces: list[Piece] = field(default_factory=list)
    labels: Counter[Label] = field(default_factory=Counter)

    def add(self, piece: Piece) -> None:
        """Take note of a piece."""
        if piece.sort == "attachment":
            self.lookup.hold(piece)
        elif piece.sort == "wp_block":
            self.lookup.blocks[piece.number] = piece.html
        elif piece.sort not in INTERNAL:
            self.labels.update(piece.labels)
        self.pieces.append(replace(piece, html="", excerpt="", fields=(), comments=()))


@dataclass(frozen=True, slots=True)
class Settled:
    """Where a piece goes, the old addresses that lead there, and what to say of both."""

    path: str = ""
    aliases: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    reason: str = ""
    """Why it is left out, where it is."""


def settle(
    survey: Survey, mapping: Mapping, before: dict[str, str], taken: Iterable[str], reserved: Iterable[str]
) -> dict[str, Settled]:  # fmt: skip
    """Where every piece goes, by its key.

    `before` has the path of each key that was imported before, `taken` are the posts of the hub
    that no import wrote, `reserved` the output paths that the hub itself answers at.
    """
    used = {collision_key(path) for path in (*taken, *before.values())}
    answers = {collision_key(path) for path in reserved}
    settled: dict[str, Settled] = {}
    for piece in survey.pieces:
        if piece.key in settled:
            continue  # the same item twice: the first one counts
        folder, reason = _folder(piece, mapping)
        if reason:
            settled[piece.key] = Settled(reason=reason)
            continue
        notes: list[str] = []
        path = before.get(piece.key) or _path(piece, folder, used, answers, notes)
        used.add(collision_key(path))
        settled[piece.key] = Settled(path, (), tuple(notes))
        survey.lookup.settle(piece, Spot(path, piece.state == "published"))
    answers |= {collision_key(output_of(s.path)) for s in settled.values() if s.path}
    _lead(survey, settled, answers)
    return settled


def output_of(path: str) -> str:
    """The output path of a post's page, by its file: `content/news/pay.md` is `news/pay/index.html`."""
    folder, _, name = path.removeprefix("content/").removesuffix(".md").partition("/")
    return f"{name}/index.html" if folder == "pages" else f"{folder}/{name}/index.html"


def _folder(piece: Piece, mapping: Mapping) -> tuple[str, str]:
    """The folder that a piece goes to, or why it is left out."""
    if piece.sort == "attachment":
        return "", "attachment"
    if piece.sort == "wp_block":
        return "", "a reusable block, which stands in the posts that use it"
    if piece.sort in INTERNAL:
        return "", f"WordPress keeps it for itself ({piece.sort})"
    if piece.state == "discarded":
        return "", "it was in the bin"
    types, kinds = dict(mapping.types), dict(mapping.kinds)
    if piece.sort not in types:
        return "", f"the mapping does not say what becomes of a {piece.sort}"
    if not types[piece.sort]:
        return "", f"the mapping leaves out every {piece.sort}"
    chosen = next((kinds[label.slug] for label in piece.labels if kinds.get(label.slug)), "")
    return (chosen if chosen and types[piece.sort] != "pages" else types[piece.sort]), ""


def _path(piece: Piece, folder: str, used: set[str], answers: set[str], notes: list[str]) -> str:
    """A file of its own for a piece, named as it was, as far as an address can be."""
    wanted = unquote(piece.slug)
    slug = (
        slugify(wanted) or slugify(piece.title) or f"{piece.sort.replace('_', '-')}-{piece.number or 'item'}"
    )
    slug = slugify(slug) or "item"
    slug = f"{slug}-{piece.sort}" if slug in UNNAMEABLE else slug
    number, path = 1, f"content/{folder}/{slug}.md"
    while collision_key(path) in used or collision_key(output_of(path)) in answers:
        number += 1
        path = f"content/{folder}/{slug}-{number}.md"
    name = path.rpartition("/")[2].removesuffix(".md")
    if wanted and name != wanted:
        notes.append(f"its address was {wanted}, and is {name} here")
    return path


def _lead(survey: Survey, settled: dict[str, Settled], answers: set[str]) -> None:
    """Give every old address to the post that it led to, once."""
    keys = {piece.number: piece.key for piece in survey.pieces}
    led: dict[str, str] = {}
    for piece in survey.pieces:
        if led.setdefault(piece.key, piece.number) != piece.number:
            continue  # another item with the same identity: its address is not that of the first
        owner = keys.get(piece.parent, "") if piece.sort == "attachment" else piece.key
        here = settled.get(owner)
        if here is None or not here.path:
            continue
        aliases, notes = list(here.aliases), list(here.notes)
        for alias in _old(piece, survey.lookup, notes):
            place = collision_key(old_path(alias))
            if place == collision_key(output_of(here.path)):
                continue
            if place in answers:
                notes.append(f"something else answers at its old address {alias}")
                continue
            answers.add(place)
            aliases.append(alias)
        settled[owner] = replace(here, aliases=tuple(aliases), notes=tuple(notes))


def _old(piece: Piece, lookup: Lookup, notes: list[str]) -> list[str]:
    """The addresses at which the old site answered with a piece, as paths."""
    found: list[str] = []
    place = lookup.own(piece.address)
    path = unquote(urlsplit(piece.address).path) if place and not place.startswith("?") else ""
    parts = path.split("/")
    if {".", ".."} & set(parts) or max(len(part.encode()) for part in parts) > LONGEST_PART:
        notes.append("its old address is none that a site of files can answer at")
    elif path:
        found.append("".join(c if c.isprintable() and c not in ' \\"%?#' else quote(c) for c in path))
    if piece.number.isdigit():
        names = {"attachment": ("attachment_id",), "page": ("page_id", "p")}.get(piece.sort, ("p",))
        found += (f"/?{name}={piece.number}" for name in names)
    return found
