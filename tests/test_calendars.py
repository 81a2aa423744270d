"""Calendars: files that calendar programs take, and that stay the same where nothing changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events

from gazette.pipeline import Hub, Report
from tests.checks.calendars import offences
from tests.hub import NOON, SETTINGS, built, clean_files, files, post, small_hub, write

LONDON = ZoneInfo("Europe/London")

COURSE = """\
---
title: Reps' courses
date: 2017-07-01
id: tag:anytown.example,2017:courses
campaigns: [library]
provider: City College
venue: {name: "Tottenham Centre; room 2, first floor", postcode: N15 4RU}
courses:
  - title: Stage 1
    sessions: {first: 2017-09-25, weekday: Monday, count: 10, from: 09:30, to: 16:30,
      except: [2017-10-23], extra: [2017-12-06]}
  - title: Stage 2
    sessions: [{date: 2017-10-03, from: 09:00, to: 12:00}, {date: 2017-10-31, from: 10:00, to: 13:00}]
---
Words.
"""

FILES = {
    "content/courses/reps.md": COURSE,
    "content/campaigns/library.md": post(
        "Save the library", actions="[{kind: petition, label: Sign, url: 'https://p.example/', until: 2017-07-31}]"
    ),
    "content/disputes/pay.md": post(
        "Pay at the depot", unions="[Unite]", campaigns="[library]",
        action="[{kind: strike, from: 2017-07-14, to: 2017-07-16}, {kind: overtime ban, from: 2017-07-20}]",
    ),
    "content/events/rally.md": post(
        "Rally, march; and “songs” \\ " + "é" * 60, start="2017-07-14 18:00", end="2017-07-14 20:00",
        venue="{name: Town Hall, map: 'https://www.openstreetmap.org/?mlat=51.5876&mlon=-0.0710'}",
    ),
    "content/events/off.md": post("Social", start="2017-07-20", state="cancelled"),
    "content/events/gone.md": post(
        "Stall", start="2017-07-21", status="withdrawn", withdrawn="{date: 2017-07-02, reason: Rain.}"
    ),
    "content/events/last-year.md": post("Fair", date="2016-05-01", start="2016-07-14"),
    "content/events/long-ago.md": post("Fete", date="2016-05-01", start="2016-07-12"),
    "content/events/draft.md": post("Secret", start="2017-07-20", status="draft"),
}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Hub, Report, dict[str, bytes]]:
    hub = small_hub(tmp_path_factory.mktemp("calendars"), FILES)
    report = built(hub)
    assert report.problems == ()
    made = files(hub.root / "site")
    return hub, report, {path: data for path, data in made.items() if path.endswith(".ics")}


@pytest.fixture(scope="module")
def made(site: tuple[Hub, Report, dict[str, bytes]]) -> dict[str, bytes]:
    return site[2]


def events(data: bytes) -> Iterator[icalendar.Event]:
    yield from icalendar.Calendar.from_ical(data).walk("VEVENT")


def titles(data: bytes) -> list[str]:
    return sorted(str(event["SUMMARY"]) for event in events(data))


def test_there_is_one_for_everything_a_kind_a_campaign_a_union_and_an_entry(made: dict[str, bytes]) -> None:
    assert sorted(made) == [
        "calendar.ics",
        "campaigns/calendar.ics",
        "campaigns/library/calendar.ics",
        "courses/calendar.ics",
        "courses/reps/calendar.ics",
        "disputes/calendar.ics",
        "disputes/pay/calendar.ics",
        "events/calendar.ics",
        "events/gone/calendar.ics",
        "events/last-year/calendar.ics",
        "events/long-ago/calendar.ics",
        "events/off/calendar.ics",
        "events/rally/calendar.ics",
        "unions/unite/calendar.ics",
    ]


def test_each_carries_what_belongs_to_it(made: dict[str, bytes]) -> None:
    strikes = ["Overtime ban: Pay at the depot", "Strike: Pay at the depot"]
    courses = ["Stage 1", "Stage 2", "Stage 2"]
    rally = "Rally, march; and “songs” \\ " + "é" * 60
    fixtures = ["Cancelled: Social", "Cancelled: Stall", "Fair", rally]
    petition = ["Sign: Save the library"]
    assert titles(made["unions/unite/calendar.ics"]) == strikes
    assert titles(made["courses/calendar.ics"]) == courses
    assert titles(made["events/calendar.ics"]) == fixtures
    assert titles(made["events/rally/calendar.ics"]) == [rally]
    assert titles(made["campaigns/library/calendar.ics"]) == sorted([*strikes, *courses, *petition])
    assert titles(made["calendar.ics"]) == sorted([*strikes, *courses, *fixtures, *petition])


def test_what_was_over_a_year_ago_is_only_in_its_own_calendar(made: dict[str, bytes]) -> None:
    assert "Fete" not in titles(made["calendar.ics"])
    assert titles(made["events/long-ago/calendar.ics"]) == ["Fete"]


def test_every_calendar_keeps_every_rule(made: dict[str, bytes]) -> None:
    assert {path: found for path, data in made.items() if (found := offences(data))} == {}


def test_an_empty_calendar_is_a_calendar_too(tmp_path: Path) -> None:
    hub = small_hub(tmp_path)
    assert built(hub).problems == ()
    data = (tmp_path / "site/calendar.ics").read_bytes()
    assert offences(data) == []
    assert titles(data) == []


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "UTC", "America/New_York", "Africa/Casablanca"])
def test_a_hub_in_another_zone_says_how_its_clocks_go(tmp_path: Path, zone: str) -> None:
    hub = small_hub(tmp_path, {"content/events/rally.md": post("Rally", start="2017-07-14 18:00")})
    write(tmp_path, {"content/site.toml": f'timezone = "{zone}"\n{SETTINGS}'})
    assert built(hub).problems == ()
    data = (tmp_path / "site/calendar.ics").read_bytes()
    assert offences(data) == []
    (event,) = events(data)
    assert event.start == datetime(2017, 7, 14, 18, tzinfo=ZoneInfo(zone))


# --- what stands in it -----------------------------------------------------------------------


def one(data: bytes, title: str) -> icalendar.Event:
    (found,) = [event for event in events(data) if str(event["SUMMARY"]) == title]
    return found


def test_an_event_says_where_it_is_who_organises_it_and_where_to_read_on(made: dict[str, bytes]) -> None:
    (event,) = events(made["events/rally/calendar.ics"])
    assert str(event["LOCATION"]) == "Town Hall"
    assert event["GEO"].to_ical() == "51.5876;-0.071"
    assert str(event["URL"]) == "https://anytown.example/events/rally/"
    assert str(event["DESCRIPTION"]) == "Some words.\n\nhttps://anytown.example/events/rally/"
    assert (event.start, event.end) == tuple(datetime(2017, 7, 14, h, tzinfo=LONDON) for h in (18, 20))
    # Without an e-mail address of the council, its organiser is reached by the page.
    assert str(event["ORGANIZER"]) == "https://anytown.example/events/rally/"
    assert event["ORGANIZER"].params["CN"] == "Anytown Trades Council"


@pytest.mark.parametrize(
    ("organiser", "address"),
    [
        ("", "mailto:secretary@anytown.example"),
        ("Anytown TUC", "mailto:secretary@anytown.example"),
        ("Anytown UNISON", "https://anytown.example/events/rally/"),
    ],
)
def test_nobody_else_is_given_the_address_of_the_council(
    tmp_path: Path, organiser: str, address: str
) -> None:
    fields = {"organiser": organiser} if organiser else {}
    hub = small_hub(tmp_path, {"content/events/rally.md": post("Rally", start="2017-07-14", **fields)})
    council = '[organisation]\nname = "Anytown TUC"\nemail = "secretary@anytown.example"\n'
    write(tmp_path, {"content/site.toml": SETTINGS + council})
    built(hub)
    (event,) = events((tmp_path / "site/events/rally/calendar.ics").read_bytes())
    assert str(event["ORGANIZER"]) == address
    assert event["ORGANIZER"].params["CN"] == (organiser or "Anytown TUC")


def test_a_cancelled_event_is_cancelled_and_not_gone(made: dict[str, bytes]) -> None:
    for path in ("events/calendar.ics", "calendar.ics"):
        assert one(made[path], "Cancelled: Social")["STATUS"] == "CANCELLED"
        assert one(made[path], "Cancelled: Stall")["STATUS"] == "CANCELLED"
        assert one(made[path], "Fair")["STATUS"] == "CONFIRMED"


def test_days_of_note_leave_nobody_busy(made: dict[str, bytes]) -> None:
    busy = {str(e["SUMMARY"]): e.get("TRANSP", "OPAQUE") for e in events(made["calendar.ics"])}
    assert busy["Strike: Pay at the depot"] == "TRANSPARENT"
    assert busy["Stage 1"] == "OPAQUE"


def test_the_stamp_is_of_the_entry_and_not_of_the_build(made: dict[str, bytes]) -> None:
    for event in events(made["calendar.ics"]):
        assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt
        assert event["DTSTAMP"].dt < datetime(2017, 7, 3, tzinfo=UTC)
    withdrawn = one(made["calendar.ics"], "Cancelled: Stall")
    assert withdrawn["LAST-MODIFIED"].dt == datetime(2017, 7, 1, 23, tzinfo=UTC)  # midnight in London


# --- the rules worked out --------------------------------------------------------------------


def spans(data: bytes, title: str) -> list[tuple[datetime, datetime]]:
    """Every time at which an event takes place, as another library works the rules out."""
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(data)).between((2016, 1, 1), (2019, 1, 1))
    return sorted((e.start, e.end) for e in found if str(e["SUMMARY"]) == title)


def test_a_rule_gives_exactly_the_sessions_of_the_course(
    site: tuple[Hub, Report, dict[str, bytes]],
) -> None:
    _, report, made = site
    assert report.site is not None
    course = report.site.entries["content/courses/reps.md"]
    for offering in course.offerings:  # type: ignore[attr-defined]
        wanted = [tuple(t.replace(tzinfo=LONDON) for t in sitting) for sitting in offering.held()]
        assert spans(made["courses/reps/calendar.ics"], offering.title) == wanted
    assert len(spans(made["courses/reps/calendar.ics"], "Stage 1")) == 10


# --- staying the same ------------------------------------------------------------------------


def test_the_same_hub_has_the_same_calendars_on_another_day(
    site: tuple[Hub, Report, dict[str, bytes]],
) -> None:
    hub, _, made = site
    _, later = clean_files(hub, NOON + timedelta(days=30))
    assert {path: later[path] for path in made if "last-year" not in path and path.count("/") > 1} == {
        path: data for path, data in made.items() if "last-year" not in path and path.count("/") > 1
    }


def test_an_entry_leaves_the_calendars_of_many_a_year_after_it_is_over(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {"content/events/rally.md": post("Rally", start="2017-07-14 18:00")})
    over = datetime(2017, 7, 15)  # without an end it is over when its day is
    last = over + timedelta(days=366) - timedelta(seconds=1)
    built(hub, last)
    assert titles((tmp_path / "site/calendar.ics").read_bytes()) == ["Rally"]
    report = built(hub, last + timedelta(seconds=1))
    assert [path for path in report.written if path.endswith(".ics")] == [
        "calendar.ics",
        "events/calendar.ics",
    ]
    assert titles((tmp_path / "site/calendar.ics").read_bytes()) == []


# --- the check itself ------------------------------------------------------------------------

GOOD = (
    "BEGIN:VCALENDAR VERSION:2.0 PRODID:-//x//x//EN BEGIN:VTIMEZONE TZID:Europe/London BEGIN:STANDARD "
    "DTSTART:20161030T020000 TZOFFSETFROM:+0100 TZOFFSETTO:+0000 END:STANDARD END:VTIMEZONE BEGIN:VEVENT "
    "UID:u DTSTAMP:20170701T000000Z LAST-MODIFIED:20170701T000000Z SEQUENCE:0 SUMMARY:Rally "
    "DTSTART;TZID=Europe/London:20170714T180000 DTEND;TZID=Europe/London:20170714T200000 "
    "RRULE:FREQ=WEEKLY;COUNT=3 EXDATE;TZID=Europe/London:20170721T180000 STATUS:CONFIRMED "
    "DESCRIPTION:a\\,b URL:https://a.example/ ORGANIZER;CN=\"a\":mailto:a@a.example END:VEVENT END:VCALENDAR "
).replace(" ", "\r\n").encode()  # fmt: skip


def test_the_check_finds_nothing_wrong_with_a_good_calendar() -> None:
    assert offences(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("\r\nEND:VCALENDAR\r\n", "\r\nEND:VCALENDAR", "the last line does not end"),
        ("SEQUENCE:0\r\n", "SEQUENCE:0\n", "a line ends with something else than CRLF"),
        ("SUMMARY:Rally", "SUMMARY:Ral\x07ly", "a control character"),
        ("SUMMARY:Rally", "SUMMARY:" + "a" * 70, "a line of 78 octets"),
        ("SUMMARY:Rally", "SUMMARY:Ral\udcc3\r\n \udca9", "a line is folded within a letter"),
        ("SUMMARY:Rally", "SUMMARY Rally", "not a content line: SUMMARY Rally"),
        ("SUMMARY:Rally\r\n", "", "VEVENT has SUMMARY 0 times"),
        ("UID:u", "UID:u\r\nUID:u", "VEVENT has UID 2 times"),
        ("VERSION:2.0\r\n", "", "VCALENDAR has VERSION 0 times"),
        ("TZOFFSETTO:+0000\r\n", "", "STANDARD has TZOFFSETTO 0 times"),
        ("END:VEVENT\r\n", "", "VCALENDAR ends where VEVENT is open"),
        ("BEGIN:VEVENT", "BEGIN:VTODO", "VTODO within VCALENDAR"),
        ("DTSTAMP:20170701T000000Z", "DTSTAMP:20170701T000000", "DTSTAMP is 20170701T000000"),
        ("SEQUENCE:0", "SEQUENCE:-1", "SEQUENCE is -1"),
        ("STATUS:CONFIRMED", "STATUS:MOVED", "STATUS is MOVED"),
        ("mailto:a@a.example", "Jo Bloggs", "ORGANIZER is Jo Bloggs"),
        ("URL:https://a.example/", "URL:/rally/", "URL is /rally/"),
        ("COUNT=3", "COUNT=3;UNTIL=20170801", "RRULE is FREQ=WEEKLY;COUNT=3;UNTIL=20170801"),
        ("DESCRIPTION:a\\,b", "DESCRIPTION:a,b", "DESCRIPTION is not escaped"),
        ("DESCRIPTION:a\\,b", "DESCRIPTION:a\\b", "DESCRIPTION is not escaped"),
        ("DTSTART;TZID=Europe/London:20170714T180000", "DTSTART;TZID=Europe/London:20170714", "DTSTART is 20170714"),
        ("DTSTART;TZID=Europe/London:20170714T180000", "DTSTART:20170714T180000", "DTSTART floats: 20170714T180000"),
        ("DTSTART;TZID=Europe/London:20170714T180000", "DTSTART;VALUE=DATE:20170714", "days and times in one event"),
        ("EXDATE;TZID=Europe/London:20170721T180000", "EXDATE;VALUE=DATE:20170721", "days and times in one event"),
        ("DTEND;TZID=Europe/London:20170714T200000", "DTEND;TZID=Europe/London:20170714T180000",
         "it ends at 20170714T180000, not after 20170714T180000"),
        ("RRULE:FREQ=WEEKLY;COUNT=3\r\n", "", "days are left out of nothing"),
        ("TZID:Europe/London", "TZID:Europe/Paris", "no VTIMEZONE for Europe/London"),
    ],
)  # fmt: skip
def test_the_check_sees_what_is_wrong(old: str, new: str, found: str) -> None:
    broken = GOOD.replace(old.encode(), new.encode("utf-8", "surrogateescape"))
    assert broken != GOOD
    assert found in offences(broken)


def test_the_check_sees_events_and_zones_that_stand_there_twice() -> None:
    part = re.search(rb"BEGIN:VEVENT.*END:VEVENT\r\n", GOOD, re.S)
    zone = re.search(rb"BEGIN:VTIMEZONE.*END:VTIMEZONE\r\n", GOOD, re.S)
    assert part
    assert zone
    assert offences(GOOD.replace(part[0], part[0] * 2)) == ["the UID u stands there twice"]
    assert offences(GOOD.replace(zone[0], zone[0] * 2)) == ["two VTIMEZONEs for Europe/London"]
    assert offences(GOOD.replace(part[0], b"").replace(zone[0], b"")) == ["a calendar with nothing in it"]
    published = GOOD.replace(b"VERSION:2.0", b"VERSION:2.0\r\nMETHOD:PUBLISH")
    assert offences(published) == []
    assert offences(published.replace(part[0], b"")) == ["METHOD is of events, and there is none"]
    assert offences(GOOD * 2) == ["not one calendar"]
    assert offences(b"") == ["the last line does not end"]
