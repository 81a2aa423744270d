"""Trials: for each sort of input what is done with it, and what must then hold.

A trial gives nothing: it raises where something is not as it must be. What is wrong with an input comes
back from the program as problems, and these are looked at too: each has to stand within the input and be
fit for a terminal.
"""

from __future__ import annotations

import io
import json
import shutil
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path

from lxml import etree

from gazette import comments, formatting, frontmatter, intake, ledger, minting, reports, settings
from gazette.fingerprint import digest
from gazette.importers import feed, mapping, moving, wxr
from gazette.importers import report as import_report
from gazette.importers.store import Store
from gazette.kinds import KINDS
from gazette.problems import Problem, errors
from gazette.prose import Printer
from gazette.sources import Source, gather
from tests.fuzz.desk import desk
from tests.fuzz.guard import FindingError
from tests.hub import built, files, place, post, write
from tests.test_prose import Harm, prose

FOLDERS = tuple(kind.folder for kind in KINDS)


def require(holds: bool, said: object) -> None:
    if not holds:
        raise FindingError(str(said))


def _is_command(sign: str) -> bool:
    """Whether a terminal takes a character for a command, or writes others in another order for it."""
    return (
        unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t"
    ) or sign in "\u2028\u2029\u202e\u2066"


def looked_at(problems: Iterable[Problem], data: bytes) -> None:
    """Every problem stands within its file, and can be shown on a terminal."""
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").decode("utf-8", "replace").split("\n")
    for problem in problems:
        require(bool(problem.message) and 0 <= problem.line <= len(lines) + 1, problem)
        require(problem.column >= 0 and (problem.line > 0 or problem.column == 0), problem)
        shown = reports.text(problem, lambda path: lines, lambda text, style: text)
        require(not any(map(_is_command, shown)), repr(shown))
        json.loads(reports.as_json((problem,)))
        require("\n" not in reports.annotation(problem), problem)


def try_post(data: bytes) -> None:
    """A post of the kind that its first line names: read, kept, put into order, given its id."""
    head, _, data = data.partition(b"\n")
    name = head.decode("ascii", "replace")
    folder = name if name in FOLDERS else FOLDERS[sum(head) % len(FOLDERS)]
    path = f"content/{folder}/x.md"
    source = Source(path, digest(data), len(data), data)
    found = intake.post(source, "en-GB", ("anytown.example",))
    looked_at(found.problems, data)
    require((found.entry is None) <= bool(found.problems), "neither an entry nor a problem")
    row = intake._row(found)
    if row is not None:
        kept = replace(intake._kept(source, row), record=found.record)
        require(kept == found, "what is kept is not what was read")
    made = formatting.formatted(path, data)
    if isinstance(made, tuple):
        looked_at(made, data)
        require(bool(made), "neither put into order nor a problem")
    else:
        before, after = frontmatter.parse(path, data)[0], frontmatter.parse(path, made)[0]
        require(before is not None and after is not None, "it was put into order and cannot be read")
        assert before is not None
        assert after is not None
        require(before.body == after.body, "the text has changed")
        require(frontmatter.plain(before.fields) == frontmatter.plain(after.fields), "fields have changed")
        require(formatting.formatted(path, made) == made, "put into order twice, it is another file")
    minted = minting.minted(path, data, "tag:anytown.example,2017:x")
    if isinstance(minted, Problem):
        looked_at((minted,), data)


def try_markdown(data: bytes) -> None:
    """A body: clean HTML, the same each time, whatever was printed before it."""
    body = data.decode("utf-8", "replace")
    made = prose(body, _printer(), 1)
    looked_at(made.problems, data)
    harm = Harm()
    harm.feed(made.html)
    require(harm.found == [], harm.found)
    require(prose(body, _printer(), 1) == made, "printed twice, it is another page")
    require("\n" not in _printer().lead(body), "a lead of more than one line")


@cache
def _printer() -> Printer:
    return Printer("en-GB")


def try_settings(data: bytes) -> None:
    found, problems = settings.read(settings.PATH, data)
    looked_at(problems, data)
    require((found is None) == bool(errors(problems)), "neither settings nor a problem")


def try_ledger(data: bytes) -> None:
    found, problems = ledger.read(ledger.FILE, data)
    looked_at(problems, data)
    require((found is None) == bool(errors(problems)), "neither a ledger nor a problem")
    if found is not None:
        require(
            ledger.read(ledger.FILE, ledger.written(found))[0] == found, "written down, it is another one"
        )


