"""The hub that ships: every post there, right on each day, links and feeds sound."""

from __future__ import annotations

import gzip
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import icalendar
import pytest
import recurring_ical_events
from lxml import html

from gazette import addresses
from gazette.pipeline import Hub, build
from gazette.places import Place
from tests.checks import calendars
from tests.checks.feed_files import form_of, read
from tests.checks.feed_readers import misreadings
from tests.checks.feeds import TYPES, offences, published
from tests.feed_hub import feeds_in
from tests.hub import JULY, OCTOBER, REPOSITORY, TODAY, Built, files

COURSE = "courses/tuc-courses-autumn-2017"
DISPUTE = "disputes/mixed-fleet-strike"


def words(sites: Built, now: datetime, page: str, part: str = "//main") -> str:
    """The text of a part of a page, on one line."""
    root = html.document_fromstring((sites[now][1] / page / "index.html").read_bytes())
    return " ".join(" ".join(found.text_content() for found in root.xpath(part)).split())


def section(sites: Built, now: datetime, heading: str) -> str:
    """The text of the part of the home page under a heading."""
    part = f"//main//*[self::h2[contains(., '{heading}')]]/parent::*"
    return words(sites, now, ".", part)


@pytest.mark.parametrize("now", [JULY, OCTOBER, TODAY])
def test_it_builds_without_a_problem_or_a_warning(sites: Built, now: datetime) -> None:
    assert sites[now][0].problems == ()


def test_every_sample_post_has_its_page_today(sites: Built) -> None:
    report, out = sites[TODAY]
    assert report.site is not None
    posts = [path for path in (REPOSITORY / "content").rglob("*.md") if "funds" not in path.parts]
    assert len(posts) == len(report.site.pages) >= 23
    assert all((out / page).is_file() for page in report.site.pages.values())


def test_in_july_there_is_a_strike_today_and_another_to_come(sites: Built) -> None:
    live = section(sites, JULY, "Happening now")
    assert "On strike now" in live
    assert "Mixed fleet cabin crew on strike at British Airways" in live
    assert "Until Sunday 16 July 2017, 11.59pm" in live
    coming = section(sites, JULY, "Coming up")
    assert "Wednesday 19 July 2017, 12.01am" in coming
    assert "Monday 25 September 2017 to Friday 1 December 2017" in coming
    page = words(sites, JULY, DISPUTE)
    assert "On strike now Until Sunday 16 July 2017, 11.59pm" in page
    assert "20376387" in page
    assert "60-83-01" in page


def test_in_july_the_first_session_of_the_course_is_the_next(sites: Built) -> None:
    assert "Next session: Monday 25 September 2017, 9.30am to 4.30pm" in words(sites, JULY, COURSE)


def test_in_october_the_strike_is_over_and_a_session_is_on(sites: Built) -> None:
    assert "On strike" not in words(sites, OCTOBER, ".")
    assert "days of action listed here are over" in words(sites, OCTOBER, DISPUTE)
    assert "In session: Monday 2 October 2017, 9.30am to 4.30pm" in words(sites, OCTOBER, COURSE)
    assert "Autumn term: five TUC courses" in section(sites, OCTOBER, "Happening now")


def test_a_closed_fund_shows_no_account_to_pay_into(sites: Built) -> None:
    assert "20376387" not in words(sites, OCTOBER, DISPUTE)


def test_the_clock_change_moves_no_session(sites: Built) -> None:
    page = html.document_fromstring((sites[JULY][1] / COURSE / "index.html").read_bytes())
    times = page.xpath("//time/@datetime")
    assert "2017-09-25T09:30:00+01:00" in times
    report = sites[JULY][0]
    assert report.site is not None
    from gazette.occasions import occasions

    course = report.site.entries["content/courses/tuc-courses-autumn-2017.md"]
    sessions = [o for o in occasions(course, report.site.zone) if o.sort == "session"]
    assert len(sessions) == 50
    assert {o.begins.astimezone(report.site.zone).strftime("%H:%M") for o in sessions} == {"09:30"}
    assert {o.begins.strftime("%H:%M") for o in sessions} == {"08:30", "09:30"}


@pytest.mark.parametrize("now", [JULY, OCTOBER, TODAY])
def test_every_feed_keeps_every_promise_and_its_items_lead_to_pages(sites: Built, now: datetime) -> None:
    report, out = sites[now]
    assert report.site is not None
    base, zone = report.site.settings.base_url, report.site.zone
    feeds = feeds_in(out)
    assert len(feeds) > 45
    for path, data in feeds.items():
        found = offences(data, base + path, now.replace(tzinfo=zone), published(out, base))
        assert (path, found + misreadings(data, form_of(path))) == (path, [])
        for item in read(data, form_of(path)).items:
            place = addresses.output(item.link, base)
            assert place is not None
            assert (out / place[0]).is_file()


@pytest.mark.parametrize("now", [JULY, OCTOBER, TODAY])
def test_every_calendar_keeps_every_rule(sites: Built, now: datetime) -> None:
    found = {file: calendars.offences(file.read_bytes()) for file in sites[now][1].rglob("*.ics")}
    assert len(found) > 10
    assert {file: wrong for file, wrong in found.items() if wrong} == {}


