"""The preview server: what it answers, and to whom; what it tells of builds; what it survives."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gazette import live
from gazette.connections import Request, Response
from gazette.live import CLIENT, EVENTS, Log, listening, problem_page
from gazette.pipeline import Report
from gazette.places import OWNED
from gazette.problems import Problem
from gazette.serve import Preview, Server, is_ours, respond

BASE = "https://anytown.example/hub/"
PAGE = b"<!doctype html><title>Hub</title><body><p>\xc3\xa9</p></body>"
HTML = "text/html; charset=utf-8"

FILES = {
    OWNED: b"index.html\n",
    "index.html": PAGE,
    "404.html": b"<h1>Not here</h1>",
    "news/pay/index.html": PAGE,
    "news/feed.xml": b"<rss/>",
    "news/a b\xe9.pdf".encode("latin-1").decode("latin-1"): b"%PDF",
    "assets/style.css": b"p { }",
    "assets/unknown.xyz": b"?",
    "files/index.html/index.html": b"odd",
    ".secret": b"secret",
}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A site that was built, and a file beside it that is nobody's business."""
    site = tmp_path / "preview"
    for name, data in FILES.items():
        file = site / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    (tmp_path / "secret.txt").write_text("secret")
    return site


@pytest.fixture
def ask(out: Path) -> Callable[..., Response]:
    """Ask for a target, and get the answer."""
    log = Log()

    def ask(target: str, method: str = "GET", host: str = "localhost:8000", base: str = BASE):
        return respond(Request(method, target, host), Preview(out, base, "127.0.0.1", log))

    return ask


def header(response: Response, name: str) -> str:
    return dict(response.headers).get(name, "")


# ---- Addresses ----


@pytest.mark.parametrize(
    ("target", "kind", "file"),
    [
        ("/hub/", HTML, "index.html"),
        ("/hub/?page=2", HTML, "index.html"),
        ("/hub/index.html", HTML, "index.html"),
        ("/hub/news/pay/", HTML, "news/pay/index.html"),
        ("/hub/news/pay/index.html", HTML, "news/pay/index.html"),
        ("/%68ub/news/p%61y/", HTML, "news/pay/index.html"),
        ("/hub/news/feed.xml", "application/rss+xml; charset=utf-8", "news/feed.xml"),
        ("/hub/news/a%20b%C3%A9.pdf", "application/pdf", "news/a bé.pdf"),
        ("/hub/assets/style.css?gazette=3", "text/css; charset=utf-8", "assets/style.css"),
        ("/hub/assets/unknown.xyz", "application/octet-stream", "assets/unknown.xyz"),
    ],
)
def test_an_address_leads_to_its_file(
    target: str, kind: str, file: str, ask: Callable[..., Response]
) -> None:
    response = ask(target)
    assert (response.status, header(response, "Content-Type")) == (200, kind)
    assert re.sub(rb"<script.*</script>", b"", response.body) == FILES[file]


@pytest.mark.parametrize(
    ("target", "where"),
    [
        ("/", "/hub/"),
        ("/hub", "/hub/"),
        ("/hub/news/pay", "/hub/news/pay/"),
        ("/hub/news/pay?a=1&b=2", "/hub/news/pay/?a=1&b=2"),
        ("/hub/files/index.html", "/hub/files/index.html/"),
    ],
)
def test_a_folder_is_reached_with_its_slash(target: str, where: str, ask: Callable[..., Response]) -> None:
    response = ask(target)
    assert (response.status, header(response, "Location")) == (302, where)


def test_a_site_without_a_path_is_at_the_root(ask: Callable[..., Response]) -> None:
    base = "https://anytown.example/"
    assert ask("/", base=base).status == 200
    assert ask("/news/pay/", base=base).status == 200
    assert header(ask("/news/pay", base=base), "Location") == "/news/pay/"
    assert ask("/hub/", base=base).status == 404


