"""Store: the files of an import in the hub: what is there, and what may be written over.

A file is only ever replaced if it is, byte for byte, what an import wrote there before.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from gazette.fingerprint import digest
from gazette.folders import ignored
from gazette.importers.report import Report, Row, Step, dump, load, page

FOLDER = "imports"
"""Where, in the hub, mappings and reports of imports are kept."""

_ID = re.compile(rb"^id:[ \t]*[\"']?(.*?)[\"']?[ \t]*\r?$", re.M)
_HEAD = 65_536


def _refuse(error: OSError) -> None:
    """A folder that cannot be read is never taken for an empty one."""
    raise error


@dataclass(frozen=True, slots=True)
class Store:
    """A hub, the name of an import, the export, and the folder of the old site's files, if at hand."""

    root: Path
    name: str
    export: Path
    media: Path | None = None

    def opened(self) -> IO[bytes]:
        """The export, to be read from its beginning."""
        return self.export.open("rb")

    @property
    def size(self) -> int:
        """How many bytes the export has."""
        return self.export.stat().st_size

    @property
    def mapping(self) -> Path:
        """The file of the mapping."""
        return self.root / FOLDER / f"{self.name}.toml"

    @property
    def report(self) -> Path:
        """The report, for programs."""
        return self.root / FOLDER / f"{self.name}.json"

    def shown(self, file: Path) -> str:
        """A file of the store as people see it from the hub."""
        return file.relative_to(self.root).as_posix()

    def before(self) -> Iterator[Row]:
        """The rows of the import before this one; none where there was none, or its report is none now."""
        try:
            with self.report.open("rb") as file:
                for _ in load(file):
                    pass
                file.seek(0)
                yield from load(file)
        except (FileNotFoundError, ValueError):
            return

    def is_untouched(self, path: str, known: str) -> bool:
        """Whether a file is, byte for byte, what an import wrote."""
        try:
            return digest((self.root / path).read_bytes()) == known
        except OSError:
            return False

    def read_mapping(self) -> bytes | None:
        """The mapping as people have left it; None where there is none yet."""
        try:
            return self.mapping.read_bytes()
        except FileNotFoundError:
            return None

    def write_mapping(self, text: str) -> None:
        """Write a proposed mapping down."""
        self.mapping.parent.mkdir(parents=True, exist_ok=True)
        self.mapping.write_text(text, encoding="utf-8", newline="\n")

    @property
    def lines(self) -> Path:
        """The file of lines for the settings."""
        return self.root / FOLDER / f"{self.name}-site.toml"

    def write_lines(self, text: str) -> None:
        """Write down what is to be added to the settings; nothing where nothing is missing."""
        if text:
            self._whole(self.lines, [text])
        else:
            self.lines.unlink(missing_ok=True)

    def write_report(self, report: Report) -> None:
        """Write what became of every item, for programs and for people."""
        self._whole(self.report, dump(report))
        self._whole(self.report.with_suffix(".html"), page(report))

    def at_hand(self) -> Iterator[tuple[str, str]]:
        """Every file of the old site that is at hand, by its path below the folder; no link is followed."""
        for parent, folders, files in os.walk(self.media, onerror=_refuse) if self.media else ():
            folders[:] = sorted(f for f in folders if not ignored(f))
            for name in sorted(f for f in files if not ignored(f)):
                file = Path(parent, name)
                if file.is_file() and not file.is_symlink():
                    yield file.relative_to(self.media or "").as_posix(), str(file)

    def posts(self) -> Iterator[tuple[str, str]]:
        """Every post of the hub, with the id that stands in it."""
        for parent, folders, files in os.walk(self.root / "content", onerror=_refuse):
            folders.sort()
            for name in sorted(f for f in files if f.endswith(".md")):
                file = Path(parent, name)
                with file.open("rb") as handle:
                    found = _ID.search(handle.read(_HEAD))
                yield (
                    file.relative_to(self.root).as_posix(),
                    found[1].decode("utf-8", "replace") if found else "",
                )

    def put(self, path: str, data: bytes, known: str | None) -> Step:
        """Write a post, or leave what an editor has made of it; `known` is the digest of what was
        written there before."""
        file = self.root / path
        try:
            there = file.read_bytes()
        except FileNotFoundError:
            if known is not None:
                return "kept away"
            self._write(file, data)
            return "new"
        if there == data:
            return "unchanged"
        if known is None or digest(there) != known:
            return "kept as edited"
        self._write(file, data)
        return "changed"

    def copy(self, path: str, at_hand: str) -> str:
        """Copy a file beside a post unless something is there already; gives its digest."""
        file = self.root / path
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            fresh = file.with_name(f".{file.name}.new")
            shutil.copyfile(at_hand, fresh)
            fresh.replace(file)
        return digest(file.read_bytes())

    def _whole(self, file: Path, text: Iterable[str]) -> None:
        """Write a file of any length, a part at a time; it is there when it is whole."""
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f".{file.name}.new")
        with fresh.open("w", encoding="utf-8", errors="replace", newline="\n") as handle:
            handle.writelines(text)
        fresh.replace(file)

    def _write(self, file: Path, data: bytes) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f".{file.name}.new")
        fresh.write_bytes(data)
        fresh.replace(file)
