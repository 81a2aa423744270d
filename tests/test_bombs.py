"""Texts that are made to be too much: a problem or a page, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hub import built, post, small_hub

NESTED_LIST = "".join("    " * n + "- x\n" for n in range(400))


def test_lists_within_lists_without_end_are_a_problem(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {"content/news/deep.md": post("Deep", f"Words.\n\n{NESTED_LIST}")})
    assert [(p.code, p.path, p.line) for p in built(hub).problems] == [
        ("nested-too-deeply", "content/news/deep.md", 5)
    ]


@pytest.mark.parametrize("body", ["> " * 3000 + "x\n", "<div>" * 3000, "[" * 3000, "*a_ " * 2000])
def test_other_towers_are_pages(tmp_path: Path, body: str) -> None:
    hub = small_hub(tmp_path, {"content/news/deep.md": post("Deep", f"Words.\n\n{body}\n")})
    assert not built(hub).problems


def test_a_template_that_includes_itself_is_a_problem(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {"templates/404.html": '{% include "404.html" %}'})
    assert [(p.code, p.path, p.line) for p in built(hub).problems] == [
        ("template-error", "templates/404.html", 1)
    ]
