"""A post: a piece of an old site as a file of the hub, with what lies beside it."""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import dataclass
from html import escape

from bs4 import BeautifulSoup

from gazette.folders import TEXT_LIMIT
from gazette.importers import blocks, files, paragraphs, shortcodes, tidy, words, writing
from gazette.importers.lookup import Lookup
from gazette.importers.matter import Manner, fields_of, text_of, written
from gazette.importers.piece import Comment, Piece
from gazette.importers.reviewing import review

LONGEST = TEXT_LIMIT // 4
"""Characters of a body, so that the file is no larger than a text of the hub may be."""


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


def post(piece: Piece, path: str, lookup: Lookup, manner: Manner, aliases: tuple[str, ...]) -> Post:
    """The post of a piece that goes to `path` (`content/news/pay.md`)."""
    folder, beside = posixpath.dirname(path), posixpath.basename(path).removesuffix(".md")
    made = files.Tidied()
    html = tidy.tidy(_html(piece, lookup, made), folder, beside, lookup, made, piece.address)
    body = _body(html, manner.language, made)
    if not body.faithful:
        made.note("the text here is not word for word that of the old site: compare the two")
    elif body.kept:
        parts = "1 part of the text has" if body.kept == 1 else f"{body.kept} parts of the text have"
        made.note(f"{parts} no Markdown, and {'stays' if body.kept == 1 else 'stay'} as HTML")
    fields = fields_of(piece, posixpath.basename(folder), beside, lookup, manner, made, html)
    if aliases:
        fields["aliases"] = list(aliases)
    comments = ""
    if piece.comments and manner.comments:
        comments = _comments(piece, folder, lookup, manner, made)
    elif piece.comments:
        made.note(f"{words.many(len(piece.comments), 'comment')} left out (--comments keeps them)")
    text = f"---\n{text_of(fields)}---\n{words.sound(body.markdown)}"
    for said in review(path, text, manner.language, manner.hosts, tuple(made.notes)):
        made.note(said)
    return Post(
        path,
        text,
        fields.get("status") == "draft",
        tuple((f"{folder}/{name}", at_hand) for name, at_hand in made.files.items()),
        comments,
        tuple(made.notes),
    )


def _body(html: str, language: str, made: files.Tidied) -> writing.Written:
    """The body as Markdown that the hub prints: of a text that is none, its words; of what is more than
    a post may be, nothing."""
    nothing = writing.Written("", True)
    too_long = f"its text was left out: it has more than {LONGEST // 1000} thousand characters"
    if len(html) > LONGEST and len(words.line(html)) > LONGEST:
        made.note(too_long)
        return nothing
    body = writing.write(html, language)
    if not body.faithful and not writing.is_printed(body.markdown, language):
        lines = BeautifulSoup(html, "lxml").get_text("\n").split("\n")
        body = writing.write("".join(f"<p>{escape(one)}</p>" for one in lines if one.strip()), language)
        if not writing.is_printed(body.markdown, language):
            made.note("its text was made to keep programs busy, and was left out")
            return nothing
        made.note("its text was made to keep programs busy: its words stay, and nothing else of it")
    if len(body.markdown.encode()) > 3 * LONGEST:  # of one sign, HTML may make five
        made.note(too_long)
        return nothing
    return body


_OF_ITS_OWN = re.compile(r"(?<!\[)\[gallery(?![^\[\]]*\b(?:ids|include)=)(?:\s[^\[\]]*)?\]")


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
    text = blocks.expanded(_with_notes(piece), lookup, made.note)
    if _OF_ITS_OWN.search(text) and not attached:
        made.note("a gallery showed the pictures of its post, of which the export has none")
    shown = shortcodes.shown(text, media, attached)
    if shown.dropped:
        names = ", ".join(f"[{name}]" for name in shown.dropped)
        many = "shortcodes {} were left out; words between their" if len(shown.dropped) > 1 else (
            "shortcode {} was left out; words between its"
        )  # fmt: skip
        made.note(f"the {many.format(names)} brackets stay")
    for name in shown.doubtful:
        made.note(f"[{name}] stands in the text: a shortcode of a plugin, or words in brackets")
    return paragraphs.paragraphs(shown.html) if piece.plain else shown.html


def _with_notes(piece: Piece) -> str:
    """The text with its footnotes, which the block editor keeps in a custom field."""
    try:
        notes = json.loads(dict(piece.fields).get("footnotes", "[]"))
        rows = "".join(f'<li id="{escape(str(note["id"]))}">{note["content"]}</li>' for note in notes)
    except (ValueError, KeyError, TypeError):
        return piece.html
    return re.sub(r"<!--\s*wp:footnotes\s*/-->", lambda _: f"<ol>{rows}</ol>" if rows else "", piece.html)


def _comments(piece: Piece, folder: str, lookup: Lookup, manner: Manner, made: files.Tidied) -> str:
    """The comments as JSON, by date: names, days and words; no addresses of people or machines."""
    rows = []
    # A comment has no files beside it.
    known = Lookup(lookup.hosts, {}, spots=lookup.spots, rooms=lookup.rooms, lists=lookup.lists)
    for one in sorted(piece.comments, key=_when):
        said = files.Tidied()
        html = tidy.tidy(paragraphs.paragraphs(one.html), folder, "", known, said, piece.address)
        row = {
            "id": one.number,
            "author": words.clean(one.author) or "Anonymous",
            "date": written(one.date, manner.zone) if one.date else "",
            "text": writing.write(html, manner.language).markdown.strip(),
        }
        if not row["text"]:
            said.note("it has no words that can be shown, and was left out")
        else:
            rows.append({**row, "parent": one.parent} if one.parent not in ("", "0") else row)
        for note in said.notes:
            made.note(f"the comment {one.number} of {row['author']}: {note}")
    return json.dumps({"comments": rows}, ensure_ascii=False, indent=1) + "\n" if rows else ""


def _when(comment: Comment) -> tuple[str, str]:
    return (comment.date.isoformat() if comment.date else "", comment.number)
