"""The command that gives the digest of a week."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import click

from gazette.cli.options import NOW, PUBLISHED, ROOT, hub_at, instant_of, options
from gazette.cli.telling import tell

FORM = click.option(
    "--as", "form", type=click.Choice(["text", "html", "mail"]), default="text",
    help="Plain text, HTML, or a whole message with both that a mail program opens.",
)  # fmt: skip


@click.command("digest")
@click.argument("week", required=False)
@options(ROOT, PUBLISHED, NOW, FORM)
def digest_command(
    week: str | None, root: Path | None, published: str | None, now: datetime | None, form: str
) -> int:
    """Print the digest of a WEEK such as 2017-W28, for an e-mail; the last whole week if left out."""
    from gazette import digests, letters, pipeline, render, weeks
    from gazette.instants import day
    from gazette.problems import Problem, errors

    hub = hub_at(root, published=published)
    reading = pipeline.read(hub)
    site = pipeline.site_at(hub, reading, instant_of(now))
    if site is None or errors(reading.problems):
        tell(reading.problems, hub, "text")
        return 1
    chosen = week or weeks.week_of(day(site.now, site.zone) - timedelta(days=7))
    monday = weeks.monday_of(chosen)
    if monday is None:
        raise click.UsageError(f"{chosen!r} is not a week: write the year and its number, as 2017-W28")
    end = weeks.ended(site, monday)
    if end > site.now:
        raise click.UsageError(f"{chosen} is not over yet, so nobody knows what will be in it")
    # The same at whatever later time it is made: what is told is as of the end of the week.
    then = pipeline.site_at(hub, reading, end)
    told = digests.digest(then, chosen) if then is not None else None
    if then is None or told is None:
        return 1
    council, sender = then.settings.publisher, then.settings.organisation.email or ""
    plain = letters.text(told, council, then.settings.base_url)
    if form == "text":
        click.echo(plain, nl=False)
        return 0
    html = render.letter(then, told)
    if isinstance(html, Problem):
        tell((html,), hub, "text")
        return 1
    if form == "html":
        click.echo(html, nl=False)
    else:
        click.echo(letters.message(told, council, sender, plain, html), nl=False)
    return 0
