"""The command that gives a hub the program of its CMS."""

from __future__ import annotations

from pathlib import Path

import click

from gazette.cli.options import ROOT, STATE, hub_at, options
from gazette.cli.telling import tell


@click.command("cms")
@click.argument("packages", nargs=-1, required=True, metavar="PACKAGE...", type=click.Path(path_type=Path))
@options(ROOT)
def cms_command(packages: tuple[Path, ...], root: Path | None) -> int:
    """Put the program of the CMS into the hub, from its PACKAGEs as `npm pack` makes them."""
    from gazette import pipeline, places
    from gazette.addresses import ADMIN
    from gazette.cms import missing
    from gazette.folders import MEDIA_LIMIT
    from gazette.packages import TO_GET, Unpacked, unpacked
    from gazette.problems import Problem

    hub = hub_at(root)
    found: list[Unpacked] = []
    wrong: list[Problem] = []
    for path in packages:
        data = places.contents(path, MEDIA_LIMIT)
        if data is None:
            raise click.UsageError(f"there is no file {path}; to get the packages: {TO_GET}")
        made = unpacked(str(path), data)
        if isinstance(made, Problem):
            wrong.append(made)
        else:
            found.append(made)
    if wrong:
        tell(wrong, hub, "text")
        return 1
    folder = hub.root / "templates" / "static"
    new = {f"{ADMIN}{name}": data for one in found for name, data in one.files}
    for name, data in new.items():
        if not places.same(folder / name, data):
            places.write(folder / name, data, hub.root / STATE)
    there = [name.removeprefix("static/") for name in pipeline.read(hub).sources.templates]
    if any(one.package.name == "decap-cms" for one in found):
        for name in there:  # what another version of it was made of
            if name.startswith(ADMIN) and name.endswith(".decap-cms.js") and name not in new:
                places.remove(folder, name)
    names = " and ".join(str(one.package) for one in found)
    click.echo(f"templates/static/{ADMIN} has {names} now: {len(new)} files, to be kept with the hub.")
    if lacking := missing(there):
        click.echo(f"{' and '.join(lacking)} is not there yet. To get it: {TO_GET}")
        return 1
    return 0
