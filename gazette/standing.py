"""Standing: how hub and site looked when the last build had made them agree.

A site is a function of its sources, of the engine and of the clock. Where every source and every
output looks as it did then, and no instant has passed at which an answer may change, there is nothing
to build, and nothing has to be read to know it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import astuple
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from gazette.fingerprint import digest
from gazette.hub import Hub, Report
from gazette.instants import begins
from gazette.places import OWNED, Place, owned
from gazette.problems import Problem
from gazette.rasters import Extent
from gazette.shelf import Row, Shelf
from gazette.sources import Known, Sources, looks
from gazette.stamps import Stamp, Tick, look, tick_after

if TYPE_CHECKING:
    from gazette.site import Site

SORT = "standing"

_KNOWN = "known"


def known(shelf: Shelf) -> Known:
    """What need not be read again if it looks the same."""
    row = shelf.get(SORT, _KNOWN, "")
    rows = json.loads(row) if row is not None else ()
    return {look: (made, Extent(*size) if size else None) for look, made, size in rows}


def glance(hub: Hub, place: Place, now: datetime, *, strict: bool = False) -> Report | None:
    """The report of a build that has nothing to do; None if there may be something."""
    shelf = Shelf(place.shelf)
    row = shelf.get(SORT, _name(hub), "")
    shelf.close()
    if row is None or hub.published is not None or place.journal.exists():
        return None
    stood = json.loads(row)
    if stood is None:
        return None
    instant = now if now.tzinfo else begins(now, ZoneInfo(stood["zone"]))
    if not stood["since"] <= instant.timestamp() < (stood["until"] or float("inf")):
        return None
    problems = tuple(Problem(*problem) for problem in stood["problems"])
    if strict and problems:
        return None
    sources = looks(hub.root, hub.defaults)
    if sources is None or digest("\n".join(sources).encode()) != stood["sources"]:
        return None
    stamps = {path: look(os.path.join(place.out, path)) for path in (*owned(place), OWNED)}
    if _outputs(stamps) != stood["outputs"]:
        return None
    verdicts = tuple((name, count) for name, count in stood["verdicts"])
    until = datetime.fromtimestamp(stood["until"], UTC) if stood["until"] else None
    return Report(problems, verdicts=verdicts, past=stood["past"], until=until)


def record(
    hub: Hub,
    place: Place,
    sources: Sources,
    stamps: Mapping[str, Stamp | None],
    site: Site,
    report: Report,
) -> Iterable[Row]:
    """The rows that let the next build glance, or at least not read everything again."""
    rows = [(look, made, size and astuple(size)) for look, (made, size) in sources.known.items()]
    yield _KNOWN, "", json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    own = look(os.path.join(place.out, OWNED))
    every = {**stamps, OWNED: own}
    newest = max((max(s.mtime_ns, s.ctime_ns) for s in every.values() if s), default=0)
    moment = tick_after(place.state, newest)
    if hub.published is not None or not _trusted(every.values(), moment) or not all(sources.looks):
        yield _name(hub), "", b"null"
        return
    stood = {
        "since": site.now.timestamp(),
        "zone": site.settings.timezone,
        "until": report.until.timestamp() if report.until else None,
        "sources": digest("\n".join(sources.looks).encode()),
        "outputs": _outputs(every),
        "verdicts": report.verdicts,
        "past": report.past,
        "problems": [
            (p.code, p.message, p.path, p.line, p.column, p.read, p.wanted, p.hint, p.severity)
            for p in report.problems
        ],
    }
    yield _name(hub), "", json.dumps(stood).encode()


def _name(hub: Hub) -> str:
    return json.dumps([str(hub.root), str(hub.defaults), hub.preview])


def _trusted(stamps: Iterable[Stamp | None], moment: Tick) -> bool:
    return all(stamp is not None and stamp.before(moment) for stamp in stamps)


def _outputs(stamps: Mapping[str, Stamp | None]) -> str:
    lines = [
        f"{path} {s.size} {s.mtime_ns} {s.ctime_ns} {s.inode} {s.device}" if (s := stamps[path]) else path
        for path in sorted(stamps)
    ]
    return digest("\n".join(lines).encode("utf-8", "surrogatepass"))
