"""A hub as an export and back: what an export can carry comes home as it left."""

from __future__ import annotations

import atexit
import json
import re
import shutil
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import feedparser
import pytest
from click.testing import CliRunner

from gazette import comments
from gazette.cli import main
from gazette.importers.mapping import Mapping, text
from gazette.index import key_of
from gazette.kinds import KINDS
from gazette.kinds.entry import Entry
from gazette.links import Target
from gazette.pipeline import Hub, read, site_at
from gazette.prose import printer
from gazette.site import Site
from tests.exports import SITE, attachment, comment, export, item
from tests.hub import REPOSITORY
from tests.test_import_text import text_of

OLD = "https://www.barnettuc.example"
CARRIED = (
    "title",
    "date",
    "id",
    "slug",
    "summary",
    "authors",
    "tags",
    "unions",
    "campaigns",
    "pinned",
    "status",
    "extra",
)
PICTURED = ("alt", "decorative", "caption", "credit")
"""What is said of a picture, as far as an export has a place for it."""


DRAFT = """\
---
title: Not yet
date: 2017-08-01 09:30
id: tag:barnettuc.example,2017:not-yet
status: draft
tags: [pay]
extra:
  mood: angry
  lines: |-
    one
    two: three
---
Words that nobody has read yet.
"""
"""What the sample hub has not: a draft, and fields of one's own."""


@cache
def sample() -> Site:
    """The sample hub with one more post, which is a draft."""
    root = Path(mkdtemp())
    shutil.copytree(REPOSITORY / "content", root / "content")
    (root / "content/news/not-yet.md").write_text(DRAFT)
    site = site_at(*(hub := Hub(root, REPOSITORY / "templates"), read(hub)), datetime(2018, 1, 1))
    assert site is not None
    atexit.register(shutil.rmtree, root)
    return site


def html_of(site: Site, entry: Entry) -> str:
    """The body as the old site shows it, with whole addresses."""

    def leads(link: str) -> Target:
        path, _, rest = link.partition("#")
        wanted = (Path(entry.path).parent / path).as_posix() if path and ":" not in path else path
        wanted = str(Path(wanted)) if "/../" not in wanted else str(Path(*_folded(wanted)))
        if wanted in site.pages:
            return Target(
                f"{OLD}/{site.pages[wanted].removesuffix('index.html')}" + (f"#{rest}" if rest else "")
            )
        if wanted in site.assets:
            return Target(f"/wp-content/uploads/{wanted}")
        return Target(link)

    return printer("en-GB").prose(site.bodies[entry.path].text, 1, "x", leads, lambda file: None).html


def _folded(path: str) -> list[str]:
    parts: list[str] = []
    for part in path.split("/"):
        parts = parts[:-1] if part == ".." else [*parts, part]
    return parts


def everything(site: Site) -> list[Entry]:
    """What readers see, and the drafts."""
    drafts = [entry for entry in site.entries.values() if entry.status == "draft" and entry.kind != "fund"]
    return [*site.of(site.shown), *drafts]


def comments_of(number: int) -> list[str]:
    """What was written below every fifth post: two comments, one an answer to the other."""
    if number % 5:
        return []
    return [
        comment(2 * number, "Ann", "Well <b>said</b>"),
        comment(2 * number + 1, "Bob", "Yes", parent=2 * number),
    ]


def exported(site: Site) -> str:
    """The sample hub as WordPress would export it."""
    items = []
    for number, entry in enumerate(everything(site), 1):
        words = [("category", entry.folder, entry.plural)] if entry.kind != "page" else []
        for group, names in (("u", entry.unions), ("t", entry.tags), ("c", entry.campaigns)):
            words += [("post_tag", f"{group}-{key_of(name)}", name) for name in names]
        date = entry.date or datetime(2015, 1, 1)
        stamp = date.strftime("%Y-%m-%d %H:%M:%S")
        meta = []
        if entry.image:
            meta.append(("_thumbnail_id", str(1000 + number)))
            path = f"{Path(entry.path).parent.as_posix()}/{entry.image.file}"
            items.append(attachment(1000 + number, path, parent=number, alt=entry.image.alt or "",
                                    caption=entry.image.caption or "", credit=entry.image.credit or ""))  # fmt: skip
        meta += [(name, str(value)) for name, value in entry.extra.items()]
        items.append(
            item(number, entry.title, html_of(site, entry), sort="page" if entry.kind == "page" else "post",
                 slug=entry.slug, date=stamp, gmt="0000-00-00 00:00:00", categories=words, excerpt=entry.summary or "",
                 sticky=entry.pinned, guid=entry.id, creator=entry.authors[0] if entry.authors else "", meta=meta,
                 status="draft" if entry.status == "draft" else "publish", comments="".join(comments_of(number)),
                 link=f"{OLD}/{site.pages[entry.path].removesuffix('index.html')}" if entry.path in site.pages else f"{OLD}/?p={number}")
        )  # fmt: skip
    return export(*items, site=OLD).replace(SITE, OLD)


