"""Inputs of every sort from outside: those that the search has found are tried again, and the search is seen to find.

The search itself is `make fuzz`; what it found once is in tests/fuzz/corpus as `found-…`, beside a few inputs
that together reach what thousands do.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gazette import decoding
from tests.fuzz import finding, guard, near
from tests.fuzz.campaign import corpus
from tests.fuzz.desk import GROUND
from tests.fuzz.guard import tried
from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_what_the_search_has_kept_gives_problems_or_pages(name: str) -> None:
    target = TARGETS[name]
    inputs = corpus(target)
    assert inputs
    said = [tried(target.run, data, GROUND) for data in inputs]
    assert [one for one in said if one is not None] == []


def test_a_planted_mistake_is_found_and_its_smallest_input_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = decoding.separators

    def wrong(path: str, text: str) -> object:
        if "&a" in text:
            raise IndexError("planted")
        return right(path, text)

    monkeypatch.setattr("gazette.fields.separators", wrong)
    target = TARGETS["post"]
    near.search(replace(target, seeds=lambda: corpus(target)[:3], words=("&a ", "- ")), tmp_path, 0.1, seed=1)
    found = finding.kept(tmp_path)
    assert [sort for _, sort in found] == ["IndexError fields.py:read_fields"]
    assert b"&a" in found[0][0].read_bytes()


def write_elsewhere(_: bytes) -> None:
    (GROUND.parent / "gazette-astray").write_bytes(b"x")


def make_elsewhere(_: bytes) -> None:
    (GROUND.parent / "gazette-astray").mkdir()


def hide_it(_: bytes) -> None:
    try:
        write_elsewhere(b"")
    except AssertionError:
        return


def start(_: bytes) -> None:
    subprocess.run(["true"], check=True)


def hang(_: bytes) -> None:
    while True:
        pass


def hang_and_hide_it(_: bytes) -> None:
    try:
        hang(b"")
    except Exception:
        return


def break_down(_: bytes) -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("run", "sort"),
    [
        (write_elsewhere, f"FindingError open {GROUND.parent}/gazette-astray"[:73]),
        (make_elsewhere, f"FindingError os.mkdir {GROUND.parent}/gazette-astray"[:73]),
        (hide_it, f"FindingError reached out: ('open {GROUND.parent}/gazette-astray',)"[:73]),
        (start, "FindingError subprocess.Popen"),
        (hang, "HangError"),
        (hang_and_hide_it, "HangError"),
        (break_down, "ZeroDivisionError"),
    ],
)
def test_the_guard_sees(run: Callable[[bytes], None], sort: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "LONGEST", 0.02)
    found = tried(run, b"", GROUND)
    assert found is not None
    assert found[0].startswith(sort)
    assert not (GROUND.parent / "gazette-astray").exists()


def test_the_guard_lets_pass_what_is_within_bounds() -> None:
    def harmless(data: bytes) -> None:
        (GROUND / "x").write_bytes(data)
        (GROUND / "x").unlink()
        sorted(GROUND.iterdir())

    assert tried(harmless, b"x", GROUND) is None


def test_of_two_inputs_of_a_sort_the_smaller_is_kept(tmp_path: Path) -> None:
    for data in (b"longer", b"short", b"middle"):
        finding.keep(tmp_path, "post", data, "a sort", "what happened")
    assert [(file.read_bytes(), sort) for file, sort in finding.kept(tmp_path)] == [(b"short", "a sort")]
