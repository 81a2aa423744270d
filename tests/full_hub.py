"""A hub in which every part of every page has something to show, as of `NOON`."""

from __future__ import annotations

from pathlib import Path

from gazette.pipeline import Hub
from tests.hub import REPOSITORY, write

SETTINGS = """\
title = "Anytown and District Trades Union Council"
base_url = "https://anytown.example/hub/"
description = "News of the unions in Anytown."
imprint = "Promoted by J. Bloggs, 1 High Street, Anytown AN1 1AA."
[organisation]
name = "Anytown Trades Council"
address = "1 High Street, Anytown"
email = "secretary@anytown.example"
phone = "020 7946 0000"
[[menu]]
label = "News"
url = "/news/"
[[menu]]
label = "About"
url = "/about/"
[[contacts]]
name = "Jo Bloggs"
role = "Secretary"
email = "jo@anytown.example"
phone = "020 7946 0001"
[lists]
page_size = 2
"""

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'
)

EVERYTHING = """\
authors: [Jo Bloggs, Sam Smith]
tags: [pay, a-subject-with-a-rather-long-name-indeed]
unions: [UNISON, Unite]
image: {file: shape.svg, alt: A shape, caption: The shape, credit: Sam, credit_url: "https://example.org/sam",
  licence: CC BY 4.0, may_redistribute: yes}
attachments:
  - {file: flyer.pdf, title: Flyer, kind: flyer, alt_format: flyer.txt}
  - {file: talk.mp3, title: Talk, kind: audio, transcript: flyer.txt}
updated: 2017-07-14
changes: [{date: 2017-07-14 09:00, note: The place, major: yes}]
corrections: [{date: 2017-07-13, text: "We said *300*; it was 350."}]
"""

BODY = """\
The first paragraph, with a [page elsewhere](https://example.org/), a note[^1] and HTML.

## A heading

| Year | Members |
|------|--------:|
| 2016 | 1,204 |

> Words of somebody else.

Term
:   What it means.

- a list
- [ ] of things

```text
some code that is so long that it does not fit the width of an ordinary telephone at all
```

![A shape](shape.svg)

[^1]: The note.

*[HTML]: Hypertext
"""

