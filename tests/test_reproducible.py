"""The same sources give the same site, whoever builds them, where, when, and with which Python."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import PROVE
from tests.full_hub import full_hub
from tests.hub import REPOSITORY, files
from tests.test_pictures import photo

PLAIN = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0", "USER": "ann", "HOME": "/nonexistent"}


@dataclass(frozen=True)
class Machine:
    """What differs from one machine to the next."""

    environment: dict[str, str] = field(default_factory=dict)
    python: str = sys.executable
    options: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    mask: int = 0o022
    jobs: int = 1
    deep: str = "hub"
    order: int = 0


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hub where every part of every page has something to show, with a photograph."""
    root = tmp_path_factory.mktemp("sources") / "hub"
    full_hub(root)
    if not PROVE:
        settings = root / "content/site.toml"
        settings.write_text("search = false\nsocial_cards = false\n" + settings.read_text("utf-8"), "utf-8")
    (root / "content/news/march.jpg").write_bytes(photo("JPEG", (900, 500)))
    text = root / "content/news/plain.md"
    text.write_text(text.read_text("utf-8") + "\n![A march](march.jpg)\n", "utf-8")
    return root


def made(hub: Path, folder: Path, machine: Machine) -> dict[str, bytes]:
    """The site that a machine makes of the hub, in a copy of its own."""
    root = folder / machine.deep
    paths = sorted(path for path in hub.rglob("*") if path.is_file())
    if machine.order:
        random.Random(machine.order).shuffle(paths)
    for number, path in enumerate(paths):
        there = root / path.relative_to(hub)
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, there)
        if machine.order:
            os.utime(there, (1_000_000_000 + number, 1_500_000_000 - 60 * number))
    command = [*machine.before, machine.python, *machine.options, str(REPOSITORY / "build.py"), "build"]
    command += ["--root", str(root), "--out", str(folder / "out/site"), "--now", "2017-07-14 12:00"]
    done = subprocess.run(
        [*command, "--jobs", str(machine.jobs)],
        env={"PATH": os.environ["PATH"], **PLAIN, **machine.environment},
        cwd=root if machine.order else folder,
        umask=machine.mask,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = files(folder / "out/site")
    assert len(found) > 150
    return found


@pytest.fixture(scope="module")
def first(hub: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The site that the first machine makes."""
    return made(hub, tmp_path_factory.mktemp("first"), Machine())


MACHINES = {
    "no language, another zone and seed, in the order of another disk": Machine(
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TZ": "America/St_Johns",
         "PYTHONHASHSEED": "4711", "USER": "bob"},
        mask=0o077, jobs=2, deep="a folder/häuser/hub", order=1,
    ),
    "optimised, at the other end of the day": Machine(
        {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "random", "HOME": "/tmp", "LANG": "xx_XX"},
        options=("-OO", "-X", "utf8=0"), mask=0o002, deep="x/y/z", order=2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("machine", MACHINES if PROVE else [*MACHINES][:1])
def test_another_machine_makes_the_same_site(
    hub: Path, first: dict[str, bytes], tmp_path: Path, machine: str
) -> None:
    assert differences(first, made(hub, tmp_path, MACHINES[machine])) == []


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


@pytest.mark.skipif(not PROVE, reason="a long count: GAZETTE_PROVE=1")
def test_a_difference_would_be_seen(hub: Path, first: dict[str, bytes], tmp_path: Path) -> None:
    """A hub in another zone, and a post whose words depend on who builds it, are other sites."""
    copy = Path(shutil.copytree(hub, tmp_path / "other"))
    text = copy / "content/news/plain.md"
    text.write_text(text.read_text("utf-8").replace("A plain piece", f"A piece by {os.getpid()}"), "utf-8")
    assert "news/plain/index.html" in differences(first, made(copy, tmp_path, Machine()))


@pytest.fixture
def languages(tmp_path: Path) -> str:
    """A folder with German and Turkish, in which dates and letters are not as in English."""
    program = shutil.which("localedef")
    if program is None:
        pytest.skip("no localedef here: the package locales of Debian has it")
    for name in ("de_DE", "tr_TR"):
        subprocess.run([program, "-i", name, "-f", "UTF-8", tmp_path / f"{name}.UTF-8"], check=False)
        if not (tmp_path / f"{name}.UTF-8").exists():
            pytest.skip(f"{name} cannot be made here: the package locales of Debian has it")
    return str(tmp_path)


@pytest.mark.skipif(not PROVE, reason="a long count: GAZETTE_PROVE=1")
@pytest.mark.parametrize("language", ["de_DE", "tr_TR"])
def test_a_machine_of_another_language_makes_the_same_site(
    hub: Path,
    first: dict[str, bytes],
    tmp_path_factory: pytest.TempPathFactory,
    languages: str,
    language: str,
) -> None:
    spoken = {"LC_ALL": f"{language}.UTF-8", "LANGUAGE": language[:2], "LOCPATH": languages}
    assert differences(first, made(hub, tmp_path_factory.mktemp(language), Machine(spoken))) == []


@pytest.mark.skipif(not PROVE, reason="a long count: GAZETTE_PROVE=1")
def test_another_user_on_a_machine_of_another_name_makes_the_same_site(
    hub: Path, first: dict[str, bytes], tmp_path: Path
) -> None:
    become = ("unshare", "--uts", "sh", "-c", 'hostname elsewhere && exec unshare --user "$@"', "sh")
    who = "import os, socket; print(os.getuid(), socket.gethostname())"
    try:
        tried = subprocess.run(
            [*become, sys.executable, "-c", who], capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        pytest.skip("no unshare here: it comes with Linux")
    if tried.stdout.split()[1:] != ["elsewhere"]:
        pytest.skip("who is not root cannot become somebody else")
    assert tried.stdout.split()[0] != str(os.getuid())
    assert differences(first, made(hub, tmp_path, Machine(before=become))) == []


@pytest.mark.skipif(not PROVE, reason="a long count: GAZETTE_PROVE=1")
@pytest.mark.parametrize("minor", [12, 13, 14])
def test_a_newer_python_makes_the_same_site(
    hub: Path,
    first: dict[str, bytes],
    tmp_path: Path,
    minor: int,
    record_property: Callable[[str, object], None],
) -> None:
    program = REPOSITORY / f".venv-pythons/3.{minor}/bin/python"
    lock = program.parents[1] / "lock.txt"
    if not lock.exists() or lock.read_bytes() != (REPOSITORY / "requirements.txt").read_bytes():
        pytest.skip(f"no Python 3.{minor} here with what requirements.txt pins: sh tests/pythons.sh makes it")
    assert differences(first, made(hub, tmp_path, Machine(python=str(program)))) == []
    record_property("told", f"reproducible: Python 3.{minor} makes the same {len(first)} files")
