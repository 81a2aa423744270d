"""Gallery: what can be asked about pictures."""

from __future__ import annotations

from urllib.parse import quote

from gazette import drawings
from gazette.addresses import INDEX, address
from gazette.answers import Picture
from gazette.index import media_path
from gazette.kinds.entry import Entry
from gazette.pictures import variants
from gazette.posters import Poster
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


def social_card(site: Site, path: str) -> str | None:
    """The address of the social card of an entry's page; with no path, that of the whole site.

    None where there are none: in a preview, or where the settings say so.
    """
    where = card_path(site, path)
    return address(where, site.settings.base_url) if where else None


def poster(site: Site, path: str) -> Poster:
    """What a social card says."""
    name, colour = site.settings.title, site.settings.colours.accent
    found = site.entries.get(path)
    return Poster(found.title, found.label, name, colour) if found else Poster("", "", name, colour)


def card_path(site: Site, path: str) -> str | None:
    """The output path of the social card of an entry's page, or of the whole site."""
    page = site.pages.get(path, INDEX if not path else "")
    if site.preview or not site.settings.social_cards or not page:
        return None
    return f"{page.removesuffix(INDEX)}card.png"


def picture_of(site: Site, entry: Entry) -> str:
    """The file of an entry's picture; empty where it has none that can be shown."""
    return target(site, entry.path, quote(entry.image.file)).file if entry.image else ""
