"""The ledger as a file: read back as it was written, and never taken for “no past” where it cannot be."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.ledger import Checked, Digested, Event, Heading, Ledger, Record, read, written
from gazette.pipeline import Hub
from gazette.problems import Problem
from gazette.sources import Source
from tests.hub import built, place, post, small_hub, write

WHOLE = Ledger(
    sites=("https://anytown.example/hub/",),
    records=(
        Record(
            "tag:a",
            "content/news/a b.md",
            "ab12",
            "news/a/index.html",
            ("?p=12", "old.html", "old/index.html"),
        ),
        Record("tag:fund", "content/funds/f.md", "cd34"),
    ),
    addresses=("feed.xml", "tags/ধর্মঘট/index.html"),
    headings=(Heading("tag", "pay", "Pay & “more”"), Heading("union", "unite", "Unite", used=False)),
    funds=(Checked("tag:fund", "aa", "bb", date(2017, 7, 1)), Checked("tag:other", "aa")),
    events=(
        Event(
            "u@anytown.example",
            "tag:a",
            "session Stage 1",
            "Stage 1",
            datetime(2017, 10, 3, 9),
            datetime(2017, 10, 3, 12),
            "CONFIRMED",
            3,
            (datetime(2017, 10, 10, 9),),
            (datetime(2017, 10, 12, 9),),
            "Town Hall, N1",
            ("courses", "unions/unite"),
            "ff",
            2,
            datetime(2017, 7, 1, 12, tzinfo=UTC),
        ),
        Event(
            "v@anytown.example",
            "tag:a",
            "event",
            "",
            date(2017, 10, 3),
            None,
            "CANCELLED",
            1,
            (),
            (),
            "",
            (),
            "fe",
            0,
            datetime(2017, 7, 1, 12, tzinfo=UTC),
        ),
    ),
    digests=(Digested("2017-W26", ("tag:a",)), Digested("2017-W28", ())),
)

HINT = (
    "put back the last ledger that was published (ledger.json of the live site, or an earlier version of the "
    "file); a ledger is never written by hand"
)


def event(**values: Any) -> bytes:
    """The ledger with one event, of which some values are replaced by others."""
    found = json.loads(written(WHOLE))["events"]["u@anytown.example"]
    return changed(events={"u": found | values})


def changed(**values: Any) -> bytes:
    """The ledger with some of its values replaced by others."""
    return json.dumps(json.loads(written(WHOLE)) | values).encode()


def test_a_ledger_is_read_back_as_it_was_written() -> None:
    assert read("ledger.json", written(WHOLE)) == (WHOLE, ())


def test_a_ledger_is_written_in_lines_that_a_person_can_compare() -> None:
    small = Ledger(("https://a.example/",), (Record("x", "content/news/a.md", "ab", "news/a/index.html"),))
    assert written(small).decode() == (
        '{\n "addresses": [],\n "digests": {},\n "entries": {\n  "x": {\n   "address": "news/a/",\n   "earlier": [],\n'
        '   "file": "content/news/a.md",\n   "mark": "ab"\n  }\n },\n "events": {},\n'
        ' "format": "gazette ledger",\n "funds": {},\n "lists": {},\n "sites": [\n  "https://a.example/"\n ],\n'
        ' "version": 1\n}\n'
    )


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b"", "not-a-ledger", ""),
        (b"<!doctype html><title>Not found</title>", "not-a-ledger", "<!doctype html><title>Not found</title>"),
        (b"[]", "not-a-ledger", "[]"),
        (b'{"format": "other"}', "not-a-ledger", '{"format": "other"}'),
        (written(WHOLE)[:-40], "ledger-broken", ""),
        (b"\xff\xfe{", "ledger-broken", "the byte 0xFF is no text"),
        (b'{"a":' * 100_000, "ledger-broken", "it is nested far too deep"),
        (b'{"a":' + b"1" * 5000 + b"}", "ledger-broken", "a number in it is far too long"),
        (b'{"a": NaN}', "ledger-broken", "NaN is no number"),
        (b'{"a": 1, "a": 2}', "ledger-broken", "a name stands there twice"),
        (changed(version=2), "ledger-too-new", "version 2"),
        (changed(version=0), "ledger-unsound", "0"),
        (changed(version=True), "ledger-unsound", "True"),
        (changed(sites=[]), "ledger-unsound", "List should have at least 1 item after validation, not 0: []"),
        (changed(sites=["ftp://a.example/"]), "ledger-unsound",
         "Addresses with “ftp:” are not allowed.: 'ftp://a.example/'"),
        (changed(more=1), "ledger-unsound", "Extra inputs are not permitted: 1"),
        (changed(addresses=["../../etc/passwd"]), "ledger-unsound",
         "this is no address of a site: '../../etc/passwd'"),
        (changed(addresses=['a"; return 200;/']), "ledger-unsound",
         "this is no address of a site: 'a\"; return 200;/'"),
        (changed(addresses=[".gazette-files"]), "ledger-unsound",
         "this is no address of a site: '.gazette-files'"),
        (changed(addresses=["/news/"]), "ledger-unsound", "this is no address of a site: '/news/'"),
        (changed(addresses=["a\ud800/"]), "ledger-unsound", "Input should be a valid string, unable to parse raw data as a unicode string: 'a\\ud800/'"),
        (changed(addresses=[7]), "ledger-unsound", "Input should be a valid string: 7"),
        (changed(entries={"two words": {}}), "ledger-unsound", "this has spaces in it: 'two words'"),
        (changed(entries={"x": {"file": "a", "mark": "zz", "address": "", "earlier": []}}), "ledger-unsound",
         "String should match pattern '^[0-9a-f]{1,64}$': 'zz'"),
        (changed(lists={"kind": {}}), "ledger-unsound", "Input should be 'tag' or 'union': 'kind'"),
        (changed(lists={"tag": {"../x": {"label": "X", "used": True}}}), "ledger-unsound", "this is no part of an address: '../x'"),
        (event(sequence="3"), "ledger-unsound", "Input should be a valid integer: '3'"),
        (event(last_modified="yesterday"),
         "ledger-unsound", "this is not an instant such as 2017-07-14T12:00:00Z: 'yesterday'"),
        (event(last_modified="2017-13-01T12:00:00Z"),
         "ledger-unsound", "month must be in 1..12: '2017-13-01T12:00:00Z'"),
        (changed(digests={"2017-W54": []}), "ledger-unsound", "Invalid week: 54: '2017-W54'"),
        (changed(digests={"17-28": []}), "ledger-unsound", "this is not a week such as 2017-W28: '17-28'"),
        (event(start=""), "ledger-unsound", "an event begins at some time: ''"),
        (event(start="9999-12-31"), "ledger-unsound", "this is no day of our times: '9999-12-31'"),
        (event(left_out=["2017-10-10"]), "ledger-unsound",
         "this is not a time such as 2017-07-14T18:30:00: '2017-10-10'"),
        (event(calendars=["../x"]), "ledger-unsound", "this is no address of a site: '../x'"),
        (event(status="MOVED"), "ledger-unsound", "Input should be 'CONFIRMED' or 'CANCELLED': 'MOVED'"),
        (event(count=10**6), "ledger-unsound", "Input should be less than or equal to 10000: 1000000"),
        (changed(funds={"f": {"account": "aa", "check": "", "on": "1 July"}}), "ledger-unsound",
         "this is not a day such as 2017-07-14: '1 July'"),
    ],
)  # fmt: skip
def test_what_is_no_sound_ledger_is_told_and_never_taken_for_no_past(
    data: bytes, code: str, said: str
) -> None:
    found, problems = read("content/ledger.json", data)
    assert found is None
    assert [(p.code, p.path, p.read) for p in problems] == [(code, "content/ledger.json", said)]


@given(st.binary(max_size=40), st.integers(0, 2000), st.integers(0, 40))
def test_no_bytes_at_all_make_reading_fail_in_another_way(data: bytes, at: int, length: int) -> None:
    whole = written(WHOLE)
    spoilt = whole[:at] + data + whole[at + length :]
    found, problems = read("x", spoilt)
    assert (found is None) == bool(problems)
    if found is not None:
        assert read("x", written(found)) == (found, ())


def test_a_broken_ledger_stops_the_build_and_leaves_the_site_as_it_was(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {"content/news/pay.md": post("Pay")})
    assert not built(hub).problems
    write(tmp_path, {"content/ledger.json": '{"format": "gazette ledger",'})
    (tmp_path / "content/news/pay.md").unlink()
    report = built(hub)
    assert report.problems == (
        Problem(
            "ledger-broken",
            "The ledger of what was published is damaged and cannot be read.",
            "content/ledger.json",
            1,
            29,
            wanted="the file as gazette wrote it, whole",
            hint=HINT,
        ),
    )
    assert (place(tmp_path).out / "news/pay/index.html").exists()


def test_another_ledger_may_be_named_and_must_then_be_there(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {"content/news/pay.md": post("Pay"), "content/ledger.json": "broken"})
    there = tmp_path / "published.json"
    assert built(Hub(hub.root, hub.defaults, published=there)).problems == (
        Problem(
            "no-ledger",
            "There is no ledger of what was published.",
            str(there),
            hint="name the ledger.json of the site as it is published; for the very first publication, none",
        ),
    )
    there.write_bytes(written(WHOLE))
    codes = [p.code for p in built(Hub(hub.root, hub.defaults, published=there)).problems]
    assert codes == ["address-vanished", "site-moved"]
    fetched = Source(
        "https://anytown.example/ledger.json", "", 0, written(Ledger(("https://anytown.example/",)))
    )
    assert not built(Hub(hub.root, hub.defaults, published=fetched)).problems
    problem = Problem("ledger-unreachable", "It could not be fetched.", "https://anytown.example/ledger.json")
    assert built(Hub(hub.root, hub.defaults, published=problem)).problems == (problem,)


def test_a_preview_has_no_past_and_publishes_no_ledger(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {"content/ledger.json": "broken"})
    assert not built(Hub(hub.root, hub.defaults, preview=True)).problems
    assert not (place(tmp_path).out / "ledger.json").exists()
