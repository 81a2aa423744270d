"""A seeded corpus of posts, as a busy council would write them in fifteen years.

The same seed and number give the same posts on every machine and every day. A post has 300 to 800
words: paragraphs with emphasis and links, headings, lists, quotations, now and then a table, some code,
a note or a picture; one of four types, two to four of sixty tags. No place or person in it is real.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

TYPES = {"news": 60, "campaign": 16, "course": 12, "statement": 12}
"""How many of a hundred posts are of each type."""

TAGS = tuple(f"{first}-{second}" for first in ("pay", "hours", "safety", "pensions", "training", "equality")
             for second in ("rail", "health", "schools", "council", "post", "docks", "retail", "care", "energy",
                            "print"))  # fmt: skip

PEOPLE = ("Ada Brook", "Ben Osei", "Cath Lowe", "Dev Mistry", "Esme Hart", "Press Desk")

FIRST, LAST = datetime(2009, 1, 5, 8), datetime(2024, 12, 20, 18)

_WHO = "Members|Stewards|Delegates|Drivers|Porters|Caretakers|Cooks|Clerks|Fitters|Nurses|Tutors|Postal staff".split(
    "|"
)
_DID = (
    "voted for|agreed to back|have refused|met to discuss|will campaign against|welcomed|published a reply to|"
    "asked for talks on|won a promise about|marched against|heard a report on|are to be balloted on"
).split("|")
_WHAT = ("the new rota|a two-year offer|the closing of the canteen|unpaid weekend work|the move to another depot|"
         "longer shifts|the shortage of gloves and masks|cuts to sick pay|the apprentices’ scheme|heat in the workshops|"
         "short notice of changes|agency contracts").split("|")  # fmt: skip
_WHERE = "at Elmgate|in Harbour Row|at the North Yard|in Upper Marl|at St Aldate’s|in Coldbrook|at Pier Nine".split(
    "|"
)
_WHEN = ("last Monday|after a long meeting|before the summer|in spite of the rain|for the third time|without a vote against|"
         "as the branch had proposed|while talks go on|by nine votes in ten|so that nobody is left alone").split("|")  # fmt: skip
_HEADS = "What was agreed|Why now|The figures|How to help|What comes next|Who to ask|What the law says|From the meeting".split(
    "|"
)


@dataclass(frozen=True)
class Post:
    """One post; `marker` is a word that an edit has put into it."""

    slug: str
    title: str
    date: datetime
    type: str
    tags: tuple[str, ...]
    author: str
    summary: str
    body: str
    marker: str = ""


def corpus(count: int, seed: int = 1868) -> list[Post]:
    """So many posts, oldest first, each at an instant of its own."""
    step = (LAST - FIRST) / count
    posts: list[Post] = []
    for number in range(count):
        dice = random.Random(f"{seed}/{number}")
        date = FIRST + step * number + timedelta(seconds=int(dice.random() * step.total_seconds() * 0.8))
        posts.append(_post(dice, number, date.replace(microsecond=0), posts[-40:]))
    return posts


def another(number: int, before: list[Post], seed: int = 1868) -> Post:
    """A post newer than all others."""
    dice = random.Random(f"{seed}/more/{number}")
    return _post(dice, 900_000 + number, LAST + timedelta(days=1 + number), before[-40:])


def corrected(post: Post, number: int) -> Post:
    """The post with a correction in the middle of its body."""
    marker = f"correction-{number}"
    first, _, rest = post.body.partition("\n\n")
    return replace(post, body=f"{first}\n\nCorrected by the secretary: {marker}.\n\n{rest}", marker=marker)


def front_matter(post: Post, **fields: str) -> str:
    """The fields as YAML."""
    lines = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"---\n{lines}---\n\n{post.body}"


def quoted(text: str) -> str:
    """The text as YAML and TOML both read it."""
    return json.dumps(text, ensure_ascii=False)


def _post(dice: random.Random, number: int, date: datetime, recent: list[Post]) -> Post:
    kind = dice.choices(list(TYPES), list(TYPES.values()))[0]
    title = f"{dice.choice(_WHO)} {dice.choice(_WHERE)} and {dice.choice(_WHAT)}"
    tags: dict[str, None] = {}
    wanted = dice.choice((2, 2, 3, 3, 4))
    while len(tags) < wanted:
        tags[TAGS[int(len(TAGS) * dice.random() ** 1.7)]] = None  # a few tags are on many posts
    slug = f"{kind}-{number:06}"
    return Post(
        slug, title, date, kind, tuple(tags), dice.choice(PEOPLE), _sentence(dice), _body(dice, recent)
    )


def _sentence(dice: random.Random) -> str:
    parts = [dice.choice(_WHO), dice.choice(_WHERE), dice.choice(_DID), dice.choice(_WHAT)]
    return " ".join((*parts, dice.choice(_WHEN))) + "."


def _paragraph(dice: random.Random, recent: list[Post]) -> str:
    said = []
    for _ in range(dice.randint(2, 5)):
        words = _sentence(dice).split(" ")
        roll = dice.random()
        if roll < 0.16:
            at = dice.randrange(1, len(words) - 2)
            mark = dice.choice(("*", "**"))
            words[at] = f"{mark}{words[at]}{mark}"
        elif roll < 0.34:
            if recent and dice.random() < 0.5:
                words.append(f"More in [our report](post:{dice.choice(recent).slug}).")
            else:
                words.append(f"See [the document](https://papers.example/{dice.randrange(9999)}).")
        said.append(" ".join(words))
    return " ".join(said)


def _body(dice: random.Random, recent: list[Post]) -> str:
    target, blocks, words = dice.randint(300, 800), [_paragraph(dice, recent)], 0
    rare = [
        b
        for b, chance in ((_table, 0.2), (_code, 0.14), (_picture, 0.35), (_note, 0.22))
        if dice.random() < chance
    ]
    heads = dice.sample(_HEADS, len(_HEADS))
    while words < target:
        roll = dice.random()
        if roll < 0.16 and heads and not blocks[-1].startswith("#"):
            block = f"## {heads.pop()}"
        elif roll < 0.26:
            sign = dice.choice(("-", "1."))
            block = "\n".join(f"{sign} {_sentence(dice)}" for _ in range(dice.randint(3, 6)))
        elif roll < 0.34:
            block = f"> {_sentence(dice)}\n>\n> {dice.choice(PEOPLE)}"
        elif roll < 0.42 and rare:
            block = rare.pop()(dice)
        else:
            block = _paragraph(dice, recent)
        blocks.append(block)
        words += len(block.split())
    if blocks[-1].startswith("#"):
        blocks.append(_paragraph(dice, recent))
    return "\n\n".join(blocks) + "\n"


def _table(dice: random.Random) -> str:
    rows = "\n".join(f"| {where} | {dice.randint(20, 900)} |" for where in dice.sample(_WHERE, 4))
    return f"| Workplace | Members |\n|---|---:|\n{rows}"


def _code(dice: random.Random) -> str:
    return f"```\nTo: the council\nSubject: {dice.choice(_WHAT)}\n\nDear councillor, please vote no.\n```"


def _picture(dice: random.Random) -> str:
    return f"![{dice.choice(_WHO)} {dice.choice(_WHERE)}](picture:)"


def _note(dice: random.Random) -> str:
    return f"{_sentence(dice)}[^1]\n\n[^1]: {_sentence(dice)}"
