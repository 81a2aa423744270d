"""Gallery: what can be asked about pictures."""

from __future__ import annotations

from urllib.parse import quote

from gazette import drawings
from gazette.addresses import address
from gazette.answers import Picture
from gazette.index import media_path
from gazette.kinds.entry import Entry
from gazette.pictures import variants
from gazette.problems import Problem
from gazette.rasters import suffix
from gazette.site import Site
from gazette.sources import load
from gazette.targets import target


def picture(site: Site, file: str) -> Picture | None:
    """The picture in a file of content/, as pages show it."""
    source = site.assets.get(file)
    if source is None or file not in site.media:
        return None
    base = site.settings.base_url
    plain = address(site.media[file], base)
    if suffix(file) == ".svg":
        size = drawings.measure(file, load(source))
        return None if isinstance(size, Problem) else Picture(plain, *size)
    if source.extent is None:
        return None
    first, *others = variants(file, source.extent)
    at = media_path(file)
    srcset = ", ".join(f"{address(other.path(at), base)} {other.width}w" for other in others)
    return Picture(plain, first.width, first.height, srcset)


def picture_of(site: Site, entry: Entry) -> str:
    """The file of an entry's picture; empty where it has none that can be shown."""
    return target(site, entry.path, quote(entry.image.file)).file if entry.image else ""
