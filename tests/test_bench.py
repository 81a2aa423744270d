"""The benchmarks: the same posts every time, work that is checked, and checks that would notice."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gazette.hub import Hub
from gazette.pipeline import build
from tests.hub import REPOSITORY, place

sys.path.insert(0, str(REPOSITORY / "bench"))

import checks
import report
import run
from corpus import TYPES, another, corpus, corrected
from measure import measure
from peers import OURS, PEERS, Peer, installed, lay_out

POSTS = corpus(60)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project that does the peers' work, built."""
    folder = tmp_path_factory.mktemp("bench")
    lay_out(OURS, folder, POSTS)
    made = build(Hub(folder, REPOSITORY / "templates"), place(folder), datetime(2026, 1, 1), jobs=1)
    assert made.problems == ()
    return folder


def test_the_corpus_is_the_same_every_time_and_grows_from_its_seed() -> None:
    assert corpus(60) == POSTS
    assert corpus(60, seed=2) != POSTS
    assert len({post.slug for post in POSTS}) == len({post.date for post in POSTS}) == 60
    assert {post.type for post in corpus(300)} == set(TYPES)
    assert all(300 <= len(post.body.split()) <= 1000 for post in POSTS)
    assert another(1, POSTS).date > max(post.date for post in POSTS)


def test_our_project_does_the_work_and_no_more(project: Path) -> None:
    out = project / OURS.out
    assert checks.wrong(OURS, out, POSTS) == []
    tags = {tag for post in POSTS for tag in post.tags}
    months = {(post.date.year, post.date.month) for post in POSTS}
    lists = [
        path
        for path in out.rglob("index.html")
        if path.parent.name in tags | {"news", "campaigns", "courses", "statements"}
    ]
    pages = len(list(out.rglob("page/*/index.html")))
    made = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    beside = {"index.html", "sitemap.xml", "feed.xml", ".gazette-files", "photo-1.png", "photo-1.webp"}
    beside |= {f"{kind}/feed.xml" for kind in ("news", "campaigns", "courses", "statements")}
    assert beside <= made
    assert len(lists) == len(tags) + 4
    rest = len(made) - len(POSTS) - len(lists) - pages - len(months) - len(beside)
    assert rest <= 3, sorted(made)  # the style


BREAKS: dict[str, Callable[[Path], Any]] = {
    "a page is missing": lambda out: (out / OURS.page(POSTS[5])).unlink(),
    "a body is cut": lambda out: _cut(out / OURS.page(POSTS[5])),
    "a list is old": lambda out: (out / "news/index.html").write_text("<h2><a>Old</a></h2>"),
    "a feed is no feed": lambda out: (out / "feed.xml").write_text("<rss>"),
    "the sitemap lacks posts": lambda out: (out / "sitemap.xml").write_text("<urlset/>"),
}


def _cut(file: Path) -> None:
    text = file.read_text()
    file.write_text(text[: text.index('class="body"') + 500] + "</article>")


@pytest.mark.parametrize("damage", BREAKS.values(), ids=BREAKS)
def test_the_checks_notice_what_is_not_as_it_should_be(
    project: Path, tmp_path: Path, damage: Callable[[Path], Any]
) -> None:
    out = tmp_path / "out"
    shutil.copytree(project / OURS.out, out)
    damage(out)
    assert checks.wrong(OURS, out, POSTS) != []


def test_the_checks_notice_an_edit_that_is_not_there(project: Path) -> None:
    posts = [corrected(POSTS[0], 1), *POSTS[1:]]
    assert checks.wrong(OURS, project / OURS.out, posts) == [f"{POSTS[0].slug} has not its correction"]
    renamed = [*POSTS[:-1], replace(POSTS[-1], title="Another title")]
    assert checks.wrong(OURS, project / OURS.out, renamed) != []
    assert checks.wrong(OURS, project / OURS.out, POSTS, needle="a new layout") != []
    assert checks.extra(OURS, project / OURS.out, [POSTS[0]]) != []


@pytest.mark.parametrize("peer", PEERS.values(), ids=PEERS)
def test_every_peer_is_given_every_post(peer: Any, tmp_path: Path) -> None:
    lay_out(peer, tmp_path / "project", POSTS)
    for post in POSTS:
        file = tmp_path / "project" / peer.source(post)[0]
        assert post.title in file.read_text()
        assert "(post:" not in file.read_text()


def test_a_flaw_counts_where_it_came_up_and_not_in_what_follows(project: Path, tmp_path: Path) -> None:
    shutil.copytree(project / OURS.out, tmp_path / OURS.out)
    edited = run.Project("gazette", OURS, tmp_path, list(POSTS))
    assert edited.wrong("cold") == []
    (tmp_path / OURS.out / OURS.page(POSTS[5])).unlink()
    assert edited.wrong("title") == edited.wrong("title") != []
    assert edited.wrong("add") == []


