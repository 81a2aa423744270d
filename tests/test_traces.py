"""Traces: what was asked and answered, kept whole or not at all; and why an output is stale."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette import traces
from gazette.fingerprint import digest
from gazette.links import Links
from gazette.problems import Problem
from gazette.questions import Question
from gazette.traces import Stamp, Trace, dump, engine, load, look, why_stale

LATEST, SETTING = Question("latest", (6,)), Question("setting", ("title",))

FULL = Trace(
    "news/pay/index.html",
    "EntryPage(source='content/news/pay.md')",
    (
        (LATEST, "a" * 32),
        (Question("target", ("content/news/pay.md", "“x”\n")), "b" * 32),
        (Question("zone"), ""),
    ),
    Links(("index.html", "about/index.html#fees"), ("top", "বাংলা")),
    "c" * 32,
    datetime(2017, 7, 14, 17, 30, tzinfo=UTC),
    (Problem("heading-rank", "Said.", "content/news/pay.md", 3, 1, "read", "wanted", "hint", "warning"),),
    Stamp(10, 1_500_000_000_123_456_789, 2, 3),
)
BARE = Trace(
    "index.html", "Home()", ((LATEST, "a" * 32), (Question("named", ("page", None)), "d")), Links(), "e" * 32
)


def test_traces_come_back_as_they_were_kept(tmp_path: Path) -> None:
    file = tmp_path / "traces"
    file.write_bytes(dump([FULL, BARE]))
    assert load(file) == {"index.html": BARE, "news/pay/index.html": FULL}
    assert list(load(file)) == ["index.html", "news/pay/index.html"]


def test_the_same_traces_are_the_same_bytes_in_any_order() -> None:
    assert dump([FULL, BARE]) == dump([BARE, FULL])


def test_no_traces_are_a_file_too(tmp_path: Path) -> None:
    (tmp_path / "traces").write_bytes(dump([]))
    assert load(tmp_path / "traces") == {}


QUESTIONS = st.builds(
    Question,
    st.text(max_size=5),
    st.lists(st.text(max_size=5) | st.integers() | st.none(), max_size=3).map(tuple),
)
TRACES = st.builds(
    Trace, st.text(min_size=1, max_size=8), st.text(max_size=8),
    st.dictionaries(QUESTIONS, st.text(max_size=4), max_size=4).map(lambda reads: tuple(reads.items())),
    st.builds(Links, st.lists(st.text(max_size=5)).map(tuple), st.lists(st.text(max_size=5)).map(tuple)),
    st.text(max_size=4), st.none() | st.datetimes(timezones=st.just(UTC)),
    st.just(()) | st.tuples(st.builds(Problem, st.text(max_size=5), st.text(max_size=5), line=st.integers())),
    st.none() | st.builds(Stamp, st.integers(0), st.integers(0), st.integers(0), st.integers(0)),
)  # fmt: skip


@given(st.lists(TRACES, max_size=4, unique_by=lambda trace: trace.output))
def test_any_traces_come_back(tmp_path_factory: pytest.TempPathFactory, kept: list[Trace]) -> None:
    file = tmp_path_factory.getbasetemp() / "any-traces"
    file.write_bytes(dump(kept))
    assert load(file) == {trace.output: trace for trace in kept}


def test_a_file_cut_short_at_any_byte_counts_as_empty(tmp_path: Path) -> None:
    whole, file = dump([FULL, BARE]), tmp_path / "traces"
    for end in range(len(whole)):
        file.write_bytes(whole[:end])
        assert load(file) == {}, end


def test_a_file_scribbled_on_at_any_byte_counts_as_empty(tmp_path: Path) -> None:
    whole, file = dump([FULL]), tmp_path / "traces"
    for at in range(len(whole)):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert load(file) == {}, at


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"null", b"[[],[[]]]", b"[[[1]],[]]", b'[[],[["a"]]]', b"\xff", b"[" * 9]
)
def test_what_is_whole_but_no_traces_counts_as_empty(tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "traces"
    file.write_bytes(f"{engine()} {digest(body)}\n".encode() + body)
    assert load(file) == {}


def test_nothing_a_folder_and_text_count_as_empty(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text").write_text("hello", encoding="utf-8")
    (tmp_path / "binary").write_bytes(bytes(range(256)))
    assert [load(tmp_path / name) for name in ("none", "folder", "text", "binary")] == [{}] * 4


def test_the_traces_of_another_engine_count_as_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "traces"
    file.write_bytes(dump([FULL]))
    assert load(file) != {}
    monkeypatch.setattr(traces, "engine", lambda: "f" * 32)
    assert load(file) == {}


def test_the_engine_is_known_by_a_digest_that_stays_while_the_code_does() -> None:
    assert (len(engine()), engine()) == (32, engine.__wrapped__())


# --- why an output is stale ------------------------------------------------------------------


@pytest.fixture
def built(tmp_path: Path) -> tuple[Trace, str]:
    """A trace, and the file that it is of."""
    file = tmp_path / "index.html"
    file.write_bytes(b"home")
    reads = ((LATEST, "1"), (SETTING, "2"))
    return Trace("index.html", "Home()", reads, Links(), digest(b"home"), stamp=look(str(file))), str(file)


SAME = {LATEST: "1", SETTING: "2"}


def why(
    built: tuple[Trace, str], answers: dict[Question, str] | None = None, recipe: str = "Home()"
) -> str | None:
    return why_stale(recipe, built[0], (answers or SAME).__getitem__, built[1])


def test_what_nothing_has_changed_for_is_not_stale(built: tuple[Trace, str]) -> None:
    assert why(built) is None


def test_what_was_never_built_is_stale(built: tuple[Trace, str]) -> None:
    assert why_stale("Home()", None, SAME.__getitem__, built[1]) == "it has not been built"


def test_what_is_made_in_another_way_is_stale(built: tuple[Trace, str]) -> None:
    assert why(built, recipe="Archive(year=0, month=0)") == "it is made in another way now"


def test_the_first_question_with_another_answer_is_named(built: tuple[Trace, str]) -> None:
    assert why(built, {LATEST: "1", SETTING: "3"}) == "setting('title') has another answer now"
    assert why(built, {LATEST: "0", SETTING: "3"}) == "latest(6) has another answer now"


def test_a_question_that_the_engine_no_longer_knows_makes_stale(built: tuple[Trace, str]) -> None:
    assert why(built, {LATEST: "", SETTING: "2"}) == "latest(6) has another answer now"


def test_a_file_that_went_away_or_is_no_file_is_stale(built: tuple[Trace, str]) -> None:
    file = Path(built[1])
    file.unlink()
    assert why(built) == "its file is missing"
    file.mkdir()
    assert why(built) == "its file is missing"
    file.rmdir()
    (file.parent / "copy.html").write_bytes(b"home")
    file.symlink_to("copy.html")
    assert why(built) == "its file is missing"


@pytest.mark.parametrize("data", [b"mine", b"home!"])
def test_a_file_that_somebody_changed_is_stale(built: tuple[Trace, str], data: bytes) -> None:
    Path(built[1]).write_bytes(data)
    assert why(built) == "its file was changed by something else"


def test_a_file_changed_without_a_change_of_size_or_time_is_found_by_its_inode_or_ctime(
    built: tuple[Trace, str],
) -> None:
    stamp = built[0].stamp
    assert stamp is not None
    Path(built[1]).write_bytes(b"mine")
    os.utime(built[1], ns=(stamp.mtime_ns, stamp.mtime_ns))
    assert why(built) == "its file was changed by something else"


def test_a_file_that_was_only_touched_is_not_stale(built: tuple[Trace, str]) -> None:
    os.utime(built[1], ns=(1, 1))
    assert why(built) is None
    assert why((replace(built[0], stamp=None), built[1])) is None


def test_a_file_is_not_read_while_it_looks_as_it_did(
    built: tuple[Trace, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(traces, "_digest_of", lambda file: pytest.fail("it was read"))
    assert why(built) is None
