"""Fields: the YAML of front matter -> names and values with their places, all scalars as text.

YAML's own idea of a value is never asked for: it reads 18:30 as 1110 and an account number as an
octal. The tree is built from the parser's events, so that nothing of YAML that can surprise
somebody (anchors, tags, merge keys, repeated keys) passes unnoticed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from gazette import mending
from gazette.decoding import separators
from gazette.problems import Problem, shorten

DEEPEST: Final = 12
"""Levels of fields within fields. The schemas need four."""

MOST_MENDS: Final = 20
"""Lines mended in passing, to go on and find what else is wrong in the same file."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What an escape such as "\x00" can smuggle past the decoding of the file.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Field:
    """A name with its value; within a list the name is the item's number.

    Lines and columns count from 1 within the file. An empty value means that none was given.
    """

    name: str | int
    value: str | tuple[Field, ...]
    line: int
    column: int
    value_line: int
    value_column: int


def read_fields(path: str, text: str) -> tuple[tuple[Field, ...] | None, tuple[Problem, ...]]:
    """The fields, or None where they cannot be told apart; the text's first line is line 1."""
    problems = [*separators(path, text)]
    text = re.sub("[\u2028\u2029\ufeff]", " ", text)
    for _ in range(MOST_MENDS):
        try:
            events = tuple(yaml.parse(text, Loader=_LOADER))
        except yaml.YAMLError as error:
            problem, mended = mending.diagnose(path, text, error)
            problems.append(problem)
            if mended is None or mended == text:
                break
            text = mended
            continue
        found = mending.missing_space(path, text) if _is_scalar(events) else None
        if found is not None:
            problems.append(found[0])
            text = found[1]
            continue
        tree = _Tree(path, text.split("\n"))
        fields = tree.grow(events)
        return fields, (*problems, *tree.problems)
    return None, tuple(problems)


def plain(fields: tuple[Field, ...]) -> dict[str, Any]:
    """The fields as nested dicts, lists and text, without those that have no value."""
    values: dict[str, Any] = {}
    for one in fields:
        value = _plain(one.value)
        if value is not None:
            values[str(one.name)] = value
    return values


def _plain(value: str | tuple[Field, ...]) -> Any:
    if not value:
        return None
    if isinstance(value, str):
        return value
    if isinstance(value[0].name, str):
        return plain(value)
    # An empty item keeps its number, so that the items after it keep theirs.
    return ["" if (item := _plain(one.value)) is None else item for one in value]


