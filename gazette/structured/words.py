"""Words: how schema.org writes things, times, places and prices."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from gazette.instants import Moment, begins
from gazette.kinds.shapes import Venue
from gazette.structured.piece import Piece

Json = dict[str, object]

_CURRENCIES = {"£": "GBP", "€": "EUR", "$": "USD"}

_PRICE = re.compile(r"([£€$])\s?(\d+(?:\.\d\d)?)(?: (?:each|a head|a ticket|per person))?\.?")

_FREE = re.compile(r"free(?: of charge| entry| to attend| to all)?\.?", re.I)


def thing(kind: str, **said: object) -> Json:
    """A thing of a type with what is known of it; what is not known is left out."""
    known = {name: value for name, value in said.items() if value not in (None, "", (), [])}
    return {"@type": kind, **known}


def enumeration(word: str) -> str:
    """A word that schema.org itself gives a meaning to."""
    return f"https://schema.org/{word}"


def when(moment: Moment | None, zone: str) -> str | None:
    """A day as `2017-07-14`, a day and time with its offset."""
    if moment is None or not hasattr(moment, "hour"):
        return moment.isoformat() if moment else None
    place = ZoneInfo(zone)
    return begins(moment, place).astimezone(place).isoformat()


def whole(link: str | None, base_url: str) -> str | None:
    """The whole URL of a link of the front matter; None for what is no page, such as mailto:."""
    if link is None or link.startswith("//"):
        return None
    if link.startswith("/"):
        return base_url + link[1:]
    return link if link.startswith(("https://", "http://")) else None


def language(piece: Piece) -> str:
    """The language of a piece's own words."""
    return piece.entry.lang or piece.publisher.language


def place(venue: Venue) -> Json:
    """Where something takes place."""
    address = (
        thing("PostalAddress", streetAddress=venue.address, postalCode=venue.postcode)
        if venue.address or venue.postcode
        else venue.name
    )
    return thing("Place", name=venue.name, address=address, hasMap=venue.map)


def is_free(cost: str | None) -> bool:
    """Whether the words about the cost say free to everybody, and no more."""
    return cost is not None and _FREE.fullmatch(cost.strip()) is not None


def price(cost: str | None) -> tuple[str, str] | None:
    """The amount and the currency, where the words about the cost are one price for all."""
    if is_free(cost):
        return "0", "GBP"
    found = _PRICE.fullmatch((cost or "").strip())
    return (found[2], _CURRENCIES[found[1]]) if found else None
