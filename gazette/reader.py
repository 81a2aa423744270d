"""The Reader: the one way in which a recipe learns about the world, and it writes down everything.

`Answers` finds each answer once a build; a `Reader` belongs to one output and keeps, for each
question it passed on, the fingerprint of the answer. That list is the output's trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from gazette.fingerprint import fingerprint
from gazette.instants import Timed, earliest
from gazette.parts import NOW, Parts, Watch, in_order
from gazette.questions import QUESTIONS, Question
from gazette.site import Site


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, its fingerprint, the first instant at which the clock alone may change it, and the parts
    of the Site that it was made from."""

    value: Any
    fingerprint: str
    until: datetime | None = None
    parts: Parts = ()


UNKNOWN = Answer(None, "")
"""The answer to a question that this engine does not know: unlike any other."""


class Answers:
    """The Site's answers, each found once."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._watch = Watch(site)
        self._found: dict[Question, Answer] = {}

    def __call__(self, question: Question) -> Answer:
        found = self._found.get(question)
        if found is None:
            found = self._found[question] = self._find(question)
        return found

    def knows(self, question: Question) -> bool:
        """Whether the answer was found already."""
        return question in self._found

    def fingerprint(self, question: Question) -> str:
        """The fingerprint of the answer now."""
        return self(question).fingerprint

    def _find(self, question: Question) -> Answer:
        ask = QUESTIONS.get(question.name)
        if ask is None:
            return UNKNOWN
        value = ask(self._watch, *question.args)
        seen = self._watch.seen()
        if isinstance(value, Timed):
            # It says itself when the clock may change it.
            return Answer(value.value, fingerprint(value.value), value.until, _but_now(seen))
        return Answer(value, fingerprint(value), None, seen)


def parts_of(answers: Iterable[Answer]) -> Parts:
    """The parts of the Site that any of the answers was made from."""
    return in_order(chain.from_iterable(answer.parts for answer in answers))


def _but_now(parts: Parts) -> Parts:
    return tuple(part for part in parts if part != NOW)


def until_of(answers: Iterable[Answer], now: datetime) -> datetime | None:
    """The first instant at which one of the answers may change by itself."""
    return earliest((answer.until for answer in answers), now)


class Reader:
    """Asks for one output, and remembers what was asked."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._reads: dict[Question, Answer] = {}

    def ask(self, name: str, *args: str | int | None) -> Any:
        """The answer to the question of that name."""
        plain = tuple(str(a) if isinstance(a, str) else a for a in args)  # Markup is text too
        if wrong := [a for a in plain if a is not None and type(a) not in (str, int)]:
            # 1, 1.0 and True are equal, and would take each other's answers.
            raise TypeError(f"site.{name} is asked about text and whole numbers, not {wrong[0]!r}")
        question = Question(name, plain)
        answer = self._answers(question)
        self.record(question, answer)
        return answer.value

    def record(self, question: Question, answer: Answer) -> None:
        """Write down a question and its answer."""
        self._reads[question] = answer

    def replay(self, noted: Mapping[Question, Answer]) -> None:
        """Write down what somebody else asked in this reader's place."""
        self._reads.update(noted)

    @property
    def noted(self) -> Mapping[Question, Answer]:
        """Every question with its answer, as they were asked."""
        return self._reads

    @property
    def reads(self) -> tuple[tuple[Question, str], ...]:
        """Every question with the fingerprint of its answer, in the questions' order: with whom something
        was made first is not to make another trace."""
        found = [(question, answer.fingerprint) for question, answer in self._reads.items()]
        return tuple(sorted(found, key=lambda read: (read[0].name, repr(read[0].args))))

    @property
    def parts(self) -> Parts:
        """The parts of the Site that the answers were made from."""
        return parts_of(self._reads.values())

    @property
    def until(self) -> datetime | None:
        """The first instant at which one of the answers may change by itself."""
        return until_of(self._reads.values(), self._answers.site.now)
