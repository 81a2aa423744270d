"""The commands that bring a site from elsewhere into the hub."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gazette.cli.options import FORMAT, ROOT, hub_at, instant_of, options
from gazette.cli.telling import stages_bar, tell

if TYPE_CHECKING:
    from gazette.hub import Hub
    from gazette.importers.moving import Moved, Read
    from gazette.importers.store import Store

MEDIA = click.option(
    "--media", type=click.Path(exists=True, file_okay=False, path_type=Path), default=None, metavar="DIR",
    help="The folder of the old site's pictures and documents (wp-content/uploads).",
)  # fmt: skip
COMMENTS = click.option("--comments", is_flag=True, help="Keep readers' comments below the posts.")
EXPORT = click.argument("export", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group("import")
def import_command() -> None:
    """Bring the posts of another site into the hub."""


@import_command.command("wordpress")
@EXPORT
@options(ROOT, MEDIA, COMMENTS, FORMAT)
def wordpress_command(
    export: Path, root: Path | None, media: Path | None, comments: bool, form: str
) -> int:  # fmt: skip
    """Import an EXPORT of WordPress (Tools, Export, All content)."""
    from gazette.importers import wxr

    return _import(wxr.read, export, "wordpress", root, media, comments, form)


@import_command.command("feed")
@EXPORT
@options(ROOT, MEDIA, FORMAT)
def feed_command(export: Path, root: Path | None, media: Path | None, form: str) -> int:
    """Import the RSS or Atom feed in the file EXPORT."""
    from gazette.importers import feed

    return _import(feed.read, export, "feed", root, media, False, form)


def _import(
    read: Read, export: Path, name: str, root: Path | None, media: Path | None, comments: bool, form: str
) -> int:  # fmt: skip
    from gazette.importers import moving
    from gazette.importers.store import Store

    hub = hub_at(root)
    store = Store(hub.root, name, export, media)
    with stages_bar(form) as progress:
        moved = moving.move(read, hub, store, instant_of(None), comments, progress)
    return _told(moved, store, hub, form)


def _told(moved: Moved, store: Store, hub: Hub, form: str) -> int:
    """Tell what was imported, and give the exit code."""
    tell(moved.problems, hub, form)
    if moved.summary is None:
        return 1
    if form == "text":
        from gazette.reports import count

        counts = ", ".join(f"{number} {outcome}" for outcome, number in moved.summary.counts)
        click.echo(
            f"{count(moved.summary.items, 'item')}: {counts}. "
            f"{moved.summary.looked or 'None'} with something to look at."
        )
        if moved.proposed:
            click.echo(
                f"{store.shown(store.mapping)} says what became of each word: change it, and import again."
            )
        if store.lines.exists():
            old = "so that old lists and feeds lead on"
            click.echo(f"{store.shown(store.lines)} has lines for content/site.toml, {old}.")
        click.echo(f"{store.shown(store.report.with_suffix('.html'))} has a row for every item.")
    return int(bool(moved.problems))
