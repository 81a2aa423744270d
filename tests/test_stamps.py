"""Stamps: when the look of a file can be trusted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gazette import folders, sources, stamps
from gazette.fingerprint import digest
from gazette.sources import gather
from gazette.stamps import NEVER, Stamp, Tick, look, tick, tick_after
from tests.hub import write


def test_the_clock_is_the_file_systems_own_and_does_not_go_back(tmp_path: Path) -> None:
    ticks = [tick(tmp_path) for _ in range(50)]
    assert ticks == sorted(ticks, key=lambda t: t.ns)
    assert {t.device for t in ticks} == {tmp_path.stat().st_dev}


def test_a_tick_after_an_instant_is_later_than_what_was_written_at_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"1")
    stamp = look(str(tmp_path / "file"))
    assert stamp is not None
    assert stamp.before(tick_after(tmp_path, max(stamp.mtime_ns, stamp.ctime_ns)))


@pytest.mark.parametrize(
    ("stamp", "moment", "trusted"),
    [
        (Stamp(1, 5, 5, 9, 1), Tick(6, 1), True),
        (Stamp(1, 6, 5, 9, 1), Tick(6, 1), False),
        (Stamp(1, 5, 6, 9, 1), Tick(6, 1), False),
        (Stamp(1, 5, 5, 9, 2), Tick(6, 1), False),
        (Stamp(1, 0, 0, 9, 0), NEVER, False),
    ],
)
def test_a_look_is_trusted_if_the_clock_of_that_file_system_had_moved_on(
    stamp: Stamp, moment: Tick, trusted: bool
) -> None:
    assert stamp.before(moment) is trusted


def test_where_there_is_no_time_of_change_no_look_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "HAS_CHANGE_TIME", False)
    assert not Stamp(1, 5, 5, 9, 1).before(Tick(6, 1))


def test_what_is_no_ordinary_file_has_no_look(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere")
    assert [look(str(tmp_path / name)) for name in ("link", "none", ".")] == [None] * 3


def same_size_edits_seen(root: Path) -> tuple[int, int]:
    """Edits of equal size, each as soon as may be after the reading before: how many, how many seen."""
    write(root, {"content/news/a.md": "0000"})
    file, known, seen, rounds = root / "content/news/a.md", sources.NOTHING, 0, 400
    for number in range(rounds):
        text = f"{number:04}".encode()
        with file.open("r+b") as handle:  # in place: the same inode
            handle.write(text)
        found = gather(root, root / "templates", known, tick(root))[0]
        known = found.known
        seen += found.content["content/news/a.md"].digest == digest(text)
    return rounds, seen


@pytest.fixture(params=[1, 10_000_000, 40_000_000], ids="{}ns".format)
def grain(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """A file system whose clock ticks so coarsely; the first is as this one's clock is."""

    def coarse(found: os.stat_result) -> Stamp:
        mtime, ctime = (ns // request.param * request.param for ns in (found.st_mtime_ns, found.st_ctime_ns))
        return Stamp(found.st_size, mtime, ctime, found.st_ino, found.st_dev)

    monkeypatch.setattr(folders, "stamp_of", coarse)
    monkeypatch.setattr(stamps, "stamp_of", coarse)
    return request.param


def test_every_edit_of_equal_size_within_a_tick_of_the_clock_is_seen(tmp_path: Path, grain: int) -> None:
    rounds, seen = same_size_edits_seen(tmp_path)
    assert seen == rounds


def test_without_the_rule_such_edits_are_missed(
    tmp_path: Path, grain: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the test before would prove nothing."""
    monkeypatch.setattr(Stamp, "before", lambda self, moment: True)
    rounds, seen = same_size_edits_seen(tmp_path)
    assert seen < rounds or grain == 1


def test_what_is_known_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"content/news/a.md": "one", "templates/base.html": "two", "content/a.jpg": b"three"})
    found = gather(tmp_path, tmp_path / "templates", sources.NOTHING, tick_after(tmp_path, _newest(tmp_path)))
    assert len(found[0].known) == 3
    monkeypatch.setattr(sources, "_source", lambda *of: pytest.fail("it was read"))
    assert gather(tmp_path, tmp_path / "templates", found[0].known) == found


def _newest(root: Path) -> int:
    return max(p.stat().st_ctime_ns for p in root.rglob("*"))


def test_looks_are_what_gathering_notes(tmp_path: Path) -> None:
    write(
        tmp_path, {"hub/content/b/a.md": "one", "hub/content/a.md": "two", "hub/templates/base.html": "ours"}
    )
    write(tmp_path, {"defaults/base.html": "theirs", "defaults/static/style.css": ""})
    places = tmp_path / "hub", tmp_path / "defaults"
    found = gather(*places, sources.NOTHING, tick_after(tmp_path, _newest(tmp_path)))[0]
    assert sources.looks(*places) == found.looks
    (tmp_path / "hub/content/link").symlink_to("b")
    assert sources.looks(*places) is None
