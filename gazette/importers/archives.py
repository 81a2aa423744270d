"""Archives: the lists and feeds of an old site, and the lines of content/site.toml by which their
addresses lead to those of the hub."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from gazette.importers.mapping import Mapping
from gazette.importers.piece import Label, Origin
from gazette.importers.settling import Settled, Survey
from gazette.index import key_of
from gazette.settings import Settings


def lines(
    origin: Origin, survey: Survey, settled: dict[str, Settled], mapping: Mapping, settings: Settings
) -> str:
    """What to add to the settings, ready to be copied; nothing where nothing is missing."""
    top = [f"{name} = {value}" for name, value in _top(origin, survey, settings)]
    known = {one.from_ for one in settings.redirects}
    tables = [
        f'[[redirects]]\nfrom = "{old}"\nto = "{new}"\n'
        for old, new in _redirects(origin, survey, settled, mapping)
        if old not in known
    ]
    said = []
    if top:
        said += ["# Above the first [table] of content/site.toml:", *top, ""]
    if tables:
        said += ["# At the end of content/site.toml:", "\n".join(tables)]
    return "\n".join(said)


def _top(origin: Origin, survey: Survey, settings: Settings) -> Iterator[tuple[str, str]]:
    dates = [piece.date for piece in survey.pieces if piece.date and piece.state == "published"]
    if settings.wordpress_until is None and dates:
        days = (date.astimezone(settings.zone).date() if date.tzinfo else date.date() for date in dates)
        yield "wordpress_until", str(max(days) + timedelta(days=1))
    old = f"{origin.address.rstrip('/')}/"
    hosts = {urlsplit(one).netloc for one in (settings.base_url, *settings.moved_from)}
    if origin.address and urlsplit(old).netloc not in hosts and not settings.moved_from:
        yield "moved_from", json.dumps([old])


def _redirects(
    origin: Origin, survey: Survey, settled: dict[str, Settled], mapping: Mapping
) -> Iterator[tuple[str, str]]:
    """The archives of words whose lists have other addresses here, and those of authors."""
    shown: dict[Label, None] = {}
    for piece in survey.pieces:
        if piece.state == "published" and settled[piece.key].path:
            shown |= dict.fromkeys(piece.labels)
    for label in sorted(shown, key=lambda one: (one.sort, one.slug)):
        home = _home(label, mapping)
        if label.sort not in ("category", "tag") or not home:
            continue
        # What keeps its word is led on by `wordpress_until` alone.
        if home not in (f"/tags/{label.slug}/", f"/unions/{label.slug}/", f"/{label.slug}/"):
            yield f"/{label.sort}/{label.slug}/", home
            yield f"/{label.sort}/{label.slug}/feed/", f"{home}feed.xml"
    for login in origin.authors:
        yield f"/author/{login}/", "/archive/"
        yield f"/author/{login}/feed/", "/feed.xml"


def _home(label: Label, mapping: Mapping) -> str:
    """The address of the hub's list of what was filed under a word."""
    if folder := dict(mapping.kinds).get(label.slug):
        return f"/{folder}/"
    if union := dict(mapping.unions).get(label.slug):
        return f"/unions/{key_of(union)}/"
    if campaign := dict(mapping.campaigns).get(label.slug):
        return f"/campaigns/{campaign}/"
    if word := dict(mapping.tags).get(label.slug):
        return f"/tags/{key_of(word)}/"
    return ""
