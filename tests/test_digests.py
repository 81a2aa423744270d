"""Digests: what was new in a week and what comes up, the same whenever it is made."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path

import feedparser
import pytest
from lxml import html
from playwright.sync_api import Browser

from gazette import letters
from gazette.digests import Date, Digest, DigestDay, Piece, digest, digest_weeks
from gazette.ledger import Ledger
from gazette.pipeline import Hub, read, site_at
from gazette.render import letter
from gazette.site import Site
from gazette.weeks import monday_of, week_of
from tests.checks.feeds import offences
from tests.hub import JULY, REPOSITORY, SETTINGS, TODAY, Built, built, post, small_hub, write

FILES = {
    "content/news/sunday.md": post("Before", date="2017-07-09"),
    "content/news/monday.md": post("First", "A & b.\n", date="2017-07-10"),
    "content/statements/late.md": post("Last", date="2017-07-16 23:30", summary="In short."),
    "content/news/after.md": post("After", date="2017-07-17"),
    "content/news/draft.md": post("Draft", date="2017-07-12", status="draft"),
    "content/news/gone.md": post("Withdrawn", date="2017-07-12", status="withdrawn",
                                 withdrawn="{date: 2017-07-13, reason: Wrong.}"),
    "content/pages/about.md": post("About", date="2017-07-12"),
    "content/events/rally.md": post("Rally", date="2017-07-01", start="2017-07-20 18:00",
                                    end="2017-07-20 20:00", venue="{name: Town Hall}"),
    "content/events/off.md": post("Social", date="2017-07-01", start="2017-07-20", state="cancelled"),
    "content/events/far.md": post("Far", date="2017-07-01", start="2017-07-31"),
    "content/events/edge.md": post("Edge", date="2017-07-01", start="2017-07-30 23:59"),
    "content/events/past.md": post("Past", date="2017-07-01", start="2017-07-16"),
    "content/disputes/pay.md": post(
        "Pay", date="2017-07-01",
        action="[{kind: strike, from: 2017-07-14, to: 2017-07-18}, {kind: overtime ban, from: 2017-07-21}]",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    return small_hub(tmp_path_factory.mktemp("digests"), FILES)


def at(hub: Hub, now: datetime) -> Site:
    site = site_at(hub, read(hub), now)
    assert site is not None
    return site


URL = "https://anytown.example"
WEEK = (
    (
        Piece("Statement", "Last", f"{URL}/statements/late/", "16 July 2017", "In short."),
        Piece("News", "First", f"{URL}/news/monday/", "10 July 2017", "A & b."),
    ),
    (
        DigestDay("Monday 17 July 2017", (
            Date("Strike: Pay", f"{URL}/disputes/pay/", "Until Tuesday 18 July 2017", "", False),)),
        DigestDay("Thursday 20 July 2017", (
            Date("Social", f"{URL}/events/off/", "Cancelled", "", True),
            Date("Rally", f"{URL}/events/rally/", "6pm to 8pm", "Town Hall", False),)),
        DigestDay("Friday 21 July 2017", (
            Date("Overtime ban: Pay", f"{URL}/disputes/pay/", "Until further notice", "", False),)),
        DigestDay("Sunday 30 July 2017", (Date("Edge", f"{URL}/events/edge/", "11.59pm", "", False),)),
    ),
)  # fmt: skip


def test_a_digest_has_what_appeared_in_the_week_and_what_is_on_in_the_fortnight_after(hub: Hub) -> None:
    found = digest(at(hub, datetime(2017, 7, 17)), "2017-W28")
    assert found is not None
    assert found.title == "10 to 16 July 2017"
    assert found.ended == datetime(2017, 7, 16, 23, tzinfo=UTC)
    assert (found.news, found.days) == WEEK


def test_it_is_the_same_however_late_it_is_made(hub: Hub) -> None:
    first = digest(at(hub, datetime(2017, 7, 17)), "2017-W28")
    assert digest(at(hub, datetime(2026, 11, 21, 12)), "2017-W28") == first


def test_what_expires_later_was_new_then(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {"content/news/a.md": post("A", date="2017-07-12", expires="2017-07-20")})
    then, now = (
        digest(at(hub, moment), "2017-W28") for moment in (datetime(2017, 7, 17), datetime(2018, 1, 1))
    )
    assert then is not None
    assert [piece.title for piece in then.news] == ["A"]
    assert now == then


@pytest.mark.parametrize("public", ["yes", "no"])
def test_who_promotes_election_material_stands_in_every_form(tmp_path: Path, public: str) -> None:
    endorses = f"{{contest: Mayor 2017, candidate: Ann, public: {public}}}"
    hub = small_hub(tmp_path, {"content/statements/a.md": post("Ann", date="2017-07-12", endorses=endorses)})
    imprint = "Promoted by Jo of 1 High Street."
    write(tmp_path, {"content/site.toml": f'imprint = "{imprint}"\n{SETTINGS}'})
    found = digest(at(hub, datetime(2017, 7, 17)), "2017-W28")
    assert found is not None
    assert found.imprint == (imprint if public == "yes" else "")
    assert (imprint in letters.text(found, "TUC", URL)) is (public == "yes")


@pytest.mark.parametrize(
    ("week", "title"),
    [
        ("2017-W31", "31 July to 6 August 2017"),
        ("2018-W01", "1 to 7 January 2018"),
        ("2020-W53", "28 December 2020 to 3 January 2021"),
    ],
)
def test_a_week_is_called_by_its_days(hub: Hub, week: str, title: str) -> None:
    found = digest(at(hub, datetime(2022, 1, 1)), week)
    assert found is not None
    assert (found.title, found.news) == (title, ())


@pytest.mark.parametrize(
    ("text", "monday"),
    [
        ("2017-W28", date(2017, 7, 10)),
        ("2017w28", date(2017, 7, 10)),
        ("2020-W53", date(2020, 12, 28)),
        ("2017-W53", None),
        ("2017-W00", None),
        ("2017-07-10", None),
        ("", None),
    ],
)
def test_weeks_are_read_as_iso_writes_them(text: str, monday: date | None) -> None:
    assert monday_of(text) == monday
    assert monday is None or week_of(monday + timedelta(days=6)) == week_of(monday)


def test_its_id_is_for_ever_even_if_the_site_moves(hub: Hub, tmp_path: Path) -> None:
    first = digest(at(hub, TODAY), "2017-W28")
    assert first is not None
    assert first.id == "urn:uuid:6b095948-e718-5fe7-9ca9-ed0dc5c51bdd"
    moved = small_hub(tmp_path, FILES)
    write(tmp_path, {"content/site.toml": SETTINGS.replace("anytown.example", "elsewhere.example")})
    later = replace(at(moved, TODAY), ledger=Ledger(sites=(f"{URL}/", "https://elsewhere.example/")))
    found = digest(later, "2017-W28")
    assert found is not None
    assert found.id == first.id


# --- the weeks of the feed -------------------------------------------------------------------


def test_a_week_comes_when_it_is_over_and_one_without_anything_never(hub: Hub) -> None:
    eve = digest_weeks(at(hub, datetime(2017, 7, 16, 23, 59)))
    assert eve.value == ("2017-W27", "2017-W26")
    assert eve.until == datetime(2017, 7, 16, 23, tzinfo=UTC)
    assert digest_weeks(at(hub, datetime(2017, 7, 17))).value == ("2017-W28", "2017-W27", "2017-W26")
    # Until the overtime ban is no news any more.
    assert digest_weeks(at(hub, TODAY)).value[0] == "2017-W37"


def test_the_feed_and_the_page_are_made_when_the_week_is_over(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {"content/news/a.md": post("A", date="2017-07-12")})
    before = built(hub, datetime(2017, 7, 16, 23, 59))
    assert before.problems == ()
    assert feedparser.parse((tmp_path / "site/digest/feed.xml").read_bytes()).entries == []
    report = built(hub, datetime(2017, 7, 17))
    # The ledger is told of it: what was published of a digest stays.
    assert report.rendered == ("digest/feed.xml", "digest/index.html", "ledger.json")
    (item,) = feedparser.parse((tmp_path / "site/digest/feed.xml").read_bytes()).entries
    assert (item.title, item.link) == (
        "The week of 10 to 16 July 2017",
        "https://anytown.example/digest/#week-2017-w28",
    )
    assert built(hub, datetime(2017, 7, 20)).rendered == ()


def test_the_feed_keeps_what_every_feed_promises(sites: Built) -> None:
    report, out = sites[TODAY]
    assert report.site is not None
    base = report.site.settings.base_url
    feed = (out / "digest/feed.xml").read_bytes()
    assert offences(feed, f"{base}digest/feed.xml", TODAY.replace(tzinfo=UTC)) == []
    parsed = feedparser.parse(feed)
    assert not parsed.bozo
    assert len(parsed.entries) == 8
    assert len({entry.id for entry in parsed.entries}) == 8
    page = html.document_fromstring((out / "digest/index.html").read_bytes())
    for entry in parsed.entries:
        assert page.get_element_by_id(entry.link.partition("#")[2]) is not None


# --- the letter ------------------------------------------------------------------------------

SAMPLE = Digest(
    "2017-W28", "urn:uuid:1", "10 to 16 July 2017", datetime(2017, 7, 17, tzinfo=UTC),
    (Piece("News", "A title that is long enough to go over the end of a line of seventy-two columns",
           f"{URL}/news/a/", "10 July 2017", "A summary, which is so long that it does not fit on one line."),),
    (DigestDay("Monday 17 July 2017", (Date("March", f"{URL}/{'x' * 80}/", "6pm", "Town Hall", False),)),),
)  # fmt: skip

TEXT = f"""\
Anytown TUC
The week of 10 to 16 July 2017
{"=" * 72}

