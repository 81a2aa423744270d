"""The commands that write what somebody then edits or keeps: a new post, a file for a host."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from gazette.cli.options import NOW, ROOT, hub_at, instant_of, options
from gazette.cli.telling import tell


@click.command("new")
@click.argument("kind")
@click.argument("title")
@options(ROOT, NOW)
def new_command(kind: str, title: str, root: Path | None, now: datetime | None) -> int:
    """Write a new post of a KIND with that TITLE, ready to be edited."""
    from gazette import drafting, pipeline, rewriting
    from gazette.kinds import KINDS
    from gazette.problems import nearest, one_of

    chosen = drafting.kind_called(kind)
    if chosen is None:
        words = [k.kind for k in KINDS]
        near = nearest(kind, words)
        raise click.UsageError(
            f"there is no kind called {kind}: it is {one_of(words)}"
            + (f". Did you mean {near}?" if near else "")
        )
    hub = hub_at(root)
    reading = pipeline.read(hub)
    if unread := [problem for problem in reading.problems if problem.code == "unreadable"]:
        tell(unread, hub, "text")
        return 1
    settings = reading.intake.settings
    instant = instant_of(now)
    if settings is not None and instant.tzinfo is not None:
        instant = instant.astimezone(settings.zone)
    path = ""
    for path in drafting.paths_for(chosen, title):
        base_url = settings.base_url if settings else ""
        text = drafting.draft(chosen, title, path, instant.date(), base_url)
        if rewriting.create(hub.root / path, text):
            break
    else:
        click.echo(f"{path} is there already: choose another title, or edit that file.", err=True)
        return 1
    click.echo(f"{path} is ready to be edited.")
    return 0


@click.command("host")
@click.argument("kind")
@options(ROOT)
def host_command(kind: str, root: Path | None) -> int:
    """Write out the file that sets up a KIND of host for this hub: nginx or apache."""
    from gazette import pipeline
    from gazette.backends import places
    from gazette.hosting import HOSTS
    from gazette.problems import one_of

    write = HOSTS.get(kind)
    if write is None:
        raise click.UsageError(f"there is no file for hosts of the kind {kind}: it is {one_of(list(HOSTS))}")
    hub = hub_at(root)
    reading = pipeline.read(hub)
    if reading.intake.settings is None:
        tell(reading.problems, hub, "text")
        return 1
    found = reading.intake.settings
    click.echo(write(found.base_url, places(found.cms, local=False)), nl=False)
    return 0
