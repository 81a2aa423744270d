"""Serving: the preview as a host would show it, and open tabs told what each build changed.

`respond` decides everything that can be decided without a socket. What is for the preview only is
added to a page when it is sent, never to the output.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache, partial
from ipaddress import ip_address
from pathlib import Path
from typing import BinaryIO
from urllib.parse import parse_qs, unquote_to_bytes

from gazette.addresses import INDEX, address, base_path
from gazette.connections import CHUNK, Request, Response, listen, own_address
from gazette.hub import Report
from gazette.live import CLIENT, EVENTS, Excerpt, Log, listening, nothing, plain_page, problem_page
from gazette.mediatypes import TYPES, media_type
from gazette.panel import PANEL, Desk, beside, overview, social_card
from gazette.places import OWNED
from gazette.site import Site


@dataclass(frozen=True, slots=True)
class Preview:
    """What answers are made from: the site's folder, its address, who we are, and the builds."""

    out: Path
    base_url: str
    host: str
    log: Log
    site: Site | None = None
    desk: Desk = field(default_factory=lambda: Desk(Path()))


def respond(request: Request, preview: Preview) -> Response:
    """The answer to a request."""
    if not is_ours(request.host, preview.host):
        said = "Ask for localhost, or for the address that the server was started with."
        return _html(403, plain_page("This preview has another name", said))
    if request.method not in ("GET", "HEAD"):
        said = "A preview can only be read."
        return _html(405, plain_page("Not allowed", said), ("Allow", "GET, HEAD"))
    path, mark, query = request.target.partition("#")[0].partition("?")
    if path == CLIENT:
        return Response(200, (("Content-Type", TYPES["js"]),), _client())
    if path == EVENTS:
        after = request.seen or parse_qs(query).get("after", [""])[0]
        stream = preview.log.stream(after)
        return Response(200, (("Content-Type", "text/event-stream"),), stream=stream)
    build = preview.log.build  # before any file is read: a page may look too old, never too new
    base = base_path(preview.base_url)
    if path.startswith(PANEL):
        return _panel(path, parse_qs(query).get("path", [""])[0], request.host, preview, build)
    if not (preview.out / OWNED).is_file():
        page = problem_page(preview.log.problems)
        return _html(503, listening(page, build, base, ()), ("Retry-After", "1"))
    if path != base and path in ("/", base.rstrip("/")):
        return _redirect(base)
    name = _name(path, base)
    if name is None:
        return _missing(preview.out, build, base, ())
    file = name + INDEX if not name or name.endswith("/") else name
    found = _open(preview.out, file)
    if found is None:
        index = f"{name}/{INDEX}"
        if file == name and _read(preview.out, index) is not None:
            return _redirect(address(index, preview.base_url) + mark + query)
        return _missing(preview.out, build, base, (file, index) if file == name else (file,))
    kind = media_type(file)
    if kind != TYPES["html"]:
        return _given(kind, found, request.method)
    with found:
        return _html(200, listening(found.read(), build, base, (file,)))


def _panel(path: str, entry: str, host: str, preview: Preview, build: str) -> Response:
    """A page of the panel; only who sits at this machine has links that open an editor here."""
    desk = preview.desk if _name_of(host) in AT_HOME else replace(preview.desk, editor="")
    site, page = preview.site, None
    if path == PANEL:
        page = overview(site, preview.log.problems, desk)
    elif path == f"{PANEL}entry" and site is not None:
        page = beside(site, entry, partial(_read, preview.out), desk)
    elif path == f"{PANEL}card" and site is not None and (card := social_card(site, entry)):
        return Response(200, (("Content-Type", TYPES["png"]),), card)
    base = base_path(preview.base_url)
    if page is None:
        return _html(404, plain_page("Not found", "The panel has no such page."))
    return _html(200, listening(page, build, base, ()))


AT_HOME = ("localhost", "127.0.0.1", "[::1]")
"""How somebody at this very machine may call it."""


def _name_of(host: str) -> str:
    return re.sub(r":\d*$", "", host.lower())


def is_ours(host: str, asked: str) -> bool:
    """True if a Host header names this server, which was asked to listen on `asked`.

    A page elsewhere can have its own name point here, but a name cannot be made to look like a
    number: so a server for all addresses answers to numbers, and to no other names.
    """
    name = _name_of(host)
    if name in AT_HOME:
        return True
    if asked not in ("", "0.0.0.0", "::"):
        return name in (asked.lower(), f"[{asked.lower()}]")
    try:
        return bool(ip_address(name.removeprefix("[").removesuffix("]")))
    except ValueError:
        return False


