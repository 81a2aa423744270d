"""What calendar programs rely on, as claims about the bytes of a calendar: each check gives the offences.

The rules are RFC 5545's, with RFC 7986's names; sections stand beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

LONGEST = 75
"""Octets of a line without its end (3.1)."""

TEXTS = frozenset("SUMMARY DESCRIPTION LOCATION COMMENT NAME X-WR-CALNAME UID TZNAME CATEGORIES".split())
TIMES = frozenset("DTSTART DTEND RDATE EXDATE".split())
ONCE = {
    "VCALENDAR": frozenset({"VERSION", "PRODID"}),
    "VEVENT": frozenset(
        "UID DTSTAMP DTSTART SUMMARY SEQUENCE LAST-MODIFIED STATUS URL ORGANIZER DESCRIPTION".split()
    ),
    "VTIMEZONE": frozenset({"TZID"}),
    "STANDARD": frozenset("DTSTART TZOFFSETFROM TZOFFSETTO".split()),
    "DAYLIGHT": frozenset("DTSTART TZOFFSETFROM TZOFFSETTO".split()),
}
"""What each component has exactly once (3.6)."""

WITHIN = {
    "": frozenset({"VCALENDAR"}),
    "VCALENDAR": frozenset({"VEVENT", "VTIMEZONE"}),
    "VTIMEZONE": frozenset({"STANDARD", "DAYLIGHT"}),
}

_LINE = re.compile(r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', re.S)
_PARAMETER = re.compile(r';([A-Z0-9-]+)=(?:"([^"]*)"|([^";:,]*))')
_FORMS = {
    "DTSTAMP": r"\d{8}T\d{6}Z",
    "LAST-MODIFIED": r"\d{8}T\d{6}Z",
    "SEQUENCE": r"\d+",
    "STATUS": "TENTATIVE|CONFIRMED|CANCELLED",
    "URL": r"https?://[^\s/]+/\S*",
    "ORGANIZER": r"(mailto:[^\s@]+@[^\s@]+|https?://[^\s/]+/\S*)",
    "GEO": r"-?\d{1,2}(\.\d+)?;-?\d{1,3}(\.\d+)?",
    "TRANSP": "OPAQUE|TRANSPARENT",
    "VERSION": r"2\.0",
    "METHOD": "PUBLISH",
    "RRULE": r"FREQ=(WEEKLY;COUNT=\d+|YEARLY;BYDAY=-?[1-5](MO|TU|WE|TH|FR|SA|SU);BYMONTH=\d{1,2})",
    "TZOFFSETFROM": r"[+-]\d{4}(\d\d)?",
    "TZOFFSETTO": r"[+-]\d{4}(\d\d)?",
}


@dataclass
class Component:
    """A part of a calendar: its properties as (name, parameters, value), and the parts within it."""

    name: str
    properties: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    parts: list[Component] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        return [value for known, _, value in self.properties if known == name]


def offences(data: bytes) -> list[str]:
    """Everything wrong with a calendar."""
    found = list(_bytes(data))
    root = Component("")
    found += _nest(data.decode("utf-8", "replace"), root)
    for calendar in root.parts:
        found += _component(calendar)
        found += _zones(calendar)
        events = [part for part in calendar.parts if part.name == "VEVENT"]
        uids = [uid for event in events for uid in event.values("UID")]
        found += [
            f"the UID {uid} stands there twice" for uid in sorted({u for u in uids if uids.count(u) > 1})
        ]
        for event in events:
            found += _event(event)
        if calendar.values("METHOD") and not events:
            found.append("METHOD is of events, and there is none")  # RFC 5546, 3.2.1
        if not calendar.parts:
            found.append("a calendar with nothing in it")  # 3.6
    return found or ([] if len(root.parts) == 1 else ["not one calendar"])


def _bytes(data: bytes) -> Iterator[str]:
    if not data.endswith(b"\r\n"):
        yield "the last line does not end"
    if re.search(rb"(?<!\r)\n|\r(?!\n)", data):
        yield "a line ends with something else than CRLF"
    if re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", data):
        yield "a control character"
    for line in data.split(b"\r\n"):
        if len(line) > LONGEST:
            yield f"a line of {len(line)} octets"
        try:
            line.decode()
        except UnicodeDecodeError:
            yield "a line is folded within a letter"


def _nest(text: str, root: Component) -> Iterator[str]:
    stack = [root]
    for line in re.sub(r"\r\n[ \t]", "", text).split("\r\n"):
        if not line:
            continue
        parsed = _LINE.fullmatch(line)
        if not parsed:
            yield f"not a content line: {line[:40]}"
            continue
        name, parameters, value = parsed.groups()
        if name == "BEGIN":
            if value not in WITHIN.get(stack[-1].name, ()):
                yield f"{value} within {stack[-1].name or 'nothing'}"
            part = Component(value)
            stack[-1].parts.append(part)
            stack.append(part)
        elif name == "END":
            if stack[-1].name != value or len(stack) == 1:
                yield f"{value} ends where {stack[-1].name or 'nothing'} is open"
                return
            stack.pop()
        else:
            known = {n: quoted or plain for n, quoted, plain in _PARAMETER.findall(parameters)}
            stack[-1].properties.append((name, known, value))
    if len(stack) > 1:
        yield f"{stack[-1].name} does not end"


def _component(part: Component) -> Iterator[str]:
    for name in sorted(ONCE.get(part.name, ())):
        if len(part.values(name)) != 1:
            yield f"{part.name} has {name} {len(part.values(name))} times"
    for name, parameters, value in part.properties:
        if name in _FORMS and not re.fullmatch(_FORMS[name], value):
            yield f"{name} is {value}"
        if name in TEXTS and re.search(r"(?<!\\)(?:\\\\)*([,;]|\\(?![\\,;nN]))", value.replace("\\\\", "")):
            yield f"{name} is not escaped"  # 3.3.11
        if name in TIMES:
            yield from _time(name, parameters, value, part.name)
    if part.name == "VTIMEZONE" and not part.parts:
        yield "a VTIMEZONE that says nothing"
    for inner in part.parts:
        yield from _component(inner)


def _time(name: str, parameters: dict[str, str], value: str, within: str) -> Iterator[str]:
    days = parameters.get("VALUE") == "DATE"
    form = r"\d{8}" if days else r"\d{8}T\d{6}" + ("" if "TZID" in parameters else "Z?")
    if not all(re.fullmatch(form, one) for one in value.split(",")):
        yield f"{name} is {value}"
    elif not days and "TZID" not in parameters and not value.endswith("Z") and within == "VEVENT":
        yield f"{name} floats: {value}"


def _zones(calendar: Component) -> Iterator[str]:
    known = [tzid for part in calendar.parts if part.name == "VTIMEZONE" for tzid in part.values("TZID")]
    used = {p["TZID"] for part in calendar.parts for _, p, _ in part.properties if "TZID" in p}
    yield from (f"no VTIMEZONE for {tzid}" for tzid in sorted(used - set(known)))
    yield from (f"two VTIMEZONEs for {tzid}" for tzid in sorted({k for k in known if known.count(k) > 1}))


def _event(event: Component) -> Iterator[str]:
    sorts = {name: p.get("VALUE", "DATE-TIME") for name, p, _ in event.properties if name in TIMES}
    if len(set(sorts.values())) > 1:
        yield "days and times in one event"  # 3.8.2.2, 3.8.5.1
    for start, end in zip(event.values("DTSTART"), event.values("DTEND"), strict=False):
        if end <= start:
            yield f"it ends at {end}, not after {start}"
    if event.values("EXDATE") and not event.values("RRULE"):
        yield "days are left out of nothing"
