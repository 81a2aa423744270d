"""Prose: Markdown made into clean HTML, its links and pictures resolved against the site.

The text is an editor's or a stranger's: Markdown, attribute lists and raw HTML all end in one
allow-list. Every address in it goes through `resolve`, and what is wrong comes back as Problems.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from html import unescape

import nh3
from markdown import Markdown
from markdown.extensions.smarty import SmartyExtension

from gazette.addresses import slugify
from gazette.allowlist import (
    ADDRESSES,
    ATTRIBUTES,
    TAGS,
    hidden_scheme,
    raw_problems,
)
from gazette.effort import MOST, Effort, TooMuch, work_of_body
from gazette.kinds.pieces import FundBlock, Piece
from gazette.links import SCHEMES, Target
from gazette.markup import Apostrophes, Contents, Footnotes, Measure, Resolve, Tree, tables, typeset
from gazette.pieces import html as piece_html
from gazette.problems import Problem, shorten
from gazette.shortcodes import put, without
from gazette.sieve import Sieve


@dataclass(frozen=True, slots=True)
class Prose:
    """A body as HTML, what is wrong with it (places are lines of the file), its pictures' files, and
    the names of the funds whose marks stand in it."""

    html: str
    problems: tuple[Problem, ...] = ()
    pictures: tuple[str, ...] = ()
    funds: tuple[str, ...] = ()


QUOTES = {
    "cs": "„“‚‘", "cy": "‘’“”", "da": "»«›‹", "de": "„“‚‘", "en": "“”‘’", "es": "«»“”",
    "fr": "«»‹›", "ga": "“”‘’", "it": "«»“”", "nl": "“”‘’", "pl": "„”‚’", "pt": "«»“”",
    "ro": "„”«»", "sv": "””’’", "tr": "“”‘’", "uk": "«»„“",
}  # fmt: skip
"""Opening and closing double, then single quotation marks, by language (Unicode CLDR)."""

_NO_PARAGRAPH = re.compile(
    r"\s*(#|>|[|]|[-+*] |\d+\.\s|!\[|</?\w|\[\^?[^\]]+\]:|\*\[|```|~~~|(=|-|\*|_){3,}\s*$)|( {4}|\t)"
)
"""How a block begins that is a heading, a list, a picture, a table, code: no paragraph."""

_UNDERLINED = re.compile(r"\n {0,3}(=+|-+|(?=[ :-]*\|)[ |:-]++)[ \t]*(\n|$)")
"""The second line of a block that is a heading or a table."""

_REFERENCE = re.compile(r"^ {0,3}\[[^\]^\n][^\]\n]*\]:.*$", re.M)

_FIRST_RANK = re.compile(r" {0,3}#(?!#)(?P<words>.*)$")
_MAYBE_FIRST_RANK = re.compile(r"^ {0,3}#(?!#)|^=", re.M)
_FENCE = re.compile(r" {0,3}(```|~~~)")

_NOTE = re.compile(r"\[\^[^\]]*\]")
"""A footnote's mark: a lead stands alone, without its notes."""

MOST_PLACES = 200
"""Problems of one body that are looked up in it; any more are told without a line."""

_SCHEME = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}\Z", re.I)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]{1,20}:", re.I)
LONGEST_SCHEME = 21


