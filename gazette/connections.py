"""Connections: HTTP between sockets and a function that answers; nothing here knows what is served.

Made for one person and a few tabs, and for whatever else knocks: nobody who is slow, rude or gone
holds more than a thread of their own and a few pieces of what is sent, and when too many hold one, whoever
has been there longest goes.
"""

from __future__ import annotations

import errno
import io
import os
import socket
import socketserver
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext, suppress
from dataclasses import dataclass
from http.client import LineTooLong
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

TIMEOUT = 10.0
"""Seconds that a client may take to ask, from the first letter to the last, or to hear the next piece."""

CHUNK = 1 << 16
"""Bytes sent at once: a slow client has the timeout for each piece, not for all."""

HEAD = 1 << 17
"""Bytes that a request may have. No browser sends a tenth of that."""

MOST = 256
"""Connections that may be open at once: each has a thread, and a few pieces of memory."""

PORTS = 20
"""How many further ports are tried when one is taken."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: the method, the target as sent, the Host header, the last event seen."""

    method: str
    target: str
    host: str
    seen: str = ""


class Stream(Protocol):
    """Pieces of an answer, each given when it is wanted."""

    def __iter__(self) -> Iterator[bytes]: ...

    def __next__(self) -> bytes: ...

    def close(self) -> None:
        """Let go of where they come from."""


@dataclass(frozen=True, slots=True)
class Response:
    """What is answered: a body, or a `stream` of pieces. One that has no `length` known before goes on for
    as long as it gives something, and then the connection ends."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    stream: Stream | None = None
    length: int | None = None


Answer = Callable[[Request], Response]

ALWAYS = (
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
"""Headers of every answer: what is shown is never old, never taken for another sort of file, and no page of
another site can frame it or show a picture of it."""


class Connections(ThreadingHTTPServer):
    """The connections to one address and port, each with a thread."""

    daemon_threads = True
    request_queue_size = 128
    # Elsewhere than on POSIX this would let two servers share a port.
    allow_reuse_address = os.name == "posix"

    def __init__(self, host: str, port: int, answer: Answer) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.answer = answer
        self._open: dict[socket.socket, None] = {}  # the oldest first
        self._lock = threading.Lock()
        super().__init__((host, port), _Conversation)

    def server_bind(self) -> None:
        # Not HTTPServer's: that one asks the network for this machine's name, and may wait for it.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def process_request(self, request: object, client_address: object) -> None:
        connection = cast(socket.socket, request)
        with self._lock:
            while len(self._open) >= MOST:
                self._cut(next(iter(self._open)))
            self._open[connection] = None
        super().process_request(connection, client_address)

    def shutdown_request(self, request: object) -> None:
        connection = cast(socket.socket, request)
        with self._lock:
            self._open.pop(connection, None)
        super().shutdown_request(connection)

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], OSError):  # that a client has gone is no error
            super().handle_error(cast(socket.socket, request), client_address)

    def cut_off(self) -> None:
        """End every connection that is still open."""
        with self._lock:
            for connection in tuple(self._open):
                self._cut(connection)

    def _cut(self, connection: socket.socket) -> None:
        del self._open[connection]
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)  # its thread finds out, and closes it


class _Incoming(io.RawIOBase):
    """What a client sends: no more of it than a request may have, and for no longer than it may take."""

    def __init__(self, connection: socket.socket, patience: float) -> None:
        self._connection = connection
        self._patience = patience
        self.begin()

    def begin(self) -> None:
        """From now on it is another request."""
        self._left = HEAD
        self._end = time.monotonic() + self._patience

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        if not self._left:
            raise LineTooLong("request")
        self._connection.settimeout(seconds)
        try:
            count = self._connection.recv_into(memoryview(buffer)[: self._left])
        finally:
            self._connection.settimeout(self._patience)
        self._left -= count
        return count


class _Conversation(BaseHTTPRequestHandler):
    """One connection: requests and their answers, one after the other."""

    protocol_version = "HTTP/1.1"
    server_version = "gazette"
    sys_version = ""
    timeout = TIMEOUT
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.rfile.close()
        self._incoming = _Incoming(self.connection, self.timeout)
        self.rfile = io.BufferedReader(self._incoming)

    def handle_one_request(self) -> None:
        self._incoming.begin()
        super().handle_one_request()

    def _answer(self) -> None:
        hosts = self.headers.get_all("Host") or []
        host = hosts[0] if len(hosts) == 1 else ""
        seen = self.headers.get("Last-Event-ID") or ""
        request = Request(self.command, self.path, host, seen)
        response = cast(Connections, self.server).answer(request)
        with closing(response.stream) if response.stream is not None else nullcontext():
            self._send(response)

    def _send(self, response: Response) -> None:
        length = response.length
        if response.stream is None and length is None:
            length = len(response.body)
        # What comes after a body that nobody reads would be taken for the next request.
        has_body = "Content-Length" in self.headers or "Transfer-Encoding" in self.headers
        self.send_response(response.status)
        for name, value in (*response.headers, *ALWAYS):
            self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        if length is None or has_body or self.command not in ("GET", "HEAD"):
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "HEAD":
            return
        body = memoryview(response.body)
        for start in range(0, len(body), CHUNK):
            self.wfile.write(body[start : start + CHUNK])
        sent = len(body)
        for piece in response.stream or ():
            self.wfile.write(piece)
            sent += len(piece)
        if sent != length:  # whoever waits for the rest is told that it does not come
            self.close_connection = True

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
