"""Matter: the front matter of a post, from what an export says of the piece."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from gazette.importers import files, words
from gazette.importers.lookup import Lookup
from gazette.importers.mapping import Mapping, is_left_out
from gazette.importers.piece import Label, Piece
from gazette.instants import begins

MOST_EXTRA = 40_000
"""Bytes of custom fields that are carried over: front matter has an end."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How pieces are made into posts: the hub's zone and language, the mapping, as of when, the hosts
    of the hub and of the old site, with comments or not."""

    zone: ZoneInfo
    language: str
    mapping: Mapping
    campaigns: frozenset[str]
    now: datetime
    hosts: tuple[str, ...] = ()
    comments: bool = False


def is_later(piece: Piece) -> bool:
    """Whether a piece was saved again on a later day than that of its publication."""
    return bool(
        piece.date
        and piece.modified
        and piece.date.replace(tzinfo=None).date() < piece.modified.replace(tzinfo=None).date()
    )


def fields_of(
    piece: Piece, folder: str, beside: str, lookup: Lookup, manner: Manner, made: files.Tidied, html: str
) -> dict[str, Any]:  # fmt: skip
    """The front matter of a piece, in the order in which people read it."""
    fields: dict[str, Any] = {"title": words.line(piece.title) or _first_words(piece, html, made)}
    if date := piece.date or piece.modified:
        fields["date"] = written(date, manner.zone)
    elif folder != "pages":
        fields["date"] = "1970-01-01"
        made.note("the export has no date for it: it is dated 1970-01-01 here")
    if folder == "pages" and piece.modified and is_later(piece):
        fields["updated"] = written(piece.modified, manner.zone)
    fields["id"] = piece.key
    if summary := _summary(piece, made):
        fields["summary"] = summary
    _state(piece, fields, manner, made)
    if piece.author:
        fields["authors"] = [words.clean(piece.author)]
    _words(piece.labels, folder, fields, manner, made)
    if piece.sticky:
        fields["pinned"] = "yes"
    _lead_picture(piece, beside, lookup, fields, made)
    _extra(piece, fields, made)
    return fields


_FOR_MACHINES = (
    "_yoast_wpseo_metadesc",
    "rank_math_description",
    "_aioseop_description",
    "_aioseo_description",
)
"""Custom fields in which plugins keep what an editor wrote for the results of search engines."""


def _summary(piece: Piece, made: files.Tidied) -> str:
    """The excerpt; where there is none, what was written for search engines, which is as short."""
    if summary := words.line(piece.excerpt):
        return summary
    own = dict(piece.fields)
    found = next((text for name in _FOR_MACHINES if (text := words.line(own.get(name, "")))), "")
    if not found or "%%" in found:  # what a plugin would have put together from other fields
        return ""
    made.note("it had no excerpt: its summary is what was written for search engines")
    return found


def _state(piece: Piece, fields: dict[str, Any], manner: Manner, made: files.Tidied) -> None:
    said = {
        "draft": "it was a draft, and is one here",
        "scheduled": "it was scheduled, and is a draft here: take status: draft out to let it appear",
        "private": "it was private, and is a draft here",
        "protected": "it was behind a password, and is a draft here",
    }
    if piece.state in said:
        fields["status"] = "draft"
        made.note(said[piece.state])
        if piece.state == "scheduled" and piece.date:
            fields["publish_at"] = written(piece.date, manner.zone)
    elif piece.date and begins(_local(piece.date, manner.zone), manner.zone) > manner.now:
        made.note("its date is yet to come: it appears then, and the old site showed it already")


def _words(
    labels: tuple[Label, ...], folder: str, fields: dict[str, Any], manner: Manner, made: files.Tidied
) -> None:  # fmt: skip
    """Tags, unions and campaigns, as the mapping has them."""
    mapping = manner.mapping
    tables = (
        ("kinds", dict(mapping.kinds)),
        ("unions", dict(mapping.unions)),
        ("campaigns", dict(mapping.campaigns)),
        ("tags", dict(mapping.tags)),
    )
    found: dict[str, dict[str, None]] = {"tags": {}, "unions": {}, "campaigns": {}}
    for label in labels:
        if is_left_out(mapping, label):
            continue  # the report says it once for all
        table, word = next(((n, t[label.slug]) for n, t in tables if t.get(label.slug)), ("", ""))
        name = words.clean(label.name)
        if not word:
            sort = label.sort.replace("_", " ")
            made.note(f"the {sort} “{name}” is not in the mapping, and was left out")
        elif table == "kinds":
            if word != folder:
                made.note(f"it was filed under “{name}” ({word}) too, and stands in {folder} only")
        elif table == "campaigns" and word not in manner.campaigns:
            made.note(f"there is no campaign called {word}: “{name}” is a tag here")
            found["tags"][name] = None
        else:
            found[table][word if table == "campaigns" else words.clean(word)] = None
    fields.update({name: list(values) for name, values in found.items() if values})


def _lead_picture(
    piece: Piece, beside: str, lookup: Lookup, fields: dict[str, Any], made: files.Tidied
) -> None:  # fmt: skip
    number = dict(piece.fields).get("_thumbnail_id", "")
    if not number:
        return
    held = lookup.held.get(number)
    if held is None:
        made.note(f"its picture is the attachment {number}, which the export does not have")
        return
    name = files.local_file(held.address, number, beside, lookup, made)
    if posixpath.splitext(name)[1].lower() not in files.PICTURES:
        made.note(f"its picture {held.address} is not at hand: to fetch")
        return
    alt = held.alt or made.alts.get(name, "")
    image = {"file": name, **({"alt": alt} if alt else {"decorative": "yes"})}
    if not alt:
        made.note(f"the picture {name} has no alt text, and is marked as decorative")
    if held.caption:
        image["caption"] = held.caption
    if held.credit:
        image["credit"] = held.credit
    fields["image"] = image


def _extra(piece: Piece, fields: dict[str, Any], made: files.Tidied) -> None:
    """Custom fields; those that WordPress and its plugins keep for themselves begin with `_`."""
    extra: dict[str, Any] = {}
    size = 0
    for written_as, value in piece.fields:
        if (
            written_as.startswith("_")
            or not written_as.strip()
            or written_as in ("footnotes", *_FOR_MACHINES)
        ):
            continue
        name, text = words.clean(written_as), words.kept(value)
        size += len(name.encode()) + len(text.encode())
        if size > MOST_EXTRA:
            made.note(f"the custom field {name} was left out: it is too large")
            continue
        if (name, text) != (written_as, value.replace("\r\n", "\n")):
            made.note(f"the custom field {name} had characters in it that hide, which were left out")
        before = extra.get(name)
        extra[name] = text if before is None else [*(before if isinstance(before, list) else [before]), text]
    if extra:
        fields["extra"] = extra


def _first_words(piece: Piece, html: str, made: files.Tidied) -> str:
    said = words.line(re.sub(r"<[^>]*>", " ", html)).split()
    title = " ".join(said[:8]) + ("…" if len(said) > 8 else "")
    made.note(
        "it had no title, and is named after its first words" if title else "it had no title and no words"
    )
    return title or f"Untitled {piece.sort} {piece.number}"


def written(date: datetime, zone: ZoneInfo) -> str:
    """A moment as front matter has it: by the clock on the wall of the hub's zone."""
    return f"{_local(date, zone):%Y-%m-%d %H:%M}"


def _local(date: datetime, zone: ZoneInfo) -> datetime:
    return date.astimezone(zone).replace(tzinfo=None) if date.tzinfo else date


class _Dumper(yaml.SafeDumper):
    """Writes every value as the text that it is: the hub reads it by its field's declared type."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  (the library's own name and type)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else '"' if value in ("null", "~", "Null", "NULL", "") else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def text_of(fields: dict[str, Any]) -> str:
    """The front matter as YAML."""
    short = {"tags", "unions", "campaigns", "authors", "aliases"}
    lines = []
    for name, value in fields.items():
        written: str = yaml.dump(
            {name: value}, Dumper=_Dumper, allow_unicode=True, width=1_000_000, sort_keys=False,
            default_flow_style=None if name in short else False,
        )  # fmt: skip
        lines.append(written)
    return "".join(lines)
