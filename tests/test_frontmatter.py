"""Front matter: what is read, where it stands, and what is said of what cannot be read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.frontmatter import Document, Field, locate, locate_name, parse, plain
from gazette.mending import scalar
from gazette.problems import Problem

PATH = "content/news/strike.md"


def problems(text: str | bytes) -> list[str]:
    """Each problem as place, code and hint."""
    data = text if isinstance(text, bytes) else text.encode()
    return [f"{p.line}:{p.column} {p.code} | {p.hint}" for p in parse(PATH, data)[1]]


def values(text: str) -> dict[str, Any]:
    """The fields of a file that has nothing wrong."""
    document, found = parse(PATH, text.encode())
    assert found == ()
    assert document is not None
    return plain(document.fields)


def test_every_value_is_text_and_knows_its_place() -> None:
    text = "---\ntitle: Strike\nvenue:\n  name: Hall\ntags: [pay, 'n']\n---\nBody\n"
    assert parse(PATH, text.encode()) == (
        Document(
            PATH,
            (
                Field("title", "Strike", 2, 1, 2, 8),
                Field("venue", (Field("name", "Hall", 4, 3, 4, 9),), 3, 1, 4, 3),
                Field(
                    "tags",
                    (Field(0, "pay", 5, 8, 5, 8), Field(1, "n", 5, 13, 5, 13)),
                    5,
                    1,
                    5,
                    7,
                ),
            ),
            "Body\n",
            7,
        ),
        (),
    )


def test_yaml_never_decides_what_a_value_is() -> None:
    text = (
        "---\ntime: 18:30\naccount: 01234567\nanswer: No\nphone: +442079460000\n"
        "day: 2017-07-14\nnumber: 1_000\nhex: 0x1F\nfloat: 1e3\n---\n"
    )
    assert values(text) == {
        "time": "18:30",
        "account": "01234567",
        "answer": "No",
        "phone": "+442079460000",
        "day": "2017-07-14",
        "number": "1_000",
        "hex": "0x1F",
        "float": "1e3",
    }


def test_what_is_left_empty_is_not_given() -> None:
    text = "---\ntitle:\nsummary: ''\nend: null\nlang: ~\ntags: []\nextra: {}\nauthors: [a, '', b]\n---\n"
    assert values(text) == {"authors": ["a", "", "b"]}


def test_text_may_stand_on_several_lines() -> None:
    text = "---\nissue: |\n  One\n  two\nsummary: >-\n  One\n  two\n---\n"
    assert values(text) == {"issue": "One\ntwo\n", "summary": "One two"}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_the_body_is_what_stands_below_whatever_saved_the_file(newline: str, bom: str) -> None:
    lines = ["---", "title: Café", "---  ", "", "  First", "---", "last", ""]
    document, found = parse(PATH, (bom + newline.join(lines)).encode())
    assert found == ()
    assert document == Document(PATH, (Field("title", "Café", 2, 1, 2, 8),), "\n  First\n---\nlast\n", 4)


def test_a_place_is_found_even_where_the_schema_sees_more_than_is_written() -> None:
    text = "---\nvenue: {name: Hall}\nauthors: Jo\nsessions:\n- date: x\n  to: y\n---\n"
    document, _ = parse(PATH, text.encode())
    assert document is not None
    asked: list[tuple[str | int, ...]] = [
        ("venue", "name"),
        ("venue", "address"),
        ("authors", 0),
        ("sessions", "Session", 0, "to"),
        ("title",),
    ]
    assert [locate(document, loc) for loc in asked] == [(2, 15), (2, 8), (3, 10), (6, 7), (1, 1)]
    assert [locate_name(document, loc) for loc in asked] == [(2, 9), (2, 1), (3, 1), (6, 3), (1, 1)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1:1 no-front-matter | begin it with ---, the fields, and --- again"),
        ("\n---\ntitle: x\n---\n", "1:1 no-front-matter | delete them"),
        ("title: x\n---\n", "1:1 no-front-matter | put --- on a line of its own above this one"),
        ("----\ntitle: x\n---\n", "1:1 no-front-matter | ---"),
        (" ---\ntitle: x\n---\n", "1:1 no-front-matter | ---"),
        (
            "Hello\n",
            "1:1 no-front-matter | begin it with ---, the fields (title: and date:), and --- again",
        ),
        ("---\ntitle: x\n...\nBody", "3:1 dots | ---"),
        ("---\ntitle: x\n----\nBody", "3:1 not-a-fence | ---"),
        (
            "---\ntitle: x\n\nBody",
            "4:1 no-closing-fence | put --- on a line of its own above this one",
        ),
        ("---\ntitle: x\n", "3:1 no-closing-fence | ---"),
    ],
)
def test_a_missing_fence_is_named(text: str, said: str) -> None:
    assert problems(text) == [said]


def test_where_the_closing_fence_is_missing_the_body_begins_at_the_first_line_of_text() -> None:
    document, _ = parse(PATH, b"---\ntitle: x\n\nBody\nmore")
    assert document is not None
    assert (document.body, document.body_line) == ("Body\nmore", 4)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("title: Strike: day two", '2:14 colon | title: "Strike: day two"'),
        ('title: "Strike', '2:8 open-quote | title: "Strike"'),
        ("title: 'Strike", '2:8 open-quote | title: "Strike"'),
        ('title: "Strike" says union', "2:8 text-after-quote | title: '\"Strike\" says union'"),
        ('title: "C:\\path"', "2:8 backslash | title: 'C:\\path'"),
        ("title: @union", '2:8 unquoted | title: "@union"'),
        ("title: *Strike*", '2:8 unquoted | title: "*Strike*"'),
        ("title: [Update] strike", '2:8 unquoted | title: "[Update] strike"'),
        ("title: - strike", '2:8 unquoted | title: "- strike"'),
        ("title: [a, b", "2:8 open-bracket | title: [a, b]"),
        ("title:Strike", "2:6 no-space | title: Strike"),
        ("title: *strike", '2:8 yaml-reference | title: "*strike"'),
        ("title: &a strike", '2:8 yaml-reference | title: "&a strike"'),
        ("title: !strike on", '2:8 yaml-tag | title: "!strike on"'),
        ("title: a\n  place: b", "3:3 indented | place: b"),
        ("image:\n\tfile: a.jpg", "3:1 tab |   file: a.jpg"),
        ("title: a\ntitle: b", "3:1 repeated-field | delete this one or the one on line 2"),
        ("title: a\n<<: b", "3:1 merge-key | "),
        (
            "? [a]\n: b",
            "2:3 not-a-field-name | name: value; a value that begins with [ or { needs quotation marks",
        ),
        ('title: "a\\x00b"', "2:8 control-character | "),
        ("a: " + 13 * "[" + 13 * "]", "2:15 too-deep | "),
        (
            "title: x\n--- y",
            "3:1 more-than-one-document | put all fields between the first two lines of ---",
        ),
        ("- a", "2:1 not-fields | title: The heading"),
        ("strike", "2:1 not-fields | title: The heading"),
        (
            "title: a\n\nThis is text.\nMore",
            "4:1 not-a-field | if the text begins here, put --- on the line above; "
            "if it belongs to the field above, indent it",
        ),
        (
            "  title: a\nplace: b",
            "3:1 not-lined-up | begin “place: b” below the first letter of the field that it follows",
        ),
    ],
)
def test_what_yaml_refuses_is_said_with_the_mended_line(line: str, said: str) -> None:
    assert problems(f"---\n{line}\n---\n") == [said]


def test_everything_wrong_is_said_at_once_and_the_rest_is_still_read() -> None:
    text = (
        b"---\ntitle: Pay: a win\nsummary: x\nsummary: y\nkicker: @home\nimage:\n\tfile: a\x0c\n---\n\x00\n"
    )
    document, found = parse(PATH, text)
    assert document is not None
    assert plain(document.fields) == {
        "title": "Pay: a win",
        "summary": "x",
        "kicker": "@home",
        "image": {"file": "a"},
    }
    assert [(p.line, p.column, p.code) for p in found] == [
        (7, 9, "control-character"),
        (9, 1, "control-character"),
        (2, 11, "colon"),
        (5, 9, "unquoted"),
        (7, 1, "tab"),
        (4, 1, "repeated-field"),
    ]


def test_a_file_in_another_encoding_is_named_with_the_byte() -> None:
    assert parse(PATH, b"---\r\ntitle: caf\xe9\r\n---\r\n") == (
        None,
        (
            Problem(
                "not-utf-8",
                "This file is not saved as UTF-8: the byte 0xE9 is no text there; in Windows-1252 it is “é”.",
                PATH,
                2,
                11,
                "title: café",
                "a file saved as UTF-8",
                "save the file as UTF-8 (in Notepad: File, Save as, Encoding: UTF-8)",
            ),
        ),
    )


def test_a_utf_16_file_and_control_characters_are_named() -> None:
    assert problems("---\ntitle: x\n---\n".encode("utf-16")) == [
        "1:1 utf-16 | save the file as UTF-8 (in Notepad: File, Save as, Encoding: UTF-8)"
    ]
    assert problems("---\ntitle: a\u0093b\n---\nx\x00\n") == [
        "2:9 control-character | write “\u201c” for it",
        "4:2 control-character | delete it; if it cannot be seen, type the words around it again",
    ]
    assert problems("---\ntitle: a\u2028b\n---\nx\u2028\n") == [
        "2:9 control-character | delete it; if it cannot be seen, type the words around it again"
    ]


def test_front_matter_has_a_largest_size() -> None:
    text = "---\ntitle: " + 70_000 * "x" + "\n---\n"
    assert problems(text) == [
        "3:1 front-matter-too-long | put --- on a line of its own where the text begins"
    ]


@given(st.binary())
def test_any_bytes_give_a_document_or_problems(data: bytes) -> None:
    for whole in (data, b"---\n" + data + b"\n---\n", b"---\na: " + data + b"\n---\n"):
        document, found = parse(PATH, whole)
        assert document is not None or found


@given(st.text(alphabet=st.sampled_from("ab:-?#'\"[]{}&*!|>%@,\\ \t\n.~é\u2028"), max_size=40))
def test_any_yaml_gives_a_document_or_problems(text: str) -> None:
    document, found = parse(PATH, f"---\n{text}\n---\n".encode())
    assert document is not None or found


@given(
    st.dictionaries(
        st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True),
        st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=40)
        .map(str.strip)
        .filter(lambda text: bool(text) and "\ufeff" not in text),
        max_size=5,
    ),
    st.text(st.characters(exclude_categories=["C"])),
)
def test_good_front_matter_comes_back_as_it_was_written(fields: dict[str, str], body: str) -> None:
    head = "".join(f"{name}: {scalar(value)}\n" for name, value in fields.items())
    document, found = parse(PATH, f"---\n{head}---\n{body}".encode())
    assert found == ()
    assert document is not None
    assert plain(document.fields) == fields
    assert (document.body, document.body_line) == (body, len(fields) + 3)
