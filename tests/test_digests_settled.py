"""Digests that were published stay as they were sent: no week comes late, none goes, none is told anew."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import feedparser
import pytest

from gazette.ledger import Digested
from gazette.pipeline import Hub
from tests.hub import SETTINGS, built, post, small_hub, write
from tests.test_history import ledger_of, record

MONDAYS = tuple(datetime(2017, 7, day) for day in (10, 17, 24, 31))
A, B = "tag:anytown.example,2017:a", "tag:anytown.example,2017:b"
POSTS = {
    "content/news/a.md": post("A", date="2017-07-05", id=A),
    "content/news/b.md": post("B", date="2017-07-06", id=B),
}


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    """A hub whose digest of the week from 3 July was published; nothing was new in the week after."""
    hub = small_hub(tmp_path, POSTS)
    publish(hub, MONDAYS[0])
    publish(hub, MONDAYS[1])
    return hub


def publish(hub: Hub, now: datetime) -> dict[str, tuple[str, str, list[str]]]:
    """The id, the date and the news of each week in the feed, after a build that is recorded."""
    assert built(hub, now).problems == ()
    record(hub)
    data = (hub.root / "site/digest/feed.xml").read_bytes()
    return {
        entry.link.rpartition("#week-")[2]: (entry.id, entry.published, titles(entry.content[0].value))
        for entry in feedparser.parse(data).entries
    }


def titles(html: str) -> list[str]:
    return [part.partition("</a>")[0] for part in html.split('/">')[1:]]


def test_the_ledger_has_what_was_new_in_each_week(hub: Hub) -> None:
    assert ledger_of(hub).digests == (Digested("2017-W27", (B, A)),)


def test_what_is_late_is_new_in_the_next_digest_and_in_no_sent_one(hub: Hub) -> None:
    before = publish(hub, MONDAYS[1])
    assert before["2017-w27"][2] == ["B", "A"]
    # Dated in a week whose digest was sent, and in one for which there was none to send.
    write(hub.root, {"content/news/late.md": post("Late", date="2017-07-04")})
    now = publish(hub, datetime(2017, 7, 19))
    assert now["2017-w27"] == before["2017-w27"]
    assert (list(now), now["2017-w28"][2]) == (["2017-w28", "2017-w27"], ["Late"])
    # It stays there, and is new nowhere else.
    write(hub.root, {"content/news/c.md": post("C", date="2017-07-20")})
    later = publish(hub, MONDAYS[2])
    assert {week: news for week, (_, _, news) in later.items()} == {
        "2017-w29": ["C"], "2017-w28": ["Late"], "2017-w27": ["B", "A"],
    }  # fmt: skip


def test_a_week_before_one_that_was_sent_never_comes_later(hub: Hub) -> None:
    write(hub.root, {"content/news/old.md": post("Old", date="2017-06-20")})
    assert list(publish(hub, MONDAYS[1])) == ["2017-w27"]


def test_a_sent_week_stays_when_nothing_of_it_is_left(hub: Hub) -> None:
    before = publish(hub, MONDAYS[1])
    withdrawn = {"status": "withdrawn", "withdrawn": "{date: 2017-07-18, reason: Wrong.}"}
    gone = {"gone": "{date: 2017-07-18, reason: Wrong.}"}
    write(hub.root, {"content/news/a.md": post("A", date="2017-07-05", id=A, **withdrawn),
                     "content/news/b.md": post("B", date="2017-07-06", id=B, **gone)})  # fmt: skip
    now = publish(hub, datetime(2017, 7, 19))
    assert [(week, row[:2]) for week, row in now.items()] == [(week, row[:2]) for week, row in before.items()]
    assert now["2017-w27"][2] == []


def test_an_edit_moves_nothing_that_was_sent_into_another_digest(hub: Hub) -> None:
    before = publish(hub, MONDAYS[1])
    write(hub.root, {"content/news/a.md": post("A!", date="2017-07-19", id=A, slug="again")})
    later = publish(hub, MONDAYS[2])
    assert [row[:2] for row in later.values()] == [row[:2] for row in before.values()]
    assert later["2017-w27"][2] == ["B", "A!"]  # a mended title is told as it is now


def test_without_a_ledger_the_weeks_are_worked_out(hub: Hub) -> None:
    (hub.root / "content/ledger.json").unlink()
    write(hub.root, {"content/news/late.md": post("Late", date="2017-07-04")})
    assert publish(hub, MONDAYS[1])["2017-w27"][2] == ["B", "A", "Late"]


def test_a_build_from_nothing_has_the_same_digests(hub: Hub) -> None:
    write(hub.root, {"content/news/late.md": post("Late", date="2017-07-04")})
    for now in (datetime(2017, 7, 19), datetime(2017, 7, 25), MONDAYS[3]):
        built(hub, now)
        assert built(hub, now, name="clean", clean=True).problems == ()
        for path in ("digest/feed.xml", "ledger.json"):
            assert (hub.root / "site" / path).read_bytes() == (hub.root / "clean" / path).read_bytes()


def test_the_ledger_knows_of_a_week_that_is_over_also_where_no_digest_is_published(tmp_path: Path) -> None:
    settings = SETTINGS.replace("[lists]", 'leave_out = ["/digest/"]\n[lists]')
    hub = small_hub(tmp_path, {**POSTS, "content/site.toml": settings})
    for now in (datetime(2017, 7, 9, 23), MONDAYS[0]):
        assert built(hub, now).problems == ()
        assert built(hub, now, name="clean", clean=True).problems == ()
        assert (tmp_path / "site/ledger.json").read_bytes() == (tmp_path / "clean/ledger.json").read_bytes()
