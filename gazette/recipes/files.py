"""Files: pictures and documents that lie beside posts, and what the style is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gazette.recipes.recipe import Desk, Made, Output
from gazette.settings import Colours
from gazette.site import STYLE, Site
from gazette.sources import Source, load


@dataclass(frozen=True, slots=True)
class Asset:
    """A picture or document that lies beside a post."""

    source: str

    @property
    def origin(self) -> str:
        return self.source

    def make(self, desk: Desk) -> Made:
        from gazette import pictures

        source: Source = desk.ask("asset", self.source)
        data = load(source)
        return pictures.copy(self.source, data) if pictures.is_picture(self.source) else data


@dataclass(frozen=True, slots=True)
class Static:
    """A file of templates/static/."""

    name: str

    @property
    def origin(self) -> str:
        return f"templates/static/{self.name}"

    def make(self, desk: Desk) -> Made:
        return load(desk.ask("static_source", self.name))


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """The stylesheet: templates/static/style.css, and behind it the hub's own colours."""

    origin = f"templates/static/{STYLE}"

    def make(self, desk: Desk) -> Made:
        return load(desk.ask("static_source", STYLE)) + palette(desk.ask("setting", "colours")).encode()


RECIPES = (Asset, Static, Stylesheet)


def outputs(site: Site) -> Iterator[Output]:
    """Every file of the site that is neither a page nor a feed."""
    for source, path in site.media.items():
        yield Output(path, Asset(source))
    for name in site.statics:
        yield Output(site.static_path(name), Stylesheet() if name == STYLE else Static(name))


def palette(colours: Colours) -> str:
    """The colours as custom properties, each with a colour that can be read upon it."""
    light, dark = (
        f":root{{--accent:{accent};--on-accent:{readable_on(accent)}}}"
        for accent in (colours.accent, colours.accent_dark)
    )
    return f"\n{light}@media(prefers-color-scheme:dark){{{dark}}}\n"


def readable_on(colour: str) -> str:
    """Black or white, whichever stands out more (WCAG 2.2, relative luminance)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if luminance > 0.179 else "#ffffff"
