"""The kinds of entry: one class each, which is both the value and the schema; KINDS lists them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePosixPath
from posixpath import splitext
from typing import Final

from gazette.kinds.campaign import Campaign
from gazette.kinds.course import Course
from gazette.kinds.dispute import Dispute
from gazette.kinds.entry import Entry
from gazette.kinds.event import Event
from gazette.kinds.fund import Fund
from gazette.kinds.news import News
from gazette.kinds.page import Page
from gazette.kinds.references import references
from gazette.kinds.statement import Statement
from gazette.kinds.texts import slugify

KINDS: Final[tuple[type[Entry], ...]] = (
    News,
    Campaign,
    Dispute,
    Course,
    Statement,
    Event,
    Page,
    Fund,
)

CONTENT: Final = "content"
"""The folder in which the folders of the kinds lie."""

_BY_FOLDER: Final = {kind.folder: kind for kind in KINDS}

__all__ = ["CONTENT", "KINDS", "Entry", "kind_of", "references", "slug_of"]


def kind_of(path: str) -> type[Entry] | None:
    """The kind to which a file belongs, by its folder; None where it belongs to none."""
    parts = PurePosixPath(path).parts
    if len(parts) < 3 or parts[0] != CONTENT:
        return None
    return _BY_FOLDER.get(parts[1])


@lru_cache(maxsize=100_000)
def slug_of(path: str) -> str:
    """The slug that a file has by its name, made sound; `x/index.md` has its folder's.

    Empty where the name has no plain letter or number in it.
    """
    *folders, name = path.split("/")
    stem = splitext(name)[0]
    return slugify(folders[-1] if stem == "index" and len(folders) > 2 else stem)
