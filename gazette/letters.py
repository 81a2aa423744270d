"""Letters: a digest as an e-mail, in plain text, as HTML, or as a message with both."""

from __future__ import annotations

from collections.abc import Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from textwrap import wrap

from gazette.digests import Digest

WIDTH = 72
"""Columns of the text. Only an address that is longer stands alone on a longer line."""


def text(digest: Digest, council: str, site: str) -> str:
    """The digest in plain text."""
    return "\n".join(_lines(digest, council, site)) + "\n"


def message(digest: Digest, council: str, sender: str, plain: str, html: str) -> bytes:
    """The whole e-mail, a draft that a mail program opens and sends (RFC 5322, RFC 2046)."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject(digest, council)
    if sender:
        mail["From"] = Address(council, addr_spec=sender)
    mail["X-Unsent"] = "1"
    mail.set_content(plain, cte="quoted-printable")
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    mail.set_boundary(f"=_{digest.id.rpartition(':')[2]}")
    return mail.as_bytes()


def subject(digest: Digest, council: str) -> str:
    """The subject of the e-mail."""
    return f"{council}: {digest.title}"


def _lines(digest: Digest, council: str, site: str) -> Iterator[str]:
    yield from wrap(council, WIDTH)
    yield from wrap(f"The week of {digest.title}", WIDTH)
    yield "=" * WIDTH
    if digest.news:
        yield from ("", "NEW THIS WEEK", "")
    for piece in digest.news:
        yield from _item(piece.title)
        yield from _wrapped(f"{piece.label}, {piece.date}")
        yield from _wrapped(piece.summary)
        yield from (_address(piece.url), "")
    if digest.days:
        yield from ("", "COMING UP")
    for one in digest.days:
        yield from ("", one.heading, "-" * len(one.heading))
        for told in one.dates:
            yield from _item(told.title)
            yield from _wrapped(", ".join(part for part in (told.time, told.place) if part))
            yield _address(told.url)
    if not digest.news and not digest.days:
        yield from ("", "Nothing new this week, and nothing in the next fortnight.")
    yield from ("", "-" * WIDTH)
    for line in digest.imprint.splitlines():
        yield from wrap(line, WIDTH)
    yield from wrap(f"Sent by {council}", WIDTH)
    yield site


def _item(title: str) -> list[str]:
    return wrap(title, WIDTH, initial_indent="* ", subsequent_indent="  ", break_on_hyphens=False)


def _wrapped(words: str) -> list[str]:
    return wrap(words, WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)


def _address(url: str) -> str:
    return f"  {url}" if len(url) <= WIDTH - 2 else url
