"""A Problem: a place, what was read, what was wanted, and a way out."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Severity = Literal["error", "warning"]

PAGES = "docs/problems"
"""Where the pages about problems lie in the repository of the program, one for each code."""

MOST_COMPARED = 400
"""Words of which each is compared with one that is not known."""

SAID = ("read", "wanted", "hint", "about")
"""What is said of a problem below its sentence, wherever problems are shown, in this order."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that an editor or designer can mend; a value, never raised.

    `code` is the kind of problem in kebab-case, the same for ever. `message` is one plain sentence.
    `read` is the text as it stands (shortened), `wanted` what may stand there, `hint` the mended line
    or the next step. `path` is relative to the root; `line` and `column` count from 1, and 0 means
    the whole file or the whole line. Errors keep the site as it was; warnings do not.
    """

    code: str
    message: str
    path: str = ""
    line: int = 0
    column: int = 0
    read: str = ""
    wanted: str = ""
    hint: str = ""
    severity: Severity = "error"

    @property
    def about(self) -> str:
        """The page that says what such a problem means, how it happens and how to mend it."""
        return f"{PAGES}/{self.code}.md"

    @property
    def place(self) -> str:
        """`path:line:column`, as far as it is known."""
        parts = [self.path or "gazette"]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


def order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems without repeats, by place."""
    return tuple(sorted(set(problems), key=lambda p: (p.path, p.line, p.column, p.code, p.message, p.read)))


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those problems that keep a site from being published."""
    return tuple(p for p in problems if p.severity == "error")


_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def hides(text: str) -> bool:
    """Whether a name has what a terminal would obey, or show in another order."""
    return bool(_HIDDEN.search(text)) or "\n" in text or "\t" in text


def visible(text: str, instead: str = "") -> str:
    """The text with what a terminal would obey, or turn round, as its number, or as what is given for it."""
    return _HIDDEN.sub(lambda found: instead or f"\\u{ord(found[0]):04x}", text)


def shorten(text: str, width: int = 60) -> str:
    """The text on one line, at most `width` characters, control characters shown as escapes."""
    line = " ".join(text.split())
    shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in line)
    return shown if len(shown) <= width else shown[: width - 1] + "…"


def nearest(word: str, known: Sequence[str], likeness: float = 0.6) -> str:
    """The known word most like this one, or an empty string where none is near.

    Of very many words those are compared that begin or end most like it: a hub with thousands of pages
    and a link gone astray on each of them should not take longer to complain than to build.
    """
    from difflib import get_close_matches  # a build without a mistake in it needs none of this

    folded = word.casefold()
    lowered, forwards, backwards = _shelved(tuple(known))
    some = [*_beside(folded, forwards), *(name[::-1] for name in _beside(folded[::-1], backwards))]
    near = get_close_matches(
        folded, sorted(set(some)) if len(lowered) > MOST_COMPARED else lowered, 1, likeness
    )
    return lowered[near[0]] if near else ""


@lru_cache(maxsize=8)
def _shelved(known: tuple[str, ...]) -> tuple[dict[str, str], list[str], list[str]]:
    """The words by how they are compared; these in the order of their beginnings and of their ends."""
    lowered = {k.casefold(): k for k in reversed(known)}
    return lowered, sorted(lowered), sorted(k[::-1] for k in lowered)


def _beside(word: str, words: list[str]) -> list[str]:
    at = bisect(words, word)
    return words[max(0, at - MOST_COMPARED // 4) : at + MOST_COMPARED // 4]


def one_of(words: Sequence[str]) -> str:
    """`a, b or c`: the words as a choice in a sentence."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]
