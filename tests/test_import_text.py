"""The text of an old site as Markdown: every word of it, and where it leads."""

from __future__ import annotations

import random
import re

import lxml.html
import pytest

from gazette.importers import paragraphs, shortcodes
from gazette.importers.blocks import expanded
from gazette.importers.files import Tidied
from gazette.importers.lookup import Held, Lookup, Spot
from gazette.importers.tidy import tidy
from gazette.importers.writing import printed, write
from gazette.links import Target
from gazette.prose import printer
from tests.conftest import PROVE
from tests.random_html import blocks


def lookup(**media: str) -> Lookup:
    found = Lookup(frozenset({"old.example"}), {"2017/07/picket.jpg": "x", "2017/07/flyer.pdf": "x"})
    found.held["10"] = Held(
        "10", "https://old.example/wp-content/uploads/2017/07/picket.jpg", "p", "", "Cap", "1"
    )
    found.held["11"] = Held(
        "11", "https://old.example/wp-content/uploads/2017/07/gone.jpg", "g", "Gone", "", "1"
    )
    found.files = {"2017/07/picket.jpg": "10", "2017/07/gone.jpg": "11"}
    found.spots = {
        "2017/07/second": Spot("content/news/second.md", True),
        "?p=2": Spot("content/news/second.md", True),
        "2017/07/draft": Spot("content/news/draft.md", False),
    }
    found.blocks = {"50": "<!-- wp:paragraph --><p>Used again</p><!-- /wp:paragraph -->"}
    return found


def moved(html: str, plain: bool = False) -> tuple[str, tuple[str, ...], dict[str, str]]:
    """The Markdown of a text in content/statements/, what is said of it, and its files."""
    made, known = Tidied(), lookup()
    shown = shortcodes.shown(
        expanded(html, known, made.note),
        lambda n: (known.held[n].address, known.held[n].alt, known.held[n].caption),
    )
    text = paragraphs.paragraphs(shown.html) if plain else shown.html
    body = write(tidy(text, "content/statements", "classic", known, made), "en-GB")
    assert body.faithful
    return body.markdown, tuple(made.notes), made.files


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>A <b>bold</b> <i>word</i></p>", "A **bold** *word*\n"),
        ("<h1>Top</h1><h4>Low</h4>", "## Top\n\n### Low\n"),
        ("<ul><li>a<ol><li>b</li><li>c</li></ol></li></ul>", "- a\n    1. b\n    2. c\n"),
        ('<ol start="3"><li>x</li><li>y</li></ol>', "3. x\n4. y\n"),
        ("<p>1. no<br>- no<br># no</p>", "1\\. no  \n\\- no  \n\\# no\n"),
        ("<p>5*3 [x](y) {: .c} `z`</p>", "5\\*3 \\[x\\](y) \\{: .c} \\`z\\`\n"),
        ("<p>snake_case and a & b &lt; c</p>", "snake_case and a & b < c\n"),
        ("<blockquote><p>Q</p></blockquote>", "> Q\n"),
        ("<pre><code>a\n  b *c*</code></pre>", "```\na\n  b *c*\n```\n"),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>",
         "| A | B |\n| --- | --- |\n| 1 | 2 |\n"),
        ("<table><tr><td>1</td><td>2</td></tr></table>",
         "<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>\n"),
        ("<p>H<sub>2</sub>O <del>gone</del></p>", "H<sub>2</sub>O <del>gone</del>\n"),
        ("<div><div>loose words<p>and more</p></div></div>", "loose words\n\nand more\n"),
        ('<p><span style="color:red">red</span> <font face="x">f</font></p>', "red f\n"),
        ("<p>&nbsp;</p><p></p><p>x</p>", "x\n"),
        ('<p><a href="#t">to</a></p><h2 id="t">There</h2>', "[to](#t)\n\n## There {#t}\n"),
        ("<p>https://v.example/watch?v=a_b</p>", "<https://v.example/watch?v=a_b>\n"),
        ("", ""),
    ],
)  # fmt: skip
def test_html_becomes_markdown_that_a_person_would_write(html: str, markdown: str) -> None:
    assert moved(html)[0] == markdown


