"""ping: a hub is told of what changed, once, and everything that can go wrong is said plainly."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from click.testing import CliRunner, Result

from gazette.cli import main, pinging
from tests.hub import SETTINGS, feeds, post, small_hub, write

BASE = "https://anytown.example/"


@dataclass
class WebSub:
    """A hub on this machine: what it was told, and how it answers."""

    port: int = 0
    told: list[dict[str, list[str]]] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    status: int = 204
    said: str = ""
    silent: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hub"

    def topics(self) -> list[str]:
        """The feeds that it was told of since the last look."""
        found = [one["hub.url"][0].removeprefix(BASE) for one in self.told]
        self.told.clear()
        return found


@pytest.fixture
def websub() -> Iterator[WebSub]:
    hub = WebSub()
    hub.silent.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            hub.silent.wait(20)
            hub.kinds.add(f"{self.path} {self.headers['Content-Type']}")
            hub.told.append(parse_qs(body))
            self.send_response(hub.status)
            if hub.status in (301, 308):
                self.send_header("Location", "https://elsewhere.example/")
            with suppress(BrokenPipeError):  # of one that was not waited for
                self.end_headers()
                self.wfile.write(hub.said.encode())

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        hub.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield hub
        hub.silent.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def hub(tmp_path: Path, websub: WebSub) -> Path:
    hub = small_hub(tmp_path, {"content/news/a.md": post("A", tags="[pay]")})
    name_hub(tmp_path, websub.url)
    return hub.root


def name_hub(root: Path, url: str) -> None:
    settings = SETTINGS.replace("count = 3", f'count = 3\nwebsub_hub = "{url}"')
    write(root, {"content/site.toml": settings})


def gazette(root: Path, *args: str) -> Result:
    told = CliRunner().invoke(main, [*args, "--root", str(root)])
    assert told.exception is None or isinstance(told.exception, SystemExit), told.exc_info
    return told


def build(root: Path) -> None:
    assert gazette(root, "build", "--now", "2017-07-14 12:00", "--jobs", "1").exit_code == 0


def test_the_hub_is_told_of_every_feed_first_and_then_of_those_that_changed(
    hub: Path, websub: WebSub
) -> None:
    build(hub)
    kinds = ("campaigns", "courses", "disputes", "events", "news", "statements")
    grouped = (path for folder in ("", *kinds, "tags/pay") for path in feeds(folder))
    everything = sorted(["digest/feed.xml", *grouped])
    told = gazette(hub, "ping")
    assert (told.exit_code, told.stdout) == (0, f"{websub.url} was told of 25 feeds of 25.\n")
    assert all(one["hub.mode"] == ["publish"] for one in websub.told)
    assert websub.kinds == {"/hub application/x-www-form-urlencoded"}
    assert sorted(websub.topics()) == everything

    told = gazette(hub, "ping")
    assert (told.stdout, websub.topics()) == (f"{websub.url} was told of 0 feeds of 25.\n", [])

    write(hub, {"content/events/e.md": post("E", start="2017-08-01")})
    build(hub)
    assert gazette(hub, "ping").stdout == f"{websub.url} was told of 7 feeds of 25.\n"
    assert sorted(websub.topics()) == sorted(["digest/feed.xml", *feeds(), *feeds("events")])

    assert gazette(hub, "ping", "--all").exit_code == 0
    assert sorted(websub.topics()) == everything


def test_another_hub_has_been_told_nothing_yet(hub: Path, websub: WebSub) -> None:
    build(hub)
    gazette(hub, "ping")
    name_hub(hub, f"{websub.url}/other")
    build(hub)
    websub.topics()
    assert gazette(hub, "ping").exit_code == 0
    assert len(websub.topics()) == 25


def test_a_memory_that_is_spoilt_counts_as_none(hub: Path, websub: WebSub) -> None:
    build(hub)
    for memory in (b"", b"{", b"[]", b'{"hub": 1}', b'{"told": {}}', b"\xff"):
        (hub / ".gazette/site/told").write_bytes(memory)
        assert (memory, gazette(hub, "ping").exit_code) == (memory, 0)
        assert (memory, len(websub.topics())) == (memory, 25)


def test_archives_are_nothing_to_tell_a_hub_of(hub: Path, websub: WebSub) -> None:
    write(hub, {f"content/news/n{n}.md": post(f"N{n}", date=f"2017-06-0{n}") for n in range(1, 6)})
    build(hub)
    assert (hub / "site/feed-1.xml").is_file()
    gazette(hub, "ping")
    assert not [path for path in websub.topics() if "-1." in path]


def test_a_hub_that_refuses_is_told_of_the_rest_the_next_time(hub: Path, websub: WebSub) -> None:
    build(hub)
    websub.status, websub.said = 400, "This topic is not mine."
    told = gazette(hub, "ping")
    assert (told.exit_code, told.stdout) == (1, f"{websub.url} was told of 0 feeds of 25.\n")
    assert told.stderr == (
        f"{websub.url}: error: The hub did not take the news of https://anytown.example/atom.xml.\n"
        "    read    HTTP 400 Bad Request: This topic is not mine.\n"
        "    wanted  an answer of 200 to 299\n"
        "    hint    look at what it says, and ping again\n"
        "    about   docs/problems/websub.md\n"
    )
    assert len(websub.topics()) == 1  # it is not asked again and again
    websub.status = 202
    assert gazette(hub, "ping").stdout == f"{websub.url} was told of 25 feeds of 25.\n"


def test_what_was_told_before_the_hub_failed_is_remembered(
    hub: Path, websub: WebSub, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(hub)
    real, count = pinging.announce, iter(range(100))
    monkeypatch.setattr(
        pinging, "announce", lambda to, topic: real(to if next(count) < 5 else "http://127.0.0.1:1/", topic)
    )
    told = gazette(hub, "ping")
    assert (told.exit_code, len(websub.topics())) == (1, 5)
    assert "The hub could not be told of " in told.stderr
    monkeypatch.undo()
    assert gazette(hub, "ping").exit_code == 0
    assert len(websub.topics()) == 20


@pytest.mark.parametrize("status", [301, 308])
def test_a_hub_that_has_moved_is_not_followed(hub: Path, websub: WebSub, status: int) -> None:
    build(hub)
    websub.status = status
    told = gazette(hub, "ping")
    assert told.exit_code == 1
    assert f"HTTP {status} " in told.stderr
    assert ": https://elsewhere.example/\n" in told.stderr
    assert "use the address that it names, and ping again" in told.stderr


def test_a_hub_that_is_silent_is_not_waited_for(
    hub: Path, websub: WebSub, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(hub)
    websub.silent.clear()
    monkeypatch.setattr(pinging, "PATIENCE", 0.1)
    told = gazette(hub, "ping")
    assert told.exit_code == 1
    assert "    read    timed out\n" in told.stderr


def test_a_hub_that_is_not_there_is_told_plainly(hub: Path) -> None:
    name_hub(hub, "http://127.0.0.1:1/")
    build(hub)
    told = gazette(hub, "ping")
    assert (told.exit_code, "Connection refused" in told.stderr) == (1, True)


def test_without_a_hub_or_a_site_there_is_nothing_to_tell(hub: Path, websub: WebSub) -> None:
    told = gazette(hub, "ping")
    assert (told.exit_code, told.stdout) == (1, "")
    assert "There is no feed here that the hub could be told of." in told.stderr
    write(hub, {"content/site.toml": SETTINGS})
    told = gazette(hub, "ping")
    assert told.exit_code == 1
    assert "content/site.toml: error: No hub is named that could be told." in told.stderr
    write(hub, {"content/site.toml": "title = "})
    assert "content/site.toml:1" in gazette(hub, "ping").stderr
    assert websub.told == []