def test_a_peer_is_installed_once_a_version_and_one_that_cannot_be_had_is_named(tmp_path: Path) -> None:
    asked = []

    def install(tools: Path, version: str) -> None:
        asked.append(version)
        if version == "3":
            raise ValueError("there is none")

    def why(version: str) -> str:
        return installed(replace(PEERS["hugo"], install=install, version=version), tmp_path)

    assert (why("1"), why("1"), why("2"), why("2")) == ("", "", "", "")
    assert why("3") == why("3") == "hugo could not be installed here, and takes no part: there is none."
    assert asked == ["1", "2", "3", "3"]


def _idle(name: str) -> Peer:
    """One that makes nothing, at once."""
    return replace(
        OURS, name=name, project=None, command=lambda tools, project: [sys.executable, "-S", "-c", ""]
    )


def _played(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, **said: Any) -> list[tuple[object, ...]]:
    monkeypatch.setattr(run, "TMP", tmp_path)
    monkeypatch.setattr(run, "PEERS", {name: _idle(name) for name in ("gazette", "hugo", "slow", "known")})
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    series = run.Series(3, ("gazette", "hugo", "slow", "known"), ("cold", "title"), rounds=2, **said)
    return [(row["peer"], row["scenario"], row["round"]) for row in run.play(series, {"known": 1000.0})]


def test_those_that_lead_have_every_round_in_turn_and_others_as_long_as_there_is_patience(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scenarios = ("cold", "title")
    expected = [
        (name, scenario, number) for name in run.LEADING for scenario in scenarios for number in (0, 1)
    ]
    expected += [(name, scenario, 0) for name in ("slow", "known") for scenario in scenarios]
    found = _played(monkeypatch, tmp_path, patience=0.000001)
    assert sorted(found) == sorted(expected)
    assert [name for name, scenario, _ in found if scenario == "title"] == [
        "gazette", "hugo", "slow", "known", "gazette", "hugo",
    ]  # fmt: skip


def test_a_command_is_ended_when_its_time_is_up(tmp_path: Path) -> None:
    sleeper = [sys.executable, "-S", "-c", "import time; time.sleep(100)"]
    assert measure(sleeper, tmp_path, most=0.01)["code"] == -signal.SIGKILL


def test_nobody_waits_for_a_peer_whose_build_takes_too_long(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert ("known", "cold", 0) in _played(monkeypatch, tmp_path)
    found = _played(monkeypatch, tmp_path, most=2000.0)
    assert [row for row in found if row[0] == "known"] == [("known", "left out", 0)]
    found = _played(monkeypatch, tmp_path, most=0.000001)
    assert sorted(found) == [(name, "left out", 0) for name in ("gazette", "hugo", "known", "slow")]


def test_a_table_has_the_medians_and_the_ratios_to_hugo() -> None:
    def rows(peer: str, scenario: str, *walls: float, mb: float = 0.0) -> list[dict[str, object]]:
        same = {"peer": peer, "posts": 1000, "scenario": scenario, "cpu": 1.0, "mb": mb, "wrong": []}
        return [{**same, "wall": wall} for wall in walls]

    run = [
        *rows("gazette", "cold", 2.0, 4.0, 9.0), *rows("hugo", "cold", 1.0, 1.0, 3.0),
        *rows("gazette", "nothing", 0.1, 0.1, 0.1, 0.1, 0.1), *rows("hugo", "nothing", 0.5, 0.5),
        *rows("gazette, its own templates and defaults", "cold", 6.0),
        *rows("gazette", "memory", 1.0, mb=120.0), *rows("hugo", "memory", 1.0, mb=160.0),
        *rows("gazette", "serve", 0.04, 0.05, 0.06),
    ]  # fmt: skip
    text = report.table(run, "a machine", ["x takes no part"])
    assert (
        "| everything from nothing | 4.00 / 1.00 (3.00) ×3 | 1.00 / 1.00 ×3 | 6.00 / 1.00 (6.00) ×1 |" in text
    )
    assert "| everything from nothing | 3.00 (≤ 1.0) | – (≤ 1.0) |" in text
    assert "| nothing changed | 0.10 / 1.00 (0.20) | 0.50 / 1.00 ×2 |  |" in text
    assert "| peak memory | 0.75 (≤ 1.0) | – (≤ 0.4) |" in text
    assert "1.5 times the equal work" in text
    assert "median 50 ms (40 to 60); 50 are aimed at." in text
    assert "x takes no part" in text
    assert "Wrong afterwards: nothing." in text
    assert "other work" not in text
    assert "other work" in report.table([{**row, "load": 7.0} for row in run], "a machine", [])


def test_a_table_says_who_takes_no_more_part_in_large_sites() -> None:
    same = {"posts": 10_000, "cpu": 1.0, "mb": 0.0, "wrong": []}
    rows = [
        {**same, "peer": "zola", "scenario": "cold", "wall": 50.0},
        {**same, "peer": "jekyll", "scenario": "left out", "wall": 45.1, "most": 45},
        {**same, "peer": "astro", "scenario": "left out", "wall": 116.4, "most": 45, "expected": True},
        {**same, "peer": "hugo", "scenario": "cold", "wall": 10.0},
    ]
    text = report.table(rows, "a machine", [])
    assert "| | hugo | zola |" in text
    assert (
        "A build may take 45 s here; there is no more of jekyll (was ended then), "
        "astro (would take some 116 s, going by smaller sites)." in text
    )
