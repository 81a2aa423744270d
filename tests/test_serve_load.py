"""The preview server among people who mean harm or know no better, over real sockets: it keeps serving."""

from __future__ import annotations

import itertools
import json
import os
import random
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from gazette import connections, live
from gazette.live import CLIENT, EVENTS
from gazette.panel import PANEL
from gazette.pipeline import Report
from gazette.places import OWNED
from gazette.serve import Server
from tests.conftest import PROVE

BASE = "https://anytown.example/hub/"
SECRET = b"the secretary's diary"
PAGE = b"<!doctype html><title>Hub</title><body><p>Hello</p></body>"
FILM = 8_000_000

CLIENTS = 200


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A preview, with what is nobody's business beside it, hidden in it, and linked from it."""
    site = tmp_path / "hub/.gazette/preview"
    (site / "news/pay").mkdir(parents=True)
    (site / OWNED).write_bytes(b"index.html\n")
    for name in ("index.html", "news/pay/index.html"):
        (site / name).write_bytes(PAGE)
    (site / "film.mp4").write_bytes(bytes(FILM))
    (site / "big.html").write_bytes(PAGE)
    (site / ".hidden").write_bytes(SECRET)
    for secret in (
        "secret.txt",
        "hub/secret.txt",
        "hub/.gazette/secret.txt",
        "hub/.gazette/preview-old/secret.txt",
    ):
        file = tmp_path / secret
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(SECRET)
    (site / "link.txt").symlink_to(tmp_path / "secret.txt")
    (site / "way-out").symlink_to(tmp_path, target_is_directory=True)
    (site / "sideways").symlink_to(site.parent / "preview-old", target_is_directory=True)
    return site


@pytest.fixture
def server(out: Path) -> Iterator[Server]:
    server = Server(out, lambda: BASE, port=0)
    server.start()
    yield server
    server.stop()


def port_of(server: Server) -> int:
    return int(server.address.split(":")[2].split("/")[0])


def connect(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port_of(server)), 30)


def head(target: str, method: str = "GET", host: str = "localhost", more: str = "") -> bytes:
    return f"{method} {target} HTTP/1.1\r\nHost: {host}\r\n{more}\r\n".encode("latin-1")


def rest(connection: socket.socket) -> bytes:
    """Everything that comes until the other side ends it."""
    parts = []
    try:
        while part := connection.recv(1 << 16):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def ask(server: Server, target: str, method: str = "GET", host: str = "localhost") -> tuple[int, bytes]:
    """The status of an answer, and all of it."""
    with connect(server) as connection:
        connection.sendall(head(target, method, host, "Connection: close\r\n"))
        answer = rest(connection)
    return int(answer.split(b" ", 2)[1]), answer


def serves(server: Server) -> bool:
    return ask(server, "/hub/news/pay/")[0] == 200


def send_until_cut_off(connection: socket.socket, pieces: Iterable[bytes], pause: float = 0) -> None:
    """Send and send; OSError when nobody listens any more."""
    for piece in pieces:
        connection.sendall(piece)
        time.sleep(pause)


def wait_until(holds: Callable[[], bool]) -> None:
    for _ in range(3000):
        if holds():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it never came to be")


# ---- No way out ----

UP = (
    "..",
    "%2e%2e",
    "%2E.",
    ".%2e",
    "%252e%252e",
    "..%00",
    "..;",
    "%c0%ae%c0%ae",
    "%u002e%u002e",
    "．．",
    ". .",
    "...",
    "",
)
SEPARATORS = (
    "/",
    "%2f",
    "%252f",
    "\\",
    "%5c",
    "%255c",
    "//",
    "/./",
    "%c0%af",
    "%ef%bc%8f",
    "/%00/",
    "/%0d%0a/",
)
STARTS = ("/hub/", "/hub/news/", "/", "//", "/hub//", "/hub/news/pay/index.html/", "file:///", "http://localhost/hub/", PANEL,
          f"{PANEL}entry?path=", f"{PANEL}card?path=", "/hub/way-out/", "/hub/sideways/")  # fmt: skip
GOALS = ("secret.txt", "hub/secret.txt", ".gazette/secret.txt", "preview-old/secret.txt", "preview/.hidden", "etc/passwd",
         "link.txt", ".hidden", "secret.txt%00.html", "secret.txt/.", "secret.txt::$DATA", "SECRET~1.TXT")  # fmt: skip


