"""Records: entries as plain JSON, and back again. A cache that is read as data cannot run as code."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Any

import gazette.kinds  # noqa: F401  (its modules hold the classes)

_KINDS = "gazette.kinds"

Plain = Any
"""What JSON can hold. A list begins with a word for what it stands for."""


class UnknownTypeError(TypeError):
    """A type that records were not taught: a value that holds it is not kept."""


def written(value: object) -> bytes:
    """A value as JSON."""
    text = json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


@lru_cache(maxsize=100_000)
def read(data: bytes) -> Any:
    """The value that was written so; in a preview most are asked for again at every build."""
    return _value(json.loads(data.decode("utf-8", "surrogatepass")))


def _plain(value: Any) -> Plain:
    kind: type = type(value)
    if value is None or kind in (str, int, bool, float):
        return value
    if kind is tuple:
        return ["t", *map(_plain, value)]
    if kind in _MOMENTS and not getattr(value, "fold", 0):
        return [_MOMENTS[kind], value.isoformat()]
    if kind is timedelta:
        return ["timedelta", value.days, value.seconds, value.microseconds]
    name = _name_of(kind)
    said: dict[str, Plain] = {}
    for field, default in _shape(name)[1]:
        item = getattr(value, field)
        if item is not default and (type(item) is not type(default) or item != default):
            said[field] = _plain(item)
    return [name, said]


def _value(plain: Plain) -> Any:
    if type(plain) is not list:
        return plain
    name = plain[0]
    if name == "t":
        return tuple([_value(item) if type(item) is list else item for item in plain[1:]])
    if name in _READERS:
        return _READERS[name](*plain[1:])
    shape, names = _shape(name)
    made: Any = object.__new__(shape)
    given = plain[1]
    for field, default in names:
        if field in given:
            item = given[field]
            object.__setattr__(made, field, _value(item) if type(item) is list else item)
        else:
            object.__setattr__(made, field, default)
    return made


_MOMENTS: dict[type, str] = {date: "date", datetime: "datetime", time: "time"}

_READERS: dict[str, Callable[..., Any]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": timedelta,
}


@cache
def _name_of(shape: type) -> str:
    """What a class is called here; UnknownTypeError unless the kinds of entry are made of it."""
    module, name = shape.__module__.rpartition(".")[2], shape.__qualname__
    if not shape.__module__.startswith(f"{_KINDS}.") or _shape(f"{module}.{name}")[0] is not shape:
        raise UnknownTypeError(shape.__qualname__)
    return f"{module}.{name}"


@cache
def _shape(name: str) -> tuple[type, tuple[tuple[str, Any], ...]]:
    """The class of that name, with its fields and what they are where nothing is said."""
    module, _, own = name.partition(".")
    shape = getattr(sys.modules.get(f"{_KINDS}.{module}"), own, None)
    if not isinstance(shape, type) or not is_dataclass(shape):
        raise UnknownTypeError(name)
    infos = getattr(shape, "__pydantic_fields__", {})
    return shape, tuple((f.name, infos.get(f.name, f).default) for f in fields(shape))
