"""How a declared type refuses what it was given, and what one value is."""

from __future__ import annotations

from typing import NoReturn

from pydantic_core import PydanticCustomError


def refuse(code: str, said: str, wanted: str, mended: str = "") -> NoReturn:
    """Refuses a value: the problem's code, a plain sentence, what is wanted, the mended value."""
    raise PydanticCustomError(code, "{said}", {"said": said, "wanted": wanted, "mended": mended})


def one_value(value: object, wanted: str) -> str:
    """The text itself, trimmed; a list, a group of fields or nothing is refused."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        refuse("not-one-value", "One value is wanted here, not a list or fields.", wanted)
    text = str(value).strip()
    if not text:
        refuse("empty", "Nothing stands here.", wanted)
    return text
