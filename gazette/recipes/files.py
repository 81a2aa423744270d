"""Files: pictures and documents that lie beside posts, and what the style is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gazette.colours import readable_on
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
    banner = f"--banner:{colours.accent};--on-banner:{readable_on(colours.accent)};--trim:{colours.trim};"
    light, dark = (
        f"--accent:{accent};--on-accent:{readable_on(accent)}"
        for accent in (colours.accent, colours.accent_dark)
    )
    # Paper is light, whatever the screen is.
    return f"\n:root{{{banner}{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
