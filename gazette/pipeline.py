"""The pipeline: read, parse, index, plan, compare, render, check, publish, on one screen.

The same build serves a first run, a run after an edit and watch mode. Every stage gives its value
and its problems; with an error anywhere the site stays as it was, and everything wrong is reported
at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from gazette import (
    crosschecks,
    frontmatter,
    links,
    making,
    promises,
    publish,
    staging,
    standing,
    toml,
    traces,
)
from gazette.desk import PROSE
from gazette.hub import Hub, Reading, Report
from gazette.index import index
from gazette.instants import begins, earliest
from gazette.intake import SETTINGS, intake
from gazette.ledger import Ledger
from gazette.links import Links
from gazette.locks import Waits, lock
from gazette.making import Made, Progress
from gazette.parts import Marks
from gazette.places import Place, disk_problem
from gazette.plan import families, plan
from gazette.problems import Problem, order
from gazette.published import with_moves
from gazette.reader import Answers, parts_of, until_of
from gazette.recipes import Output
from gazette.recipes.pages import EntryPage
from gazette.searching import with_search
from gazette.shelf import EMPTY, Shelf
from gazette.site import Site
from gazette.sources import SourceMovedError, Sources, gather, load, past
from gazette.staging import Stage
from gazette.stamps import NEVER, Tick, look, tick
from gazette.store import Store
from gazette.targets import place_of
from gazette.traces import NONE, Trace, Traces, to_ask, why_stale
from gazette.workers import WorkerLostError


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the middle stages give: the plan, and why each stale output is stale."""

    outputs: tuple[Output, ...]
    stale: Mapping[str, str]
    fresh: Mapping[str, Trace]
    problems: tuple[Problem, ...]
    marks: Marks


def read(hub: Hub, shelf: Shelf = EMPTY, moment: Tick = NEVER, last: Report | None = None) -> Reading:
    """Read and parse: everything that the clock has no part in. What the shelf or the last build of this
    process has need not be."""
    sources, unread = gather(hub.root, hub.defaults, standing.known(shelf), moment)
    ledger, missing = (None, ()) if hub.preview else past(hub.published, sources)
    known = last.reading.intake.posts if last and last.reading else {}
    found, unsound = intake(sources, ledger, () if known else shelf.all("post"), known)
    return Reading(sources, found, (*unread, *missing, *unsound))


def site_at(hub: Hub, reading: Reading, now: datetime) -> Site | None:
    """Index: the Site as of an instant, or a wall-clock time of the hub's zone."""
    found = reading.intake
    if found.settings is None:
        return None
    if now.tzinfo is None:
        now = begins(now, ZoneInfo(found.settings.timezone))
    site = index(
        found.settings, found.entries, found.bodies, reading.sources.templates, found.assets,
        found.media, found.broken, now, hub.preview, found.ledger or Ledger(),
    )  # fmt: skip
    return site if hub.preview else with_moves(site, (output.path for output in families(site)))


def compare(site: Site, place: Place, kept: Traces) -> Comparison:
    """Plan and compare: every output, and those of them that must be made again."""
    outputs, problems = plan(site)
    marks, answers = Marks(site), Answers(site)
    asking = to_ask(kept, marks, site.now)
    stale: dict[str, str] = {}
    fresh: dict[str, Trace] = {}
    for output in outputs:
        path, trace = output.path, kept.of.get(output.path)
        reads = kept.reads(path) if path in asking else ()
        # What is known by now says it for nothing: a template that every page was made with.
        reads = reads and tuple(sorted(reads, key=lambda read: not answers.knows(read[0])))
        file = f"{place.out}/{path}"
        stamp = look(file)
        reason = why_stale(repr(output.recipe), trace, reads, answers.fingerprint, file, stamp)
        if reason is not None or trace is None:
            stale[path] = reason or ""
            continue
        if reads:
            found = [answers(question) for question, _ in reads]
            trace = replace(trace, parts=parts_of(found), until=until_of(found, site.now))
        fresh[path] = trace if stamp == trace.stamp else replace(trace, stamp=stamp)
    return Comparison(outputs, stale, fresh, problems, marks)


def build(
    hub: Hub,
    place: Place,
    now: datetime,
    *,
    jobs: int = 0,
    clean: bool = False,
    strict: bool = False,
    write: bool = True,
    progress: Progress | None = None,
    waits: Waits | None = None,
    last: Report | None = None,
) -> Report:
    """Bring the site at `place` up to date with the hub as of `now` (see `site_at`).

    `clean` makes everything anew, `strict` takes warnings for errors, and without `write` nothing
    is changed. `waits` is told where another build of this place takes long. `last` is what this process
    built there before: what has not changed since need not be looked up again.
    """
    try:
        if not write or not (hub.root / "content").is_dir():
            return _build(hub, place, now, jobs, clean, strict, None, progress, last)
        with lock(place.state, waits), publish.settled(place):
            return _build(hub, place, now, jobs, clean, strict, tick(place.state), progress, last)
    except (SourceMovedError, WorkerLostError) as error:
        return Report((error.problem,))
    except OSError as error:
        return Report((disk_problem(place.out.name, error),))


