"""Watching under load: whatever becomes of the files, the last state is built, and nothing goes round."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest
from watchdog.events import FileModifiedEvent
from watchdog.observers.api import BaseObserver

from gazette import watch as watching
from gazette.folders import ignored
from gazette.hub import Hub, Report
from gazette.pipeline import build
from gazette.watch import watch
from tests.conftest import PROVE
from tests.hub import clean_files, files, place, post, small_hub, write

LONG = 30.0
"""Seconds that nothing here takes, on however busy a machine."""

SILENCE = 0.5 if PROVE else 0.12
"""Seconds without a build after which there is to be none any more."""

NOON = datetime(2017, 7, 14, 12, tzinfo=UTC)

MANY = 1000
SAVES = 1000 if PROVE else 40
EDITS = 100_000 if PROVE else 3_000

State = dict[str, str]


def state_of(root: Path) -> State:
    """Every file that a build reads, as it is now."""
    state = {}
    for folder in ("content", "templates"):
        for parent, below, names in os.walk(root / folder):
            below[:] = [name for name in below if not ignored(name)]
            for name in names:
                if not ignored(name):
                    file = Path(parent, name)
                    with suppress(FileNotFoundError):
                        state[file.relative_to(root).as_posix()] = file.read_text()
    return state


class Watched:
    """A hub that is watched; a build takes down every file as it is, or is the real one."""

    def __init__(self, root: Path, builds: Callable[[], object] | None = None) -> None:
        self.root = root
        self.count, self.busy = 0, True
        self.state: State = {}
        self.said: list[str] = []
        self._builds = builds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def _watch(self) -> None:
        watch(
            Hub(self.root, self.root / "templates", preview=True),
            self._build,
            lambda report: None,
            lambda: NOON,
            next_change=lambda report: None,
            say=self.said.append,
            stop=self._stop,
        )

    def _build(self) -> Report:
        self.busy, self.state = True, state_of(self.root)
        if self._builds is not None:
            self._builds()
        self.count += 1
        self.busy = False
        return Report()

    def until(self, holds: Callable[[], bool]) -> None:
        end = time.monotonic() + LONG
        while not holds():
            assert time.monotonic() < end, "it never came to be"
            time.sleep(0.01)

    def settle(self) -> None:
        """Wait until the state that is there is built, and no build follows."""
        for _ in range(40):
            self.until(lambda: not self.busy and self.state == state_of(self.root))
            before = self.count
            time.sleep(SILENCE)
            if (self.count, self.busy) == (before, False):
                assert self.state == state_of(self.root)
                return
        raise AssertionError("it builds again and again")

    def __enter__(self) -> Watched:
        self._thread.start()
        try:
            self.settle()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, {"content/news/pay.md": "Pay", "templates/base.html": "<p>"})
    return tmp_path


@pytest.fixture(autouse=True)
def no_second_look(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tested is the bell, unless the test is of the look that mends what the bell has lost."""
    if "lost" not in request.node.name:
        monkeypatch.setattr(watching, "sight", lambda hub: "")


# ---- Many files at once ----


def check_out(root: Path, branch: str) -> None:
    """Write what another branch has, as Git does: each file taken away and made anew, in many folders."""
    for number in range(MANY):
        file = root / f"content/news/{number % 25}/post-{number}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        if (number % 10) or branch == "main":
            file.write_text(f"{number} of {branch}")


def test_a_thousand_files_changed_at_once_are_all_in_the_last_build(root: Path) -> None:
    check_out(root, "main")
    with Watched(root) as watched:
        for branch in ("another", "main", "another") if PROVE else ("another",):
            before = watched.count
            check_out(root, branch)
            watched.settle()
            assert sum(text.endswith(f"of {branch}") for text in watched.state.values()) >= 0.9 * MANY
            assert watched.count - before < MANY / 10, "many changes are few builds"


# ---- Saving without end ----


def test_saves_every_ten_milliseconds_are_built_while_they_go_on_and_to_the_last(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "QUIET", 0.5)  # on a busy machine ten milliseconds are not always ten
    if not PROVE:
        monkeypatch.setattr(watching, "LONGEST_SETTLE", 0.1)
    with Watched(root) as watched:
        before = watched.count
        for number in range(SAVES):
            (root / "content/news/pay.md").write_text(f"Pay {number}")
            time.sleep(0.01)
        assert watched.count > before, "there were builds in between"
        watched.settle()
        assert watched.state["content/news/pay.md"] == f"Pay {SAVES - 1}"


# ---- Folders ----


def outside(root: Path) -> Path:
    """A folder with others in it, outside of what is watched."""
    write(root, {f"outside/events/{n % 3}/{n}.md": f"Event {n}" for n in range(30)})
    return root / "outside/events"


