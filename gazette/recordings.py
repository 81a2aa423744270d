"""Recordings: sound and video without the tags, dates and places that programs write into them.

What is to go is blanked where it stands: the sound itself is not touched, everything is found where it was,
and the size that pages and feeds tell of the original is that of the copy.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

_CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"moof", b"traf", b"dinf"}
_TOLD = {b"udta", b"meta", b"uuid"}
"""The boxes that tell of a recording: who, when, where, with what."""

_DATED = {b"mvhd", b"tkhd", b"mdhd"}


def mp3(data: bytes) -> bytes:
    """An MP3 in which the tags are empty: ID3 in front, APE, Lyrics3 and the older ID3 behind."""
    made, at, end = bytearray(data), 0, len(data)
    while data[at : at + 3] == b"ID3" and at + 10 <= end:
        size = sum((byte & 0x7F) << 7 * n for n, byte in enumerate(reversed(data[at + 6 : at + 10])))
        stop = min(end, at + 10 + size + (10 if data[at + 5] & 0x10 else 0))
        made[at + 5] = 0
        made[at + 10 : stop] = bytes(stop - at - 10)
        at = stop
    while end > at and (size := _behind(data, end)):
        made[max(at, end - size) : end] = bytes(min(size, end - at))
        end -= size
    return bytes(made)


def _behind(data: bytes, end: int) -> int:
    """The size of the tag that ends there; 0 if none does."""
    if end >= 128 and data[end - 128 : end - 125] == b"TAG":
        return 128
    if data[end - 32 : end - 24] == b"APETAGEX":
        size, flags = struct.unpack("<I4xI", data[end - 20 : end - 8])
        return int(size) + (32 if flags & 0x80000000 else 0)
    if data[end - 9 : end] == b"LYRICS200" and data[end - 15 : end - 9].isdigit():
        return 15 + int(data[end - 15 : end - 9])
    return 0


def wav(data: bytes) -> bytes:
    """A WAV in which all is blank but the sound and what is needed to play it."""
    made, at = bytearray(data), 12
    while data[:4] == b"RIFF" and at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        end = min(len(data), at + 8 + size)
        if name not in (b"fmt ", b"data", b"fact"):
            made[at : at + 4] = b"JUNK"
            made[at + 8 : end] = bytes(end - at - 8)
        at = end + size % 2
    return bytes(made)


def flac(data: bytes) -> bytes:
    """A FLAC in which all is blank but the sound and the table for finding places in it."""
    made, at, last = bytearray(data), 4, data[:4] != b"fLaC"
    while not last and at + 4 <= len(data):
        last, kind = bool(data[at] & 0x80), data[at] & 0x7F
        end = min(len(data), at + 4 + int.from_bytes(data[at + 1 : at + 4], "big"))
        if kind not in (0, 3):
            made[at] = data[at] & 0x80 | 1  # padding
            made[at + 4 : end] = bytes(end - at - 4)
        at = end
    return bytes(made)


def mp4(data: bytes) -> bytes:
    """An MP4, M4A or MOV in which tags, places and dates are blanked."""
    made = bytearray(data)
    for kind, at, body, end in _boxes(data, 0, len(data)):
        if kind in _TOLD or kind == b"skip":
            made[at + 4 : at + 8] = b"free"
            made[body:end] = bytes(end - body)
        elif kind in _DATED and body + 20 <= end:
            size = 16 if data[body] == 1 else 8
            made[body + 4 : body + 4 + size] = bytes(size)
    return bytes(made)


def _boxes(data: bytes, start: int, stop: int) -> Iterator[tuple[bytes, int, int, int]]:
    """The name, beginning, content and end of every box, those within boxes as well."""
    at = start
    while at + 8 <= stop:
        size, kind = struct.unpack_from(">I4s", data, at)
        body = at + 8
        if size == 1 and at + 16 <= stop:
            size, body = struct.unpack_from(">Q", data, at + 8)[0], at + 16
        end = stop if size == 0 else at + size
        if not body <= end <= stop:
            return
        yield kind, at, body, end
        if kind in _CONTAINERS:
            yield from _boxes(data, body, end)
        at = end


BLANK: dict[str, Callable[[bytes], bytes]] = {
    ".flac": flac, ".m4a": mp4, ".m4v": mp4, ".mov": mp4, ".mp3": mp3, ".mp4": mp4, ".wav": wav,
}  # fmt: skip
"""What blanks a recording, by its suffix."""
