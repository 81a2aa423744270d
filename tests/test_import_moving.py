"""Whole imports: every item accounted for, again and again, and a hub that builds."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import feedparser
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from gazette.cli import main
from gazette.importers.mapping import Mapping
from gazette.importers.mapping import read as read_mapping
from tests.exports import SITE, attachment, comment, export, item

OUR_SETTINGS = 'title = "Anytown"\nbase_url = "https://new.example/"\n[feeds]\ncount = 4\n'


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """An empty hub, with an old site's files beside it."""
    root = tmp_path / "hub"
    (root / "content").mkdir(parents=True)
    (root / "content/site.toml").write_text(OUR_SETTINGS)
    uploads = tmp_path / "uploads/2017/07"
    uploads.mkdir(parents=True)
    (uploads / "picket.jpg").write_bytes(picture())
    (uploads / "broken.jpg").write_bytes(picture()[:300])
    (uploads / "notes.txt").write_text("Notes")
    return root


ITEMS = (
    item(1, "Statement one", "Read <a href='/2017/07/two/'>the second</a>.\n\nTwo paragraphs.", slug="one",
         categories=[("category", "statements", "Statements"), ("post_tag", "pay", "Pay"), ("category", "unite-the-union", "Unite")],
         meta=[("_thumbnail_id", "10"), ("mood", "angry"), ("_edit_last", "1")],
         comments=comment(1, "Ann", "Well <b>said</b>") + comment(2, "Bob", "Yes", parent=1)),
    item(2, "Two", '<!-- wp:image {"id":10} --><figure><img src="/wp-content/uploads/2017/07/picket-300x200.jpg" class="wp-image-10"/></figure><!-- /wp:image -->',
         slug="two", sticky=True, excerpt="In brief."),
    item(3, "", "No title here, only these few words and more", slug="", link=f"{SITE}/?p=3"),
    item(4, "A draft", status="draft", slug="", link=f"{SITE}/?p=4", gmt="0000-00-00 00:00:00"),
    item(5, "Later", status="future", slug="later", date="2037-01-01 10:00:00", gmt="2037-01-01 10:00:00"),
    item(6, "Secret", status="private", slug="secret"),
    item(7, "Members", password="x", slug="members"),
    item(8, "About us", "<p>We.</p>", sort="page", slug="about", link=f"{SITE}/about/"),
    item(9, "News", "<p>A page with the address of a list.</p>", sort="page", slug="news", link=f"{SITE}/news/"),
    attachment(10, "2017/07/picket.jpg", parent=1, caption="The line"),
    attachment(11, "2017/07/gone.jpg", parent=2, alt="Gone"),
    attachment(12, "2017/07/notes.txt"),
    item(13, "Binned", status="trash"),
    item(14, "Menu", sort="nav_menu_item"),
    item(15, "Odd slug", slug="%e2%80%a6%20ODD__slug"),
    item(16, "Two again", slug="two", link=f"{SITE}/2018/07/two/"),
    item(17, "Broken", '<img src="/wp-content/uploads/2017/07/broken.jpg">', slug="broken"),
    item(18, "A show", sort="podcast", slug="show"),
)  # fmt: skip


def imported(hub: Path, *items: str, more: tuple[str, ...] = ()) -> Result:
    """What importing these items says; their files are at hand."""
    file = hub.parent / "export.xml"
    file.write_text(export(*items))
    arguments = [
        "import",
        "wordpress",
        str(file),
        "--root",
        str(hub),
        "--media",
        str(hub.parent / "uploads"),
        *more,
    ]
    told = CliRunner().invoke(main, arguments)
    assert told.exception is None or isinstance(told.exception, SystemExit), told.exc_info
    return told


def rows(hub: Path) -> dict[str, dict[str, Any]]:
    return {row["number"]: row for row in json.loads((hub / "imports/wordpress.json").read_text())["rows"]}


def posts(hub: Path) -> dict[str, str]:
    return {
        file.relative_to(hub / "content").as_posix(): file.read_text()
        for file in sorted((hub / "content").rglob("*.md"))
    }


def build(hub: Path) -> Result:
    return CliRunner().invoke(main, ["--root", str(hub), "--now", "2030-01-01", "--strict"])


