"""The plan: every file of a site before one is made, and no two at one address."""

from __future__ import annotations

from pathlib import Path

import pytest

from gazette.pipeline import read, site_at
from gazette.plan import plan
from gazette.problems import Problem
from gazette.recipes import Output, Recipe
from gazette.recipes.calendars import Calendar, Timetable
from gazette.recipes.digests import DigestFeed, DigestPage
from gazette.recipes.files import Stylesheet
from gazette.recipes.guides import Overview, StyleGuide
from gazette.recipes.media import Drawing
from gazette.recipes.pages import Archive, EntryPage, Home, Listing, NotFound, Terms
from gazette.recipes.redirects import HostMap, LedgerFile, Redirect, RedirectsFile
from gazette.recipes.signposts import (
    ICONS,
    Headers,
    Icon,
    Manifest,
    Mark,
    NewsSitemap,
    Robots,
    Sitemap,
)
from gazette.recipes.subscriptions import Feed, FeedList, Follow
from gazette.site import Site
from tests.hub import NOON, SETTINGS, built, post, small_hub


def site_of(root: Path, files: dict[str, str | bytes]) -> Site:
    hub = small_hub(root, files)
    reading = read(hub)
    assert reading.problems == ()
    site = site_at(hub, reading, NOON)
    assert site is not None
    return site


def paths(root: Path, files: dict[str, str | bytes]) -> list[str]:
    outputs, problems = plan(site_of(root, files))
    assert problems == ()
    return [output.path for output in outputs]


def problems(root: Path, files: dict[str, str | bytes]) -> tuple[Problem, ...]:
    return plan(site_of(root, files))[1]


def all_forms(folder: str, group: str, key: str = "") -> dict[str, Recipe]:
    return {
        f"{folder}feed.xml": Feed(group, key),
        f"{folder}atom.xml": Feed(group, key, "atom"),
        f"{folder}feed.json": Feed(group, key, "json"),
    }


FIXED: dict[str, Recipe] = {
    "404.html": NotFound(), "archive/index.html": Archive(), **all_forms("", "site"),
    "feeds/index.html": FeedList(), "follow/index.html": Follow(),
    "digest/feed.xml": DigestFeed(), "digest/index.html": DigestPage(), "_redirects": RedirectsFile(), "ledger.json": LedgerFile(),
    "nginx-redirects.conf": HostMap(),
    "sitemap.xml": Sitemap(), "sitemap-news.xml": NewsSitemap(), "robots.txt": Robots(),
    "site.webmanifest": Manifest(), "_headers": Headers(), "assets/icon.svg": Mark(),
    **{name: Icon(name, side) for name, side in ICONS.items()},
    "calendar/index.html": Timetable(), "calendar.ics": Calendar("site"),
    **{f"{kind}/calendar.ics": Calendar("kind", kind)
       for kind in ("campaigns", "courses", "disputes", "events")},
    "sitemap/index.html": Overview(), "style-guide/index.html": StyleGuide(),
    "index.html": Home(), "tags/index.html": Terms("tag"), "unions/index.html": Terms("union"),
    **{f"{kind}/index.html": Listing("kind", kind, 1)
       for kind in ("campaigns", "courses", "disputes", "events", "news", "statements")},
    **{path: recipe for kind in ("campaigns", "courses", "disputes", "events", "news", "statements")
       for path, recipe in all_forms(f"{kind}/", "kind", kind).items()},
}  # fmt: skip


def test_a_hub_without_posts_has_its_fixed_pages(tmp_path: Path) -> None:
    site = site_of(tmp_path, {})
    style = site.static_path("style.css")
    expected: dict[str, Recipe] = {**FIXED, style: Stylesheet()}
    assert plan(site) == (tuple(Output(path, recipe) for path, recipe in sorted(expected.items())), ())


