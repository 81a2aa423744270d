"""Files: what the style is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gazette.addresses import ADMIN
from gazette.colours import readable_on
from gazette.recipes.recipe import Desk, Made, Output
from gazette.sections import Colours
from gazette.site import STYLE, Site
from gazette.sources import load


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


RECIPES = (Static, Stylesheet)


def outputs(site: Site) -> Iterator[Output]:
    """Every file of the style; the CMS has its own."""
    for name in site.statics:
        if name.startswith(ADMIN):
            continue
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
