"""Reading: what is said of a field that its kind refuses, in the words that an editor sees."""

from __future__ import annotations

import pytest

from gazette.frontmatter import parse
from gazette.kinds.reading import read
from gazette.problems import Problem

MOMENT = "a day, or a day and time, such as 2017-07-14 or 2017-07-14 18:30"
NEWS = (
    "title, date, id, slug, summary, status, withdrawn, gone, publish_at, expires, updated, changes, "
    "corrections, authors, tags, unions, campaigns, related, image, attachments, source, aliases, "
    "lang, pinned, extra, place, kicker"
)


def problems(path: str, *lines: str) -> tuple[Problem, ...]:
    """Everything that the schema refuses in a file of these lines."""
    document, found = parse(path, "\n".join(("---", *lines, "---", "")).encode())
    assert found == ()
    assert document is not None
    return read(document)[1]


def said(folder: str, *lines: str) -> list[str]:
    """Each problem of such a file as place, code, message and hint."""
    found = problems(f"content/{folder}/x.md", *lines)
    return [f"{p.line}:{p.column} {p.code}: {p.message} | {p.hint}" for p in found]


def test_everything_wrong_is_said_at_once_with_place_and_way_out() -> None:
    path = "content/news/x.md"
    assert problems(
        path,
        "titel: Strike",
        "date: 14/07/2017",
        "employer: The airline",
        "wibble: x",
        "status: publishd",
        "authors:",
        "  - Jo: chair",
        "image: {file: a.jpg}",
    ) == (
        Problem(
            "unknown-field",
            "“titel” is not a field of a news item.",
            path,
            2,
            1,
            "titel",
            "title",
            "did you mean title?",
        ),
        Problem(
            "not-a-day",
            "“14/07/2017” is not a day and time.",
            path,
            3,
            7,
            "14/07/2017",
            MOMENT,
            "date: 2017-07-14",
        ),
        Problem(
            "unknown-field",
            "“employer” is not a field of a news item.",
            path,
            4,
            1,
            "employer",
            NEWS,
            "it is a field of a dispute; delete it here",
        ),
        Problem(
            "unknown-field",
            "“wibble” is not a field of a news item.",
            path,
            5,
            1,
            "wibble",
            NEWS,
            "delete it, or put it below extra: for templates of your own",
        ),
        Problem(
            "not-a-choice",
            "“publishd” is not one of the words that “status” may have.",
            path,
            6,
            9,
            "publishd",
            "draft, published or withdrawn",
            "status: published",
        ),
        Problem(
            "not-one-value",
            "A colon and a space make this a field.",
            path,
            8,
            5,
            "Jo: chair",
            "one line of text",
            '- "Jo: chair"',
        ),
        Problem(
            "no-alt-text",
            "a.jpg does not say what it shows.",
            path,
            9,
            1,
            "file: a.jpg",
            "alt, for people who cannot see the picture; or decorative: yes if it carries no meaning",
            "add within the braces: alt: What the picture shows",
        ),
    )


