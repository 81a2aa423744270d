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

_PLACES: Final[tuple[tuple[str, Directives], ...]] = (
    # The index is searched by a program in WebAssembly, in a worker where the browser has them; a worker
    # is under the policy that its own file came with.
    ("search/", _SEARCHING),
    ("pagefind/", _SEARCHING),
)
"""Folders that need more, and what."""

HEADERS: Final = (
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
)
"""Headers that every answer has, beside the policy."""


def policy(path: str) -> str:
    """The policy of the page at an output path, as a page can carry it."""
    more = next((more for folder, more in _PLACES if path.startswith(folder)), ())
    return "; ".join(f"{name} {value}" for name, value in {**dict(_PAGE), **dict(more)}.items())


def sent(path: str) -> str:
    """The policy of an output path as a header, which also says that nobody may frame it."""
    return f"{policy(path)}; frame-ancestors 'none'"


def special() -> tuple[str, ...]:
    """The folders that have a policy of their own."""
    return tuple(folder for folder, _ in _PLACES)
