"""Pieces: each piece of a body as HTML, its addresses as they were written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from html import escape
from typing import Any, Final, cast
from urllib.parse import urlsplit

from gazette.forms import form_of
from gazette.kinds.pieces import Button, ContactCard, Figure, FundBlock, Piece, Quote, Video


def fund_mark(slug: str) -> str:
    """What stands in the HTML of a body for a fund, until it is known how the fund stands now."""
    return f'<p class="fund-block">{slug}</p>'


def html(piece: Piece, typeset: Callable[[str], str] = str) -> str:
    """A piece as one line of HTML, its addresses as they were written.

    `typeset` gives its words the quotation marks and dashes that the text around it has.
    """
    words = {name: typeset(said) for name in _words(cast(Any, type(piece))) if (said := getattr(piece, name))}
    return _SHOW[type(piece)](replace(piece, **words))


@cache
def _words(kind: type[Piece]) -> tuple[str, ...]:
    """The fields of a kind of piece that readers see as text."""
    blanks = form_of(kind).blanks
    return tuple(one.name for one in blanks if one.takes[0].type in ("text", "prose") and one.name != "alt")


def _figure(piece: Figure) -> str:
    alt = "decorative" if piece.decorative else f'alt="{escape(piece.alt or "")}"'
    alt = f'alt="" {alt}' if piece.decorative else alt
    said = [escape(_sentence(piece.caption))] if piece.caption else []
    if piece.credit:
        by = escape(piece.credit)
        by = _link(piece.credit_url, by) if piece.credit_url else by
        said.append(f"Picture: {by}{f', {escape(piece.licence)}' if piece.licence else ''}.")
    elif piece.licence:
        said.append(escape(_sentence(piece.licence)))
    below = f"<figcaption>{' '.join(said)}</figcaption>" if said else ""
    return f'<figure><img src="{escape(piece.file)}" {alt}>{below}</figure>'


def _quote(piece: Quote) -> str:
    by = f"<figcaption>{escape(piece.by)}</figcaption>" if piece.by else ""
    return f'<figure class="quote"><blockquote><p>{escape(piece.text)}</p></blockquote>{by}</figure>'


def _button(piece: Button) -> str:
    return f'<p><a class="button" href="{escape(piece.url)}">{escape(piece.label)}</a></p>'


def _fund(piece: FundBlock) -> str:
    return fund_mark(piece.name)


def _contact(piece: ContactCard) -> str:
    who = ", ".join(escape(part) for part in (piece.name, piece.role, piece.organisation) if part)
    lines = [f"<strong>{who}</strong>"] if who else []
    lines += [_link(f"mailto:{piece.email}", escape(piece.email))] if piece.email else []
    if piece.phone:
        number = re.split("[exEX]", piece.phone.replace("(0)", ""))[0]
        lines.append(_link(f"tel:{re.sub('[^0-9+]', '', number)}", escape(piece.phone)))
    lines += [_link(piece.url, escape(piece.url))] if piece.url else []
    return f'<p class="panel">{"<br>".join(lines)}</p>'


def _video(piece: Video) -> str:
    picture = f'<img src="{escape(piece.picture)}" alt="" decorative>' if piece.picture else ""
    where = escape((urlsplit(piece.url).hostname or "").removeprefix("www."))
    length = f" ({escape(piece.length)})" if piece.length else ""
    film = f'<p><a class="button" href="{escape(piece.url)}">Watch: {escape(piece.title)}{length}</a></p>'
    said = f"The film is on {where}. Nothing is fetched from there before you follow the link."
    return f"<figure>{picture}{film}<figcaption>{said}</figcaption></figure>"


_SHOW: Final[dict[type[Piece], Callable[[Any], str]]] = {
    Figure: _figure, Quote: _quote, Button: _button, FundBlock: _fund, ContactCard: _contact, Video: _video,
}  # fmt: skip


def _link(url: str, words: str) -> str:
    return f'<a href="{escape(url)}">{words}</a>'


def _sentence(text: str) -> str:
    return text if text[-1] in ".!?…" else f"{text}."
