"""Sharing: plain links that pass a page on, each with a text that fits where it goes.

Nobody is told of anything until a reader follows one of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

SHORT = 140
"""Characters that a text message has for its words, so that words and address fit a few parts."""

MASTODON, BLUESKY, X = 500, 300, 280
"""Characters of one post there."""

LINK = 23
"""What an address counts on X and on Mastodon, however long it is."""


@dataclass(frozen=True, slots=True)
class Share:
    """A way to pass a page on: its name, and the address that does it."""

    name: str
    address: str


def text(title: str, summary: str, room: int) -> str:
    """The title, and as much of the summary as the room allows, ending with a whole word."""
    if len(title) > room:
        return _cut(title, room)
    left = room - len(title) - 2
    more = summary if len(summary) <= left else _cut(summary, left)
    return f"{title}\n\n{more}" if more else title


def shares(url: str, title: str, summary: str = "") -> tuple[Share, ...]:
    """Every way to pass the page at an address on."""

    def within(room: int, link: int) -> str:
        return _q(text(title, summary, room - link - 2) + f"\n\n{url}")

    letter = _q(f"{summary or title}\r\n\r\n{url}\r\n")
    chat = _q("\n\n".join(part for part in (f"*{title}*", summary, url) if part))
    brief = _q(text(title, "", SHORT) + f" {url}")
    headline = _q(text(title, "", X - LINK - 1))
    return (
        Share("Email", f"mailto:?subject={_q(title)}&body={letter}"),
        Share("WhatsApp", f"https://wa.me/?text={chat}"),
        Share("Text message", f"sms:?&body={brief}"),
        Share("Mastodon", f"https://share.joinmastodon.org/#text={within(MASTODON, LINK)}"),
        Share("Bluesky", f"https://bsky.app/intent/compose?text={within(BLUESKY, len(url))}"),
        Share("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={_q(url)}"),
        Share("X", f"https://x.com/intent/post?text={headline}&url={_q(url)}"),
    )


def _q(words: str) -> str:
    return quote(words, safe="")


def _cut(words: str, room: int) -> str:
    """The words that fit, with an ellipsis; nothing where not even a few do."""
    if room < 20:
        return ""
    kept = words[: room - 1]
    whole = kept if words[room - 1].isspace() else kept.rpartition(" ")[0] or kept
    return whole.rstrip(" ,;:–-") + "…"
