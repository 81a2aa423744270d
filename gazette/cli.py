"""The command line: argv -> calls -> exit code. The only module that prints, and that has a clock.

Exit codes: 0 done, 1 problems, 2 a bad command line, 130 interrupted.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from gazette.pipeline import Hub, Report
    from gazette.problems import Problem
    from gazette.places import Place

STATE = ".gazette"
REPOSITORY = Path(__file__).resolve().parent.parent


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
        sys.exit(code or 0)


class Instant(click.ParamType):
    """A day, or a day and time, in the hub's zone."""

    name = "instant"

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime:
        """The instant: naive where no offset is given."""
        if isinstance(value, datetime):
            return value
        try:
            return datetime.fromisoformat(str(value).strip())
        except ValueError:
            self.fail(f"{value!r} is not a day (2017-07-14) or a day and time ('2017-07-14 12:00')")


_ROOT = click.option(
    "--root", type=click.Path(file_okay=False, path_type=Path), default=None, metavar="DIR",
    help="The folder that holds content/ and templates/. Default: the repository, or this folder.",
)  # fmt: skip
_OUT = click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=None, metavar="DIR",
    help="The folder to publish into. Default: site/ in the root.",
)  # fmt: skip
_NOW = click.option(
    "--now", type=Instant(), default=None, metavar="INSTANT",
    help="The moment to build for, in the hub's zone: 2017-07-14 or '2017-07-14 12:00'.",
)  # fmt: skip
_JOBS = click.option(
    "--jobs", type=click.IntRange(1, 64), default=None, metavar="N",
    help="Processes to render with. Default: one for few pages, one a core for many.",
)  # fmt: skip
_CLEAN = click.option("--clean", is_flag=True, help="Make everything anew, trusting nothing kept.")
_STRICT = click.option("--strict", is_flag=True, help="Take warnings for errors.")
_POLL = click.option("--poll", is_flag=True, help="Look for changes, where the system tells none.")
_FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text",
    help="How problems are told: for people, for programs, or as annotations of a pull request.",
)  # fmt: skip


def _options(*options: Callable[..., Any]) -> Callable[..., Any]:
    def add(function: Any) -> Any:
        for option in reversed(options):
            function = option(function)
        return function

    return add


@click.group(cls=DefaultGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name=None, version="0.1.0", prog_name="gazette")
def main() -> None:
    """gazette builds a trades council's news hub from Markdown posts."""


@main.command("build")
@_options(_ROOT, _OUT, _NOW, _JOBS, _CLEAN, _STRICT, _FORMAT)
def build_command(
    root: Path | None, out: Path | None, now: datetime | None, jobs: int | None, clean: bool,
    strict: bool, form: str,
) -> int:  # fmt: skip
    """Bring the site up to date (the default command)."""
    hub, place = _hub(root), _place(root, out)
    return _build(hub, place, now, jobs, clean, strict, form, write=True)


@main.command("check")
@_options(_ROOT, _OUT, _NOW, _JOBS, _STRICT, _FORMAT)
def check_command(
    root: Path | None, out: Path | None, now: datetime | None, jobs: int | None, strict: bool,
    form: str,
) -> int:  # fmt: skip
    """Say everything that a build would say, and write nothing."""
    return _build(_hub(root), _place(root, out), now, jobs, False, strict, form, write=False)


@main.command("verify")
@_options(_ROOT, _OUT, _NOW, _JOBS)
def verify_command(
    root: Path | None, out: Path | None, now: datetime | None, jobs: int | None
) -> int:
    """Build anew beside the site, and compare every byte."""
    from gazette.verification import verify

    hub, place = _hub(root), _place(root, out)
    found = verify(hub, place, _now(now), jobs or 0)
    if found.report.failed:
        _tell(found.report.problems, hub, "text")
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


