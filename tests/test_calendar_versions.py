"""Versions of calendar events across builds: one higher for a change, and the same for everything else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import icalendar

from tests.hub import NOON, built, post, small_hub, write

RALLY = "content/events/rally.md"


def event(root: Path) -> icalendar.Event:
    data = (root / "site/events/rally/calendar.ics").read_bytes()
    (found,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    return found


def keep(root: Path) -> None:
    """What the site has published becomes what was published before."""
    (root / "content/ledger.json").write_bytes((root / "site/ledger.json").read_bytes())


def test_an_event_is_one_higher_for_each_change_that_was_published(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {RALLY: post("Rally", start="2017-07-20 18:00")})
    built(hub)
    first = event(tmp_path)
    assert first["SEQUENCE"] == 0
    keep(tmp_path)
    assert built(hub, NOON + timedelta(days=1)).problems == ()
    assert event(tmp_path).to_ical() == first.to_ical()
    for sequence, start in ((1, "2017-07-21 18:00"), (2, "2017-07-22 18:00")):
        write(tmp_path, {RALLY: post("Rally", start=start)})
        for _ in range(2):  # with the same past, the same version, however often it is built
            assert built(hub).problems == ()
            now = event(tmp_path)
            assert (now["SEQUENCE"], now["UID"]) == (sequence, first["UID"])
        assert now["LAST-MODIFIED"].dt == first["LAST-MODIFIED"].dt + timedelta(seconds=sequence)
        keep(tmp_path)


def test_a_cancelled_event_keeps_its_uid_and_is_a_new_version(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {RALLY: post("Rally", start="2017-07-20 18:00")})
    built(hub)
    first = event(tmp_path)
    keep(tmp_path)
    write(tmp_path, {RALLY: post("Rally", start="2017-07-20 18:00", state="cancelled", updated="2017-07-12")})
    assert built(hub).problems == ()
    now = event(tmp_path)
    assert (now["UID"], now["STATUS"], now["SEQUENCE"]) == (first["UID"], "CANCELLED", 1)
    assert f"{now['LAST-MODIFIED'].dt:%Y-%m-%d %H:%M}" == "2017-07-11 23:00"  # midnight in London
    assert now["DTSTAMP"].dt == now["LAST-MODIFIED"].dt


def test_an_address_that_moves_is_no_new_version(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {RALLY: post("Rally", start="2017-07-20 18:00", id="tag:a.example,2017:rally")})
    built(hub)
    first = event(tmp_path)
    keep(tmp_path)
    settings = (tmp_path / "content/site.toml").read_text()
    moved = settings.replace("https://anytown.example/", "https://new.example/")
    write(tmp_path, {"content/site.toml": f'moved_from = ["https://anytown.example/"]\n{moved}'})
    assert built(hub).problems == ()
    now = event(tmp_path)
    assert (now["UID"], now["SEQUENCE"]) == (first["UID"], 0)
    assert str(now["URL"]) == "https://new.example/events/rally/"
