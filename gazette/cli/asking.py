"""The commands that explain: an output, a source, the whole hub."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gazette.cli.options import FORMAT, NOW, OUT, PUBLISHED, ROOT, hub_at, instant_of, options, site_place
from gazette.cli.telling import local, short, tell

if TYPE_CHECKING:
    from gazette.site import Site


@click.command("explain")
@click.argument("path")
@options(ROOT, OUT, PUBLISHED, NOW)
def explain_command(
    path: str, root: Path | None, out: Path | None, published: str | None, now: datetime | None
) -> int:
    """Say why an output is or is not stale, and what it read; or what becomes of a source."""
    from gazette import inquiry, pipeline, traces
    from gazette.searching import with_search
    from gazette.store import Store

    hub, place = hub_at(root, published=published), site_place(root, out)
    reading = pipeline.read(hub)
    site = pipeline.site_at(hub, reading, instant_of(now))
    if site is None:
        tell(reading.problems, hub, "text")
        return 1
    site, _, _ = with_search(site, Store(place.kept, sealed=True))
    kept = traces.load(place.traces)
    output = inquiry.explain(site, place, kept, path)
    if output is not None:
        click.echo(f"{place.out.name}/{output.path}: {output.recipe}")
        click.echo(f"  stale: {output.stale}" if output.stale else "  up to date")
        if output.until:
            click.echo(f"  may change by itself at {local(output.until, site)}")
        for question, value in output.reads:
            click.echo(f"  {question} -> {short(value)}")
        return 0
    fate = next((f for f in inquiry.fates(site, reading, reading.problems) if f.path == path), None)
    made = (*(fate.makes if fate else ()), *inquiry.makes(site, kept, path))
    if fate is None and not made and not _is_template(site, path):
        raise click.UsageError(f"{path} is neither a source nor an output of this hub")
    if fate is not None:
        click.echo(f"{path}: {fate.verdict}, {fate.reason}")
    click.echo(f"  part of {len(dict.fromkeys(made))} outputs")
    for one in sorted(dict.fromkeys(made)):
        click.echo(f"  {place.out.name}/{one}")
    if known := inquiry.identity(site, path):
        click.echo(f"  id {known[0]} ({known[1]})")
        for old in known[2]:
            click.echo(f"  {old} leads here")
    return 0


@click.command("status")
@options(ROOT, OUT, PUBLISHED, NOW, FORMAT)
def status_command(
    root: Path | None, out: Path | None, published: str | None, now: datetime | None, form: str
) -> int:
    """Say what becomes of every source, and when the site next changes by itself."""
    from gazette import inquiry, pipeline, reports, traces

    hub, place = hub_at(root, published=published), site_place(root, out)
    instant = instant_of(now)
    reading = pipeline.read(hub)
    site = pipeline.site_at(hub, reading, instant)
    if site is None:
        tell(reading.problems, hub, form)
        return 1
    problems = pipeline.disagreements(reading, site)
    fates = inquiry.fates(site, reading, problems)
    kept = traces.load(place.traces)
    change = inquiry.next_change(hub, reading, kept, instant)
    if form == "json":
        click.echo(
            reports.as_json(
                problems,
                sources=[{"path": f.path, "verdict": f.verdict, "reason": f.reason} for f in fates],
                next_change=change.instant.isoformat() if change else None,
                past=len(site.ledger.records),
            )
        )
        return int(any(f.verdict == "in error" for f in fates))
    widest = max((len(f.path) for f in fates), default=0)
    for fate in fates:
        colour = {"published": "green", "in error": "red", "settings": None, "ledger": None}.get(
            fate.verdict, "yellow"
        )
        click.echo(f"{fate.path:<{widest}}  {click.style(f'{fate.verdict:<10}', fg=colour)} {fate.reason}")
    tell(problems, hub, form)
    if site.ledger.sites:
        click.echo(
            f"Compared with what was published before (entries: {len(site.ledger.records)}, "
            f"old addresses that lead on: {len(site.moves)})."
        )
    else:
        click.echo("No ledger says what was published before.")
    if not kept.of:
        click.echo("The site has not been built here: build it to learn when it next changes by itself.")
    elif change is None:
        click.echo("Nothing will change by itself.")
    else:
        click.echo(
            f"The site next changes by itself on {local(change.instant, site)}: "
            + ", ".join(change.outputs[:5])
            + (f" and {len(change.outputs) - 5} more" if len(change.outputs) > 5 else "")
        )
    return int(any(f.verdict == "in error" for f in fates))


def _is_template(site: Site, path: str) -> bool:
    name = path.removeprefix("templates/")
    return name in site.templates or name.removeprefix("static/") in site.statics