def try_papers(data: bytes) -> None:
    """What imports leave in the hub, and read again: a mapping, comments, the rows of a report."""
    head, _, data = data.partition(b"\n")
    if head == b"mapping":
        looked_at(mapping.read("imports/wordpress.toml", data)[1], data)
    elif head == b"comments":
        looked_at(filter(None, (comments.read("content/news/x.comments.json", data)[1],)), data)
    else:
        try:
            list(import_report.load(io.BytesIO(data)))
        except ValueError:
            return


def try_page(data: bytes) -> None:
    """A post in a hub: either problems and the site as it was, or pages and feeds that are sound."""
    head, _, data = data.partition(b"\n")
    name = head.decode("ascii", "replace")
    folder = name if name in FOLDERS else FOLDERS[sum(head) % len(FOLDERS)]
    hub = desk("page").hub
    file = hub.root / f"content/{folder}/x.md"
    write(hub.root, {f"content/{folder}/x.md": data})
    before = _as_it_is(hub.root / "site")
    try:
        report = built(hub)
        looked_at((p for p in report.problems if p.path.endswith("x.md")), data)
        require(
            not report.failed or _as_it_is(hub.root / "site") == before,
            "a build that failed has changed the site",
        )
        for path in report.written:
            _sound(path, (hub.root / "site" / path).read_bytes())
    finally:
        file.unlink()


def _as_it_is(out: Path) -> list[tuple[str, int, int]]:
    """Every file of a site, and what changes where another takes its place or it is written into."""
    there = ((file, file.stat()) for file in out.rglob("*"))
    return sorted((str(file), found.st_ino, found.st_mtime_ns) for file, found in there)


def _sound(path: str, data: bytes) -> None:
    if path.endswith(".html"):
        data.decode()
    elif path.endswith(".xml"):
        etree.fromstring(data)
    elif path.endswith((".json", ".webmanifest")):
        json.loads(data)


def try_cache(data: bytes) -> None:
    """Files of .gazette/ and the list in site/ are replaced, cut short or scribbled on: the next build
    makes what a clean one makes."""
    hub = desk("cache").hub
    there = place(hub.root)
    head, body = data[:4].ljust(4, b"\0"), data[4:]
    number = next(_TURNS)
    write(hub.root, {"content/news/a.md": post(f"A {number % 2}", "Words of [b](b.md).\n", tags="[pay]")})
    named = (there.traces, there.shelf, there.journal, there.out / ".gazette-files", there.stage / "x")
    file = named[head[0] % len(named)]
    file.parent.mkdir(parents=True, exist_ok=True)
    old = file.read_bytes() if file.exists() else b""
    at = int.from_bytes(head[2:4], "big") * len(old) // 65536
    spoiled = (body, old[:at], old[:at] + body + old[at + len(body) :])[head[1] % 3]
    file.write_bytes(spoiled)
    report = built(hub)
    if file == there.out / ".gazette-files" and report.failed:
        # Files that are not known to be gazette's any more are left alone, and it says so.
        require({p.code for p in report.problems} == {"not-ours"}, report.problems)
        shutil.rmtree(there.out)
        there.out.mkdir()
        report = built(hub)
    require(not report.problems, report.problems)
    left = files(there.out)
    wanted = _wanted(number % 2)
    if file == there.out / ".gazette-files":
        # What is not on the list any more is somebody's own, and stays; nothing else may differ.
        left = {path: data for path, data in left.items() if path in wanted}
    require(left == wanted, sorted(p for p in {*left, *wanted} if left.get(p) != wanted.get(p)))


_TURNS = count()


@cache
def _wanted(odd: int) -> dict[str, bytes]:
    hub = desk(f"clean {odd}").hub
    write(hub.root, {"content/news/a.md": post(f"A {odd}", "Words of [b](b.md).\n", tags="[pay]")})
    require(not built(hub, clean=True).problems, "the hub cannot be built")
    return files(place(hub.root).out)


def try_export(data: bytes) -> None:
    """An export of WordPress, brought into a hub."""
    _import(wxr.read, "wordpress", data)


def try_feed(data: bytes) -> None:
    """A feed, brought into a hub."""
    _import(feed.read, "feed", data)


def _import(read: moving.Read, name: str, data: bytes) -> None:
    hub = desk(name).hub
    export = desk(name).folder / "export.xml"
    export.write_bytes(data)
    kept = files(hub.root / "content")
    try:
        moved = moving.move(read, hub, Store(hub.root, name, export), datetime(2018, 1, 1, tzinfo=UTC), True)
        looked_at((p for p in moved.problems if p.path == "export.xml"), data)
        wrong = errors(intake.intake(gather(hub.root, hub.defaults)[0])[1])
        require(not wrong, wrong)
    finally:
        for path in files(hub.root / "content").keys() - kept:
            (hub.root / "content" / path).unlink()
        shutil.rmtree(hub.root / "imports", ignore_errors=True)
