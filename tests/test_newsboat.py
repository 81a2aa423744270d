"""A real feed reader and a real server: each post is new once, and never again."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from gazette.pipeline import Hub
from tests.checks.feed_files import form_of
from tests.checks.feeds import TYPES
from tests.conftest import PROVE
from tests.hub import SETTINGS, built, feeds, post, small_hub, write
from tests.serving import by_nginx

BASE = "https://anytown.example/"
SETTLED = SETTINGS.replace("count = 3", "count = 20")

POSTS = {
    "content/news/strike.md": post("Strike", id="tag:anytown.example,2017:strike", date="2017-07-03"),
    "content/news/no-id.md": post("No id", "Words & more.\n", date="2017-07-02"),
    "content/events/rally.md": post("Rally", start="2017-08-01", tags="[R&D]"),
}


@dataclass
class Served:
    """A hub whose site nginx serves, set up as `build.py host nginx` says."""

    hub: Hub
    work: Path
    address: str = ""
    published: int = 0

    def answers(self, name: str) -> list[str]:
        """The status of each answer to somebody who asked for a file."""
        return re.findall(rf'GET /{name} HTTP/[\d.]+" (\d+)', (self.work / "access.log").read_text())

    def ask(self, path: str, **headers: str) -> http.client.HTTPResponse:
        with closing(http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=10)) as connection:
            connection.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
            answer = connection.getresponse()
            answer.read()
            return answer

    def publish(self, files: dict[str, str | bytes] | None = None) -> None:
        """Build with the files, keep what was published, and copy it to the host, times and all.

        An hour after the time before: readers and servers count in seconds, and builds are faster.
        """
        write(self.hub.root, files or {})
        report = built(self.hub)
        assert report.problems == ()
        shutil.copy(self.hub.root / "site/ledger.json", self.hub.root / "content/ledger.json")
        self.published += 1
        then = 1_500_000_000 + self.published * 3600
        for path in report.written:
            os.utime(self.hub.root / "site" / path, (then, then))
        if self.address:
            shutil.copytree(self.hub.root / "site", self.work / "www", dirs_exist_ok=True)


@pytest.fixture
def served(tmp_path: Path, tool: Callable[[str], str]) -> Iterator[Served]:
    hub = small_hub(tmp_path, {"content/site.toml": SETTLED, **POSTS})
    work = tmp_path / "host"
    work.mkdir()
    one = Served(hub, work)
    one.publish()
    with by_nginx(tool("nginx"), hub.root / "site", BASE, work) as one.address:
        yield one


@dataclass
class Reader:
    """newsboat, with one subscription."""

    program: str
    home: Path

    def reload(self) -> int:
        """How many articles are unread after looking for new ones."""
        own = ["-C", self.home / "config", "-u", self.home / "urls", "-c", self.home / "cache.db"]
        done = subprocess.run(
            [self.program, *own, "-x", "reload", "print-unread"],
            env={**os.environ, "HOME": str(self.home), "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        found = re.search(r"(\d+) unread", done.stdout)
        assert found, done.stdout + done.stderr
        return int(found[1])

    def rows(self, columns: str) -> list[tuple[str, ...]]:
        with closing(sqlite3.connect(self.home / "cache.db")) as cache:
            return sorted(cache.execute(f"select {columns} from rss_item"))

    def articles(self) -> list[str]:
        return [title for (title,) in self.rows("title")]

    def read_all(self) -> None:
        with closing(sqlite3.connect(self.home / "cache.db")) as cache, cache:
            cache.execute("update rss_item set unread = 0")


@pytest.fixture
def newsboat(tmp_path: Path, tool: Callable[[str], str]) -> Callable[[str], Reader]:
    def subscribe(address: str) -> Reader:
        home = tmp_path / "reader"
        home.mkdir()
        (home / "urls").write_text(f"{address}\n")
        (home / "config").write_text("reload-threads 1\n")
        return Reader(tool("newsboat"), home)

    return subscribe


@pytest.mark.parametrize("name", ["feed.xml", "atom.xml"] if PROVE else ["feed.xml"])
def test_a_subscriber_sees_each_post_once(
    served: Served, newsboat: Callable[[str], Reader], name: str
) -> None:
    reader = newsboat(f"{served.address}/{name}")
    assert (reader.reload(), reader.articles()) == (3, ["No id", "Rally", "Strike"])
    reader.read_all()

    # Nothing has changed: the server says so, and sends nothing. (newsboat keeps the server's answer
    # from the second time on.)
    assert (reader.reload(), reader.reload()) == (0, 0)
    served.publish()
    assert reader.reload() == 0
    assert served.answers(name) == ["200", "200", "304", "304"]

    changes: dict[str, dict[str, str | bytes]] = {
        "a title is mended": {
            "content/news/strike.md": post("Strike!", id="tag:anytown.example,2017:strike", date="2017-07-03"),
            "content/news/no-id.md": post("No id!", "Words & more.\n", date="2017-07-02"),
        },
        "the address is another": {
            "content/news/strike.md": post(
                "Strike!", id="tag:anytown.example,2017:strike", date="2017-07-03", slug="on-strike"
            ),
            "content/news/no-id.md": post("No id!", "Words & more.\n", date="2017-07-02", slug="anon"),
        },
        "the text is another": {
            "content/events/rally.md": post("Rally", "Bring a flag.\n", start="2017-08-02", tags="[R&D]"),
        },
        "the domain is another": {
            "content/site.toml": f'moved_from = ["{BASE}"]\n'
            + SETTLED.replace(BASE, "https://new-domain.example/")
        },
        "a change is major": {
            "content/events/rally.md": post(
                "Rally", "Bring a flag.\n", start="2017-08-02", tags="[R&D]",
                changes="[{date: 2017-07-10, note: Another day, major: yes}]",
            ),
        },
    }  # fmt: skip
    for what, files in changes.items():
        before = reader.rows("title, url, content")
        served.publish(files)
        assert (what, reader.reload(), len(reader.articles())) == (what, 0, 3)
        assert (what, reader.rows("title, url, content") != before) == (what, True)
    assert reader.articles() == ["No id!", "Rally", "Strike!"]

    # And it would have noticed: a new post; an id that is another one; and, without the ledger, two
    # that are made of another domain.
    served.publish({"content/news/new.md": post("New", date="2017-07-13")})
    assert (reader.reload(), reader.articles()) == (1, ["New", "No id!", "Rally", "Strike!"])
    reader.read_all()
    (served.hub.root / "content/ledger.json").unlink()
    served.publish(
        {"content/news/strike.md": post("Strike!", id="tag:anytown.example,2017:x", date="2017-07-03")}
    )
    assert reader.reload() == 3


def test_a_subscriber_to_a_campaign_sees_no_rename_and_is_told_once_when_it_ends(
    served: Served, newsboat: Callable[[str], Reader]
) -> None:
    library = post("Library", date="2016-12-31", id="tag:anytown.example,2017:library")
    post_of = {"content/news/strike.md": post(
        "Strike", id="tag:anytown.example,2017:strike", date="2017-07-03", campaigns="[library]"
    )}  # fmt: skip
    served.publish({"content/campaigns/library.md": library, **post_of})
    reader = newsboat(f"{served.address}/campaigns/library/feed.xml")
    assert (reader.reload(), reader.articles()) == (1, ["Strike"])
    reader.read_all()
    content = served.hub.root / "content"
    for old, new in (("library", "books"), ("books", "reading")):
        (content / f"campaigns/{old}.md").rename(content / f"campaigns/{new}.md")
        served.publish({"content/news/strike.md": post_of["content/news/strike.md"].replace("library", new)})
        assert (new, reader.reload(), reader.articles()) == (new, 0, ["Strike"])
    served.publish({
        "content/campaigns/reading.md": library.replace("id:", "gone: {date: 2017-07-10, reason: It is over.}\nid:"),
        "content/news/strike.md": post_of["content/news/strike.md"].replace("campaigns: [library]\n", ""),
    })  # fmt: skip
    assert (reader.reload(), reader.articles()) == (1, ["Strike", "This feed has ended"])
    reader.read_all()
    served.publish({"content/news/new.md": post("New", date="2017-07-13")})
    assert reader.reload() == 0


def test_the_server_says_what_each_feed_is_and_that_it_has_not_changed(served: Served) -> None:
    for path in (*feeds(), *feeds("news"), *feeds("tags/r-d")):
        first = served.ask(f"/{path}")
        assert (path, first.status, first.headers.get_content_type()) == (path, 200, TYPES[form_of(path)])
        tag, date = first.headers["ETag"], first.headers["Last-Modified"]
        served.publish()
        for asked in ({"If_None_Match": tag}, {"If_Modified_Since": date}):
            assert (path, asked, served.ask(f"/{path}", **asked).status) == (path, asked, 304)
    tag = served.ask("/feed.xml").headers["ETag"]
    served.publish({"content/news/new.md": post("New", date="2017-07-13")})
    assert served.ask("/feed.xml", If_None_Match=tag).status == 200
    events = served.ask("/events/feed.xml")
    assert served.ask("/events/feed.xml", If_None_Match=events.headers["ETag"]).status == 304
