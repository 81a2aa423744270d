"""What a stranger writes runs nowhere: not in a page, a feed, a drawing or the preview, in Chromium."""

from __future__ import annotations

import json
import re
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import feedparser
import pytest
import yaml

from gazette import digests, prose, targets, templating
from gazette.forms import Form, form_of
from gazette.hub import Report
from gazette.kinds import KINDS
from gazette.pipeline import build, read, site_at
from gazette.places import Place
from gazette.render import letter
from gazette.serve import Server
from gazette.settings import Settings
from tests.checks.leaks import of_this_machine, offences
from tests.conftest import PROVE
from tests.full_hub import POSTS, full_hub
from tests.hostile import CONTEXTS, DRAWN, MORE, SETTINGS, Pen, drawing, hostile_hub, in_markdown, leaves
from tests.hub import NOON, REPOSITORY, built, post, small_hub
from tests.serving import plainly

pytestmark = pytest.mark.browser

LISTEN = """
const tell = (what) => console.log("RAN " + what);
window.pwned = (number) => tell(number);
for (const name of ["alert", "confirm", "print", "prompt"]) window[name] = () => tell(name);
document.addEventListener("securitypolicyviolation", (event) => tell("refused " + event.violatedDirective));
"""
"""A listener in every frame: it says what runs, and what the policy had to stop."""

PROVOKE = """
async () => {
  const leads = (link) => [link?.href?.baseVal, link?.href?.animVal, link?.href].map((to) => String(to ?? ""));
  const runs = (link) => leads(link).some((to) => /^\\s*javascript:/i.test(to.replace(/[\\t\\r\\n]/g, "")));
  window.addEventListener("click", (event) => runs(event.target.closest("a, area")) || event.preventDefault());
  window.addEventListener("submit", (event) => event.preventDefault());
  for (const element of document.querySelectorAll(document.body ? "body, body *" : "*")) {
    if (element.tagName === "DETAILS") element.open = !element.open;
    for (const name of ["mouseover", "mouseenter", "pointerover", "animationstart", "blur"])
      element.dispatchEvent(new Event(name));
    element.focus?.();
    element.click ? element.click() : element.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true}));
    if (/^javascript:/i.test(element.action ?? "")) element.submit();
  }
  await new Promise((done) => setTimeout(done, 20));
  const schemes = /^(https?|mailto|tel|sms|geo|webcal):$/;
  return [...document.querySelectorAll("[href], [src], [action], [formaction]")]
    .map((element) => element.protocol).filter((scheme) => scheme && !schemes.test(scheme));
}
"""
"""Does to a page whatever a reader could do, and gives the schemes of links that nobody should follow."""


class Reader:
    """A browser tab that counts what ran."""

    def __init__(self, browser: Any, policy: bool) -> None:
        self._context = browser.new_context(bypass_csp=not policy)
        self._context.add_init_script(LISTEN)
        self._page = self._context.new_page()
        self._page.on("console", self._heard)
        self._page.on("dialog", lambda dialog: (self.ran.append("dialog"), dialog.dismiss()))
        self._context.route(self._strange, lambda route: route.abort())
        self._home = ""
        self.ran: list[str] = []
        self.asked: list[str] = []

    def _heard(self, message: Any) -> None:
        if message.text.startswith("RAN "):
            self.ran.append(message.text.removeprefix("RAN "))

    def _strange(self, url: str) -> bool:
        strange = not url.startswith((self._home, "data:", "about:", "blob:"))
        if strange:
            self.asked.append(url)
        return strange

    def look(self, home: str, path: str) -> list[str]:
        """Open a page and do everything to it; the schemes of its links that nobody should follow."""
        self._home = home
        self._page.goto(f"{home}{path}", wait_until="load")
        return self.provoke()

    def provoke(self) -> list[str]:
        """Do everything to the page that is open."""
        return list(self._page.evaluate(PROVOKE))

    def wait_for(self, selector: str) -> int:
        """How many elements of a sort there are, once there is one."""
        self._page.wait_for_selector(selector, timeout=20_000)
        return int(self._page.locator(selector).count())

    def close(self) -> None:
        self._context.close()


