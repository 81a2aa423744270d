"""The rows of a run of scale.py as tables and curves in docs/performance.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from report import FILE

BEGIN, END = "<!-- made by make scale -->", "<!-- end of what make scale makes -->"

WIDTH = 40
"""Characters of the longest bar."""

Row = Mapping[str, object]


def text(rows: list[Row], said: Mapping[str, str], day: str, machine: str) -> str:
    """Markdown: for each sort of site a table of its sizes, and how its time and memory grow."""
    out = [f"Measured on {day}: {machine}."]
    for site, what in said.items():
        own = [row for row in rows if row["site"] == site]
        if own:
            out += ["", f"**{what[:1].upper()}{what[1:]}**", "", *_table(own), "", *_curve(own)]
    wrong = [
        f"{row['site']} {row['size']}, {row['scenario']}: {row['wrong']}" for row in rows if row.get("wrong")
    ]
    out += ["", f"Wrong afterwards: {'; '.join(wrong) or 'nothing'}."]
    return "\n".join(out) + "\n"


def put(made: str) -> None:
    """Write the text into docs/performance.md, between its marks."""
    page = FILE.read_text("utf-8")
    before, _, rest = page.partition(BEGIN)
    FILE.write_text(f"{before}{BEGIN}\n\n{made}\n{END}{rest.partition(END)[2]}", "utf-8")


def _table(rows: list[Row]) -> Iterator[str]:
    yield "| | files | MB | from nothing: CPU s | wall s | memory, MB | nothing changed: CPU s | one title: CPU s | memory, MB |"
    yield "|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    for size in _sizes(rows):
        cold, nothing, title = (_of(rows, size, scenario) for scenario in ("cold", "nothing", "title"))
        yield (
            f"| {size:,} | {cold['files']:,} | {_number(cold, 'mb_out'):,.0f} | {_number(cold, 'cpu'):,.1f} "
            f"| {_number(cold, 'wall'):,.0f} | {_number(cold, 'mb'):,.0f} | {_number(nothing, 'cpu'):.2f} "
            f"| {_number(title, 'cpu'):,.1f} | {_number(title, 'mb'):,.0f} |"
        )


def _curve(rows: list[Row]) -> Iterator[str]:
    """Bars of what one more costs, which stay as long if the whole grows in proportion; and of the memory."""
    cold = [_of(rows, size, "cold") for size in _sizes(rows)]
    each = [1000 * _number(row, "cpu") / int(str(row["size"])) for row in cold]
    memory = [_number(row, "mb") for row in cold]
    yield "```text"
    for name, values, unit in (("CPU for each", each, "ms"), ("memory", memory, "MB")):
        yield name
        for row, value in zip(cold, values, strict=True):
            bar = "#" * max(1, round(WIDTH * value / max(values)))
            yield f"{int(str(row['size'])):>8,}  {bar:{WIDTH}}  {value:,.1f} {unit}"
    yield "```"


def _sizes(rows: list[Row]) -> list[int]:
    return sorted({int(str(row["size"])) for row in rows})


def _of(rows: list[Row], size: int, scenario: str) -> Row:
    return next(row for row in rows if (row["size"], row["scenario"]) == (size, scenario))


def _number(row: Row, name: str) -> float:
    return float(str(row[name]))
