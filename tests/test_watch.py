"""The bell, with real files; and what watching makes of it."""

from __future__ import annotations

import errno
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from gazette import watch as watching
from gazette.cli import main
from gazette.cli import watching as cli_watching
from gazette.folders import refused
from gazette.pipeline import Hub, Report
from gazette.watch import Bell, folders, watch
from tests.hub import post, small_hub

LONG = 20.0
"""Seconds that nothing here takes: a bell that has not rung by then is broken."""

SILENCE = 0.4
"""Seconds of listening for a ring that must not come."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A hub's folder, with a post."""
    (tmp_path / "content" / "news").mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    (tmp_path / "content" / "news" / "pay.md").write_text("Pay")
    return tmp_path


@contextmanager
def bell_for(root: Path, *, poll: bool = False) -> Iterator[Bell]:
    said: list[str] = []
    bell = Bell((root / "content", root / "templates"), said.append, poll=poll)
    try:
        yield bell
    finally:
        bell.close()
    assert said == []


@pytest.fixture(params=[False, True], ids=["events", "polling"])
def bell(root: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator:
    monkeypatch.setattr(watching, "POLL", 0.05)
    with bell_for(root, poll=request.param) as bell:
        yield bell


def rename_save(file: Path, text: str) -> None:
    """Save as many editors do: a new file takes the old one's place."""
    new = file.with_name(f".{file.name}.new")
    new.write_text(text)
    new.replace(file)


def hush(bell: Bell, seconds: float = 0.1) -> None:
    """Wait until the last that happened has rung."""
    while bell.wait(seconds):
        pass


CHANGES: dict[str, Callable[[Path], object]] = {
    "a post is written": lambda c: (c / "news/pay.md").write_text("Better pay"),
    "a post is saved by renaming": lambda c: rename_save(c / "news/pay.md", "Better pay"),
    "a post is new": lambda c: (c / "news/strike.md").write_text("Strike"),
    "a post is deleted": lambda c: (c / "news/pay.md").unlink(),
    "a post is renamed": lambda c: (c / "news/pay.md").rename(c / "news/wages.md"),
    "a post becomes a draft to the editor": lambda c: (c / "news/pay.md").rename(c / "news/pay.md~"),
    "a folder is new": lambda c: (c / "events").mkdir(),
    "a folder is renamed": lambda c: (c / "news").rename(c / "statements"),
    "a folder moves in": lambda c: incoming(c).rename(c / "events"),
    "a folder is deleted": lambda c: shutil.rmtree(c / "news"),
    "a template is written": lambda c: (c.parent / "templates/base.html").write_text("<p>"),
    "content/ moves away": lambda c: c.rename(c.with_name("content.old")),
    "content/ is deleted": lambda c: shutil.rmtree(c),
}


def incoming(content: Path) -> Path:
    """A folder with an event, outside of what is watched."""
    folder = content.parent / "incoming"
    folder.mkdir()
    (folder / "picket.md").write_text("Picket")
    return folder


@pytest.mark.parametrize("change", CHANGES)
def test_it_rings_when(change: str, root: Path, bell: Bell) -> None:
    CHANGES[change](root / "content")
    assert bell.wait(LONG)


def leave_swap_files(root: Path) -> None:
    for name in (".pay.md.swp", "pay.md~", "#pay.md#", "pay.md.tmp", "pay.md.part"):
        (root / "content/news" / name).write_text("half")
        (root / "content/news" / name).unlink()


def read_everything(root: Path) -> None:
    for folder, _, files in os.walk(root / "content"):
        for file in files:
            (Path(folder) / file).read_bytes()


def write_outputs(root: Path) -> None:
    for folder in ("site/news", ".gazette/preview", "content/.cache"):
        (root / folder).mkdir(parents=True)
        (root / folder / "index.html").write_text("<p>")
        (root / folder / "index.html").write_text("<p>!")


QUIET_DEEDS = {
    "swap and backup files come and go": leave_swap_files,
    "files are read": read_everything,
    "a build writes": write_outputs,
    "something else in the hub's folder changes": lambda r: (r / "README.md").write_text("hub"),
}


@pytest.mark.parametrize("deed", QUIET_DEEDS)
def test_it_stays_silent_when(deed: str, root: Path, bell: Bell) -> None:
    QUIET_DEEDS[deed](root)
    assert not bell.wait(SILENCE)
    (root / "content/news/pay.md").write_text("Better pay")
    assert bell.wait(LONG)


@pytest.mark.parametrize("folder", ["content", "templates", "content/news"])
def test_a_folder_that_goes_and_comes_back_is_watched_again(folder: str, root: Path, bell: Bell) -> None:
    for text in ("one", "two"):
        shutil.rmtree(root / folder)
        assert bell.wait(LONG)
        (root / folder / "below").mkdir(parents=True)
        assert bell.wait(LONG)
        hush(bell)
        (root / folder / "below" / "file.md").write_text(text)
        assert bell.wait(LONG)
        hush(bell)


def test_a_folder_put_in_the_place_of_another_is_watched(root: Path, bell: Bell) -> None:
    shutil.copytree(root / "content", root / "content.new")
    (root / "content").rename(root / "content.old")
    (root / "content.new").rename(root / "content")
    assert bell.wait(LONG)
    hush(bell, SILENCE)
    (root / "content.old/news/pay.md").write_text("of no interest")
    assert not bell.wait(SILENCE)
    (root / "content/news/pay.md").write_text("Better pay")
    assert bell.wait(LONG)


def test_a_folder_that_is_missing_at_first_rings_when_it_comes(root: Path) -> None:
    shutil.rmtree(root / "templates")
    with bell_for(root) as bell:
        (root / "templates").mkdir()
        assert bell.wait(LONG)
        (root / "templates/base.html").write_text("<p>")
        assert bell.wait(LONG)


def test_a_folder_that_is_a_link_is_watched_where_it_leads(root: Path, tmp_path: Path) -> None:
    (root / "content").rename(root / "elsewhere")
    (root / "content").symlink_to(root / "elsewhere", target_is_directory=True)
    with bell_for(root) as bell:
        (root / "elsewhere/news/pay.md").write_text("Better pay")
        assert bell.wait(LONG)


def test_without_a_ring_the_wait_ends_with_its_time(root: Path) -> None:
    with bell_for(root) as bell:
        assert not bell.wait(0)
        assert not bell.wait(0.01)


def test_a_wait_ends_when_it_is_time_to_stop(root: Path) -> None:
    stop = threading.Event()
    stop.set()
    with bell_for(root) as bell:
        assert not bell.wait(None, stop)


def test_a_ring_before_the_wait_is_not_lost_and_counts_once(root: Path) -> None:
    with bell_for(root) as bell:
        bell.ring()
        bell.ring()
        assert bell.wait(0)
        assert not bell.wait(0)


class Sounds(threading.Event):
    """A bell's ring that sounds again by itself `left` times, each time somebody listens."""

    def __init__(self, left: float) -> None:
        super().__init__()
        self.left = left
        self.heard = 0
        self.set()

    def wait(self, timeout: float | None = None) -> bool:
        self.heard += 1
        if self.left:
            self.left -= 1
            self.set()
        return self.is_set()


def test_it_settles_only_after_the_last_ring(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with bell_for(root) as bell:
        sounds = Sounds(5)
        monkeypatch.setattr(bell, "_rung", sounds)
        assert bell.wait(None)
        assert (sounds.left, sounds.is_set()) == (0, False)


def test_it_does_not_wait_for_ever_for_saving_to_end(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "LONGEST_SETTLE", 0.05)
    with bell_for(root) as bell:
        sounds = Sounds(float("inf"))
        monkeypatch.setattr(bell, "_rung", sounds)
        assert bell.wait(None)
        assert sounds.is_set(), "what rang last is for the next wait"


@pytest.mark.parametrize("refused", ["__init__", "start", "schedule"])
def test_it_polls_and_says_so_where_the_system_has_no_watches_left(
    refused: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refusing(watching.Observer):
        pass

    def refuse(*args: object, **named: object) -> None:
        raise OSError(errno.ENOSPC, "inotify watch limit reached")

    monkeypatch.setattr(Refusing, refused, refuse)
    monkeypatch.setattr(watching, "Observer", Refusing)
    monkeypatch.setattr(watching, "POLL", 0.05)
    said: list[str] = []
    bell = Bell((root / "content",), said.append)
    try:
        (root / "content/news/pay.md").write_text("Better pay")
        assert bell.wait(LONG)
    finally:
        bell.close()
    assert said == [
        "The system cannot tell of changes here (inotify watch limit reached), "
        "so every file is looked at each 0.05 seconds."
    ]


def test_a_limit_reached_later_makes_it_poll_from_then_on(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **named: object) -> None:
        raise OSError(errno.ENOSPC, "inotify watch limit reached")

    monkeypatch.setattr(watching, "POLL", 0.05)
    said: list[str] = []
    bell = Bell((root / "content",), said.append)
    try:
        monkeypatch.setattr(watching.Observer, "schedule", refuse)
        (root / "content/events").mkdir()
        assert bell.wait(LONG)
        (root / "content/events/picket.md").write_text("Picket")
        assert bell.wait(LONG)
    finally:
        bell.close()
    assert len(said) == 1


def test_the_folders_of_a_hub_are_each_watched_once() -> None:
    own = Hub(Path("/hub"), Path("/hub/templates"))
    other = Hub(Path("/hub"), Path("/usr/lib/gazette/templates"))
    assert folders(own) == (Path("/hub/content"), Path("/hub/templates"))
    assert folders(other) == (*folders(own), Path("/usr/lib/gazette/templates"))


NOON = datetime(2017, 7, 14, 12, tzinfo=UTC)


class Watching:
    """Watching a hub with builds that are only counted; `on_build` has what happens in each."""

    def __init__(self, root: Path, *on_build: Callable[[], object]) -> None:
        self.hub = Hub(root, root / "templates", preview=True)
        self.on_build = on_build
        self.stop = threading.Event()
        self.now = NOON
        self.next_change: datetime | None = None
        self.told: list[Report] = []

    def build(self) -> Report:
        number = len(self.told)
        if number == len(self.on_build):
            self.stop.set()
        else:
            self.on_build[number]()
        return Report(written=(str(number),))

    def run(self) -> int:
        """How many builds there were until it stopped."""
        watch(
            self.hub,
            self.build,
            self.told.append,
            lambda: self.now,
            next_change=lambda report: self.next_change,
            say=lambda said: None,
            stop=self.stop,
        )
        return len(self.told)


def test_it_builds_at_once_and_again_for_what_changes_during_a_build(root: Path) -> None:
    post = root / "content/news/pay.md"
    watched = Watching(root, lambda: post.write_text("1"), lambda: rename_save(post, "2"))
    assert watched.run() == 3
    assert [report.written for report in watched.told] == [("0",), ("1",), ("2",)]


def test_what_kept_a_build_from_its_work_is_tried_again_and_told_when_it_is_another(root: Path) -> None:
    disk, other, good = Report((refused("unreadable", "a"),)), Report((refused("unreadable", "b"),)), Report()
    builds, told, heard = (
        [disk, disk, other, disk, disk, good],
        list[Report](),
        [False, False, False, True, False],
    )
    stop = threading.Event()

    def sleep(bell: Bell, seconds: float, stop: threading.Event) -> bool:
        if not heard:
            stop.set()
        return heard.pop(0) if heard else False

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Bell, "wait", sleep)
        watch(
            Hub(root, root / "templates"), lambda: builds.pop(0), told.append, lambda: NOON,
            next_change=lambda report: None, say=lambda said: None, stop=stop,
        )  # fmt: skip
    assert (builds, heard) == ([], [])
    assert told == [disk, other, disk, disk, good]


def test_what_is_tried_again_rests_ten_times_as_long_as_it_took(root: Path) -> None:
    clock, rests, stop = [0.0], list[float](), threading.Event()

    def build() -> Report:
        clock[0] += 30
        return Report((refused("unreadable", "a"),))

    def sleep(bell: Bell, seconds: float, stop: threading.Event) -> bool:
        rests.append(seconds)
        stop.set()
        return False

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Bell, "wait", sleep)
        patched.setattr(watching.time, "monotonic", lambda: clock[0])
        watch(
            Hub(root, root / "templates"), build, lambda report: None, lambda: NOON,
            next_change=lambda report: None, say=lambda said: None, stop=stop,
        )  # fmt: skip
    assert rests == [300]


def test_it_wakes_itself_at_the_next_change(root: Path) -> None:
    watched = Watching(root)
    watched.next_change = NOON + timedelta(hours=3)

    def sleep(bell: Bell, seconds: float, stop: threading.Event) -> bool:
        slept.append(seconds)
        watched.now += timedelta(seconds=seconds)
        return False

    slept: list[float] = []
    watched.on_build = (lambda: None,)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Bell, "wait", sleep)
        assert watched.run() == 2
    assert watched.now >= watched.next_change
    assert sum(slept) == pytest.approx(3 * 60 * 60)  # each wait depends on how long a look takes
    assert max(slept) == watching.LONGEST_SLEEP


