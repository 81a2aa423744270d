"""Shortcodes: pieces of a body as fields between lines of three colons; right, wrong, and as time goes by."""

from __future__ import annotations

import re
from datetime import date, datetime
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from gazette.cli import main
from gazette.hub import Hub
from gazette.kinds.pieces import PIECES
from gazette.links import Target
from gazette.pieces import html
from gazette.problems import Problem
from gazette.prose import printer
from gazette.shortcodes import read, shortcodes, without, words
from tests.hub import REPOSITORY, built, clean_files, files, write
from tests.test_founding import founded

NOON = datetime(2026, 3, 2, 12)

GOOD = {
    "figure": "::: figure march.svg\nalt: A red banner\ncaption: The march sets off\ncredit: Jo & Co\n:::",
    "decorative": "::: figure march.svg\ndecorative: yes\n:::",
    "quote": "::: quote We will *not* be moved.\nby: Jo Bloggs, branch secretary\n:::",
    "button": "::: button ../pages/about.md#join\nlabel: Join us\n:::",
    "fund": "::: fund library-hardship\n:::",
    "contact": "::: contact Jo Bloggs\nrole: Secretary\nemail: jo@example.org\nphone: 020 7946 0000 ext 5\n:::",
    "video": "::: video https://www.example.org/watch?v=1&t=2\ntitle: The march\npicture: march.svg\nlength: 3 minutes\n:::",
}

SHOWN = {
    "figure": '<figure><img src="march.svg" alt="A red banner"><figcaption>The march sets off. Picture: Jo &amp; Co.'
    "</figcaption></figure>",
    "decorative": '<figure><img src="march.svg" alt="" decorative></figure>',
    "quote": '<figure class="quote"><blockquote><p>We will *not* be moved.</p></blockquote>'
    "<figcaption>Jo Bloggs, branch secretary</figcaption></figure>",
    "button": '<p><a class="button" href="../pages/about.md#join">Join us</a></p>',
    "fund": '<p class="fund-block">library-hardship</p>',
    "contact": '<p class="panel"><strong>Jo Bloggs, Secretary</strong><br><a href="mailto:jo@example.org">jo@example.org'
    '</a><br><a href="tel:02079460000">020 7946 0000 ext 5</a></p>',
    "video": '<figure><img src="march.svg" alt="" decorative><p><a class="button" href="https://www.example.org/watch?v=1&amp;t=2">'
    "Watch: The march (3 minutes)</a></p><figcaption>The film is on example.org. Nothing is fetched from there before "
    "you follow the link.</figcaption></figure>",
}


@pytest.mark.parametrize("name", GOOD)
def test_a_shortcode_is_a_piece_and_its_html(name: str) -> None:
    [code] = shortcodes(GOOD[name])
    piece, problems = read(code)
    assert problems == ()
    assert piece is not None
    assert html(piece) == SHOWN[name]


def test_every_piece_is_shown_here() -> None:
    assert {text.split()[1] for text in GOOD.values()} == {piece.word for piece in PIECES}


def printed(body: str) -> tuple[str, tuple[Problem, ...]]:
    made = printer("en-GB").prose(body, 1, "news-x", Target, lambda file: None, lambda: ("library-hardship",))
    return made.html, made.problems


BROKEN = [
    # what stands there, the line of the slip, its code, column, and what mends it: a line to put in its place
    ("::: figur march.svg\nalt: A banner\n:::", 1, "unknown-piece", 1, "::: figure march.svg"),
    ("::: quote Words\nbuy: Jo\n:::", 2, "unknown-field", 1, "by: Jo"),
    (
        "::: button javascript:x\nlabel: Go\n:::",
        1,
        "not-an-address",
        12,
        "::: button https://example.org/petition",
    ),
    (
        "::: video http//example.org\ntitle: A film\n:::",
        1,
        "not-an-address",
        11,
        "::: video https://example.org/watch",
    ),
    ("::: fund library-hardshp\n:::", 1, "no-such-fund", 1, "::: fund library-hardship"),
    ("::: contact Jo\nemail: jo at example.org\n:::", 2, "not-an-email", 8, "email: secretary@example.org"),
    ("::: quote Words\nby:Jo\n:::", 2, "no-space", 3, "by: Jo"),
    (":::", 1, "piece-not-begun", 1, ""),
]


