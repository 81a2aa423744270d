"""Times gazette beside other generators on equal work, checks what each made, and writes the table.

    python bench/run.py                      the whole run, as `make bench` does it
    python bench/run.py --posts 1000 --peers gazette,hugo --scenarios cold,nothing --rounds 3 --print
    python bench/run.py --table FILE         the table of a run that was cut short

Rounds go round the peers in turn, so that a busy minute meets all of them, and a ratio is taken within
its round. gazette and Hugo come one after the other and have every round; any other whose runs take long has
fewer (see `--patience`), and the table says how many. Nobody waits for a large site of a peer that needs too
long for it: the table says whose.
`wall` is a monotonic clock around the process, `cpu` what it and its children used by the system's
account. Cold means no output and nothing kept by an earlier build; the system's cache of files is warm.
Memory is the peak, over all processes of a build, of the sum of their proportional set sizes, in a cold
build of its own. Every row is written to a file as soon as it is measured.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import checks
import latency
import report
from corpus import Post, another, corpus, corrected
from measure import load, machine, measure
from peers import HUB, PEERS, Peer, installed, lay_out, write

TMP = Path(os.environ.get("BENCH_TMP") or Path(tempfile.gettempdir()) / "gazette-bench")
SCENARIOS = ("cold", "nothing", "body", "title", "add", "delete", "template", "memory")
LEADING = ("gazette", "hugo")
"""Those that are set against each other: they have all rounds, however long it takes."""

Row = dict[str, object]


@dataclass(frozen=True)
class Series:
    """Some peers, some scenarios, on so many posts: at most so many rounds, and none more for a peer once
    its runs of a scenario took `patience` seconds. A build is ended after `most` seconds, and its peer left
    out from there on; or from the start, where so much is known before. Every round's pages are checked, or
    the last's."""

    posts: int
    peers: tuple[str, ...]
    scenarios: tuple[str, ...] = SCENARIOS
    rounds: int = 5
    patience: float = 5
    most: float = math.inf
    check_all: bool = True


def whole(names: list[str], large: bool) -> Iterator[Series]:
    """What the whole run measures: in all some 25 minutes with every peer, in a quiet hour."""
    yield Series(1000, tuple(names))
    python = tuple(name for name in names if name in (*LEADING, "pelican"))
    yield Series(10_000, python, rounds=3, patience=60, check_all=False)
    yield Series(10_000, tuple(name for name in names if name == "hub"), ("cold", "nothing", "title"), 1)
    others = tuple(name for name in names if name not in (*python, "hub"))
    yield Series(10_000, others, ("cold", "nothing"), 1, most=60)
    if large:
        yield Series(40_000, ("gazette",), ("cold", "nothing", "title"), 1)


