"""Moving: an export becomes posts of the hub, and a report of what became of every item.

The export is read twice, once for what leads where and once for the texts. What has to be remembered of
every item lies on disk meanwhile, so that an export of any length takes the same memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterator, MutableMapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import IO

from gazette.addresses import collision_key
from gazette.fingerprint import digest
from gazette.hub import Hub
from gazette.importers import archives, ground, words
from gazette.importers import mapping as mappings
from gazette.importers.archives import Lists
from gazette.importers.cabinet import Cabinet, Drawer
from gazette.importers.ground import Ground
from gazette.importers.lookup import Lookup, split
from gazette.importers.mapping import Mapping
from gazette.importers.matter import Manner, is_later
from gazette.importers.piece import Break, Origin, Piece
from gazette.importers.post import post
from gazette.importers.report import Outcome, Report, Row
from gazette.importers.settling import ATTACHMENT, Places, Settled, lead, settle
from gazette.importers.store import Store
from gazette.importers.survey import Survey, begun
from gazette.problems import Problem

Read = Callable[[IO[bytes]], Iterator[Piece | Origin | Break]]
"""An importer: what reads an export. Everything else is the same for all of them."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, and how much of how much of it is done."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What is told of an import in one line: how many items came to each end, and how many say something."""

    items: int
    counts: tuple[tuple[str, int], ...]
    looked: int


@dataclass(frozen=True, slots=True)
class Moved:
    """What an import did, whether the mapping is a new proposal, and what went wrong."""

    summary: Summary | None
    problems: tuple[Problem, ...] = ()
    proposed: bool = False


def move(
    read: Read,
    hub: Hub,
    store: Store,
    now: datetime,
    comments: bool = False,
    progress: Progress | None = None,
) -> Moved:
    """Import an export into the hub of the store."""
    tell = progress or (lambda what, done, of: None)
    with closing(Cabinet()) as cabinet:
        stands = ground.survey(hub, store, now, cabinet)
        if not isinstance(stands, Ground):
            return Moved(None, stands)
        survey, origin, stopped = _survey(read, store, cabinet, tell)
        problems = tuple(_problem(store.export.name, one) for one in stopped)
        survey.lookup.language = stands.settings.language
        chosen, wrong, proposed = _mapping(store, survey)
        if chosen is None:
            return Moved(None, (*problems, *wrong))
        settled, answers = _settled(stands, survey, chosen, cabinet)
        campaigns = frozenset(
            path.rpartition("/")[2].removesuffix(".md")
            for path in chain(stands.posts, (one.path for one in settled.values()))
            if path.startswith("content/campaigns/")
        )
        lists = Lists(survey, settled, chosen, campaigns, stands.settings.zone)
        answers.update((collision_key(path), "") for path in chain(stands.yielding, lists.outputs))
        lead(survey, settled, answers, archives.redirects(origin, lists))
        archives.leads(origin, lists, survey.lookup.lists)
        settings = stands.settings
        homes = (settings.base_url, *settings.moved_from, origin.address)
        hosts = tuple(dict.fromkeys(split(home).hostname or "" for home in homes))
        manner = Manner(settings.zone, settings.language, chosen, campaigns, now, hosts, comments)
        made: Drawer[Row] = cabinet.drawer()
        copied: Drawer[str] = cabinet.drawer()
        for row in _rows(_pieces(read, store), settled, survey, manner, store, stands, copied):
            made[str(len(made))] = row
            tell("Converting", len(made), len(survey.pieces))
        for place, row in made.items():
            if row.sort == "attachment":
                made[place] = _attachment(row, survey.lookup, copied)
        notes = (*origin.mended, *(problem.message for problem in problems), *_notes(survey, settled, chosen))
        report = Report(origin.title or store.export.name, made.values(), notes)
        store.write_report(report)
        store.write_lines(archives.lines(origin, lists, stands.settings))
        summary = Summary(len(made), tuple(report.counts.items()), report.looked)
        return Moved(summary, problems, proposed)


def _survey(
    read: Read, store: Store, cabinet: Cabinet, tell: Progress
) -> tuple[Survey, Origin, list[Break]]:  # fmt: skip
    survey, origin, stopped = begun(cabinet, store), Origin(), list[Break]()
    size = store.size
    with store.opened() as file:
        for one in read(file):
            if isinstance(one, Origin):
                origin = one
                if host := split(one.address).netloc.casefold().removeprefix("www."):
                    survey.lookup.hosts |= {host}
            elif isinstance(one, Break):
                stopped.append(one)
            else:
                survey.add(one)
                tell("Reading", file.tell(), size)
    return survey, origin, stopped


def _pieces(read: Read, store: Store) -> Iterator[Piece]:
    with store.opened() as file:
        yield from (one for one in read(file) if isinstance(one, Piece))


def _mapping(store: Store, survey: Survey) -> tuple[Mapping | None, tuple[Problem, ...], bool]:
    """The mapping that people have left, or a new proposal; or what is wrong with it."""
    written = store.read_mapping()
    if written is None:
        chosen = mappings.proposed(survey.sorts, survey.labels)
        store.write_mapping(mappings.text(chosen))
        return chosen, (), True
    found, wrong = mappings.read(store.shown(store.mapping), written)
    return found, wrong, False


def _settled(
    stands: Ground, survey: Survey, chosen: Mapping, cabinet: Cabinet
) -> tuple[Drawer[Settled], Drawer[str]]:
    """Where every piece goes, to where it went before, wherever an editor has put it since; and what is
    answered at then."""
    known: Drawer[str] = cabinet.drawer()
    before: Drawer[str] = cabinet.drawer()
    for key, row in stands.rows.items():
        before[key] = row.path
        if row.number:
            known[row.number] = key
    owners: Drawer[str] = cabinet.drawer()
    survey.identify(known, owners)
    used: Drawer[str] = cabinet.drawer()
    for path, identity in stands.posts.items():
        # An editor may have renamed the file, or have brought the post over by hand.
        if identity and identity in owners:
            before[identity] = path
    there: Drawer[str] = cabinet.drawer()
    there.update((path, "") for path in before.values())
    used.update((collision_key(path), "") for path in stands.posts if path not in there)
    answers: Drawer[str] = cabinet.drawer()
    # What an import that was broken off has written is its own, although no report says so.
    answers.update((collision_key(path), "") for path, whose in stands.answers if whose not in owners)
    settled: Drawer[Settled] = cabinet.drawer()
    settle(survey, chosen, settled, before, used, answers)
    return settled, answers


def _rows(
    pieces: Iterator[Piece], settled: Places, survey: Survey, manner: Manner, store: Store, stands: Ground,
    copied: MutableMapping[str, str],
) -> Iterator[Row]:  # fmt: skip
    """What became of every piece, each written as it comes; whether a post shows an
    attachment is known at the end only, when `copied` has all files that were."""
    changed = Settled(reason="the export was changed while it was read")
    for place, piece in enumerate(pieces):
        key = survey.keys.get(str(place)) or piece.key
        here = settled.get(str(place), changed)
        yield _row(replace(piece, key=key), here, survey, manner, store, stands.rows.get(key), copied)


def _row(
    piece: Piece, here: Settled, survey: Survey, manner: Manner, store: Store, known: Row | None,
    copied: MutableMapping[str, str],
) -> Row:  # fmt: skip
    title = words.line(piece.title)
    plain = Row(piece.key, piece.number, piece.sort, title, piece.address, "left out")
    if not here.path:
        return replace(plain, notes=(*here.notes, here.reason, *piece.notes))
    before = dict(known.files) if known else {}
    made = post(piece, here.path, survey.lookup, manner, here.aliases)
    step = store.put(
        here.path, made.text.encode(), before.get(here.path, before.get(known.path if known else ""))
    )
    outcome: Outcome = "draft" if made.draft else "published"
    notes = (*here.notes, *piece.notes, *made.notes)
    if step in ("kept as edited", "kept away"):
        said = (
            "an editor has changed it since"
            if step == "kept as edited"
            else "an editor has taken it away since"
        )
        copied.update((at_hand, "") for _, at_hand in made.files)
        kept = known.files if known else ()
        return replace(plain, outcome=outcome, path=here.path, step=step, notes=(said,), files=kept)
    files = [(here.path, digest(made.text.encode()))]
    for path, at_hand in made.files:
        files.append((path, store.copy(path, survey.lookup.media[at_hand])))
        copied[at_hand] = ""
    if made.comments:
        path = here.path.removesuffix(".md") + ".comments.json"
        store.put(path, made.comments.encode(), before.get(path))
        files.append((path, digest(made.comments.encode())))
    return replace(plain, outcome=outcome, path=here.path, step=step, notes=notes, files=tuple(files))


def _attachment(row: Row, lookup: Lookup, copied: Container[str]) -> Row:
    """An attachment's row, once it is known whether a post shows it."""
    held, said = lookup.held[row.number], tuple(note for note in row.notes if note != ATTACHMENT)
    flaws: list[str] = []
    at_hand = lookup.file([held.address], flaws.append)
    if at_hand is not None and at_hand in copied:
        return replace(row, outcome="with a post", notes=said)
    if at_hand:
        return replace(row, notes=("no post shows it, and it was not copied", *said))
    return replace(row, notes=(*flaws, f"its file is not at hand: to fetch from {held.address}")[:1] + said)


def _notes(survey: Survey, settled: Places, chosen: Mapping) -> Iterator[str]:
    """What is to be said once and not at every item."""
    silent: Counter[tuple[str, str]] = Counter()
    later = 0
    for place, piece in survey.pieces.items():
        if not settled[place].path:
            continue
        silent.update(
            (label.sort, label.name) for label in piece.labels if mappings.is_left_out(chosen, label)
        )
        later += is_later(piece) and not settled[place].path.startswith("content/pages/")
    for (sort, name), count in sorted(silent.items()):
        items = f"{count} item{'s' * (count > 1)}"
        yield f"the {sort.replace('_', ' ')} “{words.clean(name)}” was left out of {items}"
    if later:
        yield (
            f"{words.many(later, 'post')} saved again after the day of publication: WordPress does not say "
            "whether anything of weight was changed, so there is no “updated” here"
        )


def _problem(name: str, stopped: Break) -> Problem:
    return Problem(
        "export-broken", stopped.message, name, stopped.line, stopped.column, stopped.read,
        "an export as WordPress writes it", stopped.hint,
    )  # fmt: skip
