"""What stays the same in a feed: dates, bytes and ids, until something changes that readers must see."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.checks.feed_files import form_of, read
from tests.checks.feeds import offences
from tests.feed_hub import FILES, HUB, NOW, Made, feed_of, feeds_in, parsed
from tests.hub import NOON, PDF, SETTINGS, built, feeds, post, small_hub, write


@pytest.fixture
def site(feed_site: Made) -> Made:
    return feed_site


def test_only_a_major_change_that_was_made_moves_the_date_of_an_item(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {"content/news/a.md": post("A", id="tag:a.example,2017:a")})

    def dates(now: datetime = datetime(2017, 7, 14, 12), **fields: str) -> tuple[Any, ...]:
        text = post("A", id="tag:a.example,2017:a", **fields)
        write(hub.root, {"content/news/a.md": text})
        assert built(hub, now).problems == ()
        atom, rss = feed_of(hub), feed_of(hub, "feed.xml")
        entry = json.loads((hub.root / "site/feed.json").read_bytes())["items"][0]
        assert datetime.fromisoformat(entry["date_modified"]) == atom.items[0].updated == atom.updated
        assert atom.updated is not None
        # A part of a second is the item's own, so that no two were changed at one instant.
        assert atom.updated.microsecond == 528088
        assert rss.updated == atom.updated.replace(microsecond=0)
        assert rss.items[0].published == atom.items[0].published == datetime(2017, 6, 30, 23, tzinfo=UTC)
        return rss.updated, rss.updated

    same = (datetime(2017, 6, 30, 23, tzinfo=UTC),) * 2
    assert dates() == same
    for minor in (
        {"summary": "Another."},
        {"tags": "[pay]"},
        {"updated": "2017-07-10"},
        {"changes": "[{date: 2017-07-10, note: Typo}]"},
        {"corrections": "[{date: 2017-07-10, text: It was 350.}]"},
        {"changes": "[{date: 2017-07-20, note: To come, major: yes}]"},
    ):
        assert (minor, dates(**minor)) == (minor, same)  # type: ignore[arg-type]
    major = (
        "[{date: 2017-07-10 08:00, note: More, major: yes}, {date: 2017-07-20, note: To come, major: yes}]"
    )
    assert dates(changes=major) == (datetime(2017, 7, 10, 7, tzinfo=UTC),) * 2
    moved = dates(datetime(2017, 7, 20, 0, 0), changes=major)
    assert moved == (datetime(2017, 7, 19, 23, tzinfo=UTC),) * 2


def test_an_empty_feed_is_a_feed_and_has_the_same_bytes_every_day(tmp_path: Path) -> None:
    hub = small_hub(tmp_path)
    assert built(hub).problems == ()
    for path in feeds():
        feed = (hub.root / "site" / path).read_bytes()
        assert (offences(feed, f"https://anytown.example/{path}", NOW), read(feed, form_of(path)).items) == (
            [], [],
        )  # fmt: skip
    assert built(hub, datetime(2018, 1, 1), clean=True).written == ()


def test_a_feed_has_the_same_bytes_until_something_in_it_changes(site: Made) -> None:
    hub, _, made = site
    assert built(hub, datetime(2017, 7, 15), name="again", clean=True).problems == ()
    assert feeds_in(hub.root / "again") == made


@pytest.mark.parametrize(
    "sign", ["\x00", "\x07", "\ufffe", "\ud7ff", "\U0001f6a9", "]]>", "&#0;", "&#1;", "&nbsp;"]
)
def test_no_sign_in_a_post_ends_the_feed(tmp_path: Path, sign: str) -> None:
    hub = small_hub(tmp_path)
    title = '"A {}"'.format(sign.replace("\x00", "\\0"))
    write(hub.root, {"content/news/a.md": post(title, f"Words {sign} more.\n")})
    report = built(hub)
    if report.failed:
        assert {p.code for p in report.problems} == {"control-character"}
        return
    for path in feeds():
        feed = (hub.root / "site" / path).read_bytes()
        plainer = re.sub(rb"&(amp;)?(?=#|nbsp)", b"and ", feed)  # what was written, as a reader shows it
        found = offences(plainer, f"https://anytown.example/{path}", NOW)
        assert (path, found) == (path, [])
        assert path.endswith("json") or not parsed(feed).bozo


def test_after_every_edit_the_feeds_are_what_a_clean_build_makes(tmp_path: Path) -> None:
    text = str(FILES["content/news/full.md"])
    settings = str(FILES["content/site.toml"])
    hub = small_hub(tmp_path, FILES)
    built(hub)
    later, quiet, sam = datetime(2017, 7, 21), 5, text.replace("Sam <s>", "Sam")
    edits: list[tuple[dict[str, str | bytes], datetime]] = [
        ({"content/news/full.md": text.replace("licence: CC BY", "may_redistribute: no")}, NOON),
        ({"content/news/full.md": sam}, NOON),
        ({"content/news/flyer.pdf": PDF.replace(b"9 9", b"99 9")}, NOON),
        ({"content/news/speech.mp3": b"ID3 another speech"}, NOON),
        ({"content/pages/about.md": "---\ntitle: About\nslug: us\n---\nWords.\n"}, NOON),
        # Announced for later, it changes nothing yet.
        ({"content/news/full.md": sam.replace("2017-07-13, note: Typo", "2017-07-20, note: Typo, major: yes")}, NOON),
        ({}, later),
        ({"content/site.toml": settings.replace("count = 5", "count = 1")}, later),
        ({"content/site.toml": settings.replace("hub.example.org", "other.example.org")}, later),
        ({"content/site.toml": settings.replace("[feeds]", '[organisation]\nname = "ATUC"\n[feeds]')}, later),
        ({"content/site.toml": settings.replace("[lists]", 'language = "cy"\ntimezone = "Europe/Paris"\n[lists]')}, later),
        ({"content/site.toml": settings.replace(HUB, "https://unions.example/")}, later),
    ]  # fmt: skip
    before = feeds_in(hub.root / "site")
    for number, (files, now) in enumerate(edits):
        write(hub.root, files)
        assert (number, built(hub, now).problems) == (number, ())
        assert built(hub, now, name=f"clean-{number}").problems == ()
        made = feeds_in(hub.root / "site")
        assert (number, made == feeds_in(hub.root / f"clean-{number}")) == (number, True)
        assert (number, made != before) == (number, number != quiet)
        before = made


def test_atom_knows_a_feed_by_one_id_wherever_the_site_goes(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {"content/news/a.md": post("A")})
    built(hub)
    first = "https://anytown.example/news/atom.xml"

    was = ["https://anytown.example/"]
    for number in range(3):
        (tmp_path / "content/ledger.json").write_bytes((tmp_path / "site/ledger.json").read_bytes())
        settings = SETTINGS.replace("https://anytown.example/", f"https://moved-{number}.example/hub/")
        moved = f"moved_from = {json.dumps(was)}\n"
        write(tmp_path, {"content/site.toml": moved + settings})
        assert built(hub).problems == ()
        assert parsed((tmp_path / "site/news/atom.xml").read_bytes()).feed.id == first
        was.append(f"https://moved-{number}.example/hub/")
    data = (tmp_path / "site/news/atom.xml").read_bytes()
    assert offences(data, "https://moved-2.example/hub/news/atom.xml", NOW) == []
