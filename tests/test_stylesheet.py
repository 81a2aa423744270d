"""The one stylesheet: the rules of the templates, and behind them the hub's own colours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gazette.colours import readable_on
from gazette.recipes.files import palette
from gazette.sections import Colours
from tests.hub import SETTINGS, built, small_hub, write

COLOURS = '[colours]\naccent = "#123456"\naccent_dark = "#fedcba"\ntrim = "#c0c0c0"\n'
SET = (
    "\n:root{--banner:#123456;--on-banner:#ffffff;--trim:#c0c0c0;--accent:#123456;--on-accent:#ffffff}"
    "@media screen and (prefers-color-scheme:dark){:root{--accent:#fedcba;--on-accent:#000000}}\n"
)


def test_the_colours_come_behind_the_rules_that_they_change(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {"content/site.toml": SETTINGS + COLOURS})
    built(hub)
    [style] = (tmp_path / "site/assets").glob("style.*.css")
    assert style.read_text() == "body { color: #111 }\n" + SET
    assert f'href="/assets/{style.name}"' in (tmp_path / "site/index.html").read_text()


def test_another_colour_is_another_name_on_every_page(tmp_path: Path) -> None:
    hub = small_hub(tmp_path)
    built(hub)
    [before] = (tmp_path / "site/assets").glob("style.*.css")
    write(tmp_path, {"content/site.toml": SETTINGS + COLOURS})
    report = built(hub)
    [after] = (tmp_path / "site/assets").glob("style.*.css")
    assert before.name != after.name
    assert {"index.html", "404.html", f"assets/{after.name}"} <= set(report.written)
    assert f"assets/{before.name}" in report.removed


def test_a_preview_keeps_the_name_so_that_open_pages_swap_the_style_in_place(tmp_path: Path) -> None:
    built(replace(small_hub(tmp_path), preview=True))
    assert [style.name for style in (tmp_path / "site/assets").glob("*.css")] == ["style.css"]


@pytest.mark.parametrize(
    ("ground", "text"),
    [("#000000", "#ffffff"), ("#ffffff", "#000000"), ("#a3081f", "#ffffff"), ("#ff8f97", "#000000")],
)
def test_what_stands_on_the_accent_can_be_read(ground: str, text: str) -> None:
    assert readable_on(ground) == text
    assert palette(Colours(accent=ground, accent_dark=ground)).count(f"--on-accent:{text}") == 2
