"""Broken posts, all in one run: each is told with its place, what was read, what was wanted, a way out."""

from __future__ import annotations

from pathlib import Path

from gazette.reports import text
from tests.hub import TEMPLATES, built, files, place, post, small_hub, write

GOOD = {
    "content/news/good.md": post("Good news", "All is well.\n\n## Heading\n"),
    "content/campaigns/library.md": post("Save the library"),
    "content/pages/about.md": post("About"),
}

ACCOUNT = "account_name: Fund\nsort_code: 11-22-33\n"

BROKEN: dict[str, str | bytes] = {
    "content/news/01-no-closing-fence.md": "---\ntitle: One\ndate: 2017-07-01\n\nWords without a fence.\n",
    "content/news/02-dots-close.md": "---\ntitle: Two\ndate: 2017-07-01\n...\nWords.\n",
    "content/news/03-bom.md": b"\xef\xbb\xbf---\ntitle: A BOM is read all the same\ndate: 2017-07-01\n---\nWords.\n",
    "content/news/04-latin-1.md": "---\ntitle: Four\ndate: 2017-07-01\n---\nThe café.\n".encode("latin-1"),
    "content/news/05-tab.md": "---\ntitle: Five\ndate: 2017-07-01\nimage:\n\tfile: x.png\n---\nWords.\n",
    "content/news/06-duplicate.md": "---\ntitle: Six\ndate: 2017-07-01\ntitle: Six again\n---\nWords.\n",
    "content/news/07-unknown.md": post("Seven", sumary="In short"),
    "content/news/08-wrong-type.md": post("Eight", image="photo.jpg"),
    "content/news/09-bad-date.md": "---\ntitle: Nine\ndate: 20th July 2017\n---\nWords.\n",
    "content/events/10-time-alone.md": post("Ten", start="18:30"),
    "content/funds/11-leading-zero.md": f"---\nname: Eleven\n{ACCOUNT}account_number: 0123456\n---\n",
    "content/news/12-colon.md": "---\ntitle: Strike: day two\ndate: 2017-07-01\n---\nWords.\n",
    "content/news/13-same.md": post("Thirteen", slug="same-place"),
    "content/news/13-same-again.md": post("Thirteen again", slug="same-place"),
    "content/news/Case.md": post("By case"),
    "content/news/case.md": post("By case again"),
    "content/statements/caf\u00e9.md": post("NFC"),
    "content/statements/cafe\u0301.md": post("NFD"),
    "content/news/14-no-campaign.md": post("Fourteen", campaigns="libary"),
    "content/news/15-no-file.md": post("Fifteen", "Words.\n\nSee [this](../pages/abuot.md).\n"),
    "content/news/16-no-anchor.md": post("Sixteen", "Words.\n\nSee [this](good.md#headding).\n"),
    "content/news/17-no-alt.md": post("Seventeen", "Words.\n\n![](photo.jpg)\n"),
    "content/courses/18-weekday.md": post(
        "Eighteen", sessions="{first: 2017-09-26, weekday: Monday, count: 10, from: 09:30, to: 16:30}"
    ),
    "templates/statement.html": '{% extends "entry.html" %}\n{% block more %}{% if %}{% endblock %}\n',
    "templates/course.html": '{% extends "entry.html" %}\n{% block more %}{{ entry.titel }}{% endblock %}\n',
    "content/courses/19-fine.md": post("Nineteen"),
    "content/news/20-script.md": post("Twenty", "Words.\n\n<script>alert(1)</script>\n"),
    "content/news/21-scheme.md": post("Twenty-one", "[Click](javascript:alert(1))\n"),
    "content/news/22-anchors.md": "---\ntitle: &a Twenty-two\ndate: 2017-07-01\nsummary: *a\n---\nWords.\n",
    "content/news/23-offset.md": post("Twenty-three", publish_at="2017-07-01T18:30+01:00"),
    "content/news/24-missing.md": "---\ndate: 2017-07-01\n---\nWords.\n",
    "content/news/25-quote.md": '---\ntitle: "Twenty-five\ndate: 2017-07-01\n---\nWords.\n',
    "content/27-nowhere.md": post("Twenty-seven"),
}


def told(root: Path) -> str:
    """Everything that one build says of the broken posts, beside a site that was good before."""
    hub = small_hub(root, GOOD)
    assert not built(hub).problems
    before = files(place(root).out)
    write(root, BROKEN)
    report = built(hub)
    assert (report.written, report.removed) == ((), ())
    assert files(place(root).out) == before
    return "".join(f"{text(problem)}\n" for problem in report.problems)


def test_every_problem_is_told_in_one_run_in_full(tmp_path: Path) -> None:
    assert told(tmp_path) == Path(__file__).with_name("broken.txt").read_text("utf-8")


def test_a_post_with_a_bom_is_published(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {"content/news/bom.md": BROKEN["content/news/03-bom.md"]})
    assert not built(hub).problems
    page = files(place(tmp_path).out)["news/bom/index.html"].decode()
    assert "<h1>A BOM is read all the same</h1>" in page


def test_the_templates_are_good_when_nobody_breaks_them(tmp_path: Path) -> None:
    assert TEMPLATES["course.html"] != BROKEN["templates/course.html"]
    assert not built(small_hub(tmp_path, {"content/courses/19-fine.md": post("Nineteen")})).problems


def test_every_problem_has_a_place_what_was_read_what_was_wanted_and_a_hint(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {**GOOD, **BROKEN})
    for problem in built(hub).problems:
        assert problem.line, problem
        assert problem.column, problem
        assert problem.read, problem
        assert problem.wanted, problem
        assert problem.hint, problem
