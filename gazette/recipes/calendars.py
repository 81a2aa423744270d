"""Calendars: files for calendar programs, and the pages of the months."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gazette.recipes.recipe import Desk, Made, Output
from gazette.site import Site
from gazette.timetable import calendar_paths


@dataclass(frozen=True, slots=True)
class Calendar:
    """The calendar of a group, of the whole site (`site`, no key), or of an `entry` (its file)."""

    group: str
    key: str = ""

    @property
    def origin(self) -> str:
        if self.group == "entry":
            return self.key
        return f"the {self.group} {self.key}" if self.key else "the site itself"

    def make(self, desk: Desk) -> Made:
        from gazette import calendars

        return calendars.icalendar_of(desk.ask, self.group, self.key)


@dataclass(frozen=True, slots=True)
class Timetable:
    """The page of a month with what is on on its days; the one to look at now if both are 0."""

    year: int = 0
    month: int = 0

    origin = "the calendar"

    def make(self, desk: Desk) -> Made:
        year, month = self.year, self.month
        if not year and (now := desk.ask("calendar_month_now")):
            year, month = now.year, now.month
        return desk.page("calendar.html", year=year, month=month, every=not self.year)


RECIPES = (Calendar, Timetable)


def outputs(site: Site) -> Iterator[Output]:
    """Every calendar of the site, and the pages of the months."""
    for group, key, path in calendar_paths(site):
        yield Output(path, Calendar(group, key))
    yield Output("calendar/index.html", Timetable())
    for year, month in site.timetable:
        yield Output(f"calendar/{year}/{month:02}/index.html", Timetable(year, month))
