"""Effort: no text keeps a build busy for long, and which texts are refused is a matter of the text."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from gazette import prose as prose_module
from gazette.effort import MOST, Effort, TooMuch
from gazette.links import Target
from gazette.problems import Problem
from gazette.prose import Printer, Prose
from tests.conftest import PROVE

EN = Printer("en")

SIZES = (10_000, 200_000, 5_000_000) if PROVE else (5_000,)

MOST_HERE = MOST if PROVE else MOST // 20
"""What a text may take; not in full, where there is little time."""

NET = 5.0 if PROVE else 1.0
"""Seconds of CPU after which a text is given up: far more than the hardest takes. What is refused does not
depend on it; it shows that nothing was forgotten when the work was reckoned."""


def repeated(unit: str) -> Callable[[int], str]:
    return lambda size: unit * (size // len(unit))


def numbered(unit: str) -> Callable[[int], str]:
    return lambda size: "".join(unit.replace("N", str(n)) for n in range(size // (len(unit) + 4)))


UNITS = (
    "[", "![", "[]", "[a](", "[a][", "[^", "[^a", "[a](b) ", "[a](((", "*[", "*[a]: b\n", "[a]:\n", "[[a]] ", "\\[",
    "*", "* ", "*a ", "a*", "**a ", "*_", "_a ", "a_b_", "***a** b*", "**a**b", "*a*{.b} ", "*a*{",
    "`", "` ", "\\`", "```\n", "```a\n", "~~~\n", "> ```\n", "|a|b|\n", "a|b\n", "a|`b`|", "|\\\\", "|",
    "<", "<a ", "<a b='", '<a b="', "<a>", "</a>", "<div>", "<div>\n\n", "<b>x", "<b><!-- x -->", "<!--", "<!-- \n\n",
    "<![CDATA[", "<?", "<http://", "<a@b", "<script>", "<table><tr><td>", "<br>", "&", "&a;", "&#",
    '"', "'", '"a ', "--a", "...a", "\\", "\\a", "(", "{", "a{.b}", "#", "# a\n", "## a\n\n", "a\n-\n", "a\n=\n",
    "- a\n", "- a\n\n", "- ", "- - -\n", "1. a\n", "> ", "> a\n", ">", "    a\n\n", "a\n:   b\n", "a\n\n", "\n", " ",
    "word ", "x", "a  \n", "[TOC]\n\n", "[TOC]\n\n## a\n\n", "a[^1]", "<!-- x -->\n\n", "***\n", "\t", "\u00a0", "é",
)  # fmt: skip

TEXTS: dict[str, Callable[[int], str]] = {
    **{f"{unit!r} again and again": repeated(unit) for unit in UNITS},
    "brackets in brackets": lambda size: "[" * (size // 2) + "]" * (size // 2),
    "links in links": lambda size: "[a " * (size // 6) + "](b)" * (size // 8),
    "ticks that grow": lambda size: "".join("`" * n + " a " for n in range(1, int((2 * size) ** 0.5))),
    "fences that grow": lambda size: "\n".join("`" * n for n in range(3, int((2 * size) ** 0.5))),
    "a list as deep as can be": lambda size: "".join(
        "    " * n + "- a\n" for n in range(int((size / 2) ** 0.5))
    ),
    "a long table": lambda size: "a|b\n--|--\n" + "a|b\n" * (size // 4),
    "a wide table": lambda size: "a|" * (size // 4) + "\n" + "-|" * (size // 4),
    "a row of code": lambda size: "a|b\n-|-\n" + "`a`|" * (size // 4),
    "a row of backslashes": lambda size: "a|b\n-|-\n" + "\\" * size + "a|",
    "a title of quotation marks": lambda size: "[a]: " + 'x"' * (size // 2) + "y",
    "a heading of braces": lambda size: "# " + " {a" * (size // 3) + "} x",
    "a heading of blanks": lambda size: "# {a" + " " * size + "b",
    "a list that is deep and long": lambda size: "".join("  " * n + "* a\n" for n in range(int(size**0.5))),
    "a second line of bars": lambda size: "a\n" + "|" * size + "x",
    "many abbreviations": lambda size: numbered("*[wN]: t\n")(size // 2) + numbered("wN ")(size // 2),
    "many notes": lambda size: numbered("[^N] ")(size // 2) + "\n\n" + numbered("[^N]: b\n")(size // 2),
    "one note many times": lambda size: "[^1]" * (size // 4) + "\n\n[^1]: a",
    "many references": lambda size: numbered("[aN]: b\n")(size // 2) + "\n" + numbered("[aN] ")(size // 2),
    "many dead links": numbered("[a](goneN.md) x\n\n"),
    "many dead tags": numbered("<blink N>x</blink>\n\n"),
}
"""What nobody writes, at about a size."""


def resolve(link: str) -> Target:
    return Target(problem=Problem("link-missing", "Gone.", read=link)) if "gone" in link else Target(link)


class TooSlow(BaseException):
    pass


@contextmanager
def net() -> Iterator[None]:
    def end(number: int, frame: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, NET)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def prose(body: str, printer: Printer = EN) -> Prose:
    return printer.prose(body, 10, "post", resolve, lambda file: None)


def test_a_text_that_is_too_much_is_a_problem_that_says_where_and_what_to_do() -> None:
    assert prose("## Pay\n\nWords.\n\nMore [" + "[" * 9000 + " words\n\nThe end.") == Prose(
        "",
        (
            Problem(
                "too-much-to-read",
                "This text is too much: far too long, or full of signs that begin something and never end it.",
                line=14,
                column=1,
                read="9,038 characters, here More [" + "[" * 54,
                wanted="a text such as people write, at most as long as a book",
                hint="look for thousands of brackets, asterisks, ticks or < signs and take them out, "
                "or for text that does not belong here",
            ),
        ),
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_is_printed_or_refused_and_neither_takes_long(
    name: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prose_module, "MOST", MOST_HERE)
    printer, body = Printer("en"), TEXTS[name](size)
    with net():
        made = prose(body, printer)
        printer.lead(body)
    codes = [problem.code for problem in made.problems]
    assert "too-much-to-read" not in codes or (made.html, codes) == ("", ["too-much-to-read"])


REFUSED = [
    "[", "![", "[]", "[a](", "[a][", "[^", "[^a", "[a](((", "*[", "[[a]] ", "a_b_", "<![CDATA[", "'", "\\a",
    "[TOC]\n\n## a\n\n", "a[^1]",
]  # fmt: skip
"""The units of which 3,000 characters are too much, where a twentieth of the effort is allowed."""


def test_which_texts_are_refused_is_a_matter_of_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prose_module, "MOST", MOST // 20)
    printer = Printer("en")
    bodies = {unit: unit * (3000 // len(unit)) for unit in UNITS}
    codes = {
        unit: [problem.code for problem in prose(body, printer).problems] for unit, body in bodies.items()
    }
    assert [unit for unit in UNITS if codes[unit] == ["too-much-to-read"]] == REFUSED


def test_after_a_text_that_was_refused_the_next_is_printed_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prose_module, "MOST", MOST // 20)
    printer, good = Printer("en"), "- a\n\n- b *c* [^1]\n\n[^1]: d\n\n> e"
    made = prose(good, printer)
    for bad in ("- a\n\n    - " + "[" * 3000, "*a " + "*_" * 300 + "![" * 3000, "- " * 2000 + "a"):
        assert prose(bad, printer).html == ""
        assert prose(good, printer) == made


def test_effort_is_what_was_spent_since_the_text_began() -> None:
    effort = Effort(10)
    effort.spend(7, "a")
    effort.begin()
    effort.spend(10, "b")
    with pytest.raises(TooMuch) as refused:
        effort.spend(1, "the piece")
    assert refused.value.piece == "the piece"


SHAPES = {
    "paragraphs": 'A paragraph N with *marks* and [a link](/N/) "quoted".\n\n',
    "headings": "## Pay\n\nWords.\n\n",
    "notes": "Words[^N] and [^N].\n\n[^N]: Note.\n\n",
    "references": "A word [it][N].\n\n[N]: /N/\n\n",
    "items": "- item N\n",
    "rows": "| a | N |\n",
    "lines": "a line of a long paragraph\n",
    "tags": "<b>N</b> and <i>N</i>\n\n",
    "dead links": "[a](goneN.md)\n\n",
    "notes with names of signs": "Words[^S].\n\n[^S]: Note.\n\n",
    "one note": "Words[^1].\n\n",
}
"""Pieces of texts: N is another number each time, and S too, but written in signs."""

SIGNS = str.maketrans("0123456789", "!+,./:;=~$")


def calls(work: Callable[[], object]) -> int:
    """How many functions are called, of Python or of C, while some work is done."""
    counted = 0

    def see(frame: object, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(see)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_text_is_twice_the_work(shape: str) -> None:
    def work(times: int) -> int:
        start = "| a | b |\n|---|---|\n" if shape == "rows" else ""
        numbers = map(str, range(1000, 1000 + times))
        pieces = (SHAPES[shape].replace("N", n).replace("S", n.translate(SIGNS)) for n in numbers)
        body = start + "".join(pieces) + "[^1]: Note.\n"
        return calls(lambda: (prose(body), EN.lead(body)))

    assert work(200) < 2.1 * work(100)
