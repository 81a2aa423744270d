"""Prose: Markdown made into clean HTML, its links and pictures resolved against the site.

The text is an editor's or a stranger's: Markdown, attribute lists and raw HTML all end in one
allow-list. Every address in it goes through `resolve`, and what is wrong comes back as Problems.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.smarty import SmartyExtension
from markdown.extensions.toc import TocExtension
from markdown.treeprocessors import Treeprocessor

from gazette.addresses import slugify
from gazette.links import SCHEMES, Target
from gazette.problems import Problem, shorten

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


@dataclass(frozen=True, slots=True)
class Prose:
    """A body as HTML, and what is wrong with it (places are lines of the file)."""

    html: str
    problems: tuple[Problem, ...] = ()


Resolve = Callable[[str], Target]
Measure = Callable[[str], tuple[int, int] | None]

QUOTES = {
    "cs": "„“‚‘", "cy": "‘’“”", "da": "»«›‹", "de": "„“‚‘", "en": "“”‘’", "es": "«»“”",
    "fr": "«»‹›", "ga": "“”‘’", "it": "«»“”", "nl": "“”‘’", "pl": "„”‚’", "pt": "«»“”",
    "ro": "„”«»", "sv": "””’’", "tr": "“”‘’", "uk": "«»„“",
}  # fmt: skip
"""Opening and closing double, then single quotation marks, by language (Unicode CLDR)."""

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

_ADDRESSES = frozenset({("a", "href"), ("img", "src"), ("audio", "src"), ("video", "src"),
                        ("video", "poster"), ("source", "src")})  # fmt: skip
_NO_PARAGRAPH = re.compile(
    r"\s*(#|>|[|]|[-+*] |\d+\.\s|!\[|</?\w|\[\^?[^\]]+\]:|\*\[|```|~~~|(=|-|\*|_){3,}\s*$)|( {4}|\t)"
)
"""How a block begins that is a heading, a list, a picture, a table, code: no paragraph."""

_NOTE = re.compile(r"\[\^[^\]]*\]")
"""A footnote's mark: a lead stands alone, without its notes."""

_SCHEME = re.compile(r"\b([a-z][a-z0-9+.-]{1,20}):", re.I)


class Printer:
    """Turns bodies of one language into HTML. It keeps state: not for two threads at once."""

    def __init__(self, language: str) -> None:
        self._footnotes = _Footnotes(
            BACKLINK_TITLE="Back to the text at note {}", SEPARATOR="-"
        )
        self._tree = _Tree()
        double = QUOTES.get(language.split("-")[0].lower(), QUOTES["en"])
        names = ("left-double-quote", "right-double-quote", "left-single-quote")
        quotes = dict(zip((*names, "right-single-quote"), double, strict=True))
        if double[3] == "’" or double[2] == "‘":
            quotes["right-single-quote"] = "’"  # also the apostrophe
        quotes |= {"ndash": "–", "mdash": "—", "ellipsis": "…"}
        self._markdown = Markdown(
            extensions=[
                "abbr", "attr_list", "def_list", "fenced_code", "sane_lists",
                _tables(), self._footnotes, self._tree,
                SmartyExtension(substitutions=quotes),
                TocExtension(slugify=lambda text, separator: slugify(text) or "section"),
            ],
            output_format="html",
        )  # fmt: skip

    def lead(self, body: str) -> str:
        """The plain words of a body's first paragraph; empty where it has none."""
        for block in re.split(r"\n\s*\n", body):
            if block.strip() and not _NO_PARAGRAPH.match(block):
                words = self._text(_NOTE.sub("", block))
                if words:
                    return words
        return ""

    def _text(self, body: str) -> str:
        self._tree.begin(lambda link: Target(), lambda file: None, lambda problem, literal: None)
        html = self._convert(body, "")
        return " ".join(unescape(nh3.clean(html, tags=set())).split())

    def prose(
        self, body: str, line: int, prefix: str, resolve: Resolve, measure: Measure
    ) -> Prose:
        """The body as clean HTML.

        `line` is the file's line on which the body begins, `prefix` makes footnote ids the post's
        own, `resolve` gives a link's target and `measure` a picture file's width and height.
        """
        problems: dict[Problem, None] = {}

        def note(problem: Problem, literal: str) -> None:
            problems[replace(problem, line=_line(body, literal, line))] = None

        def address(link: str) -> str | None:
            target = resolve(link)
            if target.problem:
                note(target.problem, link)
                return None
            return target.address

        self._tree.begin(resolve, measure, note)
        html = self._convert(body, prefix)
        for problem, literal in _raw_problems(self._markdown.htmlStash.rawHtmlBlocks):
            note(problem, literal)

        def keep(tag: str, attribute: str, value: str) -> str | None:
            return address(value) if (tag, attribute) in _ADDRESSES else value

        clean = nh3.clean(
            html,
            tags=set(TAGS),
            attributes=ATTRIBUTES,
            attribute_filter=keep,
            link_rel=None,
            # Every scheme that stands in the text reaches `resolve`, which names the ones refused;
            # what hides its scheme from this pattern is dropped without a word, and is harmless.
            url_schemes={*SCHEMES, *(s.lower() for s in _SCHEME.findall(body))},
        )
        return Prose(clean, tuple(problems))

    def _convert(self, body: str, prefix: str) -> str:
        self._markdown.reset()
        self._footnotes.prefix = prefix
        return self._markdown.convert(body)


