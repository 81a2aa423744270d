"""The kinds: what a full entry of each holds, and what is said of what a schema refuses."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from gazette.fingerprint import fingerprint
from gazette.frontmatter import parse
from gazette.kinds import KINDS, Entry, kind_of, references, slug_of
from gazette.kinds.campaign import Campaign
from gazette.kinds.course import Course
from gazette.kinds.dispute import Dispute
from gazette.kinds.extra import Extra
from gazette.kinds.fund import Fund
from gazette.kinds.news import News
from gazette.kinds.page import Page
from gazette.kinds.reading import read
from gazette.kinds.sessions import Weekly
from gazette.kinds.shape import front_matter
from gazette.kinds.statement import Statement
from tests.full_entries import POSTS
from tests.full_programmes import MORE

FULL = {**POSTS, **MORE}


def reading(kind: type[Entry], text: str, name: str = "full") -> tuple[Entry | None, Any]:
    """The entry that the front matter gives, and what is wrong with it."""
    path = f"content/{kind.folder}/{name}.md"
    document, found = parse(path, f"---\n{text.strip()}\n---\nBody\n".encode())
    assert found == ()
    assert document is not None
    return read(document)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_a_full_entry_is_read_as_it_is_written(kind: type[Entry]) -> None:
    text, entry = FULL[kind]
    assert reading(kind, text) == (entry, ())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_an_entry_is_a_value(kind: type[Entry]) -> None:
    entry = FULL[kind][1]
    copy = pickle.loads(pickle.dumps(entry))
    assert (copy, hash(copy), fingerprint(copy)) == (entry, hash(entry), fingerprint(entry))
    assert replace(entry, title="Another") != entry


def _every_field(schema: dict[str, Any]) -> list[str]:
    shapes = {"": schema, **schema.get("$defs", {})}
    return [
        f"{shape}.{name}"
        for shape, one in shapes.items()
        for name, field in one.get("properties", {}).items()
        if not field.get("description")
    ]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_the_schema_of_a_kind_describes_every_field_and_survives_json(kind: type[Entry]) -> None:
    schema = TypeAdapter(kind).json_schema()
    assert json.loads(json.dumps(schema)) == schema
    assert _every_field(schema) == []
    assert "path" not in schema["properties"]


def test_a_schema_tells_references_choices_and_declared_types_apart() -> None:
    fields = TypeAdapter(Dispute).json_schema()["properties"]
    assert fields["fund"]["anyOf"][0] == {
        "type": "string",
        "x-type": "reference",
        "x-reference": "fund",
    }
    assert fields["status"]["enum"] == ["draft", "published", "withdrawn"]
    assert fields["issue"]["anyOf"][0] == {"type": "string", "x-type": "prose"}


def test_a_fund_is_a_record_without_a_page() -> None:
    assert "pinned" not in TypeAdapter(Fund).json_schema()["properties"]
    assert FULL[Fund][1].title == "Mixed fleet"


@pytest.mark.parametrize(
    ("path", "kind", "slug"),
    [
        ("content/news/strike.md", News, "strike"),
        ("content/news/2017/07/strike.md", News, "strike"),
        ("content/news/strike/index.md", News, "strike"),
        ("content/pages/index.md", Page, "index"),
        ("content/strike.md", None, "strike"),
        ("content/posts/strike.md", None, "strike"),
    ],
)
def test_the_folder_decides_the_kind_and_the_file_the_slug(
    path: str, kind: type[Entry] | None, slug: str
) -> None:
    assert (kind_of(path), slug_of(path)) == (kind, slug)


def test_references_are_found_wherever_they_are_declared() -> None:
    found = {kind: list(references(entry)) for kind, (_, entry) in FULL.items()}
    assert {kind: places for kind, places in found.items() if places} == {
        News: [
            (("campaigns", 0), "campaign", "save-the-library"),
            (("related", 0), "entry", "events/rally"),
            (("related", 1), "entry", "first-day"),
        ],
        Campaign: [(("timeline", 0, "post"), "entry", "news/won")],
        Dispute: [(("fund",), "fund", "mixed-fleet")],
        Statement: [(("supersedes",), "statement", "first-endorsement")],
    }


def test_a_programme_stands_in_for_what_its_courses_leave_out() -> None:
    course = FULL[Course][1]
    assert isinstance(course, Course)
    assert [(one.title, one.level, one.provider) for one in course.offerings] == [
        ("Learning reps", "Stage 1", "The college"),
        ("Safety", "Stage 2", "The college"),
    ]
    assert [start for start, _ in course.held()] == [datetime(2017, 9, day, 9, 30) for day in (25, 27)] + [
        datetime(2017, 10, day, 9, 30) for day in (3, 9)
    ]


def test_ten_mondays_are_held_across_the_change_of_the_clocks() -> None:
    weekly = Weekly(first=date(2017, 9, 25), weekday="Monday", count=10, from_=time(9, 30), to=time(16, 30))
    held = weekly.held()
    assert len(held) == 10
    assert held[-1] == (datetime(2017, 11, 27, 9, 30), datetime(2017, 11, 27, 16, 30))


def test_extra_is_a_mapping_that_cannot_change() -> None:
    extra = Extra((("colour", "red"), ("size", "1")))
    assert (extra["colour"], extra.get("shape", "round"), "size" in extra) == ("red", "round", True)
    assert (list(extra), len(extra), dict(extra.items())) == (
        ["colour", "size"],
        2,
        {"colour": "red", "size": "1"},
    )
    with pytest.raises(KeyError):
        extra["shape"]


@given(st.sampled_from(KINDS), st.dictionaries(st.text(), st.text()), st.data())
def test_whatever_the_fields_hold_there_is_an_entry_or_a_problem(
    kind: type[Entry], odd: dict[str, str], data: st.DataObject
) -> None:
    names = sorted(front_matter(kind))
    chosen = data.draw(st.lists(st.sampled_from(names), unique=True, max_size=4))
    value = st.sampled_from(["x", "[a, b]", "{a: b}", "{name: x}", "[{date: 2017-01-01}]", "2017"])
    lines = [f"{name}: {data.draw(value)}" for name in chosen]
    lines += [json.dumps(f"_{name}") + ": " + json.dumps(text) for name, text in odd.items()]
    text = "---\n" + "\n".join(lines) + "\n---\n"
    document, found = parse(f"content/{kind.folder}/x.md", text.encode("utf-8", "replace"))
    if document is None:
        assert found
    else:
        entry, more = read(document)
        assert (entry is None) == bool(more)