def _build(
    hub: Hub, place: Place, now: datetime, jobs: int, clean: bool, strict: bool,
    moment: Tick | None, progress: Progress | None, last: Report | None,
) -> Report:  # fmt: skip
    shelf = Shelf(place.shelf)
    reading = read(hub, EMPTY if clean else shelf, moment or NEVER, None if clean else last)
    if moment:
        shelf.put("post", reading.intake.new, reading.intake.gone)
    site = site_at(hub, reading, now)
    if site is None:
        return Report(order(reading.problems), reading=reading)
    store = Store() if clean else Store(place.kept, sealed=moment is None)
    site, groups, unsearched = with_search(site, store)
    before = traces.load(place.traces, last.traces if last else None)
    kept = NONE if clean else before
    comparison = compare(site, place, kept)
    wanted = [output for output in comparison.outputs if output.path in comparison.stale]
    stage = staging.begin(place) if moment else Stage(str(place.out), None)
    made = making.make(
        site, wanted, jobs, store, EMPTY if clean else shelf, stage.put, progress,
        lambda made: _keep(made, shelf, place) if moment else None,
    )  # fmt: skip
    if moment:
        shelf.put(PROSE, made.new, reading.intake.gone)
    after = {**comparison.fresh, **made.traces}
    problems = [*reading.problems, *unsearched, *comparison.problems]
    problems += _disagreements(site, reading.sources)
    problems += (_placed(p, site) for failed in made.failed for p in failed.problems)
    problems += (_placed(warning, site) for trace in after.values() for warning in trace.warnings)
    problems += _check_links(site, comparison.outputs, after)
    if strict:
        problems = [replace(problem, severity="error") for problem in problems]
    rendered = tuple(made.traces)
    untils = (*(trace.until for trace in after.values()), *(failed.until for failed in made.failed))
    found = order(problems)
    names = Counter(verdict.name for verdict in site.verdicts.values())
    report = Report(
        found,
        rendered,
        verdicts=tuple(names.items()),
        past=len(site.ledger.records),
        until=earliest((site.until, *untils), site.now),
        site=site,
        reading=reading,
        traces=before,
    )
    if not moment:
        return replace(report, problems=order((*found, *publish.strangers(place, made.changed))))
    if report.failed:
        staging.clear(place)
        return report
    known = {**before.of, **after}
    outcome = publish.publish(
        stage, place, made.changed, after.keys(), lambda path: known[path].links if path in known else Links()
    )
    if isinstance(outcome, tuple):
        staging.clear(place)
        return replace(report, problems=order((*found, *outcome)))
    if rendered:
        store.sweep({*groups, *(source.digest for source in site.assets.values())})
    # What was not made anew keeps the stamp that was compared: a file that somebody changed since
    # is then found by the next build.
    looks = ((p, made.there.get(p) or look(f"{place.out}/{p}")) for p in rendered)
    stamped = after | {path: replace(after[path], stamp=stamp) for path, stamp in looks}
    parts = set().union(*(trace.parts for trace in stamped.values()))
    marks = {part: comparison.marks[part] for part in parts}
    if stamped != kept.of or marks != kept.marks:
        lost = before.of.keys() - stamped.keys()
        before = traces.keep(place.traces, Traces(stamped, marks, site.now), made.reads, lost)
    stamps = {path: trace.stamp for path, trace in stamped.items()}
    shelf.put(standing.SORT, standing.record(hub, place, reading.sources, stamps, site, report))
    shelf.close()
    return replace(report, written=outcome.written, removed=outcome.removed, traces=before)


def disagreements(reading: Reading, site: Site) -> tuple[Problem, ...]:
    """What is wrong with the hub as far as it can be said without rendering."""
    found = (*reading.problems, *plan(site)[1], *_disagreements(site, reading.sources))
    return order(found)


def _disagreements(site: Site, sources: Sources) -> tuple[Problem, ...]:
    locate = _locator(sources)
    return (*crosschecks.check(site, locate), *promises.check(site, locate))


def _keep(made: Made, shelf: Shelf, place: Place) -> None:
    """Keep what a part of a large site's build found out, so that the rest of it has room."""
    shelf.put(PROSE, made.new)
    Shelf(place.traces).put(traces.READS, made.reads)


def _placed(problem: Problem, site: Site) -> Problem:
    """A problem of a body with the line of its file: until here it counts from the body's first."""
    body = site.bodies.get(problem.path)
    if body is None or not problem.line:
        return problem
    return replace(problem, line=problem.line + body.line - 1)


def _check_links(site: Site, outputs: Iterable[Output], after: Mapping[str, Trace]) -> Iterable[Problem]:
    """The links that lead nowhere, each with the source line that it stands on if there is one."""
    recipes = {output.path: output.recipe for output in outputs}
    known = {*recipes, *site.broken_pages}
    pages = {path: trace.links for path, trace in after.items()}
    elsewhere: dict[Problem, list[str]] = {}
    for path, broken in links.check(pages, known).items():
        recipe = recipes[path]
        for target, problem in broken:
            source = recipe.source if isinstance(recipe, EntryPage) else ""
            place = place_of(site, source, target) if source else None
            if place is not None:
                yield replace(problem, path=source, line=place[0], column=place[1])
            else:
                elsewhere.setdefault(problem, []).append(path)
    for problem, found in elsewhere.items():
        # What no body holds comes from a template or a setting, and stands on many pages at once.
        more = f" It stands on {len(found)} pages." if len(found) > 1 else ""
        recipe = recipes[found[0]]
        path = recipe.source if isinstance(recipe, EntryPage) else found[0]
        yield replace(problem, path=path, message=problem.message + more)


def _locator(sources: Sources) -> crosschecks.Locate:
    @cache
    def document(path: str) -> frontmatter.Document | None:
        return frontmatter.parse(path, load(sources.content[path]))[0]

    def locate(path: str, loc: tuple[str | int, ...]) -> tuple[int, int]:
        if path == SETTINGS:
            return toml.place(load(sources.content[path]).decode("utf-8", "replace"), loc)[0]
        found = document(path)
        return frontmatter.locate(found, loc) if found else (1, 1)

    return locate
