"""Funds: the one of a name, and the names that there are."""

from __future__ import annotations

from gazette.kinds.fund import Fund
from gazette.site import Site


def fund(site: Site, slug: str) -> Fund | None:
    """The fund of that name, unless it is a draft."""
    found = site.entries.get(site.names.get(("fund", slug), ""))
    return found if isinstance(found, Fund) and (site.preview or found.status != "draft") else None


def fund_names(site: Site) -> tuple[str, ...]:
    """The names of all funds that can be shown."""
    return tuple(sorted(slug for kind, slug in site.names if kind == "fund" and fund(site, slug)))
