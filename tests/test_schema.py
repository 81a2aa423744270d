"""One schema, every door: JSON Schema, completion, new posts, the CMS and the reference, all from the kinds."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from pydantic import Field

from gazette import cms, drafting, workspace
from gazette.cli import main
from gazette.forms import form_of
from gazette.frontmatter import parse, plain
from gazette.kinds import KINDS, Entry, kind_of
from gazette.kinds.event import Event
from gazette.kinds.news import News
from gazette.kinds.reading import read
from gazette.kinds.scalars import Count
from gazette.kinds.shape import front_matter, shape
from gazette.schema import json_schema
from gazette.settings import PATH, Settings
from gazette.toml import read_toml
from tests.full_entries import POSTS
from tests.full_programmes import MORE

ROOT = Path(__file__).resolve().parent.parent
FULL = {kind: text for kind, (text, _) in {**POSTS, **MORE}.items()}
SAMPLE = sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "content").glob("*/**/*.md"))
CHECK = {word: Draft7Validator(schema) for word, schema in workspace.schemas()}


class Core(yaml.SafeLoader):
    """Reads YAML as editing programs do, by the core schema of YAML 1.2."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))
Core.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node)))


def refused(kind: type[Entry], text: str) -> list[str]:
    """What the schema of a kind says of front matter, however a program reads its values."""
    document, _ = parse(f"content/{kind.folder}/x.md", f"---\n{text.strip()}\n---\n".encode())
    assert document is not None
    ways = (yaml.load(text, Loader=Core), plain(document.fields))
    return [error.message for values in ways for error in CHECK[kind.kind].iter_errors(values)]


def head(path: str) -> str:
    return (ROOT / path).read_text("utf-8").split("\n---\n")[0].removeprefix("---\n")


@pytest.mark.parametrize("word", CHECK)
def test_a_schema_is_a_schema_of_draft_7(word: str) -> None:
    Draft7Validator.check_schema(CHECK[word].schema)


def test_every_sample_post_and_every_full_entry_is_as_its_schema_says() -> None:
    kinds = {path: kind for path in SAMPLE if (kind := kind_of(path)) is not None}
    assert len(kinds) == len(SAMPLE) > 20
    assert {path: found for path, kind in kinds.items() if (found := refused(kind, head(path)))} == {}
    assert {kind.kind: found for kind, text in FULL.items() if (found := refused(kind, text))} == {}


def test_the_settings_of_the_sample_are_as_their_schema_says() -> None:
    values, _, _ = read_toml(PATH, (ROOT / PATH).read_bytes())
    assert list(CHECK["site"].iter_errors(values)) == []
    assert [error.message for error in CHECK["site"].iter_errors({**(values or {}), "titel": "x"})] == [
        "Additional properties are not allowed ('titel' was unexpected)"
    ]


POST = "title: One\ndate: 2017-07-14\n"
BROKEN = (
    (News, "date: 2017-07-14"), (News, POST + "tag: pay"), (News, POST + "status: drafft"),
    (News, "title: One\ndate: 14 July 2017"), (News, "title: One\ndate: 2017"),
    (News, POST + "slug: Not a slug"), (News, POST + "image: photo.jpg"), (News, POST + "image: {alt: A}"),
    (News, POST + "aliases: [old]"), (News, POST + "pinned: perhaps"), (News, POST + "title: [a, b]"),
    (News, POST + "changes: [{date: 2017-07-14}]"), (News, POST + "campaigns: [Save the library]"),
    (Event, POST), (Event, POST + "start: 18:30"), (Event, POST + "start: 2017-07-14T18:30+01:00"),
    (Event, POST + "start: 2017-07-14\nonline_url: www.example.org"),
    (Event, POST + "start: 2017-07-14\nduration: 90"),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), BROKEN)
def test_what_a_build_refuses_of_one_value_the_schema_refuses(kind: type[Entry], text: str) -> None:
    text = re.sub(r"^title: One\n(?=(.*\n)*title:)", "", text)
    document, _ = parse(f"content/{kind.folder}/x.md", f"---\n{text}\n---\n".encode())
    assert document is not None
    assert read(document)[0] is None
    assert refused(kind, text)


