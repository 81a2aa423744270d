"""What was meant by a word that is not known: found among few, and found without long looking among many."""

from __future__ import annotations

import difflib

import pytest

from gazette import problems
from gazette.problems import MOST_COMPARED, nearest

MANY = [f"/news/{n * 7919 % 10_007:05}-strike-at-the-depot/" for n in range(10_000)]


@pytest.mark.parametrize(
    ("word", "meant"),
    [("abuot", "about"), ("ABOUT", "About us"), ("fees", "Fees"), ("quite another", ""), ("", "")],
)
def test_of_a_few_words_the_most_like_one_is_meant(word: str, meant: str) -> None:
    known = ["contact", "Fees", "About us"] if meant != "about" else ["contact", "about", "Fees"]
    assert nearest(word, known) == meant


def test_of_two_that_differ_in_capitals_the_first_is_meant() -> None:
    assert nearest("fee", ["Fees", "FEES"]) == "Fees"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/news/00007-strike-at-the-deppot/", "/news/00007-strike-at-the-depot/"),
        ("/nwes/09999-strike-at-the-depot/", "/news/09999-strike-at-the-depot/"),
        ("/news/5005-strike-at-the-depot/", "/news/05005-strike-at-the-depot/"),
    ],
)
def test_of_very_many_words_few_are_compared_and_the_one_is_among_them(
    typed: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[int] = []
    real = difflib.get_close_matches

    def counted(word: str, words: list[str], n: int, cutoff: float) -> list[str]:
        compared.append(len(words))
        return real(word, words, n, cutoff)

    monkeypatch.setattr(difflib, "get_close_matches", counted)
    assert nearest(typed, MANY) == meant
    assert max(compared) <= MOST_COMPARED
    assert problems.nearest("nothing like it at all", MANY) == ""
