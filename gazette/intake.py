"""Intake: what was read, made into settings, entries and bodies; one file at a time, purely."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from gazette import frontmatter, ledger, records, settings
from gazette.fingerprint import digest, fingerprint
from gazette.kinds.entry import Entry
from gazette.kinds.fund import Fund
from gazette.ledger import Ledger
from gazette.problems import Problem, errors
from gazette.settings import Settings
from gazette.shelf import Row
from gazette.site import Body
from gazette.sources import LEDGER, Source, Sources, load

SETTINGS = "content/site.toml"

_WORD = re.compile(r"[^\s()<>\"'\[\]{},|]+")

_SUFFIXED = re.compile(r"\.[^./]+/*$")

LONGEST_NAME = 300
"""Characters. What is longer is no file's name, but may be a whole picture pasted into a text."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What the sources say: `entries` and `bodies` by source path, the other files of content/ as
    `assets`, the files that each entry mentions as `media`, and the posts that cannot be read as
    `broken`. `settings` is None where they cannot be read, `ledger` where there is none; `new` are
    rows that the shelf has not, `gone` the names of those that it need not keep; `posts` has what each
    file says, and what that was made from, for the next build of the same process."""

    settings: Settings | None
    entries: Mapping[str, Entry]
    bodies: Mapping[str, Body]
    assets: Mapping[str, Source]
    media: tuple[tuple[str, str], ...]
    broken: frozenset[str]
    ledger: Ledger | None
    new: tuple[Row, ...] = ()
    gone: tuple[str, ...] = ()
    posts: Mapping[str, tuple[str, Post]] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Post:
    """What one Markdown file says: its entry and body, the file names in it, and what is wrong with it;
    `record` is the entry as it can be kept, unless it has what no record can hold."""

    entry: Entry | None
    body: Body | None
    names: tuple[str, ...]
    problems: tuple[Problem, ...]
    record: bytes | None = None


def intake(
    sources: Sources,
    past: Source | None = None,
    rows: Iterable[Row] = (),
    known: Mapping[str, tuple[str, Post]] = MappingProxyType({}),
) -> tuple[Intake, tuple[Problem, ...]]:
    """Everything that the sources say, and everything wrong with them.

    `past` is the ledger of what was published before; what the shelf has in its `rows`, or what is `known`
    from an earlier build, is not parsed.
    """
    problems: list[Problem] = []
    site_toml = sources.content.get(SETTINGS)
    chosen, wrong = settings.read(SETTINGS, load(site_toml) if site_toml else None)
    problems += wrong
    language = chosen.language if chosen else "en"
    hosts = _hosts(chosen) if chosen else ()
    posts = {path: source for path, source in sources.content.items() if path.lower().endswith(".md")}
    assets = {
        path: source
        for path, source in sources.content.items()
        if path not in posts and path not in (SETTINGS, LEDGER)
    }
    searched = [path for path in assets if " " in path or not _SUFFIXED.search(path)]
    entries: dict[str, Entry] = {}
    bodies: dict[str, Body] = {}
    media: list[tuple[str, str]] = []
    kept = {name: (made_from, value) for name, made_from, value in rows}
    said: dict[str, tuple[str, Post]] = {}
    new: list[Row] = []
    for path, source in posts.items():
        made_from = " ".join((source.digest, language, *hosts))
        if known.get(path, ("",))[0] == made_from:
            found = _again(source, known[path][1])
        elif kept.get(path, ("",))[0] == made_from:
            found = _kept(source, kept[path][1])
        else:
            found = post(source, language, hosts)
            if (row := _row(found)) is not None:
                new.append((path, made_from, row))
        said[path] = (made_from, replace(found, record=None) if found.record else found)
        problems += found.problems
        if found.entry is not None and found.body is not None:
            entries[path], bodies[path] = found.entry, found.body
            media += ((path, file) for file in mentions(source, found.names, assets, searched))
    broken = frozenset(posts) - frozenset(entries)
    written = None
    if past is not None:
        written, wrong = ledger.read(past.path, load(past))
        written = written and replace(written, digest=past.digest)
        problems += wrong
    gone = tuple((kept.keys() | known.keys()) - posts.keys())
    read = Intake(chosen, entries, bodies, assets, tuple(media), broken, written, tuple(new), gone, said)
    return read, tuple(problems)


def _hosts(chosen: Settings) -> tuple[str, ...]:
    """Where the hub is, and where it was before."""
    hosts = (urlsplit(url).hostname or "" for url in (chosen.base_url, *chosen.moved_from))
    return tuple(dict.fromkeys(hosts))


def post(source: Source, language: str, hosts: tuple[str, ...] = ()) -> Post:
    """What one Markdown file says. Typographic quotes are written in the site's language; `hosts` are
    where the hub is and was."""
    from gazette.advice import advice
    from gazette.kinds.reading import read  # neither is needed where nothing has to be parsed
    from gazette.prose import printer

    data = load(source)
    document, problems = frontmatter.parse(source.path, data)
    names = tuple(_names(data.decode("utf-8", "replace")))
    if document is None:
        return Post(None, None, names, problems)
    entry, wrong = read(document)
    problems += wrong
    if entry is None or errors(problems):
        return Post(None, None, names, problems)
    shows_lead = entry.summary is None and not isinstance(entry, Fund)
    lead = printer(language).lead(document.body) if shows_lead else ""
    try:
        record = records.written(entry)
    except records.UnknownTypeError:
        record = None
    head = digest(record) if record is not None else fingerprint(entry)
    body = Body(source, document.body_line, len(document.body.encode()), lead, head)
    return Post(entry, body, names, (*problems, *advice(document, entry, hosts)), record)


def _row(said: Post) -> bytes | None:
    """A post as the shelf keeps it; None for one that has to be mended."""
    if said.body is None or said.record is None:
        return None
    warnings = [(p.code, p.message, p.path, p.line, p.column, p.read, p.wanted, p.hint, p.severity)
                for p in said.problems]  # fmt: skip
    rest = [said.body.line, said.body.size, said.body.lead, said.names, warnings]
    return json.dumps(rest, separators=(",", ":")).encode() + b"\n" + said.record


def _kept(source: Source, row: bytes) -> Post:
    """A post as it was kept."""
    rest, _, entry = row.partition(b"\n")
    line, size, lead, names, warnings = json.loads(rest)
    return Post(
        records.read(entry),
        Body(source, line, size, lead, digest(entry)),
        tuple(names),
        tuple(Problem(*warning) for warning in warnings),
    )


def _again(source: Source, found: Post) -> Post:
    """A post as it was found before: of the file as this build has it, which may hold nothing of it."""
    if found.body is None or found.body.source.held is source.held:
        return found
    return replace(found, body=replace(found.body, source=source))


def _names(text: str) -> Iterator[str]:
    """What could be the name of a file with a suffix, in the front matter or in the body of a post."""
    found: dict[str, None] = {}
    for word in dict.fromkeys(_WORD.findall(text)):
        if "." not in word or len(word) > LONGEST_NAME:
            continue
        name = word.partition("#")[0].partition("?")[0]
        for written in (word, name, name.rstrip(".,;:!"), unquote(name)):
            if _SUFFIXED.search(written):
                found[written] = None
    yield from found


def mentions(
    source: Source, names: Iterable[str], assets: Mapping[str, Source], searched: list[str]
) -> Iterator[str]:
    """The files of content/ that a post names, in its front matter or in its body.

    A file that no published post names is not published. `searched` are the files that no pattern
    can tell from the words around them, because of spaces or for want of a suffix.
    """
    folder = posixpath.dirname(source.path)
    found: dict[str, None] = {}
    if assets:
        for written in names:
            path = posixpath.normpath(posixpath.join(folder, written))
            if path in assets:
                found[path] = None
    if searched:
        text = load(source).decode("utf-8", "replace")
        found.update((path, None) for path in searched if posixpath.relpath(path, folder) in text)
    yield from found
