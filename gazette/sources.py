"""Sources: every input as it was when this build began, looked at once.

Text is held in memory, so that nobody saves a file under our feet. Pictures and documents are only
digested; `load` reads them again when they are asked for and refuses them if the digest moved.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from gazette import ledger
from gazette.fingerprint import digest
from gazette.problems import Problem
from gazette.rasters import Extent, extent, is_raster

TEXT = frozenset({".md", ".toml", ".html", ".xml", ".txt", ".css", ".js", ".svg", ".json"})
"""Suffixes whose content is held; all others are read when asked for."""

TEXT_LIMIT = 2_000_000
"""Bytes. The longest novel in one file is smaller; a larger one is a mistake or an attack."""

MEDIA_LIMIT = 200_000_000
"""Bytes of one picture, recording or document."""


@dataclass(frozen=True, slots=True)
class Source:
    """One input: its path from the root with `/`, its digest, its size in bytes.

    A picture made of pixels has its `extent` too, unless it cannot be read. Two Sources are equal when
    they say the same; where the file lies is not part of that.
    """

    path: str
    digest: str
    size: int
    data: bytes | None = field(default=None, compare=False, repr=False)
    location: str = field(default="", compare=False, repr=False)
    extent: Extent | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """All inputs: `content` by path from the root, `templates` by name within templates/."""

    content: Mapping[str, Source]
    templates: Mapping[str, Source]


class SourceMovedError(Exception):
    """A picture or document is not what it was when the build began; build again."""

    def __init__(self, source: Source) -> None:
        super().__init__(source.path)
        self.source = source

    def __reduce__(self) -> tuple[type[SourceMovedError], tuple[Source]]:
        return SourceMovedError, (self.source,)

    @property
    def problem(self) -> Problem:
        """What to tell the editor."""
        return Problem(
            "source-moved",
            "The file changed or went away while the site was being built.",
            self.source.path,
            hint="build again",
        )


def gather(root: Path, defaults: Path) -> tuple[Sources, tuple[Problem, ...]]:
    """The inputs of the hub at `root`; templates it lacks come from the folder `defaults`."""
    problems: list[Problem] = []
    content = dict(_folder(root / "content", "content", problems))
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
    for folder in dict.fromkeys((defaults.resolve(), (root / "templates").resolve())):
        for path, source in _folder(folder, "templates", problems):
            templates[path.removeprefix("templates/")] = source
    return (
        Sources(MappingProxyType(content), MappingProxyType(templates)),
        tuple(problems),
    )


def past(
    chosen: Path | Source | Problem | None, sources: Sources
) -> tuple[Source | None, tuple[Problem, ...]]:
    """The ledger of what was published before: the chosen one, else the hub's own, else none."""
    if chosen is None:
        return sources.content.get(ledger.FILE), ()
    if isinstance(chosen, Source):
        return chosen, ()
    if isinstance(chosen, Problem):
        return None, (chosen,)
    path = str(chosen)
    try:
        if not chosen.is_file():
            return None, (_problem("no-ledger", path),)
        with chosen.open("rb") as file:
            data = file.read(ledger.LARGEST + 1)
    except OSError as error:
        return None, (_problem("unreadable", path, error.strerror or str(error)),)
    return Source(path, digest(data), len(data), data, path), ()


def load(source: Source) -> bytes:
    """The source's bytes, as they were when the build began; SourceMovedError if they moved."""
    if source.data is not None:
        return source.data
    try:
        data = Path(source.location).read_bytes()
    except OSError as error:
        raise SourceMovedError(source) from error
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


def ignored(name: str) -> bool:
    """True for the names that editors and systems leave about: hidden, backup and swap files."""
    return name.startswith((".", "~", "#")) or name.endswith(("~", ".tmp", ".swp", ".part", ".bak"))


def _folder(folder: Path, name: str, problems: list[Problem]) -> Iterator[tuple[str, Source]]:
    """The files below a folder in path order, with `name` in place of where it lies."""
    base = os.path.realpath(folder)

    def unreadable(error: OSError) -> None:
        # Never taken for an empty folder: that would unpublish everything in it.
        if not isinstance(error, FileNotFoundError):
            shown = os.path.relpath(str(error.filename), base)
            problems.append(_problem("unreadable", f"{name}/{shown}", error.strerror or ""))

    for parent, folders, files in os.walk(base, onerror=unreadable):
        folders[:] = sorted(f for f in folders if not ignored(f))
        below = PurePosixPath(name, Path(parent).relative_to(base).as_posix())
        links = [f for f in folders if os.path.islink(os.path.join(parent, f))]
        for link in links:
            shown = str(below / link).encode(errors="replace").decode()
            problems.append(_problem("linked-folder", shown))
        for file in sorted(f for f in files if not ignored(f)):
            path, location = str(below / file), os.path.join(parent, file)
            try:
                path.encode()
            except UnicodeEncodeError:
                problems.append(_problem("file-name", path.encode(errors="replace").decode()))
                continue
            held = name == "templates" and not path.startswith("templates/static/")
            real = os.path.realpath(location)
            if not real.startswith(base + os.sep):
                problems.append(_problem("link-out", path))
                continue
            source = _source(path, real, held, problems)
            if source is not None:
                yield path, source


def _source(path: str, location: str, held: bool, problems: list[Problem]) -> Source | None:
    text = held or os.path.splitext(path)[1].lower() in TEXT
    try:
        if not os.path.isfile(location):
            problems.append(_problem("not-a-file", path))
            return None
        size = os.stat(location).st_size
        limit = ledger.LARGEST if path == ledger.FILE else TEXT_LIMIT if text else MEDIA_LIMIT
        if size > limit:
            problems.append(_problem("too-large", path, f"{size / 1e6:.1f} MB"))
            return None
        data = Path(location).read_bytes()
        if held:
            data.decode()
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        problems.append(_problem("not-utf-8", path, f"the byte 0x{byte:02X}"))
        return None
    except FileNotFoundError:
        return None  # deleted between the listing and the reading: as if it had not been listed
    except OSError as error:
        problems.append(_problem("unreadable", path, error.strerror or str(error)))
        return None
    large = extent(path, data) if is_raster(path) and path.startswith("content/") else None
    return Source(path, digest(data), len(data), data if text else None, location, large)


_SAID = {
    "linked-folder": (
        "This folder is a link, and links to folders are not followed.",
        "copy the folder here instead of linking to it",
    ),
    "file-name": (
        "The file's name cannot be read as text.",
        "rename it, with plain letters and digits",
    ),
    "link-out": (
        "This is a link that leads out of the folder.",
        "copy the file here instead of linking to it",
    ),
    "no-ledger": (
        "There is no ledger of what was published.",
        "name the ledger.json of the site as it is published; for the very first publication, none",
    ),
    "not-a-file": ("This is not an ordinary file.", "remove it"),
    "too-large": (
        "The file is too large to be part of the site.",
        f"a text may have {TEXT_LIMIT // 1_000_000} MB, a picture or document {MEDIA_LIMIT // 1_000_000} MB",
    ),
    "not-utf-8": ("The template is not saved as UTF-8.", "save the file as UTF-8"),
    "unreadable": ("The file cannot be read.", "check the file's permissions and the disk"),
}


def _problem(code: str, path: str, read: str = "") -> Problem:
    message, hint = _SAID[code]
    return Problem(code, message, path, read=read, hint=hint)
