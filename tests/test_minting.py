"""The id written into a file, and every other byte of it as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from gazette import frontmatter
from gazette.fields import plain
from gazette.minting import minted
from gazette.problems import Problem
from tests.hub import built, post, small_hub, write
from tests.test_cli import gazette, out
from tests.test_history import ids, record

NAME = "urn:uuid:2f3a"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"---\ntitle: A\ndate: 2017-07-01\ntags: [b]\n---\nWords.\n",
         b"---\ntitle: A\ndate: 2017-07-01\nid: urn:uuid:2f3a\ntags: [b]\n---\nWords.\n"),
        (b"---\ntitle: A\n---\nWords.", b"---\ntitle: A\nid: urn:uuid:2f3a\n---\nWords."),
        (b"\xef\xbb\xbf---\r\ntitle: A\r\ndate: 2017-07-01 # the day\r\n---\r\nWords.\r\n",
         b"\xef\xbb\xbf---\r\ntitle: A\r\ndate: 2017-07-01 # the day\r\nid: urn:uuid:2f3a\r\n---\r\nWords.\r\n"),
        (b"---\rtitle: A\r---\rWords.", b"---\rtitle: A\rid: urn:uuid:2f3a\r---\rWords."),
        (b"---  \n# A note\n  title: A\n  date: 2017-07-01\n\n  # more\n  summary: |\n    One\n    two\n--- \n\n\n--- \n",
         b"---  \n# A note\n  title: A\n  date: 2017-07-01\n\n  # more\n  id: urn:uuid:2f3a\n  summary: |\n    One\n    two\n"
         b"--- \n\n\n--- \n"),
        (b"---\ntags: [a,\n  b]\ntitle: >-\n  A\n  b\n---\n",
         b"---\ntags: [a,\n  b]\ntitle: >-\n  A\n  b\nid: urn:uuid:2f3a\n---\n"),
        (b"---\ndate: 2017-07-01\nextra: {a: b,\nc: d}\ntitle: A\n---\nid: not this\n",
         b"---\ndate: 2017-07-01\nid: urn:uuid:2f3a\nextra: {a: b,\nc: d}\ntitle: A\n---\nid: not this\n"),
    ],
)  # fmt: skip
def test_the_id_is_a_line_of_its_own_and_nothing_else_moves(before: bytes, after: bytes) -> None:
    path = "content/news/a.md"
    assert minted(path, before, NAME) == after
    old, new = frontmatter.parse(path, before)[0], frontmatter.parse(path, after)[0]
    assert old is not None
    assert new is not None
    assert (plain(new.fields), new.body) == ({**plain(old.fields), "id": NAME}, old.body)


@pytest.mark.parametrize(
    ("before", "problem"),
    [
        (b"---\n{title: A, date: 2017-07-01}\n---\n",
         Problem("not-minted", "The fields of this file are written in a way that no line fits between.",
                 "a.md", hint="write into its front matter: id: urn:uuid:2f3a")),
        (b"---\ntitle: A\nid:\n---\n",
         Problem("not-minted", "The file has a line for its id with nothing on it.", "a.md", 3,
                 hint="write on line 3: id: urn:uuid:2f3a")),
        (b"---\ntitle: A\nid: b\n---\n", Problem("not-minted", "The file has an id already.", "a.md")),
        (b"title: A\n---\n", Problem("not-minted", "The file has errors, so no id was written into it.",
                                     "a.md", hint="mend the errors first")),
        (b"---\ntitle: A\n", Problem("not-minted", "The file has errors, so no id was written into it.",
                                     "a.md", hint="mend the errors first")),
    ],
)  # fmt: skip
def test_what_cannot_have_an_id_is_left_alone_and_said(before: bytes, problem: Problem) -> None:
    assert minted("a.md", before, NAME) == problem


def test_minting_writes_the_ids_that_subscribers_know(tmp_path: Path) -> None:
    hub = small_hub(
        tmp_path,
        {
            "content/news/pay.md": post("Pay"),
            "content/news/rota.md": post("Rota", date="2017-07-02", id="tag:rota"),
            "content/news/broken.md": post("Broken", date="1 July 2017", status="draft"),
        },
    )
    (tmp_path / "content/news/pay.md").chmod(0o640)
    before = ids(hub)
    told = gazette(tmp_path, "mint")
    assert (told.exit_code, told.stdout) == (
        1, f"content/news/pay.md: id: {before['content/news/pay.md']}\n1 id written.\n",
    )  # fmt: skip
    assert told.stderr == (
        "content/news/broken.md: error: The file has errors, so no id was written into it.\n"
        "    hint    mend the errors first\n"
        "    about   docs/problems/not-minted.md\n"
    )
    assert (tmp_path / "content/news/pay.md").stat().st_mode & 0o777 == 0o640
    (tmp_path / "content/news/broken.md").unlink()
    assert out(gazette(tmp_path, "mint")) == "0 ids written.\n"
    assert ids(hub) == before
    assert gazette(tmp_path, "mint", "content/news/rota.md").stderr.startswith(
        "content/news/rota.md: error: The file has an id already.\n"
    )
    assert gazette(tmp_path, "mint", "content/news/none.md").exit_code == 2


def test_nothing_is_minted_where_what_was_published_cannot_be_read(tmp_path: Path) -> None:
    small_hub(tmp_path, {"content/news/pay.md": post("Pay"), "content/ledger.json": "{"})
    told = gazette(tmp_path, "mint")
    assert told.exit_code == 1
    assert told.stderr.startswith(
        "content/ledger.json:1:2: error: The ledger of what was published is damaged"
    )
    assert (tmp_path / "content/news/pay.md").read_text() == post("Pay")


def test_recording_keeps_the_ledger_of_the_site_and_never_a_lesser_one(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {"content/news/pay.md": post("Pay")})
    assert gazette(tmp_path, "record", now=()).stderr == (
        "site/ledger.json: error: The site has no ledger yet.\n"
        "    hint    build the site, publish it, and record then\n"
        "    about   docs/problems/no-ledger.md\n"
    )
    assert not built(hub).problems
    first = "content/ledger.json is what was published now. Keep it with the posts.\n"
    assert out(gazette(tmp_path, "record", now=())) == first
    assert out(gazette(tmp_path, "record", now=())) == "content/ledger.json is what was published already.\n"
    write(tmp_path, {"content/news/rota.md": post("Rota", id="tag:rota")})
    assert not built(hub).problems
    early = (tmp_path / "content/ledger.json").read_bytes()
    record(hub)
    write(tmp_path, {"site/ledger.json": early})
    told = gazette(tmp_path, "record", now=())
    assert (told.exit_code, told.stderr) == (
        1,
        "site/ledger.json: error: The ledger of the site knows less than the one that the hub keeps.\n"
        "    read    nothing of tag:rota\n"
        "    wanted  the ledger of a site that was built with the one that is kept\n"
        "    hint    build again, without --published, and record then\n"
        "    about   docs/problems/ledger-behind.md\n",
    )
    write(tmp_path, {"site/ledger.json": "<!doctype html>"})
    assert gazette(tmp_path, "record", now=()).stderr.startswith(
        "site/ledger.json: error: This is not a ledger"
    )
