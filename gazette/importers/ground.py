"""The ground: what of the hub is there without the import, so that nothing of it is built over.

What an import wrote and nobody has touched since will be made anew, and is not read: a hub of many
thousand imported posts takes no more memory than an empty one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from gazette import pipeline
from gazette.hub import Hub, Reading
from gazette.importers.cabinet import Cabinet, Drawer
from gazette.importers.report import Row
from gazette.importers.store import Store
from gazette.intake import intake
from gazette.plan import plan
from gazette.problems import Problem
from gazette.recipes import Output
from gazette.recipes.pages import EntryPage
from gazette.recipes.redirects import Forward, Redirect, Tombstone
from gazette.recipes.subscriptions import Follow
from gazette.settings import Settings
from gazette.site import Site
from gazette.sources import gather


@dataclass(frozen=True, slots=True)
class Ground:
    """The hub's settings, its posts with their ids, the output paths at which it answers anyway (each with
    the id of the post that it is of, if it is of one), those that give way to a page of one's own, and
    the rows of the import before this one by their keys."""

    settings: Settings
    posts: Mapping[str, str]
    answers: tuple[tuple[str, str], ...]
    yielding: tuple[str, ...]
    rows: Mapping[str, Row]


def survey(hub: Hub, store: Store, now: datetime, cabinet: Cabinet) -> Ground | tuple[Problem, ...]:
    """The ground that an import stands on, or why there is none."""
    rows: Drawer[Row] = cabinet.drawer()
    own: Drawer[str] = cabinet.drawer()
    for row in store.before():
        if row.path:
            rows[row.key] = row
            own.update((path, "") for path, known in row.files if store.is_untouched(path, known))
    sources, unread = gather(hub.root, hub.defaults, without=own)
    found, unsound = intake(sources)
    site = pipeline.site_at(hub, Reading(sources, found, ()), now)
    if found.settings is None or site is None:
        return (*unread, *unsound)
    if unread:
        return unread  # what cannot be read may answer anywhere, and be called anything
    posts: Drawer[str] = cabinet.drawer()
    posts.update(store.posts())
    outputs = plan(site)[0]
    yielding = tuple(output.path for output in outputs if isinstance(output.recipe, Follow))
    return Ground(found.settings, posts, tuple(_answers(site, outputs, rows)), yielding, rows)


def _answers(
    site: Site, outputs: Iterable[Output], rows: Mapping[str, Row]
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """The output paths of all that is not the import's own, nor gives way to it; with the posts' ids."""
    for output in outputs:
        match output.recipe:
            case EntryPage(source) | Redirect(source, _):
                identity = site.entries[source].id or ""
                if identity not in rows:
                    yield output.path, identity
            case Forward() | Tombstone() | Follow():
                pass
            case _:
                yield output.path, ""
