"""Settling: where every piece of an export goes, and from which old addresses readers are led there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from gazette.addresses import INDEX, collision_key, old_path
from gazette.importers import words
from gazette.importers.lookup import Lookup, Spot, split
from gazette.importers.mapping import INTERNAL
from gazette.importers.mapping import Mapping as Words
from gazette.importers.piece import Piece
from gazette.importers.survey import Survey
from gazette.kinds.texts import LONGEST_SLUG, slugify

LONGEST_PART = 240
"""Bytes between two slashes of an old address: no file system holds many more."""

ATTACHMENT = "attachment"
"""The reason why an attachment is no post: what became of it is known once all posts are made."""

UNNAMEABLE = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)
"""Names that Windows gives to no file, whatever its ending."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Where a piece goes, the old addresses that lead there, and what to say of both."""

    path: str = ""
    aliases: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    reason: str = ""
    """Why it is left out, where it is."""


Places = MutableMapping[str, Settled]


def settle(
    survey: Survey, mapping: Words, settled: Places, before: Mapping[str, str],
    used: MutableMapping[str, str], answers: MutableMapping[str, str],
) -> None:  # fmt: skip
    """Put into `settled` where every piece goes, by its place in the export.

    `before` has the path of each key that was imported before, `used` the paths of posts that no
    import wrote, `answers` the output paths at which the hub answers anyway; what is settled is added
    to both.
    """
    used.update((collision_key(path), "") for path in before.values())
    for place, piece in survey.pieces.items():
        folder, reason = _folder(piece, mapping)
        key = survey.keys[place]
        if reason or not key:
            settled[place] = Settled(reason=reason or "the export has it twice")
            continue
        notes: list[str] = []
        if key != piece.key:
            clash = words.clean(piece.key) == piece.key and " " not in piece.key
            said = "another item has its GUID" if clash else "its GUID is none that a feed can carry"
            notes.append(f"{said}, {piece.key}: its id is {key} here")
        path = before.get(key) or _path(piece, folder, used, answers)
        wanted, name = unquote(piece.slug), path.rpartition("/")[2].removesuffix(".md")
        if wanted and name != wanted:
            notes.append(f"its address was {wanted}, and is {name} here")
        used[collision_key(path)] = ""
        settled[place] = Settled(path, (), tuple(notes))
        survey.lookup.settle(piece, Spot(path, piece.state == "published"))
    for one in settled.values():
        if one.path:
            answers[collision_key(output_of(one.path))] = ""


def output_of(path: str) -> str:
    """The output path of a post's page, by its file: `content/news/pay.md` is `news/pay/index.html`."""
    folder, _, name = path.removeprefix("content/").removesuffix(".md").partition("/")
    return f"{name}/{INDEX}" if folder == "pages" else f"{folder}/{name}/{INDEX}"


def _folder(piece: Piece, mapping: Words) -> tuple[str, str]:
    """The folder that a piece goes to, or why it is left out."""
    if piece.sort == "attachment":
        return "", ATTACHMENT
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


def _path(piece: Piece, folder: str, used: Mapping[str, str], answers: Mapping[str, str]) -> str:
    """A file of its own for a piece, named as it was, as far as an address can be."""
    wanted = unquote(piece.slug)
    slug = (
        slugify(wanted)
        or slugify(words.line(piece.title))
        or f"{piece.sort.replace('_', '-')}-{piece.number or 'item'}"
    )
    slug = slugify(slug) or "item"
    slug = f"{slug}-{piece.sort}" if slug in UNNAMEABLE else slug
    number, path = 1, f"content/{folder}/{slug}.md"
    while collision_key(path) in used or collision_key(output_of(path)) in answers:
        number += 1
        path = f"content/{folder}/{_numbered(slug, number)}.md"
    return path


def _numbered(slug: str, number: int) -> str:
    """A name with a number behind it, still short enough for an address."""
    return f"{slug[: LONGEST_SLUG - len(str(number)) - 1].rstrip('-')}-{number}"


def lead(survey: Survey, settled: Places, answers: MutableMapping[str, str], lines: Iterable[str]) -> None:
    """Give every old address to the post that it led to, once. `lines` are the addresses that lead to
    lists of the hub: they are no post's."""
    answers.update((collision_key(old_path(line)), "") for line in lines)
    for place, piece in survey.pieces.items():
        owner = survey.owner(piece) if piece.sort == "attachment" else place
        here = settled.get(owner)
        if here is None or not here.path:
            continue
        aliases, notes = list(here.aliases), list(here.notes)
        for alias in _old(piece, survey.lookup, notes):
            address = collision_key(old_path(alias))
            if address == collision_key(output_of(here.path)):
                continue
            if address in answers:
                notes.append(f"something else answers at its old address {alias}")
                continue
            answers[address] = ""
            aliases.append(alias)
            if piece.sort == "attachment":
                survey.lookup.spots.setdefault(
                    survey.lookup.own(alias), Spot(here.path, _is_seen(survey, owner))
                )
        settled[owner] = replace(here, aliases=tuple(aliases), notes=tuple(notes))


def _is_seen(survey: Survey, place: str) -> bool:
    return survey.pieces[place].state == "published"


def _old(piece: Piece, lookup: Lookup, notes: list[str]) -> list[str]:
    """The addresses at which the old site answered with a piece, as paths."""
    found: list[str] = []
    for address in (piece.address, *_renamed(piece)):
        place = lookup.own(address)
        path = unquote(split(address).path) if place and not place.startswith("?") else ""
        parts = path.split("/")
        if (
            any(part.startswith(".") for part in parts)
            or max(len(part.encode()) for part in parts) > LONGEST_PART
        ):
            notes.append("its old address is none that a site of files can answer at")
        elif path.startswith("/") and path.strip("/"):
            found.append("".join(c if c.isprintable() and c not in ' \\"%?#' else quote(c) for c in path))
    if piece.number.isdigit():
        names = {"attachment": ("attachment_id",), "page": ("page_id", "p")}.get(piece.sort, ("p",))
        found += (f"/?{name}={piece.number}" for name in names)
    return list(dict.fromkeys(found))


def _renamed(piece: Piece) -> list[str]:
    """The addresses that a piece had before it was given another name or day on the old site."""
    head, _, name = piece.address.rstrip("/").rpartition("/")
    slash = "/" if piece.address.endswith("/") else ""
    found = []
    for field, value in piece.fields:
        if field == "_wp_old_slug" and value.strip() and head and unquote(name) == unquote(piece.slug):
            found.append(f"{head}/{value.strip()}{slash}")
        if field == "_wp_old_date" and piece.date:
            for form in ("%Y/%m/%d", "%Y/%m"):
                new = f"/{piece.date:{form}}/"
                old = "/" + value.strip().replace("-", "/")[: len(new) - 2] + "/"
                if new in piece.address and len(value.strip()) == 10:
                    found.append(piece.address.replace(new, old, 1))
                    break
    return found
