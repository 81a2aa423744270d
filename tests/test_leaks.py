"""A published site tells nothing of the machine, of people who did not mean to, or of what is not out yet."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from gazette.hub import Report
from tests.checks.leaks import meant_to_be_public, not_out, of_this_machine, offences
from tests.hub import PDF, REPOSITORY, Built, built, post, small_hub, write

HERE = (str(REPOSITORY), sys.prefix)


def test_the_sample_hub_tells_nothing_that_it_should_not(sites: Built) -> None:
    for report, out in sites.values():
        site = report.site
        assert site is not None
        words = (*of_this_machine(), *HERE, str(out.parent), *not_out(site))
        assert offences(out, words, meant_to_be_public(site)) == []


def test_the_full_hub_tells_nothing_that_it_should_not(full_site: tuple[Report, Path]) -> None:
    report, out = full_site
    site = report.site
    assert site is not None
    words = (*of_this_machine(), *HERE, str(out.parent), *not_out(site))
    assert offences(out, words, meant_to_be_public(site)) == []


LATER = "The words of a post that nobody may read before Friday noon."
HUB: dict[str, str | bytes] = {
    "content/news/out.md": post(
        "Out", "Write to <jo@out.example>.\n\n<!-- ask sam@hidden.example first -->\n"
    ),
    "content/news/draft.md": post(
        "A draft title", f"{LATER}\n\nWrite to kim@draft.example.\n", status="draft"
    ),
    "content/news/later.md": post("A title for later", f"{LATER}\n", publish_at="2017-08-01"),
    "content/statements/held.md": post("A statement held back", f"{LATER}\n", embargo="2017-08-01 09:00"),
    "content/news/.out.md.swp": b"b0VIM",
    "content/news/out.md~": LATER,
    "content/.git/config": "[user]\nemail = me@home.example\n",
    "content/news/unused.txt": LATER,
}

PROGRAM = """
import sys
from datetime import datetime
from pathlib import Path
from gazette.hub import Hub
from gazette.pipeline import build
from gazette.places import Place
root = Path.cwd()
report = build(Hub(root, root / "templates"), Place(root / "site", root / ".gazette/site"), datetime(2017, 7, 14, 12), jobs=2)
sys.exit(bool(report.problems))
"""


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site built by somebody with a name of their own, below a home of their own."""
    root = tmp_path_factory.mktemp("trillian") / "trillian/clone"
    hub = small_hub(root, HUB)
    names = {"USER": "trillian", "LOGNAME": "trillian", "HOME": str(root.parent), "HOSTNAME": "trillians-laptop",
             "EMAIL": "trillian@home.example", "GIT_AUTHOR_EMAIL": "trillian@home.example"}  # fmt: skip
    environment = {**os.environ, **names, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=hub.root, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return root / "site"


def test_who_built_it_where_is_in_no_file_and_neither_is_what_is_not_out(stranger: Path) -> None:
    hub = small_hub(stranger.parent)
    site = built(hub, name="again").site
    assert site is not None
    words = not_out(site)
    assert (len(words), LATER in words) == (6, True)
    public = meant_to_be_public(site)
    assert public == {b"jo@out.example"}
    assert offences(stranger, ("trillian", *words), public) == []


def exif() -> bytes:
    told = Image.Exif()
    told[0x010F] = "Telephone"
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "JPEG", exif=told)
    return out.getvalue()


def authored() -> bytes:
    made = pikepdf.open(io.BytesIO(PDF))
    made.docinfo["/Author"] = "Trillian"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


LEAKS: dict[str, tuple[str, str | bytes, str]] = {
    "a path": ("news/a.html", "made in /home" + "/trillian/hub", "path /home" + "/trillian"),
    "a path of Windows": ("a.json", r'{"at": "C:\\Users"}'.replace("\\\\", "\\"), r"path C:\Users"),
    "a path of this build": ("index.html", "<!-- /tmp/x.html -->", "path /tmp/x.html"),
    "a user's name": ("feed.xml", "<author>trillian</author>", "word trillian"),
    "a machine's name": ("ledger.json", '"by": "trillians-laptop"', "word trillian"),
    "words of a draft": ("search.json", LATER, f"word {LATER}"),
    "an address": ("a.html", "sam@hidden.example", "address sam@hidden.example"),
    "camera data": ("march-720.jpg", exif(), "camera data"),
    "who wrote a document": ("flyer.pdf", authored(), "document data /Author"),
    "a private key": ("a.txt", "-----BEGIN OPENSSH PRIVATE KEY-----", "key -----BEGIN OPENSSH P"),
    "a token": ("a.js", f"x = 'ghp_{'a1' * 18}'", "key ghp_a1a1a1a1a1a1a1a1"),
    "a password": ("a.js", 'password = "correct-horse"', 'key password = "correct-'),
    "version control": (".git/config", "[core]", "left about .git/"),
    "a swap file": ("news/.a.md.swp", "x", "left about /.a.md.swp"),
    "a copy of an editor": ("news/index.html~", "x", "left about /index.html~"),
    "a source": ("news/a.md", "x", "left about /a.md"),
}  # fmt: skip


@pytest.mark.parametrize("leak", LEAKS)
def test_the_scan_finds_what_is_planted(stranger: Path, tmp_path: Path, leak: str) -> None:
    name, data, said = LEAKS[leak]
    out = Path(shutil.copytree(stranger, tmp_path / "site"))
    write(out, {f"{name}": data})
    found = offences(out, ("trillian", LATER), frozenset({b"jo@out.example"}))
    assert f"{name}: {said}" in found


def test_the_scan_looks_into_what_is_packed(tmp_path: Path) -> None:
    write(tmp_path, {"pagefind/a.pf_fragment": gzip.compress(b"by trillian")})
    assert offences(tmp_path, ("trillian",)) == ["pagefind/a.pf_fragment: word trillian"]
