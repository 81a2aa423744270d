"""References: which entries an entry names, found by walking the annotations of its kind."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, cast, get_args

from gazette.kinds.scalars import Reference
from gazette.kinds.shape import Loc, Shape, attributes, front_matter, shapes_in


def references(value: Shape, at: Loc = ()) -> Iterator[tuple[Loc, str, str]]:
    """Every reference as (place, kind, name); the kind is `entry` where any kind will do."""
    for attribute, name, kind in _leading(cast(Any, type(value))):
        held = getattr(value, attribute)
        for place, item in _each(held, (*at, name)):
            if isinstance(item, Shape):
                yield from references(item, place)
            elif kind and isinstance(item, str):
                yield place, kind, item


def _each(held: object, at: Loc) -> Iterator[tuple[Loc, object]]:
    if isinstance(held, tuple):
        for number, item in enumerate(held):
            yield (*at, number), item
    elif held is not None:
        yield at, held


@cache
def _leading(shape: Any) -> tuple[tuple[str, str, str], ...]:
    """The fields that can lead to a reference: attribute, name in front matter, kind or nothing."""
    infos = front_matter(shape)
    return tuple(
        (attribute, name, kind)
        for attribute, name in attributes(shape).items()
        if name in infos
        for kind in (_kind(infos[name].annotation, *infos[name].metadata),)
        if kind or shapes_in(infos[name].annotation)
    )


def _kind(*parts: object) -> str:
    for part in parts:
        if isinstance(part, Reference):
            return part.kind
        if kind := _kind(*get_args(part), *getattr(part, "__metadata__", ())):
            return kind
    return ""
