"""A build that is killed: every file complete, every link resolves, and the next build finishes.

A real process dies by SIGKILL, at random moments of its run and at random file operations of its
publishing. Beside that, every single file operation of one publication is cut short in turn.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gazette import addresses, publish
from gazette.links import collect
from gazette.pipeline import Hub
from gazette.places import OWNED
from gazette.publish import STAND_IN
from tests.conftest import PROVE
from tests.hub import NOON, REPOSITORY, built, clean_files, files, place, post, small_hub, write

KILLS = 100 if PROVE else 10

CHILD = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from gazette import feeds, pipeline, places
root, now, left = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), int(sys.argv[3])
def hook(event, args):
    global left
    if event in ("open", "os.rename", "os.remove", "os.rmdir", "os.mkdir"):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
print("ready", flush=True)
sys.addaudithook(hook)
place = places.Place(root / "site", root / ".gazette" / "site")
pipeline.build(pipeline.Hub(root, root / "templates"), place, now, jobs=1)
"""
"""Builds a hub in a process of its own, and dies at a given file operation (0: at none)."""


def old(root: Path) -> Hub:
    """A hub as it was first published."""
    posts = {f"content/news/n{n}.md": post(f"News {n}", f"Lead {n}.\n", tags="[pay]") for n in range(8)}
    return small_hub(root, posts | {"content/pages/about.md": post("About", "Who we are.\n")})


def edit(root: Path) -> None:
    """Much at once: pages that link in a circle come, others that did so go, all others change."""
    for n in (0, 1, 2):
        (root / f"content/news/n{n}.md").unlink()
    write(
        root,
        {
            "content/news/new-a.md": post("A", "To [b](new-b.md) [t](../events/e.md).\n", tags="[x]"),
            "content/news/new-b.md": post("B", "To [a](new-a.md).\n", tags="[x]"),
            "content/events/e.md": post("E", "To [a](../news/new-a.md).\n", start="2017-08-01"),
            "content/pages/about.md": post("About us", "Who we are: [a](../news/new-a.md).\n"),
            "templates/_notice.html": "<p>New</p>",
        },
    )


