"""A build that is killed: every file complete, every link resolves, and the next build finishes.

A real process dies by SIGKILL, at random moments of its run and at random file operations of its
publishing. Beside that, every single file operation of one publication is cut short in turn.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from gazette import addresses, publish
from gazette.links import collect
from gazette.pipeline import Hub
from gazette.places import OWNED
from gazette.publish import STAND_IN
from tests.conftest import PROVE
from tests.disk import Disk, under
from tests.hub import NOON, REPOSITORY, built, clean_files, files, place, post, small_hub, write

KILLS = 250 if PROVE else 6
"""How often each of two sorts of death comes."""

BASE = "https://anytown.example/"

NURSERY = """
import json, os, signal, sys, traceback
from datetime import datetime
from pathlib import Path
from gazette import feeds, pipeline, places

def build(root, now, left):
    def hook(event, args):
        nonlocal left
        if event in ("open", "os.rename", "os.remove", "os.rmdir", "os.mkdir") and str(args[0]).startswith(root):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)
    place = places.Place(Path(root, "site"), Path(root, ".gazette", "site"))
    return pipeline.build(pipeline.Hub(Path(root), Path(root, "templates")), place, datetime.fromisoformat(now), jobs=1)

build(*json.loads(sys.argv[1]))
for line in sys.stdin:
    what, *args = json.loads(line)
    if what == "start":
        child = os.fork()
        if not child:
            try:
                os._exit(build(*args).failed)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
        print(child, flush=True)
    else:
        print(os.waitstatus_to_exitcode(os.waitpid(args[0], 0)[1]), flush=True)
"""
"""A process that has built a hub once, and so has all that a build needs; each of its children builds another,
and dies at a given file operation (0: at none)."""


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


@lru_cache(maxsize=5000)
def leads(path: str, data: bytes) -> tuple[str, ...]:
    """The output paths that a page leads to."""
    found = collect(data.decode(), addresses.address(path, BASE), BASE)
    return tuple(target.partition("#")[0] for target in found.targets)


class Nursery:
    """Gives processes that build, each of them begun at once."""

    def __init__(self, hub: Hub) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", NURSERY, json.dumps([str(hub.root), NOON.isoformat(), 0])],
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def start(self, hub: Hub, dies_at: int = 0) -> int:
        """The number of a process that builds the hub."""
        return self._ask("start", str(hub.root), NOON.isoformat(), dies_at)

    def end(self, child: int) -> int:
        """The exit code of a process, once it has ended."""
        return self._ask("end", child)

    def close(self) -> None:
        """Let everything go."""
        self._process.communicate()

    def _ask(self, *words: object) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(words).encode() + b"\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


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
        for path, data in site.items():
            for target in leads(path, data) if path.endswith(".html") else ():
                assert target in site, f"{path} leads to {target}"

    def is_finished_by_the_next(self, hub: Hub) -> None:
        assert not built(hub).problems
        assert files(place(hub.root).out) == self.after
        again = built(hub)
        assert (again.rendered, again.written, again.removed) == ((), (), ())


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("kill"))


@pytest.fixture(scope="module")
def nursery(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    made = Nursery(scene.copy(tmp_path_factory.mktemp("nursery") / "hub"))
    yield made
    made.close()


def touches(hub: Hub) -> int:
    """How many operations on files there are in a build of a hub."""
    with under(Disk(hub.root)) as disk:
        assert not built(hub).problems
    return sum(sort in ("open", "create", "rename", "remove", "rmdir", "mkdir") for sort, _ in disk.done)


def test_killed_at_random_file_operations(
    scene: Scene, nursery: Nursery, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    chance = random.Random(1913)
    last = touches(scene.copy(tmp_path / "hub"))
    killed = 0
    for _ in range(KILLS):
        hub = scene.copy(tmp_path / "hub")
        killed += nursery.end(nursery.start(hub, chance.randint(1, last))) == -signal.SIGKILL
        scene.is_sound(hub)
        scene.is_finished_by_the_next(hub)
    record_property("told", f"killed at {killed} file operations of {last}")
    assert killed > KILLS * 0.8, "the build has fewer file operations than this test thinks"


def test_killed_at_random_moments(
    scene: Scene, nursery: Nursery, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    chance = random.Random(1868)
    began = time.perf_counter()
    assert nursery.end(nursery.start(scene.copy(tmp_path / "hub"))) == 0
    whole = time.perf_counter() - began
    killed = 0
    for _ in range(KILLS):
        hub = scene.copy(tmp_path / "hub")
        child = nursery.start(hub)
        time.sleep(chance.uniform(0, whole))
        os.kill(child, signal.SIGKILL)  # one that has ended waits to be asked how
        killed += nursery.end(child) == -signal.SIGKILL
        scene.is_sound(hub)
        scene.is_finished_by_the_next(hub)
    record_property("told", f"killed at {killed} moments, {KILLS - killed} had ended before")


def test_a_first_build_that_is_killed_leaves_nothing_or_everything(nursery: Nursery, tmp_path: Path) -> None:
    chance = random.Random(1834)
    hub = old(tmp_path / "fresh")
    _, wanted = clean_files(hub, NOON)
    last = 0
    for _ in range(1 + max(3, KILLS // 10)):
        shutil.rmtree(hub.root / "site", ignore_errors=True)
        shutil.rmtree(hub.root / ".gazette", ignore_errors=True)
        if not last:
            last = touches(hub)
            continue
        nursery.end(nursery.start(hub, chance.randint(1, last)))
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
