"""The repository keeps its promises; test_checks shows that a broken one would be seen."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.checks import papers, shape

ROOT = Path(__file__).resolve().parent.parent


def test_every_module_is_short() -> None:
    assert shape.modules(ROOT)
    assert shape.long_modules(ROOT) == []


def test_a_module_imports_only_from_the_rows_before_its_own() -> None:
    assert shape.import_offences(ROOT) == []


def test_files_clock_processes_and_print_stay_where_they_belong() -> None:
    assert shape.deed_offences(ROOT) == []


def test_every_public_module_class_and_function_is_described() -> None:
    assert shape.undescribed(ROOT) == []


def test_every_module_imports_alone() -> None:
    assert shape.failed_imports(ROOT) == {}


def kept_files(root: Path) -> list[str]:
    """What git keeps, as it stands in the working tree."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name and (root / name).is_file()]


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    files = kept_files(ROOT)
    assert "pyproject.toml" in files
    assert papers.naming_offences(ROOT, files) == []


def test_the_locks_have_hashes_and_agree_with_pyproject() -> None:
    assert papers.pins(ROOT / "requirements.txt")
    assert papers.lock_offences(ROOT) == []


def test_every_command_on_the_pages_would_run() -> None:
    from gazette.cli import main

    assert list(papers.commands(ROOT / "README.md"))
    assert papers.command_offences(ROOT, main) == []


def test_every_command_and_option_is_in_the_reference() -> None:
    from gazette.cli import main

    assert main.commands
    assert papers.undocumented(ROOT, main) == []


@pytest.mark.skipif(shutil.which("sh") is None, reason="a POSIX shell is needed")
def test_the_browser_script_takes_the_named_browser(tmp_path: Path) -> None:
    browser = tmp_path / "my browser"
    browser.write_text("#!/bin/sh\necho Chromium 1\n", encoding="utf-8")
    browser.chmod(0o755)
    done = subprocess.run(
        ["sh", ROOT / "tests" / "browser.sh"],
        env={"PATH": "/usr/bin:/bin", "CHROMIUM": str(browser)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == (f"{browser}\n", "")


def tools(folder: Path, listed: str, *wanted: str) -> tuple[str, str]:
    """What the script of tools prints and says, where it finds programs in a folder and is not root."""
    (folder / "bin").mkdir()
    for name in ("sed", "cut", "sort", "tr", "dirname", "grep", "id"):
        (folder / "bin" / name).symlink_to(shutil.which(name) or "")
    for name, text in (("id", "echo 1000"), ("here", "")):
        (folder / "bin" / name).unlink(missing_ok=True)
        (folder / "bin" / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (folder / "bin" / name).chmod(0o755)
    shutil.copy(ROOT / "tests/tools.sh", folder)
    (folder / "tools.txt").write_text(listed, encoding="utf-8")
    done = subprocess.run(
        [shutil.which("sh") or "", folder / "tools.sh", *wanted],
        env={"PATH": str(folder / "bin")},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout, done.stderr


@pytest.mark.skipif(shutil.which("sh") is None, reason="a POSIX shell is needed")
@pytest.mark.parametrize(
    ("wanted", "lacking", "packages"),
    [
        (("here",), "", ""),
        (("no-such",), "no-such", "one-package"),
        (("here", "nor-this"), "nor-this", "other-package"),
        ((), "no-such nor-this", "one-package other-package"),
    ],
)
def test_the_script_of_tools_tells_what_will_not_be_run(
    tmp_path: Path, wanted: tuple[str, ...], lacking: str, packages: str
) -> None:
    listed = "# A heading.\nhere a-package x\n\nno-such one-package what for\nnor-this other-package y\n"
    said = (
        "tools: without these programs, the tests that need them are skipped; all others run: "
        f"{lacking} \n"
        f"tools: to get them on Debian or Ubuntu: sudo apt-get install --no-install-recommends {packages} \n"
    )
    assert tools(tmp_path, listed, *wanted) == ("", said if lacking else "")


@pytest.mark.skipif(shutil.which("sh") is None, reason="a POSIX shell is needed")
@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("v18.19.0", "node: without Node 20 or newer and npm, the tests"),
        ("v20.1.0", "node: the installation failed; the tests that need it are skipped."),
    ],
)
def test_the_node_script_tells_what_will_not_be_run(tmp_path: Path, version: str, said: str) -> None:
    shutil.copytree(ROOT / "tests/node", tmp_path / "node", ignore=shutil.ignore_patterns("node_modules"))
    shutil.copy(ROOT / "tests/node.sh", tmp_path)
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, text in (("node", f"echo {version}"), ("npm", "echo no network; exit 1")):
        (programs / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    done = subprocess.run(
        [shutil.which("sh") or "", tmp_path / "node.sh"],
        env={"PATH": f"{programs}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, said in done.stderr) == ("", True)
    assert not (tmp_path / "node/node_modules/.stamp").exists()


def test_what_node_gets_is_pinned_and_names_no_registry() -> None:
    asked = json.loads((ROOT / "tests/node/package.json").read_text(encoding="utf-8"))
    locked = json.loads((ROOT / "tests/node/package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert locked[""]["devDependencies"] == asked["devDependencies"]
    assert {n: locked[f"node_modules/{n}"]["version"] for n in asked["devDependencies"]} == asked[
        "devDependencies"
    ]
    others = [found for name, found in locked.items() if name]
    assert all(found["integrity"].startswith("sha512-") for found in others)
    assert not any("resolved" in found for found in others)


@pytest.mark.skipif(shutil.which("make") is None, reason="make is needed")
def test_every_target_of_the_makefile_is_explained() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True, env=clean())
    listed = {line.split()[1] for line in done.stdout.splitlines()}
    assert listed == papers.targets(ROOT) - {"lint", "browser", "tools", "node", "cms", "pythons"}


@pytest.mark.skipif(shutil.which("make") is None, reason="make is needed")
def test_an_old_python_is_told_plainly(tmp_path: Path) -> None:
    old = tmp_path / "python"
    old.write_text('#!/bin/sh\ntest "$1" = -V && echo Python 3.9.2 || exit 1\n', encoding="utf-8")
    old.chmod(0o755)
    made = f"{tmp_path}/venv/made.stamp"
    done = subprocess.run(
        ["make", f"PYTHON={old}", f"VENV={tmp_path}/venv", made],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=clean(),
    )
    assert done.returncode != 0
    assert done.stderr.startswith(
        f"gazette needs Python 3.11 or newer; {old} is Python 3.9.2.\n"
        "If a newer one is installed, name it: make PYTHON=python3.12\n"
    )


def clean() -> dict[str, str]:
    """The environment without what an outer make hands down to an inner one."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
