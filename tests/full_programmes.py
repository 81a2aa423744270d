"""A course, a statement, an event, a page and a fund with every field, written and read."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from gazette.kinds import Entry
from gazette.kinds.course import Application, Course, Offering
from gazette.kinds.event import Event
from gazette.kinds.fund import Claims, Fund, Payee
from gazette.kinds.page import Page
from gazette.kinds.sessions import Session, Weekly
from gazette.kinds.shapes import (
    ContactDetails,
    Endorsement,
    Venue,
)
from gazette.kinds.statement import Adopted, Citation, Quote, Signatory, Statement

MORE: dict[type[Entry], tuple[str, Entry]] = {
    Course: (
        """
title: Reps' courses
date: 2017-07-12
provider: The college
level: Stage 1
accreditation: NOCN
audience: New reps
venue: {name: Tottenham Centre, address: High Road, postcode: N15 4RU, access: Lift,
  map: "https://example.org/map"}
cost: free to members
paid_release: Reps have a right to paid time off.
apply: {url: "https://example.org/apply", email: tue@example.org, by: 2017-09-01}
places: 12
courses:
  - title: Learning reps
    sessions: {first: 2017-09-25, weekday: mondays, count: 3, from: 9.30am, to: 4.30pm,
      except: [2017-10-02], extra: 2017-10-03}
  - title: Safety
    level: Stage 2
    sessions: [{date: 2017-09-27, from: 09:30, to: 16:30}]
""",
        Course(
            path="content/courses/full.md",
            slug="full",
            title="Reps' courses",
            date=date(2017, 7, 12),
            provider="The college",
            level="Stage 1",
            accreditation="NOCN",
            audience="New reps",
            venue=Venue(
                name="Tottenham Centre",
                address="High Road",
                postcode="N15 4RU",
                access="Lift",
                map="https://example.org/map",
            ),
            cost="free to members",
            paid_release="Reps have a right to paid time off.",
            apply=Application(url="https://example.org/apply", email="tue@example.org", by=date(2017, 9, 1)),
            places=12,
            courses=(
                Offering(
                    title="Learning reps",
                    sessions=Weekly(
                        first=date(2017, 9, 25),
                        weekday="Monday",
                        count=3,
                        from_=time(9, 30),
                        to=time(16, 30),
                        except_=(date(2017, 10, 2),),
                        extra=(date(2017, 10, 3),),
                    ),
                ),
                Offering(
                    title="Safety",
                    level="Stage 2",
                    sessions=(Session(date=date(2017, 9, 27), from_=time(9, 30), to=time(16, 30)),),
                ),
            ),
        ),
    ),
    Statement: (
        """
title: Endorsement
date: 2015-08-13
adopted: {date: 2015-08-13, meeting: August meeting, vote: unanimous}
issued_by: The council
embargo: 2015-08-14 00:01
signatories: [{name: Jo, role: chair, organisation: Us, capacity: official}]
quotes: [{text: We win., name: Jo, role: chair, organisation: Us}]
notes_to_editors: [One, Two]
press_contact: press@example.org
references: [{title: Report, publisher: Ofsted, url: "https://example.org/r", date: 2015-01-02}]
supersedes: first-endorsement
endorses: {contest: Leadership, candidate: Sam, public: no}
""",
        Statement(
            path="content/statements/full.md",
            slug="full",
            title="Endorsement",
            date=date(2015, 8, 13),
            adopted=Adopted(date=date(2015, 8, 13), meeting="August meeting", vote="unanimous"),
            issued_by="The council",
            embargo=datetime(2015, 8, 14, 0, 1),
            signatories=(Signatory(name="Jo", role="chair", organisation="Us", capacity="official"),),
            quotes=(Quote(text="We win.", name="Jo", role="chair", organisation="Us"),),
            notes_to_editors=("One", "Two"),
            press_contact=ContactDetails(email="press@example.org"),
            references=(
                Citation(
                    title="Report",
                    publisher="Ofsted",
                    url="https://example.org/r",
                    date=date(2015, 1, 2),
                ),
            ),
            supersedes="first-endorsement",
            endorses=Endorsement(contest="Leadership", candidate="Sam", public=False),
        ),
    ),
    Event: (
        """
title: Super Saturday
date: 2016-03-01
start: 2016-03-12 14:00
duration: 2 hours
all_day: no
venue: {name: Labour office}
online_url: https://example.org/join
organiser: The council
state: moved
was: 2016-03-05 14:00
cost: free
booking: mailto:book@example.org
bring: [Banner]
recurs: first Saturday of the month
endorses: {contest: Mayor, candidate: Sam}
""",
        Event(
            path="content/events/full.md",
            slug="full",
            title="Super Saturday",
            date=date(2016, 3, 1),
            start=datetime(2016, 3, 12, 14),
            duration=timedelta(hours=2),
            all_day=False,
            venue=Venue(name="Labour office"),
            online_url="https://example.org/join",
            organiser="The council",
            state="moved",
            was=datetime(2016, 3, 5, 14),
            cost="free",
            booking="mailto:book@example.org",
            bring=("Banner",),
            recurs="first Saturday of the month",
            endorses=Endorsement(contest="Mayor", candidate="Sam", public=True),
        ),
    ),
    Page: ("\ntitle: About\n", Page(path="content/pages/full.md", slug="full", title="About")),
    Fund: (
        """
name: Mixed fleet
account_name: Mixed-Fleet Unite Hardship Fund
sort_code: 60-83-01
account_number: "20376387"
reference: MFU
payee_checked: {by: Jo, on: 2017-07-01}
cheques_to: The branch
online_url: https://example.org/give
open_until: 2017-12-31
claims: {who: Members, how: Ask, by: 2017-11-30}
""",
        Fund(
            path="content/funds/full.md",
            slug="full",
            title="Mixed fleet",
            account_name="Mixed-Fleet Unite Hardship Fund",
            sort_code="60-83-01",
            account_number="20376387",
            reference="MFU",
            payee_checked=Payee(by="Jo", on=date(2017, 7, 1)),
            cheques_to="The branch",
            online_url="https://example.org/give",
            open_until=date(2017, 12, 31),
            claims=Claims(who="Members", how="Ask", by=date(2017, 11, 30)),
        ),
    ),
}
