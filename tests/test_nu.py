"""The Nu HTML Checker over every page and stylesheet: of the sample hub as of each day, and of a full one."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from gazette.hub import Report
from tests.hub import Built
from tests.serving import plainly

JAR = Path(__file__).parent / "node/node_modules/vnu-jar/build/dist/vnu.jar"

LOCAL = "-Dnu.validator.servlet.allow-forbidden-hosts=true"
"""Lets it look at this machine. Over HTTP, so that its policy lets a page have files of its own site."""

EXCEPTIONS = (
    # It asks the policy about every script element. HTML asks it only about those that would run, and a
    # block of data does not (4.12.1.1, “prepare the script element”: no type, then no policy is asked);
    # test_hosting sees that no browser complains.
    r"(?s)Inline script violates Content Security Policy .* <script type=.application/ld\+json.>\{",
)
"""What it says that is not so, each with its reason."""

Check = Callable[[list[str]], list[str]]


@pytest.fixture(scope="module")
def nu(tool: Callable[[str], str], node: Callable[..., str]) -> Check:
    """Checks what is at some addresses, and gives what is wrong there: errors and warnings alike."""
    java = tool("java")

    def check(addresses: list[str]) -> list[str]:
        command = [
            java,
            "-Xss2m",
            "-XX:TieredStopAtLevel=1",
            LOCAL,
            "-jar",
            JAR,
            "--format",
            "json",
            "--also-check-css",
        ]
        done = subprocess.run([*command, "--exit-zero-always", *addresses], capture_output=True, text=True)
        said = json.loads(done.stderr)["messages"]
        return [f"{m['url']}:{m.get('lastLine', 0)}: {m['message']}\n{m.get('extract', '')}" for m in said]

    return check


def test_every_page_and_stylesheet_is_sound(sites: Built, full_site: tuple[Report, Path], nu: Check) -> None:
    seen, addresses = set(), []
    with ExitStack() as servers:
        for out, below in [*((out, "") for _, out in sites.values()), (full_site[1], "/hub")]:
            base = servers.enter_context(plainly(out.parent if below else out)) + below
            for path in sorted([*out.rglob("*.html"), *out.rglob("*.css")]):
                digest = hashlib.sha256(path.read_bytes()).digest()
                if digest not in seen:  # most pages are the same on each day
                    seen.add(digest)
                    addresses.append(f"{base}/{path.relative_to(out).as_posix()}")
        said = nu(addresses)
    assert len(addresses) > 150
    assert [s for s in said if not any(re.search(e, s) for e in EXCEPTIONS)] == []
    # An exception that is no longer needed goes.
    assert [e for e in EXCEPTIONS if not any(re.search(e, s) for s in said)] == []


def test_the_checker_would_see_what_is_wrong(tmp_path: Path, nu: Check) -> None:
    (tmp_path / "a.html").write_text(
        '<!doctype html><html lang="en"><title>A</title><p><div></p><img src="a.png">'
        '<meta http-equiv="Content-Security-Policy" content="img-src \'none\'">'
    )
    (tmp_path / "a.css").write_text("p { colour: red }")
    with plainly(tmp_path) as base:
        said = "\n".join(nu([f"{base}/a.html", f"{base}/a.css"]))
    assert "No “p” element in scope" in said
    assert "An “img” element must have an “alt” attribute" in said
    assert "a.css" in said
    assert "Property “colour” doesn't exist" in said
