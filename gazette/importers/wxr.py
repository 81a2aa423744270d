"""WXR, the export of WordPress (versions 1.0 to 1.2): an RSS file with fields of its own.

Read as a stream: an item is forgotten when the next one comes, so that a file of any size takes the
same memory. Nothing outside the file is ever asked for: a document type, with which a file could
name others or grow without end, ends the reading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import IO, Any

from lxml import etree

from gazette.importers import words
from gazette.importers.piece import Break, Comment, Label, Origin, Piece, State, Term
from gazette.importers.stream import LONGEST, Mended, TooLongError

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_WP = re.compile(r"\{http://wordpress\.org/export/[\d.]+/\}(.+)")
_EXCERPT = re.compile(r"\{http://wordpress\.org/export/[\d.]+/excerpt/\}encoded")

_STATES: dict[str, State] = {
    "publish": "published", "inherit": "published", "draft": "draft", "pending": "draft",
    "future": "scheduled", "private": "private", "trash": "discarded", "auto-draft": "discarded",
}  # fmt: skip

_BLOCKS = "<!-- wp:"

_TERMS = {"category": "category_", "tag": "tag_", "term": "term_"}
"""The elements that say of a word what stands above it, and how the names of their fields begin."""


def read(file: IO[bytes]) -> Iterator[Piece | Origin | Break]:
    """Every item of an export in its order; first, and again at the end, what is known of the site."""
    stream = Mended(file)
    origin, authors, seen = Origin(), dict[str, str](), 0
    try:
        events = etree.iterparse(
            stream, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
            huge_tree=True, encoding="utf-8",
        )  # fmt: skip
        for event, element in events:
            if seen == 0 and event == "start" and (element.getroottree().docinfo.doctype or ""):
                yield Break(
                    "The export has a document type, which no export of WordPress has.",
                    1, 1, element.getroottree().docinfo.doctype[:60],
                    "export it again from WordPress: Tools, Export, All content",
                )  # fmt: skip
                return
            seen += 1
            if event == "start":
                continue
            name = _name(element)
            parent = element.getparent()
            if name == "author":
                own = _fields(element)
                login = own.get("author_login", "")
                authors[login] = own.get("author_display_name", "")
                if re.fullmatch(r"[\w-]+", login):
                    origin = replace(origin, authors=(*origin.authors, login.lower()))
            elif name in _TERMS and parent is not None and parent.tag == "channel":
                origin = replace(origin, terms=(*origin.terms, _term(name, _fields(element))))
                _forget(element)
            elif (
                parent is not None and parent.tag == "channel" and name in ("title", "link", "base_blog_url")
            ):
                origin = _origin(origin, name, (element.text or "").strip())
            elif element.tag == "item":
                yield origin
                yield _piece(element, authors)
                _forget(element)
            elif parent is not None and parent.tag == "channel":
                _forget(element)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        yield Break(
            f"The export cannot be read any further: {_plain(error.msg)}.", line, column, "",
            "what came before this place has been read; export the site again for the rest",
        )  # fmt: skip
    except TooLongError as error:
        yield Break(
            f"An item of the export has more than {LONGEST // 1_000_000} million characters.", error.line, 1,
            "", "what came before it has been read; export the site again in parts, by year or by author",
        )  # fmt: skip
    if not seen:
        return
    yield replace(origin, mended=stream.mended)


def _origin(origin: Origin, name: str, text: str) -> Origin:
    if name == "title":
        return replace(origin, title=unescape(text))
    return replace(origin, address=text) if text else origin


def _term(name: str, own: dict[str, str]) -> Term:
    head = _TERMS[name]
    sort = own.get("term_taxonomy", "") if name == "term" else name
    slug = own.get("category_nicename") or own.get(f"{head}slug", "")
    return Term(
        {"post_tag": "tag"}.get(sort, sort), slug, own.get("term_id", ""), own.get(f"{head}parent", "")
    )


def _forget(element: Any) -> None:
    """Take an element, and what came before it, out of the tree."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _plain(message: str) -> str:
    return re.sub(r", line \d+, column \d+.*", "", message).strip().rstrip(".")


def _name(element: Any) -> str:
    """The element's name without its space: `post_id`, `title`."""
    own = _WP.fullmatch(str(element.tag))
    return own[1] if own else str(element.tag)


def _fields(element: Any) -> dict[str, str]:
    return {_name(child): _text(child) for child in element}


def _text(element: Any) -> str:
    return "".join(element.itertext()) if len(element) else element.text or ""


