"""Every check of the repository is shown an offence, and catches it."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from tests.checks import papers, shape

HASH = "    --hash=sha256:" + 64 * "0"
BY_PROJECT = "\n    # via gazette (pyproject.toml)\n"


def plant(root: Path, **files: str) -> Path:
    """A small tree: `gazette__site` is gazette/site.py, any other name is the file of that name."""
    for name, text in files.items():
        path = root / (name.replace("__", "/") + ".py" if name.startswith("gazette__") else name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@click.group()
@click.option("--root")
def small_cli(root: str) -> None:
    """Stands for gazette.cli.main."""


@small_cli.command()
@click.option("--drafts/--no-drafts")
@click.option("-p", "--port")
def serve(drafts: bool, port: str) -> None:
    """Stands for a command."""


def test_a_long_module_is_caught(tmp_path: Path) -> None:
    plant(tmp_path, gazette__site="\n" * 300, gazette__plan="\n" * 299)
    assert shape.long_modules(tmp_path) == ["gazette.site has 300 lines"]


def planted_package(tmp_path: Path, **changed: str) -> Path:
    """Every module of the table, empty but for what is changed."""
    names = [name for row in shape.LAYERS for name in row]
    files = {f"gazette__{name}": "" for name in names} | {"gazette/__init__.py": ""}
    return plant(tmp_path, **(files | {f"gazette__{k}": v for k, v in changed.items()}))


@pytest.mark.parametrize(
    ("changed", "offences"),
    [
        ({}, []),
        ({"cli": "from gazette import site\nimport gazette.problems"}, []),
        ({"helpers": ""}, ["helpers is in no row of LAYERS"]),
        (
            {"site": "def f():\n    from gazette import cli"},
            ["gazette.site imports gazette.cli, which is above it"],
        ),
        (
            {"sources": "from .site import Site"},
            ["gazette.sources imports gazette.site, which is above it"],
        ),
        (
            {"kinds__post": "from ..plan import Output"},
            ["gazette.kinds.post imports gazette.plan, which is above it"],
        ),
        (
            {"plan": "import gazette"},
            ["gazette.plan imports gazette, which is above it"],
        ),
        (
            {"plan": "from gazette.reader import Reader", "reader": "import gazette.plan"},
            ["a circle: gazette.plan -> gazette.reader -> gazette.plan"],
        ),
    ],
)
def test_an_import_out_of_order_is_caught(
    tmp_path: Path, changed: dict[str, str], offences: list[str]
) -> None:
    assert sorted(shape.import_offences(planted_package(tmp_path, **changed))) == offences


def test_a_row_without_its_module_is_caught(tmp_path: Path) -> None:
    (planted_package(tmp_path) / "gazette" / "links.py").unlink()
    assert shape.import_offences(tmp_path) == ["LAYERS has links, the package has not"]


@pytest.mark.parametrize(
    ("source", "offence"),
    [
        ("open('x')", "1 open (file)"),
        ("from pathlib import Path\nPath('x').read_text()", "2 ?.read_text (file)"),
        ("from os import replace as r\nr('a', 'b')", "2 os.replace (file)"),
        ("import shutil", "1 shutil (file)"),
        ("from PIL import Image\nImage.open(path)", "2 PIL.Image.open (file)"),
        ("import datetime as d\nd.datetime.now(d.UTC)", "2 datetime.datetime.now (clock)"),
        ("from datetime import date\nf = date.today", "2 datetime.date.today (clock)"),
        ("import time\ntime.time()", "2 time.time (clock)"),
        ("from time import monotonic\nmonotonic()", "2 time.monotonic (stopwatch)"),
        ("def f():\n    import subprocess", "2 subprocess (process)"),
        ("from concurrent.futures import Executor", "1 concurrent (process)"),
        ("import os\nos.fork()", "2 os.fork (process)"),
        ("print('x')", "1 print (print)"),
        ("import click\nclick.echo('x')", "2 click.echo (print)"),
        ("import sys\nsys.stderr.write('x')", "2 sys.stderr.write (print)"),
    ],
)
def test_a_deed_in_the_wrong_module_is_caught(tmp_path: Path, source: str, offence: str) -> None:
    plant(tmp_path, gazette__site=source)
    assert shape.deed_offences(tmp_path) == [f"gazette.site:{offence}"]


def test_what_only_looks_like_a_deed_is_let_through(tmp_path: Path) -> None:
    pictures = "from io import BytesIO\nfrom PIL import Image\nImage.open(BytesIO(b''))"
    values = "from datetime import datetime\nx.open\nx.replace('a', 'b')\ndatetime.fromisoformat(x)"
    stopwatch = "import time\ntime.perf_counter()"
    plant(
        tmp_path,
        gazette__pictures=pictures,
        gazette__site=values,
        gazette__watch=stopwatch,
        gazette__sources="open('x')",
        gazette__cli="import webbrowser\nprint(webbrowser.open('x'))",
    )
    assert shape.deed_offences(tmp_path) == []


def test_a_missing_docstring_is_caught(tmp_path: Path) -> None:
    text = '"""A site."""\ndef told():\n    """Gives."""\ndef f(): ...\nclass C: ...\ndef _g(): ...\n'
    plant(tmp_path, gazette__site=text, gazette__plan="")
    assert shape.undescribed(tmp_path) == ["gazette.plan", "gazette.site.f", "gazette.site.C"]


def test_a_module_that_leans_on_another_being_loaded_first_is_caught(tmp_path: Path) -> None:
    leaning = "import sys\nsys.modules['gazette.plan']"
    plant(tmp_path, gazette__plan="", gazette__reader=leaning)
    assert shape.failed_imports(tmp_path) == {"gazette.reader": "KeyError: 'gazette.plan'"}


def test_a_registry_and_a_path_of_one_machine_are_caught(tmp_path: Path) -> None:
    host, flag, home = "py" + "pi.org", "--index" + "-url", "/ho" + "me/ann/"
    text = f"fine\nhttps://{host}/x\n{flag} x\ncd {home}hub\nhttps://example.org{home}\n"
    plant(tmp_path, **{"notes.md": text, "picture.png": f"\0{host}"})
    assert papers.naming_offences(tmp_path, ["notes.md", "picture.png"]) == [
        f"notes.md:2 {host}",
        f"notes.md:3 {flag}",
        f"notes.md:4 {home}",
    ]


PROJECT = """
[project]
dependencies = ["Jinja2>=3,<4"]
[project.optional-dependencies]
test = ["pytest>=8"]
"""


@pytest.mark.parametrize(
    ("runtime", "offences"),
    [
        (f"jinja2==3.1 \\\n{HASH}{BY_PROJECT}", []),
        (
            f"jinja2==3.1{BY_PROJECT}",
            ["requirements.txt: jinja2 has no version or no hash"],
        ),
        (
            f"jinja2==3.1 \\\n{HASH}{BY_PROJECT}click==8 \\\n{HASH}{BY_PROJECT}",
            [
                "requirements.txt: click is not asked for",
                "requirements-test.txt: click is not the 8 of requirements.txt",
            ],
        ),
        (
            f"jinja2==4.0 \\\n{HASH}{BY_PROJECT}",
            [
                "requirements.txt: jinja2 4.0 is not <4,>=3",
                "requirements-test.txt: jinja2 is not the 4.0 of requirements.txt",
            ],
        ),
        (
            f"jinja2==3.1 \\\n{HASH}\n    # via flask\n",
            ["requirements.txt: jinja2 is not locked"],
        ),
    ],
)
def test_a_lock_that_went_astray_is_caught(tmp_path: Path, runtime: str, offences: list[str]) -> None:
    test = f"jinja2==3.1 \\\n{HASH}{BY_PROJECT}pytest==8.1 \\\n{HASH}{BY_PROJECT}"
    files = {"requirements.txt": runtime, "requirements-test.txt": test, "pyproject.toml": PROJECT}
    assert papers.lock_offences(plant(tmp_path, **files)) == offences


def test_a_command_that_would_not_run_is_caught(tmp_path: Path) -> None:
    readme = """
