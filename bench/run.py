"""Times gazette beside other generators on equal work, checks what each made, and writes the table.

    python bench/run.py                      the whole run, as `make bench` does it
    python bench/run.py --posts 1000 --peers gazette,hugo --scenarios cold,nothing --rounds 3 --print

Rounds go round the peers in turn, so that a busy minute meets all of them, and a ratio is taken within
its round. `wall` is a monotonic clock around the process, `cpu` what it and its children used by the
system's account. Cold means no output and nothing kept by an earlier build; the system's cache of files is
warm. Memory is the peak, over all processes of a build, of the sum of their proportional set sizes, in a cold
build of its own. After every build every page is checked.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path

import checks
import latency
import report
from corpus import Post, another, corpus, corrected
from peers import HUB, PEERS, Peer, installed, lay_out, write

TMP = Path(os.environ.get("BENCH_TMP") or Path(tempfile.gettempdir()) / "gazette-bench")
SCENARIOS = ("cold", "nothing", "body", "title", "add", "delete", "template")
WHOLE = {
    1000: {"peers": ["gazette", "hub", "hugo", "pelican"], "rounds": 5},
    10_000: {"peers": ["gazette", "hugo"], "rounds": 3},
}
"""What the whole run measures; Pelican at 10,000 posts takes part once, in its cold and its cached build."""


@dataclass
class Project:
    """A peer's project while it is edited."""

    peer: Peer
    folder: Path
    posts: list[Post]
    gone: list[Post] = field(default_factory=list)
    needle: str = ""
    edits: int = 0

    def put(self, post: Post) -> None:
        path, text = self.peer.source(post)
        write(self.folder / path, text.encode())

    def clean(self) -> None:
        for name in (self.peer.out, *self.peer.caches):
            path = self.folder / name
            shutil.rmtree(path, ignore_errors=True)
            path.unlink(missing_ok=True)

    def change(self, scenario: str) -> None:
        """The scenario's change to the sources."""
        self.edits += 1
        self.gone.clear()
        count = len(self.posts)
        match scenario:
            case "cold":
                self.clean()
            case "body":
                at = count // 3
                plain = replace(
                    self.posts[at],
                    body=self.posts[at].body.replace(
                        f"Corrected by the secretary: {self.posts[at].marker}.\n\n", ""
                    ),
                )
                self.posts[at] = corrected(plain, self.edits)
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

    def run(self, watch_memory: bool = False) -> dict[str, float]:
        command = self.peer.command(TMP / "tools", self.folder)
        return measure(command, self.folder, watch_memory)

    def wrong(self) -> list[str]:
        out = self.folder / self.peer.out
        whole = self.peer is not HUB
        return checks.wrong(self.peer, out, self.posts, self.needle, whole) + checks.extra(
            self.peer, out, self.gone
        )


def measure(command: list[str], folder: Path, watch_memory: bool = False) -> dict[str, float]:
    """Wall and CPU seconds of a command, or the peak of its memory in MB."""
    env = {
        **os.environ,
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        "HUGO_CACHEDIR": str(folder / "cache"),
    }
    log = TMP / "log.txt"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as told:
        began = time.monotonic()
        process = subprocess.Popen(
            command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=told, stderr=told
        )
        peak = _peak(process) if watch_memory else 0.0
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    return {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "mb": peak, "code": process.returncode}


def _peak(process: subprocess.Popen[bytes]) -> float:
    """The peak, in MB, of what a process and all below it hold of the memory."""
    peak = 0.0
    while True:
        # Looks, without taking the process's end away from whoever waits for it.
        if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return peak
        peak = max(peak, sum(map(_pss, _family(process.pid))))
        time.sleep(0.05)


def _family(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        try:
            for task in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found


def _pss(pid: int) -> float:
    try:
        with Path(f"/proc/{pid}/smaps_rollup").open() as lines:
            return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0.0


def play(posts: int, names: list[str], scenarios: list[str], rounds: int) -> list[dict[str, object]]:
    """A row for each run: the peers in turn, scenario by scenario."""
    rows: list[dict[str, object]] = []
    made = corpus(posts)
    projects = []
    for name in names:
        project = Project(PEERS[name], TMP / "work" / f"{name}-{posts}", list(made))
        lay_out(project.peer, project.folder, made)
        project.run()  # everything is compiled and every file is in the system's cache
        projects.append(project)
    for scenario in scenarios:
        for number in range(rounds):
            for project in projects:
                if scenario == "template" and not project.peer.template:
                    continue
                time.sleep(1.1)  # past the coarsest clock by which a peer may look for changes
                project.change(scenario)
                row: dict[str, object] = {
                    "peer": project.peer.name,
                    "posts": posts,
                    "scenario": scenario,
                    "round": number,
                }
                row |= project.run()
                row["wrong"] = project.wrong()[:3] + [f"exit code {row['code']}"] * bool(row["code"])
                rows.append(row)
                told = "; ".join(row["wrong"]) or "right"  # type: ignore[arg-type]
                print(
                    f"{project.peer.name:40} {posts:6} {scenario:9} {row['wall']:7.2f} s {row['cpu']:7.2f} CPU s  {told}",
                    flush=True,
                )
    if "cold" in scenarios:
        for project in projects:
            project.clean()
            rows.append(
                {
                    "peer": project.peer.name,
                    "posts": posts,
                    "scenario": "memory",
                    "round": 0,
                    "wrong": [],
                    **project.run(True),
                }
            )
            print(f"{project.peer.name:40} {posts:6} memory    {rows[-1]['mb']:7.0f} MB", flush=True)
    for project in projects:
        shutil.rmtree(project.folder, ignore_errors=True)
    return rows


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--posts", type=int, help="one size only")
    options.add_argument("--peers", default=",".join(PEERS))
    options.add_argument("--scenarios", default=",".join(SCENARIOS))
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--json", type=Path, help="keep every row here")
    options.add_argument(
        "--print", action="store_true", help="print the table, and leave docs/performance.md as it is"
    )
    chosen = options.parse_args()
    missing: dict[str, str] = {}
    for name in chosen.peers.split(","):
        print(f"{name}: at hand or being installed", flush=True)
        if why := installed(PEERS[name], TMP / "tools"):
            missing[name] = why
            print(why)
    names = [name for name in chosen.peers.split(",") if name not in missing]
    scenarios = chosen.scenarios.split(",")
    rows: list[dict[str, object]] = []
    seen: dict[str, dict[int, list[float]]] = defaultdict(dict)
    if chosen.posts:
        rows += play(chosen.posts, names, scenarios, chosen.rounds)
    else:
        for size, plan in WHOLE.items():
            taking_part = [name for name in plan["peers"] if name in names]  # type: ignore[attr-defined]
            rows += play(size, taking_part, scenarios, int(plan["rounds"]))  # type: ignore[call-overload]
            seen["gazette"][size] = latency.seconds(PEERS["gazette"], TMP, corpus(size))
        rows += play(10_000, [n for n in names if n == "pelican"], ["cold", "nothing"], 1)
        rows += play(40_000, [n for n in names if n == "gazette"], ["cold", "nothing", "title"], 1)
    if chosen.json:
        chosen.json.write_text(json.dumps(rows, indent=1))
    start = statistics.median(
        measure([*PEERS["gazette"].command(TMP, TMP)[:2], "--help"], TMP)["wall"] for _ in range(9)
    )
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    text = report.table(rows, seen, start, machine, list(missing.values()))
    print(text)
    if not chosen.print and not chosen.posts:
        report.put(text)


if __name__ == "__main__":
    main()
