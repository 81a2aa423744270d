"""Archives: whoever was away for long finds everything, and what is filed stays as it is (RFC 5005)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gazette.pipeline import Hub
from tests.checks.feed_files import Feed, form_of, read
from tests.checks.feeds import offences
from tests.feed_hub import feeds_in
from tests.hub import SETTINGS, built, feeds, post, small_hub, write

BASE = "https://anytown.example/"
NOW = datetime(2017, 7, 14, 11, tzinfo=UTC)


def news(*numbers: int, **fields: str) -> dict[str, str | bytes]:
    return {f"content/news/n{n:02}.md": post(f"N{n}", date=f"2017-06-{n:02}", **fields) for n in numbers}


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    """Eight items of news; a feed carries three."""
    hub = small_hub(tmp_path, news(*range(1, 9)))
    assert built(hub).problems == ()
    return hub


def chain(hub: Hub, path: str) -> list[tuple[str, Feed]]:
    """A feed and its archives, each found through the one before it, the newest first."""
    found: list[tuple[str, Feed]] = []
    while True:
        data = (hub.root / "site" / path).read_bytes()
        assert offences(data, BASE + path, NOW) == []
        feed = read(data, form_of(path))
        found.append((path, feed))
        older = [href for rel, href in feed.links if rel == "prev-archive"]
        if not older:
            return found
        path = older[0].removeprefix(BASE)


def titles(feed: Feed) -> list[str]:
    return [item.title for item in feed.items]


@pytest.mark.parametrize("path", [*feeds(), *feeds("news")])
def test_older_entries_are_found_by_going_back_from_archive_to_archive(hub: Hub, path: str) -> None:
    stem, _, suffix = path.rpartition(".")
    assert [(where, titles(feed)) for where, feed in chain(hub, path)] == [
        (path, ["N8", "N7", "N6"]),
        (f"{stem}-2.{suffix}", ["N6", "N5", "N4"]),
        (f"{stem}-1.{suffix}", ["N3", "N2", "N1"]),
    ]


@pytest.mark.parametrize(
    ("posts", "archives"), [(0, 0), (1, 0), (3, 0), (4, 1), (6, 1), (7, 2), (9, 2), (10, 3)]
)
def test_there_are_archives_of_what_no_longer_fits(tmp_path: Path, posts: int, archives: int) -> None:
    hub = small_hub(tmp_path, news(*range(1, posts + 1)))
    assert built(hub).problems == ()
    found = chain(hub, "feed.xml")
    assert len(found) == archives + 1
    everything = dict.fromkeys(title for _, feed in found for title in titles(feed))
    assert list(everything) == [f"N{n}" for n in range(posts, 0, -1)]


def test_a_new_post_leaves_archives_as_they_are(hub: Hub) -> None:
    before = feeds_in(hub.root / "site")
    for number in (9, 10):
        write(hub.root, news(number))
        assert built(hub).problems == ()
        after = feeds_in(hub.root / "site")
        changed = {path for path in before if after[path] != before[path]}
        assert changed - {"digest/feed.xml"} == {*feeds(), *feeds("news")}
        before = {path: after[path] for path in before}
    assert set(feeds_in(hub.root / "site")) - set(before) == {*feeds("", 3), *feeds("news", 3)}


def test_what_expires_or_is_withdrawn_leaves_its_own_archive_and_no_other(hub: Hub) -> None:
    before = feeds_in(hub.root / "site")
    write(hub.root, news(2, expires="2017-07-01"))
    write(hub.root, news(5, status="withdrawn", withdrawn="{date: 2017-07-01, reason: Wrong.}"))
    assert built(hub).problems == ()
    assert [titles(feed) for _, feed in chain(hub, "news/atom.xml")] == [
        ["N8", "N7", "N6"],
        ["N6", "N4"],
        ["N3", "N1"],
    ]
    write(hub.root, news(8, expires="2017-07-01"))
    write(hub.root, news(5))
    assert built(hub).problems == ()
    # Three of those that are left: the file that is subscribed to is never short.
    assert [titles(feed) for _, feed in chain(hub, "news/atom.xml")] == [
        ["N7", "N6", "N5"],
        ["N6", "N5", "N4"],
        ["N3", "N1"],
    ]
    second = feeds("news", 2)
    after = feeds_in(hub.root / "site")
    assert {path: after[path] for path in second} == {path: before[path] for path in second}


def test_an_archive_is_dated_by_what_is_in_it(hub: Hub) -> None:
    for path in ("feed-1.xml", "atom-1.xml"):
        dated = read((hub.root / "site" / path).read_bytes(), form_of(path)).updated
        assert dated is not None
        assert dated.replace(microsecond=0) == datetime(2017, 6, 2, 23, tzinfo=UTC)


def test_which_feeds_have_archives_is_a_setting(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, news(*range(1, 9), tags="[pay]", unions="[Unite]"))
    groups = {"site": "", "kind": "news", "tag": "tags/pay", "union": "unions/unite"}
    for chosen in ([], ["tag"], ["site", "union"], list(groups)):
        settings = SETTINGS.replace("count = 3", f"count = 3\narchives = {chosen}".replace("'", '"'))
        write(tmp_path, {"content/site.toml": settings})
        assert built(hub).problems == ()
        lengths = {
            group: len(chain(hub, f"{folder}/atom.xml".lstrip("/"))) for group, folder in groups.items()
        }
        assert lengths == {group: 3 if group in chosen else 1 for group in groups}
