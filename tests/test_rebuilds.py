"""What is made again after an edit: exactly what shows the change, and nothing else."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gazette import intake, questions, traces
from gazette.fingerprint import digest
from gazette.pipeline import Hub, build, compare, read, site_at
from gazette.places import OWNED, Place
from gazette.sources import Source, Sources
from tests.hub import NOON, TEMPLATES, built, feeds, files, place, post, small_hub, write

POSTS = {
    f"content/news/n{n}.md": post(
        f"News {n}", f"Lead of {n}.\n\nMore of {n}.\n", date=f"2017-07-0{n}", tags="[pay]"
    )
    for n in range(1, 6)
} | {
    "content/statements/s1.md": post("Statement", date="2017-06-01", summary="In short."),
    "content/pages/about.md": post("About", "Who we are: [news](../news/n1.md).\n"),
}
"""Five items of news in two pages of three (a list shows three, a feed carries three)."""

DIGESTS = ("digest/feed.xml", "digest/index.html")
"""What tells the week in which something appeared."""

ARCHIVES = (*feeds("", 1), *feeds("news", 1))
"""What carries the oldest of them."""


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    hub = small_hub(tmp_path, POSTS)
    assert not built(hub).problems
    return hub


def page(name: str) -> str:
    return f"{name}/index.html"


def edit(hub: Hub, path: str, old: str, new: str) -> None:
    file = hub.root / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_a_second_build_renders_and_writes_nothing(hub: Hub) -> None:
    again = built(hub)
    assert (again.rendered, again.written, again.removed) == ((), (), ())


def test_touching_every_file_renders_and_writes_nothing(hub: Hub) -> None:
    for file in hub.root.joinpath("content").rglob("*"):
        os.utime(file, (1_000_000_000, 1_000_000_000))
    again = built(hub)
    assert (again.rendered, again.written) == ((), ())


def test_touching_an_output_renders_and_writes_nothing(hub: Hub) -> None:
    os.utime(place(hub.root).out / "index.html", (1_000_000_000, 1_000_000_000))
    again = built(hub)
    assert (again.rendered, again.written) == ((), ())


def test_a_body_edited_below_its_first_paragraph_makes_its_page_and_feeds(hub: Hub) -> None:
    edit(hub, "content/news/n5.md", "More of 5", "Much more of 5")
    made = [page("news/n5"), *feeds(), *feeds("news"), *feeds("tags/pay")]
    report = built(hub)
    assert report.rendered == report.written == tuple(sorted(made))


def test_a_body_that_only_archives_carry_makes_its_page_and_them(hub: Hub) -> None:
    edit(hub, "content/news/n1.md", "More of 1", "Much more of 1")
    report = built(hub)
    assert report.rendered == report.written == tuple(sorted([page("news/n1"), *ARCHIVES]))


def test_a_body_that_no_feed_carries_makes_its_page_alone(hub: Hub) -> None:
    edit(hub, "content/pages/about.md", "Who we are", "Who we all are")
    report = built(hub)
    assert report.rendered == report.written == (page("about"),)


def test_a_first_paragraph_that_is_the_summary_makes_the_lists_that_show_it_too(hub: Hub) -> None:
    edit(hub, "content/news/n1.md", "Lead of 1", "Beginning of 1")
    report = built(hub)
    # The second page of the list, of the tag's list, and the month.
    lists = [page("archive/2017/07"), page("news/page/2"), page("tags/pay/page/2")]
    assert report.rendered == report.written == tuple(sorted([page("news/n1"), *lists, *ARCHIVES, *DIGESTS]))


def test_a_first_paragraph_below_a_summary_of_its_own_makes_no_list(hub: Hub) -> None:
    edit(hub, "content/statements/s1.md", "Some words", "Other words")
    report = built(hub)
    assert (
        report.rendered
        == report.written
        == tuple(sorted([page("statements/s1"), *feeds("statements"), *feeds("", 1)]))
    )


def test_a_title_makes_its_page_its_neighbours_and_what_shows_it(hub: Hub) -> None:
    edit(hub, "content/news/n2.md", "News 2", "News two")
    report = built(hub)
    pages = [page(f"news/n{n}") for n in (1, 2, 3)]
    lists = [page("archive/2017/07"), page("news/page/2"), page("tags/pay/page/2")]
    assert (
        report.rendered
        == report.written
        == tuple(sorted([*pages, *lists, *ARCHIVES, *DIGESTS, "ledger.json"]))
    )


def test_a_new_post_makes_what_it_appears_on(hub: Hub) -> None:
    write(hub.root, {"content/events/e1.md": post("March", start="2017-08-01 10:00")})
    report = built(hub)
    assert report.rendered == report.written
    assert set(report.rendered) == {
        page("events/e1"), page("events"), *feeds("events"), "index.html", "ledger.json", "sitemap.xml",
        *feeds("", 1), *feeds("", 2), *feeds(),  # it is dated a fortnight ago
        page("sitemap"), page("archive"), page("archive/2017"), page("archive/2017/07"),
        "calendar.ics", "events/calendar.ics", "events/e1/calendar.ics",
        page("calendar"), page("calendar/2017/08"), *DIGESTS,
    }  # fmt: skip


def test_a_deleted_post_takes_its_page_away_and_is_gone_from_the_lists(hub: Hub) -> None:
    (hub.root / "content/statements/s1.md").unlink()
    report = built(hub)
    assert report.removed == (page("archive/2017/06"), page("statements/s1"))
    assert (
        report.rendered
        == report.written
        == tuple(
            sorted(
                [
                    page("archive/2017"),
                    page("archive"),
                    page("statements"),
                    page("sitemap"),
                    "ledger.json",
                    "sitemap.xml",
                    *feeds("statements"),
                    *feeds("", 1),
                    *DIGESTS,
                ]
            )
        )
    )
    assert not (place(hub.root).out / "statements/s1").exists()


def pages_with_a_base(hub: Hub) -> set[str]:
    """Every page but the one that only leads to another."""
    return {p for p in built(hub, clean=True).rendered if p.endswith(".html")} - {page("feeds")}


def test_a_macro_imported_by_a_macro_file_makes_every_page_that_imports_it(hub: Hub) -> None:
    before = pages_with_a_base(hub)
    write(hub.root, {"templates/_inner.html": TEMPLATES["_inner.html"].replace("<b>", "<i>")})
    report = built(hub)
    assert set(report.rendered) == before
    assert report.written == ()


def test_a_template_of_one_kind_makes_the_pages_of_that_kind(hub: Hub) -> None:
    write(hub.root, {"templates/statement.html": TEMPLATES["statement.html"] + "<!-- s -->"})
    assert built(hub).rendered == (page("statements/s1"),)


def test_an_optional_include_that_comes_to_be_makes_every_page(hub: Hub) -> None:
    pages = pages_with_a_base(hub)
    write(hub.root, {"templates/_notice.html": "<p>Strike on!</p>"})
    assert set(built(hub).written) == pages


def test_a_setting_makes_what_shows_it(hub: Hub) -> None:
    edit(hub, "content/site.toml", "News of the unions", "The news of the unions")
    assert set(built(hub).rendered) == {
        p
        for p in built(hub, clean=True).rendered
        if (p.rpartition("/")[2].startswith(("feed", "atom")) and p not in DIGESTS)
        or p in ("site.webmanifest", "index.html")
    }


def test_a_comment_in_front_matter_makes_nothing(hub: Hub) -> None:
    edit(hub, "content/news/n3.md", "tags:", "# a note to self\ntags:")
    assert built(hub).rendered == ()


def test_the_clock_alone_makes_only_what_it_changes(hub: Hub) -> None:
    from datetime import datetime

    write(hub.root, {"content/events/e1.md": post("March", start="2017-07-16 10:00")})
    built(hub)
    assert built(hub, datetime(2017, 7, 14, 23, 59)).rendered == ()
    assert built(hub, datetime(2017, 7, 16, 0, 0)).rendered == (page("events/e1"), "index.html")
    assert built(hub, datetime(2017, 7, 16, 9, 59)).rendered == ()
    assert built(hub, datetime(2017, 7, 16, 10, 0)).rendered == (page("events/e1"), "index.html")


def test_an_output_that_was_deleted_or_altered_is_made_again(hub: Hub) -> None:
    out = place(hub.root).out
    (out / "404.html").unlink()
    (out / "feed.xml").write_text("spoilt")
    report = built(hub)
    assert report.rendered == report.written == ("404.html", "feed.xml")


def test_a_file_of_somebody_else_in_the_site_is_never_touched(hub: Hub) -> None:
    write(place(hub.root).out, {"CNAME": "anytown.example", "news/n1/notes.txt": "mine"})
    (hub.root / "content/news/n1.md").unlink()
    edit(hub, "content/pages/about.md", ": [news](../news/n1.md)", "")
    assert page("news/n1") in built(hub).removed
    assert (place(hub.root).out / "CNAME").read_text() == "anytown.example"
    assert (place(hub.root).out / "news/n1/notes.txt").read_text() == "mine"


def test_a_file_of_somebody_else_where_an_output_goes_is_a_problem(hub: Hub) -> None:
    write(place(hub.root).out, {"events/e1/index.html": "mine"})
    write(hub.root, {"content/events/e1.md": post("March", start="2017-08-01")})
    checked = built(hub, write=False)
    report = built(hub)
    assert checked.problems == report.problems
    assert [(p.code, p.path) for p in report.problems] == [("not-ours", "site/events/e1/index.html")]
    assert (place(hub.root).out / "events/e1/index.html").read_text() == "mine"
    assert report.written == ()


def test_without_its_state_folder_gazette_still_knows_its_own_files(hub: Hub) -> None:
    import shutil

    shutil.rmtree(hub.root / ".gazette")
    edit(hub, "content/news/n1.md", "More of 1", "Much more of 1")
    (hub.root / "content/statements/s1.md").unlink()
    report = built(hub)
    assert not report.problems
    assert page("news/n1") in report.written
    assert page("news/n2") not in report.written
    assert page("statements/s1") in report.removed


def test_a_template_edit_turns_no_markdown_into_html_again(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    from gazette import desk

    write(hub.root, {"templates/base.html": TEMPLATES["base.html"].replace("Published by", "Made by")})
    with monkeypatch.context() as patch:
        patch.setattr(desk, "_print", lambda *of: pytest.fail("it was made again"))
        report = built(hub)
    assert page("news/n1") in report.written
    assert "More of 1." in (place(hub.root).out / page("news/n1")).read_text()


def test_a_body_is_made_again_when_what_it_links_to_has_moved(hub: Hub) -> None:
    edit(hub, "content/news/n1.md", "title:", "slug: elsewhere\ntitle:")
    assert page("about") in built(hub).written
    assert "/news/elsewhere/" in (place(hub.root).out / page("about")).read_text()


def test_of_all_pages_that_a_template_makes_stale_one_is_asked_about_for_all(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(hub.root, {"templates/base.html": TEMPLATES["base.html"].replace("Published by", "Made by")})
    asked = []
    body = questions.body
    monkeypatch.setitem(
        questions.QUESTIONS, "body", lambda site, path: asked.append(path) or body(site, path)
    )
    found = read(hub)
    site = site_at(hub, found, NOON)
    assert site is not None
    comparison = compare(site, place(hub.root), traces.load(place(hub.root).traces))
    assert len(comparison.stale) > 10
    assert len(asked) <= 1


def test_a_process_that_stays_decodes_nothing_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = small_hub(tmp_path, {f"content/news/post-{n}.md": post(f"Post {n}") for n in range(3)})
    last = build(hub, place(tmp_path), NOON, jobs=1)
    write(tmp_path, {"content/news/post-1.md": post("Post 1, mended")})
    parsed: list[str] = []

    def seen(source: Source, *rest: Any) -> intake.Post:
        parsed.append(source.path)
        return as_it_was(source, *rest)

    as_it_was = intake.post
    monkeypatch.setattr(intake, "post", seen)
    monkeypatch.setattr(intake, "_kept", None)
    monkeypatch.setattr(traces, "_traces", None)
    report = build(hub, place(tmp_path), NOON, jobs=1, last=last)
    assert (parsed, "news/post-1/index.html" in report.written) == (["content/news/post-1.md"], True)
    again = build(hub, place(tmp_path), NOON, jobs=1, last=report)
    assert (again.rendered, again.written) == ((), ())


def test_what_a_process_that_stays_knows_of_a_post_holds_nothing_of_its_file() -> None:
    data, path = post("Alpha").encode(), "content/news/alpha.md"
    source = Source(path, digest(data), len(data), data)
    first, _ = intake.intake(Sources({path: source}, {}))
    later, _ = intake.intake(Sources({path: replace(source, held=None)}, {}), known=first.posts)
    _, found = later.posts[path]
    assert (later.entries, later.bodies) == (first.entries, first.bodies)
    assert (later.bodies[path].source.held, found.body and found.body.source.held) == (None, None)
    assert (found.record, first.posts[path][1].record) == (None, None)


def test_what_was_built_last_is_not_believed_once_the_traces_are_others(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {"content/news/alpha.md": post("Alpha")})
    last = build(hub, place(tmp_path), NOON, jobs=1)
    write(tmp_path, {"content/news/alpha.md": post("Alpha, mended")})
    assert build(hub, place(tmp_path), NOON, jobs=1).rendered
    assert build(hub, place(tmp_path), NOON, jobs=1, last=last).rendered == ()
    place(tmp_path).traces.unlink()
    assert len(build(hub, place(tmp_path), NOON, jobs=1, last=last).rendered) == len(last.rendered)


def test_only_what_is_to_last_waits_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = small_hub(tmp_path, {"content/news/alpha.md": post("Alpha")})
    waited: list[str] = []
    monkeypatch.setattr(os, "sync", lambda: waited.append("sync"))
    monkeypatch.setattr(os, "fsync", lambda file: waited.append("fsync"))
    preview = Place(tmp_path / "preview", tmp_path / ".gazette/serve", lasting=False)
    for text in ("Words.\n", "Other words.\n"):
        write(tmp_path, {"content/news/alpha.md": post("Alpha", text)})
        assert build(hub, preview, NOON, jobs=1).written
    assert waited == []
    assert built(hub).written
    assert waited[0] == "sync"
    assert "fsync" in waited


@pytest.mark.parametrize("left", [b"", b"\0" * 512, None])
def test_a_preview_of_which_a_power_cut_left_no_list_is_made_anew(tmp_path: Path, left: bytes | None) -> None:
    hub = replace(small_hub(tmp_path, {f"content/news/{name}.md": post(name) for name in "ab"}), preview=True)
    preview = Place(tmp_path / "preview", tmp_path / ".gazette/serve", lasting=False)
    last = build(hub, preview, NOON, jobs=1)
    listed = preview.out / OWNED
    listed.unlink()
    if left is not None:
        listed.write_bytes(left)
    (tmp_path / "content/news/b.md").unlink()
    write(tmp_path, {"content/news/a.md": post("a, mended")})
    assert build(hub, preview, NOON, jobs=1, last=last).problems == ()
    clean = Place(tmp_path / "clean", tmp_path / ".gazette/clean", lasting=False)
    assert build(hub, clean, NOON, jobs=1).problems == ()
    assert files(preview.out) == files(clean.out)


def test_a_report_says_when_the_clock_alone_may_change_something(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {
        "content/news/alpha.md": post("Alpha"),
        "content/news/evening.md": post("Evening", date="2017-07-14 18:00"),
    })  # fmt: skip
    evening = datetime(2017, 7, 14, 17, tzinfo=UTC)  # the clocks of London are an hour ahead
    assert built(hub).until == evening
    assert (built(hub).rendered, built(hub).until) == ((), evening)  # at a glance, too
    write(tmp_path, {"content/news/alpha.md": post("Alpha", "[nowhere](nowhere.md)\n")})
    assert (built(hub).failed, built(hub).until) == (True, evening)
    write(tmp_path, {"content/news/alpha.md": post("Alpha")})
    assert built(hub, evening).until != evening


def test_the_clock_may_mend_what_could_not_be_made(tmp_path: Path) -> None:
    broken = "{% for h in site.happenings(entry.path) %}{% if h.standing == 'now' %}{{ no.such }}{% endif %}{% endfor %}"
    hub = small_hub(tmp_path, {
        "content/events/stall.md": post("Stall", start="2017-07-14 10:00", end="2017-07-14 15:00"),
        "templates/home.html": '{% extends "base.html" %}',
    })  # fmt: skip
    assert built(hub, datetime(2017, 7, 14, 9)).problems == ()
    write(tmp_path, {"templates/event.html": broken})
    report = built(hub)
    assert (report.failed, report.until) == (True, datetime(2017, 7, 14, 14, tzinfo=UTC))
    assert built(hub, datetime(2017, 7, 14, 15)).problems == ()
