"""One target under atheris, in a process of its own, for as long as libFuzzer is told to.

    python -m tests.fuzz.one TARGET FOUND SECONDS [libFuzzer's options and folders]

What is found is put into the folder FOUND, the smallest input of each sort, and the search goes on until
it has had so many seconds of the processor.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["gazette", "markdown"]):
    from tests.fuzz.targets import TARGETS

from tests.fuzz.desk import GROUND
from tests.fuzz.finding import keep
from tests.fuzz.guard import tried


def see_beginnings_and_ends() -> None:
    """What a text is asked to begin or end with leads the search, as what it is compared with does.

    atheris takes these words for patterns, and breaks on a bracket; so they are given to libFuzzer as they are.
    """

    def seen(text: str, method: str, given: tuple[object, ...], word: str) -> None:
        atheris._trace_regex_match(word, text)

    atheris.function_hooks._trace_str = seen
    atheris.enabled_hooks.add("str")


def main() -> None:
    see_beginnings_and_ends()
    target, found = TARGETS[sys.argv[1]], Path(sys.argv[2])
    end, tries = time.process_time() + float(sys.argv[3]), 0

    def one(data: bytes) -> None:
        if said := tried(target.run, data, GROUND):
            keep(found, target.name, data, *said)
        nonlocal tries
        tries += 1
        if time.process_time() > end:
            print(f"tried {tries}", file=sys.stderr, flush=True)
            os._exit(0)  # libFuzzer knows of an end by the clock on the wall only

    atheris.Setup([sys.argv[0], *sys.argv[4:]], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
