"""Incremental output equals clean output, byte for byte, whatever is edited in between.

A sequence of random edits is played on a small hub. After each one the site is brought up to date,
and must then be what a clean build of the same sources at the same instant makes; the problems
must be the same; and another build must render nothing. With a Reader that forgets one kind of
read, the same play must fail: otherwise it would prove nothing.
"""

from __future__ import annotations

import io
import os
import random
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from PIL import Image

from gazette.fingerprint import digest
from gazette.hub import Hub, Report
from gazette.parts import Watch
from gazette.pipeline import build
from gazette.places import OWNED
from gazette.questions import Question
from gazette.reader import Answer, Reader
from gazette.site import GROUPS
from tests.conftest import PROVE
from tests.hub import CMS, NOON, SETTINGS, TEMPLATES, built, clean_files, files, place, post, small_hub, write

SHARDS = 10
"""Tests that share the sequences, so that every core has some."""

SEQUENCES = 1000 if PROVE else 40
"""Random sequences of edits in all."""

STEPS = 5

NAMES = ("alpha", "beta", "gamma")
FOLDERS = ("news", "campaigns", "events", "disputes", "statements", "pages")
WORDS = ("Pay", "Safety", "May Day", "Picket “line” & more")


@dataclass
class World:
    """The hub under edit, and what time it is there; whether one process `stays` and builds it again and
    again, as `serve` does, and what it built `last`."""

    hub: Hub
    now: datetime = NOON
    stays: bool = False
    last: Report | None = None

    @property
    def root(self) -> Path:
        return self.hub.root


Edit = Callable[[World], None]


def picture(colour: int, width: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, 20), (colour, 30, 60)).save(out, "PNG")
    return out.getvalue()


BODIES = (
    "Some words.\n",
    "Some words.\n\nAnd more of them.\n",
    "Other words[^1] in *front*.\n\n## Heading\n\nMore.\n\n[^1]: A note.\n",
    "A picture: ![A shape](shape.png)\n",
    "See [alpha](../news/alpha.md) for more.\n",
    "See [the page](../pages/beta.md#heading) and [below](#heading).\n\n## Heading\n",
    "::: fund alpha\n:::\n\n::: figure shape.png\nalt: A shape of words\ncaption: A shape\n:::\n",
    "::: button ../news/alpha.md\nlabel: More words\n:::\n\n::: contact Jo\nemail: jo@anytown.example\n:::\n",
    "::: quote Some words.\nby: Jo\n:::\n\n::: video https://anytown.example/film\ntitle: A film\n:::\n",
)
DATES = ("2017-07-01", "2017-07-14", "2017-07-14 18:00", "2017-06-30", "2017-07-20", "2016-12-31")


@st.composite
def posts(draw: st.DrawFn) -> Edit:
    folder, name = draw(st.sampled_from(FOLDERS)), draw(st.sampled_from(NAMES))
    fields = {"date": draw(st.sampled_from(DATES))}
    if draw(st.booleans()):
        fields["tags"] = draw(st.sampled_from(["[pay]", "[Pay, safety]", "safety"]))
    if draw(st.booleans()):
        fields["summary"] = draw(st.sampled_from(["Short.", "In brief: a “word”."])).replace(":", "")
    extra = draw(st.sampled_from(["", "", "status: draft", "publish_at: 2017-07-15",
                                  "expires: 2017-07-16", "pinned: yes", "unions: [unite]",
                                  "aliases: [/old/, /?p=7]", "gone: {date: 2017-07-14, reason: Words.}"]))  # fmt: skip
    if extra:
        key, _, value = extra.partition(": ")
        fields[key] = value
    if folder == "events":
        fields["start"] = draw(st.sampled_from(["2017-07-14 18:00", "2017-07-15", "2017-07-14 09:00"]))
    if folder == "disputes":
        fields["action"] = "[{kind: strike, from: 2017-07-14, to: 2017-07-16}]"
        if draw(st.booleans()):
            fields["fund"] = "alpha"
    if folder == "news" and draw(st.booleans()):
        fields["campaigns"] = "[alpha]"
    if folder == "news" and draw(st.integers(0, 3)) == 0:
        fields["image"] = "{file: shape.png, alt: A shape}"
    text = post(draw(st.sampled_from(WORDS)), draw(st.sampled_from(BODIES)), **fields)
    return lambda world: write(world.root, {f"content/{folder}/{name}.md": text})


def any_file(world: World, folder: str, pattern: str, at: int) -> Path | None:
    found = sorted(p for p in (world.root / folder).rglob(pattern) if p.is_file())
    return found[at % len(found)] if found else None


