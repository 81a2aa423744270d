"""Files: pictures and documents that lie beside posts, and what the style is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gazette.recipes.recipe import Desk, Made, Output
from gazette.settings import Colours
from gazette.site import Site
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
class Palette:
    """The stylesheet that holds the hub's own colours."""

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        """The colours as custom properties, each with a colour that can be read upon it."""
        colours: Colours = desk.ask("setting", "colours")
        light, dark = (
            f":root{{--accent:{accent};--on-accent:{_readable_on(accent)}}}"
            for accent in (colours.accent, colours.accent_dark)
        )
        return f"{light}@media(prefers-color-scheme:dark){{{dark}}}\n".encode()


RECIPES = (Asset, Static, Palette)


def outputs(site: Site) -> Iterator[Output]:
    """Every file of the site that is neither a page nor a feed."""
    for source, path in site.media.items():
        yield Output(path, Asset(source))
    yield Output(site.palette_path, Palette())
    for name in site.statics:
        yield Output(site.static_path(name), Static(name))


def _readable_on(colour: str) -> str:
    """Black or white, whichever stands out more (WCAG 2.2, relative luminance)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if luminance > 0.179 else "#ffffff"
