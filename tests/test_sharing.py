"""Sharing: plain links that pass a page on, each with a text that fits where it goes."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.sharing import BLUESKY, LINK, MASTODON, SHORT, X, shares, text

URL = "https://anytown.example/news/strike-vote/"
TITLE = "Library staff vote 9 to 1 & walk out"
SUMMARY = "They ask for a rise: what is above inflation, and not a penny less."


def words(name: str, title: str = TITLE, summary: str = SUMMARY) -> str:
    """What a way to share puts into the message, as the reader's program will show it."""
    [address] = [way.address for way in shares(URL, title, summary) if way.name == name]
    if name == "Mastodon":
        return unquote(urlsplit(address).fragment.removeprefix("text="))
    asked = parse_qs(urlsplit(address).query.removeprefix("&"), strict_parsing=True)
    return (asked.get("text") or asked.get("body") or asked["u"])[0]


def test_each_way_says_what_fits_there() -> None:
    whole = f"{TITLE}\n\n{SUMMARY}\n\n{URL}"
    assert {way.name: words(way.name) for way in shares(URL, TITLE, SUMMARY)} == {
        "Email": f"{SUMMARY}\r\n\r\n{URL}\r\n",
        "WhatsApp": f"*{TITLE}*\n\n{SUMMARY}\n\n{URL}",
        "Text message": f"{TITLE} {URL}",
        "Mastodon": whole,
        "Bluesky": whole,
        "Facebook": URL,
        "X": TITLE,
    }


def test_a_letter_has_the_title_as_its_subject() -> None:
    letter = next(way.address for way in shares(URL, TITLE, SUMMARY) if way.name == "Email")
    assert parse_qs(urlsplit(letter).query)["subject"] == [TITLE]


def test_a_post_without_a_summary_sends_its_title() -> None:
    assert words("Email", summary="") == f"{TITLE}\r\n\r\n{URL}\r\n"
    assert words("WhatsApp", summary="") == f"*{TITLE}*\n\n{URL}"
    assert words("Bluesky", summary="") == f"{TITLE}\n\n{URL}"


@pytest.mark.parametrize(
    ("room", "shown"),
    [
        (200, f"{TITLE}\n\n{SUMMARY}"),
        (36 + 2 + len(SUMMARY), f"{TITLE}\n\n{SUMMARY}"),
        (36 + 2 + len(SUMMARY) - 1, f"{TITLE}\n\n{SUMMARY[:-6]}…"),
        (60, f"{TITLE}\n\nThey ask for a rise…"),
        (40, TITLE),
        (36, TITLE),
        (35, "Library staff vote 9 to 1 & walk…"),
    ],
)
def test_a_text_is_cut_after_a_whole_word(room: int, shown: str) -> None:
    assert text(TITLE, SUMMARY, room) == shown


def test_a_long_summary_fills_the_room_and_no_more() -> None:
    long = "word " * 300
    assert MASTODON - 6 <= len(words("Mastodon", summary=long)) - len(URL) + LINK <= MASTODON
    assert BLUESKY - 6 <= len(words("Bluesky", summary=long)) <= BLUESKY


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=400), st.text(max_size=900))
def test_no_text_is_longer_than_its_place_allows(title: str, summary: str) -> None:
    assert len(words("X", title, summary)) + 1 + LINK <= X
    assert len(words("Bluesky", title, summary)) <= BLUESKY
    assert len(words("Mastodon", title, summary)) - len(URL) + LINK <= MASTODON
    assert len(words("Text message", title, summary)) <= SHORT + 1 + len(URL)