def test_every_rule_gives_exactly_the_sessions_on_the_page(sites: Built) -> None:
    page = html.document_fromstring((sites[JULY][1] / COURSE / "index.html").read_bytes())
    shown = [
        tuple(datetime.fromisoformat(time) for time in item.xpath(".//time/@datetime"))
        for item in page.xpath("//section[@aria-labelledby='site-sessions']//ol/li")
    ]
    for calendar in (f"{COURSE}/calendar.ics", "courses/calendar.ics"):
        parsed = icalendar.Calendar.from_ical((sites[JULY][1] / calendar).read_bytes())
        events = recurring_ical_events.of(parsed).between((2017, 1, 1), (2019, 1, 1))
        assert len(shown) == 50
        assert sorted((event.start, event.end) for event in events) == sorted(shown)


def test_building_again_gives_the_same_bytes(sites: Built, tmp_path: Path) -> None:
    there = Place(tmp_path / "site", tmp_path / "state")
    build(Hub(REPOSITORY, REPOSITORY / "templates"), there, JULY, jobs=1)
    assert files(there.out) == files(sites[JULY][1])


def test_nothing_is_asked_of_another_site(sites: Built) -> None:
    """No page fetches anything from elsewhere; the one script is the hub's own, and never in the page."""
    report, out = sites[TODAY]
    assert report.site is not None
    for page in out.rglob("*.html"):
        root = html.document_fromstring(page.read_bytes())
        scripts = root.xpath("//script[not(@type='application/ld+json')]")
        assert len(scripts) <= 1, page
        assert not [script.text for script in scripts if script.text], page
        # The search page's script shows the form before anything below it has its place.
        early = [script for script in scripts if script.get("defer") is None]
        assert not early or page == out / "search/index.html", page
        assert not root.xpath("//@style | //style | //@*[starts-with(name(), 'on')]"), page
        fetched = root.xpath("//img/@src | //link[@rel='stylesheet' or @rel='icon']/@href | //source/@src")
        fetched += root.xpath("//script/@src")
        assert all(not urlsplit(str(address)).netloc for address in fetched), page


def test_every_page_leads_readers_to_the_feeds_that_belong_to_it(sites: Built) -> None:
    report, out = sites[TODAY]
    assert report.site is not None
    base = report.site.settings.base_url
    whole = {"/feed.xml", "/atom.xml", "/feed.json"}
    own = {
        "index.html": set(), "about/index.html": set(), "404.html": set(),
        "news/index.html": {"news"}, "tags/pay/index.html": {"tags/pay"},
        "unions/unison/index.html": {"unions/unison"}, f"{DISPUTE}/index.html": {"disputes"},
        "campaigns/great-jobs-agenda/index.html": {"campaigns/great-jobs-agenda", "campaigns"},
    }  # fmt: skip
    pages = [p for p in out.rglob("*.html") if b'http-equiv="refresh"' not in p.read_bytes()]
    assert len(pages) > 60
    for page in pages:
        path = page.relative_to(out).as_posix()
        root = html.document_fromstring(page.read_bytes())
        links = root.xpath(
            "//head/link[@rel='alternate'][contains(@type, 'rss') or contains(@type, 'atom') or contains(@type, 'feed+json')]"
        )
        found = {str(link.get("href")): str(link.get("type")) for link in links}
        assert (path, whole - found.keys()) == (path, set())
        titles = [link.get("title") for link in links]
        assert (path, len(titles)) == (path, len(set(titles)))
        for href, kind in found.items():
            place = addresses.output(href, base)
            assert place is not None
            feed = read((out / place[0]).read_bytes(), form_of(href))  # it is what the link says
            assert kind == TYPES[feed.form]
        if path in own:
            expected = whole | {f"/{folder}{name}" for folder in own[path] for name in sorted(whole)}
            assert (path, set(found)) == (path, expected)


FLIGHT = 14 * 1024
"""Bytes that a server may send before it hears from the reader."""


@pytest.mark.parametrize("now", [JULY, OCTOBER, TODAY])
def test_the_front_page_a_list_and_a_text_come_in_the_first_flight(sites: Built, now: datetime) -> None:
    """Compressed, with the style and the script; pictures come later."""
    out = sites[now][1]
    for page in (".", "news", "statements/supporting-jeremy-corbyn"):
        data = (out / page / "index.html").read_bytes()
        root = html.document_fromstring(data)
        style = root.xpath("//link[@rel='stylesheet']/@href")
        script = root.xpath("//script/@src")
        assert len(style) == 1, page
        assert len(script) <= 1, page
        needed = [data, *((out / str(address).lstrip("/")).read_bytes() for address in (*style, *script))]
        sizes = [len(gzip.compress(part, 9)) for part in needed]
        assert sum(sizes) <= FLIGHT, (page, sizes)


def test_what_was_published_in_july_is_published_again_byte_for_byte(sites: Built, tmp_path: Path) -> None:
    before = sites[JULY][1]
    hub = Hub(REPOSITORY, REPOSITORY / "templates", published=before / "ledger.json")
    report = build(hub, Place(tmp_path / "site", tmp_path / "state"), JULY)
    assert not report.problems
    assert files(tmp_path / "site") == files(before)
