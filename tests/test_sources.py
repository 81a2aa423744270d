"""Sources: what is looked at when a build begins, and what is refused."""

from __future__ import annotations

import errno
import os
import pickle
import shutil
from contextlib import nullcontext
from pathlib import Path

import pytest

from gazette import sources
from gazette.fingerprint import digest
from gazette.folders import ignored, refused
from gazette.problems import Problem
from gazette.sources import Source, SourceMovedError, gather, lines, load
from tests.hub import write


def hub(root: Path, **more: str | bytes) -> tuple[Path, Path]:
    """A hub with one post and no templates of its own, and a folder of default templates."""
    write(root / "hub", {"content/news/pay.md": "Pay", **more})
    write(root, {"defaults/base.html": "theirs", "defaults/static/style.css": "a{}"})
    return root / "hub", root / "defaults"


def problems(root: Path, **more: str | bytes) -> tuple[Problem, ...]:
    return gather(*hub(root, **more))[1]


def test_a_source_is_its_path_its_digest_and_its_size(tmp_path: Path) -> None:
    found, wrong = gather(*hub(tmp_path, **{"content/news/a.jpg": b"\xff\xd8"}))
    assert wrong == ()
    assert dict(found.content) == {
        "content/news/a.jpg": Source("content/news/a.jpg", digest(b"\xff\xd8"), 2),
        "content/news/pay.md": Source("content/news/pay.md", digest(b"Pay"), 3),
    }
    assert list(found.content) == ["content/news/a.jpg", "content/news/pay.md"]


def test_text_is_held_and_pictures_are_read_when_they_are_asked_for(tmp_path: Path) -> None:
    root, defaults = hub(tmp_path, **{"content/news/a.jpg": b"\xff\xd8", "content/news/B.SVG": b"<svg/>"})
    found = gather(root, defaults)[0].content
    held = {path: source.held for path, source in found.items()}
    assert held == {
        "content/news/B.SVG": b"<svg/>", "content/news/a.jpg": None, "content/news/pay.md": b"Pay",
    }  # fmt: skip
    write(root, {"content/news/pay.md": "saved while the build runs"})
    assert load(found["content/news/pay.md"]) == b"Pay"
    assert load(found["content/news/a.jpg"]) == b"\xff\xd8"


@pytest.mark.parametrize("change", [b"\xff\xd9", None])
def test_a_picture_that_moved_since_the_build_began_is_refused(tmp_path: Path, change: bytes | None) -> None:
    root, defaults = hub(tmp_path, **{"content/news/a.jpg": b"\xff\xd8"})
    source = gather(root, defaults)[0].content["content/news/a.jpg"]
    (root / source.path).unlink()
    if change is not None:
        write(root, {source.path: change})
    with pytest.raises(SourceMovedError) as found:
        load(source)
    told = Problem(
        "source-moved", "The file changed or went away while the site was being built.",
        "content/news/a.jpg", hint="build again",
    )  # fmt: skip
    assert found.value.problem == told
    assert pickle.loads(pickle.dumps(found.value)).problem == told


def test_a_picture_that_cannot_be_read_any_more_is_not_said_to_have_moved(tmp_path: Path) -> None:
    root, defaults = hub(tmp_path, **{"content/news/a.jpg": b"\xff\xd8"})
    source = gather(root, defaults)[0].content["content/news/a.jpg"]
    (root / source.path).unlink()
    (root / source.path).mkdir()
    with pytest.raises(SourceMovedError) as found:
        load(source)
    told = refused("unreadable", source.path, "Is a directory")
    assert found.value.problem == told
    assert pickle.loads(pickle.dumps(found.value)).problem == told


def test_a_picture_that_was_written_anew_with_the_same_bytes_has_not_moved(tmp_path: Path) -> None:
    root, defaults = hub(tmp_path, **{"content/news/a.jpg": b"\xff\xd8"})
    source = gather(root, defaults)[0].content["content/news/a.jpg"]
    (root / source.path).unlink()
    write(root, {source.path: b"\xff\xd8"})
    assert load(source) == b"\xff\xd8"


