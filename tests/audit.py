"""Asks the public lists of known weaknesses about every library that is pinned: `make audit`.

pip-audit asks, from an environment of its own, made from requirements-audit.txt. A library about which
nobody could be asked counts as not checked, never as sound. Ends with 1 where a weakness is known, or where
something went wrong; with 0 where there is none, or where nobody could be asked at all.
"""

from __future__ import annotations

import filecmp
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterable, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

UNREACHED = ("connect", "resolve", "network", "timed out", "timeout", "unreachable", "proxy")
"""Words of what pip and pip-audit say where there is no way to anybody."""

Pin = tuple[str, str]
"""A library and its version."""


def pinned(root: Path) -> tuple[Pin, ...]:
    """Every pin of every lock file: those for other machines, and both where there are two versions of one."""
    locks = (file.read_text("utf-8") for file in root.glob("requirements*.txt"))
    return tuple(sorted({pin for lock in locks for pin in re.findall(r"^([\w.-]+)==([^\s;]+)", lock, re.M)}))


def rounds(pins: Iterable[Pin]) -> tuple[tuple[Pin, ...], ...]:
    """The pins, so that no round has two versions of one library: pip-audit refuses such a list."""
    versions: dict[str, list[Pin]] = {}
    for pin in pins:
        versions.setdefault(pin[0], []).append(pin)
    return tuple(tuple(filter(None, some)) for some in zip_longest(*versions.values()))


def said(
    pins: Collection[Pin], weaknesses: Mapping[Pin, list[dict[str, Any]]], wrong: str = ""
) -> tuple[list[str], int]:
    """What is told of the pins, in lines, and the exit code.

    `weaknesses` has those about which somebody was asked; `wrong` is what pip-audit broke off with, if it did.
    """
    asked = [pin for pin in pins if pin in weaknesses]
    if not asked:
        nobody = ["audit: nobody could be asked about any library; nothing was checked."]
        return unreached(wrong) if wrong else (nobody, 0)
    lines = [
        f"audit: {name} {version}: {weakness['id']}, mended in "
        + (", ".join(weakness["fix_versions"]) or "no version yet")
        for name, version in asked
        for weakness in weaknesses[name, version]
    ]
    known = "see above" if lines else "no weakness of theirs is known"
    code = 1 if lines or wrong else 0
    unasked = [" ".join(pin) for pin in pins if pin not in weaknesses]
    lines += [wrong, "audit: pip-audit broke off."] if wrong else []
    lines += [f"audit: nobody could be asked about {', '.join(unasked)}"] * bool(unasked)
    return [*lines, f"audit: {len(asked)} of {len(pins)} libraries checked, {known}."], code


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


def asked(home: Path, root: Path = ROOT) -> tuple[list[str], int]:
    """The lines to print, and the exit code."""
    if wrong := fetched(home):
        return unreached(wrong)
    pins = pinned(root)
    found: dict[Pin, list[dict[str, Any]]] = {}
    listed, report = home / "asked.txt", home / "report.json"
    for some in rounds(pins):
        listed.write_text("".join(f"{name}=={version}\n" for name, version in some), "utf-8")
        report.unlink(missing_ok=True)
        command = [home / "bin/pip-audit", "--disable-pip", "--no-deps", "-r", listed]
        command += ["--progress-spinner", "off", "--timeout", "15", "-f", "json", "-o", report]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if not report.exists():
            return said(pins, found, done.stderr or "pip-audit gave no report.")
        for one in json.loads(report.read_text("utf-8"))["dependencies"]:
            if "skip_reason" not in one:
                found[one["name"], one["version"]] = one["vulns"]
    return said(pins, found)


def unreached(wrong: str) -> tuple[list[str], int]:
    """What comes of an error: nothing where there is no way to anybody, else the error itself."""
    if any(word in wrong.lower() for word in UNREACHED):
        return ["audit: there is no network here; nothing was checked."], 0
    return [wrong, "audit: pip-audit failed; nothing was checked."], 1


if __name__ == "__main__":
    lines, code = asked(ROOT / ".venv-audit")
    print("\n".join(lines))
    sys.exit(code)
