"""Courses: each with the one time that it is held, and the days on which it meets."""

from __future__ import annotations

from datetime import date, time

from gazette.kinds.course import Course, Offering
from gazette.kinds.sessions import Session, Weekly
from gazette.structured.piece import Piece
from gazette.structured.publisher import mention
from gazette.structured.words import Json, enumeration, is_free, language, place, price, thing, when, whole


def courses(piece: Piece, entry: Course) -> list[Json]:
    """Every course of a programme whose days are known: a search engine takes no other."""
    numbered = enumerate(entry.offerings, 1)
    return [_course(piece, offering, number) for number, offering in numbered if offering.held()]


def _course(piece: Piece, offering: Offering, number: int) -> Json:
    return thing(
        "Course",
        **{"@id": f"{piece.url}#course-{number}"},
        name=offering.title,
        description=piece.summary,
        url=piece.url,
        image=piece.picture,
        provider=thing("EducationalOrganization", name=offering.provider)
        if offering.provider
        else mention(piece.publisher),
        publisher=mention(piece.publisher),
        educationalLevel=offering.level,
        educationalCredentialAwarded=offering.accreditation,
        audience=thing("Audience", audienceType=offering.audience) if offering.audience else None,
        isAccessibleForFree=True if is_free(offering.cost) else None,
        inLanguage=language(piece),
        offers=_offer(piece, offering),
        hasCourseInstance=_instance(piece, offering),
    )


def _offer(piece: Piece, offering: Offering) -> Json | None:
    apply, amount = offering.apply, price(offering.cost)
    if apply is None and offering.cost is None:
        return None
    return thing(
        "Offer",
        category=_category(offering.cost),
        description=offering.cost,
        price=amount[0] if amount else None,
        priceCurrency=amount[1] if amount else None,
        url=(whole(apply.url, piece.publisher.url) if apply else None) or piece.url,
        availabilityEnds=when(apply.by, piece.zone) if apply else None,
    )


def _category(cost: str | None) -> str | None:
    """What search engines call the cost; free to some is free in part."""
    if cost is None:
        return None
    if is_free(cost):
        return "Free"
    return "Partially Free" if "free" in cost.lower().split() else "Paid"


def _instance(piece: Piece, offering: Offering) -> Json | None:
    held = offering.held()
    if not held:
        return None
    return thing(
        "CourseInstance",
        name=offering.title,
        courseMode="Onsite" if offering.venue else None,
        location=place(offering.venue) if offering.venue else None,
        startDate=when(held[0][0], piece.zone),
        endDate=when(held[-1][1], piece.zone),
        courseSchedule=_schedules(offering, piece.zone),
        maximumAttendeeCapacity=offering.places,
    )


def _schedules(offering: Offering, zone: str) -> list[Json]:
    """The weekly days as one schedule, every other day as one of its own."""
    sessions = offering.sessions
    if not isinstance(sessions, Weekly):
        return [_single(one.date, one.from_, one.to, zone) for one in _listed(sessions)]
    weekly = sorted({start.date() for start, _ in sessions.held()} - set(sessions.extra))
    return [
        thing(
            "Schedule",
            repeatFrequency="P1W",
            byDay=enumeration(sessions.weekday),
            repeatCount=len(weekly),
            startDate=weekly[0].isoformat(),
            endDate=weekly[-1].isoformat(),
            startTime=sessions.from_.isoformat(),
            endTime=sessions.to.isoformat(),
            exceptDate=[one.isoformat() for one in sessions.except_],
            scheduleTimezone=zone,
        ),
        *(_single(one, sessions.from_, sessions.to, zone) for one in sessions.extra),
    ]


def _listed(sessions: tuple[Session, ...] | None) -> tuple[Session, ...]:
    return tuple(sorted(sessions or (), key=lambda one: (one.date, one.from_)))


def _single(day: date, first: time, last: time, zone: str) -> Json:
    return thing(
        "Schedule",
        repeatFrequency="P1D",
        repeatCount=1,
        startDate=day.isoformat(),
        endDate=day.isoformat(),
        startTime=first.isoformat(),
        endTime=last.isoformat(),
        scheduleTimezone=zone,
    )