def test_a_hubs_own_template_comes_before_the_default_of_that_name(tmp_path: Path) -> None:
    found, wrong = gather(*hub(tmp_path, **{"templates/base.html": "ours", "templates/_more.html": "more"}))
    assert wrong == ()
    assert {name: s.held for name, s in found.templates.items()} == {
        "base.html": b"ours", "static/style.css": b"a{}", "_more.html": b"more",
    }  # fmt: skip
    assert found.templates["base.html"].path == "templates/base.html"


def test_a_hub_that_is_its_own_default_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    os.mkfifo(tmp_path / "templates" / "pipe.html")
    write(tmp_path, {"content/news/pay.md": "Pay"})
    assert [p.code for p in gather(tmp_path, tmp_path / "templates")[1]] == ["not-a-file"]


@pytest.mark.parametrize(
    "name",
    [
        ".DS_Store",
        ".pay.md.swp",
        "~$pay.md",
        "#pay.md#",
        "pay.md~",
        "pay.tmp",
        "pay.swp",
        "pay.part",
        "pay.md.bak",
    ],
)
def test_what_editors_and_systems_leave_about_is_passed_over(tmp_path: Path, name: str) -> None:
    assert ignored(name)
    found, wrong = gather(*hub(tmp_path, **{f"content/news/{name}": "x", f"content/{name}/a.md": "x"}))
    assert (list(found.content), wrong) == (["content/news/pay.md"], ())


def test_names_that_only_look_like_leftovers_are_not_passed_over() -> None:
    assert not any(ignored(name) for name in ("pay.md", "a~b.md", "a#b.md", "tmp", "bak.md", "a.b.md"))


def test_a_link_that_leads_out_is_refused_and_one_that_stays_in_is_followed(tmp_path: Path) -> None:
    root, defaults = hub(tmp_path)
    write(tmp_path, {"secret.md": "secret", "hub/content-private/a.md": "secret"})
    news = root / "content" / "news"
    (news / "out.md").symlink_to(tmp_path / "secret.md")
    (news / "beside.md").symlink_to("../../content-private/a.md")
    (news / "in.md").symlink_to("pay.md")
    (news / "gone.md").symlink_to("nowhere.md")
    found, wrong = gather(root, defaults)
    out = ("This is a link that leads out of the folder.", "copy the file here instead of linking to it")
    assert wrong == (
        Problem("link-out", out[0], "content/news/beside.md", hint=out[1]),
        Problem("not-a-file", "This is not an ordinary file.", "content/news/gone.md", hint="remove it"),
        Problem("link-out", out[0], "content/news/out.md", hint=out[1]),
    )
    assert {path: s.held for path, s in found.content.items()} == {
        "content/news/in.md": b"Pay", "content/news/pay.md": b"Pay",
    }  # fmt: skip


def test_a_linked_folder_is_not_followed(tmp_path: Path) -> None:
    root, defaults = hub(tmp_path)
    (root / "content" / "loop").symlink_to(root / "content")
    found, wrong = gather(root, defaults)
    assert list(found.content) == ["content/news/pay.md"]
    assert wrong == (
        Problem(
            "linked-folder", "This folder is a link, and links to folders are not followed.",
            "content/loop", hint="copy the folder here instead of linking to it",
        ),
    )  # fmt: skip


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    root, defaults = hub(tmp_path)
    os.mkfifo(root / "content" / "news" / "pipe.md")
    assert gather(root, defaults)[1] == (
        Problem("not-a-file", "This is not an ordinary file.", "content/news/pipe.md", hint="remove it"),
    )