@pytest.mark.parametrize(
    "target",
    [
        "/hub/nothing",
        "/hub/nothing/",
        "/hub/news/",
        "/hub/news",
        "/hub/news/feed.xml/",
        "/hubbub/",
        "/news/pay/",
        "/hub/../secret.txt",
        "/hub/%2e%2e/secret.txt",
        "/hub/..%2fsecret.txt",
        "/hub/%2e%2e%2fsecret.txt",
        "/hub/news/../../secret.txt",
        "/hub/news/../index.html",
        "/hub/..\\secret.txt",
        "/hub/..%5csecret.txt",
        "/hub/index.html%00",
        "/hub/%00",
        "/hub/%0d%0aSet-Cookie:%20a=b",
        "/hub/%ff%fe",
        "/hub/.secret",
        "/hub/.gazette-files",
        "/hub//news/pay/",
        "/hub/news//pay/",
        "/hub//etc/passwd",
        "/hub/C:/Windows/win.ini",
        "//elsewhere.example/",
        "http://localhost/hub/",
        "*",
        "/hub/" + "a" * 5000,
        "/hub/" + "a/" * 5000,
    ],
)
def test_what_is_no_page_of_the_site_gets_the_sites_own_404(
    target: str, ask: Callable[..., Response]
) -> None:
    response = ask(target)
    assert (response.status, header(response, "Content-Type")) == (404, HTML)
    assert response.body.startswith(FILES["404.html"])


def test_links_that_lead_out_of_the_folder_are_not_followed(out: Path, ask: Callable[..., Response]) -> None:
    (out / "out.txt").symlink_to(out.parent / "secret.txt")
    (out / "up").symlink_to(out.parent, target_is_directory=True)
    (out / "within.css").symlink_to(out / "assets/style.css")
    (out / "round").symlink_to(out / "round")
    os.mkfifo(out / "pipe")
    found = {name: ask(f"/hub/{name}").status for name in ("out.txt", "up/secret.txt", "up")}
    assert found == dict.fromkeys(found, 404)
    assert ask("/hub/within.css").body == FILES["assets/style.css"]
    assert ask("/hub/round").status == 404
    assert ask("/hub/pipe").status == 404


def test_without_a_404_page_there_is_a_plain_one(out: Path, ask: Callable[..., Response]) -> None:
    (out / "404.html").unlink()
    response = ask("/hub/nothing/")
    assert response.status == 404
    assert b"There is no page at this address." in response.body


# ---- Who may ask what ----


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_a_preview_can_only_be_read(method: str, ask: Callable[..., Response]) -> None:
    for target in ("/hub/", CLIENT, EVENTS):
        response = ask(target, method)
        assert (response.status, header(response, "Allow")) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    ("host", "asked", "ours"),
    [
        ("localhost", "127.0.0.1", True),
        ("LocalHost:8000", "127.0.0.1", True),
        ("127.0.0.1:8000", "127.0.0.1", True),
        ("[::1]:8000", "127.0.0.1", True),
        ("", "127.0.0.1", False),
        ("", "", False),
        ("evil.example", "127.0.0.1", False),
        ("evil.example:8000", "0.0.0.0", False),
        ("localhost.evil.example", "127.0.0.1", False),
        ("localhost:8000:9000", "127.0.0.1", False),
        ("127.0.0.1@evil.example", "127.0.0.1", False),
        ("192.168.1.5:8000", "127.0.0.1", False),
        ("192.168.1.5:8000", "192.168.1.5", True),
        ("192.168.1.5:8000", "0.0.0.0", True),
        ("[fe80::1]:8000", "::", True),
        ("[fe80::1]:8000", "fe80::1", True),
        ("office.local:8000", "Office.local", True),
        ("other.local:8000", "office.local", False),
    ],
)
def test_only_a_host_that_names_this_server_is_answered(host: str, asked: str, ours: bool, out: Path) -> None:
    assert is_ours(host, asked) is ours
    for target in ("/hub/", CLIENT, EVENTS, "/hub/nothing"):
        response = respond(Request("GET", target, host), Preview(out, BASE, asked, Log()))
        assert (response.status == 403) is not ours


# ---- Listening pages ----


def script_of(page: bytes) -> dict[str, str]:
    found = re.search(
        rb'<script src="(.*?)" defer data-build="(.*?)" data-base="(.*?)" data-files="(.*?)">', page
    )
    assert found
    src, build, base, files = (group.decode() for group in found.groups())
    return {"src": src, "build": build, "base": base, "files": files.replace("&quot;", '"')}


