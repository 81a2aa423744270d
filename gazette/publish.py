"""Publishing: the one writer. All or nothing, in an order in which no link ever leads nowhere.

Every new byte is staged first (a full disk is found there, with the site untouched). Then a journal
is written, and from that instant the new site is certain: files are renamed into place, and a
publication that is killed is rolled forward by the next build.

The order: what did not exist before what did, assets before pages before lists before feeds,
removals last. New pages may link to each other in a circle, and so may removed ones; where one
would for an instant lead to a page that is not there, a small complete page stands in for it. The
first publication of all is one rename of a whole folder.

The file `.gazette-files` in the site lists what was written here. It alone says what may be
replaced or removed, so that deleting .gazette/ never makes gazette a stranger to its own files.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gazette.problems import Problem
from gazette.traces import Trace, load

OWNED = ".gazette-files"
"""The list, within a site, of the files that are gazette's own."""

STAND_IN = (
    b'<!doctype html><html lang="en"><meta charset="utf-8"><title>One moment</title>'
    b"<p>This page is being brought up to date. Please try again in a minute.</p></html>\n"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a site goes (`out`) and where its traces, journal and staging are kept (`state`)."""

    out: Path
    state: Path

    @property
    def traces(self) -> Path:
        """The file of the traces of what is published here."""
        return self.state / "traces"

    @property
    def journal(self) -> Path:
        """The file that exists from the decision to publish until it is done."""
        return self.state / "journal"

    @property
    def stage(self) -> Path:
        """The folder in which new files wait; on the site's own file system, so renames are whole."""
        try:
            if os.stat(self.out).st_dev != os.stat(self.state).st_dev:
                return self.out / ".gazette-stage"
        except OSError:
            pass
        return self.state / "stage"


def owned(place: Place) -> frozenset[str]:
    """The paths within the site that gazette wrote."""
    try:
        lines = (place.out / OWNED).read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return frozenset()
    return frozenset(line for line in lines if line and _inside(line))


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication changed: the paths written and the paths removed."""

    written: tuple[str, ...]
    removed: tuple[str, ...]


def publish(
    place: Place, files: Mapping[str, bytes], traces: Mapping[str, Trace]
) -> Published | tuple[Problem, ...]:
    """Make the site hold exactly the files that `traces` describes.

    `files` has the new bytes of those that were rendered; what is the same already is not written.
    Problems come back with the site untouched; an OSError later than that is rolled forward.
    """
    ours = owned(place)
    changed = {path: data for path, data in files.items() if not _same(place.out / path, data)}
    if problems := _strangers(place, changed, ours):
        return problems
    gone = sorted(ours - set(traces))
    if changed or gone or ours != frozenset(traces):
        before = load(place.traces)
        leads = {path: trace.links.targets for path, trace in {**before, **traces}.items()}
        _stage(place, changed)
        _commit(place, changed, gone, sorted(traces), leads)
    return Published(tuple(sorted(changed)), tuple(gone))


def disk_problem(place: Place, error: OSError) -> Problem:
    """What to tell when the disk refused something."""
    file = os.path.basename(str(error.filename)) if error.filename else ""
    return Problem(
        "disk",
        f"The disk refused: {error.strerror or error}.",
        place.out.name,
        read=file,
        wanted="room on the disk, and leave to write there",
        hint="make room or mend the permissions, and build again: it takes up where this one stopped",
    )


def _strangers(
    place: Place, wanted: Mapping[str, bytes], ours: frozenset[str]
) -> tuple[Problem, ...]:
    """A problem for each wanted path at which there is something that gazette did not write."""
    found = []
    for path in wanted:
        if path in ours:
            continue
        if os.path.lexists(place.out / path):
            found.append(path)
        blocked = [str(p) for p in Path(path).parents if (place.out / p).is_file()]
        found += [p for p in blocked if p not in ours]
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


def stage(self) -> Path:
        """The folder in which new files wait; on the site's own file system, so renames are whole."""
        try:
            if os.stat(self.out).st_dev != os.stat(self.state).st_dev:
                return self.out / ".gazette-stage"
        except OSError:
            pass
        return self.state / "stage"


def owned(place: Place) -> frozenset[str]:
    """The paths within the site that gazette wrote."""
    try:
        lines = (place.out / OWNED).read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return frozenset()
    return frozenset(line for line in lines if line and _inside(line))


def strangers(place: Place, wanted: Mapping[str, bytes]) -> tuple[Problem, ...]:
    """A problem for each wanted path at which there is something that gazette did not write."""
    ours = owned(place)
    found = []
    for path, data in wanted.items():
        if path in ours:
            continue
        file = place.out / path
        if file.is_symlink() or (file.exists() and not _same(file, data)):
            found.append(path)
        else:
            blocked = [p for p in Path(path).parents if (place.out / p).is_file()]
            found += [str(p) for p in blocked if str(p) not in ours]
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


def _stage(place: Place, files: Mapping[str, bytes]) -> None:
    """Write the new files beside the site. OSError leaves the site untouched."""
    shutil.rmtree(place.stage, ignore_errors=True)  # what was staged and never decided upon
    folder = place.stage
    folder.mkdir(parents=True, exist_ok=True)
    made = {folder}
    for path, data in files.items():
        file = folder / path
        if file.parent not in made:
            file.parent.mkdir(parents=True, exist_ok=True)
            made.add(file.parent)
        file.write_bytes(data)


def _commit(
    place: Place,
    staged: Iterable[str],
    removed: Iterable[str],
    files: Sequence[str],
    links: Mapping[str, Iterable[str]],
) -> None:
    """Bring the staged files into place and take the removed ones away; `files` is all of the site.

    `links` tells, for every page new or removed, the output paths that it leads to.
    """
    new, old = [], []
    for path in staged:
        (old if (place.out / path).exists() else new).append(path)
    # A new feed or picture goes before the new pages that lead to it; nothing old knows of it yet.
    new.sort(key=lambda path: (path.endswith(".html"), rank(path)))
    old.sort(key=rank)
    gone = sorted(removed, key=rank, reverse=True)
    journal = {
        "whole": not _has_files(place.out),
        "stand_in": _stand_ins(new, links) + _parting(gone, links),
        "rename": new + old,
        "remove": gone,
        "owned": files,
    }
    _write(place.journal, json.dumps(journal).encode(), place.state)
    roll_forward(place)


def roll_forward(place: Place) -> bool:
    """Finish the publication that was decided upon, if there is one; True if there was."""
    try:
        journal = json.loads(place.journal.read_bytes())
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        # It is renamed into place whole, so this one was scribbled on: what it says cannot be
        # trusted. Without traces the next comparison finds everything that differs.
        place.traces.unlink(missing_ok=True)
        place.journal.unlink()
        return False
    paths = [*journal["stand_in"], *journal["rename"], *journal["remove"], *journal["owned"]]
    if not all(_inside(path) for path in paths):
        place.traces.unlink(missing_ok=True)
        place.journal.unlink()
        return False
    _apply(place, journal)
    place.journal.unlink()
    shutil.rmtree(place.stage, ignore_errors=True)
    return True


def _apply(place: Place, journal: Mapping[str, list[str]]) -> None:
    stage, out = place.stage, place.out
    listing = "".join(f"{path}\n" for path in journal["owned"])
    if journal["whole"] and stage.exists() and not _has_files(out):
        _write(stage / OWNED, listing.encode(), place.state)
        out.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            out.rmdir()
        stage.rename(out)
        return
    waiting = [path for path in journal["rename"] if (stage / path).exists()]
    # Both lists at once while files move: what is there is known to be ours at every instant.
    both = sorted({*owned(place), *journal["owned"]})
    _write(out / OWNED, "".join(f"{path}\n" for path in both).encode(), stage)
    for path in journal["stand_in"]:
        if path in waiting or path in journal["remove"]:
            _clear_way(out, path)
            _write(out / path, STAND_IN, stage)
    for path in waiting:
        _clear_way(out, path)
        os.replace(stage / path, out / path)
    for path in journal["remove"]:
        remove(out, path)
    _write(out / OWNED, listing.encode(), stage)


def remove(out: Path, path: str) -> None:
    """Take one file away, and the folders that this leaves empty."""
    with suppress(FileNotFoundError, NotADirectoryError):
        (out / path).unlink()
    for parent in Path(path).parents:
        if parent == Path("."):
            break
        try:
            (out / parent).rmdir()
        except OSError:
            break


def keep(place: Place, traces: bytes) -> None:
    """Keep the traces of what was published."""
    _write(place.traces, traces, place.state)


def rank(path: str) -> tuple[int, str]:
    """Where an output stands in the safe order: assets, pages, lists, feeds and the like."""
    name = path.rpartition("/")[2]
    if not name.endswith((".html", ".xml", ".json", ".txt", ".ics")):
        return 0, path
    if name.endswith(".html"):
        depth = path.count("/")
        return (1 if depth >= 2 and "/page/" not in path else 2), path
    return 3, path


def _stand_ins(new: list[str], links: Mapping[str, Iterable[str]]) -> list[str]:
    """The new pages that are linked to by a new page which comes before them."""
    position = {path: n for n, path in enumerate(new)}
    early = {
        target
        for path in new
        for target in links.get(path, ())
        if position.get(target, -1) > position[path]
    }
    return [path for path in new if path in early and path.endswith(".html")]


def _parting(gone: list[str], links: Mapping[str, Iterable[str]]) -> list[str]:
    """The pages to be removed that lead to another one which goes before them."""
    going = set(gone)
    return [
        path
        for path in gone
        if path.endswith(".html") and any(t in going and t != path for t in links.get(path, ()))
    ]


def _clear_way(out: Path, path: str) -> None:
    """Make the folder for a file; what is in its way is an old file of ours (see `strangers`)."""
    parent = (out / path).parent
    if parent.is_dir():
        return
    for above in reversed(parent.relative_to(out).parents):
        if (out / above).is_file():
            (out / above).unlink()
    if parent.is_file():
        parent.unlink()
    parent.mkdir(parents=True, exist_ok=True)


def _write(file: Path, data: bytes, by_way_of: Path) -> None:
    """Write a file whole, by way of a folder of ours: nobody ever sees a part of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    by_way_of.mkdir(parents=True, exist_ok=True)
    temporary = by_way_of / ".new"
    with temporary.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(temporary, file)


def _has_files(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _same(file: Path, data: bytes) -> bool:
    try:
        return file.is_file() and not file.is_symlink() and file.stat().st_size == len(data) and file.read_bytes() == data
    except OSError:
        return False


def _inside(path: str) -> bool:
    parts = path.split("/")
    return bool(path) and "\0" not in path and not {"", ".", ".."} & set(parts)


def matches(one: Place, other: Place, path: str) -> bool:
    """Whether a file is the same, byte for byte, in both sites."""
    return _same(one.out / path, (other.out / path).read_bytes())


def create(file: Path, text: str) -> None:
    """Write a new source file; FileExistsError if there is one already."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("x", encoding="utf-8", newline="\n") as handle:
        handle.write(text)


def clean(place: Place) -> tuple[str, ...]:
    """Remove what was written here, and only that; gives the paths removed."""
    ours = sorted(owned(place))
    removed = [path for path in ours if (place.out / path).is_file()]
    for path in ours:
        remove(place.out, path)
    (place.out / OWNED).unlink(missing_ok=True)
    with suppress(OSError):
        place.out.rmdir()
    shutil.rmtree(place.stage, ignore_errors=True)
    shutil.rmtree(place.state, ignore_errors=True)
    return tuple(removed)
