"""The whole of `serve`, from a saved file to an open tab, in Chromium."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gazette.pipeline import Hub, Report, build
from gazette.places import Place
from gazette.serve import Server
from gazette.watch import watch
from tests.hub import post, small_hub, write

pytestmark = pytest.mark.browser

NOON = datetime(2017, 7, 14, 12, tzinfo=UTC)

STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
"""A policy as strict as one can be in which a page may still ask its own server for anything."""

SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{0}"></svg>'

FILES = {
    "content/news/pay.md": post("Pay", "Pay up.\n"),
    "content/news/pensions.md": post("Pensions", "Hands off.\n"),
    "templates/base.html": f"""\
{{% import "_macros.html" as macros with context %}}
<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{STRICT}; require-trusted-types-for 'script'">
<title>{{% block title %}}{{{{ site.setting("title") }}}}{{% endblock %}}</title>
<link rel="stylesheet" href="{{{{ site.static('style.css') }}}}"></head>
<body>{{% block main %}}{{% endblock %}}
<img src="{{{{ site.static('square.svg') }}}}" alt=""></body></html>
""",
    "templates/static/style.css": "body { color: rgb(1, 1, 1); min-height: 5000px }\n",
    "templates/static/square.svg": SQUARE.format(10),
}


class Serving:
    """`gazette serve` for a small hub: the real pipeline, watcher and server."""

    def __init__(self, root: Path) -> None:
        hub = small_hub(root, FILES)
        self.root = root
        self.hub = Hub(hub.root, hub.defaults, preview=True)
        self.place = Place(root / ".gazette/preview", root / ".gazette/serve")
        self.base_url = "https://anytown.example/hub/"
        self.set_base_url()
        self.reports: list[Report] = []
        self.built = threading.Event()
        self.port = 0
        self.start()

    def set_base_url(self) -> None:
        settings = self.root / "content/site.toml"
        line = f'base_url = "{self.base_url}"'
        settings.write_text(re.sub(r"base_url = .*", line, settings.read_text("utf-8")), "utf-8")

    def start(self) -> None:
        self.server = Server(self.place.out, lambda: self.base_url, port=self.port)
        self.port = int(self.server.address.split(":")[2].split("/")[0])
        self.server.start()
        self.stopped = threading.Event()
        self.watcher = threading.Thread(target=self.watch)
        self.watcher.start()

    def watch(self) -> None:
        watch(
            self.hub,
            lambda: build(self.hub, self.place, NOON, jobs=1),
            self.tell,
            lambda: NOON,
            next_change=lambda report: None,
            say=lambda said: None,
            stop=self.stopped,
        )

    def tell(self, report: Report) -> None:
        self.reports.append(report)
        self.server.publish(report, lambda problem: (f"{problem.line} | as it stands",))
        self.built.set()

    def stop(self) -> None:
        self.stopped.set()
        self.watcher.join()
        self.server.stop()

    def save(self, path: str, text: str) -> None:
        write(self.root, {path: text})

    def rename_save(self, path: str, text: str) -> None:
        """Save as many editors do: a new file takes the old one's place."""
        self.save(f"{path}.tmp", text)
        (self.root / f"{path}.tmp").replace(self.root / path)


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    serving = Serving(tmp_path)
    assert serving.built.wait(60)
    assert serving.reports[0].problems == ()
    yield serving
    serving.stop()


@pytest.fixture
def tab(browser, serving: Serving) -> Iterator[Callable]:
    """Open an address in a new tab; every tab must be free of errors of its own in the end."""
    context = browser.new_context(viewport={"width": 800, "height": 600})
    errors: list[str] = []

    def tab(address: str = "news/pay/"):
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if "Policy" in said.text else None)
        page.goto(serving.server.address + address)
        return page

    yield tab
    context.close()
    assert errors == []


def settled(tab: Callable, address: str = "news/pay/"):
    """A tab with a mark in it that does not survive a reload, once the first build is there."""
    page = tab(address)
    page.locator("img").first.wait_for(state="attached")  # a page of the site, not one that stands in
    page.evaluate("window.x = 1")
    return page


