"""What an old site had and the hub has no place for is carried in another way, or named."""

from __future__ import annotations

from pathlib import Path

import pytest

from gazette.importers.words import clean, kept, line, marked
from tests.exports import SITE, attachment, comment, item
from tests.test_import_moving import build, hub, imported, posts, rows
from tests.test_import_text import moved

__all__ = ["hub"]


@pytest.mark.parametrize(
    ("html", "markdown", "notes"),
    [
        ('<ol start="7" type="1"><li>x</li></ol>', "7. x\n", ()),
        ('<ol type="a"><li>x</li></ol>', '<ol type="a"><li>x</li></ol>\n', ()),
        ('<ol reversed><li>x</li></ol>', '<ol reversed=""><li>x</li></ol>\n', ()),
        ('<ol><li value="5">x</li></ol>', '<ol><li value="5">x</li></ol>\n', ()),
        ('<p><img src="/wp-content/uploads/2017/07/picket.jpg" alt="P" title="At the “gate”"></p>', '![P](classic/picket.jpg "At the “gate”")\n', ()),
        ('<p><img src="/wp-content/uploads/2017/07/picket.jpg" alt="P" title="picket"></p>', "![P](classic/picket.jpg)\n", ()),
        ('<p><a href="https://x.example/" title="More of it">x</a> <a href="https://x.example/" title="y">y</a></p>',
         '[x](https://x.example/ "More of it") [y](https://x.example/)\n', ()),
        ('<p title="Not seen">x</p>', "x\n", ("a tooltip said “Not seen”: it was left out",)),
        ('<blockquote cite="https://x.example/"><p>Q</p></blockquote>', "> Q\n",
         ("a quotation named its source, https://x.example/, where no reader sees it: it does not any more",)),
        ("<pre>a\n\n\nb</pre>", "```\na\n\n\nb\n```\n", ()),
        ('<pre class="wp-block-verse">a\n\n\n  b</pre>', "<pre>a&#10;&#10;\n  b</pre>\n", ()),
        ('<p><a href="/wp-content/uploads/2017/07/flyer.pdf#page=3">F</a></p>', "[F](classic/flyer.pdf#page=3)\n", ()),
        ('<p>Up <img class="emoji" alt="✊" src="https://s.w.org/x.png"></p>', "Up ✊\n", ()),
        ('<p><img src="data:image/gif;base64,R0" data-src="x"></p><noscript><img src="/wp-content/uploads/2017/07/picket.jpg" alt="P">Words</noscript>',
         "![P](classic/picket.jpg)Words\n", ()),
        ("<table><tr><td><b>A</b></td><td><strong>B</strong></td></tr><tr><td>1</td><td>2</td></tr></table>", "| A | B |\n| --- | --- |\n| 1 | 2 |\n", ()),
        ('<figure class="wp-block-gallery"><ul class="blocks-gallery-grid"><li><figure><img src="/wp-content/uploads/2017/07/picket.jpg" alt="P"></figure></li></ul><figcaption>All</figcaption></figure>',
         "![P](classic/picket.jpg)\n\nAll\n", ()),
        ('<p><img src="/wp-content/uploads/2017/07/picket.jpg" alt="Picket"></p>', "![Picket](classic/picket.jpg)\n",
         ("the alt text of the picture classic/picket.jpg is no more than the name of its file",)),
        ('<p><a href="https://x.example/" aria-label="Our page"><svg></svg></a> <a href="https://y.example/"><i></i></a></p>', "[Our page](https://x.example/)\n",
         ("a <svg> drawn within the text was left out", "a link to https://y.example/ had no words, and was left out")),
        ("<div style=\"background-image:url('/wp-content/uploads/2017/07/picket.jpg');color:red\"><p>Over</p></div>", "Over\n",
         ("the picture /wp-content/uploads/2017/07/picket.jpg, which stood behind words, was left out",)),
        ('<video src="/wp-content/uploads/2017/07/picket.jpg" poster="/p.jpg"></video>',
         '<video controls="" preload="metadata" src="classic/picket.jpg"></video>\n', ("the picture /p.jpg, which stood for a recording, was left out",)),
        ("<table><tr><td>x [^1]</td></tr></table>", "<table><tbody><tr><td>x &#91;^1]</td></tr></tbody></table>\n", ()),
        ('<p lang="cy">Bore da</p>', 'Bore da\n{: lang="cy"}\n', ()),
        ('<p lang="en-US" dir="ltr">Hello</p>', "Hello\n", ()),
        ('<h2 lang="cy" id="x">Y</h2><p><a href="#x">x</a></p>', '## Y {#x lang="cy"}\n\n[x](#x)\n', ()),
        ('<ul lang="cy"><li>Un</li></ul>', '<ul lang="cy"><li>Un</li></ul>\n', ()),
        ('<p><ins datetime="2017-07-14" cite="https://x.example/">new</ins></p>', '<ins cite="https://x.example/" datetime="2017-07-14">new</ins>\n', ()),
        ('<figure class="wp-block-embed"><div>https://v.example/1</div><figcaption>The <b>film</b></figcaption></figure>',
         '<figure><a href="https://v.example/1">https://v.example/1</a><figcaption>The <b>film</b></figcaption></figure>\n', ()),
        ('<video src="https://x.example/v.mp4"><track src="v.vtt"></video>', "[v.mp4](https://x.example/v.mp4)\n",
         ("the words of a recording, /v.vtt, were left out: link to them", "the recording https://x.example/v.mp4 is not at hand, and is a link now: to fetch")),
        ('<map><area href="/x/" alt="X"></map><p>y</p>', "y\n", ("a part of a picture led to /x/: it does not any more",)),
        ('<!-- wp:core-embed/youtube {"url":"https://v.example/1"} /-->', "<https://v.example/1>\n", ()),
        ('<!-- wp:social-link {"url":"https://s.example/","service":"mastodon"} /-->', "[mastodon](https://s.example/)\n", ()),
        ('<!-- wp:block {"ref":99} /-->', "", ("the reusable block 99 was left out: the export does not have it",)),
        ("<h3>A</h3><h5>B</h5><h3>C</h3>", "## A\n\n### B\n\n## C\n", ("its headings skipped ranks, and do not any more",)),
    ],
)  # fmt: skip
def test_what_markdown_has_no_sign_for_is_carried_or_named(
    html: str, markdown: str, notes: tuple[str, ...]
) -> None:
    assert moved(html)[:2] == (markdown, notes)


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("[youtube https://www.youtube.com/watch?v=a]", "<https://www.youtube.com/watch?v=a>\n"),
        ("[youtube=https://www.youtube.com/watch?v=a&amp;w=5]", "<https://www.youtube.com/watch?v=a&w=5>\n"),
        ('[youtube id="a_b"]', "<https://www.youtube.com/watch?v=a_b>\n"),
        ("[vimeo 123]", "<https://vimeo.com/123>\n"),
        ('[button link="https://x.example/"]Join[/button]', "[Join](https://x.example/)\n"),
        ('[map url="https://x.example/"]', "<https://x.example/>\n"),
        ('[box url="https://x.example/"]<p>Words</p>[/box]', "Words\n\n<https://x.example/>\n"),
        (
            '[vc_btn title="Sign" link="url:https%3A%2F%2Fx.example%2Fa|target:%20_blank|"]',
            "[Sign](https://x.example/a)\n",
        ),
        (
            '[vc_single_image image="10"]',
            '<figure><img alt="" decorative src="classic/picket.jpg"><figcaption>Cap</figcaption></figure>\n',
        ),
        ('[media-credit name="Ann"]<b>x</b>[/media-credit]', "**x** (Ann)\n"),
        ("He said [sic] and [slider]", "He said [sic] and [slider]\n"),
    ],
)
def test_addresses_in_shortcodes_are_carried(text: str, markdown: str) -> None:
    assert moved(text, plain=True)[0] == markdown


