"""The command line: what each command says, does and ends with."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gazette import pipeline
from gazette.cli import main
from gazette.hosting import HOSTS
from gazette.kinds import KINDS
from tests.hub import REPOSITORY, SETTINGS, post, small_hub, write

NOW = ("--now", "2017-07-14 12:00")
TOLD = re.compile(r"\d+\.\d\d s")


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """The folder of a small hub with one post."""
    return small_hub(tmp_path / "hub", {"content/news/pay.md": post("Pay")}).root


def gazette(root: Path, *args: str, now: tuple[str, ...] = NOW) -> Result:
    told = CliRunner().invoke(main, [*args, "--root", str(root), *now])
    assert told.exception is None or isinstance(told.exception, SystemExit), told.exc_info
    return told


def out(told: Result) -> str:
    return TOLD.sub("0.00 s", told.stdout)


def test_build_is_what_is_done_where_no_command_is_named(hub: Path) -> None:
    told = gazette(hub)
    assert (told.exit_code, told.stderr) == (0, "")
    assert re.fullmatch(
        r"(\d+) rendered, \1 written, 0 removed in \d+\.\d\d s \(no ledger says what was published before\)\n",
        told.stdout,
    )
    assert (hub / "site/news/pay/index.html").is_file()
    assert (
        out(gazette(hub, "build"))
        == "0 rendered, 0 written, 0 removed in 0.00 s (no ledger says what was published before)\n"
    )


def test_what_readers_cannot_see_is_counted(hub: Path) -> None:
    write(hub, {
        "content/news/draft.md": post("D", status="draft"), "content/news/d2.md": post("D", status="draft"),
        "content/news/soon.md": post("S", date="2017-07-20"), "content/news/old.md": post("O",
        expires="2017-07-02"),
    })  # fmt: skip
    assert out(gazette(hub)).endswith(
        " removed in 0.00 s (2 drafts, 1 scheduled post, 1 expired post, no ledger says what was published before)\n"
    )


def test_a_warning_is_told_and_only_strict_minds_it(hub: Path) -> None:
    write(hub, {"content/news/pay.md": post("Pay", "# Heading\n")})
    told = gazette(hub, "build")
    assert told.exit_code == 0
    assert told.stderr.startswith(
        "content/news/pay.md:5:3: warning: The title is the page's only heading of the first rank"
    )
    told = gazette(hub, "check", "--strict")
    assert (told.exit_code, told.stderr.split("\n")[-2]) == (1, "1 error: the site is as it was.")


def test_check_writes_nothing(hub: Path) -> None:
    before = sorted(hub.rglob("*"))
    assert gazette(hub, "check").exit_code == 0
    assert sorted(hub.rglob("*")) == before


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--now", "yesterday"),
         "Error: Invalid value for '--now': 'yesterday' is not a day (2017-07-14) or a day and "
         "time ('2017-07-14 12:00')"),
        (("build", "--now", "2017-02-30"),
         "Error: Invalid value for '--now': '2017-02-30' is not a day (2017-07-14) or "
         "a day and time ('2017-07-14 12:00')"),
        (("build", "--format", "xml"),
         "Error: Invalid value for '--format': 'xml' is not one of 'text', 'json', 'github'."),
        (("build", "--jobs", "0"), "Error: Invalid value for '--jobs': 0 is not in the range 1<=x<=64."),
        (("build", "--root", __file__),
         f"Error: Invalid value for '--root': Directory '{__file__}' is a file."),
        (("new", "news"), "Error: Missing argument 'TITLE'."),
        (("new", "newz", "X"),
         "Error: there is no kind called newz: it is news, campaign, dispute, course, statement, "
         "event, page or fund. Did you mean news?"),
    ],
)  # fmt: skip
def test_a_bad_command_line_is_2(args: tuple[str, ...], said: str) -> None:
    told = CliRunner().invoke(main, args)
    assert (told.exit_code, told.stdout, told.stderr.strip().split("\n")[-1]) == (2, "", said)


def test_an_unknown_command_or_option_is_2() -> None:
    for args in (["frobnicate"], ["--frobnicate"], ["build", "extra"]):
        assert CliRunner().invoke(main, args).exit_code == 2


@pytest.mark.parametrize("option", ["--help", "-h", "--version"])
def test_help_and_version_are_0_and_build_nothing(option: str) -> None:
    told = CliRunner().invoke(main, [option])
    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout.startswith("gazette, version " if option == "--version" else "Usage: ")


def test_an_interrupted_build_is_130_and_leaves_the_site(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*args: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "build", interrupt)
    told = gazette(hub)
    assert (told.exit_code, told.stderr.strip()) == (130, "Interrupted.")


def test_root_out_and_now_say_which_hub_goes_where_and_when(hub: Path, tmp_path: Path) -> None:
    write(hub, {"content/news/soon.md": post("Soon", date="2017-07-14 18:30")})
    for now, there in (("2017-07-14 18:29", False), ("2017-07-14 18:30", True), ("2017-07-14", False),
                       ("2017-07-14T17:30+00:00", True)):  # fmt: skip
        target = tmp_path / "public" / "www"
        assert gazette(hub, "build", "--out", str(target), now=("--now", now)).exit_code == 0
        assert (target / "news/soon/index.html").is_file() is there
    assert not (hub / "site").exists()


def test_a_folder_that_is_no_hub_is_told(tmp_path: Path) -> None:
    told = gazette(tmp_path, "build")
    assert told.exit_code == 1
    assert told.stderr.startswith("content: error: There is no folder content/ here.\n")


TITLES = (
    "Save the library",
    'It\'s "here": 100% #1 & {more} [x] - \\ *y*',
    "No",
    "2017",
    "*a: b",
    "Tŷ’r Undeb",
    "Łódź",
    "ধর্মঘট",
)


@pytest.mark.parametrize("kind", [kind.kind for kind in KINDS])
def test_what_new_writes_can_be_published_at_once(tmp_path: Path, kind: str) -> None:
    write(tmp_path, {"content/site.toml": SETTINGS})
    for title in TITLES:
        told = gazette(tmp_path, "new", kind, title)
        assert (told.exit_code, told.stderr) == (0, "")
    told = gazette(tmp_path, "check", "--strict")
    assert (told.stderr, told.exit_code) == ("", 0)
    for file in (tmp_path / "content").rglob("*.md"):
        text = file.read_text(encoding="utf-8")
        assert text.count("status: draft\n") == 1
        file.write_text(text.replace("status: draft\n", ""), encoding="utf-8")
    told = gazette(tmp_path, "build", "--strict")
    if kind == "fund":  # nobody is asked for money without being told where it goes
        assert told.stderr.count("This fund does not say how to give to it.") == len(TITLES)
        return
    assert (told.stderr, told.exit_code) == ("", 0)


def test_titles_that_no_address_can_hold_do_not_stand_in_each_others_way(hub: Path) -> None:
    for title in ("ধর্মঘট চলছে", "পাঠাগার বাঁচাও"):
        told = gazette(hub, "new", "news", title)
        assert (told.exit_code, told.stderr) == (0, "")
    assert len(list((hub / "content/news").glob("*.md"))) == 3


def test_new_writes_the_day_of_the_hubs_own_zone_and_never_writes_over(hub: Path) -> None:
    write(hub, {"content/site.toml": SETTINGS + "", "content/news/first.md": post("F")})
    text = SETTINGS.replace("[lists]", 'timezone = "America/New_York"\n[lists]')
    write(hub, {"content/site.toml": text})
    told = gazette(hub, "new", "News", "Strike on!", now=("--now", "2017-07-14"))
    assert told.stdout == "content/news/strike-on.md is ready to be edited.\n"
    written = (hub / "content/news/strike-on.md").read_text(encoding="utf-8")
    assert written.startswith(
        "---\ntitle: Strike on!\ndate: 2017-07-14\nid: tag:anytown.example,2017-07-14:news/strike-on\n"
    )
    told = gazette(hub, "new", "news", "Strike on?")
    assert (told.exit_code, told.stderr) == (
        1, "content/news/strike-on.md is there already: choose another title, or edit that file.\n",
    )  # fmt: skip
    assert (hub / "content/news/strike-on.md").read_text(encoding="utf-8") == written


def test_clean_removes_what_was_written_and_leaves_what_was_not(hub: Path) -> None:
    gazette(hub)
    number = sum(path.is_file() for path in (hub / "site").rglob("*")) - 1  # and the list of them
    write(hub, {"site/CNAME": "anytown.example", "site/news/mine.txt": "mine"})
    assert gazette(hub, "clean", now=()).stdout == f"{number} files removed.\n"
    left = {
        p.relative_to(hub).as_posix()
        for p in hub.rglob("*")
        if p.is_file() and p.parts[len(hub.parts)] not in ("content", "templates")
    }
    assert left == {"site/CNAME", "site/news/mine.txt"}
    assert gazette(hub, "clean", now=()).stdout == "0 files removed.\n"
    assert (hub / "content/news/pay.md").is_file()


def test_explain_tells_of_an_output_why_it_is_stale_and_what_it_read(hub: Path) -> None:
    told = gazette(hub, "explain", "site/404.html")
    assert (told.exit_code, told.stdout) == (0, "site/404.html: NotFound()\n  stale: it has not been built\n")
    gazette(hub)
    for name in ("site/404.html", "404.html", "/404.html"):
        told = gazette(hub, "explain", name)
        assert told.stdout.startswith("site/404.html: NotFound()\n  up to date\n")
        assert "  setting('title') -> 'Anytown Trades Council'\n" in told.stdout
        assert "  template('_notice.html') -> None\n" in told.stdout
    write(hub, {"content/site.toml": SETTINGS + '[colours]\naccent = "#123456"\n'})
    assert (
        "\n  stale: static('style.css') has another answer now\n"
        in gazette(hub, "explain", "404.html").stdout
    )


def test_explain_finds_a_page_by_its_file_or_its_address(hub: Path) -> None:
    gazette(hub)
    told = {gazette(hub, "explain", name).stdout.split("\n")[0] for name in
            ("news/pay/index.html", "site/news/pay/index.html", "/news/pay/",
             "https://anytown.example/news/pay/")}  # fmt: skip
    assert told == {"site/news/pay/index.html: EntryPage(source='content/news/pay.md')"}


def test_explain_tells_of_a_source_what_becomes_of_it_and_where_it_shows(hub: Path) -> None:
    gazette(hub)
    told = gazette(hub, "explain", "content/news/pay.md").stdout.split("\n")
    assert (told[0], told[1].startswith("  part of ")) == (
        "content/news/pay.md: published, since 2017-07-01",
        True,
    )
    assert {"  site/news/pay/index.html", "  site/index.html", "  site/feed.xml"} <= set(told)
    write(hub, {"content/news/draft.md": post("D", status="draft")})
    assert gazette(hub, "explain", "content/news/draft.md").stdout == (
        "content/news/draft.md: draft, status is draft\n"
        "  part of 0 outputs\n"
        "  id urn:uuid:c29433a7-5bba-5c05-87a2-9d49e4137231 (made of the file's name; mint writes it into the file)\n"
    )


def test_the_past_of_a_post_and_of_the_hub_is_told_where_it_is_known(hub: Path) -> None:
    gazette(hub)
    assert gazette(hub, "record", now=()).exit_code == 0
    (hub / "content/news/pay.md").rename(hub / "content/news/rise.md")
    gazette(hub)
    told = gazette(hub, "explain", "content/news/rise.md").stdout.split("\n")
    assert told[-3].endswith(" (from the ledger; mint writes it into the file)")
    assert told[-2] == "  /news/pay/ leads here"
    status = gazette(hub, "status").stdout
    assert "content/ledger.json   ledger     what was published before (entries: 1)\n" in status
    assert "Compared with what was published before (entries: 1, old addresses that lead on: 1).\n" in status


@pytest.mark.parametrize(
    ("template", "page"), [("base.html", "404.html"), ("404.html", "404.html"), ("static/style.css", None)]
)
def test_explain_tells_of_a_template_which_pages_it_is_part_of(
    hub: Path, template: str, page: str | None
) -> None:
    gazette(hub)
    told = gazette(hub, "explain", f"templates/{template}")
    assert (told.exit_code, told.stderr) == (0, "")
    assert page is None or f"  site/{page}\n" in told.stdout


def test_explain_of_something_else_is_2(hub: Path) -> None:
    told = gazette(hub, "explain", "content/news/gone.md")
    assert (told.exit_code, told.stderr.split("\n")[-2]) == (
        2, "Error: content/news/gone.md is neither a source nor an output of this hub",
    )  # fmt: skip


def test_status_says_what_becomes_of_every_source_and_when_that_changes(hub: Path) -> None:
    write(hub, {
        "content/news/draft.md": post("D", status="draft"), "content/news/soon.md": post("S",
        date="2017-07-20 09:00"),
        "content/news/a.pdf": b"x",
    })  # fmt: skip
    gazette(hub)
    told = gazette(hub, "status")
    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout.split("\n")[:5] == [
        "content/news/a.pdf     unused     no published post names it",
        "content/news/draft.md  draft      status is draft",
        "content/news/pay.md    published  since 2017-07-01",
        "content/news/soon.md   scheduled  date is 2017-07-20 09:00",
        "content/site.toml      settings   the settings of the whole hub",
    ]
    assert told.stdout.split("\n")[5] == "No ledger says what was published before."
    assert told.stdout.split("\n")[6].startswith(
        "The site next changes by itself on 2017-07-20 09:00 BST: archive/"
    )
    said = json.loads(gazette(hub, "status", "--format", "json").stdout)
    assert datetime.fromisoformat(said["next_change"]).isoformat() == "2017-07-20T08:00:00+00:00"
    assert said["sources"][1] == {
        "path": "content/news/draft.md",
        "verdict": "draft",
        "reason": "status is draft",
    }


def test_status_of_a_hub_with_a_mistake_is_1_and_nothing_changes_where_nothing_waits(hub: Path) -> None:
    assert "has not been built here" in gazette(hub, "status").stdout
    gazette(hub, "build")
    assert gazette(hub, "status").stdout.endswith("Nothing will change by itself.\n")
    write(hub, {"content/news/bad.md": "no front matter"})
    told = gazette(hub, "status")
    assert (told.exit_code, "content/news/bad.md  in error   1 to mend\n" in told.stdout) == (1, True)


@pytest.mark.parametrize("kind", ["nginx", "apache"])
def test_host_writes_the_file_for_a_kind_of_host(hub: Path, kind: str) -> None:
    told = gazette(hub, "host", kind, now=())
    assert (told.exit_code, told.stdout) == (0, HOSTS[kind]("https://anytown.example/"))


def test_host_does_not_know_every_host(hub: Path) -> None:
    told = gazette(hub, "host", "iis", now=())
    assert told.exit_code == 2
    assert "there is no file for hosts of the kind iis: it is nginx or apache" in told.stderr


def test_who_stops_listening_gets_no_traceback() -> None:
    command = [sys.executable, str(REPOSITORY / "build.py"), "status", "--now", "2017-07-14"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        told = process.stderr.read()
    assert "Traceback" not in told
    assert "Exception ignored" not in told
    assert process.returncode == 1
