"""The commands that publish, and those that look after what was published."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gazette.cli.options import (
    CLEAN,
    FORMAT,
    JOBS,
    NOW,
    OUT,
    PUBLISHED,
    ROOT,
    STRICT,
    hub_at,
    instant_of,
    options,
    preview_place,
    site_place,
)
from gazette.cli.telling import progress_bar, tell, tell_report, tell_waiting

if TYPE_CHECKING:
    from gazette.hub import Hub
    from gazette.places import Place


@click.command("build")
@options(ROOT, OUT, PUBLISHED, NOW, JOBS, CLEAN, STRICT, FORMAT)
def build_command(
    root: Path | None, out: Path | None, published: str | None, now: datetime | None, jobs: int | None,
    clean: bool, strict: bool, form: str,
) -> int:  # fmt: skip
    """Bring the site up to date (the default command)."""
    hub, place = hub_at(root, published=published), site_place(root, out)
    return run(hub, place, now, jobs, clean, strict, form, write=True)


@click.command("check")
@options(ROOT, OUT, PUBLISHED, NOW, JOBS, STRICT, FORMAT)
def check_command(
    root: Path | None, out: Path | None, published: str | None, now: datetime | None, jobs: int | None,
    strict: bool, form: str,
) -> int:  # fmt: skip
    """Say everything that a build would say, and write nothing."""
    hub, place = hub_at(root, published=published), site_place(root, out)
    return run(hub, place, now, jobs, False, strict, form, write=False)


@click.command("verify")
@options(ROOT, OUT, PUBLISHED, NOW, JOBS)
def verify_command(
    root: Path | None, out: Path | None, published: str | None, now: datetime | None, jobs: int | None
) -> int:
    """Build anew beside the site, and compare every byte."""
    from gazette.verification import verify

    hub, place = hub_at(root, published=published), site_place(root, out)
    found = verify(hub, place, instant_of(now), jobs or 0)
    if found.report.failed:
        tell(found.report.problems, hub, "text")
        return 1
    for word, paths in (
        ("differs", found.differ), ("is missing", found.missing), ("is left over", found.left_over),
    ):  # fmt: skip
        for path in paths:
            click.echo(f"{place.out.name}/{path} {word}")
    if not found.equal:
        click.echo("The site is not what a clean build makes: run build, and verify again.")
        return 1
    click.echo(f"{found.files} files are, byte for byte, what a clean build makes.")
    return 0


@click.command("clean")
@options(ROOT, OUT)
def clean_command(root: Path | None, out: Path | None) -> int:
    """Remove what gazette wrote, and only that."""
    from gazette import places

    removed = places.clean(site_place(root, out), tell_waiting)
    places.clean(preview_place(root), tell_waiting)
    click.echo(f"{len(removed)} files removed.")
    return 0


def run(
    hub: Hub, place: Place, now: datetime | None, jobs: int | None, clean: bool, strict: bool,
    form: str, write: bool,
) -> int:  # fmt: skip
    """Build, tell of it, and give the exit code."""
    from gazette import standing

    began = time.perf_counter()
    instant = instant_of(now)
    report = None if clean else standing.glance(hub, place, instant, strict=strict)
    if report is None:
        from gazette import pipeline  # and with it most of the package, which takes longer than a glance

        with progress_bar(form) as progress:
            report = pipeline.build(
                hub, place, instant, jobs=jobs or 0, clean=clean, strict=strict, write=write,
                progress=progress, waits=tell_waiting,
            )  # fmt: skip
    tell_report(report, hub, form, time.perf_counter() - began)
    return int(report.failed)
