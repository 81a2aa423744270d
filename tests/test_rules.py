"""Rules across fields: what a kind says of fields that can each be read, but not together."""

from __future__ import annotations

import pytest

from tests.test_reading import said


def test_rules_across_fields_hold_for_a_fund_and_for_what_is_withdrawn() -> None:
    assert said("funds", "name: x") == [
        "1:1 no-way-to-give: This fund does not say how to give to it. | "
        "account_name, sort_code and account_number, or online_url: https://"
    ]
    assert said("funds", "name: x", "sort_code: 60-83-01", "account_number: 20376387") == [
        "3:12 half-an-account: A payment needs the whole account; account_name is missing. | account_name: "
    ]
    assert said("pages", "title: x", "status: withdrawn") == [
        "3:9 no-reason: A withdrawn entry says when and why it was withdrawn. | "
        "add the line below line 1: withdrawn: {date: 2017-07-14, reason: Why it was withdrawn}"
    ]


def test_a_rule_across_fields_is_checked_though_another_field_cannot_be_read() -> None:
    assert said(
        "events", "date: today", "start: 2017-07-14 18:30", "end: 2017-07-14 17:30", "cost: [a, b]"
    ) == [
        "1:1 missing-field: An event needs “title”. | add the line below line 1: title: Library staff vote to strike over pay",
        "2:7 not-a-day: “today” is not a day and time. | such as date: 2017-07-14",
        "4:6 ends-before-it-begins: The event ends (2017-07-14 17:30) before it begins "
        "(2017-07-14 18:30). | such as end: 2017-07-14 20:30",
        "5:7 not-one-value: One value is wanted here, not a list or fields. | "
        "write one line of text, or take the line out",
    ]


@pytest.mark.parametrize(
    ("lines", "refused"),
    [
        (
            ("start: 2017-07-14 18:30", "end: 2017-07-14 20:30", "duration: 2h"),
            "5:11 two-answers: This has both an end and a duration. | delete one of the two lines",
        ),
        (
            ("start: 2017-07-14", "duration: 90 minutes"),
            "3:8 no-time: The duration is in hours, but the start has no time. | start: 2017-07-14 18:30",
        ),
        (
            ("start: 2017-07-14 18:30", "end: 2017-07-15"),
            "4:6 no-time: The start has a time, but the end has none. | end: 2017-07-15 20:30",
        ),
        (
            ("start: 2017-07-14 18:30", "all_day: yes"),
            "4:10 two-answers: An all-day event has no times, but the start has one. | start: 2017-07-14",
        ),
        (
            ("start: 2017-07-14 18:30", "duration: 90"),
            "4:11 not-a-length: “90” is not a length of time. | duration: 90 minutes",
        ),
        (
            ("start: 2017-07-14 18:30", "state: canceled"),
            "4:8 not-a-choice: “canceled” is not one of the words that “state” may have. | state: cancelled",
        ),
    ],
)
def test_an_event_begins_before_it_ends(lines: tuple[str, ...], refused: str) -> None:
    assert said("events", "title: x", *lines, "date: 2017-07-01") == [refused]


def test_the_sessions_of_a_course_add_up() -> None:
    weekly = "{first: 2017-09-25, weekday: Monday, count: 10, from: 9.30am, to: 4.30pm"
    assert said(
        "courses",
        "title: x",
        "date: 2017-07-12",
        "courses:",
        f"- {{title: A, sessions: {weekly.replace('09-25', '09-26')}}}}}",
        f"- {{title: B, sessions: {weekly}, except: [2017-10-24, 2018-01-01, 2017-09-25]}}}}",
        f"- {{title: C, sessions: {weekly}, extra: [2017-10-02, 2017-10-03]}}}}",
        f"- {{title: D, sessions: {weekly.replace('10,', '1,')}, extra: 2017-10-03}}}}",
        "- {title: E, sessions: [{date: 2017-09-25, from: 9.30, to: 8.30}]}",
        "- {title: F, sessions: {first: 2017-09-25, weekday: Mon, count: 10, from: 0930, to: x}}",
    ) == [
        "5:32 wrong-weekday: 2017-09-26 is a Tuesday, not a Monday. | first: 2017-09-25",
        "6:107 not-a-session: 2017-10-24 is a Tuesday; there is no session to leave out. | take this day out",
        "6:119 not-a-session: 2018-01-01 is not between the first session (2017-09-25) and the "
        "last weekly one (2017-12-04). | take this day out",
        "6:131 first-left-out: 2017-09-25 is the first day and also left out. | first: 2017-10-02",
        "7:106 day-twice: 2017-10-02 already has a session. | take this day out",
        "8:104 wrong-count: With 1 extra of 1 in all, no weekly session is left. | count: 2",
        "9:60 ends-before-it-begins: The session ends at 08:30, but it begins at 09:30. | such as to: 11:30",
        "10:75 not-a-time: “0930” is not a time of day. | from: 09:30",
        "10:85 not-a-time: “x” is not a time of day. | such as to: 4.30pm",
    ]
