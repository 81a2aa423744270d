"""Every sort of page in a browser: nothing that axe finds, nothing sideways, nothing lost, all by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from gazette import kinds
from gazette.hub import Report
from tests.checks import views
from tests.conftest import PROVE
from tests.hub import JULY, OCTOBER, TODAY, Built
from tests.serving import plainly

pytestmark = pytest.mark.browser

MOMENTS = {"july": JULY, "october": OCTOBER, "today": TODAY}
ABORTED = "net::ERR_ABORTED"
KINDS = {kind.kind for kind in kinds.KINDS}
AXE = Path(__file__).parent / "node/node_modules/axe-core/axe.min.js"


@dataclass(frozen=True)
class Shown:
    """A site that is served: where, and which pages are looked at."""

    address: str
    pages: tuple[views.Page, ...]
    folder: Path = Path()

    @property
    def entries(self) -> tuple[views.Page, ...]:
        """The pages of entries, of a hub where each of them is looked at."""
        return tuple(page for page in self.pages if page.sort.partition(" ")[0] in KINDS)

    def bytes_of(self, page: views.Page) -> bytes:
        """The page as it is published."""
        return (
            self.folder / page.path / "index.html"
            if page.path.endswith("/") or not page.path
            else self.folder / page.path
        ).read_bytes()


@pytest.fixture(scope="module")
def shown(sites: Built, full_site: tuple[Report, Path]) -> Iterator[dict[str, Shown]]:
    """The sample hub as of each of the days, and a hub where every part has something to show."""
    report, there = full_site
    with ExitStack() as stack:
        found = {}
        for name, now in MOMENTS.items():
            built, out = sites[now]
            address = stack.enter_context(plainly(out))
            found[name] = Shown(f"{address}/", views.pages(built, out), out)
        # That one lives under a path, and everything in it must work there too.
        address = stack.enter_context(plainly(there.parent))
        found["full"] = Shown(f"{address}/hub/", views.pages(report, there, every_entry=True), there)
        yield found


@cache
def axe() -> str:
    if not AXE.exists():
        pytest.skip("no axe-core here: sh tests/node.sh says how to get it")
    return AXE.read_text(encoding="utf-8")


@dataclass
class Look:
    """What one view of one page shows."""

    violations: list[str]
    sideways: list[str]
    small: list[str]
    errors: list[str]


def look(browser: Browser, site: Shown, pages: list[views.Page], view: tuple[int, str]) -> dict[str, Look]:
    """What each page shows in a view."""
    found = {}
    width, light = view
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=light,  # type: ignore[arg-type]
    )
    tab = context.new_page()
    errors: list[str] = []
    tab.on("console", lambda told: errors.append(told.text) if told.type == "error" else None)
    tab.on("pageerror", lambda error: errors.append(str(error)))
    # Going on to the next page breaks off what the browser still wanted of this one, such as its icon.
    tab.on("requestfailed", lambda asked: errors.append(asked.url) if asked.failure != ABORTED else None)
    for page in pages:
        errors.clear()
        tab.goto(site.address + page.path)
        tab.evaluate(axe())
        found[page.sort] = Look(
            tab.evaluate(views.RUN_AXE, list(views.AXE_TAGS)),
            tab.evaluate(views.SIDEWAYS),
            tab.evaluate(views.SMALL),
            list(errors),
        )
    context.close()
    return found


def turns(shown: dict[str, Shown]) -> list[tuple[str, views.Page, tuple[int, str]]]:
    """Which page of which site is looked at in which view.

    Each sort of page on each day in one view, all views taking turns; in full, each in all of them. A page
    that is the same as on another day, byte for byte, is looked at once.
    """
    found, seen = [], set[bytes]()
    for name, site in shown.items():
        assert len(site.pages) >= 18
        # Where every part has something to show, it is the entries that show it.
        for page in site.pages if PROVE or name != "full" else site.entries:
            if site.bytes_of(page) not in seen:
                seen.add(site.bytes_of(page))
                chosen = views.VIEWS if PROVE else (views.VIEWS[len(seen) % len(views.VIEWS)],)
                found += [(name, page, view) for view in chosen]
    return found


@pytest.mark.parametrize("view", views.VIEWS, ids=lambda view: f"{view[0]}-{view[1]}")
def test_axe_finds_nothing_and_nothing_goes_sideways(
    browser: Browser, shown: dict[str, Shown], view: tuple[int, str]
) -> None:
    found = {}
    for name, site in shown.items():
        pages = [page for whose, page, chosen in turns(shown) if (whose, chosen) == (name, view)]
        looks = look(browser, site, pages, view)
        found.update({f"{name}: {sort}": one for sort, one in looks.items() if one != Look([], [], [], [])})
    assert not found, "\n".join(f"{name}: {one}" for name, one in found.items())


def test_all_views_and_all_sorts_have_their_turn(shown: dict[str, Shown]) -> None:
    every = turns(shown)
    assert {view for _, _, view in every} == set(views.VIEWS)
    sorts = {page.sort for site in shown.values() for page in site.pages if site is not shown["full"]}
    assert sorts <= {page.sort for _, page, _ in every}


def test_what_the_looks_find_is_found(browser: Browser, tmp_path: Path) -> None:
    """The looks are no good if they cannot see a fault."""
    (tmp_path / "index.html").write_text(
        "<!doctype html><html lang=en><title>t</title><meta name=viewport content='width=device-width'>"
        "<main><h1>A</h1><p style='width:2000px;color:#ccc'>pale</p><p><a href=#x>y</a></p></main>"
        "<script src=/missing.js></script>"
    )
    with plainly(tmp_path) as address:
        page = views.Page("bad", "")
        seen = look(browser, Shown(f"{address}/", (page,)), [page], (320, "light"))["bad"]
    assert [v.partition(":")[0] for v in seen.violations] == ["color-contrast"]
    assert seen.sideways
    assert len(seen.small) == 1
    assert seen.errors


def texts(browser: Browser, site: Shown, width: int, scripts: bool = True) -> dict[str, list[str]]:
    """Every piece of text that each page shows at a width."""
    context = browser.new_context(viewport={"width": width, "height": 720}, java_script_enabled=scripts)
    tab = context.new_page()
    found = {}
    for page in site.pages:
        tab.goto(site.address + page.path)
        found[page.path] = tab.evaluate(views.SEEN)
    context.close()
    return found


def test_nothing_is_lost_at_four_hundred_per_cent_nor_without_scripts(
    browser: Browser, shown: dict[str, Shown]
) -> None:
    """A window of 1,280 pixels at 400 % is one of 320: what the one shows, the other shows."""
    for name in [*MOMENTS, "full"] if PROVE else ["july", "full"]:
        wide = texts(browser, shown[name], 1280)
        narrow = texts(browser, shown[name], 320, scripts=False)
        assert {path: sorted(seen) for path, seen in narrow.items()} == {
            path: sorted(seen) for path, seen in wide.items()
        }
        assert not [text for seen in wide.values() for text in seen if text.startswith("CUT OFF")]


def stops(tab: Any) -> tuple[list[str], list[dict[str, Any] | None]]:
    """What can be reached, and what Tab reaches, in turn."""
    names = tab.evaluate(views.FOCUSABLE)
    reached = []
    for _ in range(len(names) * 3):  # the controls of a recording are stops of their own
        tab.keyboard.press("Tab")
        at = tab.evaluate(views.FOCUSED)
        if at is None or (reached and at["stop"] == 0):
            break
        reached.append(at)
    return names, reached


def test_everything_is_reached_by_keyboard_in_order_and_seen(
    browser: Browser, shown: dict[str, Shown]
) -> None:
    site = shown["full"]
    once = {page.sort.partition(" ")[0]: page for page in reversed(site.pages)}.values()
    for width, light in ((320, "light"), (768, "dark"), (1280, "light")) if PROVE else ((320, "light"),):
        context = browser.new_context(
            viewport={"width": width, "height": 640},
            color_scheme=light,  # type: ignore[arg-type]
        )
        tab = context.new_page()
        for page in site.pages if PROVE else once:
            tab.goto(site.address + page.path)
            names, reached = stops(tab)
            # What can be scrolled sideways, such as a long line of code, is a stop of its own.
            order = [at["stop"] for at in reached if at and not at["scrolls"]]
            assert list(dict.fromkeys(order)) == list(range(len(names))), (page, names)
            hidden = [
                names[at["stop"]] if not at["scrolls"] else "scrolls"
                for at in reached
                if at and not (at["shown"] and at["free"] and (at["ringed"] or at["media"]))
            ]
            assert hidden == [], page
        context.close()


def test_the_skip_link_is_first_shows_itself_and_leads_past_the_menu(
    browser: Browser, shown: dict[str, Shown]
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    tab = context.new_page()
    for page in shown["july"].pages:
        tab.goto(shown["july"].address + page.path)
        tab.keyboard.press("Tab")
        box = tab.locator(":focus").bounding_box()
        assert tab.locator(":focus").inner_text().startswith("Skip to"), page
        assert box is not None, page
        assert box["y"] >= 0, page
        assert box["height"] >= 24, page
        tab.keyboard.press("Enter")
        assert tab.evaluate("document.activeElement.tagName") == "MAIN", page
    context.close()


def test_an_event_and_a_campaign_print_as_one_page_with_a_code(
    browser: Browser, shown: dict[str, Shown]
) -> None:
    tab = browser.new_page()
    for name in ("july", "full"):
        for page in shown[name].pages:
            if page.sort.split()[0] not in ("event", "campaign"):
                continue
            tab.goto(shown[name].address + page.path)
            printed = tab.pdf(prefer_css_page_size=True)
            assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1, page
            tab.emulate_media(media="print")
            code = tab.locator(".leaflet svg.qr")
            box = code.bounding_box()
            assert box is not None, page
            assert box["width"] >= 90, page  # 2.5 cm, the least that telephones read well
            foot = tab.locator(".leaflet").bounding_box()
            assert foot is not None, page
            assert foot["y"] + foot["height"] < 29.7 / 2.54 * 96, page
            tab.emulate_media(media="null")
            assert not code.is_visible(), page
    tab.close()


def test_a_post_prints_without_what_is_of_no_use_on_paper(browser: Browser, shown: dict[str, Shown]) -> None:
    tab = browser.new_page(color_scheme="dark")
    tab.goto(shown["full"].address + "disputes/now/")
    tab.emulate_media(media="print", color_scheme="dark")
    for useless in (".menu", ".trail", ".share", ".related", ".neighbours", ".footer", ".skip"):
        assert not tab.locator(useless).first.is_visible(), useless
    assert tab.locator(".account").is_visible()
    ink, ground = tab.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).background]"
    )
    assert ink == "rgb(29, 26, 24)"
    assert "rgba(0, 0, 0, 0)" in ground
    tab.close()


def test_colours_of_the_system_and_calm_are_kept(browser: Browser, shown: dict[str, Shown]) -> None:
    context = browser.new_context(forced_colors="active", reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(shown["full"].address + "disputes/now/")
    assert tab.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    for part in (".state", ".month .on", ".button"):
        assert (
            tab.evaluate(f"parseFloat(getComputedStyle(document.querySelector('{part}')).borderTopWidth)")
            >= 2
        )
    context.close()


def test_the_widest_screen_keeps_lines_short(browser: Browser, shown: dict[str, Shown]) -> None:
    tab = browser.new_page(viewport={"width": 2560, "height": 1200})
    for page in shown["july"].pages:
        tab.goto(shown["july"].address + page.path)
        assert tab.evaluate(views.SIDEWAYS) == [], page
        widths = tab.evaluate(
            "[...document.querySelectorAll('main p')].map((p) => p.getBoundingClientRect().width)"
        )
        assert max(widths, default=0) <= 80 * 17, page
    tab.close()


def test_buttons_that_copy_copy_what_they_say(browser: Browser, shown: dict[str, Shown]) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    tab = context.new_page()
    tab.goto(shown["full"].address + "disputes/now/")
    tab.get_by_role("button", name="Copy these details").click()
    tab.get_by_role("button", name="Copied").wait_for()
    assert tab.evaluate("navigator.clipboard.readText()") == (
        "Account name: Library Workers\nSort code: 01-02-03\nAccount number: 01234567\nPayment reference: BOOKS"
    )
    tab.get_by_role("button", name="Copy text and link").click()
    tab.wait_for_function("document.querySelectorAll('[aria-live] button').length === 2")
    tab.wait_for_function(
        "navigator.clipboard.readText().then((t) => t.endsWith('https://anytown.example/hub/disputes/now/'))"
    )
    assert tab.evaluate("navigator.clipboard.readText()").startswith("On strike now\n\nThe first paragraph")
    context.close()


def test_a_long_list_can_be_narrowed_and_a_short_one_is_left_alone(
    browser: Browser, shown: dict[str, Shown]
) -> None:
    tab = browser.new_page()
    tab.goto(shown["july"].address + "tags/")
    box = tab.get_by_label("Find in this list")
    every = tab.locator(".terms li:visible").count()
    box.fill("TRAIN")
    assert tab.locator(".terms li:visible").all_text_contents() == ["training 2 posts"]
    assert tab.get_by_role("status").inner_text() == f"1 of {every}"
    box.fill("")
    assert tab.locator(".terms li:visible").count() == every
    tab.goto(shown["july"].address + "unions/")
    assert tab.get_by_label("Find in this list").count() == 0
    tab.close()