def test_text_and_pictures_have_limits_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "TEXT_LIMIT", 10)
    monkeypatch.setattr(sources, "MEDIA_LIMIT", 20)
    more = {"a.md": 10, "b.md": 11, "a.jpg": 20, "b.jpg": 21}
    root, defaults = hub(tmp_path, **{f"content/news/{name}": b"x" * size for name, size in more.items()})
    found, wrong = gather(root, defaults)
    assert list(found.content) == ["content/news/a.jpg", "content/news/a.md", "content/news/pay.md"]
    assert wrong == tuple(
        Problem(
            "too-large", "The file is too large to be part of the site.", f"content/news/{name}",
            read="0.0 MB", hint="a text may have 2 MB, a picture or document 200 MB",
        )
        for name in ("b.jpg", "b.md")
    )  # fmt: skip


def test_a_name_that_is_no_text_is_told_and_never_crashes(tmp_path: Path) -> None:
    root, defaults = hub(tmp_path)
    folder = os.fsencode(root / "content" / "news")
    Path(os.fsdecode(folder + b"/caf\xe9.jpg")).write_bytes(b"x")
    assert gather(root, defaults)[1] == (
        Problem(
            "file-name", "The file's name cannot be read as text, or has a hidden character in it.", "content/news/caf?.jpg",
            hint="rename it, with plain letters and digits",
        ),
    )  # fmt: skip


def test_a_linked_folder_whose_name_is_no_text_is_told_too(tmp_path: Path) -> None:
    root, defaults = hub(tmp_path)
    Path(os.fsdecode(os.fsencode(root / "content") + b"/caf\xe9")).symlink_to(root)
    (problem,) = gather(root, defaults)[1]
    assert problem.path.encode() == b"content/caf?"


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, defaults = hub(tmp_path)
    read = Path.read_bytes

    def refused(file: Path) -> bytes:  # by the system's own words: root may read everything
        if file.name == "pay.md":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(file))
        return read(file)

    monkeypatch.setattr(Path, "read_bytes", refused)
    assert gather(root, defaults)[1] == (
        Problem(
            "unreadable", "The file cannot be read.", "content/news/pay.md",
            read="Permission denied", hint="check the file's permissions and the disk",
        ),
    )  # fmt: skip


def test_a_folder_without_content_is_said_once(tmp_path: Path) -> None:
    assert gather(tmp_path, tmp_path / "defaults")[1] == (
        Problem(
            "no-content", "There is no folder content/ here.", "content",
            hint="go to the hub's folder, or name it with --root DIR",
        ),
    )  # fmt: skip


def test_the_lines_shown_beside_a_problem_are_counted_as_problems_count_them(tmp_path: Path) -> None:
    write(tmp_path, {"hub/content/a.md": "one\r\ntwo\x0b\u2028still two\rthree\n".encode()})
    write(tmp_path, {"defaults/templates/base.html": "base"})
    root, defaults = tmp_path / "hub", tmp_path / "defaults" / "templates"
    assert lines(root, defaults, "content/a.md")[:3] == ["one", "two\x0b\u2028still two", "three"]
    assert lines(root, defaults, "templates/base.html")[0] == "base"
    assert lines(root, defaults, "content/gone.md") == []


@pytest.mark.parametrize("gone", ["content/news/a.md", "content/news"])
def test_what_goes_away_between_the_listing_and_the_reading_is_told_and_never_unpublished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    write(tmp_path, {"content/news/a.md": "a", "content/b.md": "b"})
    real = os.scandir

    def listing(folder: str | int) -> object:
        if str(folder).endswith("/news"):
            if gone == "content/news":
                shutil.rmtree(tmp_path / gone)
            else:
                with real(folder) as entries:
                    found = list(entries)
                (tmp_path / gone).unlink()
                return nullcontext(iter(found))
        return real(folder)

    monkeypatch.setattr(os, "scandir", listing)
    sources, problems = gather(tmp_path, tmp_path / "templates")
    assert list(sources.content) == ["content/b.md"]
    assert [(p.code, p.path, p.severity) for p in problems] == [("source-moved", gone, "error")]
