"""An export that tries everything: every word of it is shown, and the checks find what the report said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import lxml.html
import pikepdf
import pytest
from click.testing import CliRunner

from gazette.cli import main
from tests.exports import HEAD, SITE, TAIL
from tests.test_import_at_length import unsaid
from tests.test_import_moving import OUR_SETTINGS, picture
from tests.test_import_text import text_of
from tests.unit_export import TITLES, items, tried

TERMS = """<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>pay</wp:category_nicename>
<wp:category_parent></wp:category_parent><wp:cat_name>Pay</wp:cat_name></wp:category>
<wp:category><wp:term_id>4</wp:term_id><wp:category_nicename>fair</wp:category_nicename>
<wp:category_parent>pay</wp:category_parent><wp:cat_name>Fair pay</wp:cat_name></wp:category>
"""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub that everything was imported into, built."""
    folder = tmp_path_factory.mktemp("everything")
    root, uploads = folder / "hub", folder / "uploads/2017/07"
    (root / "content").mkdir(parents=True)
    uploads.mkdir(parents=True)
    (uploads / "picket.jpg").write_bytes(picture())
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(uploads / "flyer.pdf")
    (uploads / "broken.pdf").write_bytes(b"%PDF-1.4\nand no more")
    (uploads / "odd.xyz").write_bytes(b"Of some program")
    (uploads / "talk.mp3").write_bytes(b"ID3\x03\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" * 50)
    (root / "content/site.toml").write_text(OUR_SETTINGS)
    file = folder / "export.xml"
    file.write_text(HEAD.format(version="1.2", site=SITE) + TERMS + "".join(items()) + TAIL)
    arguments = [
        "import",
        "wordpress",
        str(file),
        "--root",
        str(root),
        "--media",
        str(folder / "uploads"),
        "--comments",
    ]
    told = CliRunner().invoke(main, arguments)
    assert (told.exit_code, told.stderr) == (0, ""), told.exc_info
    settings = root / "content/site.toml"
    top, tables = (
        (root / "imports/wordpress-site.toml").read_text().split("# At the end of content/site.toml:\n")
    )
    settings.write_text(top + settings.read_text() + tables)
    built = CliRunner().invoke(main, ["--root", str(root), "--now", "2030-01-01"])
    assert built.exit_code == 0, (built.stderr, built.exc_info)
    return root


@pytest.fixture(scope="module")
def rows(hub: Path) -> dict[str, dict[str, Any]]:
    return {row["number"]: row for row in json.loads((hub / "imports/wordpress.json").read_text())["rows"]}


def page_of(hub: Path, row: dict[str, Any]) -> lxml.html.HtmlElement:
    path = row["path"].removeprefix("content/").removeprefix("pages/").removesuffix(".md")
    return lxml.html.fromstring((hub / "site" / path / "index.html").read_text())


def test_every_word_that_readers_saw_is_shown_and_no_other(
    hub: Path, rows: dict[str, dict[str, Any]]
) -> None:
    wrong = {}
    for number, one in tried():
        (body,) = page_of(hub, rows[str(number)]).find_class("prose")
        found = text_of(lxml.html.tostring(body, encoding="unicode"))
        wanted = text_of(one.shown if one.shown is not None else one.html)
        if found != wanted:
            wrong[rows[str(number)]["path"]] = (found, wanted)
    assert wrong == {}


SHOWN_TITLES = [
    "Words of 0.", "Words of 1.", "Pay < prices & “rents” > wages", "Leaning bold", "A: colon # hash - dash", "---", "null", "yes",
    "2017", "'quoted\"", "[brackets] {braces} *stars*", "Emoji 👩\u200d🏭 and ZWJ", "Ünïcödé наука 労働 اردو", "x" * 300, "Tab and line",
    "%%percent%%", "Pay & conditions", "…", "@at `tick` |pipe|", "Zero\u200bwidth", "“Signs” & more", "STATEMENT ON THE JUNIOR DOCTORS DISPUTE",
]  # fmt: skip
"""What readers see of each odd title."""


def test_every_odd_title_is_shown_as_readers_saw_it(hub: Path, rows: dict[str, dict[str, Any]]) -> None:
    found = [
        page_of(hub, rows[str(200 + number)]).xpath("//h1")[0].text_content().strip()
        for number in range(len(TITLES))
    ]
    assert found == SHOWN_TITLES


def test_the_counts_of_the_report_add_up(hub: Path) -> None:
    report = json.loads((hub / "imports/wordpress.json").read_text())
    assert report["items"] == len(list(items())) == len(report["rows"]) == sum(report["counts"].values())
    files = {path for row in report["rows"] for path in row["files"]}
    content = {f.relative_to(hub).as_posix() for f in (hub / "content").rglob("*") if f.is_file()}
    assert content - {"content/site.toml"} == files
    assert report["notes"] == [
        "the category “Uncategorized” was left out of 36 items",
        "the post format “Aside” was left out of 18 items",
    ]


def test_the_checks_find_nothing_that_the_report_did_not_say(
    hub: Path, rows: dict[str, dict[str, Any]]
) -> None:
    told = CliRunner().invoke(main, ["check", "--root", str(hub), "--now", "2030-01-01", "--format", "json"])
    problems = json.loads(told.stdout)["problems"]
    assert {problem["code"] for problem in problems} == {
        "file-unexamined", "old-address", "all-capitals", "empty-words",
    }  # fmt: skip
    assert unsaid(problems, list(rows.values())) == []
