"""Policies: what a browser may do with what the site sends it.

Each page carries the policy of its place in a `meta` element, so that it holds on a host that sends no
headers of ours; what only a header can say (who may frame a page) hosts are told in `hosting`.
"""

from __future__ import annotations

from typing import Final

Directives = tuple[tuple[str, str], ...]

_PAGE: Final[Directives] = (
    ("default-src", "'none'"),
    ("script-src", "'self'"),
    ("style-src", "'self'"),
    ("img-src", "'self'"),
    ("font-src", "'self'"),
    ("media-src", "'self'"),
    ("connect-src", "'self'"),
    ("manifest-src", "'self'"),
    ("form-action", "'self'"),
    ("base-uri", "'none'"),
)
"""Everything from the site itself and nothing from anywhere else; nothing written into the page runs."""

_SEARCHING: Final[Directives] = (("script-src", "'self' 'wasm-unsafe-eval'"), ("worker-src", "'self'"))

Places = tuple[tuple[str, Directives], ...]
"""Folders that need more, and what."""

_PLACES: Final[Places] = (
    # The index is searched by a program in WebAssembly, in a worker where the browser has them; a worker
    # is under the policy that its own file came with.
    ("search/", _SEARCHING),
    ("pagefind/", _SEARCHING),
)

HEADERS: Final = (
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    (
        "Permissions-Policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
)
"""Headers that every answer has, beside those of its place."""


def policy(path: str, more: Places = ()) -> str:
    """The policy of the page at an output path, as a page can carry it; `more` are places of this hub."""
    wider = next((wider for folder, wider in (*_PLACES, *more) if path.startswith(folder)), ())
    return "; ".join(f"{name} {value}" for name, value in {**dict(_PAGE), **dict(wider)}.items())


def sent(path: str, more: Places = ()) -> str:
    """The policy of an output path as a header, which also says that nobody may frame it."""
    return f"{policy(path, more)}; frame-ancestors 'none'"


def windows(path: str, more: Places = ()) -> str:
    """Which windows a page may talk to, as the header Cross-Origin-Opener-Policy says it.

    The places of a hub's own are those of programs that sign people in through a window of another site.
    """
    return "same-origin-allow-popups" if path.startswith(tuple(f for f, _ in more)) else "same-origin"


def special(more: Places = ()) -> tuple[str, ...]:
    """The folders that have a policy of their own."""
    return tuple(folder for folder, _ in (*_PLACES, *more))
