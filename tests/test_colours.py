"""Colours: whether one can be read upon another, and what is said of one that cannot."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gazette import colours
from gazette.sections import Colours
from gazette.settings import NEW, PATH, read

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#767676", "#ffffff", 4.54)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert round(colours.contrast(one, other), 2) == ratio
    assert round(colours.contrast(other, one), 2) == ratio


def test_the_colours_that_come_with_it_can_be_read_on_every_ground() -> None:
    assert colours.worst(Colours().accent, colours.LIGHT) >= colours.AA
    assert colours.worst(Colours().accent_dark, colours.DARK) >= colours.AA


def test_the_grounds_are_those_of_the_style() -> None:
    style = (ROOT / "templates/static/style.css").read_text()
    light, dark = (
        tuple(
            f"#{value[1] * 2}{value[2] * 2}{value[3] * 2}" if len(value) == 4 else value
            for name in ("raised", "ground", "quiet")
            if (value := re.findall(rf"--{name}: (#\w+);", style)[scheme])
        )
        for scheme in (0, 1)
    )
    assert set(light) == set(colours.LIGHT)
    assert set(dark) == set(colours.DARK)


def test_a_colour_that_cannot_be_read_is_a_warning_with_the_nearest_that_can() -> None:
    text = NEW + '[colours]\naccent = "#ff6666"\naccent_dark = "#662222"\n'
    settings, problems = read(PATH, text.encode())
    assert settings is not None
    assert settings.colours == Colours(accent="#ff6666", accent_dark="#662222")
    assert [(p.severity, p.code, p.place, p.message, p.hint) for p in problems] == [
        (
            "warning",
            "hard-to-read",
            "content/site.toml:4:10",
            "Links in #ff6666 are hard to read on the light background: their contrast is 2.4 to 1.",
            'accent = "#b54848"',
        ),
        (
            "warning",
            "hard-to-read",
            "content/site.toml:5:15",
            "Links in #662222 are hard to read on the dark background: their contrast is 1.2 to 1.",
            'accent_dark = "#ae8a8a"',
        ),
    ]


@pytest.mark.parametrize("accent", ["#ff6666", "#ffff00", "#ffffff", "#777777"])
def test_the_shade_that_is_named_can_be_read(accent: str) -> None:
    assert colours.worst(colours.mended(accent, colours.LIGHT), colours.LIGHT) >= colours.AA
    assert colours.worst(colours.mended("#202020", colours.DARK), colours.DARK) >= colours.AA