def until(page, holds: str, arg: object = None) -> None:
    """Wait until an expression holds in the page; Playwright's own way of waiting needs `eval`."""
    from playwright.sync_api import Error

    for _ in range(1000):
        try:
            if page.evaluate(holds, arg):
                return
        except Error as error:
            if "context was destroyed" not in str(error):  # as it is while the page reloads
                raise
        page.wait_for_timeout(20)
    raise AssertionError(f"this never held: {holds} {arg}\n{page.content()}")


def wait_for_text(page, selector: str, text: str) -> None:
    """Wait for a text across reloads: a locator looks again by itself, and gives up in time."""
    page.locator(selector).filter(has_text=text).first.wait_for(state="attached")


def is_same(page) -> bool:
    return page.evaluate("window.x") == 1


@pytest.mark.parametrize("way", ["save", "rename_save"])
def test_a_saved_post_appears_by_itself_in_its_own_tab_only(
    way: str, serving: Serving, tab: Callable
) -> None:
    pay, pensions = settled(tab), settled(tab, "news/pensions/")
    pay.evaluate("scrollTo(0, 1234)")
    getattr(serving, way)("content/news/pay.md", post("Pay", "Pay up, now.\n"))
    wait_for_text(pay, "article", "Pay up, now.")
    until(pay, "scrollY === 1234")
    assert not is_same(pay)
    getattr(serving, way)("content/news/pensions.md", post("Pensions", "Hands off them.\n"))
    wait_for_text(pensions, "article", "Hands off them.")
    pay.evaluate("window.x = 1")
    getattr(serving, way)("content/news/pensions.md", post("Pensions", "Hands off, all.\n"))
    wait_for_text(pensions, "article", "Hands off, all.")
    assert is_same(pay)
    assert serving.reports[-1].written


def test_a_new_style_is_put_on_without_a_reload(serving: Serving, tab: Callable) -> None:
    page = settled(tab)
    for number in (2, 3):
        serving.save("templates/static/style.css", f"body {{ color: rgb({number}, 0, 0) }}\n")
        until(
            page,
            "colour => getComputedStyle(document.body).color === colour",
            f"rgb({number}, 0, 0)",
        )
        until(page, "document.querySelectorAll('link[rel=stylesheet]').length === 1")
    assert is_same(page)


def test_a_style_that_another_one_imports_is_put_on_too(serving: Serving, tab: Callable) -> None:
    serving.save("templates/static/extra.css", "body { color: rgb(2, 0, 0) }\n")
    serving.save("templates/static/style.css", '@import "extra.css";\n')
    page = settled(tab)
    until(page, "getComputedStyle(document.body).color === 'rgb(2, 0, 0)'")
    serving.save("templates/static/extra.css", "body { color: rgb(3, 0, 0) }\n")
    until(page, "getComputedStyle(document.body).color === 'rgb(3, 0, 0)'")
    assert is_same(page)


def test_a_new_picture_is_shown_without_a_reload(serving: Serving, tab: Callable) -> None:
    page = settled(tab)
    serving.save("templates/static/square.svg", SQUARE.format(77))
    until(page, "document.querySelector('img').naturalWidth === 77")
    assert is_same(page)


def test_a_page_that_is_not_there_yet_appears_when_it_is_written(serving: Serving, tab: Callable) -> None:
    for address in ("news/strike/", "news/ballot"):
        page = settled(tab, address)
        wait_for_text(page, "h1", "Not found")
        serving.save(f"content/{address.rstrip('/')}.md", post("Strike", "All out.\n"))
        wait_for_text(page, "article", "All out.")
    (serving.root / "content/news/strike.md").unlink()
    page = settled(tab, "news/ballot/")
    (serving.root / "content/news/ballot.md").unlink()
    wait_for_text(page, "h1", "Not found")


DIALOG = "document.querySelector('gazette-problems')?.shadowRoot.querySelector('dialog')"
NOTE = "document.querySelector('gazette-problems')?.shadowRoot.querySelector('.note')"


