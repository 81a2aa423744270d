"""Every feed of a large hub, as other people's programs read it; and that they would notice."""

from __future__ import annotations

import json
from datetime import UTC
from pathlib import Path

import pytest

from gazette.pipeline import Hub
from tests import feed_corpus
from tests.checks.feed_files import form_of, read
from tests.checks.feed_readers import as_written, invalid, misreadings
from tests.checks.feeds import offences, published
from tests.conftest import PROVE
from tests.feed_hub import feeds_in
from tests.hub import built, small_hub

SIZE = 2000 if PROVE else 150
NOW = feed_corpus.NOW.replace(tzinfo=UTC)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    files = feed_corpus.corpus(SIZE)
    settings = str(files["content/site.toml"])
    every = 'archives = ["site", "kind", "tag", "union", "campaign"]'
    files["content/site.toml"] = settings.replace("count = 20", f"count = 20\n{every}")
    hub = small_hub(tmp_path_factory.mktemp("corpus"), files)
    assert built(hub, feed_corpus.NOW, jobs=0).problems == ()
    return hub


@pytest.fixture(scope="module")
def made(hub: Hub) -> dict[str, bytes]:
    return feeds_in(hub.root / "site")


def test_every_feed_keeps_every_promise_and_is_read_alike_by_all(hub: Hub, made: dict[str, bytes]) -> None:
    assert len(made) > SIZE / 4
    files = published(hub.root / "site", feed_corpus.BASE)
    found = {}
    for path, data in made.items():
        found[path] = offences(data, feed_corpus.BASE + path, NOW, files) + misreadings(data, form_of(path))
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_the_three_forms_of_a_feed_say_the_same(made: dict[str, bytes]) -> None:
    for path in (path for path in made if path.rpartition("/")[2].startswith("atom")):
        atom = read(made[path], "atom")
        for name in ("feed.xml", "feed.json"):
            folder, _, own = path.rpartition("/")
            stem, suffix = name.split(".")
            other = f"{folder}/{stem}{own[4:].partition('.')[0]}.{suffix}".lstrip("/")
            feed = read(made[other], form_of(other))
            rows = [[row[:4] + row[5:] for row in as_written(f)] for f in (feed, atom)]
            assert (other, rows[0]) == (other, rows[1])


def test_the_corpus_has_what_it_is_to_be_tried_with(made: dict[str, bytes]) -> None:
    whole = json.loads(made["feed.json"])
    items = whole["items"]
    for number in range(1, 8):
        items += json.loads(made[f"feed-{number}.json"])["items"]
    html = "".join(item["content_html"] for item in items)
    for piece in (
        "Updated ",
        "First published by",
        "Corrections",
        "Attachments",
        'lang="ur"',
        "<figcaption>",
        "🚩",
    ):
        assert piece in html
    assert "agency.svg" not in html
    assert {len(item.get("attachments", ())) for item in items} == {0, 1, 2}
    assert any("authors" in item for item in items)
    assert any(item["id"].startswith("urn:uuid:") for item in items)


SOUND = {
    "version": "https://jsonfeed.org/version/1.1", "title": "T", "feed_url": "https://a.b/feed.json",
    "items": [{"id": "tag:a,2017:1", "content_html": "<p>x</p>", "date_published": "2017-07-14T12:00:00+01:00",
               "attachments": [{"url": "https://a.b/c.pdf", "mime_type": "application/pdf"}]}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ('"version": "https://jsonfeed.org/version/1"', "version: 'https://jsonfeed.org/version/1.1' was expected"),
        ('"title": ""', "title: '' should be non-empty"),
        ('"feed_url": "/feed.json"', "feed_url: '/feed.json' does not match"),
        ('"items": {}', "items: {} is not of type 'array'"),
        ('"next": "https://a.b/"', ": 'next' does not match any of the regexes"),
        ('"hubs": [{"type": "WebSub"}]', "hubs/0: 'url' is a required property"),
        ('"authors": [{}]', "authors/0: {} should be non-empty"),
        ('"items": [{"content_html": "x"}]', "items/0: 'id' is a required property"),
        ('"items": [{"id": 1, "content_html": "x"}]', "items/0/id: 1 is not of type 'string'"),
        ('"items": [{"id": "1"}]', "items/0: {'id': '1'} is not valid under any of the given schemas"),
        ('"items": [{"id": "1", "content_html": "x", "date_published": "2017-07-14"}]',
         "items/0/date_published: '2017-07-14' does not match"),
        ('"items": [{"id": "1", "content_html": "x", "attachments": [{"url": "https://a.b/"}]}]',
         "items/0/attachments/0: 'mime_type' is a required property"),
        ('"items": [{"id": "1", "content_html": "x", "tags": ["a", "a"]}]',
         "items/0/tags: ['a', 'a'] has non-unique elements"),
    ],
)  # fmt: skip
def test_a_feed_that_is_not_as_the_specification_has_it_is_seen(broken: str, said: str) -> None:
    assert invalid(SOUND) == []
    found = invalid(SOUND | json.loads(f"{{{broken}}}"))
    assert [line for line in found if line.startswith(said)], found


@pytest.mark.parametrize(
    ("path", "sound", "broken"),
    [
        ("feed.xml", b"<guid isPermaLink=\"false\">", b"<guid isPermaLink=\"false\">x"),
        ("atom.xml", b"<published>2026-05-", b"<published>2026-04-"),
        ("feed.json", b'"content_html": "<', b'"content_html": "x<'),
        ("atom.xml", b"</entry>", b"</entry><entry/>"),
    ],
)  # fmt: skip
def test_readers_that_disagree_are_seen(
    made: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, path: str, sound: bytes, broken: bytes
) -> None:
    from tests.checks import feed_readers

    assert sound in made[path]
    other, theirs = made[path].replace(sound, broken, 1), feed_readers.readers
    monkeypatch.setattr(feed_readers, "readers", lambda data, form: theirs(made[path], form))
    found = misreadings(other, form_of(path))
    assert [line for line in found if line.startswith("fastfeedparser reads ")], found


def test_a_large_post_does_not_make_a_large_feed(tmp_path: Path) -> None:
    from tests.hub import feeds, post

    text = "A sentence with *some* words & [a link](https://example.org/?a=b&c=d). " * 600 + "\n"
    posts = {f"content/news/n{n}.md": post(f"N{n}", text, date=f"2017-06-{n:02}") for n in range(1, 9)}
    settings = {"content/site.toml": 'title = "T"\nbase_url = "https://anytown.example/"\nsearch = false\n'}
    hub = small_hub(tmp_path, {**posts, **settings})
    assert built(hub).problems == ()
    made = feeds_in(tmp_path / "site")
    assert max(len(data) for data in made.values()) < 250_000
    for form, name in (("rss", "feed.xml"), ("atom", "atom.xml"), ("json", "feed.json")):
        newest, archives = read(made[name], form), [
            read(made[path], form) for number in range(1, 9) for path in feeds("", number)
            if path in made and form_of(path) == form
        ]  # fmt: skip
        assert 1 < len(newest.items) < 8
        carried = [item.title for archive in archives for item in reversed(archive.items)]
        last = [item.title for item in reversed(newest.items)]
        assert list(dict.fromkeys(carried + last)) == [f"N{n}" for n in range(1, 9)]
