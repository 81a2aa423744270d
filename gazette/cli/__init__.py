"""The command line: argv -> calls -> exit code. The only package that prints, and that has a clock.

Exit codes: 0 done, 1 problems, 2 a bad command line, 130 interrupted.
"""

from __future__ import annotations

import gc
import sys
from contextlib import suppress
from typing import Any

import click

from gazette import __version__
from gazette.cli.asking import explain_command, status_command
from gazette.cli.editing import fmt_command, schema_command
from gazette.cli.equipping import cms_command
from gazette.cli.founding import init_command
from gazette.cli.importing import import_command
from gazette.cli.keeping import mint_command, record_command
from gazette.cli.mailing import digest_command
from gazette.cli.pinging import ping_command
from gazette.cli.publishing import build_command, check_command, clean_command, verify_command
from gazette.cli.renaming import rename_command
from gazette.cli.telling import tell_stopped
from gazette.cli.watching import serve_command, watch_command
from gazette.cli.writing import host_command, new_command

gc.set_threshold(50_000, 20, 100)
# What a build makes lives until its end. To look through all of it for rubbish, as often as Python does by
# itself, takes a good part of a build's time, and finds next to nothing.


class DefaultGroup(click.Group):
    """A group whose command is `build` where none is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments, with `build` in front of options that stand alone."""
        if not args or (args[0].startswith("-") and args[0] not in ("--help", "-h", "--version")):
            args = ["build", *args]
        return super().parse_args(ctx, args)

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run, and end with the exit code."""
        extra["standalone_mode"] = False
        try:
            code = super().main(*args, **extra)
        except click.Abort:
            click.echo("Interrupted.", err=True)
            code = 130
        except click.ClickException as error:
            error.show()
            code = 2
        except BrokenPipeError:
            with suppress(BrokenPipeError):
                sys.stdout.close()  # nobody is left to be told
            code = 1
        except Exception as error:
            if not tell_stopped(error):
                raise
            code = 1
        sys.exit(code or 0)


@click.group(cls=DefaultGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version=__version__, prog_name="gazette")
def main() -> None:
    """gazette builds a trades council's news hub from Markdown posts."""


for command in (
    build_command,
    serve_command,
    watch_command,
    check_command,
    verify_command,
    explain_command,
    status_command,
    init_command,
    new_command,
    schema_command,
    fmt_command,
    rename_command,
    host_command,
    cms_command,
    mint_command,
    record_command,
    ping_command,
    digest_command,
    clean_command,
    import_command,
):
    main.add_command(command)