def test_every_item_has_a_row_and_every_post_builds(hub: Path) -> None:
    told = imported(hub, *ITEMS)
    assert (told.exit_code, told.stderr) == (0, "")
    report = json.loads((hub / "imports/wordpress.json").read_text())
    assert report["items"] == len(ITEMS) == len(report["rows"]) == sum(report["counts"].values())
    assert report["counts"] == {"draft": 4, "left out": 4, "published": 9, "with a post": 1}
    assert told.stdout.splitlines()[0] == (
        "18 items: 4 draft, 4 left out, 9 published, 1 with a post. 11 with something to look at."
    )
    built = build(hub)
    assert (built.exit_code, built.stderr) == (0, "")
    page = (hub / "imports/wordpress.html").read_text()
    assert "Look at these first (11)" in page
    assert "Left out (4)" in page
    assert "Everything else (3)" in page


def test_each_item_says_what_became_of_it(hub: Path) -> None:
    imported(hub, *ITEMS)
    found = {number: (row["outcome"], row["path"], row["notes"]) for number, row in rows(hub).items()}
    no_alt = "the picture {}/picket.jpg has no alt text, and is marked as decorative"
    assert found == {
        "1": ("published", "content/statements/one.md", [no_alt.format("one"), "2 comments were left out (--comments keeps them)"]),
        "2": ("published", "content/news/two.md", [no_alt.format("two")]),
        "3": ("published", "content/news/post-3.md", ["it had no title, and is named after its first words"]),
        "4": ("draft", "content/news/a-draft.md", ["it was a draft, and is one here"]),
        "5": ("draft", "content/news/later.md", ["it was scheduled, and is a draft here: take status: draft out to let it appear"]),
        "6": ("draft", "content/news/secret.md", ["it was private, and is a draft here"]),
        "7": ("draft", "content/news/members.md", ["it was behind a password, and is a draft here"]),
        "8": ("published", "content/pages/about.md", []),
        "9": ("published", "content/pages/news-2.md", ["its address was news, and is news-2 here", "something else answers at its old address /news/"]),
        "10": ("with a post", "", []),
        "11": ("left out", "", [f"its file is not at hand: to fetch from {SITE}/wp-content/uploads/2017/07/gone.jpg"]),
        "12": ("left out", "", ["no post shows it, and it was not copied"]),
        "13": ("left out", "", ["it was in the bin"]),
        "14": ("left out", "", ["WordPress keeps it for itself (nav_menu_item)"]),
        "15": ("published", "content/news/odd-slug.md", ["its address was … ODD__slug, and is odd-slug here"]),
        "16": ("published", "content/news/two-2.md", ["its address was two, and is two-2 here"]),
        "17": ("published", "content/news/broken.md", ["the file 2017/07/broken.jpg is at hand, and cannot be published: it is no whole picture",
                f"the picture {SITE}/wp-content/uploads/2017/07/broken.jpg is a link to the old site now"]),
        "18": ("published", "content/news/show.md", []),
    }  # fmt: skip


def test_a_post_has_all_that_the_export_says_of_it(hub: Path) -> None:
    imported(hub, *ITEMS, more=("--comments",))
    assert (
        posts(hub)["statements/one.md"]
        == """\
---
title: Statement one
date: 2017-07-01 10:00
id: https://old.example/?p=1
authors: [Jo Bloggs]
tags: [Pay]
unions: [Unite]
image:
  file: one/picket.jpg
  decorative: yes
  caption: The line
extra:
  mood: angry
aliases: [/2017/07/one/, '/?p=1', /picket/, '/?attachment_id=10']
---
Read [the second](../news/two.md).

Two paragraphs.
"""
    )
    assert json.loads((hub / "content/statements/one.comments.json").read_text()) == {
        "comments": [
            {"id": "1", "author": "Ann", "date": "2017-07-02 10:00", "text": "Well **said**"},
            {"id": "2", "author": "Bob", "date": "2017-07-02 10:00", "text": "Yes", "parent": "1"},
        ]
    }
    assert "publish_at: 2037-01-01 10:00" in posts(hub)["news/later.md"]
    assert "pinned: yes\n" in posts(hub)["news/two.md"]
    assert "summary: In brief.\n" in posts(hub)["news/two.md"]


def test_nobodys_address_is_carried_over(hub: Path) -> None:
    imported(hub, *ITEMS, more=("--comments",))
    everything = b"".join(file.read_bytes() for file in hub.rglob("*") if file.is_file())
    for secret in (b"reader@private.example", b"192.0.2.77", b"jo@old.example"):
        assert secret not in everything


