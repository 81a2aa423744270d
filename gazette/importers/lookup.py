"""Lookup: what the links, pictures and shortcodes of one export lead to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from gazette.importers import words
from gazette.importers.cabinet import Cabinet
from gazette.importers.piece import Piece

SIZED = re.compile(r"-(?:\d+x\d+|scaled|rotated|e\d{10,})(?=\.\w+$)")
"""What WordPress adds to the name of a picture in another size."""
_META = {"alt": "_wp_attachment_image_alt", "file": "_wp_attached_file"}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a piece goes: its file in the hub, and whether readers will see it."""

    path: str
    visible: bool


@dataclass(frozen=True, slots=True)
class Held:
    """An attachment: its address on the old site, and what is said of it."""

    number: str
    address: str
    title: str
    alt: str
    caption: str
    parent: str
    credit: str = ""


@dataclass(slots=True)
class Lookup:
    """What is known of an export once it has been read through.

    `hosts` are the old site's own; `media` gives each file at hand by its path below the folder of
    uploads; `flaw` says of such a file why the hub cannot publish it; `spots` are keyed by number
    and by address, as are the attachments that `rooms` have pages of their own for; `lists` has what
    stands in the hub for a list of the old site. `language` is that of the hub.
    """

    hosts: frozenset[str]
    media: MutableMapping[str, str]
    flaw: Callable[[str], str] = lambda file: ""
    held: MutableMapping[str, Held] = field(default_factory=dict)
    files: MutableMapping[str, str] = field(default_factory=dict)
    children: MutableMapping[str, tuple[str, ...]] = field(default_factory=dict)
    spots: MutableMapping[str, Spot] = field(default_factory=dict)
    rooms: MutableMapping[str, str] = field(default_factory=dict)
    lists: MutableMapping[str, str] = field(default_factory=dict)
    blocks: MutableMapping[str, str] = field(default_factory=dict)
    language: str = "en"
    names: MutableMapping[str, tuple[str, ...]] = field(default_factory=dict)
    judged: MutableMapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for path in self.media:
            name = path.rpartition("/")[2]
            self.names[name] = (*self.names.get(name, ()), path)

    def hold(self, piece: Piece) -> None:
        """Remember an attachment."""
        fields = dict(piece.fields)
        self.held[piece.number] = Held(
            piece.number, piece.file, piece.title, words.clean(fields.get(_META["alt"], "")),
            words.line(piece.excerpt), piece.parent, credit(fields),
        )  # fmt: skip
        self.files[below_uploads(piece.file)] = piece.number
        for place in (f"?p={piece.number}", self.own(piece.address)):
            if place:
                self.rooms.setdefault(place, piece.number)
        if piece.parent:
            self.children[piece.parent] = (*self.children.get(piece.parent, ()), piece.number)

    def settle(self, piece: Piece, spot: Spot) -> None:
        """Remember where a piece goes."""
        if piece.number:
            self.spots[f"?p={piece.number}"] = spot
        for address in (piece.address, piece.key):
            if place := self.own(address):
                self.spots.setdefault(place, spot)

    def own(self, address: str) -> str:
        """An address of the old site as the key of a spot; empty where it is another site's."""
        try:
            parts = urlsplit(address.strip())
        except ValueError:
            return ""
        if parts.scheme not in ("", "http", "https") or (parts.netloc and not self.is_own(parts.netloc)):
            return ""
        numbers = parse_qs(parts.query)
        for name in ("p", "page_id", "attachment_id"):
            if name in numbers and parts.path.strip("/") in ("", "index.php"):
                return f"?p={numbers[name][0]}"
        if "cat" in numbers and parts.path.strip("/") in ("", "index.php"):
            return f"?cat={numbers['cat'][0]}"
        return unquote(parts.path).strip("/").casefold()

    def is_own(self, host: str) -> bool:
        """Whether a host is the old site's."""
        return host.casefold().removeprefix("www.") in self.hosts

    def attachment(self, address: str, number: str = "") -> Held | None:
        """The attachment of a number, or the one whose file (of any size) is at an address."""
        if number in self.held:
            return self.held[number]
        path = below_uploads(address)
        for wanted in (path, SIZED.sub("", path)):
            if found := self.files.get(wanted):
                return self.held[found]
        return None

    def file(self, addresses: Iterable[str], note: Callable[[str], None] = lambda said: None) -> str | None:
        """The file at hand for the first of the addresses that has one; `note` is told of what is at hand
        and cannot be published."""
        for address in addresses:
            path = below_uploads(address)
            for wanted in dict.fromkeys((path, SIZED.sub("", path))):
                names = self.names.get(wanted.rpartition("/")[2], ())
                found = [wanted] if wanted in self.media else [p for p in names if _ends(p, wanted)]
                if len(found) > 1:
                    note(f"several files at hand are called {wanted}: none of them was taken")
                if len(found) == 1:
                    if not (flaw := self._flaw(found[0])):
                        return found[0]
                    note(f"the file {found[0]} is at hand, and cannot be published: {flaw}")
        return None

    def _flaw(self, path: str) -> str:
        if path not in self.judged:
            self.judged[path] = self.flaw(self.media[path])
        return self.judged[path]


def stored(cabinet: Cabinet, media: Iterable[tuple[str, str]], flaw: Callable[[str], str]) -> Lookup:
    """A lookup that holds nothing in memory, with the files at hand."""
    at_hand: MutableMapping[str, str] = cabinet.drawer()
    at_hand.update(media)
    drawer = cabinet.drawer
    return Lookup(
        frozenset(), at_hand, flaw, held=drawer(), files=drawer(), children=drawer(), spots=drawer(),
        rooms=drawer(), lists=drawer(), blocks=drawer(), names=drawer(), judged=drawer(),
    )  # fmt: skip


_CREDITS = (
    "_media_credit",
    "media_credit",
    "_credit",
    "credit",
    "photo_credit",
    "photographer",
    "_photographer",
)
_CREDIT = re.compile(r's:6:"(?:credit)";s:\d+:"(.*?)";')


def credit(fields: dict[str, str]) -> str:
    """Who took a picture: what a plugin keeps of it, else what the camera wrote and WordPress took over."""
    told = next((fields[name] for name in _CREDITS if fields.get(name, "").strip()), "")
    camera = _CREDIT.search(fields.get("_wp_attachment_metadata", ""))
    return words.line(told or (camera[1] if camera else ""))


def _ends(path: str, wanted: str) -> bool:
    """Whether a file lies at a path below some folder, or in a folder without the others above it."""
    return path.endswith(f"/{wanted}") or wanted.endswith(f"/{path}")


def split(address: str) -> SplitResult:
    """The parts of an address; of what is none at all, empty ones."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def below_uploads(address: str) -> str:
    """The path of a file below the folder of uploads: `2017/07/picket.jpg`."""
    path = unquote(split(address).path)
    return re.split(r"/(?:uploads|files)/", path)[-1].strip("/")
