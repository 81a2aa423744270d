"""A disk that refuses: whatever it refuses, nothing is lost, it is said, and the next good build mends it.

Every single operation on the hub's files is refused in turn, while each command does its work that writes.
After each: a message and an exit code, or the work is done in full; every file of the site is whole and every
link leads somewhere; and the same command done again on a good disk comes to what it would have come to.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gazette.cli import main
from gazette.places import OWNED
from gazette.publish import STAND_IN
from tests import exports
from tests.conftest import PROVE
from tests.disk import CODES, Disk, under
from tests.hub import PDF, files, post, small_hub, write
from tests.test_kill import leads

NOW = ("--now", "2017-07-14 12:00")

Files = dict[str, bytes]


def told(root: Path, *args: str) -> Result:
    """What a command says of the hub."""
    return CliRunner().invoke(main, [*args, "--root", str(root)])


@dataclass
class Work:
    """Something that a command does with a hub: the hub before it, and all of its files after it."""

    name: str
    root: Path
    args: tuple[str, ...]
    before: Files
    after: Files
    operations: list[tuple[str, str]]

    def copy(self, to: Path) -> Path:
        """The hub as it is before the work."""
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.root, to)
        return to

    def done(self, root: Path) -> Result:
        """The work done."""
        return told(root, *self.args)


def all_files(root: Path) -> Files:
    """What a hub has that counts: everything but what builds keep for themselves."""
    found = files(root)
    kept = (".gazette/", "templates/")
    return {path: data for path, data in found.items() if not path.startswith(kept)}


def old(root: Path) -> Path:
    """A hub as it was first published."""
    posts = {
        "content/news/a.md": post("A", "Words of [b](b.md).\n"),
        "content/news/b.md": "---\ndate: 2017-07-01\ntitle: B\n---\nWith [a leaflet](leaflet.pdf).\n",
        "content/news/leaflet.pdf": PDF,
        "content/pages/about.md": post("About", "Who we are: [a](../news/a.md).\n"),
    }
    small_hub(root, posts)
    return root


def published(root: Path) -> Path:
    """The same, published and edited since."""
    old(root)
    assert told(root, "build", "--jobs", "1", *NOW).exit_code == 0
    (root / "content/news/a.md").unlink()
    write(
        root,
        {
            "content/news/c.md": post("C", "To [d](d.md).\n", tags="[pay]"),
            "content/news/d.md": post("D", "To [c](c.md).\n"),
            "content/pages/about.md": post("About us", "Who we are: [c](../news/c.md).\n"),
        },
    )
    return root


def exported(root: Path) -> Path:
    """A hub into which an export was brought once, with another export beside it."""
    old(root)
    write(root.parent, {"uploads/2017/07/x.pdf": PDF, "export.xml": exports.export(exports.item(1))})
    arguments = ("import", "wordpress", str(root.parent / "export.xml"))
    assert told(root, *arguments, "--media", str(root.parent / "uploads")).exit_code == 0
    more = exports.export(
        exports.item(1, "Changed"),
        exports.item(2, "New", '<p><a href="https://old.example/wp-content/uploads/2017/07/x.pdf">x</a></p>'),
        exports.attachment(3, "2017/07/x.pdf"),
    )
    write(root.parent, {"export.xml": more})
    mapping = root / "imports/wordpress.toml"
    mapping.write_text(f"{mapping.read_text()}\n# As we want it.\n")  # what is proposed would be another
    return root


WORKS: dict[str, tuple[Callable[[Path], Path], tuple[str, ...]]] = {
    "first build": (old, ("build", "--jobs", "1", *NOW)),
    "next build": (published, ("build", "--jobs", "1", *NOW)),
    "fmt": (old, ("fmt",)),
    "mint": (old, ("mint", *NOW)),
    "rename": (old, ("rename", "content/news/b.md", "content/news/bee.md", *NOW)),
    "new": (old, ("new", "news", "Hello", *NOW)),
    "record": (published, ("record",)),
    "schema": (old, ("schema",)),
    "import": (exported, ("import", "wordpress", "{beside}/export.xml", "--media", "{beside}/uploads")),
}


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Work]:
    made: dict[str, Work] = {}

    def work(name: str) -> Work:
        if name not in made:
            folder = tmp_path_factory.mktemp("work")
            prepare, args = WORKS[name]
            root = prepare(folder / "hub")
            args = tuple(arg.replace("{beside}", str(folder)) for arg in args)
            found = Work(name, root, args, all_files(root), {}, [])
            again = found.copy(folder / "done")
            with under(Disk(again)) as disk:
                result = found.done(again)
            assert result.exit_code == 0, result.output
            found.after, found.operations = all_files(again), disk.done
            assert found.after != found.before
            made[name] = found
        return made[name]

    return work


@pytest.fixture(autouse=True)
def _only_this(monkeypatch: pytest.MonkeyPatch) -> None:
    """All the disks of the machine have nothing to do with it."""
    monkeypatch.setattr(os, "sync", lambda: None)


def unsound(work: Work, root: Path) -> Iterator[str]:
    """What is wrong with the files that a disturbed command has left."""
    now = all_files(root)
    for path, data in now.items():
        if path == f"site/{OWNED}" or Path(path).name.startswith("."):
            continue
        whole = [work.before.get(path), work.after.get(path)]
        whole += [STAND_IN] if path.startswith("site/") else []
        if data not in whole:
            yield f"{path} is not whole"
        if path.startswith("site/") and path.endswith(".html"):
            yield from (f"{path} leads to {to}" for to in leads(path[5:], data) if f"site/{to}" not in now)
    for path in work.before.keys() & work.after.keys() - now.keys():
        yield f"{path} is gone"


def offences(
    work: Work, root: Path, result: Result, mend: Callable[[], object] = lambda: None
) -> Iterator[str]:
    """What is wrong with how a disturbed command has ended, and with what comes of it once all is mended."""
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        yield f"a traceback: {type(result.exception).__name__}: {result.exception}"
    now = all_files(root)
    if result.exit_code == 0 and now != work.after:
        yield f"all is said to be well, and is not: {differ(now, work.after)}"
    if result.exit_code != 0 and not any(
        word in result.output for word in ("error:", "Error:", "Nothing was")
    ):
        yield f"not a word of what is wrong: {result.output!r}"
    yield from unsound(work, root)
    mend()
    again = work.done(root)
    # What was done before it was disturbed is there already, and may be said to be.
    if again.exit_code != 0 and all_files(root) != work.after:
        yield f"the next time it is not done: {again.output}"
    others = differ(all_files(root), work.after)
    if work.name == "import":
        others = [path for path in others if not path.startswith("imports/")]  # it says what it did when
    if others:
        yield f"the next time it comes to something else: {others}"


def differ(one: Files, other: Files) -> list[str]:
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def points(work: Work) -> list[tuple[int, int, bool]]:
    """The number of each operation, what it is refused with, and whether the disk stays full after it.

    Every operation is refused with one error, and every fourth with all that it may be refused with. Of
    looks, and of questions to a database, every eighth is refused: there are hundreds, and all alike.
    """
    found, seen = list[tuple[int, int, bool]](), Counter[str]()
    for number, (sort, _) in enumerate(work.operations):
        seen[sort] += 1
        if sort in ("look", "query") and seen[sort] % 8:
            continue
        codes = CODES[sort]
        first = seen[sort] % len(codes)
        found.append((number, codes[first], False))
        if seen[sort] % 4 == 0:
            found += [(number, code, False) for code in codes if code != codes[first]]
            found += [(number, errno.ENOSPC, True)] * (sort in ("create", "write"))
    return found


FOUND = [
    ("fmt", "list", "content", errno.EACCES, False),
    ("fmt", "sync", ".gazette/.new", errno.EIO, False),
    ("mint", "read", "content/news/a.md", errno.EIO, False),
    ("new", "open", "content/site.toml", errno.EIO, False),
    ("new", "write", "content/news/hello.md", errno.ENOSPC, False),
    ("rename", "create", ".gazette/spare/0-new", errno.ENOSPC, True),
    ("rename", "look", "content/news/bee.md", errno.EIO, False),
    ("schema", "write", ".vscode/tasks.json", errno.ENOSPC, False),
    ("next build", "remove", "site/news/a/index.html", errno.EACCES, False),
    ("next build", "look", "site/about/index.html", errno.EIO, False),
    ("import", "open", "imports/wordpress.json", errno.EACCES, False),
    ("import", "open", "imports/wordpress.toml", errno.EACCES, False),
    ("import", "write", "content/news/post-2/.x.pdf.new", errno.ENOSPC, False),
]
"""Refusals that once ended badly: tried every time."""


@pytest.mark.parametrize(("name", "sort", "path", "code", "ever_after"), FOUND)
def test_what_was_found_once_is_not_found_again(
    name: str, sort: str, path: str, code: int, ever_after: bool, works: Callable[[str], Work], tmp_path: Path
) -> None:
    work = works(name)
    numbers = [number for number, operation in enumerate(work.operations) if operation == (sort, path)]
    assert numbers
    assert [refused(work, number, code, ever_after, tmp_path / "hub") for number in numbers] == [[]] * len(
        numbers
    )


def unsafe(operations: list[tuple[str, str]]) -> Iterator[str]:
    """What is moved to where it is to be before all of it has been brought to the disk."""
    written = set[str]()
    for sort, path in operations:
        if sort in ("create", "write"):
            written.add(path)
        elif sort == "sync":
            written = set() if path == "all" else written - {path}
        elif sort == "rename":
            yield from (file for file in written if f"{file}/".startswith(f"{path}/"))


@pytest.mark.parametrize("name", [name for name in WORKS if name != "import"])  # that promises less
def test_what_takes_a_place_is_on_the_disk_before(name: str, works: Callable[[str], Work]) -> None:
    assert list(unsafe(works(name).operations)) == []
    assert list(unsafe([("write", "a/b"), ("sync", "a/c"), ("rename", "a")])) == ["a/b"]


def refused(work: Work, number: int, code: int, ever_after: bool, to: Path) -> list[str]:
    """What is wrong where the operation of a number is refused."""
    root = work.copy(to)
    with under(Disk(root, number, code, ever_after)) as disk:
        result = work.done(root)
    assert disk.hit, "another run has other operations"
    return list(offences(work, root, result))


SHARDS = [
    (name, shard, shards)
    for name in WORKS
    for shards in [4 if "build" in name else 1]
    for shard in range(shards)
]
"""Builds are a test for each of four cores, other works for one."""

SHARE = 120
"""Of so many refusals one is tried in a short run, after the first."""


@pytest.mark.parametrize(("name", "shard", "shards"), SHARDS)
def test_whatever_the_disk_refuses_is_said_and_nothing_is_lost(
    name: str, shard: int, shards: int, works: Callable[[str], Work], tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:  # fmt: skip
    work = works(name)
    every = points(work)[shard::shards]
    chosen = every if PROVE else every[len(every) // 3 :: SHARE]
    wrong: dict[str, list[str]] = {}
    for number, code, ever_after in chosen:
        for offence in refused(work, number, code, ever_after, tmp_path / "hub"):
            sort, path = work.operations[number]
            said = f"{sort} {path} {errno.errorcode[code]}{' and ever after' * ever_after}"
            wrong.setdefault(offence, []).append(said)
    record_property(
        "told", f"{name}: {len(chosen)} refusals by the disk, of {len(work.operations)} operations"
    )
    assert wrong == {}
