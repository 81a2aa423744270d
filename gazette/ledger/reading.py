"""Reading a ledger: bytes that may come from anywhere -> the ledger, or what is wrong with them.

What cannot be read is never taken for “nothing was published before”: then everything that was
promised could be broken without a word.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from gazette.ledger.scalars import (
    MANY,
    Address,
    Check,
    Digest,
    End,
    File,
    Folder,
    Instant,
    Key,
    MaybeDay,
    Old,
    Path,
    SiteAddress,
    Start,
    Text,
    Times,
    Week,
    Word,
    Words,
)
from gazette.ledger.values import Checked, Digested, Event, Heading, Ledger, Record
from gazette.ledger.writing import FORMAT, VERSION
from gazette.problems import Problem, shorten
from gazette.sources import LEDGER_LIMIT

_HINT: Final = "put back the last ledger that was published (ledger.json of the live site, or an earlier \
version of the file); a ledger is never written by hand"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)


class _Record(_Strict):
    file: File
    mark: Digest
    address: Address
    earlier: Annotated[list[Old], Field(max_length=MANY)]


class _Heading(_Strict):
    label: Text
    used: bool


class _Fund(_Strict):
    account: Digest
    check: Check
    on: MaybeDay


class _Event(_Strict):
    entry: Word
    part: Text
    title: Words
    start: Start
    end: End
    status: Literal["CONFIRMED", "CANCELLED"]
    count: Annotated[int, Field(ge=1, le=10_000)]
    left_out: Times
    extra: Times
    place: Words
    calendars: Annotated[list[Folder], Field(max_length=1000)]
    fingerprint: Digest
    sequence: Annotated[int, Field(ge=0, lt=2**31)]
    last_modified: Instant

    @model_validator(mode="after")
    def _times_or_days(self) -> _Event:
        timed = isinstance(self.start, datetime)
        if self.end is not None and (
            isinstance(self.end, datetime) != timed or str(self.end) < str(self.start)
        ):
            raise ValueError("it does not end as it begins")
        if not timed and (self.count > 1 or self.left_out or self.extra):
            raise ValueError("only what has a time comes again")
        return self


class _Ledger(_Strict):
    format: str
    version: int
    sites: Annotated[list[SiteAddress], Field(min_length=1, max_length=100)]
    entries: Annotated[dict[Word, _Record], Field(max_length=MANY)]
    addresses: Annotated[list[Path], Field(max_length=MANY)]
    lists: dict[Literal["tag", "union"], Annotated[dict[Key, _Heading], Field(max_length=MANY)]]
    funds: Annotated[dict[Word, _Fund], Field(max_length=MANY)]
    events: Annotated[dict[Word, _Event], Field(max_length=MANY)]
    digests: Annotated[dict[Week, Annotated[list[Word], Field(max_length=MANY)]], Field(max_length=MANY)]


def read(path: str, data: bytes) -> tuple[Ledger | None, tuple[Problem, ...]]:
    """The ledger, or None and what is wrong with it; `path` is what to call it."""
    values = _json(path, data)
    if isinstance(values, Problem):
        return None, (values,)
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        return None, (_no_ledger(path, shorten(data[:200].decode("utf-8", "replace"))),)
    version = values.get("version")
    if type(version) is int and version > VERSION:
        return None, (_too_new(path, version),)
    if type(version) is not int or version != VERSION:
        return None, (_unsound(path, "version", shorten(repr(version))),)
    try:
        checked = _Ledger.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        loc = " → ".join(shorten(str(part)) for part in first["loc"])
        return None, (
            _unsound(
                path,
                loc,
                f"{first['msg'].removeprefix('Value error, ')}: {shorten(repr(first.get('input')), 40)}",
            ),
        )
    return _ledger(checked), ()


def _ledger(values: _Ledger) -> Ledger:
    return Ledger(
        sites=tuple(dict.fromkeys(values.sites)),
        records=tuple(
            Record(name, one.file, one.mark, one.address, tuple(sorted(set(one.earlier))))
            for name, one in sorted(values.entries.items())
        ),
        addresses=tuple(sorted(set(values.addresses))),
        headings=tuple(
            Heading(group, key, one.label, one.used)
            for group, keys in sorted(values.lists.items())
            for key, one in sorted(keys.items())
        ),
        funds=tuple(
            Checked(name, one.account, one.check, one.on) for name, one in sorted(values.funds.items())
        ),
        events=tuple(
            Event(
                uid,
                one.entry,
                one.part,
                one.title,
                one.start,
                one.end,
                one.status,
                one.count,
                tuple(one.left_out),
                tuple(one.extra),
                one.place,
                tuple(sorted(set(one.calendars))),
                one.fingerprint,
                one.sequence,
                one.last_modified,
            )
            for uid, one in sorted(values.events.items())
        ),
        digests=tuple(Digested(week, tuple(news)) for week, news in sorted(values.digests.items())),
    )


class _RefusedError(ValueError):
    """JSON that Python would take and a ledger never has."""


def _json(path: str, data: bytes) -> Any:
    if len(data) > LEDGER_LIMIT:
        return Problem(
            "ledger-too-large",
            f"The ledger has {len(data) / 1e6:.0f} MB, more than any hub's.",
            path,
            wanted=f"at most {LEDGER_LIMIT // 1_000_000} MB",
            hint=_HINT,
        )
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_pairs, parse_constant=_constant)
    except UnicodeDecodeError as error:
        return _broken(path, 0, 0, f"the byte 0x{data[error.start]:02X} is no text")
    except json.JSONDecodeError as error:
        if data.lstrip()[:1] != b"{":
            return _no_ledger(path, shorten(data[:200].decode("utf-8", "replace")))
        return _broken(path, error.lineno, error.colno, "")
    except RecursionError:
        return _broken(path, 0, 0, "it is nested far too deep")
    except _RefusedError as error:
        return _broken(path, 0, 0, str(error))
    except ValueError:
        return _broken(path, 0, 0, "a number in it is far too long")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _RefusedError("a name stands there twice")
    return found


def _constant(word: str) -> Any:
    raise _RefusedError(f"{word} is no number")


def _broken(path: str, line: int, column: int, said: str) -> Problem:
    return Problem(
        "ledger-broken",
        "The ledger of what was published is damaged and cannot be read.",
        path,
        line,
        column,
        read=shorten(said),
        wanted="the file as gazette wrote it, whole",
        hint=_HINT,
    )


def _no_ledger(path: str, read: str) -> Problem:
    return Problem(
        "not-a-ledger",
        "This is not a ledger of what was published.",
        path,
        read=read,
        wanted="the ledger.json that gazette wrote into the site",
        hint=_HINT,
    )


def _too_new(path: str, version: int) -> Problem:
    return Problem(
        "ledger-too-new",
        "The ledger was written by a later gazette than this one, which does not know all it says.",
        path,
        read=f"version {version}",
        wanted=f"version {VERSION}",
        hint="build with the gazette that published the site, or a later one",
    )


def _unsound(path: str, loc: str, said: str) -> Problem:
    return Problem(
        "ledger-unsound",
        f"The ledger of what was published is not sound at “{loc}”.",
        path,
        read=shorten(said, 100),
        wanted="the file as gazette wrote it",
        hint=_HINT,
    )
