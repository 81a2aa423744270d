"""The shelf: what is kept comes back whole or not at all."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from gazette import shelf
from gazette.shelf import EMPTY, Shelf

ROWS = [("a", "1", b"value of a"), ("b", "2", b""), ("ü\n", "3", bytes(range(256)) * 20)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    Shelf(tmp_path / "state/shelf").put("post", ROWS)
    return tmp_path / "state/shelf"


def test_what_was_put_on_the_shelf_comes_back(file: Path) -> None:
    assert sorted(Shelf(file).all("post")) == sorted(ROWS)
    assert Shelf(file).get("post", "a", "1") == b"value of a"
    assert list(Shelf(file).all("prose")) == []


def test_a_value_made_from_something_else_is_not_there(file: Path) -> None:
    assert Shelf(file).get("post", "a", "2") is None
    assert Shelf(file).get("prose", "a", "1") is None


def test_a_value_takes_the_place_of_the_one_of_that_name_and_others_go(file: Path) -> None:
    Shelf(file).put("post", [("a", "9", b"new")], gone=["b"])
    assert sorted(Shelf(file).all("post")) == sorted([("a", "9", b"new"), ROWS[2]])


def test_the_values_of_another_engine_are_not_there(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "engine", lambda: "another")
    assert list(Shelf(file).all("post")) == []


def test_what_is_put_on_the_empty_shelf_is_not_kept() -> None:
    EMPTY.put("post", ROWS)
    assert list(EMPTY.all("post")) == []


def test_a_value_under_another_name_is_not_taken_for_it(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("update kept set name = 'c' where name = 'a'")
    connection.close()
    assert sorted(Shelf(file).all("post")) == sorted(ROWS[1:])


def test_a_file_scribbled_on_anywhere_gives_nothing_wrong(file: Path) -> None:
    whole = file.read_bytes()
    intact = set(ROWS)
    for at in range(0, len(whole), 37):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        assert set(Shelf(file).all("post")) <= intact, at
        found = Shelf(file).get("post", "a", "1")
        assert found in (None, b"value of a"), at


def test_a_file_cut_short_anywhere_gives_nothing_wrong_and_can_be_used_again(file: Path) -> None:
    whole = file.read_bytes()
    for end in range(0, len(whole), 509):
        file.write_bytes(whole[:end])
        assert set(Shelf(file).all("post")) <= set(ROWS), end
        Shelf(file).put("post", [("z", "1", b"last")])
        assert Shelf(file).get("post", "z", "1") == b"last", end


@pytest.mark.parametrize("content", [b"", b"hello", bytes(range(256)) * 64])
def test_what_is_no_shelf_counts_as_empty(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "shelf"
    file.write_bytes(content)
    assert list(Shelf(file).all("post")) == []
    Shelf(file).put("post", ROWS)
    assert sorted(Shelf(file).all("post")) == sorted(ROWS)


def test_a_shelf_of_another_make_is_replaced(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "shelf")
    connection.execute("create table kept (sort text)")
    connection.commit()
    connection.close()
    Shelf(tmp_path / "shelf").put("post", ROWS)
    assert sorted(Shelf(tmp_path / "shelf").all("post")) == sorted(ROWS)
