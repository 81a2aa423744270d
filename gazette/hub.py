"""The hub that is built, what was read of it, and the report of what a build did."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gazette.problems import Problem, errors

if TYPE_CHECKING:
    from gazette.intake import Intake
    from gazette.site import Site
    from gazette.sources import Source, Sources
    from gazette.traces import Traces


@dataclass(frozen=True, slots=True)
class Hub:
    """A hub to build: its folder, the folder of default templates, and whether it is a preview.

    `published` is the ledger of what was published before, if it is not the hub's own file: another
    file, what was fetched from the live site, or why it could not be.
    """

    root: Path
    defaults: Path
    preview: bool = False
    published: Path | Source | Problem | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the first two stages give: the sources, what they say, and what is wrong with them."""

    sources: Sources
    intake: Intake
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did. Paths are within the site; nothing is written where there are errors.

    `verdicts` counts the entries by what becomes of them, `past` those known to have been published
    before. `until` is the first instant at which the clock alone may change something. `site` and `reading`
    are what outputs are made from, where there was need to look, `traces` what was kept of them.
    """

    problems: tuple[Problem, ...] = ()
    rendered: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    verdicts: tuple[tuple[str, int], ...] = field(default=(), compare=False)
    past: int = field(default=0, compare=False)
    until: datetime | None = field(default=None, compare=False)
    site: Site | None = field(default=None, repr=False, compare=False)
    reading: Reading | None = field(default=None, repr=False, compare=False)
    traces: Traces | None = field(default=None, repr=False, compare=False)

    @property
    def failed(self) -> bool:
        """True if something kept the site as it was."""
        return bool(errors(self.problems))
