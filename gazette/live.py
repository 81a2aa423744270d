"""Live reload: what open tabs are told of the builds, and what is put into a page to listen.

A page knows with which build it was served, and asks what changed since. So whatever a tab misses,
asleep or cut off, it is told when it asks again; the log keeps one number for each path, not a list
of builds, so nothing is ever too old to be told.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable, Generator, Sequence
from html import escape

from gazette.hub import Report
from gazette.problems import SAID, Problem

CLIENT = "/-gazette/live.js"
"""The address of the script that pages listen with; no page of a site can be at it."""

EVENTS = "/-gazette/events"
"""The address of the stream that tells what changed."""

HEARTBEAT = 15.0
"""Seconds of silence after which a stream says something, to learn who has gone."""

LISTENERS = 128
"""Tabs that may listen at once. Of more, the one that has listened longest is let go: it asks again, and is
told what it missed."""

Excerpt = Callable[[Problem], Sequence[str]]
"""Gives the lines of a source that show where a problem is, to be shown as they are."""

Told = dict[str, str]
"""A problem as a browser is told of it: its fields as text."""


def nothing(problem: Problem) -> Sequence[str]:
    """No excerpt."""
    return ()


def told(problem: Problem, excerpt: Excerpt) -> Told:
    """What a browser is told of a problem."""
    return {
        "severity": problem.severity,
        "place": problem.place,
        "message": problem.message,
        "excerpt": "\n".join(excerpt(problem)),
        **{name: getattr(problem, name) for name in SAID},
    }


class Log:
    """The builds of one run of the server, as far as a tab may still want to know of them."""

    def __init__(self) -> None:
        self._run = secrets.token_hex(4)
        self._number = 0
        self._changed: dict[str, int] = {}
        self._problems: tuple[Told, ...] = ()
        self._listeners = 0
        self._news = threading.Condition()
        self._closed = False

    @property
    def build(self) -> str:
        """The name of the latest build; no other run of the server has the same one."""
        return f"{self._run}-{self._number}"

    @property
    def problems(self) -> tuple[Told, ...]:
        """The problems of the latest build."""
        return self._problems

    def add(self, report: Report, excerpt: Excerpt = nothing) -> None:
        """Note what a build changed and found, and wake those who wait for it."""
        problems = tuple(told(problem, excerpt) for problem in report.problems)
        changed = (*report.written, *report.removed)
        with self._news:
            if self._number and not changed and problems == self._problems:
                return
            self._number += 1
            self._changed.update(dict.fromkeys(changed, self._number))
            self._problems = problems
            self._news.notify_all()

    def message(self, after: str) -> tuple[str, str]:
        """The latest build's name, and as JSON what changed since the build named `after`.

        Where that was in another run of the server nobody knows, so it is said to be everything.
        """
        with self._news:
            run, _, number = after.partition("-")
            known = run == self._run and number.isascii() and number.isdigit()
            since = int(number[:9]) if known else self._number
            message = {
                "everything": not known,
                "changed": [path for path, when in self._changed.items() if when > since],
                "problems": self._problems,
            }
            return self.build, json.dumps(message, ensure_ascii=False)

    def stream(self, after: str) -> Generator[bytes, None, None]:
        """What changed since a build, and then each build as it comes, as Server-Sent Events."""
        with self._news:
            self._listeners += 1
            last = self._listeners + LISTENERS
            self._news.notify_all()
        yield b"retry: 500\n\n"
        while not self._over(last):
            after, data = self.message(after)
            yield f"id: {after}\ndata: {data}\n\n".encode()
            while not self._wait(after, last):
                yield b":\n\n"

    def _over(self, last: int) -> bool:
        """Whether nothing more is to come for one who gives way to that listener."""
        return self._closed or self._listeners >= last

    def _wait(self, after: str, last: int) -> bool:
        """True as soon as there is a later build, or the end; False if it stays silent."""
        with self._news:
            return self._news.wait_for(lambda: self._over(last) or self.build != after, HEARTBEAT)

    def close(self) -> None:
        """Wake everybody: nothing more is to come."""
        with self._news:
            self._closed = True
            self._news.notify_all()


def listening(page: bytes, build: str, base: str, files: Sequence[str]) -> bytes:
    """The page with the client in it, which reloads it when one of the `files` changes.

    With no files the page stands in for a site that was never built, and reloads with every build.
    """
    script = (
        f'<script src="{CLIENT}" defer data-build="{escape(build)}" data-base="{escape(base)}" '
        f'data-files="{escape(json.dumps(files))}"></script>'
    ).encode()
    end = page.lower().rfind(b"</body>")
    return page + script if end < 0 else page[:end] + script + page[end:]


def problem_page(problems: Sequence[Told]) -> bytes:
    """The page shown at every address as long as there is no site: why there is none."""
    errors = [problem for problem in problems if problem["severity"] == "error"]
    if errors:
        heading = "The site cannot be built yet"
        said = "Mend this and save; the page appears by itself."
    else:
        heading = "The site is being built"
        said = "The page appears by itself."
    items = "".join(f"<li>{_item(problem)}</li>" for problem in errors)
    return page_of(heading, f"<p>{said}</p><ol>{items}</ol>" if items else f"<p>{said}</p>")


def plain_page(heading: str, said: str) -> bytes:
    """A page with a heading and a sentence."""
    return page_of(escape(heading), f"<p>{escape(said)}</p>")


def _item(problem: Told) -> str:
    return f"<p><code>{escape(problem['place'])}</code></p>{in_words(problem)}"


def in_words(problem: Told) -> str:
    """Everything about a problem but where it is, as HTML."""
    parts = [f"<p><strong>{escape(problem['message'])}</strong></p>"]
    if problem["excerpt"]:
        parts.append(f"<pre>{escape(problem['excerpt'])}</pre>")
    rows = [(name, problem[name]) for name in SAID if problem[name]]
    said = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in rows)
    return "".join(parts) + (f"<dl>{said}</dl>" if said else "")


STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 46rem; margin: 3rem auto; padding: 0 1rem }
li { margin-block: 1.5rem; overflow-wrap: anywhere }
li p { margin: 0 }
pre { overflow: auto; padding: .5rem; background: #8882 }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .5rem 0 }
dt { opacity: .8 }
dd { margin: 0; white-space: pre-wrap }
.wide body { max-width: none; margin: 1rem }
.shapes { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: 1rem }
iframe { width: 100%; height: 36rem; border: 1px solid #8888; background: #fff }
img { max-width: 100%; height: auto }
"""


def page_of(heading: str, body: str, wide: bool = False) -> bytes:
    """A page of the preview's own; its heading is HTML."""
    body = f"<h1>{heading}</h1>{body}"
    sort = ' class="wide"' if wide else ""
    return (
        f'<!doctype html><html lang="en"{sort}><head><meta charset="utf-8"><title>{heading}'
        '</title><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style></head><body>{body}</body></html>\n"
    ).encode()
