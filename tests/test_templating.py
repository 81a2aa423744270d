"""Templates: what they are told, what is written down of it, and where a mistake in one is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from gazette.filters import FILTERS
from gazette.pipeline import read, site_at
from gazette.problems import Problem
from gazette.questions import Question
from gazette.reader import Answers, Reader
from gazette.site import Site
from gazette.templating import Templates
from tests.hub import NOON, SETTINGS, TEMPLATES, built, post, small_hub

Render = Callable[..., str | Problem]


def no_prose(path: str, text: str | None) -> Markup:
    return Markup("<p>prose</p>")


def site_with(root: Path, templates: dict[str, str]) -> Site:
    hub = small_hub(root, {f"templates/{name}": text for name, text in templates.items()})
    site = site_at(hub, read(hub), NOON)
    assert site is not None
    return site


def asked(
    site: Site, name: str, templates: Templates | None = None, **context: Any
) -> tuple[str | Problem, list[str]]:
    """What a template gives, and the questions that were written down for it."""
    reader = Reader(Answers(site))
    made = (templates or Templates()).render(name, reader, no_prose, context)
    return made, [str(question) for question, _ in reader.reads]


@pytest.fixture
def render(tmp_path: Path) -> Render:
    def once(text: str, **context: Any) -> str | Problem:
        return asked(site_with(tmp_path, {"page.html": text}), "page.html", **context)[0]

    return once


def undefined(line: int, read: str, path: str = "templates/page.html") -> Problem:
    return Problem(
        "template-undefined", "The template asks for something that is not there.", path, line, 1, read,
        wanted="a name, field or question that the template has",
        hint="docs/reference.md lists what templates can ask, and each kind's fields",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "read"),
    [
        ("\n{{ entyr }}", 2, "there is no variable called entyr"),
        ("{{ entyr.title }}", 1, "there is no variable called entyr"),
        ("a\n\n{% for x in entyr %}{% endfor %}", 3, "there is no variable called entyr"),
        ("{% if entyr %}{% endif %}", 1, "there is no variable called entyr"),
        ("\n\n{{ site.lastest(5) }}", 3,
         "site.lastest is not something that templates can ask; did you mean site.latest?"),
        ("{{ site.xyzzy() }}", 1, "site.xyzzy is not something that templates can ask"),
        ("{{ site.proze('a') }}", 1,
         "site.proze is not something that templates can ask; did you mean site.prose?"),
        ("{{ site.setting('titel') }}", 1, "there is no setting called titel; did you mean title?"),
        ("{{ site.setting('xyzzy') }}", 1, "there is no setting called xyzzy"),
        ("{{ site.setting('publisher') }}", 1, "there is no setting called publisher"),
        ("{{ question.nmae }}", 1, "a question has no nmae; did you mean name?"),
        ("{{ question.xyzzy }}", 1, "a question has no xyzzy"),
        ("{{ 'word'.titel }}", 1, "'word' has no titel; did you mean title?"),
        ("{{ cycler(1) }}", 1, "there is no variable called cycler"),
    ],
)  # fmt: skip
def test_what_is_not_there_has_a_file_and_a_line(render: Render, text: str, line: int, read: str) -> None:
    assert render(text, question=Question("zone")) == undefined(line, read)


def test_a_mistake_in_a_macro_or_a_parent_is_told_where_it_stands(tmp_path: Path) -> None:
    site = site_with(
        tmp_path,
        {
            "page.html": '{% extends "parent.html" %}{% block a %}{% import "m.html" as m %}\n'
            "{{ m.go() }}{% endblock %}",
            "parent.html": "\n\n{% block a %}{% endblock %}{{ nothing }}",
            "m.html": "\n{% macro go() %}\n\n{{ missing }}{% endmacro %}",
            "other.html": '{% extends "parent.html" %}',
        },
    )
    assert asked(site, "page.html")[0] == undefined(
        4, "there is no variable called missing", "templates/m.html"
    )
    assert asked(site, "other.html")[0] == undefined(
        3, "there is no variable called nothing", "templates/parent.html"
    )


def test_what_cannot_be_carried_out_is_told_with_the_mistake_itself(render: Render) -> None:
    for text, line, said in (
        ("\n{{ 1 / 0 }}", 2, "ZeroDivisionError('division by zero')"),
        ("{{ site.latest('x') }}", 1, None),
        ("{{ site.latest() }}", 1, "TypeError(\"latest() missing 1 required positional argument: 'limit'\")"),
        ("{{ ''|when }}", 1, None),
    ):
        found = render(text)
        assert isinstance(found, Problem)
        assert (found.code, found.message, found.path, found.line, found.wanted, found.hint) == (
            "template-error", "The template cannot be carried out.", "templates/page.html", line,
            "an expression that can be carried out", "look at that line of the template",
        )  # fmt: skip
        assert said is None or found.read == said


@pytest.mark.parametrize(
    ("text", "line", "column", "read", "message"),
    [
        ("a\n  {% if x %}", 2, 3, "{% if x %}",
         "Unexpected end of template. Jinja was looking for the following tags: 'elif' or 'else' or "
         "'endif'. The innermost block that needs to be closed is 'if'."),
        ("\n\n{{ a b }}", 3, 1, "{{ a b }}", "expected token 'end of print statement', got 'b'"),
        ("{% nonsense %}", 1, 1, "{% nonsense %}", "Encountered unknown tag 'nonsense'."),
        ("{{ 1|shout }}", 1, 1, "{{ 1|shout }}", "No filter named 'shout'."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_has_a_file_and_a_place(
    render: Render, text: str, line: int, column: int, read: str, message: str
) -> None:
    assert render(text) == Problem(
        "template-syntax", "The template cannot be read.", "templates/page.html", line, column, read,
        wanted=f"a Jinja template ({message})",
        hint="every {% … %} that opens something has its {% end… %}, every {{ its }}",
    )  # fmt: skip


def test_a_syntax_mistake_in_an_included_file_is_that_files(tmp_path: Path) -> None:
    site = site_with(tmp_path, {"page.html": '\n{% include "bad.html" %}', "bad.html": "\n\n{% if %}"})
    found = asked(site, "page.html")[0]
    assert isinstance(found, Problem)
    assert (found.code, found.path, found.line) == ("template-syntax", "templates/bad.html", 3)


@pytest.mark.parametrize(
    ("text", "line"),
    [('a\n{% include "absent.html" %}', 2), ('\n\n{% extends "absent.html" %}', 3),
    ('{% import "absent.html" as g %}', 1),
     ('\n{% from "absent.html" import g %}', 2)],
)  # fmt: skip
def test_a_template_that_is_missing_is_told_where_it_is_wanted(render: Render, text: str, line: int) -> None:
    assert render(text) == Problem(
        "template-missing", "There is no template called absent.html.", "templates/page.html", line, 1,
        "absent.html",
        wanted="a file of the folder templates/",
        hint="mend the name, or write the file; {% include … ignore missing %} makes it optional",
    )  # fmt: skip


def test_a_page_whose_own_template_is_missing_is_told_its_name(tmp_path: Path) -> None:
    found = asked(site_with(tmp_path, {}), "absent.html")[0]
    assert isinstance(found, Problem)
    assert (found.code, found.path, found.line) == ("template-missing", "templates/absent.html", 1)


def test_a_template_that_was_looked_for_and_not_found_is_written_down(tmp_path: Path) -> None:
    site = site_with(tmp_path, {"page.html": 'a{% include "_extra.html" ignore missing %}b'})
    assert asked(site, "page.html") == ("ab", ["template('_extra.html')", "template('page.html')", "zone()"])


def test_whichever_of_two_includes_is_there_both_are_written_down(tmp_path: Path) -> None:
    site = site_with(tmp_path, {"page.html": '{% include ["one.html", "two.html"] %}', "two.html": "two"})
    assert asked(site, "page.html") == (
        "two", ["template('one.html')", "template('page.html')", "template('two.html')", "zone()"],
    )  # fmt: skip


def test_what_an_imported_macro_imports_is_written_down_for_the_second_page_too(tmp_path: Path) -> None:
    site = site_with(
        tmp_path,
        {
            "page.html": '{% import "one.html" as one %}{{ one.go() }}',
            "one.html": '{% from "two.html" import deep %}{% macro go() %}{{ deep() }}{% endmacro %}',
            "two.html": "{% macro deep() %}deep{% endmacro %}",
        },
    )
    names = ["template('one.html')", "template('page.html')", "template('two.html')", "zone()"]
    kept = Templates()
    assert [asked(site, "page.html", kept) for _ in range(3)] == [("deep", names)] * 3


def test_the_second_page_is_told_of_its_own_entry_and_not_of_the_first(tmp_path: Path) -> None:
    text = '{% import "m.html" as m with context %}{{ m.name }} {{ entry }}'
    site = site_with(tmp_path, {"page.html": text, "m.html": "{% set name = entry %}"})
    kept = Templates()
    assert [asked(site, "page.html", kept, entry=e)[0] for e in ("a", "b")] == ["a a", "b b"]


def test_every_question_that_a_template_asks_is_written_down(tmp_path: Path) -> None:
    site = site_with(
        tmp_path,
        {"page.html": "{{ site.setting('title') }}{{ site.latest(2)|length }}{{ site.feed('tag', 'x') }}"},
    )
    assert asked(site, "page.html") == (
        "Anytown Trades Council0None",
        ["feed('tag', 'x')", "latest(2)", "setting('title')", "template('page.html')", "zone()"],
    )


def test_a_change_of_a_text_with_the_same_name_is_seen_by_the_same_templates(tmp_path: Path) -> None:
    kept = Templates()
    assert [
        asked(site_with(tmp_path, {"page.html": text}), "page.html", kept)[0] for text in ("one", "two")
    ] == ["one", "two"]


def test_what_editors_write_is_escaped_and_what_prose_gives_is_not(render: Render) -> None:
    assert render("{{ title }}{{ site.prose('a') }}{{ site.prose_text('x', 'a') }}", title='<b> & "c"') == (
        "&lt;b&gt; &amp; &#34;c&#34;<p>prose</p><p>prose</p>"
    )


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("day|long_date", "4 July 2017"), ("day|weekday_date", "Tuesday 4 July 2017"),
        ("day|when", "Tuesday 4 July 2017"),
        ("moment|when", "Tuesday 4 July 2017, 9.30am"), ("moment|clock", "9.30am"), ("noon|clock", "noon"),
        ("midnight|clock", "midnight"), ("late|clock", "12.05am"), ("evening|clock", "6pm"),
         ("past_noon|clock", "12.01pm"),
        ("day|machine_time", "2017-07-04"), ("moment|machine_time", "2017-07-04T09:30:00+01:00"),
        ("winter|machine_time", "2017-01-04T09:30:00+00:00"), ("'Tŷ’r Undeb'|slug", "tyr-undeb"),
    ],
)  # fmt: skip
def test_filters_write_times_as_people_do(render: Render, expression: str, expected: str) -> None:
    values = {
        "day": date(2017, 7, 4), "moment": datetime(2017, 7, 4, 9, 30), "winter": datetime(2017, 1, 4, 9, 30),
        "noon": time(12), "midnight": time(0), "late": time(0, 5), "evening": time(18), "past_noon": time(12,
        1),
    }  # fmt: skip
    assert render("{{ " + expression + " }}", **values) == expected


def test_the_zone_of_machine_times_is_the_hubs(tmp_path: Path) -> None:
    site = site_with(tmp_path / "one", {"page.html": "{{ moment|machine_time }}"})
    kolkata = SETTINGS.replace("[lists]", 'timezone = "Asia/Kolkata"\n[lists]')
    own = {"content/site.toml": kolkata, "templates/page.html": "{{ moment|machine_time }}"}
    hub = small_hub(tmp_path / "two", own)
    other = site_at(hub, read(hub), NOON)
    assert other is not None
    kept, moment = Templates(), datetime(2017, 7, 4, 9, 30)
    times = [asked(s, "page.html", kept, moment=moment)[0] for s in (site, other)]
    assert times == ["2017-07-04T09:30:00+01:00", "2017-07-04T09:30:00+05:30"]


def test_the_filters_are_those_that_are_tested_here() -> None:
    elsewhere = {"block", "breadcrumbs", "qr", "shares"}  # test_structured, test_leaflets, test_sharing
    assert sorted(FILTERS.keys() - elsewhere) == [
        "clock",
        "long_date",
        "machine_time",
        "slug",
        "weekday_date",
        "when",
    ]


def test_the_clock_is_a_question_like_any_other(tmp_path: Path) -> None:
    site = site_with(tmp_path, {"page.html": "{{ site.passed('2017-07-14 18:00') }}"})
    reader = Reader(Answers(site))
    assert Templates().render("page.html", reader, no_prose, {}) == "False"
    assert Question("passed", ("2017-07-14 18:00",)) in dict(reader.reads)
    assert reader.until == datetime(2017, 7, 14, 17, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "{# nothing #}"])
def test_a_template_of_a_hub_may_be_empty(tmp_path: Path, text: str) -> None:
    hub = small_hub(tmp_path, {"content/news/a.md": post("A"), "templates/404.html": text})
    assert (built(hub).problems, (tmp_path / "site/404.html").read_bytes()) == ((), b"")
    assert TEMPLATES["404.html"] != text