def _is_scalar(events: tuple[Any, ...]) -> bool:
    return any(isinstance(event, yaml.ScalarEvent) for event in events[2:3])


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end is not yet read."""

    names: bool
    mark: Any
    kept: bool = True
    name: str | int | None = None
    name_mark: Any = None
    waits: bool = False
    fields: list[Field] = field(default_factory=list)


class _Tree:
    """The fields of one file, grown from the events of the parser, and what is wrong with them."""

    def __init__(self, path: str, lines: list[str]) -> None:
        self.path = path
        self.lines = lines
        self.problems: list[Problem] = []
        self.open: list[_Open] = []
        self.root: tuple[Field, ...] | None = ()

    def grow(self, events: tuple[Any, ...]) -> tuple[Field, ...] | None:
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._say(
                        event,
                        "more-than-one-document",
                        "A second set of fields begins here.",
                        "one set of fields between two lines of ---",
                        "put all fields between the first two lines of ---",
                    )
                    break
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                self._begin(event)
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                done = self.open.pop()
                self._add(tuple(done.fields) if done.kept else "", done.mark)
            elif isinstance(event, yaml.ScalarEvent | yaml.AliasEvent):
                self._scalar(event)
        return self.root

    def _begin(self, event: Any) -> None:
        self._check(event)
        names = isinstance(event, yaml.MappingStartEvent)
        if not self.open and not names:
            self._not_fields(event, "list")
        if len(self.open) == DEEPEST:
            self._say(
                event,
                "too-deep",
                f"Fields lie within fields more than {DEEPEST} levels deep here.",
                "fewer levels",
            )
        above = self.open[-1] if self.open else None
        as_name = above is not None and above.names and not above.waits
        if as_name and above is not None and above.kept:
            self._bad_name(event)
        kept = (above is None or above.kept) and not as_name and len(self.open) < DEEPEST
        self.open.append(_Open(names, event.start_mark, kept))

    def _scalar(self, event: Any) -> None:
        self._check(event)
        alias = isinstance(event, yaml.AliasEvent)
        text = f"*{event.anchor}" if alias else event.value
        if not alias and not event.style and text in ("~", "null"):
            text = ""
        if unseen := _UNSEEN.search(text):
            self._say(
                event,
                "control-character",
                f"This value has a control character (U+{ord(unseen[0]):04X}) in it.",
                "text without control characters",
            )
            text = _UNSEEN.sub(" ", text)
        if not self.open:
            if text:
                self._not_fields(event, "text")
            return
        above = self.open[-1]
        if not above.names or above.waits:
            self._add(text, event.start_mark)
            return
        above.waits, above.name, above.name_mark = True, text, event.start_mark
        if not above.kept:
            above.name = None
        elif text == "<<" and not event.style:
            above.name = None
            self._say(
                event,
                "merge-key",
                "“<<” (fields taken from elsewhere) is not used here.",
                "each field written out",
            )
        elif not text:
            above.name = None
            self._bad_name(event)
        elif (first := next((f for f in above.fields if f.name == text), None)) is not None:
            above.name = None
            self._say(
                event,
                "repeated-field",
                f"“{shorten(text)}” stands here twice; the first is on line {first.line}.",
                "each field once",
                f"delete this one or the one on line {first.line}",
                read=text,
            )

    def _add(self, value: str | tuple[Field, ...], mark: Any) -> None:
        if not self.open:
            if self.root is not None:
                self.root = value if isinstance(value, tuple) else None
            return
        above = self.open[-1]
        line, column = mark.line + 1, mark.column + 1
        if not above.names:
            above.fields.append(Field(len(above.fields), value, line, column, line, column))
        elif not above.waits:
            # A list or mapping where a name belongs: what follows is its value.
            above.waits, above.name = True, None
        else:
            if above.name is not None:
                at = above.name_mark
                above.fields.append(Field(above.name, value, at.line + 1, at.column + 1, line, column))
            above.waits = False

    def _check(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            self._say(
                event,
                "yaml-reference",
                f"A value that begins with “{sign}” needs quotation marks.",
                "text in quotation marks",
                self._quoted(event),
                f"{sign}{event.anchor}",
            )
        if getattr(event, "tag", None) is not None:
            self._say(
                event,
                "yaml-tag",
                "A value that begins with “!” needs quotation marks.",
                "text in quotation marks",
                self._quoted(event),
                event.tag,
            )

    def _quoted(self, event: Any) -> str:
        line, column = self.lines[event.start_mark.line], event.start_mark.column
        return f"{line[:column]}{mending.quoted(line[column:].rstrip())}".strip()

    def _not_fields(self, event: Any, what: str) -> None:
        self.root = None
        self._say(
            event,
            "not-fields",
            f"Between the two lines of --- stands a {what}, not fields."
            if what == "list"
            else "Between the two lines of --- stands text, not fields.",
            "fields, each as name: value",
            "title: The heading",
        )

    def _bad_name(self, event: Any) -> None:
        self._say(
            event,
            "not-a-field-name",
            "A field's name is missing here.",
            "a name, a colon and a value",
            "name: value; a value that begins with [ or { needs quotation marks",
        )

    def _say(self, event: Any, code: str, message: str, wanted: str, hint: str = "", read: str = "") -> None:
        mark = event.start_mark
        self.problems.append(
            Problem(
                code,
                message,
                self.path,
                mark.line + 1,
                mark.column + 1,
                shorten(read),
                wanted,
                hint,
            )
        )
