"""Guides: the page that leads to every other, and the page that shows every part of the style."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Final

from markupsafe import Markup

from gazette.addresses import address
from gazette.answers import Card, Happening, Leaf, Listing, Term
from gazette.diary import Month, Square
from gazette.kinds.campaign import Milestone, Step
from gazette.kinds.fund import Fund
from gazette.kinds.pieces import Button, ContactCard, Figure, Piece, Quote, Video
from gazette.kinds.shapes import ContactDetails
from gazette.occasions import Occasion, Standing
from gazette.pieces import html
from gazette.recipes.recipe import Desk, Made, Output
from gazette.site import Site


@dataclass(frozen=True, slots=True)
class Overview:
    """The page from which every other can be reached."""

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        return desk.page("sitemap.html")


@dataclass(frozen=True, slots=True)
class StyleGuide:
    """The page that shows every part of the style with sample data; readers are not led to it."""

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        icon = address(ICON, desk.ask("setting", "base_url"))
        pieces = Markup("\n".join(html(piece).replace(ICON, icon) for piece in sample().pieces))
        return desk.page("style-guide.html", sample=sample(), pieces=pieces)


RECIPES = (Overview, StyleGuide)


def outputs(site: Site) -> Iterator[Output]:
    """The two guides."""
    yield Output("sitemap/index.html", Overview())
    yield Output("style-guide/index.html", StyleGuide())


@dataclass(frozen=True, slots=True)
class Sample:
    """What the style guide shows, of the same shapes as what pages show."""

    cards: tuple[Card, ...]
    on: tuple[Happening, ...]
    coming: tuple[Happening, ...]
    off: Happening
    months: tuple[Month, ...]
    fund: Fund
    closed_fund: Fund
    steps: tuple[Step, ...]
    milestones: tuple[Milestone, ...]
    terms: tuple[Term, ...]
    listing: Listing
    speaker: ContactDetails
    pieces: tuple[Piece, ...]


ICON: Final = "assets/icon-180.png"
"""A picture that every hub has."""

HERE = "#"
"""Where the links of samples lead."""


def _happening(
    sort: str, label: str, standing: Standing, start: datetime, end: datetime | None, state: str = ""
) -> Happening:
    # The words come from the wall-clock times; the instants only have to be there.
    occasion = Occasion(
        "", sort, label, start, end, start.replace(tzinfo=UTC), end and end.replace(tzinfo=UTC), state,  # type: ignore[arg-type]
        "Town hall steps" if sort == "event" else "",
    )  # fmt: skip
    titles = {"strike": ("Library staff strike", "Dispute"), "event": (label, "Event")}
    title, kind = titles.get(sort, ("A course for new reps", "Course"))
    return Happening(occasion, standing, title, kind, HERE)


def _squares() -> tuple[tuple[Square | None, ...], ...]:
    standings: dict[int, Standing] = {12: "past", 13: "past", 14: "today", 17: "next", 18: "next", 20: "off"}
    days = [None] * 5 + [
        Square(n, "strike", "Strike", standings[n]) if n in standings else Square(n) for n in range(1, 32)
    ]
    days += [None] * (-len(days) % 7)
    return tuple(tuple(days[n : n + 7]) for n in range(0, len(days), 7))


def _fund(name: str, open_until: date | None = None) -> Fund:
    return Fund(
        title=name,
        account_name="Library Workers Strike Fund",
        sort_code="01-02-03",
        account_number="01234567",
        reference="BOOKS",
        online_url="https://sample.invalid/give",
        open_until=open_until,
    )


@cache  # schemas are made when they are first needed, and this needs some
def sample() -> Sample:
    """What the style guide shows."""
    evening = datetime(2017, 7, 14, 18, 30)
    summary = "The first sentence or two of a post, enough to know whether it is worth the reading."
    return Sample(
        cards=tuple(
            Card("", "news", label, title, HERE, date(2017, 7, 14), summary, note)
            for label, title, note in (
                ("News", "A card in a list", ""),
                ("Statement", "A card with a longer title, so that it is seen how two lines of it look", ""),
                ("Event", "A card with a note", "Draft"),
            )
        ),
        on=(
            _happening("strike", "Strike", "now", datetime(2017, 7, 13, 0, 1), datetime(2017, 7, 15, 23, 59)),
            _happening("event", "Rally for the libraries", "today", evening, datetime(2017, 7, 14, 20)),
        ),
        coming=(
            _happening(
                "strike", "Strike", "next", datetime(2017, 7, 17, 0, 1), datetime(2017, 7, 18, 23, 59)
            ),
            _happening(
                "session", "Day one", "next", datetime(2017, 9, 25, 9, 30), datetime(2017, 9, 25, 16, 30)
            ),
        ),
        off=_happening(
            "strike", "Strike", "off", datetime(2017, 7, 20, 0, 1), datetime(2017, 7, 20, 23, 59), "suspended"
        ),
        months=(Month(date(2017, 7, 1), _squares()),),
        fund=_fund("Library workers’ strike fund"),
        closed_fund=_fund("Depot workers’ strike fund", date(2000, 1, 1)),
        steps=(
            Step(kind="petition", label="Sign the petition", url="https://sample.invalid/petition"),
            Step(kind="write", label="Write to your councillor", url="https://sample.invalid/write"),
            Step(
                kind="attend",
                label="Come to the rally",
                url="https://sample.invalid/rally",
                until=date(2000, 1, 1),
            ),
        ),
        milestones=(
            Milestone(date=date(2017, 5, 1), text="The council announces cuts to the libraries."),
            Milestone(date=date(2017, 7, 14), text="Staff walk out."),
        ),
        terms=tuple(
            Term(label, HERE, count)
            for count, label in enumerate(("children", "climate", "health", "homes", "pay", "skills") * 2, 1)
        ),
        listing=Listing("", (), 3, 9, HERE, HERE, tuple(Leaf(n, HERE) for n in (1, 2, 3, 4, 5, 9))),
        pieces=(
            Figure(file=ICON, alt="The icon of this site", caption="A caption", credit="Jo Bloggs"),
            Quote(text="Nobody joins a library to be rich.", by="Jo Bloggs, branch secretary"),
            Button(url="https://sample.invalid/join", label="A button"),
            ContactCard(name="Jo Bloggs", role="Secretary", email="jo@sample.invalid", phone="020 7946 0000"),
            Video(url="https://sample.invalid/watch", title="The march in three minutes", length="3 minutes"),
        ),
        speaker=ContactDetails(name="Jo Bloggs", role="branch secretary", organisation="Anytown UNISON"),
    )