@pytest.mark.parametrize(
    ("html", "markdown", "notes"),
    [
        ('<p><a href="https://old.example/2017/07/second/">s</a></p>', "[s](../news/second.md)\n", ()),
        ('<p><a href="http://www.old.example/?p=2#x">s</a></p>', "[s](../news/second.md)\n",
         ("a link led to the place #x of content/news/second.md, and leads to its top now",)),
        ('<p><a href="/2017/07/second">s</a></p>', "[s](../news/second.md)\n", ()),
        ('<p><a href="/2017/07/draft/">d</a></p>', "d\n", ("a link led to content/news/draft.md, which readers cannot see",)),
        ('<p><a href="/nowhere/">n</a></p>', "n\n", ("a link led to /nowhere/, a page that the export does not have",)),
        ('<p><a href="javascript:x()">j</a></p>', "j\n", ("a link began with javascript: and keeps its words only",)),
        ('<p><a href="#gone">g</a></p>', "g\n", ("a link led to the place #gone of the same page, which is not there",)),
        ('<p><a href="https://x.example/">o</a> <a href="mailto:a@b.example">m</a></p>',
         "[o](https://x.example/) [m](mailto:a@b.example)\n", ()),
        ('<p><a href="/wp-content/uploads/2017/07/flyer.pdf">F</a></p>', "[F](classic/flyer.pdf)\n", ()),
        ('<p><a href="https://old.example/wp-content/uploads/2016/x.pdf">F</a></p>',
         "[F](https://old.example/wp-content/uploads/2016/x.pdf)\n",
         ("the file https://old.example/wp-content/uploads/2016/x.pdf is not at hand: to fetch",)),
        ('<iframe src="//v.example/1" title="The film"></iframe>', "[The film](https://v.example/1)\n",
         ("what v.example showed within the page is a link now",)),
        ("<p>a</p><script>alert(1)</script><style>p{}</style>", "a\n", ("a <script> was left out", "a <style> was left out")),
        ("<form><p>Name <input></p></form><p>b</p>", "b\n", ("a form was left out",)),
        ('<p><img class="wp-image-10" src="https://old.example/wp-content/uploads/2017/07/picket-300x200.jpg"></p>',
         "![](classic/picket.jpg){decorative}\n", ("the picture classic/picket.jpg has no alt text, and is marked as decorative",)),
        ('<p><a href="/wp-content/uploads/2017/07/picket.jpg"><img src="/wp-content/uploads/2017/07/picket-1x1.jpg" alt="P"></a></p>',
         "![P](classic/picket.jpg)\n", ()),
        ('<p><img src="/wp-content/uploads/2017/07/gone.jpg"></p>', "[Gone](https://old.example/wp-content/uploads/2017/07/gone.jpg)\n",
         ("the picture https://old.example/wp-content/uploads/2017/07/gone.jpg is not at hand, and is a link now: to fetch",)),
        ('<p><img src="https://x.example/a.jpg" alt="A"></p>', "[A](https://x.example/a.jpg)\n",
         ("the picture https://x.example/a.jpg is not at hand, and is a link now: to fetch",)),
        ('<figure><img src="/wp-content/uploads/2017/07/picket.jpg" alt="P"><figcaption>C</figcaption></figure>',
         '<figure><img alt="P" src="classic/picket.jpg"><figcaption>C</figcaption></figure>\n', ()),
    ],
)  # fmt: skip
def test_links_and_pictures_lead_into_the_hub_or_are_named(
    html: str, markdown: str, notes: tuple[str, ...]
) -> None:
    assert moved(html)[:2] == (markdown, notes)


