"""Connections: what a client may do to them, and that it hurts nobody else."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from gazette import connections
from gazette.connections import Connections, Request, Response, listen

FILM = bytes(30_000_000)
FEED = b"<rss/>"


def answer(request: Request) -> Response:
    """What a server of these tests answers."""
    if request.host != "localhost" and not request.host.startswith("127.0.0.1:"):
        return Response(403, ())
    if request.method not in ("GET", "HEAD"):
        return Response(405, ())
    match request.target:
        case "/page" | "/style.css":
            return Response(200, (("Content-Type", "text/plain"),), b"some text")
        case "/feed.xml":
            return Response(200, (("Content-Type", "application/xml"),), FEED)
        case "/film.mp4":
            return Response(200, (("Content-Type", "video/mp4"),), FILM)
        case "/old":
            return Response(302, (("Location", "/page"),))
        case "/stream":
            return Response(200, (), stream=(part for part in (b"one ", request.seen.encode(), b" three")))
        case "/broken":
            raise ZeroDivisionError
        case _:
            return Response(404, (), b"nothing")


@pytest.fixture
def server() -> Iterator[Connections]:
    with listen("127.0.0.1", 0, answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.cut_off()
        server.shutdown()
        thread.join()


def connect(server: Connections) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.server_port), 20)


def fetch(server: Connections, target: str, **headers: str) -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=20)) as client:
        client.request("GET", target, headers=headers)
        response = client.getresponse()
        return response.status, response.read()


def wait_until(holds: Callable[[], bool]) -> None:
    for _ in range(2000):
        if holds():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it never came to be")


def everything_from(connection: socket.socket) -> bytes:
    parts = []
    try:
        while part := connection.recv(1 << 16):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def test_one_connection_serves_many_requests_with_the_right_headers(server: Connections) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=20)) as client:
        for method, target, status in (
            ("GET", "/page", 200),
            ("HEAD", "/page", 200),
            ("GET", "/missing", 404),
            ("HEAD", "/missing", 404),
            ("GET", "/old", 302),
            ("GET", "/style.css", 200),
        ):
            client.request(method, target)
            response = client.getresponse()
            body = response.read()
            assert (response.status, response.version) == (status, 11)
            assert response.headers["Cache-Control"] == "no-store"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Server"].strip() == "gazette"
            assert not response.will_close
            assert (len(body) > 0) is (method == "GET" and status != 302)
            if method == "GET":
                assert int(response.headers["Content-Length"]) == len(body)
            else:
                assert int(response.headers["Content-Length"]) > 0


def test_a_body_that_is_not_read_is_not_taken_for_a_request(server: Connections) -> None:
    inner = b"GET /style.css HTTP/1.1\r\nHost: localhost\r\n\r\n"
    head = b"%s /page HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
    for method in (b"POST", b"GET"):
        with connect(server) as connection:
            connection.sendall(head % (method, len(inner)) + inner)
            assert everything_from(connection).count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"GET\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 505),
        (b"GET / HTTP/1.1\r\n\r\n", 403),
        (b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 403),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", 403),
        (b"BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 70_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 200 + b"\r\n", 431),
    ],
)
def test_a_request_that_makes_no_sense_is_refused_and_the_next_one_served(
    sent: bytes, status: int, server: Connections
) -> None:
    with connect(server) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        answer = everything_from(connection)
    assert f" {status} ".encode() in answer.partition(b"\r\n")[0] + b" "
    assert fetch(server, "/page")[0] == 200


def test_fifty_clients_at_once_are_all_served(server: Connections) -> None:
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: fetch(server, "/feed.xml"), range(200)))
    assert set(answers) == {(200, FEED)}


def test_clients_that_say_nothing_hold_up_nobody(server: Connections) -> None:
    silent = [connect(server) for _ in range(50)]
    try:
        for connection in silent[:25]:
            connection.sendall(b"GET /page HTT")
        assert fetch(server, "/page")[0] == 200
    finally:
        for connection in silent:
            connection.close()


def test_a_client_that_says_nothing_is_let_go(server: Connections, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections._Conversation, "timeout", 0.05)
    with connect(server) as connection:
        connection.sendall(b"GET /page HTT")
        assert everything_from(connection) == b""


def test_a_client_that_never_reads_is_let_go(
    server: Connections, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(connections._Conversation, "timeout", 0.05)
    before = threading.active_count()
    with connect(server) as connection:
        connection.sendall(b"GET /film.mp4 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        connection.recv(1, socket.MSG_PEEK)
        wait_until(lambda: threading.active_count() == before)
        assert len(everything_from(connection)) < len(FILM)
        assert fetch(server, "/page")[0] == 200
    assert capfd.readouterr() == ("", "")


def test_a_client_that_leaves_in_the_middle_is_not_worth_a_word(
    server: Connections, capfd: pytest.CaptureFixture[str]
) -> None:
    before = threading.active_count()
    for _ in range(3):
        with connect(server) as connection:
            connection.sendall(b"GET /film.mp4 HTTP/1.1\r\nHost: localhost\r\n\r\n")
            connection.recv(1000)
    assert fetch(server, "/film.mp4") == (200, FILM)
    wait_until(lambda: threading.active_count() == before)
    assert capfd.readouterr() == ("", "")


def test_a_stream_goes_on_until_it_ends(server: Connections) -> None:
    assert fetch(server, "/stream", **{"Last-Event-ID": "two"}) == (200, b"one two three")


def test_an_error_of_ours_is_shown_and_ends_only_its_own_connection(
    server: Connections, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(http.client.RemoteDisconnected):
        fetch(server, "/broken")
    assert fetch(server, "/page")[0] == 200
    wait_until(lambda: "ZeroDivisionError" in capfd.readouterr().err)


def test_a_port_that_is_taken_is_followed_by_the_next() -> None:
    with listen("127.0.0.1", 0, answer) as first:
        taken = first.server_port
        with listen("127.0.0.1", taken, answer) as second:
            assert taken < second.server_port <= taken + connections.PORTS


def test_when_all_ports_are_taken_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PORTS", 0)
    with listen("127.0.0.1", 0, answer) as first:
        port = first.server_port
        with pytest.raises(OSError, match=rf"^The ports {port} to {port} are all taken; name"):
            listen("127.0.0.1", port, answer)


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("no-such-name.invalid", "^There is no address “no-such-name.invalid” to listen on.$"),
        ("192.0.2.1", r"^Cannot listen on 192.0.2.1, port 8123: .*\.$"),
    ],
)
def test_an_address_that_is_not_ours_cannot_be_listened_on(host: str, said: str) -> None:
    with pytest.raises(OSError, match=said):
        listen(host, 8123, answer)
