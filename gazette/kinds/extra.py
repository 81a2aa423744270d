"""Extra: fields for templates of one's own, kept as they are written, as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Union

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from gazette.kinds.refusal import refuse

Kept = Union[str, tuple["Kept", ...], "Extra"]


@dataclass(frozen=True, slots=True)
class Extra:
    """A mapping that cannot change: text, lists of text, and such mappings."""

    pairs: tuple[tuple[str, Kept], ...] = ()

    def __getitem__(self, name: str) -> Kept:
        for known, value in self.pairs:
            if known == name:
                return value
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    def __contains__(self, name: object) -> bool:
        return any(known == name for known, _ in self.pairs)

    def get(self, name: str, default: Kept | None = None) -> Kept | None:
        """The value of that name, or the default."""
        return next((value for known, value in self.pairs if known == name), default)

    def items(self) -> tuple[tuple[str, Kept], ...]:
        """Every name with its value, in the order in which they are written."""
        return self.pairs

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.read)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "object", "x-type": "extra"}

    @classmethod
    def read(cls, value: object) -> Extra:
        """The mapping as front matter holds it, made unchangeable."""
        if isinstance(value, Extra):
            return value
        if not isinstance(value, Mapping):
            refuse("not-fields", "Fields are wanted here.", "fields of your own, each with a value")
        return cls(tuple((str(name), _keep(kept)) for name, kept in value.items()))


def _keep(value: object) -> Kept:
    if isinstance(value, Mapping):
        return Extra.read(value)
    if isinstance(value, list | tuple):
        return tuple(_keep(item) for item in value)
    return str(value)