@main.command("explain")
@click.argument("path")
@_options(_ROOT, _OUT, _NOW)
def explain_command(
    path: str, root: Path | None, out: Path | None, now: datetime | None
) -> int:
    """Say why an output is or is not stale, and what it read; or what becomes of a source."""
    from gazette import inquiry, pipeline, traces

    hub, place = _hub(root), _place(root, out)
    reading = pipeline.read(hub)
    site = pipeline.site_at(hub, reading, _now(now))
    if site is None:
        _tell(reading.problems, hub, "text")
        return 1
    kept = traces.load(place.traces)
    output = inquiry.explain(site, place, kept, path)
    if output is not None:
        click.echo(f"{place.out.name}/{output.path}: {output.recipe}")
        click.echo(f"  stale: {output.stale}" if output.stale else "  up to date")
        if output.until:
            click.echo(f"  may change by itself at {_local(output.until, site)}")
        for question, value in output.reads:
            click.echo(f"  {question} -> {_short(value)}")
        return 0
    fate = next((f for f in inquiry.fates(site, reading) if f.path == path), None)
    made = (*(fate.makes if fate else ()), *inquiry.makes(site, kept, path))
    if fate is None and not made and path.removeprefix("templates/") not in site.templates:
        raise click.UsageError(f"{path} is neither a source nor an output of this hub")
    if fate is not None:
        click.echo(f"{path}: {fate.verdict}, {fate.reason}")
    click.echo(f"  part of {len(dict.fromkeys(made))} outputs")
    for one in sorted(dict.fromkeys(made)):
        click.echo(f"  {place.out.name}/{one}")
    return 0


@main.command("status")
@_options(_ROOT, _OUT, _NOW, _FORMAT)
def status_command(
    root: Path | None, out: Path | None, now: datetime | None, form: str
) -> int:
    """Say what becomes of every source, and when the site next changes by itself."""
    from gazette import inquiry, pipeline, reports, traces

    hub, place = _hub(root), _place(root, out)
    instant = _now(now)
    reading = pipeline.read(hub)
    site = pipeline.site_at(hub, reading, instant)
    if site is None:
        _tell(reading.problems, hub, form)
        return 1
    fates = inquiry.fates(site, reading)
    change = inquiry.next_change(hub, reading, traces.load(place.traces), instant)
    if form == "json":
        click.echo(
            reports.as_json(
                reading.problems,
                sources=[{"path": f.path, "verdict": f.verdict, "reason": f.reason} for f in fates],
                next_change=change.instant.isoformat() if change else None,
            )
        )
        return int(any(f.verdict == "in error" for f in fates))
    widest = max((len(f.path) for f in fates), default=0)
    for fate in fates:
        colour = {"published": "green", "in error": "red", "settings": None}.get(fate.verdict, "yellow")
        click.echo(f"{fate.path:<{widest}}  {click.style(f'{fate.verdict:<10}', fg=colour)} {fate.reason}")
    _tell(reading.problems, hub, form)
    if change is None:
        click.echo("Nothing will change by itself.")
    else:
        click.echo(
            f"The site next changes by itself on {_local(change.instant, site)}: "
            + ", ".join(change.outputs[:5])
            + (f" and {len(change.outputs) - 5} more" if len(change.outputs) > 5 else "")
        )
    return int(any(f.verdict == "in error" for f in fates))


@main.command("new")
@click.argument("kind")
@click.argument("title")
@_options(_ROOT, _NOW)
def new_command(kind: str, title: str, root: Path | None, now: datetime | None) -> int:
    """Write a new post of a KIND with that TITLE, ready to be edited."""
    from gazette import drafting, pipeline, places
    from gazette.kinds import KINDS
    from gazette.problems import nearest, one_of

    chosen = drafting.kind_called(kind)
    if chosen is None:
        words = [k.kind for k in KINDS]
        near = nearest(kind, words)
        raise click.UsageError(
            f"there is no kind called {kind}: it is {one_of(words)}"
            + (f". Did you mean {near}?" if near else "")
        )
    hub = _hub(root)
    settings = pipeline.read(hub).intake.settings
    today = (_now(now) if settings is None else _now(now).astimezone(settings.zone)).date()
    path = drafting.path_for(chosen, title)
    text = drafting.draft(chosen, title, today, settings.base_url if settings else "")
    try:
        places.create(hub.root / path, text)
    except FileExistsError:
        click.echo(f"{path} is there already: choose another title, or edit that file.", err=True)
        return 1
    click.echo(f"{path} is ready to be edited.")
    return 0


@main.command("clean")
@_options(_ROOT, _OUT)
def clean_command(root: Path | None, out: Path | None) -> int:
    """Remove what gazette wrote, and only that."""
    from gazette import places

    removed = places.clean(_place(root, out))
    places.clean(_preview(root))
    click.echo(f"{len(removed)} files removed.")
    return 0


