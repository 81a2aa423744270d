"""Whether a build did its work: every page of every post, the first pages of lists, feeds, the sitemap."""

from __future__ import annotations

import re
from collections import defaultdict
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

from corpus import TYPES, Post
from peers import Peer

PER_PAGE = 20
_TAG = re.compile(r"<[^>]*>")
_TITLES = re.compile(r"<h2[^>]*>\s*<a [^>]*>(.*?)</a>", re.S)


def wrong(peer: Peer, out: Path, posts: list[Post], needle: str = "", strict: bool = True) -> list[str]:
    """What is wrong with an output, in words; nothing if the work was done.

    Without `strict` only the posts' pages are looked at, for templates of a form of their own.
    """
    found: list[str] = []
    newest = sorted(posts, key=lambda post: post.date, reverse=True)
    kinds: dict[str, list[Post]] = defaultdict(list)
    for post in newest:
        kinds[post.type].append(post)
    for post in newest:
        text = _read(out / peer.page(post))
        if text is None:
            found.append(f"no page of {post.slug}")
            continue
        if needle and needle not in text:
            found.append(f"{post.slug} has not the new layout")
        body = text.partition("<article")[2].partition("</article>")[0]
        words = unescape(_TAG.sub(" ", body)).split()
        if post.title.split()[0] not in words or len(words) < 0.9 * len(
            re.sub(r"[#>*|`-]", " ", post.body).split()
        ):
            found.append(f"{post.slug} has {len(words)} words")
        if post.marker and post.marker not in body:
            found.append(f"{post.slug} has not its correction")
    if not strict:
        return found
    beside = {
        post: pair for members in kinds.values() for post, pair in zip(members, _pairs(members), strict=True)
    }
    if peer.name != "gazette":  # whose neighbours are those of the same type
        beside = dict(zip(newest, _pairs(newest), strict=True))
    for post, pair in list(beside.items())[:200]:
        text = unescape(_read(out / peer.page(post)) or "").partition('class="siblings"')[2]
        if any(other is not None and f">{other.title}<" not in text for other in pair):
            found.append(f"{post.slug} has not its neighbours")
    lists = [("index.html", "feed.xml", newest)]
    lists += [(peer.type_list(kind), peer.type_feed(kind), kinds[kind]) for kind in TYPES]
    for path, feed, members in lists:
        titles = [unescape(title.strip()) for title in _TITLES.findall(_read(out / path) or "")]
        if titles != [post.title for post in members[:PER_PAGE]]:
            found.append(f"{path} lists {len(titles)} posts, or others")
        if _feed(out / feed) != [post.title for post in members[:PER_PAGE]]:
            found.append(f"{feed} has other posts")
    sitemap = _read(out / "sitemap.xml") or ""
    listed = set(re.findall(r"<loc>[^<]*?/([^/<]+)/</loc>", sitemap))
    if missing := [post.slug for post in posts if post.slug not in listed]:
        found.append(f"the sitemap lacks {len(missing)} posts")
    return found


def extra(peer: Peer, out: Path, gone: list[Post]) -> list[str]:
    """The pages that should not be there any more."""
    return [f"the page of {post.slug} is still there" for post in gone if (out / peer.page(post)).exists()]


def _pairs(members: list[Post]) -> list[tuple[Post | None, Post | None]]:
    return list(zip([None, *members[:-1]], [*members[1:], None], strict=True))


def _feed(file: Path) -> list[str]:
    try:
        items = ElementTree.parse(file).getroot().findall("./channel/item")
    except (OSError, ElementTree.ParseError):
        return []
    full = [item for item in items if len("".join(item.itertext())) > 1000]
    return [(item.findtext("title") or "").strip() for item in full]


def _read(file: Path) -> str | None:
    try:
        return file.read_text("utf-8")
    except OSError:
        return None
