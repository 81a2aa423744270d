"""Rendering in one process and in many: the same bytes, the same traces."""

from __future__ import annotations

import multiprocessing
import pickle
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from gazette import workers
from gazette.pipeline import Hub, read, site_at
from gazette.plan import plan
from gazette.render import Rendered
from gazette.site import Site
from gazette.traces import load
from tests.hub import NOON, REPOSITORY, built, files, place, post, small_hub


def many_posts(root: Path) -> Hub:
    posts = {f"content/news/n{n}.md": post(f"News {n}", f"Words {n}.\n", tags="[pay]") for n in range(70)}
    return small_hub(root, posts)


def test_one_process_and_two_give_the_same_bytes_and_the_same_traces(tmp_path: Path) -> None:
    hub = many_posts(tmp_path)
    one, two = built(hub, name="one", jobs=1), built(hub, name="two", jobs=2)
    assert one == two
    assert len(one.rendered) > workers.THRESHOLD
    places = place(tmp_path, "one"), place(tmp_path, "two")
    assert files(places[0].out) == files(places[1].out)
    first, second = (
        {path: replace(trace, stamp=None) for path, trace in load(there.traces).of.items()}
        for there in places
    )
    assert first == second


def site_of_the_repository() -> Site:
    hub = Hub(REPOSITORY, REPOSITORY / "templates")
    site = site_at(hub, read(hub), NOON)
    assert site is not None
    return site


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_forked_and_spawned_workers_render_what_this_process_renders(
    method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"this system has no {method}")
    monkeypatch.setattr(workers, "_context", lambda: multiprocessing.get_context(method))
    site = site_of_the_repository()
    outputs = plan(site)[0]
    alone = list(workers.render(site, outputs, 1))
    assert list(workers.render(site, outputs, 2)) == alone
    assert all(isinstance(result, Rendered) for result in alone)


def test_a_site_that_was_sent_to_another_process_is_the_same() -> None:
    site = site_of_the_repository()
    assert pickle.loads(pickle.dumps(site)) == site


@pytest.mark.parametrize(
    ("wanted", "outputs", "processes"),
    [(0, workers.THRESHOLD - 1, 1), (2, workers.THRESHOLD - 1, 2), (2, 10_000, 2), (1, 10_000, 1)],
)
def test_processes_are_started_for_much_work_or_when_asked_for(
    wanted: int, outputs: int, processes: int
) -> None:
    assert workers.jobs(wanted, outputs) == processes


def test_by_default_there_is_a_process_for_each_core() -> None:
    assert workers.jobs(0, 10_000) == workers.usable_cores()


@pytest.mark.parametrize("count", [0, 1, workers.THRESHOLD - 1, workers.THRESHOLD, 1000])
def test_of_calls_that_are_made_at_once_each_is_made_once(count: int) -> None:
    called: list[int] = []
    workers.at_once(called.append, range(count))
    assert sorted(called) == list(range(count))


def test_of_many_calls_several_wait_together() -> None:
    together = threading.Barrier(workers.WAITING, timeout=20)
    workers.at_once(lambda number: together.wait(), range(workers.WAITING * workers.THRESHOLD))


@pytest.mark.parametrize("count", [1, 1000])
def test_what_one_of_many_calls_raises_is_raised(count: int) -> None:
    def refuse(number: int) -> None:
        raise OSError(f"{number} is refused")

    with pytest.raises(OSError, match="0 is refused"):
        workers.at_once(refuse, range(count))
