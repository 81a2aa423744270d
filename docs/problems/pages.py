"""Makes the pages of docs/problems from problems.toml: `python docs/problems/pages.py` writes them anew.

What each example says is what a build says of it: the examples are built here, in a hub of their own.
"""

from __future__ import annotations

import sys
import tempfile
import tomllib
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from gazette import pipeline
from gazette.hub import Hub
from gazette.kinds import KINDS
from gazette.places import Place
from gazette.problems import Problem
from gazette.reports import text
from gazette.sources import lines

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
NOW = datetime(2017, 7, 14, 12)
SETTINGS = 'title = "Anytown Trades Union Council"\nbase_url = "https://anytown.example/"\nsearch = false\n'
FORMS = {"md": "markdown", "toml": "toml", "html": "html", "json": "json", "svg": "xml"}


def told_of() -> dict[str, Any]:
    """What is known of every code."""
    return tomllib.loads((HERE / "problems.toml").read_text("utf-8"))


def example(one: dict[str, Any]) -> dict[str, str]:
    """The files of an example by their paths; the first is the one to show."""
    kind = next(kind for kind in KINDS if kind.kind == one.get("kind", "news"))
    path = f"content/{kind.folder}/example.md"
    if "post" in one:
        post = one["post"].lstrip("\n") if one["post"] else ""
    else:
        head = "name: Example\n" if kind.kind == "fund" else "title: Example\ndate: 2017-07-14\n"
        front = one.get("front", "")
        post = f"---\n{head}{front}{chr(10) if front else ''}---\n{one.get('body', 'Words.').rstrip()}\n"
    found = {path: post} if post and "settings" not in one else {}
    if "settings" in one:
        given = one["settings"].strip("\n")
        found["content/site.toml"] = SETTINGS + given + "\n"
    return {**found, **one.get("files", {})}


def said(one: dict[str, Any], folder: Path) -> tuple[Problem, ...]:
    """What a build says of an example."""
    files = {"content/site.toml": SETTINGS, **example(one)}
    for path, words in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(words, encoding="utf-8", newline="\n")
    hub = Hub(folder, ROOT / "templates")
    reading = pipeline.read(hub)
    site = pipeline.site_at(hub, reading, NOW)
    found = reading.problems if site is None else pipeline.disagreements(reading, site)
    if not found:
        found = pipeline.build(
            hub, Place(folder / "site", folder / ".gazette"), NOW, jobs=1, write=False
        ).problems
    return found


def page(code: str, one: dict[str, Any]) -> str:
    """The page of one code."""
    parts = [f"# {code}\n", f"**What this means.** {one['means']}\n", f"**How it happens.** {one['how']}\n"]
    parts.append(f"**How to mend it.** {one['mend']}\n")
    if "none" in one:
        return "\n".join([*parts, f"{one['none']}\n", BACK])
    with tempfile.TemporaryDirectory() as folder:
        problems = [problem for problem in said(one, Path(folder)) if problem.code == code]
        read = partial(lines, Path(folder), ROOT)
        shown = "\n".join(text(problem, read) for problem in problems)
    parts.append("## For example\n")
    for path, words in example(one).items():
        form = FORMS.get(path.rpartition(".")[2], "text")
        parts.append(f"`{path}`:\n\n```{form}\n{words.removeprefix(SETTINGS).rstrip()}\n```\n")
    return "\n".join([*parts, f"What `check` says of it:\n\n```text\n{shown}\n```\n", BACK])


INDEX = """# Problems

What a build can say, by the code that stands in the last line of each message. How to read one is told in
the [editor's guide](../editors.md#errors-and-how-to-read-them). Made from problems.toml by
`python docs/problems/pages.py`.

| code | meaning |
|---|---|
"""

BACK = "[All problems](README.md)\n"


def index(known: dict[str, Any]) -> str:
    """The list of all."""
    rows = "\n".join(f"| [{code}]({code}.md) | {one['means']} |" for code, one in sorted(known.items()))
    return f"{INDEX}{rows}\n"


def pages() -> dict[str, str]:
    """Every page by its name."""
    known = told_of()
    return {"README.md": index(known), **{f"{code}.md": page(code, one) for code, one in known.items()}}


if __name__ == "__main__":
    made = pages()
    for old in HERE.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, words in made.items():
        (HERE / name).write_text(words, encoding="utf-8", newline="\n")
