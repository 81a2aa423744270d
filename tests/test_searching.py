"""Search: an index that is the same for the same words, made again for others only, and found by a browser."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gazette import searching
from gazette.pipeline import Hub, build
from gazette.places import Place
from gazette.searching import Record, plain
from tests.hub import (
    JULY,
    NOON,
    REPOSITORY,
    SETTINGS,
    Built,
    built,
    clean_files,
    files,
    post,
    small_hub,
    write,
)
from tests.serving import by_nginx, plainly

pytest.importorskip("pagefind_bin", reason="Pagefind's program does not come for this machine")

WITH = SETTINGS.replace("search = false", "search = true")

FILES: dict[str, str | bytes] = {
    "content/news/a.md": post("Pay now", "The council met at the *zeppelin* [depot](../pages/about.md).\n"),
    "content/news/b.md": post("Safety", "Hard hats for everyone.\n", tags="[asbestos]"),
    "content/news/draft.md": post("Draft", "Quagga.\n", status="draft"),
    "content/news/gone.md": post("Gone", "Okapi.\n", status="withdrawn",
                                 withdrawn="{date: 2017-07-10, reason: It was wrong}"),
    "content/pages/about.md": "---\ntitle: About\n---\nWords of the zeppelin.\n",
}  # fmt: skip

PAGE = (REPOSITORY / "templates/search.html").read_text()


def hub_of(root: Path, settings: str = WITH) -> Hub:
    hub = small_hub(root, FILES)
    page = "{% extends 'base.html' %}{% block main %}<p>{{ site.search_state() }}</p>{% endblock %}"
    write(root, {"content/site.toml": settings, "templates/search.html": page})
    return hub


def index_of(paths: Any) -> list[str]:
    return sorted(path for path in paths if path.startswith("pagefind/"))


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many records the index was made of, each time that it was made."""
    counted: list[int] = []
    made = searching._made

    def count(records: Iterable[Record]) -> dict[str, bytes]:
        these = list(records)
        counted.append(len(these))
        return made(these)

    monkeypatch.setattr(searching, "_made", count)
    return counted


def test_the_index_is_an_output_like_any_other_and_stale_only_when_a_text_changed(
    tmp_path: Path, runs: list[int]
) -> None:
    hub = hub_of(tmp_path)
    report = built(hub)
    assert report.problems == ()
    index = index_of(report.written)
    assert {"pagefind/pagefind.js", "pagefind/pagefind-entry.json", "search/index.html"} <= set(
        report.written
    )
    assert not [path for path in index if "ui" in path.rpartition("/")[2] or "highlight" in path]
    assert (built(hub).rendered, runs) == ((), [3])
    # Another word in one post: its fragment, and what the words of all are found by.
    write(tmp_path, {"content/news/b.md": post("Safety", "Hard hats for nobody.\n", tags="[asbestos]")})
    report = built(hub)
    fragments = [path for path in report.rendered if path.startswith("pagefind/fragment/")]
    assert (len(fragments), runs) == (1, [3, 3])
    assert "search/index.html" not in report.rendered
    assert files(tmp_path / "site") == clean_files(hub, NOON)[1]
    # A field that is no part of what can be found: the index is made, and nothing of it is new.
    write(
        tmp_path,
        {"content/news/b.md": post("Safety", "Hard hats for nobody.\n", tags="[asbestos]", pinned="yes")},
    )
    assert index_of(built(hub).rendered) == []
    # Nothing of all this is lost with the site, or needed for it.
    for file in (tmp_path / ".gazette/site").iterdir():
        if file.is_file():
            file.unlink()
    before = files(tmp_path / "site")
    assert index_of(built(hub).rendered)
    assert (files(tmp_path / "site"), runs) == (before, [3, 3, 3, 3])


