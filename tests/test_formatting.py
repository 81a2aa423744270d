"""`fmt`: front matter in one order and style, with every comment, every value and every byte of the text."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from gazette.cli import main
from gazette.formatting import formatted
from gazette.frontmatter import parse, plain
from gazette.hub import Hub
from gazette.kinds.reading import read
from gazette.kinds.shape import front_matter
from gazette.pipeline import build
from tests.conftest import PROVE
from tests.full_entries import POSTS
from tests.full_programmes import MORE
from tests.hub import REPOSITORY, files, place, small_hub, write

FULL = {kind: text for kind, (text, _) in {**POSTS, **MORE}.items()}

UNTIDY = """---

# why it is pinned
pinned: yes   # for now
date:   2017-07-14
tags:
- "pay"
- 'a: b'
extra: {z: 1, a: "01"}

title: 'It''s new: read'
image:
    file: a.jpg
    # what it shows
    alt: "A # sign"
gone:
  reason: >
      Two
      lines
  date: 2017-07-14
summary: long
  and longer
kicker: "null"
unions: [ Unite,UNISON ]   # both
authors:
# the end
---
Body\u0020\u0020

# text
"""

TIDY = """---
title: "It's new: read"
date: 2017-07-14
summary: long and longer
gone:
  reason: >
    Two
    lines
  date: 2017-07-14
authors:
tags:
  - pay
  - "a: b"
unions: [Unite, UNISON]    # both
image:
  file: a.jpg
    # what it shows
  alt: "A # sign"

# why it is pinned
pinned: yes   # for now
kicker: "null"
extra: {z: 1, a: 01}
# the end
---
Body\u0020\u0020

