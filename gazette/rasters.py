"""Rasters: pictures made of pixels, opened with care, and how large they are.

The name of a file is not believed beyond the list of formats, and only the decoder of its own suffix
runs.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

FORMATS = {
    ".avif": "AVIF", ".bmp": "BMP", ".gif": "GIF", ".jpeg": "JPEG", ".jpg": "JPEG",
    ".png": "PNG", ".tif": "TIFF", ".tiff": "TIFF", ".webp": "WEBP",
}  # fmt: skip
"""The formats that are read, by suffix."""

MOST_PIXELS = 120_000_000
"""Pixels in an original. A larger one is a decompression bomb or belongs in another format."""

_ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class Extent:
    """How large a picture is in pixels, held upright; whether one sees through it, whether it moves."""

    width: int
    height: int
    clear: bool = False
    moving: bool = False


def is_raster(path: str) -> bool:
    """Whether a file's name is that of a picture made of pixels."""
    return suffix(path) in FORMATS


def suffix(path: str) -> str:
    """The end of a file's name, in small letters, with its full stop."""
    return PurePosixPath(path).suffix.lower()


def extent(path: str, data: bytes) -> Extent | None:
    """How large a picture is; None where its beginning cannot be read."""
    try:
        with opened(path, data) as picture:
            width, height = picture.size
            # TIFF is turned by its decoder, which tells the size that comes of it.
            if picture.format != "TIFF" and picture.getexif().get(_ORIENTATION, 1) in (5, 6, 7, 8):
                width, height = height, width
            return Extent(width, height, clear(picture), moving(path, picture))
    except Exception:  # Pillow raises nearly anything on a broken file
        return None


def opened(path: str, data: bytes) -> Image.Image:
    """The picture, its pixels not yet unpacked; any exception at all if it cannot be read."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        Image.MAX_IMAGE_PIXELS = MOST_PIXELS
        kind = FORMATS[suffix(path)]
        # A telephone's JPEG with a second picture in it is a format of its own to Pillow.
        return Image.open(io.BytesIO(data), formats=(kind, "MPO") if kind == "JPEG" else (kind,))


def clear(picture: Image.Image) -> bool:
    """Whether parts of a picture may be seen through."""
    return "A" in picture.mode or "transparency" in picture.info


def moving(path: str, picture: Image.Image) -> bool:
    """Whether a picture is an animation that stays one."""
    return suffix(path) in (".gif", ".webp") and bool(getattr(picture, "is_animated", False))