def delete_post(at: int) -> Edit:
    def edit(world: World) -> None:
        if file := any_file(world, "content", "*.md", at):
            file.unlink()

    return edit


def rename_post(at: int, name: str) -> Edit:
    def edit(world: World) -> None:
        if file := any_file(world, "content", "*.md", at):
            file.rename(file.with_name(f"{name}-two.md"))

    return edit


def change_text(at: int) -> Edit:
    def edit(world: World) -> None:
        if file := any_file(world, "content", "*.md", at):
            file.write_text(file.read_text().replace("words", "letters"))

    return edit


def touch(at: int) -> Edit:
    def edit(world: World) -> None:
        if file := any_file(world, "content", "*", at):
            os.utime(file)

    return edit


def template(name: str, old: str, new: str) -> Edit:
    text = TEMPLATES[name].replace(old, new)
    return lambda world: write(world.root, {f"templates/{name}": text})


def subject(word: str) -> Edit:
    """A post under a subject that others have, and it had not."""
    text = post("March", start="2017-07-15 10:00", tags=f"[{word}]")
    return lambda world: write(world.root, {"content/events/gamma.md": text})


def optional(text: str | None) -> Edit:
    def edit(world: World) -> None:
        file = world.root / "templates/_notice.html"
        file.unlink(missing_ok=True)
        if text is not None:
            file.write_text(text)

    return edit


def setting(old: str, new: str) -> Edit:
    return lambda world: write(world.root, {"content/site.toml": SETTINGS.replace(old, new)})


def new_picture(colour: int, width: int) -> Edit:
    return lambda world: write(
        world.root, {f"content/{f}/shape.png": picture(colour, width) for f in FOLDERS}
    )


def spoil_output(at: int, how: str) -> Edit:
    def edit(world: World) -> None:
        file = any_file(world, "site", "*", at)
        if file is None or file.name == OWNED:
            return
        if how == "delete":
            file.unlink()
        else:
            file.write_bytes(file.read_bytes()[:-1] + b"!")

    return edit


def spoil_cache(at: int, how: str) -> Edit:
    """What builds keep is taken away, cut short, scribbled on, or put back as it was some builds ago."""

    def edit(world: World) -> None:
        state, older = world.root / ".gazette/site", world.root / "older"
        kept = sorted(p for p in state.iterdir() if p.name != "lock")
        if how == "keep":
            shutil.copytree(state, older, dirs_exist_ok=True)
        elif how == "older" and older.is_dir():
            shutil.copytree(older, state, dirs_exist_ok=True)
        elif how == "delete all":
            shutil.rmtree(state)
        elif kept:
            file = kept[at % len(kept)]
            data = file.read_bytes()
            spot = at * 7919 % max(1, len(data))
            if how == "delete":
                file.unlink()
            elif how == "truncate":
                file.write_bytes(data[:spot])
            elif how == "scribble":
                file.write_bytes(data[:spot] + b"scribble" + data[spot + 8 :])

    return edit


def same_size(at: int) -> Edit:
    """An edit that keeps a file's size, as soon after the last build as can be."""

    def edit(world: World) -> None:
        if file := any_file(world, "content", "*.md", at):
            text = file.read_text()
            file.write_text(
                text.replace("words", "swords"[:5]) if "words" in text else text.replace("sword", "words")
            )

    return edit


def fund(number: str) -> Edit:
    text = (
        f"---\nname: Hardship fund\naccount_name: Fund\nsort_code: 11-22-33\naccount_number: {number}\n---\n"
    )
    return lambda world: write(world.root, {"content/funds/alpha.md": text})


def ledger(how: str) -> Edit:
    """What was published before: the site's own ledger, an earlier one, none, or a broken one."""

    def edit(world: World) -> None:
        file, published = world.root / "content/ledger.json", world.root / "site/ledger.json"
        if how == "record" and published.is_file():
            file.write_bytes(published.read_bytes())
        elif how == "delete":
            file.unlink(missing_ok=True)
        elif how == "break" and file.is_file():
            file.write_bytes(file.read_bytes()[:-9])

    return edit


def record_and_rename(at: int, name: str) -> Edit:
    """The edit for which there is a ledger at all."""

    def edit(world: World) -> None:
        ledger("record")(world)
        rename_post(at, name)(world)

    return edit


def later(**span: int) -> Edit:
    def edit(world: World) -> None:
        world.now += timedelta(**span)

    return edit