@dataclass
class Project:
    """A peer's project while it is edited."""

    name: str
    peer: Peer
    folder: Path
    posts: list[Post]
    gone: list[Post] = field(default_factory=list)
    needle: str = ""
    edits: int = 0
    flaws: dict[str, str] = field(default_factory=dict)

    def put(self, post: Post) -> None:
        path, text = self.peer.source(post)
        write(self.folder / path, text.encode())

    def clean(self) -> None:
        for name in (self.peer.out, *self.peer.caches):
            path = self.folder / name
            shutil.rmtree(path, ignore_errors=True)
            if path.is_file():
                path.unlink()

    def change(self, scenario: str) -> None:
        """The scenario's change to the sources."""
        self.edits += 1
        self.gone.clear()
        count = len(self.posts)
        match scenario:
            case "cold" | "memory":
                self.clean()
            case "body":
                at = count // 3
                post = self.posts[at]
                said = f"Corrected by the secretary: {post.marker}.\n\n"
                self.posts[at] = corrected(replace(post, body=post.body.replace(said, "")), self.edits)
                self.put(self.posts[at])
            case "title":
                at = count - 3
                title = self.posts[at].title.partition(", again")[0]
                self.posts[at] = replace(self.posts[at], title=f"{title}, again {self.edits}")
                self.put(self.posts[at])
            case "add":
                self.posts.append(another(self.edits, self.posts))
                self.put(self.posts[-1])
            case "delete":
                # One that no post links to: gazette would rightly refuse to leave a dead link behind.
                linked = "".join(post.body for post in self.posts)
                at = next(n for n in range(count // 2, count) if f"post:{self.posts[n].slug})" not in linked)
                old = self.posts.pop(at)
                self.gone.append(old)
                (self.folder / self.peer.source(old)[0]).unlink()
            case "template":
                file = self.folder / self.peer.template
                before, self.needle = self.needle or "Published by", f"Published (layout {self.edits}) by"
                file.write_text(file.read_text().replace(before, self.needle))

    def run(self, watch_memory: bool = False, most: float = math.inf) -> dict[str, float]:
        command = self.peer.command(TMP / "tools", self.folder)
        return measure(command, self.folder, watch_memory, most)

    def wrong(self, scenario: str) -> list[str]:
        """What is wrong and was not before this scenario: what an earlier one left behind counts there."""
        out, whole = self.folder / self.peer.out, self.peer is not HUB
        found = checks.wrong(self.peer, out, self.posts, self.needle, whole)
        found += checks.extra(self.peer, out, self.gone)
        return [flaw for flaw in found if self.flaws.setdefault(flaw, scenario) == scenario]


def play(series: Series, pace: dict[str, float]) -> Iterator[Row]:
    """A row for each run: the peers in turn, scenario by scenario. `pace` is kept: each peer's least seconds
    a post from nothing."""
    made = corpus(series.posts)
    projects = []
    for name in series.peers:
        if (expected := pace.get(name, 0) * series.posts) > series.most:
            yield _row(series, name, "left out", wall=expected, most=series.most, expected=True)
            continue
        project = Project(name, PEERS[name], TMP / "work" / f"{name}-{series.posts}", list(made))
        lay_out(project.peer, project.folder, made, TMP / "tools")
        if "cold" not in series.scenarios[:1]:
            project.run()  # there is something to change
        projects.append(project)
    slow: set[str] = set()
    for scenario in series.scenarios:
        waiting = {
            project.name: math.inf if project.name in LEADING else series.patience
            for project in projects
            if project.name not in slow and (scenario != "template" or project.peer.template)
        }
        for number in range(1 if scenario == "memory" else series.rounds):
            time.sleep(1.1)  # past the coarsest clock by which a peer may look for changes
            for project in projects:
                name = project.name
                if waiting.get(name, 0) <= 0:
                    continue
                project.change(scenario)
                took = project.run(scenario == "memory", series.most)
                if took["wall"] > series.most:
                    slow.add(name)
                    waiting[name] = 0
                    yield _row(series, name, "left out", wall=took["wall"], most=series.most)
                    continue
                waiting[name] -= took["wall"]
                last = number + 1 == series.rounds or waiting[name] <= 0
                found = project.wrong(scenario)[:3] if last or series.check_all else []
                found += [f"exit code {took['code']:.0f}"] * bool(took["code"])
                yield _row(series, name, scenario, round=number, wrong=found, load=load(), **took)
                if scenario == "cold":
                    pace[name] = min(pace.get(name, math.inf), took["wall"] / series.posts)
    for project in projects:
        shutil.rmtree(project.folder, ignore_errors=True)


def _row(series: Series, name: str, scenario: str, **what: object) -> Row:
    row = {"peer": PEERS[name].name, "posts": series.posts, "scenario": scenario, "round": 0}
    return {**row, "cpu": 0.0, "mb": 0.0, "wrong": [], **what}


def told(row: Row) -> str:
    """A row in words."""
    wrong = "; ".join(row["wrong"]) or "right"  # type: ignore[arg-type]
    if row["scenario"] == "left out":
        return f"{row['peer']:40} {row['posts']:6} a build takes {row['wall']:.0f} s or more: left out"
    measured = f"{row['mb']:7.0f} MB" if row["mb"] else f"{row['wall']:7.2f} s {row['cpu']:7.2f} CPU s"
    return f"{row['peer']:40} {row['posts']:6} {row['scenario']:9} {measured}  {wrong}"


def rows_of(lot: list[Series], seen: list[str]) -> Iterator[Row]:
    """Every row of a run: the start, the builds, and what `serve` needs for sizes that are asked for."""
    pace: dict[str, float] = {}
    command = [*PEERS["gazette"].command(TMP, TMP)[:2], "--help"]
    for number in range(9):
        yield {"peer": "gazette", "posts": 0, "scenario": "help", "round": number, "wrong": [],
               **measure(command, TMP)}  # fmt: skip
    for series in lot:
        yield from play(series, pace)
    for size in map(int, seen):
        for number, wall in enumerate(latency.seconds(PEERS["gazette"], TMP, corpus(size))):
            yield {"peer": "gazette", "posts": size, "scenario": "serve", "round": number, "wall": wall,
                   "cpu": 0.0, "mb": 0.0, "wrong": []}  # fmt: skip


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--posts", type=int, help="one size only")
    options.add_argument("--peers", help=f"of {', '.join(PEERS)}; those named are installed")
    options.add_argument("--scenarios", default=",".join(SCENARIOS))
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument(
        "--patience", type=float, default=15, help="seconds in a scenario for a peer that does not lead"
    )
    options.add_argument("--large", action="store_true", help="40,000 posts too")
    options.add_argument("--serve", default="", help="sizes at which `serve` is timed, such as 1000,10000")
    options.add_argument("--rows", type=Path, default=TMP / "rows.jsonl", help="where every row is written")
    options.add_argument("--table", type=Path, help="measure nothing: the table of a file of rows")
    options.add_argument("--print", action="store_true", help="leave docs/performance.md as it is")
    chosen = options.parse_args()
    missing: list[str] = []
    if chosen.table is None:
        asked = chosen.peers.split(",") if chosen.peers else list(PEERS)
        if strangers := [name for name in asked if name not in PEERS]:
            options.error(f"no peer is called {', '.join(strangers)}: {', '.join(PEERS)} are")
        names = []
        for name in asked:
            print(f"{name}: at hand or being installed", flush=True)
            if why := installed(PEERS[name], TMP / "tools"):
                missing.append(why)
                print(why)
            else:
                names.append(name)
        lot = list(whole(names, chosen.large))
        if chosen.posts:
            scenarios = tuple(chosen.scenarios.split(","))
            lot = [Series(chosen.posts, tuple(names), scenarios, chosen.rounds, chosen.patience)]
        chosen.rows.parent.mkdir(parents=True, exist_ok=True)
        with chosen.rows.open("w") as file:
            print(
                json.dumps({"machine": machine(), "load": load(), "missing": missing}), file=file, flush=True
            )
            for row in rows_of(lot, [size for size in chosen.serve.split(",") if size]):
                print(json.dumps(row), file=file, flush=True)
                print(told(row), flush=True)
    head, *rows = map(json.loads, (chosen.table or chosen.rows).read_text().splitlines())
    text = report.table(rows, head["machine"], head["missing"])
    print(text)
    if not chosen.print and not chosen.posts:
        report.put(text)


if __name__ == "__main__":
    main()