@pytest.mark.parametrize(("body", "line", "code", "column", "mended"), BROKEN)
def test_a_slip_is_told_at_its_line_and_the_hint_mends_it(
    body: str, line: int, code: str, column: int, mended: str
) -> None:
    _, problems = printed(body)
    assert [(p.line, p.code, p.column) for p in problems] == [(line, code, column)]
    for problem in problems:
        assert problem.read
        assert problem.wanted
        lines = body.split("\n")
        if mended.startswith("by: Jo") and code == "unknown-field":
            assert problem.hint == "did you mean by?"
        elif mended:
            assert problem.hint.removeprefix("such as ") == mended
        lines[line - 1] = mended
        assert printed("\n".join(lines))[1] == ()


@pytest.mark.parametrize(
    ("body", "added"),
    [
        ("::: figure march.svg\n:::", "alt: What the picture shows"),
        ("::: button /about/\n:::", "label: Sign the petition"),
        ("::: video https://example.org/\n:::", "title: The march in three minutes"),
        ("::: quote\n:::", "text: We will not be moved."),
        ("::: fund\n:::", "name: library-hardship"),
        ("::: contact\n:::", "email: secretary@example.org"),
    ],
)
def test_what_is_missing_is_a_line_to_add_below_the_first(body: str, added: str) -> None:
    _, problems = printed(f"Words.\n\n{body}")
    assert [(p.line, p.column, p.hint) for p in problems] == [(3, 1, f"add the line below this one: {added}")]
    assert printed(body.replace("\n", f"\n{added}\n", 1))[1] == ()


def test_a_shortcode_that_is_not_closed_says_so_and_the_next_one_is_read() -> None:
    body = "::: quote One\n\nText.\n\n::: quote Two\n:::\n\nMore."
    html, problems = printed(body)
    assert [(p.code, p.line) for p in problems] == [("piece-not-closed", 1)]
    assert "<p>Two</p>" in html
    assert "<p>More.</p>" in html


def test_a_field_of_one_name_behind_the_word_and_below_is_told() -> None:
    assert [(p.code, p.line) for p in printed("::: quote One\ntext: Two\n:::")[1]] == [("repeated-field", 2)]


def test_whether_a_picture_may_be_passed_on_is_no_field_of_a_figure() -> None:
    body = "::: figure march.svg\nalt: A banner\nmay_redistribute: no\n:::"
    assert [(p.code, p.line) for p in printed(body)[1]] == [("unknown-field", 3)]


@pytest.mark.parametrize("fence", ["```", "~~~~"])
def test_what_stands_in_code_is_shown_as_it_is(fence: str) -> None:
    html, problems = printed(f"{fence}\n::: quote One\n:::\n{fence}\n\n::: quote Two\n:::")
    assert problems == ()
    assert "::: quote One" in html
    assert html.count("<blockquote>") == 1


def test_the_first_paragraph_and_the_search_know_what_a_shortcode_says() -> None:
    body = "\n\n".join([GOOD["quote"], "The *first* words.", GOOD["figure"], GOOD["fund"], GOOD["video"]])
    assert printer("en-GB").lead(body) == "The first words."
    assert "figure" not in words(body)
    assert "hardship" not in words(body)
    for said in ("We will *not* be moved.", "Jo Bloggs, branch secretary", "A red banner", "The march"):
        assert said in words(body)
    assert ":::" not in without(body)