numbers = st.integers(0, 50)
EDITS = st.one_of(
    posts(), posts(), posts(), posts(),
    st.builds(delete_post, numbers),
    st.builds(rename_post, numbers, st.sampled_from(NAMES)),
    st.builds(change_text, numbers), st.builds(change_text, numbers), st.builds(touch, numbers),
    st.sampled_from([
        template("base.html", "Published by", "Made by"), template("base.html", "", ""),
        template("_inner.html", "<b>", '<b class="mark">'), template("_inner.html", "", ""),
        template("_macros.html", "<p>", '<p class="lead">'),
        template("event.html", "standing", "standing|upper"),
        template("static/style.css", "#111", "#222"),
        optional(None), optional("<p>Strike on!</p>"), optional("{{ site.setting('timezone') }}"),
    ]),
    st.sampled_from([
        setting("Anytown", "Othertown"), setting("page_size = 3", "page_size = 2"),
        setting("count = 3", "count = 1"), setting(".example/", ".example/hub/"),
        setting("[lists]", 'timezone = "Asia/Kolkata"\n[lists]'), setting("", ""),
        setting("[lists]", '[[menu]]\nlabel = "News"\nurl = "/news/"\n[lists]'),
        setting("[lists]", '[colours]\naccent = "#123456"\n[lists]'),
        setting("[lists]", '[cms]\nrepository = "a/b"\nservice = "gitlab"\napp = "1"\n[lists]'),
    ]),
    st.builds(new_picture, st.integers(0, 3), st.sampled_from([20, 40])),
    st.builds(fund, st.sampled_from(["01234567", "76543210"])),
    st.sampled_from([ledger("record"), ledger("delete"), ledger("break")]),
    st.builds(record_and_rename, numbers, st.sampled_from(NAMES)),
    st.builds(same_size, numbers), st.builds(same_size, numbers),
    st.builds(spoil_cache, st.integers(0, 10_000), st.sampled_from(
        ["keep", "keep", "older", "older", "delete", "delete all", "truncate", "truncate", "scribble", "scribble"]
    )),
    st.builds(spoil_output, numbers, st.sampled_from(["delete", "alter"])),
    st.sampled_from([later(hours=6), later(days=1), later(days=2), later(minutes=1)]),
)  # fmt: skip


def start(root: Path) -> World:
    """A hub in which every folder of the edits has something, so that the first edits matter."""
    hub = small_hub(
        root,
        {
            "content/news/alpha.md": post("Alpha", BODIES[3], tags="[pay]", campaigns="[alpha]"),
            "content/campaigns/alpha.md": post("Save the library", BODIES[1]),
            "content/pages/beta.md": post("About", BODIES[2]),
            "content/events/gamma.md": post("March", start="2017-07-15 10:00"),
            "content/disputes/beta.md": post(
                "Strike", action="[{kind: strike, from: 2017-07-14, to: 2017-07-16}]", fund="alpha"
            ),
            "content/statements/alpha.md": post("We say", BODIES[0], tags="[pay]"),
            **CMS,
        },
    )
    world = World(hub)
    new_picture(1, 20)(world)
    fund("01234567")(world)
    return world


class InexactError(AssertionError):
    """The incremental build is not what a clean build is."""


def play(edits: list[Edit], begun: Path | None = None) -> None:
    """Play the edits on a new hub, or on a copy of one; InexactError at the first difference."""
    folder = Path(tempfile.mkdtemp(prefix="gazette-exactness-")) / "hub"
    try:
        if begun:
            shutil.copytree(begun, folder)
            world = World(Hub(folder, folder / "templates"))
        else:
            world = start(folder)
            step(world, 0)
        world.stays = len(edits) % 2 == 1
        for number, edit in enumerate(edits, 1):
            edit(world)
            step(world, number)
        publish_again(world)
    finally:
        shutil.rmtree(folder.parent, ignore_errors=True)


CLEAN: dict[str, tuple[Report, dict[str, bytes]]] = {}
"""What clean builds made: many sequences come by the same sources at the same time."""


def clean_build(world: World) -> tuple[Report, dict[str, bytes]]:
    sources = digest(repr([files(world.root / part) for part in ("content", "templates")]).encode())
    key = f"{world.now} {sources}"
    if key not in CLEAN:
        CLEAN[key] = clean_files(world.hub, world.now)
        if len(CLEAN) > 200:
            del CLEAN[next(iter(CLEAN))]
    return CLEAN[key]


def step(world: World, number: int) -> None:
    site = world.root / "site"
    before = files(site) if site.is_dir() else {}
    if world.stays:
        report = world.last = build(world.hub, place(world.root), world.now, jobs=1, last=world.last)
    else:
        report = built(world.hub, world.now)
    clean, wanted = clean_build(world)
    after = files(site) if site.is_dir() else {}
    if report.problems != clean.problems:
        raise InexactError(f"step {number}: {report.problems} instead of {clean.problems}")
    if report.failed:
        if after != before:
            raise InexactError(f"step {number}: the site was changed in spite of an error")
        return
    if after != wanted:
        differ = sorted(p for p in after.keys() | wanted.keys() if after.get(p) != wanted.get(p))
        raise InexactError(f"step {number}: {differ}")
    again = built(world.hub, world.now)
    if again.rendered or again.written or again.removed:
        raise InexactError(f"step {number}: a second build did something: {again}")


