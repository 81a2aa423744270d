"""The sequence in which files are published, so that no link ever leads nowhere.

What did not exist comes before what did, assets before pages before lists before feeds, removals
last. New pages may link to each other in a circle, and so may removed ones: where one would for an
instant lead to a page that is not there, a small complete page stands in for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

Leads = Callable[[str], Iterable[str]]
"""The output paths that a page leads to. Of a large site they are millions: nobody holds them all."""


def rank(path: str) -> tuple[int, str]:
    """Where an output stands in the safe order: assets, pages, lists, feeds and the like."""
    name = path.rpartition("/")[2]
    if not name.endswith((".html", ".xml", ".json", ".txt", ".ics")):
        return 0, path
    if name.endswith(".html"):
        depth = path.count("/")
        return (1 if depth >= 2 and "/page/" not in path else 2), path
    return 3, path


def stand_ins(new: Sequence[str], leads: Leads) -> list[str]:
    """The new pages that are linked to by a new page which comes before them."""
    position = {path: n for n, path in enumerate(new)}
    early = {target for path in new for target in leads(path) if position.get(target, -1) > position[path]}
    return [path for path in new if path in early and path.endswith(".html")]


def partings(gone: Sequence[str], leads: Leads) -> list[str]:
    """The pages to be removed that lead to another one which goes before them."""
    going = set(gone)
    return [
        path for path in gone if path.endswith(".html") and any(t in going and t != path for t in leads(path))
    ]


def arrivals(paths: Iterable[str]) -> list[str]:
    """New files in the order in which they come."""
    # A new feed or picture goes before the new pages that lead to it; nothing old knows of it yet.
    return sorted(paths, key=lambda path: (path.endswith(".html"), rank(path)))


def replacements(paths: Iterable[str]) -> list[str]:
    """Changed files in the order in which they are replaced."""
    return sorted(paths, key=rank)


def departures(paths: Iterable[str]) -> list[str]:
    """Files in the order in which they go."""
    return sorted(paths, key=rank, reverse=True)
