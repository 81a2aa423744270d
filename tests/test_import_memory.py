"""However long an export is, importing it takes the same memory, and tells how far it has come."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.importing import measured, write
from gazette.cli.options import hub_at
from gazette.importers import ground, wxr
from gazette.importers.cabinet import Cabinet, Drawer
from gazette.importers.moving import move
from gazette.importers.store import Store
from gazette.intake import Intake, intake
from gazette.problems import Problem
from gazette.sources import Sources
from tests.conftest import PROVE
from tests.exports import export, item
from tests.hub import REPOSITORY
from tests.test_import_moving import OUR_SETTINGS


def test_a_drawer_is_a_mapping_in_the_order_in_which_names_came() -> None:
    drawer: Drawer[tuple[str, ...]] = Cabinet().drawer()
    other: Drawer[str] = Cabinet().drawer()
    wanted: dict[str, tuple[str, ...]] = {}
    for number in range(1_000):
        for mapping in (drawer, wanted):
            mapping[f"name {number % 700}"] = (str(number), "\udcff")
    del drawer["name 3"], wanted["name 3"]
    assert (dict(drawer), list(drawer), list(drawer.values()), len(drawer)) == (
        wanted,
        list(wanted),
        list(wanted.values()),
        699,
    )
    assert ("name 4" in drawer, "name 3" in drawer, drawer.get("name 3"), dict(other)) == (
        True,
        False,
        None,
        {},
    )
    assert drawer.setdefault("\udcff", ()) == ()
    with pytest.raises(KeyError):
        drawer["name 3"]


def test_progress_is_told_of_both_readings(tmp_path: Path) -> None:
    (tmp_path / "hub/content").mkdir(parents=True)
    (tmp_path / "hub/content/site.toml").write_text(OUR_SETTINGS)
    file = tmp_path / "export.xml"
    file.write_text(export(*(item(number, html="words " * 30_000) for number in range(1, 6))))
    told: list[tuple[str, int, int]] = []
    hub = hub_at(tmp_path / "hub")
    store = Store(hub.root, "wordpress", file)
    move(wxr.read, hub, store, datetime.now(UTC), progress=lambda *said: told.append(said))
    size = file.stat().st_size
    reading = [done for what, done, of in told if what == "Reading" and of == size]
    assert reading == sorted(reading)
    assert len(set(reading)) > 1
    assert reading[-1] == size
    assert [said for said in told if said[0] == "Converting"] == [("Converting", n, 5) for n in range(1, 6)]


@pytest.mark.skipif(not PROVE, reason="a long count: GAZETTE_PROVE=1")
def test_ten_times_as_many_items_take_no_more_memory(tmp_path: Path) -> None:
    most = {}
    for items in (100, 1_000):
        hub, file = tmp_path / f"hub-{items}", tmp_path / f"{items}.xml"
        (hub / "content").mkdir(parents=True)
        (hub / "content/site.toml").write_text(OUR_SETTINGS)
        write(file, items)
        command = [sys.executable, str(REPOSITORY / "build.py"), "import", "wordpress", str(file)]
        most[items] = measured([*command, "--root", str(hub)])[2]
    assert most[1_000] < 1.1 * most[100], most


def test_what_an_import_wrote_and_nobody_touched_is_not_read_into_the_hub(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, file = hub_at(tmp_path / "hub"), tmp_path / "export.xml"
    (hub.root / "content").mkdir(parents=True)
    (hub.root / "content/site.toml").write_text(OUR_SETTINGS)
    file.write_text(export(*(item(number) for number in range(1, 6))))
    store, read = Store(hub.root, "wordpress", file), set[str]()

    def seen(sources: Sources) -> tuple[Intake, tuple[Problem, ...]]:
        read.update(sources.content)
        return intake(sources)

    move(wxr.read, hub, store, datetime.now(UTC))
    (hub.root / "content/news/post-3.md").write_text("---\ntitle: Mine now\ndate: 2017-07-01\n---\n")
    monkeypatch.setattr(ground, "intake", seen)
    move(wxr.read, hub, store, datetime.now(UTC))
    assert read == {"content/site.toml", "content/news/post-3.md"}