def _piece(item: Any, authors: dict[str, str]) -> Piece:
    own: dict[str, str] = {}
    html = excerpt = creator = ""
    labels, fields, comments = list[Label](), list[tuple[str, str]](), list[Comment]()
    notes, silent = list[str](), Counter[str]()
    for child in item:
        name = _name(child)
        if child.tag == _CONTENT:
            html = _text(child)
        elif _EXCERPT.fullmatch(str(child.tag)):
            excerpt = _text(child)
        elif child.tag == _CREATOR:
            creator = _text(child)
        elif name == "category":
            if child.get("domain"):  # WXR 1.0 has each word twice, once without its sort
                sort = {"post_tag": "tag"}.get(child.get("domain"), child.get("domain"))
                word = unescape(_text(child)).strip()
                labels.append(Label(sort, child.get("nicename") or word, word))
        elif name == "postmeta":
            meta = _fields(child)
            fields.append((meta.get("meta_key", ""), meta.get("meta_value", "")))
        elif name == "comment":
            said = _fields(child)
            if reason := _is_silent(said):
                silent[reason] += 1
            else:
                comments.append(_comment(said))
        else:
            own.setdefault(name, _text(child).strip())
    state = _STATES.get(own.get("status", "publish"), "draft")
    if own.get("post_password") and state == "published":
        state = "protected"
    title = own.get("title", "")
    for what, text in (("title", title), ("caption" if own.get("attachment_url") else "excerpt", excerpt)):
        if marks := words.marked(text):
            notes.append(f"its {what} had markup ({', '.join(marks)}), of which the words stay")
    notes += (f"{words.many(count, 'comment')} left out: {why}" for why, count in sorted(silent.items()))
    if own.get("post_type") == "attachment":
        notes += _of_attachment(html, fields, comments)
    return Piece(
        own.get("guid") or own.get("link") or f"urn:wordpress:{own.get('post_id', '')}",
        own.get("post_id", ""),
        own.get("post_type") or "post",
        words.line(title),
        own.get("link", ""),
        own.get("post_name", ""),
        _date(own),
        _instant(own.get("post_modified_gmt", ""), own.get("post_modified", "")),
        state,
        authors.get(creator) or creator,
        html,
        excerpt,
        tuple(dict.fromkeys(labels)),
        tuple(fields),
        tuple(comments),
        own.get("post_parent", "").removeprefix("0")
        if own.get("post_parent") == "0"
        else own.get("post_parent", ""),
        own.get("attachment_url", ""),
        own.get("is_sticky") == "1",
        _BLOCKS not in html,
        tuple(notes),
    )


def _of_attachment(html: str, fields: list[tuple[str, str]], comments: list[Comment]) -> Iterator[str]:
    """What only the page of an attachment showed."""
    if said := words.line(html):
        yield f"its description was left out: “{said}”"
    if names := [name for name, _ in fields if name.strip() and not name.startswith("_")]:
        yield f"its custom fields were left out: {', '.join(map(words.clean, names))}"
    if comments:
        yield f"{words.many(len(comments), 'comment')} left out: it has no page here"


def _is_silent(own: dict[str, str]) -> str:
    """Why readers could not see a comment, or saw none of anybody's words in it; empty where they did."""
    if own.get("comment_type", "") not in ("", "comment"):
        return "only the trace of a link from elsewhere"
    return "" if own.get("comment_approved") == "1" else "not approved"


def _comment(own: dict[str, str]) -> Comment:
    return Comment(
        own.get("comment_id", ""),
        own.get("comment_parent", ""),
        unescape(own.get("comment_author", "")).strip(),
        _instant(own.get("comment_date_gmt", ""), own.get("comment_date", "")),
        own.get("comment_content", ""),
    )


def _date(own: dict[str, str]) -> datetime | None:
    found = _instant(own.get("post_date_gmt", ""), own.get("post_date", ""))
    if found is None and own.get("pubDate"):
        try:
            found = parsedate_to_datetime(own["pubDate"])
        except ValueError:
            return None
    # What was never published is dated at the year 0, which comes out as one before any site.
    return words.dated(found)


def _instant(universal: str, local: str) -> datetime | None:
    """The instant where the export knows it, else the clock on the wall, else nothing."""
    for text, zone in ((universal, UTC), (local, None)):
        try:
            return words.dated(datetime.strptime(text.strip(), "%Y-%m-%d %H:%M:%S").replace(tzinfo=zone))
        except ValueError:
            continue
    return None
