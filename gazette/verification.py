"""Verification: a clean build beside the site, and every byte compared."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gazette.hub import Hub, Report
from gazette.pipeline import build
from gazette.places import Place, matches, owned


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the site compares with a clean build: the paths that differ, are missing, are left over."""

    report: Report
    files: int
    differ: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    left_over: tuple[str, ...] = ()

    @property
    def equal(self) -> bool:
        """True if the site is, byte for byte, what a clean build makes."""
        return not (self.report.failed or self.differ or self.missing or self.left_over)


def verify(hub: Hub, place: Place, now: datetime, jobs: int = 0) -> Verdict:
    """Build anew from the same sources at the same instant, with nothing cached, and compare."""
    with tempfile.TemporaryDirectory(prefix="gazette-verify-") as folder:
        clean = Place(Path(folder, "site"), Path(folder, "state"))
        report = build(hub, clean, now, jobs=jobs)
        if report.failed:
            return Verdict(report, 0)
        wanted, there = owned(clean), owned(place)
        return Verdict(
            report,
            len(wanted),
            tuple(
                sorted(
                    path
                    for path in wanted
                    if (place.out / path).is_file() and not matches(place, clean, path)
                )
            ),
            tuple(sorted(path for path in wanted if not (place.out / path).is_file())),
            tuple(sorted(path for path in there - wanted if (place.out / path).exists())),
        )
