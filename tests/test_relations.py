"""Relations: what a reader of one entry is led to next."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from gazette.pipeline import read, site_at
from gazette.questions import QUESTIONS
from tests.hub import NOON, post, small_hub


def related(root: Path, path: str, files: dict[str, str], now: datetime = NOON) -> tuple[str, ...]:
    hub = small_hub(root, {f"content/{name}.md": text for name, text in files.items()})
    site = site_at(hub, read(hub), now)
    assert site is not None
    found: tuple[str, ...] = QUESTIONS["related"](site, f"content/{path}.md", 3)
    return tuple(name.removeprefix("content/").removesuffix(".md") for name in found)


def test_what_an_entry_names_comes_first_and_alone(tmp_path: Path) -> None:
    files = {
        "news/a": post("A", related="[pages/about, news/b]", tags="[pay]"),
        "news/b": post("B"),
        "news/c": post("C", tags="[pay]"),
        "pages/about": post("About"),
    }
    assert related(tmp_path, "news/a", files) == ("pages/about", "news/b")


def test_a_campaign_weighs_more_than_a_subject_and_both_more_than_a_union(tmp_path: Path) -> None:
    files = {
        "campaigns/save": post("Save", date="2017-06-01"),
        "news/a": post("A", tags="[pay]", unions="[Unite]", campaigns="[save]"),
        "news/union": post("U", unions="[Unite]"),
        "news/subject": post("S", tags="[pay]", date="2017-06-20"),
        "news/campaign": post("C", campaigns="[save]", date="2016-01-01"),
        "news/none": post("N", tags="[housing]"),
    }
    assert related(tmp_path, "news/a", files) == ("news/campaign", "news/subject", "news/union")


def test_of_equals_the_nearest_in_time_comes_first(tmp_path: Path) -> None:
    days = ("2017-03-01", "2017-05-01", "2017-05-20", "2017-06-01", "2017-07-01")
    files = {f"news/n{number}": post("N", tags="[pay]", date=day) for number, day in enumerate(days)}
    assert related(tmp_path, "news/n2", files) == ("news/n3", "news/n1", "news/n4")


def test_a_new_entry_changes_nothing_beside_those_far_from_it_in_time(tmp_path: Path) -> None:
    files = {
        f"news/n{n:02}": post("N", tags="[pay, safety]" if n == 2 else "[pay]" if n % 2 else "[safety]",
                              date=f"2017-05-{n:02}")
        for n in range(1, 13)
    }  # fmt: skip
    before = related(tmp_path / "before", "news/n02", files)
    # It has more in common with that one than any other has.
    after = related(tmp_path / "after", "news/n02", {**files, "news/new": post("New", tags="[pay, safety]")})
    assert before == after == ("news/n01", "news/n03", "news/n04")


def test_a_campaign_is_led_to_what_names_it(tmp_path: Path) -> None:
    files = {
        "campaigns/save": post("Save"),
        "news/a": post("A", campaigns="[save]"),
        "news/draft": post("D", campaigns="[save]", status="draft"),
    }
    assert related(tmp_path, "campaigns/save", files) == ("news/a",)


def test_nothing_is_related_to_what_is_not_there(tmp_path: Path) -> None:
    assert related(tmp_path, "news/none", {"news/a": post("A")}) == ()
