"""A post: a piece of an old site as a file of the hub, with what lies beside it."""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import dataclass
from datetime import datetime
from html import escape, unescape
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from gazette.importers import files, paragraphs, shortcodes, tidy, writing
from gazette.importers.lookup import Lookup
from gazette.importers.mapping import Mapping
from gazette.importers.piece import Comment, Label, Piece
from gazette.kinds.texts import TURNING

MOST_EXTRA = 40_000
"""Bytes of custom fields that are carried over: front matter has an end."""


@dataclass(frozen=True, slots=True)
class Post:
    """A post ready to be written: its path, its text, the files beside it, and what to say of it.

    `files` names, for each file to be copied (by its path from content's root), the file at hand.
    """

    path: str
    text: str
    draft: bool
    files: tuple[tuple[str, str], ...] = ()
    comments: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manner:
    """How pieces are made into posts: the hub's zone and language, the mapping, with comments or not."""

    zone: ZoneInfo
    language: str
    mapping: Mapping
    campaigns: frozenset[str]
    comments: bool = False


def post(piece: Piece, path: str, lookup: Lookup, manner: Manner, aliases: tuple[str, ...]) -> Post:
    """The post of a piece that goes to `path` (`content/news/pay.md`)."""
    folder, beside = posixpath.dirname(path), posixpath.basename(path).removesuffix(".md")
    made = files.Tidied()
    html = tidy.tidy(_html(piece, lookup, made), folder, beside, lookup, made)
    body = writing.write(html, manner.language)
    if not body.faithful:
        made.note("the text here is not word for word that of the old site: compare the two")
    elif body.kept:
        made.note(f"{body.kept} parts of the text have no Markdown, and stay as HTML")
    fields = _fields(piece, posixpath.basename(folder), beside, lookup, manner, made, html)
    if aliases:
        fields["aliases"] = list(aliases)
    comments = ""
    if piece.comments and manner.comments:
        comments = _comments(piece, lookup, manner)
    elif piece.comments:
        made.note(f"{len(piece.comments)} comments were left out (--comments keeps them)")
    return Post(
        path,
        f"---\n{_front_matter(fields)}---\n{body.markdown}",
        fields.get("status") == "draft",
        tuple((f"{folder}/{name}", at_hand) for name, at_hand in made.files.items()),
        comments,
        tuple(made.notes),
    )


def _html(piece: Piece, lookup: Lookup, made: files.Tidied) -> str:
    """The text of a piece as the old site would show it."""

    def media(number: str) -> tuple[str, str, str] | None:
        held = lookup.held.get(number)
        if held is None:
            made.note(f"a gallery or list names the attachment {number}, which the export does not have")
            return None
        return held.address, held.alt, held.caption

    attached = tuple(
        number
        for number in lookup.children.get(piece.number, ())
        if posixpath.splitext(lookup.held[number].address)[1].lower() in files.PICTURES
    )
    text = tidy.expanded(_with_notes(piece), lookup, made.note)
    if "[gallery]" in text and not attached:
        made.note("a gallery showed the pictures of its post, of which the export has none")
    shown = shortcodes.shown(text, media, attached)
    for name in shown.dropped:
        made.note(f"the shortcode [{name}] was left out; words between its brackets stay")
    return paragraphs.paragraphs(shown.html) if piece.plain else shown.html


def _with_notes(piece: Piece) -> str:
    """The text with its footnotes, which the block editor keeps in a custom field."""
    try:
        notes = json.loads(dict(piece.fields).get("footnotes", "[]"))
        rows = "".join(f'<li id="{escape(str(note["id"]))}">{note["content"]}</li>' for note in notes)
    except (ValueError, KeyError, TypeError):
        return piece.html
    return re.sub(r"<!--\s*wp:footnotes\s*/-->", lambda _: f"<ol>{rows}</ol>" if rows else "", piece.html)


def _fields(
    piece: Piece, folder: str, beside: str, lookup: Lookup, manner: Manner, made: files.Tidied, html: str
) -> dict[str, Any]:  # fmt: skip
    """The front matter of a piece, in the order in which people read it."""
    fields: dict[str, Any] = {"title": _clean(piece.title) or _first_words(piece, html, made)}
    if date := piece.date or piece.modified:
        fields["date"] = _written(date, manner.zone)
    elif folder != "pages":
        fields["date"] = "1970-01-01"
        made.note("the export has no date for it: it is dated 1970-01-01 here")
    fields["id"] = "".join(piece.key.split())
    if summary := _clean(re.sub(r"<[^>]*>", " ", piece.excerpt)):
        fields["summary"] = summary
    _state(piece, fields, manner, made)
    if piece.author:
        fields["authors"] = [_clean(piece.author)]
    _words(piece.labels, fields, manner, made)
    if piece.sticky:
        fields["pinned"] = "yes"
    _lead_picture(piece, beside, lookup, fields, made)
    _extra(piece, fields, made)
    return fields


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
            fields["publish_at"] = _written(piece.date, manner.zone)


