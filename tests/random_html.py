"""Random HTML as people leave it in an old site, with every sign that Markdown would take for its own."""

from __future__ import annotations

import random

WORDS = (
    "pay", "strike", "*star*", "_under_", "snake_case", "2017.", "1)", "# hash", "- dash", "+ plus", "&gt; quote",
    "a &amp; b", "&amp;amp;", "&lt;b&gt;", "[x]", "[x](y)", "![i](j)", "`tick`", "``", "\\", "\\*", "{: .c}", "{#id}",
    "| pipe", '"q"', "it's", "--", "...", "~~~", "===", "---", "http://x.example/a_b", "&lt;", "&nbsp;", "é", "::",
    "*[A]: b", "[^1]", "[^1]: n", "[1]: http://x", "@a", "$5", "5*3*2", "* *", "__", "**", "***", "____", "    four",
)  # fmt: skip
MARKS = ("code", "del", "sup", "u", "span", "small", "cite", "strong", "em", "b", "i")
LINKS = (
    "https://x.example/a",
    "https://x.example/a_b",
    "https://x.example/a(b)",
    "https://x.example/?q=1&amp;r=2",
)


def words(r: random.Random) -> str:
    return " ".join(r.choice(WORDS) for _ in range(r.randint(1, 6)))


def inline(r: random.Random, depth: int = 0) -> str:
    parts = []
    for _ in range(r.randint(1, 4)):
        sort = r.randint(0, 9)
        if sort < 5 or depth > 2:
            parts.append(words(r))
        elif sort < 8:
            mark = r.choice(MARKS)
            parts.append(f"<{mark}>{inline(r, depth + 1)}</{mark}>")
        elif sort == 8:
            parts.append(f'<a href="{r.choice(LINKS)}">{words(r)}</a>')
        else:
            parts.append("<br>")
        parts.append(r.choice(["", " ", " ", "\n"]))
    return "".join(parts)


def block(r: random.Random, depth: int = 0) -> str:
    sort = r.randint(0, 12) if depth < 3 else r.randint(0, 4)
    match sort:
        case 5 | 6:
            kind = r.choice(["ul", "ol"])
            items = (inline(r) if r.random() < 0.6 else blocks(r, depth + 1) for _ in range(r.randint(1, 3)))
            return f"<{kind}>{''.join(f'<li>{one}</li>' for one in items)}</{kind}>"
        case 7:
            return f"<blockquote>{blocks(r, depth + 1)}</blockquote>"
        case 8:
            return f"<pre>{words(r)}\n  {words(r)}\n\n{words(r)}</pre>"
        case 9:
            head, row = ("".join(f"<{c}>{words(r)}</{c}>" for _ in range(2)) for c in ("th", "td"))
            return f"<table><thead><tr>{head}</tr></thead><tbody><tr>{row}</tr></tbody></table>"
        case 10:
            return f'<div class="x">{blocks(r, depth + 1)}{inline(r)}</div>'
        case 11:
            return f"<dl><dt>{words(r)}</dt><dd>{inline(r)}</dd></dl>"
        case 12:
            return "<hr>"
        case 4:
            return f"<h3>{inline(r)}</h3>"
        case _:
            return f"<p>{inline(r)}</p>"


def blocks(r: random.Random, depth: int = 0) -> str:
    return "".join(block(r, depth) for _ in range(r.randint(1, 3)))
