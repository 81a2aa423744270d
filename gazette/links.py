"""Links: every link of every page, checked against every file and anchor of the site.

A page is looked into once, when it is rendered; afterwards its trace says what it links to, so a
page that was not rendered again is still checked against what went away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from gazette import addresses
from gazette.problems import Problem, nearest

SCHEMES = frozenset({"http", "https", "mailto", "tel", "sms", "geo", "webcal"})
"""What a link that leads out may begin with."""

_TARGETS = ("href", "src", "action", "poster")

_WHOLE = re.compile(r"/|[a-z][a-z0-9+.-]*://", re.I)
"""How a link begins that has nothing to do with the page on which it stands."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a link of a body leads to: its address, or why it has none.

    `file` is the path of the picture or document where it leads to one.
    """

    address: str = ""
    file: str = ""
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Links:
    """What a page leads to within the site (`path#fragment`), and the anchors that it offers."""

    targets: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()


def collect(text: str, page: str, base_url: str) -> Links:
    """The links and anchors of a page whose address is `page`."""
    if not text.strip():
        return Links()
    parse, names, addresses_of, sets_of = _looks()
    root = parse(text.encode("utf-8", "replace"))
    if root is None:  # a page with nothing in it
        return Links()
    targets = dict.fromkeys(addresses_of(root))
    targets.update((c.split()[0], None) for value in sets_of(root) for c in value.split(",") if c.strip())
    found: dict[str, None] = {}
    for link in targets:
        # Such a link leads to the same place from every page, and may stand on most of them.
        place = _anywhere(link, base_url) if _WHOLE.match(link) else addresses.output(link, base_url, page)
        if place is not None:
            path, fragment = place
            found[f"{path}#{fragment}" if fragment else path] = None
    return Links(tuple(found), tuple(dict.fromkeys(filter(None, names(root)))))


@cache
def _looks() -> tuple[Callable[[bytes], Any], ...]:
    """What reads a page, and what finds its ids, its addresses and its sets of addresses."""
    from lxml import etree  # imported when used: a build with nothing to do needs no lxml

    parser = etree.HTMLParser(encoding="utf-8")
    paths = ("//@id", " | ".join(f"//@{name}" for name in _TARGETS), "//@srcset")
    looks: list[Any] = [etree.XPath(path, smart_strings=False) for path in paths]
    return (lambda data: etree.fromstring(data, parser), *looks)


@lru_cache(maxsize=100_000)
def _anywhere(link: str, base_url: str) -> tuple[str, str] | None:
    return addresses.output(link, base_url)


def check(pages: Mapping[str, Links], files: Iterable[str]) -> dict[str, tuple[tuple[str, Problem], ...]]:
    """For each page with broken links, their targets and problems; the caller knows the source.

    `pages` has the links of every page by output path; `files` are all output paths of the site.
    """
    known = frozenset(files)
    missing: dict[str, Problem] = {}  # each told once: to find what was meant takes a while
    broken: dict[str, Problem] = {}
    # Most links stand on many pages.
    for target in set().union(*(links.targets for links in pages.values())) - known:
        path, _, fragment = target.partition("#")
        if path not in known:
            broken[target] = missing[path] = missing.get(path) or _no_page(path, known)
        # What `#page=2` of a PDF or `#t=60` of a film is, nobody can tell from outside.
        elif path.endswith(".html") and path in pages:
            anchors = frozenset(pages[path].anchors)
            if not _has(anchors, fragment):
                broken[target] = _no_anchor(path, fragment, anchors)
    return {
        page: tuple((target, broken[target]) for target in links.targets if target in broken)
        for page, links in pages.items()
        if broken and not broken.keys().isdisjoint(links.targets)
    }


def _has(anchors: frozenset[str], fragment: str) -> bool:
    # `#top` is the top of any page, and `#:~:text=` marks words: HTML, section 7.4.6.3.
    return fragment in anchors or fragment.lower() == "top" or fragment.startswith(":~:")


def _no_page(path: str, known: frozenset[str]) -> Problem:
    shown = _shown(path)
    near = nearest(shown, sorted(_shown(k) for k in known if k.endswith(".html")))
    return Problem(
        "broken-link",
        f"A link leads to {shown}, and there is no such page or file.",
        read=shown,
        wanted="the address of a page or file of this site",
        hint=f"did you mean {near}?" if near else "mend the link, or take it out",
    )


def _no_anchor(path: str, fragment: str, anchors: frozenset[str]) -> Problem:
    near = nearest(fragment, sorted(anchors))
    return Problem(
        "broken-anchor",
        f"A link leads to #{fragment} on {_shown(path)}, and there is no such heading or mark.",
        read=f"{_shown(path)}#{fragment}",
        wanted=f"a heading of that page, or {{#{fragment}}} behind one",
        hint=f"did you mean #{near}?" if near else "link to the page without #" + fragment,
    )


def _shown(path: str) -> str:
    return "/" + path.removesuffix(addresses.INDEX)