class Printer:
    """Turns bodies of one language into HTML. It keeps state: not for two threads at once."""

    def __init__(self, language: str) -> None:
        self._footnotes = Footnotes(BACKLINK_TITLE="Back to the text at note {}", SEPARATOR="-")
        self._tree = Tree()
        self._effort = Effort(MOST)
        double = QUOTES.get(language.split("-")[0].lower(), QUOTES["en"])
        names = ("left-double-quote", "right-double-quote", "left-single-quote", "right-single-quote")
        quotes = dict(zip(names, double, strict=True))
        quotes |= {"ndash": "–", "mdash": "—", "ellipsis": "…"}
        self._markdown = Markdown(
            extensions=[
                "abbr", "attr_list", "def_list", "fenced_code", "sane_lists",
                tables(), self._footnotes, Apostrophes(), self._tree,
                SmartyExtension(substitutions=quotes),
                Contents(slugify=lambda text, separator: slugify(text) or "section"),
                Sieve(self._effort),
            ],
            output_format="html",
        )  # fmt: skip

    def lead(self, body: str) -> str:
        """The plain words of a body's first paragraph; empty where it has none."""
        self._effort.begin()
        body = without(body)
        references = "\n".join(_REFERENCE.findall(body))  # links may have their addresses further down
        for block in re.split(r"\n\s*\n", body):
            if block.strip() and not _NO_PARAGRAPH.match(block) and not _UNDERLINED.search(block):
                try:
                    words = self._text(f"{_without_notes(block)}\n\n{references}")
                except (RecursionError, TooMuch):
                    return ""  # the body has the same problem, and is told of it
                if words:
                    return words
        return ""

    def _text(self, body: str) -> str:
        self._tree.begin(lambda link: Target(), lambda file: None, lambda problem, literal: None)
        html = self._convert(body, "")
        return " ".join(unescape(nh3.clean(html.replace("<br", " <br"), tags=set())).split())

    def prose(
        self,
        body: str,
        line: int,
        prefix: str,
        resolve: Resolve,
        measure: Measure,
        known_funds: Callable[[], Sequence[str]] = tuple,
    ) -> Prose:
        """The body as clean HTML.

        `line` is the file's line on which the body begins, `prefix` makes footnote ids the post's
        own, `resolve` gives a link's target, `measure` a picture file's width and height, and
        `known_funds` the names of the funds that a body can show.
        """
        problems: dict[Problem, None] = {}
        pictures: dict[str, None] = {}

        def note(problem: Problem, literal: str) -> None:
            at = _place(body, literal) if line and len(problems) < MOST_PLACES else None
            place = (line + at[0], at[1]) if at else (0, 0)
            problems[replace(problem, line=place[0], column=place[1])] = None

        def address(link: str, shown: bool) -> str | None:
            target = resolve(link)
            if target.problem:
                note(target.problem, link)
                return None
            if shown and target.file:
                pictures[target.file] = None
            return target.address

        funds: dict[str, None] = {}

        def show(piece: Piece) -> str:
            if isinstance(piece, FundBlock):
                funds[piece.name] = None
            return piece_html(piece, partial(typeset, self._markdown))

        def placed(problem: Problem) -> None:
            problems[replace(problem, line=line + problem.line - 1)] = None

        self._tree.begin(resolve, measure, note)
        self._effort.begin()
        try:
            # Only a body has pieces; a text of the front matter is part of something else.
            text = (
                put(body, show, known_funds, placed, lambda work: self._effort.spend(work, body))
                if line
                else body
            )
            html = self._convert(text, prefix)
        except RecursionError:
            return Prose("", (replace(_TOO_DEEP, line=line, column=min(line, 1)),))
        except TooMuch as too_much:
            return Prose("", (_too_much(body, line, too_much.piece),))
        for words in _first_ranks(body):
            note(_first_rank(words), words)
        for problem, literal in raw_problems(self._markdown.htmlStash.rawHtmlBlocks):
            note(problem, literal)

        def keep(tag: str, attribute: str, value: str) -> str | None:
            if attribute not in ADDRESSES:
                return value
            found = address(value, tag == "img")
            if found and hidden_scheme(found):
                return None  # told already; a browser would see through what hides it
            if found and attribute in ("src", "poster") and _ELSEWHERE.match(found):
                note(_remote(value), value)
                return None
            return found

        clean = nh3.clean(
            html,
            tags=set(TAGS),
            attributes=ATTRIBUTES,
            attribute_filter=keep,
            link_rel=None,
            # Every scheme that stands in the text reaches `resolve`, which names the ones refused;
            # what hides its scheme from this pattern is dropped without a word, and is harmless.
            url_schemes=SCHEMES | _schemes(body),
        )
        return Prose(clean, tuple(problems), tuple(pictures), tuple(funds))

    def _convert(self, body: str, prefix: str) -> str:
        self._effort.spend(work_of_body(body), body)
        self._markdown.reset()
        self._footnotes.prefix = prefix
        return self._markdown.convert(body)


@cache
def printer(language: str) -> Printer:
    """The process's printer for a language: setting up Markdown takes as long as a page."""
    return Printer(language)


_TOO_DEEP = Problem(
    "nested-too-deeply",
    "Lists or quotations stand within each other, too many deep to be read.",
    read="more than a hundred levels",
    wanted="a few levels at the most",
    hint="look for a line that is indented very far, or begins with very many > signs",
)


def _schemes(text: str) -> set[str]:
    """Whatever stands before a colon and could be how an address begins."""
    before = text.split(":")[:-1]
    found = (_SCHEME.search(words, max(0, len(words) - LONGEST_SCHEME)) for words in before)
    return {scheme[0].lower() for scheme in found if scheme}


def _without_notes(block: str) -> str:
    end = block.rfind("]") + 1  # what is open after the last bracket is no mark
    return _NOTE.sub("", block[:end]) + block[end:]


def _too_much(body: str, line: int, piece: str) -> Problem:
    """The problem of a body that is too much, at the first words of the piece where it became so."""
    words = re.split("[\x02\n]", piece.strip(), maxsplit=1)[0][:60]
    row, column = _place(body, words) or (0, 1)
    return Problem(
        "too-much-to-read",
        "This text is too much: far too long, or full of signs that begin something and never end it.",
        line=line + row if line else 0,
        column=column if line else 0,
        read=f"{len(body):,} characters, here {shorten(words)}",
        wanted="a text such as people write, at most as long as a book",
        hint="look for thousands of brackets, asterisks, ticks or < signs and take them out, "
        "or for text that does not belong here",
    )


def _first_ranks(body: str) -> Iterator[str]:
    """The headings of the first rank as they are written, code left out."""
    if not _MAYBE_FIRST_RANK.search(body):
        return
    lines, fence = body.split("\n"), ""
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if mark := _FENCE.match(line):
            fence = "" if fence == mark[1] else fence or mark[1]
        elif not fence and (found := _FIRST_RANK.match(line)):
            yield found["words"].rstrip(" \t#").strip()
        elif not fence and re.fullmatch(r"=+[ \t]*", below) and re.match(r" {0,3}[^\s>#-]", line):
            yield line.strip()


def _first_rank(words: str) -> Problem:
    return Problem(
        "heading-rank",
        "The title is the page's only heading of the first rank; this one is shown in the second.",
        read=f"# {shorten(words)}",
        wanted="## before a heading, ### before one below it",
        hint=f"write ## {shorten(words)}",
        severity="warning",
    )


def _remote(address: str) -> Problem:
    return Problem(
        "remote-picture",
        "A picture or recording from another site would tell that site who reads this page.",
        read=shorten(address),
        wanted="a file beside this post",
        hint="save the file beside this post and name it here, or link to it: [words](https://…)",
    )


def _place(body: str, literal: str) -> tuple[int, int] | None:
    """The line (from 0) and column (from 1) at which a piece of the body stands as written."""
    for wanted in (literal, literal.replace("&", "&amp;")):
        at = body.find(wanted) if wanted else -1
        if at >= 0:
            return body.count("\n", 0, at), at - body.rfind("\n", 0, at)
    return None
