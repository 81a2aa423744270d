"""Addresses: how a file of the site is reached, and back again.

An *output path* is a file's place within site/ (`news/pay/index.html`). Its *address* is what a
browser asks for (`/hub/news/pay/` where the site lives below `/hub/`), percent-encoded.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, unquote, urljoin, urlsplit

INDEX = "index.html"

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
"""Latin letters that Unicode does not take apart into a plain one and a mark."""


def base_path(base_url: str) -> str:
    """The path of the site's own address, with a slash at both ends."""
    return urlsplit(base_url).path.rstrip("/") + "/"


def address(output: str, base_url: str) -> str:
    """The address of an output path; an index file is reached by its folder."""
    folder, _, name = output.rpartition("/")
    shown = (folder + "/" if folder else "") if name == INDEX else output
    return base_path(base_url) + quote(shown)


def absolute(link: str, base_url: str) -> str:
    """The whole URL of an address."""
    return urljoin(base_url, link)


def output(link: str, base_url: str, page: str = "") -> tuple[str, str] | None:
    """The output path and the fragment that a link on `page` (an address) leads to.

    None where it leads out of the site.
    """
    try:
        whole = urljoin(urljoin(base_url, page), link)
        parts = urlsplit(whole)
    except ValueError:  # not an address at all, such as http://[
        return None
    if whole.partition("#")[0].partition("?")[0] + "/" == base_url:
        path = ""
    elif whole.startswith(base_url):
        path = unquote(parts.path[len(base_path(base_url)) :])
    else:
        return None
    if not path or path.endswith("/"):
        path += INDEX
    return path, unquote(parts.fragment)


def slugify(text: str) -> str:
    """The text as part of an address: small letters, digits and single hyphens.

    Accents fall off Latin letters and stay where they carry meaning, as in Hindi or Bengali.
    """
    kept: list[str] = []
    for character in unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS):
        if unicodedata.combining(character) and (not kept or kept[-1].isascii()):
            continue
        kept.append(character)
    plain = unicodedata.normalize("NFC", "".join(kept)).replace("'", "").replace("\u2019", "")
    return re.sub(r"(?:[^\w\u0900-\u0dff]|_)+", "-", plain).strip("-")


def collision_key(output_path: str) -> str:
    """What two output paths share if some file system would take them for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", output_path).casefold())
