"""Sections: the tables of content/site.toml, and the declared types that only settings have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field

from gazette.kinds.refusal import one_value, refuse
from gazette.kinds.scalars import (
    Address,
    Choice,
    Count,
    Declared,
    Email,
    Many,
    Phone,
    Prose,
    SitePath,
    Text,
    WebAddress,
    YesNo,
)
from gazette.kinds.shape import Finding, Shape, shape
from gazette.kinds.texts import read_web_address
from gazette.problems import nearest


def read_base_url(value: object) -> str:
    """The site's own address, with a slash at its end."""
    wanted = "the address of the site, such as https://example.org/ or https://example.org/hub/"
    text = read_web_address(value)
    parts = urlsplit(text)
    if parts.query or parts.fragment or "@" in parts.netloc:
        bare = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
        refuse("not-a-base", "The site's address has more than a host and a path.", wanted, bare)
    if odd := re.search("[;,\"'<>{}|^`$*()]", parts.path):
        refuse(
            "not-a-base",
            f"The site's address has a sign in it that hosts take for their own ({odd[0]}).",
            wanted,
        )
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


def read_repository(value: object) -> str:
    """The name of a repository as its host has it: who owns it, and what it is called."""
    wanted = "who owns the repository and what it is called, such as anytown-tuc/hub"
    text = one_value(value, wanted)
    if re.fullmatch(r"[\w.-]+(/[\w.-]+)+", text, re.ASCII):
        return text
    within = re.fullmatch(r"(?:https?://|git@)[\w.-]+[/:]([\w./-]+?)(?:\.git)?/?", text, re.ASCII)
    refuse(
        "not-a-repository", f"“{text}” is not the name of a repository.", wanted, within[1] if within else ""
    )


BaseUrl = Annotated[
    str,
    Declared(
        read_base_url,
        "base url",
        (("type", "string"), ("format", "uri"), ("pattern", "^\\s*[Hh][Tt][Tt][Pp][Ss]?://\\S+\\s*$")),
    ),
]
Timezone = Annotated[str, Declared(read_timezone, "timezone")]
Colour = Annotated[
    str, Declared(read_colour, "colour", (("type", "string"), ("pattern", "^\\s*#[0-9A-Fa-f]{6}\\s*$")))
]


Repository = Annotated[
    str,
    Declared(
        read_repository,
        "repository",
        (("type", "string"), ("pattern", "^\\s*[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+\\s*$")),
    ),
]


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
class Redirect(Shape):
    """An old address that belongs to no post, and the page of this site that answers for it."""

    from_: SitePath = Field(
        validation_alias="from", description="The old address, beginning with /.", examples=["/category/pay/"]
    )
    to: SitePath = Field(description="Where it leads: a page of this site.", examples=["/tags/fair-pay/"])


@shape
class Cms(Shape):
    """The CMS at /admin/, in which posts are written in a browser.

    Without a repository it is in the preview only, and works on the files of this machine.
    """

    starting = ("repository",)

    repository: Repository | None = Field(
        default=None,
        description="The repository of the hub, as owner/name. Without it the CMS is in the preview only.",
        examples=["anytown-tuc/hub"],
    )
    branch: Text = Field(
        default="main", description="The branch that the site is published from.", examples=["main"]
    )
    service: Choice[Literal["github", "gitlab", "forgejo"]] = Field(
        default="github", description="What hosts the repository; forgejo is what Codeberg runs."
    )
    host: WebAddress | None = Field(
        default=None,
        description="Where the service is, if not at github.com, gitlab.com or codeberg.org.",
        examples=["https://git.example.org"],
    )
    sign_in: WebAddress | None = Field(
        default=None,
        description="GitHub: the address of the small program through which editors sign in.",
        examples=["https://sign-in.example.org"],
    )
    app: Text | None = Field(
        default=None,
        description="GitLab and Forgejo: the application ID that they gave for this hub.",
        examples=["0a1b2c3d"],
    )
    review: YesNo = Field(
        default=True,
        description="Whether what is saved waits as a pull request until somebody publishes it.",
    )

    def rules(self) -> Iterator[Finding]:
        needed = "sign_in" if self.service == "github" else "app"
        if self.repository is not None and getattr(self, needed) is None:
            line = {"sign_in": 'sign_in = "https://sign-in.example.org"', "app": 'app = "0a1b2c3d"'}[needed]
            yield Finding(
                "no-sign-in",
                (),
                f"With {self.service}, editors cannot sign in to the CMS without “{needed}”.",
                "the address of a sign-in service" if needed == "sign_in" else "the ID of an application",
                line,
                adds=True,
            )
