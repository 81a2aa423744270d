"""Hosting: what each kind of host is told about headers, types and caching."""

from __future__ import annotations

from gazette.addresses import base_path
from gazette.mediatypes import FEEDS
from gazette.policies import HEADERS, sent, special

FOR_EVER = "public, max-age=31536000, immutable"
"""What is said of a file whose name changes with its content."""


def headers_file(base_url: str, lasting: tuple[str, ...]) -> str:
    """The file `_headers`, as Netlify and Cloudflare Pages read it.

    Cloudflare adds up the rules that fit an address, and two policies are both kept to; so a folder with
    a policy of its own first takes the general one off (`!`). Netlify lets the later rule win by itself,
    and says in its log that it does not know that line.
    """
    base = base_path(base_url)
    rules = [_rule(f"{base}*", ("Content-Security-Policy", sent("")), *HEADERS)]
    rules += [
        _rule(
            f"{base}{folder}*", ("! Content-Security-Policy", ""), ("Content-Security-Policy", sent(folder))
        )
        for folder in special()
    ]
    rules += [_rule(address, ("Cache-Control", FOR_EVER)) for address in lasting]
    for name, kind in FEEDS.items():
        # A placeholder stands for one folder; how far a `*` in the middle reaches, hosts do not agree.
        rules += [
            _rule(f"{base}{folders}{name}", ("Content-Type", kind)) for folders in ("", ":in/", ":in/:of/")
        ]
    return "\n".join(rules)


def _rule(address: str, *headers: tuple[str, str]) -> str:
    lines = (f"  {name}: {value}" if value else f"  {name}" for name, value in headers)
    return "\n".join([address, *lines, ""])
