"""Desks: hubs on which inputs are tried one after the other. Each is built, and stays as it is in between."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gazette.hub import Hub
from tests.hub import PDF, built, post, small_hub

_MEMORY = "/dev/shm"

GROUND = Path(
    tempfile.mkdtemp(prefix="gazette-fuzz-", dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None)
).resolve()
"""The one folder that inputs may have an effect on; in memory where that can be had."""

atexit.register(shutil.rmtree, GROUND, ignore_errors=True)


@dataclass(frozen=True)
class Desk:
    """A hub, and the folder that it lies in."""

    folder: Path
    hub: Hub


@cache
def desk(name: str) -> Desk:
    """The hub of that name, as it was first built."""
    folder = GROUND / name
    hub = small_hub(
        folder / "hub",
        {
            "content/news/a.md": post("A", "Words of [b](b.md).\n", tags="[pay]"),
            "content/news/b.md": post("B"),
            "content/funds/f.md": "---\nname: Fund\naccount_name: Fund\nsort_code: 11-22-33\n"
            "account_number: '01234567'\n---\n",
            "content/news/leaflet.pdf": PDF,
        },
    )
    assert not built(hub).problems
    return Desk(folder, hub)
