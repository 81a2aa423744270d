"""The command that makes a new hub."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from gazette.cli.options import shipped

NAME, ADDRESS, ZONE, ACCENT = "Anytown Trades Council", "https://example.org/", "Europe/London", "#a8102a"


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", default=None, help="The name of the hub, such as a council's.")
@click.option("--address", default=None, metavar="URL", help="Where it will be published.")
@click.option("--zone", default=None, help="The time zone of its days and times, such as Europe/London.")
@click.option("--colour", default=None, metavar="#RRGGBB", help="The colour of its banner and links.")
@click.option("--yes", is_flag=True, help="Ask nothing: take what stands in brackets for what is not given.")
def init_command(
    folder: Path, name: str | None, address: str | None, zone: str | None, colour: str | None, yes: bool
) -> int:
    """Make a new hub in DIR: its settings, one example of each kind of post, and what publishes it."""
    from gazette import founding, places, rewriting, settings
    from gazette.kinds.texts import read_line
    from gazette.sections import read_base_url, read_colour, read_timezone

    taken = next((n for n in ("content", "templates") if (folder / n).exists()), None)
    if taken:
        click.echo(f"{folder} has a folder {taken}/ already: name a new folder.", err=True)
        return 1
    council = founding.Founding(
        _answer("Name of the hub", name, NAME, yes, read_line),
        _answer("Address of the site", address, ADDRESS, yes, read_base_url),
        _answer("Time zone", zone, ZONE, yes, read_timezone),
        _answer("Colour", colour, ACCENT, yes, read_colour),
    )
    today = datetime.now(UTC).astimezone(ZoneInfo(council.zone)).date()
    texts = {path: places.contents(shipped(path), 1_000_000) for path in founding.PUBLISHING}
    publishing = {path: data.decode("utf-8") for path, data in texts.items() if data is not None}
    for path, text in founding.files(council, today, publishing):
        if rewriting.create(folder / path, text):
            click.echo(f"{path} is written.")
        else:
            click.echo(f"{path} is there already, and was left as it is.")
    read, _ = settings.read(settings.PATH, founding.settings_of(council).encode())
    if read is not None and read.colours.accent != council.accent:
        click.echo(
            f"Links in {council.accent} would be hard to read: they are {read.colours.accent}, "
            f"and the fringe of the banner is {council.accent}."
        )
    click.echo(f"The hub is ready in {folder}. To look at it, go there and type: gazette serve")
    return 0


def _answer(question: str, given: str | None, default: str, yes: bool, read: Callable[[object], str]) -> str:
    """The answer that was given, or that is given now; read as the setting of that sort is."""
    from pydantic_core import PydanticCustomError

    def checked(value: str) -> str:
        try:
            return read(value)
        except PydanticCustomError as error:
            said = error.context or {}
            mended = f" Did you mean {said['mended']}?" if said.get("mended") else ""
            raise click.UsageError(f"{said.get('said')} Wanted is {said.get('wanted')}.{mended}") from None

    if given is not None or yes:
        return checked(default if given is None else given)
    return str(click.prompt(question, default=default, value_proc=checked))