@pytest.mark.parametrize(
    ("html", "words", "marks"),
    [
        ("Pay < prices > wages", "Pay < prices > wages", ()),
        ("a <b>bold</b> & <i>fine</i>", "a bold & fine", ("b", "i")),
        ("&lt;b&gt; &amp;amp;", "<b> &amp;", ()),
        ("one<br>two", "one two", ("br",)),
        ("<foo> and <3", "<foo> and <3", ()),
        ("x<script>y</script>z", "x z", ("script",)),
    ],
)
def test_only_tags_are_taken_out_of_a_line(html: str, words: str, marks: tuple[str, ...]) -> None:
    assert (line(html), marked(html)) == (words, marks)


def test_signs_that_join_and_part_stay_and_those_that_hide_go() -> None:
    assert clean("👩\u200d🏭 a\xa0b \u202ec\u2028d\x07e") == "👩\u200d🏭 a b c d e"
    assert kept("a\xa0b\r\n\tc\x07") == "a\xa0b\n\tc "


def test_what_an_item_loses_is_in_its_row(hub: Path) -> None:
    (hub.parent / "uploads/2017/07/second.jpg").write_bytes(
        (hub.parent / "uploads/2017/07/picket.jpg").read_bytes()
    )
    words = [("category", "statements", "Statements"), ("category", "disputes", "Disputes"), ("category", "uncategorized", "Uncategorized"),
             ("post_format", "post-format-aside", "Aside"), ("series", "s", "A series")]  # fmt: skip
    (hub / "imports").mkdir()
    (hub / "imports/wordpress.toml").write_text(
        '[types]\npost = "news"\n[kinds]\nstatements = "statements"\ndisputes = "disputes"\n[tags]\nuncategorized = ""\n'
    )
    imported(
        hub,
        item(1, "A <em>title</em>", "[slider] words", slug="one", categories=words, excerpt="An <a href='/x/'>excerpt</a>",
             meta=[("mood", "a\xa0b"), ("odd", "a\x85b"), ("_yoast_wpseo_metadesc", "For machines")],
             comments=comment(1, "Ann", "<script>x</script>") + comment(2, "B", "x", approved="spam") + comment(3, "C", "x", sort="trackback")),
        item(2, slug="two", meta=[("_yoast_wpseo_metadesc", "What it is about")]),
        item(3, "Ahead", slug="ahead", date="2099-01-01 10:00:00", gmt="2099-01-01 10:00:00"),
        attachment(10, "2017/07/picket.jpg", alt="P", caption="By <a href='/x/'>Ann</a>", credit="Ann", words="<p>Taken at dawn</p>"),
        attachment(11, "2017/07/second.jpg"),
        item(4, slug="four", meta=[("_thumbnail_id", "10")]),
        more=("--comments",),
    )  # fmt: skip
    found = rows(hub)
    assert found["1"]["notes"] == [
        "its title had markup (em), of which the words stay", "its excerpt had markup (a), of which the words stay",
        "1 comment was left out: not approved", "1 comment was left out: only the trace of a link from elsewhere",
        "[slider] stands in the text: a shortcode of a plugin, or words in brackets",
        "it was filed under “Disputes” (disputes) too, and stands in statements only", "the series “A series” is not in the mapping, and was left out",
        "the custom field odd had characters in it that hide, which were left out",
        "the comment 1 of Ann: a <script> was left out", "the comment 1 of Ann: it has no words that can be shown, and was left out",
    ]  # fmt: skip
    assert found["2"]["notes"] == ["it had no excerpt: its summary is what was written for search engines"]
    assert found["3"]["notes"] == [
        "its date is yet to come: it appears then, and the old site showed it already"
    ]
    assert found["10"]["notes"] == [
        "its caption had markup (a), of which the words stay",
        "its description was left out: “Taken at dawn”",
    ]
    assert found["11"]["notes"] == ["no post shows it, and it was not copied"]
    assert "extra:\n  mood: a\xa0b\n" in posts(hub)["statements/one.md"]
    assert "summary: An excerpt\n" in posts(hub)["statements/one.md"]
    assert "summary: What it is about\n" in posts(hub)["news/two.md"]
    assert "  alt: P\n  caption: By Ann\n  credit: Ann\n" in posts(hub)["news/four.md"]
    assert "aliases: [/picket/, '/?attachment_id=10', /2017/07/four/, '/?p=4']" in posts(hub)["news/four.md"]
    assert build(hub).exit_code == 0