def test_a_page_is_given_the_client_when_it_is_served(out: Path, ask: Callable[..., Response]) -> None:
    body = ask("/hub/news/pay/").body
    assert body.endswith(b"</script></body>")
    said = script_of(body)
    assert (said["src"], said["base"], said["files"]) == (
        CLIENT,
        "/hub/",
        '["news/pay/index.html"]',
    )
    assert (out / "news/pay/index.html").read_bytes() == PAGE
    assert b"EventSource" in ask(CLIENT).body


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (b"<p>a</p></body></html>", b"<p>a</p>|</body></html>"),
        (b"<p>a</p></BODY>", b"<p>a</p>|</BODY>"),
        (b"<pre></body></pre></body>", b"<pre></body></pre>|</body>"),
        (b"<p>a", b"<p>a|"),
        (b"", b"|"),
    ],
)
def test_the_client_stands_at_the_end_of_the_body(page: bytes, expected: bytes) -> None:
    served = listening(page, "x-1", "/", ("index.html",))
    assert re.sub(rb"<script.*</script>", b"|", served) == expected


def test_what_is_put_into_the_page_cannot_end_the_tag() -> None:
    served = listening(b"", "x-1", '/"><b>/', ('a"></script>.html',))
    assert served.count(b">") == 2


def test_a_missing_page_listens_for_every_file_that_would_be_it(
    ask: Callable[..., Response],
) -> None:
    def files(target: str) -> list[str]:
        return json.loads(script_of(ask(target).body)["files"])

    assert files("/hub/new/") == ["new/index.html", "404.html"]
    assert files("/hub/new") == ["new", "new/index.html", "404.html"]
    assert files("/elsewhere") == ["404.html"]


# ---- No site yet ----

PROBLEM = Problem(
    "bad-date",
    "This is not a <date>.",
    "content/news/pay.md",
    3,
    7,
    "2017-13-01",
    "a day",
    "date: x",
)
WARNING = Problem("long-title", "The title is long.", "content/news/pay.md", severity="warning")


def test_as_long_as_there_is_no_site_every_address_says_why(tmp_path: Path) -> None:
    log = Log()
    preview = Preview(tmp_path / "preview", BASE, "127.0.0.1", log)
    for target in ("/", "/hub/news/pay/", "/favicon.ico"):
        response = respond(Request("GET", target, "localhost"), preview)
        assert response.status == 503
        assert b"The site is being built" in response.body
    log.add(Report((PROBLEM, WARNING)), lambda problem: ("3 | date: 2017-13-01", "  |       ^"))
    response = respond(Request("GET", "/", "localhost"), preview)
    assert script_of(response.body) == {
        "src": CLIENT,
        "build": log.build,
        "base": "/hub/",
        "files": "[]",
    }
    said = response.body.decode()
    for words in (
        "<code>content/news/pay.md:3:7</code>",
        "This is not a &lt;date&gt;.",
        "<pre>3 | date: 2017-13-01\n  |       ^</pre>",
        "<dt>read</dt><dd>2017-13-01</dd><dt>wanted</dt><dd>a day</dd>",
        "<dt>hint</dt><dd>date: x</dd>",
    ):
        assert words in said
    assert "The title is long." not in said


def test_the_client_is_served_before_there_is_a_site(tmp_path: Path) -> None:
    preview = Preview(tmp_path / "preview", BASE, "127.0.0.1", Log())
    assert respond(Request("GET", CLIENT, "localhost"), preview).status == 200
    assert respond(Request("GET", EVENTS, "localhost"), preview).stream is not None


def test_a_problem_with_only_a_sentence_is_a_whole_item() -> None:
    told = live.told(Problem("x", "It is broken."), live.nothing)
    page = problem_page((told,)).decode()
    assert "<dl><dt>about</dt><dd>docs/problems/x.md</dd></dl>" in page
    assert "<pre>" not in page


# ---- The log ----


def told_after(log: Log, after: str) -> dict[str, object]:
    return json.loads(log.message(after)[1])


