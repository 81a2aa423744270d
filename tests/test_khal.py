"""A real calendar program takes in the calendars: every event at its time, called off and not gone."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import icalendar
import pytest

from tests.hub import JULY, Built, built, post, small_hub, write
from tests.test_history import record

KHAL = """\
[calendars]
[[hub]]
path = {folder}/calendar
[sqlite]
path = {folder}/khal.db
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
default_timezone = Europe/London
local_timezone = Europe/London
"""
"""Settings of khal of which nothing lies outside a folder."""

MONDAYS = "09-25 10-02 10-09 10-16 10-23 10-30 11-06 11-13 11-20 11-27".split()
"""Of the programme: the clocks go back on 29 October."""

Khal = Callable[..., list[str]]


@pytest.fixture
def khal(tool: Callable[[str], str], tmp_path: Path) -> Khal:
    """Runs khal in a folder of its own and gives the lines that it prints."""
    folder = tmp_path / "khal"
    folder.mkdir()
    (folder / "config").write_text(KHAL.format(folder=folder))
    home = {"HOME": str(folder), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    program = [tool("khal"), "-c", str(folder / "config")]

    def run(*args: str) -> list[str]:
        done = subprocess.run([*program, *args], env=home, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    return run


def imported(khal: Khal, calendar: Path) -> None:
    khal("import", "--batch", "-a", "hub", str(calendar))


def listed(khal: Khal, first: str, last: str) -> list[str]:
    form = ["--format", "{start-long} {end-time} {status}{title}", "--day-format", ""]
    return khal("list", *form, first, last)


@pytest.mark.parametrize("calendar", ["courses/calendar.ics", "calendar.ics"])
def test_it_shows_ten_mondays_at_half_past_nine_across_the_clock_change(
    sites: Built, khal: Khal, calendar: str
) -> None:
    imported(khal, sites[JULY][1] / calendar)
    lines = listed(khal, "2017-09-01", "2018-01-31")
    assert [line for line in lines if "Learning Reps" in line] == [
        f"2017-{day} 09:30 16:30 CONFIRMED Union Learning Reps Certificate" for day in MONDAYS
    ]
    sessions = [line for line in lines if " 09:30 16:30 " in line]
    assert len(sessions) == 50


def test_it_takes_in_every_calendar_of_the_hub(sites: Built, khal: Khal) -> None:
    events = set()
    for calendar in sorted(sites[JULY][1].rglob("*.ics")):
        found = icalendar.Calendar.from_ical(calendar.read_bytes()).walk("VEVENT")
        if found:
            imported(khal, calendar)
        events |= {(str(event["UID"]), str(event["SUMMARY"])) for event in found}
    shown = khal("list", "--once", "--format", "{title}", "--day-format", "", "2015-01-01", "2019-01-01")
    assert len(events) == 8
    assert sorted(set(shown)) == sorted({title for _, title in events})


def test_what_is_off_is_called_off_and_not_gone(tmp_path: Path, khal: Khal) -> None:
    sessions = "[{date: 2017-10-03, from: 09:00, to: 12:00}, {date: 2017-10-17, from: 09:00, to: 12:00}]"
    files: dict[str, str | bytes] = {
        "content/events/rally.md": post("Rally", start="2017-08-01 18:00", end="2017-08-01 20:00"),
        "content/events/fair.md": post("Fair", start="2017-08-02 18:00", end="2017-08-02 20:00"),
        "content/courses/reps.md": post("Reps", sessions=sessions),
    }
    hub = small_hub(tmp_path, files)
    assert built(hub).problems == ()
    imported(khal, tmp_path / "site/calendar.ics")
    before = listed(khal, "2017-08-01", "2017-11-01")
    assert before == [
        "2017-08-01 18:00 20:00 CONFIRMED Rally", "2017-08-02 18:00 20:00 CONFIRMED Fair",
        "2017-10-03 09:00 12:00 CONFIRMED Reps", "2017-10-17 09:00 12:00 CONFIRMED Reps",
    ]  # fmt: skip
    record(hub)
    # One is cancelled, one is news now, and a session is taken out; another event moves to another day.
    (tmp_path / "content/events/fair.md").unlink()
    write(tmp_path, {
        "content/events/rally.md": post(
            "Rally", start="2017-08-01 18:00", end="2017-08-01 20:00", state="cancelled"
        ),
        "content/news/fair.md": post("Fair"),
        "content/courses/reps.md": post("Reps", sessions=sessions[: sessions.index(", {")] + "]"),
    })  # fmt: skip
    assert built(hub).problems == ()
    imported(khal, tmp_path / "site/calendar.ics")
    assert listed(khal, "2017-08-01", "2017-11-01") == [
        "2017-08-01 18:00 20:00 CANCELLED Cancelled: Rally",
        "2017-08-02 18:00 20:00 CANCELLED Cancelled: Fair",
        "2017-10-03 09:00 12:00 CONFIRMED Reps",
        "2017-10-17 09:00 12:00 CANCELLED Cancelled: Reps",
    ]
