"""`rename`: a post at another place; nothing that leads to it breaks, and feed readers see nothing new."""

from __future__ import annotations

import json
import re
import shutil
from datetime import datetime
from io import BytesIO
from pathlib import Path

import feedparser
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from gazette import rewriting
from gazette.cli import main
from gazette.hub import Hub
from gazette.pipeline import build
from tests.conftest import PROVE
from tests.hub import NOON, REPOSITORY, files, place, post, small_hub, write


def png() -> bytes:
    """A white square."""
    made = BytesIO()
    Image.new("RGB", (40, 40), "white").save(made, "PNG")
    return made.getvalue()


NEWS = "content/news/"
PNG = png()


LINKING = """Words [inline](old.md), [with more](./old.md#part "Title"), <a href="old.md">raw</a>, [whole][one].

[By address](/news/old/#part) and [in full](https://anytown.example/news/old/), not [other](older.md).

`[code](old.md)`

```
[code](old.md)
```

[one]: old.md
[two]: <../news/old.md>
"""
LINKED = """Words [inline](new-name.md), [with more](new-name.md#part "Title"), <a href="new-name.md">raw</a>, [whole][one].

[By address](/news/new-name/#part) and [in full](https://anytown.example/news/new-name/), not [other](older.md).

`[code](old.md)`

```
[code](old.md)
```

[one]: new-name.md
[two]: <new-name.md>
"""


def rename(root: Path, old: str, new: str, *more: str) -> Result:
    told = CliRunner().invoke(
        main, ["rename", old, new, "--root", str(root), "--now", "2017-07-14 12:00", *more]
    )
    assert told.exception is None or isinstance(told.exception, SystemExit), told.exc_info
    return told


def contents(root: Path) -> dict[str, bytes]:
    return {path: data for path, data in files(root).items() if path.startswith(("content/", "templates/"))}


def hub_with_links(root: Path) -> Hub:
    return small_hub(root, {
        NEWS + "old.md": "---\n# head\ntitle: Old\ndate: 2017-07-01\nrelated: [old-friend]\n---\n## Part\n\n[Me](old.md), [it](linking.md)\n",
        NEWS + "older.md": post("Older"), NEWS + "old-friend.md": post("Friend", related="[old, 'news/old']  # both"),
        NEWS + "linking.md": post("Linking", LINKING),
        "content/campaigns/c.md": post("C", timeline="\n  - {date: 2017-07-01, text: Began, post: old}"),
        "content/pages/deep/index.md": post("Deep", "[it](../../news/old.md?x=1#part)\n"),
    })  # fmt: skip


def test_everything_that_leads_to_a_post_leads_to_its_new_place(tmp_path: Path) -> None:
    hub = hub_with_links(tmp_path)
    before = contents(tmp_path)
    assert build(hub, place(tmp_path), NOON, jobs=1).problems == ()
    items = feedparser.parse(files(place(tmp_path).out)["news/feed.xml"]).entries
    known = next(item.id for item in items if item.title == "Old")
    told = rename(tmp_path, NEWS + "old.md", NEWS + "new-name.md")
    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout == (
        "content/news/old.md is content/news/new-name.md now.\n"
        "content/campaigns/c.md leads to it.\ncontent/news/linking.md leads to it.\n"
        "content/news/old-friend.md leads to it.\ncontent/pages/deep/index.md leads to it.\n"
        "/news/old/ leads on to its new address.\n"
    )
    after = contents(tmp_path)
    changed = {path: data.decode() for path, data in after.items() if before.get(path) != data}
    assert before.keys() - after.keys() == {NEWS + "old.md"}
    assert changed == {
        NEWS + "new-name.md": "---\n# head\ntitle: Old\ndate: 2017-07-01\nrelated: [old-friend]\n"
        f"id: {known}\naliases:\n  - /news/old/\n---\n"
        "## Part\n\n[Me](new-name.md), [it](linking.md)\n",
        NEWS + "linking.md": before[NEWS + "linking.md"].decode().replace(LINKING, LINKED),
        NEWS + "old-friend.md": before[NEWS + "old-friend.md"].decode().replace(
            "[old, 'news/old']", "[new-name, 'news/new-name']"),
        "content/campaigns/c.md": before["content/campaigns/c.md"].decode().replace("post: old", "post: new-name"),
        "content/pages/deep/index.md": before["content/pages/deep/index.md"].decode().replace(
            "old.md?x=1", "new-name.md?x=1"),
    }  # fmt: skip
    assert build(hub, place(tmp_path), NOON, jobs=1).problems == ()


