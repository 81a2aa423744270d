"""Drafting: the text of a new post, made from the schema of its kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from pydantic.fields import FieldInfo

from gazette.kinds import CONTENT, KINDS, slug_of
from gazette.kinds.entry import Entry
from gazette.kinds.shape import choices_in, front_matter, shapes_in
from gazette.kinds.texts import slugify
from gazette.mending import scalar

_GIVEN = ("title", "name", "date", "id", "status", "slug")


def kind_called(word: str) -> type[Entry] | None:
    """The kind that a person means: `event`, `events` or `Event`."""
    wanted = word.casefold()
    return next((k for k in KINDS if wanted in (k.kind, k.folder, k.plural.casefold())), None)


def paths_for(kind: type[Entry], title: str) -> Iterator[str]:
    """Where a new post of that title may go; more than one place only if no letter of it can be
    part of an address, so that such titles do not stand in each other's way."""
    folder = f"{CONTENT}/{kind.folder}"
    if slug := slugify(title):
        yield f"{folder}/{slug}.md"
    else:
        yield from (f"{folder}/{kind.kind}-{number}.md" for number in range(1, 1000))


def draft(kind: type[Entry], title: str, path: str, today: date, base_url: str) -> str:
    """The text of a new post: required fields ready to edit, the others as hints, a body to replace.

    The id is a tag URI (RFC 4151) of the hub's host, the day and the first name of the post: it
    never changes, whatever the address, title or host become.
    """
    host = urlsplit(base_url).hostname or "example.org"
    identity = f"tag:{host},{today.isoformat()}:{kind.folder}/{slug_of(path)}"
    fields = front_matter(kind)
    lines = ["---", f"{'name' if 'name' in fields else 'title'}: {scalar(title)}"]
    if "date" in fields:
        lines.append(f"date: {today.isoformat()}")
    lines += [f"id: {identity}", "# Take the next line out when the post is ready to be published."]
    lines.append("status: draft")
    for name, info in fields.items():
        if name not in _GIVEN and info.is_required():
            lines += [f"# {info.description}", f"{name}: {_example(info)}"]
    optional = [
        (name, info) for name, info in fields.items() if name not in _GIVEN and not info.is_required()
    ]
    # A kind's own fields first: they are what an editor came for.
    optional.sort(key=lambda field: field[0] in front_matter(Entry))
    if optional:
        lines += ["", "# More fields, if you want them: take away the “# ” before a field's lines."]
    for name, info in optional:
        lines += _hint(name, info)
    lines += ["---", "", "Write here. The first paragraph is what lists and feeds show.", ""]
    return "\n".join(lines)


def _hint(name: str, info: FieldInfo) -> list[str]:
    """A field as comment lines: what it is for, and the lines that it would have."""
    lines = ["#", f"# # {info.description}"]
    inner = shapes_in(info.annotation)
    if not inner:
        return [*lines, f"# {name}: {_example(info)}".rstrip()]
    required = [
        f"{field}: {_example(about)}".rstrip()
        for field, about in front_matter(inner[0]).items()
        if about.is_required() or field in inner[0].starting
    ]
    listed = "tuple" in str(info.annotation)
    lines.append(f"# {name}:")
    for number, line in enumerate(required or [f"{next(iter(front_matter(inner[0])))}:"]):
        lines.append(f"#   {('- ' if number == 0 else '  ') if listed else ''}{line}")
    return lines


def _example(info: FieldInfo) -> str:
    if info.examples:
        return scalar(str(info.examples[0]))
    if choices := choices_in(info.annotation):
        return choices[0]
    return ""
