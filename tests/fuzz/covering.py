"""Covering: which lines of the program inputs reach, and a few inputs that reach what many do."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from tests.hub import REPOSITORY

Line = tuple[str, int]

_PACKAGE = str(REPOSITORY / "gazette")


def lines_reached(run: Callable[[], object]) -> frozenset[Line]:
    """The lines of the program that are run by something."""
    reached: set[Line] = set()

    def within(frame: FrameType, event: str, arg: Any) -> Any:
        if event == "line":
            reached.add((frame.f_code.co_filename, frame.f_lineno))
        return within

    def entered(frame: FrameType, event: str, arg: Any) -> Any:
        return within if frame.f_code.co_filename.startswith(_PACKAGE) else None

    sys.settrace(entered)
    try:
        run()
    finally:
        sys.settrace(None)
    return frozenset(reached)


def lines_of(file: Path) -> frozenset[Line]:
    """Every line of a module that can be run within its functions."""
    found: set[Line] = set()

    def add(code: CodeType, inside: bool) -> None:
        if inside:
            first = code.co_firstlineno
            found.update((str(file), n) for _, _, n in code.co_lines() if n is not None and n != first)
        for const in code.co_consts:
            if isinstance(const, CodeType):
                add(const, inside or const.co_name not in _OUTSIDE)

    add(compile(file.read_text(encoding="utf-8"), str(file), "exec"), False)
    return frozenset(found)


_OUTSIDE = ("<listcomp>", "<genexpr>", "<dictcomp>", "<setcomp>")


def few(inputs: Iterable[tuple[bytes, frozenset[Line]]], most: int) -> list[bytes]:
    """At most so many inputs that reach the most lines together; of two alike the shorter."""
    left = sorted(inputs, key=lambda pair: len(pair[0]))
    chosen: list[bytes] = []
    reached: set[Line] = set()
    while left and len(chosen) < most:
        best = max(left, key=lambda pair: len(pair[1] - reached))
        if not best[1] - reached:
            break
        chosen.append(best[0])
        reached |= best[1]
        left.remove(best)
    return chosen