@pytest.fixture(scope="module")
def bare(browser: Any) -> Iterator[Reader]:
    """A tab in which pages have no policy."""
    reader = Reader(browser, policy=False)
    yield reader
    reader.close()


def looked_at(reader: Reader, folder: Path, paths: list[str]) -> tuple[list[str], list[str], list[str]]:
    """What ran in the pages of a folder, what they asked of others, and which of their links run."""
    reader.ran, reader.asked = [], []
    with plainly(folder) as address:
        links = [f"{path} {scheme}" for path in paths for scheme in reader.look(f"{address}/", path)]
    return reader.ran, reader.asked, links


# --- each string by itself ----------------------------------------------------------------------

A_PAGE = 300
"""Strings of one page: what a string becomes is closed before the next begins."""


def pages_of(root: Path, every: int) -> list[str]:
    """Pages on which each string stands in each construct of Markdown, as a body is made."""
    hub = full_hub(root / "hub")
    site = site_at(hub, read(hub), NOON)
    assert site is not None
    printer = prose.Printer("en-GB")
    made = [
        f"<section>{printer.prose(one.text, 5, 'x', resolve(site), lambda file: None, lambda: ['books']).html}</section>"
        for one in in_markdown(every)
    ]
    names = []
    for start in range(0, len(made), A_PAGE):
        names.append(f"{start}.html")
        page = "\n".join(
            ("<!doctype html><meta charset=utf-8><title>x</title>", *made[start : start + A_PAGE])
        )
        (root / names[-1]).write_text(page, encoding="utf-8", errors="replace")
    return names


def resolve(site: Any) -> Callable[[str], targets.Target]:
    return lambda link: targets.target(site, "content/news/plain.md", link)


