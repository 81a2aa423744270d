"""The allow-list: the HTML that a body may hold, and what to say of the rest.

Cleaning alone would take things out without a word; what is written in raw HTML and cannot stay is
named to the editor, with its line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from gazette.problems import Problem, shorten

TAGS = frozenset(
    """a abbr audio b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl
    dt em figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp
    small source span strong sub summary sup table tbody td tfoot th thead time tr u ul var video
    wbr""".split()
)
"""The elements that a body may hold; h1 is the page's own title."""

ATTRIBUTES = {
    "*": {"class", "dir", "id", "lang", "title", "translate"},
    "a": {"href", "hreflang", "type"},
    "abbr": {"title"},
    "audio": {"controls", "preload", "src"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"cite", "datetime"},
    "details": {"open"},
    "img": {"alt", "height", "loading", "src", "width"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "q": {"cite"},
    "source": {"src", "type"},
    "td": {"colspan", "headers", "rowspan"},
    "th": {"abbr", "colspan", "headers", "rowspan", "scope"},
    "time": {"datetime"},
    "video": {"controls", "height", "poster", "preload", "src", "width"},
}


def no_alt(file: str) -> Problem:
    """That a picture does not say what it shows."""
    return Problem(
        "missing-alt",
        "A picture has no alt text, so nobody who cannot see it learns what it shows.",
        read=f"![]({shorten(file)})",
        wanted="what the picture shows, in a few words, between the square brackets",
        hint=f"write ![What the picture shows]({shorten(file)}), "
        f"or ![]({shorten(file)}){{decorative}} if it carries no meaning",
    )


def raw_problems(blocks: Iterable[object]) -> Iterator[tuple[Problem, str]]:
    """What will be taken out of pieces of raw HTML, each with the text to look for in the body."""
    for block in blocks:
        if isinstance(block, str) and "<" in block:
            scan = _RawHtml()
            scan.feed(block)
            scan.close()
            yield from scan.found


class _RawHtml(HTMLParser):
    """Collects the elements and attributes of raw HTML that may not stay."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[Problem, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = self.get_starttag_text() or f"<{tag}"
        if tag not in TAGS:
            self._add(f"The element <{tag}> cannot be part of a post.", _instead(tag), written)
            return
        allowed = ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set())
        for name, _ in attrs:
            if name not in allowed and not (tag == "img" and name == "decorative"):
                message = f'The attribute "{name}" cannot stand in <{tag}>.'
                self._add(message, "take the attribute out", written)
        given = dict(attrs)
        if tag == "img" and not (given.get("alt") or "").strip() and "decorative" not in given:
            self.found.append((no_alt(given.get("src") or ""), written))

    def _add(self, message: str, hint: str, written: str) -> None:
        wanted = "Markdown, or the HTML that docs/reference.md lists"
        problem = Problem("html-not-allowed", message, "", 0, 0, shorten(written), wanted, hint)
        self.found.append((problem, written))


def _instead(tag: str) -> str:
    if tag in {"iframe", "embed", "object", "script"}:
        return "link to the page it comes from instead: [Watch the film](https://…)"
    if tag == "h1":
        return "the title is the page's only heading of the first rank: write ## instead"
    return "take the tag out, or write it in Markdown"
