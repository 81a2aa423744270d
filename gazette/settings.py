"""Settings: content/site.toml -> Settings, what editors set for the whole hub."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import Field, TypeAdapter, ValidationError

from gazette import colours
from gazette.kinds.complaints import Reading
from gazette.kinds.scalars import (
    Day,
    Language,
    Many,
    Prose,
    Text,
    YesNo,
)
from gazette.kinds.shape import Loc, Shape, shape
from gazette.problems import Problem, order
from gazette.sections import (
    BaseUrl,
    Cms,
    Colours,
    Feeds,
    Home,
    Lists,
    MenuItem,
    Officer,
    Organisation,
    Redirect,
    Timezone,
)
from gazette.toml import place, read_toml, written

PATH: Final = "content/site.toml"

NEW: Final = """title = "Anytown Trades Union Council"
base_url = "https://example.org/"
"""
"""The smallest settings that will do."""


MOST_TOLD: Final = 50
"""Problems of the file that are told at once: each is looked up in the whole of it."""


@shape
class Settings(Shape):
    """What editors set for the whole hub."""

    title: Text = Field(description="The name of the site.", examples=["Anytown Trades Council"])
    base_url: BaseUrl = Field(
        description="Where the site is published; may have a path.",
        examples=["https://example.org/"],
    )
    moved_from: Many[BaseUrl] = Field(default=(), description="Where the site was published before.")
    wordpress_until: Day | None = Field(default=None, description="The day on which the site left WordPress.")
    language: Language = Field(default="en-GB", description="The site's language.")
    timezone: Timezone = Field(default="Europe/London", description="The zone of every time that is written.")
    description: Text | None = Field(default=None, description="The site in a sentence.")
    organisation: Organisation = Field(default=Organisation(), description="Who publishes the site.")
    imprint: Prose | None = Field(
        default=None,
        description="Name and postal address of the promoter, shown on election material: "
        "“Promoted by … on behalf of …, both of …”.",
    )
    menu: Many[MenuItem] = Field(default=(), description="The links of the menu, in order.")
    contacts: Many[Officer] = Field(default=(), description="Whom to get in touch with.")
    feeds: Feeds = Field(default=Feeds(), description="How much the feeds carry.")
    lists: Lists = Field(default=Lists(), description="How long the lists are.")
    home: Home = Field(default=Home(), description="What the home page shows.")
    colours: Colours = Field(default=Colours(), description="The colours of links and buttons.")
    redirects: Many[Redirect] = Field(
        default=(), description="Old addresses that belong to no post; a post's own are its aliases."
    )
    cms: Cms | None = Field(
        default=None,
        description="The CMS at /admin/, in which posts are written in a browser. Without it there is none.",
    )
    search: YesNo = Field(
        default=True, description="Whether the site has a page on which it can be searched."
    )
    social_cards: YesNo = Field(
        default=True, description="Whether each page has a picture of its title, for links to it elsewhere."
    )
    leave_out: Many[Text] = Field(
        default=(),
        description="What is not to be published, as addresses in which * stands for anything: `/unions/` is "
        "that folder with all in it, `/*.ics` every calendar.",
    )

    @property
    def zone(self) -> ZoneInfo:
        """The zone of every time that is written."""
        return ZoneInfo(self.timezone)

    @property
    def publisher(self) -> str:
        """The name of who publishes the site."""
        return self.organisation.name or self.title


_ADAPTER = TypeAdapter(Settings)


@dataclass(frozen=True, slots=True)
class _Toml:
    path: str
    text: str

    def name_at(self, loc: Loc) -> tuple[int, int]:
        return place(self.text, loc)[0]

    def value_at(self, loc: Loc) -> tuple[int, int]:
        return place(self.text, loc)[1]

    def line(self, loc: Loc, value: str) -> str:
        return f"{loc[-1]} = {written(value)}"

    def added(self, loc: Loc, line: str) -> str:
        return line

    def group(self, loc: Loc, fields: Sequence[tuple[str, str]], many: bool) -> str:
        name = next(part for part in reversed(loc) if isinstance(part, str))
        heading = f"[[{name}]]" if many else f"[{name}]"
        return f"write {heading} on a line of its own, and each field on a line below it"


def read(path: str, data: bytes | None) -> tuple[Settings | None, tuple[Problem, ...]]:
    """The settings, or None and every problem in the file; None for data means there is no file."""
    if data is None:
        return None, (
            Problem(
                "no-settings",
                "The hub's settings are missing.",
                path,
                wanted=f"a file {path}",
                hint=NEW,
            ),
        )
    values, text, problems = read_toml(path, data)
    if values is None:
        return None, problems
    try:
        settings = _ADAPTER.validate_python(values, by_alias=True, by_name=False)
    except ValidationError as error:
        reading = Reading(Settings, "the settings file", values, _Toml(path, text))
        complaints = reading.complaints(error.errors(include_url=False)[:MOST_TOLD])
        return None, order((*problems, *complaints))
    return (None, problems) if problems else (settings, tuple(_unreadable(settings.colours, path, text)))


def _unreadable(chosen: Colours, path: str, text: str) -> Iterator[Problem]:
    """A warning for each colour that text of that colour could not be read in."""
    for name, colour, grounds in (
        ("accent", chosen.accent, colours.LIGHT),
        ("accent_dark", chosen.accent_dark, colours.DARK),
    ):
        reached = colours.worst(colour, grounds)
        if reached < colours.AA:
            ground = "light" if grounds is colours.LIGHT else "dark"
            yield Problem(
                "hard-to-read",
                f"Links in {colour} are hard to read on the {ground} background: "
                f"their contrast is {math.floor(reached * 10) / 10} to 1.",
                path,
                *place(text, ("colours", name))[1],
                read=f"{name} = {colour}",
                wanted=f"a contrast of at least {colours.AA} to 1",
                hint=f'{name} = "{colours.mended(colour, grounds)}"',
                severity="warning",
            )
