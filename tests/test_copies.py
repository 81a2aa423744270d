"""Copies of pictures are made once: kept under what they were made from, made again when that changes."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from gazette import pictures
from gazette.answers import Picture
from gazette.illustrations import SIZES, illustrate
from gazette.store import Store
from tests.hub import NOON, built, clean_files, files, post, small_hub, write


def jpeg(colour: int, size: tuple[int, int] = (500, 200)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (colour, 60, 90)).save(out, "JPEG")
    return out.getvalue()


def hub_of(root: Path, **more: str | bytes):  # type: ignore[no-untyped-def]
    return small_hub(root, {
        "content/news/a.md": post("A", "![A march](march.jpg)\n"),
        "content/news/b.md": post("B", "![A stall](stall.jpg)\n", image="{file: stall.jpg, alt: A stall}"),
        "content/news/march.jpg": jpeg(10), "content/news/stall.jpg": jpeg(200), **more,
    })  # fmt: skip


MARCH = ["news/march-240.webp", "news/march-400.webp", "news/march-500.jpg", "news/march-500.webp"]
STALL = [path.replace("march", "stall") for path in MARCH]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The originals that were unpacked, in the order in which they were."""
    unpacked: list[str] = []
    copies = pictures.copies

    def counted(path: str, data: bytes):  # type: ignore[no-untyped-def]
        unpacked.append(path)
        return copies(path, data)

    monkeypatch.setattr(pictures, "copies", counted)
    return unpacked


def test_each_original_is_unpacked_once_and_an_unchanged_site_makes_no_picture_again(
    tmp_path: Path, made: list[str]
) -> None:
    hub = hub_of(tmp_path)
    assert set(built(hub).rendered) >= {*MARCH, *STALL}
    assert made == ["content/news/march.jpg", "content/news/stall.jpg"]
    assert (built(hub).rendered, len(made)) == ((), 2)


def test_another_picture_of_the_same_size_makes_its_copies_and_no_page(
    tmp_path: Path, made: list[str]
) -> None:
    hub = hub_of(tmp_path)
    built(hub)
    write(tmp_path, {"content/news/march.jpg": jpeg(99)})
    assert (sorted(built(hub).rendered), made[2:]) == (MARCH, ["content/news/march.jpg"])
    assert files(tmp_path / "site") == clean_files(hub, NOON)[1]


def test_a_picture_of_another_size_makes_its_copies_and_its_pages_only(tmp_path: Path) -> None:
    hub = hub_of(tmp_path)
    built(hub)
    write(tmp_path, {"content/news/march.jpg": jpeg(10, (300, 200))})
    report = built(hub)
    pages = {path for path in report.rendered if not path.startswith("news/march-")}
    assert "news/a/index.html" in pages
    assert pages <= {"news/a/index.html", *(p for p in pages if p.endswith((".xml", ".json")))}
    assert report.removed == ("news/march-400.webp", "news/march-500.jpg", "news/march-500.webp")
    assert files(tmp_path / "site") == clean_files(hub, NOON)[1]


def test_a_lost_site_or_a_renamed_picture_takes_its_copies_from_the_store(
    tmp_path: Path, made: list[str]
) -> None:
    hub = hub_of(tmp_path)
    built(hub)
    (tmp_path / "site/news/march-240.webp").unlink()
    (tmp_path / ".gazette/site/traces").unlink()
    built(hub)
    (tmp_path / "content/news/march.jpg").rename(tmp_path / "content/news/rally.jpg")
    write(tmp_path, {"content/news/a.md": post("A", "![A rally](rally.jpg)\n")})
    assert "news/rally-400.webp" in built(hub).written
    assert len(made) == 2
    assert files(tmp_path / "site") == clean_files(hub, NOON)[1]


def test_a_store_that_was_scribbled_on_or_cut_short_is_no_store(tmp_path: Path, made: list[str]) -> None:
    hub = hub_of(tmp_path)
    built(hub)
    before = files(tmp_path / "site")
    for spoil in (lambda data: data[:-1], lambda data: data[:40] + b"!" + data[41:], lambda data: b""):
        for kept in (tmp_path / ".gazette/kept").rglob("*"):
            if kept.is_file():
                kept.write_bytes(spoil(kept.read_bytes()))
        for path in (*MARCH, *STALL):
            (tmp_path / "site" / path).unlink()
        built(hub)
        assert files(tmp_path / "site") == before
    assert len(made) == 8


def test_the_store_keeps_nothing_of_what_is_gone_and_cleaning_removes_it(tmp_path: Path) -> None:
    hub = hub_of(tmp_path)
    built(hub)
    assert len(list((tmp_path / ".gazette/kept").iterdir())) == 2
    (tmp_path / "content/news/march.jpg").unlink()
    write(tmp_path, {"content/news/a.md": post("A")})
    built(hub)
    assert len(list((tmp_path / ".gazette/kept").iterdir())) == 1


