"""A disk that refuses something to `serve` or `watch` while they build anew: they stay, say it, and try again.

The command is the real one, with its server and everything that it does after a build; only the bell is made
up, so that saves and silences come one after the other. Every operation of one rebuild is refused in turn: from
the look at the files before it to the last word on the terminal.
"""

from __future__ import annotations

import errno
import io
import re
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC
from itertools import zip_longest
from pathlib import Path

import pytest

from gazette import watch as watching
from gazette.cli import main
from gazette.cli import watching as cli_watching
from gazette.cli.options import hub_at
from gazette.pipeline import build
from gazette.places import OWNED, Place
from gazette.publish import STAND_IN
from tests.conftest import PROVE
from tests.disk import CODES, Disk, under
from tests.hub import NOON, files, post, small_hub, write
from tests.serving import free_port
from tests.test_faults import _only_this
from tests.test_kill import leads
from tests.test_worker_faults import ALL

__all__ = ["_only_this"]

STATES: tuple[dict[str, str | None], ...] = (
    {
        "content/news/a.md": post("A", "To [b](b.md).\n"),
        "content/news/b.md": post("B", "To [a](a.md).\n", tags="[pay]"),
        "content/news/c.md": None,
    },
    {
        "content/news/a.md": post("A, edited", "To [c](c.md).\n"),
        "content/news/b.md": None,
        "content/news/c.md": post("C", "To [a](a.md).\n", tags="[strike]"),
    },
)
"""What is saved in turn: pages come, others go, and lead to each other."""

Files = dict[str, bytes]
Refusal = tuple[int, int, int, bool]
"""The state to which it builds, the number of an operation, the error, and whether the disk stays full."""

MOMENT = NOON.replace(tzinfo=UTC)


@dataclass
class Staying:
    """A command that stays, and what is seen of it."""

    command: str
    root: Path
    wanted: list[Files] = field(default_factory=list)
    operations: list[list[tuple[str, str]]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    met: int = 0
    state: int = 0
    port: int = field(default_factory=free_port)
    said: io.StringIO = field(default_factory=io.StringIO)

    @property
    def out(self) -> Path:
        """Where its site is."""
        return self.root / (".gazette/preview" if self.command == "serve" else "site")

    def save(self, state: int) -> None:
        """Bring the sources into a state."""
        self.state = state
        write(self.root, {path: text for path, text in STATES[state].items() if text is not None})
        for path in (path for path, text in STATES[state].items() if text is None):
            (self.root / path).unlink(missing_ok=True)

    def run(self, script: Iterator[bool]) -> int:
        """The command, with saves (true) and silences as they stand in the script; its exit code."""

        class Scripted:
            def __init__(self, *_: object, **__: object) -> None:
                pass

            def wait(self, seconds: float, stop: threading.Event) -> bool:
                heard = next(script, None)
                if heard is None:
                    raise KeyboardInterrupt
                return heard

            def close(self) -> None:
                pass

        args = [self.command, "--root", str(self.root), "--jobs", "1"]
        args += ["--port", str(self.port)] if self.command == "serve" else []
        with (
            pytest.MonkeyPatch.context() as patch,
            redirect_stdout(io.StringIO()),
            redirect_stderr(self.said),
        ):
            patch.setattr(watching, "Bell", Scripted)
            patch.setattr(cli_watching, "instant_of", lambda now: MOMENT)
            with pytest.raises(SystemExit) as ended:
                main.main(args)
        return int(ended.value.code or 0)

    def get(self, path: str) -> tuple[int, bytes]:
        """What the server answers, without the script that is put into pages."""
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}/{path}", timeout=20) as answer:
                return answer.status, re.sub(rb'<script src="/-gazette/.*?</script>', b"", answer.read())
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def quietly(self) -> Iterator[bool]:
        """The site as it is in each state, and the operations that it takes to come to it."""
        self.save(0)
        for state in (1, 0, 1, 0):
            self.save(state)
            with under(Disk(self.root)) as disk:
                yield True
            self.operations.append(disk.done)
            self.wanted.append(files(self.out))
        self.operations, self.wanted = self.operations[:1:-1], self.wanted[:1:-1]

    def refusing(self, refusals: Iterator[Refusal]) -> Iterator[bool]:
        """One rebuild after the other, each with a refusal; then a silence, and if need be a save."""
        for state, number, code, ever_after in refusals:
            if state == self.state:
                self.save(1 - state)
                yield True
            before = files(self.out)
            self.save(state)
            self.hush()
            with under(Disk(self.root, number, code, ever_after)) as disk:
                yield True
            self.met += disk.hit
            what = f"{disk.done[number] if disk.hit else 'nothing'} {errno.errorcode[code]}"
            self.wrong += [f"{what}: {wrong}" for wrong in self.amiss(before)]
            if "error: " in self.said.getvalue():
                self.hush()
                yield False
            self.wrong += [f"{what}, and then: {wrong}" for wrong in self.amiss(self.wanted[self.state])]
            if files(self.out) != self.wanted[self.state]:
                self.wrong.append(f"{what}: after a silence it is not as it should be")
                self.save(state)
                yield True
                if files(self.out) != self.wanted[self.state]:
                    self.wrong.append(f"{what}: after a save it is not as it should be")

    def hush(self) -> None:
        """What was said is forgotten."""
        self.said.seek(0)
        self.said.truncate()

    def amiss(self, before: Files) -> Iterator[str]:
        """What is wrong with the site, and with what is said of it."""
        site, after = files(self.out), self.wanted[self.state]
        for path, data in site.items():
            if path != OWNED and data not in (before.get(path), after.get(path), STAND_IN):
                yield f"{path} is not whole"
            if path.endswith(".html"):
                yield from (f"{path} leads to {to}" for to in leads(path, data) if to not in site)
        told = "error: " in self.said.getvalue()
        if site != after and not told:
            yield "not a word of it on the terminal"
        if self.command != "serve":
            return
        for page in ("", "news/a/"):
            if self.get(page) != (200, site[f"{page}index.html"]):
                yield f"/{page} is not served"
        status, panel = self.get("-gazette/")
        if status != 200 or (b"Nothing is wrong" in panel) == told:
            yield f"the panel says {re.findall(b'<h2>.*?</h2>', panel)[:1]}, and it is otherwise"


