"""Targets: what a link or picture in a body leads to, or why it leads nowhere."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import quote, unquote, urlsplit

from gazette.addresses import address, base_path, output
from gazette.links import SCHEMES, Target
from gazette.problems import Problem, nearest, shorten
from gazette.site import Site

WRITTEN = re.compile(
    r"""\]\(\s*<([^>\n]+)> | \]\(\s*([^)\s>]+) | \b(?:href|src)=["']?([^"'\s>]+) | <(https?:[^>\s]+)>
    | ^\ {0,3}\[[^\]\n]+\]:\s*<?([^\s>]+)
    | ^\ {0,3}:{3,}\ *(?:figure|button|video)\ +(\S+) | ^(?:file|url|picture|credit_url):\ +(\S+)\ *$""",
    re.X | re.M,
)
"""How a link may be written in a body."""

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")


def target(site: Site, path: str, link: str) -> Target:
    """What `link`, in the body of the entry at `path`, leads to.

    `../pages/join.md#fees` is another entry, `photo.jpg` a file beside the post, `/about/` an
    address of this site, `#fees` a place on the same page; the rest leads out.
    """
    if not link.strip():
        return _refuse(
            "link-empty", "A link leads nowhere.", "()", "an address or a file", "write one, or take it out"
        )
    try:
        parts = urlsplit(link)
    except ValueError:
        return _refuse(
            "link-malformed",
            "A link is not an address that a browser could follow.",
            link,
            "https://, mailto:, tel: or a file of this site",
            "mend the link, or take it out",
        )
    if scheme := _SCHEME.match(link):
        return _outward(scheme[1].lower(), link)
    if link.startswith("#"):
        return Target(link)
    if link.startswith("//"):
        return _refuse("link-scheme", "An address begins with https://.", link, "", f"write https:{link}")
    rest = (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    if link.startswith("/"):
        return Target(base_path(site.settings.base_url) + quote(unquote(parts.path))[1:] + rest)
    return _file(site, path, link, unquote(parts.path), rest)


def place_of(site: Site, path: str, wanted: str) -> tuple[int, int] | None:
    """The line and column at which the body of an entry links to `path#fragment`, if it does."""
    body = site.bodies[path]
    base = site.settings.base_url
    page = address(site.pages[path], base)
    for found in WRITTEN.finditer(body.text):
        link = next(group for group in found.groups() if group is not None)
        leads = target(site, path, link)
        place = None if leads.problem else output(leads.address, base, page)
        if place and (f"{place[0]}#{place[1]}" if place[1] else place[0]) == wanted:
            at = found.start(found.lastindex or 0)
            return body.line + body.text.count("\n", 0, at), at - body.text.rfind("\n", 0, at)
    return None


def _outward(scheme: str, link: str) -> Target:
    if scheme not in SCHEMES:
        return _refuse(
            "link-scheme",
            f"A link may not begin with {scheme}:.",
            link,
            "https://, mailto:, tel: or a file of this site",
            "mend the link, or take it out",
        )
    return Target(link)


def _file(site: Site, path: str, link: str, relative: str, rest: str) -> Target:
    wanted = posixpath.normpath(posixpath.join(posixpath.dirname(path), relative))
    if page := site.pages.get(wanted):
        return Target(address(page, site.settings.base_url) + rest)
    if wanted in site.broken:
        return Target(base_path(site.settings.base_url))  # it has a problem of its own to mend first
    if wanted in site.entries:
        verdict = site.verdicts[wanted]
        return _refuse(
            "link-unpublished",
            f"A link leads to {wanted}, which has no page now: it is "
            + ("a fund" if verdict.has_page else f"{verdict.name} ({verdict.reason})")
            + ".",
            link,
            "a post that readers can see",
            "publish that post first, or take the link out",
        )
    if media := site.media.get(wanted):
        return Target(address(media, site.settings.base_url) + rest, file=wanted)
    if wanted in site.assets:
        return _refuse(
            "link-hidden",
            f"A link leads to {wanted} in a way that cannot be followed.",
            link,
            "the file's name as it is, without spaces",
            "rename the file with hyphens in place of spaces, and write its name here",
        )
    if not wanted.startswith("content/"):
        return _refuse(
            "link-outside",
            "A link leads out of the folder content/.",
            link,
            "a file of content/",
            "copy the file beside the post",
        )
    return _missing(site, path, link, wanted)


def _missing(site: Site, path: str, link: str, wanted: str) -> Target:
    folder = posixpath.dirname(path)
    known = {posixpath.relpath(p, folder): p for p in (*site.pages, *site.assets)}
    same_name = [r for r in known if posixpath.basename(r) == posixpath.basename(wanted)]
    near = same_name[0] if same_name else nearest(link.partition("#")[0], list(known))
    return _refuse(
        "link-missing",
        f"A link leads to {wanted}, and there is no such file.",
        link,
        "a file of content/, as it is reached from this one",
        f"did you mean {near}?" if near else "mend the link, or add the file",
    )


def _refuse(code: str, message: str, link: str, wanted: str, hint: str) -> Target:
    return Target(problem=Problem(code, message, read=shorten(link), wanted=wanted, hint=hint))
