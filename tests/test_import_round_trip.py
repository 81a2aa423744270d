"""A hub as an export and back: what an export can carry comes home as it left."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from click.testing import CliRunner

from gazette.cli import main
from gazette.importers.mapping import Mapping, text
from gazette.index import key_of
from gazette.kinds import KINDS
from gazette.kinds.entry import Entry
from gazette.links import Target
from gazette.pipeline import Hub, read, site_at
from gazette.prose import printer
from gazette.site import Site
from tests.exports import attachment, export, item
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
)


def sample() -> Site:
    site = site_at(*(hub := Hub(REPOSITORY, REPOSITORY / "templates"), read(hub)), datetime(2018, 1, 1))
    assert site is not None
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
            return Target(f"{OLD}/wp-content/uploads/{wanted}")
        return Target(link)

    return printer("en-GB").prose(site.bodies[entry.path].text, 1, "x", leads, lambda file: None).html


def _folded(path: str) -> list[str]:
    parts: list[str] = []
    for part in path.split("/"):
        parts = parts[:-1] if part == ".." else [*parts, part]
    return parts


def exported(site: Site) -> str:
    """The sample hub as WordPress would export it."""
    items = []
    for number, entry in enumerate(site.shown, 1):
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
                                    caption=entry.image.caption or ""))  # fmt: skip
        items.append(
            item(number, entry.title, html_of(site, entry), sort="page" if entry.kind == "page" else "post",
                 slug=entry.slug, date=stamp, gmt="0000-00-00 00:00:00", categories=words, excerpt=entry.summary or "",
                 sticky=entry.pinned, guid=entry.id, creator=entry.authors[0] if entry.authors else "", meta=meta,
                 link=f"{OLD}/{site.pages[entry.path].removesuffix('index.html')}")
        )  # fmt: skip
    return export(*items, site=OLD)


def mapping(site: Site) -> Mapping:
    tables: dict[str, dict[str, str]] = {"u": {}, "t": {}, "c": {}}
    for entry in site.shown:
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
        ["import", "wordpress", str(folder / "old.xml"), "--root", str(root), "--media", str(REPOSITORY)],
    )
    assert told.exit_code == 0, told.output
    return root


def carried(site: Site) -> dict[str, dict[str, Any]]:
    """What an export can carry of each entry, by its id."""
    return {str(entry.id): {name: getattr(entry, name) for name in CARRIED} for entry in site.shown}


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
    kinds = {entry.id: entry.kind for entry in before.shown if entry.kind != "event"}
    assert {entry.id: entry.kind for entry in after.shown if entry.id in kinds} == kinds
    for entry in after.shown:
        old = next(one for one in before.shown if one.id == entry.id)
        assert text_of(html_of(after, entry)) == text_of(html_of(before, old)), entry.path


def _moment(date: Any) -> datetime:
    return date if isinstance(date, datetime) else datetime(date.year, date.month, date.day)


def test_it_builds_and_every_old_address_answers_and_every_id_is_in_the_feeds(home: Path) -> None:
    told = CliRunner().invoke(main, ["--root", str(home), "--now", "2018-01-01"])
    assert (told.exit_code, told.stderr) == (0, "")
    site = sample()
    rows = json.loads((home / "imports/wordpress.json").read_text())["rows"]
    posts = [row for row in rows if row["sort"] in ("post", "page")]
    assert {row["outcome"] for row in posts} == {"published"}
    for path in site.pages.values():
        assert (home / "site" / path).is_file(), path
    feed = feedparser.parse(home / "site/feed.xml")
    assert {entry.id for entry in feed.entries} == {entry.id for entry in site.shown if entry.kind != "page"}
