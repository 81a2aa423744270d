"""Widths: of the copies of a picture, a browser takes the one that its screen needs and no larger one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from gazette.pictures import WIDTHS
from gazette.pipeline import Hub, build
from gazette.places import Place
from tests.hub import NOON, REPOSITORY, SETTINGS, post, write
from tests.serving import plainly
from tests.test_pictures import photo

pytestmark = pytest.mark.browser

IMAGE = "{file: march.jpg, alt: A march}"
POSTS = {
    "content/news/a.md": post("A", "Words.\n\n![A crowd](march.jpg)\n", image=IMAGE),
    "content/events/e.md": post("E", image=IMAGE, start="2017-08-01", venue="{name: The hall}"),
    "content/campaigns/c.md": post("C", image=IMAGE),
    "content/disputes/d.md": post("D", image=IMAGE, employer="Them", issue="Pay"),
}

SHOWN = """() => [...document.querySelectorAll("main img")].filter((img) => img.currentSrc && img.width).map(
    (img) => [img.currentSrc, img.getBoundingClientRect().width])"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("widths")
    write(root, {"content/site.toml": SETTINGS, **POSTS})
    picture = photo("JPEG", (1800, 1200))
    write(
        root, {f"content/{kind}/march.jpg": picture for kind in ("news", "events", "campaigns", "disputes")}
    )
    there = Place(root / "site", root / "state")
    assert build(Hub(root, REPOSITORY / "templates"), there, NOON).failed is False
    with plainly(there.out) as served:
        yield served


@pytest.mark.parametrize(("width", "density"), [(320, 1), (360, 3), (768, 2), (1280, 1), (2560, 1)])
def test_no_picture_is_larger_than_the_screen_needs(
    browser: Browser, address: str, width: int, density: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, device_scale_factor=density)
    tab = context.new_page()
    seen = set()
    for path in ("", "news/", "news/a/", "events/e/", "campaigns/c/", "disputes/d/"):
        tab.goto(f"{address}/{path}")
        for picture in tab.locator("main img:visible").all():
            picture.scroll_into_view_if_needed()
        tab.wait_for_load_state("networkidle")
        for source, box in tab.evaluate(SHOWN):
            copy = re.search(r"-(\d+)\.webp$", source)
            if copy is None:
                continue
            seen.add(path)
            needed = box * density
            # The copy that is just large enough; what `sizes` says may be a tenth off.
            enough = min((w for w in WIDTHS if w >= needed * 1.1), default=WIDTHS[-1])
            least = min((w for w in WIDTHS if w >= needed * 0.9), default=WIDTHS[-1])
            assert least <= int(copy[1]) <= enough, (path, source, box)
    assert len(seen) >= (5 if width >= 768 else 4)  # small screens show no pictures in lists
    context.close()
