"""The rows of a run as the tables of docs/performance.md."""

from __future__ import annotations

import datetime
import statistics
from collections.abc import Mapping
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "docs/performance.md"
BEGIN, END = "<!-- made by make bench -->", "<!-- end of what make bench makes -->"

SAID = {
    "nothing": "nothing changed", "body": "one body edited", "title": "one title edited", "add": "one post added",
    "delete": "one post deleted", "template": "base template edited", "cold": "everything from nothing",
}  # fmt: skip

Row = Mapping[str, object]


def table(
    rows: list[Row],
    seen: Mapping[str, Mapping[int, list[float]]],
    start: float,
    machine: str,
    missing: list[str],
) -> str:
    """Markdown: for each size the medians, their ratio to Hugo's, and what was wrong."""
    out = [f"Measured on {datetime.date.today():%-d %B %Y}: {machine}.", *missing]
    for size in sorted({int(str(row["posts"])) for row in rows}):
        peers = list(dict.fromkeys(str(row["peer"]) for row in rows if row["posts"] == size))
        out += [
            "",
            f"### {size:,} posts",
            "",
            "Wall seconds / CPU seconds, medians; in brackets the wall time as a ratio to Hugo's, round by round.",
            "",
        ]
        out += ["| | " + " | ".join(peers) + " |", "|---|" + "---:|" * len(peers)]
        for scenario, words in SAID.items():
            cells = [_cell(rows, size, peer, scenario) for peer in peers]
            if any(cells):
                out.append(f"| {words} | " + " | ".join(cells) + " |")
        memory = [_of(rows, size, peer, "memory", "mb") for peer in peers]
        if any(memory):
            out.append("| peak memory, MB | " + " | ".join(f"{m[0]:.0f}" if m else "" for m in memory) + " |")
    for peer, sizes in seen.items():
        for size, times in sizes.items():
            median = statistics.median(times) * 1000
            out += ["", f"`serve`, {peer}, {size:,} posts: from saving a body to its new bytes over loopback, median "
                    f"{median:.0f} ms ({min(times) * 1000:.0f} to {max(times) * 1000:.0f})."]  # fmt: skip
    out += ["", f"`build.py --help`: {start * 1000:.0f} ms."]
    bad = {(str(r["peer"]), str(r["scenario"])): w[0] for r in rows if (w := r["wrong"])}  # type: ignore[index]
    out += [
        "",
        "Wrong afterwards: "
        + ("; ".join(f"{p}, {SAID.get(s, s)}: {w}" for (p, s), w in bad.items()) or "nothing")
        + ".",
    ]
    return "\n".join(out) + "\n"


def put(text: str) -> None:
    """Write the tables into docs/performance.md, between their marks."""
    page = FILE.read_text()
    before, _, rest = page.partition(BEGIN)
    FILE.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{rest.partition(END)[2]}")


def _cell(rows: list[Row], size: int, peer: str, scenario: str) -> str:
    wall = _of(rows, size, peer, scenario, "wall")
    if not wall:
        return ""
    text = f"{statistics.median(wall):.2f} / {statistics.median(_of(rows, size, peer, scenario, 'cpu')):.2f}"
    base = _of(rows, size, "hugo", scenario, "wall")
    if len(base) == len(wall) and peer != "hugo":
        text += f" ({statistics.median(w / b for w, b in zip(wall, base, strict=True)):.2f})"
    return text


def _of(rows: list[Row], size: int, peer: str, scenario: str, name: str) -> list[float]:
    return [
        float(str(r[name])) for r in rows if (r["posts"], r["peer"], r["scenario"]) == (size, peer, scenario)
    ]
