"""Makes docs/markdown.md, the Markdown that works here with its result: `python docs/cheatsheet.py`."""
# ruff: noqa: E501  (what a thing is and how it is written is one line)

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from gazette.links import Target
from gazette.pieces import fund_mark
from gazette.prose import printer

HERE = Path(__file__).resolve().parent

PICTURE = "marching-banner.svg"

SHEET = (
    ("Paragraphs and emphasis", "An empty line begins a paragraph.\n\n*Emphasis*, **strong words**, `code`, a dash -- and “quotes”."),
    ("Headings", "## A heading\n\n### One below it {#its-own-mark}"),
    ("Lists", "- one\n- two\n    - four spaces further in\n\n1. first\n2. second"),
    ("Links", "[a post](../pages/affiliate.md), [a site](https://www.tuc.org.uk/), [an address](mailto:secretary@example.org)"),
    ("A picture", f'![Marchers below a banner]({PICTURE})'),
    ("A quotation", "> Words of somebody else."),
    ("A footnote", "We won.[^1]\n\n[^1]: By 84 per cent."),
    ("A table", "| Year | Members |\n|---|---|\n| 2016 | 1,204 |\n| 2017 | 1,377 |"),
    ("What a word means", "Ballot\n:   A vote in writing."),
    ("An abbreviation", "The TUC met.\n\n*[TUC]: Trades Union Congress"),
    ("A rule", "---"),
    ("A figure", f"::: figure {PICTURE}\nalt: Marchers below a banner\ncaption: The march sets off\ncredit: Jo Bloggs\n:::"),
    ("A quote, set large", "::: quote We will not be moved.\nby: Jo Bloggs, branch secretary\n:::"),
    ("A button", "::: button ../pages/affiliate.md\nlabel: Affiliate your branch\n:::"),
    ("A fund", "::: fund library-hardship\n:::"),
    ("Whom to write to", "::: contact Jo Bloggs\nrole: Secretary\nemail: jo@example.org\nphone: 020 7946 0000\n:::"),
    ("A film elsewhere", "::: video https://example.org/watch\ntitle: The march in three minutes\n:::"),
)  # fmt: skip
"""What each thing is, and how it is written."""

BEGINNING = """\
# The Markdown that works here

Everything on one page: what to write, and below it what becomes of it. The [editor's guide](editors.md#writing)
says more. This page is made by `python docs/cheatsheet.py`.
"""


def page() -> str:
    """The text of docs/markdown.md."""
    return "\n".join([BEGINNING, *(_row(title, text) for title, text in SHEET)])


def _row(title: str, text: str) -> str:
    made = printer("en-GB").prose(text, 1, "sheet", _target, lambda file: None, lambda: ("library-hardship",))
    assert made.problems == ()
    shown = made.html.replace(
        fund_mark("library-hardship"), "<p>How to give to that fund, as it stands today.</p>"
    )
    lines = "\n".join(line for line in shown.splitlines() if line.strip())
    return f"## {title}\n\n```text\n{text}\n```\n\n<blockquote>\n{lines}\n</blockquote>\n"


def _target(link: str) -> Target:
    if link == PICTURE:
        return Target(f"../content/pages/{PICTURE}", file=f"content/pages/{PICTURE}")
    return Target("editors.md#links" if link.endswith(".md") else link)


if __name__ == "__main__":
    (HERE / "markdown.md").write_text(page(), encoding="utf-8", newline="\n")
