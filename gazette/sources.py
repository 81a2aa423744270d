"""Sources: every input as it was when this build began, looked at once.

Text that is read is held in memory, so that nobody saves a file under our feet. Pictures and documents
are only digested, and what looks as it did when it was read last is not even opened; `load` reads such
files when they are asked for, and refuses them if they are not what they were.
"""

from __future__ import annotations

import os
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from gazette.addresses import ADMIN
from gazette.fingerprint import digest
from gazette.folders import MEDIA_LIMIT, TEXT_LIMIT, files, refused
from gazette.problems import Problem
from gazette.rasters import Extent, extent, is_raster
from gazette.stamps import NEVER, Stamp, Tick

TEXT = frozenset({".md", ".toml", ".html", ".xml", ".txt", ".css", ".js", ".svg", ".json"})
"""Suffixes whose content is held; all others are read when asked for."""

LEDGER = "content/ledger.json"
"""The ledger of a hub that keeps it in its repository."""

LEDGER_LIMIT = 50_000_000
"""Bytes. A century of posts fits; more is a mistake or an attack."""


Known = Mapping[str, tuple[str, Extent | None]]
"""Digest and extent of what a file holds, by how it looks from outside."""

NOTHING: Known = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Source:
    """One input: its path from the root with `/`, its digest, its size in bytes.

    A picture made of pixels has its `extent` too, unless it cannot be read. Two Sources are equal when
    they say the same; where the file lies and how it looks from outside (`look`, empty where that proves
    nothing) are not part of that.
    """

    path: str
    digest: str
    size: int
    held: bytes | None = field(default=None, compare=False, repr=False)
    location: str = field(default="", compare=False, repr=False)
    extent: Extent | None = None
    look: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Sources:
    """All inputs: `content` by path from the root, `templates` by name within templates/.

    `looks` says how every file looked, those too that a hub's own templates stand in for.
    """

    content: Mapping[str, Source]
    templates: Mapping[str, Source]
    looks: tuple[str, ...] = field(default=(), compare=False, repr=False)

    @property
    def known(self) -> Known:
        """What the next build need not read again if it looks the same."""
        every = (*self.content.values(), *self.templates.values())
        return {source.look: (source.digest, source.extent) for source in every if source.look}


class SourceMovedError(Exception):
    """A file is not what it was when the build began, or cannot be read any more, and why; build again."""

    def __init__(self, source: Source, why: str = "") -> None:
        super().__init__(source.path)
        self.source, self.why = source, why

    def __reduce__(self) -> tuple[type[SourceMovedError], tuple[Source, str]]:
        return SourceMovedError, (self.source, self.why)

    @property
    def problem(self) -> Problem:
        """What to tell the editor."""
        if self.why:
            return refused("unreadable", self.source.path, self.why)
        return refused("source-moved", self.source.path)


def gather(
    root: Path, defaults: Path, known: Known = NOTHING, now: Tick = NEVER, without: Container[str] = ()
) -> tuple[Sources, tuple[Problem, ...]]:
    """The inputs of the hub at `root`; templates it lacks come from the folder `defaults`.

    What looks as it is `known` is not read. What is read, and was not changed since before `now`,
    may be known the next time. What is named in `without` is left out.
    """
    problems: list[Problem] = []
    content = dict(_folder(root / "content", "content", problems, known, now, without))
    if not (root / "content").is_dir():
        problems.append(
            Problem(
                "no-content",
                "There is no folder content/ here.",
                "content",
                hint="go to the hub's folder, or name it with --root DIR",
            )
        )
    templates = {}
    looks = [source.look for source in content.values()]
    for folder in _template_folders(root, defaults):
        for path, source in _folder(folder, "templates", problems, known, now):
            templates[path.removeprefix("templates/")] = source
            looks.append(source.look)
    sources = Sources(MappingProxyType(content), MappingProxyType(templates), tuple(looks))
    return sources, tuple(problems)


