"""A fingerprint: a value's digest, the same for equal values in every process and on every day.

Pickles of equal values can differ (interning, insertion order), so values are written out in a
canonical form first: a type tag, the length, the content. A type that was not taught is refused,
because an answer that cannot be compared must never pass for an equal one.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from hashlib import blake2b

SIZE = 16
"""Bytes in a digest: 128 bits, so that two different answers never meet by chance."""


def fingerprint(value: object) -> str:
    """The value's digest in hexadecimal; TypeError for a type without a canonical form."""
    pieces: list[bytes] = []
    _write(value, pieces)
    return digest(b"".join(pieces))


def digest(data: bytes) -> str:
    """The digest of bytes in hexadecimal."""
    return blake2b(data, digest_size=SIZE).hexdigest()


def _write(value: object, out: list[bytes]) -> None:
    kind = type(value)
    if value is None:
        out.append(b"n;")
    elif kind is str:
        data = value.encode("utf-8", "surrogatepass")  # type: ignore[attr-defined]
        out.append(b"s%d:" % len(data))
        out.append(data)
    elif kind is bool:
        out.append(b"t;" if value else b"f;")
    elif kind is int or kind is float:
        out.append(f"{kind.__name__[0]}{value!r};".encode())
    elif kind is bytes:
        out.append(b"b%d:" % len(value))  # type: ignore[arg-type]
        out.append(value)  # type: ignore[arg-type]
    elif kind is datetime:
        out.append(f"D{value.isoformat()}/{value.fold};".encode())  # type: ignore[attr-defined]
    elif kind is date or kind is time:
        out.append(f"{kind.__name__}{value.isoformat()};".encode())  # type: ignore[attr-defined]
    elif kind is timedelta:
        out.append(f"d{value.days},{value.seconds},{value.microseconds};".encode())  # type: ignore[attr-defined]
    elif kind is tuple:
        out.append(b"(%d:" % len(value))  # type: ignore[arg-type]
        for item in value:  # type: ignore[attr-defined]
            _write(item, out)
    elif is_dataclass(kind):
        name, names = _shape(kind)
        out.append(name)
        for field in names:
            _write(getattr(value, field), out)
    else:
        raise TypeError(f"{kind.__module__}.{kind.__qualname__} has no canonical form")


@cache
def _shape(kind: type) -> tuple[bytes, tuple[str, ...]]:
    names = tuple(f.name for f in fields(kind) if f.compare)
    return f"<{kind.__module__}.{kind.__qualname__} {' '.join(names)}>".encode(), names
