"""A stream of bytes made fit for an XML parser: in UTF-8, without the characters that XML refuses.

Exports are often not what they say: one stray byte of another character set, or a control character
that somebody pasted, would otherwise end the reading in the middle. What is mended is counted.
"""

from __future__ import annotations

import codecs
import re
from typing import IO

CHUNK = 1 << 18
"""Bytes read at a time."""

_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DECLARED = re.compile(rb"""<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)["']""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


_FOREIGN = re.compile("[\udc80-\udcff]")
"""How a byte that is not of the declared character set comes out of a decoder told to let it pass."""


def _windows(byte: re.Match[str]) -> str:
    return bytes([ord(byte[0]) - 0xDC00]).decode("cp1252", "replace")


LONGEST = 64_000_000
"""Characters of one item. A whole library of books is smaller; what is longer is a mistake or an attack."""

_END = "</item>"


class TooLongError(Exception):
    """An item has no end within reason."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _is_of_text(encoding: str) -> bool:
    """Whether an encoding is one in which a declaration can say its name, and lets pass what it lacks."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
        return decoder.decode(b"<?xml \\x41\xff", final=True).startswith("<?xml \\x41")
    except Exception:  # codecs of other things than text raise nearly anything
        return False


class Mended:
    """A file of XML as UTF-8 without a declaration, for a parser that reads from it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        head = file.read(CHUNK)
        declared = _DECLARED.search(head[:400])
        self._encoding = next((name for mark, name in _MARKS if head.startswith(mark)), "")
        if not self._encoding:
            self._encoding = declared[1].decode("ascii") if declared else "utf-8"
        if self._encoding != "utf-16" and not _is_of_text(self._encoding):
            self._encoding = "utf-8"
        passing = "replace" if self._encoding == "utf-16" else "surrogateescape"
        self._decoder = codecs.getincrementaldecoder(self._encoding)(passing)
        self._head: bytes | None = head
        self._left = b""
        self._over = False
        self._since, self._line = 0, 1
        self.refused = 0
        self.foreign = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes; empty at the end."""
        while not self._over and (size < 0 or len(self._left) < size):
            first = self._head is not None
            chunk = self._head if self._head is not None else self._file.read(CHUNK)
            self._head = None
            self._over = not chunk
            text = self._decoded(chunk)
            self._measure(text)
            if first:
                text = _DECLARATION.sub("", text, count=1)
            text, foreign = _FOREIGN.subn(_windows, text)
            text, refused = _REFUSED.subn("", text)
            self.foreign += foreign
            self.refused += refused
            self._left += text.encode("utf-8", "replace")
        size = len(self._left) if size < 0 else size
        given, self._left = self._left[:size], self._left[size:]
        return given

    def _decoded(self, chunk: bytes) -> str:
        try:
            return self._decoder.decode(chunk, final=self._over)
        except UnicodeError:  # it is not what it says at all
            self._encoding = "utf-8"
            self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
            return self._decoder.decode(chunk, final=self._over)

    def _measure(self, text: str) -> None:
        """Keep count of the lines, and of what has come since the last item ended."""
        end = text.rfind(_END)
        self._since = len(text) - end if end >= 0 else self._since + len(text)
        self._line += text.count("\n")
        if self._since > LONGEST:
            raise TooLongError(self._line)

    @property
    def mended(self) -> tuple[str, ...]:
        """What was mended, in words."""
        said = []
        if self.refused:
            signs = "control character" + "s" * (self.refused > 1)
            said.append(f"{self.refused} {signs} left out, which XML cannot hold")
        if self.foreign:
            them = "byte" + "s" * (self.foreign > 1)
            said.append(f"{self.foreign} {them} read as Windows-1252, of what should be {self._encoding}")
        return tuple(said)
