"""Inline: the marks within a piece of text, tried only where one could be.

Python-Markdown tries each of its inline patterns on each piece of text. This does what its inline
processor does, in the same order and with the same result, and passes over the patterns whose signs
(see `signs`) do not stand in the piece.
"""

from __future__ import annotations

import re
from collections import deque
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import DelimiterProcessor, Pattern
from markdown.inlinepatterns import InlineProcessor as Searching
from markdown.treeprocessors import InlineProcessor
from markdown.util import INLINE_PLACEHOLDER, INLINE_PLACEHOLDER_PREFIX, INLINE_PLACEHOLDER_RE, AtomicString

from gazette.effort import PIECE, Effort, work_of_matches
from gazette.signs import fewest, of_patterns

Found = tuple[str, Element | str | None, str, int]
"""What stands before a mark, what the mark becomes, what stands after it, and where that begins."""


class Inline(InlineProcessor):
    """Stands in for an inline processor. Patterns may look at `stashed_nodes` and `ancestors`."""

    def __init__(self, slow: InlineProcessor, effort: Effort) -> None:
        super().__init__(slow.md)
        self.inlinePatterns, self._effort = slow.inlinePatterns, effort

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """The tree, with elements where its texts had marks."""
        self.stashed_nodes: dict[str, Element | str] = {}
        self._steps = tuple(of_patterns(self.inlinePatterns))
        self._signs = fewest(signs for _, signs in self._steps)
        waiting = deque([(tree, [*(ancestors or ()), tree.tag.lower()])])
        while waiting:
            element, self.ancestors = waiting.popleft()
            if element is not tree:
                self.ancestors.append(element.tag.lower())
            within = []
            for child in element:  # also each that is put in behind a child, when its turn comes
                if child.text and not isinstance(child.text, AtomicString):
                    self.ancestors.append(child.tag.lower())
                    child.text = self._marked(child.text)
                    if INLINE_PLACEHOLDER_PREFIX in child.text:
                        text, child.text = child.text, None
                        found = self._grown(text, child)
                        waiting += found
                        within.append((child, found))
                    self.ancestors.pop()
                if child.tail:
                    child.tail = self._marked(child.tail)
                    if INLINE_PLACEHOLDER_PREFIX in child.tail:
                        tail, child.tail = child.tail, None
                        place = list(element).index(child) + 1
                        for node, _ in reversed(self._grown(tail, child, after=True)):
                            element.insert(place, node)
                if len(child):
                    waiting.append((child, self.ancestors[:]))
            for child, found in within:
                for place, (node, _) in enumerate(found):
                    child.insert(place, node)
        return tree

    def _marked(self, text: str, first: int = 0) -> str:
        """A text with a placeholder for each mark, found by the patterns from the `first` on."""
        if isinstance(text, AtomicString):
            return text
        for sign in self._signs:
            if sign in text:
                break
        else:
            return text
        for index in range(first, len(self._steps)):
            pattern, signs = self._steps[index]
            for sign in signs:
                if sign in text:
                    break
            else:
                continue
            if sign:
                self._effort.spend(work_of_matches(sign, text), text)
            excluded = pattern.ANCESTOR_EXCLUDES
            if excluded and any(tag.lower() in self.ancestors for tag in excluded):
                continue
            start: int | None = 0
            while start is not None:
                text, start = self._once(pattern, index, text, start)
        return text

    def _once(self, pattern: Pattern, index: int, text: str, start: int) -> tuple[str, int | None]:
        """The text with the pattern's next mark stashed, and where to look on; None at the end."""
        if (found := self._find(pattern, text, start)) is None:
            return text, None
        before, node, after, end = found
        if node is None:
            return text, end
        if not isinstance(node, str) and not isinstance(node.text, AtomicString):
            for child in [node, *node]:
                if child.text:
                    self.ancestors.append(child.tag.lower())
                    child.text = self._marked(child.text, index + 1)
                    self.ancestors.pop()
                if child.tail:
                    child.tail = self._marked(child.tail, index)
        key = f"{len(self.stashed_nodes):04}"
        self.stashed_nodes[key] = node
        before += INLINE_PLACEHOLDER % key
        return before + after, len(before)

    def _find(self, pattern: Pattern, text: str, start: int) -> Found | None:
        """The first mark from `start` on that the pattern takes for one."""
        regexp = pattern.getCompiledRegExp()
        if isinstance(pattern, Searching):
            for match in regexp.finditer(text, start):
                node, begin, end = pattern.handleMatch(match, text)
                if node is None:  # it may have looked at all that follows, for one thing and another
                    self._effort.spend(2 * (len(text) - match.start()), text)
                else:
                    self._effort.spend(PIECE, text)
                if begin is not None and end is not None:
                    self._effort.spend(end - begin, text)
                    return text[:begin], node, text[end:], end
        elif whole := regexp.match(text[start:]):  # the older sort, whose expressions take in the whole text
            node = pattern.handleMatch(whole)
            return text[:start] + whole[1], node, whole.groups()[-1], whole.end()
        return None

    def _grown(
        self, text: str | None, parent: Element, after: bool = False
    ) -> list[tuple[Element, list[str]]]:
        """The elements that stand for a text's placeholders, each with its ancestors; what is
        between them becomes the parent's text (or its tail, `after` it) and their own tails."""
        found: list[tuple[Element, list[str]]] = []

        def link(words: str) -> None:
            if not words:
                return
            if found:
                found[-1][0].tail = found[-1][0].tail + words if found[-1][0].tail else words
            elif after:
                parent.tail = parent.tail + words if parent.tail else words
            else:
                parent.text = parent.text + words if parent.text else words

        start = 0
        while text:
            at = text.find(INLINE_PLACEHOLDER_PREFIX, start)
            if at < 0:
                rest = text[start:]
                link(AtomicString(rest) if isinstance(text, AtomicString) else rest)
                break
            match = INLINE_PLACEHOLDER_RE.search(text, at)
            node = self.stashed_nodes.get(match[1]) if match else None
            if match is None or node is None:  # only looks like a placeholder
                end = at + len(INLINE_PLACEHOLDER_PREFIX)
                link(text[start:end])
            else:
                end = match.end()
                link(text[start:at])
                if isinstance(node, str):
                    link(node)
                else:
                    self._grow(node)
                    found.append((node, self.ancestors[:]))
            start = end
        return found

    def _grow(self, node: Element) -> None:
        """Puts elements for the placeholders in a stashed node's own texts and its children's."""
        for child in [node, *node]:
            if child.tail and child.tail.strip():
                tail, child.tail = child.tail, None
                found = self._grown(tail, child, after=True)
                place = list(node).index(child) + 1 if child is not node else 0
                for new, _ in reversed(found):
                    node.insert(place, new)
            if child.text and child.text.strip():
                text, child.text = child.text, None
                for new, _ in reversed(self._grown(text, child)):
                    child.insert(0, new)


class Emphasis(DelimiterProcessor):
    """Finds the ends of emphasis without looking at each character in between."""

    def __init__(self, slow: DelimiterProcessor, effort: Effort) -> None:
        vars(self).update(vars(slow))
        self._effort = effort
        self.md.delimiters = self

    def search(self, data: str, start: int) -> re.Match[str] | None:
        """The next delimiter that could begin something, or end what has begun."""
        self._effort.spend(sum(len(known.stack) for known in self.delimiters.values()), data)
        if max(map(len, self.tokens), default=0) > 1:
            return super().search(data, start)
        for found in self.compiled_re.finditer(data, start):
            delimiter = self.delimiters[found[0]]
            match = delimiter.boundary.match(data, found.start())
            if match and (delimiter.stack or match.lastgroup != "end"):
                return match
        return None
