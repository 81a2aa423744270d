"""Social cards: a page's title on a banner, legible, in the hub's colours, made again for a new title only."""

from __future__ import annotations

import io
import unicodedata
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from gazette.pipeline import Hub, build
from gazette.places import Place
from gazette.posters import EDGE, FONT, HAS, SIZE, Poster, _font, draw
from tests.hub import NOON, SETTINGS, built, clean_files, files, post, small_hub, write

NAME, RED = "Anytown Trades Council", "#a3081f"


def card(title: str, label: str = "News", name: str = NAME, colour: str = RED) -> Image.Image:
    picture = Image.open(io.BytesIO(draw(Poster(title, label, name, colour))))
    picture.load()
    return picture


def inked(picture: Image.Image, box: tuple[int, int, int, int]) -> tuple[int, int, int, int] | None:
    """Where, within a part of a card, there is anything upon the ground."""
    part = picture.convert("RGB").crop(box)
    ground = Image.new("RGB", part.size, picture.convert("RGB").getpixel((60, 60)))  # type: ignore[arg-type]
    return ImageChops.difference(part, ground).getbbox()


WITHIN = (40, 40, SIZE[0] - 40, SIZE[1] - 40)
LABEL, TITLE, FOOT = (40, 60, 1160, 160), (40, 165, 1160, 505), (40, 510, 1160, 590)


@pytest.mark.parametrize(
    "title",
    ["A", "Strike on!", "Endorsing John Burgess for UNISON general secretary", "word " * 80, "W" * 500,
     "Cyfarfod cyhoeddus: Ŵyl y Gweithwyr", "Zażółć gęślą jaźń", "Забастовка в среду", "Απεργία την Τετάρτη"],
)  # fmt: skip
def test_a_title_of_any_length_stands_within_the_frame(title: str) -> None:
    picture = card(title)
    assert (picture.size, picture.format, picture.info) == (SIZE, "PNG", {})
    box = inked(picture, WITHIN)
    assert box is not None
    assert box[0] >= EDGE - 44
    assert box[2] <= SIZE[0] - EDGE - 36
    title_box, foot = inked(picture, TITLE), inked(picture, FOOT)
    assert title_box is not None
    assert foot is not None
    # A band of ground stays free between the title and the name of the hub.
    assert inked(picture, (40, 503, 1160, 512)) is None


def test_the_colours_are_the_hub_s_and_the_ink_can_be_read_upon_them() -> None:
    for colour, ink in (("#a3081f", (255, 255, 255)), ("#ffcc00", (0, 0, 0))):
        shades = card("A", colour=colour).convert("RGB").getcolors(10_000)
        assert shades is not None
        (ground, over) = [shade for _, shade in sorted(shades, reverse=True)][:2]
        assert (ground, over) == (tuple(bytes.fromhex(colour[1:])), ink)


def test_another_script_is_left_to_the_page() -> None:
    bare = card("", "", NAME)
    for title in ("বাংলা ভাষায় খবর", "اتحاد العمال", "罢工", "Strike 罢工"):
        assert card(title).tobytes() == card("罢工").tobytes()
        assert inked(card(title), LABEL) is None
    assert inked(bare, TITLE) == inked(card("罢工"), TITLE)
    assert inked(card("罢工", "新闻", "工会"), WITHIN) is None
    assert card("🚩 Strike\ufe0f!").tobytes() == card("Strike!").tobytes()


def test_what_cannot_be_seen_in_a_title_changes_nothing() -> None:
    assert card("Cafe\u0301").tobytes() == card("Caf\u00e9").tobytes()
    assert card("Pay\u200d  \u00adrise").tobytes() == card("Pay rise").tobytes()


def test_the_font_has_every_character_that_it_is_said_to_have() -> None:
    font = _font(40)
    missing = bytes(font.getmask("\ufffe"))
    lacking = [
        hex(code)
        for low, high in HAS
        for code in range(low, high + 1)
        if unicodedata.category(chr(code)) not in ("Cn", "Zs", "Cf")
        and bytes(font.getmask(chr(code))) == missing
    ]
    assert lacking == []
    assert FONT.with_name("OFL.txt").is_file()


def test_a_card_is_small_and_always_the_same() -> None:
    poster = Poster("Endorsing John Burgess for UNISON general secretary", "Statement", NAME, RED)
    assert draw(poster) == draw(poster)
    assert len(draw(poster)) < 30_000


def hub_of(root: Path, settings: str = SETTINGS.replace("cards = false", "cards = true")) -> Hub:
    hub = small_hub(
        root, {"content/news/a.md": post("Pay"), "content/pages/about.md": "---\ntitle: About\n---\nWords.\n"}
    )
    write(root, {"content/site.toml": settings})
    return hub


def cards(paths: tuple[str, ...]) -> set[str]:
    return {path for path in paths if path.endswith("card.png")}


def test_a_card_is_made_again_for_what_it_says_and_for_nothing_else(tmp_path: Path) -> None:
    hub = hub_of(tmp_path)
    assert cards(built(hub).rendered) == {"card.png", "news/a/card.png", "about/card.png"}
    write(tmp_path, {"content/news/a.md": post("Pay", "Other words.\n", tags="[pay]")})
    assert cards(built(hub).rendered) == set()
    write(tmp_path, {"content/news/a.md": post("Pay now")})
    assert cards(built(hub).rendered) == {"news/a/card.png"}
    assert files(tmp_path / "site") == clean_files(hub, NOON)[1]
    write(
        tmp_path,
        {
            "content/site.toml": SETTINGS.replace("cards = false", "cards = true").replace(
                "[lists]", '[colours]\naccent = "#123456"\n[lists]'
            )
        },
    )
    assert cards(built(hub).rendered) == {"card.png", "news/a/card.png", "about/card.png"}
    write(tmp_path, {"content/site.toml": SETTINGS})
    assert cards(built(hub).removed) == {"card.png", "news/a/card.png", "about/card.png"}
    assert files(tmp_path / "site") == clean_files(hub, NOON)[1]


def test_a_preview_has_no_cards(tmp_path: Path) -> None:
    hub = hub_of(tmp_path)
    place = Place(tmp_path / "preview", tmp_path / ".gazette/serve")
    assert (
        cards(build(Hub(hub.root, hub.defaults, preview=True), place, datetime(2017, 7, 14), jobs=1).rendered)
        == set()
    )
