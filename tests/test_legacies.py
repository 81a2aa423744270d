"""What is subscribed to lasts: feeds, calendars and documents of what was renamed, changed or had to go."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import icalendar
import pytest

from gazette.pipeline import Hub
from gazette.problems import Problem
from tests.checks.calendars import offences as calendar_offences
from tests.checks.feeds import offences as feed_offences
from tests.conftest import PROVE
from tests.hub import NOON, PDF, SETTINGS, built, feeds, files, place, post, small_hub, write
from tests.test_history import ledger_of, move, record

BASE = "https://anytown.example/"
NOW = datetime(2017, 7, 14, 11, tzinfo=UTC)
SESSIONS = "[{date: 2017-10-03, from: 09:00, to: 12:00}, {date: 2017-10-17, from: 09:00, to: 12:00}]"

POSTS: dict[str, str | bytes] = {
    "content/site.toml": SETTINGS,
    "content/campaigns/library.md": post(
        "Library", date="2016-12-31",
        actions="[{kind: petition, label: Sign, url: 'https://p.example/', until: 2017-07-31}]",
    ),
    "content/events/rally.md": post(
        "Rally", start="2017-08-01 18:00", campaigns="[library]", unions="[Unite]", venue="{name: The Green}"
    ),
    "content/events/fair.md": post("Fair", start="2017-07-05", campaigns="[library]"),
    "content/courses/reps.md": post("Reps", sessions=SESSIONS),
    "content/news/pay.md": post("Pay", campaigns="[library]", tags="[R&D]"),
    "content/news/flyer.pdf": PDF,
    "content/news/flyers.md": post("Flyers", "[The flyer](flyer.pdf)\n", date="2017-07-02"),
}  # fmt: skip


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    hub = small_hub(tmp_path, POSTS)
    assert not built(hub).problems
    record(hub)
    return hub


def published(hub: Hub) -> dict[str, bytes]:
    """The site after a build to which nothing is said, in which no address leads nowhere."""
    assert built(hub).problems == ()
    made = files(place(hub.root).out)
    if PROVE:  # and a build from nothing gives the same
        assert built(hub, name="clean", clean=True).problems == ()
        assert files(place(hub.root, "clean").out) == made
    known = ledger_of(hub)
    every = {path for one in known.records for path in (one.address, *one.earlier)} | set(known.addresses)
    assert sorted(every - made.keys() - {""}) == []
    for path in every - {""}:
        if path.endswith(("feed.xml", "atom.xml", "feed.json")):
            assert (path, feed_offences(made[path], address_of(path, made), NOW)) == (path, [])
        if path.endswith(".ics"):
            assert (path, calendar_offences(made[path])) == (path, [])
    return made


def address_of(path: str, made: dict[str, bytes]) -> str:
    """The address that a feed has: that of the one which it is a copy of, if it is a copy."""
    alike = [other for other, data in made.items() if data == made[path]]
    return BASE + next((other for other in alike if f"{BASE}{other}".encode() in made[path]), path)


def told(data: bytes) -> list[tuple[str, str, int]]:
    """The title, status and SEQUENCE of each event of a calendar."""
    found = icalendar.Calendar.from_ical(data).walk("VEVENT")
    return sorted((str(e["SUMMARY"]), str(e["STATUS"]), int(e["SEQUENCE"])) for e in found)


def uids(data: bytes) -> set[str]:
    return {str(event["UID"]) for event in icalendar.Calendar.from_ical(data).walk("VEVENT")}


def test_two_generations_of_names_lead_feeds_and_calendars_on_in_one_hop(hub: Hub) -> None:
    before = files(place(hub.root).out)
    for campaign, new, event, next_event in (
        ("library", "books", "rally", "march"), ("books", "reading", "march", "demo"),
    ):  # fmt: skip
        move(hub, f"content/campaigns/{campaign}.md", f"content/campaigns/{new}.md")
        move(hub, f"content/events/{event}.md", f"content/events/{next_event}.md")
        for file in (hub.root / "content").rglob("*.md"):
            file.write_text(file.read_text().replace(f"[{campaign}]", f"[{new}]"))
        made = published(hub)
        record(hub)
    for old in ("library", "books"):
        for name in ("feed.xml", "atom.xml", "feed.json", "calendar.ics"):
            assert made[f"campaigns/{old}/{name}"] == made[f"campaigns/reading/{name}"]
    for old in ("rally", "march"):
        assert made[f"events/{old}/calendar.ics"] == made["events/demo/calendar.ics"]
    # A feed at an old address says where it is, and nobody is shown an item or an event anew.
    self = feedparser.parse(made["campaigns/library/feed.xml"]).feed.links
    assert [link.href for link in self if link.rel == "self"] == [f"{BASE}campaigns/reading/feed.xml"]
    for name in ("feed.xml", "atom.xml"):
        ids = [
            sorted(e.id for e in feedparser.parse(one[f"campaigns/library/{name}"]).entries)
            for one in (before, made)
        ]
        assert ids[0] == ids[1] != []
    for path in ("calendar.ics", "campaigns/library/calendar.ics", "events/rally/calendar.ics"):
        assert uids(made[path]) == uids(before[path])
        assert {sequence for _, _, sequence in told(made[path])} == {0}


def test_a_campaign_that_had_to_go_closes_its_feeds_and_keeps_its_calendar(hub: Hub) -> None:
    text = str(POSTS["content/campaigns/library.md"])
    gone = text.replace("date:", "gone: {date: 2017-07-10, reason: It was not ours.}\ndate:")
    write(hub.root, {"content/campaigns/library.md": gone})
    for name, other in POSTS.items():
        if isinstance(other, str) and "campaigns: [library]" in other:
            write(hub.root, {name: other.replace("campaigns: [library]\n", "")})
    made = published(hub)
    for name in ("feed.xml", "atom.xml"):
        feed = feedparser.parse(made[f"campaigns/library/{name}"])
        assert (feed.bozo, [entry.title for entry in feed.entries]) == (False, ["This feed has ended"])
        assert feed.entries[0].link == f"{BASE}campaigns/library/"
        assert b"Library" not in made[f"campaigns/library/{name}"]
    told_once = [
        feedparser.parse(made["campaigns/library/feed.xml"]).entries[0].id,
        feedparser.parse(made["campaigns/library/atom.xml"]).entries[0].id,
        json.loads(made["campaigns/library/feed.json"])["items"][0]["id"],
    ]
    assert len(set(told_once)) == 1
    # What goes on without the campaign goes on in its calendar; what was its own is called off, without a name.
    assert told(made["campaigns/library/calendar.ics"]) == [
        ("Cancelled", "CANCELLED", 1), ("Fair", "CONFIRMED", 0), ("Rally", "CONFIRMED", 0),
    ]  # fmt: skip
    record(hub)
    assert built(hub).written == ()


def test_a_campaign_that_is_another_kind_of_post_now_closes_its_feeds(hub: Hub) -> None:
    for name, text in POSTS.items():
        if isinstance(text, str) and "[library]" in text:
            write(hub.root, {name: text.replace("campaigns: [library]\n", "")})
    (hub.root / "content/campaigns/library.md").unlink()
    write(hub.root, {"content/news/library.md": post("Library", date="2016-12-31")})
    made = published(hub)
    feed = feedparser.parse(made["campaigns/library/feed.xml"])
    assert (feed.feed.title, feed.entries[0].link) == (
        "Library, Anytown Trades Council",
        f"{BASE}news/library/",
    )
    # What it carried of others goes on in its calendar, which is not that of one post.
    assert told(made["campaigns/library/calendar.ics"]) == [
        ("Cancelled: Sign: Library", "CANCELLED", 1), ("Fair", "CONFIRMED", 0), ("Rally", "CONFIRMED", 0),
    ]  # fmt: skip
    assert told(made["news/library/calendar.ics"]) == [("Cancelled: Sign: Library", "CANCELLED", 1)]


@pytest.mark.parametrize("way", ["gone", "news", "alias"])
def test_an_event_that_is_none_any_more_is_called_off_in_every_calendar(hub: Hub, way: str) -> None:
    before = files(place(hub.root).out)
    (uid,) = uids(before["events/rally/calendar.ics"])
    text = str(POSTS["content/events/rally.md"])
    (hub.root / "content/events/rally.md").unlink()
    if way == "gone":
        # Nothing but what has to be there is left of it, and it says nothing of campaigns and unions.
        left = post("Rally", gone="{date: 2017-07-10, reason: A court said so.}", start="2017-08-01 18:00")
        write(hub.root, {"content/events/rally.md": left})
    elif way == "news":
        write(hub.root, {"content/news/rally.md": post("Rally")})
    else:
        fair = str(POSTS["content/events/fair.md"])
        write(
            hub.root, {"content/events/fair.md": fair.replace("start:", "aliases: [/events/rally/]\nstart:")}
        )
    made = published(hub)
    title = "Cancelled" if way == "gone" else "Cancelled: Rally"
    carriers = ("", "events/", "events/rally/", "campaigns/library/", "unions/unite/")
    for folder in carriers:
        data = made[f"{folder}calendar.ics"]
        (event,) = [e for e in icalendar.Calendar.from_ical(data).walk("VEVENT") if e["UID"] == uid]
        assert (str(event["SUMMARY"]), event["STATUS"], event["SEQUENCE"]) == (title, "CANCELLED", 1)
        assert event.start == datetime(2017, 8, 1, 18, tzinfo=event.start.tzinfo)
        where = {"gone": "events/rally/", "news": "news/rally/", "alias": "events/fair/"}[way]
        assert str(event["URL"]) == f"{BASE}{where}"
    if way == "gone":
        assert not [path for path, data in made.items() if b"Green" in data or b"Rally" in data]
    record(hub)
    assert built(hub).written == ()
    # And when it takes place after all, it is the same event.
    if way != "alias":
        (hub.root / f"content/{'events' if way == 'gone' else 'news'}/rally.md").unlink()
        write(hub.root, {"content/events/rally.md": text})
        again = published(hub)
        assert (uids(again["events/rally/calendar.ics"]), told(again["events/rally/calendar.ics"])) == (
            {uid},
            [("Rally", "CONFIRMED", 2)],
        )


def test_an_event_that_leaves_a_campaign_leaves_its_calendar_and_is_not_called_off(hub: Hub) -> None:
    text = str(POSTS["content/events/rally.md"]).replace("campaigns: [library]\n", "")
    write(hub.root, {"content/events/rally.md": text})
    made = published(hub)
    assert [title for title, _, _ in told(made["campaigns/library/calendar.ics"])] == [
        "Fair",
        "Sign: Library",
    ]
    assert ("Rally", "CONFIRMED", 0) in told(made["unions/unite/calendar.ics"])


def test_a_session_taken_out_is_called_off_and_no_other_is_touched(hub: Hub) -> None:
    before = files(place(hub.root).out)["courses/reps/calendar.ics"]
    more = "[{date: 2017-10-03, from: 09:00, to: 12:00}, {date: 2017-10-10, from: 09:00, to: 12:00}]"
    write(hub.root, {"content/courses/reps.md": post("Reps", sessions=more)})
    # One has gone and one has come: it has moved.
    made = published(hub)["courses/reps/calendar.ics"]
    assert (uids(made), [n for _, _, n in told(made)]) == (uids(before), [0, 1])
    record(hub)
    write(hub.root, {"content/courses/reps.md": post("Reps", sessions=more[: more.index(", {")] + "]")})
    made = published(hub)["courses/reps/calendar.ics"]
    assert uids(made) == uids(before)
    assert told(made) == [("Cancelled: Reps", "CANCELLED", 2), ("Reps", "CONFIRMED", 0)]
    record(hub)
    write(hub.root, {"content/courses/reps.md": post("Reps")})
    made = published(hub)["courses/reps/calendar.ics"]
    assert {status for _, status, _ in told(made)} == {"CANCELLED"}


def test_a_document_that_vanishes_is_refused_with_the_lines_to_write(hub: Hub) -> None:
    flyers = str(POSTS["content/news/flyers.md"])
    write(hub.root, {"content/news/flyers.md": flyers.replace("(flyer.pdf)", "")})
    redirect = 'at the end of content/site.toml\n[[redirects]]\nfrom = "/news/flyer.pdf"\nto = '
    assert built(hub).problems == (
        Problem(
            "document-vanished",
            "The document that was published at /news/flyer.pdf is not on the site any more.",
            "content/news/flyer.pdf",
            read="no post links to it",
            wanted="something at every address that was published",
            hint="let a post link to content/news/flyer.pdf again, or have it among its attachments; "
            f'if another takes its place, write {redirect}"/news/"',
        ),
    )
    (hub.root / "content/news/flyer.pdf").unlink()
    write(hub.root, {"content/news/flyer-2018.pdf": PDF, "content/news/flyers.md": flyers.replace(
        "(flyer.pdf)", "(flyer-2018.pdf)")})  # fmt: skip
    (problem,) = built(hub).problems
    assert problem.hint == (
        f'put back content/news/flyer.pdf; if another takes its place, write {redirect}"/news/flyer-2018.pdf"'
    )
    write(hub.root, {"content/site.toml": SETTINGS + problem.hint.partition("content/site.toml")[2]})
    made = published(hub)
    assert made["news/flyer.pdf"] == made["news/flyer-2018.pdf"]


def test_a_document_goes_with_the_post_that_had_to_go_if_it_is_attached(hub: Hub) -> None:
    attached = "attachments: [{file: flyer.pdf, title: The flyer}]\n"
    gone = "gone: {date: 2017-07-10, reason: Why.}\n"
    flyers = str(POSTS["content/news/flyers.md"]).replace("[The flyer](flyer.pdf)", "")
    # Where no post has it attached, somebody has to say what becomes of it.
    write(hub.root, {"content/news/flyers.md": flyers.replace("date:", f"{gone}date:")})
    assert [problem.code for problem in built(hub).problems] == ["document-vanished"]
    settled = f'{SETTINGS}\n[[redirects]]\nfrom = "/news/flyer.pdf"\nto = "/news/flyers/"\n'
    write(hub.root, {"content/site.toml": settled})
    assert built(hub).problems == ()
    write(hub.root, {"content/site.toml": SETTINGS})
    write(hub.root, {"content/news/flyers.md": flyers.replace("date:", f"{attached}{gone}date:")})
    assert built(hub).problems == ()
    out = place(hub.root).out
    assert not (out / "news/flyer.pdf").exists()
    assert '"/news/flyer.pdf" 1;' in (out / "nginx-redirects.conf").read_text()  # 410
    record(hub)
    assert built(hub).written == ()


def test_a_renamed_subject_is_told_of_once_and_led_on_from_with_the_lines_that_are_given(hub: Hub) -> None:
    renamed = str(POSTS["content/news/pay.md"]).replace("R&D", "Research")
    write(hub.root, {"content/news/pay.md": renamed})
    report = built(hub)
    assert report.problems == (
        Problem(
            "subject-renamed",
            "No entry has the tag R&D any more, and Research is new: those who follow /tags/r-d/ get nothing "
            "from now on.",
            "content/news/pay.md",
            5,
            7,
            read="tags: Research",
            wanted="word of what stands in its place, if it is another name for the same",
            hint="if R&D is called Research now, write at the end of content/site.toml\n[[redirects]]\n"
            'from = "/tags/r-d/"\nto = "/tags/research/"',
            severity="warning",
        ),
    )
    made = files(place(hub.root).out)
    assert b"<item>" not in made["tags/r-d/feed.xml"]  # a feed still, and an empty one
    lines = report.problems[0].hint.partition("content/site.toml")[2]
    write(hub.root, {"content/site.toml": SETTINGS + lines})
    made = published(hub)
    for name in feeds():
        assert made[f"tags/r-d/{name}"] == made[f"tags/research/{name}"]
    record(hub)
    # Not told of, and published: then it is known, and nobody is asked again.
    write(hub.root, {"content/site.toml": SETTINGS})
    assert built(hub).problems == ()
    # And once more: from both old names in one hop.
    write(hub.root, {"content/news/pay.md": renamed.replace("Research", "Science"),
                     "content/site.toml": SETTINGS + lines
                     + '\n[[redirects]]\nfrom = "/tags/research/"\nto = "/tags/science/"\n'})  # fmt: skip
    made = published(hub)
    for old in ("r-d", "research"):
        assert made[f"tags/{old}/feed.xml"] == made["tags/science/feed.xml"]


def test_a_subject_that_is_over_is_no_rename(hub: Hub) -> None:
    write(hub.root, {"content/news/pay.md": str(POSTS["content/news/pay.md"]).replace("tags: [R&D]\n", "")})
    assert built(hub, NOON).problems == ()