def paths() -> list[str]:
    """Paths that try to lead out, each another mixture; the same ones every time."""
    dice = random.Random(1868)
    every = [
        f"/hub/{up}{way}{up}{way}{goal}"
        for up, way in itertools.product(UP, SEPARATORS)
        for goal in GOALS[:1]
    ]
    while len(every) < (20_000 if PROVE else 800):
        way = "".join(dice.choice(UP) + dice.choice(SEPARATORS) for _ in range(dice.randint(0, 5)))
        every.append(dice.choice(STARTS) + way + dice.choice(GOALS))
    return every + [f"/hub/{goal}" for goal in GOALS] + [f"/hub/way-out/{goal}" for goal in GOALS]


def test_no_path_leads_out_of_the_preview(server: Server) -> None:
    tried, statuses = paths(), set()
    with connect(server) as connection, connection.makefile("rb") as answers:
        for path in tried:
            connection.sendall(head(path.encode().decode("latin-1").replace(" ", "%20")))
            status = int(answers.readline().split()[1])
            statuses.add(status)
            length = 0
            while (line := answers.readline()) != b"\r\n":
                name, _, value = line.partition(b":")
                length = int(value) if name == b"Content-Length" else length
            body = answers.read(length)
            assert SECRET not in body, path
            assert b"root:" not in body, path
    assert statuses <= {200, 302, 404}
    assert ask(server, "/hub/%2e/")[0] == ask(server, "/hub/link.txt")[0] == 404


# ---- Whose name is asked for ----

REBOUND = ("evil.example", "localhost.evil.example", "127.0.0.1.nip.example", "evil.example:8000", "localhost@evil.example",
           "evil.example#localhost", "0x7f000001", "2130706433", "127.1", "[::ffff:evil]", "localhost%00.evil.example",
           "", " ", "localhost, evil.example", "xn--localhost-evil")  # fmt: skip


@pytest.mark.parametrize("asked", ["127.0.0.1", "0.0.0.0"])
def test_a_name_that_was_made_to_point_here_is_refused_everywhere(asked: str, out: Path) -> None:
    server = Server(out, lambda: BASE, asked, 0)
    server.start()
    try:
        for host in REBOUND:
            for target in ("/hub/", CLIENT, EVENTS, PANEL, f"{PANEL}entry?path=x", "/hub/film.mp4"):
                assert ask(server, target, host=host)[0] == 403, (host, target)
        assert ask(server, "/hub/", host="localhost")[0] == ask(server, "/hub/", host="127.0.0.1")[0] == 200
        assert ask(server, "/hub/", host="192.0.2.7:8000")[0] == (403 if asked == "127.0.0.1" else 200)
    finally:
        server.stop()


def test_it_listens_on_this_machine_alone_unless_it_is_told_otherwise(out: Path) -> None:
    server = Server(out, lambda: BASE, port=0)
    try:
        assert server._http.server_address[0] == "127.0.0.1"
    finally:
        server.stop()


def test_every_answer_says_that_it_is_not_to_be_kept_or_shown_elsewhere_and_nothing_can_be_changed(
    server: Server,
) -> None:
    targets = ("/", "/hub/", "/hub/nothing", "/hub/film.mp4", CLIENT, EVENTS, PANEL, f"{PANEL}nothing")
    for target in targets:
        with connect(server) as connection:
            connection.sendall(head(target))
            said = connection.recv(4096).partition(b"\r\n\r\n")[0].decode()
        for line in ("Cache-Control: no-store", "X-Content-Type-Options: nosniff", "X-Frame-Options: SAMEORIGIN",
                     "Cross-Origin-Resource-Policy: same-origin"):  # fmt: skip
            assert line in said, (target, line)
        assert "Access-Control" not in said
        assert "Set-Cookie" not in said
        for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE", "PROPFIND"):
            assert ask(server, target, method)[0] == 405, (target, method)


# ---- The slow, the huge and the broken ----


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections._Conversation, "timeout", 0.3)


@pytest.mark.usefixtures("impatient")
def test_a_request_that_comes_letter_by_letter_is_let_go_before_it_is_whole(server: Server) -> None:
    with connect(server) as connection:
        letters = b"GET /hub/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"a" * 1000
        with pytest.raises(OSError, match=r"reset|pipe|abort"):
            # Each letter comes long before the time for a whole request is over.
            send_until_cut_off(connection, (bytes([letter]) for letter in letters), 0.02)
    assert serves(server)


def test_a_request_with_more_than_a_head_can_have_is_refused_unread(server: Server) -> None:
    line = b"X: " + b"a" * 60_000 + b"\r\n"
    with connect(server) as connection:
        connection.sendall(b"GET /hub/ HTTP/1.1\r\nHost: localhost\r\n")
        try:
            for _ in range(90):
                connection.sendall(line)
            connection.sendall(b"\r\n")
        except OSError:
            pass  # it does not listen to the end
        answer = rest(connection)
    assert b" 200 " not in answer
    assert answer == b"" or b" 431 " in answer.partition(b"\r\n")[0]
    assert serves(server)