MORE_BROKEN = {
    "fund": ("sort_code: 12-34-5", "account_number: 1234567890a", "sort_code: '123456'", "name:"),
    "dispute": ("ballot: {yes: most}", "ballot: {yes: 101}", "action: strike"),
    "course": ("sessions: {first: 2017-09-25}", "sessions: {weekday: Someday}", "places: many"),
    "statement": ("signatories: [{name: Jo, capacity: both}]", "references: [{title: A, url: here}]"),
}


@pytest.mark.parametrize(("word", "line"), [(w, line) for w, lines in MORE_BROKEN.items() for line in lines])
def test_groups_and_numbers_are_checked_as_well(word: str, line: str) -> None:
    kind = next(kind for kind in KINDS if kind.kind == word)
    name = line.partition(":")[0]
    needed = {n: str(i.examples[0]) for n, i in front_matter(kind).items() if i.is_required() and i.examples}
    good = "\n".join(f"{n}: {value}" for n, value in needed.items() if n != name)
    assert name == "name" or refused(kind, good) == []
    assert refused(kind, f"{good}\n{line}")


@given(st.sampled_from(KINDS), st.data())
def test_what_a_build_takes_the_schema_takes(kind: type[Entry], data: st.DataObject) -> None:
    words = ["yes", "No", "2017", "2017-07-14", "2017-07-14T09:30:00", "9.30am", "18:30", "9.30", "Noon",
             "90 minutes", "1h30", "72.4%", "1,200", "Mondays", "mon", "Draft", "WON", "07000 000000",
             "jo@example.org", "https://example.org/", "/old/", "news/pay", "a b", "~", "x.pdf", "true",
             "[a, b]", "{name: Jo}", "[{name: Jo}]", "{date: 2017-07-14, reason: R}", "HTTPS://X.org",
             "12-34-56", "01234567"]  # fmt: skip
    names = data.draw(st.lists(st.sampled_from(sorted(front_matter(kind))), unique=True, max_size=5))
    needed = {
        name: str(i.examples[0]) for name, i in front_matter(kind).items() if i.is_required() and i.examples
    }
    lines = {**needed, **{name: data.draw(st.sampled_from(words)) for name in names}}
    text = "\n".join(f"{name}: {value}" for name, value in lines.items())
    document, found = parse(f"content/{kind.folder}/x.md", f"---\n{text}\n---\n".encode())
    if not found and document is not None and read(document)[0] is not None:
        assert refused(kind, text) == []


def test_a_field_added_to_a_kind_appears_at_every_door(monkeypatch: pytest.MonkeyPatch) -> None:
    @shape
    class Longer(News):
        """A piece of news with one field more."""

        readers: Count = Field(description="How many people read it.", examples=["350"])

    monkeypatch.setattr(workspace, "KINDS", (Longer, *KINDS[1:]))
    told = [
        drafting.draft(Longer, "One", "content/news/one.md", date(2017, 7, 14), "https://example.org/"),
        json.dumps(dict(workspace.schemas())["news"]["properties"]["readers"]),
        *(text for path, text in workspace.made() if path.endswith((".code-snippets", "news.schema.json"))),
        "".join(reference()._kind(Longer, set())),
        json.dumps(cms.collection(Longer, "Europe/London")["fields"]),
    ]
    for text in told:
        assert "How many people read it." in text
        assert "350" in text
    assert "readers" in dict(workspace.schemas())["news"]["required"]
    [shown] = [one for one in cms.collection(Longer, "Europe/London")["fields"] if one["name"] == "readers"]
    assert (shown["widget"], shown["required"]) == ("string", True)
    assert "How many people" not in workspace.made()[1][1]


def reference() -> Any:
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        import reference

        return reference
    finally:
        sys.path.pop(0)


