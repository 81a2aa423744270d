"""The agenda: what is told first of an entry that has several things on."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from gazette.agenda import live
from gazette.pipeline import read, site_at
from tests.hub import post, small_hub


def test_a_strike_is_told_before_an_overtime_ban_that_began_earlier(tmp_path: Path) -> None:
    action = (
        "action: [{kind: overtime ban, from: 2017-07-01}, {kind: strike, from: 2017-07-14}, "
        "{kind: work to rule, from: 2017-07-14}]\n"
    )
    text = post("Strike").replace("---\nSome", f"{action}---\nSome")
    hub = small_hub(tmp_path, {"content/disputes/strike.md": text})
    site = site_at(hub, read(hub), datetime(2017, 7, 14, 12))
    assert site is not None
    assert [(h.occasion.label, h.standing) for h in live(site, 5).value] == [("Strike", "now")]  # type: ignore[attr-defined]
