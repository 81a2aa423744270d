"""The commands for those who write posts in a program of their own."""

from __future__ import annotations

import json
from pathlib import Path

import click

from gazette.cli.options import FORMAT, ROOT, STATE, hub_at, options
from gazette.cli.telling import tell


@click.command("schema")
@click.argument("kind", required=False)
@options(ROOT)
def schema_command(kind: str | None, root: Path | None) -> int:
    """Write the set-up for VS Code into .vscode/, or write out the JSON Schema of a KIND (or of site)."""
    from gazette import places, rewriting, workspace
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
        if rewriting.create(hub.root / path, text):
            click.echo(f"{path} is written.")
        elif not places.same(hub.root / path, text.encode()):
            click.echo(f"{path} is there already, and was left as it is.")
    return 0


@click.command("fmt")
@click.argument("paths", nargs=-1, metavar="[FILE]...")
@click.option("--check", is_flag=True, help="Write nothing, and end with 1 if anything would be written.")
@options(ROOT, FORMAT)
def fmt_command(paths: tuple[str, ...], check: bool, root: Path | None, form: str) -> int:
    """Put the front matter of every post, or of the FILEs named, into one order and style."""
    from gazette import rewriting
    from gazette.formatting import formatted
    from gazette.problems import Problem
    from gazette.sources import gather, load

    hub = hub_at(root)
    sources, unread = gather(hub.root, hub.defaults)
    unknown = [path for path in paths if path not in sources.content]
    if unknown:
        raise click.UsageError(f"{unknown[0]} is no file of this hub: name it as content/news/post.md")
    wrong: list[Problem] = [*unread]
    changed = 0
    for path in sorted(dict.fromkeys(paths) or sources.content):
        if not path.lower().endswith(".md"):
            continue
        data = load(sources.content[path])
        made = formatted(path, data)
        if isinstance(made, tuple):
            wrong += made
        elif made != data:
            changed += 1
            if not check and not rewriting.rewrite(hub.root / path, data, made, hub.root / STATE):
                wrong.append(Problem("source-moved", "The file changed meanwhile.", path, hint="do it again"))
            elif form == "text":
                click.echo(f"{path} {'would be put' if check else 'is put'} into order.")
    tell(wrong, hub, form)
    if form == "text":
        verb = "to be put into order" if check else "put into order"
        broken = len({problem.path for problem in wrong})
        left = f", {broken} left alone until mended" if broken else ""
        click.echo(f"{changed} {'post' if changed == 1 else 'posts'} {verb}{left}.")
    return int(bool(wrong) or (check and changed > 0))