```console
$ git clone it && make site serve -j2 PORT=1   # comment
make nothing, said the program
$ make bake
```

```sh
# make nothing
GAZETTE_PROVE=1 python build.py --root . serve --port=80 --no-drafts
python3 build.py serve \\
    --nap
python build.py dance; gazette serve -q
```

```text
make nothing
```
"""
    makefile = ".PHONY: site\nsite: x  ## build\nserve:\nVAR := 1\n"
    files = {"README.md": readme, "Makefile": makefile, ".ci/run": "set -e\nmake site\nmake bake\n"}
    assert papers.command_offences(plant(tmp_path, **files), small_cli) == [
        "README.md: make bake: there is no target bake",
        "README.md: python3 build.py serve --nap: serve has no --nap",
        "README.md: python build.py dance: there is no command dance",
        "README.md: gazette serve -q: serve has no -q",
        ".ci/run: the README does not give `make site`",
    ]


@pytest.mark.parametrize(
    ("page", "missing"),
    [
        (
            "`--root`\n## `build.py serve`\n### Options\n`-p`, `--port`, `--drafts`, `--no-drafts`",
            [],
        ),
        ("`--root`\n## `other`\n", ["serve has no heading"]),
        (
            "## `serve`\n--port-range, --drafts\n## Else\n-p --port --no-drafts",
            ["--root", "serve --no-drafts", "serve --port", "serve -p"],
        ),
    ],
)
def test_an_undocumented_option_is_caught(tmp_path: Path, page: str, missing: list[str]) -> None:
    plant(tmp_path, **{"docs/reference.md": page})
    assert papers.undocumented(tmp_path, small_cli) == missing
