"""Shortcodes: what stands in square brackets in a text of WordPress, as HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import unquote

_SHORTCODE = re.compile(
    r"""\[(?P<open>\[?)(?P<name>[a-zA-Z][\w-]*)(?P<given>(?=[\s\]/=])(?:[^\[\]"']|"[^"]*"|'[^']*')*?)(?P<single>/?)\]
    (?:(?P<inner>(?:(?!\[/?(?P=name)[\s\]]).)*?)\[/(?P=name)\])?(?P<close>\]?)""",
    re.X | re.S,
)
_GIVEN = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))|"([^"]*)"|'([^']*)'|(\S+)""")

_ADDRESS = re.compile(r"https?://[^\s\]\"'<>]+")

_BARE = re.compile(r"\[[a-z][a-z0-9]{2,}\s*/?\]")

_FILMS = {"youtube": "https://www.youtube.com/watch?v={}", "vimeo": "https://vimeo.com/{}"}

_WORDS = frozenset("sic edit ed note pdf video photo cont sc citation link update here".split())
"""What people write in square brackets themselves."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A text without shortcodes, the names of those that nothing could be made of, and of those that may
    be some, or words that somebody wrote in brackets: they stand in the text."""

    html: str
    dropped: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()


Media = Callable[[str], tuple[str, str, str] | None]
"""Gives the address, the alt text and the caption of the attachment of a number."""


def shown(text: str, media: Media, attached: tuple[str, ...] = ()) -> Shown:
    """The text with its shortcodes carried out. `attached` are the numbers of the pictures that belong to
    the post: a gallery that names none shows these."""
    dropped: dict[str, None] = {}
    doubtful: dict[str, None] = {}

    def one(found: re.Match[str]) -> str:
        name, given, inner = found["name"], _given(found["given"]), found["inner"]
        if found["open"] and found["close"]:
            return f"&#91;{found[0][2:-1]}"  # two brackets are how one writes of a shortcode
        made = _made(name.lower(), given, inner, media, attached)
        if made is None:
            if inner is None and not _is_code(name, found["given"]):
                if _BARE.fullmatch(found[0]) and name not in _WORDS:
                    doubtful[name] = None
                return found[0]
            dropped[name] = None
            shown = media(given["image"]) if given.get("image", "").isdigit() else None
            made = _figure(*shown) if shown else _with_address(given, inner or "")
        return f"{'[' * bool(found['open'])}{made}{']' * bool(found['close'])}"

    for _ in range(4):  # one may stand in another
        text, before = _SHORTCODE.sub(one, text), text
        if text == before:
            break
    return Shown(text, tuple(dropped), tuple(name for name in doubtful if f"[{name}" in text))


def _is_code(name: str, given: str) -> bool:
    """Whether an unknown name in brackets is a shortcode and not a word that somebody wrote."""
    return "=" in given or "_" in name or "-" in name or bool(_ADDRESS.search(given))


def _with_address(given: dict[str, str], inner: str) -> str:
    """What stands between the brackets of a plugin's shortcode, with the address that it leads to."""
    found = (unquote(value.removeprefix("url:").partition("|")[0]) for value in given.values())
    address = next((value for value in found if _ADDRESS.match(value)), "")
    if not address or address in inner:
        return inner
    if re.search(r"<(a|p|div|ul|ol|table|h\d|img)\b", inner):
        return f'{inner}\n\n<p><a href="{escape(address)}">{escape(address)}</a></p>\n\n'
    words = inner.strip() or given.get("title") or given.get("text") or address
    return f'<a href="{escape(address)}">{words}</a>'


def _given(text: str) -> dict[str, str]:
    given: dict[str, str] = {}
    for number, found in enumerate(_GIVEN.finditer(text)):
        name, *values = found.groups()
        value = next((v for v in values if v is not None), "")
        given[name.lower() if name else str(number)] = value
    return given


def _made(
    name: str, given: dict[str, str], inner: str | None, media: Media, attached: tuple[str, ...]
) -> str | None:
    match name:
        case "caption" | "wp_caption":
            return _caption(given, inner or "")
        case "gallery":
            wanted = (given.get("ids") or given.get("include") or "").split(",")
            numbers = [n.strip() for n in wanted if n.strip()] or list(attached)
            if not numbers:
                return ""
            pictures = (found and _figure(*found) for found in map(media, numbers))
            return "\n\n".join(picture or "" for picture in pictures)
        case "youtube" | "vimeo":
            film = inner or given.get("id") or given.get("url") or given.get("0") or given.get(name) or ""
            film = unescape(film.strip().lstrip("="))
            if re.fullmatch(r"[\w-]+", film):
                film = _FILMS[name].format(film)
            return f"\n\n{film}\n\n" if _ADDRESS.fullmatch(film) else None
        case "media-credit" | "media_credit":
            who = given.get("name") or given.get("0") or ""
            return f"{inner or ''} ({escape(who)})" if who and inner else inner
        case "embed":
            return f"\n\n{(inner or given.get('0') or given.get('src') or '').strip()}\n\n"
        case "audio" | "video":
            names = ("src", "mp3", "m4a", "ogg", "wav", "mp4", "webm", "m4v", "0")
            address = next((given[n] for n in names if given.get(n)), "") or (inner or "").strip()
            return (
                f'\n\n<p><a href="{escape(address)}">{_file_name(address)}</a></p>\n\n' if address else None
            )
        case "playlist":
            numbers = [n.strip() for n in given.get("ids", "").split(",") if n.strip()]
            rows = [found for found in map(media, numbers) if found]
            if not rows:
                return None
            items = "".join(
                f'<li><a href="{escape(a)}">{escape(c or _file_name(a))}</a></li>' for a, _, c in rows
            )
            return f"\n\n<ul>{items}</ul>\n\n"
    return None


def _caption(given: dict[str, str], inner: str) -> str:
    found = re.match(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", inner, re.S)
    picture, words = (found[1], found[2].strip()) if found else (inner, "")
    words = words or given.get("caption", "")
    return (
        f"\n\n<figure>{picture}<figcaption>{words}</figcaption></figure>\n\n"
        if words
        else f"\n\n{picture}\n\n"
    )


def _figure(address: str, alt: str, caption: str) -> str:
    words = f"<figcaption>{escape(caption, quote=False)}</figcaption>" if caption else ""
    return f'<figure><img src="{escape(address)}" alt="{escape(alt)}">{words}</figure>'


def _file_name(address: str) -> str:
    return escape(address.rstrip("/").rpartition("/")[2].partition("?")[0])
