"""Verdicts: what becomes of an entry at the very instant at which that changes, and just before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gazette.instants import written
from gazette.kinds.entry import Entry
from gazette.kinds.news import News
from gazette.kinds.page import Page
from gazette.kinds.shapes import Withdrawn
from gazette.kinds.statement import Statement
from gazette.verdicts import Verdict, appearance, verdict

LONDON = ZoneInfo("Europe/London")
BEFORE = timedelta(microseconds=1)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def news(**fields: Any) -> News:
    return News(**{"title": "Strike", "slug": "strike", "date": date(2017, 7, 1), **fields})


def statement(**fields: Any) -> Statement:
    return Statement(**{"title": "Strike", "slug": "strike", "date": date(2017, 7, 1), **fields})


WITHDRAWN = {"status": "withdrawn", "withdrawn": Withdrawn(date=date(2017, 7, 20), reason="Settled.")}

CHANGES: list[tuple[Entry, datetime, Verdict, Verdict]] = [
    (
        news(date=date(2017, 7, 14)),
        utc(2017, 7, 13, 23),
        Verdict("scheduled", "date is 2017-07-14", utc(2017, 7, 13, 23)),
        Verdict("published", "since 2017-07-14"),
    ),
    (
        news(date=datetime(2017, 7, 14, 18, 30)),
        utc(2017, 7, 14, 17, 30),
        Verdict("scheduled", "date is 2017-07-14 18:30", utc(2017, 7, 14, 17, 30)),
        Verdict("published", "since 2017-07-14 18:30"),
    ),
    (
        news(publish_at=datetime(2017, 10, 29, 9, 0)),
        utc(2017, 10, 29, 9),
        Verdict("scheduled", "publish_at is 2017-10-29 09:00", utc(2017, 10, 29, 9)),
        Verdict("published", "since 2017-10-29 09:00"),
    ),
    (
        statement(embargo=datetime(2017, 7, 14, 0, 1)),
        utc(2017, 7, 13, 23, 1),
        Verdict("scheduled", "embargo is 2017-07-14 00:01", utc(2017, 7, 13, 23, 1)),
        Verdict("published", "since 2017-07-14 00:01"),
    ),
    (
        statement(publish_at=date(2017, 7, 12), embargo=date(2017, 7, 14)),
        utc(2017, 7, 13, 23),
        Verdict("scheduled", "embargo is 2017-07-14", utc(2017, 7, 13, 23)),
        Verdict("published", "since 2017-07-14"),
    ),
    (
        statement(publish_at=date(2017, 7, 16), embargo=date(2017, 7, 14)),
        utc(2017, 7, 15, 23),
        Verdict("scheduled", "publish_at is 2017-07-16", utc(2017, 7, 15, 23)),
        Verdict("published", "since 2017-07-16"),
    ),
    (
        news(expires=date(2017, 7, 31)),  # the last day, up to its end
        utc(2017, 7, 31, 23),
        Verdict("published", "until 2017-07-31", utc(2017, 7, 31, 23)),
        Verdict("expired", "expires is 2017-07-31"),
    ),
    (
        news(expires=datetime(2017, 7, 31, 12)),
        utc(2017, 7, 31, 11),
        Verdict("published", "until 2017-07-31 12:00", utc(2017, 7, 31, 11)),
        Verdict("expired", "expires is 2017-07-31 12:00"),
    ),
    (
        news(date=date(2017, 7, 20), **WITHDRAWN),
        utc(2017, 7, 19, 23),
        Verdict("scheduled", "date is 2017-07-20", utc(2017, 7, 19, 23)),
        Verdict("withdrawn", "status is withdrawn"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "instant", "before", "after"), CHANGES)
def test_a_verdict_changes_at_the_instant_itself_and_not_before(
    entry: Entry, instant: datetime, before: Verdict, after: Verdict
) -> None:
    assert verdict(entry, LONDON, instant - BEFORE) == before
    assert verdict(entry, LONDON, instant) == after
    assert before.until == instant


@pytest.mark.parametrize("now", [utc(1990, 1, 1), utc(2017, 7, 14), utc(2050, 1, 1)])
def test_a_draft_is_a_draft_whatever_the_clock_says(now: datetime) -> None:
    entry = statement(
        status="draft", publish_at=date(2017, 7, 2), embargo=date(2017, 7, 3), expires=date(2017, 7, 5)
    )
    assert verdict(entry, LONDON, now) == Verdict("draft", "status is draft")


def test_a_withdrawn_entry_stays_withdrawn_after_it_would_have_expired() -> None:
    entry = news(expires=date(2017, 7, 5), **WITHDRAWN)
    assert verdict(entry, LONDON, utc(2018, 1, 1)) == Verdict("withdrawn", "status is withdrawn")


def test_a_page_without_a_date_waits_for_nothing() -> None:
    page = Page(title="About", slug="about")
    assert verdict(page, LONDON, utc(1990, 1, 1)) == Verdict("published", "it has no date to wait for")


@pytest.mark.parametrize(
    ("name", "has_page"),
    [("published", True), ("expired", True), ("withdrawn", True), ("draft", False), ("scheduled", False)],
)
def test_an_expired_or_withdrawn_entry_keeps_its_page(name: Any, has_page: bool) -> None:
    assert Verdict(name, "").has_page is has_page


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (news(), ("date", date(2017, 7, 1))),
        (news(publish_at=date(2017, 6, 1)), ("publish_at", date(2017, 6, 1))),
        (statement(embargo=date(2017, 6, 1)), ("date", date(2017, 7, 1))),
        (statement(embargo=datetime(2017, 7, 1, 0, 1)), ("embargo", datetime(2017, 7, 1, 0, 1))),
        (statement(embargo=date(2017, 7, 2)), ("embargo", date(2017, 7, 2))),
        (Page(title="About", slug="about"), ("date", None)),
    ],
)
def test_the_later_of_embargo_and_date_decides_when_an_entry_appears(
    entry: Entry, expected: tuple[str, date | None]
) -> None:
    assert appearance(entry) == expected


def test_moments_are_written_as_editors_write_them() -> None:
    assert [written(date(2017, 7, 4)), written(datetime(2017, 7, 4, 9, 5))] == [
        "2017-07-04",
        "2017-07-04 09:05",
    ]
