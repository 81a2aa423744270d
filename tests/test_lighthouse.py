"""Lighthouse, on the telephone that it imagines: full marks for every sort of page."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import PROVE
from tests.hub import JULY, Built
from tests.serving import by_nginx

PAGES = {
    "": "home",
    "news/": "list",
    "news/one-investigation-or-two/": "post",
    "courses/tuc-courses-autumn-2017/": "course",
    "disputes/mixed-fleet-strike/": "dispute",
    "search/": "search",
}
RUNS = 5
"""Lighthouse's own advice: what it says of one run is noise, the median of five is not."""

FULL = {"performance": 100, "accessibility": 100, "best-practices": 100, "seo": 100}


def looked_at(
    node: Callable[..., str], chromium: str, nginx: str, site: Path, work: Path, runs: int, *paths: str
) -> list[dict[str, object]]:
    """What Lighthouse says of pages of the site, served as a host serves it."""
    with by_nginx(nginx, site, "https://www.barnettuc.example/", work) as address:
        addresses = [f"{address}/{path}" for path in paths]
        return json.loads(node("lighthouse.mjs", str(runs), *addresses, CHROMIUM=chromium))


@pytest.mark.browser
@pytest.mark.skipif(not PROVE, reason="Lighthouse runs in make prove")
def test_the_median_of_five_runs_has_full_marks(
    sites: Built, node: Callable[..., str], chromium: str, tool: Callable[[str], str], tmp_path: Path
) -> None:
    nginx = tool("nginx")
    found = looked_at(node, chromium, nginx, sites[JULY][1], tmp_path, RUNS, *PAGES)
    for page, one in zip(PAGES, found, strict=True):
        # No search engine is to list the search page, so it is excused from what they look for.
        wanted = {name: full for name, full in FULL.items() if (page, name) != ("search/", "seo")}
        scores = one["scores"]
        assert isinstance(scores, dict)
        assert {name: scores[name] for name in wanted} == wanted, one
    assert [one["foreign"] for one in found] == [[]] * len(PAGES)
    assert [one["shift"] for one in found] == [0] * len(PAGES)


@pytest.mark.browser
@pytest.mark.skipif(not PROVE, reason="Lighthouse runs in make prove")
def test_lighthouse_would_see_a_page_that_is_worse(
    node: Callable[..., str], chromium: str, tool: Callable[[str], str], tmp_path: Path
) -> None:
    site, work = tmp_path / "site", tmp_path / "work"
    site.mkdir()
    work.mkdir()
    (site / "nginx-redirects.conf").write_text(
        'map $uri $gazette_moved { default ""; }\nmap $uri $gazette_gone { default 0; }\n'
    )
    (site / "index.html").write_text(
        '<!doctype html><meta charset="utf-8"><body><img src="http://localhost:1/a.png"><p style="color:#eee">A'
    )
    [found] = looked_at(node, chromium, tool("nginx"), site, work, 1, "")
    scores = found["scores"]
    assert isinstance(scores, dict)
    assert scores["accessibility"] < 90
    assert scores["best-practices"] < 100
    assert scores["seo"] < 90
    assert found["foreign"] == ["http://localhost:1/a.png"]