def test_importing_twice_changes_nothing(hub: Path) -> None:
    imported(hub, *ITEMS)
    files = {file: file.stat().st_mtime_ns for file in (hub / "content").rglob("*") if file.is_file()}
    told = imported(hub, *ITEMS)
    assert told.exit_code == 0
    assert files == {file: file.stat().st_mtime_ns for file in (hub / "content").rglob("*") if file.is_file()}
    assert {row["step"] for row in rows(hub).values() if row["path"]} == {"unchanged"}


def test_a_later_export_adds_what_is_new_and_keeps_what_an_editor_has_done(hub: Path) -> None:
    imported(hub, *ITEMS)
    edited, removed, renamed = (hub / "content/news" / f"{name}.md" for name in ("two", "broken", "show"))
    edited.write_text(edited.read_text() + "\nMore words.\n")
    removed.unlink()
    renamed.rename(renamed.with_name("the-show.md"))
    before = posts(hub)
    changed = item(8, "About us", "<p>We, and you.</p>", sort="page", slug="about", link=f"{SITE}/about/")
    told = imported(hub, *ITEMS[:7], changed, *ITEMS[8:], item(30, "Brand new", slug="brand-new"))
    assert told.exit_code == 0
    found = {number: (row["path"], row["step"]) for number, row in rows(hub).items()}
    assert found["2"] == ("content/news/two.md", "kept as edited")
    assert found["17"] == ("content/news/broken.md", "kept away")
    assert found["18"] == ("content/news/the-show.md", "unchanged")
    assert found["8"] == ("content/pages/about.md", "changed")
    assert found["30"] == ("content/news/brand-new.md", "new")
    after = posts(hub)
    assert {path for path in after if before.get(path) != after[path]} == {
        "pages/about.md",
        "news/brand-new.md",
    }
    imported(hub, *ITEMS[:7], changed, *ITEMS[8:], item(30, "Brand new", slug="brand-new"))
    assert posts(hub) == after


def test_a_post_that_no_import_wrote_is_never_written_over(hub: Path) -> None:
    (hub / "content/news").mkdir()
    mine = hub / "content/news/two.md"
    mine.write_text("---\ntitle: Mine\ndate: 2017-07-01\n---\nMine.\n")
    imported(hub, *ITEMS)
    assert mine.read_text() == "---\ntitle: Mine\ndate: 2017-07-01\n---\nMine.\n"
    assert rows(hub)["2"]["path"] == "content/news/two-2.md"


def test_the_mapping_is_proposed_once_and_then_followed(hub: Path) -> None:
    imported(hub, *ITEMS)
    file = hub / "imports/wordpress.toml"
    text = file.read_text()
    assert read_mapping("x", text.encode())[0] == Mapping(
        types=(("page", "pages"), ("podcast", "news"), ("post", "news")),
        kinds=(("statements", "statements"),),
        unions=(("unite-the-union", "Unite"),),
        tags=(("pay", "Pay"),),
    )
    file.write_text(
        text.replace('"podcast" = "news"', '"podcast" = ""').replace('"pay" = "Pay"', '"pay" = "Fair pay"')
    )
    imported(hub, *ITEMS)
    assert "tags: [Fair pay]" in posts(hub)["statements/one.md"]
    assert rows(hub)["18"]["notes"] == ["the mapping leaves out every podcast"]


def test_a_mapping_with_mistakes_says_where(hub: Path) -> None:
    imported(hub, *ITEMS)
    (hub / "imports/wordpress.toml").write_text(
        '[kinds]\n"x" = "statments"\n[types]\npost = 3\n[unoins]\na = "b"\n'
    )
    told = imported(hub, *ITEMS)
    assert told.exit_code == 1
    assert re.findall(r"(imports/\S+) error: (.*)", told.stderr) == [
        ("imports/wordpress.toml:2:7:", "Nothing can be imported into “statments”."),
        ("imports/wordpress.toml:4:8:", "A word is wanted here."),
        ("imports/wordpress.toml:5:1:", "A mapping has no “unoins”."),
    ]


def test_a_broken_export_keeps_what_came_before_it(hub: Path) -> None:
    file = hub.parent / "export.xml"
    file.write_text(export(item(1), item(2)).replace("</item>\n</channel>", "</channel>"))
    told = CliRunner().invoke(main, ["import", "wordpress", str(file), "--root", str(hub)])
    assert told.exit_code == 1
    assert "export.xml:" in told.stderr
    assert "what came before this place has been read" in told.stderr
    assert list(posts(hub)) == ["news/post-1.md"]


