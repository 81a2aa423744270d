"""Traces: what was asked and answered comes back whole or not at all; and why an output is stale."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette import shelf, traces
from gazette.fingerprint import digest
from gazette.links import Links
from gazette.parts import Marks, in_order
from gazette.problems import Problem
from gazette.questions import Question
from gazette.stamps import Stamp, look
from gazette.traces import NONE, Read, Trace, Traces, keep, load, row_of, to_ask, why_stale
from tests.conftest import PROVE

LATEST, SETTING = Question("latest", (6,)), Question("setting", ("title",))

READ: dict[str, tuple[Read, ...]] = {
    "news/pay/index.html": (
        (LATEST, "a" * 32),
        (Question("target", ("content/news/pay.md", "“x”\n")), "b" * 32),
        (Question("zone"), ""),
    ),
    "index.html": ((LATEST, "a" * 32), (Question("named", ("page", None)), "d")),
}
ROWS = {output: row_of(output, reads) for output, reads in READ.items()}

FULL = Trace(
    "news/pay/index.html",
    "EntryPage(source='content/news/pay.md')",
    ROWS["news/pay/index.html"][1],
    ("\t\tlisted", "content/news/pay.md", "tag\tbezahlung"),
    Links(("index.html", "about/index.html#fees"), ("top", "বাংলা")),
    "c" * 32,
    datetime(2017, 7, 14, 17, 30, tzinfo=UTC),
    (Problem("heading-rank", "Said.", "content/news/pay.md", 3, 1, "read", "wanted", "hint", "warning"),),
    Stamp(10, 1_500_000_000_123_456_789, 2, 3),
)
BARE = Trace("index.html", "Home()", ROWS["index.html"][1], ("\t\tlisted", "2017\t7"), Links(), "e" * 32)

MARKS = {part: f"mark of {part}" for part in (*BARE.parts, *FULL.parts)}

SINCE = datetime(2017, 7, 14, 12, tzinfo=UTC)

KEPT = Traces({"index.html": BARE, "news/pay/index.html": FULL}, MARKS, SINCE)


def without_shelf(found: Traces) -> Traces:
    return replace(found, shelf=NONE.shelf)


@pytest.fixture(params=[1, traces.PIECE])
def file(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(traces, "PIECE", request.param)
    keep(tmp_path / "state/traces", KEPT, ROWS.values(), ())
    return tmp_path / "state/traces"


def test_traces_come_back_as_they_were_kept(file: Path) -> None:
    found = load(file)
    assert without_shelf(found) == KEPT
    assert list(found.of) == ["index.html", "news/pay/index.html"]
    assert {output: found.reads(output) for output in READ} == READ
    assert dict(found.every_read()) == READ


def test_the_same_traces_are_the_same_rows(file: Path, tmp_path: Path) -> None:
    keep(tmp_path / "again", load(file), ROWS.values(), ())
    for sort in (traces.HEAD, traces.SORT, traces.READS):
        rows = list(shelf.Shelf(file).all(sort))
        assert rows
        assert list(shelf.Shelf(tmp_path / "again").all(sort)) == rows


def test_traces_of_which_a_piece_is_missing_are_the_others(file: Path) -> None:
    pieces = [name for name, *_ in shelf.Shelf(file).all(traces.SORT)]
    shelf.Shelf(file).put(traces.SORT, (), pieces[-1:])
    assert load(file).of == dict(list(KEPT.of.items())[: len(pieces) - 1])


def test_who_is_ended_while_traces_are_written_leaves_the_old_or_the_new(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = Traces({"index.html": BARE, **{f"{n}.html": replace(BARE, output=f"{n}.html") for n in range(3)}},
                   MARKS | {"\t\tlisted": "another"}, SINCE)  # fmt: skip
    put, left, found = shelf.Shelf.put, 0, list[Any]()

    def ended(on: shelf.Shelf, *args: Any) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise KeyboardInterrupt
        put(on, *args)

    for first in range(9):
        keep(file, KEPT, (), ())
        left = first
        with monkeypatch.context() as patched, suppress(KeyboardInterrupt):
            patched.setattr(shelf.Shelf, "put", ended)
            keep(file, later, (), ())
        found.append(load(file).of)
    assert [of for of in found if of not in (KEPT.of, later.of)] == []
    assert (found[0], found[-1]) == (KEPT.of, later.of)


def test_of_fewer_traces_there_are_fewer_rows(file: Path) -> None:
    keep(file, replace(KEPT, of={"index.html": BARE}), (), ())
    assert load(file).of == {"index.html": BARE}
    assert len(shelf.Shelf(file).names(traces.SORT)) == 1


def test_no_traces_can_be_kept_too(tmp_path: Path) -> None:
    keep(tmp_path / "traces", NONE, (), ())
    assert without_shelf(load(tmp_path / "traces")) == NONE


PARTS = st.text(max_size=5)
TRACES = st.builds(
    Trace, st.text(min_size=1, max_size=8), st.text(max_size=8), st.text(max_size=4),
    st.lists(PARTS, max_size=4).map(in_order),
    st.builds(Links, st.lists(st.text(max_size=5)).map(tuple), st.lists(st.text(max_size=5)).map(tuple)),
    st.text(max_size=4), st.none() | st.datetimes(timezones=st.just(UTC)),
    st.just(()) | st.tuples(st.builds(Problem, st.text(max_size=5), st.text(max_size=5), line=st.integers())),
    st.none() | st.builds(Stamp, st.integers(0), st.integers(0), st.integers(0), st.integers(0)),
)  # fmt: skip


@given(st.lists(TRACES, max_size=4, unique_by=lambda trace: trace.output))
def test_any_traces_come_back(tmp_path_factory: pytest.TempPathFactory, found: list[Trace]) -> None:
    file = tmp_path_factory.getbasetemp() / "any-traces"
    marks = {part: f"{part}" for trace in found for part in trace.parts}
    kept = Traces({trace.output: trace for trace in found}, marks, SINCE)
    keep(file, kept, (), ())
    assert without_shelf(load(file)) == kept


QUESTIONS = st.builds(
    Question,
    st.text(max_size=5),
    st.lists(st.text(max_size=5) | st.integers() | st.none(), max_size=3).map(tuple),
)


@given(st.dictionaries(QUESTIONS, st.text(max_size=4), max_size=4).map(lambda reads: tuple(reads.items())))
def test_any_reads_come_back(tmp_path_factory: pytest.TempPathFactory, reads: tuple[Read, ...]) -> None:
    file = tmp_path_factory.getbasetemp() / "any-traces"
    row = row_of("index.html", reads)
    keep(file, replace(KEPT, of={"index.html": replace(BARE, asked=row[1])}), [row], ())
    assert load(file).reads("index.html") == reads


def sound(file: Path) -> bool:
    """Whether what the file gives is what was kept, or less of it."""
    found = load(file)
    told = (found.marks, found.since) in ((KEPT.marks, SINCE), ({}, None))
    return (
        told and found.of.items() <= KEPT.of.items() and all(found.reads(o) in (READ[o], None) for o in READ)
    )


def test_a_file_cut_short_anywhere_gives_what_was_kept_or_less(file: Path) -> None:
    whole = file.read_bytes()
    for end in range(0, len(whole), 17 if PROVE else 509):
        file.write_bytes(whole[:end])
        assert sound(file), end


def test_a_file_scribbled_on_anywhere_gives_what_was_kept_or_less(file: Path) -> None:
    whole = file.read_bytes()
    for at in range(0, len(whole), 7 if PROVE else 97):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        assert sound(file), at


def test_what_an_output_read_is_not_known_if_its_row_is_of_another_time(file: Path) -> None:
    another = row_of("index.html", READ["index.html"][:1])
    shelf.Shelf(file).put(traces.READS, [another])
    assert load(file).reads("index.html") is None
    assert dict(load(file).every_read()) == {"news/pay/index.html": READ["news/pay/index.html"]}


def test_nothing_a_folder_and_text_count_as_empty(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text").write_text("hello", encoding="utf-8")
    (tmp_path / "binary").write_bytes(bytes(range(256)))
    assert [load(tmp_path / name) for name in ("none", "folder", "text", "binary")] == [NONE] * 4


def test_the_traces_of_another_engine_count_as_empty(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "engine", lambda: "f" * 32)
    assert load(file) == NONE


def test_the_engine_is_known_by_a_digest_that_stays_while_the_code_does() -> None:
    assert (len(shelf.engine()), shelf.engine()) == (32, shelf.engine.__wrapped__())


# --- which outputs are asked about -----------------------------------------------------------


class Alike(Marks):
    """Marks of a Site of which one part, if any, is not as it was."""

    def __init__(self, other: str | None = None) -> None:
        self._other = other

    def __missing__(self, part: str) -> str:
        return MARKS[part] + " now" * (part == self._other)


@pytest.mark.parametrize(
    ("part", "wanted"),
    [
        (None, set()),
        ("\t\tlisted", {"index.html", "news/pay/index.html"}),
        ("tag\tbezahlung", {"news/pay/index.html"}),
        ("2017\t7", {"index.html"}),
        ("content/news/other.md", set()),
    ],
)
def test_an_output_is_asked_about_if_what_its_answers_were_made_from_has_changed(
    part: str | None, wanted: set[str]
) -> None:
    assert to_ask(KEPT, Alike(part), SINCE + timedelta(hours=1)) == wanted


def test_an_output_is_asked_about_when_the_time_comes_at_which_an_answer_may_change() -> None:
    until = FULL.until
    assert until is not None
    second = timedelta(seconds=1)
    times = (SINCE, until - second, until, until + second)
    assert [to_ask(KEPT, Alike(), now) for now in times] == [set(), set(), {FULL.output}, {FULL.output}]


def test_every_output_is_asked_about_if_the_clock_was_turned_back() -> None:
    assert to_ask(KEPT, Alike(), SINCE - timedelta(seconds=1)) == set(KEPT.of)


# --- why an output is stale ------------------------------------------------------------------


@pytest.fixture
def built(tmp_path: Path) -> tuple[Trace, str]:
    """A trace, and the file that it is of."""
    file = tmp_path / "index.html"
    file.write_bytes(b"home")
    return Trace("index.html", "Home()", "", (), Links(), digest(b"home"), stamp=look(str(file))), str(file)


READS = ((LATEST, "1"), (SETTING, "2"))
SAME = {LATEST: "1", SETTING: "2"}


def why(
    built: tuple[Trace, str], answers: dict[Question, str] | None = None, recipe: str = "Home()"
) -> str | None:
    return why_stale(recipe, built[0], READS, (answers or SAME).__getitem__, built[1], look(built[1]))


def test_what_nothing_has_changed_for_is_not_stale(built: tuple[Trace, str]) -> None:
    assert why(built) is None


def test_what_was_never_built_is_stale(built: tuple[Trace, str]) -> None:
    assert (
        why_stale("Home()", None, READS, SAME.__getitem__, built[1], look(built[1]))
        == "it has not been built"
    )


def test_what_is_made_in_another_way_is_stale(built: tuple[Trace, str]) -> None:
    assert why(built, recipe="Archive(year=0, month=0)") == "it is made in another way now"


def test_what_is_not_known_to_have_read_is_stale(built: tuple[Trace, str]) -> None:
    found = why_stale("Home()", built[0], None, SAME.__getitem__, built[1], look(built[1]))
    assert found == "it is not known what it was made from"


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
