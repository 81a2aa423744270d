"""Colours: how well one can be read upon another (WCAG 2.2), and what to say of those that cannot."""

from __future__ import annotations

from typing import Final

AA: Final = 4.5
"""The least contrast between text and its ground."""

LIGHT: Final = ("#ffffff", "#fbfaf7", "#f3eee5")
DARK: Final = ("#161413", "#211e1c", "#302b27")
"""The grounds of style.css on which the accent stands as text, in its light and its dark scheme."""


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black and white)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(ground: str) -> str:
    """Black or white, whichever stands out more."""
    return max("#ffffff", "#000000", key=lambda ink: contrast(ink, ground))


def worst(colour: str, grounds: tuple[str, ...]) -> float:
    """The contrast of a colour on the ground that suits it least."""
    return min(contrast(colour, ground) for ground in grounds)


def mended(colour: str, grounds: tuple[str, ...]) -> str:
    """The nearest shade of a colour, darker or lighter, that can be read on all of the grounds."""
    towards = 0 if _luminance(grounds[0]) > 0.5 else 255
    parts = _parts(colour)
    for step in range(101):
        mixed = [round(part + (towards - part) * step / 100) for part in parts]
        found = "#" + "".join(f"{part:02x}" for part in mixed)
        if worst(found, grounds) >= AA:
            return found
    raise ValueError(f"no shade of {colour} can be read on {grounds}")


def _parts(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    shares = (part / 255 for part in _parts(colour))
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
