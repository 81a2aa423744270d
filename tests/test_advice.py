"""Advice: what is allowed and hardly meant is told once, at its place, and is an error with --strict."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from gazette.hub import Hub
from gazette.intake import post as read_post
from gazette.pipeline import read
from gazette.problems import Problem
from gazette.sources import Source
from tests.hub import REPOSITORY, built, place, post, small_hub, write

HOSTS = ("council.example", "old.example")


def advice(text: str, path: str = "content/news/one.md") -> list[tuple[str, int, int, str]]:
    """Code, line, column and hint of every warning about a post."""
    found = read_post(Source(path, "digest", len(text.encode()), text.encode()), "en", HOSTS).problems
    assert all(problem.severity == "warning" and problem.read and problem.wanted for problem in found)
    return [(problem.code, problem.line, problem.column, problem.hint) for problem in found]


GAP = "put an empty line above this one"
CASES: dict[str, tuple[str, list[tuple[str, int, int, str]]]] = {
    "a list below words with a colon": ("We want:\n- pay\n", [("list-without-gap", 6, 1, GAP)]),
    "a list of two below words": ("Bring\nthese\n* banners\n* flags\n", [("list-without-gap", 7, 1, GAP)]),
    "a numbered list": ("Do this:\n1. Join\n2. Vote\n", [("list-without-gap", 6, 1, GAP)]),
    "a heading that skips": ("### Pay\n\nWords.\n", [("heading-skips", 5, 1, "## Pay")]),
    "a heading that skips further down": ("## Pay\n\n#### Rates\n", [("heading-skips", 7, 1, "### Rates")]),
    "words that say nothing": ("To join, [Click here](https://a.example/).\n", [
        ("empty-words", 5, 10, "name what is there, such as [the report in full](…)")]),
    "a note that nobody wrote": ("It is so.[^eye]\n\nAnd again.[^eye]\n", [
        ("note-missing", 5, 10, "add a line of its own: [^eye]: the text of the note")]),
    "an old address": ("See [it](/2017/07/The-Strike/).\n", [
        ("old-address", 5, 10, "link to the file, such as ../news/the-strike.md")]),
    "an old number, in full": ("\n[It](https://old.example/?p=12)\n", [
        ("old-address", 6, 6, "link to the file, such as ../news/the-post.md")]),
    "a piece in a quotation": ("> ::: quote Out!\n> :::\n", [
        ("piece-unseen", 5, 3, "begin a line of its own with ::: quote Out!")]),
    "a piece in a list": ("1. ::: button /join/\n", [
        ("piece-unseen", 5, 4, "begin a line of its own with ::: button /join/")]),
    "a piece with two colons": ("Words.\n\n::figure a.svg\n", [
        ("piece-unseen", 7, 1, "begin a line of its own with ::: figure a.svg")]),
    "an old picture": ('<a href="https://council.example/wp-content/uploads/a.pdf">It</a>\n', [
        ("old-address", 5, 10, "link to the file, such as ../news/the-post.md")]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_a_text_hardly_means_is_told_at_its_place(name: str) -> None:
    body, wanted = CASES[name]
    assert advice(f"---\ntitle: One\ndate: 2017-07-01\n---\n{body}") == wanted


FINE = (
    "Words.\n\n- a\n- b\n\n  more\n- c\nlazy\n- d\n", "- a\n- b\n", "## Pay\n- a\n- b\n", "Hours 9\n- 5 daily\n",
    "It began in\n1939. The rest\nis known.\n", "```\nWe want:\n- a\n### b\n[here](/?p=1) [^x]\n```\n",
    "~~~\n```\n#### x\n~~~\n", "Write `[^x]` and `[here](/?p=1)`.\n", "Pay\n---\n\n### Rates\n", "Pay\n===\n\n### Rates\n",
    "A[^x].\n\n[^x]: Note\n", "| a |\n|---|\n| [^y]\n\n[^y]: n\n", "[Strike news](https://else.example/2017/07/x/)\n",
    "[Archive](/archive/2017/07/)\n", "[Home](/)\n", "[News](/news/2017/07/x/)\n", "![here](a.png)\n", "> We want:\n> - pay\n",
    "Two:\n\n1. a\n\n   ### b\n", "\\[^x]\n", "Old: [x](https://council.example/about/?p=a)\n", "Term\n:   a\n:   b\n",
    "::: quote Out!\n:::\n", "::::quote Out!\n:::\n", "Words.\n\n    :: quote Out!\n", "```\n> ::: quote\n```\n",
    "The sign ::: quote is new.\n", ":: quoted words\n", "> ::: else\n", "`:: quote`\n",
)  # fmt: skip


@pytest.mark.parametrize("body", FINE)
def test_what_is_meant_is_left_alone(body: str) -> None:
    assert advice(f"---\ntitle: One\ndate: 2017-07-01\n---\n{body}") == []


LONG = "The council voted. " * 20
SHORT = ("The council voted. " * 20)[:299].rsplit(" ", 1)[0] + "…"


@pytest.mark.parametrize(("path", "fields", "wanted"), [
    ("news/a", "title: THE BALLOT OPENS TODAY", [("all-capitals", 2, 8, "title: The ballot opens today")]),
    ("news/a", "title: RMT AND TUC", []),
    ("news/a", "title: The TUC and UNISON", []),
    ("news/a", f"title: One\nsummary: {LONG}", [("long-summary", 3, 10, f"summary: {SHORT}")]),
    ("events/a", "title: One\nstart: 2016-07-20", [("already-past", 3, 8, "look at the year in both")]),
    ("events/a", "title: One\nstart: 2017-07-01 09:00", []),
    ("events/a", "title: One\nstate: moved\nstart: 2016-07-20", []),
    ("courses/a", "title: One\napply: {email: a@b.example, by: 2016-07-01}", [
        ("already-past", 3, 33, "look at the year in both")]),
    ("campaigns/a", "title: One\nactions: {kind: join, label: J, url: /j/, until: 2017-06-30}", [
        ("already-past", 3, 50, "look at the year in both")]),
])  # fmt: skip
def test_what_fields_hardly_mean_is_told(path: str, fields: str, wanted: list[object]) -> None:
    assert advice(f"---\n{fields}\ndate: 2017-07-01\n---\nWords.\n", f"content/{path}.md") == wanted


def test_the_line_that_a_heading_or_a_field_is_to_have_mends_it() -> None:
    post = "---\ntitle: THE BALLOT OPENS TODAY\ndate: 2017-07-01\n---\n### Pay\n"
    lines = post.split("\n")
    for _, line, _, hint in advice(post):
        lines[line - 1] = hint
    assert advice("\n".join(lines)) == []


def test_a_warning_is_told_again_by_the_next_build_and_is_an_error_when_strict(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {"content/news/one.md": post("One", "We want:\n- pay\n")})
    first = built(hub)
    assert [(p.code, p.severity) for p in first.problems] == [("list-without-gap", "warning")]
    assert not first.failed
    write(tmp_path, {"content/news/two.md": post("Two")})
    assert built(hub).problems == first.problems
    strict = built(hub, strict=True)
    assert strict.failed
    assert [(p.code, p.severity) for p in strict.problems] == [("list-without-gap", "error")]


def test_where_the_hub_was_is_known_as_soon_as_the_settings_say_it(tmp_path: Path) -> None:
    hub = small_hub(
        tmp_path, {"content/news/one.md": post("One", "[The strike](https://was.example/?p=3)\n")}
    )
    assert built(hub).problems == ()
    settings = (tmp_path / "content/site.toml").read_text("utf-8")
    write(tmp_path, {"content/site.toml": 'moved_from = "https://was.example/"\n' + settings})
    assert [p.code for p in built(hub).problems] == ["old-address"]


def warnings(hub: Hub) -> list[Problem]:
    return [problem for problem in read(hub).problems if problem.severity == "warning"]


def test_nothing_is_said_of_the_sample_hub_nor_of_the_corpus_of_the_bench(tmp_path: Path) -> None:
    sys.path.insert(0, str(REPOSITORY / "bench"))
    from corpus import corpus
    from peers import OURS, lay_out

    assert warnings(Hub(REPOSITORY, REPOSITORY / "templates")) == []
    lay_out(OURS, tmp_path, corpus(300))
    assert warnings(Hub(tmp_path, REPOSITORY / "templates")) == []
    assert place(tmp_path).out.parent == tmp_path
