"""The engine: the fingerprint of all code that outputs are made with.

What another engine kept counts for nothing.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

from gazette.fingerprint import digest, fingerprint


@cache
def engine() -> str:
    """The fingerprint of this package, of Python, and of everything that is installed beside it."""
    package = Path(__file__).parent
    code = tuple(
        (file.relative_to(package).as_posix(), digest(file.read_bytes()))
        for file in sorted([*package.rglob("*.py"), *package.rglob("*.ttf")])
    )
    return fingerprint((code, sys.version, _installed()))


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
