"""What a site weighs for its readers, and what a million of them a day would ask of a host: python bench/weights.py SITE

SITE is a folder that was built. Weights are bytes as a server sends them, text compressed as nginx does it (gzip,
level 6). Who the readers are is assumed, in plain sight below; everything else is computed from the files.
"""

from __future__ import annotations

import gzip
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

from lxml import html

READERS, PAGES = 1_000_000, 2
"""Readers a day, and the pages that each opens: a post, to which somebody sent a link, and the front page."""

NEW = 0.6
"""How many of them have nothing of the site in their browser."""

BUSIEST, RUSH = 0.12, 10
"""The share of the day's readers in its busiest hour; and how many times as many come in its worst minute."""

WIDTH = 720
"""The width of the picture that a telephone takes."""

FOLLOWERS, POLLS = 20_000, 24
"""Programs that read a feed, and how often a day each asks."""

HEADERS = 500
"""Bytes of the headers of an answer, and all there is of one that says that nothing has changed."""

TEXT = {".html", ".css", ".js", ".xml", ".json", ".svg", ".ics", ".webmanifest", ".txt"}


def weight(file: Path) -> int:
    """Bytes of a file as it is sent."""
    data = file.read_bytes()
    return len(gzip.compress(data, 6)) if file.suffix in TEXT else len(data)


def parts(page: Path, out: Path) -> tuple[list[Path], list[Path]]:
    """The files that a page is made of beside its text: those of every page, and its pictures on a telephone."""
    root = html.document_fromstring(page.read_bytes())
    shared = root.xpath(
        "//link[@rel='stylesheet' or @rel='manifest' or @rel='icon']/@href | //script[@src]/@src"
    )
    return [out / link[1:] for link in shared], [out / link[1:] for link in _pictures(root)]


def _pictures(root: html.HtmlElement) -> Iterator[str]:
    for image in root.iter("img"):
        widths = {}
        for offered in (image.get("srcset") or "").split(", "):
            link, _, width = offered.strip().partition(" ")
            if width.endswith("w"):
                widths[int(width[:-1])] = link
        wanted = min((w for w in widths if w >= WIDTH), default=max(widths, default=0))
        yield widths[wanted] if widths else image.get("src")


def main(out: Path) -> None:
    posts = [page for page in sorted(out.glob("*/*/index.html")) if b"<article" in page.read_bytes()]
    by_weight = sorted(posts, key=weight)
    middle = by_weight[len(by_weight) // 2]
    front = out / "index.html"
    shared, _ = parts(front, out)
    shared = list(dict.fromkeys(shared + parts(middle, out)[0]))
    pictures = [sum(map(weight, parts(page, out)[1])) for page in posts]
    shown = statistics.mean(pictures) + sum(map(weight, parts(front, out)[1]))
    feed = weight(out / "feed.xml")
    pages = weight(middle) + weight(front)
    kept = sum(map(weight, shared))
    count = len(parts(front, out)[1]) + round(statistics.mean(len(parts(page, out)[1]) for page in posts))
    first = pages + kept + shown + HEADERS * (PAGES + len(shared) + count)
    again = HEADERS * (PAGES + count) + weight(middle)
    day = READERS * (NEW * first + (1 - NEW) * again) + FOLLOWERS * POLLS * HEADERS + FOLLOWERS * feed
    asked = READERS * (NEW * (PAGES + len(shared) + count) + (1 - NEW) * (PAGES + count)) + FOLLOWERS * POLLS
    hour = BUSIEST * asked / 3600
    for name, value in (
        ("a post (the middle one of all)", weight(middle)), ("the front page", weight(front)),
        (f"style, script, manifest, icon ({len(shared)} files, kept by the browser)", kept),
        (f"pictures of both, {WIDTH} pixels wide ({count} files)", shown), ("feed.xml", feed),
        ("a reader who comes first, in all", first), ("a reader who was here before", again),
    ):  # fmt: skip
        print(f"| {name} | {value / 1000:,.1f} kB |")
    print(f"| a day of {READERS:,} readers and {FOLLOWERS:,} followers | {day / 1e9:,.0f} GB |")
    print(f"| requests that day | {asked / 1e6:,.1f} million |")
    print(
        f"| requests a second: mean, busiest hour, worst minute | {asked / 86400:,.0f}, {hour:,.0f}, {hour * RUSH:,.0f} |"
    )
    print(f"| bits a second in the busiest hour | {BUSIEST * day * 8 / 3600 / 1e6:,.0f} million |")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
