"""Settings: what site.toml sets, and what is said of a file that cannot be read."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from gazette.problems import Problem
from gazette.sections import Colours, Feeds, Home, Lists, MenuItem, Officer, Organisation
from gazette.settings import NEW, PATH, Settings, read
from gazette.toml import place

FULL = """
title = "Anytown Trades Council"
base_url = "HTTPS://Example.org/hub"
language = "cy"
timezone = "Europe/Dublin"
description = "News of the unions"
imprint = '''
Promoted by Jo Bloggs
'''

[organisation]
name = "Anytown Trades Union Council"
address = "1 High Road"
email = "us@example.org"
phone = "020 7946 0000"

[[menu]]
label = "About"
url = "/about/"

[[menu]]
label = "Join"
url = "https://example.org/join"

[[contacts]]
name = "Jo Bloggs"
role = "secretary"
email = "jo@example.org"
phone = "020 7946 0001"

[feeds]
count = 30

[lists]
page_size = 10

[home]
latest = 5
coming_up = 0

[colours]
accent = "#AA0000"
accent_dark = "#ff9999"
"""


def said(text: str) -> list[str]:
    """Each problem as place, code, message and hint."""
    settings, found = read(PATH, text.encode())
    assert settings is None
    return [f"{p.line}:{p.column} {p.code}: {p.message} | {p.hint}" for p in found]


def test_every_setting_is_read() -> None:
    assert read(PATH, FULL.encode()) == (
        Settings(
            title="Anytown Trades Council",
            base_url="https://example.org/hub/",
            language="cy",
            timezone="Europe/Dublin",
            description="News of the unions",
            imprint="Promoted by Jo Bloggs",
            organisation=Organisation(
                name="Anytown Trades Union Council",
                address="1 High Road",
                email="us@example.org",
                phone="020 7946 0000",
            ),
            menu=(
                MenuItem(label="About", url="/about/"),
                MenuItem(label="Join", url="https://example.org/join"),
            ),
            contacts=(
                Officer(
                    name="Jo Bloggs",
                    role="secretary",
                    email="jo@example.org",
                    phone="020 7946 0001",
                ),
            ),
            feeds=Feeds(count=30),
            lists=Lists(page_size=10),
            home=Home(latest=5, coming_up=0),
            colours=Colours(accent="#aa0000", accent_dark="#ff9999"),
        ),
        (),
    )


def test_the_smallest_settings_have_the_rest_by_default() -> None:
    settings, found = read(PATH, NEW.encode())
    assert found == ()
    assert settings == Settings(title="Anytown Trades Union Council", base_url="https://example.org/")
    assert settings.zone == ZoneInfo("Europe/London")
    assert settings.publisher == "Anytown Trades Union Council"
    assert hash(settings) == hash(read(PATH, NEW.encode())[0])


def test_a_missing_file_comes_with_the_text_to_write() -> None:
    assert read(PATH, None) == (
        None,
        (
            Problem(
                "no-settings",
                "The hub's settings are missing.",
                PATH,
                wanted="a file content/site.toml",
                hint=NEW,
            ),
        ),
    )


def test_everything_wrong_is_said_at_once_with_its_place() -> None:
    text = """titel = "x"
base_url = "example.org"
timezone = "London"
[feeds]
count = 0
[colours]
accent = "a00"
[[menu]]
label = "a"
url = "/a"
[[menu]]
label = "b"
link = "/b"
[home]
latest = -1
"""
    assert said(text) == [
        "1:1 unknown-field: “titel” is not a field of the settings file. | did you mean title?",
        '2:12 not-an-address: The https:// is missing. | base_url = "https://example.org"',
        '3:12 not-a-timezone: “London” is not a time zone. | timezone = "Europe/London"',
        "5:9 out-of-range: “count” is 0. | ",
        '7:10 not-a-colour: “a00” is not a colour written #rrggbb. | accent = "#aa0000"',
        '11:1 missing-field: “menu” needs “url”. | url = "/about/"',
        "13:1 unknown-field: “link” is not a field of “menu”. | delete it",
        "15:10 not-a-number: “-1” is not a whole number. | such as latest = 12",
    ]


def test_what_toml_refuses_is_said_in_plain_words_and_at_once() -> None:
    text = 'title = Anytown Council\nbase_url: https://example.org\nlanguage = "en\nhome\n'
    assert said(text) == [
        '1:9 unquoted: Text needs quotation marks. | title = "Anytown Council"',
        "2:9 colon: Settings have an equals sign after the name, not a colon. | "
        'base_url = "https://example.org"',
        '3:12 open-quote: The quotation mark " is not closed. | language = "en"',
        "4:5 not-a-field: This line is neither a setting nor a [heading]. | ",
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("title = 'b'", "3:1 repeated-field: This stands here twice. | "),
        ("imprint =", '3:10 no-value: “imprint” has no value. | imprint = "…"'),
        ('imprint = "C:\\path"', "backslash"),
        ("organisation = 'us'", "write [organisation] on a line of its own"),
        ("menu = 'us'", "write [[menu]] on a line of its own"),
        (
            "feeds = {cont = 2}",
            "3:1 unknown-field: “cont” is not a field of “feeds”. | did you mean",
        ),
        ("base_url = 'https://a@example.org/?b'", "repeated-field"),
    ],
)
def test_a_line_that_cannot_stand_is_named(line: str, problem: str) -> None:
    (found,) = said(f"title = 'a'\nbase_url = 'https://example.org'\n{line}\n")
    assert problem in found


def test_the_address_of_a_site_is_a_host_and_a_path() -> None:
    assert said("title = 'a'\nbase_url = 'https://jo@example.org/hub?b'\n") == [
        "2:12 not-a-base: The site's address has more than a host and a path. | "
        'base_url = "https://example.org/hub"'
    ]


def test_a_key_is_found_in_tables_lists_and_past_text_that_looks_like_one() -> None:
    text = "a = '''\nb = 1\n'''\nc.d = 1\n[[e]]\nf = 1\n[[e]]\n f = 2\n[g]\nh = {i = 1}\n"
    asked: list[tuple[str | int, ...]] = [
        ("b",),
        ("c", "d"),
        ("e", 1, "f"),
        ("g", "h", "i"),
        ("g",),
    ]
    assert [place(text, loc) for loc in asked] == [
        ((1, 1), (1, 1)),
        ((4, 1), (4, 7)),
        ((8, 2), (8, 6)),
        ((10, 1), (10, 5)),
        ((9, 1), (9, 1)),
    ]


def test_the_schema_describes_every_setting() -> None:
    schema = TypeAdapter(Settings).json_schema()
    assert json.loads(json.dumps(schema)) == schema
    assert [n for n, field in schema["properties"].items() if not field.get("description")] == []


@given(st.binary() | st.text(alphabet="ab=[]\"'.#\n 1,{}:\\").map(str.encode))
def test_any_bytes_give_settings_or_problems(data: bytes) -> None:
    for whole in (data, NEW.encode() + data):
        settings, found = read(PATH, whole)
        assert (settings is None) == bool(found)
