"""Sizes: how many bytes a document has as readers get it, where the copy is not as long as the original.

Podcast players and readers are told the length of what they are to fetch, and a wrong one is worse than
none. The copy is made for it once, and its size is kept for the builds to come.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib.metadata import version
from inspect import getsource
from zlib import ZLIB_RUNTIME_VERSION

from gazette import documents, officefiles, segments
from gazette.fingerprint import fingerprint
from gazette.problems import Problem
from gazette.recipes.recipe import Desk
from gazette.sources import Source, load
from gazette.syndication import FeedFile


def size(desk: Desk, file: FeedFile) -> int | None:
    """The bytes of a file of an entry; None where nobody can say before it is made."""
    if file.size is not None or not file.document:
        return file.size
    return desk.once(("size", file.document), lambda inner: _size(inner, file.document))


def _size(desk: Desk, path: str) -> int | None:
    source: Source = desk.ask("asset", path)
    name = f"size-{_maker()}"
    made = desk.keep(source.digest, name, lambda: _measured(source, name))
    return int(made) if isinstance(made, bytes) else None


def _measured(source: Source, name: str) -> dict[str, bytes] | Problem:
    copy = documents.copy if source.path.lower().endswith(".pdf") else officefiles.copy
    made = copy(source.path, load(source))
    return made if isinstance(made, Problem) else {name: str(len(made)).encode()}


@cache
def _maker() -> str:
    """The fingerprint of all that a copy's size depends on beside the original."""
    code = tuple(getsource(sys.modules[module.__name__]) for module in (documents, officefiles, segments))
    return fingerprint((code, version("pikepdf"), ZLIB_RUNTIME_VERSION))