def test_the_ids_over_all_pages_of_the_feed_are_the_exports_guids_and_every_permalink_answers(
    hub: Path,
) -> None:
    imported(hub, *ITEMS)
    assert build(hub).exit_code == 0
    pages = sorted((hub / "site").glob("feed*.xml")) + sorted((hub / "site").glob("feed/**/*.xml"))
    ids = [entry.id for page in pages for entry in feedparser.parse(page).entries]
    published = [row for row in rows(hub).values() if row["outcome"] == "published" and row["sort"] != "page"]
    assert sorted(set(ids)) == sorted(row["key"] for row in published)
    queries = (hub / "site/nginx-redirects.conf").read_text()
    for row in rows(hub).values():
        if row["outcome"] != "published":
            continue
        answers = hub / "site" / unquote(urlsplit(row["address"]).path).strip("/") / "index.html"
        page = f"/{row['path'].removeprefix('content/').removeprefix('pages/').removesuffix('.md')}/"
        if row["number"] == "9":
            assert (hub / "site/news/index.html").is_file()  # the hub's own list stands at its old address
        elif answers != hub / "site/index.html":
            assert f'href="https://new.example{page}"' in answers.read_text(), row
        assert f'"/?{row["number"]}" "{page}";' in queries, row


def test_the_comments_stand_below_the_post_and_cannot_do_harm(hub: Path) -> None:
    words = "Well <b>said</b> <script>alert(1)</script> {{ 7*7 }} <a href='javascript:x'>y</a>"
    imported(hub, item(1, "One", slug="one", comments=comment(1, "<b>Ann</b>", words)), more=("--comments",))
    assert build(hub).exit_code == 0
    page = (hub / "site/news/one/index.html").read_text()
    assert "<strong>&lt;b&gt;Ann&lt;/b&gt;</strong>" in page
    assert "<p>Well <strong>said</strong>" in page
    assert "{{ 7*7 }} y</p>" in page
    assert "alert(1)" not in page
    told = CliRunner().invoke(main, ["status", "--root", str(hub)])
    assert "one.comments.json" in told.stdout
    assert "the comments of content/news/one.md" in told.stdout
    (hub / "content/news/one.comments.json").write_text('{"comments": [\n{"author": 3}\n]}')
    built = build(hub)
    assert built.exit_code == 1
    assert (
        "content/news/one.comments.json:1:1: error: The comments beside this post cannot be read."
        in built.stderr
    )


HOSTILE = (
    item(1, "<script>x</script>\u202e{{ 7*7 }}", "<script>alert(1)</script>{{ 7*7 }}{% raw %}", slug="../../../etc/passwd"),
    item(2, "---\nstatus: withdrawn", "---\ntitle: x\n---", slug="..%2f..%2fx", meta=[("a: b\n---\n", "x: [\n---\n"), ("id", "forged")]),
    item(3, "x" * 5000, "y " * 50_000, slug="z" * 400, categories=[("post_tag", "a" * 300, "b" * 3000)]),
    item(4, "Null \ufffd", "<img src=x onerror=alert(1)><a href='java\tscript:alert(1)'>j</a><a href='data:text/html,x'>d</a>"),
    item(5, "Path", '<img src="/wp-content/uploads/../../../../etc/passwd"><img src="file:///etc/passwd" alt="p">'),
    item(6, "con", slug="con"), item(7, "Deep", "<div>" * 500 + "deep" + "</div>" * 500),
    item(8, "Quotes", "<blockquote>" * 200 + "deep" + "</blockquote>" * 200),
    item(9, "Guid", guid="spaces and \u200b things"), item(10, "No guid", guid="", link=""),
    item(1, "Twice", slug="twice"),
)  # fmt: skip


def test_a_hostile_export_gives_posts_that_build_and_files_only_in_content(hub: Path) -> None:
    outside = sorted(p for p in hub.parent.rglob("*") if hub not in p.parents)
    told = imported(hub, *HOSTILE)
    assert told.exit_code == 0
    assert (
        sorted(p for p in hub.parent.rglob("*") if hub not in p.parents and p.name != "export.xml") == outside
    )
    assert all(p.relative_to(hub).parts[0] in ("content", "imports") for p in hub.rglob("*"))
    built = build(hub)
    assert (built.exit_code, built.stderr) == (0, "")
    site = "".join(f.read_text() for f in (hub / "site").rglob("*.html"))
    assert "alert(1)</script>" not in site
    assert "onerror=" not in site
    assert "{{ 7*7 }}" in site
    report = json.loads((hub / "imports/wordpress.json").read_text())
    twice = next(row for row in report["rows"] if row["title"] == "Twice")
    assert (twice["key"], twice["path"]) == (f"{SITE}/?p=1#1", "content/news/twice.md")


