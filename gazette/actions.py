"""Actions: what a PDF would do by itself or when it is touched, and only the harmless of it left.

A PDF can run scripts, start programs, send forms away, and hold other files. What is left leads to a
place in it, to a web address, or shows and hides parts of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pikepdf

_GOES: Final = (
    "/AA", "/EF", "/EmbeddedFiles", "/JS", "/JavaScript", "/OnInstantiate", "/RichMediaContent",
    "/RichMediaSettings", "/XFA",
)  # fmt: skip
"""The keys that hold what runs at some event, scripts, forms that have scripts, and other files."""

_HOLD: Final = ("/A", "/Next", "/OpenAction", "/PA")
"""The keys that hold an action, or several."""

_STAYS: Final = ("/GoTo", "/Hide", "/Named", "/ResetForm", "/SetOCGState", "/Thread", "/Trans")
_OUTWARD: Final = re.compile(r"(?!(?:https?|mailto|tel):)[a-z][a-z0-9+.-]*:", re.I)
_HIDING: Final = re.compile(r"[\x00-\x20\x7f-\x9f]")


def disarm(part: Any) -> None:
    """Take out of a dictionary of a PDF whatever could run or reach out."""
    for key in _GOES:
        if key in part:
            del part[key]
    for key in _HOLD:
        if key in part and not _harmless(part[key]):
            del part[key]


def _harmless(held: Any) -> bool:
    import pikepdf

    if isinstance(held, pikepdf.Array):  # several actions; or a place, which begins with a page
        return all(_harmless(one) for one in held if isinstance(one, pikepdf.Dictionary) and "/S" in one)
    if not isinstance(held, pikepdf.Dictionary) or "/S" not in held:
        return True
    kind = str(held["/S"])
    if kind == "/URI":
        return not _OUTWARD.match(_HIDING.sub("", _text(held.get("/URI", ""))))
    return kind in _STAYS


def _text(value: pikepdf.Object | str) -> str:
    try:
        return str(value)
    except UnicodeDecodeError:  # bytes in no known encoding
        return "?:"
