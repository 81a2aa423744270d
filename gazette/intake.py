"""Intake: what was read, made into settings, entries and bodies; one file at a time, purely."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from gazette import frontmatter, ledger, settings
from gazette.kinds.entry import Entry
from gazette.kinds.fund import Fund
from gazette.kinds.reading import read
from gazette.ledger import Ledger
from gazette.problems import Problem, errors
from gazette.prose import Printer, printer
from gazette.settings import Settings
from gazette.site import Body
from gazette.sources import Source, Sources

SETTINGS = "content/site.toml"

_WORD = re.compile(r"[^\s()<>\"'\[\]{},|]+")

LONGEST_NAME = 300
"""Characters. What is longer is no file's name, but may be a whole picture pasted into a text."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What the sources say: `entries` and `bodies` by source path, the other files of content/ as
    `assets`, the files that each entry mentions as `media`, and the posts that cannot be read as
    `broken`. `settings` is None where they cannot be read, `ledger` where there is none."""

    settings: Settings | None
    entries: Mapping[str, Entry]
    bodies: Mapping[str, Body]
    assets: Mapping[str, Source]
    media: tuple[tuple[str, str], ...]
    broken: frozenset[str]
    ledger: Ledger | None


def intake(sources: Sources, past: Source | None = None) -> tuple[Intake, tuple[Problem, ...]]:
    """Everything that the sources say, and everything wrong with them.

    `past` is the ledger of what was published before.
    """
    problems: list[Problem] = []
    site_toml = sources.content.get(SETTINGS)
    chosen, wrong = settings.read(SETTINGS, site_toml.data if site_toml else None)
    problems += wrong
    posts = {path: source for path, source in sources.content.items() if path.lower().endswith(".md")}
    assets = {
        path: source
        for path, source in sources.content.items()
        if path not in posts and path not in (SETTINGS, ledger.FILE)
    }
    spaced = [path for path in assets if " " in path]
    entries: dict[str, Entry] = {}
    bodies: dict[str, Body] = {}
    media: list[tuple[str, str]] = []
    leads = printer(chosen.language if chosen else "en")
    for path, source in posts.items():
        entry, body, wrong = post(source, leads)
        problems += wrong
        if entry is not None and body is not None:
            entries[path], bodies[path] = entry, body
            media += ((path, file) for file in mentions(source, assets, spaced))
    broken = frozenset(posts) - frozenset(entries)
    known = None
    if past is not None:
        known, wrong = ledger.read(past.path, past.data or b"")
        problems += wrong
    return Intake(chosen, entries, bodies, assets, tuple(media), broken, known), tuple(problems)


def post(source: Source, leads: Printer) -> tuple[Entry | None, Body | None, tuple[Problem, ...]]:
    """The entry and body in one Markdown file."""
    document, problems = frontmatter.parse(source.path, source.data or b"")
    if document is None:
        return None, None, problems
    entry, wrong = read(document)
    problems += wrong
    if entry is None or errors(problems):
        return None, None, problems
    shows_lead = entry.summary is None and not isinstance(entry, Fund)
    lead = leads.lead(document.body) if shows_lead else ""
    return entry, Body(document.body, document.body_line, lead), problems


def mentions(source: Source, assets: Mapping[str, Source], spaced: list[str]) -> Iterator[str]:
    """The files of content/ that a post names, in its front matter or in its body.

    A file that no published post names is not published. `spaced` are the files whose names have
    spaces in them, which no pattern can tell from the words around them.
    """
    text = (source.data or b"").decode("utf-8", "replace")
    folder = posixpath.dirname(source.path)
    found: dict[str, None] = {}
    for word in _WORD.findall(text):
        name = word.partition("#")[0].partition("?")[0]
        if "." not in word or len(word) > LONGEST_NAME:
            continue
        for written in dict.fromkeys((word, name, name.rstrip(".,;:!"), unquote(name))):
            path = posixpath.normpath(posixpath.join(folder, written))
            if path in assets:
                found[path] = None
    for path in spaced:
        if posixpath.relpath(path, folder) in text:
            found[path] = None
    yield from found
