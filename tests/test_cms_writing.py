"""Posts written in the real CMS, in Chromium, are what the hub takes; what nobody changed stays as it was."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html
from PIL import Image
from playwright.sync_api import Browser

from gazette import backends, cms
from gazette.frontmatter import parse, plain
from gazette.hub import Hub
from gazette.kinds import KINDS, Entry
from gazette.pipeline import build
from gazette.places import Place
from gazette.sections import Cms
from tests.cms_desk import BASE, Desk, equipped, git, packages, preview, sitting
from tests.conftest import PROVE
from tests.full_entries import POSTS
from tests.full_programmes import MORE
from tests.hub import REPOSITORY
from tests.serving import by_nginx

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not PROVE, reason="run by make prove"),
    pytest.mark.skipif(not packages(), reason="no CMS here: sh tests/cms.sh gets it"),
]

NOW = datetime(2030, 1, 1, 12)
"""After the day that the CMS of this machine takes for today, so that what is written is published."""

FULL = {kind: text for kind, (text, _) in {**POSTS, **MORE}.items()}


@pytest.fixture(scope="module")
def desk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The CMS of the sample hub, signed in to."""
    hub = equipped(tmp_path_factory.mktemp("hub"), sample=True)
    with sitting(browser, hub, NOW) as desk:
        yield desk


def photograph() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((900, 600)).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def test_a_post_with_a_picture_is_written_saved_and_built_without_a_problem(desk: Desk) -> None:
    tab = desk.tab
    desk.open("news/new")
    tab.get_by_label("Title").fill("Strike: “day two” at Ørsted’s depot & café #1")
    tab.locator("[id^=body-field]").fill("We were out again.\n\n- placards\n- songs\n")
    tab.get_by_role("button", name="Add image").click()
    tab.get_by_role("button", name="Choose an image").click()
    with tab.expect_file_chooser() as chooser:
        tab.get_by_text("Upload", exact=True).click()
    chooser.value.set_files({"name": "Picket Line (2).JPG", "mimeType": "image/jpeg", "buffer": photograph()})
    tab.get_by_text("picket-line-2-.jpg").wait_for()
    tab.get_by_role("button", name="Choose selected").click()
    tab.get_by_label("Alt").fill('Members with placards: "Fair pay"')
    tab.get_by_role("button", name="Add tags").click()
    tab.locator("input[id^=tags-field]").fill("07")
    day = tab.locator("input[type=date]").first.input_value()
    desk.publish()
    slug = "strike-day-two-at-orsted-s-depot-cafe-1"
    assert (desk.hub.root / f"content/news/{slug}.md").read_text("utf-8") == (
        f"""\
---
title: 'Strike: “day two” at Ørsted’s depot & café #1'
date: {day}
tags:
  - 07
image:
  file: picket-line-2-.jpg
  alt: 'Members with placards: "Fair pay"'
---
We were out again.

- placards
- songs
"""
    )
    assert (desk.hub.root / "content/news/picket-line-2-.jpg").read_bytes() == photograph()
    report = desk.build()
    assert report.problems == ()
    page = html.document_fromstring((preview(desk.hub).out / f"news/{slug}/index.html").read_bytes())
    [shown] = page.xpath("//main//img[contains(@alt, 'Fair pay')]/@src")
    assert (preview(desk.hub).out / shown.lstrip("/")).is_file()
    desk.check()


NEEDED = {"fund": {"online_url": "https://example.org/give"}}
"""What a rule of a kind asks for besides: that fields go together a form cannot say."""

VALUES = {
    "title": "Written in the CMS", "name": "A fund of the CMS", "start": "2030-02-01", "date": "2029-12-31",
}  # fmt: skip


def test_a_picture_is_put_into_the_text_where_the_cursor_is(desk: Desk) -> None:
    tab = desk.tab
    desk.open("statements/new")
    tab.get_by_label("Title").fill("With a picture in its text")
    text = tab.locator("[id^=body-field]")
    text.fill("Before.\n\n\n\nAfter.")
    text.evaluate("area => area.setSelectionRange(9, 9)")
    tab.get_by_role("button", name="Put a picture into the text").click()
    with tab.expect_file_chooser() as chooser:
        tab.get_by_text("Upload", exact=True).click()
    chooser.value.set_files({"name": "hall.jpg", "mimeType": "image/jpeg", "buffer": photograph()})
    tab.get_by_text("hall.jpg").wait_for()
    tab.get_by_role("button", name="Choose selected").click()
    tab.get_by_role("dialog").or_(tab.get_by_text("Choose selected")).first.wait_for(state="hidden")
    tab.wait_for_function("document.activeElement.selectionStart === 11")
    tab.keyboard.type("The hall")
    desk.publish()
    file = desk.hub.root / "content/statements/with-a-picture-in-its-text.md"
    assert file.read_text("utf-8").endswith("---\nBefore.\n\n![The hall](hall.jpg)\n\nAfter.\n")
    assert desk.build().problems == ()
    page = preview(desk.hub).out / "statements/with-a-picture-in-its-text/index.html"
    assert html.document_fromstring(page.read_bytes()).xpath("//main//img[@alt='The hall']")
    desk.check()