def test_a_clean_build_and_a_check_leave_the_store_alone(tmp_path: Path, made: list[str]) -> None:
    hub = hub_of(tmp_path)
    built(hub, write=False)
    assert not (tmp_path / ".gazette/kept").exists()
    built(hub)
    built(hub, clean=True)
    assert len(made) == 6


def test_a_disk_that_refuses_costs_the_store_and_not_the_build(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file where the folder would be")
    store = Store(tmp_path / "kept")
    store.put("group", "name", b"data")
    store.sweep(set())
    assert store.get("group", "name") is None


def test_what_a_process_that_was_ended_has_half_written_is_taken_away(tmp_path: Path) -> None:
    write(tmp_path, {"kept/group/name": "whole", "kept/group/.77-name": "ha", "kept/other/name": "no more"})
    Store(tmp_path / "kept").sweep({"group"})
    assert files(tmp_path) == {"kept/group/name": b"whole"}


def test_another_version_of_what_makes_pictures_makes_them_anew(
    tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = hub_of(tmp_path)
    built(hub)
    for file in (tmp_path / ".gazette/site").iterdir():
        if file.is_file():
            file.unlink()
    monkeypatch.setattr(pictures, "encoder", lambda: "another")
    built(hub)
    assert len(made) == 4


def test_many_processes_make_the_same_pictures(tmp_path: Path) -> None:
    hub = hub_of(tmp_path)
    built(hub, jobs=2)
    assert files(tmp_path / "site") == clean_files(hub, NOON)[1]


def test_a_page_offers_a_picture_in_every_width_and_a_feed_the_plain_one(tmp_path: Path) -> None:
    built(hub_of(tmp_path))
    page = (tmp_path / "site/news/a/index.html").read_text()
    srcset = "/news/march-240.webp 240w, /news/march-400.webp 400w, /news/march-500.webp 500w"
    assert (
        f'<p><picture><source sizes="{SIZES}" srcset="{srcset}" type="image/webp">'
        '<img alt="A march" fetchpriority="high" height="200" src="/news/march-500.jpg" width="500"></picture></p>'
    ) in page
    feed = (tmp_path / "site/feed.xml").read_text()
    assert "https://anytown.example/news/march-500.jpg" in feed
    assert "<picture" not in feed


PICTURE = Picture("/a-720.jpg", 720, 540, "/a-240.webp 240w, /a-720.webp 720w")
SOURCE = f'<source sizes="{SIZES}" srcset="{PICTURE.srcset}" type="image/webp">'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>No picture.</p>", "<p>No picture.</p>"),
        ('<p><img src="/other.jpg" alt="x"></p>', '<p><img src="/other.jpg" alt="x"></p>'),
        (
            '<p>Text</p>\n<p><img alt="A &amp; B" height="540" loading="lazy" src="/a-720.jpg" width="720"></p>',
            f'<p>Text</p>\n<p><picture>{SOURCE}<img alt="A &amp; B" height="540" loading="lazy" src="/a-720.jpg"'
            ' width="720"></picture></p>',
        ),
        (
            '<p>Text</p><p>In <img alt="" src="/a-720.jpg" title="T"> text</p>',
            f'<p>Text</p><p>In <picture>{SOURCE}<img alt="" height="540" loading="lazy" src="/a-720.jpg" title="T"'
            ' width="720"></picture> text</p>',
        ),
        (
            '<p>Text</p><p><img alt="A" loading="lazy" src="/a-720.jpg" title="By &lt;Jo&gt; &quot;x&quot;"></p>',
            f'<p>Text</p><figure><picture>{SOURCE}<img alt="A" height="540" loading="lazy" src="/a-720.jpg"'
            ' width="720"></picture><figcaption>By &lt;Jo&gt; "x"</figcaption></figure>',
        ),
        (
            '<p><img alt="A" loading="lazy" src="/a-720.jpg"></p>',
            f'<p><picture>{SOURCE}<img alt="A" fetchpriority="high" height="540" src="/a-720.jpg"'
            ' width="720"></picture></p>',
        ),
        ("<p>&lt;img src=\"/a-720.jpg\"&gt;</p>", "<p>&lt;img src=\"/a-720.jpg\"&gt;</p>"),
    ],
)  # fmt: skip
def test_the_pictures_of_a_body_come_in_every_width(html: str, expected: str) -> None:
    assert illustrate(html, [PICTURE, None]) == expected


def test_a_drawing_has_one_copy_only() -> None:
    html = '<p>Text</p><p><img alt="A" src="/a.svg"></p>'
    assert illustrate(html, [Picture("/a.svg", 10, 5)]) == (
        '<p>Text</p><p><img alt="A" height="5" loading="lazy" src="/a.svg" width="10"></p>'
    )
