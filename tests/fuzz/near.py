"""Near: inputs not far from good ones, by Hypothesis; and the search with it, where atheris cannot be had."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from tests.fuzz.desk import GROUND
from tests.fuzz.finding import keep
from tests.fuzz.guard import tried
from tests.fuzz.targets import Target

ROUND = 200
"""Inputs between two looks at the clock."""


def near(good: Sequence[bytes], words: Sequence[str], longest: int) -> st.SearchStrategy[bytes]:
    """A good input in which pieces were lost, doubled, put elsewhere, or replaced by words and bytes."""

    @st.composite
    def made(draw: st.DrawFn) -> bytes:
        data = draw(st.sampled_from(good))
        for _ in range(draw(st.integers(0, 5))):
            at = draw(st.integers(0, len(data)))
            end = min(len(data), at + draw(st.sampled_from((0, 0, 1, 2, 8, 40, 400))))
            piece = draw(
                st.one_of(
                    st.sampled_from(words).map(str.encode),
                    st.binary(max_size=4),
                    st.just(data[at:end] * 2),
                    st.just(b""),
                    st.builds(
                        lambda other, start: other[start : start + 80],
                        st.sampled_from(good),
                        st.integers(0, 400),
                    ),
                )
            )
            data = data[:at] + piece + data[end:]
        return data[:longest]

    return made()


def search(target: Target, found: Path, seconds: float, seed: int) -> int:
    """Try inputs near good ones for some seconds of the processor; gives how many."""
    began, tries = time.process_time(), 0
    inputs = near(tuple(target.seeds()), target.words, target.longest)

    while time.process_time() - began < seconds:

        @seeded(seed + tries)
        @settings(
            max_examples=ROUND, database=None, deadline=None, derandomize=False, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(inputs)
        def one(data: bytes) -> None:
            nonlocal tries
            tries += 1
            if said := tried(target.run, data, GROUND):
                keep(found, target.name, data, *said)

        one()
    return tries
