"""Signposts: what machines look for: sitemaps, robots.txt, icons, the manifest, headers for hosts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from gazette.addresses import ADMIN
from gazette.colours import readable_on
from gazette.facts import LOGO, count_indexed
from gazette.recipes.recipe import Desk, Made, Output
from gazette.sections import Colours, Organisation
from gazette.site import Site
from gazette.sources import load

DRAWING: Final = "assets/icon.svg"
TOUCH: Final = "assets/icon-180.png"
FAVICON: Final = "favicon.ico"
ICONS: Final = {FAVICON: 32, TOUCH: 180, "assets/icon-192.png": 192, LOGO: 512}
"""The output path of each picture that stands for the site, and the side of its square in pixels."""

MANIFEST: Final = "site.webmanifest"
SITEMAP: Final = "sitemap.xml"
NEWS: Final = "sitemap-news.xml"


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The sitemap: a part of it by its number, or with number 0 the list of its parts."""

    number: int = 1

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        from gazette import sitemaps

        pages = desk.ask("indexed")
        if self.number:
            return sitemaps.sitemap(pages, self.number).encode()
        numbers = range(1, sitemaps.parts(len(pages)) + 1)
        return sitemaps.overview(_whole(desk, _part(number)) for number in numbers).encode()


@dataclass(frozen=True, slots=True)
class NewsSitemap:
    """The sitemap of the news of two days."""

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        from gazette import sitemaps

        return sitemaps.news(desk.ask("setting", "title"), desk.ask("fresh")).encode()


@dataclass(frozen=True, slots=True)
class Robots:
    """What programs that visit every page are told."""

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        from gazette import backends

        maps = "".join(f"Sitemap: {_whole(desk, path)}\n" for path in (SITEMAP, NEWS))
        closed = (
            f" {_address(desk, f'/{ADMIN}')}"
            if backends.is_shown(desk.ask("setting", "cms"), local=False)
            else ""
        )
        return f"User-agent: *\nDisallow:{closed}\n\n{maps}".encode()


@dataclass(frozen=True, slots=True)
class Icon:
    """A picture that stands for the site, with a side of so many pixels."""

    name: str
    side: int

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        from gazette import icons

        own = desk.ask("static_source", "icon.png")
        if own is not None:
            png = icons.resized(load(own), self.side)
        else:
            letters, colour, ink = _banner(desk)
            small = self.side < 100
            ground = "#ffffff" if self.name == TOUCH else None
            png = icons.picture(letters[:1] if small else letters, colour, ink, self.side, ground)
        return icons.favicon(png) if self.name == FAVICON else png


@dataclass(frozen=True, slots=True)
class Mark:
    """The picture that stands for the site as a drawing, which is sharp at every size."""

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        from gazette import icons

        return icons.drawing(*_banner(desk)).encode()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a telephone is told that puts the site among its programs."""

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        title, front = desk.ask("setting", "title"), _address(desk, "/")
        colours: Colours = desk.ask("setting", "colours")
        said = {
            "name": title,
            "short_name": title if len(title) <= 12 else _initials(desk) or title,
            "description": desk.ask("setting", "description"),
            "lang": desk.ask("setting", "language"),
            "id": front,
            "start_url": front,
            "scope": front,
            "display": "minimal-ui",
            "theme_color": colours.accent,
            "background_color": "#ffffff",
            "icons": [
                {"src": _address(desk, f"/{path}"), "sizes": f"{side}x{side}", "type": "image/png"}
                for path, side in ICONS.items()
                if path.endswith(".png")
            ],
        }
        kept = {name: value for name, value in said.items() if value}
        return (json.dumps(kept, ensure_ascii=False, indent=1) + "\n").encode()


@dataclass(frozen=True, slots=True)
class Headers:
    """The headers of every answer, for hosts that read a file `_headers`."""

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        from gazette import backends, hosting

        more = backends.places(desk.ask("setting", "cms"), local=False)
        return hosting.headers_file(desk.ask("setting", "base_url"), desk.ask("lasting"), more).encode()


RECIPES = (Sitemap, NewsSitemap, Robots, Icon, Mark, Manifest, Headers)


def outputs(site: Site) -> Iterator[Output]:
    """Every file that machines look for."""
    from gazette import sitemaps

    number = sitemaps.parts(count_indexed(site))
    yield Output(SITEMAP, Sitemap(1 if number == 1 else 0))
    if number > 1:
        for part in range(1, number + 1):
            yield Output(_part(part), Sitemap(part))
    yield Output(NEWS, NewsSitemap())
    yield Output("robots.txt", Robots())
    yield Output(MANIFEST, Manifest())
    yield Output("_headers", Headers())
    for name, side in ICONS.items():
        yield Output(name, Icon(name, side))
    if "icon.svg" not in site.statics:
        yield Output(DRAWING, Mark())


def _part(number: int) -> str:
    return f"sitemap-{number}.xml"


def _address(desk: Desk, link: str) -> str:
    address: str = desk.ask("target", "", link).address
    return address


def _whole(desk: Desk, path: str) -> str:
    url: str = desk.ask("absolute", _address(desk, f"/{path}"))
    return url


def _initials(desk: Desk) -> str:
    from gazette import icons

    organisation: Organisation = desk.ask("setting", "organisation")
    return icons.initials(organisation.name or desk.ask("setting", "title"))


def _banner(desk: Desk) -> tuple[str, str, str]:
    colours: Colours = desk.ask("setting", "colours")
    return _initials(desk), colours.accent, readable_on(colours.accent)
