"""An export that tries everything at once: every block, every shortcode, every odd title, each as an item
with the words that readers of the old site saw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.exports import SITE, attachment, comment, item

UPLOADS = f"{SITE}/wp-content/uploads"
PICTURE = f'<img src="{UPLOADS}/2017/07/picket-300x200.jpg" alt="A picket" class="wp-image-900"/>'


@dataclass(frozen=True)
class Tried:
    """One item: its text, and the HTML of what readers saw, where it is not the text itself."""

    html: str
    shown: str | None = None
    title: str = "A title"
    more: dict[str, Any] = field(default_factory=dict)


def _block(name: str, html: str, given: str = "") -> str:
    return f"<!-- wp:{name} {given}{' ' * bool(given)}-->\n{html}\n<!-- /wp:{name} -->"


BLOCKS = {
    "paragraphs": Tried(_block("paragraph", '<p class="has-drop-cap has-red-color" style="color:red">Big <strong>bold</strong>, <em>leaning</em>, <a href="https://x.example/a?b=1&amp;c=2">linked</a>, <code>a &lt; b</code>, <kbd>Ctrl</kbd>, <s>gone</s>, x<sup>2</sup>, H<sub>2</sub>O.</p>', '{"dropCap":true}')
                        + "\n\n" + _block("paragraph", "<p>1986. A year, not a list.<br># not a heading<br>- not an item</p>")),
    "headings": Tried("".join(_block("heading", f'<h{n} class="wp-block-heading">Rank {n} &amp; *star*</h{n}>', f'{{"level":{n}}}') for n in range(1, 7))),
    "lists": Tried(_block("list", "<ul><!-- wp:list-item --><li>One<!-- wp:list --><ul><!-- wp:list-item --><li>Within</li><!-- /wp:list-item --></ul><!-- /wp:list --></li><!-- /wp:list-item --><!-- wp:list-item --><li>Two</li><!-- /wp:list-item --></ul>")
                   + _block("list", '<ol reversed start="5"><li>Five</li><li>Four</li></ol>', '{"ordered":true,"reversed":true}')
                   + _block("list", '<ol type="a"><li>Letter a</li></ol>') + _block("list", '<ol start="7"><li>Seven</li><li>Eight</li></ol>')),
    "quotes": Tried(_block("quote", '<blockquote class="wp-block-quote"><p>We said <em>no</em>.</p><p>Twice.</p><cite>The members</cite></blockquote>')
                    + _block("pullquote", "<figure class=\"wp-block-pullquote\"><blockquote><p>Pulled</p><cite>Out</cite></blockquote></figure>")),
    "code": Tried(_block("code", '<pre class="wp-block-code"><code>if a &lt; b:\n    *run*()\n\n\n&lt;b&gt;end&lt;/b&gt;</code></pre>')
                  + _block("preformatted", '<pre class="wp-block-preformatted">a   b\n\n\n\n  <strong>c</strong></pre>') + _block("verse", '<pre class="wp-block-verse">Roses\n    red\n\nviolets</pre>')),
    "tables": Tried(_block("table", '<figure class="wp-block-table"><table><thead><tr><th>Grade | step</th><th>Pay</th></tr></thead><tbody><tr><td>A</td><td>£12</td></tr></tbody><tfoot><tr><td>All</td><td>£24</td></tr></tfoot></table><figcaption>Rates of pay</figcaption></figure>')
                    + _block("table", '<figure class="wp-block-table"><table><tbody><tr><td>No</td><td>heads</td></tr></tbody></table></figure>')),
    "pictures": Tried(_block("image", f'<figure class="wp-block-image size-large"><a href="{UPLOADS}/2017/07/picket.jpg">{PICTURE}</a><figcaption class="wp-element-caption">The <em>line</em>, by <a href="https://x.example/ann">Ann</a></figcaption></figure>', '{"id":900}')
                      + _block("image", f"<figure>{PICTURE}</figure>"), "The <em>line</em>, by Ann"),
    "gallery": Tried(_block("gallery", f'<figure class="wp-block-gallery has-nested-images">{_block("image", f"<figure>{PICTURE}<figcaption>First</figcaption></figure>")}{_block("image", f"<figure>{PICTURE}</figure>")}<figcaption>All of them</figcaption></figure>')),
    "layouts": Tried(_block("columns", f'<div class="wp-block-columns">{_block("column", "<div><p>Left</p></div>")}{_block("column", "<div><p>Right</p></div>")}</div>')
                     + _block("group", f'<div class="wp-block-group">{_block("paragraph", "<p>Grouped</p>")}</div>')
                     + _block("cover", f'<div class="wp-block-cover"><span aria-hidden="true" class="wp-block-cover__background"></span>{PICTURE}<div><p>Over it</p></div></div>')
                     + _block("media-text", f"<div><figure>{PICTURE}</figure><div><p>Beside it</p></div></div>")
                     + _block("details", "<details><summary>More</summary><p>Hidden</p></details>")),
    "buttons": Tried(_block("buttons", '<div class="wp-block-buttons"><div class="wp-block-button"><a class="wp-block-button__link" href="https://x.example/act">Act now</a></div></div>') + _block("separator", '<hr class="wp-block-separator"/>') + _block("spacer", '<div style="height:90px" aria-hidden="true" class="wp-block-spacer"></div>')),
    "files": Tried(_block("file", f'<div class="wp-block-file"><a href="{UPLOADS}/2017/07/flyer.pdf#page=2">The flyer</a><a href="{UPLOADS}/2017/07/flyer.pdf" class="wp-block-file__button" download>Download</a></div>', '{"id":901}')
                   + _block("audio", f'<figure class="wp-block-audio"><audio controls src="{UPLOADS}/2017/07/talk.mp3"></audio><figcaption>The talk</figcaption></figure>')
                   + _block("video", f'<figure class="wp-block-video"><video controls src="{UPLOADS}/2017/07/gone.mp4"></video></figure>'), "The flyer Download The talk gone.mp4"),
    "embeds": Tried(_block("embed", '<figure class="wp-block-embed is-provider-youtube"><div class="wp-block-embed__wrapper">\nhttps://www.youtube.com/watch?v=a_b-c\n</div><figcaption>The <strong>film</strong></figcaption></figure>', '{"url":"https://www.youtube.com/watch?v=a_b-c"}')
                    + '<!-- wp:core-embed/vimeo {"url":"https://vimeo.com/7"} /-->', "https://www.youtube.com/watch?v=a_b-c The film https://vimeo.com/7"),
    "anew": Tried('<!-- wp:latest-posts {"postsToShow":3} /--><!-- wp:search /-->' + _block("paragraph", "<p>Stays</p>"), "Stays"),
    "again": Tried('<!-- wp:block {"ref":950} /-->', "Used again"),
    "notes": Tried(_block("paragraph", '<p>Said<sup data-fn="n1" class="fn"><a href="#n1" id="n1-link">1</a></sup>.</p>') + "<!-- wp:footnotes /-->", "Said1. The note ↩︎",
                   more={"meta": [("footnotes", '[{"id":"n1","content":"The note <a href=\\"#n1-link\\">↩︎</a>"}]')]}),
    "free": Tried(_block("html", '<div class="box"><p>By hand <mark>marked</mark></p></div>') + _block("more", "<!--more-->") + _block("nextpage", "<!--nextpage-->") + _block("paragraph", "<p>After</p>")),
    "languages": Tried(_block("paragraph", '<p lang="cy">Cymraeg yma</p>') + _block("paragraph", '<p>And <span lang="ur" dir="rtl">اردو</span>, <abbr title="Trades Union Congress">TUC</abbr>, <q cite="https://x.example/">quoted</q>, <time datetime="2017-07-14">today</time>.</p>'), None),
}  # fmt: skip

SHORTCODES = {
    "caption": Tried(f'[caption id="attachment_900" align="alignleft" width="300"]{PICTURE} The line at six[/caption]\n\nWords after.', "The line at six Words after."),
    "gallery numbered": Tried('Before\n\n[gallery columns="2" ids="900,902"]\n\nAfter', f"Before On the line {UPLOADS}/2017/07/gone.jpg After".replace(f"{UPLOADS}/2017/07/gone.jpg", "Gone for good")),
    "embed": Tried("[embed width=500]https://v.example/1[/embed]\n\nhttps://v.example/2\n\n[youtube https://www.youtube.com/watch?v=abc]", "https://v.example/1 https://v.example/2 https://www.youtube.com/watch?v=abc"),
    "players": Tried(f'[audio mp3="{UPLOADS}/2017/07/talk.mp3"][/audio]\n\n[playlist ids="903"]', "talk.mp3 talk.mp3"),
    "plugins": Tried('[contact-form-7 id="3" title="Write"]\n\n[vc_row][vc_column width="1/2"][vc_column_text]Within a builder[/vc_column_text][/vc_column][/vc_row]\n\n[su_button url="https://x.example/join"]Join us[/su_button]\n\nHe said [sic] and [[gallery]] and [slider]', "Within a builder Join us He said [sic] and [gallery] and [slider]"),
}  # fmt: skip

CLASSIC = {
    "lines": Tried("First line\nsecond line\n\nNew paragraph with <em>marks</em> &amp; signs: 5*3 [x](y) {a}\n\n<ul>\n\t<li>An item</li>\n</ul>\nLoose words\n<blockquote cite=\"https://x.example/\">Quoted</blockquote>\n<pre>kept   as\n\n  it is</pre>"),
    "aligned": Tried('<p style="text-align:center"><font color="red">Red</font> <center>middle</center></p>\n<img class="alignright size-full" title="At the gate" src="/wp-content/uploads/2017/07/picket.jpg" alt="Gate"> beside words', "Red middle beside words"),
    "emoji": Tried('Fight on <img src="https://s.w.org/images/core/emoji/2/72x72/270a.png" alt="✊" class="emoji" />', "Fight on ✊"),
    "lazy": Tried(f'Words <img src="data:image/gif;base64,R0" data-src="{UPLOADS}/2017/07/picket.jpg" alt="P"><noscript><img src="{UPLOADS}/2017/07/picket.jpg" alt="P"> Without scripts</noscript>', "Words Without scripts"),
    "scripts": Tried("Before<script>alert(1)</script><style>p{}</style><form><p>Name <input></p></form> after", "Before after"),
    "frames": Tried('<iframe src="https://maps.example/1" title="The hall"></iframe><svg><circle r="1"/></svg>', "The hall"),
    "broken files": Tried(f'<a href="{UPLOADS}/2017/07/broken.pdf">A broken one</a> and <a href="{UPLOADS}/2017/07/odd.xyz">an odd one</a>'),
    "advice": Tried('To read it, <a href="https://x.example/">click here</a>.'),
    "links": Tried(f'<a href="{SITE}/category/pay/fair/">the list</a>, <a href="../lines/">relative</a>, <a href="{SITE}/nowhere/">dead</a>, <a href="{SITE}/picket/">its picture</a>, <a href="/2017/07/">July</a>, <a href="#top">top</a>, <a href="{SITE}/author/jo/">Jo</a>'),
}  # fmt: skip

TITLES = (
    "", "   ", "Pay < prices & “rents” > wages", "<em>Leaning</em> <b>bold", "A: colon # hash - dash", "---", "null", "yes", "2017", "'quoted\"",
    "[brackets] {braces} *stars*", "Emoji 👩‍🏭 and ZWJ", "Ünïcödé наука 労働 اردو", "x" * 300, "Tab\tand\nline", "%%percent%%", "Pay &amp;amp; conditions", "…", "@at `tick` |pipe|", "Zero\u200bwidth", "&#8220;Signs&#8221; &#038; more",
    "STATEMENT ON THE JUNIOR DOCTORS DISPUTE",
)  # fmt: skip
"""Titles as people and programs leave them."""


def tried() -> Iterator[tuple[int, Tried]]:
    """Everything that is tried, by its number."""
    yield from enumerate((*BLOCKS.values(), *SHORTCODES.values(), *CLASSIC.values()), 1)
    yield from (
        (200 + number, Tried(f"Words of {number}.", title=title)) for number, title in enumerate(TITLES)
    )


NAMES = {number: name.replace(" ", "-") for number, name in enumerate((*BLOCKS, *SHORTCODES, *CLASSIC), 1)}


def items() -> Iterator[str]:
    """The items of the export."""
    words = [
        ("category", "fair", "Fair pay"),
        ("category", "uncategorized", "Uncategorized"),
        ("post_format", "post-format-aside", "Aside"),
    ]
    for number, one in tried():
        yield item(
            number,
            one.title,
            one.html,
            slug=NAMES.get(number, ""),
            categories=words[: 1 + number % 3],
            **one.more,
        )
    yield attachment(900, "2017/07/picket.jpg", parent=7, caption="On the line", alt="A picket")
    yield attachment(901, "2017/07/flyer.pdf")
    yield attachment(902, "2017/07/gone.jpg", alt="Gone for good")
    yield attachment(903, "2017/07/talk.mp3")
    yield item(950, "Again", "<!-- wp:paragraph --><p>Used again</p><!-- /wp:paragraph -->", sort="wp_block")
    yield item(960, "Draft", status="draft", slug="a-draft")
    yield item(961, "Private", status="private", slug="private")
    yield item(962, "Binned", status="trash", slug="binned")
    yield item(963, "About us", "<p>We.</p>", sort="page", slug="about", link=f"{SITE}/about/")
    yield item(964, "Talked of", slug="talked-of", comments=comment(1, "Ann", "Well <b>said</b>, see <a href='/nowhere/'>this</a>") + comment(2, "Spam", "x", approved="0")
               + comment(3, "Bob", "<script>x</script>") + comment(4, "Blog", "x", sort="pingback"))  # fmt: skip
