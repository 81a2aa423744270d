"""Events: when and where, whether they go ahead, what they cost."""

from __future__ import annotations

from gazette.kinds.event import Event
from gazette.structured.piece import Piece
from gazette.structured.publisher import mention
from gazette.structured.words import Json, enumeration, is_free, language, place, price, thing, when, whole

_STATES = {
    "scheduled": "EventScheduled",
    "postponed": "EventPostponed",
    "cancelled": "EventCancelled",
}


def event(piece: Piece, entry: Event) -> Json:
    """What an event is. One that has moved, and does not say from when, goes ahead where it now is."""
    zone, amount = piece.zone, price(entry.cost)
    booking = whole(entry.booking, piece.publisher.url)
    moved = "EventRescheduled" if entry.was else "EventScheduled"
    offer = (
        thing("Offer", price=amount[0], priceCurrency=amount[1], url=booking or piece.url) if amount else None
    )
    return thing(
        "Event",
        name=entry.title,
        description=piece.summary,
        url=piece.url,
        image=piece.picture,
        startDate=when(entry.start, zone),
        endDate=when(entry.ends, zone),
        previousStartDate=when(entry.was, zone),
        eventStatus=enumeration(_STATES.get(entry.state, moved)),
        eventAttendanceMode=enumeration(_attendance(entry)),
        location=_location(entry),
        organizer=thing("Organization", name=entry.organiser)
        if entry.organiser
        else mention(piece.publisher),
        isAccessibleForFree=True if is_free(entry.cost) else None,
        offers=offer,
        inLanguage=language(piece),
    )


def _attendance(entry: Event) -> str:
    if not entry.online_url:
        return "OfflineEventAttendanceMode"
    return "MixedEventAttendanceMode" if entry.venue else "OnlineEventAttendanceMode"


def _location(entry: Event) -> Json | list[Json] | None:
    found = [place(entry.venue)] if entry.venue else []
    if entry.online_url:
        found.append(thing("VirtualLocation", url=entry.online_url))
    return found[0] if len(found) == 1 else found
