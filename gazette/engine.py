"""The engine: the fingerprint of all code that outputs are made with.

What another engine kept counts for nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache

from gazette.fingerprint import digest, fingerprint


@cache
def engine() -> str:
    """The fingerprint of this package, of Python, and of everything that is installed beside it."""
    package = os.path.dirname(__file__)
    code = tuple((name, _digest_of(os.path.join(package, name))) for name in sorted(_files(package)))
    return fingerprint((code, sys.version, _installed()))


def _files(package: str) -> Iterator[str]:
    """What outputs are made with; every build asks for it, so paths are plain text here."""
    for folder, _, names in os.walk(package):
        below = os.path.relpath(folder, package)
        yield from (os.path.normpath(os.path.join(below, n)) for n in names if n.endswith((".py", ".ttf")))


def _digest_of(file: str) -> str:
    with open(file, "rb") as opened:
        return digest(opened.read())


def _installed() -> tuple[str, ...]:
    """Name and version of every installed distribution: a list of some would miss one."""
    found: set[str] = set()
    for folder in dict.fromkeys(sys.path):
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        found.update(name for name in names if name.endswith((".dist-info", ".egg-info")))
    return tuple(sorted(found))
