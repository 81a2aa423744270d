"""Segments: JPEG and PNG without what cameras and programs wrote into them, every pixel as it was.

For pictures within documents, whose pixels are not made anew. What is none of the two stays as it is.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_JPEG_NEEDS = {0xC0, 0xC1, 0xC2, 0xC3, *range(0xC4, 0xD0), 0xDA, 0xDB, 0xDD, 0xEE}
"""The marks of the segments that a picture cannot be shown without: frames, tables, Adobe's colours."""

_PNG_NEEDS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs"}


def bare(data: bytes) -> bytes:
    """The picture alone."""
    try:
        if data.startswith(b"\xff\xd8\xff"):
            return b"\xff\xd8" + b"".join(_jpeg(data)) + b"\xff\xd9"
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return data[:8] + b"".join(_png(data))
    except (IndexError, ValueError, struct.error):  # cut short: whoever shows it must make do with it
        return data
    return data


def _jpeg(data: bytes) -> Iterator[bytes]:
    at = 2
    while True:
        mark = data[at + 1]
        if data[at] != 0xFF:
            raise IndexError
        if mark == 0xFF:  # a segment may be padded
            at += 1
            continue
        if mark == 0xD9:
            return
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        if mark == 0xDA:  # behind its head come the pixels, in which FF is followed by 00 or a restart
            end = data.index(b"\xff", end)
            while data[end + 1] == 0 or 0xD0 <= data[end + 1] <= 0xD7:
                end = data.index(b"\xff", end + 2)
        if mark in _JPEG_NEEDS:
            yield data[at:end]
        at = end


def _png(data: bytes) -> Iterator[bytes]:
    at = 8
    while True:
        size, kind = struct.unpack_from(">I4s", data, at)
        if kind in _PNG_NEEDS:
            yield data[at : at + 12 + size]
        at += 12 + size
        if kind == b"IEND":
            return
