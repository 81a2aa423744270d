"""Leads: where the links of a text lead in the hub. What leads nowhere keeps its words, and is named."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import quote, unquote, urlsplit

from bs4 import BeautifulSoup
from bs4.element import Tag

from gazette.importers.files import SETTLED, Tidied, absolute, local_file
from gazette.importers.lookup import Lookup
from gazette.links import SCHEMES

_FRAGMENT = "!$&'*+,;=:@/?-._~"


def links(body: Tag, folder: str, beside: str, lookup: Lookup, made: Tidied) -> None:
    """Let every link lead to a file of the hub, to another site, or nowhere."""
    wanted = {str(a["href"])[1:] for a in body.find_all("a", href=re.compile("^#."))}
    present: set[str] = set()
    for element in body.find_all(True):
        anchor = str(element.get("id") or (element.get("name") if element.name == "a" else "") or "")
        element.attrs.pop("id", None)
        if anchor in wanted and anchor not in present and re.fullmatch(r"[\w.:-]+", anchor):
            present.add(anchor)
            _anchor_at(element, anchor)
    for link in body.find_all("a"):
        address = str(link.get("href") or "").strip()
        if link.has_attr(SETTLED):
            del link[SETTLED]
            continue
        if not address:
            link.unwrap()
            continue
        if not link.get_text().strip() and not link.find(["img", "audio", "video"]):
            said = str(link.get("aria-label") or link.get("title") or "").strip()
            if not said:
                made.note(f"a link to {address} had no words, and was left out")
                link.unwrap()
                continue
            link.string = said
        leads = _leads(address, folder, beside, present, lookup, made)
        if leads:
            link.attrs = {"href": leads, **({"title": link["title"]} if link.get("title") else {})}
        else:
            link.unwrap()


def _anchor_at(element: Tag, anchor: str) -> None:
    if re.fullmatch("h[1-6]", element.name):
        element["id"] = anchor
        return
    place = BeautifulSoup("", "lxml").new_tag("span", attrs={"id": anchor})
    if element.name in ("img", "hr", "br", "table", "ul", "ol", "tr", "thead", "tbody"):
        element.insert_before(place)
    else:
        element.insert(0, place)


def _leads(address: str, folder: str, beside: str, anchors: set[str], lookup: Lookup, made: Tidied) -> str:
    """What a link leads to in the hub, or an empty string and a note."""
    if address.startswith("#"):
        if address[1:] in anchors:
            return address
        if address != "#":
            made.note(f"a link led to the place {address} of the same page, which is not there")
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        made.note(f"a link led to {address}, which is no address")
        return ""
    if parts.scheme and parts.scheme.lower() not in SCHEMES:
        made.note(f"a link began with {parts.scheme}: and keeps its words only")
        return ""
    elsewhere = bool(parts.netloc) and not lookup.is_own(parts.netloc)
    if elsewhere or parts.scheme.lower() not in ("", "http", "https"):
        return f"https:{address}" if address.startswith("//") else address
    rest = f"#{quote(unquote(parts.fragment), safe=_FRAGMENT)}" if parts.fragment else ""
    place = lookup.own(address)
    room = lookup.held.get(lookup.rooms.get(place, ""))
    name = local_file(room.address if room else address, room.number if room else "", beside, lookup, made)
    if name:
        return f"{name}{rest}"
    spot = lookup.spots.get(place)
    if spot and spot.visible:
        if parts.fragment:
            made.note(f"a link led to the place #{parts.fragment} of {spot.path}, and leads to its top now")
        return quote(posixpath.relpath(spot.path, folder))
    last = f"category/{place.rpartition('/')[2]}" if place.startswith("category/") else place
    if home := lookup.lists.get(place) or lookup.lists.get(last):
        return home
    if place == "":
        return "/"
    if spot:
        made.note(f"a link led to {spot.path}, which readers cannot see")
    elif "/uploads/" in parts.path:
        made.missing("file", address, absolute(address, lookup))
        return absolute(address, lookup)
    else:
        made.note(f"a link led to {address}, a page that the export does not have")
    return ""
