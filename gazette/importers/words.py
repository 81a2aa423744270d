"""Words: lines of somebody else's site as plain text, with nothing hidden in them and nothing lost."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from html import unescape

from gazette.allowlist import TAGS
from gazette.decoding import CONTROL
from gazette.kinds.clock import YEARS
from gazette.kinds.texts import TURNING

_OLD = """acronym applet basefont bdo big blink center dir embed font form frame h1 head html iframe input
    link map marquee meta nobr noscript object param script strike style svg title tt wbr"""
_TAG = re.compile(
    rf"</?({'|'.join(sorted({*TAGS, *_OLD.split()}))})(?=[\s/>])[^<>]*>|<!--.*?-->", re.I | re.S
)
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1\s*>", re.I | re.S)
_GLUED = re.compile(r"<(br|p|li|div|h[1-6]|tr|td|th|dd|dt)\b[^<>]*>", re.I)


def line(html: str) -> str:
    """The words of a line that may hold HTML. What only looks like a tag, as in `pay < prices`, stays."""
    return clean(unescape(_TAG.sub("", _GLUED.sub(" ", _UNSEEN.sub(" ", html)))))


def marked(html: str) -> tuple[str, ...]:
    """The names of the elements in a line, each once."""
    return tuple(dict.fromkeys(found[1].lower() for found in _TAG.finditer(html) if found[1]))


def clean(text: str) -> str:
    """The text on one line, without characters that hide or turn others around."""
    return " ".join(kept(text).replace("\n", " ").split())


def kept(text: str) -> str:
    """The text with its lines, without characters that front matter refuses."""
    return "".join(one if one in "\n\t" else _sound(one) for one in text.replace("\r\n", "\n"))


def _sound(character: str) -> str:
    if character in TURNING:
        return ""
    if character in "\u2028\u2029\x85\r":
        return "\n"
    if character in "\ufffe\uffff":
        return ""
    return " " if unicodedata.category(character) in ("Cc", "Cs") else character


def sound(text: str) -> str:
    """A text without the control characters that no page can show; what Windows-1252 has there is meant."""
    return CONTROL.sub(_meant, text)


def _meant(found: re.Match[str]) -> str:
    code = ord(found[0])
    return bytes([code]).decode("cp1252", "ignore") if 0x80 <= code <= 0x9F else ""


def dated(found: datetime | None) -> datetime | None:
    """An instant, unless no site can have been there then, nor can be."""
    return found if found is not None and found.year - 1 in YEARS and found.year + 1 in YEARS else None


def many(count: int, noun: str) -> str:
    """How many there were, as the beginning of a sentence: `2 comments were`, `1 comment was`."""
    return f"1 {noun} was" if count == 1 else f"{count} {noun}s were"
