"""Soundness: whether the hub can publish a file of the old site, found out before it is brought over."""

from __future__ import annotations

from pathlib import Path

from gazette import drawings, rasters
from gazette.folders import MEDIA_LIMIT
from gazette.problems import Problem


def flaw(file: str) -> str:
    """Why the hub cannot publish a file; empty where it can."""
    from gazette import documents, officefiles
    from gazette.pictures import UNSHOWN
    from gazette.recipes.media import program

    suffix = rasters.suffix(file)
    if suffix in UNSHOWN:
        return f"browsers do not show pictures of this format ({suffix[1:].upper()})"
    try:
        if Path(file).stat().st_size > MEDIA_LIMIT:
            return f"it has more than {MEDIA_LIMIT // 1_000_000} MB"
        data = Path(file).read_bytes()
    except OSError as error:
        return f"it cannot be read ({error.strerror})"
    if rasters.is_raster(file):
        return "" if _is_whole(file, data) else "it is no whole picture"
    made: bytes | Problem = program(file, data) or data
    if suffix == ".svg":
        made = drawings.copy(file, data)
    elif suffix == ".pdf":
        made = documents.copy(file, data)
    elif suffix in officefiles.SUFFIXES:
        made = officefiles.copy(file, data)
    return made.message.rstrip(".") if isinstance(made, Problem) else ""


def _is_whole(file: str, data: bytes) -> bool:
    try:
        with rasters.opened(file, data) as picture:
            # A JPEG is unpacked small: whether it is whole shows all the same.
            picture.draft("RGB", (256, 256))
            picture.load()
    except Exception:  # Pillow raises nearly anything on a broken file
        return False
    return True


def is_examined(name: str) -> bool:
    """Whether the hub can look into a file of this name for what it tells of people."""
    from gazette import officefiles, recordings
    from gazette.recipes.media import PLAIN

    suffix = rasters.suffix(name)
    looked = (".svg", ".pdf", *officefiles.SUFFIXES, *recordings.BLANK, *PLAIN)
    return rasters.is_raster(name) or suffix in looked