def test_the_old_lists_and_feeds_lead_on_once_the_lines_are_added(hub: Path) -> None:
    words = [("category", "statements", "Statements"), ("post_tag", "pay-2", "Pay"), ("category", "unite-the-union", "Unite"),
             ("post_tag", "housing", "Housing"), ("post_tag", "unseen", "Unseen")]  # fmt: skip
    told = imported(
        hub, item(1, slug="one", categories=words[:4]), item(2, status="draft", categories=words[4:])
    )
    assert "imports/wordpress-site.toml has lines for content/site.toml" in told.stdout
    added = (hub / "imports/wordpress-site.toml").read_text()
    top, tables = added.split("# At the end of content/site.toml:\n")
    assert (
        top
        == '# Above the first [table] of content/site.toml:\nwordpress_until = 2017-07-02\nmoved_from = ["https://old.example/"]\n\n'
    )
    settings = hub / "content/site.toml"
    settings.write_text(top + settings.read_text() + tables)
    built = build(hub)
    assert (built.exit_code, built.stderr) == (0, "")
    leads = {
        "category/statements": "/statements/", "category/statements/feed": "/statements/",
        "tag/pay-2": "/tags/pay/", "tag/pay-2/feed": "/tags/pay/feed.xml",
        "category/unite-the-union": "/unions/unite/", "category/unite-the-union/feed": "/unions/unite/feed.xml",
        "tag/housing": "/tags/housing/", "tag/housing/feed": "/tags/housing/",
        "author/jo": "/archive/", "author/jo/feed": "/feed.xml", "feed": "/follow/", "2017/07": "/archive/2017/07/",
    }  # fmt: skip
    found = {}
    for old in leads:
        page = (hub / "site" / old / "index.html").read_text()
        found[old] = re.findall(r'<link rel="canonical" href="https://new.example(/[^"]*)"', page)[0]
    assert found == leads
    told = imported(
        hub, item(1, slug="one", categories=words[:4]), item(2, status="draft", categories=words[4:])
    )
    assert not (hub / "imports/wordpress-site.toml").exists()


def test_a_redirect_that_leads_nowhere_is_told_of(hub: Path) -> None:
    settings = hub / "content/site.toml"
    settings.write_text(settings.read_text() + '[[redirects]]\nfrom = "/old/"\nto = "/newz/"\n')
    built = build(hub)
    assert built.exit_code == 1
    assert "content/site.toml:7:" in built.stderr
    assert "An old address is to lead to /newz/, and there is no such page." in built.stderr
    assert "did you mean news/?" in built.stderr


def test_old_markup_of_videos_forms_and_broken_addresses_ends_no_import(hub: Path) -> None:
    odd = (
        '<object><param name="movie"><embed src="https://v.example/1"></object><select><option>One</option></select>'
        '<p><img src="http://[bad/x.jpg"> <a href="sms:123">text us</a></p>'
    )
    told = imported(
        hub,
        item(1, "Odd", odd, slug="odd", comments=comment(1, "Ann", "<script>x</script>")),
        more=("--comments",),
    )
    assert (told.exit_code, told.stderr) == (0, "")
    assert "https://v.example/1" in posts(hub)["news/odd.md"]
    assert "sms:123" in posts(hub)["news/odd.md"]
    assert not (hub / "content/news/odd.comments.json").exists()
    built = build(hub)
    assert (built.exit_code, built.stderr) == (0, "")


def test_a_gallery_without_numbers_shows_the_pictures_of_its_post(hub: Path) -> None:
    imported(
        hub,
        item(1, "G", "[gallery]", slug="g"),
        attachment(10, "2017/07/picket.jpg", parent=1, alt="A picket"),
    )
    assert "![A picket](g/picket.jpg)" in posts(hub)["news/g.md"]


