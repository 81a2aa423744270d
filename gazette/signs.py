"""Signs: what a text must hold for a rule of Python-Markdown to find anything in it.

An inline pattern is known by its regular expression, to the letter, and a processor of blocks by its
class. One that is not known here, or is another one in another version, has no sign of its own, and is
tried on every text. The tests make matches of each expression and look for the signs in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from markdown import blockprocessors as blocks
from markdown import inlinepatterns as inline
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import abbr, def_list, footnotes, smarty, tables
from markdown.inlinepatterns import Pattern

Signs = tuple[str, ...]
"""Pieces of text of which at least one must be there."""

UNKNOWN: Signs = ("",)
"""What every text holds."""

SINGLE, DOUBLE = ("'",), ('"',)

OF_PATTERNS: dict[str, Signs] = {
    inline.BACKTICK_RE: ("`",),
    inline.ESCAPE_RE: ("\\",),
    inline.LINK_RE: ("[",),
    inline.IMAGE_LINK_RE: ("![",),
    inline.AUTOLINK_RE: ("://",),
    inline.AUTOMAIL_RE: ("@",),
    inline.LINE_BREAK_RE: ("  \n",),
    inline.HTML_RE: ("<",),
    smarty.HTML_STRICT_RE: ("<",),
    inline.ENTITY_RE: ("&",),
    r"\*|_": ("*", "_"),
    r"\[\^([^\]]*)\]": ("[^",),
    r"\[\[([\w0-9_ -]+)\]\]": ("[[",),
    r"\n": ("\n",),
    r"(?<!-)---(?!-)": ("---",),
    r"(?<!-)--(?!-)": ("--",),
    r"(?<!\.)\.{3}(?!\.)": ("...",),
    r"\<\<": ("<<",),
    r"\>\>": (">>",),
    smarty.singleQuoteStartRe: SINGLE,
    smarty.doubleQuoteStartRe: DOUBLE,
    smarty.doubleQuoteSetsRe: ("\"'",),
    smarty.singleQuoteSetsRe: ("'\"",),
    smarty.doubleQuoteSetsRe2: ("'\"",),
    smarty.singleQuoteSetsRe2: ("\"'",),
    smarty.decadeAbbrRe: SINGLE,
    smarty.openingSingleQuotesRegex: SINGLE,
    smarty.closingSingleQuotesRegex: SINGLE,
    smarty.closingSingleQuotesRegex2: SINGLE,
    smarty.remainingSingleQuotesRegex: SINGLE,
    smarty.openingDoubleQuotesRegex: DOUBLE,
    smarty.closingDoubleQuotesRegex: DOUBLE,
    smarty.closingDoubleQuotesRegex2: DOUBLE,
    smarty.remainingDoubleQuotesRegex: DOUBLE,
}
"""The signs of inline patterns, by their regular expressions."""

OF_BLOCKS: dict[type[BlockProcessor], Signs] = {
    blocks.HashHeaderProcessor: ("#",),
    blocks.SetextHeaderProcessor: ("\n=", "\n-"),
    blocks.HRProcessor: ("---", "- -", "-  -", "***", "* *", "*  *", "___", "_ _", "_  _"),
    blocks.BlockQuoteProcessor: (">",),
    blocks.ReferenceProcessor: ("]:",),
    abbr.AbbrBlockprocessor: ("*[",),
    def_list.DefListProcessor: (": ",),
    footnotes.FootnoteBlockProcessor: ("]:",),
    tables.TableProcessor: ("|",),
}
"""The signs of processors of blocks, by their classes."""


def of_patterns(patterns: Iterable[Any]) -> Iterator[tuple[Pattern, Signs]]:
    """Each pattern with its signs."""
    for pattern in patterns:
        yield pattern, OF_PATTERNS.get(pattern.getCompiledRegExp().pattern, UNKNOWN)


def of_blocks(processors: Iterable[BlockProcessor]) -> Iterator[tuple[BlockProcessor, Signs]]:
    """Each processor with its signs."""
    for processor in processors:
        yield processor, OF_BLOCKS.get(type(processor), UNKNOWN)


def fewest(sets: Iterable[Signs]) -> Signs:
    """The signs without any of which a text has none of the sets: none holds another one."""
    every = {sign for signs in sets for sign in signs}
    return tuple(sorted(sign for sign in every if not any(s in sign for s in every - {sign})))
