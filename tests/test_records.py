"""Records: entries to JSON and back, equal in value and in type."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette import records
from gazette.fingerprint import fingerprint
from gazette.kinds import Entry
from tests.full_entries import POSTS
from tests.full_programmes import MORE

FULL = [entry for _, entry in (POSTS | MORE).values()]

clock = st.times() | st.datetimes() | st.datetimes(timezones=st.just(UTC))
moments = st.dates() | clock.map(lambda moment: moment.replace(fold=0))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | moments | st.timedeltas(),
    lambda inner: st.lists(inner, max_size=4).map(tuple),
    max_leaves=10,
)


@pytest.mark.parametrize("entry", FULL, ids=lambda e: e.kind)
def test_an_entry_with_every_field_comes_back_equal_to_its_types(entry: Entry) -> None:
    again = records.read(records.written(entry))
    assert again == entry
    assert fingerprint(again) == fingerprint(entry)  # which tells 1 from True, and a day from its midnight


@given(values)
def test_any_plain_value_comes_back_equal_to_its_types(value: object) -> None:
    again = records.read(records.written(value))
    assert (again, fingerprint(again)) == (value, fingerprint(value))


@pytest.mark.parametrize("value", [[], {}, object(), json.JSONDecodeError, datetime(2017, 10, 29, 1, fold=1)])
def test_what_records_were_not_taught_is_refused(value: object) -> None:
    with pytest.raises(records.UnknownTypeError):
        records.written(value)


@pytest.mark.parametrize("name", ["os.system", "entry.Json", "entry.nothing", "..os.system", "site.Site", ""])
def test_a_record_can_name_nothing_but_what_entries_are_made_of(name: str) -> None:
    with pytest.raises(records.UnknownTypeError):
        records.read(json.dumps([name, {}]).encode())


def test_the_moments_are_told_apart() -> None:
    taught = (date(2017, 7, 14), datetime(2017, 7, 14), time(9, 30), timedelta(days=1, microseconds=5))
    assert records.read(records.written(taught)) == taught
    assert [type(v) for v in records.read(records.written(taught))] == [type(v) for v in taught]