def test_problems_are_shown_over_the_last_good_page_until_they_are_mended(
    serving: Serving, tab: Callable
) -> None:
    page = settled(tab)
    serving.save("content/news/pensions.md", post("Pensions", date="2017-13-01"))
    until(page, f"{DIALOG}?.open")
    problem = serving.reports[-1].problems[0]
    shown = page.evaluate(f"{DIALOG}.innerText")
    for words in (problem.place, problem.message, problem.read, problem.wanted, problem.hint):
        assert words in shown
    assert f"{problem.line} | as it stands" in shown
    assert page.evaluate(f"getComputedStyle({DIALOG}).borderTopWidth") != "0px", "it has its style"
    assert page.text_content("article").strip() == "Pay up."
    assert is_same(page)

    page.keyboard.press("Escape")
    until(page, f"!{DIALOG}.open")
    page.evaluate(f"{NOTE}.click()")
    until(page, f"{DIALOG}.open")

    serving.save("content/news/pensions.md", post("Pensions", "Hands off.\n"))
    until(page, "!document.querySelector('gazette-problems')")
    assert is_same(page)


def test_problems_are_shown_to_a_tab_that_opens_later_and_dismissed_ones_stay_so(
    serving: Serving, tab: Callable
) -> None:
    settled(tab)
    serving.save("content/news/pensions.md", post("Pensions", date="2017-13-01"))
    page = settled(tab)
    until(page, f"{DIALOG}?.open")
    page.keyboard.press("Escape")
    until(page, f"!{DIALOG}.open")
    serving.save("content/news/pensions.md", post("Pensions!", date="2017-13-01"))
    serving.save("content/news/pay.md", post("Pay", date="2017-13-01"))
    until(page, f"{DIALOG}.open && {DIALOG}.querySelectorAll('li').length === 2")


def test_warnings_are_a_small_note(serving: Serving, tab: Callable) -> None:
    page = settled(tab)
    serving.save("content/news/pensions.md", post("Pensions", "Hands off.\n"))
    serving.save("content/news/pay.md", post("Pay", "# Pay up\n"))
    until(page, f"{NOTE}?.innerText === '1 warning'")
    assert page.evaluate(f"{DIALOG}.open") is False
    assert [p.severity for p in serving.reports[-1].problems] == ["warning"]


def test_until_there_is_a_site_the_page_says_why_and_then_shows_it(serving: Serving, tab: Callable) -> None:
    settled(tab)
    serving.stop()
    for path in sorted((serving.root / ".gazette").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    serving.save("content/news/pay.md", post("Pay", date="2017-13-01"))
    serving.start()
    page = tab()
    wait_for_text(page, "h1", "The site cannot be built yet")
    assert serving.reports[-1].problems[0].message in page.text_content("ol")
    serving.save("content/news/pay.md", post("Pay", date="2017-14-01"))
    wait_for_text(page, "ol", "2017-14-01")
    serving.save("content/news/pay.md", post("Pay", "Pay up at last.\n"))
    wait_for_text(page, "article", "Pay up at last.")


def test_a_tab_misses_nothing_while_the_server_is_away(serving: Serving, tab: Callable) -> None:
    page = settled(tab)
    serving.stop()
    serving.save("content/news/pay.md", post("Pay", "Pay up, we said.\n"))
    serving.start()
    wait_for_text(page, "article", "Pay up, we said.")


def test_a_tab_that_was_hidden_catches_up_when_it_is_shown(serving: Serving, tab: Callable) -> None:
    def turn(page, hidden: str) -> None:
        page.evaluate(
            f"Object.defineProperty(document, 'hidden', {{configurable: true, value: {hidden}}});"
            "document.dispatchEvent(new Event('visibilitychange'))"
        )

    page, other = settled(tab), settled(tab)
    turn(page, "true")
    serving.save("content/news/pay.md", post("Pay", "Pay up, all.\n"))
    wait_for_text(other, "article", "Pay up, all.")
    assert is_same(page)
    turn(page, "false")
    wait_for_text(page, "article", "Pay up, all.")


def test_seven_tabs_are_not_more_than_a_browser_can_hold(serving: Serving, tab: Callable) -> None:
    pages = [settled(tab, "news/pensions/") for _ in range(5)]
    for page in pages:
        page.evaluate("dispatchEvent(new Event('pagehide'))")
    pages += [settled(tab) for _ in range(4)]
    serving.save("content/news/pay.md", post("Pay", "Pay up, everybody.\n"))
    for page in pages[5:]:
        wait_for_text(page, "article", "Pay up, everybody.")
