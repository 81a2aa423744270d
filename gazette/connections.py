"""Connections: HTTP between sockets and a function that answers; nothing here knows what is served.

Made for one person and a few tabs, and for whatever else knocks: nobody who is slow, rude or gone
holds more than a thread of their own, and not for long.
"""

from __future__ import annotations

import errno
import os
import socket
import socketserver
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

TIMEOUT = 10.0
"""Seconds that a client may take to say or to hear the next thing."""

CHUNK = 1 << 18
"""Bytes sent at once: a slow client has the timeout for each of them, not for all."""

PORTS = 20
"""How many further ports are tried when one is taken."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: the method, the target as sent, the Host header, the last event seen."""

    method: str
    target: str
    host: str
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """What is answered; a `stream` goes on after the body for as long as it gives something."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    stream: Iterator[bytes] | None = None


Answer = Callable[[Request], Response]


class Connections(ThreadingHTTPServer):
    """The connections to one address and port, each with a thread."""

    daemon_threads = True
    request_queue_size = 128
    # Elsewhere than on POSIX this would let two servers share a port.
    allow_reuse_address = os.name == "posix"

    def __init__(self, host: str, port: int, answer: Answer) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.answer = answer
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__((host, port), _Conversation)

    def server_bind(self) -> None:
        # Not HTTPServer's: that one asks the network for this machine's name, and may wait for it.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def process_request(self, request: object, client_address: object) -> None:
        connection = cast(socket.socket, request)
        with self._lock:
            self._open.add(connection)
        super().process_request(connection, client_address)

    def shutdown_request(self, request: object) -> None:
        connection = cast(socket.socket, request)
        with self._lock:
            self._open.discard(connection)
        super().shutdown_request(connection)

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], OSError):  # that a client has gone is no error
            super().handle_error(cast(socket.socket, request), client_address)

    def cut_off(self) -> None:
        """End every connection that is still open."""
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


class _Conversation(BaseHTTPRequestHandler):
    """One connection: requests and their answers, one after the other."""

    protocol_version = "HTTP/1.1"
    server_version = "gazette"
    sys_version = ""
    timeout = TIMEOUT
    disable_nagle_algorithm = True

    def _answer(self) -> None:
        hosts = self.headers.get_all("Host") or []
        host = hosts[0] if len(hosts) == 1 else ""
        seen = self.headers.get("Last-Event-ID") or ""
        request = Request(self.command, self.path, host, seen)
        response = cast(Connections, self.server).answer(request)
        # What comes after a body that nobody reads would be taken for the next request.
        has_body = "Content-Length" in self.headers or "Transfer-Encoding" in self.headers
        self.send_response(response.status)
        for name, value in response.headers:
            self.send_header(name, value)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        if response.stream is None:
            self.send_header("Content-Length", str(len(response.body)))
        if response.stream is not None or has_body or self.command not in ("GET", "HEAD"):
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "HEAD":
            return
        body = memoryview(response.body)
        for start in range(0, len(body), CHUNK):
            self.wfile.write(body[start : start + CHUNK])
        for part in response.stream or ():
            self.wfile.write(part)

    def __getattr__(self, name: str) -> Callable[[], None]:
        """The method for a verb, whichever it is: what may be done is for the answer to say."""
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: only the command line prints."""


def listen(host: str, port: int, answer: Answer) -> Connections:
    """Connections to the port, or to the first free one of those after it; 0 for any.

    OSError, in a sentence, where there is none to be had.
    """
    last = min(port + PORTS, 65535) if port else 0
    for tried in range(port, last + 1):
        try:
            return Connections(host, tried, answer)
        except (socket.gaierror, UnicodeError) as error:
            raise OSError(f"There is no address “{host}” to listen on.") from error
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                continue
            said = error.strerror or str(error)
            raise OSError(f"Cannot listen on {host}, port {tried}: {said}.") from error
    raise OSError(f"The ports {port} to {last} are all taken; name another with --port.")


def own_address() -> str:
    """The number under which other machines of the network reach this one; nothing if there is no network."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.connect(("192.0.2.1", 9))  # nothing is sent: the system only says which way it would go
        return str(asking.getsockname()[0])
    return ""
