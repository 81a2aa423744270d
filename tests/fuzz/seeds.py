"""Seeds: good inputs of each sort to begin with, and the words that such inputs are made of."""

from __future__ import annotations

import json
from collections.abc import Iterator

from gazette import settings
from gazette.importers import report as import_report
from gazette.kinds import KINDS
from gazette.kinds.shape import front_matter
from tests import exports, random_export, random_markdown
from tests.fuzz.desk import desk
from tests.hub import REPOSITORY, SETTINGS
from tests.slips import goods
from tests.test_prose import XSS


def posts() -> Iterator[bytes]:
    """A good post for the fields of every kind, and all posts of the sample hub."""
    seen = set()
    for good in goods():
        if (good.kind, good.name) not in seen:
            seen.add((good.kind, good.name))
            yield "\n".join((good.folder, *good.lines)).encode()
    for file in sorted((REPOSITORY / "content").rglob("*.md")):
        yield file.parent.name.encode() + b"\n" + file.read_bytes()


def bodies() -> Iterator[bytes]:
    """Random texts, attacks, and what the sample hub has."""
    yield from (random_markdown.document(number).encode() for number in range(60))
    yield from (text.encode() for text in XSS)
    for file in sorted((REPOSITORY / "content").rglob("*.md")):
        yield file.read_bytes().split(b"\n---\n", 1)[-1]


def site_tomls() -> Iterator[bytes]:
    yield SETTINGS.encode()
    yield (REPOSITORY / "content/site.toml").read_bytes()
    yield settings.NEW.encode()


def ledgers() -> Iterator[bytes]:
    yield (desk("page").hub.root / "site/ledger.json").read_bytes()
    yield b'{"format": "gazette ledger", "version": 1}'


def papers() -> Iterator[bytes]:
    yield b'mapping\n[types]\npage = "pages"\n[unions]\nunison = "UNISON"\n[tags]\npay = ""\n'
    yield b'comments\n{"comments": [{"id": "1", "parent": "", "author": "Ann", "date": "2017-07-14 12:00", "text": "Yes"}]}'
    row = import_report.Row(
        "k", "1", "post", "T", "/a/", "published", "content/news/a.md", "new", ("n",), (("a", "b"),)
    )
    yield b"report\n" + "".join(import_report.dump(import_report.Report("s", (row,)))).encode()


def caches() -> Iterator[bytes]:
    journal = {"whole": False, "stand_in": [], "rename": ["x"], "new": ["x"], "remove": [], "owned": ["x"]}
    yield b"\x02\x00\x00\x00" + json.dumps(journal).encode()
    for which in range(5):
        for how in range(3):
            for at in (0, 1, 0x40, 0x80, 0xFF):
                yield bytes((which, how, at, 0)) + b"scribble"


def all_exports() -> Iterator[bytes]:
    for seed in range(12):
        yield random_export.whole(seed, 3).encode()
    yield exports.export(
        exports.item(1, "Caf\u00e9", "<p>Words</p>", comments=exports.comment(1, "Ann", "Yes")),
        exports.attachment(2, "2017/07/x.jpg"),
    ).encode()


def all_feeds() -> Iterator[bytes]:
    for name in ("feed.xml", "atom.xml"):
        yield (desk("page").hub.root / "site" / name).read_bytes()


FIELDS = tuple(dict.fromkeys(f"\n{name}: " for kind in KINDS for name in front_matter(kind)))
YAML = ("---\n", "...\n", "\n  - ", "{", "}", "[", "]", ": ", "&a ", "*a", "!!python/object", "<<: *a", "|\n  ", ">-\n  ",
        "'", '"', "#", "\t", "\u2028", "\ufeff", "2017-07-14", "18:30", "0x1F", "~", "null", "\\x00", "? ", "%YAML 1.1")  # fmt: skip
MARKS = (
    *random_markdown.MARKS,
    *random_markdown.BLOCKS,
    ":::",
    "::: fund library\n:::\n",
    "::: box\n",
    "::: quote\n",
)
TOML = ("[", "[[", "]]", "]\n", " = ", '"""', "'''", "true", "1e9", "2017-07-14", "{", "}", "\n[feeds]\n", "\n[[menu]]\n",
        "\n[colours]\n", "\n[lists]\n", "\n[[redirects]]\n", "timezone", "base_url", "inf", "nan", "0x", "\\u0000")  # fmt: skip
JSON = ("{", "}", "[", "]", ":", ",", '"', "null", "true", "NaN", "1e999", "\\u0000", "\\ud800", "-", "../", '"records"',
        '"events"', '"version"', '"sites"', '"rename"', '"owned"', '"remove"', '"whole"', '"stand_in"', '"new"')  # fmt: skip
XML = ("<![CDATA[", "]]>", "<item>", "</item>", "<wp:post_id>", "<wp:status>", "<wp:post_type>", "<content:encoded>",
       "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "&#0;", "&amp;", "<pubDate>", "<guid>", "<link>", "[gallery ids=1]", "[caption]",
       "<!-- wp:paragraph -->", "<!-- /wp:", "<p>", "<table>", "<img src=", "<a href=", "<wp:comment>", "http://", "%e2%80%a6")  # fmt: skip