@cache
def printer(language: str) -> Printer:
    """The process's printer for a language: setting up Markdown takes as long as a page."""
    return Printer(language)


def _tables() -> Extension:
    from markdown.extensions.tables import TableExtension

    return TableExtension(use_align_attribute=True)


class _Footnotes(FootnoteExtension):
    """Footnotes whose ids carry the post's own prefix, so that two posts fit on one page."""

    prefix = ""

    def makeFootnoteId(self, id: str) -> str:  # noqa: N802  (the library's name)
        return f"fn-{self.prefix}-{slugify(id)}"

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:  # noqa: N802
        return self.unique_ref(f"fnref-{self.prefix}-{slugify(id)}", found)


class _Tree(Extension, Treeprocessor):
    """Asks pictures for their alt text, gives them their size; ranks headings; no old attributes."""

    def __init__(self) -> None:
        Extension.__init__(self)

    def begin(
        self, resolve: Resolve, measure: Measure, note: Callable[[Problem, str], None]
    ) -> None:
        """What the next conversion resolves pictures with, and tells problems to."""
        self._resolve, self._measure, self._note = resolve, measure, note

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        Treeprocessor.__init__(self, md)
        md.treeprocessors.register(self, "gazette-tree", 0)

    def run(self, root: Element) -> None:
        for heading in root.iter("h1"):
            heading.tag = "h2"
            words = "".join(heading.itertext())
            self._note(_first_rank(words), words)
        for cell in (*root.iter("td"), *root.iter("th")):
            if side := cell.attrib.pop("align", None):
                cell.set("class", f"align-{side}")
        for picture in root.iter("img"):
            file = picture.get("src", "")
            decorative = "decorative" in picture.attrib
            picture.attrib.pop("decorative", None)
            if not picture.get("alt", "").strip() and not decorative:
                self._note(_no_alt(file), file)
            target = self._resolve(file)
            if size := target.file and self._measure(target.file):
                picture.set("width", str(size[0]))
                picture.set("height", str(size[1]))
                picture.set("loading", "lazy")


def _first_rank(words: str) -> Problem:
    return Problem(
        "heading-rank",
        "The title is the page's only heading of the first rank; this one is shown in the second.",
        read=f"# {shorten(words)}",
        wanted="## before a heading, ### before one below it",
        hint=f"write ## {shorten(words)}",
        severity="warning",
    )


def _no_alt(file: str) -> Problem:
    return Problem(
        "missing-alt",
        "A picture has no alt text, so nobody who cannot see it learns what it shows.",
        read=f"![]({shorten(file)})",
        wanted="what the picture shows, in a few words, between the square brackets",
        hint=f"write ![What the picture shows]({shorten(file)}), "
        f"or ![]({shorten(file)}){{decorative}} if it carries no meaning",
    )


def _raw_problems(blocks: list[Any]) -> Iterator[tuple[Problem, str]]:
    """What the allow-list will take out of raw HTML: nothing vanishes without a word."""
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
            self.found.append((_no_alt(given.get("src") or ""), written))

    def _add(self, message: str, hint: str, written: str) -> None:
        problem = Problem("html-not-allowed", message, read=shorten(written), hint=hint)
        self.found.append((problem, written))


def _instead(tag: str) -> str:
    if tag in {"iframe", "embed", "object", "script"}:
        return "link to the page it comes from instead: [Watch the film](https://…)"
    if tag == "h1":
        return "the title is the page's only heading of the first rank: write ## instead"
    return "take the tag out, or write it in Markdown"


def _line(body: str, literal: str, first: int) -> int:
    """The file's line on which a piece of the body stands, or 0 if it is not found as written."""
    for wanted in (literal, literal.replace("&", "&amp;")):
        at = body.find(wanted) if wanted else -1
        if at >= 0:
            return first + body.count("\n", 0, at)
    return 0
