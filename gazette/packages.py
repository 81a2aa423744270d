"""Packages: the program of the CMS, as npm packs it -> the files that a hub keeps of it.

A package is known by the digest of all its bytes: what somebody else packed, or changed, is refused.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Final

from gazette.problems import Problem, one_of


@dataclass(frozen=True, slots=True)
class Package:
    """A package of npm: its name, its version, the digest of its tarball, and the files that are needed.

    `files` are patterns of paths in it, each with the name that such a file has here.
    """

    name: str
    version: str
    integrity: str
    files: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A package, and the files that are needed of it by their names here."""

    package: Package
    files: tuple[tuple[str, bytes], ...]


PACKAGES: Final = (
    Package(
        "decap-cms",
        "3.16.3",
        "sha512-hf+dPlCh7TJmWl8+6VRzHYOWhri5xgUknrZbDewaWe4s9B7xJ8PQugp2QHeSldMUKzav6+z0oIpwUYhUJDYtYw==",
        # It loads its smaller parts by their names beside it.
        ((r"dist/(decap-cms\.js(?:\.LICENSE\.txt)?|\d+\.decap-cms\.js)", r"\1"),),
    ),
    Package(
        "js-yaml",
        "5.5.0",
        "sha512-paNr4LFIFPjeeSmwNYdrb8FafLLG/Cr2Af3GjbsHJ5CxIjH4r0c2emlmRdAtpPAieP1gRVzk6buBbVP5gBMGAg==",
        ((r"dist/browser/(js-yaml\.umd\.min\.js)", r"\1"), (r"LICENSE", "js-yaml.LICENSE.txt")),
    ),
)
"""What the CMS is made of: the program, and what reads and writes front matter."""

TO_GET: Final = f"npm pack {' '.join(f'{one.name}@{one.version}' for one in PACKAGES)}"
"""The line that gets the packages."""


def unpacked(path: str, data: bytes) -> Unpacked | Problem:
    """The files that are needed of a package; a Problem if it is none of those that are known."""
    import base64
    import gzip
    import hashlib
    import tarfile

    digest = f"sha512-{base64.b64encode(hashlib.sha512(data).digest()).decode()}"
    package = next((one for one in PACKAGES if one.integrity == digest), None)
    if package is None:
        return Problem(
            "not-the-package",
            "This is not a package of the CMS as it was published.",
            path,
            read=digest,
            wanted=one_of([str(one) for one in PACKAGES]) + ", unchanged",
            hint=TO_GET,
        )
    found = []
    with tarfile.TarFile(fileobj=io.BytesIO(gzip.decompress(data))) as archive:
        for member in archive:
            inner = member.name.removeprefix("package/")
            for pattern, name in package.files:
                if (match := re.fullmatch(pattern, inner)) and (file := archive.extractfile(member)):
                    found.append((match.expand(name), file.read()))
    return Unpacked(package, tuple(sorted(found)))
