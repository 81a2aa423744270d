"""Asks the public lists of known weaknesses about every library that is pinned: `make audit`.

pip-audit asks, from an environment of its own, made from requirements-audit.txt. A library about which
nobody could be asked counts as not checked, never as sound. Ends with 1 where a weakness is known, or where
something went wrong; with 0 where there is none, or where nobody could be asked at all.
"""

from __future__ import annotations

import filecmp
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements-test.txt", "requirements-audit.txt")
"""Every pin is in one of them; what both have may be of two versions."""

UNREACHED = ("connect", "resolve", "network", "timed out", "timeout", "unreachable", "proxy")
"""Words of what pip and pip-audit say where there is no way to anybody."""


def said(report: dict[str, Any]) -> tuple[list[str], int]:
    """What a report of pip-audit comes to, in lines, and the exit code."""
    found = report["dependencies"]
    unasked = [one["name"] for one in found if "skip_reason" in one]
    if len(unasked) == len(found):
        return ["audit: nobody could be asked about any library; nothing was checked."], 0
    lines = [
        f"audit: {one['name']} {one['version']}: {weakness['id']}, mended in "
        + (", ".join(weakness["fix_versions"]) or "no version yet")
        for one in found
        for weakness in one.get("vulns", ())
    ]
    code = 1 if lines else 0
    lines += [f"audit: nobody could be asked about {', '.join(unasked)}"] * bool(unasked)
    checked = len(found) - len(unasked)
    lines.append(f"audit: {checked} libraries checked, {'see above' if code else 'no weakness is known'}.")
    return lines, code


def fetched(home: Path) -> str:
    """Makes the environment of pip-audit if it is not there; what went wrong, if anything did."""
    lock = ROOT / "requirements-audit.txt"
    stamp = home / "lock.txt"
    if stamp.exists() and filecmp.cmp(lock, stamp, shallow=False):
        return ""
    subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
    pip = [home / "bin/python", "-m", "pip", "--disable-pip-version-check", "--no-input", "-q", "install"]
    done = subprocess.run([*pip, "--require-hashes", "-r", lock], capture_output=True, text=True, check=False)
    if done.returncode:
        return done.stderr
    shutil.copy(lock, stamp)
    return ""


def asked(home: Path) -> tuple[list[str], int]:
    """The lines to print, and the exit code."""
    if wrong := fetched(home):
        return unreached(wrong)
    found: dict[tuple[str, str], Any] = {}
    for lock in LOCKS:
        report = home / "report.json"
        report.unlink(missing_ok=True)
        command = [home / "bin/pip-audit", "--disable-pip", "--require-hashes", "-r", ROOT / lock]
        command += ["--progress-spinner", "off", "--timeout", "15", "-f", "json", "-o", report]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if not report.exists():
            return unreached(done.stderr)
        for one in json.loads(report.read_text("utf-8"))["dependencies"]:
            found[one["name"], one.get("version", "")] = one
    return said({"dependencies": [found[key] for key in sorted(found)]})


def unreached(wrong: str) -> tuple[list[str], int]:
    """What comes of an error: nothing where there is no way to anybody, else the error itself."""
    if any(word in wrong.lower() for word in UNREACHED):
        return ["audit: there is no network here; nothing was checked."], 0
    return [wrong, "audit: pip-audit failed; nothing was checked."], 1


if __name__ == "__main__":
    lines, code = asked(ROOT / ".venv-audit")
    print("\n".join(lines))
    sys.exit(code)
