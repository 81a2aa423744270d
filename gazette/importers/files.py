"""Files: the pictures, recordings and documents that a text shows, and those of them at hand."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from bs4 import BeautifulSoup
from bs4.element import Tag

from gazette.addresses import slugify
from gazette.importers.lookup import SIZED, Held, Lookup, split
from gazette.importers.soundness import is_examined
from gazette.rasters import FORMATS

PICTURES = frozenset({*FORMATS, ".svg"})
"""Suffixes of what the hub shows as a picture."""

SETTLED = "data-settled"
"""Marks a link whose address needs no further look."""


@dataclass(slots=True)
class Tidied:
    """What is to be said of a tidied text, and the files that it shows, by name beside the post."""

    notes: dict[str, None] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    flawed: dict[str, None] = field(default_factory=dict)
    """Addresses of files that are at hand and cannot be published."""
    alts: dict[str, str] = field(default_factory=dict)
    """What the text says that its pictures show, by their names."""

    def missing(self, what: str, address: str, whole: str) -> None:
        """Say that a file is a link to the old site now, by its whole address, and whether to fetch it."""
        at_hand = address in self.flawed
        linked = "" if what == "file" else ", and is a link now"
        where = "is a link to the old site now" if at_hand else f"is not at hand{linked}: to fetch"
        self.note(f"the {what} {whole} {where}")

    def note(self, text: str) -> None:
        """Say something once."""
        self.notes[text] = None


def media(soup: BeautifulSoup, body: Tag, beside: str, lookup: Lookup, made: Tidied) -> None:
    """Give every picture and player a file beside the post, or a link to where it was."""
    for picture in body.find_all("img"):
        _picture(soup, picture, beside, lookup, made)
    for player in body.find_all(["audio", "video"]):
        inner = player.find("source")
        address = str(player.get("src") or (inner.get("src") if isinstance(inner, Tag) else "") or "")
        name = local_file(address, "", beside, lookup, made)
        for track in player.find_all("track", src=True):
            made.note(f"the words of a recording, {track['src']}, were left out: link to them")
        player.clear()
        if name:
            player.attrs = {"controls": "", "src": name}
            if player.name == "video":
                player["preload"] = "metadata"
        elif address:
            made.missing("recording", address, absolute(address, lookup))
            words = posixpath.basename(split(address).path) or address
            link_instead(soup, player, absolute(address, lookup), words)[SETTLED] = ""
        else:
            made.note(f"a <{player.name}> without an address was left out")
            player.decompose()


def _picture(soup: BeautifulSoup, picture: Tag, beside: str, lookup: Lookup, made: Tidied) -> None:
    address = str(picture.get("src") or "")
    if not address or address.startswith("data:"):  # what is shown until the picture itself has come
        address = str(picture.get("data-src") or picture.get("data-lazy-src") or address)
    if not address or address.startswith("data:"):
        made.note(
            "a picture that stood in the text as letters was left out"
            if address
            else "a picture without an address was left out"
        )
        picture.decompose()
        return
    number = re.search(r"wp-image-(\d+)", " ".join(map(str, picture.get_attribute_list("class"))))
    name = local_file(address, number[1] if number else "", beside, lookup, made)
    held = lookup.attachment(address, number[1] if number else "")
    alt = " ".join(str(picture.get("alt") or (held.alt if held else "")).split()) or made.alts.get(name, "")
    around = picture.find_parent("a")
    title = str(picture.get("title") or "")
    if name and posixpath.splitext(name)[1].lower() in PICTURES:
        picture.attrs = {"src": name, "alt": alt, "title": title}
        if alt:
            made.alts.setdefault(name, alt)
            if slugify(alt) in (slugify(alt_of_nobody(address)), slugify(alt_of_nobody(name))):
                made.note(f"the alt text of the picture {name} is no more than the name of its file")
        if not alt:
            picture["decorative"] = ""
            made.note(f"the picture {name} has no alt text, and is marked as decorative")
        leads = str(around.get("href") or "") if around is not None else ""
        room = held is not None and lookup.rooms.get(lookup.own(leads)) == held.number
        if around is not None and (room or _is_its_own(leads, address, held.address if held else "")):
            around.unwrap()
        return
    words = alt or posixpath.basename(unquote(split(address).path)) or "picture"
    made.missing("picture", address, absolute(address, lookup))
    if around is not None:
        picture.replace_with(words)
    else:
        link_instead(soup, picture, absolute(address, lookup), words)[SETTLED] = ""


def alt_of_nobody(address: str) -> str:
    """The name of a picture's file, as programs put it where an alt text should be."""
    return SIZED.sub("", posixpath.basename(unquote(split(address).path))).rpartition(".")[0]


def _is_its_own(link: str, *addresses: str) -> bool:
    """Whether a link around a picture leads to the picture itself, in whatever size."""

    def stem(address: str) -> str:
        return re.sub(r"(-\d+x\d+|-scaled)?\.\w+$", "", split(address).path)

    return any(address and stem(link) == stem(address) for address in addresses)


def absolute(address: str, lookup: Lookup) -> str:
    """The whole address of a file of the old site."""
    if address.startswith("//"):
        return f"https:{address}"
    if address.startswith(("http://", "https://")):
        return address
    host = min(lookup.hosts, default="example.org")
    return f"https://{host}/{address.lstrip('/')}"


def local_file(address: str, number: str, beside: str, lookup: Lookup, made: Tidied) -> str:
    """The file at hand for an address, as it is named from the post; empty where there is none."""
    parts = split(address)
    if parts.netloc and not lookup.is_own(parts.netloc):
        return ""
    held: Held | None = lookup.attachment(address, number)
    flaws: list[str] = []
    at_hand = lookup.file([held.address, address] if held is not None else [address], flaws.append)
    if not at_hand:
        for flaw in flaws:
            made.note(flaw)
            made.flawed[address] = None
        return ""
    for name, taken in made.files.items():
        if taken == at_hand:
            return name
    stem, dot, suffix = at_hand.rpartition("/")[2].rpartition(".")
    plain, count = slugify(stem).encode("ascii", "ignore").decode().strip("-") or "file", 1
    name = f"{beside}/{plain}{dot}{suffix.lower()}"
    while name in made.files:
        count += 1
        name = f"{beside}/{plain}-{count}{dot}{suffix.lower()}"
    made.files[name] = at_hand
    if not is_examined(name):
        made.note(f"the file {name} is published as it is, with whatever it tells of who made it")
    return name


def link_instead(soup: BeautifulSoup, element: Tag, address: str, words: str) -> Tag:
    """Put a link, in a paragraph if there is none around it, in the place of an element."""
    link = anchor(soup, address, words)
    if element.find_parent("p") is None:
        paragraph = soup.new_tag("p")
        paragraph.append(link)
        element.replace_with(paragraph)
    else:
        element.replace_with(link)
    return link


def anchor(soup: BeautifulSoup, address: str, words: str) -> Tag:
    """A link with its words."""
    link = soup.new_tag("a", attrs={"href": address})
    link.string = words
    return link
