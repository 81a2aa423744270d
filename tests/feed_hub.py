"""A small hub with everything that feeds can carry, and what is in them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser

from gazette.pipeline import Hub, Report
from tests.checks.feed_files import Feed, Item, form_of, read
from tests.hub import PDF, SETTINGS, post

HUB = "https://unions.example/hub/"
NOW = datetime(2017, 7, 14, 11, tzinfo=UTC)
FORMS = ("feed.xml", "atom.xml", "feed.json")

BODY = """\
The first paragraph, with [a link](../pages/join.md#fees) & a note[^1].

![A picket](picket.png) [Outside](https://example.org/?a=b&c=d) [Down](#more) [Write](mailto:a@b.example)

## More {.loud}

| a |
|--:|
| 1 |

```html
<a href="/example/" class="x">this stays as it is written</a>
```

<video src="picket.png" poster="picket.png"></video> <q cite="/about/">Quote</q>

[^1]: A note.
"""


def picture() -> bytes:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return out.getvalue()


FILES: dict[str, str | bytes] = {
    "content/site.toml": SETTINGS.replace("https://anytown.example/", HUB).replace(
        "count = 3", 'count = 5\nwebsub_hub = "https://hub.example.org/"'
    ),
    "content/pages/join.md": "---\ntitle: Join\n---\n## Fees\n",
    "content/pages/about.md": "---\ntitle: About\n---\nWords.\n",
    "content/news/picket.png": picture(),
    "content/news/flyer.pdf": PDF,
    "content/news/speech.mp3": b"ID3 speech",
    "content/news/speech.txt": "What was said.",
    "content/news/full.md": post(
        '"Bosses & workers: 5 < 6, say “R&D”"',
        BODY,
        date="2017-07-10 09:30",
        id="tag:unions.example,2017:full",
        authors="[Jo Bloggs, Ann Other]",
        tags="[pay, R&D]",
        unions="[Unite]",
        summary='"Short & <plain>."',
        image="{file: picket.png, alt: 'Dawn & a \"picket\"', caption: At dawn, credit: Sam <s>, "
        "credit_url: /about/, licence: CC BY}",
        attachments="[{file: flyer.pdf, title: A <flyer>, kind: flyer}, "
        "{file: speech.mp3, title: The speech, kind: audio, transcript: speech.txt}]",
        changes="[{date: 2017-07-12, note: More & more, major: yes}, {date: 2017-07-13, note: Typo}]",
        corrections="[{date: 2017-07-13, text: 'It was *350*, see [us](../pages/about.md).'}]",
        source="{title: Elsewhere & more, publisher: The Times, url: 'https://example.org/a?b=c&d=e'}",
    ),
    "content/news/old.md": post("Old", date="2017-01-05", tags="[pay]", lang="cy"),
    "content/events/rally.md": post("Rally", date="2017-07-11", start="2017-08-01"),
    "content/news/soon.md": post("Soon", date="2017-07-20"),
    "content/news/draft.md": post("Draft", status="draft"),
}

Made = tuple[Hub, Report, dict[str, bytes]]


def feeds_in(out: Path) -> dict[str, bytes]:
    """Every feed of a site by its path."""
    named = re.compile(r"(feed|atom)(-\d+)?\.(xml|json)")
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if named.fullmatch(path.name)
    }


def parsed(feed: bytes) -> Any:
    return feedparser.parse(feed, sanitize_html=False, resolve_relative_uris=False)


def feed_of(hub: Hub, name: str = "atom.xml") -> Feed:
    return read((hub.root / "site" / name).read_bytes(), form_of(name))


def size_of(hub: Hub, name: str) -> str:
    """The bytes of a file of the news as it was published."""
    return str((hub.root / "site/news" / name).stat().st_size)


def full(told: Feed) -> Item:
    return told.items[1]
