"""The commands that keep promises: permanent ids in the files, and what was published in the hub."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from gazette.cli.options import NOW, OUT, PUBLISHED, ROOT, STATE, hub_at, instant_of, options, site_place
from gazette.cli.telling import tell


@click.command("mint")
@click.argument("paths", nargs=-1, metavar="[FILE]...")
@options(ROOT, PUBLISHED, NOW)
def mint_command(
    paths: tuple[str, ...], root: Path | None, published: str | None, now: datetime | None
) -> int:
    """Write the permanent id into every post that has none, or into the FILEs named."""
    from gazette import minting, pipeline, rewriting
    from gazette.problems import Problem
    from gazette.sources import load

    hub = hub_at(root, published=published)
    reading = pipeline.read(hub)
    site = pipeline.site_at(hub, reading, instant_of(now))
    unknown = [path for path in paths if path not in reading.sources.content]
    if unknown:
        raise click.UsageError(f"{unknown[0]} is no file of this hub: name it as content/news/post.md")
    unknown_past = ("ledger", "not-a-ledger", "unreadable", "too-large")
    past = [problem for problem in reading.problems if problem.code.startswith(unknown_past)]
    if site is None or past:
        # Without what was published, an id could be made up that is another one than subscribers know.
        tell(past or reading.problems, hub, "text")
        return 1
    refused: list[Problem] = []
    count = 0
    for path in sorted(paths or site.entries):
        entry, data = site.entries.get(path), load(reading.sources.content[path])
        if entry is not None and entry.id is not None and not paths:
            continue
        made = minting.minted(path, data, site.identities.get(path, ""))
        if isinstance(made, Problem):
            refused.append(made)
        elif not rewriting.rewrite(hub.root / path, data, made, hub.root / STATE):
            refused.append(Problem("source-moved", "The file changed meanwhile.", path, hint="mint again"))
        else:
            click.echo(f"{path}: id: {site.identities[path]}")
            count += 1
    refused += (minting.with_errors(path) for path in sorted(site.broken if not paths else ()))
    tell(refused, hub, "text")
    click.echo(f"{count} {'id' if count == 1 else 'ids'} written.")
    return int(bool(refused))


@click.command("record")
@options(ROOT, OUT)
def record_command(root: Path | None, out: Path | None) -> int:
    """Keep what the site has published as content/ledger.json, for the builds to come."""
    from gazette import ledger, places
    from gazette.problems import Problem
    from gazette.recording import recorded

    hub, place = hub_at(root), site_place(root, out)
    file = hub.root / ledger.FILE
    old: bytes | None = None
    made: bytes | Problem
    try:
        new = places.contents(place.out / "ledger.json", ledger.LARGEST)
        old = places.contents(file, ledger.LARGEST)
        made = recorded(f"{place.out.name}/ledger.json", new, old)
        if not isinstance(made, Problem) and made != old:
            places.write(file, made, hub.root / STATE)
    except OSError as error:
        made = places.disk_problem(ledger.FILE, error)
    if isinstance(made, Problem):
        tell((made,), hub, "text")
        return 1
    if made == old:
        click.echo(f"{ledger.FILE} is what was published already.")
        return 0
    click.echo(f"{ledger.FILE} is what was published now. Keep it with the posts.")
    return 0
