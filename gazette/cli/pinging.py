"""The command that tells a WebSub hub what is new, after a site has been published."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import click

from gazette import __version__
from gazette.cli.options import OUT, ROOT, hub_at, options, site_place
from gazette.cli.telling import tell
from gazette.problems import Problem, shorten

if TYPE_CHECKING:
    from gazette.places import Place
    from gazette.settings import Settings

PATIENCE = 20.0
"""Seconds that a hub may take to answer."""


@click.command("ping")
@options(ROOT, OUT)
@click.option("--all", "every", is_flag=True, help="Tell of every feed, whatever was told before.")
def ping_command(root: Path | None, out: Path | None, every: bool) -> int:
    """Tell the WebSub hub which feeds are new; run it after publishing."""
    from gazette import places, settings, websub

    hub, place = hub_at(root), site_place(root, out)
    found, problems = settings.read(settings.PATH, places.contents(hub.root / settings.PATH, websub.LARGEST))
    if found is None:
        tell(problems, hub, "text")
        return 1
    to = found.feeds.websub_hub
    if to is None:
        tell((_NO_HUB,), hub, "text")
        return 1
    memory = place.state / "told"
    told = {} if every else websub.load(places.contents(memory, websub.LARGEST), to)
    now = tuple(_topics(place, found))
    if not now:
        tell((_nothing(place),), hub, "text")
        return 1
    news = websub.news(now, told)
    problem = None
    count = 0
    for topic, made in news:
        problem = announce(to, topic)
        if problem:
            break
        told[topic] = made
        count += 1
    if count:
        known = dict(now)
        places.write(memory, websub.dump({u: m for u, m in told.items() if u in known}, to), place.state)
    tell((problem,) if problem else (), hub, "text")
    click.echo(f"{to} was told of {count} {'feed' if count == 1 else 'feeds'} of {len(now)}.")
    return int(problem is not None)


def announce(hub: str, topic: str) -> Problem | None:
    """Tell a hub that a feed has changed (PubSubHubbub 0.4, section 7.1); what went wrong, if it did.

    No redirection is followed: a POST would become a GET on the way, and say nothing to anybody.
    """
    from http.client import HTTPConnection, HTTPException, HTTPSConnection  # no other command needs them

    parts = urlsplit(hub)
    body = urlencode({"hub.mode": "publish", "hub.url": topic})
    headers = {
        "User-Agent": f"gazette/{__version__}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    where = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    protocol = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    try:
        with closing(protocol(parts.netloc, timeout=PATIENCE)) as connection:
            connection.request("POST", where, body, headers)
            answer = connection.getresponse()
            if 200 <= answer.status < 300:
                return None
            said = answer.headers["Location"] or answer.read(500).decode("utf-8", "replace").strip()
    except (HTTPException, OSError, ValueError) as error:
        return _problem(
            hub, f"The hub could not be told of {topic}.", str(error), "check the address and the network"
        )
    return _problem(
        hub,
        f"The hub did not take the news of {topic}.",
        f"HTTP {answer.status} {answer.reason}" + (f": {said}" if said else ""),
        "use the address that it names" if 300 <= answer.status < 400 else "look at what it says",
    )


def _topics(place: Place, found: Settings) -> tuple[tuple[str, str], ...]:
    from gazette import places, websub

    def read(path: str) -> bytes | None:
        return places.contents(place.out / path, websub.LARGEST)

    return tuple(websub.topics(places.owned(place), read, found.base_url))


def _problem(hub: str, message: str, read: str, hint: str) -> Problem:
    return Problem(
        "websub",
        message,
        hub,
        read=shorten(read),
        wanted="an answer of 200 to 299",
        hint=f"{hint}, and ping again",
    )


_NO_HUB = Problem(
    "websub-no-hub",
    "No hub is named that could be told.",
    "content/site.toml",
    wanted="the address of a WebSub hub as websub_hub, under [feeds]",
    hint='websub_hub = "https://pubsubhubbub.appspot.com/"',
)


def _nothing(place: Place) -> Problem:
    return Problem(
        "websub-no-site",
        "There is no feed here that the hub could be told of.",
        place.out.name,
        wanted="a site that was built",
        hint="build, publish, and then ping",
    )
