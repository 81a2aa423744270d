"""Rendering: one Output in, Rendered or Failed out. Pure: the same Site gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from markupsafe import Markup

from gazette import addresses, links
from gazette.fingerprint import digest
from gazette.kinds.entry import Entry
from gazette.links import Links
from gazette.plan import (
    Archive,
    Asset,
    EntryPage,
    Feed,
    FeedList,
    Home,
    Listing,
    NotFound,
    Output,
    Palette,
    Recipe,
    Redirect,
    Static,
    Terms,
)
from gazette.problems import Problem, errors
from gazette.prose import Prose, printer
from gazette.questions import Question
from gazette.reader import Answers, Reader
from gazette.settings import Colours
from gazette.site import Site
from gazette.sources import Source, SourceMovedError, load
from gazette.templating import Templates

Reads = tuple[tuple[Question, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What a template knows of the page that it makes: output path, address and whole URL."""

    path: str
    address: str
    url: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """An output's bytes, and what its trace will say.

    The line of a warning about a body counts from the body's first line: a field added above it
    does not make the page anew.
    """

    output: Output
    data: bytes
    digest: str
    reads: Reads
    links: Links
    until: datetime | None
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """An output that could not be made, and why."""

    output: Output
    problems: tuple[Problem, ...]


class Press:
    """Renders one site's outputs; one a process, since compiled templates and bodies are kept."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._answers = Answers(site)
        self._templates = Templates()
        self._proses: dict[tuple[str, str | None], tuple[Prose, Reads]] = {}

    def render(self, output: Output) -> Rendered | Failed:
        """The output made, or why it cannot be."""
        reader = Reader(self._answers)
        found: dict[Problem, None] = {}
        try:
            made = self._make(output, reader, found)
        except SourceMovedError as error:
            return Failed(output, (error.problem,))
        if isinstance(made, Problem):
            found[made] = None
        if isinstance(made, Problem) or errors(found):
            return Failed(output, tuple(found))
        data = made.encode("utf-8", "replace") if isinstance(made, str) else made
        base = reader.ask("setting", "base_url") if isinstance(made, str) else ""
        page = addresses.address(output.path, base)
        return Rendered(
            output,
            data,
            digest(data),
            reader.reads,
            links.collect(made, page, base) if isinstance(made, str) else Links(),
            reader.until,
            tuple(found),
        )

    def _make(self, output: Output, reader: Reader, found: dict[Problem, None]) -> str | bytes | Problem:
        recipe = output.recipe
        match recipe:
            case Static(name):
                return load(reader.ask("static_source", name))
            case Palette():
                return _palette(reader.ask("setting", "colours"))
            case Asset(source):
                return self._asset(reader, source)
            case Feed(group, key):
                from gazette import feeds

                paths = reader.ask("feed_entries", group, key)
                return feeds.rss(
                    reader, group, key, {path: self._prose(path, reader, found) for path in paths}
                )
            case _:
                return self._page(output, recipe, reader, found)

    def _page(
        self, output: Output, recipe: Recipe, reader: Reader, found: dict[Problem, None]
    ) -> str | Problem:
        base = reader.ask("setting", "base_url")
        where = addresses.address(output.path, base)
        context: dict[str, Any] = {"page": Page(output.path, where, addresses.absolute(where, base))}
        match recipe:
            case Home():
                name = "home.html"
            case NotFound():
                name = "404.html"
            case FeedList():
                name = "feeds.html"
            case EntryPage(source):
                entry: Entry = reader.ask("entry", source)
                name = f"{entry.kind}.html"
                context |= {"entry": entry, "body": self._markup(reader, found)(source, None)}
            case Redirect(source):
                name = "redirect.html"
                context["target"] = reader.ask("card", source)
            case Listing(group, key, number):
                name = "list.html"
                listing = reader.ask("listing", group, key, number)
                context |= {"listing": listing, "group": group, "key": key}
            case Terms(group):
                name = "terms.html"
                context |= {"group": group, "terms": reader.ask("terms", group)}
            case Archive(year, month):
                name = "archive.html"
                context |= {"year": year, "month": month}
            case _:
                raise TypeError(f"{recipe!r} is not a page")
        return self._templates.render(name, reader, self._markup(reader, found), context)

    def _markup(self, reader: Reader, found: dict[Problem, None]) -> Callable[[str, str | None], Markup]:
        def markup(path: str, text: str | None) -> Markup:
            return Markup(self._prose(path, reader, found, text).html)

        return markup

    def _prose(self, path: str, reader: Reader, found: dict[Problem, None], text: str | None = None) -> Prose:
        """The body of an entry as HTML, or a piece of Markdown from its front matter.

        Made once a process; every reader that uses it is told what making it asked.
        """
        kept = self._proses.get((path, text))
        if kept is None:
            inner = Reader(self._answers)
            kept = self._proses[path, text] = (self._print(path, text, inner), inner.reads)
        prose, reads = kept
        reader.replay(reads)
        found.update(dict.fromkeys(prose.problems))
        return prose

    def _print(self, path: str, text: str | None, reader: Reader) -> Prose:
        entry: Entry = reader.ask("entry", path)
        language = entry.lang or reader.ask("setting", "language")
        body = reader.ask("body", path) if text is None else text
        prose = printer(language).prose(
            body,
            1 if text is None else 0,
            f"{entry.kind}-{entry.slug}",
            lambda link: reader.ask("target", path, link),
            lambda file: self._measure(reader, file),
        )
        return Prose(prose.html, tuple(replace(p, path=path) for p in prose.problems))

    def _measure(self, reader: Reader, file: str) -> tuple[int, int] | None:
        from gazette import pictures

        source: Source | None = reader.ask("asset", file)
        if source is None or not pictures.is_picture(file):
            return None
        size = pictures.measure(file, load(source))
        return None if isinstance(size, Problem) else size

    def _asset(self, reader: Reader, path: str) -> bytes | Problem:
        from gazette import pictures

        source: Source = reader.ask("asset", path)
        data = load(source)
        return pictures.copy(path, data) if pictures.is_picture(path) else data


def _palette(colours: Colours) -> bytes:
    """The hub's colours as custom properties, each with a colour that can be read upon it."""
    light, dark = (
        f":root{{--accent:{accent};--on-accent:{_readable_on(accent)}}}"
        for accent in (colours.accent, colours.accent_dark)
    )
    return f"{light}@media(prefers-color-scheme:dark){{{dark}}}\n".encode()


def _readable_on(colour: str) -> str:
    """Black or white, whichever stands out more (WCAG 2.2, relative luminance)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if luminance > 0.179 else "#ffffff"
