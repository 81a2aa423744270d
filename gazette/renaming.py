"""Renaming: a post at another place, with its pictures, and every file that leads to it mended.

It gives what is to be done and does nothing: files to move, and files to write with what they hold
now. The post keeps its permanent id, and its old address leads to the new one.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from gazette import addresses, comments, frontmatter, pipeline, settings
from gazette.advice import without_code
from gazette.fields import Field, plain
from gazette.fingerprint import digest
from gazette.frontmatter import Document, field_at
from gazette.hub import Hub, Reading
from gazette.index import page_path
from gazette.intake import intake
from gazette.kinds import kind_of, references, slug_of
from gazette.mending import scalar
from gazette.problems import Problem
from gazette.site import Site
from gazette.sources import Source, load, past
from gazette.targets import WRITTEN, target

_FUND: Final = re.compile(r"^ {0,3}:{3,}[ \t]*fund[ \t]+(\S+)[ \t]*$", re.M)
"""How a body names a fund that it shows."""

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


@dataclass(frozen=True, slots=True)
class Renaming:
    """Files to move (`old`, `new`), then files to write: the path, what it holds, what it is to hold."""

    moves: tuple[tuple[str, str], ...]
    writes: tuple[tuple[str, bytes, bytes], ...]
    address: str = ""
    """The address that leads on, if the post had one that is another now."""


def renamed(site: Site, reading: Reading, old: str, new: str) -> Renaming | Problem:
    """What it takes for the post at `old` to be at `new`, or why it cannot be there."""
    sources, entry = reading.sources.content, site.entries[old]
    if kind_of(new) is not type(entry) or not new.endswith(".md"):
        return _refused(
            old, f"{new} would not be a {entry.kind} any more.", f"a file in content/{entry.folder}/"
        )
    if not slug_of(new):
        return _refused(
            old, f"{new} has nothing in its name that could be an address.", "letters and numbers"
        )
    moved = {old: new, **dict(_beside(site, reading.intake.media, old, new))}
    if there := next((path for path in moved.values() if path in sources and path not in moved), ""):
        return _refused(old, f"There is a file {there} already.", "a name that no file has")
    given = "slug" in {field.name for field in _document(old, sources).fields}
    after = replace(entry, path=new, slug=entry.slug if given else slug_of(new))
    rewriting = _Rewriting(site, sources, moved, old, page_path(entry), page_path(after), after.slug)
    writes = []
    for path in sorted(sources):
        if path in site.entries or path == settings.PATH:
            data = load(sources[path])
            made = rewriting.mended(path, data)
            if made is None:
                return _refused(
                    path, f"{path} is written in a way that cannot be mended.", "each field on a line", path
                )
            if made != data:
                writes.append((moved.get(path, path), data, made))
    known = site.pages.get(old, "")
    address = f"/{known.removesuffix(addresses.INDEX)}" if known and known != page_path(after) else ""
    return Renaming(tuple(moved.items()), tuple(writes), address)


def wrong_after(hub: Hub, reading: Reading, site: Site, renaming: Renaming) -> tuple[Problem, ...]:
    """Everything that would be wrong with the hub afterwards and is not wrong now."""
    moved, content = dict(renaming.moves), dict[str, Source]()
    for path, source in reading.sources.content.items():
        content[moved.get(path, path)] = replace(source, path=moved.get(path, path))
    for path, _, data in renaming.writes:
        content[path] = Source(path, digest(data), len(data), data)
    sources = replace(reading.sources, content=dict(sorted(content.items())))
    ledger, _ = past(hub.published, sources)
    found, unsound = intake(sources, ledger)
    after = pipeline.site_at(hub, Reading(sources, found, unsound), site.now)
    if after is None:
        return unsound
    before = {(p.code, p.message) for p in pipeline.disagreements(reading, site)}
    now = pipeline.disagreements(Reading(sources, found, unsound), after)
    was = {old: path for path, old in moved.items()}
    touched = dict.fromkeys((*moved.values(), *(path for path, _, _ in renaming.writes)))
    links = (
        problem
        for path in touched
        if path in after.entries
        for problem in _links(after, path)
        if was.get(path, path) not in site.entries
        or (problem.code, problem.read) not in {(p.code, p.read) for p in _links(site, was.get(path, path))}
    )
    return (*(p for p in now if (p.code, p.message) not in before and p.severity == "error"), *links)


def _links(site: Site, path: str) -> Iterator[Problem]:
    body = site.bodies[path].text
    for found in WRITTEN.finditer(without_code(body)):
        group = found.lastindex or 0
        problem = target(site, path, body[found.start(group) : found.end(group)]).problem
        if problem is not None:
            line = site.bodies[path].line + body.count("\n", 0, found.start(group))
            yield replace(problem, path=path, line=line)


def _refused(path: str, message: str, wanted: str, read: str = "") -> Problem:
    return Problem("not-renamed", message, path, read=read, wanted=wanted, hint="nothing was changed")


def _document(path: str, sources: Mapping[str, Source]) -> Document:
    document, _ = frontmatter.parse(path, load(sources[path]))
    assert document is not None  # it is an entry, so it was read
    return document


def _beside(site: Site, media: Iterable[tuple[str, str]], old: str, new: str) -> Iterator[tuple[str, str]]:
    """What goes with a post: the whole folder of an index.md, else the files that no other post names."""
    here, there = posixpath.dirname(old), posixpath.dirname(new)
    talk = comments.beside(old)
    if talk in site.assets:
        yield talk, comments.beside(new)
    if posixpath.basename(old) == posixpath.basename(new) == "index.md":
        for path in (*site.assets, *site.entries):
            if path.startswith(f"{here}/") and path not in (old, talk):
                yield path, there + path[len(here) :]
    elif here != there:
        users: dict[str, set[str]] = {}
        for user, path in media:
            users.setdefault(path, set()).add(user)
        for path, named_by in users.items():
            if named_by == {old} and path.startswith(f"{here}/") and path != talk:
                yield path, f"{there}/{posixpath.relpath(path, here)}"


@dataclass(frozen=True, slots=True)
class _Rewriting:
    site: Site
    sources: Mapping[str, Source]
    moved: Mapping[str, str]
    old: str
    was: str
    """The output path of the page that the post had, and the one that it will have."""
    will: str
    slug: str

    def mended(self, path: str, data: bytes) -> bytes | None:
        """The file with everything that leads to what moves leading to its new place."""
        text = data.decode("utf-8")
        if path == settings.PATH:
            return self._settings(text).encode()
        document = _document(path, self.sources)
        lines = [line for line in _LINE.findall(text) if line]
        for line, column, name, new in sorted(self._references(path, document), reverse=True):
            row = lines[line - 1]
            at = row.find(name, column - 1)
            if at < 0 or row[column - 1 : at].strip("\"' "):
                return None
            lines[line - 1] = row[:at] + new + row[at + len(name) :]
        start = document.body_line - 1
        head, body = lines[:start], self._body(path, "".join(lines[start:]))
        if path == self.old and not self._own(document, head):
            return None
        return ("".join(head) + body).encode()

    def _references(self, path: str, document: Document) -> Iterator[tuple[int, int, str, str]]:
        """Line, column and words of every name of the post in front matter, and what it is called now."""
        if self.was == self.will:
            return
        entry = self.site.entries[path]
        folder = self.site.entries[self.old].folder
        for loc, kind, name in references(entry):
            if self.site.names.get((kind, name)) == self.old and (field := field_at(document, loc)):
                bare = kind != "entry" or ("/" not in name and not self._shared())
                yield (
                    field.value_line,
                    field.value_column,
                    name,
                    self.slug if bare else f"{folder}/{self.slug}",
                )

    def _shared(self) -> bool:
        """Whether an entry of some kind has the new name already, so that the folder must be told."""
        return any(one.slug == self.slug for path, one in self.site.entries.items() if path != self.old)

    def _body(self, path: str, body: str) -> str:
        seen, made, done = without_code(body), [], 0
        places = sorted((*WRITTEN.finditer(seen), *_FUND.finditer(seen)), key=lambda found: found.start())
        for found in places:
            group = found.lastindex or 0
            link = body[found.start(group) : found.end(group)]
            new = self._fund(link) if found.re is _FUND else self._link(path, link)
            if new != link:
                made += [body[done : found.start(group)], new]
                done = found.end(group)
        return "".join((*made, body[done:]))

    def _fund(self, name: str) -> str:
        """The name of a fund that a body shows, as it is to be written."""
        return self.slug if self.site.names.get(("fund", name)) == self.old else name

    def _link(self, path: str, link: str) -> str:
        """A link as it is to be written in the file, wherever that will lie."""
        try:
            parts = urlsplit(link)
        except ValueError:
            return link
        rest = link[len(link.split("#")[0].split("?")[0]) :]
        base = self.site.settings.base_url
        if parts.scheme or link.startswith("/"):
            place = addresses.output(link, base)
            if self.was == self.will or place is None or place[0] != self.was or parts.query:
                return link
            start = f"{parts.scheme}://{parts.netloc}" if parts.scheme else ""
            path_now = addresses.address(self.will, base)
            shown = path_now if parts.scheme else "/" + path_now.removeprefix(addresses.base_path(base))
            return f"{start}{shown}{rest}"
        if not parts.path:
            return link
        named = unquote(parts.path)
        leads = posixpath.normpath(posixpath.join(posixpath.dirname(path), named))
        if leads not in self.sources:
            return link
        here = posixpath.dirname(self.moved.get(path, path))
        wanted = self.moved.get(leads, leads)
        if posixpath.normpath(posixpath.join(here, named)) == wanted:
            return link
        return quote(posixpath.relpath(wanted, here), safe="/:@!$&'*+,;=~") + rest

    def _settings(self, text: str) -> str:
        """The settings with the address of the page where they have it whole."""
        was, will = (f"/{page.removesuffix(addresses.INDEX)}" for page in (self.was, self.will))
        if was == will or was == "/":
            return text
        return re.sub(rf"""(["']){re.escape(was)}(#[^"'\n]*)?\1""", rf"\g<1>{will}\g<2>\g<1>", text)

    def _own(self, document: Document, head: list[str]) -> bool:
        """Give the post its permanent id and its old address, in its own front matter."""
        entry = self.site.entries[self.old]
        if any(field.column != 1 for field in document.fields):
            return False
        newline = "\r\n" if head[0].endswith("\r\n") else "\n"
        wanted = plain(document.fields)
        lines: list[str] = []
        if entry.id is None and not _has(document, "id"):
            wanted["id"] = self.site.identities[self.old]
            lines.append(f"id: {scalar(wanted['id'])}{newline}")
        if self.was != self.will and self.old in self.site.pages:
            known = tuple(alias for alias in entry.aliases if addresses.old_path(alias) != self.will)
            every = list(dict.fromkeys((*known, f"/{self.was.removesuffix(addresses.INDEX)}")))
            wanted["aliases"] = every
            field = next((field for field in document.fields if field.name == "aliases"), None)
            if field is not None:
                end = _last_line(field)
                if any("#" in line for line in head[field.line - 1 : end]):
                    return False
                del head[field.line - 1 : end]
            lines += [f"aliases:{newline}", *(f"  - {scalar(alias)}{newline}" for alias in every)]
        head[len(head) - 1 : len(head) - 1] = lines
        after, problems = frontmatter.parse(self.old, "".join(head).encode())
        return after is not None and not problems and self._same(plain(after.fields), wanted)

    def _same(self, after: Mapping[str, object], wanted: Mapping[str, object]) -> bool:
        """Whether nothing else of the front matter changed; what names the post itself may have."""
        named = {str(loc[0]) for loc, kind, name in references(self.site.entries[self.old])
                 if self.site.names.get((kind, name)) == self.old}  # fmt: skip
        return {n: v for n, v in after.items() if n not in named} == {
            n: v for n, v in wanted.items() if n not in named
        }


def _has(document: Document, name: str) -> bool:
    return any(field.name == name for field in document.fields)


def _last_line(field: Field) -> int:
    """The last line on which a field has anything."""
    if isinstance(field.value, str) or not field.value:
        return field.value_line
    return max(_last_line(inner) for inner in field.value)
