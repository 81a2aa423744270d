"""When a second process pays: wall and CPU seconds of rendering N outputs in one process and in two.

    python bench/threshold.py [--rounds 5]

Prints, for forked and for spawned workers, the ratio of two processes to one by the number of
outputs. `gazette.workers.THRESHOLD` and `SPAWN_THRESHOLD` are where the ratio of wall time has come
well below 1 on two cores, so that a noisy machine does not pay for nothing.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from gazette import workers  # noqa: E402
from gazette.pipeline import Hub, read, site_at  # noqa: E402
from gazette.plan import plan  # noqa: E402
from gazette.recipes import Output  # noqa: E402
from gazette.site import Site  # noqa: E402

SIZES = (16, 32, 64, 128, 256, 512, 1024)
WORDS = "Members at the depot voted by a clear margin to reject the proposed rota, and *said so*. " * 40


def site_of(folder: Path, posts: int) -> Site:
    """A site of so many posts of some 650 words, with the hub's own templates."""
    (folder / "content/news").mkdir(parents=True)
    (folder / "content/site.toml").write_text('title = "Bench"\nbase_url = "https://bench.example/"\n')
    for n in range(posts):
        text = f"---\ntitle: Post {n}\ndate: 2017-07-{n % 28 + 1:02}\n---\n{WORDS}\n"
        (folder / f"content/news/post-{n}.md").write_text(text)
    hub = Hub(folder, ROOT / "templates")
    site = site_at(hub, read(hub), datetime(2018, 1, 1))
    assert site is not None
    return site


def seconds(site: Site, outputs: list[Output], processes: int) -> tuple[float, float]:
    """Wall and CPU seconds of one rendering."""
    wall, cpu = time.perf_counter(), sum(os.times()[:4])
    for _ in workers.render(site, outputs, processes):
        pass
    return time.perf_counter() - wall, sum(os.times()[:4]) - cpu


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    rounds = options.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        site = site_of(Path(folder), max(SIZES))
        pages = [o for o in plan(site)[0] if o.path.startswith("news/post-")]
        seconds(site, pages[:16], 1)  # everything is imported and compiled before the first round
        print("outputs  method  wall of two / of one   cpu of two / of one")
        for size in SIZES:
            for method in multiprocessing.get_all_start_methods():
                if method not in ("fork", "spawn"):
                    continue
                context = multiprocessing.get_context(method)
                workers._context = lambda context=context: context  # type: ignore[assignment]
                pairs = [
                    (seconds(site, pages[:size], 1), seconds(site, pages[:size], 2)) for _ in range(rounds)
                ]
                wall = statistics.median(two[0] / one[0] for one, two in pairs)
                cpu = statistics.median(two[1] / one[1] for one, two in pairs)
                print(f"{size:7}  {method:6}  {wall:20.2f}  {cpu:20.2f}")


if __name__ == "__main__":
    main()
