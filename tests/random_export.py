"""Random exports: items as they lie about in an old site, with everything shared, missing or odd that can be."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.exports import HEAD, SITE, TAIL, attachment, comment, item
from tests.random_html import blocks

SLUGS = (
    "pay", "strike", "may-day", "news", "archive", "tags", "feed", "about", "p%c3%a9tition", "%e2%80%a6", "ODD__slug", "con", "index",
    "pay-2", "2017", "category", "follow", "x" * 120, "",
)  # fmt: skip
WORDS = [
    ("category", "pay", "Pay"), ("category", "fair", "Fair pay"), ("category", "statements", "Statements"), ("category", "uncategorized", "Uncategorized"),
    ("post_tag", "pay", "Pay"), ("post_tag", "unison", "UNISON"), ("post_tag", "hours-2", "Hours"), ("post_tag", "%d8%ad", "حقوق"),
    ("post_format", "post-format-aside", "Aside"), ("series", "history", "History"),
]  # fmt: skip
TERMS = "".join(
    f"<wp:category><wp:term_id>{number}</wp:term_id><wp:category_nicename>{slug}</wp:category_nicename>"
    f"<wp:category_parent>{parent}</wp:category_parent></wp:category>\n"
    for number, (slug, parent) in enumerate(
        [("pay", "conditions"), ("fair", "pay"), ("conditions", "work"), ("work", "")], 3
    )
)


def whole(seed: int, count: int) -> str:
    """An export of so many items."""
    return HEAD.format(version="1.2", site=SITE) + TERMS + "".join(items(random.Random(seed), count)) + TAIL


def items(r: random.Random, count: int) -> Iterator[str]:
    """The items, in no order of their own."""
    for number in range(1, count + 1):
        sort = r.choices(["post", "page", "attachment", "podcast", "nav_menu_item"], [70, 10, 14, 3, 3])[0]
        if sort == "attachment":
            yield attachment(
                number,
                f"20{r.randint(10, 19)}/07/file-{r.randint(1, count)}.jpg",
                parent=r.choice([0, r.randint(1, count)]),
                alt=r.choice(["", "A picket"]),
            )
            continue
        slug = r.choice([*SLUGS, *(f"post-{number}",) * 30])
        date = (
            f"20{r.randint(10, 19)}-{r.randint(1, 12):02}-{r.randint(1, 28):02} {r.randint(0, 23):02}:00:00"
        )
        folder = (
            f"{date[:4]}/{date[5:7]}/"
            if sort != "page"
            else r.choice(["", "", "about/", "tags/", "archive/"])
        )
        links = "".join(f'<p><a href="{_address(r, count)}">{word}</a></p>' for word in ("one", "two"))
        status = r.choices(
            ["publish", "draft", "private", "pending", "trash", "inherit"], [84, 5, 3, 3, 3, 2]
        )[0]
        yield item(
            number, r.choice([f"Title {number}", f"Title {number}", "The same title", ""]), blocks(r) + links, sort=sort, slug=slug,
            status=status, date=date, gmt=r.choice([date, "0000-00-00 00:00:00"]), sticky=r.random() < 0.02,
            link=f"{SITE}/{folder}{slug}/" if slug and status == "publish" else f"{SITE}/?p={number}",
            guid=r.choice([f"{SITE}/?p={number}"] * 40 + ["shared", f"{SITE}/?p={r.randint(1, count)}", "with a space"]),
            categories=r.sample(WORDS, r.randint(0, 4)), excerpt=r.choice(["", "In brief."]),
            meta=[("_wp_old_slug", f"was-{number}")] * (r.random() < 0.1) + [("mood", "x\xa0y")] * (r.random() < 0.1),
            comments=comment(number, "Ann", "Yes", approved=r.choice(["0", "1"])) * (r.random() < 0.2),
        )  # fmt: skip


def _address(r: random.Random, count: int) -> str:
    number = r.randint(1, count)
    return r.choice([f"/?p={number}", f"{SITE}/2015/07/post-{number}/", "/category/pay/", "/category/work/conditions/pay/", "../post-1/", "/tag/hours-2/", "/2015/07/",
                     f"/file-{number}/", "https://x.example/", "/wp-content/uploads/2015/07/file-1.jpg", "/author/jo/"])  # fmt: skip
