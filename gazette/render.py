"""Rendering: one Output in, Rendered or Failed out. Pure: the same Site gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from gazette import addresses, links
from gazette.colours import readable_on
from gazette.desk import Desk, Kept, Reads
from gazette.digests import Digest
from gazette.fingerprint import digest
from gazette.links import Links
from gazette.parts import Parts
from gazette.problems import Problem, errors
from gazette.reader import Answers
from gazette.recipes import Output
from gazette.shelf import EMPTY as NO_SHELF
from gazette.shelf import Row, Shelf
from gazette.site import Site
from gazette.sources import SourceMovedError
from gazette.stamps import Stamp
from gazette.store import EMPTY, Store

Put = Callable[[str, bytes], Stamp | None]
"""Puts the bytes of an output where they belong; gives the look of a file that has them already."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """An output's bytes, and what its trace will say.

    The line of a warning about a body counts from the body's first line: a field added above it
    does not make the page anew. `new` are rows for the shelf. Once it is put where it belongs, `data` is
    empty, and `there` is how the site's file looks if it has had the same bytes already.
    """

    output: Output
    data: bytes
    digest: str
    reads: Reads
    parts: Parts
    links: Links
    until: datetime | None
    warnings: tuple[Problem, ...]
    new: tuple[Row, ...] = field(default=(), compare=False, repr=False)
    there: Stamp | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """An output that could not be made, why, and the first instant at which the clock alone may mend it."""

    output: Output
    problems: tuple[Problem, ...]
    until: datetime | None = None


class Press:
    """Renders one site's outputs; one a process, since compiled templates and bodies are kept.

    With `put` the bytes are put where they belong as soon as they are made.
    """

    def __init__(
        self, site: Site, store: Store = EMPTY, shelf: Shelf = NO_SHELF, put: Put | None = None
    ) -> None:
        self._put = put
        self._answers = Answers(site)
        self._kept = Kept(store=store, shelf=shelf)

    def render(self, output: Output) -> Rendered | Failed:
        """The output made, or why it cannot be."""
        made = self._made(output)
        if self._put is None or isinstance(made, Failed):
            return made
        return replace(made, data=b"", there=self._put(output.path, made.data))

    def _made(self, output: Output) -> Rendered | Failed:
        desk = Desk(output.path, self._answers, self._kept)
        try:
            made = output.recipe.make(desk)
        except SourceMovedError as error:
            return Failed(output, (error.problem,))
        if isinstance(made, Problem):
            desk.note(made)
        if isinstance(made, Problem) or errors(desk.problems):
            return Failed(output, desk.problems, desk.reader.until)
        data = made.encode("utf-8", "replace") if isinstance(made, str) else made
        base = desk.ask("setting", "base_url") if isinstance(made, str) else ""
        page = addresses.address(output.path, base)
        return Rendered(
            output,
            data,
            digest(data),
            desk.reader.reads,
            desk.reader.parts,
            links.collect(made, page, base) if isinstance(made, str) else Links(),
            desk.reader.until,
            desk.problems,
            self._taken(),
        )

    def _taken(self) -> tuple[Row, ...]:
        """What was made for this output, or for one before that failed, and the shelf has not."""
        new = tuple(self._kept.new)
        self._kept.new.clear()
        return new


def letter(site: Site, digest: Digest) -> str | Problem:
    """The digest of a week as the HTML of an e-mail."""
    desk = Desk("digest/index.html", Answers(site), Kept())
    made = desk.page("digest.html", digest=digest, ink=readable_on(site.settings.colours.accent))
    return made if isinstance(made, Problem) else str(made)