def test_the_log_tells_what_changed_since_any_build() -> None:
    log = Log()
    builds = [log.build]
    for report in (
        Report(written=("a.html", "b.html")),
        Report(written=("b.html", "style.css"), removed=("c.html",)),
        Report((PROBLEM,)),
    ):
        log.add(report)
        builds.append(log.build)
    changed = [told_after(log, build)["changed"] for build in builds]
    assert [sorted(paths) for paths in changed] == [
        ["a.html", "b.html", "c.html", "style.css"],
        ["b.html", "c.html", "style.css"],
        [],
        [],
    ]
    assert {told_after(log, build)["everything"] for build in builds} == {False}
    assert log.message(builds[0])[0] == builds[-1]


def test_a_build_of_another_run_may_have_missed_everything() -> None:
    log = Log()
    log.add(Report(written=("a.html",)))
    for after in ("", "x", Log().build, "-", f"{log.build}x", log.build.replace("-", "-²")):
        assert told_after(log, after) == {"everything": True, "changed": [], "problems": []}


def test_a_build_that_changed_nothing_is_not_told() -> None:
    log = Log()
    log.add(Report((WARNING,), rendered=("a.html",)))
    build = log.build
    log.add(Report((WARNING,)))
    assert log.build == build
    log.add(Report())
    assert log.build != build
    assert told_after(log, log.build)["problems"] == []


def test_problems_are_told_with_all_that_is_known_of_them() -> None:
    log = Log()
    log.add(Report((PROBLEM,)), lambda problem: ("3 | date: 2017-13-01",))
    assert told_after(log, log.build)["problems"] == [
        {
            "severity": "error",
            "place": "content/news/pay.md:3:7",
            "message": "This is not a <date>.",
            "excerpt": "3 | date: 2017-13-01",
            "read": "2017-13-01",
            "wanted": "a day",
            "hint": "date: x",
            "about": "docs/problems/bad-date.md",
        }
    ]


def test_the_stream_tells_the_present_then_each_build_and_ends_with_the_log(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log = Log()
    stream = log.stream(log.build)
    assert next(stream) == b"retry: 500\n\n"
    assert next(stream).decode().startswith(f"id: {log.build}\ndata: {{")
    threading.Timer(0.05, log.add, (Report(written=("a.html",)),)).start()
    assert b'"changed": ["a.html"]' in next(stream)
    monkeypatch.setattr(live, "HEARTBEAT", 0.01)
    assert next(stream) == b":\n\n"
    log.close()
    assert list(stream) == []


# ---- Sockets ----


@pytest.fixture
def server(out: Path) -> Iterator[Server]:
    server = Server(out, lambda: BASE, port=0)
    server.start()
    yield server
    server.stop()


def port_of(server: Server) -> int:
    return int(server.address.split(":")[2].split("/")[0])


def connect(server: Server, timeout: float = 20) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port_of(server)), timeout)


def fetch(server: Server, target: str, method: str = "GET") -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port_of(server), timeout=20)) as client:
        client.request(method, target)
        response = client.getresponse()
        return response.status, response.read()


def everything_from(connection: socket.socket) -> bytes:
    parts = []
    try:
        while part := connection.recv(1 << 16):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def wait_until(holds: Callable[[], bool]) -> None:
    for _ in range(2000):
        if holds():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it never came to be")


def test_a_page_is_never_half_old_and_half_new(out: Path, server: Server) -> None:
    versions = [bytes([letter]) * 3_000_000 for letter in b"ab"]
    file, new = out / "list.xml", out / ".new"
    file.write_bytes(versions[0])
    done = threading.Event()

    def publish() -> None:
        while not done.is_set():
            for version in versions:
                new.write_bytes(version)
                new.replace(file)

    writer = threading.Thread(target=publish)
    writer.start()
    try:
        assert all(fetch(server, "/hub/list.xml")[1] in versions for _ in range(30))
    finally:
        done.set()
        writer.join()