def test_no_string_in_any_construct_of_markdown_runs(
    bare: Reader, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    every = 1 if PROVE else 12
    pages = pages_of(tmp_path, every)
    assert looked_at(bare, tmp_path, pages) == ([], [], [])
    strings = sum(1 for _ in in_markdown(every))
    assert strings >= 500
    record_property(
        "told", f"untrusted: {strings} strings in {len(CONTEXTS)} constructs of Markdown, none ran"
    )


def test_without_the_cleaning_they_run(bare: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prose.nh3, "clean", lambda html, **given: html)
    ran, _, links = looked_at(bare, tmp_path, pages_of(tmp_path, 40))
    assert len({*ran}) > 30
    assert any(link.endswith("javascript:") for link in links)


# --- drawings -----------------------------------------------------------------------------------


def test_no_drawing_runs_when_it_is_opened_by_itself(bare: Reader, tmp_path: Path) -> None:
    names = [f"d{n}.svg" for n in range(1, len(DRAWN) + 1)]
    given: dict[str, str | bytes] = {
        f"content/news/{name}": drawing(payload, number)
        for number, (name, payload) in enumerate(zip(names, DRAWN, strict=True), 1)
    }
    shown = "".join(f"![A drawing]({name})\n\n[It]({name})\n\n" for name in names)
    report = built(small_hub(tmp_path / "hub", {**given, "content/news/a.md": post("A", shown)}))
    assert report.problems == ()
    paths = [f"news/{name}" for name in names]
    published = [*paths, "news/a/"] if PROVE else [*paths[::3], "news/a/"]
    assert looked_at(bare, tmp_path / "hub/site", published) == ([], [], [])
    # As they came they run: what is in each root (1001 and on), and what each has beside it wherever it runs in
    # this browser; a few only ever ran in others.
    came = paths[:: 1 if PROVE else 6]
    ran, _, _ = looked_at(bare, tmp_path / "hub/content", came)
    assert len({number for number in ran if len(number) == 4}) == len(came)
    assert len({number for number in ran if len(number) < 4}) > (15 if PROVE else 2)


# --- money --------------------------------------------------------------------------------------


def test_no_text_takes_the_place_of_the_account_that_is_copied(browser: Any, tmp_path: Path) -> None:
    """A text can have an element of any name, which nobody sees; the button copies what stands beside it."""
    hub = full_hub(tmp_path / "hub")
    settings = tmp_path / "hub/content/site.toml"
    settings.write_text("search = false\nsocial_cards = false\n" + settings.read_text("utf-8"), "utf-8")
    path = tmp_path / "hub/content/disputes/now.md"
    evil = "".join(
        f'<p class="unseen" id="{name}-account">Account number: 99999999</p>\n\n'
        for name in ("site-fund", "site-fund-1", "site-fund-2")
    )
    text = path.read_text("utf-8")
    end = text.index("---\n", 4) + 4
    path.write_text(f"{text[:end]}{evil}{text[end:]}\n\n::: fund books\n:::\n\n{evil}", "utf-8")
    there = Place(tmp_path / "www/hub", tmp_path / "state")
    assert not build(hub, there, NOON, jobs=1).failed
    context = browser.new_context()
    context.add_init_script(
        "navigator.clipboard.writeText = async (text) => { (window.copied ??= []).push(text); };"
    )
    page = context.new_page()
    with plainly(tmp_path / "www") as address:
        page.goto(f"{address}/hub/disputes/now/")
        for button in page.get_by_role("button", name="Copy these details").all():
            button.click()
        copied = page.evaluate("window.copied")
    context.close()
    assert len(copied) == 2
    assert {line for text in copied for line in text.splitlines() if "number" in line} == {
        "Account number: 01234567"
    }


# --- a whole hub of them ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Pen, Report]:
    """The site of a hub that is full of such strings, published as if nothing had been found wrong with it."""
    root = tmp_path_factory.mktemp("hostile")
    hub, pen = hostile_hub(root, 4, search="yes", social_cards="yes") if PROVE else hostile_hub(root)
    there = Place(root / "www/hub", root / "state")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("gazette.render.errors", lambda problems: ())
        patched.setattr(Report, "failed", property(lambda report: False))
        report = build(hub, there, NOON, jobs=1)
    assert len(report.written) > 100
    return there.out, pen, report


def test_every_field_of_every_kind_and_of_the_settings_is_filled() -> None:
    """A field that is added later is missing until POSTS of the full hub, or MORE or SETTINGS, have it too."""
    posts = [yaml.load(fields, yaml.BaseLoader) for fields in (POSTS | MORE).values()]
    filled = {part for fields in (*posts, SETTINGS) for leaf, _ in leaves(fields) for part in leaf}
    known = {name for kind in (*KINDS, Settings) for name in names(form_of(kind))}
    assert known - filled == set()


def names(form: Form) -> Iterator[str]:
    """The names of all fields of a form, those within groups too."""
    for blank in form.blanks:
        yield blank.name
        for value in blank.takes:
            if value.group:
                yield from names(value.group)


def test_no_string_in_any_field_runs_in_a_page(
    bare: Reader, hostile: tuple[Path, Pen, Report], record_property: Callable[[str, object], None]
) -> None:
    out, pen, _ = hostile
    pages = {
        file.relative_to(out.parent).as_posix(): file.read_text() for file in sorted(out.rglob("*.html"))
    }
    sent_on = {path: found[1] for path, page in pages.items() if (found := SENDS_ON.search(page))}
    assert [where for where in sent_on.values() if not where.startswith("/hub/")] == []
    shown = [path for path in pages if path not in sent_on]
    assert looked_at(bare, out.parent, shown if PROVE else shown[::8]) == ([], [], [])
    told = f"untrusted: {pen.written} strings written into {len(pages)} pages, {len(pen.placed)} as whole fields, none ran"
    record_property("told", f"{told}; {len(pen.refused)} more refused by the field's type")


def test_the_hostile_hub_tells_nothing_of_the_machine(hostile: tuple[Path, Pen, Report]) -> None:
    out, _, _ = hostile
    assert offences(out, (*of_this_machine(), str(REPOSITORY), sys.prefix, str(out.parents[1]))) == []


SENDS_ON = re.compile(r'http-equiv="refresh" content="0; url=([^"]*)"')


def test_no_string_runs_in_what_feeds_and_the_digest_carry(
    bare: Reader, hostile: tuple[Path, Pen, Report], tmp_path: Path
) -> None:
    """What a feed reader takes for HTML is shown as it came, by a reader that cleans nothing."""
    out, _, report = hostile
    for file in (*out.rglob("feed*.xml"), *out.rglob("atom*.xml"), *out.rglob("feed*.json")):
        (tmp_path / f"{file.relative_to(out).as_posix().replace('/', '-')}.html").write_text(
            "<!doctype html><meta charset=utf-8><title>x</title>" + "\n<hr>".join(carried(file)),
            encoding="utf-8",
        )
    site = report.site
    assert site is not None
    told = digests.digest(site, "2017-W27")
    assert told is not None
    (tmp_path / "letter.html").write_text(str(letter(site, told)), encoding="utf-8")
    pages = sorted(path.name for path in tmp_path.iterdir())
    assert len(pages) > 50
    assert looked_at(bare, tmp_path, pages if PROVE else pages[::12]) == ([], [], [])


def carried(file: Path) -> Iterator[str]:
    """The HTML in the items of a feed."""
    if file.suffix == ".json":
        yield from (item["content_html"] for item in json.loads(file.read_text("utf-8"))["items"])
        return
    for entry in feedparser.parse(
        file.read_bytes(), sanitize_html=False, resolve_relative_uris=False
    ).entries:
        pieces = (entry.get("summary_detail"), *entry.get("content", ()))
        yield from (piece["value"] for piece in pieces if piece and "html" in piece["type"])


def test_no_string_runs_in_the_preview(
    bare: Reader, hostile: tuple[Path, Pen, Report], tmp_path: Path
) -> None:
    """The panel, each entry beside its shapes, and every page with all that is wrong laid over it."""
    out, _, report = hostile
    told = {(problem.code, problem.read): problem for problem in report.problems}
    assert len(told) > 100
    few = replace(report, problems=tuple(told.values())[:: 8 if PROVE else 3])
    for folder in (out, tmp_path):  # with a site, and while there is none
        server = Server(folder, lambda: "https://anytown.example/hub/", port=0)
        server.start()
        try:
            server.publish(few, lambda problem: (problem.read, problem.hint))
            home = server.address.removesuffix("/hub/")
            paths = [f"/-gazette/entry?path={quote(path)}" for path in sorted(report.site.entries)]
            bare.ran, bare.asked = [], []
            found = [
                s for p in ("/-gazette/", "/hub/", *paths[:: 5 if PROVE else 20]) for s in bare.look(home, p)
            ]
        finally:
            server.stop()
        assert (bare.ran, [url for url in bare.asked if "vscode:" not in url], found) == ([], [], [])


@pytest.mark.skipif(not PROVE, reason="the index of the hostile hub is only made by make prove")
def test_no_string_runs_where_the_search_shows_it(bare: Reader, hostile: tuple[Path, Pen, Report]) -> None:
    out, _, _ = hostile
    bare.ran = []
    with plainly(out.parent) as address:
        bare.look(f"{address}/", "hub/search/?q=pwned")
        found = bare.wait_for("#site-search-found a")
        bare.provoke()
    assert (found > 5, bare.ran) == (True, [])


@pytest.mark.skipif(not PROVE, reason="a second build of the hostile hub, only made by make prove")
def test_without_escaping_they_run(bare: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = templating._Sandbox
    monkeypatch.setattr(templating, "_Sandbox", lambda **given: plain(**{**given, "autoescape": False}))
    monkeypatch.setattr(templating, "_CODE", OrderedDict())
    monkeypatch.setattr("gazette.render.errors", lambda problems: ())
    monkeypatch.setattr(Report, "failed", property(lambda report: False))
    hub, _ = hostile_hub(tmp_path)
    build(hub, Place(tmp_path / "www/hub", tmp_path / "state"), NOON, jobs=1)
    ran, _, _ = looked_at(bare, tmp_path / "www", ["hub/index.html", "hub/campaigns/save/index.html"])
    assert len({*ran}) > 3


@pytest.mark.skipif(not PROVE, reason="every page once more, only by make prove")
def test_the_policy_has_nothing_to_stop(browser: Any, hostile: tuple[Path, Pen, Report]) -> None:
    """The pages once more with their policy: what it stops would have run without it."""
    out, _, _ = hostile
    reader = Reader(browser, policy=True)
    pages = [file for file in sorted(out.rglob("*.html")) if not SENDS_ON.search(file.read_text())]
    shown = [file.relative_to(out.parent).as_posix() for file in pages[::3]]
    try:
        assert looked_at(reader, out.parent, shown) == ([], [], [])
    finally:
        reader.close()
