"""What a recipe is: it says what an output is, never how things stand, and can make it.

A recipe is a few words that mean the same tomorrow. How things stand is what it asks when it is
made, at the `Desk` that it is given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from markupsafe import Markup

from gazette.problems import Problem
from gazette.prose import Prose
from gazette.reader import Reader

T = TypeVar("T")

Made = str | bytes | Problem
"""What making gives: a page as text, any other file as bytes, or why it cannot be made."""


class Desk(Protocol):
    """What a recipe works with while it makes one output."""

    reader: Reader

    def note(self, *problems: Problem) -> None:
        """Remember what is wrong, or what people should know."""

    @property
    def ask(self) -> Callable[..., Any]:
        """Asks the Site a question by its name, and gives the answer."""

    def prose(self, path: str, text: str | None = None) -> Prose:
        """The body of an entry, or a piece of Markdown from its front matter, as HTML."""

    def whole(self, path: str) -> str:
        """The body of an entry as HTML, with the funds that it names as they stand now."""

    def markup(self, path: str, text: str | None = None) -> Markup:
        """The same for a template."""

    def once(self, key: tuple[str | None, ...], make: Callable[[Any], T]) -> T:
        """What `make` gives at a desk of its own, made once a process for all outputs that use it."""

    def keep(self, group: str, name: str, make: Callable[[], dict[str, bytes] | Problem]) -> Made:
        """What was made and kept under that name, or what `make` gives for it and for others."""

    def page(self, template: str, **context: object) -> Made:
        """The output as a page: a template with the context, `site` and `page`."""


class Recipe(Protocol):
    """What an output is, and how it is made. A frozen dataclass of words and numbers."""

    @property
    def origin(self) -> str:
        """The source file that the output is made for, or a word for it."""

    def make(self, desk: Desk) -> Made:
        """The output, from what the desk's questions give."""


@dataclass(frozen=True, slots=True)
class Output:
    """One file of the site: its path within site/, and its recipe."""

    path: str
    recipe: Recipe
