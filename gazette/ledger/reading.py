"""Reading a ledger: bytes that may come from anywhere -> the ledger, or what is wrong with them.

What cannot be read is never taken for “nothing was published before”: then everything that was
promised could be broken without a word.
"""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from gazette.addresses import INDEX, is_address, is_query
from gazette.ledger.values import Checked, Event, Heading, Ledger, Record
from gazette.ledger.writing import FORMAT, VERSION
from gazette.problems import Problem, shorten
from gazette.sections import read_base_url
from gazette.sources import LEDGER_LIMIT

MANY: Final = 500_000
"""The most of anything that a ledger lists."""

LARGEST_WORD: Final = 65_536
"""Characters: as many as front matter may have in all."""

_HINT: Final = "put back the last ledger that was published (ledger.json of the live site, or an earlier \
version of the file); a ledger is never written by hand"


def _path(text: str) -> str:
    """The output path of an address as the ledger has it."""
    path = text + INDEX if text.endswith("/") else text
    if not is_address(path):
        raise ValueError("this is no address of a site")
    return path


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


def _file(text: str) -> str:
    text.encode()  # a surrogate is no part of a name
    return text


def _site(text: str) -> str:
    if read_base_url(text) != text:
        raise ValueError("this is not the address of a site")
    return text


def _day(text: object) -> date | None:
    if not isinstance(text, str) or (text and not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII)):
        raise ValueError("this is not a day such as 2017-07-14")
    return date.fromisoformat(text) if text else None


def _instant(text: object) -> datetime:
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text, re.ASCII):
        raise ValueError("this is not an instant such as 2017-07-14T12:00:00Z")
    return datetime.fromisoformat(text).astimezone(UTC)


_Path = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_path)]
_Old = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_old)]
_Address = Annotated[str, Field(max_length=1000), AfterValidator(lambda text: _path(text) if text else "")]
_Word = Annotated[str, Field(min_length=1, max_length=LARGEST_WORD), AfterValidator(_word)]
_Key = Annotated[str, Field(max_length=100), AfterValidator(_key)]
_Text = Annotated[str, Field(min_length=1, max_length=LARGEST_WORD), AfterValidator(_visible)]
_File = Annotated[str, Field(min_length=1, max_length=4096), AfterValidator(_file)]
_Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{1,64}$")]
_Check = Annotated[str, Field(pattern=r"^[0-9a-f]{0,64}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)


class _Record(_Strict):
    file: _File
    mark: _Digest
    address: _Address
    earlier: Annotated[list[_Old], Field(max_length=MANY)]


class _Fund(_Strict):
    account: _Digest
    check: _Check
    on: Annotated[date | None, BeforeValidator(_day)]


class _Event(_Strict):
    fingerprint: _Digest
    sequence: Annotated[int, Field(ge=0, lt=2**31)]
    last_modified: Annotated[datetime, BeforeValidator(_instant)]


class _Ledger(_Strict):
    format: str
    version: int
    sites: Annotated[list[Annotated[str, AfterValidator(_site)]], Field(min_length=1, max_length=100)]
    entries: Annotated[dict[_Word, _Record], Field(max_length=MANY)]
    addresses: Annotated[list[_Path], Field(max_length=MANY)]
    lists: dict[Literal["tag", "union"], Annotated[dict[_Key, _Text], Field(max_length=MANY)]]
    funds: Annotated[dict[_Word, _Fund], Field(max_length=MANY)]
    events: Annotated[dict[_Word, _Event], Field(max_length=MANY)]


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
            Heading(group, key, label)
            for group, keys in sorted(values.lists.items())
            for key, label in sorted(keys.items())
        ),
        funds=tuple(
            Checked(name, one.account, one.check, one.on) for name, one in sorted(values.funds.items())
        ),
        events=tuple(
            Event(uid, one.fingerprint, one.sequence, one.last_modified)
            for uid, one in sorted(values.events.items())
        ),
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