def test_a_post_comes_back_to_where_it_was(tmp_path: Path) -> None:
    hub = hub_with_links(tmp_path)
    before = contents(tmp_path)
    rename(tmp_path, NEWS + "old.md", NEWS + "new.md")
    assert rename(tmp_path, NEWS + "new.md", NEWS + "old.md").exit_code == 0
    after = contents(tmp_path)
    assert b"aliases:\n  - /news/new/\n" in after[NEWS + "old.md"]
    assert {path for path in before if after.get(path) != before[path]} == {
        NEWS + "old.md",
        NEWS + "linking.md",
    }
    assert build(hub, place(tmp_path), NOON, jobs=1).problems == ()


def test_its_own_pictures_go_with_a_post_and_shared_ones_stay(tmp_path: Path) -> None:
    body = "![A](own.png) ![B](shared.png) [x](other.md) [p](../pages/about.md)\n"
    hub = small_hub(tmp_path, {
        NEWS + "a.md": post("A", body, image="{file: pics/lead.png, alt: L}"), NEWS + "other.md": post("O", "![B](shared.png)\n"),
        NEWS + "own.png": PNG, NEWS + "pics/lead.png": PNG, NEWS + "shared.png": PNG, "content/pages/about.md": post("About"),
        NEWS + "a.comments.json": '{"comments": []}',
    })  # fmt: skip
    told = rename(tmp_path, NEWS + "a.md", NEWS + "2017/b.md")
    assert (told.exit_code, told.stderr) == (0, "")
    after = contents(tmp_path)
    assert {NEWS + "2017/b.md", NEWS + "2017/own.png", NEWS + "2017/pics/lead.png", NEWS + "shared.png",
            NEWS + "2017/b.comments.json"} <= after.keys()  # fmt: skip
    assert not (tmp_path / NEWS / "pics").exists()
    assert (
        after[NEWS + "2017/b.md"]
        .decode()
        .endswith("\n![A](own.png) ![B](../shared.png) [x](../other.md) [p](../../pages/about.md)\n")
    )
    assert build(hub, place(tmp_path), NOON, jobs=1).problems == ()


def test_a_post_with_a_folder_of_its_own_moves_with_the_folder(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {
        NEWS + "a/index.md": post("A", "![A](p.png) [n](../n.md)\n"), NEWS + "a/p.png": PNG, NEWS + "a/unused.png": PNG,
        NEWS + "n.md": post("N", "[a](a/index.md)\n"),
    })  # fmt: skip
    assert rename(tmp_path, NEWS + "a/index.md", NEWS + "b/index.md").exit_code == 0
    after = contents(tmp_path)
    assert {path for path in after if path.startswith(NEWS)} == {
        NEWS + "b/index.md", NEWS + "b/p.png", NEWS + "b/unused.png", NEWS + "n.md"}  # fmt: skip
    assert b"[a](b/index.md)" in after[NEWS + "n.md"]
    assert not (tmp_path / NEWS / "a").exists()
    assert build(hub, place(tmp_path), NOON, jobs=1).problems == ()