def test_a_large_site_has_several_indexes_of_which_a_new_post_changes_the_last(
    tmp_path: Path, runs: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = hub_of(tmp_path)
    assert clean_files(hub, NOON)[1]["pagefind/parts.json"] == b"[]"
    monkeypatch.setattr(searching, "PART", 2)
    index = index_of(built(hub).written)
    assert (tmp_path / "site/pagefind/parts.json").read_text() == '["2/"]'
    assert {"pagefind/2/pagefind-entry.json", "pagefind/2/pagefind.js"} <= set(index)
    assert runs == [3, 2, 1]
    write(tmp_path, {"content/news/c.md": post("A new one", "Okapi.\n", date="2017-07-13")})
    changed = index_of(built(hub).rendered)
    assert [path for path in changed if not path.startswith("pagefind/2/")] == []
    assert runs == [3, 2, 1, 2]
    assert files(tmp_path / "site") == clean_files(hub, NOON)[1]


def test_a_kept_index_that_was_scribbled_on_is_made_anew(tmp_path: Path, runs: list[int]) -> None:
    hub = hub_of(tmp_path)
    built(hub)
    before = files(tmp_path / "site")
    (kept,) = (tmp_path / ".gazette/kept").rglob("*pagefind.js")
    kept.write_bytes(kept.read_bytes()[:-1])
    (tmp_path / "site/pagefind/pagefind.js").unlink()
    built(hub)
    assert (files(tmp_path / "site"), runs) == (before, [3, 3])


def test_readers_find_what_is_published_and_nothing_else(tmp_path: Path) -> None:
    built(hub_of(tmp_path))
    fragments = b"".join(
        gzip.decompress(p.read_bytes()) for p in (tmp_path / "site/pagefind/fragment").iterdir()
    )
    assert [word in fragments for word in (b"zeppelin", b"asbestos", b"Quagga", b"Okapi")] == [
        True,
        True,
        False,
        False,
    ]
    assert b'"url":"/news/a/"' in fragments


def test_the_same_words_give_the_same_index_in_every_process() -> None:
    records = [
        Record(f"/news/{n}/", f"Post {n}", "News", "1 July 2017", "en", f"pay {n} " * 40) for n in range(60)
    ]
    script = (
        "from gazette.fingerprint import fingerprint; from gazette.searching import Record, _made;"
        f"print(fingerprint(tuple(sorted(_made({records!r}).items()))))"
    )
    told = {
        subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, check=True).stdout
        for _ in range(3)
    }
    assert len(told) == 1


def test_a_machine_without_the_program_builds_without_search_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pagefind.service

    monkeypatch.setattr(pagefind.service, "get_executable", lambda: None)
    report = built(hub_of(tmp_path))
    assert [(p.code, p.severity, p.read) for p in report.problems] == [
        ("no-search", "warning", "FileNotFoundError: pagefind")
    ]
    assert "<p>missing</p>" in (tmp_path / "site/search/index.html").read_text()
    assert index_of(report.written) == []
    # Where the program breaks off, it is the same.
    monkeypatch.setattr(pagefind.service, "get_executable", lambda: "/bin/false")
    write(tmp_path, {"content/news/b.md": post("Safety", "Other words.\n")})
    assert [p.code for p in built(Hub(tmp_path, tmp_path / "templates")).problems] == ["no-search"]


def test_a_preview_has_no_index_and_a_hub_without_search_no_page_either(tmp_path: Path) -> None:
    hub = hub_of(tmp_path)
    place = Place(tmp_path / "preview", tmp_path / ".gazette/serve")
    report = build(Hub(hub.root, hub.defaults, preview=True), place, datetime(2017, 7, 14), jobs=1)
    assert index_of(report.written) == []
    assert "<p>preview</p>" in (tmp_path / "preview/search/index.html").read_text()
    write(tmp_path, {"content/site.toml": SETTINGS})
    assert [path for path in built(hub).written if path.startswith(("pagefind/", "search/"))] == []


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("Plain words.", "Plain words."),
        ("## A *heading* {#fee}\n\n- one\n- two\n\n1. three", "A heading one two three"),
        ("See [the page](../pages/a.md#b) and [that][ref].\n\n[ref]: https://a.example/x", "See the page and that ."),
        ("![A march](march.jpg) for pay[^1].\n\n[^1]: A note.", "A march for pay ."),
        ("<p class='x'>Pay &amp; safety</p>", "Pay & safety"),
        ("| a | b |\n|---|:-:|\n| c | d |", "a b c d"),
        ("> Quoted `code` ~~no~~", "Quoted code no"),
    ],
)  # fmt: skip
def test_markdown_is_searched_by_its_words(markdown: str, words: str) -> None:
    assert plain(markdown) == words


@pytest.fixture
def full_hub(tmp_path: Path) -> Hub:
    """The small hub with the templates of the repository, below a path."""
    small_hub(tmp_path, FILES)
    for name in list((tmp_path / "templates").rglob("*")):
        if name.is_file():
            name.unlink()
    write(tmp_path, {"content/site.toml": WITH.replace(".example/", ".example/hub/")})
    return Hub(tmp_path, REPOSITORY / "templates")


