"""Options: what every command takes, and what they mean: the hub, its place, the moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from gazette.hub import Hub
    from gazette.places import Place
    from gazette.problems import Problem
    from gazette.sources import Source

STATE = ".gazette"
PACKAGE = Path(__file__).resolve().parent.parent
REPOSITORY = PACKAGE.parent


class Instant(click.ParamType[datetime]):
    """A day, or a day and time, in the hub's zone."""

    name = "instant"

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime:
        """The instant: naive where no offset is given."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value).strip())
            if 1900 <= moment.year <= 2999:
                return moment
            self.fail(f"{value!r} is not within the years 1900 to 2999")
        except ValueError:
            self.fail(f"{value!r} is not a day (2017-07-14) or a day and time ('2017-07-14 12:00')")


ROOT = click.option(
    "--root", type=click.Path(file_okay=False, path_type=Path), default=None, metavar="DIR",
    help="The folder that holds content/ and templates/. Default: the repository, or this folder.",
)  # fmt: skip
OUT = click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=None, metavar="DIR",
    help="The folder to publish into. Default: site/ in the root.",
)  # fmt: skip
NOW = click.option(
    "--now", type=Instant(), default=None, metavar="INSTANT",
    help="The moment to build for, in the hub's zone: 2017-07-14 or '2017-07-14 12:00'.",
)  # fmt: skip
JOBS = click.option(
    "--jobs", type=click.IntRange(1, 64), default=None, metavar="N",
    help="Processes to render with. Default: one for few pages, one a core for many.",
)  # fmt: skip
CLEAN = click.option("--clean", is_flag=True, help="Make everything anew, trusting nothing kept.")
STRICT = click.option("--strict", is_flag=True, help="Take warnings for errors.")
POLL = click.option("--poll", is_flag=True, help="Look for changes, where the system tells none.")
PUBLISHED = click.option(
    "--published", default=None, metavar="FILE-OR-URL",
    help="What was published before: the live site's ledger.json. Default: content/ledger.json.",
)  # fmt: skip
FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text",
    help="How problems are told: for people, for programs, or as annotations of a pull request.",
)  # fmt: skip


def options(*chosen: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options to a command, in the order in which its help lists them."""

    def add(function: Any) -> Any:
        for option in reversed(chosen):
            function = option(function)
        return function

    return add


def instant_of(given: datetime | None) -> datetime:
    """The moment to build for: the one given, or this one."""
    return given if given is not None else datetime.now(UTC)


def _root(root: Path | None) -> Path:
    if root is not None:
        return root.resolve()
    here = Path.cwd()
    at_home = (here / "content").is_dir() or not (REPOSITORY / "content").is_dir()
    return here if at_home else REPOSITORY


def hub_at(root: Path | None, preview: bool = False, published: str | None = None) -> Hub:
    """The hub in a folder, with the default templates beside it, and what was published before.

    A ledger at an address is fetched here and now: the build itself asks nobody.
    """
    from gazette.hub import Hub

    past: Path | Source | Problem | None = None
    if published is not None:
        from gazette.cli.fetching import fetch, is_url

        past = fetch(published) if is_url(published) else Path(published)
    packaged = PACKAGE / "templates"
    defaults = packaged if packaged.is_dir() else REPOSITORY / "templates"
    return Hub(_root(root), defaults, preview, past)


def shipped(path: str) -> Path:
    """Where a file of the repository is that has a copy in the wheel, beside the modules."""
    packaged = PACKAGE / "scripts" / path.rpartition("/")[2]
    return packaged if packaged.is_file() else REPOSITORY / path


def site_place(root: Path | None, out: Path | None) -> Place:
    """Where the site of a hub is published."""
    from gazette.places import Place

    hub = _root(root)
    folder = (out if out is not None else hub / "site").resolve()
    for name in ("content", "templates", STATE):
        own = (hub / name).resolve()
        if folder == own or own in folder.parents:
            raise click.UsageError(f"the site cannot be published into {name}/, which is not for readers")
    if folder in (hub, *hub.parents):
        raise click.UsageError("the site needs a folder of its own, not one that the hub lies in")
    return Place(folder, folder.parent / STATE / folder.name)


def preview_place(root: Path | None) -> Place:
    """Where the preview of a hub lies: never in its site."""
    from gazette.places import Place

    folder = _root(root) / STATE
    return Place(folder / "preview", folder / "serve", lasting=False)
