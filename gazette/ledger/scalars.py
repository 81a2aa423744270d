"""What each sort of word in a ledger may be: it may come from anywhere, and goes to disks and pages."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field

from gazette.addresses import INDEX, is_address, is_query
from gazette.instants import Moment
from gazette.kinds.clock import YEARS
from gazette.sections import read_base_url

MANY: Final = 500_000
"""The most of anything that a ledger lists."""

LARGEST_WORD: Final = 65_536
"""Characters: as many as front matter may have in all."""


def _path(text: str) -> str:
    """The output path of an address as the ledger has it."""
    path = text + INDEX if text.endswith("/") else text
    if not is_address(path):
        raise ValueError("this is no address of a site")
    return path


def _folder(text: str) -> str:
    return _path(f"{text}/").removesuffix(f"/{INDEX}")


def _old(text: str) -> str:
    return text if is_query(text) else _path(text)


def _visible(text: str) -> str:
    if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in text):
        raise ValueError("this has characters that cannot be seen")
    return text


def _key(text: str) -> str:
    if "/" in text or not is_address(text):
        raise ValueError("this is no part of an address")
    return text


def _word(text: str) -> str:
    if len(text.split()) != 1:
        raise ValueError("this has spaces in it")
    return _visible(text)


def _week(text: str) -> str:
    found = re.fullmatch(r"(\d{4})-W(\d\d)", text, re.ASCII)
    if not found or int(found[1]) not in YEARS:
        raise ValueError("this is not a week such as 2017-W28")
    date.fromisocalendar(int(found[1]), int(found[2]), 1)
    return text


def _file(text: str) -> str:
    text.encode()  # a surrogate is no part of a name
    return text


def _site(text: str) -> str:
    text.encode()
    if read_base_url(text) != text:
        raise ValueError("this is not the address of a site")
    return text


def _day(text: object) -> date | None:
    if not isinstance(text, str) or (text and not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII)):
        raise ValueError("this is not a day such as 2017-07-14")
    return date.fromisoformat(text) if text else None


def _moment(text: object) -> Moment | None:
    if isinstance(text, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", text, re.ASCII):
        found: Moment | None = datetime.fromisoformat(text)
    else:
        found = _day(text)
    if found is not None and found.year not in YEARS:
        raise ValueError("this is no day of our times")
    return found


def _start(text: object) -> Moment:
    found = _moment(text)
    if found is None:
        raise ValueError("an event begins at some time")
    return found


def _time(text: object) -> datetime:
    found = _moment(text)
    if not isinstance(found, datetime):
        raise ValueError("this is not a time such as 2017-07-14T18:30:00")
    return found


def _instant(text: object) -> datetime:
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text, re.ASCII):
        raise ValueError("this is not an instant such as 2017-07-14T12:00:00Z")
    return datetime.fromisoformat(text).astimezone(UTC)


Path = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_path)]
Old = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_old)]
Address = Annotated[str, Field(max_length=1000), AfterValidator(lambda text: _path(text) if text else "")]
Word = Annotated[str, Field(min_length=1, max_length=LARGEST_WORD), AfterValidator(_word)]
Key = Annotated[str, Field(max_length=100), AfterValidator(_key)]
Text = Annotated[str, Field(min_length=1, max_length=LARGEST_WORD), AfterValidator(_visible)]
File = Annotated[str, Field(min_length=1, max_length=4096), AfterValidator(_file)]
Words = Annotated[str, Field(max_length=LARGEST_WORD), AfterValidator(_visible)]
Folder = Annotated[str, Field(max_length=1000), AfterValidator(_folder)]
Times = Annotated[list[Annotated[datetime, BeforeValidator(_time)]], Field(max_length=MANY)]
Week = Annotated[str, AfterValidator(_week)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{1,64}$")]
Check = Annotated[str, Field(pattern=r"^[0-9a-f]{0,64}$")]
SiteAddress = Annotated[str, AfterValidator(_site)]
MaybeDay = Annotated[date | None, BeforeValidator(_day)]
Instant = Annotated[datetime, BeforeValidator(_instant)]
Start = Annotated[date | datetime, BeforeValidator(_start)]
End = Annotated[date | datetime | None, BeforeValidator(_moment)]
