"""The search for inputs that do harm: every target in turn, for some seconds of the processor in all.

    python -m tests.fuzz.campaign SECONDS [TARGET...]     search; `make fuzz SECONDS=600` is the same
    python -m tests.fuzz.campaign --keep [TARGET...]      put a few of the inputs found so far into the tests

With atheris the search is led by what of the code was reached; without it Hypothesis alone makes inputs,
and the first line says so. Inputs that reached something new are kept in .fuzz/, and the next search goes on
from there. What must never happen is told, lies in .fuzz/found/, and makes the exit code 1.
"""

from __future__ import annotations

import os
import random
import re
import resource
import subprocess
import sys
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from gazette.fingerprint import digest
from tests.fuzz import covering, finding, near
from tests.fuzz.desk import GROUND
from tests.fuzz.guard import tried
from tests.fuzz.targets import TARGETS, Target
from tests.hub import REPOSITORY

HOME = REPOSITORY / ".fuzz"
FOUND = HOME / "found"
CORPUS = Path(__file__).with_name("corpus")

MOST = {
    "post": 60,
    "markdown": 60,
    "settings": 40,
    "ledger": 30,
    "papers": 30,
    "page": 8,
    "cache": 8,
    "export": 8,
    "feed": 6,
}
"""Inputs of each target that the tests try again, so that all of them take three seconds."""


def corpus(target: Target) -> list[bytes]:
    """What the tests have of a target."""
    return [file.read_bytes() for file in sorted((CORPUS / target.name).glob("*"))]


def with_atheris(target: Target, seconds: int) -> str:
    """Search led by coverage; gives what libFuzzer says at its end."""
    inputs, words = HOME / target.name, HOME / f"{target.name}.words"
    inputs.mkdir(parents=True, exist_ok=True)
    for data in (*target.seeds(), *corpus(target)):
        (inputs / digest(data)[:16]).write_bytes(data)
    written = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in target.words if word)
    words.write_text("".join(f'"{word}"\n' for word in written), encoding="ascii")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.fuzz.one", target.name, str(FOUND), str(seconds), str(inputs)),
            *(f"-max_len={target.longest}", f"-dict={words}"),
            *("-timeout=60", "-rss_limit_mb=4096", "-reload=0", f"-artifact_prefix={FOUND}/"),
        ],
        cwd=REPOSITORY, capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    runs = re.search(r"^tried (\d+)$", done.stderr, re.M)
    reached = re.findall(r"cov: (\d+) ft: (\d+)", done.stderr)
    if done.returncode or not runs or not reached:
        FOUND.mkdir(parents=True, exist_ok=True)
        (FOUND / f"{target.name}-end.txt").write_text(
            f"it ended with {done.returncode}\n\n{done.stderr[-9000:]}"
        )
        return f"ended with {done.returncode}"
    return f"{int(runs[1]):,} inputs, {reached[-1][0]} branches, {reached[-1][1]} features"


def with_hypothesis(target: Target, seconds: int) -> str:
    """Search near good inputs; gives how many were tried."""
    return f"{near.search(target, FOUND, seconds, random.randrange(2**32)):,} inputs"


def search(targets: list[Target], seconds: int) -> int:
    """Search all targets, tell of each, and give the exit code."""
    led = find_spec("atheris") is not None
    if not led:
        print("atheris is not here (it comes for Linux and some Pythons only), so nothing leads the search:")
        print("Hypothesis alone makes inputs, near good ones.")
    FOUND.mkdir(parents=True, exist_ok=True)
    whole = sum(target.share for target in targets)
    for target in targets:
        own = max(1, seconds * target.share // whole)
        before = _processor()
        said = with_hypothesis(target, max(1, own // 4 if led else own))
        if led:
            said += f" by Hypothesis; {with_atheris(target, own - own // 4)} by atheris"
        print(f"{target.name}: {said}, {_processor() - before:.0f} s of the processor", flush=True)
    found = finding.kept(FOUND)
    for file, sort in found:
        shown = file if file.exists() else file.with_suffix(".txt")  # a search that broke off has no input
        print(f"FOUND {os.path.relpath(shown, REPOSITORY)}: {sort}")
    print(f"{len(found)} found.")
    return int(bool(found))


def _processor() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def keep(targets: list[Target]) -> int:
    """Put into the tests the few inputs of each target that reach the most; tell what all of them reach."""
    for target in targets:
        inputs = {*target.seeds(), *corpus(target)}
        inputs.update(file.read_bytes() for file in (HOME / target.name).glob("*"))
        reached = [
            (data, covering.lines_reached(partial(tried, target.run, data, GROUND)))
            for data in sorted(inputs)
        ]
        folder = CORPUS / target.name
        folder.mkdir(parents=True, exist_ok=True)
        chosen = covering.few(reached, MOST[target.name])
        for data in chosen:
            (folder / digest(data)[:16]).write_bytes(data)
        every = frozenset().union(*(lines for _, lines in reached))
        modules = {file for file, _ in every}
        possible = sum(len(covering.lines_of(Path(file))) for file in modules)
        print(
            f"{target.name}: {len(chosen)} of {len(inputs)} inputs; {len(every)} of {possible} lines in {len(modules)} modules"
        )
    return 0


def main(args: list[str]) -> int:
    """Search or keep, as the arguments say."""
    keeps = args[:1] == ["--keep"]
    names = args[1:] or list(TARGETS)
    targets = [TARGETS[name] for name in names]
    return keep(targets) if keeps else search(targets, int(args[0]) if args else 60)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
