"""A hub with the CMS, looked at in a browser: what the tests of the CMS and its pictures sit down at."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from click.testing import CliRunner
from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from gazette.cli import main
from gazette.hub import Hub, Report
from gazette.pipeline import build
from gazette.places import Place
from gazette.serve import Server
from tests.hub import REPOSITORY, write
from tests.serving import by_decap

HOME = REPOSITORY / "tests/node/cms"
SERVER = HOME / "node_modules/decap-server/dist/index.js"
LOCAL = "http://localhost:8081"
BASE = "https://www.barnettuc.example/"
SMALL = f'title = "Barnet Trades Union Council"\nbase_url = "{BASE}"\nsearch = false\nsocial_cards = false\n'


def packages() -> tuple[Path, ...]:
    """The packages that tests/cms.sh has fetched; none if it has not."""
    stamp, lock = HOME / "node_modules/.stamp", (HOME / "package-lock.json").read_bytes()
    script = (REPOSITORY / "tests/cms.sh").read_bytes()
    return tuple(sorted(HOME.glob("*.tgz"))) if stamp.exists() and stamp.read_bytes() == lock + script else ()


def equipped(root: Path, settings: str = "[cms]\n", sample: bool = False) -> Hub:
    """A new hub, or a copy of the sample, in a repository of its own: it has the real program, given to it by
    the real command."""
    if sample:
        shutil.copytree(REPOSITORY / "content", root / "content")
    else:
        write(root, {"content/site.toml": SMALL})
    with (root / "content/site.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{settings}")
    given = [str(path) for path in packages()]
    done = CliRunner().invoke(main, ["cms", *given, "--root", str(root)])
    assert done.exit_code == 0, done.output
    (root / ".gitignore").write_text("/site/\n/.gazette/\n")
    git(root, "init", "-q", "-b", "main")
    for key, value in (("name", "Jo Bloggs"), ("email", "jo@anytown.example")):
        git(root, "config", f"user.{key}", value)  # the server of local files commits as whoever sits here
    for words in (["add", "."], ["commit", "-qm", "The hub"]):
        git(root, *words)
    return Hub(root, REPOSITORY / "templates", preview=True)


def git(root: Path, *words: str) -> str:
    """What git says."""
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout


@dataclass
class Desk:
    """An open CMS: its tab, its address, and what the browser had to say."""

    hub: Hub
    now: datetime
    tab: Page
    address: str
    server: Server
    said: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)

    def build(self) -> Report:
        """Build the preview anew."""
        report = build(self.hub, preview(self.hub), self.now, jobs=1)
        self.server.publish(report)
        return report

    def open(self, where: str) -> None:
        """Go to a place of the CMS by way of a list, as people do."""
        self.tab.goto(f"{self.address}#/collections/{where.split('/')[0]}")
        self.tab.get_by_text("Sort by").or_(self.tab.get_by_text("Filter by")).first.wait_for()
        self.tab.goto(f"{self.address}#/collections/{where}")
        self.tab.locator("[id^=body-field]").wait_for()

    def publish(self) -> None:
        """Publish what is open."""
        self.tab.get_by_role("button", name="Publish").first.click()
        with self.saving():
            self.tab.get_by_text("Publish now", exact=True).click()
        self.tab.wait_for_url("**/entries/*")
        self.tab.get_by_text("Changes saved").wait_for()

    def check(self) -> None:
        """Nothing was refused or went wrong so far, and nobody was asked but the two servers of this machine."""
        assert self.said == []
        asked = {one for one in self.asked if not one.startswith(("blob:", "data:"))}
        assert asked == {self.address.removesuffix("/admin/"), LOCAL}

    @contextmanager
    def saving(self) -> Iterator[None]:
        """Until what was done within is written."""
        with self.tab.expect_response(lambda one: '"persistEntry"' in (one.request.post_data or "")):
            yield


def preview(hub: Hub) -> Place:
    """Where the preview of a hub is."""
    return Place(hub.root / ".gazette/preview", hub.root / ".gazette/serve")


def is_told(one: ConsoleMessage) -> bool:
    """Whether the console has something to complain of; answers are looked at by themselves."""
    return one.type in ("error", "warning") and not one.text.startswith("Failed to load resource")


def is_wrong(one: Response) -> bool:
    """Whether an answer is an error. The server of local files has those for what is not there yet."""
    return one.status >= 400 and "/api/v1" not in one.url


@contextmanager
def sitting(
    browser: Browser, hub: Hub, now: datetime, mode: str = "fs", width: int = 1280, height: int = 900
) -> Iterator[Desk]:
    """The CMS of a hub's preview, signed in to."""
    report = build(hub, preview(hub), now, jobs=1)
    assert report.problems == ()
    server = Server(preview(hub).out, lambda: BASE, port=0)
    server.start()
    server.publish(report)
    tab = browser.new_page(viewport={"width": width, "height": height}, locale="en-GB")
    tab.set_default_timeout(15_000)
    with by_decap(SERVER, hub.root, mode) as port:
        # The port of its own: there may be more than one on this machine.
        tab.route(
            f"{LOCAL}/**",
            lambda route: route.continue_(url=route.request.url.replace("8081", str(port), 1)),
        )
        desk = Desk(hub, now, tab, f"{server.address}admin/", server)
        tab.on("console", lambda one: desk.said.append(one.text) if is_told(one) else None)
        tab.on("response", lambda one: desk.said.append(f"{one.status} {one.url}") if is_wrong(one) else None)
        # Whoever leaves a form that is not saved is asked whether they mean it.
        tab.on("dialog", lambda dialog: dialog.accept())
        tab.on("pageerror", lambda error: desk.said.append(str(error)))
        tab.on("request", lambda one: desk.asked.add("/".join(one.url.split("/")[:3])))
        try:
            tab.goto(desk.address)
            tab.get_by_role("button", name="Login").click()
            tab.get_by_text("Collections", exact=True).wait_for()
            yield desk
        finally:
            tab.close()
            server.stop()
