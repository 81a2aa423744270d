"""The gallery of docs/: a picture of every sort of page, and every picture told of."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from gazette.hub import Report
from gazette.plan import plan
from gazette.recipes.pages import EntryPage, Listing
from tests.hub import REPOSITORY, Built

pytest.importorskip("playwright.sync_api")

DOCS = REPOSITORY / "docs"


def sorts(report: Report, out: Path) -> dict[str, str]:
    """The sort of each page that can be looked at, by its path without index.html."""
    assert report.site is not None
    found = {}
    for output in plan(report.site)[0]:
        recipe, path = output.recipe, output.path
        if not path.endswith(".html") or b'http-equiv="refresh"' in (out / path).read_bytes():
            continue
        if isinstance(recipe, EntryPage):
            sort = report.site.entries[recipe.source].kind
        elif isinstance(recipe, Listing):
            sort = f"list of a {recipe.group}"
        else:
            sort = (
                f"{type(recipe).__name__} {path.count('/') - 1 if path.startswith('archive') else ''}".strip()
            )
        found[path.removesuffix("index.html")] = sort
    return found


def test_every_sort_of_page_has_its_picture(sites: Built) -> None:
    pictured = {
        (picture.now, picture.page.partition("?")[0])
        for picture in runpy.run_path(str(DOCS / "pictures.py"))["PICTURES"]
    }
    wanted, shown = set(), set()
    for now, (report, out) in sites.items():
        for path, sort in sorts(report, out).items():
            wanted.add(sort)
            if (now, path) in pictured:
                shown.add(sort)
    assert len(wanted) > 20
    # An event is shown as of a day on which it was on; a year of the archive is like its month.
    assert wanted - shown == {"event", "Archive 1"}


def test_every_picture_is_there_and_shown_with_words() -> None:
    files = {file.name for file in (DOCS / "pictures").iterdir()}
    shown = {
        name: words
        for page in [REPOSITORY / "README.md", *DOCS.glob("*.md")]
        for words, name in re.findall(
            r"!\[([^\]]*)\]\((?:docs/)?pictures/([^)]+)\)", page.read_text(encoding="utf-8")
        )
    }
    assert set(shown) == files
    assert [name for name, words in shown.items() if not words] == []
