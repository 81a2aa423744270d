"""Fingerprints: equal values meet, different ones never do, and what cannot be told apart is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import namedtuple
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.fingerprint import SIZE, digest, fingerprint
from gazette.questions import Question
from tests.hub import REPOSITORY


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    number: int
    seen: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Spot:
    name: str
    number: int


class Colour(Enum):
    RED = "red"


Pair = namedtuple("Pair", "one two")

EVERYTHING = (
    None, True, 1, 1.5, "strike", b"strike", "পাঠ", date(2017, 7, 14), time(9, 30),
    datetime(2017, 7, 14, 9, 30, tzinfo=UTC), timedelta(minutes=90), ((), ("a", ("b",))),
    Question("latest", (5, None)),
)  # fmt: skip

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.binary(),
    st.dates(), st.times(), st.datetimes(timezones=st.just(UTC) | st.none()), st.timedeltas(),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4).map(tuple) | st.builds(Question, st.text(), inner.map(lambda v: (v,)))
    ),
    max_leaves=8,
)


def test_a_digest_is_128_bits_in_hexadecimal() -> None:
    assert (SIZE, len(digest(b"")), digest(b"")) == (16, 32, "cae66941d9efbd404e4d88758ea67670")


def test_a_fingerprint_is_the_digest_of_the_canonical_form() -> None:
    assert fingerprint(("a", 1)) == digest(b"(2:s1:ai1;")


@pytest.mark.parametrize("seed", ["1", "2"])
def test_equal_values_have_equal_digests_in_a_fresh_process_with_another_hash_seed(seed: str) -> None:
    script = (
        "from tests.test_fingerprint import EVERYTHING, fingerprint\n"
        "print(' '.join(fingerprint(value) for value in EVERYTHING))"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )  # fmt: skip
    assert told.stdout.split() == [fingerprint(value) for value in EVERYTHING]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a", "b"), ("ab",)),
        (("a", ("b",)), (("a",), "b")),
        (("a", "b"), ("a", ("b",))),
        ((), ((),)),
        ((), None),
        ("", None),
        ("strike", b"strike"),
        ("1", 1),
        (True, 1),
        (False, 0),
        (1, 1.0),
        (False, ""),
        ("s1:a", "a"),
        (("a1:", "b"), ("a", "1:b")),
        (date(2017, 7, 14), "2017-07-14"),
        (date(2017, 7, 14), datetime(2017, 7, 14)),
        (datetime(2017, 7, 14), datetime(2017, 7, 14, tzinfo=UTC)),
        (datetime(2017, 10, 29, 1, 30), datetime(2017, 10, 29, 1, 30, fold=1)),
        (time(9, 30), timedelta(hours=9, minutes=30)),
        (timedelta(days=999_999, microseconds=1), timedelta(days=999_999, microseconds=2)),
        (Place("a", 1), Spot("a", 1)),
        (Place("a", 1), Place("a", 2)),
        (Place("a", 1), ("a", 1)),
    ],
)  # fmt: skip
def test_different_values_differ(one: object, other: object) -> None:
    assert fingerprint(one) != fingerprint(other)


def test_a_field_that_equality_passes_over_is_no_part_of_the_fingerprint() -> None:
    assert Place("a", 1, "here") == Place("a", 1, "there")
    assert fingerprint(Place("a", 1, "here")) == fingerprint(Place("a", 1, "there"))


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ([], "builtins.list"),
        ({}, "builtins.dict"),
        (set(), "builtins.set"),
        (frozenset(), "builtins.frozenset"),
        (bytearray(), "builtins.bytearray"),
        (object(), "builtins.object"),
        (PurePosixPath("a"), "pathlib.PurePosixPath"),
        (Colour.RED, f"{__name__}.Colour"),
        (Pair(1, 2), f"{__name__}.Pair"),
    ],
)
def test_a_type_that_was_not_taught_is_refused_wherever_it_stands(value: object, name: str) -> None:
    for where in (value, ("a", (value,)), Question("a", (value,))):  # type: ignore[arg-type]
        with pytest.raises(TypeError) as refused:
            fingerprint(where)
        assert str(refused.value) == f"{name} has no canonical form"


@given(VALUES, VALUES)
def test_two_values_share_a_fingerprint_only_if_they_are_written_the_same(one: object, other: object) -> None:
    assert (fingerprint(one) == fingerprint(other)) == (repr(one) == repr(other))


@given(st.lists(st.text(max_size=3), max_size=4), st.lists(st.text(max_size=3), max_size=4))
def test_no_text_can_imitate_another_shape(one: list[str], other: list[str]) -> None:
    assert (fingerprint(tuple(one)) == fingerprint(tuple(other))) == (one == other)
    assert fingerprint(tuple(one)) != fingerprint("".join(one))
