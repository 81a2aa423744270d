"""Text -> days, times and durations, all as the wall clock of the site shows them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import Final

from gazette.kinds.refusal import one_value, refuse

WANTED_DAY: Final = "a day written year-month-day, such as 2017-07-14"
WANTED_MOMENT: Final = "a day, or a day and time, such as 2017-07-14 or 2017-07-14 18:30"
WANTED_TIME: Final = "a time of day, such as 18:30 or 6.30pm"
WANTED_DURATION: Final = "a length of time, such as 90 minutes, 2 hours or 1h30"

MONTHS: Final = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
YEARS: Final = range(1000, 3000)
LONGEST: Final = timedelta(days=366)

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_CLOCK = re.compile(r"(\d{2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_OFFSET = re.compile(r"\s*(Z|UTC|GMT|BST|[+-]\d{2}:?\d{2}|[+-]\d{2})$", re.IGNORECASE | re.ASCII)
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))? ?(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE | re.ASCII)
_PART = re.compile(
    r"(\d+(?:\.\d+)?) ?(days?|d|hours?|hrs?|h|minutes?|mins?|m)(?: and|,)?(?: |(?=\d)|$)", re.ASCII
)


def read_day(value: object) -> date:
    """A day of the calendar."""
    if isinstance(value, datetime):
        refuse("not-a-day", "This has a time; only a day is wanted.", WANTED_DAY)
    if isinstance(value, date):
        return value
    text = one_value(value, WANTED_DAY)
    if found := _DAY.fullmatch(text):
        return _calendar(text, *(int(part) for part in found.groups()))
    mended = _mended_day(text)
    if not mended and _DAY.match(text):
        refuse("not-a-day", f"“{text}” is more than a day.", WANTED_DAY, text[:10])
    refuse("not-a-day", f"“{text}” is not a day.", WANTED_DAY, mended)


def read_moment(value: object) -> date | datetime:
    """A day, or a day and time, without an offset."""
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            refuse("has-an-offset", "This time has an offset from UTC.", WANTED_MOMENT)
        return value
    if isinstance(value, date):
        return value
    text = one_value(value, WANTED_MOMENT)
    if _DAY.fullmatch(text):
        return read_day(text)
    bare = _OFFSET.sub("", text) if re.search(r"\d:\d", text) else text
    day, _, clock = re.sub(r"[Tt ]+", " ", bare).partition(" ")
    clock = re.sub(r"(?<=\d:\d\d):00(\.0+)?$|(?<=:\d\d)\.\d+$", "", clock)
    if bare != text and _DAY.fullmatch(day):
        refuse(
            "has-an-offset",
            f"“{text}” has an offset from UTC; write the time that a clock on the wall shows.",
            WANTED_MOMENT,
            f"{day} {clock}",
        )
    if _DAY.fullmatch(day) and _CLOCK.fullmatch(clock):
        return datetime.combine(read_day(day), read_time(clock))
    if _DAY.fullmatch(day) and (at := _mended_time(clock)):
        refuse("not-a-time", f"“{clock}” is not a 24-hour time.", WANTED_MOMENT, f"{day} {at}")
    if _mended_time(text) or _CLOCK.fullmatch(text):
        refuse("not-a-day", f"“{text}” is a time without a day.", WANTED_MOMENT)
    refuse("not-a-day", f"“{text}” is not a day and time.", WANTED_MOMENT, _mended_day(text))


def read_time(value: object) -> time:
    """A time of day: `18:30`, `6.30pm`, `9am` or `noon`."""
    if isinstance(value, time):
        return value
    text = one_value(value, WANTED_TIME)
    if text.lower() in ("noon", "12 noon", "midday"):
        return time(12)
    if found := _CLOCK.fullmatch(text):
        hour, minute, second = (int(part or 0) for part in found.groups())
        if hour < 24 and minute < 60 and second < 60:
            return time(hour, minute, second)
        refuse("not-a-time", f"There is no {text} on the clock.", WANTED_TIME)
    found = _TIME.fullmatch(text)
    if found and (found[2] or found[3]):
        hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()[:1]
        if minute < 60 and (0 < hour < 13 if half else hour < 24):
            return time(hour % 12 + (12 if half == "p" else 0) if half else hour, minute)
        refuse("not-a-time", f"There is no {text} on the clock.", WANTED_TIME)
    refuse("not-a-time", f"“{text}” is not a time of day.", WANTED_TIME, _mended_time(text))


def read_duration(value: object) -> timedelta:
    """A length of time: `90 minutes`, `2 hours`, `1h30`."""
    if isinstance(value, timedelta):
        return value
    text = one_value(value, WANTED_DURATION)
    written = re.sub(r"\bhalf an hour\b", "30 minutes", text.lower())
    written = re.sub(r"\ban? (?=hour|day|minute)", "1 ", written)
    if found := re.fullmatch(r"(\d{1,3}) ?h ?(\d{2})", written, re.ASCII):
        written = f"{found[1]}h {found[2]}m"
    parts = _PART.findall(written)
    if not parts or _PART.sub("", written).strip():
        digits = text.isascii() and text.isdigit()
        mended = f"{text} minutes" if digits and len(text) < 5 else ""
        refuse("not-a-length", f"“{text}” is not a length of time.", WANTED_DURATION, mended)
    seconds = {"d": 86400, "h": 3600, "m": 60}
    total = sum(float(number) * seconds[unit[0]] for number, unit in parts)
    if not 0 < total <= LONGEST.total_seconds():
        refuse("not-a-length", f"“{text}” is not between a minute and a year.", WANTED_DURATION)
    return timedelta(seconds=round(total))


def _calendar(text: str, year: int, month: int, day: int) -> date:
    if year not in YEARS:
        refuse("not-a-day", f"The year {year:04} cannot be meant.", WANTED_DAY)
    try:
        return date(year, month, day)
    except ValueError:
        last = monthrange(year, month)[1] if 0 < month < 13 and day > 28 else 0
        mended = f"{year:04}-{month:02}-{last:02}" if last else ""
        refuse("not-a-day", f"There is no {text} in the calendar.", WANTED_DAY, mended)


def _mended_day(text: str) -> str:
    """The day that a British reader sees in the text, as it should be written; or nothing."""
    words = re.sub(r"(\d)(st|nd|rd|th)\b", r"\1", text.lower())
    if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", words, re.ASCII):
        day, month, year = (int(part) for part in found.groups())
    elif found := re.fullmatch(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})", words, re.ASCII):
        year, month, day = (int(part) for part in found.groups())
    elif found := re.fullmatch(r"(?:[a-z]+,? )?(\d{1,2}) ([a-z]{3,9}),? (\d{4})", words, re.ASCII):
        named = [n for n, name in enumerate(MONTHS, 1) if name.startswith(found[2])]
        day, month, year = int(found[1]), named[0] if named else 0, int(found[3])
    else:
        return ""
    try:
        return date(year, month, day).isoformat() if year in YEARS else ""
    except ValueError:
        return ""


def _mended_time(text: str) -> str:
    """The time of day that the text surely means, as it should be written; or nothing."""
    if found := re.fullmatch(r"(\d{2})(\d{2})(?: ?hrs?| ?h)?", text, re.ASCII):
        hour, minute, half = int(found[1]), int(found[2]), ""
    elif found := _TIME.fullmatch(text):
        if not (found[2] or found[3]):
            return ""
        hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()[:1]
    else:
        return "12:00" if text.lower() in ("noon", "12 noon", "midday") else ""
    if half and not 0 < hour < 13:
        return ""
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""