def test_what_the_hub_has_by_hand_already_is_neither_doubled_nor_written_over(hub: Path) -> None:
    (hub / "content/news").mkdir()
    mine = f"---\ntitle: Mine\ndate: 2017-07-01\nid: {SITE}/?p=1\n---\nMine.\n"
    other = "---\ntitle: Other\ndate: 2017-07-01\naliases: [/2017/07/two/]\n---\nOther.\n"
    (hub / "content/news/mine.md").write_text(mine)
    (hub / "content/news/other.md").write_text(other)
    imported(hub, item(1, slug="one"), item(2, slug="two"))
    assert posts(hub)["news/mine.md"] == mine
    assert rows(hub)["1"]["step"] == "kept as edited"
    assert "something else answers at its old address /2017/07/two/" in rows(hub)["2"]["notes"]
    built = build(hub)
    assert (built.exit_code, built.stderr) == (0, "")


def test_items_that_share_a_guid_are_all_carried_and_the_first_that_readers_saw_keeps_it(hub: Path) -> None:
    shared = (
        item(3, slug="draft", guid="same", status="draft"),
        item(1, slug="one", guid="same"),
        item(2, "Another", slug="two", guid="same"),
        item(2, "Another", slug="two", guid="same"),
        item(4, slug="spaced", guid="a b"),
    )
    imported(hub, *shared)
    found = json.loads((hub / "imports/wordpress.json").read_text())["rows"]
    assert [(row["key"], row["path"], row["notes"]) for row in found] == [
        ("same#3", "content/news/draft.md", ["another item has its GUID, same: its id is same#3 here", "it was a draft, and is one here"]),
        ("same", "content/news/one.md", []),
        ("same#2", "content/news/two.md", ["another item has its GUID, same: its id is same#2 here"]),
        ("same", "", ["the export has it twice"]),
        ("ab", "content/news/spaced.md", ["its GUID is none that a feed can carry, a b: its id is ab here"]),
    ]  # fmt: skip
    assert "/2017/07/two/" not in posts(hub)["news/one.md"]
    assert "/2017/07/two/" in posts(hub)["news/two.md"]
    before = posts(hub)
    imported(hub, *reversed(shared))  # whatever order a later export has, and whatever it has no more
    assert posts(hub) == before
    imported(hub, shared[2])
    assert posts(hub) == before


def test_long_names_that_are_the_same_are_told_apart_within_what_an_address_can_hold(hub: Path) -> None:
    imported(hub, *(item(number, slug="z" * 150) for number in range(1, 13)))
    assert sorted(path for path in posts(hub)) == sorted(
        [f"news/{'z' * 100}.md", *(f"news/{'z' * (99 - len(str(n)))}-{n}.md" for n in range(2, 13))]
    )
    built = build(hub)
    assert (built.exit_code, built.stderr) == (0, "")


def test_an_old_address_does_not_take_the_place_of_a_page(hub: Path) -> None:
    """A page of one's own may stand where the hub would tell how to follow it; what sends on may not."""
    imported(
        hub,
        item(1, "Follow", slug="follow-us", sort="page", link=f"{SITE}/follow/"),
        item(2, "One", slug="one", sort="page", link=f"{SITE}/one/"),
        item(3, "One again", slug="one", sort="page", link=f"{SITE}/about/one/"),
        item(4, "Else", slug="else", sort="page", link=f"{SITE}/one/"),
    )
    assert "something else answers at its old address /follow/" in rows(hub)["1"]["notes"]
    assert "something else answers at its old address /one/" in rows(hub)["4"]["notes"]
    built = build(hub)
    assert (built.exit_code, built.stderr) == (0, "")


def test_a_list_that_the_import_itself_makes_keeps_its_address(hub: Path) -> None:
    once = (
        item(1, slug="one", categories=[("post_tag", "pay", "Pay")]),
        item(2, "Pay", slug="about-pay", sort="page", link=f"{SITE}/tags/pay/"),
        item(3, "July", slug="july", sort="page", link=f"{SITE}/archive/2017/07/"),
    )
    imported(hub, *once)
    notes = {
        number: "something else answers at its old address " + place
        for number, place in (("2", "/tags/pay/"), ("3", "/archive/2017/07/"))
    }
    assert {number: rows(hub)[number]["notes"][-1] for number in notes} == notes
    built = build(hub)
    assert (built.exit_code, built.stderr) == (0, "")
    imported(hub, *once)
    assert {number: rows(hub)[number]["notes"][-1] for number in notes} == notes