def test_the_menu_and_old_aliases_and_a_slug_of_its_own(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {
        "content/pages/about.md": "---\r\ntitle: About\r\naliases: /wir/\r\nid: x:1\r\n---\r\nWords\r\n",
        NEWS + "s.md": post("S", slug="stays"), NEWS + "t.md": post("T", "[s](s.md) [s](/news/stays/)\n", related="stays"),
    })  # fmt: skip
    settings = (
        tmp_path / "content/site.toml"
    ).read_text() + '[[menu]]\nlabel = "About"\nurl = "/about/#top"\n'
    write(tmp_path, {"content/site.toml": settings})
    assert rename(tmp_path, "content/pages/about.md", "content/pages/who.md").exit_code == 0
    assert (tmp_path / "content/pages/who.md").read_bytes() == (
        b"---\r\ntitle: About\r\nid: x:1\r\naliases:\r\n  - /wir/\r\n  - /about/\r\n---\r\nWords\r\n"
    )
    assert (tmp_path / "content/site.toml").read_text() == settings.replace("/about/#top", "/who/#top")
    told = rename(tmp_path, NEWS + "s.md", NEWS + "u.md")
    assert "leads on" not in told.stdout
    assert (
        (tmp_path / NEWS / "t.md").read_text().endswith("related: stays\n---\n[s](u.md) [s](/news/stays/)\n")
    )
    assert b"aliases" not in (tmp_path / NEWS / "u.md").read_bytes()
    assert build(hub, place(tmp_path), NOON, jobs=1).problems == ()


@pytest.mark.parametrize(("new", "said"), [
    ("content/events/old.md", "would not be a news any more"), ("content/news/older.md", "There is a file content/news/older.md already."),
    ("content/news/x.txt", "would not be a news any more"), ("content/news/Linking.md", "want the address /news/linking/"),
    ("content/news/!.md", "nothing in its name"),
])  # fmt: skip
def test_what_cannot_be_is_said_and_nothing_changes(tmp_path: Path, new: str, said: str) -> None:
    hub_with_links(tmp_path)
    before = contents(tmp_path)
    told = rename(tmp_path, NEWS + "old.md", new)
    assert told.exit_code == 1
    assert said in told.stderr
    assert "Nothing was renamed" in told.stderr
    assert contents(tmp_path) == before


def test_a_broken_hub_is_mended_first_and_a_stranger_is_no_post(tmp_path: Path) -> None:
    hub_with_links(tmp_path)
    assert rename(tmp_path, "content/news/none.md", NEWS + "x.md").exit_code == 2
    write(tmp_path, {NEWS + "broken.md": "---\ntitle: A: b\n---\n"})
    before = contents(tmp_path)
    assert "mend these first" in rename(tmp_path, NEWS + "old.md", NEWS + "new.md").stderr
    assert contents(tmp_path) == before


