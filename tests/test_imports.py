"""What a command imports: what it needs, and nothing more. Python's start is most of a short build."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hub import REPOSITORY, post, small_hub

HEAVY = {
    "jinja2", "lxml", "markdown", "nh3", "pydantic", "frontmatter", "yaml", "filelock", "PIL", "feedgen",
    "icalendar", "segno", "watchdog", "pagefind", "pikepdf", "defusedxml", "sqlite3", "multiprocessing",
    "concurrent", "ssl", "http", "difflib", "shutil", "socketserver",
}  # fmt: skip
"""What takes long to import, of other people's packages and of Python's own."""

WATCHED = """
import json, sys
from gazette.cli import main
sys.argv = ["build.py", *json.loads(sys.argv[1])]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
json.dump(sorted({name.partition(".")[0] for name in sys.modules}), sys.stderr)
"""


def imported(*command: str) -> set[str]:
    """What of the heavy packages a command has imported at its end."""
    run = [sys.executable, "-c", WATCHED, json.dumps(command)]
    done = subprocess.run(run, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    return HEAVY & set(json.loads(done.stderr))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub whose site is built."""
    hub = small_hub(tmp_path_factory.mktemp("hub"), {"content/news/a.md": post("A", "Some words.\n")})
    imported("--root", str(hub.root))
    return hub.root


def test_help_imports_none_of_it() -> None:
    # Click looks up the width of the screen by shutil.
    assert imported("--help") == {"shutil"}


def test_a_build_with_nothing_to_do_opens_the_shelf_and_that_is_all(root: Path) -> None:
    assert imported("--root", str(root)) == {"sqlite3"}


def test_an_edit_of_a_body_needs_neither_network_nor_processes_nor_pictures(root: Path) -> None:
    with (root / "content/news/a.md").open("a") as file:
        file.write("\nMore words.\n")
    assert imported("--root", str(root)) == {
        *("jinja2", "lxml", "markdown", "nh3", "pydantic", "frontmatter", "yaml", "filelock"),
        *("feedgen", "sqlite3", "shutil"),
    }
