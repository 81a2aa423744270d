"""Founding: the files of a new hub, from four answers: its settings and one example of each kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlsplit

from gazette import colours, settings
from gazette.kinds.texts import slugify
from gazette.mending import scalar
from gazette.toml import written


@dataclass(frozen=True, slots=True)
class Founding:
    """What a council says of itself: its name, the address of its site, its zone, its colour."""

    name: str
    address: str
    zone: str
    accent: str


def files(council: Founding, today: date, publishing: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Path and text of every file; the posts are as of today, and what comes up is in the weeks after.

    `publishing` are the workflow and the scripts that publish the repository of gazette itself, by path.
    """
    yield settings.PATH, settings_of(council)
    for path, fields, body in _POSTS:
        yield path, _post(council, today, path, fields, body)
    yield ".gitignore", "# What builds make: safe to delete.\n/site/\n/.gazette/\n"
    yield "requirements.txt", _REQUIRED
    for path, text in publishing.items():
        yield path, with_command(text) if path.endswith(".yml") else text


PUBLISHING: Final = (
    ".github/workflows/publish.yml", "publish/build.sh", "publish/due.sh", "publish/to-host.sh",
)  # fmt: skip
"""What publishes a hub, by paths that are the same in every one."""

_REQUIRED: Final = """\
# Where the workflow gets gazette from. Write the address of its repository here, and take the # away:
# gazette @ git+https://example.org/gazette.git
"""

_SET_UP: Final = """\
run: |
          python -m pip install --quiet --requirement requirements.txt
          command -v gazette && exit
          echo "::error file=requirements.txt::Write here where gazette comes from."
          exit 1
"""


def with_command(workflow: str) -> str:
    """The workflow as a hub without the program has it: the command is installed, and used for build.py."""
    return (
        workflow.replace("run: make setup\n", _SET_UP)
        .replace(".venv/bin/python build.py", "gazette")
        .replace("docs/howto.md has how", "gazette's recipe “Publish by itself” has how")
    )


def settings_of(council: Founding) -> str:
    """The text of content/site.toml. A colour that cannot be read is darkened, and trims the banner."""
    light, dark = (colours.mended(council.accent, ground) for ground in (colours.LIGHT, colours.DARK))
    trim = f"trim = {written(council.accent)}\n" if light != council.accent else ""
    items = "".join(f'\n[[menu]]\nlabel = "{label}"\nurl = "{url}"\n' for label, url in _MENU)
    return f"""\
# The settings of the hub. Change anything here.

title = {written(council.name)}
base_url = {written(council.address)}
timezone = {written(council.zone)}
description = {written(f"News, campaigns, disputes and courses from {council.name}.")}

[colours]
accent = {written(light)}
accent_dark = {written(dark)}
{trim}{items}"""


_MENU: Final = (
    ("News", "/news/"),
    ("Campaigns", "/campaigns/"),
    ("Disputes", "/disputes/"),
    ("Courses", "/courses/"),
    ("Statements", "/statements/"),
    ("Events", "/events/"),
    ("About", "/about/"),
)


def _post(council: Founding, today: date, path: str, fields: str, body: str) -> str:
    """A post; `{in 21}` in its fields is the day three weeks after today, `{name}` the council's name."""
    for days in (0, 7, 14, 21, 28):
        fields = fields.replace(f"{{in {days}}}", (today + timedelta(days)).isoformat())
    coming = today + timedelta(35)
    fields = fields.replace("{course day}", coming.isoformat()).replace(
        "{weekday}", _WEEKDAYS[coming.weekday()]
    )
    fields = fields.replace("{name}", scalar(council.name))
    host = urlsplit(council.address).hostname
    _, folder, file = path.split("/")
    head, _, rest = fields.partition("\n")
    identity = f"id: tag:{host},{today.isoformat()}:{folder}/{slugify(file.removesuffix('.md'))}"
    return "\n".join(["---", head, identity, rest.rstrip("\n"), "---", body])


_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_EXAMPLE: Final = "This is an example. Write over it, or delete the file."

_POSTS: Final = (
    (
        "content/pages/about.md",
        "title: About us\n",
        """\
We bring together the union branches of our area. Say here who you are, when you meet, and how a branch joins.

## Write to us

Put an address here that somebody reads.
""",
    ),
    (
        "content/campaigns/save-the-library.md",
        """\
title: Save the library
date: {in 0}
state: active
aims: [Keep every branch open, Keep trained staff at the desk]
actions:
  - {kind: write, label: See when the next meeting is, url: /events/, until: {in 28}}
""",
        f"""\
A campaign goes on for months. Its page gathers every post that names it. {_EXAMPLE}

## What we ask for

Say what you want, from whom, and by when.
""",
    ),
    (
        "content/news/first-post.md",
        """\
title: Our new site
date: {in 0}
tags: [about this site]
campaigns: [save-the-library]
""",
        f"""\
From today, our news stands here. {_EXAMPLE}

A post is a file in the folder of its kind. The first paragraph stands in lists and in feeds.
""",
    ),
    (
        "content/funds/library-hardship.md",
        """\
name: Library hardship fund (example)
cheques_to: Ask the treasurer where to send a cheque.
claims: {who: Members who lost pay in the dispute, how: Ask your branch for the form}
""",
        "",
    ),
    (
        "content/disputes/library-hours.md",
        """\
title: Library staff vote on hours
date: {in 0}
unions: [Example Union]
employer: Example Council
issue: Evening hours without evening pay
ballot: {opened: {in 0}, closed: {in 14}}
fund: library-hardship
campaigns: [save-the-library]
""",
        f"""\
Library staff are voting on whether to strike. {_EXAMPLE}

A dispute knows its ballot, its days of action and its picket lines, and says so on the front page.
""",
    ),
    (
        "content/courses/reps-stage-one.md",
        """\
title: Union Reps Stage 1
date: {in 0}
sessions: {first: {course day}, weekday: {weekday}, count: 10, from: 9.30am, to: 4.30pm}
provider: Example College
apply: {email: courses@example.org, by: {in 28}}
""",
        f"""\
Ten days for new reps, one a week. {_EXAMPLE}
""",
    ),
    (
        "content/statements/library-cuts.md",
        """\
title: The library must stay open
date: {in 0}
issued_by: {name}
campaigns: [save-the-library]
""",
        f"""\
The council must keep every branch of the library open. {_EXAMPLE}
""",
    ),
    (
        "content/events/monthly-meeting.md",
        """\
title: Monthly meeting
date: {in 0}
start: {in 21} 19:00
duration: 2 hours
venue: {name: Union Hall, address: 1 Example Street, access: Level entrance}
""",
        f"""\
Delegates and visitors are welcome. {_EXAMPLE}
""",
    ),
)
