"""Forms: the fields of a kind as every door shows them (completion, a CMS, a new post, the reference).

A form is read off the annotations of a kind, so that a field added there is in all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from pydantic.fields import FieldInfo

from gazette.kinds.extra import Extra
from gazette.kinds.scalars import ALONE, Declared, Reference
from gazette.kinds.shape import front_matter


@dataclass(frozen=True, slots=True)
class Value:
    """One thing that a field may hold.

    `type` is the name of a declared type (`text`, `moment`), or `choice`, `reference`, `group` or
    `extra`. `choices` are the words of a choice or of a type that has few; `reference` is the kind
    of entry that is named (`entry` for any); `group` has the fields of a group.
    """

    type: str
    many: bool = False
    choices: tuple[str, ...] = ()
    reference: str = ""
    group: Form | None = None
    rule: tuple[tuple[str, Any], ...] = ()
    """What JSON Schema says of the text of a declared type."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A field, as a form has it: its name, what it is for, and what may be written there.

    Most fields take one sort of value. Where there are several, any of them will do, and the first
    is the one to offer.
    """

    name: str
    meaning: str
    required: bool
    takes: tuple[Value, ...]
    example: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A group of fields, or all fields of a kind; `name` is the class, `meaning` what it stands for."""

    name: str
    meaning: str
    blanks: tuple[Blank, ...]
    starting: tuple[str, ...] = ()

    @property
    def begun(self) -> tuple[Blank, ...]:
        """The fields of a group that is begun: those it needs and those that belong there, or its first."""
        begun = tuple(blank for blank in self.blanks if blank.required or blank.name in self.starting)
        return begun or tuple(blank for blank in self.blanks if blank.takes[0].group is None)[:1]

    def blank(self, name: str) -> Blank | None:
        """The field of that name, if there is one."""
        return next((blank for blank in self.blanks if blank.name == name), None)


def form_of(shape: Any) -> Form:
    """The form of a kind, of the settings or of a group of fields."""
    meaning = " ".join((shape.__doc__ or "").split("\n\n")[0].split())
    blanks = (_blank(name, info) for name, info in front_matter(shape).items())
    return Form(shape.__name__, meaning, tuple(blanks), shape.starting)


def _blank(name: str, info: FieldInfo) -> Blank:
    annotation: Any = info.annotation
    for mark in info.metadata:
        annotation = Annotated[annotation, mark]
    return Blank(
        name,
        info.description or "",
        info.is_required(),
        tuple(dict.fromkeys(_values(annotation))),
        _written(info.examples[0]) if info.examples else "",
        "" if info.is_required() else _written(info.default),
    )


def _written(value: object) -> str:
    """An example or default as it would be written; nothing for what has no short form."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        words = ", ".join(str(one) for one in value)
        return f"[{words}]" if words else ""
    return str(value) if isinstance(value, str | int | float) else ""


def _values(annotation: Any, many: bool = False) -> tuple[Value, ...]:
    """Everything that an annotation allows, in its order."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if annotation is type(None):
        return ()
    if origin is Annotated:
        for mark in parts[1:]:
            if isinstance(mark, Declared):
                words = dict(mark.json).get("enum", ())
                return (Value(mark.name, many, tuple(str(word) for word in words), rule=mark.json),)
            if isinstance(mark, Reference):
                return (Value("reference", many, reference=mark.kind),)
        alone = (Value("text", many, rule=(("type", "string"),)),) if ALONE in parts[1:] else ()
        return (*_values(parts[0], many), *alone)
    if origin is Literal:
        return (Value("choice", many, tuple(str(word) for word in parts)),)
    if origin is tuple:
        return _values(parts[0], many=True)
    if annotation is Extra:
        return (Value("extra", many),)
    if origin is Union or parts:
        return tuple(value for part in parts for value in _values(part, many))
    return (Value("group", many, group=form_of(cast(Any, annotation))),)
