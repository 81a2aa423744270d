"""The plan: every file of the site, known before any is made.

A recipe says what an output is, never how things stand: a few words that mean the same tomorrow.
How things stand is what the recipe asks the Site when it is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote

from gazette.addresses import INDEX, collision_key
from gazette.problems import Problem
from gazette.site import FEED_GROUPS, GROUPS, Site


@dataclass(frozen=True, slots=True)
class Home:
    """The front page."""


@dataclass(frozen=True, slots=True)
class NotFound:
    """The page for an address that does not exist."""


@dataclass(frozen=True, slots=True)
class EntryPage:
    """The page of the entry in a source file."""

    source: str


@dataclass(frozen=True, slots=True)
class Redirect:
    """The page at an old address (`alias`) of the entry in a source file."""

    source: str
    alias: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list of a group (`kind`, `tag`, `union`, `campaign`); `number` from 1."""

    group: str
    key: str
    number: int


@dataclass(frozen=True, slots=True)
class Terms:
    """The overview of all tags or unions."""

    group: str


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive of a year, of a month, or of all years (both 0)."""

    year: int = 0
    month: int = 0


@dataclass(frozen=True, slots=True)
class Feed:
    """The RSS feed of a group, or of the whole site (`site`, no key)."""

    group: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class FeedList:
    """The page that says what a feed is and lists them all."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A picture or document that lies beside a post."""

    source: str


@dataclass(frozen=True, slots=True)
class Static:
    """A file of templates/static/."""

    name: str


@dataclass(frozen=True, slots=True)
class Palette:
    """The stylesheet that holds the hub's own colours."""


Recipe = (
    Home
    | NotFound
    | EntryPage
    | Redirect
    | Listing
    | Terms
    | Archive
    | Feed
    | FeedList
    | Asset
    | Static
    | Palette
)


@dataclass(frozen=True, slots=True)
class Output:
    """One file of the site: its path within site/, and its recipe."""

    path: str
    recipe: Recipe


def plan(site: Site) -> tuple[tuple[Output, ...], tuple[Problem, ...]]:
    """Every output of the site in path order; two at one path is a problem."""
    outputs = sorted(_outputs(site), key=lambda output: output.path)
    taken: dict[str, Output] = {}
    problems = []
    for output in outputs:
        key = collision_key(output.path)
        if key in taken:
            problems.append(_collision(taken[key], output))
        else:
            taken[key] = output
    for key, output in taken.items():
        for parent in PurePosixPath(key).parents:
            if str(parent) in taken:
                problems.append(_collision(taken[str(parent)], output))
    return tuple(outputs), tuple(problems)


def _outputs(site: Site) -> Iterator[Output]:
    yield Output("index.html", Home())
    yield Output("404.html", NotFound())
    yield Output("feed.xml", Feed("site"))
    yield Output("feeds/index.html", FeedList())
    for source, path in site.pages.items():
        yield Output(path, EntryPage(source))
        for alias in site.entries[source].aliases:
            yield Output(alias_path(alias), Redirect(source, alias))
    for group in GROUPS:
        for key, entries in site.groups[group].items():
            folder = site.folder(group, key)
            for number in range(1, site.page_count(len(entries)) + 1):
                name = f"page/{number}/index.html" if number > 1 else "index.html"
                yield Output(f"{folder}/{name}", Listing(group, key, number))
            if group in FEED_GROUPS:
                yield Output(f"{site.feed_folder(group, key)}/feed.xml", Feed(group, key))
    yield Output("tags/index.html", Terms("tag"))
    yield Output("unions/index.html", Terms("union"))
    yield Output("archive/index.html", Archive())
    for year, month in site.months:
        yield Output(f"archive/{year}/{month:02}/index.html", Archive(year, month))
    for year in dict.fromkeys(year for year, _ in site.months):
        yield Output(f"archive/{year}/index.html", Archive(year))
    for source, path in site.media.items():
        yield Output(path, Asset(source))
    yield Output(site.palette_path, Palette())
    for name in site.statics:
        yield Output(site.static_path(name), Static(name))


def alias_path(alias: str) -> str:
    """The output path that answers at an old address, written as a path on the site."""
    written = unquote(alias.partition("#")[0]).replace("?", "")
    parts = "".join(c for c in written if c.isprintable()).split("/")
    # What publishing keeps in a site begins so, and is nobody's old address.
    within = [p for p in parts if p not in ("", ".", "..") and not p.startswith(".gazette")]
    is_file = bool(within) and "." in within[-1] and not alias.endswith("/")
    return "/".join(within if is_file else [*within, INDEX])


def _collision(first: Output, second: Output) -> Problem:
    one, other = origin(first.recipe), origin(second.recipe)
    return Problem(
        "one-address",
        f"Two parts of the site want the address /{second.path.removesuffix('index.html')}.",
        other if other.startswith("content/") else one,
        1,
        1,
        read=f"{one} and {other}",
        wanted="an address of its own for each; capital letters and accents make no difference",
        hint="rename one of the files, or give it another slug",
    )


def origin(recipe: Recipe) -> str:
    """The source file that an output is made for, or a word for it."""
    match recipe:
        case EntryPage(source) | Redirect(source, _) | Asset(source):
            return source
        case Static(name):
            return f"templates/static/{name}"
        case Listing(group, key, _) | Feed(group, key) if key:
            return f"the {group} {key}"
        case Terms(group):
            return f"the list of {group}s"
        case Archive():
            return "the archive"
        case _:
            return "the site itself"