@pytest.fixture(scope="module")
def stays(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Staying]:
    made: dict[str, Staying] = {}

    def staying(command: str) -> Staying:
        if command not in made:
            found = Staying(command, tmp_path_factory.mktemp(command))
            small_hub(found.root)
            found.save(0)
            assert found.run(found.quietly()) == 130
            for state in (0, 1):
                found.save(state)
                clean = Place(tmp_path_factory.mktemp("clean") / "site", tmp_path_factory.mktemp("state"))
                assert not build(
                    hub_at(found.root, preview=command == "serve"), clean, MOMENT, jobs=1
                ).problems
                assert files(clean.out) == found.wanted[state]
            made[command] = found
        return made[command]

    return staying


def points(staying: Staying) -> list[Refusal]:
    """What is refused: every operation with one error, every fourth with all that fit, and for good."""
    return [
        refusal
        for both in zip_longest(*map(_points, (1, 0), staying.operations[::-1]))
        for refusal in both
        if refusal
    ]


def _points(state: int, operations: list[tuple[str, str]]) -> Iterator[Refusal]:
    seen = Counter[str]()
    for number, (sort, _) in enumerate(operations):
        seen[sort] += 1
        codes = CODES[sort]
        first = seen[sort] % len(codes)
        yield state, number, codes[first], False
        if seen[sort] % 4 == 0:
            yield from ((state, number, code, False) for code in codes if code != codes[first])
            if sort in ("create", "write"):
                yield state, number, errno.ENOSPC, True


FOUND = (
    ("open", "templates/base.html", errno.EIO),  # taken for a mistake in the template that it is a part of
    ("remove", "site/tags/strike/index.html", errno.EACCES),  # a page stayed, and nobody was told
)
"""Refusals to `watch` that once ended badly: each is tried wherever it comes."""


def found(staying: Staying) -> Iterator[Refusal]:
    """The refusals that were found."""
    for sort, path, code in FOUND:
        states = [
            (state, number)
            for state, operations in enumerate(staying.operations)
            for number, operation in enumerate(operations)
            if operation == (sort, path)
        ]
        assert states
        yield from ((state, number, code, False) for state, number in states)


SHARE = {"serve": 1 if ALL else 24 if PROVE else 300, "watch": 1 if ALL else 48 if PROVE else 600}
"""One of so many refusals is tried: all of them take minutes, and have a command of their own."""


@pytest.mark.parametrize("shard", range(4 if ALL else 1))
@pytest.mark.parametrize("command", ["serve", "watch"])
def test_whatever_is_refused_to_a_rebuild_it_stays_says_so_and_tries_again(
    command: str, shard: int, stays: Callable[[str], Staying],
    record_property: Callable[[str, object], None],
) -> None:  # fmt: skip
    staying = stays(command)
    every = points(staying)
    chosen = every[SHARE[command] // 2 :: SHARE[command]][shard :: 4 if ALL else 1]
    chosen += found(staying) if command == "watch" else []
    before, left = staying.met, iter(chosen)
    while (code := staying.run(staying.refusing(left))) != 130:
        staying.wrong.append(f"it ended with {code}: {staying.said.getvalue()}")
    record_property(
        "told",
        f"{command}: {staying.met - before} refusals to rebuilds, of {len(every)} at {sum(map(len, staying.operations))} operations",
    )
    assert staying.wrong == []
    assert staying.met - before > len(chosen) * 0.9
