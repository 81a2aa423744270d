"""A hub of any size that has everything that feeds have to carry; the same size is the same hub."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from tests.hub import PDF, SETTINGS

NOW = datetime(2026, 6, 1, 12, 0)
"""The wall-clock time for which the hub is meant: nothing in it is later but what is to come."""

BASE = "https://hub.example/unions/"
WEBSUB = "https://hub.example.org/"

TAGS = "pay pensions safety buses rail docks hospitals schools councils libraries care R&D 5<6".split()
UNIONS = ("UNISON", "Unite", "GMB", "RMT & friends", "PCS")
WORDS = (
    "branch members voted rota depot offer ballot picket meeting council steward agreement shift safety "
    "“fair” won't 5 < 6 & R&D ***never*** `code` naïve łódź ইউনিয়ন اتحاد 工会 🚩"
).split(" ")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><path d="M0 0h4v3z"/></svg>'


def corpus(posts: int) -> dict[str, str | bytes]:
    """The files of a hub of so many posts."""
    files: dict[str, str | bytes] = {
        "content/site.toml": SETTINGS.replace("https://anytown.example/", BASE)
        .replace("count = 3", f'count = 20\nwebsub_hub = "{WEBSUB}"')
        .replace("page_size = 3", "page_size = 20"),
        "content/campaigns/library.md": "---\ntitle: Save the library\ndate: 2015-01-02\n---\nWords.\n",
        "content/pages/join.md": "---\ntitle: Join\n---\n## Fees\n",
        "content/news/picket.svg": SVG,
        "content/news/agency.svg": SVG.replace("4 3", "5 3"),
        "content/news/flyer.pdf": PDF,
        "content/news/speech.mp3": b"ID3" + b"\x00" * 500,
        "content/news/speech.txt": "What was said.\n",
    }
    random = Random(posts)
    start = datetime(2015, 1, 3, 9, 0)
    step = (datetime(2026, 5, 31) - start) / posts
    for n in range(posts):
        path, text = _post(n, start + n * step, random)
        files[path] = text
    return files


def _post(n: int, when: datetime, random: Random) -> tuple[str, str]:
    def words(least: int, most: int) -> str:
        return " ".join(random.choices(WORDS, k=random.randint(least, most)))

    kind = "news" if n % 3 else ("statements", "events", "courses", "disputes")[n // 3 % 4]
    date = f"{when:%Y-%m-%d %H:%M}" if n % 2 else f"{when:%Y-%m-%d}"
    lines = [f"title: 'Post {n}: {words(2, 6)}'".replace("won't", "won''t"), f"date: {date}"]
    lines += [f"tags: ['{random.choice(TAGS)}', '{random.choice(TAGS)}']"]
    lines += [f"unions: ['{random.choice(UNIONS)}']"] if n % 4 == 0 or kind == "disputes" else []
    lines += [f"id: 'tag:hub.example,2015:post-{n}'"] if n % 5 else []
    lines += ["authors: ['Jo Bloggs', 'Ann “A” Other & co']"] if n % 6 == 0 else []
    lines += ["campaigns: [library]"] if n % 7 == 0 else []
    lines += [f"summary: 'In short & <plain>: post {n}.'"] if n % 3 == 0 else []
    lines += ["lang: ur"] if n % 11 == 0 else []
    if n % 9 == 0:
        lines.append(
            "source: {title: 'Else & where', publisher: The Anytown Times, url: 'https://example.org/a?b=1&c=2'}"
        )
    later = when + timedelta(days=2)
    if n % 8 == 0:
        lines.append(
            f"changes: [{{date: {later:%Y-%m-%d}, note: 'More & more', major: yes}}, {{date: {later:%Y-%m-%d}, note: Typo}}]"
        )
    if n % 10 == 0:
        lines.append(
            f"corrections: [{{date: {later:%Y-%m-%d}, text: 'It was *350*, see [fees](../pages/join.md#fees).'}}]"
        )
    if n % 12 == 0:
        lines.append(f"expires: {later:%Y-%m-%d}")
    body = [
        words(20, 60),
        f"See [the fees](../pages/join.md#fees) & a note[^1].\n\n## {words(1, 3)}",
        words(60, 300),
    ]
    if kind == "events":
        lines.append(f"start: {later:%Y-%m-%d %H:%M}")
    if kind == "news" and n % 2:
        lines.append(
            "image: {file: picket.svg, alt: 'A <picket> & a banner', caption: Dawn, credit: Sam, licence: CC BY}"
        )
    elif kind == "news" and n % 5 == 0:
        lines.append("image: {file: agency.svg, alt: Agency, credit: An Agency, may_redistribute: no}")
        body.append("![Agency](agency.svg)\n\n![Picket](picket.svg)")
    if kind == "news" and n % 13 == 0:
        lines.append(
            "attachments: [{file: flyer.pdf, title: Flyer}, {file: speech.mp3, title: 'A & B', kind: audio, transcript: speech.txt}]"
        )
    elif kind == "news" and n % 14 == 0:
        lines.append("attachments: [{file: flyer.pdf, title: Flyer}]")
    body.append("[^1]: The note.\n")
    return f"content/{kind}/post-{n}.md", "---\n" + "\n".join(lines) + "\n---\n" + "\n\n".join(body)
