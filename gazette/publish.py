"""Publishing: the one that changes the site. All or nothing, in an order in which no link ever leads nowhere.

Every new byte has been staged before (see `staging`). A journal is written, and from that instant the
new site is certain: files are renamed into place, and a publication that is killed is rolled forward
by the next build.

The first publication of all is one rename of a whole folder; `sequence` has the order of the others.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from gazette import sequence, staging, workers
from gazette.fingerprint import digest
from gazette.links import Links
from gazette.places import OWNED, Place, has_files, inside, is_there, owned, remove, same, write
from gazette.problems import Problem
from gazette.sequence import rank
from gazette.staging import Stage

STAND_IN = (
    b'<!doctype html><html lang="en"><meta charset="utf-8"><title>One moment</title>'
    b"<p>This page is being brought up to date. Please try again in a minute.</p></html>\n"
)


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication changed: the paths written and the paths removed."""

    written: tuple[str, ...]
    removed: tuple[str, ...]


def publish(
    stage: Stage,
    place: Place,
    changed: Collection[str],
    whole: Collection[str],
    links: Callable[[str], Links],
) -> Published | tuple[Problem, ...]:
    """Make the site hold exactly the files of the `whole` site, named by their paths.

    `changed` are those that were staged. `links` gives the links of a file that is to come or to go.
    Problems come back with the site untouched; an OSError later than that is rolled forward.
    """
    if astray := [path for path in whole if not inside(path)]:
        raise ValueError(f"planned out of the site: {astray}")  # our own bug, never an editor's
    ours = owned(place)
    if problems := strangers(place, changed):
        return problems
    gone = sorted(ours.difference(whole))
    if changed or gone or ours != frozenset(whole):
        _commit(place, changed, gone, sorted(whole), links, stage.first)
    return Published(tuple(sorted(changed)), tuple(gone))


def strangers(place: Place, changed: Iterable[str]) -> tuple[Problem, ...]:
    """A problem for each of the changed files at whose path there is something that gazette did not write."""
    ours, out = owned(place), str(place.out)
    found: list[str] = []
    above: dict[str, list[str]] = {"": []}

    def in_the_way_of(folder: str) -> list[str]:
        if folder not in above:
            there = os.path.join(out, folder)
            odd = os.path.islink(there) or (folder not in ours and os.path.isfile(there))
            above[folder] = in_the_way_of(os.path.dirname(folder)) + [folder] * odd
        return above[folder]

    for path in changed:
        file = os.path.join(out, path)
        # A folder where one of our files was is somebody's too, and so is a link in its place.
        taken = is_there(file, itself=True) and (
            path not in ours or os.path.islink(file) or os.path.isdir(file)
        )
        # A page of ours was a folder there before: a file in its place is not the same file.
        found += [path] * taken + in_the_way_of(os.path.dirname(path))
    return tuple(
        Problem(
            "not-ours",
            "A file is in the way that gazette did not write, so it is left alone.",
            f"{place.out.name}/{path}",
            hint=f"move it away; if nothing in {place.out.name}/ was put there by hand, "
            f"delete the whole folder {place.out.name}/ and build again",
        )
        for path in dict.fromkeys(found)
    )


def _commit(
    place: Place,
    staged: Collection[str],
    removed: Iterable[str],
    files: Sequence[str],
    links: Callable[[str], Links],
    first: bool,
) -> None:
    """Bring the staged files into place and take the removed ones away; `files` is all of the site.

    `links` gives the links of every page new or removed.
    """

    def leads(path: str) -> Iterator[str]:
        return (target.partition("#")[0] for target in links(path).targets)

    # The journal must not reach the disk before what it speaks of.
    if place.lasting and hasattr(os, "sync"):
        os.sync()
    out = str(place.out)
    there = {path for path in staged if is_there(os.path.join(out, path))}
    new, old = sequence.arrivals(set(staged) - there), sequence.replacements(there)
    gone = sequence.departures(removed)
    journal = {
        "whole": first,
        "stand_in": sequence.stand_ins(new, leads) + sequence.partings(gone, leads),
        "rename": new + old,
        "new": new,
        "remove": gone,
        "owned": files,
    }
    body = json.dumps(journal).encode()
    write(place.journal, f"{digest(body)}\n".encode() + body, place.state, place.lasting)
    roll_forward(place)


