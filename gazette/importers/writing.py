"""Writing: clean HTML as Markdown that a person would be glad to edit, and that says the same.

What was written is printed again and compared: its words, where its links lead and which pictures it
shows. A block of which Markdown would say something else stays as clean HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import unquote

import nh3
from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from gazette.allowlist import ATTRIBUTES, TAGS
from gazette.importers.dialect import BLOCKS, CONVERTER
from gazette.links import SCHEMES, Target
from gazette.problems import errors
from gazette.prose import printer

_FOLDED = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "‚": "'",
        "–": "-",
        "—": "-",
        "\xa0": " ",
    }
)
"""Typographic signs that the hub sets by itself, as the plain ones that they stand for."""


@dataclass(frozen=True, slots=True)
class Written:
    """A body as Markdown; whether it says what the HTML said; and how many blocks stayed HTML."""

    markdown: str
    faithful: bool
    kept: int = 0


def write(html: str, language: str) -> Written:
    """The Markdown of a body of clean HTML."""
    wanted = said(html)
    soup = BeautifulSoup(f"<body>{html}</body>", "lxml")
    body = soup.body
    if body is None or not html.strip():
        return Written("", True)
    blocks = list(_blocks(body))
    texts = [_converted(block) for block in blocks]
    whole = _joined(texts)
    if said(printed(whole, language)) == wanted:
        return Written(whole, True)
    raw = 0
    for number, block in enumerate(blocks):
        source = "".join(map(_markup, block))
        if said(printed(texts[number], language)) != said(source):
            texts[number], raw = _kept(source), raw + 1
    whole = _joined(texts)
    if said(printed(whole, language)) == wanted:
        return Written(whole, True, raw)
    whole = _joined([_kept("".join(map(_markup, block))) for block in blocks])
    return Written(whole, said(printed(whole, language)) == wanted, len(blocks))


Said = tuple[str, tuple[str, ...]]


def said(html: str) -> Said:
    """What a piece of HTML says: its words with plain signs, and in which elements, in their order."""
    words: list[str] = []
    marks: list[str] = []
    _hear(BeautifulSoup(html, "lxml"), words, marks)
    plain = re.sub(r"\s+", "", "".join(words).translate(_FOLDED).replace("…", "..."))
    return re.sub("-+", "-", plain), tuple(marks)


_PRE = re.compile(r"<pre\b.*?</pre>", re.S)
_WITH_LANGUAGE = ("p", "h2", "h3", "h4", "h5", "h6")
_HEARD = frozenset("h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote table tr td th pre strong em code hr".split())
_HEARD_OF = ("alt", "cite", "datetime", "dir", "lang", "reversed", "start", "title", "type", "value")
_SAME = {"b": "strong", "i": "em"}


def _hear(element: Tag, words: list[str], marks: list[str]) -> None:
    for child in element.children:
        if isinstance(child, Tag):
            name = _SAME.get(child.name, child.name)
            leads = str(child.get("href") or child.get("src") or "")
            if leads:
                marks.append(f"{name} {unquote(leads)}")
            elif name in _HEARD:
                marks.append(name)
            marks += (
                f"{attribute}={' '.join(str(child[attribute]).translate(_FOLDED).split())}"
                for attribute in _HEARD_OF
                if child.get(attribute) is not None and (attribute, child[attribute]) != ("start", "1")
            )
            if name == "pre":
                marks.append(child.get_text().strip("\n"))
            _hear(child, words, marks)
            if name in ("ul", "ol", "blockquote"):
                marks.append(f"/{name}")
        elif type(child) is NavigableString:
            words.append(str(child))


def printed(markdown: str, language: str) -> str:
    """The body as the hub would print it, its links as they are written."""
    made = printer(language).prose(markdown, 1, "import", lambda link: Target(link or "#"), lambda file: None)
    return made.html


def is_printed(markdown: str, language: str) -> bool:
    """Whether the hub can print a body at all."""
    made = printer(language).prose(markdown, 1, "import", lambda link: Target(link or "#"), lambda file: None)
    return not errors(made.problems)


def _joined(texts: list[str]) -> str:
    return "\n\n".join(text for text in texts if text.strip()).strip() + "\n"


def _blocks(body: Tag) -> Iterator[list[Any]]:
    """The body's blocks; words that stand between two of them are one too."""
    loose: list[Any] = []
    for child in body.children:
        if isinstance(child, Tag) and child.name in BLOCKS:
            if any(str(one).strip() for one in loose):
                yield loose
            loose = []
            yield [child]
        else:
            loose.append(child)
    if any(str(one).strip() for one in loose):
        yield loose


def _markup(node: Any) -> str:
    return escape(str(node), quote=False) if type(node) is NavigableString else str(node)


def _kept(source: str) -> str:
    """A block as HTML that a body may hold; a bare one stands in a paragraph."""
    clean = nh3.clean(
        source, tags=set(TAGS), attributes={**ATTRIBUTES, "img": ATTRIBUTES["img"] | {"decorative"}},
        link_rel=None, url_schemes=set(SCHEMES),
    )  # fmt: skip
    clean = _PRE.sub(lambda pre: re.sub(r"\n(?=[ \t]*\n)", "&#10;", pre[0]), clean)
    clean = re.sub(r"\n\s*\n", "\n", clean.replace('decorative=""', "decorative").strip())
    # A line that looks like a heading would be taken for one, even by those who only count them.
    clean = re.sub(r"(?m)^(\s*)([#=])", lambda sign: f"{sign[1]}&#{ord(sign[2])};", clean)
    clean = clean.replace("[^", "&#91;^")  # the mark of a footnote
    return clean if re.match(rf"<({'|'.join(BLOCKS)})\b", clean) else f"<p>{clean}</p>"


def _converted(block: list[Any]) -> str:
    if not _is_block(block):
        return CONVERTER.convert(f"<p>{''.join(map(_markup, block))}</p>").strip("\n")
    if _is_html_only(block[0]):
        return _kept(str(block[0]))
    made: str = CONVERTER.process_tag(block[0], parent_tags=set())  # type: ignore[attr-defined]
    return made.strip("\n")


def _is_block(block: list[Any]) -> bool:
    return len(block) == 1 and isinstance(block[0], Tag) and block[0].name in BLOCKS


def _is_html_only(block: Tag) -> bool:
    """Whether Markdown has no way to say this."""
    if block.name in ("figure", "details", "audio", "video", "section"):
        return True
    turned = [e for e in block.find_all(True) if (e.get("lang") or e.get("dir")) and e.name != "span"]
    counted = [
        e for e in (block, *block.find_all(["ol", "li"])) if {"type", "reversed", "value"} & set(e.attrs)
    ]
    if turned or counted or (block.name not in _WITH_LANGUAGE and (block.get("lang") or block.get("dir"))):
        return True
    if block.name != "table":
        return False
    heads = block.find_all("th")
    spans = any(cell.get("colspan") or cell.get("rowspan") for cell in block.find_all(["td", "th"]))
    nested = block.find_all(["p", "ul", "ol", "table", "br", "caption", "img"])
    first = block.find("tr")
    return bool(spans or nested or not heads or first is None or len(first.find_all("th")) != len(heads))