def mapping(site: Site) -> Mapping:
    tables: dict[str, dict[str, str]] = {"u": {}, "t": {}, "c": {}}
    for entry in site.of(site.shown):
        for group, names in (("u", entry.unions), ("t", entry.tags), ("c", entry.campaigns)):
            tables[group] |= {f"{group}-{key_of(name)}": name for name in names}
    kinds = {kind.folder: kind.folder for kind in KINDS if kind.folder not in ("pages", "funds", "events")}
    return Mapping(
        (("page", "pages"), ("post", "news")), tuple(kinds.items()), tuple(tables["u"].items()),
        tuple(tables["c"].items()), tuple(tables["t"].items()),
    )  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub that the sample hub was imported into."""
    folder = tmp_path_factory.mktemp("round-trip")
    root = folder / "hub"
    (root / "content").mkdir(parents=True)
    (root / "imports").mkdir()
    site = sample()
    shutil.copy(REPOSITORY / "content/site.toml", root / "content/site.toml")
    settings = (root / "content/site.toml").read_text()
    (root / "content/site.toml").write_text(settings)
    (root / "imports/wordpress.toml").write_text(text(mapping(site)))
    (folder / "old.xml").write_text(exported(site))
    told = CliRunner().invoke(
        main,
        [
            "import",
            "wordpress",
            str(folder / "old.xml"),
            "--root",
            str(root),
            "--media",
            str(REPOSITORY),
            "--comments",
        ],
    )
    assert told.exit_code == 0, told.output
    return root


def carried(site: Site) -> dict[str, dict[str, Any]]:
    """What an export can carry of each entry, by its id."""
    return {str(entry.id): {name: getattr(entry, name) for name in CARRIED} for entry in everything(site)}


def test_what_an_export_can_carry_comes_home_as_it_left(home: Path) -> None:
    before, hub = sample(), Hub(home, REPOSITORY / "templates")
    after = site_at(hub, read(hub), datetime(2018, 1, 1))
    assert after is not None
    wanted, found = carried(before), carried(after)
    for identity, fields in wanted.items():
        if fields["date"] is None:  # a page without a date has the one that WordPress gave it
            fields["date"] = found[identity]["date"]
        fields["date"] = _moment(fields["date"])
    assert found == wanted
    shown = [[site.entries[path] for path in site.shown] for site in (before, after)]
    kinds = {entry.id: entry.kind for entry in shown[0] if entry.kind != "event"}
    assert {entry.id: entry.kind for entry in shown[1] if entry.id in kinds} == kinds
    for entry in everything(after):
        old = next(one for one in everything(before) if one.id == entry.id)
        assert pictured(after, entry) == pictured(before, old), entry.path
        assert text_of(html_of(after, entry)) == text_of(html_of(before, old)), entry.path


def pictured(site: Site, entry: Entry) -> tuple[Any, ...] | None:
    """The bytes of the picture of an entry, and what is said of it."""
    if entry.image is None:
        return None
    asset = site.assets[(Path(entry.path).parent / entry.image.file).as_posix()]
    return (asset.digest, *(getattr(entry.image, name) for name in PICTURED))


def test_what_does_not_come_home_is_named(home: Path) -> None:
    rows = json.loads((home / "imports/wordpress.json").read_text())["rows"]
    found = {note for row in rows for note in row["notes"]}
    assert {re.sub(r"#[\w-]+ of [^\s,]+", "… of …", note) for note in found} == {
        "a link led to the place … of …, and leads to its top now",
        "a link led to /events/, a page that the export does not have",  # events have no place in an export
        "the category “Events” is not in the mapping, and was left out",
        "1 part of the text has no Markdown, and stays as HTML",
        "it was a draft, and is one here",
        "the picture about/ornament.svg has no alt text, and is marked as decorative",
    }


def test_comments_come_home_too(home: Path) -> None:
    hub = Hub(home, REPOSITORY / "templates")
    site = site_at(hub, read(hub), datetime(2018, 1, 1))
    assert site is not None
    below = {}
    for number, entry in enumerate(everything(sample()), 1):
        found = next(one for one in site.entries.values() if one.id == entry.id)
        file = home / comments.beside(found.path)
        below[number] = comments.read("x", file.read_bytes())[0] if file.exists() else ()
    day = datetime(2017, 7, 2, 10)
    assert below == {
        number: (
            comments.Comment(str(2 * number), "", "Ann", day, "Well **said**"),
            comments.Comment(str(2 * number + 1), str(2 * number), "Bob", day, "Yes"),
        )
        if number % 5 == 0
        else ()
        for number in below
    }


def _moment(date: Any) -> datetime:
    return date if isinstance(date, datetime) else datetime(date.year, date.month, date.day)


def test_it_builds_and_every_old_address_answers_and_every_id_is_in_the_feeds(home: Path) -> None:
    told = CliRunner().invoke(main, ["--root", str(home), "--now", "2018-01-01"])
    assert (told.exit_code, told.stderr) == (0, "")
    site = sample()
    rows = json.loads((home / "imports/wordpress.json").read_text())["rows"]
    posts = [row for row in rows if row["sort"] in ("post", "page")]
    drafts = {entry.id for entry in everything(site) if entry.status == "draft"}
    assert {row["key"] for row in posts if row["outcome"] == "draft"} == drafts
    assert {row["outcome"] for row in posts} == {"published", "draft"}
    for path in site.pages.values():
        assert (home / "site" / path).is_file(), path
    feed = feedparser.parse(home / "site/feed.xml")
    assert {entry.id for entry in feed.entries} == {
        entry.id for entry in site.of(site.shown) if entry.kind != "page"
    }
