"""Settings: content/site.toml -> Settings, what editors set for the whole hub."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final, Literal, get_origin
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, TypeAdapter, ValidationError

from gazette import colours
from gazette.kinds.complaints import Reading
from gazette.kinds.refusal import one_value, refuse
from gazette.kinds.scalars import (
    Address,
    Choice,
    Count,
    Day,
    Declared,
    Email,
    Language,
    Many,
    Phone,
    Prose,
    Text,
    WebAddress,
    YesNo,
)
from gazette.kinds.shape import Finding, Loc, Shape, front_matter, shape
from gazette.kinds.texts import read_web_address
from gazette.problems import Problem, nearest, order
from gazette.toml import place, read_toml, written

PATH: Final = "content/site.toml"

NEW: Final = """title = "Anytown Trades Union Council"
base_url = "https://example.org/"
"""
"""The smallest settings that will do."""


def read_base_url(value: object) -> str:
    """The site's own address, with a slash at its end."""
    wanted = "the address of the site, such as https://example.org/ or https://example.org/hub/"
    text = read_web_address(value)
    parts = urlsplit(text)
    if parts.query or parts.fragment or "@" in parts.netloc:
        bare = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
        refuse("not-a-base", "The site's address has more than a host and a path.", wanted, bare)
    path = re.sub(r"/{2,}", "/", parts.path)
    if path.endswith("/index.html"):
        path = path.removesuffix("index.html")
    return f"{parts.scheme}://{parts.netloc.lower()}{path.rstrip('/')}/"


def read_timezone(value: object) -> str:
    """The name of a time zone that this machine knows."""
    wanted = "the name of a time zone, such as Europe/London"
    text = one_value(value, wanted)
    try:
        ZoneInfo(text)
    except (OSError, ValueError, KeyError):
        known = sorted(available_timezones())
        cities = {name.rpartition("/")[2]: name for name in known}
        named = text.replace(" ", "_")
        near = nearest(named, known) or cities.get(nearest(named, tuple(cities)), "")
        refuse("not-a-timezone", f"“{text}” is not a time zone.", wanted, near)
    return text


def read_colour(value: object) -> str:
    """A colour as #rrggbb, in small letters."""
    wanted = "a colour written #rrggbb, such as #b3122b"
    text = one_value(value, wanted)
    if re.fullmatch(r"#[0-9A-Fa-f]{6}", text):
        return text.lower()
    digits = text.lstrip("#").lower()
    mended = ""
    if re.fullmatch(r"[0-9a-f]{3}|[0-9a-f]{6}", digits):
        mended = "#" + (digits if len(digits) == 6 else "".join(c * 2 for c in digits))
    refuse("not-a-colour", f"“{text}” is not a colour written #rrggbb.", wanted, mended)


BaseUrl = Annotated[str, Declared(read_base_url, "base url", (("type", "string"), ("format", "uri")))]
Timezone = Annotated[str, Declared(read_timezone, "timezone")]
Colour = Annotated[str, Declared(read_colour, "colour")]


@shape
class Organisation(Shape):
    """Who publishes the hub."""

    name: Text | None = Field(default=None, description="Its full name. The title if left out.")
    address: Prose | None = Field(default=None, description="Its postal address.")
    email: Email | None = Field(default=None, description="Its email address.")
    phone: Phone | None = Field(default=None, description="Its telephone number.")


@shape
class MenuItem(Shape):
    """One link of the menu."""

    label: Text = Field(description="The words of the link.", examples=["About us"])
    url: Address = Field(
        description="Where it leads: an address, or a path beginning with /.", examples=["/about/"]
    )


@shape
class Officer(Shape):
    """One person or office to get in touch with."""

    name: Text = Field(description="Who.", examples=["Jo Bloggs"])
    role: Text | None = Field(default=None, description="What they do.")
    email: Email | None = Field(default=None, description="Email address.")
    phone: Phone | None = Field(default=None, description="Telephone number.")


def _within(name: str, value: int, least: int, most: int) -> Iterator[Finding]:
    if not least <= value <= most:
        wanted = f"a number from {least} to {most}"
        yield Finding("out-of-range", (name,), f"“{name}” is {value}.", wanted)


@shape
class Feeds(Shape):
    """The feeds that people subscribe to."""

    count: Count = Field(default=20, description="How many entries a feed carries, and each of its archives.")
    archives: Many[Choice[Literal["site", "kind", "tag", "union", "campaign"]]] = Field(
        default=("site", "kind"),
        description="Which feeds have archives of their older entries, one after the other.",
        examples=[["site", "kind", "campaign"]],
    )
    websub_hub: WebAddress | None = Field(
        default=None,
        description="The WebSub hub that tells feed readers at once of what is new, after `build.py ping`.",
        examples=["https://hub.example.org/"],
    )

    def rules(self) -> Iterator[Finding]:
        yield from _within("count", self.count, 1, 500)


@shape
class Lists(Shape):
    """The lists of entries."""

    page_size: Count = Field(default=20, description="How many entries one page of a list has.")

    def rules(self) -> Iterator[Finding]:
        yield from _within("page_size", self.page_size, 1, 500)


@shape
class Home(Shape):
    """The home page."""

    latest: Count = Field(default=6, description="How many of the latest entries it shows.")
    coming_up: Count = Field(default=4, description="How many coming events it shows.")

    def rules(self) -> Iterator[Finding]:
        yield from _within("latest", self.latest, 0, 100)
        yield from _within("coming_up", self.coming_up, 0, 100)


@shape
class Colours(Shape):
    """The hub's colours."""

    accent: Colour = Field(
        default="#a8102a",
        description="The banner at the top; links and buttons on a light background, as #rrggbb.",
    )
    accent_dark: Colour = Field(
        default="#ff8a9b", description="Links and buttons on a dark background, as #rrggbb."
    )
    trim: Colour = Field(
        default="#e0b040", description="The fringe of the banner at the top of every page, as #rrggbb."
    )


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

    def group(self, name: str) -> str:
        many = get_origin(front_matter(Settings)[name].annotation) is tuple
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
        complaints = reading.complaints(error.errors(include_url=False))
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
