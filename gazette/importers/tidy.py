"""Tidying: the HTML of an old site as HTML that a body of the hub may hold, and what was lost.

Links lead to the files of the hub, pictures to copies beside the post. What leads nowhere keeps its
words; nothing goes without being named.
"""

from __future__ import annotations

import re
from contextlib import suppress
from html import escape
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from bs4.element import PreformattedString, Tag

from gazette.importers.files import Tidied, anchor, link_instead, media
from gazette.importers.leads import links
from gazette.importers.lookup import Lookup, split
from gazette.importers.plain import plain

DEEPEST = 100
"""How deep elements may stand in one another."""

_BEHIND = re.compile(r"background(?:-image)?\s*:[^;]*url\(\s*[\"']?([^\"')]+)")
_RELATIVE = re.compile(r"^(?!$|[#?/]|[a-zA-Z][a-zA-Z0-9+.-]*:)")
_LATE = {"data-src", "data-lazy-src"}
_GONE = ("script", "style", "template", "svg", "math", "canvas")
_FORM = ("form", "input", "select", "textarea", "button", "option", "label", "fieldset")
_FRAMES = ("iframe", "embed", "object", "frame")
_LONE = re.compile(r"https?://\S+")


def tidy(html: str, folder: str, beside: str, lookup: Lookup, made: Tidied, page: str = "") -> str:
    """The tidy HTML of the body of a post in `folder` whose files go into `beside`; it was shown at the
    address `page`."""
    soup = BeautifulSoup(f"<body>{html}</body>", "lxml")
    body = soup.body
    if body is None:
        return ""
    if _depth(body) > DEEPEST:
        made.note("its text was nested deeper than any person writes: its words stay, and nothing else of it")
        lines = body.get_text("\n").split("\n")
        return "".join(f"<p>{escape(line)}</p>" for line in lines if line.strip())
    for text in body.find_all(string=lambda s: isinstance(s, PreformattedString)):
        text.extract()  # comments, and what only a parser of XML would read
    _whole(body, page)
    _signs(body)
    _without_scripts(body)
    _take_out(body, made)
    _frames(soup, body, made)
    _spaced(soup, body)
    _galleries(body)
    _headed(body)
    media(soup, body, beside, lookup, made)
    links(body, folder, beside, lookup, made)
    plain(soup, body, lookup, made)
    return body.decode_contents().strip()


def _depth(body: Tag) -> int:
    """How deep the elements of a body stand in one another, found without standing in any of them."""
    deepest, waiting = 0, [(body, 0)]
    while waiting:
        element, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += ((child, depth + 1) for child in element.children if isinstance(child, Tag))
    return deepest


def _whole(body: Tag, page: str) -> None:
    """Let every address begin at the root of its site: where the page of a text was says nothing here."""
    for name in ("href", "src"):
        for element in body.find_all(True, attrs={name: _RELATIVE}):
            with suppress(ValueError):  # no address at all
                element[name] = urljoin(page or "/", str(element[name]))


def _signs(body: Tag) -> None:
    """Put back the signs that WordPress shows as small pictures."""
    for picture in body.find_all("img", class_=re.compile(r"(^|\s)(emoji|wp-smiley)(\s|$)")):
        if alt := str(picture.get("alt") or ""):
            picture.replace_with(alt)


def _spaced(soup: BeautifulSoup, body: Tag) -> None:
    """Part what only a style keeps apart, and let plain text that is kept as it is be code."""
    for link in body.find_all("a"):
        if isinstance(link.next_sibling, Tag) and link.next_sibling.name == "a":
            link.insert_after(" ")
    for kept in body.find_all("pre"):
        if not kept.find(True) and "wp-block-verse" not in kept.get_attribute_list("class"):
            code = soup.new_tag("code")
            code.string = kept.get_text()
            kept.clear()
            kept.append(code)


def _galleries(body: Tag) -> None:
    """Let the pictures of a gallery stand one below the other, each with its own words."""
    for gallery in body.find_all(class_=re.compile(r"(^|\s)(wp-block-gallery|blocks-gallery-grid)(\s|$)")):
        if gallery.parent is None:
            continue  # it stood in another, and went with it
        for element in gallery.find_all(["ul", "li"]):
            element.unwrap()
        for child in gallery.find_all("figcaption", recursive=False):
            child.name = "p"
        gallery.unwrap()


def _headed(body: Tag) -> None:
    """Let a first row in which every word is bold be the heads of a table that has none."""
    for table in body.find_all("table"):
        row = table.find("tr")
        if not isinstance(row, Tag) or table.find("th") is not None:
            continue
        cells = row.find_all("td", recursive=False)
        bold = [cell.find_all(["strong", "b"], recursive=False) for cell in cells]
        if cells and all(
            len(found) == 1 and found[0].get_text().strip() == cell.get_text().strip() != ""
            for cell, found in zip(cells, bold, strict=True)
        ):
            for cell, found in zip(cells, bold, strict=True):
                cell.name = "th"
                found[0].unwrap()


def _without_scripts(body: Tag) -> None:
    """Show what only those browsers see that run no scripts, in place of what scripts would fill."""
    for element in body.find_all("noscript"):
        for _ in element.find_all("img"):
            late = element.find_previous("img")
            if late is not None and _LATE & set(late.attrs) | {str(late.get("src"))[:5]} & {"data:"}:
                late.decompose()
        element.unwrap()


def _take_out(body: Tag, made: Tidied) -> None:
    for element in body.find_all(style=_BEHIND):
        if found := _BEHIND.search(str(element["style"])):
            made.note(f"the picture {found[1]}, which stood behind words, was left out")
    for player in body.find_all("video", poster=True):
        made.note(f"the picture {player['poster']}, which stood for a recording, was left out")
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
        caption = figure.find("figcaption")
        below = caption.extract() if isinstance(caption, Tag) else None
        words = " ".join(figure.get_text(" ").split())
        if _LONE.fullmatch(words):
            shown = anchor(soup, words, words)
            figure.clear()
            figure.append(shown)
        if below is not None:
            figure.append(below)
        elif _LONE.fullmatch(words):
            figure.name = "p"
    for paragraph in body.find_all("p"):
        words = paragraph.get_text().strip()
        if _LONE.fullmatch(words) and not paragraph.find(True):
            paragraph.clear()
            paragraph.append(anchor(soup, words, words))
