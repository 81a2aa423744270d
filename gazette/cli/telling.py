"""Telling: problems, progress and results on the terminal. Nothing else prints."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pathlib import Path

    from gazette.hub import Hub, Report
    from gazette.problems import Problem
    from gazette.site import Site


class _Bar:
    """A progress bar on a terminal for each stage of work that is long enough to be worth one."""

    LONG = 100

    def __init__(self) -> None:
        self._bar: Any = None
        self._stage = ""

    def __enter__(self) -> Callable[[str, int, int], None]:
        return self._move

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()

    def _move(self, stage: str, done: int, total: int) -> None:
        if total < self.LONG:
            return
        if stage != self._stage:
            self.__exit__()
            self._bar, self._stage = click.progressbar(length=total, label=stage, file=sys.stderr), stage
            self._bar.render_progress()
        self._bar.update(done - self._bar.pos)


def stages_bar(form: str) -> AbstractContextManager[Callable[[str, int, int], None] | None]:
    """What tells of progress by stages: bars, on a terminal."""
    return _Bar() if form == "text" and sys.stderr.isatty() else nullcontext()


@contextmanager
def progress_bar(form: str) -> Iterator[Callable[[int, int], None] | None]:
    """What tells of progress: a bar, on a terminal."""
    with stages_bar(form) as move:
        yield partial(move, "Rendering") if move else None


def tell_report(report: Report, hub: Hub, form: str, seconds: float) -> None:
    """Tell what a build did."""
    from gazette import reports

    if form == "json":
        click.echo(
            reports.as_json(
                report.problems, rendered=report.rendered, written=report.written,
                removed=report.removed, failed=report.failed, past=report.past,
            )
        )  # fmt: skip
        return
    tell(report.problems, hub, form)
    if report.failed:
        wrong = sum(problem.severity == "error" for problem in report.problems)
        stopped = any(problem.code == "disk" for problem in report.problems)
        end = "the build stopped" if stopped else "the site is as it was"
        click.echo(f"{reports.count(wrong, 'error')}: {end}.", err=True)
        return
    hidden = _hidden(report, hub)
    click.echo(
        f"{len(report.rendered)} rendered, {len(report.written)} written, "
        f"{len(report.removed)} removed in {seconds:.2f} s" + (f" ({hidden})" if hidden else "")
    )


def _hidden(report: Report, hub: Hub) -> str:
    """What readers cannot see, in a few words: nothing is left out in silence."""
    from gazette.reports import count

    counts = dict(report.verdicts)
    words = {"draft": "draft", "scheduled": "scheduled post", "expired": "expired post"}
    told = [count(counts[name], noun) for name, noun in words.items() if name in counts]
    if not hub.preview and not report.past:
        told.append("no ledger says what was published before")
    return ", ".join(told)


def tell(problems: Iterable[Problem], hub: Hub, form: str) -> None:
    """Tell of problems, with the lines that they stand on."""
    from gazette import reports, sources

    if form == "json":
        click.echo(reports.as_json(problems))
        return
    if form == "github":
        for problem in problems:
            click.echo(reports.annotation(problem))
        return
    excerpt = partial(sources.lines, hub.root, hub.defaults)
    for problem in problems:
        click.echo(reports.text(problem, excerpt, _style), err=True, color=_colour())


def tell_stopped(error: Exception) -> bool:
    """Tell of what kept a command from going on, if it is no mistake of the program; whether it was told."""
    import sqlite3

    from gazette import reports
    from gazette.places import disk_problem
    from gazette.sources import SourceMovedError

    if isinstance(error, SourceMovedError):
        problem = error.problem
    elif isinstance(error, OSError):
        problem = disk_problem("", error)
    elif isinstance(error, sqlite3.OperationalError):
        problem = disk_problem("", OSError(str(error)))
    else:
        return False
    click.echo(reports.text(problem, style=_style), err=True, color=_colour())
    return True


def tell_waiting(lock: Path) -> None:
    """Tell that another build of the site is waited for."""
    click.echo(
        f"Another build of this site is at work and holds {lock}: "
        "this one waits, and goes on by itself when that one is done.",
        err=True,
    )


def _colour() -> bool | None:
    """No colour where somebody wants none (https://no-color.org); else as the terminal can."""
    return False if os.environ.get("NO_COLOR") else None


def _style(text: str, style: str) -> str:
    looks: dict[str, dict[str, Any]] = {
        "error": {"fg": "red", "bold": True}, "warning": {"fg": "yellow", "bold": True},
        "place": {"bold": True}, "faint": {"dim": True},
    }  # fmt: skip
    return click.style(text, **looks.get(style, {}))


def excerpts(hub: Hub) -> Callable[[Problem], list[str]]:
    """Gives the line of a source that a problem stands on, with a caret below its column."""
    from gazette import reports, sources

    read = partial(sources.lines, hub.root, hub.defaults)
    return lambda problem: list(reports.excerpt(problem, read))


def short(value: object) -> str:
    """A value on one line."""
    from gazette.problems import shorten

    return shorten(repr(value), 100)


def local(instant: datetime, site: Site) -> str:
    """An instant in the hub's zone."""
    return instant.astimezone(site.zone).strftime("%Y-%m-%d %H:%M %Z")
