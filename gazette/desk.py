"""The desk: what a recipe works with while it makes one output."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from markupsafe import Markup

from gazette import addresses
from gazette.kinds.entry import Entry
from gazette.problems import Problem
from gazette.prose import Prose, printer
from gazette.questions import Question
from gazette.reader import Answers, Reader
from gazette.recipes import Made
from gazette.sources import Source, load
from gazette.templating import Templates

Reads = tuple[tuple[Question, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What a template knows of the page that it makes: output path, address and whole URL."""

    path: str
    address: str
    url: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What one process keeps from output to output: templates, and bodies with what they asked."""

    templates: Templates = field(default_factory=Templates)
    proses: dict[tuple[str, str | None], tuple[Prose, Reads]] = field(default_factory=dict)


class Desk:
    """What a recipe works with while it makes one output."""

    def __init__(self, path: str, answers: Answers, kept: Kept) -> None:
        self.reader = Reader(answers)
        self._path = path
        self._answers = answers
        self._kept = kept
        self._found: dict[Problem, None] = {}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was found wrong on the way."""
        return tuple(self._found)

    def note(self, *problems: Problem) -> None:
        """Remember what is wrong."""
        self._found.update(dict.fromkeys(problems))

    @property
    def ask(self) -> Callable[..., Any]:
        """Asks the Site a question by its name, and gives the answer."""
        return self.reader.ask

    def page(self, template: str, **context: object) -> Made:
        """The output as a page: a template with the context, `site` and `page`."""
        base = self.ask("setting", "base_url")
        where = addresses.address(self._path, base)
        page = Page(self._path, where, addresses.absolute(where, base))
        return self._kept.templates.render(template, self.reader, self.markup, {"page": page, **context})

    def markup(self, path: str, text: str | None = None) -> Markup:
        """A body, or a piece of Markdown from the front matter, as a template can write it out."""
        return Markup(self.prose(path, text).html)

    def prose(self, path: str, text: str | None = None) -> Prose:
        """The body of an entry as HTML, or a piece of Markdown from its front matter.

        Made once a process; every reader that uses it is told what making it asked.
        """
        kept = self._kept.proses.get((path, text))
        if kept is None:
            inner = Reader(self._answers)
            kept = self._kept.proses[path, text] = (_print(path, text, inner), inner.reads)
        prose, reads = kept
        self.reader.replay(reads)
        self.note(*prose.problems)
        return prose


def _print(path: str, text: str | None, reader: Reader) -> Prose:
    entry: Entry = reader.ask("entry", path)
    language = entry.lang or reader.ask("setting", "language")
    body = reader.ask("body", path) if text is None else text
    prose = printer(language).prose(
        body,
        1 if text is None else 0,
        f"{entry.kind}-{entry.slug}",
        lambda link: reader.ask("target", path, link),
        lambda file: _measure(reader, file),
    )
    return Prose(prose.html, tuple(replace(p, path=path) for p in prose.problems))


def _measure(reader: Reader, file: str) -> tuple[int, int] | None:
    from gazette import pictures

    source: Source | None = reader.ask("asset", file)
    if source is None or not pictures.is_picture(file):
        return None
    size = pictures.measure(file, load(source))
    return None if isinstance(size, Problem) else size
