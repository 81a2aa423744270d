"""The ledger fetched from the live site: had whole, or told in plain words, and never waited for in vain."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from gazette.cli import fetching
from gazette.problems import Problem
from gazette.sources import Source
from tests.hub import built, post, small_hub
from tests.test_cli import gazette
from tests.test_history import move


class Host(BaseHTTPRequestHandler):
    """Answers as its server's `answers` say; what it lacks is not found."""

    def do_GET(self) -> None:
        status, length, data = self.server.answers.get(self.path, (404, None, b"no"))  # type: ignore[attr-defined]
        self.send_response(status)
        if status == 302:
            self.send_header("Location", data.decode())
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


Answers = dict[str, tuple[int, int | None, bytes]]


@pytest.fixture
def host() -> Iterator[tuple[str, Answers]]:
    server = HTTPServer(("127.0.0.1", 0), Host)
    server.answers = answers = {}  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", answers
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def told(url: str, read: str, hint: str) -> Problem:
    return Problem(
        "ledger-unreachable",
        "The ledger of what was published could not be fetched, so nothing was built.",
        url,
        read=read,
        wanted="the ledger.json of the live site",
        hint=hint,
    )


def test_what_is_there_is_had_whole(host: tuple[str, Answers]) -> None:
    base, answers = host
    answers |= {"/ledger.json": (200, None, b"{}" * 50_000), "/old": (302, 0, b"/ledger.json")}
    for path in ("/ledger.json", "/old"):
        found = fetching.fetch(f"{base}{path}")
        assert isinstance(found, Source)
        assert (found.path, found.held) == (f"{base}{path}", b"{}" * 50_000)


def test_what_is_not_there_or_not_whole_is_told(
    host: tuple[str, Answers], monkeypatch: pytest.MonkeyPatch
) -> None:
    base, answers = host
    answers |= {
        "/short": (200, 10, b"{}"), "/loop": (302, 0, b"/loop"), "/ill": (503, 0, b""), "/large": (200, None, b"{}" * 99),
        "/file": (302, 0, b"file:///etc/passwd"),
    }  # fmt: skip
    first = "check the address; for the very first publication, leave --published out"
    network = "check the address and the network, and try again"
    assert fetching.fetch(f"{base}/no") == told(f"{base}/no", "HTTP 404 Not Found", first)
    assert fetching.fetch(f"{base}/ill") == told(
        f"{base}/ill", "HTTP 503 Service Unavailable", "try again later"
    )
    assert fetching.fetch(f"{base}/short") == told(f"{base}/short", "only 2 of 10 bytes came", "try again")
    assert fetching.fetch("ftp://a.example/x") == told(
        "ftp://a.example/x", "only http and https are fetched", "write https://"
    )
    for url in (
        f"{base}/loop",
        f"{base}/file",
        "http://127.0.0.1:1/x",
        "http://[/x",
        "http://no-such-host.invalid/x",
    ):
        found = fetching.fetch(url)
        assert isinstance(found, Problem)
        assert (found.code, found.hint) in {
            ("ledger-unreachable", network),
            ("ledger-unreachable", "try again later"),
        }
    monkeypatch.setattr(fetching, "LEDGER_LIMIT", 100)
    assert fetching.fetch(f"{base}/large") == told(f"{base}/large", "more than 0 MB", "check the address")
    monkeypatch.setattr(fetching, "LONGEST", -1.0)
    answers["/slow"] = (200, None, b"{}")
    assert fetching.fetch(f"{base}/slow") == told(
        f"{base}/slow", "it was not done in -1 seconds", "try again"
    )


def test_a_host_that_says_nothing_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setattr(fetching, "PATIENCE", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/ledger.json"
        assert fetching.fetch(url) == told(
            url, "timed out", "check the address and the network, and try again"
        )


def test_a_build_with_the_ledger_of_the_live_site_leads_on_from_what_was_renamed(
    tmp_path: Path, host: tuple[str, Answers]
) -> None:
    base, answers = host
    hub = small_hub(tmp_path, {"content/news/pay.md": post("Pay")})
    assert not built(hub).problems
    answers["/ledger.json"] = (200, None, (tmp_path / "site/ledger.json").read_bytes())
    move(hub, "content/news/pay.md", "content/news/pay-rise.md")
    url = f"{base}/ledger.json"
    assert gazette(tmp_path, "build", "--published", url).exit_code == 0
    assert 'url=/news/pay-rise/"' in (tmp_path / "site/news/pay/index.html").read_text()
    for command in ("check", "verify", "status", "explain site/news/pay/index.html"):
        assert gazette(tmp_path, *command.split(), "--published", url).exit_code == 0
    refused = gazette(tmp_path, "build", "--published", f"{base}/none", "--format", "json")
    assert (refused.exit_code, '"code": "ledger-unreachable"' in refused.stdout) == (1, True)
