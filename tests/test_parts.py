"""Parts: an answer follows from the parts that it was made from, and no change of one goes unseen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from gazette import parts
from gazette.fingerprint import digest
from gazette.hub import Report
from gazette.instants import Timed
from gazette.parts import NOW, Marks, Parts, Watch, in_order, whole
from gazette.pipeline import read
from gazette.questions import QUESTIONS, Question
from gazette.reader import Answers
from gazette.site import Site
from gazette.traces import load
from tests.hub import built, small_hub, write

FIELDS = [field.name for field in fields(Site)]


@pytest.fixture(scope="module")
def site(full_site: tuple[Report, Path]) -> Site:
    found = full_site[0].site
    assert found is not None
    return found


@pytest.fixture(scope="module")
def asked(full_site: tuple[Report, Path]) -> list[Question]:
    """Every question that outputs asked of a hub in which every page has something to show."""
    every = load(full_site[1].parents[1] / "state/traces").every_read()
    return list(dict.fromkeys(question for _, reads in every for question, _ in reads))


# --- answers follow from their parts ---------------------------------------------------------


class Hidden:
    """What stands in a field that is no part of an answer."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError("this is no part of the answer")

    def __contains__(self, one: object) -> bool:
        raise AssertionError("this is no part of the answer")

    def __iter__(self) -> Any:
        raise AssertionError("this is no part of the answer")

    def __bool__(self) -> bool:
        raise AssertionError("this is no part of the answer")


def only(site: Site, seen: Parts) -> Site:
    """The Site with nothing but those parts, and the clock."""
    found: dict[str, Any] = {}
    for name in FIELDS:
        value = getattr(site, name)
        if whole(name) in seen or name == "now":
            found[name] = value
        elif not isinstance(value, Mapping):
            found[name] = Hidden()
        elif name == "groups":
            found[name] = {
                group: {key: keys[key] for key in keys if f"{group}\t{key}" in seen}
                for group, keys in value.items()
            }
        else:
            found[name] = {key: value[key] for key in value if name_of(key) in seen}
    return replace(site, **found)


def name_of(key: object) -> str:
    return "\t".join(map(str, key)) if isinstance(key, tuple) else str(key)


def value_of(site: Site, question: Question) -> object:
    found = QUESTIONS[question.name](site, *question.args)
    return (found.value, found.until) if isinstance(found, Timed) else found


def test_an_answer_can_be_found_from_its_parts_alone(site: Site, asked: list[Question]) -> None:
    answers = Answers(site)
    assert len({question.name for question in asked}) > 50
    for question in asked:
        alone = only(site, answers(question).parts)
        assert value_of(alone, question) == value_of(site, question), question


def test_an_answer_that_says_when_the_clock_changes_it_is_not_made_from_the_clock(site: Site) -> None:
    answers = Answers(site)
    assert NOW not in answers(Question("live", (3,))).parts
    assert NOW in answers(Question("digest", ("2017-W27",))).parts


# --- what is seen ----------------------------------------------------------------------------

UNDER_A_KEY: list[Callable[[Any, Any], object]] = [
    lambda of, key: of.get(key),
    lambda of, key: key in of,
]
AT_THE_WHOLE: list[Callable[[Any], object]] = [
    len, bool, list, sorted,
    lambda of: list(of.keys()), lambda of: list(of.values()), lambda of: list(of.items()),
]  # fmt: skip


@pytest.mark.parametrize("name", FIELDS)
def test_whatever_is_looked_at_is_seen(name: str, site: Site) -> None:
    watch = Watch(site)
    found = getattr(watch, name)
    if not isinstance(found, Mapping):
        assert (found, watch.seen(), watch.seen()) == (getattr(site, name), (whole(name),), ())
        return
    for key in (*list(getattr(site, name))[:1], "no-such-key"):
        for look in UNDER_A_KEY:
            look(found, key)
            assert watch.seen() == (name_of(key),)
    for look_at in AT_THE_WHOLE:
        look_at(found)
        assert set(watch.seen()) >= {whole(name)}
    assert watch.seen() == ()


def test_within_a_group_the_key_of_a_list_is_a_part(site: Site) -> None:
    watch = Watch(site)
    assert watch.groups["kind"]["news"] == site.groups["kind"]["news"]
    assert watch.seen() == ("kind", "kind\tnews")
    assert "pay" not in watch.groups["kind"]
    assert watch.seen() == ("kind", "kind\tpay")
    assert list(watch.groups["kind"]) == list(site.groups["kind"])
    assert watch.seen() == (whole("groups"), "kind")


def test_what_the_methods_of_the_site_look_at_is_seen(site: Site) -> None:
    watch = Watch(site)
    assert watch.zone == site.zone
    assert watch.seen() == (whole("settings"),)
    assert [entry.path for entry in watch.of(site.shown[:2])] == list(site.shown[:2])
    assert watch.seen() == in_order(site.shown[:2])
    assert watch.query_script_path == site.query_script_path
    assert {whole("moves"), whole("tombs"), whole("settings")} <= set(watch.seen())


