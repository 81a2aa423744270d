"""Complaints: what pydantic refuses -> Problems in the editor's words, each with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from gazette.kinds.shape import Finding, Loc, Shape, choices_in, front_matter, shapes_in
from gazette.problems import Problem, nearest, one_of, shorten

INSTEAD = {
    "author": "authors",
    "campaign": "campaigns",
    "categories": "tags",
    "category": "tags",
    "description": "summary",
    "draft": "status",
    "excerpt": "summary",
    "permalink": "slug",
    "tag": "tags",
    "title": "name",
    "union": "unions",
    "url": "base_url",
}
"""What other generators, or one among many, call a field; used where the other name is a field."""


class Written(Protocol):
    """A file as it is written: where its fields stand, and how a line of it looks."""

    @property
    def path(self) -> str:
        """The file, from the root."""

    def name_at(self, loc: Loc) -> tuple[int, int]:
        """The line and column of a field's name."""

    def value_at(self, loc: Loc) -> tuple[int, int]:
        """The line and column of a field's value."""

    def line(self, loc: Loc, value: str) -> str:
        """The line that gives the field this value."""

    def group(self, loc: Loc, fields: Sequence[tuple[str, str]], many: bool) -> str:
        """How a group with these fields is written, or a list of such groups."""

    def added(self, loc: Loc, line: str) -> str:
        """What to do to give a field that is not there the line that it is to have."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a file by a schema: the schema, what to call the file, and what it holds."""

    shape: type[Shape]
    whose: str
    values: Mapping[str, Any]
    written: Written
    stray: Callable[[str], str] = lambda name: ""
    """What to do with a field that belongs to files of another sort; nothing where it belongs to none."""
    delete: str = "delete it"
    """What to do with a field of the whole file that is like none that there is."""

    def complaints(self, details: Iterable[ErrorDetails]) -> Iterator[Problem]:
        """Every error as a problem."""
        details = tuple(details)
        # A missing field that stands there misspelt is one problem, not two.
        meant = {
            (*detail["loc"][:-1], self.near(detail["loc"])[0])
            for detail in details
            if detail["type"] == "unexpected_keyword_argument"
        }
        for detail in details:
            loc, code, ctx = detail["loc"], detail["type"], detail.get("ctx", {})
            if code == "missing" and loc in meant:
                continue
            if code == "rules":
                for finding in ctx["findings"]:
                    yield self.broken((*loc, *finding.loc), finding)
            elif code == "unexpected_keyword_argument":
                yield self.unknown(loc)
            elif code == "missing":
                yield self._missing(loc)
            elif code == "literal_error":
                yield self._not_a_choice(loc, str(detail["input"]))
            elif code == "dataclass_type":
                yield self._not_fields(loc, detail["input"])
            else:
                yield self._refused(loc, detail)

    def broken(self, loc: Loc, finding: Finding) -> Problem:
        """A rule across fields that does not hold."""
        if finding.loc:
            place, read = self.written.value_at(loc), as_text(self._value(loc))
        else:
            # A rule about a whole group points at the group's name, not at its first field.
            place, read = self.written.name_at(loc), as_text(self._value(loc)) if loc else ""
        # A line to add stands in the group that the rule is of.
        hint = (
            self.written.added((*loc[: len(loc) - len(finding.loc)], ""), finding.hint)
            if finding.adds
            else finding.hint
        )
        return self._problem(finding.code, finding.message, place, read, finding.wanted, hint)

    def unknown(self, loc: Loc) -> Problem:
        """A field that the schema has not."""
        name = str(loc[-1])
        near, known = self.near(loc)
        stray = self.stray(name) if len(loc) == 1 and name not in INSTEAD else ""
        return self._problem(
            "unknown-field",
            f"“{shorten(name)}” is not a field of {self._owner(loc)}.",
            self.written.name_at(loc),
            name,
            (not stray and near) or ", ".join(known),
            stray or (f"did you mean {near}?" if near else self.delete if len(loc) == 1 else "delete it"),
        )

    def near(self, loc: Loc) -> tuple[str, tuple[str, ...]]:
        """The field that an unknown one probably is, and every field there."""
        name, known = str(loc[-1]), tuple(front_matter(self._walk(loc[:-1])[0]))
        instead = INSTEAD.get(name.lower(), "")
        return (
            instead if instead in known else nearest(name.replace("-", "_").replace(" ", "_"), known, 0.7)
        ), known

    def _refused(self, loc: Loc, detail: ErrorDetails) -> Problem:
        ctx, given = detail.get("ctx", {}), detail["input"]
        message, mended = str(ctx.get("said", detail["msg"])), str(ctx.get("mended", ""))
        if detail["type"] == "not-one-value":
            # `- Strike: day two` is a field to YAML, and text to everybody else.
            if isinstance(given, dict) and len(given) == 1 and as_text(given):
                message, mended = "A colon and a space make this a field.", as_text(given)
            elif isinstance(given, list) and len(given) == 1:
                mended = as_text(given)
        wanted = str(ctx.get("wanted", ""))
        info = self._walk(loc)[1]
        if mended:
            hint = self.written.line(loc, mended)
        elif example := str(info.examples[0]) if info is not None and info.examples else _such_as(wanted):
            hint = f"such as {self.written.line(loc, example)}"
        else:
            hint = f"write {wanted}, or take the line out"
        place = self.written.value_at(loc)
        return self._problem(detail["type"], message, place, as_text(given), wanted, hint)

    def _missing(self, loc: Loc) -> Problem:
        name, info = str(loc[-1]), self._walk(loc)[1]
        owner = self._owner(loc)
        example = info.examples[0] if info is not None and info.examples else "…"
        described = (info.description if info is not None else "") or name
        return self._problem(
            "missing-field",
            f"{owner[0].upper()}{owner[1:]} needs “{name}”.",
            self.written.name_at(loc),
            "nothing",
            described[0].lower() + described[1:].rstrip("."),
            self.written.added(loc, self.written.line((*loc[:-1], name), str(example))),
        )

    def _not_a_choice(self, loc: Loc, given: str) -> Problem:
        info = self._walk(loc)[1]
        words = choices_in(info.annotation) if info is not None else ()
        near = nearest(given, words)
        return self._problem(
            "not-a-choice",
            f"“{shorten(given)}” is not one of the words that “{_name(loc)}” may have.",
            self.written.value_at(loc),
            given,
            one_of(words),
            self.written.line(loc, near) if near else "write one of these words",
        )

    def _not_fields(self, loc: Loc, given: object) -> Problem:
        shape, info = self._walk(loc)
        fields = front_matter(shape)
        joined = re.fullmatch(r"(\w+):(\S.*)", given) if isinstance(given, str) else None
        if joined and joined[1] in fields:
            return self._problem(
                "no-space",
                f"A space is missing after “{joined[1]}:”.",
                self.written.value_at(loc),
                str(given),
                "name: value",
                self.written.group(loc, [(joined[1], joined[2])], isinstance(loc[-1], int)),
            )
        many = isinstance(loc[-1], int) or (info is not None and "tuple[" in str(info.annotation))
        return self._problem(
            "not-fields",
            f"“{_name(loc)}” has fields of its own, not one value.",
            self.written.value_at(loc),
            as_text(given),
            ", ".join(fields),
            self.written.group(loc, _begun(shape, given), many),
        )

    def _walk(self, loc: Loc) -> tuple[type[Shape], FieldInfo | None]:
        """The shape that a place holds or lies in, and its field there, if there is one."""
        shape, info = self.shape, None
        inside: tuple[type[Shape], ...] = (shape,)
        for part in loc:
            if isinstance(part, int):
                continue
            # The name of a class says which of several shapes the value was read as.
            if named := [one for one in inside if one.__name__ == part]:
                inside = (named[0],)
                continue
            shape = inside[0] if inside else shape
            info = front_matter(shape).get(part)
            inside = shapes_in(info.annotation) if info is not None else ()
        return (inside[0] if inside else shape), info

    def _owner(self, loc: Loc) -> str:
        name = _name(loc[:-1])
        return f"“{name}”" if name else self.whose

    def _value(self, loc: Loc) -> Any:
        value: Any = self.values
        for part in loc:
            if isinstance(value, Mapping) and part in value:
                value = value[str(part)]
            elif isinstance(value, list) and isinstance(part, int) and part < len(value):
                value = value[part]
        return value

    def _problem(
        self, code: str, message: str, place: tuple[int, int], read: str, wanted: str, hint: str
    ) -> Problem:
        return Problem(code, message, self.written.path, *place, shorten(read), wanted, hint)