@pytest.mark.browser
def test_a_browser_finds_a_post_and_only_the_search_page_loads_anything_for_it(
    full_hub: Hub, tmp_path: Path, browser: Any
) -> None:
    report = build(full_hub, Place(tmp_path / "www/hub", tmp_path / "state"), NOON, jobs=1)
    assert report.problems == ()
    with plainly(tmp_path / "www") as address:
        page = browser.new_page()
        asked, complaints = [], []
        page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        for elsewhere in ("/hub/", "/hub/news/a/"):
            page.goto(address + elsewhere, wait_until="networkidle")
        assert [path for path in asked if "pagefind" in path or "search" in path.rpartition("/")[2]] == []
        page.goto(f"{address}/hub/search/", wait_until="networkidle")
        assert not [path for path in asked if "pagefind" in path], "the index is fetched when somebody asks"
        page.get_by_label("Search this site").fill("zeppelin")
        page.keyboard.press("Enter")
        found = page.locator("#site-search-found a")
        found.first.wait_for(timeout=20_000)
        assert sorted(found.evaluate_all("links => links.map((link) => link.getAttribute('href'))")) == [
            "/hub/about/", "/hub/news/a/",
        ]  # fmt: skip
        assert page.get_by_role("status").inner_text() == "2 pages found:"
        assert [words.rstrip(".") for words in page.locator("mark").all_inner_texts()] == [
            "zeppelin",
            "zeppelin",
        ]
        page.get_by_label("Search this site").fill("xylophone")
        page.keyboard.press("Enter")
        page.get_by_text("Nothing was found for “xylophone”").wait_for(timeout=20_000)
        page.goto(f"{address}/hub/search/?q=asbestos", wait_until="networkidle")
        found.first.wait_for(timeout=20_000)
        assert (found.count(), complaints) == (1, [])
        page.close()


@pytest.mark.browser
def test_a_browser_looks_into_all_the_indexes_of_a_large_site_under_the_headers_that_hosts_are_told(
    full_hub: Hub, tmp_path: Path, browser: Any, tool: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "PART", 2)
    for n, animal in enumerate(("quagga", "okapi", "ibex", "tapir")):
        write(tmp_path, {f"content/news/{n}.md": post(f"Post {n}", f"A zeppelin with {animal}.\n")})
    out = tmp_path / "site"
    assert build(full_hub, Place(out, tmp_path / "state"), NOON, jobs=1).problems == ()
    with by_nginx(tool("nginx"), out, "https://anytown.example/hub/", tmp_path) as address:
        page = browser.new_page()
        complaints: list[str] = []
        kept: dict[str, str] = {}
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "response",
            lambda answer: kept.update(
                {answer.url.partition("/pagefind/")[2]: answer.headers["cache-control"]}
            ),
        )
        found = page.locator("#site-search-found a")
        for words, paths in (
            ("zeppelin", ["about/", "news/0/", "news/1/", "news/2/", "news/3/", "news/a/"]),
            ("quagga", ["news/0/"]),
            ("tapir", ["news/3/"]),
        ):
            page.goto(f"{address}/hub/search/?q={words}", wait_until="networkidle")
            found.first.wait_for(timeout=20_000)
            links = found.evaluate_all("links => links.map((link) => link.getAttribute('href'))")
            assert sorted(links) == [f"/hub/{path}" for path in paths]
        page.close()
    assert complaints == []
    lasting = {path for path, told in kept.items() if path and told.endswith("immutable")}
    assert lasting == {path for path in kept if path.endswith((".pf_meta", ".pf_index", ".pf_fragment"))}
    assert {path[:2] for path in lasting if path[0].isdigit()} == {"2/", "3/", "4/"}


@pytest.mark.browser
def test_a_browser_searches_under_the_headers_that_hosts_are_told(
    sites: Built, tool: Callable[[str], str], tmp_path: Path, browser: Any
) -> None:
    with by_nginx(tool("nginx"), sites[JULY][1], "https://www.barnettuc.example/", tmp_path) as address:
        page = browser.new_page()
        complaints: list[str] = []
        policies: dict[str, str] = {}
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "response",
            lambda answer: policies.update(
                {answer.url.removeprefix(address): answer.headers["content-security-policy"]}
            ),
        )
        page.goto(f"{address}/search/?q=strike", wait_until="networkidle")
        page.locator("#site-search-found a").first.wait_for(timeout=20_000)
        page.close()
    assert complaints == []
    wasm = {path for path, policy in policies.items() if "'wasm-unsafe-eval'" in policy}
    assert wasm == {path for path in policies if path.startswith(("/search/", "/pagefind/"))}
    assert "/pagefind/pagefind.js" in wasm


@pytest.mark.browser
def test_without_scripts_the_search_page_says_so_and_leads_on(
    full_hub: Hub, tmp_path: Path, browser: Any
) -> None:
    build(full_hub, Place(tmp_path / "www/hub", tmp_path / "state"), NOON, jobs=1)
    with plainly(tmp_path / "www") as address:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{address}/hub/search/")
        assert page.locator("form").is_hidden()
        assert page.get_by_text("Searching needs scripts").is_visible()
        page.get_by_role("link", name="Everything by month").click()
        assert page.url == f"{address}/hub/archive/"
        context.close()