def test_a_body_without_end_is_not_read(server: Server) -> None:
    lengths = (
        "Content-Length: 99999999999999\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Content-Length: -1\r\n",
    )
    for (method, status), length in itertools.product((("POST", b"405"), ("GET", b"200")), lengths):
        with connect(server) as connection:
            connection.sendall(head("/hub/", method, more=length))
            assert connection.recv(4096).startswith(b"HTTP/1.1 " + status)
            with pytest.raises(OSError, match=r"reset|pipe|abort"):
                send_until_cut_off(connection, itertools.repeat(bytes(1 << 16), 2000))
    assert serves(server)


BROKEN = (b"\x00" * 4096, b"\r\n" * 2000, b"GET", b"GET /hub/", b"GET /hub/ HTTP/1.1\r\nHost", b"\xff" * 70_000 + b"\r\n",
          b"GET /hub/ HTTP/1.1\r\n Host: localhost\r\n\r\n", b"GET /hub/ HTTP/-1.1\r\n\r\n", b"GET /hub/ HTTP/1.1.1\r\n\r\n",
          b"GET /hub/ HTTP/" + b"9" * 5000 + b".1\r\n\r\n", b": \r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
          b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")  # fmt: skip


def test_what_is_no_request_at_all_ends_its_own_connection_only(
    server: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    dice = random.Random(1868)
    noise = [dice.randbytes(dice.randint(1, 400)) for _ in range(500 if PROVE else 60)]
    whole = head("/hub/news/pay/")
    halves = [whole[:end] for end in range(1, whole.index(b"host\r\n"), 1 if PROVE else 7)]
    for sent in (*BROKEN, *noise, *halves):
        with connect(server) as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            assert b" 200 " not in rest(connection).partition(b"\r\n")[0]
    assert serves(server)
    assert capfd.readouterr() == ("", "")


# ---- Crowds ----


def test_two_hundred_at_once_are_all_answered(server: Server) -> None:
    together = threading.Barrier(CLIENTS)

    def one(number: int) -> tuple[int, bool]:
        with connect(server) as connection:
            together.wait(30)
            connection.sendall(head("/hub/news/pay/", more="Connection: close\r\n"))
            answer = rest(connection)
        return int(answer.split(b" ", 2)[1]), b"<p>Hello</p>" in answer

    with ThreadPoolExecutor(CLIENTS) as pool:
        assert list(pool.map(one, range(CLIENTS))) == [(200, True)] * CLIENTS


def silent(connection: socket.socket) -> None:
    pass


def half(connection: socket.socket) -> None:
    connection.sendall(head("/hub/")[:-4])


def never_reads_a_film(connection: socket.socket) -> None:
    connection.sendall(head("/hub/film.mp4"))


def never_reads_many_pages(connection: socket.socket) -> None:
    connection.sendall(head("/hub/film.mp4") * 20)


def never_reads_events(connection: socket.socket) -> None:
    connection.sendall(head(f"{EVENTS}?after="))


RUDE: Sequence[Callable[[socket.socket], None]] = (
    silent, half, never_reads_a_film, never_reads_many_pages, never_reads_events
)  # fmt: skip


def test_two_hundred_who_hold_a_connection_and_never_read_hold_up_nobody_and_take_no_memory(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracemalloc.start()
    try:
        with ExitStack() as held:
            for number in range(CLIENTS):
                connection = connect(server)
                held.enter_context(closing(connection))
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                RUDE[number % len(RUDE)](connection)
            wait_until(lambda: len(server._http._open) == CLIENTS)
            for number in range(20):
                server.publish(Report(written=tuple(f"{n}-{number % 3}.html" for n in range(1000))))
                assert serves(server)
            peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < FILM * 5, f"{peak} bytes: nobody's film is held in memory"
    monkeypatch.setattr(live, "HEARTBEAT", 0.01)
    server.publish(Report(written=("index.html",)))
    wait_until(lambda: not server._http._open)


def test_a_flood_of_connections_pushes_out_the_oldest_and_not_who_comes_next(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST", 20)
    with ExitStack() as held:
        flood = [held.enter_context(closing(connect(server))) for _ in range(60)]
        wait_until(lambda: len(server._http._open) == 20)
        assert serves(server)
        assert all(rest(connection) == b"" for connection in flood[:40]), "the oldest were let go"
        flood[-1].sendall(head("/hub/news/pay/"))
        assert flood[-1].recv(12) == b"HTTP/1.1 200"
        assert len(server._http._open) <= 20


def test_of_too_many_who_listen_the_oldest_gives_way_and_misses_nothing(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LISTENERS", 3)
    before = threading.active_count()
    with ExitStack() as held:
        tabs = [held.enter_context(closing(connect(server))) for _ in range(5)]
        for number, tab in enumerate(tabs, 1):
            tab.sendall(head(f"{EVENTS}?after={server._log.build}"))
            tab.recv(4096)
            wait_until(lambda number=number: server._log._listeners == number)
        for tab in tabs[:2]:
            rest(tab)  # which comes back once they have ended
        wait_until(lambda: threading.active_count() == before + 3)
        missed = server._log.build
        server.publish(Report(written=("index.html",)))
        again = held.enter_context(closing(connect(server)))
        again.sendall(head(f"{EVENTS}?after={missed}"))
        heard = b""
        while b"\n\n" not in heard.partition(b"data: ")[2]:
            heard += again.recv(4096)
        assert json.loads(heard.partition(b"data: ")[2])["changed"] == ["index.html"]


def test_a_long_file_comes_whole_and_the_connection_stays(server: Server, out: Path) -> None:
    data = random.Random(1).randbytes(300_001)
    (out / "long.pdf").write_bytes(data)
    with connect(server) as connection, connection.makefile("rb") as answers:
        for method, expected in (("GET", data), ("HEAD", b""), ("GET", data)):
            connection.sendall(head("/hub/long.pdf", method))
            said = {}
            assert answers.readline() == b"HTTP/1.1 200 OK\r\n"
            while (line := answers.readline()) != b"\r\n":
                name, _, value = line.decode().partition(": ")
                said[name] = value.strip()
            assert said["Content-Length"] == "300001"
            assert answers.read(len(expected)) == expected


def test_of_a_file_that_is_cut_short_meanwhile_nobody_takes_the_half_for_the_whole(
    server: Server, out: Path
) -> None:
    with connect(server) as connection:
        connection.sendall(head("/hub/film.mp4") + head("/hub/news/pay/"))
        first = connection.recv(4096)
        os.truncate(out / "film.mp4", 1000)
        everything = first + rest(connection)
    assert f"Content-Length: {FILM}".encode() in everything
    assert len(everything) < FILM
    assert everything.count(b"HTTP/1.1 ") == 1, "and nothing else is taken for the rest of it"


# ---- Other sites, in a browser ----

ABUSE = """<!doctype html><title>Elsewhere</title><body><script>
const to = "TO", said = {};
const note = name => [() => { said[name] = "loaded" }, () => { said[name] = "refused" }];
const put = (name, tag, url) => {
  const made = document.createElement(tag);
  [made.onload, made.onerror] = note(name);
  made.src = url; document.body.append(made);
};
put("card", "img", to + "/-gazette/card?path=content/news/pay.md");
put("picture", "img", to + "/hub/dot.png");
put("script", "script", to + "/-gazette/live.js");
fetch(to + "/-gazette/").then(...note("fetched"));
fetch(to + "/-gazette/", {method: "POST", body: "x"}).then(...note("posted"));
fetch(to + "/hub/", {mode: "no-cors"}).then(...note("fetched blindly"));
const events = new EventSource(to + "/-gazette/events?after=");
[events.onmessage, events.onerror] = note("events");
const frame = document.createElement("iframe"); frame.src = to + "/-gazette/"; document.body.append(frame);
window.said = said;
</script></body>"""


@pytest.mark.browser
def test_a_page_of_another_site_can_show_read_frame_and_do_nothing_here(
    server: Server, out: Path, tmp_path: Path, browser
) -> None:
    from PIL import Image

    from tests.serving import plainly

    Image.new("RGB", (4, 4)).save(out / "dot.png")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    here = f"http://127.0.0.1:{port_of(server)}"
    (elsewhere / "index.html").write_text(ABUSE.replace("TO", here))
    names = {"card", "picture", "script", "fetched", "posted", "fetched blindly", "events"}
    with plainly(elsewhere) as address:
        page = browser.new_page()
        try:
            page.goto(address)
            for _ in range(500):
                said = page.evaluate("said")
                if set(said) == names:
                    break
                page.wait_for_timeout(20)
            assert said == dict.fromkeys(names, "refused")
            page.wait_for_timeout(200)
            texts = [frame.locator("body").inner_text() for frame in page.frames[1:]]
            assert not any("problem" in text or "Nothing is wrong" in text for text in texts)
            own = browser.new_page()
            own.goto(f"{here}/hub/")
            assert own.evaluate("fetch('/hub/dot.png').then(answer => answer.status)") == 200
            own.close()
        finally:
            page.close()
