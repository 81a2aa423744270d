"""Builds that are disturbed: by an editor who saves meanwhile, by another build, by a clock that goes back, by
hands in the caches, by the end of a process that helps. None publishes half of anything.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from filelock import FileLock, Timeout

from gazette import locks, workers
from gazette.cli import main, publishing
from gazette.cli.telling import tell_waiting
from gazette.hub import Hub
from gazette.pipeline import build
from tests.conftest import PROVE
from tests.disk import Disk, under
from tests.hub import NOON, PDF, built, clean_files, files, place, post, small_hub, write
from tests.test_faults import NOW
from tests.test_kill import Nursery, Scene, nursery, scene

__all__ = ["nursery", "scene"]


@pytest.fixture(autouse=True)
def _only_this(monkeypatch: pytest.MonkeyPatch) -> None:
    """All the disks of the machine have nothing to do with it."""
    monkeypatch.setattr(os, "sync", lambda: None)


POSTS = {
    "content/news/a.md": post("A", "Words of [b](b.md).\n", tags="[pay]"),
    "content/news/b.md": post("B", "With [a leaflet](leaflet.pdf).\n"),
    "content/news/leaflet.pdf": PDF,
}

SAVES: dict[str, dict[str, str | bytes | None]] = {
    "a text": {"content/news/a.md": post("Another", "Words.\n")},
    "a text that is half saved": {"content/news/a.md": post("Another")[:20]},
    "a document": {"content/news/leaflet.pdf": PDF + b"\n"},
    "a text that goes": {"content/news/a.md": None},
    "a text that is renamed": {"content/news/a.md": None, "content/news/c.md": POSTS["content/news/a.md"]},
    "a template": {"templates/base.html": "<p>{{ page.path }}</p>{% block main %}{% endblock %}"},
    "the settings": {
        "content/site.toml": 'title = "Other"\nbase_url = "https://anytown.example/"\nsearch = false\n'
    },
}
"""What is saved meanwhile: nothing stands for a file that is taken away."""


class Meanwhile(Disk):
    """A disk on which something is saved before the operation of a number."""

    def __init__(self, root: Path, number: int, save: Callable[[], None]) -> None:
        super().__init__(root, number)
        self._save = save

    def meet(self, sort: str, path: object) -> None:
        where = self._below(path)
        if where is None:
            return
        self.done.append((sort, where))
        if len(self.done) - 1 == self.refused:
            self.refused, self.hit = -1, True
            self._save()


def saving(root: Path, saved: dict[str, str | bytes | None]) -> None:
    """Save files, or take them away."""
    write(root, {path: data for path, data in saved.items() if data is not None})
    for path in saved.keys() - {path for path, data in saved.items() if data is not None}:
        (root / path).unlink()


@pytest.mark.parametrize("what", SAVES if PROVE else ("a text that is renamed", "a document"))
def test_what_is_saved_while_a_build_reads_is_in_it_or_in_the_next(
    what: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    begun = small_hub(tmp_path / "begun", POSTS)
    assert not built(begun).problems
    before = files(begun.root / "site")
    write(begun.root, {"content/news/b.md": post("B, edited", "With [a leaflet](leaflet.pdf).\n")})
    after = clean_files(begun, NOON)[1]
    again = small_hub(tmp_path / "again", files(begun.root))
    saving(again.root, SAVES[what])
    fails, later = clean_files(again, NOON)
    for folder in ("clean", ".clean"):
        shutil.rmtree(begun.root / folder)
    root = tmp_path / "hub"

    def copied() -> Hub:
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(begun.root, root)
        return Hub(root, root / "templates")

    hub = copied()
    with under(Meanwhile(root, -1, lambda: None)) as disk:
        built(hub)
    reads = [n for n, (_, path) in enumerate(disk.done) if path.startswith(("content", "templates"))]
    chosen = reads if PROVE else reads[len(reads) // 5 :: 60]
    for number in chosen:
        hub = copied()
        with under(Meanwhile(root, number, lambda: saving(root, SAVES[what]))) as disk:
            report = built(hub)
        assert disk.hit, "another run has other operations"
        site = files(root / "site")
        if report.failed:
            assert site == before
        else:
            assert site in (after, later), f"{what}, before {disk.done[number]}"
        report = built(hub)
        assert report.failed == fails.failed
        if not report.failed:
            assert files(root / "site") == later
    record_property("told", f"{what} is saved before {len(chosen)} of {len(reads)} reads")


def test_builds_at_once_wait_for_each_other(scene: Scene, nursery: Nursery, tmp_path: Path) -> None:
    for _ in range(20 if PROVE else 2):
        hub = scene.copy(tmp_path / "hub")
        several = [nursery.start(hub) for _ in range(3)]
        assert [nursery.end(child) for child in several] == [0, 0, 0]
        scene.is_sound(hub)
        scene.is_finished_by_the_next(hub)


def test_the_lock_of_a_build_that_was_killed_holds_up_nobody(
    scene: Scene, nursery: Nursery, tmp_path: Path
) -> None:
    hub = scene.copy(tmp_path / "hub")
    killed = nursery.start(hub, 150)
    # Were the other one first, there would be too little left to do to be killed in.
    for _ in range(200):
        try:
            FileLock(place(hub.root).state / "lock", timeout=0).acquire().lock.release()
        except Timeout:
            break
        time.sleep(0.002)
    waiting = nursery.start(hub)
    assert nursery.end(killed) == -signal.SIGKILL
    assert nursery.end(waiting) == 0
    scene.is_sound(hub)
    scene.is_finished_by_the_next(hub)


@pytest.mark.parametrize("command", ["build", "clean"])
def test_who_waits_long_for_another_build_says_so_and_goes_on(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_hub(tmp_path, POSTS)
    file = place(tmp_path).state / "lock"
    write(tmp_path, {".gazette/site/lock": ""})
    another = FileLock(file, thread_local=False)
    another.acquire()
    backstop = threading.Timer(20, another.release)  # whoever never says so would wait for ever
    backstop.start()

    def told(lock: Path) -> None:
        tell_waiting(lock)
        another.release()

    monkeypatch.setattr(locks, "PATIENCE", 0.01)
    monkeypatch.setattr(publishing, "tell_waiting", told)
    result = CliRunner().invoke(
        main, [command, "--root", str(tmp_path), *(NOW if command == "build" else ())]
    )
    backstop.cancel()
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        f"Another build of this site is at work and holds {file}: "
        "this one waits, and goes on by itself when that one is done."
    ]
    assert ((tmp_path / "site/index.html").exists(), file.exists()) == (command == "build",) * 2


def test_who_waits_for_an_instant_says_nothing(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, POSTS)
    write(tmp_path, {".gazette/site/lock": ""})
    another = FileLock(place(tmp_path).state / "lock", thread_local=False)
    another.acquire()
    told: list[Path] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(locks, "PATIENCE", 60)
        threading.Timer(0.1, another.release).start()
        assert not build(hub, place(tmp_path), NOON, waits=told.append).problems
    assert told == []


def test_a_clock_that_goes_back_and_forth_gives_what_a_clean_build_gives(tmp_path: Path) -> None:
    hub = small_hub(
        tmp_path,
        {
            "content/news/a.md": post("A", publish_at="2017-07-14 15:00"),
            "content/news/b.md": post("B", expires="2017-07-15"),
            "content/events/e.md": post("E", start="2017-07-14 18:00"),
            "content/disputes/d.md": post("D", action="[{kind: strike, from: 2017-07-14, to: 2017-07-16}]"),
        },
    )
    chance = random.Random(1917)
    for _ in range(30 if PROVE else 3):
        now = datetime(2017, 7, 13) + timedelta(hours=chance.randrange(96))
        assert not built(hub, now).problems
        assert files(hub.root / "site") == clean_files(hub, now)[1]


@pytest.mark.parametrize("back", [0, 10**12])
def test_files_whose_times_go_back_are_read_again(back: int, tmp_path: Path) -> None:
    hub = small_hub(tmp_path, POSTS)
    assert not built(hub).problems
    for path, old, new in (
        ("content/news/a.md", b"Words", b"Terms"), ("templates/404.html", b"Not found", b"Not there"),
        ("content/news/leaflet.pdf", b"0 9 9", b"0 8 8"),
    ):  # fmt: skip
        file = hub.root / path
        before, data = file.stat(), file.read_bytes()
        assert old in data
        file.write_bytes(data.replace(old, new))
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns - back))
        assert built(hub).written
        assert files(hub.root / "site") == clean_files(hub, NOON)[1]


def spoils() -> Iterator[tuple[str, Callable[[Path], object]]]:
    """What may become of a file that builds keep."""
    yield "emptied", lambda file: file.write_bytes(b"")
    yield "cut short", lambda file: os.truncate(file, file.stat().st_size // 2)
    yield "scribbled on", lambda file: file.write_bytes(file.read_bytes()[:-9] + b"scribbled")
    yield "another thing", lambda file: file.write_bytes(bytes(range(256)) * 20)
    yield "gone", lambda file: file.unlink()


SPOILS = list(spoils()) if PROVE else list(spoils())[1:3]


@pytest.mark.parametrize(("how", "spoil"), SPOILS, ids=[how for how, _ in SPOILS])
def test_whatever_becomes_of_what_is_kept_the_next_build_is_exact(
    how: str, spoil: Callable[[Path], object], tmp_path: Path
) -> None:
    hub = small_hub(tmp_path, {**POSTS, "content/news/pay.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"})
    assert not built(hub).problems
    kept = sorted(path for path in files(hub.root) if path.startswith(".gazette/"))
    assert {".gazette/site/traces", ".gazette/site/shelf"} <= set(kept)
    for number, path in enumerate(kept if PROVE else kept[-1:]):
        spoil(hub.root / path)
        write(hub.root, {"content/news/a.md": post(f"A {number}", "Words.\n")})
        assert not built(hub).problems, f"{path} is {how}"
        assert files(hub.root / "site") == clean_files(hub, NOON)[1], f"{path} is {how}"


def test_a_process_that_is_ended_while_it_makes_pages_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = small_hub(tmp_path, POSTS)
    assert not built(hub).problems
    before = files(hub.root / "site")
    write(hub.root, {"content/news/a.md": post("Another")})
    here = os.getpid()

    def killed(*_: object) -> None:
        assert os.getpid() != here
        os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as patch:
        patch.setattr(workers.Press, "render", killed)
        patch.setattr(workers, "_may_fork", lambda: True)
        report = build(hub, place(tmp_path), NOON, jobs=2)
    assert [problem.code for problem in report.problems] == ["worker-lost"]
    assert files(hub.root / "site") == before
    assert not built(hub).problems
    assert files(hub.root / "site") == clean_files(hub, NOON)[1]
