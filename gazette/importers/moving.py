"""Moving: an export becomes posts of the hub, and a report of what became of every item.

The export is read twice, once for what leads where and once for the texts, so that nothing but names
and addresses is held in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import IO
from urllib.parse import urlsplit

from gazette.fingerprint import digest
from gazette.importers import archives
from gazette.importers import mapping as mappings
from gazette.importers.lookup import Lookup
from gazette.importers.piece import Break, Origin, Piece
from gazette.importers.post import Manner, post
from gazette.importers.report import Outcome, Report, Row
from gazette.importers.settling import Settled, Survey, settle
from gazette.importers.store import Store, sound
from gazette.problems import Problem
from gazette.settings import Settings

Read = Callable[[IO[bytes]], Iterator[Piece | Origin | Break]]
"""An importer: what reads an export. Everything else is the same for all of them."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Moved:
    """What an import did: its report, whether the mapping is a new proposal, and what went wrong."""

    report: Report | None
    problems: tuple[Problem, ...] = ()
    proposed: bool = False


def move(
    read: Read, store: Store, settings: Settings, reserved: tuple[str, ...], comments: bool = False,
    progress: Progress | None = None,
) -> Moved:  # fmt: skip
    """Import an export into the hub of the store. `reserved` are the output paths at which the hub
    answers without it."""
    name = store.export.name
    survey, origin, stopped = _survey(read, store)
    problems = [_problem(name, one) for one in stopped]
    written = store.read_mapping()
    if written is None:
        chosen = mappings.proposed((p.sort for p in survey.pieces), survey.labels)
        store.write_mapping(mappings.text(chosen))
    else:
        path = store.shown(store.mapping)
        found, wrong = mappings.read(path, written)
        if found is None:
            return Moved(None, (*problems, *wrong))
        chosen = found
    before = store.before()
    rows = {row.key: row for row in before.rows if row.path} if before else {}
    paths = {key: row.path for key, row in rows.items()}
    posts = store.posts()
    ids = {identity: path for path, identity in posts.items() if identity}
    # An editor may have renamed the file, or have brought the post over by hand.
    moved = {piece.key: ids[piece.key] for piece in survey.pieces if piece.key in ids}
    there = {*paths.values(), *moved.values()}
    taken = [path for path in posts if path not in there]
    settled = settle(survey, chosen, {**paths, **moved}, taken, reserved)
    campaigns = {path.rpartition("/")[2].removesuffix(".md")
                 for path in (*posts, *(s.path for s in settled.values()))
                 if path.startswith("content/campaigns/")}  # fmt: skip
    manner = Manner(settings.zone, settings.language, chosen, frozenset(campaigns), comments)
    made: list[Row] = []
    copied: set[str] = set()
    seen: set[str] = set()
    for piece in _pieces(read, store):
        here = settled.get(piece.key, Settled(reason="it came twice"))
        if piece.key in seen:
            here = Settled(reason="the export has it twice")
        seen.add(piece.key)
        made.append(_row(piece, here, survey.lookup, manner, store, rows.get(piece.key), copied))
        if progress is not None:
            progress(len(made), len(survey.pieces))
    finished = tuple(_attachment(row, survey.lookup, copied) for row in made)
    notes = (*origin.mended, *(problem.message for problem in problems))
    report = Report(origin.title or name, finished, notes)
    store.write_report(report)
    store.write_lines(archives.lines(origin, survey, settled, chosen, settings))
    return Moved(report, tuple(problems), written is None)


def _survey(read: Read, store: Store) -> tuple[Survey, Origin, list[Break]]:
    survey, origin, stopped = (
        Survey(Lookup(frozenset(), store.at_hand(), is_sound=sound)),
        Origin(),
        list[Break](),
    )
    with store.opened() as file:
        for one in read(file):
            if isinstance(one, Origin):
                origin = one
                if host := urlsplit(one.address).netloc.casefold().removeprefix("www."):
                    survey.lookup.hosts |= {host}
            elif isinstance(one, Break):
                stopped.append(one)
            else:
                survey.add(one)
    return survey, origin, stopped


def _pieces(read: Read, store: Store) -> Iterator[Piece]:
    with store.opened() as file:
        yield from (one for one in read(file) if isinstance(one, Piece))


def _row(
    piece: Piece, here: Settled, lookup: Lookup, manner: Manner, store: Store, known: Row | None,
    copied: set[str],
) -> Row:  # fmt: skip
    plain = Row(piece.key, piece.number, piece.sort, piece.title, piece.address, "left out")
    if not here.path:
        return replace(plain, notes=(here.reason,))
    before = dict(known.files) if known else {}
    made = post(piece, here.path, lookup, manner, here.aliases)
    step = store.put(
        here.path, made.text.encode(), before.get(here.path, before.get(known.path if known else ""))
    )
    outcome: Outcome = "draft" if made.draft else "published"
    notes = (*here.notes, *made.notes)
    if step in ("kept as edited", "kept away"):
        said = (
            "an editor has changed it since"
            if step == "kept as edited"
            else "an editor has taken it away since"
        )
        copied.update(at_hand for _, at_hand in made.files)
        kept = known.files if known else ()
        return replace(plain, outcome=outcome, path=here.path, step=step, notes=(said,), files=kept)
    files = [(here.path, digest(made.text.encode()))]
    for path, at_hand in made.files:
        files.append((path, store.copy(path, lookup.media[at_hand])))
        copied.add(at_hand)
    if made.comments:
        path = here.path.removesuffix(".md") + ".comments.json"
        store.put(path, made.comments.encode(), before.get(path))
        files.append((path, digest(made.comments.encode())))
    return replace(plain, outcome=outcome, path=here.path, step=step, notes=notes, files=tuple(files))


def _attachment(row: Row, lookup: Lookup, copied: set[str]) -> Row:
    """An attachment's row, once it is known whether a post shows it."""
    if row.sort != "attachment":
        return row
    held = lookup.held[row.number]
    at_hand = lookup.file([held.address])
    if at_hand in copied:
        return replace(row, outcome="with a post", notes=())
    if at_hand:
        return replace(row, notes=("no post shows it",))
    return replace(row, notes=(f"its file is not at hand: to fetch from {held.address}",))


def _problem(name: str, stopped: Break) -> Problem:
    return Problem(
        "export-broken", stopped.message, name, stopped.line, stopped.column, stopped.read,
        "an export as WordPress writes it", stopped.hint,
    )  # fmt: skip
