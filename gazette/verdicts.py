"""Verdicts: what becomes of an entry now, why, and when that changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from gazette.instants import Moment, begins, ends, written
from gazette.kinds.entry import Entry, instant

Name = Literal["published", "draft", "scheduled", "expired", "withdrawn", "gone"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of an entry: a word, the reason for it, and the instant at which it ends."""

    name: Name
    reason: str
    until: datetime | None = None

    @property
    def has_page(self) -> bool:
        """True where readers get a page: an expired or withdrawn entry keeps its address."""
        return self.name in ("published", "expired", "withdrawn")


def verdict(entry: Entry, zone: ZoneInfo, now: datetime) -> Verdict:
    """The verdict on an entry at an instant."""
    if entry.gone is not None:
        return Verdict("gone", f"gone since {written(entry.gone.date)}")
    if entry.status == "draft":
        return Verdict("draft", "status is draft")
    field, moment = appearance(entry)
    if moment is not None and (appears := begins(moment, zone)) > now:
        return Verdict("scheduled", f"{field} is {written(moment)}", appears)
    if entry.status == "withdrawn":
        return Verdict("withdrawn", "status is withdrawn")
    if entry.expires is not None:
        over = ends(entry.expires, zone)
        if over <= now:
            return Verdict("expired", f"expires is {written(entry.expires)}")
        return Verdict("published", f"until {written(entry.expires)}", over)
    return Verdict("published", f"since {written(moment)}" if moment else "it has no date to wait for")


def appearance(entry: Entry) -> tuple[str, Moment | None]:
    """The field that decides when an entry appears, and its value.

    `publish_at` stands in for `date`; an embargo holds back whatever they say.
    """
    field, moment = ("publish_at", entry.publish_at) if entry.publish_at else ("date", entry.date)
    embargo: Moment | None = getattr(entry, "embargo", None)
    if embargo is not None and (moment is None or str(embargo) > str(moment)):
        return "embargo", embargo
    return field, moment


def changed(entry: Entry) -> Moment | None:
    """The last moment at which an entry appeared or was changed, as its front matter has it."""
    moments = [
        appearance(entry)[1],
        entry.updated,
        *(change.date for change in entry.changes),
        *(correction.date for correction in entry.corrections),
        entry.withdrawn.date if entry.withdrawn else None,
    ]
    return max((m for m in moments if m is not None), key=instant, default=None)