@pytest.mark.parametrize(
    ("text", "markdown", "notes"),
    [
        ("One\ntwo\n\nThree", "One  \ntwo\n\nThree\n", ()),
        ("<h2>Big</h2>\nwords\n<ul>\n<li>a</li>\n</ul>\nmore", "## Big\n\nwords\n\n- a\n\nmore\n", ()),
        ('[caption id="x"]<img src="/wp-content/uploads/2017/07/picket.jpg" alt="P" /> Words[/caption]',
         '<figure><img alt="P" src="classic/picket.jpg"><figcaption>Words</figcaption></figure>\n', ()),
        ('[gallery ids="10,11"]',
         '<figure><img alt="" decorative src="classic/picket.jpg"><figcaption>Cap</figcaption></figure>\n\n'
         "[Gone](https://old.example/wp-content/uploads/2017/07/gone.jpg)\n",
         ("the picture classic/picket.jpg has no alt text, and is marked as decorative",
          "the picture https://old.example/wp-content/uploads/2017/07/gone.jpg is not at hand, and is a link now: to fetch")),
        ("[embed]https://v.example/1[/embed]", "<https://v.example/1>\n", ()),
        ('[audio mp3="https://x.example/a.mp3"][/audio]', "[a.mp3](https://x.example/a.mp3)\n", ()),
        ('[playlist ids="10"]', "- [Cap](classic/picket.jpg)\n", ()),
        ("He said [sic] and [[gallery]]", "He said [sic] and [gallery]\n", ()),
    ],
)  # fmt: skip
def test_the_classic_editors_text_has_its_paragraphs_and_shortcodes(
    text: str, markdown: str, notes: tuple[str, ...]
) -> None:
    assert moved(text, plain=True)[:2] == (markdown, notes)


def test_unknown_shortcodes_are_named_and_what_stands_between_them_stays() -> None:
    found = shortcodes.shown('a [box_x]inner[/box_x] [contact-form-7 id="3"] [note] b', lambda number: None)
    assert found == shortcodes.Shown("a inner  [note] b", ("box_x", "contact-form-7"))


