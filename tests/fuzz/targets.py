"""Targets: the sorts of input that come from outside, each with its trial, its seeds and its words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.fuzz import seeds, trials


@dataclass(frozen=True)
class Target:
    """One sort of input: `run` tries it, `seeds` are good ones, `words` are what such inputs are made of,
    `longest` is how many bytes are tried, `share` how much of the time is for it."""

    name: str
    run: Callable[[bytes], None]
    seeds: Callable[[], Iterable[bytes]]
    words: tuple[str, ...]
    longest: int
    share: int


TARGETS = {
    target.name: target
    for target in (
        Target("post", trials.try_post, seeds.posts, (*seeds.FIELDS, *seeds.YAML), 4096, 3),
        Target("markdown", trials.try_markdown, seeds.bodies, seeds.MARKS, 2048, 3),
        Target("settings", trials.try_settings, seeds.site_tomls, seeds.TOML, 8192, 2),
        Target("ledger", trials.try_ledger, seeds.ledgers, seeds.JSON, 8192, 2),
        Target("papers", trials.try_papers, seeds.papers, (*seeds.TOML, *seeds.JSON), 2048, 1),
        Target("page", trials.try_page, seeds.posts, (*seeds.FIELDS, *seeds.YAML, *seeds.MARKS), 4096, 2),
        Target("cache", trials.try_cache, seeds.caches, seeds.JSON, 8192, 1),
        Target("export", trials.try_export, seeds.all_exports, seeds.XML, 8192, 2),
        Target("feed", trials.try_feed, seeds.all_feeds, seeds.XML, 8192, 1),
    )
}
