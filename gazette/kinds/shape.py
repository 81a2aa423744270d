"""Shape: what every schema class is made of, and how rules that span fields are kept.

Pydantic's dataclasses make one class both the value and the schema. A rule that spans fields runs
as soon as the fields of its own class can be read, so a mistake elsewhere hides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass as plain_dataclass
from dataclasses import fields, is_dataclass
from typing import Any, ClassVar, Literal, Self, TypeVar, cast, dataclass_transform, get_args

from pydantic import ConfigDict, Field, model_validator
from pydantic.dataclasses import dataclass
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

T = TypeVar("T")
Loc = tuple[str | int, ...]

# Schemas are built when they are first needed: `gazette --help` should not wait for eight of them.
_CONFIG = ConfigDict(extra="forbid", validate_by_name=True, validate_by_alias=True, defer_build=True)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(Field,))
def shape(cls: type[T]) -> type[T]:
    """The class as a frozen, slotted, validated value."""
    made: Any = dataclass(frozen=True, slots=True, kw_only=True, config=_CONFIG)
    return cast(type[T], made(cls))


@plain_dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule: where (from the class that holds the rule), what is wrong, and the way out.

    `uses` are the fields of the class that the rule looked at: where one of them could not be read,
    the finding does not count.
    """

    code: str
    loc: Loc
    message: str
    wanted: str = ""
    hint: str = ""
    uses: tuple[str, ...] = ()
    adds: bool = False
    """Whether the hint is a line to add to the group, not one to write in place of another."""


@shape
class Shape:
    """The base of every schema class."""

    starting: ClassVar[tuple[str, ...]] = ()
    """Fields that need not be there, and yet belong into a group that is begun."""

    def rules(self) -> Iterator[Finding]:
        """Every rule that this value breaks."""
        yield from ()

    @model_validator(mode="after")
    def _keep_the_rules(self) -> Self:
        findings = tuple(self.rules())
        if findings:
            said = " ".join(finding.message for finding in findings)
            raise PydanticCustomError("rules", "{said}", {"said": said, "findings": findings})
        return self


def front_matter(shape: type[Shape]) -> dict[str, FieldInfo]:
    """The fields of a shape by the names that front matter has for them."""
    hidden = getattr(shape, "hidden", ())
    return {
        _named(name, info): info for name, info in _infos(shape).items() if _named(name, info) not in hidden
    }


def attributes(shape: type[Shape]) -> dict[str, str]:
    """The name that front matter has for each attribute of a shape."""
    return {name: _named(name, info) for name, info in _infos(shape).items()}


def shapes_in(annotation: object) -> tuple[type[Shape], ...]:
    """Every shape that an annotation names, outermost first."""
    if isinstance(annotation, type) and is_dataclass(annotation):
        return (annotation,) if issubclass(annotation, Shape) else ()
    return tuple(found for part in get_args(annotation) for found in shapes_in(part))


def choices_in(annotation: object) -> tuple[str, ...]:
    """The words that a field may hold, where it is a choice."""
    if getattr(annotation, "__origin__", None) is Literal:
        return tuple(str(word) for word in get_args(annotation))
    return tuple(word for part in get_args(annotation) for word in choices_in(part))


def _named(name: str, info: FieldInfo) -> str:
    # A name such as `from` is a word of Python's own.
    return str(info.validation_alias or name)


def _infos(shape: type[Shape]) -> dict[str, FieldInfo]:
    infos: dict[str, FieldInfo] = getattr(shape, "__pydantic_fields__", {})
    return {f.name: infos[f.name] for f in fields(shape)}


Json = dict[str, Any]
