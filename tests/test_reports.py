"""Reports: a problem for people, for programs and for a pull request."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gazette.cli import main
from gazette.problems import Problem
from gazette.reports import annotation, as_json, count, text
from tests.hub import post, small_hub, write

FULL = Problem(
    "not-a-day", "“14/7/17” is not a day.", "content/news/pay.md", 2, 7, "14/7/17",
    "a day written year-month-day", "date: 2017-07-14",
)  # fmt: skip
SOURCE = {"content/news/pay.md": ["---", "date: 14/7/17", "---", "\tone\ttwo", "ধর্মঘট চলছে", ""]}


def lines(path: str) -> list[str]:
    return SOURCE.get(path, [])


def at(line: int, column: int, path: str = "content/news/pay.md") -> str:
    """The excerpt alone."""
    shown = text(Problem("x", "Said.", path, line, column), lines).split("\n")
    return "\n".join(shown[1:-1])


def test_a_problem_for_people_has_the_line_and_a_caret_below_the_place() -> None:
    assert text(FULL, lines) == (
        "content/news/pay.md:2:7: error: “14/7/17” is not a day.\n"
        "       2 | date: 14/7/17\n"
        "         |       ^\n"
        "    read    14/7/17\n"
        "    wanted  a day written year-month-day\n"
        "    hint    date: 2017-07-14\n"
        "    about   docs/problems/not-a-day.md"
    )


def test_what_is_not_known_is_left_out() -> None:
    assert text(Problem("x", "Said.")) == "gazette: error: Said.\n    about   docs/problems/x.md"
    assert (
        text(Problem("x", "Said.", "a.md", severity="warning"))
        == "a.md: warning: Said.\n    about   docs/problems/x.md"
    )
    assert (
        text(Problem("x", "Said.", "a.md", 3, hint="Do."))
        == "a.md:3: error: Said.\n    hint    Do.\n    about   docs/problems/x.md"
    )
    assert text(Problem("x", "Said.", "a.md", 0, 5)) == "a.md: error: Said.\n    about   docs/problems/x.md"


@pytest.mark.parametrize(
    ("line", "column", "expected"),
    [
        (1, 1, "       1 | ---\n         | ^"),
        (1, 4, "       1 | ---\n         |    ^"),  # just behind the line
        (1, 5, "       1 | ---"),
        (1, 0, "       1 | ---"),
        (6, 1, "       6 | \n         | ^"),
        (7, 1, ""),
        (0, 1, ""),
    ],
)
def test_a_caret_stands_where_there_is_something_to_point_at(line: int, column: int, expected: str) -> None:
    assert at(line, column) == expected


@pytest.mark.parametrize(("column", "below"), [(1, 0), (2, 4), (5, 7), (6, 8)])
def test_a_caret_behind_tabs_stands_below_what_it_means(column: int, below: int) -> None:
    assert at(4, column) == "       4 |     one two\n         | " + " " * below + "^"


def test_a_file_that_has_no_text_has_no_excerpt() -> None:
    assert at(1, 1, "content/news/gone.md") == ""
    assert text(FULL).count("\n") == 4


def test_a_very_long_line_is_cut() -> None:
    shown = text(Problem("x", "Said.", "a.md", 1, 3), lambda path: ["x" * 1000]).split("\n")
    assert shown[1:-1] == ["       1 | " + "x" * 200, "         |   ^"]
    assert len(text(Problem("x", "Said.", "a.md", 1, 300), lambda path: ["x" * 1000]).split("\n")) == 3


def test_nothing_in_a_file_can_give_a_terminal_commands_or_turn_a_line_round() -> None:
    hostile = "a\x1b[2J\x9bb\u202ec"
    problem = Problem("x", f"“{hostile}” is odd.", f"content/{hostile}.md", 1, 1, hostile, hostile, hostile)
    shown = text(problem, lambda path: [f"{hostile}\twords"])
    assert shown.count("a\\u001b[2J\\u009bb\\u202ec") == 5
    assert shown.count("a\ufffd[2J\ufffdb\ufffdc") == 1
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", shown)


def test_the_style_is_told_what_each_piece_is() -> None:
    shown = text(FULL, lines, lambda piece, style: f"<{style}>{piece}</>")
    assert shown.split("\n") == [
        "<place>content/news/pay.md:2:7</>: <error>error</>: “14/7/17” is not a day.",
        "<faint>       2 | date: 14/7/17</>",
        "<faint>         |       ^</>",
        "    <faint>read   </> 14/7/17",
        "    <faint>wanted </> a day written year-month-day",
        "    <faint>hint   </> date: 2017-07-14",
        "    <faint>about  </> docs/problems/not-a-day.md",
    ]


def test_problems_for_programs_are_one_object_with_everything_that_is_known() -> None:
    told = as_json([FULL, Problem("x", "Said.", severity="warning")], rendered=("a.html",), failed=True)
    assert ("\n" in told, "“14/7/17”" in told) == (False, True)
    assert json.loads(told) == {
        "rendered": ["a.html"],
        "failed": True,
        "problems": [
            {"code": "not-a-day", "message": "“14/7/17” is not a day.", "path": "content/news/pay.md",
            "line": 2,
             "column": 7, "read": "14/7/17", "wanted": "a day written year-month-day",
             "hint": "date: 2017-07-14",
             "severity": "error", "about": "docs/problems/not-a-day.md"},
            {"code": "x", "message": "Said.", "path": "", "line": 0, "column": 0, "read": "", "wanted": "",
            "hint": "",
             "severity": "warning", "about": "docs/problems/x.md"},
        ],
    }  # fmt: skip


def test_problems_for_a_pull_request_are_annotations() -> None:
    assert annotation(FULL) == (
        "::error file=content/news/pay.md,line=2,col=7,title=not-a-day::“14/7/17” is not a day."
        "%0Aread: 14/7/17%0Awanted: a day written year-month-day%0Ahint: date: 2017-07-14"
        "%0Aabout: docs/problems/not-a-day.md"
    )
    assert (
        annotation(Problem("x", "Said.", "a.md", severity="warning"))
        == "::warning file=a.md,title=x::Said.%0Aabout: docs/problems/x.md"
    )


def test_nothing_in_a_problem_can_end_its_annotation_or_begin_another() -> None:
    told = annotation(Problem("a,b:c", "100%\r\n::error::no, really: 50%0A", "a,b:c%d\n.md", 1, hint="x\ny"))
    assert told == (
        "::error file=a%2Cb%3Ac%25d%0A.md,line=1,title=a%2Cb%3Ac::"
        "100%25%0D%0A::error::no, really: 50%250A%0Ahint: x%0Ay%0Aabout: docs/problems/a,b:c.md"
    )


def test_nouns_are_counted() -> None:
    assert [count(n, "error") for n in (0, 1, 2)] == ["0 errors", "1 error", "2 errors"]


# --- as the command line tells them ----------------------------------------------------------


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """The folder of a small hub with one post."""
    return small_hub(tmp_path / "hub", {"content/news/pay.md": post("Pay")}).root


def gazette(root: Path, *args: str) -> Result:
    return CliRunner().invoke(main, [*args, "--root", str(root), "--now", "2017-07-14 12:00"])


BAD = """content/news/bad.md:3:7: error: “14/7/2017” is not a day.
       3 | date: 14/7/2017
         |       ^
    read    14/7/2017
    wanted  a day, or a day and time, such as 2017-07-14 or 2017-07-14 18:30
    hint    date: 2017-07-14
    about   docs/problems/not-a-day.md
