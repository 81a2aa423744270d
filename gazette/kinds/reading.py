"""Reading: Document -> Entry, or everything in its front matter that its kind refuses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from gazette.frontmatter import Document, Field, field_at, locate, locate_name, plain
from gazette.kinds import CONTENT, KINDS, kind_of, slug_of
from gazette.kinds.complaints import Reading
from gazette.kinds.entry import Entry
from gazette.kinds.shape import Loc, front_matter
from gazette.kinds.texts import an
from gazette.mending import scalar
from gazette.problems import Problem, nearest, one_of, order, shorten

_ADAPTERS = {kind: TypeAdapter(kind) for kind in KINDS}


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter of a file as it is written, for what is said of its fields."""

    document: Document

    @property
    def path(self) -> str:
        return self.document.path

    def name_at(self, loc: Loc) -> tuple[int, int]:
        return locate_name(self.document, loc)

    def value_at(self, loc: Loc) -> tuple[int, int]:
        return locate(self.document, loc)

    def line(self, loc: Loc, value: str) -> str:
        field = field_at(self.document, loc)
        # One value alone stands for a list of one: then its line has the list's name.
        own = loc[-1] if field is None or isinstance(loc[-1], str) else field.name
        return f"- {scalar(value)}" if isinstance(own, int) else f"{own}: {scalar(value)}"

    def group(self, loc: Loc, fields: Sequence[tuple[str, str]], many: bool) -> str:
        field = field_at(self.document, loc)
        name = loc[-1] if field is None or isinstance(loc[-1], str) else field.name
        lines = [f"{one}: {scalar(value)}".rstrip() for one, value in fields]
        if isinstance(name, int):
            return "\n".join(f"{'  ' if n else '- '}{line}" for n, line in enumerate(lines))
        lines = [f"{'    ' if n else '  - '}{line}" if many else f"  {line}" for n, line in enumerate(lines)]
        return "\n".join((f"{name}:", *lines))

    def added(self, loc: Loc, line: str) -> str:
        field = field_at(self.document, loc)
        if field is not None and field.name == loc[-1]:
            return line  # its name stands there, with nothing behind it
        group = field_at(self.document, loc[:-1]) if len(loc) > 1 else None
        if group is None:
            return f"add the line below line 1: {line}"
        if isinstance(group.value, str) or not group.value:
            return line
        first = group.value[0]
        if first.line == group.line and not isinstance(group.name, int):
            return f"add within the braces: {line}"
        margin = " " * (first.column - 1)
        return f"add the line below line {_end(first)}: {margin}{line}"


def _end(field: Field) -> int:
    """The last line on which a field has anything."""
    if isinstance(field.value, str) or not field.value:
        return field.value_line
    return max(_end(inner) for inner in field.value)


def read(document: Document) -> tuple[Entry | None, tuple[Problem, ...]]:
    """The entry, or None and every problem in its front matter."""
    kind = kind_of(document.path)
    if kind is None:
        return None, (_no_kind(document.path),)
    given = plain(document.fields)
    reading = Reading(kind, _one(kind), given, FrontMatter(document), _stray, _DELETE)
    problems = [reading.unknown((name,)) for name in kind.hidden if name in given]
    values = {name: value for name, value in given.items() if name not in kind.hidden}
    if "slug" not in values:
        values["slug"] = slug_of(document.path) or "unnamed"
        if not slug_of(document.path):
            problems.append(_bad_file_name(document.path))
    values["path"] = document.path
    try:
        entry = _ADAPTERS[kind].validate_python(values, by_alias=True, by_name=False)
    except ValidationError as error:
        details = error.errors(include_url=False)
        problems += reading.complaints(details)
        problems += _rules_of_the_rest(kind, values, details, reading)
        return None, order(problems)
    return (None if problems else entry), order(problems)


def _rules_of_the_rest(
    kind: type[Entry], values: dict[str, Any], details: list[ErrorDetails], reading: Reading
) -> Iterator[Problem]:
    """The rules across fields that are broken whatever the unreadable fields should be.

    Without them an editor who has mended everything would be told of something new. The fields that
    cannot be read are left out, or stood in for by their examples where they are required.
    """
    bad = {str(detail["loc"][0]) for detail in details if detail["loc"]}
    bad |= {reading.near((name,))[0] for name in bad - front_matter(kind).keys()}
    if not bad:
        return
    rest = {name: value for name, value in values.items() if name not in bad}
    for name, info in front_matter(kind).items():
        if info.is_required() and name not in rest and info.examples:
            rest[name] = info.examples[0]
    try:
        _ADAPTERS[kind].validate_python(rest, by_alias=True, by_name=False)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            for finding in detail.get("ctx", {}).get("findings", ()):
                if not detail["loc"] and bad.isdisjoint(finding.uses):
                    yield reading.broken(finding.loc, finding)


_DELETE = "delete it, or put it below extra: for templates of your own"


def _one(kind: type[Entry]) -> str:
    return "a news item" if kind.kind == "news" else an(kind.kind)


def _stray(name: str) -> str:
    """What to do with a field that the kind has not: perhaps another kind has it."""
    if name in front_matter(Entry):
        return "delete it; only what has a page of its own has this field"
    others = [_one(kind) for kind in KINDS if name in front_matter(kind)]
    return f"it is a field of {one_of(others)}; delete it here" if others else ""


def _no_kind(path: str) -> Problem:
    folders = [kind.folder for kind in KINDS]
    parts = path.split("/")
    near = nearest(parts[1], folders) if len(parts) > 2 else ""
    return Problem(
        "no-kind",
        "The folder decides what a file is, and this one is in none of the folders.",
        path,
        1,
        1,
        read=path.rpartition("/")[0] + "/",
        wanted=f"a file in {one_of([f'{CONTENT}/{folder}' for folder in folders])}",
        hint=f"move it to {CONTENT}/{near}/" if near else "move it to one of these folders",
    )


def _bad_file_name(path: str) -> Problem:
    return Problem(
        "not-a-slug",
        "The file's name becomes part of the address, and this one has nothing that could.",
        path,
        1,
        1,
        read=shorten(path.rpartition("/")[2]),
        wanted="letters a to z, numbers and hyphens in the name",
        hint="rename the file, or give it a slug",
    )
