"""Structured data: each kind in the words of schema.org, and nothing that schema.org does not know."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from gazette.hub import Report
from gazette.kinds.course import Application, Course, Offering
from gazette.kinds.entry import Entry
from gazette.kinds.event import Event
from gazette.kinds.fund import Fund
from gazette.kinds.news import News
from gazette.kinds.sessions import Session, Weekly
from gazette.kinds.shapes import Change, Correction, Source, Venue, Withdrawn
from gazette.kinds.statement import Citation, Statement
from gazette.sections import Officer, Organisation
from gazette.structured import Piece, Publisher, block, breadcrumbs, describe, introduce
from gazette.structured.words import price
from tests import full_entries, full_programmes
from tests.checks import required
from tests.hub import JULY, OCTOBER, TODAY, Built

WHO = Publisher(
    "https://anytown.example/hub/",
    "Anytown TUC",
    "News of the unions.",
    "en-GB",
    Organisation(name="Anytown Trades Union Council", email="secretary@anytown.example"),
    (Officer(name="Secretary", email="secretary@anytown.example"), Officer(name="Chair")),
    "https://anytown.example/hub/assets/icon-512.png",
)
MENTION = {
    "@type": "WorkersUnion",
    "@id": "https://anytown.example/hub/#publisher",
    "name": "Anytown Trades Union Council",
    "url": "https://anytown.example/hub/",
    "logo": "https://anytown.example/hub/assets/icon-512.png",
}
URL = "https://anytown.example/hub/x/"


def said(entry: Entry, **changed: str) -> Any:
    """What is said of an entry, without the context."""
    piece = Piece(entry, URL, "In short.", "", "Europe/London", WHO)
    found = json.loads(describe(replace(piece, **changed)))
    assert found.pop("@context") == "https://schema.org"
    return found


def test_news_is_an_article() -> None:
    entry = News(
        title="Pay",
        date=datetime(2017, 7, 14, 18, 30),
        updated=date(2017, 7, 15),
        authors=("Jo Bloggs",),
        tags=("pay",),
        unions=("Unite",),
        place="Anytown",
        changes=(Change(date=datetime(2017, 7, 16, 9), note="The turnout."),),
        corrections=(Correction(date=date(2017, 7, 15), text="It was 91%."),),
        source=Source(title="Pay", publisher="The Paper", url="https://paper.example/pay"),
        lang="cy",
    )
    assert said(entry, picture="https://anytown.example/hub/a.jpg") == {
        "@type": "NewsArticle",
        "headline": "Pay",
        "url": URL,
        "mainEntityOfPage": URL,
        "description": "In short.",
        "image": "https://anytown.example/hub/a.jpg",
        "datePublished": "2017-07-14T18:30:00+01:00",
        "dateModified": "2017-07-16T09:00:00+01:00",
        "inLanguage": "cy",
        "publisher": MENTION,
        "author": [{"@type": "Person", "name": "Jo Bloggs"}],
        "articleSection": "News",
        "keywords": ["pay", "Unite"],
        "isAccessibleForFree": True,
        "isBasedOn": "https://paper.example/pay",
        "sourceOrganization": {"@type": "Organization", "name": "The Paper"},
        "correction": [{"@type": "CorrectionComment", "text": "It was 91%.", "datePublished": "2017-07-15"}],
        "contentLocation": {"@type": "Place", "name": "Anytown"},
        "dateline": "Anytown",
    }


def test_a_statement_cites_what_it_relies_on() -> None:
    entry = Statement(
        title="Motion", date=date(2017, 7, 14), references=(Citation(title="Report", publisher="Ofsted"),)
    )
    found = said(entry)
    assert (found["@type"], found["author"], found["datePublished"]) == ("NewsArticle", MENTION, "2017-07-14")
    assert found["citation"] == [
        {
            "@type": "CreativeWork",
            "name": "Report",
            "publisher": {"@type": "Organization", "name": "Ofsted"},
        }
    ]


MARCH = Event(
    title="March",
    slug="march",
    date=date(2017, 7, 1),
    start=datetime(2017, 7, 14, 18, 30),
    end=datetime(2017, 7, 14, 20, 0),
    venue=Venue(name="Town Hall", address="High Street", postcode="N0 0AA"),
    cost="Free",
    booking="/book/",
)


def test_an_event_has_its_time_place_state_and_price() -> None:
    assert said(MARCH) == {
        "@type": "Event",
        "name": "March",
        "description": "In short.",
        "url": URL,
        "startDate": "2017-07-14T18:30:00+01:00",
        "endDate": "2017-07-14T20:00:00+01:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": "Town Hall",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": "High Street",
                "postalCode": "N0 0AA",
            },
        },
        "organizer": MENTION,
        "isAccessibleForFree": True,
        "offers": {
            "@type": "Offer",
            "price": "0",
            "priceCurrency": "GBP",
            "url": "https://anytown.example/hub/book/",
        },
        "inLanguage": "en-GB",
    }


@pytest.mark.parametrize(
    ("state", "was", "word", "previous"),
    [
        ("scheduled", None, "EventScheduled", None),
        ("cancelled", None, "EventCancelled", None),
        ("postponed", date(2017, 7, 1), "EventPostponed", "2017-07-01"),
        ("moved", datetime(2017, 1, 1, 9), "EventRescheduled", "2017-01-01T09:00:00+00:00"),
        ("moved", None, "EventScheduled", None),
    ],
)
def test_an_event_says_whether_it_goes_ahead(state: Any, was: Any, word: str, previous: str | None) -> None:
    found = said(replace(MARCH, state=state, was=was))
    assert (found["eventStatus"], found.get("previousStartDate")) == (f"https://schema.org/{word}", previous)


def test_an_event_can_be_joined_online_or_in_both_ways() -> None:
    online = {"@type": "VirtualLocation", "url": "https://meet.example/"}
    both = said(replace(MARCH, online_url="https://meet.example/"))
    alone = said(replace(MARCH, online_url="https://meet.example/", venue=None))
    assert both["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [place["@type"] for place in both["location"]] == ["Place", "VirtualLocation"]
    assert alone["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert alone["location"] == online


def test_what_was_withdrawn_is_a_page_and_no_event() -> None:
    withdrawn = Withdrawn(date=date(2017, 7, 10), reason="Called off.")
    found = said(replace(MARCH, status="withdrawn", withdrawn=withdrawn))
    assert (found["@type"], found["creativeWorkStatus"]) == ("WebPage", "Withdrawn")
    assert (found["datePublished"], found["dateModified"]) == ("2017-07-01", "2017-07-10")


def test_an_event_whose_place_is_not_known_yet_is_told_of_by_its_page() -> None:
    found = said(replace(MARCH, venue=None, online_url=None))
    assert (found["@type"], found["name"]) == ("WebPage", MARCH.title)
    assert "location" not in found


def test_a_course_whose_days_are_not_known_yet_is_told_of_by_its_page() -> None:
    found = said(Course(title="Later", date=date(2017, 7, 1), path="content/courses/later.md"))
    assert (found["@type"], found["name"]) == ("WebPage", "Later")


WEEKLY = Weekly(
    first=date(2017, 9, 25),
    weekday="Monday",
    count=4,
    from_=time(9, 30),
    to=time(16, 30),
    except_=(date(2017, 10, 9),),
    extra=(date(2017, 10, 21),),
)


def test_a_course_meets_weekly_but_for_some_days_and_besides_on_others() -> None:
    entry = Course(
        title="Autumn courses",
        date=date(2017, 7, 1),
        provider="The College",
        cost="Free to members of affiliated unions",
        apply=Application(email="education@anytown.example", by=date(2017, 9, 1)),
        venue=Venue(name="The College"),
        courses=(
            Offering(title="Stage 1", sessions=WEEKLY, places=12),
            Offering(
                title="Safety",
                sessions=(Session(date=date(2017, 11, 1), from_=time(10), to=time(12)),),
                cost="£25",
            ),
        ),
    )
    first, second = said(entry)["@graph"]
    times = {"startTime": "09:30:00", "endTime": "16:30:00", "scheduleTimezone": "Europe/London"}
    assert first == {
        "@type": "Course",
        "@id": f"{URL}#course-1",
        "name": "Stage 1",
        "description": "In short.",
        "url": URL,
        "provider": {"@type": "EducationalOrganization", "name": "The College"},
        "publisher": MENTION,
        "inLanguage": "en-GB",
        "offers": {
            "@type": "Offer",
            "category": "Partially Free",
            "description": "Free to members of affiliated unions",
            "url": URL,
            "availabilityEnds": "2017-09-01",
        },
        "hasCourseInstance": {
            "@type": "CourseInstance",
            "name": "Stage 1",
            "courseMode": "Onsite",
            "location": {"@type": "Place", "name": "The College", "address": "The College"},
            "startDate": "2017-09-25T09:30:00+01:00",
            "endDate": "2017-10-21T16:30:00+01:00",
            "maximumAttendeeCapacity": 12,
            "courseSchedule": [
                {
                    "@type": "Schedule",
                    "repeatFrequency": "P1W",
                    "byDay": "https://schema.org/Monday",
                    "repeatCount": 3,
                    "startDate": "2017-09-25",
                    "endDate": "2017-10-16",
                    "exceptDate": ["2017-10-09"],
                    **times,
                },
                {
                    "@type": "Schedule",
                    "repeatFrequency": "P1D",
                    "repeatCount": 1,
                    "startDate": "2017-10-21",
                    "endDate": "2017-10-21",
                    **times,
                },
            ],
        },
    }
    assert (second["offers"]["price"], second["offers"]["category"]) == ("25", "Paid")
    assert second["hasCourseInstance"]["courseSchedule"][0]["startDate"] == "2017-11-01"


@pytest.mark.parametrize(
    ("cost", "expected"),
    [
        ("Free", ("0", "GBP")),
        ("free of charge.", ("0", "GBP")),
        ("£5", ("5", "GBP")),
        ("€2.50 each", ("2.50", "EUR")),
        ("Free to members", None),
        ("£5, or £2 unwaged", None),
        ("about £5", None),
        ("", None),
        (None, None),
    ],
)
def test_a_price_is_only_told_where_it_is_one_price_for_all(
    cost: str | None, expected: tuple[str, str] | None
) -> None:
    assert price(cost) == expected


def test_the_front_page_introduces_the_site_and_the_council() -> None:
    site, council = json.loads(introduce(WHO))["@graph"]
    assert site == {
        "@type": "WebSite",
        "@id": "https://anytown.example/hub/#site",
        "name": "Anytown TUC",
        "url": "https://anytown.example/hub/",
        "description": "News of the unions.",
        "inLanguage": "en-GB",
        "publisher": {"@id": MENTION["@id"]},
    }
    assert council == {
        **MENTION,
        "alternateName": "Anytown TUC",
        "description": "News of the unions.",
        "email": "secretary@anytown.example",
        "contactPoint": [
            {
                "@type": "ContactPoint",
                "name": "Secretary",
                "contactType": "Secretary",
                "email": "secretary@anytown.example",
            }
        ],
    }


def test_breadcrumbs_are_numbered() -> None:
    found = json.loads(breadcrumbs([("Home", "https://a.example/"), ("Pay", "https://a.example/pay/")]))
    assert [(step["position"], step["name"]) for step in found["itemListElement"]] == [
        (1, "Home"),
        (2, "Pay"),
    ]


def test_no_text_ends_a_block_early_or_begins_a_comment() -> None:
    title = "</script><script>alert(1)</script><!-- <b> & “x”"
    data = describe(Piece(News(title=title, date=date(2017, 7, 1)), URL, "", "", "Europe/London", WHO))
    written = str(block(data))
    inside = written.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&") & set(inside)
    assert json.loads(inside)["headline"] == title


FULL = [entry for _, entry in {**full_entries.POSTS, **full_programmes.MORE}.values()]
PAGES = [entry for entry in FULL if not isinstance(entry, Fund)]  # a fund has no page


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.kind)
def test_an_entry_with_every_field_can_be_described(entry: Entry) -> None:
    page = f"<title>x</title>{block(describe(Piece(entry, URL, 'Short', '', 'Europe/London', WHO)))}"
    assert required.offences(page.encode()) == []


# --- the sample hub ----------------------------------------------------------------------------


@pytest.fixture(params=[JULY, OCTOBER, TODAY, "full"], ids=str)
def site(request: pytest.FixtureRequest, sites: Built, full_site: tuple[Report, Path]) -> Path:
    """The sample hub as of a day, or the hub in which every page has everything."""
    return full_site[1] if request.param == "full" else sites[request.param][1]


def test_every_page_that_is_indexed_has_structured_data_with_all_that_is_required(site: Path) -> None:
    kinds = set()
    for page in site.rglob("*.html"):
        data = page.read_bytes()
        assert required.offences(data) == [], page
        found = required.blocks(data)
        assert bool(found) == (b'name="robots" content="noindex"' not in data), page
        things = list(required.things(found))
        # Search engines show photographs and cards, and no drawings.
        assert not [one["image"] for one in things if str(one.get("image")).endswith(".svg")], page
        kinds |= {thing["@type"] for thing in things}
    assert kinds >= {
        "WorkersUnion", "WebSite", "NewsArticle", "Event", "Course", "CourseInstance", "Schedule",
        "BreadcrumbList", "WebPage", "AboutPage", "ContactPage",
    }  # fmt: skip


def test_schema_org_knows_every_word_of_it(site: Path, node: Callable[..., str]) -> None:
    told = json.loads(node("structured.mjs", site))
    assert told["blocks"] > 50
    assert told["found"] == {}


WRONG = {
    '"@type":"Evnt","name":"x"': 'Type "Evnt" is not a valid schema.org type',
    '"@type":"Event","naem":"x"': 'Property "naem" for type "Event" is not supported by the schema.org '
    "specification",
    '"@graph":[{"@type":"Course","byDay":"x"}]': 'Property "byDay" for type "Course" is not supported by the '
    "schema.org specification",
    '"@type":"ListItem","name":"x","item":"https://a.example/"': 'Required attribute "position" is missing',
    '"@type":"Event",': "Could not parse JSON-LD",
}


def test_the_check_of_words_would_see_a_wrong_one(tmp_path: Path, node: Callable[..., str]) -> None:
    for number, data in enumerate(WRONG):
        text = f'{{"@context":"https://schema.org",{data}}}'
        (tmp_path / f"{number}.html").write_text(f'<script type="application/ld+json">{text}</script>')
    found = json.loads(node("structured.mjs", tmp_path))["found"]
    assert {name: issues[0]["said"] for name, issues in found.items()} == {
        f"{number}.html": said for number, said in enumerate(WRONG.values())
    }


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"@type": "Offer"}, ["Offer has no url"]),
        ({"@type": "Offer", "url": "/x/"}, ["Offer has url /x/"]),
        ({"@type": "Thing", "name": ""}, ["Thing has an empty name"]),
        ({"@type": "Thing", "startDate": "14 July"}, ["Thing has startDate 14 July"]),
        ({"@type": "Thing", "about": [{"@type": "Place"}]}, ["Place has no name"]),
        ({"@context": "http://x", "@type": "Thing"}, ["the context is http://x"]),
    ],
)
def test_the_check_of_what_is_required_would_see_what_is_missing(
    data: dict[str, Any], expected: list[str]
) -> None:
    page = f"<title>x</title>{block(json.dumps({'@context': 'https://schema.org', **data}))}"
    assert required.offences(page.encode()) == expected
