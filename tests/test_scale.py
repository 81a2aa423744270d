"""The sites of `make scale`: the same every time, what they are said to be, and curves that show what grows."""

from __future__ import annotations

import re
import sys
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from gazette.crosschecks import check
from gazette.hub import Hub
from gazette.pipeline import read, site_at
from gazette.questions import listing
from gazette.sources import MEDIA_LIMIT
from tests.hub import REPOSITORY, write

sys.path.insert(0, str(REPOSITORY / "bench"))

import curve
import scale
import weights


@pytest.mark.parametrize("name", scale.SITES)
def test_a_site_is_the_same_every_time_and_nothing_is_wrong_with_it(name: str, tmp_path: Path) -> None:
    made = dict(scale.SITES[name][0](20))
    assert dict(scale.SITES[name][0](20)) == made
    write(tmp_path, {**made, "content/site.toml": scale.SETTINGS, **scale.HUB.extra})
    (tmp_path / "content/site.toml").write_bytes(scale.SETTINGS)
    reading = read(Hub(tmp_path, REPOSITORY / "templates"))
    assert reading.problems == ()
    site = site_at(Hub(tmp_path, REPOSITORY / "templates"), reading, datetime(2026, 1, 1))
    assert site is not None
    counts = {
        "posts": len(site.listed),
        "campaign": len(site.groups["campaign"].get("better-rotas", ())),
        "tags": len(site.groups["tag"]),
        "pictures": sum(path.endswith(".jpg") for path in site.media),
    }
    assert counts[name] == 20


def test_every_picture_is_another_one_and_like_a_photograph() -> None:
    found = {path: data for path, data in scale.pictures(10) if path.endswith(".jpg")}
    assert len(set(found.values())) == 10
    for data in found.values():
        assert Image.open(BytesIO(data)).size == (800, 600)
        assert 15_000 < len(data) < 150_000 < MEDIA_LIMIT


def test_a_reference_that_leads_somewhere_is_not_looked_for_in_its_file(tmp_path: Path) -> None:
    write(tmp_path, {**dict(scale.campaign(5)), "content/site.toml": scale.SETTINGS, **scale.HUB.extra})
    hub = Hub(tmp_path, REPOSITORY / "templates")
    site = site_at(hub, read(hub), datetime(2026, 1, 1))
    looked: list[str] = []

    def locate(path: str, loc: tuple[str | int, ...]) -> tuple[int, int]:
        looked.append(path)
        return 1, 1

    assert site is not None
    assert (check(site, locate), looked) == ((), [])
    (tmp_path / scale.CAMPAIGN).unlink()
    site = site_at(hub, read(hub), datetime(2026, 1, 1))
    assert site is not None
    assert (len(check(site, locate)), len(looked)) == (5, 5)


def row(size: int, scenario: str, cpu: float, **more: object) -> dict[str, object]:
    base = {"site": "posts", "wall": 2 * cpu, "mb": size / 10, "files": size, "mb_out": 1.5}
    return {**base, "size": size, "scenario": scenario, "cpu": cpu, **more}


def test_what_grows_faster_than_the_site_has_a_longer_bar() -> None:
    rows = [
        row(size, scenario, cpu)
        for size, cpu in ((1000, 10.0), (2000, 40.0))
        for scenario in ("cold", "nothing", "title")
    ]
    text = curve.text(rows, {"posts": "posts", "tags": "tags"}, "1 July 2017", "a machine")
    assert "| 2,000 | 2,000 | 2 | 40.0 | 80 | 200 | 40.00 | 40.0 | 200 |" in text
    bars = [
        len(found) for found in re.findall(r"#+", text.partition("CPU for each")[2].partition("memory")[0])
    ]
    assert bars == [curve.WIDTH // 2, curve.WIDTH]
    assert "Tags" not in text
    assert text.endswith("Wrong afterwards: nothing.\n")
    rows.append(row(3000, "cold", 1, wrong="exit code 1, 0 pages of 3000"))
    rows += [row(3000, "nothing", 1), row(3000, "title", 1)]
    assert "posts 3000, cold: exit code 1" in curve.text(rows, {"posts": "posts"}, "today", "a machine")


def test_a_page_weighs_its_own_text_and_what_a_telephone_takes_with_it(tmp_path: Path) -> None:
    page = b"""<!doctype html><link rel=stylesheet href="/assets/a.css"><article>
    <img src="/p.jpg" srcset="/p-400.webp 400w, /p-720.webp 720w, /p-1080.webp 1080w" alt=""></article>"""
    write(tmp_path, {"news/pay/index.html": page, "assets/a.css": "a" * 1000, "p-720.webp": bytes(5000)})
    shared, pictures = weights.parts(tmp_path / "news/pay/index.html", tmp_path)
    assert [file.name for file in shared] == ["a.css"]
    assert [file.name for file in pictures] == ["p-720.webp"]
    assert weights.weight(pictures[0]) == 5000
    assert weights.weight(shared[0]) < 100


def test_a_page_of_a_list_names_the_pages_near_it_and_not_all_of_them(tmp_path: Path) -> None:
    settings = scale.SETTINGS + b"[lists]\npage_size = 2\n"
    write(tmp_path, {**dict(scale.campaign(40)), **scale.HUB.extra, "content/site.toml": settings})
    hub = Hub(tmp_path, REPOSITORY / "templates")
    site = site_at(hub, read(hub), datetime(2026, 1, 1))
    assert site is not None

    def named(number: int) -> tuple[str, str, dict[int, str]]:
        page = listing(site, "campaign", "better-rotas", number)
        assert page is not None
        assert page.last == 20
        assert len(page.cards) == 2
        return page.newer, page.older, {leaf.number: leaf.address for leaf in page.pages}

    at = {n: f"/campaigns/better-rotas/posts/{f'page/{n}/' if n > 1 else ''}" for n in range(1, 21)}
    assert named(1) == ("", at[2], {n: at[n] for n in (1, 2, 3, 20)})
    assert named(2) == (at[1], at[3], {n: at[n] for n in (1, 2, 3, 4, 20)})
    assert named(10) == (at[9], at[11], {n: at[n] for n in (1, 8, 9, 10, 11, 12, 20)})
    assert named(20) == (at[19], "", {n: at[n] for n in (1, 18, 19, 20)})
