"""The pages keep their promises: what is to be typed runs and answers as shown."""

from __future__ import annotations

import ast
import os
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.checks import papers, shape
from tests.test_repository import clean

ROOT = Path(__file__).resolve().parent.parent
PAGES = papers.documents(ROOT)

NOT_RUN = {
    r"git clone ": "the test makes a copy of its own",
    r"cd hub$": "and stands in it",
    r"\. \.venv/bin/activate$": "this Python comes first on the PATH already",
    r"python build\.py (serve|watch)\b": "runs until it is stopped",
    r"python -m http\.server\b": "runs until it is stopped",
    r"rsync ": "needs a web host",
    r"python build\.py ping\b": "needs a hub to tell",
}
"""Commands that are not run here, and why; test_repository looks at their options all the same."""

BLOCK = re.compile(r"^```(\w*)(?: title=(\S+))?\n(.*?)^```$", re.M | re.S)
END = "END-OF-FILE"


@dataclass(frozen=True)
class Typed:
    """A command as it is typed, and what the page shows of its answer, if anything."""

    command: str
    shown: str | None = None

    @property
    def run(self) -> str:
        """What is run in its place: a make target is only shown to exist."""
        if any(re.match(pattern, self.command) for pattern in NOT_RUN):
            return ":"
        return re.sub(r"^make\b", "make -n", self.command)

    @property
    def code(self) -> int:
        """The exit code that the page lets one expect."""
        return int(bool(self.shown and re.search(r"\berror: ", self.shown)))

    def wrong(self, answer: str, code: int) -> str:
        """What is not as the page says, or nothing."""
        if code != self.code:
            return f"$ {self.command}\nends with {code}, not {self.code}:\n{answer}"
        if self.shown is None or self.run != self.command:
            return ""
        pattern = re.escape(self.shown.strip()).replace("…", ".*")
        if re.fullmatch(pattern, answer.strip(), re.S):
            return ""
        return f"$ {self.command}\nanswers:\n{answer}\nand the page shows:\n{self.shown}"


def steps(page: Path) -> Iterator[Typed]:
    """Everything that a page tells to do: its commands, and the files with a title, in order."""
    for language, title, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        if title:
            folder = title.rpartition("/")[0] or "."
            yield Typed(f"mkdir -p {folder} && cat > {title} <<'{END}'\n{text}{END}")
        elif language == "sh":
            for line in text.replace("\\\n", " ").splitlines():
                if line.strip() and not line.lstrip().startswith("#"):
                    yield Typed(" ".join(line.split()))
        elif language == "console":
            for part in re.split(r"^\$ ", text.replace("\\\n", " "), flags=re.M)[1:]:
                command, _, shown = part.partition("\n")
                yield Typed(" ".join(command.split()), shown)


def copy_of_the_repository(folder: Path) -> Path:
    made = ("site", ".gazette") if (ROOT / "site" / ".gazette-files").exists() else (".gazette",)
    caches = (".git", ".*cache", ".hypothesis", ".venv*", "__pycache__", "node_modules")
    return Path(shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*caches, *made)))


def prose_of(page: Path) -> str:
    """A page without its code."""
    text = re.sub(r"^ *```.*?^ *```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    return re.sub(r"`[^`\n]*`", "`code`", text)


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives a page's headings."""
    text = re.sub(r"^ *```.*?^ *```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is needed")
@pytest.mark.skipif(shutil.which("make") is None, reason="make is needed")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_on_the_page_runs_and_answers_as_shown(page: Path, tmp_path: Path) -> None:
    todo = list(steps(page))
    folder = copy_of_the_repository(tmp_path / "hub")
    script = "".join(f"{step.run}\nprintf '\\n@@@ %d\\n' $?\n" for step in todo)
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        ["bash", "-s"],
        input=script,
        cwd=folder,
        env={**clean(), "PATH": path, "COLUMNS": "100", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=True,
    )
    answers = re.findall(r"(.*?)\n@@@ (\d+)\n", done.stdout, re.S)
    assert len(answers) == len(todo)
    told = zip(todo, answers, strict=True)
    assert [wrong for step, (a, code) in told if (wrong := step.wrong(a, int(code)))] == []


def test_every_command_that_is_not_run_is_on_a_page() -> None:
    typed = [step.command for page in PAGES for step in steps(page)]
    assert [p for p in NOT_RUN if not any(re.match(p, command) for command in typed)] == []


def test_the_reference_is_what_the_code_says() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "reference.py"))["reference"]()
    kept = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    assert kept == made, "docs/reference.md is out of date: run `python docs/reference.py`"


def test_the_sheet_of_markdown_is_what_becomes_of_it() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "cheatsheet.py"))["page"]()
    kept = (ROOT / "docs" / "markdown.md").read_text(encoding="utf-8")
    assert kept == made, "docs/markdown.md is out of date: run `python docs/cheatsheet.py`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_the_pages_leads_somewhere(page: Path) -> None:
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", prose_of(page)):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = link.partition("#")
        target = page.parent / file if file else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CHANGELOG.md"], ids=lambda page: page.name)
def test_a_page_speaks_of_the_thing_and_not_of_its_making(page: Path) -> None:
    numbers = r"(?<![\w&/])#\d+\b|\b[\w-]+/[\w-]+#\d+|(?i:\b(issue|ticket|pull request) #?\d+)"
    makers = r"(?i:\b(co-)?authored\b|\b(written|generated|created) by\b)"
    assert re.findall(f"{numbers}|{makers}", prose_of(page)) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"`((?:gazette|templates|tests|docs)/[\w./-]+)`", text)
    told = {title for _, title, _ in BLOCK.findall(text) if title}
    assert [n for n in dict.fromkeys(named) if n not in told and not (ROOT / n).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_python_on_a_page_is_python(page: Path) -> None:
    for language, _, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        if language == "python":
            ast.parse(text)


def test_every_module_stands_in_the_architecture() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    nouns = {shape.noun(module) for module in shape.modules(ROOT)} - {"", "__main__"}
    assert [noun for noun in sorted(nouns) if f"`{noun}`" not in text] == []


@pytest.mark.parametrize(
    ("step", "answer", "code", "is_wrong"),
    [
        (Typed("true", "3 rendered in … s\n"), "3 rendered in 0.1 s\n", 0, False),
        (Typed("true", "3 rendered in … s\n"), "4 rendered in 0.1 s\n", 0, True),
        (Typed("true"), "anything", 0, False),
        (Typed("true"), "", 1, True),
        (Typed("check", "x.md:3: error: …\n"), "x.md:3: error: bad", 1, False),
        (Typed("check", "x.md:3: error: …\n"), "x.md:3: error: bad", 0, True),
    ],
)
def test_an_answer_that_is_not_as_shown_is_caught(
    step: Typed, answer: str, code: int, is_wrong: bool
) -> None:
    assert bool(step.wrong(answer, code)) is is_wrong
