"""Searching: an index of every page's words, which a browser looks into by itself.

Pagefind makes it, once for all pages and in their order, so that the same words give the same files in
every process and on every day. Its files are known before any output is made: the index is part of
the Site, made anew when a text changes and else taken from the store.

Its program is spoken to directly, one record after the other: the package's own client waits a tenth
of a second for each.
"""

from __future__ import annotations

import base64
import json
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from html import unescape
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType
from typing import Any

from gazette.addresses import address
from gazette.fingerprint import digest, fingerprint
from gazette.kinds.entry import Entry
from gazette.problems import Problem
from gazette.shortcodes import words
from gazette.site import Site
from gazette.sources import Source
from gazette.store import Store

FOLDER = "pagefind/"
"""Where the index is published."""

_LEFT_OUT = re.compile(r"pagefind-(ui|modular-ui|component-ui|highlight)\.(js|css)$")
"""Interfaces that come along; the search page has its own."""

_MARKUP = re.compile(
    r"""^[ \t:=|-]+$                    # a line below a heading, or between the rows of a table
    | ^[ ]{0,3}\[[^\]\n]+\]:.*$       # the address of a link by reference, and the name of a note
    | \[\^[^\]\n]+\]                   # the mark of a note
    | \]\([^)\n]*\) | \]\[[^\]\n]*\]   # where a link leads
    | \{[^}\n]*\}                      # attributes
    | </?[a-zA-Z][^>\n]*> | <!--.*?--> # HTML
    | ^\s*([-+*>]|\d+\.)\s | [][*_`~#|!]""",
    re.X | re.M,
)
"""What stands in Markdown and is no word."""

MANIFEST = "manifest"

PART = 4000
"""Entries in one index. Pagefind holds 170 kB of memory for each while it makes one; the entries of a larger
site are in several, which the browser looks into together."""

PARTS = "parts.json"
"""The file that tells browsers the folders of the further indexes."""

ENTRY = "pagefind-entry.json"
"""The file in which a browser learns of all others, by language."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one page: its address, title, kind, day, language and words."""

    url: str
    title: str
    label: str
    date: str
    language: str
    words: str


def with_search(site: Site, store: Store) -> tuple[Site, tuple[str, ...], tuple[Problem, ...]]:
    """The Site with the files of its index, the store's groups of them, and why there are none."""
    if site.preview or not site.settings.search:
        return site, (), ()
    groups: list[str] = []
    files: dict[str, bytes] = {}
    folders = [""]
    try:
        for number, entries in enumerate(_parts(site), 1):
            group = _group(site, entries)
            groups.append(group)
            folders += [f"{number}/"] * (number > 1)
            files |= {folders[-1] + name: data for name, data in _part(site, entries, group, store).items()}
    except (ImportError, OSError, EOFError, ValueError, KeyError) as error:
        return site, (), (_missing(error),)
    files[PARTS] = json.dumps(folders[1:]).encode()
    sources = {name: Source(FOLDER + name, digest(data), len(data), data) for name, data in files.items()}
    return replace(site, search=MappingProxyType(sources)), tuple(groups), ()


def _parts(site: Site) -> Iterator[list[Entry]]:
    """The entries whose pages can be found, in parts: the oldest first, so that a new one is in the last."""
    found = [
        site.entries[path]
        for path in reversed(site.shown)
        if site.verdicts[path].name in ("published", "expired")
    ]
    for start in range(0, max(len(found), 1), PART):
        yield sorted(found[start : start + PART], key=lambda entry: site.pages[entry.path])


def _part(site: Site, entries: list[Entry], group: str, store: Store) -> dict[str, bytes]:
    """The files of the index of these entries: as they were kept, or made and kept."""
    files = _kept(store, group)
    if files is None:
        files = _made(_record(site, entry) for entry in entries)
        for name, data in files.items():
            store.put(group, name.replace("/", "~"), data)
        store.put(group, MANIFEST, json.dumps(sorted(files)).encode())
    return files


