"""Making: a site that is made in many small batches is the same site, and does not lie in memory."""

from __future__ import annotations

import errno
import tracemalloc
from pathlib import Path

import pytest

from gazette import making, staging, workers
from gazette.plan import plan
from gazette.recipes import Output
from gazette.recipes.subscriptions import Feed
from gazette.staging import Stage
from gazette.stamps import Stamp, look
from tests.hub import NOON, built, clean_files, files, place, post, small_hub, write

POSTS = {
    f"content/news/post-{n}.md": post(f"Post {n}", f"Words {n}.\n", tags=f"[a, t{n % 3}]") for n in range(12)
}


@pytest.fixture
def in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every build is like that of a large site."""
    monkeypatch.setattr(making, "BATCH", 5)


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
def test_a_feed_counts_for_as_many_texts_as_it_carries(tmp_path: Path) -> None:
    site = built(small_hub(tmp_path, POSTS)).site
    assert site is not None
    pages, feeds = plan(site)[0][:7], [Output(f"{n}.xml", Feed("kind", "news", "rss", n)) for n in range(3)]
    carried = [len(page) for page in site.feeds["kind", "news"][:3]]
    assert carried == [3, 3, 3]
    assert [len(batch) for batch in making.batches(site, pages)] == [5, 2]
    assert [len(batch) for batch in making.batches(site, [*feeds, *pages])] == [2, 3, 5]


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
    assert not place(tmp_path).stage.exists()
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
    put, left = Stage.put, iter(range(7))

    def full(stage: Stage, path: str, data: bytes) -> Stamp | None:
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device")
        return put(stage, path, data)

    monkeypatch.setattr(Stage, "put", full)
    write(tmp_path, {"templates/base.html": "{% block main %}{% endblock %}"})
    assert [problem.code for problem in built(hub).problems] == ["disk"]
    assert files(tmp_path / "site") == before
    assert not place(tmp_path).stage.exists()


def test_what_is_staged_is_held_by_nobody_and_waits_beside_the_site(tmp_path: Path) -> None:
    wanted = {f"{n}.html": bytes([n]) * n * 500 for n in range(60)}
    stage = staging.begin(place(tmp_path))
    tracemalloc.start()
    for path, data in wanted.items():
        assert stage.put(path, data) is None
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert held < 100_000 < sum(map(len, wanted.values()))
    assert files(place(tmp_path).stage) == wanted
    staging.clear(place(tmp_path))
    assert not place(tmp_path).stage.exists()


def test_of_a_file_that_the_site_has_already_its_look_is_told_and_nothing_is_staged(tmp_path: Path) -> None:
    write(tmp_path / "site", {"a.html": b"as it is", "b.html": b"as it was"})
    stage = staging.begin(place(tmp_path))
    assert stage.put("a.html", b"as it is") == look(str(tmp_path / "site/a.html")) is not None
    assert stage.put("b.html", b"as it IS!") is None
    assert [file.read_bytes() for file in place(tmp_path).stage.iterdir()] == [b"as it IS!"]


def test_where_nothing_is_to_be_written_files_are_compared_and_that_is_all(tmp_path: Path) -> None:
    write(tmp_path / "site", {"a.html": b"as it is"})
    stage = Stage(str(tmp_path / "site"), None)
    assert (stage.put("a.html", b"another"), stage.put("b/c.html", b"new")) == (None, None)
    assert files(tmp_path) == {"site/a.html": b"as it is"}


def test_where_many_files_are_replaced_at_once_the_site_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "THRESHOLD", 2)
    hub = small_hub(tmp_path, {f"content/news/n{n}.md": post(f"News {n}") for n in range(9)})
    assert built(hub, jobs=1).problems == ()
    base = tmp_path / "templates/base.html"
    base.write_text(base.read_text().replace("<body>", '<body class="new">'))
    report = built(hub, jobs=1)
    assert report.written == report.rendered
    assert len(report.written) > 9
    assert files(tmp_path / "site") == clean_files(hub, NOON)[1]
