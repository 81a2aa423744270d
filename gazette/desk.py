"""The desk: what a recipe works with while it makes one output."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, field, replace
from typing import Any, TypeVar

from markupsafe import Markup

from gazette import addresses
from gazette.answers import Picture
from gazette.fingerprint import digest
from gazette.illustrations import illustrate
from gazette.kinds.entry import Entry
from gazette.pieces import fund_mark
from gazette.policies import policy
from gazette.problems import Problem
from gazette.prose import Prose, printer
from gazette.questions import Question
from gazette.reader import Answer, Answers, Reader
from gazette.recipes import Made
from gazette.shelf import EMPTY as NO_SHELF
from gazette.shelf import Row, Shelf
from gazette.store import EMPTY, Store
from gazette.templating import Templates

Reads = tuple[tuple[Question, str], ...]

Noted = Mapping[Question, Answer]

T = TypeVar("T")

PROSE = "prose"
"""The sort under which the shelf has bodies as HTML."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a template knows of the page that it makes: its output path, address and whole URL, and
    the Content-Security-Policy that it is to carry."""

    path: str
    address: str
    url: str
    policy: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What one process keeps from output to output: templates, and what several outputs use.

    `store` and `shelf` have what earlier builds kept, `last` what came of the last thing that was made
    for the store, `new` what the shelf has not.
    """

    templates: Templates = field(default_factory=Templates)
    made: dict[tuple[str | None, ...], tuple[Any, Noted, tuple[Problem, ...]]] = field(default_factory=dict)
    store: Store = EMPTY
    shelf: Shelf = NO_SHELF
    new: list[Row] = field(default_factory=list)
    last: dict[str, dict[str, bytes] | Problem] = field(default_factory=dict)


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

    def keep(self, group: str, name: str, make: Callable[[], dict[str, bytes] | Problem]) -> Made:
        """What the store has in a group under that name; if it has not, `make` gives the whole group.

        What is made is kept for the builds to come, and for the next outputs of this one.
        """
        kept = self._kept.store.get(group, name)
        if kept is not None:
            return kept
        last = self._kept.last
        if group not in last:
            last.clear()  # the pictures of one original at a time
            made = last[group] = make()
            if not isinstance(made, Problem):
                for each, data in made.items():
                    self._kept.store.put(group, each, data)
        found = last[group]
        return found if isinstance(found, Problem) else found[name]

    def page(self, template: str, **context: object) -> Made:
        """The output as a page: a template with the context, `site` and `page`."""
        base = self.ask("setting", "base_url")
        where = addresses.address(self._path, base)
        page = Page(self._path, where, addresses.absolute(where, base), policy(self._path))
        return self._kept.templates.render(template, self.reader, self.markup, {"page": page, **context})

    def whole(self, path: str) -> str:
        """The body of an entry as HTML, with the funds that it names as they stand now."""
        prose = self.prose(path)
        html = prose.html
        for number, name in enumerate(prose.funds, 1):
            fund = self.ask("fund", name)
            block: Made = ""
            if fund is not None:
                block = self.page("fund-block.html", fund=fund, id=f"site-fund-{number}")
            if isinstance(block, Problem):
                self.note(block)
            else:
                html = html.replace(fund_mark(name), str(block), 1).replace(fund_mark(name), "")
        return html

    def markup(self, path: str, text: str | None = None) -> Markup:
        """A body, or a piece of Markdown from the front matter, as a template can write it out."""
        prose = self.prose(path, text)
        html = prose.html if text is not None else self.whole(path)
        return Markup(illustrate(html, [self.ask("picture", file) for file in prose.pictures]))

    def prose(self, path: str, text: str | None = None) -> Prose:
        """The body of an entry as HTML, or a piece of Markdown from its front matter."""
        return self.once(("prose", path, text), lambda desk: desk.printed(path, text))

    def printed(self, path: str, text: str | None) -> Prose:
        """The same, by what the shelf has if every answer that it was made from still holds."""
        name = path if text is None else f"{path} {digest(text.encode('utf-8', 'surrogatepass'))}"
        row = self._kept.shelf.get(PROSE, name, "")
        if row is not None:
            asked, (html, problems, pictures, funds) = json.loads(row)
            reads = [(Question(question, tuple(args)), answer) for question, args, answer in asked]
            if all(self._answers.fingerprint(question) == answer for question, answer in reads):
                self.reader.replay({question: self._answers(question) for question, _ in reads})
                found = tuple(Problem(*problem) for problem in problems)
                self.note(*found)
                return Prose(html, found, tuple(pictures), tuple(funds))
        prose = _print(path, text, self)
        asked = [(question.name, question.args, answer) for question, answer in self.reader.reads]
        self._kept.new.append((name, "", json.dumps([asked, astuple(prose)]).encode()))
        return prose

    def once(self, key: tuple[str | None, ...], make: Callable[[Desk], T]) -> T:
        """What `make` gives, made once a process: it must be the same whoever asks.

        Every reader that uses it is told what making it asked, every desk what was found wrong.
        """
        kept = self._kept.made.get(key)
        if kept is None:
            inner = Desk(self._path, self._answers, self._kept)
            value = make(inner)
            kept = self._kept.made[key] = (value, inner.reader.noted, inner.problems)
        value, noted, problems = kept
        self.reader.replay(noted)
        self.note(*problems)
        return value


def _print(path: str, text: str | None, desk: Desk) -> Prose:
    reader = desk.reader
    entry: Entry = reader.ask("entry", path)
    language = entry.lang or reader.ask("setting", "language")
    body = reader.ask("body", path) if text is None else text
    prose = printer(language).prose(
        body,
        1 if text is None else 0,
        f"{entry.kind}-{entry.slug}",
        lambda link: reader.ask("target", path, link),
        lambda file: _measure(reader, file),
        lambda: reader.ask("fund_names"),
    )
    placed = replace(prose, problems=tuple(replace(p, path=path) for p in prose.problems))
    desk.note(*placed.problems)
    return placed


def _measure(reader: Reader, file: str) -> tuple[int, int] | None:
    picture: Picture | None = reader.ask("picture", file)
    return (picture.width, picture.height) if picture else None