TITLES = {
    "ہڑتال جاری ہے": "statements-2029-12-31",
    "!!!": "statements-2029-12-31-1",
    "Łódź & Zürich: ÆØÅ — straße": "lodz-zurich-aeoa-strasse",
    "Strike " * 50: ("strike-" * 12)[:80].strip("-"),
}


def test_a_title_in_any_letters_and_of_any_length_has_a_file_of_a_plain_name(desk: Desk) -> None:
    for title, name in TITLES.items():
        desk.open("statements/new")
        desk.tab.get_by_label("Title").fill(title.strip())
        desk.tab.locator("input[id^=date-field]").fill("2029-12-31")
        desk.publish()
        text = (desk.hub.root / f"content/statements/{name}.md").read_text("utf-8")
        assert title.strip() in text
        assert "file" not in text
    assert desk.build().problems == ()


def test_the_form_fits_a_telephone(desk: Desk) -> None:
    desk.tab.set_viewport_size({"width": 390, "height": 844})
    desk.open("events/new")
    for field in ("title", "date", "start", "body", "venue", "online_url"):
        box = desk.tab.locator(f"[id^={field}-field]").first.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    desk.tab.set_viewport_size({"width": 1280, "height": 900})


def test_a_post_of_each_kind_is_taken_without_a_problem_or_a_warning(desk: Desk) -> None:
    root = desk.hub.root
    for kind in KINDS:
        desk.open(f"{kind.folder}/new")
        more = NEEDED.get(kind.kind, {})
        required = [
            one["name"] for one in cms.collection(kind, "Europe/London")["fields"] if one.get("required")
        ]
        values = {**{name: VALUES[name] for name in required}, **more}
        for name, value in values.items():
            desk.tab.locator(f"input[id^={name}-field]").fill(value)
        desk.tab.locator("[id^=body-field]").fill("Some words.")
        desk.publish()
        file = "a-fund-of-the-cms" if kind.kind == "fund" else "written-in-the-cms"
        text = (root / f"content/{kind.folder}/{file}.md").read_text("utf-8")
        lines = [f"{name}: {value}" for name, value in values.items()]
        assert text == "\n".join(["---", *lines, "---", "Some words.", ""])
    there = Place(root / "site", root / ".gazette/site")
    assert build(Hub(root, desk.hub.defaults), there, NOW, jobs=1, strict=True).problems == ()
    for kind in KINDS:
        name = f"{'' if kind.kind == 'page' else kind.folder + '/'}written-in-the-cms/index.html"
        assert (there.out / name).is_file() == (kind.kind != "fund")
    desk.check()


@pytest.mark.parametrize("kind", FULL, ids=lambda kind: kind.kind)
def test_what_nobody_changed_stays_as_it_was(desk: Desk, kind: type[Entry]) -> None:
    """With every field that there is, each written as people write it."""
    file = desk.hub.root / f"content/{kind.folder}/full.md"
    heading = "name" if kind.kind == "fund" else "title"
    text = f"---\n# Kept: a comment\n{FULL[kind].strip()}\n# and one at the end\n---\nOne.\n"
    flow = json.dumps(plain(parse(str(file), text.encode())[0].fields))  # type: ignore[union-attr]
    for before, kept in ((text, True), (f"---\n{flow}\n---\nOne.\n", False)):
        file.write_text(before, encoding="utf-8")
        desk.open(f"{kind.folder}/entries/full")
        desk.tab.locator("[id^=body-field]").fill("One.\n\nTwo.")
        desk.publish()
        after = file.read_text("utf-8")
        if kept:
            assert after == before.replace("\nOne.\n", "\nOne.\n\nTwo.\n")
        else:
            assert read(file.name, after, kind) == read(file.name, before, kind)
        desk.tab.get_by_label(heading.capitalize(), exact=True).first.fill("Another")
        desk.publish()
        was = read(file.name, after, kind)
        assert read(file.name, file.read_text("utf-8"), kind) == {**was, "title": "Another"}
        if kept:
            changed = [line for line in file.read_text("utf-8").split("\n") if line not in after.split("\n")]
            assert changed == [f"{heading}: Another"]
    file.unlink()


