"""What was published before: ids and addresses that last, through renames, moves and deletions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from gazette.ledger import Event, Ledger, read, written
from gazette.pipeline import Hub, Report, site_at
from gazette.pipeline import read as read_hub
from gazette.problems import Problem
from gazette.site import Site
from tests.hub import NOON, built, files, place, post, small_hub, write

POSTS = {
    "content/news/pay.md": post("Pay", "Some words.\n", tags="[Pay, R&D]", unions="[Unite]"),
    "content/news/rota.md": post("Rota", date="2017-07-02", id="tag:anytown.example,2017:rota", tags="[Pay]"),
    "content/campaigns/library.md": post("Library", date="2016-12-31"),
    "content/pages/about.md": "---\ntitle: About\n---\nWords.\n",
}


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    hub = small_hub(tmp_path, POSTS)
    assert not built(hub).problems
    record(hub)
    return hub


def record(hub: Hub) -> None:
    """What `record` does: the ledger of the site is kept in the hub."""
    write(hub.root, {"content/ledger.json": (place(hub.root).out / "ledger.json").read_bytes()})


def site_of(hub: Hub) -> Site:
    site = site_at(hub, read_hub(hub), NOON)
    assert site is not None
    return site


def ids(hub: Hub) -> dict[str, str]:
    return dict(site_of(hub).identities)


def ledger_of(hub: Hub) -> Ledger:
    found, problems = read("x", (place(hub.root).out / "ledger.json").read_bytes())
    assert found is not None
    assert not problems
    return found


def move(hub: Hub, old: str, new: str) -> None:
    (hub.root / new).parent.mkdir(parents=True, exist_ok=True)
    (hub.root / old).rename(hub.root / new)


def leads(hub: Hub, old: str) -> str:
    """Where the page at an old address sends readers."""
    text = (place(hub.root).out / old / "index.html").read_text()
    return text.partition('content="0; url=')[2].partition('"')[0]


def codes(report: Report) -> list[tuple[str, str]]:
    return [(problem.code, problem.path) for problem in report.problems]


def test_a_build_with_what_the_last_one_published_changes_nothing(hub: Hub) -> None:
    before = files(place(hub.root).out)
    again = built(hub)
    assert (again.problems, again.rendered, again.written, again.removed) == ((), (), (), ())
    clean = built(hub, name="clean")
    assert not clean.problems
    assert files(place(hub.root, "clean").out) == before
    assert ledger_of(hub) == read("x", written(ledger_of(hub)))[0]


def test_an_id_survives_every_edit_but_that_of_the_id(hub: Hub) -> None:
    before = ids(hub)["content/news/pay.md"]
    assert before.startswith("urn:uuid:")
    for text in (
        post("Pay at last", "Other words.\n", date="2017-07-03", slug="pay-at-last"),
        post("Pay", "Some words.\n", tags="[]"),
    ):
        write(hub.root, {"content/news/pay.md": text})
        assert ids(hub)["content/news/pay.md"] == before
    write(hub.root, {"content/site.toml": (hub.root / "content/site.toml").read_text().replace(
        "https://anytown.example/", "https://elsewhere.example/hub/")})  # fmt: skip
    assert ids(hub)["content/news/pay.md"] == before
    (hub.root / "content/ledger.json").unlink()
    assert ids(hub)["content/news/pay.md"] != before  # without a past, the host is all there is


def test_a_renamed_post_leads_on_from_every_address_it_ever_had_in_one_hop(hub: Hub) -> None:
    name = ids(hub)["content/news/pay.md"]
    move(hub, "content/news/pay.md", "content/news/pay-rise.md")
    assert not built(hub).problems
    assert leads(hub, "news/pay") == "/news/pay-rise/"
    record(hub)
    move(hub, "content/news/pay-rise.md", "content/statements/our-pay.md")
    assert not built(hub).problems
    record(hub)
    write(hub.root, {"content/statements/our-pay.md": post("Pay!", tags="[Pay, R&D]", slug="pay-is-up")})
    assert not built(hub).problems
    assert [leads(hub, old) for old in ("news/pay", "news/pay-rise", "statements/our-pay")] == [
        "/statements/pay-is-up/"
    ] * 3
    assert ids(hub)["content/statements/our-pay.md"] == name
    assert f"{name}\n" in files(place(hub.root).out)["feed.xml"].decode().replace("</guid>", "\n")


def test_an_id_in_the_file_is_enough_to_rename_and_rewrite_a_post_at_once(hub: Hub) -> None:
    (hub.root / "content/news/rota.md").unlink()
    write(hub.root, {"content/events/new.md": post("Shifts", id="tag:anytown.example,2017:rota",
                                                   start="2017-08-01")})  # fmt: skip
    assert not built(hub).problems
    assert leads(hub, "news/rota") == "/events/new/"


def test_the_place_of_a_renamed_post_can_be_taken_by_another(hub: Hub) -> None:
    before = ids(hub)["content/news/pay.md"]
    move(hub, "content/news/pay.md", "content/news/pay-rise.md")
    assert not built(hub).problems
    record(hub)
    write(hub.root, {"content/news/pay.md": post("Other", date="2017-07-05")})
    assert not built(hub).problems
    found = ids(hub)
    assert found["content/news/pay-rise.md"] == before
    assert found["content/news/pay.md"] not in (before, "")
    record(hub)
    assert ids(hub) == found
    (moved,) = [one for one in ledger_of(hub).records if one.id == before]
    assert (moved.address, moved.earlier) == ("news/pay-rise/index.html", ("news/pay/index.html",))


def test_a_post_at_the_same_address_is_the_same_whatever_its_file_is_called(hub: Hub) -> None:
    before = ids(hub)["content/news/pay.md"]
    (hub.root / "content/news/pay.md").unlink()
    write(hub.root, {"content/news/2017-pay.md": post("Pay at last", date="2017-07-05", slug="pay")})
    assert not built(hub).problems
    assert ids(hub)["content/news/2017-pay.md"] == before


def test_an_emptied_tag_keeps_its_list_and_feed_and_is_listed_no_more(hub: Hub) -> None:
    write(hub.root, {"content/news/pay.md": post("Pay", unions="[Unite]")})
    assert not built(hub).problems
    site = files(place(hub.root).out)
    assert b"R&amp;D</h1>\n<ul></ul>" in site["tags/r-d/index.html"]
    assert b"<item>" not in site["tags/r-d/feed.xml"]
    assert b"r-d" not in site["tags/index.html"]
    assert b"r-d" not in site["feeds/index.html"]


def test_a_page_of_a_list_that_is_shorter_now_leads_to_the_list(hub: Hub) -> None:
    more: dict[str, str | bytes] = {
        f"content/news/n{n}.md": post(f"N{n}", date="2017-06-01", id=f"n{n}") for n in range(2)
    }
    write(hub.root, more)
    assert not built(hub).problems
    record(hub)
    move(hub, "content/news/n0.md", "content/statements/n0.md")
    assert not built(hub).problems
    assert leads(hub, "news/page/2") == "/news/"
    write(hub.root, {"content/news/n1.md": post("N1", date="2017-05-01", id="n1"),
                     "content/statements/n0.md": post("N0", date="2017-05-01", id="n0")})  # fmt: skip
    assert not built(hub).problems
    assert leads(hub, "archive/2017/06") == "/archive/2017/"


def test_the_feed_and_list_of_a_renamed_campaign_are_found_at_their_old_addresses(hub: Hub) -> None:
    move(hub, "content/campaigns/library.md", "content/campaigns/save-our-library.md")
    assert not built(hub).problems
    site = files(place(hub.root).out)
    assert leads(hub, "campaigns/library/posts") == "/campaigns/save-our-library/posts/"
    for name in ("feed.xml", "atom.xml", "feed.json"):
        assert site[f"campaigns/library/{name}"] == site[f"campaigns/save-our-library/{name}"]
    assert b"/campaigns/library/" not in site["campaigns/library/feed.xml"]


def test_a_deleted_post_is_refused_with_the_lines_that_may_be_written(hub: Hub) -> None:
    name = ids(hub)["content/news/pay.md"]
    (hub.root / "content/news/pay.md").unlink()
    assert built(hub).problems == (
        Problem(
            "address-vanished",
            "The post that was published at /news/pay/ is not here any more, and readers would find nothing.",
            "content/news/pay.md",
            read=f"id: {name}",
            wanted="something at every address that was published",
            hint="if another post takes its place, write there aliases: [/news/pay/]; if it had to go, "
            "put the file back with gone: {date: 2017-07-14, reason: Why it had to go}",
        ),
    )


def test_an_alias_in_the_post_that_takes_its_place_settles_a_deleted_one_for_ever(hub: Hub) -> None:
    before = ids(hub)["content/news/pay.md"]
    move(hub, "content/news/pay.md", "content/news/pay-rise.md")
    built(hub)
    record(hub)
    (hub.root / "content/news/pay-rise.md").unlink()
    rota = post("Rota", date="2017-07-02", id="tag:anytown.example,2017:rota", tags="[Pay]")
    write(hub.root, {"content/news/rota.md": rota.replace("tags:", "aliases: [/news/pay-rise/]\ntags:")})
    assert not built(hub).problems
    assert [leads(hub, old) for old in ("news/pay-rise", "news/pay")] == ["/news/rota/"] * 2
    record(hub)
    write(hub.root, {"content/news/rota.md": rota})
    assert not built(hub).problems
    assert [leads(hub, old) for old in ("news/pay-rise", "news/pay")] == ["/news/rota/"] * 2
    # The id that went with it is never that of another post, though the file's name would give it.
    write(hub.root, {"content/news/pay.md": post("Pay", date="2017-07-08")})
    assert not built(hub).problems
    assert ids(hub)["content/news/pay.md"] != before


def test_a_post_that_had_to_go_is_answered_by_a_page_that_says_why(hub: Hub) -> None:
    move(hub, "content/news/pay.md", "content/news/pay-rise.md")
    built(hub)
    record(hub)
    write(hub.root, {"content/news/pay-rise.md": post(
        "Secret", "Secret words.\n", tags="[Pay, R&D]", gone="{date: 2017-07-14, reason: A court said so.}")})  # fmt: skip
    assert not built(hub).problems
    site = files(place(hub.root).out)
    for old in ("news/pay/index.html", "news/pay-rise/index.html"):
        assert b"A court said so." in site[old]
    assert not [path for path, data in site.items() if b"Secret" in data]


def test_the_events_of_the_calendars_are_kept_and_given_as_they_were_published(hub: Hub) -> None:
    before = ledger_of(hub)
    event = Event(
        "a@anytown.example", "tag:lost", "event", "March", date(2017, 8, 1), None, "CONFIRMED", 1, (), (),
        "", ("events",), "ab12", 3, datetime(2017, 7, 1, tzinfo=UTC),
    )  # fmt: skip
    kept = Ledger(
        before.sites,
        before.records,
        before.addresses,
        before.headings,
        before.funds,
        (event,),
        before.digests,
    )
    write(hub.root, {"content/ledger.json": written(kept)})
    assert not built(hub).problems
    assert ledger_of(hub) == kept
    assert site_of(hub).ledger.event("a@anytown.example") == event
    assert site_of(hub).ledger.event("b@anytown.example") is None


def test_a_renamed_event_stays_the_same_to_calendars_at_both_addresses(hub: Hub) -> None:
    march = post("March", start="2017-08-01 10:00", end="2017-08-01 12:00")
    write(hub.root, {"content/events/march.md": march})
    assert not built(hub).problems
    record(hub)
    before = (place(hub.root).out / "events/march/calendar.ics").read_bytes()
    (uid,) = [line for line in before.split(b"\r\n") if line.startswith(b"UID:")]
    move(hub, "content/events/march.md", "content/events/may-day.md")
    assert not built(hub).problems
    site = files(place(hub.root).out)
    after = site["events/may-day/calendar.ics"]
    assert site["events/march/calendar.ics"] == after
    assert uid in after.split(b"\r\n")
    # Nothing about the event is another thing now: nobody is told of a newer version.
    assert (before.count(b"SEQUENCE:0"), after.count(b"SEQUENCE:0")) == (1, 1)
    record(hub)
    assert built(hub).written == ()