def test_a_text_with_sixty_thousand_shortcodes_is_refused() -> None:
    assert [p.code for p in printed("::: quote a\n:::\n" * 60_000)[1]] == ["too-much-to-read"]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new hub with a post that has every piece, and a fund that closes in a week."""
    root = tmp_path_factory.mktemp("pieces")
    founded(root, date(2026, 3, 2))
    text = "\n\n".join((*GOOD.values(), "The end.")).replace("#join", "#write-to-us")
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><rect width="4" height="3"/></svg>'
    write(
        root,
        {
            "content/news/pieces.md": f"---\ntitle: Pieces\ndate: 2026-03-02\n---\nTo begin with.\n\n{text}\n\n"
            "[![A drawing](march.svg)](https://linked.example/)\n",
            "content/news/march.svg": drawing,
            "content/funds/library-hardship.md": "---\nname: The fund\ncheques_to: The treasurer\n"
            "online_url: https://give.example/\nopen_until: 2026-03-09\n---\n",
        },
    )
    return root


def same_as_clean(root: Path, now: datetime) -> dict[str, bytes]:
    """The files of a build after what came before, which must be those of a clean one."""
    there = founded_at(root)
    assert built(there, now).problems == ()
    report, clean = clean_files(there, now)
    assert report.problems == ()
    assert files(root / "site") == clean
    return clean


def founded_at(root: Path) -> Hub:
    return Hub(root, REPOSITORY / "templates")


def test_pages_and_feeds_follow_the_fund_and_the_clock_exactly(hub: Path) -> None:
    page, feed = "news/pieces/index.html", "feed.xml"
    first = same_as_clean(hub, NOON)
    assert b"https://give.example/" in first[page]
    assert b"https://give.example/" in first[feed]
    assert b"Copy these details" not in first[feed]
    assert b"fund-block" not in first[page] + first[feed]
    later = same_as_clean(hub, datetime(2026, 3, 10, 12))
    assert b"This fund is closed." in later[page]
    assert b"https://give.example/" not in later[page] + later[feed]
    write(
        hub,
        {"content/funds/library-hardship.md": "---\nname: Another name\ncheques_to: The treasurer\n---\n"},
    )
    assert b"Another name" in same_as_clean(hub, NOON)[page]
    assert same_as_clean(hub, NOON)[page].count(b'id="site-fund-1"') == 1


def test_a_page_with_a_film_asks_the_other_site_for_nothing(hub: Path) -> None:
    built(founded_at(hub), NOON)
    page = (hub / "site/news/pieces/index.html").read_text(encoding="utf-8")
    piece = page[page.index('<div class="prose">') : page.index("The end.")]
    assert "www.example.org" in piece
    assert "<iframe" not in piece
    assert "www.example.org" not in piece.replace('href="https://www.example.org/watch', "")
    assert piece.count("<img") == 3
    assert 'src="http' not in piece


def test_in_feeds_no_link_stands_within_another(hub: Path) -> None:
    built(founded_at(hub), NOON)
    feed = (hub / "site/feed.xml").read_text(encoding="utf-8")
    link = feed[feed.index("https://linked.example/") :]
    assert link[: link.index("</a>")] == 'https://linked.example/">A drawing'


def test_renaming_follows_what_pieces_name(tmp_path: Path) -> None:
    founded(tmp_path, date(2026, 3, 2))
    pieces = "::: fund library-hardship\n:::\n\n::: button ../pages/about.md\nlabel: Who we are\n:::\n\n```\n::: fund library-hardship\n```\n"
    write(
        tmp_path, {"content/news/pieces.md": f"---\ntitle: Pieces\ndate: 2026-03-02\n---\nWords.\n\n{pieces}"}
    )
    for old, new in (
        ("funds/library-hardship.md", "funds/strike-fund.md"),
        ("pages/about.md", "pages/who-we-are.md"),
    ):
        words = ["rename", f"content/{old}", f"content/{new}", "--root", str(tmp_path)]
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 0, done.output
    text = (tmp_path / "content/news/pieces.md").read_text(encoding="utf-8")
    assert text.endswith(
        "::: fund strike-fund\n:::\n\n::: button ../pages/who-we-are.md\nlabel: Who we are\n:::\n\n"
        "```\n::: fund library-hardship\n```\n"
    )


@pytest.mark.parametrize(
    "words",
    [
        "We won't go, she said", 'He said: "We won\'t go."', "Members' pay -- and 'fair' pay...",
        "Back in the '80s", 'a "b" & c < d 3"', "'Tis \"so\"", "Unison--Unite", "Nothing to do here",
    ],
)  # fmt: skip
def test_the_words_of_a_piece_have_the_marks_of_the_text_around_it(words: str) -> None:
    shown, problems = printed(f"{words}\n\n::: quote {words}\n:::")
    assert problems == ()
    found = re.findall(r"<p>(.*?)</p>", shown)
    assert len(found) == 2
    assert found[0] == found[1]


def test_what_is_no_text_of_a_piece_keeps_its_marks() -> None:
    shown, _ = printed("::: contact Jo O'Neill\nemail: o'neill@example.org\n:::\n\n"
                       "::: figure a.jpg\nalt: The 'fair pay' banner\ncaption: The 'fair pay' banner\n:::")  # fmt: skip
    assert "<strong>Jo O’Neill</strong>" in shown
    assert "mailto:o'neill@example.org" in unescape(shown)
    assert "alt=\"The 'fair pay' banner\"" in unescape(shown)
    assert "<figcaption>The ‘fair pay’ banner.</figcaption>" in shown
