"""The commands for those who write posts in a program of their own."""

from __future__ import annotations

import json
from pathlib import Path

import click

from gazette.cli.options import ROOT, STATE, hub_at, options


@click.command("schema")
@click.argument("kind", required=False)
@options(ROOT)
def schema_command(kind: str | None, root: Path | None) -> int:
    """Write the set-up for VS Code into .vscode/, or write out the JSON Schema of a KIND (or of site)."""
    from gazette import places, workspace
    from gazette.problems import one_of

    if kind is not None:
        known = dict(workspace.schemas())
        if kind not in known:
            raise click.UsageError(f"there is no schema called {kind}: it is {one_of(list(known))}")
        click.echo(json.dumps(known[kind], ensure_ascii=False, indent=1))
        return 0
    hub = hub_at(root)
    for path, text in workspace.made():
        if not places.same(hub.root / path, text.encode()):
            places.write(hub.root / path, text.encode(), hub.root / STATE)
            click.echo(f"{path} is written.")
    for path, text in workspace.offered():
        if places.create(hub.root / path, text):
            click.echo(f"{path} is written.")
        elif not places.same(hub.root / path, text.encode()):
            click.echo(f"{path} is there already, and was left as it is.")
    return 0