def test_every_file_of_a_small_site_is_known_beforehand(tmp_path: Path) -> None:
    site = site_of(
        tmp_path,
        {
            "content/news/pay.md": post("Pay", "![A](a.svg)\n", tags="[Pay, R&D]", unions="[Unite]",
                                        campaigns="[library]", aliases="[/2017/07/pay/, /pay.html]"),
            "content/news/a.svg": "<svg/>",
            "content/news/unused.svg": "<svg/>",
            "content/news/draft.md": post("Draft", "![B](b.svg)\n", status="draft", tags="[secret]",
            aliases="[/old/]"),
            "content/news/b.svg": "<svg/>",
            "content/news/soon.md": post("Soon", date="2018-02-01", tags="[later]"),
            "content/campaigns/library.md": post("Library", date="2016-12-31"),
            "content/events/march.md": post("March", start="2017-07-31", end="2017-08-01"),
            "content/pages/about.md": "---\ntitle: About\n---\nWords.\n",
            "content/funds/strike.md": "---\nname: Strike\nonline_url: https://example.org/\n---\n",
        },
    )  # fmt: skip
    expected: dict[str, Recipe] = {
        **FIXED,
        "news/pay/index.html": EntryPage("content/news/pay.md"),
        "2017/07/pay/index.html": Redirect("content/news/pay.md", "/2017/07/pay/"),
        "pay.html": Redirect("content/news/pay.md", "/pay.html"),
        "news/a.svg": Drawing("content/news/a.svg"),
        "campaigns/library/index.html": EntryPage("content/campaigns/library.md"),
        **all_forms("campaigns/library/", "campaign", "library"),
        "campaigns/library/calendar.ics": Calendar("campaign", "library"),
        "campaigns/library/posts/index.html": Listing("campaign", "library", 1),
        "about/index.html": EntryPage("content/pages/about.md"),
        "tags/pay/index.html": Listing("tag", "pay", 1),
        **all_forms("tags/pay/", "tag", "pay"),
        "tags/r-d/index.html": Listing("tag", "r-d", 1),
        **all_forms("tags/r-d/", "tag", "r-d"),
        "unions/unite/index.html": Listing("union", "unite", 1),
        **all_forms("unions/unite/", "union", "unite"),
        "unions/unite/calendar.ics": Calendar("union", "unite"),
        "events/march/index.html": EntryPage("content/events/march.md"),
        "events/march/calendar.ics": Calendar("entry", "content/events/march.md"),
        "calendar/2017/07/index.html": Timetable(2017, 7),
        "calendar/2017/08/index.html": Timetable(2017, 8),
        "archive/2016/index.html": Archive(2016),
        "archive/2016/12/index.html": Archive(2016, 12),
        "archive/2017/index.html": Archive(2017),
        "archive/2017/07/index.html": Archive(2017, 7),
        site.static_path("style.css"): Stylesheet(),
    }
    assert plan(site) == (tuple(Output(path, recipe) for path, recipe in sorted(expected.items())), ())


@pytest.mark.parametrize(("posts", "pages"), [(0, 1), (1, 1), (3, 1), (4, 2), (6, 2), (7, 3)])
def test_a_list_has_as_many_pages_as_its_entries_fill(tmp_path: Path, posts: int, pages: int) -> None:
    files: dict[str, str | bytes] = {f"content/news/n{n}.md": post(f"N{n}") for n in range(posts)}
    expected = ["news/index.html", *(f"news/page/{n}/index.html" for n in range(2, pages + 1))]
    assert [p for p in paths(tmp_path, files) if p in expected or p.startswith("news/page/")] == sorted(
        expected
    )
    assert site_of(tmp_path, files).page_count(posts) == pages


def test_a_word_written_in_two_ways_is_one_list(tmp_path: Path) -> None:
    found = paths(
        tmp_path,
        {"content/news/a.md": post("A", tags="[Pay Day]"), "content/news/b.md": post("B", tags="[pay-day]")},
    )
    assert [p for p in found if p.startswith("tags/")] == [
        "tags/index.html",
        "tags/pay-day/atom.xml",
        "tags/pay-day/feed.json",
        "tags/pay-day/feed.xml",
        "tags/pay-day/index.html",
    ]


