"""Icons: a union banner in the hub's own colour with its initials, in every form that browsers ask for.

A hub that has a picture of its own puts it into templates/static/ as icon.svg and icon.png.
"""

from __future__ import annotations

import io
import unicodedata
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

_SIDE = 32
"""The side of the square in which the banner is drawn."""

_POLE = ((2, 3), (30, 3), (30, 5), (2, 5))
_CLOTH = ((4, 5), (28, 5), (28, 26), (24, 29), (20, 26), (16, 29), (12, 26), (8, 29), (4, 26))
_MIDDLE = (16, 15.5)
_WOOD = "#5b3a1e"

_FINE = 4
"""How many times larger a picture is drawn before it is made small: its edges become smooth."""


def initials(name: str) -> str:
    """Up to four capital letters that stand for a name, small words left out.

    Plain letters only: the typeface that comes with Pillow has no others.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = [word for word in plain.split() if word[0].isalpha()]
    capital = [word for word in words if word[0].isupper()] or words
    return "".join(word[0] for word in capital[:4]).upper()


def drawing(letters: str, colour: str, ink: str) -> str:
    """The icon as SVG; of the initials there is room for one that can be read in a tab."""
    pole, cloth = (" ".join(f"{x},{y}" for x, y in shape) for shape in (_POLE, _CLOTH))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIDE} {_SIDE}">'
        f'<polygon fill="{_WOOD}" points="{pole}"/><polygon fill="{colour}" points="{cloth}"/>'
        f'<text x="{_MIDDLE[0]}" y="{_MIDDLE[1] + 5}" fill="{ink}" text-anchor="middle" '
        f'font-family="system-ui,sans-serif" font-size="15" font-weight="700">{letters[:1]}</text></svg>\n'
    )


@lru_cache(maxsize=32)  # drawing one takes as long as fifty pages
def picture(letters: str, colour: str, ink: str, side: int, ground: str | None = None) -> bytes:
    """The icon as a PNG with a side of so many pixels; without a ground it is cut out.

    With a ground the banner keeps away from the edges, which some systems round off.
    """
    return _png(_banner(letters, colour, ink, side, ground))


def resized(data: bytes, side: int) -> bytes:
    """A hub's own picture as a PNG with a side of so many pixels."""
    with Image.open(io.BytesIO(data)) as opened:
        return _png(opened.convert("RGBA").resize((side, side), Image.Resampling.LANCZOS))


def favicon(png: bytes) -> bytes:
    """A PNG in the form that browsers ask for at /favicon.ico without being told."""
    with Image.open(io.BytesIO(png)) as opened:
        out = io.BytesIO()
        opened.save(out, "ICO", sizes=[opened.size])
    return out.getvalue()


def _banner(letters: str, colour: str, ink: str, side: int, ground: str | None) -> Image.Image:
    whole = side * _FINE
    margin = whole * 0.1 if ground else 0.0
    scale = (whole - 2 * margin) / _SIDE

    def at(points: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
        return [(margin + x * scale, margin + y * scale) for x, y in points]

    image = Image.new("RGBA", (whole, whole), ground or (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.polygon(at(_POLE), _WOOD)
    draw.polygon(at(_CLOTH), colour)
    if letters:
        # As large as the cloth is wide, and never taller than half of it.
        trial = ImageFont.load_default(100)
        width = draw.textlength(letters, trial)
        size = min(100 * 20 * scale / width, 13 * scale)
        [middle] = at((_MIDDLE,))
        draw.text(middle, letters, ink, ImageFont.load_default(size), anchor="mm")
    return image.resize((side, side), Image.Resampling.LANCZOS)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
