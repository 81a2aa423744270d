"""Pictures: copies for readers, with nothing in them of the camera or of where they were taken.

The original is never published. It is decoded and written anew in several widths: turned the way it
was held, its colours in sRGB, all metadata left behind. Each width comes as WebP, and one of them as
the JPEG (or PNG, where it can be seen through) that every browser and feed reader shows.

WebP rather than AVIF, measured on photographs of twelve million pixels (docs/performance.md): for the
same likeness AVIF needs a quarter fewer bytes and a third more time, but the telephones that most need
small pictures are those that cannot show it, and would get the JPEG.
"""

from __future__ import annotations

import inspect
import io
import sys
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from gazette import rasters
from gazette.fingerprint import fingerprint
from gazette.problems import Problem
from gazette.rasters import FORMATS, MOST_PIXELS, Extent, is_raster, suffix

if TYPE_CHECKING:
    from PIL import Image

WIDTHS = (240, 400, 720, 1080, 1600)
"""Pixels: a thumbnail, a telephone of one, two and three pixels to the point, a wide sharp screen."""

PLAIN = 720
"""Pixels: the width of the copy for browsers and feed readers that do not know WebP."""

MUCH = 1.15
"""How many times as wide as a step an original is, at the least, for a copy of that step to pay."""

MOST_FRAMES_PIXELS = 200_000_000
"""Pixels in all frames of an animation together: some 800 MB while it is copied."""

MOST_FRAMES = 2_000
"""Frames of an animation: more than a minute of film."""

MOST_UNPACKED = 400_000_000
"""Pixels in all frames as they come: some ten seconds of unpacking."""

FEW_COLOURS = 4096
"""Up to so many colours a picture is a graphic, in which every edge must stay sharp."""

JPEG: dict[str, Any] = {"quality": 78, "optimize": True, "progressive": True}
PNG: dict[str, Any] = {"optimize": True}
WEBP: dict[str, Any] = {"quality": 78, "method": 4}
GRAPHIC: dict[str, Any] = {"quality": 92, "method": 4, "use_sharp_yuv": True}
LOSSLESS: dict[str, Any] = {"lossless": True, "quality": 60, "method": 4}
MOVING: dict[str, Any] = {"quality": 75, "method": 2}
"""How each format is written."""

UNSHOWN = (".arw", ".cr2", ".cr3", ".dng", ".heic", ".heif", ".jxl", ".nef", ".psd", ".raw", ".xcf")
"""Pictures that browsers do not show and that cannot be read here."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One copy of a picture: its width and height in pixels, and the suffix of its format."""

    width: int
    height: int
    suffix: str

    def path(self, plain: str) -> str:
        """Its output path, where `plain` is the original's: `march.jpg` has `march-720.webp`."""
        return f"{plain.rpartition('.')[0]}-{self.width}{self.suffix}"


def variants(path: str, extent: Extent) -> tuple[Variant, ...]:
    """The copies of a picture: first the plain one, then the WebP ones from small to wide."""
    ratio = extent.height / extent.width

    def variant(width: int, kind: str) -> Variant:
        exact = extent.height if width == extent.width else round(ratio * width)
        return Variant(width, max(1, exact), kind)

    if extent.moving:
        return (variant(min(extent.width, PLAIN), suffix(path)),)
    widest = min(extent.width, WIDTHS[-1])
    widths = (*(w for w in WIDTHS if w * MUCH <= widest), widest)
    plain = next((w for w in widths if w >= PLAIN), widest)
    kind = ".png" if extent.clear else ".jpg"
    return (variant(plain, kind), *(variant(w, ".webp") for w in widths))


def copies(path: str, data: bytes) -> dict[Variant, bytes] | Problem:
    """The bytes of every copy of a picture: it is unpacked once for all of them."""
    try:
        extent = rasters.extent(path, data)
        with rasters.opened(path, data) as picture:
            if extent is None:
                raise ValueError(path)
            wanted = variants(path, extent)
            if extent.moving:
                return {wanted[0]: _animation(picture, wanted[0])}
            return _stills(picture, extent, wanted)
    except Exception as error:  # Pillow raises nearly anything on a broken file
        return _unreadable(path, error)


def refusal(path: str, data: bytes) -> Problem:
    """Why there can be no copies of a picture."""
    if is_raster(path):
        made = copies(path, data)
        return made if isinstance(made, Problem) else _unreadable(path, ValueError(path))
    return Problem(
        "picture-unshown",
        f"Browsers do not show pictures of this format ({suffix(path)[1:].upper()}).",
        path,
        wanted="a picture whose name ends in .jpg, .png or .webp",
        hint="open it in a picture program and save it as JPEG; on an iPhone, "
        "Settings > Camera > Formats > Most Compatible does so for new ones",
    )


