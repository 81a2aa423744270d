"""Report: a row for every item of an export: where it went, what was changed, what was left out.

Its JSON is also the memory of an import: what was written, so that a later import knows which files
an editor has changed since.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, fields
from html import escape
from typing import IO, Any, Literal

Outcome = Literal["published", "draft", "with a post", "left out"]
Step = Literal["new", "changed", "unchanged", "kept as edited", "kept away", ""]

VERSION = 1


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one item. `files` has the digest of each file that was written, by path."""

    key: str
    number: str
    sort: str
    title: str
    address: str
    outcome: Outcome
    path: str = ""
    step: Step = ""
    notes: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Every row of an import, in the export's order, and what is to be said of the whole."""

    site: str
    rows: Collection[Row]
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many items came to each end; together they are all items."""
        return dict(sorted(Counter(row.outcome for row in self.rows).items()))

    @property
    def looked(self) -> int:
        """How many items that were carried have something to look at."""
        return sum(1 for row in self.rows if row.notes and row.outcome != "left out")


def dump(report: Report) -> Iterator[str]:
    """The report as JSON, a row on each line; the same report gives the same text."""
    whole = {"version": VERSION, "site": report.site, "items": len(report.rows), "counts": report.counts,
             "notes": report.notes, "rows": []}  # fmt: skip
    yield json.dumps(whole, ensure_ascii=False)[: -len("]}")]
    mark = "\n"
    for row in report.rows:
        yield mark + json.dumps({**asdict(row), "files": dict(row.files)}, ensure_ascii=False)
        mark = ",\n"
    yield "\n]}\n"


def load(file: IO[bytes]) -> Iterator[Row]:
    """The rows of a report, read as they come; ValueError where it is none, or of another version."""
    try:
        head = next(iter(file), b"").rstrip()
        if not head.endswith(b'"rows": [') or json.loads(head + b"]}")["version"] != VERSION:
            raise ValueError("no report")
        for line in file:
            if line.rstrip() == b"]}":
                return
            yield _row(json.loads(line.rstrip().removesuffix(b",")))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    raise ValueError("the report is cut off")


def _row(row: dict[str, Any]) -> Row:
    values = {name: row[name] for name in (f.name for f in fields(Row))}
    values |= {"notes": tuple(row["notes"]), "files": tuple(row["files"].items())}
    for name in ("key", "number", "sort", "title", "address", "outcome", "path", "step"):
        if not isinstance(values[name], str):
            raise TypeError(name)
    return Row(**values)


def page(report: Report) -> Iterator[str]:
    """The report as a page to read: first what wants looking at, then what is not there, then the rest."""
    counts = ", ".join(f"{number} {outcome}" for outcome, number in report.counts.items())
    notes = "".join(f"<li>{escape(note)}</li>" for note in report.notes)
    yield (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>Import of {escape(report.site)}</title>\n<style>{_STYLE}</style>\n"
        f"<h1>Import of {escape(report.site)}</h1>\n<p>{len(report.rows)} items: {escape(counts)}.</p>\n"
    )
    yield f"<ul>{notes}</ul>\n" if notes else ""
    looked, gone = report.looked, report.counts.get("left out", 0)
    there = (row for row in report.rows if row.notes and row.outcome != "left out")
    yield from _table("Look at these first", looked, there)
    yield from _table("Left out", gone, (row for row in report.rows if row.outcome == "left out"))
    rest = (row for row in report.rows if not row.notes and row.outcome != "left out")
    yield from _table("Everything else", len(report.rows) - looked - gone, rest)
    yield "</html>\n"


_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;margin:1rem auto;max-width:75rem;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #999;padding:.3rem;text-align:left;"
    "vertical-align:top;overflow-wrap:anywhere}ul{margin:0;padding-left:1.2rem}"
)


def _table(heading: str, count: int, rows: Iterator[Row]) -> Iterator[str]:
    if count:
        head = "<tr><th>Item<th>Sort<th>Old address<th>What became of it<th>What to know"
        yield f"<h2>{heading} ({count})</h2>\n<table>{head}\n"
        yield from map(_line, rows)
        yield "</table>\n"


def _line(row: Row) -> str:
    notes = "".join(f"<li>{escape(note)}" for note in row.notes)
    became = f"{row.outcome}: {row.path}" if row.path else row.outcome
    became += f" ({row.step})" if row.step else ""
    old = escape(row.address)
    if row.address.startswith(("http://", "https://")):
        old = f'<a href="{old}" rel="noreferrer">{old}</a>'
    cells = (escape(row.title or row.number), escape(row.sort), old, escape(became))
    return f"<tr>{''.join(f'<td>{cell}' for cell in cells)}<td><ul>{notes}</ul>\n"
