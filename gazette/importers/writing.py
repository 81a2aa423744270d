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
from markdownify import MarkdownConverter

from gazette.allowlist import ATTRIBUTES, TAGS
from gazette.links import SCHEMES, Target
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

_LINE = re.compile(r"(?m)^(\s*)(#{1,6}|>|[-+*](?=\s)|-{2,}|\d+(?=[.)](?:\s|$)))")
_ENTITY = re.compile(r"^(\s*)([:=~|](?=\s|[:=~|]))", re.M)


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


_HEARD = frozenset("h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote table tr td th pre strong em code hr".split())
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
            _hear(child, words, marks)
            if name in ("ul", "ol", "blockquote"):
                marks.append(f"/{name}")
        elif type(child) is NavigableString:
            words.append(str(child))


def printed(markdown: str, language: str) -> str:
    """The body as the hub would print it, its links as they are written."""
    made = printer(language).prose(markdown, 1, "import", lambda link: Target(link or "#"), lambda file: None)
    return made.html


def _joined(texts: list[str]) -> str:
    return "\n\n".join(text for text in texts if text.strip()).strip() + "\n"


def _blocks(body: Tag) -> Iterator[list[Any]]:
    """The body's blocks; words that stand between two of them are one too."""
    loose: list[Any] = []
    for child in body.children:
        if isinstance(child, Tag) and child.name in _BLOCKS:
            if any(str(one).strip() for one in loose):
                yield loose
            loose = []
            yield [child]
        else:
            loose.append(child)
    if any(str(one).strip() for one in loose):
        yield loose


_BLOCKS = frozenset(
    "p div ul ol dl table blockquote pre figure h2 h3 h4 h5 h6 hr details section audio video".split()
)


def _markup(node: Any) -> str:
    return escape(str(node), quote=False) if type(node) is NavigableString else str(node)


def _kept(source: str) -> str:
    """A block as HTML that a body may hold; a bare one stands in a paragraph."""
    clean = nh3.clean(
        source, tags=set(TAGS), attributes={**ATTRIBUTES, "img": ATTRIBUTES["img"] | {"decorative"}},
        link_rel=None, url_schemes=set(SCHEMES),
    )  # fmt: skip
    clean = re.sub(r"\n\s*\n", "\n", clean.replace('decorative=""', "decorative").strip())
    # A line that looks like a heading would be taken for one, even by those who only count them.
    clean = re.sub(r"(?m)^(\s*)([#=])", lambda sign: f"{sign[1]}&#{ord(sign[2])};", clean)
    return clean if re.match(rf"<({'|'.join(_BLOCKS)})\b", clean) else f"<p>{clean}</p>"


def _converted(block: list[Any]) -> str:
    if not _is_block(block):
        return _CONVERTER.convert(f"<p>{''.join(map(_markup, block))}</p>").strip("\n")
    if _is_html_only(block[0]):
        return _kept(str(block[0]))
    made: str = _CONVERTER.process_tag(block[0], parent_tags=set())  # type: ignore[attr-defined]
    return made.strip("\n")


def _is_block(block: list[Any]) -> bool:
    return len(block) == 1 and isinstance(block[0], Tag) and block[0].name in _BLOCKS


def _is_html_only(block: Tag) -> bool:
    """Whether Markdown has no way to say this."""
    if block.name in ("figure", "details", "audio", "video", "section"):
        return True
    if block.name != "table":
        return False
    heads = block.find_all("th")
    spans = any(cell.get("colspan") or cell.get("rowspan") for cell in block.find_all(["td", "th"]))
    nested = block.find_all(["p", "ul", "ol", "table", "br", "caption", "img"])
    first = block.find("tr")
    return bool(spans or nested or not heads or first is None or len(first.find_all("th")) != len(heads))


class _Converter(MarkdownConverter):
    """Markdown in the hub's own dialect, with as few backslashes as will do."""

    class Options:
        heading_style = "atx"
        bullets = "-"
        bs4_options = "lxml"
        autolinks = True
        newline_style = "spaces"

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """The text with a backslash before every sign that Markdown would take for its own."""
        text = re.sub(r"\\(?=[\\`*_{}\[\]()>#+.!|-])", r"\\\\", text)
        text = re.sub(r"([`{])", r"\\\1", text)
        text = re.sub(r"(?<!\s)\*|\*(?!\s)", r"\\*", text)
        text = re.sub(r"(?<!\w)_+|_+(?!\w)", lambda run: r"\_" * len(run[0]), text)
        if re.search(r"\]\s?[(\[:]|\[\^|!\[", text) or text.startswith(("(", "[", ":")):
            text = re.sub(r"([\[\]])", r"\\\1", text)
        text = re.sub(r"&(?=#?\w+;)", "&amp;", text)
        return re.sub(r"<(?=[\w/!?])", "&lt;", text)

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A paragraph, whose lines do not begin as a heading or a list would."""
        if "_inline" not in parent_tags:
            lines = (line.strip(" \t") + "  " * line.endswith("  ") for line in text.strip("\n").split("\n"))
            text = _LINE.sub(_escaped, _ENTITY.sub(lambda m: f"{m[1]}&#{ord(m[2])};", "\n".join(lines)))
        made: str = super().convert_p(el, text, parent_tags)  # type: ignore[misc]
        return made

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802
        """A heading, with the anchor that a link of the text leads to."""
        made: str = super().convert_hN(n, el, text, parent_tags)  # type: ignore[misc]
        return f"{made.rstrip()} {{#{el['id']}}}\n\n" if el.get("id") and made.strip() else made

    def convert_span(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A place that a link of the text leads to."""
        return f'<span id="{el["id"]}"></span>{text}' if el.get("id") else text

    def convert_abbr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """An abbreviation with what it stands for."""
        return f'<abbr title="{escape(str(el["title"]))}">{text}</abbr>' if el.get("title") else text

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """An item, what belongs to it four spaces in."""
        parent = el.parent
        if parent is not None and parent.name == "ol":
            start = str(parent.get("start") or "1")
            number = len(list(el.find_previous_siblings("li")))
            mark = f"{int(start) + number if start.isdigit() else number + 1}. "
        else:
            mark = "- "
        words = text.strip() if el.find(_BLOCKS) else _LINE.sub(_escaped, text.strip())
        first, *rest = words.split("\n")
        return "\n".join([mark + first, *(f"    {line}" if line.strip() else "" for line in rest)]) + "\n"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A picture; one without a meaning of its own says so."""
        alt = re.sub(r"([\[\]])", r"\\\1", " ".join(str(el.get("alt") or "").split()))
        source = str(el.get("src") or "")
        return f"![{alt}]({_link(source)})" + ("" if alt else "{decorative}")

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A link, its address as Markdown can hold it."""
        if el.get("href"):
            el["href"] = _link(str(el["href"]))
        made: str = super().convert_a(el, text, parent_tags)  # type: ignore[misc]
        return made

    def _as_html(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        words = text.strip()
        return text.replace(words, f"<{el.name}>{words}</{el.name}>") if words else text

    convert_del = convert_s = convert_ins = convert_u = convert_sub = convert_sup = _as_html
    convert_mark = convert_small = convert_kbd = convert_q = convert_cite = _as_html


def _escaped(found: re.Match[str]) -> str:
    space, sign = found.groups()
    return f"{space}{sign}\\" if sign.isdigit() else f"{space}\\{sign}"


def _link(address: str) -> str:
    """An address as it can stand in round brackets."""
    return re.sub(r"[\s()<>\"]", lambda sign: f"%{ord(sign[0]):02X}", address)


_CONVERTER = _Converter()