def test_a_folder_may_be_renamed_moved_in_moved_out_and_deleted_in_one_breath(root: Path) -> None:
    with Watched(root) as watched:
        for _ in range(5 if PROVE else 1):
            events = outside(root).rename(root / "content/events")
            (events / "0").rename(events / "elsewhere")
            (root / "content/news").rename(root / "content/reports")
            (events / "elsewhere/0.md").write_text("another word")
            (events / "1").rename(root / "outside/1")
            watched.settle()
            assert "content/events/elsewhere/0.md" in watched.state
            (root / "content/events/2/late.md").write_text("in a folder that came from outside")
            watched.settle()
            assert "content/events/2/late.md" in watched.state
            shutil.rmtree(events)
            shutil.rmtree(root / "outside")
            (root / "content/reports").rename(root / "content/news")
            (root / "content/news/pay.md").write_text("Pay, again")
            watched.settle()
            assert sorted(watched.state) == ["content/news/pay.md", "templates/base.html"]


@pytest.mark.skipif(
    not Path("/proc/self/fd").is_dir(), reason="not run: this needs /proc, to count open files"
)
def test_folders_that_come_and_go_leave_no_thread_and_no_file_open(root: Path) -> None:
    with Watched(root) as watched:
        held = []
        for number in range(10 if PROVE else 3):
            (root / "content/events").mkdir()
            (root / "content/events/a.md").write_text(str(number))
            watched.settle()
            shutil.rmtree(root / "content/events")
            watched.settle()
            held.append((threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))))
        assert len(set(held[1:])) == 1, held


# ---- Editors ----


def in_vim(file: Path, text: str) -> None:
    swap, probe, backup = (
        file.with_name(f".{file.name}.swp"),
        file.with_name("4913"),
        file.with_name(f"{file.name}~"),
    )
    swap.write_bytes(b"b0VIM 9.0")
    probe.touch()
    probe.unlink()
    file.rename(backup)
    file.write_text(text)
    file.chmod(0o644)
    backup.unlink()
    swap.unlink()


def in_emacs(file: Path, text: str) -> None:
    lock, half = file.with_name(f".#{file.name}"), file.with_name(f"#{file.name}#")
    lock.symlink_to("somebody@here.4242:1500000000")
    half.write_text(text[:3])
    backup = file.rename(file.with_name(f"{file.name}~"))
    file.write_text(text)
    half.unlink()
    lock.unlink()
    backup.unlink()


def by_renaming(name: str) -> Callable[[Path, str], None]:
    """A save that writes another file whole, and puts it into the place of the old one."""

    def save(file: Path, text: str) -> None:
        new = file.with_name(name.format(file.name))
        new.write_text(text)
        new.replace(file)

    return save


def in_jetbrains(file: Path, text: str) -> None:
    new, old = file.with_name(f"{file.name}___jb_tmp___"), file.with_name(f"{file.name}___jb_old___")
    new.write_text(text)
    file.rename(old)
    new.rename(file)
    old.unlink()


def in_two_writes(file: Path, text: str) -> None:
    with file.open("w") as handle:
        handle.write(text[:2])
        handle.flush()
        handle.write(text[2:])


EDITORS: dict[str, Callable[[Path, str], None]] = {
    "vim": in_vim,
    "emacs": in_emacs,
    "VS Code": by_renaming("{}.vsctmp"),
    "Kate": by_renaming("{}.fKsQpR"),
    "gedit": by_renaming(".goutputstream-{}"),
    "JetBrains": in_jetbrains,
    "sed": by_renaming("sedX4c2q"),
    "an editor that writes twice": in_two_writes,
}


def test_every_editor_s_way_of_saving_ends_in_its_last_state_and_in_silence(root: Path) -> None:
    file = root / "content/news/pay.md"
    with Watched(root) as watched:
        for editor, save in EDITORS.items():
            for number in range(2):
                save(file, f"Saved in {editor}, {number}")
            watched.settle()
            assert watched.state["content/news/pay.md"] == f"Saved in {editor}, 1"
            assert sorted(watched.state) == ["content/news/pay.md", "templates/base.html"]


# ---- Events that never come ----


class Deaf(BaseObserver):
    """An observer that hears nothing; it remembers whom it should have told."""

    handlers: list[watching.Bell]

    def __init__(self) -> None:
        super().__init__(emitter_class=None)  # type: ignore[arg-type]
        Deaf.handlers = []

    def schedule(self, handler, path, **named):  # type: ignore[no-untyped-def]
        Deaf.handlers.append(handler)


def lose_events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "Observer", Deaf)
    monkeypatch.setattr(watching, "LONGEST_SLEEP", 0.05)