class Scene:
    """A published hub that was edited since, its old files, its new ones, kept to copy from."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "hub"
        hub = old(self.root)
        assert not built(hub).problems
        self.before = files(place(self.root).out)
        edit(self.root)
        self.report, self.after = clean_files(hub, NOON)
        assert not self.report.problems
        shutil.rmtree(self.root / "clean")

    def copy(self, to: Path) -> Hub:
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.root, to)
        return Hub(to, to / "templates")

    def is_sound(self, hub: Hub) -> None:
        """Every file is whole, old or new, and every link of every page leads to a file."""
        site = files(place(hub.root).out)
        for path, data in site.items():
            whole = (self.before.get(path), self.after.get(path), STAND_IN)
            assert path == OWNED or data in whole, f"{path} is not whole"
        base = "https://anytown.example/"
        for path, data in site.items():
            if path.endswith(".html"):
                found = collect(data.decode(), addresses.address(path, base), base)
                for target in found.targets:
                    assert target.partition("#")[0] in site, f"{path} leads to {target}"

    def is_finished_by_the_next(self, hub: Hub) -> None:
        assert not built(hub).problems
        assert files(place(hub.root).out) == self.after
        again = built(hub)
        assert (again.rendered, again.written, again.removed) == ((), (), ())


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("kill"))


def start(hub: Hub, dies_at: int = 0) -> subprocess.Popen[bytes]:
    """A process that is about to build the hub."""
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(hub.root), NOON.isoformat(), str(dies_at)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)}, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    return process


def end(process: subprocess.Popen[bytes]) -> int:
    """The exit code of a process, once it has ended."""
    process.communicate()
    return process.returncode


def test_killed_at_random_file_operations(scene: Scene, tmp_path: Path) -> None:
    chance = random.Random(1913)
    finished = 0
    for _ in range(KILLS):
        hub = scene.copy(tmp_path / "hub")
        finished += end(start(hub, chance.randint(60, 300))) != -signal.SIGKILL
        scene.is_sound(hub)
        scene.is_finished_by_the_next(hub)
    assert finished < KILLS / 2, "the build has fewer file operations than this test thinks"


def test_killed_at_random_moments(scene: Scene, tmp_path: Path) -> None:
    chance = random.Random(1868)
    process = start(scene.copy(tmp_path / "hub"))
    began = time.perf_counter()
    assert end(process) == 0
    whole = time.perf_counter() - began
    for _ in range(KILLS):
        hub = scene.copy(tmp_path / "hub")
        process = start(hub)
        time.sleep(chance.uniform(0, whole))
        process.kill()
        end(process)
        scene.is_sound(hub)
        scene.is_finished_by_the_next(hub)


def test_a_first_build_that_is_killed_leaves_nothing_or_everything(tmp_path: Path) -> None:
    chance = random.Random(1834)
    hub = old(tmp_path / "fresh")
    _, wanted = clean_files(hub, NOON)
    for _ in range(max(3, KILLS // 10)):
        shutil.rmtree(hub.root / "site", ignore_errors=True)
        shutil.rmtree(hub.root / ".gazette", ignore_errors=True)
        end(start(hub, chance.randint(40, 200)))
        site = place(hub.root).out
        assert (files(site) if site.is_dir() else {}) in ({}, wanted)
        assert not built(hub).problems
        assert files(site) == wanted


class Stopped(BaseException):
    """The process died here, as far as the code can tell."""


def operations(monkeypatch: pytest.MonkeyPatch, stop_at: int) -> list[str]:
    """Count the file operations of publishing, and stop before the one of that number."""
    done: list[str] = []

    def counted(name: str, function: object) -> object:
        def call(*args: object, **extra: object) -> object:
            if len(done) == stop_at:
                raise Stopped
            done.append(name)
            return function(*args, **extra)  # type: ignore[operator]

        return call

    monkeypatch.setattr(publish.os, "replace", counted("replace", os.replace))
    for name in ("unlink", "rmdir", "rename", "mkdir", "write_bytes"):
        monkeypatch.setattr(Path, name, counted(name, getattr(Path, name)))
    return done


def cuts(scene: Scene, tmp_path: Path) -> Iterator[int]:
    """The numbers of all file operations of one publication (a share of them in a short run)."""
    with pytest.MonkeyPatch.context() as patch:
        hub = scene.copy(tmp_path / "count")
        done = operations(patch, -1)
        built(hub)
        total = len(done)
    yield from range(0, total, 1 if PROVE else 7)


def test_cut_short_before_every_file_operation(scene: Scene, tmp_path: Path) -> None:
    for number in cuts(scene, tmp_path):
        hub = scene.copy(tmp_path / "hub")
        with pytest.MonkeyPatch.context() as patch:
            operations(patch, number)
            with pytest.raises(Stopped):
                built(hub)
        scene.is_sound(hub)
        scene.is_finished_by_the_next(hub)


def test_what_somebody_put_into_the_site_between_a_kill_and_the_next_build_is_theirs(
    scene: Scene, tmp_path: Path
) -> None:
    for theirs in ("news/new-a/index.html", "news/new-a"):
        hub = scene.copy(tmp_path / "hub")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(publish, "roll_forward", lambda place: not place.journal.exists())
            built(hub)  # decided upon, and nothing moved yet
        site = place(hub.root).out
        write(site, {theirs: b"a file of my own"})
        report = built(hub)
        assert [(p.code, p.path) for p in report.problems] == [("not-ours", f"site/{theirs}")]
        assert (site / theirs).read_bytes() == b"a file of my own"
        (site / theirs).unlink()
        scene.is_finished_by_the_next(hub)


@pytest.mark.parametrize("old", ['"remove": ["', '"owned": ["', '"rename": ["', '"whole": false', "}"])
def test_a_journal_that_was_scribbled_on_is_not_followed(scene: Scene, tmp_path: Path, old: str) -> None:
    hub = scene.copy(tmp_path / "hub")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publish, "roll_forward", lambda place: not place.journal.exists())
        built(hub)  # decided upon, and nothing moved yet
    journal = place(hub.root).journal
    before = journal.read_text()
    assert old in before
    journal.write_text(before.replace(old, {"}": "", '"whole": false': '"whole": true'}.get(old, f"{old}x")))
    scene.is_finished_by_the_next(hub)


def test_the_check_for_soundness_sees_a_half_written_file_and_a_broken_link(
    scene: Scene, tmp_path: Path
) -> None:
    hub = scene.copy(tmp_path / "hub")
    page = place(hub.root).out / "news/n5/index.html"
    page.write_bytes(page.read_bytes()[:100])
    with pytest.raises(AssertionError, match="is not whole"):
        scene.is_sound(hub)
    page.unlink()
    with pytest.raises(AssertionError, match=re.escape("leads to news/n5/index.html")):
        scene.is_sound(hub)
