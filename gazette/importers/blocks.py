"""Blocks: those of the block editor that have no text of their own, and what stands in their places."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from html import escape
from typing import Any

from gazette.importers.lookup import Lookup

_EMPTY = re.compile(r"<!--\s*wp:(?P<name>[\w/-]+)\s*(?P<given>\{(?:(?!-->|<!--).)*\})?\s*/-->", re.S)
_SILENT = frozenset({"spacer", "separator", "more", "nextpage"})

DEEPEST = 5
"""How many reusable blocks may stand in one another."""


def expanded(html: str, lookup: Lookup, note: Callable[[str], None], depth: int = 0) -> str:
    """The text of the block editor with its reusable blocks in their places, and a link for each block
    that has no more than an address; others, made anew for each visitor, are named."""

    def one(found: re.Match[str]) -> str:
        name, given = found["name"], _given(found["given"] or "")
        number = str(given.get("ref", ""))
        if name == "block" and number in lookup.blocks and depth < DEEPEST:
            return expanded(lookup.blocks[number], lookup, note, depth + 1)
        if name == "block":
            note(f"the reusable block {number} was left out: the export does not have it")
        elif address := str(given.get("url") or given.get("src") or given.get("href") or ""):
            words = str(given.get("label") or given.get("text") or given.get("service") or address)
            return f'<p><a href="{escape(address)}">{escape(words, quote=False)}</a></p>'
        elif name not in _SILENT:
            note(f"the block “{name}”, which WordPress fills for each visitor, was left out")
        return ""

    return _EMPTY.sub(one, html)


def _given(text: str) -> dict[str, Any]:
    """What a block is given; nothing where that is no JSON."""
    given: Any = {}
    with suppress(ValueError, RecursionError):
        given = json.loads(text or "{}")
    return given if isinstance(given, dict) else {}
