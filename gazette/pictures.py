"""Pictures: copies for readers, with nothing in them of the camera or of where they were taken.

The original is never published. A photograph is decoded and written anew: turned the way it was
held, at most `WIDEST` pixels wide, its colours in sRGB, all metadata left behind. A drawing (SVG)
goes through `drawings`, since a browser would run what else may be in it.
"""

from __future__ import annotations

import io
import warnings
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from gazette import drawings
from gazette.problems import Problem

if TYPE_CHECKING:
    from PIL import Image

WIDEST = 1600
"""Pixels. Wide enough for a full-width picture on a sharp screen at 800 points."""

MOST_PIXELS = 120_000_000
"""Pixels in an original. A larger one is a decompression bomb or belongs in another format."""

MOST_FRAMES_PIXELS = 200_000_000
"""Pixels in all frames of an animation together: some 800 MB while it is copied."""

FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".gif": "GIF", ".webp": "WEBP"}
"""The formats of photographs by suffix; a copy keeps the format of its original."""

OPTIONS: dict[str, dict[str, object]] = {
    "JPEG": {"quality": 82, "optimize": True, "progressive": True},
    "WEBP": {"quality": 82, "method": 4},
    "PNG": {"optimize": True},
    "GIF": {"optimize": True},
}
"""How each format is written: visually clean at a quarter of a camera's file size."""

_ORIENTATION = 0x0112


def is_picture(path: str) -> bool:
    """Whether a file is one that is copied as a picture."""
    return _suffix(path) in FORMATS or _suffix(path) == ".svg"


def measure(path: str, data: bytes) -> tuple[int, int] | Problem:
    """The width and height, in pixels, of the copy of a picture."""
    if _suffix(path) == ".svg":
        return drawings.measure(path, data)
    try:
        with _open(path, data) as picture:
            width, height = picture.size
            sideways = picture.getexif().get(_ORIENTATION, 1) in (5, 6, 7, 8)
    except Exception as error:  # Pillow raises nearly anything on a broken file
        return _unreadable(path, error)
    return _fit(height, width) if sideways else _fit(width, height)


def copy(path: str, data: bytes) -> bytes | Problem:
    """The bytes of the copy that readers get."""
    if _suffix(path) == ".svg":
        return drawings.copy(path, data)
    try:
        with _open(path, data) as picture:
            kind = FORMATS[_suffix(path)]
            if getattr(picture, "n_frames", 1) > 1 and kind in ("GIF", "WEBP"):
                return _animation(picture)
            return _still(picture, kind)
    except Exception as error:
        return _unreadable(path, error)


def _open(path: str, data: bytes) -> Image.Image:
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        Image.MAX_IMAGE_PIXELS = MOST_PIXELS
        # The name is not believed beyond this list, and only the decoder of its own suffix runs.
        kind = FORMATS[_suffix(path)]
        # A telephone's JPEG with a second picture in it is a format of its own to Pillow.
        return Image.open(io.BytesIO(data), formats=(kind, "MPO") if kind == "JPEG" else (kind,))


def _still(picture: Image.Image, kind: str) -> bytes:
    from PIL import Image, ImageOps

    upright = _srgb(ImageOps.exif_transpose(picture))
    if kind == "JPEG":
        upright = upright.convert("L" if upright.mode == "L" else "RGB")
    size = _fit(*upright.size)
    if size != upright.size:
        upright = upright.resize(size, Image.Resampling.LANCZOS)
    return _write(upright, kind)


def _srgb(picture: Image.Image) -> Image.Image:
    """The picture in sRGB, by its own colour profile where it carries one."""
    from PIL import ImageCms

    alpha = "A" in picture.mode or "transparency" in picture.info
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            converted = None  # a broken profile is no reason to refuse the picture
        if converted is not None:
            return converted
    if picture.mode.startswith("I"):  # sixteen bits a pixel, which would be cut off, not scaled
        picture = picture.convert("I").point(lambda value: value * (1 / 256))
    return picture.convert("RGBA" if alpha else "L" if picture.mode in ("1", "L", "I") else "RGB")


def _animation(picture: Image.Image) -> bytes:
    from PIL import Image, ImageOps, ImageSequence

    size = _fit(*ImageOps.exif_transpose(picture).size)
    if getattr(picture, "n_frames", 1) * size[0] * size[1] > MOST_FRAMES_PIXELS:
        raise Image.DecompressionBombError
    frames, durations = [], []
    for frame in ImageSequence.Iterator(picture):
        durations.append(int(frame.info.get("duration", 100)))
        upright = ImageOps.exif_transpose(frame).convert("RGBA")
        frames.append(_bare(upright.resize(size, Image.Resampling.LANCZOS)))
    out = io.BytesIO()
    frames[0].save(
        out, str(picture.format), save_all=True, append_images=frames[1:], duration=durations,
        loop=int(picture.info.get("loop", 0)),
        **({"disposal": 2} if picture.format == "GIF" else {"quality": 82}),
    )  # fmt: skip
    return out.getvalue()


def _write(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    _bare(picture).save(out, kind, **OPTIONS[kind])
    return out.getvalue()


def _bare(picture: Image.Image) -> Image.Image:
    """The pixels alone, on a picture that has never carried anything else."""
    from PIL import Image

    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _fit(width: int, height: int) -> tuple[int, int]:
    if width <= WIDEST:
        return width, height
    return WIDEST, max(1, round(height * WIDEST / width))


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def _unreadable(path: str, error: Exception) -> Problem:
    large = "DecompressionBomb" in type(error).__name__
    return Problem(
        "picture-too-large" if large else "picture-unreadable",
        f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels."
        if large
        else f"The picture cannot be read as {FORMATS[_suffix(path)]}.",
        path,
        wanted="a whole picture whose name ends in what it is: " + ", ".join(sorted((*FORMATS, ".svg"))),
        hint="save it again in a picture program, smaller"
        if large
        else "open it in a picture program and save it again",
    )
