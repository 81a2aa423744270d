"""Moments: the days with a time of day that an entry holds, and where they stand in its front matter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any, cast, get_args

from gazette.kinds.shape import Loc, Shape, attributes, front_matter, shapes_in


def moments(value: Shape, at: Loc = ()) -> Iterator[tuple[Loc, datetime]]:
    """Every day and time as (place, moment)."""
    for attribute, name in _leading(cast(Any, type(value))):
        yield from _within(getattr(value, attribute), (*at, name))


def _within(held: object, at: Loc) -> Iterator[tuple[Loc, datetime]]:
    if isinstance(held, datetime):
        yield at, held
    elif isinstance(held, Shape):
        yield from moments(held, at)
    elif isinstance(held, tuple):
        for number, item in enumerate(held):
            yield from _within(item, (*at, number))


@cache
def _leading(shape: Any) -> tuple[tuple[str, str], ...]:
    """The fields that can lead to a moment: attribute and name in front matter."""
    infos = front_matter(shape)
    return tuple(
        (attribute, name)
        for attribute, name in attributes(shape).items()
        if name in infos and (_holds(infos[name].annotation) or shapes_in(infos[name].annotation))
    )


def _holds(annotation: object) -> bool:
    return annotation is datetime or any(_holds(part) for part in get_args(annotation))
