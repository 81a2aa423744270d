"""Texts that are made to be too much: a problem or a page, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hub import built, post, small_hub

STEPS = "".join("    " * n + "- x\n" for n in range(400))


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ("- " * 1000 + "x", "nested-too-deeply", 5),
        (STEPS, "too-much-to-read", 7),
        ("Words.\n\nMore [" + "[" * 9000, "too-much-to-read", 9),
        ("word " * 200_000 + "\n\n" + "```a\n" * 9000, "too-much-to-read", 5),
    ],
)
def test_a_text_that_cannot_be_read_is_a_problem_and_the_others_are_told_of_theirs(
    tmp_path: Path, body: str, code: str, line: int
) -> None:
    posts = {
        "content/news/bomb.md": post("Bomb", f"Words.\n\n{body}"),
        "content/news/other.md": post("Other", "[Gone](gone.md)\n"),
    }
    problems = built(small_hub(tmp_path, posts)).problems
    assert [(p.code, p.path, p.line) for p in problems] == [
        (code, "content/news/bomb.md", line),
        ("link-missing", "content/news/other.md", 5),
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
