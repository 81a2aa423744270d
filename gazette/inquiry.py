"""Inquiry: why an output is as it is, what becomes of each source, and what the clock will change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any

from gazette import addresses, comments, ledger
from gazette.hub import Hub, Reading
from gazette.instants import earliest
from gazette.intake import SETTINGS
from gazette.pipeline import site_at
from gazette.places import Place
from gazette.plan import plan
from gazette.problems import Problem, errors
from gazette.questions import Question
from gazette.reader import Answers
from gazette.site import Site
from gazette.stamps import look
from gazette.traces import Traces, why_stale


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of an output: its recipe, why it is stale (None if it is not), what it read."""

    path: str
    recipe: str
    stale: str | None
    reads: tuple[tuple[Question, Any], ...]
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a source file: a word, the reason, and the outputs that it is part of."""

    path: str
    verdict: str
    reason: str
    makes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """The next instant at which the site changes by itself, and the outputs that change then."""

    instant: datetime
    outputs: tuple[str, ...]


def explain(site: Site, place: Place, traces: Traces, path: str) -> Explanation | None:
    """The explanation of an output, named by its path, its file or its address; None if unknown."""
    wanted = path.removeprefix(f"{place.out.name}/")
    found = addresses.output(path, site.settings.base_url) if "/" in path else None
    for output in plan(site)[0]:
        if output.path in (wanted, found and found[0]):
            trace, read = traces.of.get(output.path), traces.reads(output.path)
            answers = Answers(site)
            file = str(place.out / output.path)
            stale = why_stale(repr(output.recipe), trace, read, answers.fingerprint, file, look(file))
            reads = tuple((q, answers(q).value) for q, _ in read or ())
            return Explanation(output.path, repr(output.recipe), stale, reads, trace.until if trace else None)
    return None


def fates(site: Site, reading: Reading, problems: Iterable[Problem]) -> tuple[Fate, ...]:
    """What becomes of every source file of content/, as far as the problems let it."""
    wrong: dict[str, int] = {}
    for problem in errors(problems):
        wrong[problem.path] = wrong.get(problem.path, 0) + 1
    found = []
    for path in sorted(reading.sources.content):
        if path in wrong:
            found.append(Fate(path, "in error", f"{wrong[path]} to mend"))
        elif path in site.entries:
            verdict = site.verdicts[path]
            page = site.pages.get(path) or site.tombs.get(path)
            found.append(Fate(path, verdict.name, verdict.reason, (page,) if page else ()))
        elif path in site.media:
            found.append(Fate(path, "published", "a post shows it", (site.media[path],)))
        elif path.endswith(comments.SUFFIX) and path.removesuffix(comments.SUFFIX) + ".md" in site.pages:
            post = path.removesuffix(comments.SUFFIX) + ".md"
            found.append(Fate(path, "published", f"the comments of {post}", (site.pages[post],)))
        elif path in site.assets:
            found.append(Fate(path, "unused", "no published post names it"))
        elif path == ledger.FILE:
            known = len(site.ledger.records)
            found.append(Fate(path, "ledger", f"what was published before (entries: {known})"))
        else:
            found.append(Fate(path, "settings", "the settings of the whole hub"))
    return tuple(found)


def identity(site: Site, path: str) -> tuple[str, str, tuple[str, ...]] | None:
    """The permanent id of an entry, where it is from, and the old addresses that lead to it."""
    if path not in site.identities:
        return None
    name = site.identities[path]
    record = next((record for record in site.ledger.records if record.id == name), None)
    if site.entries[path].id is not None:
        origin = "written in the file"
    elif record is not None:
        origin = "from the ledger; mint writes it into the file"
    else:
        origin = "made of the file's name; mint writes it into the file"
    there = site.pages.get(path) or site.tombs.get(path)
    before = (record.address, *record.earlier) if record else ()
    return name, origin, tuple(f"/{ledger.shown(old)}" for old in sorted(before) if old not in ("", there))


def makes(site: Site, traces: Traces, path: str) -> Iterator[str]:
    """The outputs that a source file had a part in, by what they read."""
    answers = Answers(site)
    for output, reads in traces.every_read():
        if any(_concerns(question, path, answers) for question, _ in reads):
            yield output


def _concerns(question: Question, path: str, answers: Answers) -> bool:
    """Whether the answer to a question comes from a source file."""
    if question.name in ("template", "static", "static_source"):
        name = path.removeprefix("templates/").removeprefix("static/")
        return path.startswith("templates/") and question.args == (name,)
    if path == SETTINGS:
        return question.name in ("setting", "zone")
    return path in question.args or _holds(answers(question).value, path)


def _holds(value: Any, path: str) -> bool:
    if isinstance(value, str):
        return value == path
    if isinstance(value, tuple):
        return any(_holds(item, path) for item in value)
    if is_dataclass(value):
        return any(_holds(getattr(value, field.name), path) for field in fields(value))
    return False


def next_change(hub: Hub, reading: Reading, traces: Traces, now: datetime) -> Change | None:
    """The next change that the clock alone will bring, found by asking again at each instant.

    The instants at which an answer may change are known; whether one does is tried out, so that
    nobody is promised a change that nobody can see.
    """
    site = site_at(hub, reading, now)
    if site is None:
        return None
    before = {output.path: output.recipe for output in plan(site)[0]}
    every = list(traces.every_read())
    asked = dict.fromkeys(question for _, reads in every for question, _ in reads)
    answers = Answers(site)
    found = {question: answers(question) for question in asked}
    point = earliest((site.until, *(a.until for a in found.values())), site.now)
    while point is not None:
        later = site_at(hub, reading, point)
        assert later is not None
        again = Answers(later)
        moved = {q for q in asked if again(q).fingerprint != found[q].fingerprint}
        after = {output.path: output.recipe for output in plan(later)[0]}
        changed = set(before.keys() ^ after.keys())
        changed |= {output for output, reads in every if any(q in moved for q, _ in reads)}
        if changed:
            return Change(point, tuple(sorted(changed)))
        point = earliest((later.until, *(again(q).until for q in asked)), point)
    return None