def test_what_is_missing_is_said_with_the_line_to_add() -> None:
    assert said("events", "venue: {address: High Road}") == [
        "1:1 missing-field: An event needs “date”. | add the line below line 1: date: 2017-07-14",
        "1:1 missing-field: An event needs “start”. | add the line below line 1: start: 2017-07-14 18:30",
        "1:1 missing-field: An event needs “title”. | add the line below line 1: title: Library staff vote to strike over pay",
        "2:1 missing-field: “venue” needs “name”. | add within the braces: name: Town Hall",
    ]


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        (
            "date: 2017-07-14T18:30:00+01:00",
            "has-an-offset: “2017-07-14T18:30:00+01:00” has an offset from UTC; write the time "
            "that a clock on the wall shows. | date: 2017-07-14 18:30",
        ),
        ("date: 31 June 2017", "not-a-day: “31 June 2017” is not a day and time. | "),
        (
            "date: 1st July 2017",
            "not-a-day: “1st July 2017” is not a day and time. | date: 2017-07-01",
        ),
        ("date: 2017-02-29", "not-a-day: There is no 2017-02-29 in the calendar. | "),
        ("date: 0217-02-28", "not-a-day: The year 0217 cannot be meant. | "),
        (
            "date: 2017-07-14 6.30pm",
            "not-a-time: “6.30pm” is not a 24-hour time. | date: 2017-07-14 18:30",
        ),
        ("date: 18:30", "not-a-day: “18:30” is a time without a day. | "),
        (
            "title: |\n  One\n  two",
            "more-than-one-line: This must be on one line. | title: One two",
        ),
        (
            'title: "a\\u202eb"',
            "hidden-character: This has a hidden character in it (U+202E). | title: ab",
        ),
        (
            "campaigns: Save The Library",
            "not-a-name: “Save The Library” is not the name of a campaign. | campaigns: save-the-library",
        ),
        (
            "related: content/news/Vote.md",
            "not-a-name: “content/news/Vote.md” is not the name of an entry. | related: news/vote",
        ),
        (
            "slug: Café & Bar",
            "not-a-slug: “Café & Bar” cannot be part of an address. | slug: cafe-bar",
        ),
        ("pinned: maybe", "not-yes-or-no: “maybe” is neither yes nor no. | "),
        ("aliases: 2017/07/x", "not-a-path: A path begins with /. | aliases: /2017/07/x"),
        ("lang: English please", "not-a-language: “English please” is not a language tag. | "),
        ("path: x", "unknown-field: “path” is not a field of a news item. | "),
    ],
)
def test_a_value_that_is_refused_comes_with_the_mended_line(line: str, refused: str) -> None:
    lines = {"title": "title: x", "date": "date: 2017-07-14"}
    lines[line.partition(":")[0]] = line
    (found,) = said("news", *lines.values())
    assert found.partition(" ")[2].startswith(refused)


@pytest.mark.parametrize(
    ("lines", "refused"),
    [
        (
            "sort_code: 608301",
            ["not-a-sort-code: “608301” is not a sort code. | sort_code: 60-83-01"],
        ),
        ("sort_code: 60-83-0", ["not-a-sort-code: “60-83-0” is not a sort code. | "]),
        (
            "account_number: 2037 6387",
            ["not-an-account-number: “2037 6387” is not an account number. | account_number: 20376387"],
        ),
        (
            "account_number: 0376387",
            ["not-an-account-number: “0376387” is not an account number. | "],
        ),
        (
            "online_url: www.example.org",
            ["not-an-address: The https:// is missing. | online_url: "],
        ),
        (
            "online_url: javascript:alert(1)",
            ["not-an-address: Addresses with “javascript:” are not allowed. | "],
        ),
        (
            "online_url: data:text/html,x",
            ["not-an-address: Addresses with “data:” are not allowed. | "],
        ),
        (
            "pinned: yes",
            ["unknown-field: “pinned” is not a field of a fund. | delete it; only what"],
        ),
    ],
)
def test_money_is_never_guessed_at(lines: str, refused: list[str]) -> None:
    found = [one.partition(" ")[2] for one in said("funds", "name: x", "cheques_to: us", lines)]
    assert [one.startswith(start) for one, start in zip(found, refused, strict=True)] == [True]


def test_a_file_in_no_kinds_folder_or_with_an_odd_name_is_named() -> None:
    assert problems("content/new/x.md", "title: x") == (
        Problem(
            "no-kind",
            "The folder decides what a file is, and this one is in none of the folders.",
            "content/new/x.md",
            1,
            1,
            read="content/new/",
            wanted="a file in content/news, content/campaigns, content/disputes, content/courses, "
            "content/statements, content/events, content/pages or content/funds",
            hint="move it to content/news/",
        ),
    )
    assert problems("content/pages/About Us/index.md", "title: x") == ()
    assert problems("content/pages/\u09aa\u09be\u09a4\u09be.md", "title: x") == (
        Problem(
            "not-a-slug",
            "The file's name becomes part of the address, and this one has nothing that could.",
            "content/pages/\u09aa\u09be\u09a4\u09be.md",
            1,
            1,
            read="\u09aa\u09be\u09a4\u09be.md",
            wanted="letters a to z, numbers and hyphens in the name",
            hint="rename the file, or give it a slug",
        ),
    )
