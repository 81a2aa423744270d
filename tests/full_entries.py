"""News, a campaign and a dispute with every field, as they are written and as they are read."""

from __future__ import annotations

from datetime import date, datetime, time

from gazette.kinds import Entry
from gazette.kinds.campaign import Campaign, Milestone, Step, Target
from gazette.kinds.dispute import Action, Ballot, Dispute, Outcome, Picket
from gazette.kinds.extra import Extra
from gazette.kinds.news import News
from gazette.kinds.shapes import (
    Attachment,
    Change,
    ContactDetails,
    Correction,
    Image,
    Source,
    Withdrawn,
)

POSTS: dict[type[Entry], tuple[str, Entry]] = {
    News: (
        """
title: Library staff vote to strike
date: 2017-07-14 18:30
id: tag:example.org,2017:1
slug: strike-vote
summary: Nine in ten said yes.
status: withdrawn
withdrawn: {date: 2017-07-20, reason: Settled.}
publish_at: 2017-07-14T18:30
expires: 2017-12-31
updated: 2017-07-15
changes:
  - {date: 2017-07-15 09:00, note: Turnout added, major: yes}
corrections: {date: 2017-07-16, text: It was 91%.}
authors: Jo Bloggs
tags: [libraries, pay]
unions: [UNISON]
campaigns: [save-the-library]
related: [events/rally, first-day]
image: {file: pictures/vote.jpg, alt: Hands up, caption: The vote, credit: Sam, credit_url:
  "https://example.org/sam", licence: CC BY, may_redistribute: yes}
attachments:
  - file: flyer.pdf
    title: Flyer
    kind: Flyer
    alt_format: flyer.txt
  - {file: talk.mp3, title: Talk, kind: audio, transcript: /talk/}
source: {title: Vote, publisher: The Paper, author: Sam, url: "https://example.org/v",
  date: 2017-07-13, permission: by leave, canonical: yes}
aliases: ["/2017/07/vote/", "/?p=12"]
lang: en-GB
pinned: yes
extra: {colour: red, sizes: [1, 2], deep: {a: 01}}
place: Anytown
kicker: Ballot
""",
        News(
            path="content/news/full.md",
            title="Library staff vote to strike",
            date=datetime(2017, 7, 14, 18, 30),
            id="tag:example.org,2017:1",
            slug="strike-vote",
            summary="Nine in ten said yes.",
            status="withdrawn",
            withdrawn=Withdrawn(date=date(2017, 7, 20), reason="Settled."),
            publish_at=datetime(2017, 7, 14, 18, 30),
            expires=date(2017, 12, 31),
            updated=date(2017, 7, 15),
            changes=(Change(date=datetime(2017, 7, 15, 9), note="Turnout added", major=True),),
            corrections=(Correction(date=date(2017, 7, 16), text="It was 91%."),),
            authors=("Jo Bloggs",),
            tags=("libraries", "pay"),
            unions=("UNISON",),
            campaigns=("save-the-library",),
            related=("events/rally", "first-day"),
            image=Image(
                file="pictures/vote.jpg",
                alt="Hands up",
                caption="The vote",
                credit="Sam",
                credit_url="https://example.org/sam",
                licence="CC BY",
                may_redistribute=True,
            ),
            attachments=(
                Attachment(file="flyer.pdf", title="Flyer", kind="flyer", alt_format="flyer.txt"),
                Attachment(file="talk.mp3", title="Talk", kind="audio", transcript="/talk/"),
            ),
            source=Source(
                title="Vote",
                publisher="The Paper",
                author="Sam",
                url="https://example.org/v",
                date=date(2017, 7, 13),
                permission="by leave",
                canonical=True,
            ),
            aliases=("/2017/07/vote/", "/?p=12"),
            lang="en-GB",
            pinned=True,
            extra=Extra((("colour", "red"), ("sizes", ("1", "2")), ("deep", Extra((("a", "01"),))))),
            place="Anytown",
            kicker="Ballot",
        ),
    ),
    Campaign: (
        """
title: Save the library
date: 2017-07-03
state: Won
since: 2008-05-01
until: 2017-07-01
aims: [Keep it open]
targets: [{name: Jo Bloggs, role: leader, contact: jo@example.org}]
actions: [{kind: petition, label: Sign, url: "https://example.org/p", until: 2017-07-30}]
timeline: [{date: 2017-07-01, text: The council gave way., post: news/won}]
partners: Friends of the library
contact: {name: Sam, phone: 020 7946 0000}
""",
        Campaign(
            path="content/campaigns/full.md",
            slug="full",
            title="Save the library",
            date=date(2017, 7, 3),
            state="won",
            since=date(2008, 5, 1),
            until=date(2017, 7, 1),
            aims=("Keep it open",),
            targets=(
                Target(name="Jo Bloggs", role="leader", contact=ContactDetails(email="jo@example.org")),
            ),
            actions=(
                Step(
                    kind="petition",
                    label="Sign",
                    url="https://example.org/p",
                    until=date(2017, 7, 30),
                ),
            ),
            timeline=(Milestone(date=date(2017, 7, 1), text="The council gave way.", post="news/won"),),
            partners=("Friends of the library",),
            contact=ContactDetails(name="Sam", phone="020 7946 0000"),
        ),
    ),
    Dispute: (
        """
title: Cabin crew
date: 2017-07-14
unions: Unite
employer: The airline
workplaces: [Heathrow, Gatwick]
issue: |
  Pay.
ballot: {opened: 2017-05-01, closed: 2017-05-20, yes: 81.5%, turnout: 60, mandate_until: 2017-11-20}
action:
  - {kind: strike, from: 2017-07-01 00:01, to: 2017-07-16 23:59}
  - {kind: Work to rule, from: 2017-08-01, state: called off, note: settled}
pickets: [{place: Gate, dates: [2017-07-01, 2017-07-02], from: 7am, to: 9.30}]
fund: mixed-fleet
messages_to: 020 7946 0000
outcome: {date: 2017-08-01, result: won, text: A rise.}
""",
        Dispute(
            path="content/disputes/full.md",
            slug="full",
            title="Cabin crew",
            date=date(2017, 7, 14),
            unions=("Unite",),
            employer="The airline",
            workplaces=("Heathrow", "Gatwick"),
            issue="Pay.",
            ballot=Ballot(
                opened=date(2017, 5, 1),
                closed=date(2017, 5, 20),
                yes=81.5,
                turnout=60.0,
                mandate_until=date(2017, 11, 20),
            ),
            action=(
                Action(
                    kind="strike",
                    from_=datetime(2017, 7, 1, 0, 1),
                    to=datetime(2017, 7, 16, 23, 59),
                ),
                Action(kind="work to rule", from_=date(2017, 8, 1), state="called off", note="settled"),
            ),
            pickets=(
                Picket(
                    place="Gate",
                    dates=(date(2017, 7, 1), date(2017, 7, 2)),
                    from_=time(7),
                    to=time(9, 30),
                ),
            ),
            fund="mixed-fleet",
            messages_to=ContactDetails(phone="020 7946 0000"),
            outcome=Outcome(date=date(2017, 8, 1), result="won", text="A rise."),
        ),
    ),
}
