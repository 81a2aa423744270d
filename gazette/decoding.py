"""Decoding: the bytes of a file -> its text with plain newlines, and what cannot stay in it."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator

from gazette.problems import Problem, shorten

# Everything that XML, and so every feed, refuses; and the C1 controls, which are always a sign of
# text read in the wrong encoding.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_MOST = 20
"""Control characters named in one file; a picture called .md has thousands."""

_SAVE = "save the file as UTF-8 (in Notepad: File, Save as, Encoding: UTF-8)"


def decode(path: str, data: bytes) -> tuple[str | None, tuple[Problem, ...]]:
    """The text, or None where the bytes are not text; control characters in it become spaces."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return None, (
            Problem(
                "utf-16",
                "This file is saved as UTF-16 (Notepad calls it “Unicode”).",
                path,
                1,
                1,
                wanted="a file saved as UTF-8",
                hint=_SAVE,
            ),
        )
    lines = data.removeprefix(BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        text = lines.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, (_not_utf8(path, lines, error.start),)
    problems = tuple(_controls(path, text))
    return (CONTROL.sub(" ", text) if problems else text), problems


def separators(path: str, text: str) -> Iterator[Problem]:
    """The characters that break a line for a parser and for nobody else, or that none can see."""
    for number, line in enumerate(text.split("\n"), 1):
        for found in re.finditer("[\u2028\u2029\ufeff]", line):
            yield Problem(
                "control-character",
                f"There is a character that cannot be seen (U+{ord(found[0]):04X}) here.",
                path,
                number,
                found.start() + 1,
                shorten(line),
                "text without hidden characters",
                "delete it; if it cannot be seen, type the words around it again",
            )


def _not_utf8(path: str, data: bytes, at: int) -> Problem:
    start = data.rfind(b"\n", 0, at) + 1
    before = data[start:at].decode("utf-8")
    byte = data[at : at + 1]
    # Windows-1252 leaves five bytes without a character.
    character = byte.decode("cp1252", "replace")
    meant = "" if character == "\ufffd" else f"; in Windows-1252 it is “{character}”"
    line = data[start:].partition(b"\n")[0].decode("cp1252", "replace")
    return Problem(
        "not-utf-8",
        f"This file is not saved as UTF-8: the byte 0x{byte[0]:02X} is no text there{meant}.",
        path,
        data.count(b"\n", 0, at) + 1,
        len(before) + 1,
        shorten(line),
        "a file saved as UTF-8",
        _SAVE,
    )


def _controls(path: str, text: str) -> Iterator[Problem]:
    for number, found in enumerate(CONTROL.finditer(text)):
        if number == _MOST:
            return
        start = text.rfind("\n", 0, found.start()) + 1
        end = text.find("\n", found.start())
        line = text[start : end if end >= 0 else len(text)]
        code = ord(found[0])
        meant = bytes([code]).decode("cp1252", "replace") if 0x80 <= code <= 0x9F else "\ufffd"
        yield Problem(
            "control-character",
            f"There is a control character (U+{code:04X}) here, which no page or feed can show.",
            path,
            text.count("\n", 0, found.start()) + 1,
            found.start() - start + 1,
            shorten(line),
            "text without control characters",
            f"write “{meant}” for it"
            if meant != "\ufffd"
            else "delete it; if it cannot be seen, type the words around it again",
        )
