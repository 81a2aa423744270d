"""Addresses: how a file of the site is reached, and back again.

An *output path* is a file's place within site/ (`news/pay/index.html`). Its *address* is what a
browser asks for (`/hub/news/pay/` where the site lives below `/hub/`), percent-encoded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from fnmatch import translate
from functools import lru_cache
from urllib.parse import quote, unquote, urljoin, urlsplit

INDEX = "index.html"

ADMIN = "admin/"
"""The folder of the site, and of templates/static/, in which the CMS is."""

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
"""Latin letters that Unicode does not take apart into a plain one and a mark."""

_ROOTED = re.compile(r"/(?:[\w%~-][\w%~.-]*/)*(?:[\w%~-][\w%~.-]*)?", re.ASCII)
"""An address from the root of a host, in the parts of which there is nothing to work out."""

_UNTAMED = re.compile(r'[\\\s"<>|^`{}?#;$]')
_QUERY = re.compile(r"\?\w+=[\w%.-]+", re.ASCII)


@lru_cache(maxsize=8)
def base_path(base_url: str) -> str:
    """The path of the site's own address, with a slash at both ends."""
    return urlsplit(base_url).path.rstrip("/") + "/"


@lru_cache(maxsize=20_000)  # every page of a list has the addresses of all of them
def address(output: str, base_url: str) -> str:
    """The address of an output path; an index file is reached by its folder."""
    folder, _, name = output.rpartition("/")
    shown = (folder + "/" if folder else "") if name == INDEX else output
    return base_path(base_url) + quote(shown)


def absolute(link: str, base_url: str) -> str:
    """The whole URL of an address."""
    if _ROOTED.fullmatch(link):
        return _origin(base_url) + link
    return urljoin(base_url, link)


@lru_cache(maxsize=8)
def _origin(base_url: str) -> str:
    return urljoin(base_url, "/")[:-1]


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


@lru_cache(maxsize=100_000)  # the same subjects stand in very many posts
def slugify(text: str) -> str:
    """The text as part of an address: small letters, digits and single hyphens.

    Accents fall off Latin letters and stay where they carry meaning, as in Hindi or Bengali.
    """
    if text.isascii():
        return re.sub(r"[^a-z0-9]+", "-", text.lower().replace("'", "")).strip("-")
    kept: list[str] = []
    for character in unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS):
        if unicodedata.combining(character) and (not kept or kept[-1].isascii()):
            continue
        kept.append(character)
    plain = unicodedata.normalize("NFC", "".join(kept)).replace("'", "").replace("\u2019", "")
    return re.sub(r"(?:[^\w\u0900-\u0dff]|_)+", "-", plain).strip("-")


def old_path(alias: str) -> str:
    """The output path that answers at an old address, written as a path on the site.

    A query that the front page got, such as `/?p=12`, stays one: `?p=12`.
    """
    path, mark, query = alias.partition("#")[0].partition("?")
    if mark and path in ("/", "/index.php") and is_query(f"?{query}"):
        return f"?{query}"
    written = unquote(alias.partition("#")[0]).replace("?", "")
    parts = "".join(c for c in written if c.isprintable()).split("/")
    # What publishing keeps in a site begins so, and is nobody's old address.
    within = [p for p in parts if p not in ("", ".", "..") and not p.startswith(".gazette")]
    is_file = bool(within) and "." in within[-1] and not alias.endswith("/")
    return "/".join(within if is_file else [*within, INDEX])


def is_query(text: str) -> bool:
    """Whether it is a query that the front page of an old site answered, such as `?p=12`."""
    return len(text) <= 100 and bool(_QUERY.fullmatch(text))


def is_address(path: str) -> bool:
    """Whether an output path can be promised for ever: it goes to disks, pages and hosts' settings."""
    parts = path.split("/")
    tame = path.isprintable() and not _UNTAMED.search(path) and len(path) <= 1000
    return tame and not {"", ".", ".."} & set(parts) and not parts[0].startswith(".gazette")


def address_matcher(addresses: tuple[str, ...]) -> Callable[[str], object]:
    """Whether an output path is at one of the addresses; an address that ends in `/` is all below it."""
    wanted = [address.lstrip("/") + "*" * address.endswith("/") for address in addresses]
    return re.compile("|".join(map(translate, wanted)) or "(?!)").match


def collision_key(output_path: str) -> str:
    """What two output paths share if some file system would take them for one."""
    if output_path.isascii():
        return output_path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", output_path).casefold())