def test_the_set_up_for_vs_code_is_what_the_kinds_make() -> None:
    """Mended by `python build.py schema`."""
    files = (*workspace.made(), *workspace.offered())
    assert {path for path, text in files if (ROOT / path).read_text("utf-8") != text} == set()
    listed = subprocess.run(
        ["git", "ls-files", ".vscode"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert set(listed.stdout.split()) <= {path for path, _ in files}


def filled() -> Iterator[tuple[type[Entry], str]]:
    """Every completion with what it offers, as a field of every kind that has it."""
    snippets = json.loads(dict(workspace.made())[".vscode/gazette.code-snippets"])
    for title, snippet in snippets.items():
        body = "\n".join(snippet["body"])
        body = re.sub(r"\$\{\d+\|([^,|]+)[^}]*\}", r"\1", body)
        body = re.sub(r"\$\{\d+:((?:\\.|[^}\\])*)\}", lambda found: re.sub(r"\\(.)", r"\1", found[1]), body)
        owners = title.partition("(")[2].rstrip(")").split(", ")
        for kind in KINDS:
            if kind.kind in owners or owners == [""]:
                yield kind, re.sub(r"\$\d+", "", body)


def test_whatever_completion_offers_is_taken() -> None:
    wrong = {}
    for kind, lines in filled():
        name = lines.partition(":")[0]
        needed = [f"{n}: {json.dumps(str(i.examples[0]))}" for n, i in front_matter(kind).items()
                  if i.is_required() and i.examples and n != name]  # fmt: skip
        text = "\n".join((*needed, lines))
        document, _ = parse(f"content/{kind.folder}/x.md", f"---\n{text}\n---\n".encode())
        assert document is not None
        told = {problem.code for problem in read(document)[1]}
        # What goes with another field: a status, an account, a start without a time.
        found = refused(kind, text) + sorted(told - {"not-withdrawn", "no-way-to-give", "two-answers"})
        if found:
            wrong[kind.kind, name] = found
    assert wrong == {}
    assert len(list(filled())) == sum(len(form_of(kind).blanks) for kind in KINDS)


def test_the_task_of_vs_code_finds_what_check_says() -> None:
    """The pattern is JavaScript's; what is in it means the same to Python."""
    tasks = json.loads(dict(workspace.offered())[".vscode/tasks.json"])["tasks"]
    pattern = tasks[0]["problemMatcher"]["pattern"]
    said = (ROOT / "tests" / "broken.txt").read_text("utf-8")
    told = [line for line in said.splitlines() if re.search(r": (error|warning): ", line)]
    assert len(told) > 30
    for line in told:
        found = re.match(pattern["regexp"], line)
        assert found, line
        parts = [found[pattern[name]] for name in ("file", "line", "column", "severity", "message")]
        assert line == "{}:{}:{}: {}: {}".format(*parts)


def test_a_form_says_what_a_field_takes() -> None:
    form = form_of(News)
    assert form.blank("nothing") is None
    status, image, related = (form.blank(name) for name in ("status", "image", "related"))
    assert status is not None and image is not None and related is not None  # noqa: PT018
    assert (status.default, status.takes[0].choices) == ("published", ("draft", "published", "withdrawn"))
    assert [blank.name for blank in image.takes[0].group.blanks if blank.required] == ["file"]  # type: ignore[union-attr]
    assert [(value.type, value.many, value.reference) for value in related.takes] == [
        ("reference", True, "entry")
    ]
    assert replace(form, blanks=()) == type(form)("News", "A piece of news.", ())
    assert json_schema(form_of(Settings), "S")["required"] == ["title", "base_url"]


def test_the_schema_of_one_kind_is_written_out() -> None:
    told = CliRunner().invoke(main, ["schema", "event"])
    assert (told.exit_code, json.loads(told.stdout)) == (0, CHECK["event"].schema)
    wrong = CliRunner().invoke(main, ["schema", "recipe"])
    assert wrong.exit_code == 2
    assert "there is no schema called recipe: it is news, campaign" in wrong.stderr


def test_the_set_up_is_written_once_and_what_a_hub_has_of_its_own_stays(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    first = CliRunner().invoke(main, ["schema", "--root", str(tmp_path)]).stdout
    assert len(first.splitlines()) == len((*workspace.made(), *workspace.offered()))
    own = tmp_path / ".vscode" / "settings.json"
    own.write_text("{}", encoding="utf-8")
    (tmp_path / ".vscode" / "schemas" / "news.schema.json").unlink()
    assert CliRunner().invoke(main, ["schema", "--root", str(tmp_path)]).stdout == (
        ".vscode/schemas/news.schema.json is written.\n"
        ".vscode/settings.json is there already, and was left as it is.\n"
    )
    assert own.read_text("utf-8") == "{}"
