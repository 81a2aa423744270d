"""Leaflets: the QR code of a page."""

from __future__ import annotations

import re

from lxml import etree

from gazette.leaflets import qr

ADDRESS = "https://anytown.example/events/march/?a=1&b=2"


def test_the_code_is_a_picture_without_styles_that_says_what_it_is() -> None:
    svg = etree.fromstring(str(qr(ADDRESS)))
    assert svg.tag == "svg"
    assert svg.get("role") == "img"
    assert svg.get("class") == "qr"
    assert svg.findtext("title") == f"QR code: {ADDRESS}"
    assert not re.search(r"style|width=|height=", str(qr(ADDRESS)))


def test_another_address_is_another_code_and_the_same_the_same() -> None:
    assert qr(ADDRESS) == qr(ADDRESS)
    path = re.compile(r' d="([^"]+)"')
    assert path.findall(qr(ADDRESS)) != path.findall(qr(ADDRESS + "3"))