@pytest.mark.parametrize("at", range(8))
def test_a_disk_that_fails_half_way_leaves_all_as_it_was(
    tmp_path: Path, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub_with_links(tmp_path)
    before = contents(tmp_path)
    count = 0
    real = Path.replace

    def failing(file: Path, target: Path) -> Path:
        nonlocal count
        count += 1
        if count == at + 1:
            raise OSError("No space left on device")
        return real(file, target)

    monkeypatch.setattr(Path, "replace", failing)
    told = rename(tmp_path, NEWS + "old.md", NEWS + "deep/er/new.md")
    if at < 5:
        assert (told.exit_code, told.stderr) == (1, "Nothing was renamed: No space left on device\n")
        assert contents(tmp_path) == before
        assert not (tmp_path / NEWS / "deep").exists()
    else:
        assert told.exit_code == 0


@pytest.mark.parametrize("at", [3, 8])
def test_a_file_that_changed_meanwhile_stops_it(
    tmp_path: Path, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub_with_links(tmp_path)
    before = contents(tmp_path)
    real, count = rewriting.same, 0

    def changed(*args: object) -> bool:
        nonlocal count
        count += 1
        return count != at and real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(rewriting, "same", changed)
    assert "changed meanwhile" in rename(tmp_path, NEWS + "old.md", NEWS + "new.md").stderr
    assert contents(tmp_path) == before


def items(site: dict[str, bytes]) -> dict[str, list[tuple[str, ...]]]:
    """Id, title and dates of every item of every feed."""
    found = {
        path: [
            (e.id, e.title, *(dict.get(e, name, "") for name in ("published", "updated")))
            for e in feedparser.parse(data).entries
        ]
        for path, data in site.items()
        if path.endswith(".xml") and (b"<item" in data or b"<entry" in data)
    }
    for path, data in site.items():
        if path.endswith("feed.json"):
            found[path] = [
                tuple(i.get(name, "") for name in ("id", "title", "date_published", "date_modified"))
                for i in json.loads(data)["items"]
            ]
    return found


def most_linked(root: Path) -> str:
    """The post to which most links lead, by both ways of writing them."""
    texts = {
        path.relative_to(root).as_posix(): path.read_text("utf-8")
        for path in (root / "content").rglob("*.md")
    }
    ways = [
        [
            match.replace("/", " ").replace(".md", "").split()[-1]
            for text in texts.values()
            for match in found.findall(text)
        ]
        for found in (re.compile(r"\]\(\.\./(\w+/[\w-]+\.md)"), re.compile(r"\]\(/(\w+/[\w-]+/)\)"))
    ]
    counts = {path: [way.count(Path(path).stem) for way in ways] for path in texts}
    best = max(counts, key=lambda path: (min(counts[path]), path))
    assert min(counts[best]) > 0
    return best


def test_in_a_large_site_no_link_breaks_and_feed_readers_see_nothing_new(tmp_path: Path) -> None:
    """A thousand posts in `make prove`, a hundred here; what was published before is known, as on a live site."""
    import sys

    sys.path.insert(0, str(REPOSITORY / "bench"))
    from corpus import corpus
    from peers import OURS, lay_out

    posts = corpus(1000 if PROVE else 100)
    lay_out(OURS, tmp_path, posts)
    settings = (tmp_path / "content/site.toml").read_text("utf-8")
    write(tmp_path, {"content/site.toml": re.sub(r"(?ms)^leave_out = .*?\]\n", "", settings)})
    for file in sorted((tmp_path / "content").rglob("*.md"))[
        ::2
    ]:  # half of the links by file, half by address
        text = re.sub(r"\]\(/([a-z]+)/([\w-]+)/\)", r"](../\1/\2.md)", file.read_text("utf-8"))
        file.write_text(text, encoding="utf-8")
    shutil.rmtree(tmp_path / "templates")  # those of the peers' work make fewer pages
    hub, now = Hub(tmp_path, REPOSITORY / "templates"), datetime(2026, 1, 1)
    there = place(tmp_path)
    assert build(hub, there, now, jobs=2 if PROVE else 1).problems == ()
    assert CliRunner().invoke(main, ["record", "--root", str(tmp_path)]).exit_code == 0
    before = files(there.out)
    old = most_linked(tmp_path)
    new = f"{Path(old).parent.as_posix()}/another-name.md"
    told = CliRunner().invoke(main, ["rename", old, new, "--root", str(tmp_path), "--now", "2026-01-01"])
    assert told.exit_code == 0, told.stderr
    assert told.stdout.count("leads to it.") > 0
    report = build(hub, there, now, jobs=2 if PROVE else 1)
    assert report.problems == ()
    after = files(there.out)
    folder = Path(old).parts[1]
    page = f"{folder}/{Path(old).stem}/index.html"
    assert f"url=/{folder}/another-name/" in after[page].decode().replace("https://www.example.org", "")
    assert items(after) == items(before)
    assert {"feed.xml", "atom.xml", "feed.json"} <= items(after).keys()
    live = [
        path
        for path, data in after.items()
        if path.endswith(".html") and f"/{folder}/{Path(old).stem}/".encode() in data
    ]
    assert [path for path in live if path != page] == []
