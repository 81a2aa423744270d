"""Drawings: SVG cut down to shapes, gradients and text; what could run or reach out is gone."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from gazette.drawings import copy, measure
from gazette.problems import Problem

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 60"'


def svg(inner: str, more: str = "") -> bytes:
    names = ' xmlns:xlink="http://www.w3.org/1999/xlink"' if "xlink:" in inner + more else ""
    return f"{OPEN}{names}{more}>{inner}</svg>".encode()


def cleaned(inner: str, more: str = "") -> str:
    """What is left within the drawing."""
    made = copy("a.svg", svg(inner, more))
    assert isinstance(made, bytes), made
    found = re.fullmatch(r"<svg [^>]*?(?:/>|>(.*)</svg>)", made.decode(), re.S)
    assert found is not None, made
    return found[1] or ""


def test_a_clean_drawing_stays_as_it_is_and_says_its_size() -> None:
    inner = (
        "<title>A picket</title><defs>"
        '<linearGradient id="g"><stop offset="0" stop-color="#a00"/></linearGradient>'
        '<clipPath id="c"><circle r="3"/></clipPath></defs>'
        '<g fill="url(#g)" clip-path="url(\'#c\')" class="x">'
        '<path d="M0 0L9 9z"/><use href="#g"/><text x="1" y="2">Save <tspan>our</tspan> library</text></g>'
    )
    assert copy("a.svg", svg(inner)) == f'{OPEN} width="120" height="60">{inner}</svg>'.encode()


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        "<script href='https://evil.example/x.js'/>",
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml' onclick='alert(1)'>x</p></foreignObject>",
        "<style>@import url(https://evil.example/x.css)</style>",
        "<image href='https://evil.example/x.png'/>",
        "<image href='data:image/svg+xml,x'/>",
        "<feImage href='https://evil.example/x.png'/>",
        "<a href='javascript:alert(1)'><rect/></a>",
        "<animate attributeName='href' to='javascript:alert(1)'/>",
        "<set attributeName='onload' to='alert(1)'/>",
        "<iframe xmlns='http://www.w3.org/1999/xhtml' src='https://evil.example'/>",
        "<handler type='text/javascript'>alert(1)</handler>",
        "<metadata>made by Jo at home</metadata>",
        "<!-- by Jo -->",
        "<?xml-stylesheet href='https://evil.example/x.css'?>",
        "<SCRIPT>alert(1)</SCRIPT>",
        "<x:script xmlns:x='http://www.w3.org/2000/svg'>alert(1)</x:script>",
    ],
)
def test_an_element_that_is_not_known_to_be_harmless_goes_with_all_that_is_in_it(inner: str) -> None:
    assert cleaned(f"<rect/>{inner}<circle/>") == "<rect/><circle/>"


@pytest.mark.parametrize(
    "attribute",
    [
        "onload='alert(1)'", "onclick='alert(1)'", "ONLOAD='alert(1)'", "href='https://evil.example/x.svg#a'",
        "xlink:href='https://evil.example/x.svg#a'", "href='data:image/svg+xml,x'",
        "href='javascript:alert(1)'",
        "fill='url(https://evil.example/x.svg#a)'", "filter='url( &quot;//evil.example/x&quot; )'",
        "fill='URL(\"data:x\")'", "fill='u\\72l(https://evil.example)'",
        "style='background:url(//evil.example/x)'",
        "style='background-image:image-set(\"https://evil.example/x.png\" 1x)'",
        "style='behavior:script:x'", "style='@import \"//evil.example\"'", "mask='url(other.svg#m)'",
        "xml:base='https://evil.example/'", "xlink:actuate='onLoad'", "xml:space='preserve'",
    ],
)  # fmt: skip
def test_an_attribute_that_runs_or_reaches_out_goes(attribute: str) -> None:
    assert cleaned(f"<rect width='1' {attribute}/>") == '<rect width="1"/>'
    assert "evil" not in str(copy("a.svg", svg("<rect/>", f" {attribute}")))


@pytest.mark.parametrize(
    "attribute", ["href='#a'", "fill='url(#a)'", "style='fill:#a00;opacity:.5'", "aria-label='x'"]
)
def test_an_attribute_that_stays_within_stays(attribute: str) -> None:
    assert cleaned(f"<use {attribute}/>") == f"<use {attribute}/>".replace("'", '"')


def test_an_old_way_to_point_within_the_drawing_stays_too() -> None:
    assert 'xlink:href="#a"' in cleaned("<use xlink:href='#a'/>")


def test_words_behind_what_is_taken_out_stay() -> None:
    assert (
        cleaned("<text>Save <font>x</font> our <!-- y -->library</text>") == "<text>Save  our library</text>"
    )


@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE svg [<!ENTITY x "y">]>',
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE svg [<!ENTITY % x SYSTEM "https://evil.example/x.dtd"> %x;]>',
        '<!DOCTYPE svg [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>',
    ],
)
def test_a_drawing_that_declares_entities_is_refused(before: str) -> None:
    data = before.encode() + svg("<text>a</text>")
    assert (copy("a.svg", data), measure("a.svg", data)) == (UNREADABLE, UNREADABLE)


@pytest.mark.parametrize(
    "before",
    [
        '<?xml version="1.0" encoding="UTF-8"?><?xml-stylesheet href="https://evil.example/x.css"?>',
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
        '<!DOCTYPE svg [<!ATTLIST svg onload CDATA "alert(1)">]>',
        "\ufeff",
    ],
)
def test_what_stands_before_the_drawing_does_not_come_along(before: str) -> None:
    assert (
        copy("a.svg", before.encode() + svg("<rect/>"))
        == f'{OPEN} width="120" height="60"><rect/></svg>'.encode()
    )


UNREADABLE = Problem(
    "picture-unreadable", "The drawing cannot be read as SVG.", "a.svg",
    wanted="SVG without a DOCTYPE that declares entities",
    hint="open it in a drawing program and save it again as plain SVG",
)  # fmt: skip
SIZELESS = Problem(
    "picture-sizeless", "The drawing does not say how large it is.", "a.svg",
    wanted="width and height, or a viewBox, on its first element",
    hint='write <svg … viewBox="0 0 1200 675">',
)  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xd8", b"<html/>", b"<svg/>", b'<svg xmlns="http://www.w3.org/2000/svg">', svg("<rect>"),
    svg("&x;"),
     b"x" * 100, svg("<g>" * 400 + "</g>" * 400)],
)  # fmt: skip
def test_what_is_no_drawing_is_refused(data: bytes) -> None:
    assert (copy("a.svg", data), measure("a.svg", data)) == (UNREADABLE, UNREADABLE)


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('width="30" height="20"', (30, 20)), ('width="30px" height=" 20.4 "', (30, 20)),
        ('width=".4" height="9"', (1, 9)), ('width="100%" height="100%" viewBox="0 0 300 150"', (300, 150)),
        ('width="210mm" height="297mm" viewBox="0,0,210,297"', (210, 297)), ('viewBox="-5 -5 10.6 10"', (11,
         10)),
        ("", SIZELESS), ('width="30"', SIZELESS), ('viewBox="0 0 0 10"', SIZELESS),
        ('viewBox="0 0 10"', SIZELESS),
        ('viewBox="0 0 nan 10"', SIZELESS), ('viewBox="0 0 1e99 10"', SIZELESS),
        ('viewBox="a b c d"', SIZELESS),
        ('width="0" height="10"', SIZELESS),
    ],
)  # fmt: skip
def test_the_size_is_read_from_the_first_element(
    attributes: str, expected: tuple[int, int] | Problem
) -> None:
    data = f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}><rect/></svg>'.encode()
    assert measure("a.svg", data) == expected
    made = copy("a.svg", data)
    if isinstance(expected, Problem):
        assert made == expected
    else:
        assert isinstance(made, bytes)
        root = etree.fromstring(made)
        assert (root.get("width"), root.get("height")) == tuple(map(str, expected))


def test_cleaning_twice_changes_nothing() -> None:
    once = copy("a.svg", svg("<g fill='url(#a)' onload='x'><script/>text</g>"))
    assert isinstance(once, bytes)
    assert copy("a.svg", once) == once
