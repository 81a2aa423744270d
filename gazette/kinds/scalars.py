"""The declared types of front matter: what a field's annotation says, in the editor's words.

An annotation is the one schema: it reads the text, describes itself in JSON Schema (`x-type` is the
declared type, `x-reference` the kind of entry that must exist) and can be walked for references.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Final, TypeVar

from pydantic import (
    BeforeValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
)
from pydantic_core import CoreSchema, core_schema

from gazette.kinds import clock, texts
from gazette.kinds.refusal import one_value, refuse

T = TypeVar("T")

ANY: Final = "entry"
"""The kind of a reference that may lead to an entry of any kind."""

ALONE: Final = "one line of text will do"
"""Marks a group of fields that one line of text can stand for."""


@dataclass(frozen=True, slots=True)
class Declared:
    """Marks a declared type: how its text is read, and what JSON Schema says of it."""

    read: Callable[[object], object]
    name: str
    json: tuple[tuple[str, Any], ...] = (("type", "string"),)

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        said = {key: list(v) if isinstance(v, tuple) else v for key, v in self.json}
        return {**said, "x-type": self.name}


@dataclass(frozen=True, slots=True)
class Reference:
    """Marks text that names an entry which must exist: a slug, for ANY kind also `folder/slug`."""

    kind: str

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "x-type": "reference", "x-reference": self.kind}

    def read(self, value: object) -> str:
        """The name of an entry, as its file is named."""
        example = "news/strike-day-two" if self.kind == ANY else "save-the-library"
        wanted = f"the name of {texts.an(self.kind)}, such as {example}"
        text = one_value(value, wanted)
        *folders, slug = text.split("/")
        allowed = len(folders) <= (1 if self.kind == ANY else 0)
        if allowed and all(texts.is_slug(part) for part in (*folders, slug)):
            return text
        named = [texts.slugify(part) for part in (*folders, slug.removesuffix(".md"))]
        mended = "/".join(part for part in named[-2 if self.kind == ANY else -1 :] if part)
        refuse("not-a-name", f"“{text}” is not the name of {texts.an(self.kind)}.", wanted, mended)


def _number(minimum: int, maximum: int | None = None) -> tuple[tuple[str, Any], ...]:
    limits = (("minimum", minimum),) + ((("maximum", maximum),) if maximum is not None else ())
    return (("type", "integer" if maximum is None else "number"), *limits)


def _like(pattern: str, *also: str, **more: Any) -> tuple[tuple[str, Any], ...]:
    """Text of that form; `also` are the other types that a program may read it as."""
    return (
        ("type", ("string", *also) if also else "string"),
        *more.items(),
        ("pattern", f"^\\s*{pattern}\\s*$"),
    )


_DAY: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_HOUR: Final = "[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?"
_HALF: Final = "[0-9]{1,2}([:.][0-9]{2})? ?[AaPp]\\.?[Mm]\\.?"
_NOON: Final = "(12 )?[Nn][Oo][Oo][Nn]|[Mm][Ii][Dd][Dd][Aa][Yy]"
_WEB: Final = "[Hh][Tt][Tt][Pp][Ss]?://\\S+"

Text = Annotated[str, Declared(texts.read_line, "text")]
Prose = Annotated[str, Declared(texts.read_prose, "prose")]
Slug = Annotated[str, Declared(texts.read_slug, "slug", _like("[a-z0-9]+(-+[a-z0-9]+)*", "number"))]
PermanentId = Annotated[str, Declared(texts.read_permanent_id, "id", _like("\\S+", "number", "boolean"))]
Language = Annotated[
    str, Declared(texts.read_language, "language", _like("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*"))
]

Day = Annotated[date, Declared(clock.read_day, "day", _like(_DAY, format="date"))]
Moment = Annotated[date | datetime, Declared(clock.read_moment, "moment", _like(f"{_DAY}([Tt ]+{_HOUR})?"))]
TimeOfDay = Annotated[
    time,
    Declared(
        clock.read_time, "time", _like(f"({_HOUR}|[0-9]{{1,2}}[:.][0-9]{{2}}|{_HALF}|{_NOON})", "number")
    ),
]
Duration = Annotated[timedelta, Declared(clock.read_duration, "duration", _like(".*[A-Za-z].*"))]
Weekday = Annotated[
    str,
    Declared(texts.read_weekday, "weekday", (("type", "string"), ("enum", texts.WEEKDAYS))),
]

Address = Annotated[
    str,
    Declared(
        texts.read_address,
        "address",
        _like(f"(/\\S*|{_WEB}|[Mm][Aa][Ii][Ll][Tt][Oo]:\\S+|[Tt][Ee][Ll]:\\S+)"),
    ),
]
WebAddress = Annotated[str, Declared(texts.read_web_address, "web address", _like(_WEB, format="uri"))]
SitePath = Annotated[str, Declared(texts.read_site_path, "site path", _like("/\\S*"))]
FileName = Annotated[str, Declared(texts.read_file_name, "file")]
FileLink = Annotated[str, Declared(texts.read_link, "link")]
FileOrAddress = Annotated[str, Declared(texts.read_file_or_address, "file or address")]
Email = Annotated[str, Declared(texts.read_email, "email", _like("[^@\\s]+@[^@\\s]+", format="email"))]
Phone = Annotated[str, Declared(texts.read_phone, "phone", _like("\\+?[0-9 ().-]{5,}.*", "number"))]

SortCode = Annotated[str, Declared(texts.read_sort_code, "sort code", _like("[0-9]{2}-[0-9]{2}-[0-9]{2}"))]
AccountNumber = Annotated[
    str, Declared(texts.read_account_number, "account number", _like("[0-9]{8}", "number"))
]
Percent = Annotated[float, Declared(texts.read_percent, "percent", _number(0, 100))]
Count = Annotated[int, Declared(texts.read_count, "count", _number(0))]
YesNo = Annotated[bool, Declared(texts.read_yes_no, "yes or no", (("type", "boolean"),))]

CampaignName = Annotated[str, Reference("campaign")]
FundName = Annotated[str, Reference("fund")]
StatementName = Annotated[str, Reference("statement")]
EntryName = Annotated[str, Reference(ANY)]


def _lowered(value: object) -> object:
    return " ".join(value.lower().split()) if isinstance(value, str) else value


def _listed(value: object) -> object:
    return value if isinstance(value, list | tuple) else [value]


Choice = Annotated[T, BeforeValidator(_lowered)]
"""One of a few words, in small or capital letters."""

Many = Annotated[tuple[T, ...], BeforeValidator(_listed)]
"""A list; one value alone is a list of one."""