class Listener:
    """Somebody who listens to the events, as a browser does."""

    def __init__(self, server: Server, after: str, seen: str = "") -> None:
        self.connection = connect(server)
        head = f"GET {EVENTS}?after={after} HTTP/1.1\r\nHost: localhost\r\n"
        head += f"Last-Event-ID: {seen}\r\n" if seen else ""
        self.connection.sendall(f"{head}\r\n".encode())
        self.file = self.connection.makefile("rb")
        self.status = self.file.readline().decode().strip()
        self.headers = http.client.parse_headers(self.file)

    def next(self) -> tuple[str, dict]:
        """The next event: its id and what it says."""
        fields = {}
        while "data" not in fields:
            while line := self.file.readline().decode().rstrip("\n"):
                name, _, value = line.partition(": ")
                fields[name] = value
        return fields["id"], json.loads(fields["data"])

    def close(self) -> None:
        self.file.close()
        self.connection.close()


def test_a_tab_hears_of_each_build(server: Server) -> None:
    server.publish(Report(written=("index.html", "news/pay/index.html")))
    first = script_of(fetch(server, "/hub/")[1])["build"]
    with closing(Listener(server, first)) as tab:
        assert tab.status == "HTTP/1.1 200 OK"
        assert tab.headers["Content-Type"] == "text/event-stream"
        assert tab.headers["Cache-Control"] == "no-store"
        assert tab.next() == (first, {"everything": False, "changed": [], "problems": []})
        server.publish(Report(written=("news/pay/index.html",), removed=("old.html",)))
        second, said = tab.next()
        assert said["changed"] == ["news/pay/index.html", "old.html"]
        server.publish(Report((PROBLEM,)))
        assert [told["message"] for told in tab.next()[1]["problems"]] == ["This is not a <date>."]
        server.publish(Report())
        assert tab.next()[1]["problems"] == []
    assert first != second


def test_a_tab_that_comes_back_hears_what_it_missed(server: Server) -> None:
    server.publish(Report(written=("index.html",)))
    before = script_of(fetch(server, "/hub/")[1])["build"]
    server.publish(Report(written=("a.css",)))
    between = script_of(fetch(server, "/hub/")[1])["build"]
    server.publish(Report(written=("b.css",)))
    with closing(Listener(server, before)) as tab:
        assert tab.next()[1]["changed"] == ["a.css", "b.css"]
    with closing(Listener(server, before, seen=between)) as tab:
        assert tab.next()[1]["changed"] == ["b.css"]


def test_a_tab_of_an_earlier_server_is_told_to_take_everything_anew(out: Path, server: Server) -> None:
    earlier = Server(out, lambda: BASE, port=0)
    earlier.start()
    build = script_of(fetch(earlier, "/hub/")[1])["build"]
    earlier.stop()
    with closing(Listener(server, build)) as tab:
        assert tab.next()[1]["everything"] is True


def test_listeners_that_never_read_do_not_hold_up_a_build(server: Server) -> None:
    listeners = [Listener(server, "") for _ in range(20)]
    try:
        for number in range(50):
            server.publish(Report(written=tuple(f"{n}-{number}.html" for n in range(500))))
        assert fetch(server, "/hub/")[0] == 200
    finally:
        for listener in listeners:
            listener.close()


def test_when_it_stops_every_connection_ends(out: Path) -> None:
    server = Server(out, lambda: BASE, port=0)
    server.start()
    before = threading.active_count()
    tab = Listener(server, "")
    tab.next()
    idle = connect(server)
    wait_until(lambda: threading.active_count() == before + 2)
    server.stop()
    assert tab.file.read() == b""
    assert everything_from(idle) == b""
    tab.close()
    idle.close()
    wait_until(lambda: threading.active_count() < before)
    with pytest.raises(OSError, match="refused"):
        connect(server)


def test_a_server_that_was_never_started_can_be_stopped(out: Path) -> None:
    Server(out, lambda: BASE, port=0).stop()


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", r"http://127\.0\.0\.1:\d+/hub/"),
        ("0.0.0.0", r"http://localhost:\d+/hub/"),
        ("localhost", r"http://localhost:\d+/hub/"),
    ],
)
def test_it_knows_its_address(host: str, address: str, out: Path) -> None:
    server = Server(out, lambda: BASE, host, 0)
    assert re.fullmatch(address, server.address)
    server.stop()
