"""What all tests share: the sample hub, how many examples, the browser, programs from the distribution and checkers from npm."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which

import pytest
from hypothesis import HealthCheck, settings

from gazette.hub import Report
from gazette.pipeline import Hub, build
from gazette.places import Place
from tests import feed_hub
from tests.full_hub import full_hub
from tests.hub import JULY, NOON, OCTOBER, REPOSITORY, TODAY, Built, built, small_hub

PROVE = os.environ.get("GAZETTE_PROVE") == "1"

settings.register_profile(
    "gazette",
    deadline=None,
    derandomize=not PROVE,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("gazette")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tells what tests have to report of themselves, in whatever process they ran."""
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for name, value in report.user_properties:
            if name == "told":
                terminalreporter.write_line(str(value))


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sample hub as of each of the days; nobody writes into it."""
    found = {}
    for now in (JULY, OCTOBER, TODAY):
        folder = tmp_path_factory.mktemp("sample")
        there = Place(folder / "site", folder / "state")
        hub = Hub(REPOSITORY, REPOSITORY / "templates")
        found[now] = (build(hub, there, now), there.out)
    return found


@pytest.fixture(scope="session")
def full_site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Path]:
    """The hub where every part of every page has something to show, below www/hub; nobody writes into it."""
    folder = tmp_path_factory.mktemp("full")
    there = Place(folder / "www/hub", folder / "state")
    report = build(full_hub(folder / "content"), there, NOON, jobs=1)
    assert report.problems == ()
    return report, there.out


@pytest.fixture(scope="session")
def feed_site(tmp_path_factory: pytest.TempPathFactory) -> feed_hub.Made:
    """The hub with everything that feeds can carry, built once; nobody writes into it."""
    hub = small_hub(tmp_path_factory.mktemp("feeds"), feed_hub.FILES)
    report = built(hub)
    assert report.problems == ()
    return hub, report, feed_hub.feeds_in(hub.root / "site")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; without one the test is skipped, and says how to get it."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next((p for n in names if (p := which(n))), None)
    if not found or not Path(found).exists():
        pytest.skip("no Chromium here: tests/browser.sh installs one on Debian")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator:
    """Chromium, once for all tests."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=[
                *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
                *("--disable-component-update", "--disable-sync", "--no-first-run"),
            ],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def tool() -> Callable[[str], str]:
    """Gives the path of a program that tests/tools.txt lists.

    Without it the test is skipped, and says how to get it.
    """
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    listed = Path(__file__).with_name("tools.txt").read_text(encoding="utf-8")
    names = {line.split()[0] for line in listed.splitlines() if line.strip() and not line.startswith("#")}

    def find(name: str) -> str:
        assert name in names, f"{name} is not in tests/tools.txt"
        found = which(name, path=path)
        if found is None:
            pytest.skip(f"no {name} here: sh tests/tools.sh {name} installs it on Debian")
        return found

    return find


@pytest.fixture(scope="session")
def node() -> Callable[..., str]:
    """Runs a script of tests/node and gives what it printed, which it must not fail to do.

    Without Node, or what its lock file pins, the test is skipped, and says how to get it.
    """
    home = Path(__file__).with_name("node")
    stamp, lock = home / "node_modules" / ".stamp", home / "package-lock.json"
    program = which("node")
    if program is None or not stamp.exists() or stamp.read_bytes() != lock.read_bytes():
        pytest.skip("no Node here, or not what tests/node pins: sh tests/node.sh says how to get it")

    def run(script: str, *args: str | Path, given: str = "", **environment: str) -> str:
        done = subprocess.run(
            [program, home / script, *args],
            input=given,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