def test_of_what_looks_under_very_many_keys_whole_fields_are_parts(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MOST", 2)
    watch = Watch(site)
    for path in site.shown[:3]:
        assert watch.pages[path] == site.pages[path]
    assert "a" not in watch.tombs
    assert watch.seen() == (whole("pages"), whole("tombs"))


# --- what has changed ------------------------------------------------------------------------


def changed(before: Site, after: Site, *seen: str) -> frozenset[str]:
    marks = Marks(before)
    return Marks(after).changed({part: marks[part] for part in seen})


@pytest.mark.parametrize("name", [name for name in FIELDS if name not in ("entries", "bodies", "groups")])
def test_a_field_in_which_something_comes_goes_or_changes_is_another(name: str, site: Site) -> None:
    found = getattr(site, name)
    if not isinstance(found, Mapping):
        other = {str: "x", bool: not found, tuple: ("x",), frozenset: frozenset({"x"})}.get(type(found))
        later = replace(site, **{name: other if other is not None else CHANGED[name](found)})
        assert changed(site, later, whole(name)) == {whole(name)}
        return
    if not found:
        return
    key = next(iter(found))
    without = {k: v for k, v in found.items() if k != key}
    for other in (without, {**found, key: "another"}):
        later = replace(site, **{name: other})
        assert changed(site, later, whole(name), name_of(key), "elsewhere") == {whole(name), name_of(key)}
        assert changed(later, site, whole(name), name_of(key), "elsewhere") == {whole(name), name_of(key)}
    if len(found) > 1:
        # Whoever goes through a field meets what is in it in this order.
        assert changed(
            site, replace(site, **{name: {**without, key: found[key]}}), whole(name), name_of(key)
        ) == {whole(name)}


CHANGED: dict[str, Callable[[Any], object]] = {
    "settings": lambda found: (
        found.model_copy(update={"title": "Another"})
        if hasattr(found, "model_copy")
        else replace(found, title="Another")
    ),
    "now": lambda found: found.replace(year=2018),
    "ledger": lambda found: replace(found, sites=("https://other.example/",)),
}


def test_a_list_of_a_group_that_changes_is_another(site: Site) -> None:
    kinds = dict(site.groups["kind"]) | {"news": site.groups["kind"]["news"][1:]}
    later = replace(site, groups={**site.groups, "kind": kinds})
    seen = (whole("groups"), "kind\tnews", "kind\tevents")
    assert changed(site, later, *seen) == {whole("groups"), "kind\tnews"}


def test_an_entry_is_known_by_all_that_its_front_matter_says_and_a_body_by_its_file(site: Site) -> None:
    path = site.shown[0]
    body = site.bodies[path]
    another = replace(body, source=replace(body.source, digest="another"))
    later = replace(site, bodies={**site.bodies, path: another})
    assert changed(site, later, path, whole("bodies"), whole("entries")) == {path, whole("bodies")}
    later = replace(site, bodies={**site.bodies, path: replace(body, head="another")})
    assert changed(site, later, path, whole("entries")) == {path, whole("entries")}


def test_a_key_that_no_site_has_is_the_whole_field_where_its_name_could_be_taken_for_another(
    site: Site,
) -> None:
    watch = Watch(site)
    for key in ("a\tb", ("a", "b\tc"), ("a", "b", "c"), None, 7):
        assert watch.names.get(key) is None  # type: ignore[call-overload]
        assert watch.seen() == (whole("names"),)
    assert watch.months.get((2017, 7)) == site.months[2017, 7]
    assert watch.seen() == ("2017\t7",)


def test_a_ledger_that_was_read_is_known_by_the_digest_of_its_file(site: Site) -> None:
    one, two = (replace(site, ledger=replace(site.ledger, digest=made)) for made in ("1", "2"))
    assert changed(one, two, whole("ledger")) == {whole("ledger")}
    assert changed(one, replace(one, ledger=replace(two.ledger, digest="1")), whole("ledger")) == set()


def test_each_reading_of_a_ledger_has_the_digest_of_its_file(tmp_path: Path) -> None:
    hub = small_hub(tmp_path)
    built(hub)
    data = (tmp_path / "site/ledger.json").read_bytes()
    write(tmp_path, {"content/ledger.json": data})
    found = read(hub).intake.ledger
    assert found is not None
    assert found.digest == digest(data)


@pytest.mark.parametrize("question", [Question("feed", ("site", "")), Question("setting", ("title",))])
def test_what_every_page_asks_is_made_from_no_list_of_posts(site: Site, question: Question) -> None:
    lists = {whole(name) for name in ("listed", "feeds", "groups", "entries", "months", "shown")}
    assert not {"site\t", *lists}.intersection(Answers(site)(question).parts)