NEW THIS WEEK

* A title that is long enough to go over the end of a line of
  seventy-two columns
  News, 10 July 2017
  A summary, which is so long that it does not fit on one line.
  {URL}/news/a/


COMING UP

Monday 17 July 2017
-------------------
* March
  6pm, Town Hall
{URL}/{"x" * 80}/

{"-" * 72}
Sent by Anytown TUC
{URL}/
"""


def test_the_text_has_72_columns_and_whole_addresses() -> None:
    assert letters.text(SAMPLE, "Anytown TUC", f"{URL}/") == TEXT


def test_every_week_of_the_sample_hub_fits_into_72_columns() -> None:
    site = at(Hub(REPOSITORY, REPOSITORY / "templates"), TODAY)
    for number in (20, 27, 28, 29, 38, 39, 40, 41):
        found = digest(site, f"2017-W{number}")
        assert found is not None
        text = letters.text(found, site.settings.publisher, site.settings.base_url)
        assert max(map(len, text.splitlines())) <= 72


@pytest.fixture(scope="module")
def mail() -> str:
    """The e-mail of the week of 10 July as HTML."""
    site = at(Hub(REPOSITORY, REPOSITORY / "templates"), JULY + timedelta(days=7))
    told = digest(site, "2017-W28")
    assert told is not None
    made = letter(site, told)
    assert isinstance(made, str)
    return made


def test_the_html_has_its_styles_in_place_and_nothing_to_fetch(mail: str) -> None:
    page = html.document_fromstring(mail)
    assert not page.xpath("//style | //link | //script | //img | //iframe | //object | //form")
    assert not page.xpath("//@src | //@background | //@srcset")
    assert "url(" not in mail
    assert all(table.get("role") == "presentation" for table in page.xpath("//table"))
    assert all(cell.get("style") for cell in page.xpath("//td | //a"))
    links = [str(link) for link in page.xpath("//a/@href")]
    assert links
    assert all(link.startswith("https://www.barnettuc.example/") for link in links)


@pytest.mark.browser
def test_it_is_shown_in_a_browser_without_a_request_to_anywhere(
    mail: str, browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "mail.html").write_text(mail, encoding="utf-8")
    page = browser.new_page(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "mail.html").as_uri())
    assert asked == [(tmp_path / "mail.html").as_uri()]
    assert page.locator("h2").all_inner_texts() == ["New this week", "Coming up"]
    # It fits a telephone: nothing stands out at the side.
    assert page.locator("body").evaluate("body => body.scrollWidth") <= 320
    page.close()


def test_the_message_holds_both_and_opens_as_a_draft(mail: str) -> None:
    data = letters.message(SAMPLE, "Anytown TUC", "secretary@anytown.example", TEXT, mail)
    assert data == letters.message(SAMPLE, "Anytown TUC", "secretary@anytown.example", TEXT, mail)
    parsed = BytesParser(policy=policy.SMTP).parsebytes(data)
    assert parsed["Subject"] == "Anytown TUC: 10 to 16 July 2017"
    assert parsed["From"] == "Anytown TUC <secretary@anytown.example>"
    assert parsed["X-Unsent"] == "1"
    plain, rich = parsed.iter_parts()  # type: ignore[attr-defined]
    assert plain.get_content().replace("\r\n", "\n") == TEXT
    assert rich.get_content().replace("\r\n", "\n") == mail
    assert all(len(line) <= 78 for line in data.split(b"\r\n"))


# --- the command -----------------------------------------------------------------------------


def command(*args: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "build.py", "digest", *args],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_without_a_week_it_is_the_last_whole_one() -> None:
    code, printed = command("--now", "2017-07-19")
    assert (code, printed.splitlines()[1]) == (0, "The week of 10 to 16 July 2017")
    assert command("2017-W28", "--now", "2020-01-01") == (code, printed)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["2017-W54"], "'2017-W54' is not a week: write the year and its number, as 2017-W28"),
        (["2017-W28", "--now", "2017-07-16"], "2017-W28 is not over yet, so nobody knows what will be in it"),
    ],
)
def test_a_week_that_is_none_or_not_over_is_refused(args: list[str], said: str) -> None:
    code, printed = command(*args)
    assert code == 2
    assert said in printed
