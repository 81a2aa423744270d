"""Random Markdown: texts such as people write, and texts such as nobody would."""

from __future__ import annotations

import random

WORDS = (
    "the branch won back pay for drivers in March and the offer of 12% isn't “good” enough "
    "don't 'quoted' \"said\" '80s \"'both'\" rock'n'roll--or --- so... WHO 3.5 a_b_c snake_case_ 2*3 "
    '&nbsp;"x" –"x" —\'y\' x"\' \'"x"\' \'"y '
    "café naïve 東京 ধর্মঘট TOC MP"
).split()

MARKS = (
    "*x*", "**x**", "***x***", "_x_", "__x__", "*x **y** z*", "**x*", "*x", "x_", "`x`", "`` a`b ``", "`x",
    "[x](y)", "[x](<y z> 'T')", "[x](y \"T\")", "[x][r]", "[r]", "[x][]", "[x](", "[x", "![x](y.jpg)", "![x][r]",
    "![r]", "![x](", "[a [b](c) d](e)", "[^1]", "[^2]", "[^none]", "<b>x</b>", "<i", "<br>", "<!-- x -->",
    "<https://a.example/b?c=d&e>", "<me@a.example>", "&amp;", "&#65;", "&x", "& <", "x{.c #i k=v}", "{: .c }",
    "*x*{.c}", "\\*x\\*", "\\`", "\\\\", "\\x", "  \n", "\n", "[[Wiki Link]]", "//x//", "{@k=v}", "<<x>>",
    "\x02klzzwxh:0001\x03", "x\u2028y", "MP", "///Footnotes Go Here///", "~~x~~", "++7++", "::8::", "H2O",
)  # fmt: skip

BLOCKS = (
    "# X", "## X ##", "### X {#i .c}", "X\n===", "X\n---", "---", "* * *", "_ _ _ x", "> X", "> X\n> Y\n>\n> Z",
    "- X\n- Y\n- Z", "* X\n\n* Y", "1. X\n2. Y", "3) X", "- X\n    - Y\n        - Z", "- X\n\n    Y", "+ X\n2. Y",
    "    code X", "\tcode X", "```\nX\n```", "``` python\nX\n```", "~~~ {.c #i}\nX\n~~~", "```\nX", "~~~~~\nX\n~~~",
    "a | b\n--|:-:\nX | Y", "| a |\n|---|\n| X |", "a | b\nX", "|-\n|-", "Term\n:   X", ": X", "Term\n\n:   X\n\n    Y",
    "[r]: http://r.example 'T'", "[r]: <x>\n  \"T\"", "[^1]: X", "[^2]: X\n\n    Y", "*[MP]: Member", "*[WHO]: X",
    "!!! note\n    X", '!!! warning "T"\n    X\n\n    Y', "<div>\nX\n</div>", '<div markdown="1">\n*X*\n</div>',
    "<p>X</p>", "<details><summary>X</summary>\n\nY\n\n</details>", "<!-- X\n\nY -->", "<?php X ?>", "<hr>",
    "[TOC]", "X  \nY", "", " ", "X\n# Y\nZ", "X\n- Y", "- # X\n  Y", "> - X\n>     - Y", "> ```\n> X\n> ```", "meta: X",
)  # fmt: skip

KNOWN = (
    '"\'go\' she said" x"\' x\'" x\'"y x&""\'- –"x" &nbsp;"y" &amp;"z "so " —\'z\'',
    "'. x",
    '". x',
    "[^1] [^1]\n\n[^1]: x",
    "<me@a.example> <<x>> <b>x</b>",
)
"""What random texts hold too seldom."""

SIGNS = "*_`[]()!<>&\\\"'#-=+.:|~^{}@/ \n\t  ab1"


def some_words(chance: random.Random) -> str:
    return " ".join(
        chance.choice(MARKS if chance.random() < 0.25 else WORDS) for _ in range(chance.randrange(1, 14))
    )


def document(seed: int) -> str:
    """A document: some of blocks that make sense, some with a few signs lost, some only of signs."""
    chance = random.Random(seed)
    if seed % 5 == 4:
        return "".join(chance.choice(SIGNS) for _ in range(chance.randrange(1, 160)))
    blocks = []
    for _ in range(chance.randrange(1, 9)):
        block = chance.choice(BLOCKS) if chance.random() < 0.6 else "X"
        for sign in "XYZ":
            block = block.replace(sign, some_words(chance))
        indent = chance.choice(("", "", "", "", " ", "    ", "> ", "- "))
        blocks.append("\n".join(indent + line for line in block.split("\n")))
    text = chance.choice(("\n\n", "\n\n", "\n\n", "\n", "\n\n\n", "\r\n\r\n", "\n \n")).join(blocks)
    if seed % 5 == 3:
        for _ in range(chance.randrange(1, 12)):
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(("", chance.choice(SIGNS))) + text[at + chance.randrange(3) :]
    return text
