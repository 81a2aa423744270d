"""Fetching the ledger from the live site, before the build: the one thing that a build asks of a network."""

from __future__ import annotations

import time
from http.client import HTTPException, HTTPResponse
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from gazette import __version__
from gazette.fingerprint import digest
from gazette.problems import Problem, shorten
from gazette.sources import LEDGER_LIMIT, Source

PATIENCE = 20.0
"""Seconds that a host may take to answer, or to go on."""

LONGEST = 120.0
"""Seconds that the whole may take."""

_FIRST = "for the very first publication, leave --published out"


def is_url(text: str) -> bool:
    """Whether it is an address, not the name of a file."""
    return "://" in text


def fetch(url: str) -> Source | Problem:
    """The ledger at an address, or why it cannot be had whole."""
    if url.partition(":")[0].lower() not in ("http", "https"):
        return _problem(url, "only http and https are fetched", "write https://")
    try:
        request = Request(url, headers={"User-Agent": f"gazette/{__version__}"})
        with urlopen(request, timeout=PATIENCE) as answer:
            return _whole(url, answer)
    except HTTPError as error:
        hint = f"check the address; {_FIRST}" if error.code in (404, 410) else "try again later"
        return _problem(url, f"HTTP {error.code} {error.reason}", hint)
    except (HTTPException, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        return _problem(url, str(reason), "check the address and the network, and try again")


def _whole(url: str, answer: HTTPResponse) -> Source | Problem:
    began = time.monotonic()
    data = bytearray()
    while piece := answer.read1(65_536):
        data += piece
        if len(data) > LEDGER_LIMIT:
            return _problem(url, f"more than {LEDGER_LIMIT // 1_000_000} MB", "check the address")
        if time.monotonic() - began > LONGEST:
            return _problem(url, f"it was not done in {LONGEST:.0f} seconds", "try again")
    length = answer.headers.get("Content-Length", "")
    if length.isdigit() and int(length) != len(data):
        return _problem(url, f"only {len(data)} of {length} bytes came", "try again")
    return Source(url, digest(bytes(data)), len(data), bytes(data))


def _problem(url: str, read: str, hint: str) -> Problem:
    return Problem(
        "ledger-unreachable",
        "The ledger of what was published could not be fetched, so nothing was built.",
        url,
        read=shorten(read),
        wanted="the ledger.json of the live site",
        hint=hint,
    )