def past(
    chosen: Path | Source | Problem | None, sources: Sources
) -> tuple[Source | None, tuple[Problem, ...]]:
    """The ledger of what was published before: the chosen one, else the hub's own, else none."""
    if chosen is None:
        return sources.content.get(LEDGER), ()
    if isinstance(chosen, Source):
        return chosen, ()
    if isinstance(chosen, Problem):
        return None, (chosen,)
    path = str(chosen)
    try:
        if not chosen.is_file():
            return None, (refused("no-ledger", path),)
        with chosen.open("rb") as file:
            data = file.read(LEDGER_LIMIT + 1)
    except OSError as error:
        return None, (refused("unreadable", path, error.strerror or str(error)),)
    return Source(path, digest(data), len(data), data, path), ()


def looks(root: Path, defaults: Path) -> tuple[str, ...] | None:
    """How every input looks from outside, as `gather` would note it; None if one cannot be an input."""
    odd: list[Problem] = []
    found = [look for _, _, look, _ in files(root / "content", "content", odd)]
    for folder in _template_folders(root, defaults):
        found += [look for _, _, look, _ in files(folder, "templates", odd)]
    return None if odd else tuple(found)


def _template_folders(root: Path, defaults: Path) -> tuple[Path, ...]:
    return tuple(dict.fromkeys((defaults.resolve(), (root / "templates").resolve())))


def load(source: Source) -> bytes:
    """The source's bytes, as they were when the build began; SourceMovedError if they moved."""
    if source.held is not None:
        return source.held
    try:
        data = Path(source.location).read_bytes()
    except FileNotFoundError as error:
        raise SourceMovedError(source) from error
    except OSError as error:
        raise SourceMovedError(source, error.strerror or str(error)) from error
    if digest(data) != source.digest:
        raise SourceMovedError(source)
    return data


def lines(root: Path, defaults: Path, path: str) -> list[str]:
    """The lines of a source as they are now, to show beside a problem; none if it has no text."""
    for folder in (root, defaults.parent):
        try:
            data = (folder / path).read_bytes()
        except OSError:
            continue
        text = data[:TEXT_LIMIT].decode("utf-8", "replace")
        return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return []


def _folder(
    folder: Path, name: str, problems: list[Problem], known: Known, now: Tick, without: Container[str] = ()
) -> Iterator[tuple[str, Source]]:
    """The files below a folder in path order, with `name` in place of where it lies."""
    for path, location, look, stamp in files(folder, name, problems):
        if path in without:
            continue
        known_as = known.get(look)
        if known_as is not None:
            yield path, Source(path, known_as[0], stamp.size, None, location, known_as[1], look)
        else:
            source = _source(path, location, stamp, look if stamp.before(now) else "", problems)
            if source is not None:
                yield path, source


def _source(path: str, location: str, stamp: Stamp, look: str, problems: list[Problem]) -> Source | None:
    held = path.startswith("templates/") and not path.startswith("templates/static/")
    # The program of the CMS is a few megabytes of JavaScript that nothing here looks into.
    program = path.startswith(f"templates/static/{ADMIN}")
    text = held or (os.path.splitext(path)[1].lower() in TEXT and not program)
    size = stamp.size
    limit = LEDGER_LIMIT if path == LEDGER else TEXT_LIMIT if text else MEDIA_LIMIT
    if size > limit:
        problems.append(refused("too-large", path, f"{size / 1e6:.1f} MB"))
        return None
    try:
        data = Path(location).read_bytes()
        if held:
            data.decode()
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        problems.append(refused("not-utf-8", path, f"the byte 0x{byte:02X}"))
        return None
    except FileNotFoundError:
        problems.append(refused("source-moved", path))
        return None
    except OSError as error:
        problems.append(refused("unreadable", path, error.strerror or str(error)))
        return None
    large = extent(path, data) if is_raster(path) and path.startswith("content/") else None
    return Source(path, digest(data), len(data), data if text else None, location, large, look)
