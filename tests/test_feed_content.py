"""The content of an item: whatever a body holds, readers get HTML that they can show and nothing else."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.feeds.channel import plain
from gazette.feeds.content import clean
from tests.checks.feed_files import form_of, read
from tests.checks.feed_readers import misreadings
from tests.checks.feeds import looked_into, offences
from tests.feed_hub import feeds_in
from tests.hub import SETTINGS, built, post, small_hub

PAGE = "https://unions.example/hub/news/full/"

PIECES = st.sampled_from(
    """<script>alert(1)</script>|<style>p{}</style>|<iframe src="x">|<form action="/x"><input></form>|<object>
    |<p class="a" style="b" onclick="c" id="d">|<img src="a.png" loading="lazy" srcset="b 2x" alt="&lt;">|<img>
    |<a href="javascript:x">|<a href=" jav&#x09;ascript:x">|<a href="//other.example/">|<a href="/x?a=b&c">
    |<a href="#fn">|<a href="http://[">|<svg onload=x>|<math>|<video poster="p.png" src=v.mp4 autoplay>|<q cite=../z>
    |<picture><source srcset="a.webp"><img src="/b.jpg" width="3"></picture>|<!-- c -->|<![CDATA[x]]>|]]>|<?php x?>
    |</p>|</div>|<b>|</table>|<td>|&nbsp;|&#0;|&#xD800;|&amp;amp;|"|'|<|>|&|<base href="https://x.example/">|<details>
    |<noscript><p title="</noscript><img src=x onerror=y>">|<template><p>|<xmp>|<plaintext>""".replace("\n    ", "").split("|")
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=8), max_size=12).map("".join))
def test_whatever_stands_in_the_html_it_comes_out_clean_whole_and_fit_for_xml(html: str) -> None:
    made = clean(html, PAGE)
    seen = looked_into(made)
    assert (seen.banned, seen.relative) == ([], [])
    assert "]]>" not in made
    escaped = made.replace("&", "&amp;").replace("<", "&lt;")
    assert (ElementTree.fromstring(f"<x>{escaped}</x>").text or "") == made.replace("\r\n", "\n").replace(
        "\r", "\n"
    )
    assert clean(made, "https://elsewhere.example/") == made


def test_the_check_of_what_comes_out_sees_what_should_not() -> None:
    assert looked_into("<script>x</script>").banned == ["<script>"]
    assert looked_into('<a href="/x">').relative == ["<a> is relative: /x"]


def test_a_picture_that_is_held_back_goes_and_its_words_stay() -> None:
    html = '<p>A <img alt="a" src="/a.png"> b <img src="/b.png" alt=""> <video src="/a.png" poster="/a.png"></video></p>'
    made = clean(html, PAGE, frozenset({"https://unions.example/a.png"}))
    assert made == '<p>A  b <img src="https://unions.example/b.png" alt=""> <video></video></p>'


@pytest.mark.parametrize("text", ["", "plain", "é🚩\t\n", "\u2028\u200f"])
def test_text_that_xml_can_hold_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_a_sign_that_xml_cannot_hold_is_replaced(sign: str) -> None:
    assert plain(f"a{sign}b") == "a\ufffdb"


SIGNS = "]]> & < > \" ' é 🚩 \u00a0 اتحاد 5<6 R&D #1 % \\ | ~ <3 :-) &c. {{x}} 100%".split(" ")
"""Words for titles and names: everything but what looks like HTML."""


def test_feeds_of_posts_full_of_odd_signs_are_read_by_all_as_they_were_written(tmp_path: Path) -> None:
    chance = random.Random(7)

    def words(most: int) -> str:
        return " ".join(chance.choices([*SIGNS, "pay", "strike"], k=chance.randint(1, most))) + " x"

    titles = {n: f"{n} {words(6)}" for n in range(40)}
    posts = {
        f"content/news/n{n}.md": post(
            json.dumps(title, ensure_ascii=False),
            f"{words(9)}\n\n**{words(3)}** `{words(4)}`\n",
            date=f"2017-06-{n % 28 + 1:02}",
            authors=json.dumps([words(3)], ensure_ascii=False),
            tags=json.dumps([f"pay {n % 3}"]),
            summary=json.dumps(words(8), ensure_ascii=False),
        )
        for n, title in titles.items()
    }
    settings = SETTINGS.replace("count = 3", "count = 50").replace("Anytown T", "R&D ]]> “T")
    hub = small_hub(tmp_path, {**posts, "content/site.toml": settings})
    assert built(hub).problems == ()
    now = datetime(2017, 7, 14, 11, tzinfo=UTC)
    for path, data in feeds_in(tmp_path / "site").items():
        found = offences(data, f"https://anytown.example/{path}", now) + misreadings(data, form_of(path))
        assert (path, found) == (path, [])
    for path in ("feed.xml", "atom.xml", "feed.json"):
        feed = read((tmp_path / "site" / path).read_bytes(), form_of(path))
        assert {item.title for item in feed.items} == set(titles.values())
