"""How long an import takes, and how much memory: python bench/importing.py [ITEMS ...]

Each size is imported by a process of its own, once into an empty hub and once more on top. Printed: wall
and CPU seconds, and the most memory that the process held.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.exports import HEAD, SITE, TAIL, comment, item  # noqa: E402

WORDS = (
    "members voted by a clear margin to reject the proposed rota and said so at the depot gate today".split()
)


def text(r: random.Random) -> str:
    """Some 650 words as the block editor keeps them."""
    blocks = []
    for _ in range(12):
        words = [r.choice(WORDS) for _ in range(52)]
        words[5] = f"<strong>{words[5]}</strong>"
        words[9] = f'<a href="{SITE}/2017/07/post-{r.randint(1, 999)}/">{words[9]}</a>'
        blocks.append(f"<!-- wp:paragraph -->\n<p>{' '.join(words)}.</p>\n<!-- /wp:paragraph -->")
    return "\n\n".join(blocks)


def write(file: Path, items: int) -> None:
    """An export of so many posts, a comment below each."""
    r = random.Random(1)
    with file.open("w", encoding="utf-8") as out:
        out.write(HEAD.format(version="1.2", site=SITE))
        for number in range(1, items + 1):
            out.write(item(number, f"Post {number}", text(r), categories=[("post_tag", "pay", "Pay")],
                           comments=comment(number, "Ann", "Well said")))  # fmt: skip
        out.write(TAIL)


def measured(command: list[str]) -> tuple[float, float, float]:
    """Wall and CPU seconds and mebibytes of a command that must succeed."""
    began = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert status == 0, command
    return time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    """Measure and print."""
    print("items   export MB   first: wall s   cpu s   MiB   again: wall s   cpu s   MiB")
    for items in [int(word) for word in sys.argv[1:]] or [1_000, 5_000, 20_000]:
        with tempfile.TemporaryDirectory() as folder:
            hub, export = Path(folder, "hub"), Path(folder, "export.xml")
            (hub / "content").mkdir(parents=True)
            (hub / "content/site.toml").write_text('title = "Bench"\nbase_url = "https://bench.example/"\n')
            write(export, items)
            command = [sys.executable, str(ROOT / "build.py"), "import", "wordpress", str(export)]
            command += ["--root", str(hub)]
            first, again = measured(command), measured(command)
            size = export.stat().st_size / 1e6
            figures = "".join(f"{wall:15.1f}{cpu:8.1f}{most:6.0f}" for wall, cpu, most in (first, again))
            print(f"{items:5}{size:12.1f}{figures}")


if __name__ == "__main__":
    main()