def one_address(address: str, path: str, read: str) -> Problem:
    return Problem(
        "one-address", f"Two parts of the site want the address {address}.", path, 1, 1, read=read,
        wanted="an address of its own for each; capital letters and accents make no difference",
        hint="rename one of the files, or give it another slug",
    )  # fmt: skip


SIMPLE_COLLISIONS: list[tuple[dict[str, str | bytes], Problem]] = [
    (
        {"content/news/a.md": post("A"), "content/news/b.md": post("B", slug="a")},
        one_address("/news/a/", "content/news/b.md", "content/news/a.md and content/news/b.md"),
    ),
    (
        {"content/pages/news.md": "---\ntitle: N\n---\nx\n"},
        one_address("/news/", "content/pages/news.md", "content/pages/news.md and the kind news"),
    ),
    (
        {"content/pages/tags.md": "---\ntitle: T\n---\nx\n"},
        one_address("/tags/", "content/pages/tags.md", "content/pages/tags.md and the list of tags"),
    ),
    (
        {"content/pages/feeds.md": "---\ntitle: F\n---\nx\n"},
        one_address("/feeds/", "content/pages/feeds.md", "the site itself and content/pages/feeds.md"),
    ),
    (
        {"content/news/a.md": post("A", aliases="[/news/b/]"), "content/news/b.md": post("B")},
        one_address("/news/b/", "content/news/b.md", "content/news/a.md and content/news/b.md"),
    ),
    (  # one name composed, the other decomposed
        {"content/news/a.md": post("A", aliases="[/caf\u00e9/]"), "content/news/b.md": post("B",
        aliases="[/cafe\u0301/]")},
        one_address("/caf\u00e9/", "content/news/a.md", "content/news/b.md and content/news/a.md"),
    ),
    (
        {"content/news/a.md": post("A", aliases="[/Old/]"), "content/news/b.md": post("B",
        aliases="[/old/]")},
        one_address("/old/", "content/news/b.md", "content/news/a.md and content/news/b.md"),
    ),
    (
        {"content/news/a.md": post("A", "![x](p.svg) ![y](P.SVG)\n"), "content/news/p.svg": "<svg/>",
        "content/news/P.SVG": "<svg/>"},
        one_address("/news/p.svg", "content/news/p.svg", "content/news/P.SVG and content/news/p.svg"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("files", "problem"), SIMPLE_COLLISIONS)
def test_two_parts_of_the_site_at_one_address_are_a_problem(
    tmp_path: Path, files: dict[str, str | bytes], problem: Problem
) -> None:
    found = problems(tmp_path, files)
    assert [(p.code, p.message, p.wanted, p.hint) for p in found] == [
        (problem.code, problem.message, problem.wanted, problem.hint)
    ]
    assert {found[0].path, *found[0].read.split(" and ")} == {problem.path, *problem.read.split(" and ")}


def test_the_problem_stands_at_a_file_that_an_editor_can_rename(tmp_path: Path) -> None:
    for files, _ in SIMPLE_COLLISIONS:
        for problem in problems(tmp_path / str(len(list(tmp_path.iterdir()))), files):
            assert problem.path in files


def test_a_file_where_a_folder_must_be_is_a_problem(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "content/news/a.md": post("A", aliases="[/about.html, /about.html/more/]")
    }
    assert problems(tmp_path, files) == (
        one_address("/about.html/more/", "content/news/a.md", "content/news/a.md and content/news/a.md"),
    )


def test_a_file_where_a_folder_must_be_is_found_whatever_its_capitals(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"content/news/a.md": post("A", aliases="[/About.html]"),
                                     "content/news/b.md": post("B",
                                     aliases="[/about.HTML/more/]")}  # fmt: skip
    assert [p.code for p in problems(tmp_path, files)] == ["one-address"]


def test_an_old_address_never_leads_out_of_the_site(tmp_path: Path) -> None:
    for n, alias in enumerate(
        ["/%2e%2e/%2e%2e/etc/x/", "/a/%2E%2E/b/", "/./x/", "//x/", "/a//b/", "/%00/", "/a%2Fb/", "/?p=123"]
    ):
        hub = small_hub(tmp_path / str(n), {"content/news/a.md": post("A", aliases=f"['{alias}']")})
        site = site_at(hub, read(hub), NOON)
        assert site is not None
        outputs, found = plan(site)
        if "content/news/a.md" in site.entries and not found:
            for output in outputs:
                parts = output.path.split("/")
                assert (alias, {"", ".", ".."} & set(parts)) == (alias, set())
                assert (alias, set(output.path) & set("?\0")) == (alias, set())


@pytest.mark.parametrize("alias", ["/.gazette-files", "/.gazette-stage/x/", "/%2egazette-files"])
def test_an_old_address_never_takes_the_place_of_what_publishing_keeps_in_a_site(
    tmp_path: Path, alias: str
) -> None:
    hub = small_hub(tmp_path, {"content/news/a.md": post("A", aliases=f"['{alias}']")})
    reading = read(hub)
    site = site_at(hub, reading, NOON)
    assert site is not None
    outputs, found = plan(site)
    kept = [output.path for output in outputs if output.path.startswith(".gazette")]
    assert kept == [] or found or reading.problems


@pytest.mark.parametrize("field", ["tags", "unions"])
def test_words_without_a_letter_have_lists_of_their_own_and_the_site_is_published(
    tmp_path: Path, field: str
) -> None:
    hub = small_hub(tmp_path, {"content/news/a.md": post("A", **{field: "['✊', '!!!']"})})
    report = built(hub)
    assert report.problems == ()
    assert [path for path in report.written if {"", ".", ".."} & set(path.split("/"))] == []
    assert [path for path in report.written if not (tmp_path / "site" / path).is_file()] == []
    lists = [path for path in report.written if path.startswith(f"{field}/") and path.endswith("/index.html")]
    assert len(lists) == 3  # the overview, and one for each word
    assert built(hub).rendered == ()


def test_drafts_are_planned_only_for_a_preview(tmp_path: Path) -> None:
    from dataclasses import replace

    hub = small_hub(tmp_path, {"content/news/draft.md": post("Draft", status="draft")})
    site, preview = site_at(hub, read(hub), NOON), site_at(replace(hub, preview=True), read(hub), NOON)
    assert site is not None
    assert preview is not None
    page = Output("news/draft/index.html", EntryPage("content/news/draft.md"))
    assert (page in plan(site)[0], page in plan(preview)[0]) == (False, True)


LEFT_OUT = SETTINGS.replace("[lists]", 'leave_out = ["/unions/", "tags/*", "/*.xml"]\n[lists]')


def test_what_the_settings_leave_out_is_not_planned(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"content/news/a.md": post("A", tags="[pay]", unions="[unite]")}
    whole = paths(tmp_path / "whole", files)
    rest = paths(tmp_path / "rest", files | {"content/site.toml": LEFT_OUT})
    gone = set(whole) - set(rest)
    assert set(rest) < set(whole)
    assert gone == {p for p in whole if p.startswith(("unions/", "tags/")) or p.endswith(".xml")}
    assert "unions/index.html" in gone


def test_a_link_to_what_is_left_out_is_a_problem(tmp_path: Path) -> None:
    text = post("A", "See [the subjects](/tags/).\n")
    hub = small_hub(tmp_path, {"content/news/a.md": text, "content/site.toml": LEFT_OUT})
    assert ("broken-link", "content/news/a.md") in {(p.code, p.path) for p in built(hub).problems}


def test_an_address_that_no_disk_can_hold_is_a_problem_of_its_post(tmp_path: Path) -> None:
    fits, long = f"/{'a' * 255}/", f"/{'a' * 256}/"
    files = {
        "content/news/fits.md": post("Fits", aliases=f"[{fits}]"),
        "content/news/long.md": post("Long", aliases=f"[{long}]"),
    }
    told = problems(tmp_path, files)
    assert [(p.code, p.path, p.read) for p in told] == [
        ("name-too-long", "content/news/long.md", "a" * 59 + "…")
    ]