def test_a_change_of_which_every_event_was_lost_is_found_by_a_look(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose_events(monkeypatch)
    pay = root / "content/news/pay.md"
    same_size = [lambda: pay.write_text("Say"), lambda: by_renaming(".{}")(pay, "May")]
    changes: list[Callable[[], object]] = [
        *same_size,
        lambda: write(root, {"content/events/picket.md": "Picket"}),
        lambda: (root / "content/events").rename(root / "content/pickets"),
        lambda: shutil.rmtree(root / "content/pickets"),
        lambda: (root / "templates/base.html").write_text("<b>"),
    ]
    with Watched(root) as watched:
        for change in changes:
            before = watched.count
            change()
            watched.settle()
            assert watched.count > before
        assert watched.said == []


def test_a_change_during_a_build_of_which_every_event_was_lost_is_found_too(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose_events(monkeypatch)
    late = iter(["late", "later", "latest"])

    def save() -> None:
        for text in late:
            (root / "content/news/pay.md").write_text(text)
            return

    with Watched(root, save) as watched:
        assert (watched.state["content/news/pay.md"], watched.count) == ("latest", 4)


def test_a_look_for_what_was_lost_rests_a_hundred_times_as_long_as_it_took(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rests: list[float] = []
    clock = [0.0]

    class Silent:
        def wait(self, seconds: float, stop: threading.Event) -> bool:
            rests.append(seconds)
            return len(rests) == 3

    def slow_look() -> bool:
        clock[0] += 0.5
        return False

    monkeypatch.setattr(watching.time, "monotonic", lambda: clock[0])
    watching._sleep(Silent(), None, lambda: NOON, threading.Event(), slow_look)  # type: ignore[arg-type]
    assert rests == [watching.LONGEST_SLEEP, 50, 50]


# ---- A hundred thousand edits ----


def test_edits_without_number_end_in_the_last_state_and_take_no_memory(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "Observer", Deaf)
    monkeypatch.setattr(watching, "QUIET", 0.001)
    monkeypatch.setattr(watching, "LONGEST_SETTLE", 0.01)
    made, built = [0], [0]

    def take_down() -> None:
        built[0] = made[0]

    with Watched(root, take_down) as watched:
        (bell, *_) = Deaf.handlers
        paths = [str(root / f"content/news/{n}.md") for n in range(100)]
        held = []
        tracemalloc.start()
        try:
            for number in range(1, EDITS + 1):
                made[0] = number
                bell.dispatch(FileModifiedEvent(paths[number % 100]))
                if number % (EDITS // 10) == 0:
                    watched.until(lambda: built[0] == made[0])
                    held.append(tracemalloc.get_traced_memory()[0])
        finally:
            tracemalloc.stop()
        assert built == [EDITS]
        assert 10 <= watched.count < EDITS
    grown = [later - earlier for earlier, later in pairwise(held[1:])]
    # A table of Python's own may double at some instant; what is kept of every edit grows at every step.
    assert median(grown) < EDITS, "ten bytes an edit"


# ---- The limit of watches ----

LIMITED = """
import sys, threading
from pathlib import Path
from gazette import watch
watch.POLL = 0.05
said = []
bell = watch.Bell((Path(sys.argv[1]),), said.append)
Path(sys.argv[1], "news/4/post.md").write_text("Better pay")
print(bell.wait(60), *said, sep="|")
bell.close()
"""


@pytest.mark.parametrize(("limit", "left"), [("watches", 3), ("instances", 0)])
def test_where_the_system_has_no_watches_left_it_polls_and_says_so(limit: str, left: int, root: Path) -> None:
    for number in range(8):
        (root / f"content/news/{number}").mkdir()
    limited = f"echo {left} > /proc/sys/user/max_inotify_{limit}"
    if (
        not shutil.which("unshare")
        or subprocess.run(
            ["unshare", "-U", "-r", "sh", "-c", limited], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("not run: this needs Linux, and leave to make a user namespace (unshare -U -r)")
    done = subprocess.run(
        ["unshare", "-U", "-r", "sh", "-c", f'{limited}; exec "$@"', "sh", sys.executable, "-c", LIMITED, root / "content"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    heard, said = done.stdout.strip().split("|")
    assert heard == "True"
    assert said.startswith("The system cannot tell of changes here (")
    assert said.endswith("), so every file is looked at each 0.05 seconds.")


# ---- The real build ----


@contextmanager
def saving(root: Path, seconds: float) -> Iterator[None]:
    """Somebody who saves a post every ten milliseconds meanwhile, and for so long at least."""
    done = threading.Event()

    def save() -> None:
        number = 0
        end = time.monotonic() + seconds
        while not done.is_set() or time.monotonic() < end:
            number += 1
            with suppress(FileNotFoundError):  # while the folder has another name
                by_renaming(".{}")(root / "content/news/pay.md", post("Pay", f"Pay {number}.\n"))
            time.sleep(0.01)

    thread = threading.Thread(target=save)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def test_the_site_after_it_all_is_what_a_clean_build_makes_and_its_own_writes_are_no_news(
    tmp_path: Path,
) -> None:
    hub = small_hub(tmp_path, {"content/news/pay.md": post("Pay")})
    reports: list[Report] = []

    def real() -> None:
        reports.append(build(hub, place(tmp_path), NOON, jobs=1))

    with Watched(tmp_path, real) as watched:
        with saving(tmp_path, 60 if PROVE else 0.2):
            for number in range(30):
                write(tmp_path, {f"content/news/more-{number}.md": post(f"More {number}")})
            (tmp_path / "content/news").rename(tmp_path / "content/statements")
            (tmp_path / "content/statements").rename(tmp_path / "content/news")
            (tmp_path / "content/news/more-3.md").unlink()
        watched.settle()
        assert reports[-1].problems == ()
        report, clean = clean_files(hub, NOON)
        assert report.problems == ()
        assert files(tmp_path / "site") == clean
        assert b"More 29" in clean["news/more-29/index.html"]