def roll_forward(place: Place) -> bool:
    """Finish the publication that was decided upon, if there is one; True if there was."""
    try:
        data = place.journal.read_bytes()
    except FileNotFoundError:
        return False
    journal = _journal(data)
    if journal is None:
        # It was renamed into place whole, so somebody scribbled on it and nothing it says can be
        # trusted. Without traces the next comparison finds everything that differs.
        place.traces.unlink(missing_ok=True)
    else:
        _apply(place, journal)
    place.journal.unlink()
    staging.clear(place)
    return journal is not None


@contextmanager
def settled(place: Place) -> Iterator[None]:
    """A place where nothing that was decided upon waits to be done. If an exception ends what is begun
    there, nothing stays behind of what was not decided upon."""
    roll_forward(place)
    if not place.lasting and not owned(place):
        shutil.rmtree(place.out, ignore_errors=True)  # a power cut may have left pages and not their list
    try:
        yield
    except Exception:
        if not place.journal.exists():
            staging.clear(place)
        raise


def _journal(data: bytes) -> dict[str, list[str]] | None:
    """What a journal says; None unless it is one, whole, and keeps within the site."""
    head, _, body = data.partition(b"\n")
    if head != digest(body).encode():
        return None
    try:
        journal = json.loads(body)
        paths = [path for name in ("stand_in", "rename", "new", "remove", "owned") for path in journal[name]]
        return journal if all(inside(path) for path in paths) and "whole" in journal else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _apply(place: Place, journal: Mapping[str, list[str]]) -> None:
    stage, out = place.stage, place.out
    if journal["whole"] and stage.exists() and not has_files(out):
        listing = "".join(f"{path}\n" for path in journal["owned"])
        write(stage / OWNED, listing.encode(), place.state, place.lasting)
        out.parent.mkdir(parents=True, exist_ok=True)
        with suppress(OSError):  # a mounted folder can be neither removed nor replaced
            out.rmdir()
        if not out.exists():
            stage.rename(out)
            return
    staged = {p: os.path.join(stage, staging.staged(p, bool(journal["whole"]))) for p in journal["rename"]}
    waiting = [path for path, file in staged.items() if is_there(file)]
    before = owned(place)
    # Somebody may have put a file there since it was decided upon: theirs stays, and the next
    # comparison says what is in the way.
    theirs = {path for path in waiting if path in journal["new"] and _foreign(out, path, before)}
    waiting = [path for path in waiting if path not in theirs]
    mine = [path for path in journal["owned"] if path not in theirs]
    listing = "".join(f"{path}\n" for path in mine)
    # Both lists at once while files move: what is there is known to be ours at every instant.
    both = sorted({*before, *mine} - theirs)
    write(out / OWNED, "".join(f"{path}\n" for path in both).encode(), stage, place.lasting)
    for path in journal["stand_in"]:
        if path in waiting or path in journal["remove"]:
            _clear_way(out, path)
            write(out / path, STAND_IN, stage, place.lasting)

    def move(path: str) -> None:
        _clear_way(out, path)
        os.replace(staged[path], os.path.join(out, path))

    new = set(journal["new"])
    for path in filter(new.__contains__, waiting):
        move(path)
    # What is replaced leads to nothing that is not there; among those of one rank the order has no meaning.
    for _, group in groupby((path for path in waiting if path not in new), lambda path: rank(path)[0]):
        workers.at_once(move, tuple(group))
    for path in journal["remove"]:
        remove(out, path)
    write(out / OWNED, listing.encode(), stage, place.lasting)


def _clear_way(out: Path, path: str) -> None:
    """Make the folder for a file; what is in its way is an old file of ours (see `strangers`)."""
    if os.path.isdir(os.path.dirname(os.path.join(out, path))):
        return
    parent = (out / path).parent
    for above in reversed(parent.relative_to(out).parents):
        if (out / above).is_file():
            (out / above).unlink()
    if parent.is_file():
        parent.unlink()
    parent.mkdir(parents=True, exist_ok=True)


def _foreign(out: Path, path: str, ours: Collection[str]) -> bool:
    """Whether something is at a new path, or is a file above it, that no publication put there."""
    if is_there(out / path, itself=True):
        return not same(out / path, STAND_IN)
    above = [str(parent) for parent in Path(path).parents if parent != Path()]
    return any((out / p).is_symlink() or ((out / p).is_file() and p not in ours) for p in above)
