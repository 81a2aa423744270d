"""Makes docs/pictures/ anew: `make pictures`, or `python docs/pictures.py` with $CHROMIUM set.

Each sort of page is shown as of a day on which it has something to show. What a browser draws with
other fonts is another picture, so nothing compares them.
"""

from __future__ import annotations

import functools
import http.server
import io
import os
import re
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PIL import Image, ImageOps
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from gazette.cli.telling import excerpts  # noqa: E402  (found once the root is on the path)
from gazette.panel import Desk  # noqa: E402
from gazette.pipeline import Hub, build  # noqa: E402
from gazette.places import Place  # noqa: E402
from gazette.serve import Server  # noqa: E402
from tests import cms_desk  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"

STRIKE = datetime(2017, 7, 14, 12)
TERM = datetime(2017, 10, 2, 12)
DOORSTEP = datetime(2016, 3, 12, 15)


@dataclass(frozen=True)
class Picture:
    """One picture: its name, the page, the day, how wide and high the window is, in which light."""

    name: str
    page: str
    now: datetime = STRIKE
    width: int = 1280
    height: int = 900
    light: str = "light"
    media: str = "screen"


PICTURES = (
    Picture("home", ""),
    Picture("home-telephone", "", width=390, height=844, light="dark"),
    Picture("dispute", "disputes/mixed-fleet-strike/"),
    Picture("dispute-telephone", "disputes/mixed-fleet-strike/", width=390, height=844),
    Picture("campaign", "campaigns/great-jobs-agenda/", light="dark"),
    Picture("course", "courses/tuc-courses-autumn-2017/", TERM),
    Picture("statement", "statements/ofsted-family-services/"),
    Picture("event", "events/barnet-super-saturday/", DOORSTEP),
    # A sheet of A4 at 96 pixels an inch, within its margins.
    Picture("leaflet", "events/barnet-super-saturday/", DOORSTEP, 680, 1010, media="print"),
    Picture("news", "news/no-seat-is-unwinnable/", TERM),
    Picture("page", "about/"),
    Picture("list", "news/", TERM),
    Picture("search", "search/?q=strike"),
    Picture("subjects", "tags/"),
    Picture("subject", "tags/elections/"),
    Picture("union", "unions/unison/"),
    Picture("campaign-posts", "campaigns/mass-outsourcing/posts/"),
    Picture("archive", "archive/2015/08/"),
    Picture("archive-years", "archive/"),
    Picture("calendar", "calendar/"),
    Picture("calendar-month", "calendar/2017/10/", TERM),
    Picture("digest", "digest/"),
    Picture("follow", "follow/"),
    Picture("sitemap", "sitemap/"),
    Picture("not-found", "404.html"),
    Picture("style-guide", "style-guide/", height=1400),
)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder on this machine."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def drawn(browser: Browser, address: str, picture: Picture) -> bytes:
    """The picture as PNG, with as few colours as do it no harm."""
    tab = browser.new_page(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme=picture.light,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    tab.emulate_media(media=picture.media)  # type: ignore[arg-type]
    found = tab.goto(address + picture.page, wait_until="networkidle")
    if found is None or not found.ok:
        raise SystemExit(f"there is no page {picture.page} to make the picture {picture.name} of")
    image = Image.open(io.BytesIO(tab.screenshot())).convert("RGB")
    tab.close()
    return kept(image, picture.media)


def kept(image: Image.Image, media: str = "screen") -> bytes:
    """A picture as PNG, with as few colours as do it no harm."""
    if media == "print":
        image = ImageOps.expand(image, 57, "white")  # the margins of the sheet: 1.5 cm
    small = io.BytesIO()
    image.quantize(64, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


RALLY = "content/events/may-day-rally.md"
WRITING = datetime(2026, 3, 2, 12)


def walked(browser: Browser, made: Path) -> Iterator[tuple[str, bytes]]:
    """What is seen on the way to a first post, as docs/tutorial.md goes it: the name and the picture."""
    shutil.copytree(ROOT / "content", made / "content")
    hub = Hub(made, ROOT / "templates", preview=True)
    place = Place(made / ".gazette" / "preview", made / ".gazette" / "serve")
    tutorial = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    post = re.search(rf"^```markdown title={re.escape(RALLY)}\n(.*?)^```$", tutorial, re.M | re.S)
    base = build(hub, place, WRITING).site.settings.base_url  # type: ignore[union-attr]
    server = Server(place.out, lambda: base, "127.0.0.1", 8700, Desk(made))
    server.start()
    try:
        for name, text, page in (
            ("first-mistake", post[1], ""),  # type: ignore[index]
            ("first-post", post[1].replace("1st May 2027", "2027-05-01 12:00"), "events/may-day-rally/"),  # type: ignore[index]
            ("first-shapes", None, f"-gazette/entry?path={RALLY}"),
        ):
            if text is not None:
                (made / RALLY).write_text(text, encoding="utf-8")
                report = build(hub, place, WRITING)
                server.publish(report, excerpts(hub))
            yield name, drawn(browser, server.address, Picture(name, page))
    finally:
        server.stop()


def buried(browser: Browser, made: Path) -> Iterator[tuple[str, bytes]]:
    """What readers find of a post that was withdrawn, and of one that had to go: the name and the picture."""
    shutil.copytree(ROOT / "content", made / "content")
    withdrawn = "status: withdrawn\nwithdrawn: {date: 2017-07-10, reason: The date was wrong.}"
    for name, fields in (
        ("dispossession-screenings", withdrawn),
        ("one-investigation-or-two", "gone: {date: 2017-07-12, reason: A court has ordered it.}"),
    ):
        file = made / f"content/news/{name}.md"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("---\n", f"---\n{fields}\n", 1), encoding="utf-8")
    place = Place(made / "site", made / "state")
    report = build(Hub(made, ROOT / "templates"), place, STRIKE)
    if report.failed:
        raise SystemExit("\n".join(f"{p.place}: {p.message}" for p in report.problems))
    with served(place.out) as address:
        yield "withdrawn", drawn(browser, address, Picture("withdrawn", "news/dispossession-screenings/"))
        yield "gone", drawn(browser, address, Picture("gone", "news/one-investigation-or-two/"))


def written(browser: Browser, made: Path) -> Iterator[tuple[str, bytes]]:
    """What is seen of the CMS: the name and the picture."""
    if not cms_desk.packages():
        raise SystemExit("the pictures of the CMS need its program: sh tests/cms.sh gets it")
    hub = cms_desk.equipped(made, sample=True)
    for name, width, height in (("", 1280, 900), ("-telephone", 390, 844)):
        with cms_desk.sitting(browser, hub, STRIKE, width=width, height=height) as desk:

            def shot(tab: Page = desk.tab) -> bytes:
                tab.wait_for_timeout(500)  # until what moves has come to rest
                return kept(Image.open(io.BytesIO(tab.screenshot())).convert("RGB"))

            if not name:
                yield "cms-list", shot()
            desk.open("news/new")
            desk.tab.get_by_label("Title").fill("Library staff out again on Friday")
            desk.tab.locator("[id^=body-field]").fill("Both branches stay closed.\n\n- Bring placards.\n")
            yield f"cms-form{name}", shot()


def main() -> None:
    """Every picture into docs/pictures/."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as made:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or None, args=["--no-sandbox"]
        )
        for now in sorted({picture.now for picture in PICTURES}):
            place = Place(Path(made, f"{now:%Y-%m-%d}", "site"), Path(made, f"{now:%Y-%m-%d}", "state"))
            # Campaigns name posts that were not out then; a preview shows those too.
            hub = Hub(ROOT, ROOT / "templates", preview=now == DOORSTEP)
            report = build(hub, place, now)
            if report.problems:
                raise SystemExit("\n".join(f"{p.place}: {p.message}" for p in report.problems))
            with served(place.out) as address:
                for picture in PICTURES:
                    if picture.now == now:
                        (FOLDER / f"{picture.name}.png").write_bytes(drawn(browser, address, picture))
        for name, picture in walked(browser, Path(made, "walk")):
            (FOLDER / f"{name}.png").write_bytes(picture)
        for name, picture in written(browser, Path(made, "written")):
            (FOLDER / f"{name}.png").write_bytes(picture)
        for name, picture in buried(browser, Path(made, "buried")):
            (FOLDER / f"{name}.png").write_bytes(picture)
        browser.close()


if __name__ == "__main__":
    main()
