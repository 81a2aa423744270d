"""The command that moves a post, and everything that leads to it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from gazette.cli.options import NOW, PUBLISHED, ROOT, STATE, hub_at, instant_of, options
from gazette.cli.telling import tell


@click.command("rename")
@click.argument("old")
@click.argument("new")
@options(ROOT, PUBLISHED, NOW)
def rename_command(old: str, new: str, root: Path | None, published: str | None, now: datetime | None) -> int:
    """Move the post OLD to NEW: its pictures, the links to it, its id and its old address go with it."""
    from gazette import pipeline, renaming, rewriting
    from gazette.problems import Problem, errors

    hub = hub_at(root, published=published)
    reading = pipeline.read(hub)
    site = pipeline.site_at(hub, reading, instant_of(now))
    wrong = errors(reading.problems)
    if site is None or wrong:
        # What cannot be read may lead to the post, and its id may be another one than is known.
        tell(wrong, hub, "text")
        click.echo("Nothing was renamed: mend these first.", err=True)
        return 1
    if old not in site.entries:
        raise click.UsageError(f"{old} is no post of this hub: name it as content/news/post.md")
    plan = renaming.renamed(site, reading, old, new)
    problems = (plan,) if isinstance(plan, Problem) else renaming.wrong_after(hub, reading, site, plan)
    if isinstance(plan, Problem) or problems:
        tell(problems, hub, "text")
        click.echo("Nothing was renamed.", err=True)
        return 1
    try:
        moved = rewriting.rearrange(hub.root, plan.moves, plan.writes, hub.root / STATE)
    except OSError as error:
        click.echo(f"Nothing was renamed: {error}", err=True)
        return 1
    if moved:
        click.echo(f"Nothing was renamed: {moved} changed meanwhile.", err=True)
        return 1
    for before, after in plan.moves:
        click.echo(f"{before} is {after} now.")
    for path, _, _ in plan.writes:
        if path not in dict(plan.moves).values():
            click.echo(f"{path} leads to it.")
    if plan.address:
        click.echo(f"{plan.address} leads on to its new address.")
    return 0