def _name(path: str, base: str) -> str | None:
    """The path within the site that an address leads to; None if it cannot lead to any file."""
    try:
        name = unquote_to_bytes(path).decode()
        start = unquote_to_bytes(base).decode()
    except UnicodeDecodeError:
        return None
    if not name.startswith(start) or "\\" in name or not name.isprintable():
        return None
    name = name.removeprefix(start)
    parts = name.removesuffix("/").split("/")
    # A hidden file is not part of a site, and `..` is no name at all.
    return None if name and any(not p or p.startswith(".") for p in parts) else name


def _open(out: Path, name: str) -> BinaryIO | None:
    """A file of the site; None if there is none, or it is a link that leads out."""
    root = os.path.realpath(out)
    file = os.path.realpath(os.path.join(root, *name.split("/")))
    try:
        if not file.startswith(root + os.sep) or not os.path.isfile(file):
            return None
        return open(file, "rb")
    except OSError:
        return None


def _read(out: Path, name: str) -> bytes | None:
    """A file of the site, whole."""
    found = _open(out, name)
    if found is None:
        return None
    with found:
        return found.read()


class _Pieces:
    """What is left of a file, piece by piece: as it was when it was opened, since another takes its place."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __iter__(self) -> _Pieces:
        return self

    def __next__(self) -> bytes:
        if piece := self._file.read(CHUNK):
            return piece
        raise StopIteration

    def close(self) -> None:
        self._file.close()


def _given(kind: str, file: BinaryIO, method: str) -> Response:
    """A file as it is; a long one is never held in memory, however many ask for it."""
    headers, length = (("Content-Type", kind),), os.fstat(file.fileno()).st_size
    if length > CHUNK and method == "GET":
        return Response(200, headers, stream=_Pieces(file), length=length)
    with file:
        return (
            Response(200, headers, length=length) if length > CHUNK else Response(200, headers, file.read())
        )


def _missing(out: Path, build: str, base: str, files: tuple[str, ...]) -> Response:
    """The site's own page for what is not there; it goes when one of the files appears."""
    page = _read(out, "404.html") or plain_page("Not found", "There is no page at this address.")
    return _html(404, listening(page, build, base, (*files, "404.html")))


def _redirect(where: str) -> Response:
    return Response(302, (("Location", where),))


def _html(status: int, page: bytes, *headers: tuple[str, str]) -> Response:
    return Response(status, (("Content-Type", TYPES["html"]), *headers), page)


@cache
def _client() -> bytes:
    return Path(__file__).with_name("live.js").read_bytes()


class Server:
    """The preview server: `start`, tell it each build with `publish`, `stop`."""

    def __init__(
        self,
        out: Path,
        base_url: Callable[[], str],
        host: str = "127.0.0.1",
        port: int = 8000,
        desk: Desk | None = None,
    ) -> None:
        self._out = out
        self._base_url = base_url
        self._host = host
        self._log = Log()
        self._desk = desk or Desk(out)
        self._site: Site | None = None
        self._http = listen(host, port, lambda request: respond(request, self.preview))
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.1,), daemon=True)

    @property
    def address(self) -> str:
        """Where the preview is, for a browser on this machine."""
        return self._at("localhost" if self._host in ("", "0.0.0.0", "::") else self._host)

    @property
    def elsewhere(self) -> str:
        """Where it is for other machines of the network; nothing if it is for this one alone."""
        if self._host in ("", "0.0.0.0", "::"):
            return self._at(found) if (found := own_address()) else ""
        return "" if f"{self._host}" in ("localhost", "127.0.0.1", "::1") else self.address

    @property
    def panel(self) -> str:
        """Where the panel is, for a browser on this machine."""
        return self.address.removesuffix(base_path(self._base_url())) + PANEL

    def _at(self, host: str) -> str:
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{self._http.server_address[1]}{base_path(self._base_url())}"

    @property
    def preview(self) -> Preview:
        """What answers are made from at this instant."""
        return Preview(self._out, self._base_url(), self._host, self._log, self._site, self._desk)

    def start(self) -> None:
        """Begin to answer, in a thread of its own."""
        self._thread.start()

    def publish(self, report: Report, excerpt: Excerpt = nothing) -> None:
        """Tell open tabs what a build changed, or why it did not."""
        self._site = report.site or self._site
        self._log.add(report, excerpt)

    def stop(self) -> None:
        """Stop answering, and cut off those who listen."""
        self._log.close()
        if self._thread.is_alive():
            self._http.shutdown()
            self._thread.join()
        self._http.cut_off()
        self._http.server_close()