def test_a_name_or_a_day_that_an_item_had_before_leads_to_it_too(hub: Path) -> None:
    imported(
        hub,
        item(
            1,
            slug="new",
            link=f"{SITE}/2017/07/01/new/",
            meta=[("_wp_old_slug", "old"), ("_wp_old_slug", "older"), ("_wp_old_date", "2016-05-04")],
        ),
    )
    assert (
        "aliases: [/2017/07/01/new/, /2017/07/01/old/, /2017/07/01/older/, /2016/05/04/new/, '/?p=1']"
        in posts(hub)["news/new.md"]
    )


def test_the_day_of_the_last_change_is_kept_of_pages_only(hub: Path) -> None:
    later = "<wp:post_modified_gmt>2019-03-01 09:00:00</wp:post_modified_gmt><wp:post_type>"
    made = [
        item(n, slug=f"p{n}", sort=sort).replace("<wp:post_type>", later)
        for n, sort in ((1, "page"), (2, "post"))
    ]
    imported(hub, *made)
    assert "updated: 2019-03-01 09:00\n" in posts(hub)["pages/p1.md"]
    assert "updated" not in posts(hub)["news/p2.md"]
    assert (
        "1 post was saved again after the day of publication" in (hub / "imports/wordpress.json").read_text()
    )


def test_links_to_lists_and_to_pages_of_attachments_and_links_from_where_they_stand(hub: Path) -> None:
    links = ("/picket/", "/?attachment_id=10", "/category/pay/", f"{SITE}/category/work/pay/", "../two/", "../../../2017/07/two/?x=1", "/author/jo/", "/2017/07/",
             "/feed/", "/news/", "/category/nobody/", "/tag/pay/feed/")  # fmt: skip
    html = "".join(f'<p><a href="{link}">w</a></p>' for link in links)
    imported(
        hub,
        item(
            1,
            "One",
            html,
            slug="one",
            categories=[("category", "pay", "Fair pay"), ("post_tag", "pay", "Pay")],
        ),
        item(2, "Two", slug="two"),
        attachment(10, "2017/07/picket.jpg", alt="P"),
    )
    body = posts(hub)["news/one.md"].split("---\n")[2]
    assert body == "\n\n".join((
        "[w](one/picket.jpg)", "[w](one/picket.jpg)", "[w](/tags/fair-pay/)", "[w](/tags/fair-pay/)", "[w](two.md)", "[w](two.md)", "[w](/archive/)",
        "[w](/archive/2017/07/)", "[w](/feed.xml)", "[w](/news/)", "w", "[w](/tags/fair-pay/feed.xml)",
    )) + "\n"  # fmt: skip
    assert rows(hub)["1"]["notes"] == [
        "a link led to /category/nobody/, a page that the export does not have"
    ]
    built = build(hub)
    assert (built.exit_code, built.stderr) == (0, "")