def read(name: str, text: str, kind: type[Entry]) -> dict[str, object]:
    """What a file says: its kind reads one value as a list of one, and a line as the group it stands for."""
    from gazette.kinds.reading import read as read_entry

    document, problems = parse(f"content/{kind.folder}/{name}", text.encode())
    assert document is not None
    assert problems == ()
    entry, wrong = read_entry(document)
    assert wrong == ()
    return {one: getattr(entry, one) for one in entry.__dataclass_fields__}


def test_with_review_a_post_waits_on_a_branch_until_it_is_published(browser: Browser, tmp_path: Path) -> None:
    said = '[cms]\nrepository = "anytown/hub"\nsign_in = "https://sign-in.example.org/"\n'
    hub = equipped(tmp_path, said)
    with sitting(browser, hub, NOW, "git") as desk:
        desk.open("news/new")
        desk.tab.get_by_label("Title").fill("To be looked at")
        desk.tab.locator("[id^=body-field]").fill("Some words.")
        with desk.saving():
            desk.tab.get_by_role("button", name="Save").click()
        desk.tab.get_by_text("Changes saved").wait_for()
        assert git(tmp_path, "branch", "--format=%(refname:short)").split() == [
            "cms/news/to-be-looked-at",
            "main",
        ]
        assert "to-be-looked-at.md" not in git(tmp_path, "ls-tree", "-r", "--name-only", "main")
        assert "to-be-looked-at.md" in git(
            tmp_path, "ls-tree", "-r", "--name-only", "cms/news/to-be-looked-at"
        )
        desk.check()


@pytest.mark.parametrize(
    ("one", "button", "asked"),
    [
        (Cms(repository="a/b", sign_in="https://in.example.org/oauth"), "GitHub",
         ("in.example.org", "/oauth", {"provider": ["github"], "scope": ["repo"]})),
        (Cms(repository="a/b", service="gitlab", app="1f"), "GitLab",
         ("gitlab.com", "/oauth/authorize", {"client_id": ["1f"], "response_type": ["code"]})),
        (Cms(repository="a/b", service="forgejo", app="2e"), "Forgejo",
         ("codeberg.org", "/login/oauth/authorize", {"client_id": ["2e"], "response_type": ["code"]})),
    ],
    ids=["github", "gitlab", "forgejo"],
)  # fmt: skip
def test_a_published_cms_sends_editors_to_sign_in_and_asks_nobody_else(
    browser: Browser, tool: Callable[[str], str], tmp_path: Path, one: Cms, button: str,
    asked: tuple[str, str, dict[str, list[str]]],
) -> None:  # fmt: skip
    given = {name: getattr(one, name) for name in ("repository", "service", "sign_in", "app")}
    lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in given.items() if value)
    hub = equipped(tmp_path / "hub", f"[cms]\n{lines}")
    there = Place(tmp_path / "hub/site", tmp_path / "hub/.gazette/site")
    assert build(Hub(hub.root, REPOSITORY / "templates"), there, NOW, jobs=1).problems == ()
    work = tmp_path / "work"
    work.mkdir()
    said: list[str] = []
    elsewhere: list[str] = []
    context = browser.new_context()
    tab = context.new_page()
    tab.on("console", lambda line: said.append(line.text) if line.type in ("error", "warning") else None)
    context.route(
        lambda url: not url.startswith("http://127.0.0.1:"),
        lambda route: (elsewhere.append(route.request.url), route.fulfill(body="Sign in here"))[1],
    )
    with by_nginx(tool("nginx"), there.out, BASE, work, backends.places(one, local=False)) as address:
        tab.goto(f"{address}/admin/")
        login = tab.get_by_role("button", name=button)
        login.wait_for()
        assert elsewhere == []
        login.click()
        for _ in range(100):
            if elsewhere:
                break
            tab.wait_for_timeout(50)
        found = urlsplit(elsewhere[0])
        host, path, query = asked
        assert (found.netloc, found.path) == (host, path)
        assert query.items() <= parse_qs(found.query).items()
    context.close()
    assert said == []
