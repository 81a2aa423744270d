"""Prose: what Markdown becomes, and that nothing harmful stays and nothing goes without a word."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.allowlist import ATTRIBUTES, TAGS
from gazette.links import SCHEMES, Target
from gazette.problems import Problem
from gazette.prose import QUOTES, Printer, Prose, _schemes

EN = Printer("en-GB")


def resolve(link: str) -> Target:
    """As the site does: what leads out stays, a scheme that may not be is a problem, `gone` too."""
    scheme = re.match(r"\s*([a-zA-Z][a-zA-Z0-9+.\s-]*):", link)
    if link.strip().startswith("//") or (scheme and scheme[1].lower() not in SCHEMES):
        return Target(problem=Problem("link-scheme", "Refused.", read=link))
    if "gone" in link:
        return Target(problem=Problem("link-missing", "Gone.", read=link))
    return Target("/hub/" + link, file=link) if link.endswith(".jpg") else Target(link)


def prose(body: str, printer: Printer = EN, line: int = 10) -> Prose:
    return printer.prose(body, line, "news-pay", resolve, lambda file: (640, 480))


def html(body: str, printer: Printer = EN) -> str:
    """The HTML of a body that has nothing wrong."""
    made = prose(body, printer)
    assert made.problems == ()
    return made.html.strip()


def codes(body: str) -> list[tuple[str, int]]:
    return [(problem.code, problem.line) for problem in prose(body).problems]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("A *b* **c** `d`", "<p>A <em>b</em> <strong>c</strong> <code>d</code></p>"),
        ("Term\n:   What it is", "<dl>\n<dt>Term</dt>\n<dd>What it is</dd>\n</dl>"),
        ("Our MP.\n\n*[MP]: Member of Parliament",
         '<p>Our <abbr title="Member of Parliament">MP</abbr>.</p>'),
        ("It's 9--5 --- \"pay\"...", "<p>It’s 9–5 — “pay”…</p>"),
        ("Words {#here .big lang=cy}", "<p>Words {#here .big lang=cy}</p>"),
        ("*Gair*{lang=cy .big #here}", '<p><em class="big" id="here" lang="cy">Gair</em></p>'),
        ("Para\n{: .big }", '<p class="big">Para</p>'),
        ("3. c\n4. d", '<ol start="3">\n<li>c</li>\n<li>d</li>\n</ol>'),
        ("```html\n<script>x</script>\n```",
         '<pre><code class="language-html">&lt;script&gt;x&lt;/script&gt;\n</code></pre>'),
        ("`<script>`", "<p><code>&lt;script&gt;</code></p>"),
        ("<https://example.org/?a=b&c=d>",
         '<p><a href="https://example.org/?a=b&amp;c=d">https://example.org/?a=b&amp;c=d</a></p>'),
        ("[Join](/join/ 'A title')", '<p><a href="/join/" title="A title">Join</a></p>'),
        ("<details open><summary>S</summary>T</details>",
         "<details open=\"\"><summary>S</summary>T</details>"),
        ("2 < 3 & 4 > 1", "<p>2 &lt; 3 &amp; 4 &gt; 1</p>"),
        ("text <!-- a note to ourselves --> more", "<p>text  more</p>"),
    ],
)  # fmt: skip
def test_markdown_becomes_html(body: str, expected: str) -> None:
    assert html(body) == expected


def test_a_table_says_by_a_class_how_its_columns_stand() -> None:
    assert html("a | b\n:--|--:\n1 | 2") == (
        '<table>\n<thead>\n<tr>\n<th class="align-left">a</th>\n'
        '<th class="align-right">b</th>\n</tr>\n</thead>\n'
        '<tbody>\n<tr>\n<td class="align-left">1</td>\n'
        '<td class="align-right">2</td>\n</tr>\n</tbody>\n</table>'
    )


def test_footnotes_carry_the_prefix_of_their_post() -> None:
    assert html("Ninety per cent[^1].\n\n[^1]: Of those who voted.") == (
        '<p>Ninety per cent<sup id="fnref-news-pay-1">'
        '<a class="footnote-ref" href="#fn-news-pay-1">1</a></sup>.</p>\n'
        '<div class="footnote">\n<hr>\n<ol>\n<li id="fn-news-pay-1">\n<p>Of those who voted.&nbsp;'
        '<a class="footnote-backref" href="#fnref-news-pay-1" title="Back to the text at note 1">↩</a></p>\n'
        "</li>\n</ol>\n</div>"
    )


@pytest.mark.parametrize("names", [("*", "†"), ("a b", "a-b"), ("1", "১")])
def test_two_footnotes_never_share_an_id(names: tuple[str, str]) -> None:
    made = html("A[^{0}] b[^{1}].\n\n[^{0}]: One.\n[^{1}]: Two.".format(*names))
    ids = re.findall(r' id="([^"]+)"', made)
    assert (len(ids), len(set(ids))) == (4, 4)


def test_one_body_leaves_nothing_behind_for_the_next() -> None:
    html("MP[^1] [x][r].\n\n## Pay\n\n[^1]: Note.\n\n*[MP]: Member\n\n[r]: /r/")
    assert html("MP [x][r]\n\n## Pay") == '<p>MP [x][r]</p>\n<h2 id="pay">Pay</h2>'


def test_headings_are_anchors_that_people_can_read_and_each_is_another() -> None:
    assert html("## What's next?\n\n## What's next?\n\n### Tŷ'r Undeb\n\n#### ধর্মঘট\n\n##### !!!") == (
        '<h2 id="whats-next">What’s next?</h2>\n<h2 id="whats-next_1">What’s next?</h2>\n'
        '<h3 id="tyr-undeb">Tŷ’r Undeb</h3>\n<h4 id="ধর্মঘট">ধর্মঘট</h4>\n<h5 id="section">!!!</h5>'
    )
    assert html("## Fees {#what-it-costs}") == '<h2 id="what-it-costs">Fees</h2>'


@pytest.mark.parametrize("body", ["# What's on\n", "# **Pay** now\n", "# Pay `now`\n", "Pay now\n=======\n"])
def test_a_heading_of_the_first_rank_is_shown_in_the_second_with_a_warning(body: str) -> None:
    made = prose(f"Words.\n\n{body}")
    told = [(p.code, p.severity, p.line, p.read) for p in made.problems]
    assert told == [("heading-rank", "warning", 12, "# " + body.strip("#= \n"))]
    assert ("<h1" in made.html, "<h2" in made.html) == (False, True)


def test_the_warning_about_a_heading_says_what_to_write() -> None:
    assert prose("# Pay now").problems == (
        Problem(
            "heading-rank",
            "The title is the page's only heading of the first rank; this one is shown in the second.",
            line=10, column=3, read="# Pay now", wanted="## before a heading, ### before one below it",
            hint="write ## Pay now", severity="warning",
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "“so” ‘be’"), ("cy", "‘so’ “be”"), ("de", "„so“ ‚be‘"), ("pl", "„so” ‚be’"),
        ("fr", "«so» ‹be›"),
        ("uk", "«so» „be“"), ("da", "»so« ›be‹"), ("sv", "”so” ’be’"), ("xx", "“so” ‘be’"),
        ("de-AT", "„so“ ‚be‘"),
    ],
)  # fmt: skip
def test_quotation_marks_are_those_of_the_language(language: str, expected: str) -> None:
    assert html("\"so\" 'be'", Printer(language)) == f"<p>{expected}</p>"


@pytest.mark.parametrize("language", sorted(QUOTES))
def test_an_apostrophe_is_an_apostrophe_in_every_language(language: str) -> None:
    words = "Mae'r l'union n'est geht's п'ять"
    assert html(words, Printer(language)) == f"<p>{words}</p>".replace("'", "’")


def test_a_picture_gets_its_address_its_size_and_waits_its_turn() -> None:
    assert html("![A picket](a.jpg)") == (
        '<p><img alt="A picket" height="480" loading="lazy" src="/hub/a.jpg" width="640"></p>'
    )


NO_ALT = "A picture has no alt text, so nobody who cannot see it learns what it shows."


@pytest.mark.parametrize(
    ("written", "column"),
    [("![](a.jpg)", 5), ("![ ](a.jpg)", 6), ('<img src="a.jpg">', 1), ('<img src="a.jpg" alt=" ">', 1)],
)
def test_a_picture_without_words_is_a_problem(written: str, column: int) -> None:
    assert prose(f"Words.\n\n{written}").problems == (
        Problem(
            "missing-alt", NO_ALT, line=12, column=column, read="![](a.jpg)",
            wanted="what the picture shows, in a few words, between the square brackets",
            hint="write ![What the picture shows](a.jpg), or ![](a.jpg){decorative} if it carries no meaning",
        ),
    )  # fmt: skip


@pytest.mark.parametrize("written", ["![](a.jpg){decorative}", '<img src="a.jpg" alt="" decorative>'])
def test_a_decorative_picture_needs_none_and_keeps_an_empty_alt(written: str) -> None:
    made = html(written)
    assert (' alt=""' in made, "decorative" in made) == (True, False)


def test_problems_stand_on_their_own_lines() -> None:
    body = (
        "One [x](gone.md).\n\nTwo [y](/ok/).\n\n- [z](gone/two.md)\n\n![A](gone.jpg)\n\n[n]\n\n[n]: gone/n\n"
    )
    assert codes(body) == [
        ("link-missing", 10), ("link-missing", 14), ("link-missing", 16), ("link-missing", 20),
    ]  # fmt: skip
    assert prose("[x](gone?a=b&c=d)", line=1).problems == (
        Problem("link-missing", "Gone.", line=1, column=5, read="gone?a=b&c=d"),
    )


def test_a_problem_of_a_text_without_a_place_has_no_line() -> None:
    assert [(p.line, p.column) for p in prose("One.\n\nTwo [x](gone).", line=0).problems] == [(0, 0)]


@pytest.mark.parametrize(
    ("body", "lead"),
    [
        ("One *two*\nthree.\n\nFour.", "One two three."),
        ("## Head\n\n- a list\n\n> quote\n\n![A](a.jpg)\n\n| a |\n\n```\ncode\n```\n\nWords & \"more\".",
         "Words & “more”."),
        ("Won[^1].\n\n[^1]: Note.", "Won."),
        ("See [the report][r] now.\n\n[r]: https://example.org/", "See the report now."),
        ("See [the report].\n\n[the report]: https://example.org/", "See the report."),
        ("A heading\n=========\n\nWords.", "Words."),
        ("a | b\n--|--\n1 | 2\n\nWords.", "Words."),
        ("One<br>two", "One two"),
        ("**Bold** start", "Bold start"),
        ("<div>x</div>\n\nWords.", "Words."),
        ("", ""),
        ("## Head\n\n***\n", ""),
    ],
)  # fmt: skip
def test_a_lead_is_the_words_of_the_first_paragraph(body: str, lead: str) -> None:
    assert EN.lead(body) == lead


@given(st.text(alphabet="ab1+.-: _/é", max_size=60))
def test_every_scheme_of_a_text_is_found_wherever_it_stands(text: str) -> None:
    plainly = re.findall(r"\b([a-z][a-z0-9+.-]{1,20}):", text, re.I)
    assert _schemes(text) == {scheme.lower() for scheme in plainly}


XSS = """\
<script>alert(1)</script>|<SCRIPT SRC=//evil.example/x.js></SCRIPT>|<scr<script>ipt>alert(1)</script>
<img src=x onerror=alert(1) alt=a>|<img src="javascript:alert(1)" alt=a>|<svg onload=alert(1)><g/></svg>
<svg><script>alert(1)</script></svg>|<math><mi xlink:href="javascript:alert(1)">x</mi></math>
<a href="javascript:alert(1)">x</a>|<a href="JaVaScRiPt:alert(1)">x</a>|<a href=" javascript:alert(1)">x</a>
<a href="java&#10;script:alert(1)">x</a>|<a href="&#106;avascript:alert(1)">x</a>
<a href="&#x6A;avascript&colon;alert(1)">x</a>|<a href="&#15;javascript:alert(1)">x</a>
[x](&#1;javascript:alert(1))|<video poster="&#15;javascript:alert(1)"></video>
<a href="vbscript:x">x</a>|<a href="data:text/html,<script>alert(1)</script>">x</a>
<a href="//evil.example">x</a>
[x](javascript:alert(1))|[x](JAVASCRIPT:alert(1))|[x](<javascript:alert(1)>)|![x](javascript:alert(1))
[x][r] [r]: javascript:alert(1)|<javascript:alert(1)>|[x](data:text/html;base64,PHNjcmlwdD4=)
[x](&#106;avascript:alert(1))
<iframe src="https://evil.example"></iframe>|<object data="x"></object>|<embed src="x">
<base href="//evil.example">
<meta http-equiv="refresh" content="0;url=javascript:alert(1)">
<link rel="stylesheet" href="//evil.example/x.css">
<style>body{background:url(//evil.example)}</style>|<p style="background:url(javascript:alert(1))">x</p>
<form action="javascript:alert(1)"><button formaction="javascript:alert(1)">x</button></form>
<input onfocus=alert(1) autofocus>
<body onload=alert(1)>|<div onmouseover="alert(1)">x</div>|<details ontoggle=alert(1) open>x</details>
<video src="javascript:alert(1)" poster="javascript:alert(1)"></video>
<audio src="data:audio/x,y" controls></audio>
<blockquote cite="javascript:alert(1)">x</blockquote>|<q cite="javascript:alert(1)">x</q>
<ins cite="vbscript:x">x</ins>
<a href="x" onclick="alert(1)">x</a>|## Head {onclick=alert(1)}
Para *x*{onmouseover=alert(1) style=color:red}
[x](/ok/){onclick=alert(1)}|![x](a.jpg){onerror=alert(1)}
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<template><script>alert(1)</script></template>|<textarea><script>alert(1)</script></textarea>
<?xml-stylesheet href="javascript:alert(1)"?>
<xmp><p title="</xmp><img src=x onerror=alert(1)>">|<img src="a.jpg" alt="x" srcset="javascript:alert(1)">
<marquee onstart=alert(1)>x</marquee>
""".replace("\n", "|").strip("|").split("|")  # fmt: skip

NOTES = [text.replace(" [r]:", "\n\n[r]:") for text in XSS]


class Harm(HTMLParser):
    """Whatever of a page could run or reach out by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.found.append(tag)
        for name, value in attrs:
            # As the URL standard has it: what is in front of a scheme goes, and tabs and ends of lines within.
            scheme = re.match(r"[\x00-\x20]*([a-z]+):", re.sub(r"[\t\n\r]", "", value or "").lower())
            if name not in ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set()) or name.startswith("on"):
                self.found.append(f"{tag} {name}")
            elif name in ("href", "src", "poster", "cite") and scheme and scheme[1] not in SCHEMES:
                self.found.append(f"{tag} {name}={value}")


def test_the_list_of_attacks_is_long_and_the_detector_sees_each_sort() -> None:
    assert len(XSS) >= 40
    seen = Harm()
    seen.feed(
        '<script>x</script><p onclick="x" style="y">z</p><a href="java\nscript:x">a</a><q cite="data:x">b</q>'
    )
    assert seen.found == ["script", "p onclick", "p style", "a href=java\nscript:x", "q cite=data:x"]


@pytest.mark.parametrize("attack", NOTES)
def test_no_attack_leaves_anything_that_runs(attack: str) -> None:
    for body in (attack, f"Words {attack} words.", f"> {attack}", f"- {attack}"):
        harm = Harm()
        harm.feed(prose(body).html)
        assert harm.found == []


@pytest.mark.parametrize("attack", NOTES)
def test_nothing_is_removed_without_a_problem(attack: str) -> None:
    assert prose(f"Words.\n\n{attack}\n").problems != ()
