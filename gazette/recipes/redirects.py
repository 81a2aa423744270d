"""Redirects: what old addresses show, what hosts read to do it better, and the ledger itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gazette.addresses import INDEX, is_query, old_path
from gazette.announcements import CALENDAR, closed
from gazette.answers import Moved
from gazette.ledger import written
from gazette.moves import Move, is_subscription
from gazette.recipes.calendars import Calendar
from gazette.recipes.recipe import Desk, Made, Output
from gazette.recipes.subscriptions import ClosedFeed
from gazette.site import Site
from gazette.wordpress import PATTERNS, nginx_patterns


@dataclass(frozen=True, slots=True)
class Redirect:
    """The page at an old address (`alias`) of the entry in a source file."""

    source: str
    alias: str

    @property
    def origin(self) -> str:
        return self.source

    def make(self, desk: Desk) -> Made:
        return desk.page("redirect.html", target=desk.ask("card", self.source))


@dataclass(frozen=True, slots=True)
class Forward:
    """The page at an address that was published once and that the ledger knows, an output path."""

    old: str

    @property
    def origin(self) -> str:
        return f"the ledger's address /{self.old.removesuffix(INDEX)}"

    def make(self, desk: Desk) -> Made:
        feed = desk.ask("moved_feed", self.old)
        return desk.page("redirect.html", target=desk.ask("moved", self.old), feed=feed)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """The page that says why an entry had to go, at one of its addresses."""

    source: str
    old: str = ""

    @property
    def origin(self) -> str:
        return self.source

    def make(self, desk: Desk) -> Made:
        return desk.page("gone.html", gone=desk.ask("entry", self.source).gone, source=self.source)


@dataclass(frozen=True, slots=True)
class RedirectsFile:
    """Old addresses for hosts that read `_redirects`, such as Netlify and Cloudflare Pages."""

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        lines = ["# Old addresses, for hosts that read this file."]
        lines += [f"{one.old} {one.new} 301" for one in desk.ask("redirects") if one.new]
        if desk.ask("setting", "wordpress_until"):
            home = desk.ask("target", "", "/").address
            lines += [f"{home}{old} {home}{new} 301" for old, new in PATTERNS.items()]
        base = desk.ask("setting", "base_url")
        lines += [f"{old}* {base}:splat 301!" for old in desk.ask("setting", "moved_from")]
        return "".join(f"{line}\n" for line in lines).encode()


@dataclass(frozen=True, slots=True)
class HostMap:
    """Old addresses as maps for nginx, to be included between `http {` and its `server {`."""

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        redirects: tuple[Moved, ...] = desk.ask("redirects")
        queries: tuple[Moved, ...] = desk.ask("queries")
        home = desk.ask("target", "", "/").address
        lines = [
            "# Old addresses, for nginx: include this file above the server, and in the server write",
            "#     if ($gazette_moved) { return 301 $gazette_moved; }",
            "#     if ($gazette_gone) { return 410; }",
            "map_hash_bucket_size 2048;",
            f"map_hash_max_size {max(2048, 4 * (len(redirects) + len(queries)))};",
        ]
        before = '""'
        asked: dict[str, list[tuple[str, str]]] = {}
        for one in queries:
            name, _, value = one.old.partition("?")[2].partition("=")
            asked.setdefault(name, []).append((value, one.new))
        for number, (name, found) in enumerate(asked.items(), 1):
            lines += [f'map "$uri?$arg_{name}" $gazette_asked_{number} {{', f"    default {before};"]
            for value, new in found:
                lines += [f'    "{home}{index}?{value}" "{new}";' for index in ("", "index.php")]
            lines.append("}")
            before = f"$gazette_asked_{number}"
        lines += ["map $uri $gazette_moved {", f"    default {before};"]
        lines += [f'    "{one.plain}" "{one.new}";' for one in redirects if one.new]
        if desk.ask("setting", "wordpress_until"):
            lines += [f'    "{old}" "{new}";' for old, new in nginx_patterns(home).items()]
        lines += ["}", "map $uri $gazette_gone {", "    default 0;"]
        lines += [f'    "{one.plain}" 1;' for one in redirects if not one.new]
        return "".join(f"{line}\n" for line in (*lines, "}")).encode()


@dataclass(frozen=True, slots=True)
class QueryScript:
    """The script of the front page that follows old addresses such as `/?p=12`, where there are any."""

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        pages = {one.old.partition("?")[2]: one.page or one.new for one in desk.ask("queries")}
        return (_SCRIPT % json.dumps(pages, ensure_ascii=False, sort_keys=True)).encode()


_SCRIPT = """\
(function (pages) {
  location.search.slice(1).split("&").forEach(function (part) {
    if (Object.prototype.hasOwnProperty.call(pages, part)) location.replace(pages[part]);
  });
})(%s);
"""


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """What was ever published, for the builds to come."""

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        return written(desk.ask("ledger"))


RECIPES = (Redirect, Forward, Tombstone, RedirectsFile, HostMap, QueryScript, LedgerFile)


def outputs(site: Site) -> Iterator[Output]:
    """Every old address, and the files for hosts; a preview has no past."""
    for source, path in site.tombs.items():
        yield Output(path, Tombstone(source))
    for source in (*site.pages, *site.tombs):
        for alias in site.entries[source].aliases:
            if not is_query(old := old_path(alias)):
                recipe = Tombstone(source, alias) if source in site.tombs else Redirect(source, alias)
                yield Output(old, recipe)
    if site.query_script_path:
        yield Output(site.query_script_path, QueryScript())
    if not site.preview:
        yield Output("ledger.json", LedgerFile())
        yield Output("_redirects", RedirectsFile())
        yield Output("nginx-redirects.conf", HostMap())


def forwards(site: Site) -> Iterator[Output]:
    """What stands at the addresses that the site has no more by itself, whatever the settings leave out."""
    for old, move in site.moves.items():
        if old.endswith(".html"):
            yield Output(old, Forward(old) if move.to else Tombstone(move.source, old))
        elif old.endswith(CALENDAR) and closed(site, folder := old.removesuffix(CALENDAR).rstrip("/")):
            yield Output(old, Calendar("closed", folder))
        elif is_subscription(old) and not move.to:
            yield Output(old, ClosedFeed(old))


def copies(moves: Mapping[str, Move], planned: Mapping[str, Output]) -> Iterator[Output]:
    """Feeds, calendars and documents at their old addresses: a program follows no page that says
    where something is now, so it gets the thing itself."""
    for old, move in moves.items():
        there = planned.get(move.to)
        if (
            there is not None
            and not there.path.endswith(".html")
            and not old.endswith(".html")
            and not is_query(old)
        ):
            yield Output(old, there.recipe)
