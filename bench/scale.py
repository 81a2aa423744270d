"""Measures large sites, one at a time, and writes the table and the curves of docs/performance.md.

    python bench/scale.py                       the whole run, as `make scale` does it (an hour)
    python bench/scale.py --only posts,tags --print --sizes 1000

Every site has the hub's own templates and every default: feeds with their archives, cards, the search. `wall`,
`cpu` and memory are measured as in run.py, in the same build; a site is built from nothing, then again with
nothing changed, then with one title edited. A build must end well and give as many pages as there are posts.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import curve
from corpus import Post, corpus
from measure import machine, measure
from peers import HUB, lay_out, write
from PIL import Image
from run import TMP

SETTINGS = b"""title = "Elmgate Trades Council"
base_url = "https://bench.example/"
timezone = "UTC"
"""
CAMPAIGN = "content/campaigns/better-rotas.md"
PER_POST = 5

Files = Iterator[tuple[str, bytes]]


def posts(count: int) -> Files:
    """So many posts of 300 to 800 words, with two to four of sixty tags."""
    for post in corpus(count):
        yield _source(post)


def tags(count: int) -> Files:
    """As many posts as tags, each with four of them: every tag is on some four posts."""
    for number, post in enumerate(corpus(count)):
        own = tuple(f"subject-{(number * step + step) % count:05}" for step in (1, 7, 31, 127))
        yield _source(replace(post, tags=own))


def campaign(count: int) -> Files:
    """So many posts that all name one campaign."""
    yield CAMPAIGN, b"---\ntitle: Better rotas\ndate: 2009-01-02\n---\nRotas that let people live.\n"
    for post in corpus(count):
        path, data = _source(post)
        yield path, data.replace(b"\ntags: ", b"\ncampaigns: [better-rotas]\ntags: ", 1)


def pictures(count: int) -> Files:
    """So many small photographs (800 by 600), each another one, five to a post."""
    made = corpus(-(-count // PER_POST))
    for number, post in enumerate(made):
        names = [f"{post.slug}-{n}.jpg" for n in range(min(PER_POST, count - number * PER_POST))]
        shown = "".join(f"![Members at the gate, {name[-5]}]({name})\n\n" for name in names)
        path, data = _source(replace(post, body=f"{post.body}\n{shown}"))
        yield path, data
        for name in names:
            yield f"{path.rpartition('/')[0]}/{name}", _photograph(name)


SITES: dict[str, tuple[Callable[[int], Files], tuple[int, ...], str]] = {
    "posts": (posts, (1_000, 5_000, 20_000, 50_000), "posts"),
    "campaign": (campaign, (1_000, 5_000, 20_000), "posts of one campaign"),
    "tags": (tags, (500, 1_500, 5_000), "tags, and as many posts"),
    "pictures": (pictures, (1_000, 3_000, 10_000), "pictures, five to a post"),
}
"""What is made, in which sizes, and what the sizes count."""


def _source(post: Post) -> tuple[str, bytes]:
    """The file of a post. What the corpus has for a campaign is news: no council has thousands of them."""
    path, text = HUB.source(post)
    return path.replace("campaigns/campaign-", "news/news-"), text.replace(
        "/campaigns/campaign-", "/news/news-"
    ).encode()


def _photograph(name: str) -> bytes:
    """A picture that compresses as a photograph does: soft shapes, and a camera's noise."""
    dice = random.Random(name)
    coarse = Image.frombytes("RGB", (16, 12), dice.randbytes(16 * 12 * 3)).resize(
        (800, 600), Image.Resampling.BICUBIC
    )
    noise = Image.frombytes("L", (400, 300), dice.randbytes(400 * 300)).resize((800, 600)).convert("RGB")
    out = BytesIO()
    Image.blend(coarse, noise, 0.06).save(out, "JPEG", quality=80)
    return out.getvalue()


def _edit(folder: Path, files: list[str]) -> None:
    """Another title for the post in the middle."""
    made = [path for path in files if path.endswith(".md") and path != CAMPAIGN]
    file = folder / made[len(made) // 2]
    head, _, rest = file.read_text("utf-8").partition('title: "')
    file.write_text(f'{head}title: "Mended: {rest}', "utf-8")


def rows(name: str, size: int) -> Iterator[dict[str, object]]:
    """A row for each build of one site."""
    folder = TMP / "work" / f"scale-{name}-{size}"
    lay_out(HUB, folder, [])
    (folder / "content/site.toml").write_bytes(SETTINGS)
    files = []
    for path, data in SITES[name][0](size):
        write(folder / path, data)
        files.append(path)
    wanted = sum(path.endswith(".md") for path in files)
    for scenario in ("cold", "nothing", "title"):
        if scenario == "title":
            _edit(folder, files)
        row: dict[str, object] = {"site": name, "size": size, "scenario": scenario}
        row |= measure(HUB.command(TMP, folder), folder, watch_memory=True)
        out = [Path(at, file) for at, _, found in os.walk(folder / HUB.out) for file in found]
        pages = sum((folder / HUB.out / path.removeprefix("content/").removesuffix(".md") / "index.html").exists()
                    for path in files if path.endswith(".md"))  # fmt: skip
        row |= {"files": len(out), "mb_out": sum(file.stat().st_size for file in out) / 1e6}
        if row["code"] or pages != wanted:
            row["wrong"] = f"exit code {row['code']}, {pages} pages of {wanted}"
        told = row.get("wrong", "right")
        print(f"{name:9} {size:6} {scenario:8} {row['wall']:8.1f} s {row['cpu']:8.1f} CPU s "
              f"{row['mb']:6.0f} MB {row['files']:7} files  {told}", flush=True)  # fmt: skip
        yield row
    shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--only", default=",".join(SITES), help="which sites")
    options.add_argument("--sizes", help="these sizes instead of the usual ones")
    options.add_argument("--json", type=Path, help="keep every row here")
    options.add_argument("--print", action="store_true", help="print only, and leave docs/ as it is")
    chosen = options.parse_args()
    found: list[dict[str, object]] = []
    for name in chosen.only.split(","):
        sizes = [int(size) for size in chosen.sizes.split(",")] if chosen.sizes else SITES[name][1]
        for size in sizes:
            found += rows(name, size)
            if chosen.json:
                chosen.json.write_text(json.dumps(found, indent=1))
    said = {name: what for name, (_, _, what) in SITES.items()}
    made = curve.text(found, said, f"{datetime.date.today():%-d %B %Y}", machine())
    print(made)
    if not chosen.print:
        curve.put(made)


if __name__ == "__main__":
    main()