def publish_again(world: World) -> None:
    """What is published is recorded and published again: not a byte may change."""
    if built(world.hub, world.now).failed:
        return
    before = files(world.root / "site")
    ledger("record")(world)
    report = built(world.hub, world.now)
    if report.failed or report.written or report.removed:
        raise InexactError(f"published again: {report}")
    assert files(world.root / "site") == before


sequences = st.lists(EDITS, min_size=1, max_size=STEPS)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hub with which each sequence begins, built."""
    folder = tmp_path_factory.mktemp("begun") / "hub"
    step(start(folder), 0)
    return folder


@pytest.mark.parametrize("shard", range(SHARDS))
def test_an_incremental_build_equals_a_clean_one(shard: int, begun: Path) -> None:
    @seed(shard if not PROVE else random.randrange(2**32))
    @settings(max_examples=SEQUENCES // SHARDS, derandomize=False)
    @given(sequences)
    def exact(edits: list[Edit]) -> None:
        play(edits, begun)

    exact()


FORGOTTEN = ["listing", "neighbours", "ledger"]
"""Questions that random edits are seen to miss; in tests/test_forgetting.py every other one is missed."""


def forgetting(monkeypatch: pytest.MonkeyPatch, forgotten: str) -> None:
    """From here on a Reader does not write down one kind of question."""
    record = Reader.record

    def forget(reader: Reader, question: Question, answer: Answer) -> None:
        if question.name != forgotten:
            record(reader, question, answer)

    monkeypatch.setattr(Reader, "record", forget)


@pytest.mark.parametrize("forgotten", FORGOTTEN)
def test_a_reader_that_forgets_one_kind_of_read_is_caught(
    forgotten: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgetting(monkeypatch, forgotten)

    @settings(max_examples=400, database=None, derandomize=True, phases=["explicit", "generate"])
    @given(sequences)
    def forgetful(edits: list[Edit]) -> None:
        play(edits)

    with pytest.raises(InexactError):
        forgetful()


def short_sighted(monkeypatch: pytest.MonkeyPatch, unseen: Callable[[str], bool]) -> None:
    """From here on a Watch does not see some of the parts that are looked at."""
    seen = Watch.seen
    monkeypatch.setattr(Watch, "seen", lambda watch: tuple(p for p in seen(watch) if not unseen(p)))


def test_a_watch_that_does_not_see_entries_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    short_sighted(monkeypatch, lambda part: part.endswith(".md"))

    @settings(max_examples=400, database=None, derandomize=True, phases=["explicit", "generate"])
    @given(sequences)
    def unaware(edits: list[Edit]) -> None:
        play(edits)

    with pytest.raises(InexactError):
        unaware()


@pytest.mark.parametrize(
    ("unseen", "edit"),
    [
        (lambda part: part.endswith(".html"), template("base.html", "Published by", "Made by")),
        (lambda part: part.startswith(GROUPS) and "\t" in part, subject("pay")),
        (lambda part: part.startswith("\t\t"), setting("Anytown", "Othertown")),
    ],
    ids=["templates", "lists", "whole fields"],
)
def test_a_watch_that_does_not_see_what_an_edit_changes_is_caught(
    unseen: Callable[[str], bool], edit: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    play([edit])
    short_sighted(monkeypatch, unseen)
    with pytest.raises(InexactError):
        play([edit])


def statement(name: str, title: str, alias: str) -> Edit:
    text = post(title, aliases=f"[{alias}]", id="tag:anytown.example,2017:say")
    return lambda world: write(world.root, {f"content/statements/{name}.md": text})


MOVES = [
    statement("say", "We say", "/?p=7"),
    ledger("record"),
    lambda world: (world.root / "content/statements/say.md").unlink(),
    statement("say-so", "We say", "/?p=7"),
    ledger("record"),
    statement("say-so", "We say so", "/?p=8"),
]
"""What random edits seldom do in a row: a post is published, renamed, published and changed again."""


def test_a_post_that_moves_is_followed_exactly() -> None:
    play(MOVES)


@pytest.mark.parametrize("forgotten", ["moved", "queries", "redirects"])
def test_a_reader_that_forgets_where_something_moved_is_caught(
    forgotten: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgetting(monkeypatch, forgotten)
    with pytest.raises(InexactError):
        play(MOVES)
