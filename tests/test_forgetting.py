"""Each kind of question, forgotten on one page: an edit that changes its answer leaves that page wrong.

There is a page for each question that asks it and hardly anything else. With a Reader that on each page
forgets that page's question, the edits below must leave every one of the pages behind, and no other;
with one that forgets nothing, none. So every question is seen to matter by itself.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gazette.questions import Question
from gazette.reader import Reader
from tests.hub import SETTINGS, TEMPLATES, built, clean_files, files, post, write
from tests.test_exactness import BODIES, World, later, new_picture, start

NEWS, NEW = "content/news/alpha.md", "content/news/new.md"
SAY, MARCH = "content/statements/alpha.md", "content/events/gamma.md"

ASKED = {
    "address": f"'{NEW}'",
    "appeared": f"'{NEWS}'",
    "asset": "'content/news/shape.png'",
    "body": f"'{NEWS}'",
    "calendar": "'site', ''",
    "calendar_entries": "'union', 'unite'",
    "calendar_month": "2017, 7",
    "calendar_month_now": "",
    "calendar_months": "",
    "calendar_neighbours": "2017, 7",
    "calendars": "'union'",
    "card": f"'{NEWS}'",
    "coming_up": "5",
    "comments": f"'{NEWS}'",
    "diary": f"'{MARCH}'",
    "entry": f"'{NEWS}'",
    "entry_events": f"'{MARCH}'",
    "feed": "'site', ''",
    "feed_entries": "'site', '', 0",
    "feed_id": f"'{NEWS}'",
    "feed_item": f"'{NEWS}'",
    "feeds": "",
    "fresh": "",
    "fund": "'alpha'",
    "gathered": "'alpha', 3",
    "happenings": f"'{MARCH}'",
    "in_state": "'campaigns', 'active'",
    "indexed": "",
    "introduction": "",
    "lasting": "",
    "latest": "3",
    "ledger": "",
    "listing": "'kind', 'news', 1",
    "live": "5",
    "media": f"'{NEWS}', 'shape.png'",
    "month": "2017, 7",
    "months": "2017",
    "named": "'campaign', 'alpha'",
    "neighbours": f"'{NEWS}'",
    "passed": "'2017-07-15'",
    "picture": "'content/news/shape.png'",
    "plain_pages": "",
    "poster": f"'{NEWS}'",
    "queries": "",
    "query_script": "",
    "redirects": "",
    "related": f"'{NEWS}', 3",
    "setting": "'title'",
    "social_card": f"'{NEWS}'",
    "static": "'style.css'",
    "static_source": "'style.css'",
    "structured": f"'{NEWS}'",
    "summary": f"'{SAY}'",
    "target": f"'{NEWS}', 'new.md'",
    "template": "'_inner.html'",
    "term": "'tag', 'safety'",
    "terms": "'tag'",
    "verdict": f"'{SAY}'",
    "years": "",
    "zone": "",
}
"""What each question is asked about. Those that are not here are asked by feeds and calendars only, or
cannot have another answer while the zone and the address of the site, which every page asks, stay."""


def page(question: str) -> str:
    return f"content/pages/about-{question.replace('_', '-')}.md"


def output(question: str) -> str:
    return page(question).removeprefix("content/pages/").removesuffix(".md") + "/index.html"


def asking() -> str:
    """A template in which each of the pages asks its question, and shows the whole answer."""
    rows = (
        f"{{% if entry.path == '{page(q)}' %}}{{{{ site.{q}({args}) }}}}{{% endif %}}"
        for q, args in ASKED.items()
    )
    return "<!doctype html><title>A question</title>" + "".join(rows)


def hub_that_asks(root: Path) -> World:
    world = start(root)
    write(root, {page(question): post(question.replace("_", " ")) for question in ASKED})
    write(root, {"templates/page.html": asking()})
    return world


EDITED = (
    SETTINGS.replace("Anytown", "Othertown")
    .replace("count = 3", "count = 2")
    .replace("_cards = false", "_cards = true")
)


def edit(world: World) -> None:
    """Changes every answer, and nothing that each page asks."""
    write(
        world.root,
        {
            NEWS: post("Alpha two", BODIES[3] + "\nMore.\n", date="2017-07-02", tags="[safety]", campaigns="[alpha]",
                       id="tag:anytown.example,2017:a", aliases="[/old/, /?p=7]", image="{file: shape.png, alt: A}"),
            NEWS.replace(".md", ".comments.json"):
                '{"comments": [{"id": "1", "author": "A", "date": "2017-07-02 10:00", "text": "Hi"}]}',
            "content/campaigns/alpha.md": post("Save the libraries", BODIES[1], until="2017-07-10"),
            SAY: post("We say", "Other words.\n", tags="[pay]", expires="2017-07-10"),
            MARCH: post("March on", start="2017-08-15 10:00", unions="[unite]"),
            NEW: post("New", date="2017-08-02", tags="[pay]"),
            "content/pages/gamma.md": post("Another page"),
            "content/news/old.md": post("Old", date="2016-03-03", tags="[pay]"),
            "content/funds/alpha.md": "---\nname: Fund\naccount_name: Fund\nsort_code: 11-22-33\n"
                                      "account_number: 76543210\n---\n",
            "content/site.toml": EDITED,
            "templates/static/style.css": "body { color: #222 }\n",
            "templates/_inner.html": TEMPLATES["_inner.html"].replace("<b>", "<i>"),
        },
    )  # fmt: skip
    new_picture(2, 40)(world)
    later(days=20)(world)


def left_behind(world: World) -> set[str]:
    """The files that are not what a clean build makes, once the site was brought up to date."""
    assert built(world.hub, world.now).problems == ()
    _, wanted = clean_files(world.hub, world.now)
    found = files(world.root / "site")
    return {path for path in wanted.keys() | found.keys() if wanted.get(path) != found.get(path)}


READS = Reader.reads.fget


def forgetting(reader: Reader) -> tuple[tuple[Question, str], ...]:
    """What a reader read, but for the question whose page it read for."""
    reads = READS(reader)
    asked = {question.args for question, _ in reads if question.name == "entry"}
    return tuple(read for read in reads if (page(read[0].name),) not in asked)


@pytest.mark.parametrize("forgetful", [False, True])
def test_a_page_that_forgets_its_question_is_left_behind_and_no_other(
    forgetful: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if forgetful:
        monkeypatch.setattr(Reader, "reads", property(forgetting))
    world = hub_that_asks(tmp_path)
    assert left_behind(world) == set()
    edit(world)
    assert left_behind(world) == (
        {output(question) for question in ASKED if question != "zone"} if forgetful else set()
    )
    write(world.root, {"content/site.toml": EDITED.replace("[lists]", 'timezone = "Asia/Kolkata"\n[lists]')})
    assert left_behind(world) == ({output("zone")} if forgetful else set())