POSTS = {
    "news/plain": "title: A plain piece of news\ndate: 2017-07-14",
    "news/everything": f"title: News with everything\ndate: 2017-07-13 18:30\nplace: Anytown\nkicker: Ballot\n"
    f"source: {{title: Vote, publisher: The Paper, author: Sam, url: 'https://example.org/v', date: 2017-07-12,"
    f" permission: By leave}}\n{EVERYTHING}",
    "news/withdrawn": "title: Withdrawn news\ndate: 2017-07-12\nstatus: withdrawn\n"
    "withdrawn: {date: 2017-07-13, reason: It was *wrong*.}",
    "news/expired": "title: Expired news\ndate: 2017-07-11\nexpires: 2017-07-12\ntags: [pay]",
    "news/arabic": "title: أخبار\ndate: 2017-07-10\nlang: ar\ntags: [pay]",
    "campaigns/save": f"title: Save the library\ndate: 2017-07-01\nsince: 2017-01-01\naims: [Keep it, Fund it]\n"
    f"targets: [{{name: Councillor Jones, role: Leader, contact: jones@anytown.example}}]\n"
    f"actions: [{{kind: petition, label: Sign, url: 'https://example.org/p'}},"
    f" {{kind: attend, label: Come, url: /about/, until: 2017-07-20}},"
    f" {{kind: write, label: Write, url: /about/, until: 2017-07-01}}]\n"
    f"timeline: [{{date: 2017-06-01, text: Staff *vote*, post: news/plain}}, {{date: 2017-07-01, text: Out}}]\n"
    f"partners: [Friends of the Library]\ncontact: {{name: Jo, email: jo@anytown.example, phone: 020 7946 0000}}"
    f"\n{EVERYTHING}",
    "campaigns/won": "title: A campaign that was won\ndate: 2017-06-30\nstate: won\nuntil: 2017-06-30",
    "disputes/now": f"title: On strike now\ndate: 2017-07-10\nemployer: Anytown Council\n"
    f"workplaces: [Library, Depot]\nissue: Pay\nballot: {{opened: 2017-05-01, closed: 2017-06-01, yes: 91.5%,"
    f" turnout: 67%, mandate_until: 2017-12-01}}\n"
    f"action: [{{kind: strike, from: 2017-07-13 00:01, to: 2017-07-15 23:59, note: Three days}},"
    f" {{kind: strike, from: 2017-07-20}}, {{kind: overtime ban, from: 2017-07-01}},"
    f" {{kind: strike, from: 2017-07-25, state: called off}}]\n"
    f"pickets: [{{place: Library, from: 07:30, to: 10:00}}, {{place: Depot, dates: [2017-07-14]}}]\n"
    f"fund: books\nmessages_to: jo@anytown.example\ncampaigns: [save]\n{EVERYTHING}",
    "disputes/next": "title: A strike ahead\ndate: 2017-07-09\naction: [{kind: strike, from: 2017-08-01}]",
    "disputes/won": "title: A settled dispute\ndate: 2017-06-01\naction: [{kind: strike, from: 2017-06-01}]\n"
    "fund: closed\noutcome: {date: 2017-07-01, result: won, text: A rise of 5%.}",
    "courses/one": "title: One course\ndate: 2017-07-01\nlevel: Stage 1\naudience: Reps\nplaces: 12\ncost: Free\n"
    "paid_release: Reps have a *right* to paid time off.\nprovider: The college\naccreditation: NOCN\n"
    "apply: {url: 'https://example.org/apply', email: jo@anytown.example, by: 2017-09-01}\n"
    "venue: {name: Centre, address: High Road, postcode: AN1 1AA, access: A *lift*, map: 'https://example.org/m'}\n"
    "sessions: {first: 2017-07-14, weekday: Friday, count: 3, from: 09:30, to: 16:30, except: [2017-07-21]}",
    "courses/many": "title: A programme\ndate: 2017-07-02\nprovider: The college\napply: {url: /about/}\n"
    "courses: [{title: Reps 1, level: Stage 1, cost: Free, sessions: {first: 2017-09-25, weekday: Monday,"
    " count: 10, from: 09:30, to: 16:30}}, {title: Later, apply: {email: jo@anytown.example}}]",
    "courses/over": "title: A course that is over\ndate: 2016-07-01\n"
    "sessions: [{date: 2016-09-01, from: 10:00, to: 12:00}]",
    "statements/all": f"title: A statement with everything\ndate: 2017-07-08\nissued_by: The council\n"
    f"embargo: 2017-07-08 09:00\nadopted: {{date: 2017-07-07, meeting: July meeting, vote: 21 to 2}}\n"
    f"signatories: [{{name: Jo, role: Secretary, organisation: The council, capacity: official}},"
    f" {{name: Sam, role: Nurse, capacity: personal}}]\n"
    f"quotes: [{{text: Not *one* penny less., name: Jo, role: Secretary}}]\n"
    f"notes_to_editors: [One note, Another note]\npress_contact: {{name: Jo, phone: 020 7946 0000}}\n"
    f"references: [{{title: A report, publisher: The Office, url: 'https://example.org/r', date: 2017-07-01}}]\n"
    f"supersedes: older\nendorses: {{contest: Mayor, candidate: Kim Lee}}\ncampaigns: [save]\n{EVERYTHING}",
    "statements/older": "title: An older statement\ndate: 2017-06-08\nnotes_to_editors: [One note]",
    "events/today": f"title: A rally today\ndate: 2017-07-01\nstart: 2017-07-14 18:30\nend: 2017-07-14 20:00\n"
    f"venue: {{name: Town hall, address: High Street, postcode: AN1 1AA, access: A *ramp*, "
    f"map: 'https://example.org/m'}}\nonline_url: https://example.org/join\norganiser: The council\n"
    f"cost: Free\nbooking: https://example.org/book\nbring: [Whistles, Friends]\nrecurs: Every month\n{EVERYTHING}",
    "events/moved": "title: A moved meeting\ndate: 2017-07-01\nstart: 2017-08-14\nall_day: yes\nstate: moved\n"
    "was: 2017-08-01 19:00\nbring: [Tea]",
    "events/cancelled": "title: A cancelled fair\ndate: 2017-07-01\nstart: 2017-08-15\nstate: cancelled",
    "events/postponed": "title: A postponed talk\ndate: 2017-07-01\nstart: 2017-08-16\nstate: postponed\nwas: 2017-08-01",
    "events/past": "title: A past fair\ndate: 2017-06-01\nstart: 2017-06-15 10:00",
    "pages/about": "title: About us",
    "pages/contact": f"title: Contact\n{EVERYTHING}",
    "funds/books": "name: Strike fund\naccount_name: Library Workers\nsort_code: 01-02-03\naccount_number: 01234567\n"
    "reference: BOOKS\npayee_checked: {by: the treasurer, on: 2017-07-01}\ncheques_to: The *treasurer*\n"
    "online_url: https://example.org/give\nopen_until: 2017-12-31\n"
    "claims: {who: Members, how: 'Write to *us*', by: 2017-12-31}",
    "funds/closed": "name: Old fund\naccount_name: Old\nsort_code: 01-02-03\naccount_number: 01234567\n"
    "open_until: 2017-07-01\nclaims: {who: Members, how: Write, by: 2017-07-01}",
}
"""The front matter of each post by its name."""


PIECES = """

::: figure shape.svg
alt: A shape
caption: The line below it
credit: Sam
:::

::: quote Not one penny less.
by: Jo, secretary
:::

::: button ../events/today.md
label: Come to the rally
:::

::: fund books
:::

::: fund closed
:::

::: contact Jo
role: Secretary
email: jo@example.org
phone: 020 7946 0000
:::

::: video https://example.org/watch
title: The march in three minutes
picture: shape.svg
length: 3 minutes
:::
"""
"""Everything that a text can have between lines of three colons."""


def full_hub(root: Path) -> Hub:
    """That hub, with the templates of the repository."""
    write(root, {"content/site.toml": SETTINGS})
    for name, fields in POSTS.items():
        # What comes last in a list is of no other kind than what is written here.
        body = "" if name.startswith("funds/") else BODY + PIECES * (name == "pages/contact")
        text = f"---\n{fields.strip()}\n---\n{body}"
        write(root, {f"content/{name}.md": text})
        folder = name.partition("/")[0]
        write(root, {f"content/{folder}/{file}": data for file, data in FILES.items()})
    return Hub(root, REPOSITORY / "templates")


FILES: dict[str, str | bytes] = {
    "shape.svg": DRAWING,
    "flyer.pdf": (REPOSITORY / "content/statements/ballot-papers-flyer.pdf").read_bytes(),
    "flyer.txt": "The words of the flyer.\n",
    "talk.mp3": b"ID3\x03\x00\x00\x00\x00\x00\x00",
}
