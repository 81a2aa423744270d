"""Posters: the social card of a page, which other sites and messengers show beside a link to it.

The title on a banner in the hub's colours, the kind of page above it, the name of the hub below. It
is drawn with a font that comes along (Noto Serif, in gazette/fonts/, with its licence), which has the
Latin, Greek and Cyrillic letters; a title in another script is left to the page, and the banner
carries the name of the hub alone.
"""

from __future__ import annotations

import io
import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from gazette.colours import readable_on

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)
"""Pixels: what the large sites ask for."""

FONT = Path(__file__).parent / "fonts" / "NotoSerif-Bold.ttf"

HAS = (
    (0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x308), (0x30A, 0x30C), (0x323, 0x323), (0x326, 0x328),
    (0x386, 0x3CE), (0x400, 0x45F), (0x490, 0x491), (0x1E00, 0x1EFF), (0x2010, 0x2015), (0x2018, 0x201E),
    (0x2020, 0x2022), (0x2026, 0x2026), (0x2030, 0x2030), (0x2032, 0x2033), (0x2039, 0x203A),
    (0x20AC, 0x20AC), (0x2116, 0x2116), (0x2122, 0x2122),
)  # fmt: skip
"""The first and the last of each range of characters that the font has."""

SIZES = (92, 84, 76, 68, 60, 54, 48, 42, 36)
"""The sizes that a title may be set in: the largest that fits."""

EDGE, TOP, BOTTOM = 84, 176, 492
"""Where words begin at the side, and between which heights a title stands."""

SHADES = 16

LONGEST = 400
"""Characters: more than fit on a card in the smallest size."""


@dataclass(frozen=True, slots=True)
class Poster:
    """What a social card says, and the colour of its banner."""

    title: str
    label: str
    name: str
    colour: str


def draw(poster: Poster) -> bytes:
    """The card as PNG."""
    from PIL import Image, ImageDraw

    title, label, name = (_plain(words) for words in (poster.title, poster.label, poster.name))
    if not title:
        title, label, name = name, "", ""
    ink = Image.new("L", SIZE)  # how much ink is where; colours come last
    pen = ImageDraw.Draw(ink)
    pen.rectangle((24, 24, SIZE[0] - 25, SIZE[1] - 25), outline=255, width=4)
    pen.rectangle((34, 34, SIZE[0] - 35, SIZE[1] - 35), outline=255, width=1)
    if label:
        pen.text((EDGE, 84), label, 255, _font(38))
        pen.rectangle((EDGE, 146, EDGE + 96, 151), fill=255)
    _title(pen, title)
    if name:
        line = _fitting(name, (38, 34, 30, 26))
        pen.text((EDGE, 552), line[0], 255, _font(line[1]), anchor="ls")
    return _coloured(ink, poster.colour)


def _title(pen: ImageDraw.ImageDraw, title: str) -> None:
    for size in SIZES:
        lines, step = _lines(title, _font(size)), round(size * 1.22)
        if len(lines) * step <= BOTTOM - TOP:
            break
    else:
        size, step = SIZES[-1], round(SIZES[-1] * 1.22)
        most = (BOTTOM - TOP) // step
        lines = [*lines[: most - 1], _shortened(lines[most - 1] + "…", _font(size))]
    for number, line in enumerate(lines):
        pen.text((EDGE, TOP + number * step), line, 255, _font(size))


def _lines(words: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """The words in lines that fit; a word that is longer than a line is broken."""
    lines = [""]
    for word in words.split():
        while _wide(word, font) and not _wide(word[0], font):
            fitting = bisect_left(range(1, len(word)), True, key=lambda n: _wide(word[: n + 1], font)) + 1
            lines.append(word[:fitting])
            word = word[fitting:]
        longer = f"{lines[-1]} {word}".strip()
        if _wide(longer, font):
            lines.append(word)
        else:
            lines[-1] = longer
    return [line for line in lines if line]


def _fitting(words: str, sizes: tuple[int, ...]) -> tuple[str, int]:
    """The words on one line and the size that they fit in; shortened where none is small enough."""
    for size in sizes:
        if not _wide(words, _font(size)):
            return words, size
    return _shortened(words + "…", _font(sizes[-1])), sizes[-1]


def _shortened(words: str, font: ImageFont.FreeTypeFont) -> str:
    """The words cut so that they fit, with an ellipsis for the rest; they are too long, or end in one."""
    most = bisect_left(range(len(words)), True, key=lambda n: _wide(words[:n] + "…", font))
    return words if not _wide(words, font) else words[: most - 1].rstrip() + "…"


def _wide(words: str, font: ImageFont.FreeTypeFont) -> bool:
    return font.getlength(words) > SIZE[0] - 2 * EDGE


def _plain(words: str) -> str:
    """The words without signs such as emoji; empty if the font lacks one of their letters."""
    composed = unicodedata.normalize("NFC", words)
    kept = "".join(c for c in composed if unicodedata.category(c) not in ("So", "Sk", "Cf", "Co", "Cn", "Cc"))
    kept = " ".join(re.sub("[\ufe00-\ufe0f]", "", kept).split())[:LONGEST]
    return kept if all(any(low <= ord(c) <= high for low, high in HAS) for c in kept) else ""


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    # The plain layout is part of every Pillow, so that every machine sets the same lines.
    return ImageFont.truetype(str(FONT), size, layout_engine=ImageFont.Layout.BASIC)


def _coloured(ink: Image.Image, colour: str) -> bytes:
    """The ink on its ground, in a few shades between the two."""
    ground, over = ([int(c[n : n + 2], 16) for n in (1, 3, 5)] for c in (colour, readable_on(colour)))
    steps = SHADES - 1
    palette = [
        round(g + (o - g) * n / steps) for n in range(SHADES) for g, o in zip(ground, over, strict=True)
    ]
    shaded = ink.point([round(level * steps / 255) for level in range(256)])
    shaded.putpalette(palette)
    out = io.BytesIO()
    shaded.save(out, "PNG", optimize=False, compress_level=6, bits=4)
    return out.getvalue()
