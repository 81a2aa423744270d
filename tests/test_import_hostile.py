"""Exports made to do harm, and exports that chance has broken: what can be read is read, nothing ends badly."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from gazette.importers import stream, wxr
from gazette.importers.piece import Break, Origin, Piece
from tests.conftest import PROVE
from tests.exports import attachment, comment, export, item
from tests.test_import_moving import build, hub, imported, posts, rows

__all__ = ["hub"]

WHOLE = export(
    item(1, "Caf\u00e9", "<p>Words</p>", comments=comment(1, "Ann", "Yes"), meta=[("a", "b")], categories=[("category", "x", "X")]),
    item(2), attachment(3, "2017/07/x.jpg"),
).encode()  # fmt: skip

NO_CHARSETS = (
    "hex",
    "rot13",
    "zlib",
    "base64",
    "punycode",
    "idna",
    "undefined",
    "unicode_escape",
    "utf-7",
    "utf-32",
    "utf-16-le",
    "bz2",
    "nonsense",
)


@pytest.mark.parametrize("name", NO_CHARSETS)
def test_a_charset_that_the_export_is_not_in_is_not_believed(name: str) -> None:
    declared = WHOLE.replace(b'encoding="UTF-8"', f'encoding="{name}"'.encode())
    found = [one for one in wxr.read(io.BytesIO(declared)) if isinstance(one, Piece)]
    assert [piece.number for piece in found] == ["1", "2", "3"]
    assert found[0].title == "Café"


def _broken(r: random.Random) -> bytes:
    data = bytearray(WHOLE)
    for _ in range(r.randint(1, 6)):
        at = r.randrange(len(data))
        match r.randrange(4):
            case 0:
                data[at] = r.randrange(256)
            case 1:
                del data[at : at + r.randrange(1, 200)]
            case 2:
                data[at:at] = bytes(r.randrange(256) for _ in range(r.randrange(1, 9)))
            case _:
                data[at:at] = data[r.randrange(len(data)) :][: r.randrange(1, 300)]
    return bytes(data)


def test_whatever_chance_has_broken_is_read_as_far_as_it_goes() -> None:
    whole, cut = 0, 0
    for seed in range(4_000 if PROVE else 300):
        found = list(wxr.read(io.BytesIO(_broken(random.Random(seed)))))
        assert {type(one) for one in found} <= {Piece, Origin, Break}, seed
        stopped = [one for one in found if isinstance(one, Break)]
        assert len(stopped) <= 1
        assert all(one.line and one.message and one.hint for one in stopped)
        cut += bool(stopped)
        whole += not stopped
    assert whole
    assert cut


class Lines(io.RawIOBase):
    """An export with one item and no end to it, on one line."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self.parts, self.given = parts, 0

    def read(self, size: int = -1) -> bytes:
        part = next(self.parts)
        self.given += len(part)
        return part


def test_an_item_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "LONGEST", 3_000_000)
    head, first = (
        WHOLE.split(b"<item>")[0],
        export(item(1)).encode().split(b"<item>")[1].split(b"</channel>")[0],
    )

    def endless() -> Iterator[bytes]:
        yield head + b"<item>" + first + b"\n<item><content:encoded>"
        while True:
            yield b"words " * 40_000

    source = Lines(endless())
    *_, piece, stopped = (one for one in wxr.read(source) if not isinstance(one, Origin))  # type: ignore[arg-type]
    assert isinstance(piece, Piece)
    assert isinstance(stopped, Break)
    assert stopped.message.startswith("An item of the export has more than")
    assert stopped.line == (head + first).count(b"\n") + 2
    assert source.given < 5_000_000


DEEP = {
    "div": "<div>" * 5_000 + "deep", "b": "<b>" * 20_000 + "deep", "quote": "<blockquote>" * 3_000 + "deep", "list": "<ul><li>" * 3_000 + "deep",
    "table": "<table><tr><td>" * 800 + "deep", "block": "deep" + "<!-- wp:x {" * 20_000, "picture": "deep" + "<!-- wp:image {" * 20_000,
    "gallery": "deep" + "[gallery " * 20_000, "brackets": "[" * 50_000 + "deep", "shortcodes": "[a_b]" * 5_000 + "deep", "signs": "*_`" * 20_000 + "deep",
    "tags": "deep<a href='x'" * 5_000, "entities": "&" * 50_000 + "deep", "notes": "[^1]" * 20_000 + "deep", "links": "[x](" * 20_000 + "deep",
}  # fmt: skip


def test_texts_made_to_keep_programs_busy_build_and_keep_their_words(hub: Path) -> None:
    told = imported(
        hub,
        *(item(n, name, html, slug=name) for n, (name, html) in enumerate(DEEP.items(), 1)),
        item(90, "Long", "<p>" + "long words " * 50_000 + "</p>", slug="long"),
    )
    assert (told.exit_code, told.stderr) == (0, "")
    texts = posts(hub)
    assert [name for name in DEEP if "deep" not in texts[f"news/{name}.md"].split("---")[2]] == []
    deeper = "its text was nested deeper than any person writes: its words stay, and nothing else of it"
    assert [row["title"] for row in rows(hub).values() if deeper in row["notes"]] == [
        "div",
        "b",
        "quote",
        "list",
        "table",
    ]
    assert rows(hub)["90"]["notes"] == ["its text was left out: it has more than 500 thousand characters"]
    built = build(hub)
    assert (built.exit_code, built.stderr) == (0, "")
