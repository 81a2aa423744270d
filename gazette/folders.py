"""Folders: the files in one that may be sources, how each looks from outside, and what is refused."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG

from gazette.problems import Problem, hides
from gazette.stamps import Stamp, stamp_of

TEXT_LIMIT = 2_000_000
"""Bytes. The longest novel in one file is smaller; a larger one is a mistake or an attack."""

MEDIA_LIMIT = 200_000_000
"""Bytes of one picture, recording or document."""


def ignored(name: str) -> bool:
    """True for the names that editors and systems leave about: hidden, backup and swap files."""
    return name.startswith((".", "~", "#")) or name.endswith(("~", ".tmp", ".swp", ".part", ".bak"))


def files(folder: Path, name: str, problems: list[Problem]) -> Iterator[tuple[str, str, str, Stamp]]:
    """Path, location, look and stamp of each file below a folder that may be an input."""
    base = os.path.realpath(folder)
    waiting = [(base, name)]
    while waiting:
        parent, below = waiting.pop()
        try:
            with os.scandir(parent) as entries:
                found = sorted((e for e in entries if not ignored(e.name)), key=lambda e: e.name)
        except OSError as error:
            # Never taken for an empty folder: that would unpublish everything in it.
            if not isinstance(error, FileNotFoundError):
                problems.append(
                    refused(
                        "unreadable", f"{below}/" if parent != base else f"{below}/.", error.strerror or ""
                    )
                )
            elif parent != base:
                problems.append(refused("source-moved", below))
            continue
        folders = []
        for entry in found:
            path, location = f"{below}/{entry.name}", entry.path
            if hides(entry.name):  # bytes that are no text as well
                problems.append(refused("file-name", path.encode(errors="replace").decode()))
                continue
            link = entry.is_symlink()
            try:
                folder_there = entry.is_dir()
            except OSError as error:  # a link that leads to itself
                problems.append(refused("unreadable", path, error.strerror or str(error)))
                continue
            if folder_there:
                if link:
                    problems.append(refused("linked-folder", path))
                else:
                    folders.append((location, path))
                continue
            if link:
                location = os.path.realpath(location)
                if not location.startswith(base + os.sep):
                    problems.append(refused("link-out", path))
                    continue
            try:
                stat = entry.stat()
            except FileNotFoundError:
                problems.append(refused("not-a-file" if link else "source-moved", path))
                continue
            except OSError as error:
                problems.append(refused("unreadable", path, error.strerror or str(error)))
                continue
            if not S_ISREG(stat.st_mode):
                problems.append(refused("not-a-file", path))
                continue
            stamp = stamp_of(stat)
            look = f"{stamp.size} {stamp.mtime_ns} {stamp.ctime_ns} {stamp.inode} {stamp.device} {path}"
            yield path, location, look, stamp
        waiting += reversed(folders)


_SAID = {
    "linked-folder": (
        "This folder is a link, and links to folders are not followed.",
        "copy the folder here instead of linking to it",
    ),
    "file-name": (
        "The file's name cannot be read as text, or has a hidden character in it.",
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
    # A file that is saved may be gone for an instant: without it the post would be unpublished.
    "source-moved": ("The file changed or went away while the site was being built.", "build again"),
    "too-large": (
        "The file is too large to be part of the site.",
        f"a text may have {TEXT_LIMIT // 1_000_000} MB, a picture or document {MEDIA_LIMIT // 1_000_000} MB",
    ),
    "not-utf-8": ("The template is not saved as UTF-8.", "save the file as UTF-8"),
    "unreadable": ("The file cannot be read.", "check the file's permissions and the disk"),
}


def refused(code: str, path: str, read: str = "") -> Problem:
    """Why a file cannot be a source."""
    message, hint = _SAID[code]
    return Problem(code, message, path, read=read, hint=hint)
