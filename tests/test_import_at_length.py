"""Long random exports: every item accounted for, every id in the feeds, every old address answered."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import feedparser
import pytest
from click.testing import CliRunner

from gazette.addresses import old_path
from gazette.cli import main
from tests.conftest import PROVE
from tests.exports import SITE
from tests.random_export import whole
from tests.test_import_moving import OUR_SETTINGS

ITEMS = 2_000 if PROVE else 150


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub that a long export was imported into, with the lines that were proposed, built."""
    folder = tmp_path_factory.mktemp("at-length")
    root = folder / "hub"
    (root / "content").mkdir(parents=True)
    settings = root / "content/site.toml"
    settings.write_text(OUR_SETTINGS.replace("[feeds]", "social_cards = false\nsearch = false\n[feeds]"))
    (folder / "export.xml").write_text(whole(1, ITEMS))
    command = ["import", "wordpress", str(folder / "export.xml"), "--root", str(root), "--comments"]
    told = CliRunner().invoke(main, command)
    assert (told.exit_code, told.stderr) == (0, ""), told.exc_info
    top, tables = (
        (root / "imports/wordpress-site.toml").read_text().split("# At the end of content/site.toml:\n")
    )
    settings.write_text(top + settings.read_text() + tables)
    built = CliRunner().invoke(main, ["--root", str(root), "--now", "2030-01-01", "--format", "json"])
    assert built.exit_code == 0, (built.stdout, built.exc_info)
    (root / "problems.json").write_text(built.stdout)
    return root


@pytest.fixture(scope="module")
def rows(hub: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((hub / "imports/wordpress.json").read_text())["rows"]
    return found


def test_every_item_has_a_row_and_every_file_is_of_one(hub: Path, rows: list[dict[str, Any]]) -> None:
    assert len(rows) == ITEMS
    written = [path for row in rows for path in row["files"]]
    there = {f.relative_to(hub).as_posix() for f in (hub / "content").rglob("*") if f.is_file()}
    assert sorted(written) == sorted(there - {"content/site.toml"})
    assert all(row["path"] or row["notes"] or row["outcome"] == "with a post" for row in rows)


def test_the_ids_over_all_pages_of_the_feeds_archive_are_the_exports_guids(
    hub: Path, rows: list[dict[str, Any]]
) -> None:
    ids: list[str] = []
    page, seen = "feed.xml", set[str]()
    while page and page not in seen:  # as a feed reader follows an archive
        seen.add(page)
        feed = feedparser.parse((hub / "site" / page).read_bytes())
        ids += (entry.id for entry in feed.entries)
        before = [link.href for link in feed.feed.links if link.rel == "prev-archive"]
        page = urlsplit(before[0]).path.lstrip("/") if before else ""
    assert len(seen) > 1
    posts = [
        row for row in rows if row["outcome"] == "published" and not row["path"].startswith("content/pages/")
    ]
    assert sorted(set(ids)) == sorted(row["key"] for row in posts)
    numbered = {row["number"]: row["key"] for row in posts}
    given = dict(
        re.findall(
            r"<guid [^>]*>([^<]*)</guid>.*?<wp:post_id>(\d+)<", (hub.parent / "export.xml").read_text(), re.S
        )
    )
    for guid, number in given.items():
        if number in numbered and numbered[number] != guid:
            (row,) = (row for row in rows if row["number"] == number)
            assert any(note.endswith(f"its id is {row['key']} here") for note in row["notes"]), row


def test_every_permalink_answers_with_its_page_or_one_redirect_to_it(
    hub: Path, rows: list[dict[str, Any]]
) -> None:
    queries = {}
    for line in (hub / "site/nginx-redirects.conf").read_text().splitlines():
        if field := re.match(r'map "\$uri\?\$arg_(\w+)"', line):
            name = field[1]
        elif found := re.match(r' +"/\?(\S+)" "(\S+)";', line):
            queries[f"?{name}={found[1]}"] = found[2]
    asked = 0
    for row in rows:
        if row["outcome"] != "published":
            continue
        page = "/" + re.sub(r"^content/(pages/)?|\.md$", "", row["path"]) + "/"
        assert _leads(hub, page) == ""
        for old in (row["address"].removeprefix(SITE), f"/?p={row['number']}"):
            if f"something else answers at its old address {unquote(old)}" in row["notes"]:
                continue
            asked += 1
            if "?" in old:
                assert queries[old[1:]] == page, row
            elif old != page:
                assert _leads(hub, old) == page, row
    assert asked > ITEMS


def _leads(hub: Path, address: str) -> str:
    """Where the page at an address sends its readers on to; empty where it is no redirect."""
    html = (hub / "site" / old_path(address)).read_text()
    found = re.search(r'<meta http-equiv="refresh" content="0; ?url=([^"]*)"', html)
    return unquote(urlsplit(found[1]).path) if found else ""


def test_lists_of_the_old_site_lead_to_lists_of_the_hub(hub: Path) -> None:
    for old, new in {
        "/category/pay/": "/tags/pay/", "/category/work/conditions/pay/": "/tags/pay/", "/category/work/": "/archive/",
        "/category/work/conditions/pay/fair/": "/tags/fair-pay/", "/category/uncategorized/": "/archive/", "/tag/hours-2/": "/tags/hours/",
        "/type/aside/": "/archive/", "/author/jo/": "/archive/", "/category/statements/": "/statements/",
    }.items():  # fmt: skip
        assert _leads(hub, old) == new


def test_importing_it_twice_changes_nothing(hub: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in (hub / "content").rglob("*") if file.is_file()}
    report = (hub / "imports/wordpress.json").read_text()
    command = ["import", "wordpress", str(hub.parent / "export.xml"), "--root", str(hub), "--comments"]
    told = CliRunner().invoke(main, command)
    assert (told.exit_code, told.stderr) == (0, "")
    assert before == {
        file: file.stat().st_mtime_ns for file in (hub / "content").rglob("*") if file.is_file()
    }
    assert (hub / "imports/wordpress.json").read_text() == report.replace(
        '"step": "new"', '"step": "unchanged"'
    )


def test_the_checks_find_nothing_that_the_report_did_not_say(hub: Path, rows: list[dict[str, Any]]) -> None:
    problems = json.loads((hub / "problems.json").read_text())["problems"]
    assert problems
    assert unsaid(problems, rows) == []


def unsaid(problems: list[dict[str, Any]], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of the problems of which the rows of a report say nothing."""
    notes = {path: row["notes"] for row in rows for path in row["files"]}
    codes = {"old-address": "{read}", "file-unexamined": "{name} is published as it is"}
    found = []
    for one in problems:
        name = "/".join(one["path"].split("/")[2:])
        key = codes.get(one["code"], "").format(read=one["read"], name=name)
        said = notes.get(one["path"], [])
        if not any(one["message"] in note or (key and key in note) for note in said):
            found.append(one)
    return found
