"""Standing: a glance is enough where nothing has changed, and only there."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gazette.hub import Hub, Report
from gazette.pipeline import build
from gazette.sources import Source
from gazette.standing import glance
from tests.hub import NOON, place, post, small_hub, write

DRAFT = post("Draft", status="draft")


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    """A hub that was built, with a warning, a draft, and a post of which the clock has more to say."""
    hub = small_hub(
        tmp_path,
        {
            "content/news/a.md": post("A", "# One\n\nWords.\n", expires="2017-07-16"),
            "content/news/b.md": DRAFT,
        },
    )
    time.sleep(0.02)  # past the tick in which it was written
    built(hub)
    return hub


def built(hub: Hub, now: datetime = NOON) -> Report:
    return build(hub, place(hub.root), now, jobs=1)


def glanced(hub: Hub, now: datetime = NOON, strict: bool = False) -> Report | None:
    return glance(hub, place(hub.root), now, strict=strict)


def test_where_nothing_has_changed_a_glance_gives_what_a_build_gives(hub: Hub) -> None:
    seen = glanced(hub)
    assert seen is not None
    again = built(hub)
    assert seen == again
    assert (seen.verdicts, seen.past) == (again.verdicts, again.past)
    assert [p.code for p in seen.problems] == ["heading-rank"]
    assert dict(seen.verdicts) == {"published": 1, "draft": 1}


def test_an_instant_of_the_same_hour_elsewhere_is_the_same_instant(hub: Hub) -> None:
    assert glanced(hub, NOON.replace(tzinfo=UTC) - timedelta(hours=1)) is not None
    assert glanced(hub, NOON.replace(tzinfo=UTC) - timedelta(hours=1, seconds=1)) is None


@pytest.mark.parametrize(
    ("now", "enough"),
    [
        (NOON - timedelta(seconds=1), False),
        (NOON + timedelta(hours=1), True),
        (datetime(2017, 7, 16, 23, 59), True),
        (datetime(2017, 7, 17), False),
    ],
)
def test_a_glance_is_enough_until_the_clock_changes_something(hub: Hub, now: datetime, enough: bool) -> None:
    assert (glanced(hub, now) is not None) is enough


CHANGES: dict[str, Callable[[Path], object]] = {
    "a post is edited": lambda root: write(root, {"content/news/b.md": DRAFT + "More.\n"}),
    "a post is edited, its size is kept": lambda root: write(
        root, {"content/news/b.md": DRAFT.replace("S", "s")}
    ),
    "a post is touched": lambda root: os.utime(root / "content/news/b.md"),
    "a post comes": lambda root: write(root, {"content/news/c.md": DRAFT}),
    "a post goes": lambda root: (root / "content/news/b.md").unlink(),
    "a post is renamed": lambda root: (root / "content/news/b.md").rename(root / "content/news/d.md"),
    "a template is edited": lambda root: write(root, {"templates/home.html": "x"}),
    "the settings are edited": lambda root: write(root, {"content/site.toml": "x"}),
    "a folder is a link": lambda root: (root / "content/link").symlink_to("news"),
    "an output is altered": lambda root: write(root / "site", {"index.html": "x"}),
    "an output goes": lambda root: (root / "site/feed.xml").unlink(),
    "the list of outputs is altered": lambda root: write(root / "site", {".gazette-files": "x\n"}),
    "a journal waits": lambda root: write(root / ".gazette/site", {"journal": "{}"}),
    "what was kept is gone": lambda root: (root / ".gazette/site/shelf").unlink(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_glance_is_not_enough_after_a_change(hub: Hub, change: Callable[[Path], object]) -> None:
    assert glanced(hub) is not None
    change(hub.root)
    assert glanced(hub) is None


def test_what_is_built_for_another_purpose_is_another_standing(hub: Hub) -> None:
    assert glanced(replace(hub, preview=True)) is None
    assert glanced(replace(hub, published=Source("x", "", 0, b""))) is None
    assert glanced(replace(hub, defaults=hub.root)) is None


def test_warnings_that_count_as_errors_are_looked_into(hub: Hub) -> None:
    assert glanced(hub, strict=True) is None


def test_after_a_build_with_errors_the_standing_is_not_that_of_before(hub: Hub) -> None:
    write(hub.root, {"content/news/a.md": "no front matter"})
    assert built(hub).failed
    assert glanced(hub) is None
    write(hub.root, {"content/news/a.md": post("A", "# One\n\nWords.\n", expires="2017-07-16")})
    time.sleep(0.02)
    built(hub)
    assert glanced(hub) is not None


def test_a_file_saved_in_the_tick_of_the_build_is_read_again(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {"content/news/a.md": post("A")})
    file = tmp_path / "content/news/a.md"
    for number in range(30):
        write(tmp_path, {"content/news/a.md": post("A", f"{number:02}\n")})
        built(hub)
        with file.open("r+b") as handle:
            handle.write(post("A", f"{number + 50:02}\n").encode())
        if glanced(hub) is None:
            built(hub)
        assert f"<p>{number + 50:02}</p>" in (tmp_path / "site/news/a/index.html").read_text()