def _group(site: Site, entries: list[Entry]) -> str:
    """The digest of everything that an index of these entries is made from."""
    try:
        made_by = version("pagefind-bin")
    except PackageNotFoundError:
        made_by = ""
    seen = tuple(
        (site.pages[entry.path], entry.path, site.bodies[entry.path].source.digest) for entry in entries
    )
    return fingerprint(("search in order", made_by, site.settings.base_url, site.settings.language, seen))


def _record(site: Site, entry: Entry) -> Record:
    told = (entry.title, entry.summary or "", *entry.unions, *entry.tags, words(site.bodies[entry.path].text))
    return Record(
        address(site.pages[entry.path], site.settings.base_url),
        entry.title,
        entry.label,
        f"{entry.date.day} {entry.date:%B %Y}" if entry.date else "",
        (entry.lang or site.settings.language).partition("-")[0].lower(),
        plain(". ".join(piece for piece in told if piece)),
    )


def plain(markdown: str) -> str:
    """The words of Markdown, on one line."""
    return " ".join(unescape(_MARKUP.sub(" ", markdown)).split())


def _kept(store: Store, group: str) -> dict[str, bytes] | None:
    """The files of an index that was made before, all of them."""
    manifest = store.get(group, MANIFEST)
    if manifest is None:
        return None
    found = {name: store.get(group, name.replace("/", "~")) for name in json.loads(manifest)}
    whole = {name: data for name, data in found.items() if data is not None}
    return whole if len(whole) == len(found) else None


def _made(records: Iterable[Record]) -> dict[str, bytes]:
    """The files of the index of these records, by name. EOFError if the program breaks off."""
    with _Program() as program:
        index = program.ask({"type": "NewIndex", "config": {}})["index_id"]
        for record in records:
            program.ask(
                {
                    "type": "AddRecord",
                    "index_id": index,
                    "url": record.url,
                    "content": record.words,
                    "language": record.language,
                    "meta": {"title": record.title, "label": record.label, "date": record.date},
                    "filters": {},
                    "sort": None,
                }
            )
        files = program.ask({"type": "GetFiles", "index_id": index})["files"]
    found = {
        file["path"]: base64.b64decode(file["content"])
        for file in sorted(files, key=lambda file: str(file["path"]))
        if not _LEFT_OUT.search(file["path"])
    }
    # Pagefind names the languages of a site in another order each time.
    entry = json.loads(found[ENTRY])
    return {**found, ENTRY: json.dumps(entry, ensure_ascii=False, sort_keys=True).encode()}


class _Program:
    """Pagefind as a service: each message is JSON in Base64 with a comma behind it, and so is each answer."""

    def __enter__(self) -> _Program:
        from pagefind.service import get_executable

        program = get_executable()
        if program is None:
            raise FileNotFoundError("pagefind")
        self._number, self._waiting = 0, b""
        self._process = subprocess.Popen(
            [str(program), "--service"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        return self

    def ask(self, payload: Mapping[str, object]) -> Any:
        """The answer to one message."""
        self._number += 1
        message = json.dumps({"message_id": self._number, "payload": payload}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(base64.b64encode(message) + b",")
        self._process.stdin.flush()
        answer = json.loads(base64.b64decode(self._next()))["payload"]
        if answer["type"] == "Error":
            raise ValueError(answer["message"])
        return answer

    def _next(self) -> bytes:
        assert self._process.stdout is not None
        pieces = [self._waiting]
        while b"," not in pieces[-1]:
            piece = self._process.stdout.read1(1 << 20)  # type: ignore[attr-defined]
            if not piece:
                raise EOFError("pagefind broke off")
            pieces.append(piece)
        answer, _, self._waiting = b"".join(pieces).partition(b",")
        return answer

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was still to be written has nobody to read it
                    pipe.close()
        self._process.wait()


def _missing(error: Exception) -> Problem:
    return Problem(
        "no-search",
        "The site is built without search: its index cannot be made on this machine.",
        read=f"{type(error).__name__}: {error}",
        wanted="the program Pagefind, which comes with gazette on most machines",
        hint='python -m pip install "pagefind[bin]", or write search = false in content/site.toml',
        severity="warning",
    )
