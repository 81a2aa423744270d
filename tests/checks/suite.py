"""Python-Markdown's own tests, run with the sieve or without: `python suite.py FOLDER sieve|stock`.

FOLDER holds the `tests` of its source distribution. What failed, how many tests were run and how
many texts were converted is printed as JSON.
"""

from __future__ import annotations

import io
import json
import sys
import unittest
from collections.abc import Mapping, Sequence
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension

from gazette.sieve import Sieve

registered, converted = Markdown.registerExtensions, Markdown.convert
texts = 0


def register_and_sift(
    self: Markdown, extensions: Sequence[Extension | str], configs: Mapping[str, dict[str, Any]]
) -> Markdown:
    registered(self, extensions, configs)
    Sieve().extendMarkdown(self)
    return self


def count_and_convert(self: Markdown, source: str) -> str:
    global texts
    texts += 1
    return converted(self, source)


def main(folder: str, way: str) -> None:
    sys.path.insert(0, folder)
    Markdown.convert = count_and_convert
    if way == "sieve":
        Markdown.registerExtensions = register_and_sift
    suite = unittest.TestLoader().discover(f"{folder}/tests", top_level_dir=folder)
    done = unittest.TextTestRunner(stream=io.StringIO()).run(suite)
    wrong = sorted(str(test) for test, _ in [*done.failures, *done.errors])
    print(json.dumps({"run": done.testsRun, "texts": texts, "wrong": wrong}))


if __name__ == "__main__":
    main(*sys.argv[1:])
