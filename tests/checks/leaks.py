"""What must not be in a published site, whatever it was built from: of the machine, of people, of what is not out.

Each check gives the offences, as `path: what`.
"""

from __future__ import annotations

import getpass
import gzip
import io
import re
import socket
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

import pikepdf
from PIL import Image

from gazette.frontmatter import parse
from gazette.rasters import is_raster
from gazette.site import Site
from gazette.sources import load

PATHS = re.compile(
    rb"(?<![\w.~:/-])/(?:home|Users|root|tmp|var/(?:folders|tmp|lib)|opt|mnt|srv/\w+|private|builds?|workspace|github)"
    rb"/[\w.~-]+|\b[A-Za-z]:\\(?:Users|Documents|Windows|Program)\b|file:///|/site-packages/|\.gazette/(?:site|kept)"
)
"""Places of one machine."""

KEYS = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{20,}"
    rb"|\bglpat-[\w-]{20}|\bxox[abprs]-[\w-]{10,}|\b[sr]k_live_\w{20,}|\bAIza[\w-]{35}|\bnpm_[A-Za-z0-9]{36}"
    rb"|\bpypi-AgE\w{20,}|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.|\bssh-(?:rsa|ed25519) AAAA[\w+/]{20,}"
    rb"|\b(?:password|passwd|secret|api_?key|token)[\"']?\s*[:=]\s*[\"'][^\"'\s]{6,}",
    re.I,
)
"""What keys and tokens look like, and what somebody calls one."""

LEFT_ABOUT = re.compile(
    r"(?:^|/)(?:\.(?!gazette-files$|nojekyll$|well-known/)[^/]+|[^/]*(?:~|\.(?:sw[op]|bak|orig|rej|tmp|part|pyc|md|toml|log))"
    r"|#[^/]*#|Thumbs\.db|desktop\.ini|__MACOSX|node_modules|__pycache__|ledger\.json\..*)(?:/|$)"
)
"""Files of editors, systems and version control, and sources."""

_FOR_EVERYBODY = re.compile(r"pagefind/(?:\d+/)?wasm\.")
"""A program of Pagefind's, with places of the machine that made it for everybody; each index has it."""

EMAIL = re.compile(rb"[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_ID = re.compile(rb"tag:[\w.-]+,[\d-]+:|(?:UID:|urn:)\S+")


def of_this_machine() -> tuple[str, ...]:
    """Who and where we are, as far as these are no everyday words."""
    everyday = {"root", "user", "admin", "build", "runner", "docker", "localhost", "www", "debian", "ubuntu"}
    return tuple(
        w for w in (getpass.getuser(), socket.gethostname()) if len(w) > 3 and w.lower() not in everyday
    )


def offences(out: Path, words: Iterable[str] = (), mails: frozenset[bytes] | None = None) -> list[str]:
    """Everything in a site that must not be there; `words` neither, and no addresses but `mails`."""
    unwanted = [word.encode() for word in words]
    found = []
    for file in sorted(path for path in out.rglob("*") if path.is_file()):
        name = file.relative_to(out).as_posix()
        if hit := LEFT_ABOUT.search(name):
            found.append(f"{name}: left about {hit[0]}")
        if _FOR_EVERYBODY.match(name):
            continue
        for data in told(name, file.read_bytes()):
            found += [
                f"{name}: {what} {hit.decode(errors='replace')}" for what, hit in _in(data, unwanted, mails)
            ]
        found += [f"{name}: {what}" for what in _stuck_to(name, file.read_bytes())]
    return found


def told(name: str, data: bytes) -> Iterator[bytes]:
    """The bytes of a file, and what is packed within them."""
    yield data.replace(b"\r\n ", b"") if name.endswith(".ics") else data  # lines are folded at 75 bytes
    if data[:2] == b"\x1f\x8b":
        yield gzip.decompress(data)
    elif name.endswith(".pdf"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for thing in pdf.objects:
                if isinstance(thing, pikepdf.Stream):
                    try:
                        yield thing.read_bytes()
                    except pikepdf.PdfError:
                        yield thing.read_raw_bytes()
    elif zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from (archive.read(part) for part in archive.namelist())
    elif name.endswith(".png"):
        for found in re.finditer(rb"(?:zTXt|iTXt)[^\0]*\0+(.*)", data, re.S):
            try:
                yield zlib.decompressobj().decompress(found[1])
            except zlib.error:
                continue


def _in(data: bytes, unwanted: list[bytes], mails: frozenset[bytes] | None) -> Iterator[tuple[str, bytes]]:
    yield from (("path", hit[0]) for hit in PATHS.finditer(data))
    yield from (("key", hit[0][:20]) for hit in KEYS.finditer(data))
    yield from (("word", word) for word in unwanted if word in data)
    if mails is not None and b"\0" not in data:
        for hit in EMAIL.finditer(_ID.sub(b"", data)):
            if hit[0].lower() not in mails and not hit[0].endswith(b".invalid"):  # .invalid is nobody's
                yield "address", hit[0]


def _stuck_to(name: str, data: bytes) -> Iterator[str]:
    """What cameras and programs write into files."""
    if is_raster(name):
        with Image.open(io.BytesIO(data)) as picture:
            if dict(picture.getexif()):
                yield "camera data"
            yield from (
                f"picture data {key}"
                for key in picture.info
                if key in ("exif", "xmp", "comment", "photoshop")
            )
            yield from (f"picture data {key}" for key in getattr(picture, "text", {}))
    elif name.endswith(".pdf"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            yield from (f"document data {key}" for key in pdf.docinfo if key != "/Title")
            if "/Metadata" in pdf.Root:
                yield "document data XMP"


def not_out(site: Site) -> list[str]:
    """Words of what is not published: titles, and the longest line of each text."""
    found = []
    for path, verdict in site.verdicts.items():
        if verdict.name in ("draft", "scheduled", "embargoed"):
            body = max(_text(site, path).split("\n"), key=len).strip()
            found += [words for words in (site.entries[path].title, body) if len(words) > 12]
    return found


def meant_to_be_public(site: Site, more: bytes = b"") -> frozenset[bytes]:
    """The addresses in what is published, in the settings, and in `more`; those in comments are not."""
    texts = [more, repr(site.settings).encode()]
    for path, entry in site.entries.items():
        if site.verdicts[path].name not in ("draft", "scheduled", "embargoed"):
            texts += [repr(entry).encode(), _COMMENT.sub("", _text(site, path)).encode()]
    texts += [
        load(site.assets[path])
        for path in site.media
        if PurePosixPath(path).suffix in (".txt", ".csv", ".vcf")
    ]
    return frozenset(hit[0].lower() for text in texts for hit in EMAIL.finditer(text))


def _text(site: Site, path: str) -> str:
    body = site.bodies[path]
    document, _ = parse(path, load(body.source))
    return document.body if document else ""
