"""What all tests share: how many examples, and the browser."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

PROVE = os.environ.get("GAZETTE_PROVE") == "1"

settings.register_profile(
    "gazette",
    deadline=None,
    derandomize=not PROVE,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("gazette")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; without one the test is skipped, and says how to get it."""
    from shutil import which

    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next((p for n in names if (p := which(n))), None)
    if not found or not Path(found).exists():
        pytest.skip("no Chromium here: tests/browser.sh installs one on Debian")
    return found
