"""`serve` and `watch` from the command line: they follow what is saved, and end with Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.hub import REPOSITORY, post, small_hub, write

TRIES = 600


@contextmanager
def running(root: Path, *command: str) -> Iterator[subprocess.Popen[str]]:
    """A command that stays, until the test is done with it."""
    # Where the tests run in the background, Ctrl-C is ignored, and a process inherits that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, "-u", str(REPOSITORY / "build.py"), *command, "--root", str(root)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "NO_COLOR": "1"},
    )  # fmt: skip
    signal.signal(signal.SIGINT, before)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def line_with(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if words in line:
            return line
    raise AssertionError(f"it never said {words}")


def interrupted(process: subprocess.Popen[str]) -> int:
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    return process.returncode


def test_serve_shows_drafts_follows_a_save_and_ends_with_130(tmp_path: Path) -> None:
    small_hub(tmp_path, {"content/news/pay.md": post("Pay", "Pay up.\n", status="draft")})
    with running(tmp_path, "serve", "--port", "8765") as process:
        said = line_with(process, "The preview is at")
        found = re.search(r"http://\S+", said)
        assert found is not None
        page = f"{found[0]}news/pay/"
        assert "Pay up." in text_of(page)
        write(tmp_path, {"content/news/pay.md": post("Pay", "Pay up, now.\n", status="draft")})
        line_with(process, "rendered")
        assert "Pay up, now." in text_of(page)
        assert interrupted(process) == 130
    assert not (tmp_path / "site").exists(), "a preview is never part of the site"


def test_watch_keeps_the_site_up_to_date_and_ends_with_130(tmp_path: Path) -> None:
    small_hub(tmp_path, {"content/news/pay.md": post("Pay", "Pay up.\n")})
    page = tmp_path / "site/news/pay/index.html"
    with running(tmp_path, "watch") as process:
        line_with(process, "rendered")
        assert "Pay up." in page.read_text()
        write(tmp_path, {"content/news/pay.md": post("Pay", "Pay up, now.\n")})
        for _ in range(TRIES):
            if "Pay up, now." in page.read_text():
                break
            time.sleep(0.05)
        assert "Pay up, now." in page.read_text()
        assert interrupted(process) == 130


def text_of(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        return str(answer.read().decode())
