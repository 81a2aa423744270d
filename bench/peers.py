"""The peers: where the project of each is, how it is built, and where its pages end up.

Each is installed on request, at a fixed version, into a folder of its own, and does the same work: a
page a post, the newest posts in front, lists of types and tags in pages of twenty, RSS for the site and
each type, a sitemap. Where one lacks a list of all posts in pages of twenty, it has one by month.
"""

from __future__ import annotations

import base64
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import install
import sources
from corpus import Post

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""One white pixel, for every picture of the corpus: pictures are not what is measured."""


@dataclass(frozen=True)
class Peer:
    """A generator: `source` gives a post's file and text; `command` gives, for the folder of the tools and
    the project's, what builds it. In the project are `out`, what is made; `template`, the layout of all
    pages; and `caches`, what a build keeps for the next. `page`, `type_list` and `type_feed` are in `out`."""

    name: str
    project: Path | None
    source: Callable[[Post], sources.Source]
    command: Callable[[Path, Path], list[str]]
    out: str
    template: str
    caches: tuple[str, ...] = ()
    install: Callable[[Path, str], None] = install.nothing
    version: str = ""
    page: Callable[[Post], str] = lambda post: f"posts/{post.slug}/index.html"
    type_list: Callable[[str], str] = lambda kind: f"types/{kind}/index.html"
    type_feed: Callable[[str], str] = lambda kind: f"types/{kind}/feed.xml"
    extra: dict[str, bytes] = field(default_factory=dict)
    linked: str = ""
    """A folder of the tools that the project is to have beside it."""


OURS = Peer(
    name="gazette",
    project=HERE / "peers/gazette",
    source=sources.gazette,
    command=lambda tools, project: [sys.executable, str(REPOSITORY / "build.py"), "--root", str(project)],
    out="site",
    template="templates/base.html",
    caches=(".gazette",),
    page=lambda post: f"{sources.FOLDERS[post.type]}/{post.slug}/index.html",
    type_list=lambda kind: f"{sources.FOLDERS[kind]}/index.html",
    type_feed=lambda kind: f"{sources.FOLDERS[kind]}/feed.xml",
    extra={"content/photo.png": PICTURE},
)

HUB = replace(
    OURS,
    name="gazette, its own templates and defaults",
    project=None,
    template="",
    extra={
        "content/photo.png": PICTURE,
        "content/site.toml": b'title = "Elmgate Trades Council"\nbase_url = "https://bench.example/"\ntimezone = "UTC"\nsocial_cards = false\nsearch = false\n',
        **{
            f"content/pages/{name}.md": f"---\ntitle: {name.title()}\n---\nWords.\n".encode()
            for name in ("about", "contact", "affiliate")
        },
    },
)

HUGO = Peer(
    name="hugo",
    project=HERE / "peers/hugo",
    source=sources.hugo,
    command=lambda tools, project: [str(tools / "hugo/hugo"), "--quiet", "--source", str(project)],
    out="public",
    template="layouts/baseof.html",
    caches=("resources", ".hugo_build.lock"),
    install=install.hugo,
    version="0.168.0",
)

ZOLA = Peer(
    name="zola",
    project=HERE / "peers/zola",
    source=sources.zola,
    command=lambda tools, project: [str(tools / "zola/zola"), "build"],
    out="public",
    template="templates/base.html",
    install=install.zola,
    version="0.22.0",
)

ELEVENTY = Peer(
    name="eleventy",
    project=HERE / "peers/eleventy",
    source=sources.eleventy,
    command=lambda tools, project: [
        "node", str(tools / "eleventy/node_modules/@11ty/eleventy/cmd.cjs"), "--quiet",
    ],
    out="_site",
    template="src/_includes/base.njk",
    caches=(".cache",),
    install=install.eleventy,
    version="3.1.5",
    linked="eleventy/node_modules",
)  # fmt: skip

PELICAN = Peer(
    name="pelican",
    project=HERE / "peers/pelican",
    source=sources.pelican,
    command=lambda tools, project: [str(tools / "pelican/bin/pelican"), "-q", "-s", "pelicanconf.py"],
    out="output",
    template="theme/templates/base.html",
    caches=("cache", "__pycache__"),
    install=install.pelican,
    version="4.12.0",
)

JEKYLL = Peer(
    name="jekyll",
    project=HERE / "peers/jekyll",
    source=sources.jekyll,
    command=lambda tools, project: ["jekyll", "build", "--quiet"],
    out="_site",
    template="_layouts/base.html",
    caches=(".jekyll-cache", ".jekyll-metadata"),
    install=install.jekyll,
    version="4.3.1",
)

NIKOLA = Peer(
    name="nikola",
    project=HERE / "peers/nikola",
    source=sources.nikola,
    command=lambda tools, project: [str(tools / "nikola/bin/nikola"), "build", "-q"],
    out="output",
    template="themes/hub/templates/base.tmpl",
    caches=("cache", "__pycache__", *(f".doit.db{end}" for end in ("", ".db", ".dat", ".dir", ".bak"))),
    install=install.nikola,
    version="8.3.3",
    type_feed=lambda kind: f"types/{kind}.xml",
)

ASTRO = Peer(
    name="astro",
    project=HERE / "peers/astro",
    source=sources.astro,
    command=lambda tools, project: [
        "node", str(tools / "astro/node_modules/astro/astro.js"), "build", "--silent",
    ],
    out="dist",
    template="src/layouts/Base.astro",
    caches=(".cache", ".astro"),
    install=install.astro,
    version="5.18.2",
    linked="astro/node_modules",
)  # fmt: skip

PEERS = {
    "gazette": OURS, "hugo": HUGO, "hub": HUB, "zola": ZOLA, "eleventy": ELEVENTY, "pelican": PELICAN,
    "jekyll": JEKYLL, "nikola": NIKOLA, "astro": ASTRO,
}  # fmt: skip
"""In the order in which they take their turns: what is set against each other first and side by side."""


def installed(peer: Peer, tools: Path) -> str:
    """Why a peer cannot take part; empty if it can. It is installed if it is not there yet."""
    done = tools / f"{peer.name}.done"
    if peer.install is install.nothing or (done.exists() and done.read_text() == peer.version):
        return ""
    tools.mkdir(parents=True, exist_ok=True)
    try:
        peer.install(tools, peer.version)
    except (OSError, ValueError) as error:
        return f"{peer.name} could not be installed here, and takes no part: {error}."
    done.write_text(peer.version)
    return ""


def lay_out(peer: Peer, project: Path, posts: list[Post], tools: Path | None = None) -> None:
    """A new folder with the peer's project and the corpus as it wants it."""
    shutil.rmtree(project, ignore_errors=True)
    project.mkdir(parents=True)
    if peer.project is not None:
        shutil.copytree(peer.project, project, dirs_exist_ok=True)
    if peer.linked and tools is not None:
        os.symlink(tools / peer.linked, project / Path(peer.linked).name)
    for path, data in peer.extra.items():
        write(project / path, data)
    for post in posts:
        path, text = peer.source(post)
        write(project / path, text.encode())


def write(file: Path, data: bytes) -> None:
    """Write a file, and the folders above it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