def _build(
    hub: Hub, place: Place, now: datetime | None, jobs: int | None, clean: bool, strict: bool,
    form: str, write: bool,
) -> int:  # fmt: skip
    from gazette import pipeline

    began = time.perf_counter()
    with _progress(form) as progress:
        report = pipeline.build(
            hub, place, _now(now), jobs=jobs or 0, clean=clean, strict=strict, write=write,
            progress=progress,
        )  # fmt: skip
    _tell_report(report, hub, form, time.perf_counter() - began)
    return int(report.failed)


class _Bar:
    """A progress bar on a terminal, for work that is long enough to be worth one."""

    LONG = 100

    def __init__(self) -> None:
        self._bar: Any = None

    def __enter__(self) -> Callable[[int, int], None]:
        return self._move

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()

    def _move(self, done: int, total: int) -> None:
        if total < self.LONG:
            return
        if self._bar is None:
            self._bar = click.progressbar(length=total, label="Rendering", file=sys.stderr)
            self._bar.render_progress()
        self._bar.update(done - self._bar.pos)


def _progress(form: str) -> AbstractContextManager[Callable[[int, int], None] | None]:
    return _Bar() if form == "text" and sys.stderr.isatty() else nullcontext()


def _tell_report(report: Report, hub: Hub, form: str, seconds: float) -> None:
    from gazette import reports

    if form == "json":
        click.echo(
            reports.as_json(
                report.problems, rendered=report.rendered, written=report.written,
                removed=report.removed, failed=report.failed,
            )
        )  # fmt: skip
        return
    _tell(report.problems, hub, form)
    if report.failed:
        wrong = sum(problem.severity == "error" for problem in report.problems)
        click.echo(f"{reports.count(wrong, 'error')}: the site is as it was.", err=True)
        return
    hidden = _hidden(report)
    click.echo(
        f"{len(report.rendered)} rendered, {len(report.written)} written, "
        f"{len(report.removed)} removed in {seconds:.2f} s" + (f" ({hidden})" if hidden else "")
    )


def _hidden(report: Report) -> str:
    """What readers cannot see, in a few words: nothing is left out in silence."""
    from gazette.reports import count

    names = [v.name for v in report.site.verdicts.values()] if report.site else []
    words = [("draft", "draft"), ("scheduled", "scheduled post"), ("expired", "expired post")]
    return ", ".join(count(names.count(n), noun) for n, noun in words if names.count(n))


def _tell(problems: tuple[Problem, ...], hub: Hub, form: str) -> None:
    from gazette import reports, sources

    if form == "github":
        for problem in problems:
            click.echo(reports.annotation(problem))
        return
    excerpt = partial(sources.lines, hub.root, hub.defaults)
    for problem in problems:
        click.echo(reports.text(problem, excerpt, _style), err=True)


def _style(text: str, style: str) -> str:
    looks: dict[str, dict[str, Any]] = {
        "error": {"fg": "red", "bold": True}, "warning": {"fg": "yellow", "bold": True},
        "place": {"bold": True}, "faint": {"dim": True},
    }  # fmt: skip
    return click.style(text, **looks.get(style, {}))


def _short(value: object) -> str:
    from gazette.problems import shorten

    return shorten(repr(value), 100)


def _local(instant: datetime, site: Any) -> str:
    return instant.astimezone(site.zone).strftime("%Y-%m-%d %H:%M %Z")


def _now(now: datetime | None) -> datetime:
    return now if now is not None else datetime.now(UTC)


def _root(root: Path | None) -> Path:
    if root is not None:
        return root.resolve()
    here = Path.cwd()
    at_home = (here / "content").is_dir() or not (REPOSITORY / "content").is_dir()
    return here if at_home else REPOSITORY


def _hub(root: Path | None, preview: bool = False) -> Hub:
    from gazette.pipeline import Hub

    packaged = Path(__file__).resolve().parent / "templates"
    defaults = packaged if packaged.is_dir() else REPOSITORY / "templates"
    return Hub(_root(root), defaults, preview)


def _place(root: Path | None, out: Path | None) -> Place:
    from gazette.places import Place

    folder = out.resolve() if out is not None else _root(root) / "site"
    return Place(folder, folder.parent / STATE / folder.name)


def _preview(root: Path | None) -> Place:
    from gazette.places import Place

    folder = _root(root) / STATE
    return Place(folder / "preview", folder / "serve")