@cache
def encoder() -> str:
    """The fingerprint of all that a copy's bytes depend on beside the original: this code, the libraries."""
    from PIL import __version__, features

    libraries = ("webp", "avif", "jpg", "libjpeg_turbo", "zlib", "zlib_ng", "libtiff", "littlecms2")
    versions = tuple(str(features.version(name)) for name in libraries)
    code = tuple(inspect.getsource(module) for module in (sys.modules[__name__], rasters))
    return fingerprint((code, __version__, versions))


def _stills(picture: Image.Image, extent: Extent, wanted: tuple[Variant, ...]) -> dict[Variant, bytes]:
    from PIL import ImageOps

    widest = wanted[-1]
    turned = picture.size != (extent.width, extent.height)
    least = (widest.height, widest.width) if turned else (widest.width, widest.height)
    # A JPEG can be unpacked at a half, a quarter or an eighth of its size, much faster.
    picture.draft(None, least)
    graphic = picture.format != "JPEG" and _has_few_colours(picture)
    upright = ImageOps.exif_transpose(picture)
    size = (widest.width, widest.height)
    if upright.mode in ("RGB", "L", "CMYK", "RGBA", "LA"):
        upright = _srgb(_resized(upright, size))
    else:
        upright = _resized(_srgb(upright), size)
    sized = {widest.width: _bare(upright)}
    for variant in reversed(wanted[1:-1]):
        upright = sized[variant.width] = _resized(upright, (variant.width, variant.height))
    return {variant: _written(sized[variant.width], variant.suffix, graphic) for variant in wanted}


def _has_few_colours(picture: Image.Image) -> bool:
    return picture.mode in ("1", "L", "LA", "P", "RGB", "RGBA") and bool(picture.getcolors(FEW_COLOURS))


def _resized(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    from PIL import Image

    return picture if picture.size == size else picture.resize(size, Image.Resampling.LANCZOS)


def _written(picture: Image.Image, kind: str, graphic: bool) -> bytes:
    if kind == ".jpg":
        return _saved(picture.convert("L" if picture.mode == "L" else "RGB"), "JPEG", JPEG)
    if kind == ".png":
        return _saved(picture, "PNG", PNG)
    if graphic:
        return min((_saved(picture, "WEBP", how) for how in (LOSSLESS, GRAPHIC)), key=len)
    return _saved(picture, "WEBP", WEBP)


def _saved(picture: Image.Image, kind: str, options: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def _srgb(picture: Image.Image) -> Image.Image:
    """The picture in sRGB, by its own colour profile where it carries one."""
    from PIL import ImageCms

    clear = rasters.clear(picture)
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I"):  # sixteen bits a pixel, which would be cut off, not scaled
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if profile:
        alpha = picture.convert("RGBA").getchannel("A") if clear else None
        plain = picture if picture.mode in ("RGB", "CMYK", "L") else picture.convert("RGB")
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(plain, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            converted = None  # a broken profile is no reason to refuse the picture
        if converted is not None:
            if alpha is not None:
                converted.putalpha(alpha)
            return converted
    return picture.convert("RGBA" if clear else "L" if picture.mode in ("1", "L", "I", "F") else "RGB")


def _animation(picture: Image.Image, variant: Variant) -> bytes:
    from PIL import Image, ImageOps, ImageSequence

    size = (variant.width, variant.height)
    most = min(
        MOST_FRAMES,
        MOST_FRAMES_PIXELS // (size[0] * size[1]),
        MOST_UNPACKED // (picture.width * picture.height),
    )
    frames: list[Image.Image] = []
    durations = []
    # They are counted as they come: to be told their number would be to read them all.
    for frame in ImageSequence.Iterator(picture):
        if len(frames) >= most:
            raise Image.DecompressionBombError
        durations.append(int(frame.info.get("duration", 100)))
        frames.append(_bare(_resized(ImageOps.exif_transpose(frame).convert("RGBA"), size)))
    out = io.BytesIO()
    frames[0].save(
        out, str(picture.format), save_all=True, append_images=frames[1:], duration=durations,
        loop=int(picture.info.get("loop", 0)),
        **({"disposal": 2} if picture.format == "GIF" else MOVING),
    )  # fmt: skip
    return out.getvalue()


def _bare(picture: Image.Image) -> Image.Image:
    """The pixels alone, on a picture that has never carried anything else."""
    from PIL import Image

    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _unreadable(path: str, error: Exception) -> Problem:
    large = "DecompressionBomb" in type(error).__name__
    return Problem(
        "picture-too-large" if large else "picture-unreadable",
        f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels."
        if large
        else f"The picture cannot be read as {FORMATS[suffix(path)]}.",
        path,
        wanted="a whole picture whose name ends in what it is: " + ", ".join(sorted((*FORMATS, ".svg"))),
        hint="save it again in a picture program, smaller"
        if large
        else "open it in a picture program and save it again",
    )
