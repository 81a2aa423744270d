"""The allow-list: the HTML that a body may hold, and what to say of the rest.

Cleaning alone would take things out without a word; what is written in raw HTML and cannot stay is
named to the editor, with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from html.parser import HTMLParser

from gazette.links import SCHEMES
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


ADDRESSES = frozenset({"href", "src", "poster", "cite"})
"""The attributes that hold an address."""

_HIDING = re.compile(r"[\x00-\x20\x7f-\x9f]")
_PLAIN = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


def hidden_scheme(address: str) -> Problem | None:
    """What is wrong with an address that hides what it begins with from everyone but a browser."""
    shown = _HIDING.sub("", unescape(address))
    if not (scheme := _PLAIN.match(shown)):
        return None
    if scheme[0][:-1].lower() in SCHEMES:
        return None
    return Problem(
        "link-scheme",
        f"A link may not begin with {scheme[0].lower()}.",
        read=shorten(address),
        wanted="https://, mailto:, tel: or a file of this site",
        hint="mend the link, or take it out",
    )


def attribute_problem(tag: str, name: str) -> Problem | None:
    """What is wrong with an attribute that an element may not have."""
    if name in ATTRIBUTES["*"] or name in ATTRIBUTES.get(tag, ()):
        return None
    return Problem(
        "html-not-allowed",
        f'The attribute "{name}" cannot stand in <{tag}>.',
        read=name,
        wanted=_WANTED,
        hint="take the attribute out",
    )


_WANTED = "Markdown, or the HTML that docs/reference.md lists"


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
        for name, value in attrs:
            if problem := attribute_problem(tag, name):
                if tag != "img" or name != "decorative":
                    self.found.append((problem, name))
            elif name in ADDRESSES and (problem := hidden_scheme(value or "")):
                # The parser has taken away what hid it: look for the element instead.
                self.found.append((problem, written))
        given = dict(attrs)
        if tag == "img" and not (given.get("alt") or "").strip() and "decorative" not in given:
            self.found.append((no_alt(given.get("src") or ""), written))

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        # A browser takes it for a comment; the library raises an exception at a word that it does not know.
        end = self.rawdata.find(">", i)
        return end + 1 if end >= 0 else -1

    def handle_pi(self, data: str) -> None:
        written = f"<?{data}"
        self._add("An instruction to a program cannot be part of a post.", "take it out", written)

    def _add(self, message: str, hint: str, written: str) -> None:
        problem = Problem("html-not-allowed", message, "", 0, 0, shorten(written), _WANTED, hint)
        self.found.append((problem, written))


def _instead(tag: str) -> str:
    if tag in {"iframe", "embed", "object", "script"}:
        return "link to the page it comes from instead: [Watch the film](https://…)"
    if tag == "h1":
        return "the title is the page's only heading of the first rank: write ## instead"
    return "take the tag out, or write it in Markdown"