1 error: the site is as it was.
"""


def test_problems_end_with_1_and_leave_the_site_as_it_was(hub: Path) -> None:
    gazette(hub)
    before = {p: p.stat().st_mtime_ns for p in (hub / "site").rglob("*")}
    write(
        hub,
        {
            "content/news/bad.md": "---\ntitle: Bad\ndate: 14/7/2017\n---\nx\n",
            "content/news/pay.md": post("More pay"),
        },
    )
    for command in ("build", "check"):
        told = gazette(hub, command)
        assert (told.exit_code, told.stdout) == (1, "")
        assert told.stderr.replace("not a day and time.", "not a day.") == BAD
    assert {p: p.stat().st_mtime_ns for p in (hub / "site").rglob("*")} == before


def test_problems_for_programs_and_for_pull_requests(hub: Path) -> None:
    write(hub, {"content/news/bad.md": "---\ntitle: Bad\ndate: 2017-02-30\n---\nx\n"})
    told = gazette(hub, "build", "--format", "json")
    assert (told.exit_code, told.stderr) == (1, "")
    said: dict[str, Any] = json.loads(told.stdout)
    assert {name: said[name] for name in ("written", "removed", "failed")} == {
        "written": [],
        "removed": [],
        "failed": True,
    }
    assert [(p["path"], p["line"], p["message"]) for p in said["problems"]] == [
        ("content/news/bad.md", 3, "There is no 2017-02-30 in the calendar.")
    ]
    told = gazette(hub, "check", "--format", "github")
    assert told.exit_code == 1
    assert told.stdout.startswith(
        "::error file=content/news/bad.md,line=3,col=7,title=not-a-day::There is no 2017-02-30"
    )
    assert told.stderr == "1 error: the site is as it was.\n"
