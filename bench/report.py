"""The rows of a run as the tables of docs/performance.md."""

from __future__ import annotations

import datetime
import statistics
from collections.abc import Mapping
from pathlib import Path

from peers import PEERS

FILE = Path(__file__).resolve().parent.parent / "docs/performance.md"
BEGIN, END = "<!-- made by make bench -->", "<!-- end of what make bench makes -->"

SAID = {
    "nothing": "nothing changed", "body": "one body edited", "title": "one title edited", "add": "one post added",
    "delete": "one post deleted", "template": "base template edited", "cold": "everything from nothing",
    "memory": "peak memory",
}  # fmt: skip

AIMS = {
    "nothing": (0.2, 0.04), "body": (0.3, 0.06), "title": (0.35, 0.08), "add": (0.35, 0.08),
    "delete": (0.35, 0.08), "template": (0.7, 0.5), "cold": (1.0, 1.0), "memory": (1.0, 0.4),
}  # fmt: skip
"""What part of Hugo's wall time, or memory, is aimed at with 1,000 and with 10,000 posts."""

SIZES = (1000, 10_000)
OURS, HUB, YARDSTICK = "gazette", PEERS["hub"].name, "hugo"
MOST_MS = {1000: 50, 10_000: 100}
"""Milliseconds that are aimed at from a save to its new bytes in `serve`."""

USUAL = 5
"""Rounds of which nothing is said."""

Row = Mapping[str, object]


def table(rows: list[Row], machine: str, missing: list[str]) -> str:
    """Markdown: what is aimed at and what is reached; for each size every peer; what was wrong."""
    busy = statistics.median([float(str(row["load"])) for row in rows if "load" in row] or [0])
    out = [f"Measured on {datetime.date.today():%-d %B %Y}: {machine}; {_versions(rows)}.", *missing]
    if busy > 2.5:
        out += ["", f"The machine had other work at the same time ({busy:.0f} processes wanted a core): "
                "trust the CPU seconds, not the wall times."]  # fmt: skip
    out += _reached(rows)
    for size in sorted({int(str(row["posts"])) for row in rows} - {0}):
        if any(row["posts"] == size and row["scenario"] in SAID for row in rows):
            out += _everyone(rows, size)
    for size in sorted({int(str(row["posts"])) for row in rows if row["scenario"] == "serve"}):
        times = [wall * 1000 for wall in _of(rows, size, OURS, "serve", "wall")]
        out += ["", f"`serve`, {size:,} posts: from saving a body to its new bytes over loopback, median "
                f"{statistics.median(times):.0f} ms ({min(times):.0f} to {max(times):.0f})"
                f"{f'; {MOST_MS[size]} are aimed at' if size in MOST_MS else ''}."]  # fmt: skip
    if start := _of(rows, 0, OURS, "help", "wall"):
        out += ["", f"`build.py --help`: {statistics.median(start) * 1000:.0f} ms; 80 are aimed at."]
    bad = {(str(r["peer"]), str(r["scenario"])): w[0] for r in rows if (w := r["wrong"])}  # type: ignore[index]
    found = [f"{peer}, {SAID.get(scenario, scenario)}: {what}" for (peer, scenario), what in bad.items()]
    out += ["", f"Wrong afterwards: {'; '.join(found) or 'nothing'}."]
    return "\n".join(out) + "\n"


def put(text: str) -> None:
    """Write the tables into docs/performance.md, between their marks."""
    page = FILE.read_text()
    before, _, rest = page.partition(BEGIN)
    FILE.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{rest.partition(END)[2]}")


def _versions(rows: list[Row]) -> str:
    names = dict.fromkeys(str(row["peer"]) for row in rows)
    return ", ".join(
        f"{peer.name} {peer.version}" for peer in PEERS.values() if peer.name in names and peer.version
    )


def _reached(rows: list[Row]) -> list[str]:
    """gazette's part of Hugo's time or memory, beside what is aimed at."""
    out = ["", "gazette's wall time (and memory) as a part of Hugo's; in brackets what is aimed at.", ""]
    out += ["| | 1,000 posts | 10,000 posts |", "|---|---:|---:|"]
    for scenario, aims in AIMS.items():
        name = "mb" if scenario == "memory" else "wall"
        cells = []
        for size, aim in zip(SIZES, aims, strict=True):
            ratio = _ratio(rows, size, OURS, scenario, name)
            cells.append(f"{ratio:.2f} (≤ {aim})" if ratio is not None else f"– (≤ {aim})")
        out.append(f"| {SAID[scenario]} | {' | '.join(cells)} |")
    own, equal = (_of(rows, SIZES[0], peer, "cold", "wall") for peer in (HUB, OURS))
    if own and equal:
        times = statistics.median(own) / statistics.median(equal)
        out += ["", f"From nothing with the hub's own templates and defaults: {times:.1f} times the equal work "
                "(≤ 2)."]  # fmt: skip
    return out


def _everyone(rows: list[Row], size: int) -> list[str]:
    took_part = {str(row["peer"]) for row in rows if row["posts"] == size and row["scenario"] in SAID}
    peers = [peer.name for peer in PEERS.values() if peer.name in took_part]
    out = ["", f"### {size:,} posts", ""]
    out += ["Wall seconds / CPU seconds, medians of five where no other number stands behind; in brackets the",
            "wall time as a ratio to Hugo's, round by round.", ""]  # fmt: skip
    out += ["| | " + " | ".join(peers) + " |", "|---|" + "---:|" * len(peers)]
    for scenario, words in SAID.items():
        cells = [_cell(rows, size, peer, scenario) for peer in peers]
        if any(cells):
            out.append(f"| {words} | " + " | ".join(cells) + " |")
    return out + _left_out(rows, size)


def _left_out(rows: list[Row], size: int) -> list[str]:
    """Of whom there is no more, because nobody waits for a build of theirs."""
    slow = [row for row in rows if row["posts"] == size and row["scenario"] == "left out"]
    if not slow:
        return []
    why = [
        f"would take some {row['wall']:.0f} s, going by smaller sites"
        if row.get("expected")
        else "was ended then"
        for row in slow
    ]
    said = ", ".join(f"{row['peer']} ({words})" for row, words in zip(slow, why, strict=True))
    return ["", f"A build may take {slow[0]['most']:.0f} s here; there is no more of {said}."]


def _cell(rows: list[Row], size: int, peer: str, scenario: str) -> str:
    if scenario == "memory":
        held = _of(rows, size, peer, scenario, "mb")
        return f"{held[0]:.0f} MB" if held else ""
    wall = _of(rows, size, peer, scenario, "wall")
    if not wall:
        return ""
    text = f"{statistics.median(wall):.2f} / {statistics.median(_of(rows, size, peer, scenario, 'cpu')):.2f}"
    ratio = _ratio(rows, size, peer, scenario, "wall")
    if ratio is not None and peer != YARDSTICK:
        text += f" ({ratio:.2f})"
    return text + (f" ×{len(wall)}" if len(wall) != USUAL else "")


def _ratio(rows: list[Row], size: int, peer: str, scenario: str, name: str) -> float | None:
    """The median of the ratios to Hugo's, round by round."""
    pairs = zip(
        _of(rows, size, peer, scenario, name), _of(rows, size, YARDSTICK, scenario, name), strict=False
    )
    ratios = [ours / theirs for ours, theirs in pairs if theirs]
    return statistics.median(ratios) if ratios else None


def _of(rows: list[Row], size: int, peer: str, scenario: str, name: str) -> list[float]:
    return [
        float(str(r[name])) for r in rows if (r["posts"], r["peer"], r["scenario"]) == (size, peer, scenario)
    ]
