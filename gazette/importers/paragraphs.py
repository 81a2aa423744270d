"""Paragraphs: the text of the classic editor, whose empty lines stand for paragraphs, as HTML.

WordPress keeps such a text as it was typed and makes paragraphs of it whenever a page is shown: an
empty line parts two of them, a single line break is one, and a block element stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_HOLDING = "div|blockquote|address|section|article|aside|header|footer|nav|details|center|fieldset|form"
"""Blocks that hold paragraphs; the others hold words, or parts of their own."""

_BLOCK = f"{_HOLDING}|dl|ul|ol|map|p|h[1-6]|hr|iframe|object|embed|audio|video|summary|legend"
_KEPT = re.compile(r"<(pre|script|style|textarea|table|figure)\b.*?</\1\s*>", re.I | re.S)
_EDGE = re.compile(rf"(</?(?:{_BLOCK})(?=[\s>/])[^>]*>)", re.I)
_OPENS = re.compile(rf"<(?!/)(?!(?:{_HOLDING}|hr|embed)[\s>/])(\w+)", re.I)
_BREAK = re.compile(r"(<br\s*/?>)?\s*\n")


def paragraphs(text: str) -> str:
    """The text as HTML, with the paragraphs and line breaks that WordPress would show."""
    return "\n".join(_pieces(text.replace("\r\n", "\n").replace("\r", "\n")))


def _pieces(text: str) -> Iterator[str]:
    within: list[str] = []
    """The open elements that hold no paragraphs, innermost last."""
    for part in _parts(text):
        edge = _EDGE.fullmatch(part) or _KEPT.fullmatch(part)
        if edge and (opened := _OPENS.match(part)) and not part.endswith("/>") and not _KEPT.fullmatch(part):
            within.append(opened[1].lower())
        elif edge and within and part.lower().startswith(f"</{within[-1]}"):
            within.pop()
        if edge or within:
            yield part
            continue
        for run in re.split(r"\n\s*\n", part):
            if run.strip():
                yield "<p>" + _BREAK.sub("<br>\n", run.strip()) + "</p>"


def _parts(text: str) -> Iterator[str]:
    """The text cut at the edges of its blocks; what is kept as it is stays in one piece."""
    at = 0
    for kept in _KEPT.finditer(text):
        yield from (part for part in _EDGE.split(text[at : kept.start()]) if part.strip())
        yield kept[0]
        at = kept.end()
    yield from (part for part in _EDGE.split(text[at:]) if part.strip())
