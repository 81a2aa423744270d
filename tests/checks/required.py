"""What the structured data of a page has to say, by type: each check gives the offences.

The vocabulary itself is checked elsewhere, by schema.org's own; here stands what is no use without.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from lxml import html

REQUIRED = {
    "AboutPage": "name url inLanguage publisher",
    "BreadcrumbList": "itemListElement",
    "ContactPage": "name url inLanguage publisher",
    "CorrectionComment": "text datePublished",
    "Course": "name description url provider inLanguage hasCourseInstance",
    "CourseInstance": "name startDate endDate courseSchedule",
    "CreativeWork": "name",
    "Event": "name startDate location eventStatus eventAttendanceMode organizer url",
    "ListItem": "position name item",
    "NewsArticle": "headline datePublished dateModified author publisher url mainEntityOfPage inLanguage",
    "Offer": "url",
    "Place": "name",
    "Schedule": "repeatFrequency repeatCount startDate endDate startTime endTime scheduleTimezone",
    "VirtualLocation": "url",
    "WebPage": "name url inLanguage publisher",
    "WebSite": "name url inLanguage publisher",
    "WorkersUnion": "name",
}
"""The properties that a thing of a type must have. Other types have none."""

_DAY = r"\d{4}-\d\d-\d\d"
_STAMP = rf"{_DAY}(T\d\d:\d\d:\d\d(\+\d\d:\d\d|Z))?"
FORMS = {
    **dict.fromkeys(
        "datePublished dateModified startDate endDate previousStartDate availabilityEnds".split(), _STAMP
    ),
    "exceptDate": _DAY,
    "startTime": r"\d\d:\d\d:\d\d",
    "endTime": r"\d\d:\d\d:\d\d",
    "repeatFrequency": r"P\d+[DWM]",
    "byDay": r"https://schema\.org/(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day",
    "eventStatus": r"https://schema\.org/Event(Scheduled|Postponed|Cancelled|Rescheduled)",
    "eventAttendanceMode": r"https://schema\.org/(Offline|Online|Mixed)EventAttendanceMode",
    "inLanguage": r"[a-z]{2,3}(-\w+)*",
    "price": r"\d+(\.\d\d)?",
    "priceCurrency": r"[A-Z]{3}",
}
"""How the values of some properties are written."""

LINKS = "url logo image item hasMap mainEntityOfPage isBasedOn".split()
"""The properties whose values are whole URLs."""


def blocks(page: bytes) -> list[dict[str, Any]]:
    """Every block of structured data of a page."""
    root = html.document_fromstring(page)
    return [json.loads(script.text) for script in root.xpath("//script[@type='application/ld+json']")]


def things(value: Any) -> Iterator[dict[str, Any]]:
    """Every thing in a block, however deep; a mere reference is none."""
    if isinstance(value, list):
        for one in value:
            yield from things(one)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for one in value.values():
            yield from things(one)


def offences(page: bytes) -> list[str]:
    """What is missing from a page's structured data, or written in the wrong way."""
    found = []
    for block in blocks(page):
        if block.get("@context") != "https://schema.org":
            found.append(f"the context is {block.get('@context')}")
        for thing in things(block):
            kind = thing["@type"]
            found += [f"{kind} has no {name}" for name in REQUIRED.get(kind, "").split() if name not in thing]
            for name, value in thing.items():
                for one in value if isinstance(value, list) else [value]:
                    found += _malformed(kind, name, one)
    return found


def _malformed(kind: str, name: str, value: Any) -> Iterator[str]:
    if value in (None, ""):
        yield f"{kind} has an empty {name}"
    if name in FORMS and not re.fullmatch(FORMS[name], str(value)):
        yield f"{kind} has {name} {value}"
    if name in LINKS and not (urlsplit(str(value)).scheme in ("http", "https") and urlsplit(value).netloc):
        yield f"{kind} has {name} {value}"
