"""What would break a promise of an earlier publication is refused, with the line to write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gazette.pipeline import Hub
from gazette.plan import plan
from gazette.problems import Problem
from tests.hub import SETTINGS, built, place, post, small_hub, write
from tests.test_history import ids, leads, move, record

ROTA = "tag:anytown.example,2017:rota"
POSTS = {
    "content/news/pay.md": post("Pay"),
    "content/news/rota.md": post("Rota", date="2017-07-02", id=ROTA),
    "content/funds/strike.md": "---\nname: Strike fund\naccount_name: Fund\nsort_code: 11-22-33\n"
    "account_number: 01234567\npayee_checked: {by: Jo, on: 2017-07-01}\n---\n",
}


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    hub = small_hub(tmp_path, POSTS)
    assert not built(hub).problems
    record(hub)
    return hub


def refused(hub: Hub) -> Problem:
    """The one problem of a build, which leaves the site as it was."""
    report = built(hub)
    (problem,) = report.problems
    assert (report.written, report.removed) == ((), ())
    return problem


def test_a_post_made_a_draft_again_is_refused(hub: Hub) -> None:
    write(hub.root, {"content/news/pay.md": post("Pay", status="draft")})
    assert refused(hub) == Problem(
        "address-hidden",
        "This was published at /news/pay/, and readers would find nothing there now: "
        "it is draft (status is draft).",
        "content/news/pay.md",
        4,
        9,
        read="status: draft",
        wanted="a page at every address that was published",
        hint="publish it; or, to take it down, write gone: {date: 2017-07-14, reason: Why it had to go}",
    )


def test_a_post_put_off_is_refused(hub: Hub) -> None:
    write(hub.root, {"content/news/pay.md": post("Pay", date="2017-08-01")})
    problem = refused(hub)
    assert (problem.code, problem.line, problem.read) == ("address-hidden", 3, "date: 2017-08-01")
    write(hub.root, {"content/news/pay.md": post("Pay", publish_at="2017-08-01 10:00")})
    problem = refused(hub)
    assert (problem.line, problem.read) == (4, "publish_at: 2017-08-01 10:00:00")


def test_a_post_withdrawn_or_expired_keeps_its_page_and_is_not_refused(hub: Hub) -> None:
    write(hub.root, {"content/news/pay.md": post(
        "Pay", status="withdrawn", withdrawn="{date: 2017-07-10, reason: It was wrong.}"),
        "content/news/rota.md": post("Rota", expires="2017-07-03", id=ROTA)})  # fmt: skip
    assert not built(hub).problems


def test_an_id_that_was_edited_is_refused(hub: Hub) -> None:
    write(hub.root, {"content/news/rota.md": post("Rota", date="2017-07-02", id="tag:other")})
    assert refused(hub) == Problem(
        "id-changed",
        "What is at /news/rota/ was published with another id, so subscribers would get it a second time.",
        "content/news/rota.md",
        4,
        5,
        read="id: tag:other",
        wanted="the id that it was published with",
        hint=f"write id: {ROTA}; if this is another post, give it another slug",
    )


def test_an_id_given_by_hand_to_a_post_that_had_another_by_its_name_is_refused(hub: Hub) -> None:
    before = ids(hub)["content/news/pay.md"]
    write(hub.root, {"content/news/pay.md": post("Pay", id="tag:new")})
    assert refused(hub).hint == f"write id: {before}; if this is another post, give it another slug"
    write(hub.root, {"content/news/pay.md": post("Pay", id=before)})
    assert not built(hub).problems


def test_an_id_taken_out_of_a_file_is_known_by_the_file(hub: Hub) -> None:
    write(hub.root, {"content/news/rota.md": post("Rota", date="2017-07-02")})
    assert not built(hub).problems
    assert ids(hub)["content/news/rota.md"] == ROTA


def test_a_post_renamed_and_rewritten_at_once_is_refused_with_the_id_to_write(hub: Hub) -> None:
    before = ids(hub)["content/news/pay.md"]
    (hub.root / "content/news/pay.md").unlink()
    write(hub.root, {"content/news/pay-rise.md": post("Pay rise", date="2017-07-09")})
    assert refused(hub).hint == (
        f"if it is content/news/pay-rise.md now, write there id: {before}; "
        "if another post takes its place, write there aliases: [/news/pay/]; "
        "if it had to go, put the file back with gone: {date: 2017-07-14, reason: Why it had to go}"
    )
    write(hub.root, {"content/news/pay-rise.md": post("Pay rise", date="2017-07-09", id=before)})
    assert not built(hub).problems
    assert leads(hub, "news/pay") == "/news/pay-rise/"


def test_a_changed_slug_and_a_changed_kind_lead_on(hub: Hub) -> None:
    write(hub.root, {"content/news/rota.md": post("Rota", date="2017-07-02", id=ROTA, slug="shifts")})
    assert not built(hub).problems
    assert leads(hub, "news/rota") == "/news/shifts/"
    move(hub, "content/news/pay.md", "content/statements/pay.md")
    assert not built(hub).problems
    assert leads(hub, "news/pay") == "/statements/pay/"


def test_a_file_that_cannot_be_read_is_told_of_as_such_alone(hub: Hub) -> None:
    write(hub.root, {"content/news/pay.md": post("Pay", date="1 July 2017")})
    assert refused(hub).code == "not-a-day"


def test_a_changed_domain_is_refused_until_it_is_said_to_be_meant(hub: Hub) -> None:
    before = ids(hub)
    moved = SETTINGS.replace("https://anytown.example/", "https://union.example/hub/")
    write(hub.root, {"content/site.toml": moved})
    assert refused(hub) == Problem(
        "site-moved",
        "The site was published at https://anytown.example/, and base_url says another address.",
        "content/site.toml",
        2,
        1,
        read='base_url = "https://union.example/hub/"',
        wanted='base_url = "https://anytown.example/", or word that the site has moved',
        hint='if it has moved, write moved_from = ["https://anytown.example/"]',
    )
    write(hub.root, {"content/site.toml": moved.replace(
        "[lists]", 'moved_from = ["https://anytown.example/"]\n[lists]')})  # fmt: skip
    assert not built(hub).problems
    assert ids(hub) == before
    hosts = (place(hub.root).out / "_redirects").read_text()
    assert hosts.endswith("https://anytown.example/* https://union.example/hub/:splat 301!\n")
    record(hub)
    write(hub.root, {"content/site.toml": moved})
    assert refused(hub).hint == 'if it has moved, write moved_from = ["https://anytown.example/"]'


def test_a_post_that_the_settings_leave_out_is_refused(hub: Hub) -> None:
    write(hub.root, {"content/site.toml": SETTINGS.replace("[lists]", 'leave_out = ["/news/pay/"]\n[lists]')})
    problem = next(problem for problem in built(hub).problems if problem.code == "address-left-out")
    assert problem == Problem(
        "address-left-out",
        "A post was published at /news/pay/, and the settings leave its page out now.",
        "content/site.toml",
        6,
        1,
        read="leave_out = [/news/pay/]",
        wanted="a page at every address that was published",
        hint="take the address out of leave_out; or, to take the post down, write into it "
        "gone: {date: 2017-07-14, reason: Why it had to go}",
    )


def test_a_feed_that_the_settings_leave_out_is_refused_until_it_is_closed(hub: Hub) -> None:
    write(hub.root, {"content/news/pay.md": post("Pay", tags="[pay]")})
    assert not built(hub).problems
    record(hub)
    left_out = SETTINGS.replace("[lists]", 'leave_out = ["/digest/", "/tags/*/*.json"]\n[lists]')
    write(hub.root, {"content/site.toml": left_out})
    common = {
        "path": "content/site.toml", "line": 6, "column": 1, "wanted": "every feed and calendar that was published"
    }  # fmt: skip
    closing = "take the address out of leave_out; or, to close what is there for good, write at the end of "
    problems = built(hub).problems
    assert problems == (
        Problem(
            "feed-left-out",
            "Programs are subscribed to /digest/feed.xml, and the settings leave it out now.",
            read='"/digest/"',
            hint=f'{closing}content/site.toml\n[[redirects]]\nfrom = "/digest/"\nto = "/follow/"',
            **common,
        ),
        Problem(
            "feed-left-out",
            "Programs are subscribed to /tags/pay/feed.json, and the settings leave it out now.",
            read='"/tags/*/*.json"',
            hint=f'{closing}content/site.toml\n[[redirects]]\nfrom = "/tags/pay/feed.json"\nto = "/follow/"',
            **common,
        ),
    )
    told = "".join(problem.hint.partition("content/site.toml")[2] for problem in problems)
    write(hub.root, {"content/site.toml": left_out + told})
    assert not built(hub).problems
    out = place(hub.root).out
    closed = json.loads((out / "tags/pay/feed.json").read_bytes())
    assert (closed["feed_url"], closed["items"]) == ("https://anytown.example/tags/pay/feed.json", [])
    assert closed["home_page_url"] == "https://anytown.example/follow/"
    assert b"<item>" not in (out / "digest/feed.xml").read_bytes()
    assert leads(hub, "digest") == "/follow/"


def test_the_site_s_own_feed_and_calendar_can_be_closed_too(hub: Hub) -> None:
    left_out = SETTINGS.replace("[lists]", 'leave_out = ["/feed.xml", "/calendar.ics", "/tags/"]\n[lists]')
    write(hub.root, {"content/site.toml": left_out})
    problems = [problem for problem in built(hub).problems if problem.code == "feed-left-out"]
    assert [problem.read for problem in problems] == ['"/calendar.ics"', '"/feed.xml"']
    # Pages link to them, so that there is more to do than to close them; what was led on stays whatever it is.
    lines = "".join(problem.hint.partition("content/site.toml")[2] for problem in problems)
    write(hub.root, {"content/site.toml": left_out + lines})
    report = built(hub)
    assert "feed-left-out" not in {problem.code for problem in report.problems}
    assert {output.path for output in plan(report.site)[0]} >= {"feed.xml", "calendar.ics"}  # type: ignore[arg-type]


def test_a_feed_may_be_led_on_to_another_by_the_page_that_it_is_of(hub: Hub) -> None:
    write(hub.root, {"content/site.toml": SETTINGS.replace("[lists]", 'leave_out = ["/digest/"]\n[lists]')
                     + '[[redirects]]\nfrom = "/digest/"\nto = "/news/"\n'})  # fmt: skip
    assert not built(hub).problems
    out = place(hub.root).out
    assert (out / "digest/feed.xml").read_bytes() == (out / "news/feed.xml").read_bytes()


def fund(number: str = "01234567", check: str = "{by: Jo, on: 2017-07-01}", name: str = "Strike fund") -> str:
    checked = f"payee_checked: {check}\n" if check else ""
    return f"---\nname: {name}\naccount_name: Fund\nsort_code: 11-22-33\naccount_number: {number}\n{checked}---\n"


def test_another_account_is_refused_until_the_payee_is_checked_anew(hub: Hub) -> None:
    write(hub.root, {"content/funds/strike.md": fund("76543210")})
    assert refused(hub) == Problem(
        "account-changed",
        "The account of this fund is not the one that was published, and nobody has checked it since.",
        "content/funds/strike.md",
        6,
        16,
        read="account_number: 76543210",
        wanted="payee_checked, with who checked the new account with the bank and on which day",
        hint="payee_checked: {by: Who checked it with the bank, on: 2017-07-14}",
    )
    for check in ("", "{by: Ann, on: 2017-06-01}"):
        write(hub.root, {"content/funds/strike.md": fund("76543210", check)})
        assert refused(hub).code == "account-changed"
    write(hub.root, {"content/funds/strike.md": fund("76543210", "{by: Jo, on: 2017-07-13}")})
    assert not built(hub).problems
    record(hub)
    assert not built(hub).problems


def test_no_new_name_of_the_file_hides_another_account(hub: Hub) -> None:
    (hub.root / "content/funds/strike.md").unlink()
    write(hub.root, {"content/funds/hardship.md": fund("76543210")})
    assert refused(hub).code == "account-changed"


def test_other_words_of_a_fund_may_change_freely(hub: Hub) -> None:
    write(hub.root, {"content/funds/strike.md": fund(name="Hardship fund") + "Words.\n"})
    assert not built(hub).problems
