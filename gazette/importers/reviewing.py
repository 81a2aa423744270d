"""Reviewing: what the hub's checks will say of a post, found out while it is brought over.

An import must not leave it to the checks to say what it has made: the report says it first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gazette import intake
from gazette.fingerprint import digest
from gazette.sources import Source


def review(
    path: str, text: str, language: str, hosts: tuple[str, ...], notes: Iterable[str]
) -> Iterator[str]:
    """What is to be said of the text of a post besides its `notes`; `hosts` are those of the hub and of
    the old site."""
    told = "\n".join(notes)
    data = text.encode()
    said: dict[str, list[int]] = {}
    for problem in intake.post(Source(path, digest(data), len(data), data), language, hosts).problems:
        if problem.code == "old-address" and problem.read in told:
            continue
        said.setdefault(problem.message, []).append(problem.line)
    for message, lines in said.items():
        where = f"line {lines[0]}" if len(lines) == 1 else f"lines {', '.join(map(str, lines))}"
        yield f"the checks will say of {where}: {message}"
