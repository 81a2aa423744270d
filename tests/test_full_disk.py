"""Real disks: a small one that is full, and folders that may not be written to or read."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import Result

from tests.conftest import PROVE
from tests.test_faults import Work, all_files, offences, works

__all__ = ["works"]

MEBIBYTE = 1 << 20
NOBODY = 65534

WORKS = (
    ("first build", "next build", "import", "rename", "fmt", "new", "schema")
    if PROVE
    else ("next build", "rename")
)


def rooms(name: str) -> range:
    """Kibibytes that are left on the small disk for a work; the most are enough for some."""
    step = 25 if "build" in name else 4
    return range(0, 16 * step if "build" in name else 6 * step, step) if PROVE else range(1)


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A disk of eight mebibytes; where it cannot be had the test is skipped, and says so."""
    folder = tmp_path_factory.mktemp("disk")
    mounted = os.geteuid() == 0 and shutil.which("mount") is not None
    if (
        not mounted
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("no small disk here: to mount one takes root, and leave to do so")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def fill(disk: Path, room: int) -> Path:
    """Fill a disk but for so many bytes."""
    ballast = disk / "ballast"
    left = shutil.disk_usage(disk).free - room
    ballast.write_bytes(bytes(max(0, left)))
    return ballast


@pytest.mark.parametrize("name", WORKS)
def test_a_full_disk_is_said_and_leaves_nothing_half_done(
    name: str, works: Callable[[str], Work], small_disk: Path, record_property: Callable[[str, object], None]
) -> None:
    work = works(name)
    wrong: dict[int, list[str]] = {}
    full = 0
    for room in rooms(name):
        root = work.copy(small_disk / "hub")
        ballast = fill(small_disk, room * 1024)
        result = work.done(root)
        full += result.exit_code != 0
        if found := list(offences(work, root, result, ballast.unlink)):
            wrong[room] = found
        shutil.rmtree(root)
    record_property("told", f"{name}: a disk that was full {full} times of {len(rooms(name))}")
    assert wrong == {}
    assert full, "the disk had room for all"


@contextmanager
def as_nobody() -> Iterator[None]:
    """Permissions do not bite root: this is done as somebody else."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


CLOSED = [
    ("first build", ".", 0o555), ("first build", "content", 0), ("first build", "content/news", 0),
    ("first build", "content/site.toml", 0), ("first build", "content/news/a.md", 0), ("first build", "content/news/leaflet.pdf", 0),
    ("next build", "site", 0o555), ("next build", "site/news", 0o555), ("next build", "site", 0), ("next build", ".gazette", 0o555),
    ("next build", ".gazette/site", 0o555), ("next build", ".gazette/site", 0), ("next build", ".gazette/site/traces", 0),
    ("next build", ".gazette/site/shelf", 0), ("next build", ".gazette/site/lock", 0o444), ("next build", "content", 0),
    ("next build", "content/news/b.md", 0),
    ("fmt", "content/news", 0o555), ("fmt", ".", 0o555), ("fmt", "content/news", 0), ("mint", ".", 0o555), ("mint", "content/news", 0),
    ("rename", "content/news", 0o555), ("rename", "content/pages", 0o555), ("rename", ".", 0o555),
    ("new", "content/news", 0o555), ("new", "content", 0), ("record", "content", 0o555), ("record", "site", 0), ("schema", ".", 0o555),
    ("import", "content/news", 0o555), ("import", "imports", 0o555), ("import", "imports", 0), ("import", "imports/wordpress.json", 0),
    ("import", "imports/wordpress.toml", 0), ("import", "content/news", 0),
]  # fmt: skip
"""A work, a file or folder of the hub, and its mode."""


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions here are of another sort")
@pytest.mark.parametrize(("name", "path", "mode"), CLOSED if PROVE else CLOSED[::7])
def test_what_may_not_be_written_or_read_is_said(
    name: str, path: str, mode: int, works: Callable[[str], Work], tmp_path: Path
) -> None:
    work = works(name)
    root = work.copy(tmp_path / "hub")
    for above in (tmp_path, *tmp_path.parents):
        if os.geteuid() == 0 and above.stat().st_uid == 0 and not above.stat().st_mode & 0o001:
            above.chmod(above.stat().st_mode | 0o011)  # pytest's own folders are for one user only
    if os.geteuid() == 0:
        for file in (root, *root.rglob("*")):
            os.chown(file, NOBODY, NOBODY)
    closed = root / path
    before = closed.stat().st_mode & 0o777
    closed.chmod(mode)
    with as_nobody():
        result: Result = work.done(root)
    found = list(offences(work, root, result, lambda: closed.chmod(before)))
    assert found == []
    assert result.exit_code or all_files(root) == work.after


def test_somebody_else_cannot_read_what_is_closed(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"x")
    file.chmod(0)
    with as_nobody(), pytest.raises(PermissionError):
        file.read_bytes()