# text
"""


def test_an_untidy_post_is_put_into_order() -> None:
    made = formatted("content/news/a.md", UNTIDY.encode())
    assert isinstance(made, bytes)
    assert made.decode() == TIDY
    assert formatted("content/news/a.md", made) == made


def test_line_ends_a_mark_at_the_start_and_odd_fences_stay() -> None:
    text = "\ufeff---  \r\ndate: 2017-07-14\r\ntitle:  A\r\n--- \r\nB\n\r\n"
    made = formatted("content/news/a.md", text.encode())
    assert made == "\ufeff---  \r\ntitle: A\r\ndate: 2017-07-14\r\n--- \r\nB\n\r\n".encode()


@pytest.mark.parametrize(
    "text", ["---\n{date: 2017-07-14, title: A}\n---\n", "---\n  date: 2017-07-14\n  title: A\n---\n"]
)
def test_what_has_no_lines_of_its_own_stays_as_it_is(text: str) -> None:
    assert formatted("content/news/a.md", text.encode()) == text.encode()


@pytest.mark.parametrize(
    "text",
    [
        "no front matter",
        "---\ntitle: A\n---\n",
        "---\ntitle: A: b\ndate: 2017-07-14\n---\n",
        "---\ntag: A\ndate: 2017-07-14\ntitle: B\n---\n",
    ],
)
def test_what_has_to_be_mended_is_told_and_not_touched(text: str) -> None:
    made = formatted("content/news/a.md", text.encode())
    assert isinstance(made, tuple)
    assert made


@pytest.mark.parametrize("kind", FULL, ids=lambda kind: kind.kind)
def test_a_full_entry_says_the_same_in_order(kind: type) -> None:
    path = f"content/{kind.folder}/a.md"  # type: ignore[attr-defined]
    text = f"---{FULL[kind]}---\nBody\n".encode()
    made = formatted(path, text)
    assert isinstance(made, bytes)
    before, after = parse(path, text)[0], parse(path, made)[0]
    assert before is not None
    assert after is not None
    assert read(before) == read(after)
    assert formatted(path, made) == made
    order = [*(name for name in front_matter(kind) if name != "extra"), "extra"]  # type: ignore[type-var]
    assert [f.name for f in after.fields] == sorted((f.name for f in before.fields), key=order.index)


VALUES = st.sampled_from(
    ['"a"', "'b'", "c # d", "'e # f'", "- x\n- 'y: z'", "\n  - 1\n  - 02", "[a,  b]", "{c:  d, 'e': \"f\"}",
     '"\\u2028"', "|\n  two\n\n  lines\n", ">-\n  folded\n  text", "on  # yes", "~", '""', "'~'", "a\n  b", "18:30",
     "\n  deep:\n    # note\n    er: x\n\n    est: [1, 2]", '"tab\\there"', "'it''s'", '"say \\"so\\""', "?", "!", "é"]
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), VALUES), unique_by=lambda pair: pair[0]), st.data())
def test_whatever_stands_there_nothing_is_lost_and_a_second_run_changes_nothing(
    pairs: list[tuple[str, str]], data: st.DataObject
) -> None:
    lines = [
        "date: 2017-07-14",
        "extra:",
        *(f"  {n}: {v}".replace("\n", "\n  ") for n, v in pairs),
        "title: A",
    ]
    for number in range(len(lines), 0, -1):
        if data.draw(st.booleans()):
            lines.insert(number, data.draw(st.sampled_from(["# note", "  # deeper", "", "#"])))
    text = ("---\n" + "\n".join(lines) + "\n---\nB").encode()
    made = formatted("content/news/a.md", text)
    if isinstance(made, tuple):
        return
    before, after = parse("content/news/a.md", text)[0], parse("content/news/a.md", made)[0]
    assert before is not None
    assert after is not None
    assert (plain(before.fields), before.body) == (plain(after.fields), after.body)
    assert made.count(b"# note") == text.count(b"# note")
    assert made.count(b"# deeper") == text.count(b"# deeper")
    assert formatted("content/news/a.md", made) == made


def fmt(root: Path, *args: str) -> Result:
    told = CliRunner().invoke(main, ["fmt", *args, "--root", str(root)])
    assert told.exception is None or isinstance(told.exception, SystemExit), told.exc_info
    return told


def test_the_command_formats_files_named_or_all_and_leaves_broken_ones(tmp_path: Path) -> None:
    untidy = "---\ndate: 2017-07-14\ntitle: A\n---\n"
    small_hub(tmp_path, {"content/news/a.md": untidy, "content/news/b.md": untidy, "content/news/c.md": "x"})
    looked = fmt(tmp_path, "--check", "content/news/a.md")
    assert (looked.exit_code, looked.stdout) == (
        1, "content/news/a.md would be put into order.\n1 post to be put into order.\n")  # fmt: skip
    assert (tmp_path / "content/news/a.md").read_text() == untidy
    named = fmt(tmp_path, "content/news/a.md")
    assert (named.exit_code, named.stdout) == (
        0, "content/news/a.md is put into order.\n1 post put into order.\n")  # fmt: skip
    every = fmt(tmp_path)
    assert (every.exit_code, every.stdout) == (
        1, "content/news/b.md is put into order.\n1 post put into order, 1 left alone until mended.\n")  # fmt: skip
    assert "content/news/c.md:1:1: error: This file has no front matter." in every.stderr
    assert (tmp_path / "content/news/c.md").read_text() == "x"
    assert fmt(tmp_path, "content/news/a.md", "--check").exit_code == 0
    assert "is no file of this hub" in fmt(tmp_path, "a.md").stderr


def test_the_site_of_the_sample_and_of_the_corpus_does_not_change_by_one_byte(tmp_path: Path) -> None:
    sys.path.insert(0, str(REPOSITORY / "bench"))
    from corpus import corpus
    from peers import OURS, lay_out

    sample, bench = tmp_path / "sample", tmp_path / "bench"
    shutil.copytree(REPOSITORY / "content", sample / "content")
    lay_out(OURS, bench, corpus(1000 if PROVE else 60))
    for root in (sample, bench):
        hub = Hub(root, REPOSITORY / "templates")
        before = whole(hub, "before")
        told = fmt(root)
        assert told.exit_code == 0
        assert told.stdout.splitlines()[-1] != "0 posts put into order."
        assert whole(hub, "after") == before
        assert fmt(root).stdout == "0 posts put into order.\n"


def whole(hub: Hub, name: str) -> dict[str, bytes]:
    """Every file of a site built from nothing."""
    there = place(hub.root, name)
    assert not build(hub, there, datetime(2026, 1, 1), jobs=1, clean=True).failed
    return files(there.out)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is needed")
def test_a_hook_of_git_holds_back_what_is_broken_or_out_of_order(tmp_path: Path) -> None:
    """The hook that the recipes give, as git runs it."""
    page = (REPOSITORY / "docs/howto.md").read_text("utf-8")
    script = page.split("```sh title=.git/hooks/pre-commit\n")[1].split("```")[0]
    script = script.replace("python build.py", f"{sys.executable} {REPOSITORY / 'build.py'}")
    small_hub(tmp_path, {"content/news/a.md": "---\ndate: 2017-07-14\ntitle: A\n---\n"})

    def git(*args: str) -> subprocess.CompletedProcess[str]:
        name = ("-c", "user.name=A", "-c", "user.email=a@b.example")
        return subprocess.run(
            ["git", *name, *args], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    git("init", "-q")
    write(tmp_path, {".git/hooks/pre-commit": script})
    (tmp_path / ".git/hooks/pre-commit").chmod(0o755)
    git("add", "content")
    refused = git("commit", "-m", "A")
    assert refused.returncode == 1
    assert "content/news/a.md would be put into order." in refused.stdout + refused.stderr
    assert fmt(tmp_path).exit_code == 0
    git("add", "content")
    taken = git("commit", "-m", "A")
    assert taken.returncode == 0, taken.stderr
    write(tmp_path, {"content/news/a.md": "broken"})
    git("add", "content")
    assert git("commit", "-m", "B").returncode == 1


def test_pre_commit_knows_the_same_hooks() -> None:
    import yaml

    hooks = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert [hook["entry"] for hook in hooks] == ["gazette fmt --check", "gazette check"]
    for hook in hooks:
        words = hook["entry"].split()
        command = main.commands[words[1]]
        assert {option for param in command.params for option in param.opts} >= set(words[2:])
        assert hook["language"] == "python"