def test_the_command_publishes_a_post_when_it_is_due(tmp_path: Path) -> None:
    small_hub(tmp_path, {"content/news/late.md": post("Late", date="2017-07-14 12:05")})
    due = datetime(2017, 7, 14, 11, 5, tzinfo=UTC)  # the clocks of London are an hour ahead
    clock = [due - timedelta(minutes=5)]

    def sleep(bell: Bell, seconds: float, stop: threading.Event) -> bool:
        if clock[0] > due or (tmp_path / "site/news/late/index.html").exists():
            raise KeyboardInterrupt
        clock[0] += timedelta(seconds=seconds)
        return False

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Bell, "wait", sleep)
        patched.setattr(cli_watching, "instant_of", lambda now: clock[0])
        result = CliRunner().invoke(main, ["watch", "--root", str(tmp_path), "--jobs", "1"])
    assert result.exit_code == 130
    assert clock == [due]
    assert (tmp_path / "site/news/late/index.html").exists()


def test_a_clock_that_is_set_forward_wakes_it(root: Path) -> None:
    watched = Watching(root, lambda: None)
    watched.next_change = NOON + timedelta(days=30)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(watching, "LONGEST_SLEEP", 0.01)
        watched.on_build = (lambda: setattr(watched, "now", NOON + timedelta(days=31)),)
        assert watched.run() == 2


def test_an_instant_that_stays_in_the_past_makes_no_busy_loop(root: Path) -> None:
    slept: list[float] = []

    def sleep(bell: Bell, seconds: float, stop: threading.Event) -> bool:
        slept.append(seconds)
        return False

    watched = Watching(root, *[lambda: None] * 3)
    watched.next_change = NOON - timedelta(hours=1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Bell, "wait", sleep)
        assert watched.run() == 4
    assert slept == [watching.SLICE] * 3


def test_an_error_of_ours_in_a_build_ends_the_watching(root: Path) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    before = threading.active_count()
    with pytest.raises(ZeroDivisionError):
        Watching(root, fail).run()
    assert threading.active_count() == before


def test_an_interrupted_write_ends_nothing(root: Path) -> None:
    with bell_for(root) as bell, (root / "content/news/pay.md").open("a") as handle:
        handle.write("half a sent")
        handle.flush()
        assert bell.wait(LONG)
        handle.write("ence")
        handle.flush()
        assert bell.wait(LONG)