BLOCKS = {
    "paragraph": '<!-- wp:paragraph {"a":1} --><p>Words</p><!-- /wp:paragraph -->',
    "heading": '<!-- wp:heading --><h2 class="wp-block-heading" id="h">Head</h2><!-- /wp:heading -->',
    "list": "<!-- wp:list --><ul><!-- wp:list-item --><li>a</li><!-- /wp:list-item --></ul><!-- /wp:list -->",
    "quote": "<!-- wp:quote --><blockquote><p>Q</p><cite>Who</cite></blockquote><!-- /wp:quote -->",
    "pullquote": "<!-- wp:pullquote --><figure><blockquote><p>P</p></blockquote></figure><!-- /wp:pullquote -->",
    "table": "<!-- wp:table --><figure><table><tbody><tr><td>1</td></tr></tbody></table></figure><!-- /wp:table -->",
    "code": "<!-- wp:code --><pre class=\"wp-block-code\"><code>x = 1\n\ny</code></pre><!-- /wp:code -->",
    "verse": "<!-- wp:verse --><pre>roses\n  red</pre><!-- /wp:verse -->",
    "preformatted": "<!-- wp:preformatted --><pre>a   b</pre><!-- /wp:preformatted -->",
    "columns": "<!-- wp:columns --><div><!-- wp:column --><div><p>L</p></div><!-- /wp:column --><div><p>R</p></div></div><!-- /wp:columns -->",
    "group": "<!-- wp:group --><div><p>G</p></div><!-- /wp:group -->",
    "cover": '<!-- wp:cover --><div><img src="/wp-content/uploads/2017/07/picket.jpg" alt=""><div><p>Over</p></div></div><!-- /wp:cover -->',
    "media-text": '<!-- wp:media-text --><div><figure><img src="/wp-content/uploads/2017/07/picket.jpg" alt="P"></figure><div><p>T</p></div></div><!-- /wp:media-text -->',
    "buttons": '<!-- wp:buttons --><div><div><a class="b" href="https://x.example/">Act</a></div></div><!-- /wp:buttons -->',
    "separator": "<!-- wp:separator --><hr/><!-- /wp:separator -->",
    "spacer": '<!-- wp:spacer --><div style="height:50px" aria-hidden="true"></div><!-- /wp:spacer -->',
    "embed": "<!-- wp:embed --><figure class=\"wp-block-embed\"><div>\nhttps://v.example/1\n</div></figure><!-- /wp:embed -->",
    "file": '<!-- wp:file --><div><a href="/wp-content/uploads/2017/07/flyer.pdf">Flyer</a><a href="/wp-content/uploads/2017/07/flyer.pdf" download>Download</a></div><!-- /wp:file -->',
    "audio": '<!-- wp:audio --><figure><audio controls src="https://x.example/a.mp3"></audio></figure><!-- /wp:audio -->',
    "gallery": '<!-- wp:gallery --><figure><figure><img src="/wp-content/uploads/2017/07/picket.jpg" alt="P"/></figure><figcaption>All</figcaption></figure><!-- /wp:gallery -->',
    "details": "<!-- wp:details --><details><summary>More</summary><p>Hidden</p></details><!-- /wp:details -->",
    "html": "<!-- wp:html --><p>Raw <mark>m</mark></p><!-- /wp:html -->",
    "more": "<!-- wp:more --><!--more--><!-- /wp:more --><p>After</p>",
    "nextpage": "<!-- wp:nextpage --><!--nextpage--><!-- /wp:nextpage --><p>Page two</p>",
    "footnotes": '<p>A<sup data-fn="f1" class="fn"><a href="#f1" id="f1-link">1</a></sup></p>',
    "block": '<!-- wp:block {"ref":50} /-->',
}  # fmt: skip


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_keeps_its_words(name: str) -> None:
    markdown, notes, _ = moved(BLOCKS[name])
    wanted = "Used again" if name == "block" else text_of(BLOCKS[name])
    if name == "audio":
        wanted = "a.mp3"
    assert text_of(printed(markdown, "en-GB")) == re.sub(r"\s+", "", wanted)
    assert not [note for note in notes if "left out" in note]


def test_blocks_that_wordpress_fills_anew_are_named() -> None:
    html = '<!-- wp:heading --><h2>H</h2><!-- /wp:heading --><!-- wp:latest-posts {"n":5} /--><p>x</p><!-- wp:block {"ref":50} /-->'
    assert moved(html)[:2] == (
        "## H\n\nx\n\nUsed again\n",
        ("the block “latest-posts”, which WordPress fills for each visitor, was left out",),
    )


SIGNS = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\xa0": "", "…": "..."})
"""What typographic signs stand for, told here once more: the test must not believe the program."""


def text_of(html: str) -> str:
    if not re.sub(r"<!--.*?-->", "", html, flags=re.S).strip():
        return ""
    text = lxml.html.fromstring(f"<body>{html}</body>").text_content()
    text = re.sub(r"\s+", "", str(text).translate(SIGNS).replace("…", "..."))
    return re.sub("-+", "-", text)


SHARDS = 4
DOCUMENTS = 2_000 if PROVE else 160


@pytest.mark.parametrize("shard", range(SHARDS))
def test_random_html_keeps_every_word_and_is_clean(shard: int) -> None:
    for number in range(shard, DOCUMENTS, SHARDS):
        html = blocks(random.Random(number))
        body = write(tidy(html, "content/news", "b", Lookup(frozenset(), {}), Tidied()), "en-GB")
        made = printer("en-GB").prose(body.markdown, 1, "x", lambda link: Target(link), lambda file: None)
        assert (body.faithful, text_of(made.html), made.problems) == (True, text_of(html), ()), number
