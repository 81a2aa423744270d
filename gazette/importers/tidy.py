"""Tidying: the HTML of an old site as HTML that a body of the hub may hold, and what was lost.

Links lead to the files of the hub, pictures to copies beside the post. What leads nowhere keeps its
words; nothing goes without being named.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from gazette.allowlist import ATTRIBUTES, TAGS
from gazette.importers.files import Tidied, anchor, link_instead, media
from gazette.importers.leads import links
from gazette.importers.lookup import Lookup, split

_DYNAMIC = re.compile(r"<!--\s*wp:(?P<name>[\w/-]+)\s*(?P<given>\{(?:(?!-->).)*\})?\s*/-->", re.S)
_REF = re.compile(r'"ref"\s*:\s*(\d+)')
_GONE = ("script", "style", "noscript", "template", "svg", "math", "canvas")
_FORM = ("form", "input", "select", "textarea", "button", "option", "label", "fieldset")
_FRAMES = ("iframe", "embed", "object", "frame")
_HOLDERS = ("div", "section", "article", "main", "header", "footer", "aside", "center", "nav", "address")
_LONE = re.compile(r"https?://\S+")


def expanded(html: str, lookup: Lookup, note: Callable[[str], None], depth: int = 0) -> str:
    """The text of the block editor with its reusable blocks in their places; others made anew for
    each visitor are named."""

    def one(found: re.Match[str]) -> str:
        number = _REF.search(found["given"] or "")
        if found["name"] == "block" and number and number[1] in lookup.blocks and depth < 5:
            return expanded(lookup.blocks[number[1]], lookup, note, depth + 1)
        if found["name"] not in ("spacer", "separator", "more", "nextpage"):
            note(f"the block “{found['name']}”, which WordPress fills for each visitor, was left out")
        return ""

    return _DYNAMIC.sub(one, html)


def tidy(html: str, folder: str, beside: str, lookup: Lookup, made: Tidied) -> str:
    """The tidy HTML of the body of a post in `folder` whose files go into `beside`."""
    soup = BeautifulSoup(f"<body>{html}</body>", "lxml")
    body = soup.body
    if body is None:
        return ""
    for text in body.find_all(string=lambda s: isinstance(s, PreformattedString)):
        text.extract()  # comments, and what only a parser of XML would read
    _take_out(body, made)
    _frames(soup, body, made)
    media(soup, body, beside, lookup, made)
    links(body, folder, beside, lookup, made)
    _plain(soup, body)
    return body.decode_contents().strip()


def _take_out(body: Tag, made: Tidied) -> None:
    for element in body.find_all(_GONE):
        if element.name in ("script", "style") and element.get_text().strip():
            made.note(f"a <{element.name}> was left out")
        elif element.name in ("svg", "math", "canvas"):
            made.note(f"a <{element.name}> drawn within the text was left out")
        element.decompose()
    forms = body.find_all("form")
    for element in forms:
        made.note("a form was left out")
        element.decompose()
    for element in body.find_all(_FORM):
        if element.decomposed:
            continue
        if element.name in ("input", "select", "textarea"):
            made.note("a field to fill in was left out")
            element.decompose()
        else:
            element.unwrap()


def _frames(soup: BeautifulSoup, body: Tag, made: Tidied) -> None:
    """What another site would show within the page becomes a link to it."""
    for frame in body.find_all(_FRAMES):
        if frame.decomposed or frame.find_parent(_FRAMES):
            continue
        inner = frame.find("embed", src=True)
        address = str(frame.get("src") or frame.get("data") or (inner["src"] if inner else ""))
        address = f"https:{address}" if address.startswith("//") else address
        if address.startswith(("http://", "https://")):
            words = str(frame.get("title") or "") or address
            made.note(f"what {split(address).hostname} showed within the page is a link now")
            link_instead(soup, frame, address, words)
        else:
            made.note(f"a <{frame.name}> without an address was left out")
            frame.decompose()
    for figure in body.find_all("figure", class_=re.compile("wp-block-embed")):
        words = " ".join(figure.get_text(" ").split())
        if found := _LONE.match(words):
            rest = words[found.end() :].strip()
            link = link_instead(soup, figure, found[0], found[0])
            if rest:
                link.insert_after(soup.new_string(f" {rest}"))
    for paragraph in body.find_all("p"):
        words = paragraph.get_text().strip()
        if _LONE.fullmatch(words) and not paragraph.find(True):
            paragraph.clear()
            paragraph.append(anchor(soup, words, words))


def _plain(soup: BeautifulSoup, body: Tag) -> None:
    """Leave only elements and attributes that a body may hold."""
    for element in body.find_all("h1"):
        element.name = "h2"
    for element in body.find_all(["strike", "tt", "acronym", "big"]):
        element.name = {"strike": "s", "tt": "code", "acronym": "abbr", "big": "span"}[element.name]
    for element in list(body.find_all(True)):
        if element.name in _HOLDERS or element.name not in TAGS:
            _unwrap(soup, element)
            continue
        allowed = ATTRIBUTES.get(element.name, set()) | {"lang", "dir", "id", "decorative"}
        element.attrs = {n: v for n, v in element.attrs.items() if n in allowed}
        if element.name == "span" and not element.attrs:
            element.unwrap()
    for element in list(
        body.find_all(["p", "h2", "h3", "h4", "h5", "h6", "figure", "li", "strong", "em", "b", "i"])
    ):
        if not element.get_text().strip("\xa0 \n\t\u200b") and not element.find(
            ["img", "audio", "video", "span", "hr"]
        ):
            element.replace_with(" ") if element.name in ("strong", "em", "b", "i") else element.decompose()
    for figure in body.find_all("figure"):
        if figure.find("figcaption") is None:
            _unwrap(soup, figure)


def _unwrap(soup: BeautifulSoup, element: Tag) -> None:
    """Take an element away and leave what is in it; words alone become a paragraph."""
    block = element.name in (*_HOLDERS, "figure")
    loose = [c for c in element.children if not (isinstance(c, Tag) and c.name in _BLOCK)]
    if (
        block
        and any(str(c).strip() for c in loose)
        and element.find_parent(["p", "li", "td", "th", "a"]) is None
    ):
        run: list[Tag | NavigableString] = []
        for child in [*list(element.children), None]:
            if child is not None and not (isinstance(child, Tag) and child.name in _BLOCK):
                run.append(child)  # type: ignore[arg-type]
                continue
            if any(str(one).strip() for one in run):
                paragraph = soup.new_tag("p")
                run[0].insert_before(paragraph)
                for one in run:
                    paragraph.append(one)
            run = []
    elif block:
        element.insert_before(" ")
        element.insert_after(" ")
    element.unwrap()


_BLOCK = frozenset(
    "p div ul ol dl table blockquote pre figure h1 h2 h3 h4 h5 h6 hr details section article aside header"
    " footer main center nav address audio video".split()
)