def as_text(given: object) -> str:
    """What stands in the file, on one line."""
    if isinstance(given, list | tuple):
        return ", ".join(as_text(item) for item in given)
    if isinstance(given, Mapping):
        return ", ".join(f"{name}: {as_text(value)}" for name, value in given.items())
    return str(given)


def _such_as(wanted: str) -> str:
    """The example in the words for what is wanted, if they have one."""
    found = re.search(r"such as (.+?)(?: or |, | \(|$)", wanted)
    return found[1] if found else ""


def _begun(shape: type[Shape], given: object) -> list[tuple[str, str]]:
    """The fields of a group that is begun: what it needs, and in the first the text that stands there."""
    fields = front_matter(shape)
    names = [name for name, info in fields.items() if info.is_required() or name in shape.starting]
    names = names or [next(iter(fields))]
    text = given.strip() if isinstance(given, str) and "\n" not in given else ""
    begun = []
    for name in names:
        info = fields[name]
        free = not choices_in(info.annotation) and info.annotation is str
        example = str(info.examples[0]) if info.examples else ""
        begun.append((name, text if text and free else example))
        text = "" if free else text
    return begun


def _name(loc: Loc) -> str:
    """The name of the innermost field; names of classes and numbers of items are passed over."""
    return next((p for p in reversed(loc) if isinstance(p, str) and p.islower()), "")