def _words(labels: tuple[Label, ...], fields: dict[str, Any], manner: Manner, made: files.Tidied) -> None:
    """Tags, unions and campaigns, as the mapping has them."""
    mapping = manner.mapping
    tables = (
        ("unions", dict(mapping.unions)),
        ("campaigns", dict(mapping.campaigns)),
        ("tags", dict(mapping.tags)),
    )
    kinds = dict(mapping.kinds)
    found: dict[str, dict[str, None]] = {"tags": {}, "unions": {}, "campaigns": {}}
    for label in labels:
        if label.sort == "post_format" or label.slug in kinds:
            continue
        name, word = next(((n, table[label.slug]) for n, table in tables if label.slug in table), ("", None))
        if word is None:
            made.note(f"the {label.sort} “{label.name}” is not in the mapping, and was left out")
        elif name == "campaigns" and word and word not in manner.campaigns:
            made.note(f"there is no campaign called {word}: “{label.name}” is a tag here")
            found["tags"][_clean(label.name)] = None
        elif word:
            found[name][_clean(word)] = None
    fields.update({name: list(words) for name, words in found.items() if words})


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
    image = {"file": name, **({"alt": held.alt} if held.alt else {"decorative": "yes"})}
    if not held.alt:
        made.note(f"the picture {name} has no alt text, and is marked as decorative")
    if held.caption:
        image["caption"] = _clean(held.caption)
    fields["image"] = image


def _extra(piece: Piece, fields: dict[str, Any], made: files.Tidied) -> None:
    """Custom fields; those that WordPress and its plugins keep for themselves begin with `_`."""
    extra: dict[str, Any] = {}
    size = 0
    for name, value in piece.fields:
        if name.startswith("_") or not name.strip() or name == "footnotes":
            continue
        text = "".join(c for c in value if c.isprintable() or c in "\n\t")
        size += len(name.encode()) + len(text.encode())
        if size > MOST_EXTRA:
            made.note(f"the custom field {name} was left out: it is too large")
            continue
        before = extra.get(name)
        extra[name] = text if before is None else [*(before if isinstance(before, list) else [before]), text]
    if extra:
        fields["extra"] = extra


def _comments(piece: Piece, lookup: Lookup, manner: Manner) -> str:
    """The comments as JSON, by date: names, days and words; no addresses of people or machines."""
    rows = [_comment(one, lookup, manner) for one in sorted(piece.comments, key=_when)]
    rows = [row for row in rows if row["text"]]  # what was a script and nothing else says nothing here
    if not rows:
        return ""
    return json.dumps({"comments": rows}, ensure_ascii=False, indent=1) + "\n"


def _when(comment: Comment) -> tuple[str, str]:
    return (comment.date.isoformat() if comment.date else "", comment.number)


def _comment(comment: Comment, lookup: Lookup, manner: Manner) -> dict[str, str]:
    made = files.Tidied()
    lookup = Lookup(lookup.hosts, {}, spots=lookup.spots)
    html = tidy.tidy(paragraphs.paragraphs(comment.html), "content/news", "", lookup, made)
    row = {
        "id": comment.number,
        "author": _clean(comment.author) or "Anonymous",
        "date": _written(comment.date, manner.zone) if comment.date else "",
        "text": writing.write(html, manner.language).markdown.strip(),
    }
    return {**row, "parent": comment.parent} if comment.parent not in ("", "0") else row


def _first_words(piece: Piece, html: str, made: files.Tidied) -> str:
    words = _clean(re.sub(r"<[^>]*>", " ", html)).split()
    title = " ".join(words[:8]) + ("…" if len(words) > 8 else "")
    made.note(
        "it had no title, and is named after its first words" if title else "it had no title and no words"
    )
    return title or f"Untitled {piece.sort} {piece.number}"


def _clean(text: str) -> str:
    """The text on one line, without what hides in it."""
    kept = (c if c.isprintable() else " " for c in unescape(text) if c not in TURNING)
    return " ".join("".join(kept).split())


def _written(date: datetime, zone: ZoneInfo) -> str:
    """A moment as front matter has it: by the clock on the wall of the hub's zone."""
    local = date.astimezone(zone) if date.tzinfo else date
    return f"{local:%Y-%m-%d %H:%M}"


class _Dumper(yaml.SafeDumper):
    """Writes every value as the text that it is: the hub reads it by its field's declared type."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  (the library's own name and type)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else '"' if value in ("null", "~", "Null", "NULL", "") else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def _front_matter(fields: dict[str, Any]) -> str:
    short = {"tags", "unions", "campaigns", "authors", "aliases"}
    lines = []
    for name, value in fields.items():
        written: str = yaml.dump(
            {name: value}, Dumper=_Dumper, allow_unicode=True, width=1_000_000, sort_keys=False,
            default_flow_style=None if name in short else False,
        )  # fmt: skip
        lines.append(written)
    return "".join(lines)
