"""The panel of the preview: what is wrong, and each entry as a page, in a list, in a feed reader, as a card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from gazette.connections import Request, Response, own_address
from gazette.leaflets import qr_text
from gazette.live import Log
from gazette.panel import Desk
from gazette.pipeline import build
from gazette.places import Place
from gazette.serve import Preview, Server, respond
from tests.hub import write
from tests.test_founding import NOON, founded

POST = "content/news/first-post.md"
EDITOR = "vscode://file/{path}:{line}"


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Preview:
    """The preview of a new hub that has a draft and a warning."""
    root = tmp_path_factory.mktemp("panel")
    hub = replace(founded(root), preview=True)
    write(
        root,
        {"content/news/later.md": "---\ntitle: Later <b>\nstatus: draft\ndate: 2026-03-02\n---\n# One\n"},
    )
    report = build(hub, Place(root / ".gazette/preview", root / ".gazette/serve"), NOON)
    assert [p.code for p in report.problems] == ["heading-rank"]
    log = Log()
    log.add(report)
    return Preview(
        root / ".gazette/preview", "https://ashford.example/", "0.0.0.0", log, report.site, Desk(root, EDITOR)
    )


@pytest.fixture
def ask(preview: Preview) -> Callable[..., Response]:
    return lambda target, host="localhost:8000": respond(Request("GET", f"/-gazette/{target}", host), preview)


def test_the_panel_says_what_is_wrong_and_leads_to_every_entry(ask: Callable[..., Response]) -> None:
    page = ask("").body.decode()
    assert "<h2>1 problem</h2>" in page
    assert "write ## One" in page
    assert "Later &lt;b&gt;</a>, draft" in page
    assert f'href="/-gazette/entry?path={POST}"' in page
    assert "Library hardship fund (example), published" in page
    assert "path=content/funds" not in page


def test_sources_open_in_the_editor_of_who_sits_at_this_machine_alone(
    ask: Callable[..., Response], preview: Preview
) -> None:
    link = f'href="vscode://file/{preview.desk.root.as_posix().lstrip("/")}/content/news/later.md:6"'
    for host in ("localhost:8000", "127.0.0.1", "[::1]:8000"):
        assert link in ask("", host).body.decode()
    for target in ("", f"entry?path={POST}"):
        elsewhere = ask(target, "192.168.0.7:8000").body.decode()
        assert "vscode:" not in elsewhere
        assert preview.desk.root.as_posix() not in elsewhere
    assert ask("", "evil.example").status == 403
    assert ask("card?path=" + POST, "evil.example").status == 403


def test_an_entry_is_shown_in_all_its_shapes(ask: Callable[..., Response]) -> None:
    page = ask(f"entry?path={POST}").body.decode()
    assert '<iframe src="/news/first-post/"' in page
    assert "&lt;link rel=&quot;stylesheet&quot; href=&quot;/assets/style.css&quot;" in page
    assert "card-title" in page
    assert "&lt;h1&gt;Our new site&lt;/h1&gt;&lt;p&gt;From today, our news stands here." in page
    assert f'<img src="/-gazette/card?path={POST}"' in page
    card = ask(f"card?path={POST}")
    assert Image.open(BytesIO(card.body)).size == (1200, 630)
    about = ask("entry?path=content/pages/about.md").body.decode()
    assert "It is in no list." in about


@pytest.mark.parametrize(
    "target",
    [
        "nothing",
        "entry",
        "entry?path=content/nothing.md",
        "entry?path=content/funds/library-hardship.md",
        "card",
    ],
)
def test_what_the_panel_has_not_is_not_found(ask: Callable[..., Response], target: str) -> None:
    assert ask(target).status == 404


def test_the_panel_answers_while_there_is_no_site_yet(tmp_path: Path) -> None:
    empty = Preview(tmp_path, "https://a.example/", "127.0.0.1", Log())
    assert "Nothing is wrong" in respond(Request("GET", "/-gazette/", "localhost"), empty).body.decode()
    assert respond(Request("GET", f"/-gazette/entry?path={POST}", "localhost"), empty).status == 404


def test_a_telephone_is_told_the_number_of_this_machine(tmp_path: Path) -> None:
    alone = Server(tmp_path, lambda: "https://a.example/hub/", "127.0.0.1", 18921)
    both = Server(tmp_path, lambda: "https://a.example/hub/", "0.0.0.0", 18921)
    try:
        assert alone.elsewhere == ""
        assert alone.panel.endswith("/-gazette/")
        assert "/hub/" not in alone.panel
        here = own_address()
        assert both.elsewhere == (both.address.replace("localhost", here) if here else "")
    finally:
        alone.stop()
        both.stop()
    assert len(qr_text("http://192.168.0.7:8000/").splitlines()) > 10


@pytest.mark.browser
def test_the_shapes_are_seen_in_a_browser_and_ask_no_other_host(preview: Preview, browser) -> None:
    server = Server(preview.out, lambda: preview.base_url, "127.0.0.1", 18941, preview.desk)
    server._site = preview.site
    server.start()
    page = browser.new_page(viewport={"width": 1600, "height": 900})
    try:
        asked, said = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{server.panel}entry?path={POST}", wait_until="load")
        texts = [frame.locator("body").inner_text() for frame in page.frames[1:]]
        assert len(texts) == 3
        assert all("Our new site" in text for text in texts)
        card = page.frames[2].locator("li")
        assert card.evaluate("e => getComputedStyle(e).listStyleType") == "none"
        assert page.locator("section > img").evaluate("e => e.naturalWidth") == 1200
        assert {url.split("/")[2] for url in asked if url.startswith("http")} == {server.panel.split("/")[2]}
        assert [text for text in said if "sandbox" not in text.lower()] == []
        page.set_viewport_size({"width": 360, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    finally:
        page.close()
        server.stop()
