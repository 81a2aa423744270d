"""WebSub: which feeds the hub has not been told of since they changed.

A hub that is told fetches the feed and passes it on, so that nobody waits for the next poll. What it was told
is remembered by the digest of each feed, beside the traces; without that memory it is told of every feed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping

from gazette.addresses import absolute, address
from gazette.fingerprint import digest
from gazette.mediatypes import FEEDS

LARGEST = 50_000_000
"""Bytes of a feed or of the memory: there is no larger one."""

Told = Mapping[str, str]
"""The digest of each feed, by its whole URL, when the hub was told of it last."""


def topics(
    paths: Iterable[str], read: Callable[[str], bytes | None], base_url: str
) -> Iterator[tuple[str, str]]:
    """The whole URL and the digest of every feed that can be subscribed to, of the files of a site."""
    for path in sorted(paths):
        if path.rpartition("/")[2] in FEEDS and (data := read(path)) is not None:
            yield absolute(address(path, base_url), base_url), digest(data)


def news(now: Iterable[tuple[str, str]], told: Told) -> tuple[tuple[str, str], ...]:
    """The feeds that have changed since the hub was told of them."""
    return tuple((url, made) for url, made in now if told.get(url) != made)


def load(data: bytes | None, hub: str) -> dict[str, str]:
    """What a hub was told, from the bytes of the memory; nothing unless they are whole and of this hub."""
    try:
        memory = json.loads(data or b"")
        if memory["hub"] == hub:
            return {str(url): str(made) for url, made in memory["told"].items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        pass
    return {}


def dump(told: Told, hub: str) -> bytes:
    """The memory as the bytes of its file."""
    return json.dumps({"hub": hub, "told": dict(sorted(told.items()))}, indent=0).encode()
