"""The style: no rule without a use, and a style guide that shows every part."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html

from tests.hub import JULY, REPOSITORY, Built

TEMPLATES = REPOSITORY / "templates"
STYLE = (TEMPLATES / "static/style.css").read_text(encoding="utf-8")

PARTS = ("_cards.html", "_parts.html", "_fund.html", "_diary.html", "_share.html")
WITHIN = {"under"}
"""Macros that only other macros use."""

BODIES = {"align-right", "align-center", "footnote"}
"""Classes that the Markdown of a body brings with it."""


def words_of_templates() -> set[str]:
    texts = [
        file.read_text(encoding="utf-8") for file in (*TEMPLATES.glob("*.html"), TEMPLATES / "static/site.js")
    ]
    return set(re.findall(r"[\w-]+", " ".join(texts)))


def test_every_class_of_the_style_is_used() -> None:
    rules = re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", STYLE, flags=re.S)
    classes = set(re.findall(r"\.([a-z][a-z-]*)", rules)) - BODIES
    # The calendar counts its columns, and what an occasion is of gives its class.
    classes = {name for name in classes if not re.fullmatch(r"days-\w*", name)}
    made = {"state-live", "state-warn", "state-good", "badge-now", "badge-today", "badge-won"}
    assert classes - words_of_templates() - made == set()
    assert made <= classes


def test_every_colour_that_is_used_is_set() -> None:
    given = set(re.findall(r"(--[\w-]+):", STYLE)) | {
        "--accent",
        "--on-accent",
        "--banner",
        "--on-banner",
        "--trim",
    }
    assert set(re.findall(r"var\((--[\w-]+)", STYLE)) <= given


@pytest.mark.parametrize("file", PARTS)
def test_the_style_guide_shows_every_part(file: str) -> None:
    guide = (TEMPLATES / "style-guide.html").read_text(encoding="utf-8")
    macros = re.findall(r"{% macro (\w+)", (TEMPLATES / file).read_text(encoding="utf-8"))
    assert macros
    assert [m for m in macros if m not in WITHIN and not re.search(rf"\b{m}\(", guide)] == []


def test_readers_and_search_engines_are_not_led_to_the_style_guide(sites: Built) -> None:
    out = sites[JULY][1]
    guide = html.document_fromstring((out / "style-guide/index.html").read_bytes())
    assert guide.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert b"style-guide" not in (out / "sitemap.xml").read_bytes()
    pages = [page for page in out.rglob("*.html") if page.parent.name != "style-guide"]
    assert not [page for page in pages if b"/style-guide/" in page.read_bytes()]


def test_the_sitemap_page_leads_to_every_section_subject_union_page_and_month(sites: Built) -> None:
    report, out = sites[JULY]
    assert report.site is not None
    root = html.document_fromstring((out / "sitemap/index.html").read_bytes())
    linked = {str(address).strip("/") for address in root.xpath("//main//a/@href")}
    wanted = {
        Path(report.site.pages[e.path]).parent.as_posix()
        for e in report.site.of(report.site.shown)
        if e.kind == "page"
    }
    wanted |= {
        report.site.folder(group, key) for group in report.site.groups for key in report.site.groups[group]
    }
    wanted |= {f"archive/{year}/{month:02}" for year, month in report.site.months}
    assert wanted <= linked
