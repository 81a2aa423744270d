"""Sieve: Python-Markdown that tries only what a text could hold, with the same result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element, ElementTree

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions import Extension
from markdown.extensions.abbr import AbbrTreeprocessor
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.fenced_code import FencedBlockPreprocessor
from markdown.inlinepatterns import DelimiterProcessor
from markdown.preprocessors import HtmlBlockPreprocessor, NormalizeWhitespace, Preprocessor
from markdown.treeprocessors import InlineProcessor, Treeprocessor, UnescapeTreeprocessor
from markdown.util import ETX, STX, Registry

from gazette.effort import Effort, work_of_attributes, work_of_blocks, work_of_fences, work_of_html
from gazette.inline import Emphasis, Inline
from gazette.signs import Signs, of_blocks


class Sieve(Extension):
    """To be put last in the list of extensions: it puts a sieve before what is slow.

    What it finds is replaced if it is the library's own; what another extension has put in its place
    stays as it is. What the work is goes to `effort`.
    """

    def __init__(self, effort: Effort | None = None) -> None:
        super().__init__()
        self._effort = effort or Effort()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (the library's name)
        md.parser = Parser(md, self._effort)
        self._replace(md.preprocessors, "normalize_whitespace", 30, NormalizeWhitespace, Whitespace)
        self._replace(md.preprocessors, "fenced_code_block", 25, FencedBlockPreprocessor, Fences)
        self._replace(md.preprocessors, "html_block", 20, HtmlBlockPreprocessor, Html)
        self._replace(md.inlinePatterns, "em_strong", 60, DelimiterProcessor, Emphasis)
        self._replace(md.treeprocessors, "inline", 20, InlineProcessor, Inline)
        self._replace(md.treeprocessors, "attr_list", 8, AttrListTreeprocessor, Attributes)
        self._replace(md.treeprocessors, "abbr", 7, AbbrTreeprocessor, Abbreviations)
        self._replace(md.treeprocessors, "smarty", 6, InlineProcessor, Inline)
        self._replace(md.treeprocessors, "unescape", 0, UnescapeTreeprocessor, Escaped)

    def _replace(
        self,
        registry: Registry[Any],
        name: str,
        priority: int,
        slow: type,
        sifted: Callable[[Any, Effort], Any],
    ) -> None:
        if name in registry and type(registry[name]) is slow:
            registry.register(sifted(registry[name], self._effort), name, priority)


class Parser(BlockParser):
    """Has each block tried only by those processors whose signs stand in it."""

    def __init__(self, md: Markdown, effort: Effort) -> None:
        super().__init__(md)
        # Others may have kept the parser that was there before: both are in one state.
        self.blockprocessors, self.state = md.parser.blockprocessors, md.parser.state
        for processor in self.blockprocessors:
            processor.parser = self
        self._steps, self._effort = tuple(of_blocks(self.blockprocessors)), effort

    def parseDocument(self, lines: Iterable[str]) -> ElementTree:  # noqa: N802
        self._steps = tuple(of_blocks(self.blockprocessors))
        self.state.clear()  # whatever became of the text before
        return super().parseDocument(lines)

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:  # noqa: N802
        while blocks:
            self._effort.spend(work_of_blocks(blocks, bool(self.state)), blocks[0])
            for processor, signs in self._steps:
                for sign in signs:
                    if sign in blocks[0]:
                        break
                else:
                    continue
                if processor.test(parent, blocks[0]) and processor.run(parent, blocks) is not False:
                    break


class SiftedLines(Preprocessor):
    """A preprocessor that does nothing to a text in which none of its `signs` stands."""

    signs: Signs

    def __init__(self, slow: Preprocessor, effort: Effort) -> None:
        super().__init__(slow.md)
        self._slow, self._effort = slow, effort

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        if any(sign in text for sign in self.signs):
            for work in self.work(text):
                self._effort.spend(work, text)
            return self._slow.run(lines)
        return self.unchanged(text).split("\n")

    def unchanged(self, text: str) -> str:
        """What the preprocessor makes of a text that it does nothing to."""
        return text

    def work(self, text: str) -> Iterator[int]:
        """What it is to have the preprocessor read a text, the least first."""
        yield len(text)


class Whitespace(SiftedLines):
    """Only what has blanks at the beginning of a line can be a blank line with blanks in it."""

    signs = (STX, ETX, "\r", "\t", "\n ")

    def unchanged(self, text: str) -> str:
        return text + "\n\n"


class Fences(SiftedLines):
    """Blocks of code between fences."""

    signs = ("```", "~~~")

    def work(self, text: str) -> Iterator[int]:
        return work_of_fences(text)


class Html(SiftedLines):
    """Raw HTML."""

    signs = ("<", "&")

    def work(self, text: str) -> Iterator[int]:
        return work_of_html(text)


class Attributes(Treeprocessor):
    """Lists of attributes, which stand in braces."""

    def __init__(self, slow: Treeprocessor, effort: Effort) -> None:
        super().__init__(slow.md)
        self._slow, self._effort = slow, effort

    def run(self, root: Element) -> None:
        if "{" not in "".join(root.itertext()):
            return
        for element in root.iter():
            for text in (element.text, element.tail):
                if text and element.tag != "code":
                    self._effort.spend(work_of_attributes(text), text)
        self._slow.run(root)


class Abbreviations(Treeprocessor):
    """Words that are explained: each of them is looked for everywhere."""

    def __init__(self, slow: AbbrTreeprocessor, effort: Effort) -> None:
        super().__init__(slow.md)
        self._slow, self._effort = slow, effort

    def run(self, root: Element) -> None:
        if self._slow.abbrs:
            text = "".join(root.itertext())
            self._effort.spend(len(self._slow.abbrs) * len(text) >> 4, text)
            self._slow.run(root)


class Escaped(UnescapeTreeprocessor):
    """Looks only into those texts in which something was escaped."""

    def __init__(self, slow: UnescapeTreeprocessor, effort: Effort) -> None:
        super().__init__(slow.md)

    def unescape(self, text: str) -> str:
        return super().unescape(text) if STX in text else text
