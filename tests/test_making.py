"""Making: a site that is made in many small batches is the same site, and does not lie in memory."""

from __future__ import annotations

import errno
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from gazette import making
from gazette.spool import Spool
from tests.hub import NOON, built, clean_files, files, place, post, small_hub, write

POSTS = {
    f"content/news/post-{n}.md": post(f"Post {n}", f"Words {n}.\n", tags=f"[a, t{n % 3}]") for n in range(12)
}


@pytest.fixture
def in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every build is like that of a large site."""
    monkeypatch.setattr(making, "BATCH", 5)
    monkeypatch.setattr(Spool.__init__, "__defaults__", (1000,))


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.usefixtures("in_batches")
def test_batches_give_the_same_bytes_and_the_next_build_finds_everything(jobs: int, tmp_path: Path) -> None:
    hub = small_hub(tmp_path, POSTS)
    report = built(hub, jobs=jobs)
    assert (report.problems, len(report.rendered) > 30) == ((), True)
    with pytest.MonkeyPatch.context() as whole:
        whole.setattr(making, "BATCH", 10_000)
        assert files(tmp_path / "site") == clean_files(hub, NOON)[1]
    assert built(hub).rendered == ()
    write(tmp_path, {"content/news/post-3.md": post("Post 3, mended", tags="[a, t1]")})
    report = built(hub, jobs=jobs)
    assert "news/post-3/index.html" in report.rendered
    assert "news/post-9/index.html" not in report.rendered
    assert files(tmp_path / "site") == clean_files(hub, NOON)[1]


@pytest.mark.usefixtures("in_batches")
def test_a_build_that_fails_in_one_batch_leaves_the_site_and_the_next_one_is_exact(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, POSTS)
    built(hub)
    before = files(tmp_path / "site")
    entry = (tmp_path / "templates/entry.html").read_text()
    broken = entry.replace(
        "<article>", "{% if entry.title == 'Post 7' %}{{ 1 // 0 }}{% endif %}<article class='new'>"
    )
    write(tmp_path, {"templates/entry.html": broken})
    report = built(hub)
    assert [problem.code for problem in report.problems if problem.severity == "error"] != []
    assert files(tmp_path / "site") == before
    write(tmp_path, {"templates/entry.html": entry})
    assert built(hub).problems == ()
    assert files(tmp_path / "site") == before == clean_files(hub, NOON)[1]


@pytest.mark.usefixtures("in_batches")
def test_where_the_disk_has_no_room_for_what_was_made_the_site_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = small_hub(tmp_path, POSTS)
    built(hub)
    before = files(tmp_path / "site")
    put, left = Spool.put, iter(range(7))

    def full(spool: Spool, path: str, data: bytes) -> None:
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device")
        put(spool, path, data)

    monkeypatch.setattr(Spool, "put", full)
    write(tmp_path, {"templates/base.html": "{% block main %}{% endblock %}"})
    assert [problem.code for problem in built(hub).problems] == ["disk"]
    assert files(tmp_path / "site") == before


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    spool = Spool(tmp_path, 100_000)
    yield spool
    spool.close()


def test_what_was_spooled_comes_back_and_lies_in_no_file_that_could_be_left(
    spool: Spool, tmp_path: Path
) -> None:
    wanted = {f"{n}.html": bytes([n]) * n * 500 for n in range(60)}
    tracemalloc.start()
    for path, data in wanted.items():
        spool.put(path, data)
        assert (spool[path], spool["0.html"]) == (data, b"")
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert dict(spool) == wanted
    assert list(spool) == list(wanted)
    assert held < 250_000 < sum(map(len, wanted.values()))
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_spooled_where_there_is_no_folder_yet(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "missing", 1)
    spool.put("a", b"abc")
    assert spool["a"] == b"abc"
    spool.close()
    assert not (tmp_path / "missing").exists()
    assert place(tmp_path).state.exists() is False
