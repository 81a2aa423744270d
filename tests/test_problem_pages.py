"""Every sort of problem has a page whose example brings it about, and is told in the same words everywhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gazette import live
from gazette.problems import SAID, Problem
from gazette.reports import annotation, as_json, text
from tests.checks.codes import codes
from tests.hub import REPOSITORY, post, small_hub

sys.path.insert(0, str(REPOSITORY / "docs" / "problems"))
import pages

sys.path.pop(0)

KNOWN = pages.told_of()
SHOWN = {code: one for code, one in KNOWN.items() if "none" not in one}


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    found = codes(REPOSITORY)
    assert len(found) > 150
    assert {code: module for code, module in found.items() if code not in KNOWN} == {}
    assert set(KNOWN) - set(found) == set()


def test_every_page_says_what_it_means_how_it_happens_and_how_to_mend_it() -> None:
    for code, one in KNOWN.items():
        assert all(one[name].endswith(".") and len(one[name]) > 10 for name in ("means", "how", "mend")), code
    assert len(SHOWN) > 110


@pytest.fixture(scope="module")
def problems(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Problem, ...]]:
    """What a build says of every example."""
    return {code: pages.said(one, tmp_path_factory.mktemp(code)) for code, one in SHOWN.items()}


def test_an_example_gives_its_code_and_no_other(problems: dict[str, tuple[Problem, ...]]) -> None:
    assert {
        code: {p.code for p in found} for code, found in problems.items() if {p.code for p in found} != {code}
    } == {}


def test_the_pages_are_what_a_build_says() -> None:
    """Mended by `python docs/problems/pages.py`."""
    folder = REPOSITORY / "docs" / "problems"
    made = pages.pages()
    assert {name for name, words in made.items() if (folder / name).read_text("utf-8") != words} == set()
    assert {file.name for file in folder.glob("*.md")} == set(made)


class Words(HTMLParser):
    """The words of a page, by what they stand in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def ways(problem: Problem) -> Iterator[tuple[str, str]]:
    """The words of a problem at every place at which problems are shown."""
    plain = text(problem)
    yield "terminal", plain.replace("\n" + " " * 12, "\n")
    yield "json", "\n".join(str(v) for v in json.loads(as_json([problem]))["problems"][0].values())
    yield "annotation", annotation(problem).replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
    shown = live.told(replace(problem, severity="error"), live.nothing)  # the page shows nothing less
    yield "overlay", "\n".join(shown.values())
    yield "page", "\n".join(Words(live.problem_page([shown]).decode()).words)


def test_a_problem_is_told_in_the_same_words_everywhere(problems: dict[str, tuple[Problem, ...]]) -> None:
    lost = []
    for problem in (one for found in problems.values() for one in found):
        for place, words in ways(problem):
            wanted = (problem.message, *(getattr(problem, name) for name in SAID))
            lost += [(place, problem.code, one) for one in wanted if one.strip("\n") not in words]
    assert lost == []


def test_the_overlay_shows_every_row() -> None:
    script = (REPOSITORY / "gazette" / "live.js").read_text("utf-8")
    assert json.loads(re.search(r"const name of (\[.*?\])", script)[1]) == list(SAID)  # type: ignore[index]


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of POSIX is needed")
@pytest.mark.parametrize(
    ("more", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True)]
)
def test_there_is_colour_on_a_terminal_and_none_where_none_is_wanted(
    tmp_path: Path, more: dict[str, str], coloured: bool
) -> None:
    import pty

    small_hub(tmp_path, {"content/news/a.md": post("A", tag="pay")})
    ours, theirs = pty.openpty()
    environment = {**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, **more}
    done = subprocess.run(
        [sys.executable, REPOSITORY / "build.py", "check", "--root", tmp_path], env=environment, stdout=theirs, stderr=theirs, check=False,
    )  # fmt: skip
    os.close(theirs)
    told = os.read(ours, 100_000).decode()
    os.close(ours)
    assert done.returncode == 1
    assert "“tag” is not a field of a news item." in told
    assert ("\x1b[31m" in told) == coloured
