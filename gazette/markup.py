"""Markup: what Python-Markdown is taught besides its own extensions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension, TocTreeprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, AtomicString

from gazette.addresses import slugify
from gazette.allowlist import ADDRESSES, attribute_problem, hidden_scheme, no_alt
from gazette.links import Target
from gazette.problems import Problem

Resolve = Callable[[str], Target]
"""Gives what a link leads to."""

Measure = Callable[[str], tuple[int, int] | None]
"""Gives the width and height of a picture file."""


def tables() -> Extension:
    """Tables whose alignment is an attribute, for `Tree` to make a class of."""
    return TableExtension(use_align_attribute=True)


class Footnotes(FootnoteExtension):
    """Footnotes whose ids carry the post's own prefix, so that two posts fit on one page."""

    prefix = ""

    def reset(self) -> None:
        super().reset()
        self._slugs: dict[str, str] = {}
        self._taken: set[str] = set()
        self._numbered: dict[str, Iterator[str]] = {}

    def unique_ref(self, reference: str, found: bool = False) -> str:
        """The reference, numbered from the second time on that the text has it."""
        if not found:
            return reference
        times = self.found_refs[reference] = self.found_refs.get(reference, 0) + 1
        return reference if times == 1 else reference.replace("fnref", f"fnref{times}", 1)

    def makeFootnoteId(self, id: str) -> str:  # noqa: N802  (the library's name)
        return f"fn-{self.prefix}-{self._slug(id)}"

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:  # noqa: N802
        return self.unique_ref(f"fnref-{self.prefix}-{self._slug(id)}", found)

    def _slug(self, id: str) -> str:
        """The note's name as part of an id; two names that come to the same are told apart."""
        if id not in self._slugs:
            slug = slugify(id) or "note"
            numbered = self._numbered.setdefault(slug, (f"{slug}-{n}" if n else slug for n in count()))
            self._slugs[id] = next(name for name in numbered if name not in self._taken)
            self._taken.add(self._slugs[id])
        return self._slugs[id]


_WITHIN_WORD = re.compile(r"(?<=\w)'(?=\w)")


class Apostrophes(Extension, Treeprocessor):
    """Curls the apostrophe within a word before quotation marks are: it is the same everywhere."""

    def __init__(self) -> None:
        Extension.__init__(self)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        Treeprocessor.__init__(self, md)
        md.treeprocessors.register(self, "gazette-apostrophes", 7)  # smarty follows, at 6

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.text and element.tag not in ("code", "pre"):
                element.text = _curled(element.text)
            if element.tail:
                element.tail = _curled(element.tail)


def _curled(text: str) -> str:
    if "'" not in text or isinstance(text, AtomicString):
        return text
    return _WITHIN_WORD.sub("’", text)


def typeset(md: Markdown, text: str) -> str:
    """A line of plain text with the quotation marks, apostrophes and dashes that `md` gives to a body."""
    md.reset()
    root = Element("div")
    SubElement(root, "p").text = text
    for name in ("gazette-apostrophes", "smarty"):
        md.treeprocessors[name].run(root)
    kept = md.htmlStash.rawHtmlBlocks  # the marks, while they wait to be put in their places
    return HTML_PLACEHOLDER_RE.sub(lambda found: str(kept[int(found[1])]), "".join(root.itertext()))


class Headings(TocTreeprocessor):
    """Gives headings their ids, and makes a table of contents only of a text that asks for one."""

    def run(self, doc: Element) -> None:
        self._asked = self.marker in "".join(doc.itertext())
        super().run(doc)

    def build_toc_div(self, toc_list: list[Any]) -> Element:
        return super().build_toc_div(toc_list) if self._asked else Element("div")

    def replace_marker(self, root: Element, elem: Element) -> None:
        if self._asked:
            super().replace_marker(root, elem)


class Contents(TocExtension):
    """Anchors for headings, and a table of contents where a text has [TOC]."""

    TreeProcessorClass = Headings


class Tree(Extension, Treeprocessor):
    """Asks pictures for their alt text, gives them their size; ranks headings; no old attributes."""

    def __init__(self) -> None:
        Extension.__init__(self)

    def begin(self, resolve: Resolve, measure: Measure, note: Callable[[Problem, str], None]) -> None:
        """What the next conversion resolves pictures with, and tells problems to."""
        self._resolve, self._measure, self._note = resolve, measure, note

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        Treeprocessor.__init__(self, md)
        md.treeprocessors.register(self, "gazette-tree", 0)

    def run(self, root: Element) -> None:
        for heading in root.iter("h1"):
            heading.tag = "h2"
        for cell in (*root.iter("td"), *root.iter("th")):
            if side := cell.attrib.pop("align", None):
                cell.set("class", f"align-{side}")
        for picture in root.iter("img"):
            file = picture.get("src", "")
            decorative = "decorative" in picture.attrib
            picture.attrib.pop("decorative", None)
            if not picture.get("alt", "").strip() and not decorative:
                self._note(no_alt(file), file)
            target = self._resolve(file)
            if size := target.file and self._measure(target.file):
                picture.set("width", str(size[0]))
                picture.set("height", str(size[1]))
                picture.set("loading", "lazy")
        for element in root.iter():
            for name, value in element.attrib.items():
                if problem := attribute_problem(element.tag, name):
                    self._note(problem, name)
                elif name in ADDRESSES and (problem := hidden_scheme(value)):
                    self._note(problem, value)
