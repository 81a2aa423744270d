"""The commands that stay: `serve` for an editor's preview, `watch` for a site kept up to date."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gazette.cli.options import (
    FORMAT,
    JOBS,
    NOW,
    OUT,
    POLL,
    PUBLISHED,
    ROOT,
    STRICT,
    hub_at,
    instant_of,
    options,
    preview_place,
    site_place,
)  # fmt: skip
from gazette.cli.telling import excerpts, tell_report, tell_waiting

if TYPE_CHECKING:
    from gazette.hub import Hub, Report
    from gazette.places import Place


@click.command("watch")
@options(ROOT, OUT, PUBLISHED, NOW, JOBS, STRICT, POLL, FORMAT)
def watch_command(
    root: Path | None, out: Path | None, published: str | None, now: datetime | None, jobs: int | None,
    strict: bool, poll: bool, form: str,
) -> int:  # fmt: skip
    """Keep the site up to date: after every change, and whenever the clock changes it."""
    _stay(
        hub_at(root, published=published), site_place(root, out), now, jobs, strict, poll,
        lambda hub, report, seconds: tell_report(report, hub, form, seconds),
    )  # fmt: skip
    return 0


@click.command("serve")
@options(ROOT, NOW, JOBS, STRICT, POLL)
@click.option("--host", default="127.0.0.1", metavar="HOST", show_default=True,
              help="The address to listen on; 0.0.0.0 lets others on your network look too.")  # fmt: skip
@click.option("--editor", default="vscode://file/{path}:{line}", metavar="URL", show_default=True,
              help="The address that opens a source in your editor; nothing for no such links.")  # fmt: skip
@click.option("--port", type=click.IntRange(1, 65535), default=8000, metavar="N", show_default=True,
              help="The port to listen on; the next free one is taken if it is in use.")  # fmt: skip
def serve_command(
    root: Path | None, now: datetime | None, jobs: int | None, strict: bool, poll: bool, host: str,
    editor: str, port: int,
) -> int:  # fmt: skip
    """Show a preview in the browser, drafts included, that follows every change."""
    from gazette.leaflets import qr_text
    from gazette.panel import Desk
    from gazette.serve import Server

    hub, place = hub_at(root, preview=True), preview_place(root)
    base = "http://localhost/"
    try:
        server = Server(place.out, lambda: base, host, port, Desk(hub.root, editor))
    except OSError as error:
        raise click.ClickException(str(error)) from error
    server.start()
    shown = ""

    def tell(hub: Hub, report: Report, seconds: float) -> None:
        nonlocal base, shown
        if report.site is not None:
            base = report.site.settings.base_url
        server.publish(report, excerpts(hub))
        tell_report(report, hub, "text", seconds)
        if server.address != shown:
            shown = server.address
            click.echo(f"The preview is at {shown} (Ctrl-C ends it)")
            click.echo(f"What is wrong, and every entry in all its shapes: {server.panel}")
            if server.elsewhere:
                click.echo(f"On a telephone in the same network: {server.elsewhere}")
                click.echo(qr_text(server.elsewhere))

    try:
        _stay(hub, place, now, jobs, strict, poll, tell)
    finally:
        server.stop()
    return 0


def _stay(
    hub: Hub, place: Place, now: datetime | None, jobs: int | None, strict: bool, poll: bool,
    tell: Callable[[Hub, Report, float], None],
) -> None:  # fmt: skip
    """Build and build again until Ctrl-C."""
    from gazette import pipeline
    from gazette.watch import watch

    took, last = 0.0, None

    def build() -> Report:
        nonlocal took, last
        began = time.perf_counter()
        last = pipeline.build(
            hub, place, instant_of(now), jobs=jobs or 0, strict=strict, waits=tell_waiting, last=last
        )
        took = time.perf_counter() - began
        return last

    watch(
        hub, build, lambda report: tell(hub, report, took), lambda: instant_of(now),
        next_change=lambda report: report.until if now is None else None,
        say=click.echo, stop=threading.Event(), poll=poll,
    )  # fmt: skip
