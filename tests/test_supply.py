"""What the program is made of: pinned, few, each with a reason, under licences that go with its own."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from tests import audit
from tests.checks import papers

ROOT = Path(__file__).resolve().parent.parent

ACCEPTED = {
    "MIT", "MIT-CMU", "BSD-2-Clause", "BSD-3-Clause", "BSD", "Apache-2.0", "PSF-2.0", "ISC", "Zlib", "HPND",
    "MPL-2.0",
    "LGPL-3.0-or-later",
}  # fmt: skip
"""Licences of libraries that a program under MIT may use as they are: the last two as long as the library
itself is not changed, or what was changed in it is given away too."""

WORDS = {
    "mit license": "MIT", "mit": "MIT", "bsd license": "BSD", "apache software license": "Apache-2.0",
    "freebsd and lgplv3+": "BSD", "dual license": "", "apache license 2.0": "Apache-2.0",
    "gnu lesser general public license v3 or later (lgplv3+)": "LGPL-3.0-or-later",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0", "python software foundation license": "PSF-2.0",
    "isc license (iscl)": "ISC", "the unlicense (unlicense)": "Unlicense",
    "gnu general public license v3 (gplv3)": "GPL-3.0-only",
}  # fmt: skip
"""Licences as libraries call them, by their names in the list of SPDX."""


def licences(about: Any) -> set[str]:
    """The licences under which a library may be used, by what its metadata says."""
    if written := about.get("License-Expression"):
        return {word for word in re.split(r"[\s()]+", written) if word not in ("", "AND", "OR", "WITH")}
    classes = about.get_all("Classifier") or []
    found = [
        c.rpartition(" :: ")[2]
        for c in classes
        if c.startswith("License :: ") and c != "License :: OSI Approved"
    ]
    found += [] if found else [(about.get("License") or "").split("\n")[0]]
    return {WORDS.get(word.strip().lower(), word.strip()) for word in found} - {""}


def installed(name: str) -> Any:
    try:
        return metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None  # for another machine or another Python


@pytest.mark.parametrize("lock", ["requirements.txt"])
def test_every_library_is_under_a_licence_that_goes_with_ours(lock: str) -> None:
    found = {name: about for name in papers.pins(ROOT / lock) if (about := installed(name))}
    assert len(found) >= 30
    assert {name: licences(about) for name, about in found.items() if not licences(about) <= ACCEPTED} == {}
    assert [name for name, about in found.items() if not licences(about)] == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"License-Expression": "Apache-2.0 OR GPL-3.0-only"}, {"Apache-2.0", "GPL-3.0-only"}),
        (
            {"Classifier": "License :: OSI Approved :: GNU General Public License v3 (GPLv3)"},
            {"GPL-3.0-only"},
        ),
        ({"License": "Do what you like"}, {"Do what you like"}),
        ({}, set()),
    ],
)
def test_another_licence_would_be_noticed(fields: dict[str, str], expected: set[str]) -> None:
    from email.message import Message

    about = Message()
    for name, value in fields.items():
        about[name] = value
    assert licences(about) == expected
    assert not expected or not expected <= ACCEPTED


def test_every_library_that_we_ask_for_has_its_reason_in_the_docs() -> None:
    page = (ROOT / "docs/reliability.md").read_text("utf-8").partition("### Why each library")[2]
    told = set(re.findall(r"^\| `([\w.-]+)` \| \S", page, re.M))
    direct = {name for name, (_, _, asked) in papers.pins(ROOT / "requirements.txt").items() if asked}
    assert told == direct
    assert len(papers.pins(ROOT / "requirements.txt")) <= 36


def test_what_audits_is_pinned_by_hash_too() -> None:
    pins = papers.pins(ROOT / "requirements-audit.txt")
    assert "pip-audit" in pins
    assert [name for name, (version, hashes, _) in pins.items() if not version or not hashes] == []


SOUND, WEAK, UNASKED = ("sound", "1"), ("weak", "2"), ("unasked", "3")
WEAKNESS = {"id": "CVE-1", "fix_versions": ["3"]}


@pytest.mark.parametrize(
    ("pins", "weaknesses", "wrong", "lines", "code"),
    [
        ([SOUND], {SOUND: []}, "", ["audit: 1 of 1 libraries checked, no weakness of theirs is known."], 0),
        (
            [SOUND, WEAK],
            {SOUND: [], WEAK: [WEAKNESS]},
            "",
            ["audit: weak 2: CVE-1, mended in 3", "audit: 2 of 2 libraries checked, see above."],
            1,
        ),
        (
            [SOUND, UNASKED],
            {SOUND: []},
            "",
            [
                "audit: nobody could be asked about unasked 3",
                "audit: 1 of 2 libraries checked, no weakness of theirs is known.",
            ],
            0,
        ),
        (
            [UNASKED, WEAK],
            {WEAK: [WEAKNESS]},
            "Could not connect",
            [
                "audit: weak 2: CVE-1, mended in 3",
                "Could not connect",
                "audit: pip-audit broke off.",
                "audit: nobody could be asked about unasked 3",
                "audit: 1 of 2 libraries checked, see above.",
            ],
            1,
        ),
        ([UNASKED], {}, "", ["audit: nobody could be asked about any library; nothing was checked."], 0),
    ],
)
def test_an_audit_never_takes_who_was_not_asked_for_sound(
    pins: list[audit.Pin], weaknesses: dict[audit.Pin, Any], wrong: str, lines: list[str], code: int
) -> None:
    assert audit.said(pins, weaknesses, wrong) == (lines, code)


def test_an_audit_asks_about_every_pin_of_every_machine_and_never_about_two_versions_at_once() -> None:
    pins = audit.pinned(ROOT)
    locks = (file.read_text("utf-8") for file in ROOT.glob("requirements*.txt"))
    heads = {line.split()[0] for lock in locks for line in lock.splitlines() if "==" in line.split(" ;")[0]}
    assert {f"{name}=={version}" for name, version in pins} == heads
    assert {"atheris", "colorama", "pip-audit"} <= {name for name, _ in pins}
    rounds = audit.rounds(pins)
    assert sorted(pin for some in rounds for pin in some) == sorted(pins)
    assert all(len({name for name, _ in some}) == len(some) for some in rounds)


def pretended(home: Path, script: str) -> Path:
    """An environment in which pip-audit is a script."""
    (home / "bin").mkdir(parents=True)
    (home / "bin/pip-audit").write_text(f"#!/bin/sh\n{script}\n")
    (home / "bin/pip-audit").chmod(0o755)
    (home / "lock.txt").write_bytes((ROOT / "requirements-audit.txt").read_bytes())
    return home


def locked(root: Path) -> Path:
    """A folder with two lock files, of which one has another version of what is in the other."""
    (root / "requirements.txt").write_text("weak==1 \\\n    --hash=x\n")
    (root / "requirements-x.txt").write_text("other==5 ; os_name == 'nt' \\\n    --hash=x\nweak==2\n")
    return root


def test_the_weaknesses_of_every_version_that_is_locked_are_told(tmp_path: Path) -> None:
    """Asked about first are `other` and the first version, then the second one."""
    answer = '{"name": "weak", "version": "%s", "vulns": [{"id": "CVE-%s", "fix_versions": []}]}'
    script = (
        'for last; do :; done; case "$(cat "${0%/bin/*}/asked.txt")" in *weak==1*) n=1;; *) n=2;; esac\n'
        f'printf \'{{"dependencies": [{answer}]}}\' $n $n > "$last"; exit 1'
    )
    told = [
        "audit: weak 1: CVE-1, mended in no version yet",
        "audit: weak 2: CVE-2, mended in no version yet",
        "audit: nobody could be asked about other 5",
        "audit: 2 of 3 libraries checked, see above.",
    ]
    assert audit.asked(pretended(tmp_path / "a", script), locked(tmp_path)) == (told, 1)


def test_without_a_network_it_is_said_that_nothing_was_checked(tmp_path: Path) -> None:
    away = pretended(tmp_path / "a", "echo 'ERROR: Could not connect to the service' >&2; exit 1")
    assert audit.asked(away) == (["audit: there is no network here; nothing was checked."], 0)
    broken = pretended(tmp_path / "b", "echo 'KeyError: x' >&2; exit 1")
    lines, code = audit.asked(broken)
    assert (lines[-1], code) == ("audit: pip-audit failed; nothing was checked.", 1)
