"""Makes docs/reference.md from the code itself: `python docs/reference.py` writes it anew.

What a field takes is told by its schema, what a command takes by click, what a template can ask by
the docstrings and signatures of the questions. Only what no code says stands here as text.
"""
# ruff: noqa: E501  (a row of a table is one line)

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
from pydantic import TypeAdapter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from gazette import (
    answers,
    calendar_events,
    cli,
    desk,
    diary,
    digests,
    history,
    ledger,
    links,
    occasions,
    settings,
    sharing,
    sources,
    syndication,
    timetable,
    verdicts,
    versions,
    zones,
)
from gazette.filters import FILTERS
from gazette.kinds import KINDS, scalars
from gazette.kinds.entry import Entry
from gazette.kinds.pieces import PIECES
from gazette.questions import QUESTIONS
from gazette.recipes import FAMILIES
from gazette.templating import View

Schema = dict[str, Any]

HERE = Path(__file__).resolve().parent

EXAMPLES = {
    "account number": "01234567", "address": "/affiliate/", "base url": "https://example.org/hub/",
    "colour": "#a3081f", "count": "12", "day": "2017-07-14", "duration": "90 minutes",
    "email": "secretary@example.org", "file": "flyer.pdf", "file or address": "transcript.txt",
    "id": "tag:example.org,2017-07-14:news/pay", "language": "en-GB", "link": "../pages/about.md", "moment": "2017-07-14 18:30",
    "percent": "72.4", "phone": "020 7946 0000", "prose": "Ask *your branch* for the form.",
    "site path": "/2017/07/strike/", "slug": "save-the-library", "sort code": "08-60-01",
    "text": "Town Hall", "time": "6.30pm", "timezone": "Europe/London",
    "web address": "https://example.org/map", "weekday": "Monday", "yes or no": "yes",
}  # fmt: skip
"""What may be written for each declared type; each is read by its type before it is shown."""

WORDS = {
    "Organisation.name": "Anytown Trades Union Council",
    "access": "Step-free, with a hearing loop", "account_name": "Library Strike Fund",
    "accreditation": "TUC certificate", "address": "1 Example Street, London", "aims": "Keep all libraries open",
    "alt": "A picket line below a red banner", "audience": "New reps", "author": "Jo Bloggs",
    "authors": "Jo Bloggs", "bring": "Your branch banner", "caption": "The picket on its first morning",
    "cheques_to": "Library Strike Fund, 1 Example Street", "cost": "Free to members", "credit": "Jo Bloggs",
    "description": "News from the unions of Anytown", "employer": "Anytown Council",
    "imprint": "Promoted by Jo Bloggs, 1 Example Street", "issue": "Pay below inflation, *again*",
    "issued_by": "The executive committee", "kicker": "Act today", "level": "Stage 1",
    "label": "Sign the petition", "length": "3 minutes", "licence": "CC BY 4.0", "meeting": "Monthly meeting", "name": "Jo Bloggs", "note": "Sixteen days",
    "notes_to_editors": "The council has 40 affiliated branches.", "organisation": "Anytown UNISON",
    "organiser": "Anytown Trades Council", "paid_release": "Reps have a right to paid time off.",
    "partners": "Friends of Anytown Library", "permission": "Shown by leave of the author.",
    "place": "Anytown", "postcode": "N0 0AA", "provider": "Anytown College",
    "publisher": "Anytown Times", "recurs": "Every second Tuesday", "reference": "LIBRARY",
    "role": "Branch secretary", "summary": "The ballot opens on Monday.", "tags": "[pay, libraries]",
    "text": "The pay offer was raised by 2%.", "unions": "[UNISON, Unite]", "vote": "Unanimous",
    "workplaces": "Central Library",
}  # fmt: skip
"""What may be written for fields of plain words, by their names."""

TIMED = {
    "verdict": "Verdict or none", "happenings": "list of Happening", "live": "list of Happening",
    "coming_up": "list of Happening", "feed_item": "FeedItem or none", "passed": "bool or none",
    "calendar_entries": "list of text", "digest_weeks": "list of text", "calendar_month_now": "day or none", "entry_events": "list of Dated",
}  # fmt: skip
"""What the questions give whose answers the clock alone may change."""

ADDRESSES = {
    "Home": "/", "NotFound": "/404.html", "EntryPage": "/news/pay/, or /about/ for a page",
    "Listing": "/news/, /tags/pay/, /unions/unite/, /campaigns/great-jobs/posts/page/2/",
    "Terms": "/tags/, /unions/", "Archive": "/archive/, /archive/2017/, /archive/2017/07/",
    "Feed": "/feed.xml, /atom.xml, /feed.json, /news/feed.xml, /news/feed-1.xml, /tags/pay/feed.xml, "
    "/campaigns/great-jobs/feed.xml",
    "DigestPage": "/digest/", "DigestFeed": "/digest/feed.xml",
    "FeedList": "/feeds/", "Follow": "/follow/", "Timetable": "/calendar/, /calendar/2017/07/",
    "Calendar": "/calendar.ics, /events/calendar.ics, /unions/unite/calendar.ics, /courses/reps/calendar.ics",
    "Redirect": "/2017/07/strike/", "Forward": "/news/strike-on/",
    "Tombstone": "/news/an-accusation/", "RedirectsFile": "/_redirects", "HostMap": "/nginx-redirects.conf",
    "QueryScript": "/assets/redirect.5a3b16d1c4.js", "LedgerFile": "/ledger.json", "Copy": "/news/picket-720.webp, /news/picket-720.jpg",
    "Drawing": "/news/banner.svg", "Document": "/news/minutes.pdf", "Recording": "/news/speech.mp3",
    "SocialCard": "/news/pay/card.png, /card.png", "SearchPage": "/search/", "SearchFile": "/pagefind/pagefind.js",
    "Asset": "/news/speech.txt", "Static": "/assets/style.0246151e1e.css",
    "Palette": "/assets/colours.dc338c83cb.css",
}  # fmt: skip
"""Where each sort of output is found."""

TEMPLATES = {
    "Home": "home.html", "SearchPage": "search.html", "NotFound": "404.html", "FeedList": "redirect.html", "Follow": "follow.html", "Timetable": "calendar.html",
    "Redirect": "redirect.html", "DigestPage": "digests.html", "DigestFeed": "digest-item.html",
    "Forward": "redirect.html", "Tombstone": "gone.html",
    "EntryPage": "news.html, event.html and so on: the kind's name", "Listing": "list.html",
    "Terms": "terms.html", "Archive": "archive.html", "Overview": "sitemap.html",
    "StyleGuide": "style-guide.html",
}  # fmt: skip
"""Which template makes each sort of page."""

VALUES = (
    timetable.Calendar, calendar_events.CalendarEvent, answers.Card, digests.Date, versions.Dated, timetable.Day, digests.Digest,
    digests.DigestDay,
    ledger.Event, history.Closed, syndication.FeedFile, syndication.FeedItem, syndication.FeedLinks,
    syndication.FeedPicture, answers.Happening, timetable.Item, answers.Link, answers.Listing, answers.Leaf,
    answers.Neighbours, answers.Picture, digests.Piece, diary.Month, occasions.Occasion, zones.Onset, desk.Page,
    sharing.Share, sources.Source, diary.Square, links.Target, answers.Term, verdicts.Verdict,
)  # fmt: skip

START = """# Reference

Made from the code by `python docs/reference.py`: to mend this page, mend what it is made from. The
[editor's guide](editors.md) tells what to do with all this, the [recipes](howto.md) how to change it.

1. [The command line](#the-command-line)
2. [Exit codes](#exit-codes)
3. [Files and folders](#files-and-folders)
4. [Front matter](#front-matter): [all kinds](#all-kinds){kinds}
5. [Types](#types)
6. [Settings](#settings)
7. [What a build makes](#what-a-build-makes)
8. [What templates can ask](#what-templates-can-ask)
9. [Filters](#filters)
"""

COMMANDS = """
## The command line

`python build.py COMMAND [OPTIONS]`; `python -m gazette` is the same, and so is `gazette` where the
package is installed. Without a command it builds. Every command has `--help` (or `-h`); `--version`
tells the version.
"""

CODES = """
## Exit codes

| code | meaning |
|---|---|
| 0 | Done. Warnings do not change that, unless `--strict` takes them for errors. |
| 1 | There are problems, and the site is as it was; `verify` found a difference; `status` found a source in error; `new` found a file of that name. |
| 2 | The command line is wrong. |
| 130 | Interrupted. |
"""

FILES = """
## Files and folders

| where | what |
|---|---|
| `content/site.toml` | The settings of the hub. |
| `content/ledger.json` | What was published before, for a hub that keeps it in its repository; `record` writes it. |
| `content/` and a kind's folder | The posts, as Markdown with front matter. The folder decides the kind; pictures and documents lie beside the posts. A post may also be `index.md` in a folder of its own, whose name is then its slug. |
| `templates/` | The Jinja templates. A hub elsewhere needs only those that it changes: the others come from here. |
| `templates/static/` | Style sheet and icon. Published below `/assets/`, with a part of the content's digest in the name. |
| `site/` | What was built. Safe to delete. |
| `site/ledger.json` | Everything that was ever published: addresses, permanent ids, digests of accounts. The next build compares with it. |
| `site/_redirects`, `site/nginx-redirects.conf` | Old addresses, for hosts that read the one or the other. |
| `site/.gazette-files` | The list of the files that were written here; nothing else in the folder is ever replaced or removed. |
| `.gazette/` | Traces of what each output was made from, and the journal of a publication under way. It lies beside the folder that is published into. Safe to delete: the next build makes everything anew. |

Files and folders whose names begin with `.`, `~` or `#`, or end in `~`, `.tmp`, `.swp`, `.part` or
`.bak`, are passed over. A picture or document that no published post names is not published.
"""

TOPICS = """
## Front matter

The fields stand between two lines of `---` at the top of a file. Where a list is taken, one value
alone will do. An unknown field is an error. “Required” means that a post without it is refused.
"""

PAGES = """
## What a build makes

| output | where, for example | template |
|---|---|---|
"""

ASKING = """
## What templates can ask

Templates are [Jinja](https://jinja.palletsprojects.com/en/stable/templates/) with autoescaping, loop
controls and strict names: what is not there is an error, not an empty string. Every template has
these variables:

| variable | in | what it is |
|---|---|---|
| `site` | all | Answers the questions below: `site.latest(6)`. |
| `page` | all | The page that is being made: a Page. |
| `entry`, `body` | the templates of kinds | The entry with its fields (`from` and `except` are written `from_` and `except_`), and its text as HTML. |
| `listing`, `group`, `key` | `list.html` | A Listing, what it lists by (`kind`, `tag`, `union`, `campaign`), and which one. |
| `group`, `terms` | `terms.html` | `tag` or `union`, and a list of Term. |
| `year`, `month` | `archive.html` | Numbers; 0 for all. |
| `target` | `redirect.html` | The Card of the entry that the old address leads to. |

Whatever a template asks is written down, and its page is made again when the answer is another one.
`path` is a file from the root, such as `content/news/pay.md`.

| question | gives | |
|---|---|---|
"""

ANSWERS = """
Answers marked with a clock (⏲) may change with the time alone; `build.py status` tells when.

### What the answers hold

| value | what it is | attributes |
|---|---|---|
"""

FILTERING = """
## Filters

Besides [Jinja's own](https://jinja.palletsprojects.com/en/stable/templates/#builtin-filters):

| filter | gives |
|---|---|
"""


def reference() -> str:
    """The whole page."""
    kinds = "".join(f", [{kind.kind}](#{_anchor(kind.label)})" for kind in KINDS)
    shown: set[str] = set()
    parts = [
        START.format(kinds=kinds), COMMANDS, *_commands(), CODES, FILES, TOPICS,
        *_all_kinds(shown), *(line for kind in KINDS for line in _kind(kind, shown)),
        *_pieces(), *_types(), "\n## Settings\n\n`content/site.toml`, in TOML.\n\n",
        *_table(TypeAdapter(settings.Settings).json_schema(), set()), PAGES, *_outputs(),
        ASKING, *_questions(), ANSWERS, *_values(), FILTERING, *_filters(),
    ]  # fmt: skip
    return re.sub(r"\n{3,}", "\n\n", "".join(parts)).rstrip() + "\n"


def _commands() -> Iterator[str]:
    for name, command in _each_command(cli.main):
        context = click.Context(command, info_name=name)
        usage = " ".join(("python build.py", name, *command.collect_usage_pieces(context)))
        yield f"\n### `build.py {name}`\n\n{_cell(command.help)}\n\n```text\n{usage}\n```\n\n"
        yield "| option | meaning |\n|---|---|\n"
        for option in command.params:
            if isinstance(option, click.Option):
                yield f"| {_option(option)} | {_cell(option.help)} |\n"


def _each_command(group: click.Group, above: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command by its whole name; a group stands for those in it."""
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from _each_command(command, f"{name} ")
        else:
            yield above + name, command


def _option(option: click.Option) -> str:
    taken = option.metavar or (
        "|".join(option.type.choices) if isinstance(option.type, click.Choice) else option.type.name.upper()
    )
    words = " ".join((*option.opts, *option.secondary_opts))
    return f"`{words}`" if option.is_flag else "`" + f"{words} {taken}".replace("|", "\\|") + "`"


def _all_kinds(shown: set[str]) -> Iterator[str]:
    yield "\n### All kinds\n\n"
    schema = TypeAdapter(Entry).json_schema()
    yield from _table(schema, shown)
    if not _acted_on("aliases"):
        yield "\n`aliases` are checked and kept, but nothing acts on them yet: no redirects are made.\n"


def _kind(kind: type[Entry], shown: set[str]) -> Iterator[str]:
    schema, common = (TypeAdapter(k).json_schema() for k in (kind, Entry))
    yield f"\n### {kind.label}\n\n{_cell(kind.__doc__)} In `content/{kind.folder}/`.\n"
    without = sorted(common["properties"].keys() - schema["properties"].keys())
    if without:
        yield f"\nIt has none of these: {', '.join(f'`{name}`' for name in without)}.\n"
    if required := sorted({*schema["required"]} & common["properties"].keys()):
        yield f"\nRequired: {', '.join(f'`{name}`' for name in required)}.\n"
    own = {n: p for n, p in schema["properties"].items() if n not in common["properties"]}
    if own:
        yield from ("\n", *_table({**schema, "properties": own}, shown))


def _pieces() -> Iterator[str]:
    yield "\n### Pieces\n\nWhat a body can hold between lines of three colons"
    yield " ([how](editors.md#pieces)).\n"
    for piece in PIECES:
        yield f"\n#### `::: {piece.word}`\n\n{_cell(piece.__doc__)} Behind the word may stand its `{piece.first}`.\n\n"
        schema = TypeAdapter(piece).json_schema()
        fields = {name: p for name, p in schema["properties"].items() if name not in piece.hidden}
        yield from _table({**schema, "properties": fields}, set())


def _table(schema: Schema, shown: set[str]) -> Iterator[str]:
    """The fields of a schema, then the groups of fields that have not been shown yet."""
    yield "| field | takes | required | meaning | example |\n|---|---|---|---|---|\n"
    required = schema.get("required", ())
    for name, field in schema["properties"].items():
        words = " or ".join(dict.fromkeys(_takes(field)))
        needed = "yes" if name in required else ""
        words_of = WORDS.get(f"{schema.get('title')}.{name}") or WORDS.get(name, "")
        example = f"`{words_of}`" if words_of and _plain(field) else _example(field)
        meaning = _cell(field.get("description", ""))
        default = field.get("default")
        if default and isinstance(default, str | int) and not isinstance(default, bool):
            meaning += f" `{default}` if left out."
        yield f"| `{name}` | {words} | {needed} | {meaning} | {example} |\n"
    defs = schema.get("$defs", {})
    for name in _named(schema["properties"]):
        if name not in shown:
            shown.add(name)
            yield f"\n#### {_title(name)}\n\n{_cell(defs[name].get('description', ''))}\n\n"
            yield from _table({**defs[name], "$defs": defs}, shown)


def _takes(field: Schema) -> Iterator[str]:
    if ref := field.get("$ref"):
        name = ref.rpartition("/")[2]
        yield f"[{_title(name).lower()}](#{_anchor(_title(name))})"
    elif "items" in field:
        yield "list of " + " or ".join(_takes(field["items"]))
    elif "x-reference" in field:
        kind = field["x-reference"]
        yield "name of a post" if kind == "entry" else f"name of a {kind}"
    elif "x-type" in field:
        yield {"extra": "fields of your own"}.get(field["x-type"], field["x-type"])
    elif "enum" in field:
        yield ", ".join(f"`{word}`" for word in field["enum"])
    else:
        for one in (*field.get("anyOf", ()), *field.get("oneOf", ())):
            if one.get("type") != "null":
                yield from _takes(one)


def _named(part: Any) -> Iterator[str]:
    """The groups of fields that a schema leads to, in the order in which it names them."""
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"].rpartition("/")[2]
        for inner in part.values():
            yield from _named(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _named(inner)


def _plain(field: Schema) -> bool:
    """Whether a field holds plain words and has no example of its own."""
    inner = (field, field.get("items", {}), *field.get("anyOf", ()))
    words = any(one.get("x-type") in ("text", "prose") for one in inner)
    return words and "examples" not in field


def _example(field: Schema) -> str:
    if examples := field.get("examples"):
        return f"`{examples[0]}`"
    for inner in (field, field.get("items", {}), *field.get("anyOf", ()), *field.get("oneOf", ())):
        if "enum" in inner and "x-type" not in inner:
            return f"`{inner['enum'][0]}`"
        if inner.get("x-type") in EXAMPLES:
            return f"`{EXAMPLES[inner['x-type']]}`"
        if "x-reference" in inner:
            return "`news/strike-day-two`" if inner["x-reference"] == "entry" else "`save-the-library`"
    return ""


def _types() -> Iterator[str]:
    yield "\n## Types\n\n| type | what it takes | example |\n|---|---|---|\n"
    found = {}
    for module in (scalars, settings):
        for annotation in vars(module).values():
            for mark in getattr(annotation, "__metadata__", ()):
                if isinstance(mark, scalars.Declared):
                    found[mark.name] = mark.read
    for name, read in sorted(found.items()):
        read(EXAMPLES[name])
        said = {"sort code": "Six digits, nn-nn-nn.", "account number": "Eight digits."}
        yield f"| {name} | {_cell(said.get(name) or read.__doc__)} | `{EXAMPLES[name]}` |\n"
    yield (
        "\nDays and times are those of the clock on the wall in the site's time zone, and never carry"
        " an offset. A reference such as “name of a campaign” is the name of that post's file without"
        " `.md`; where any post may be meant, its folder stands before it if need be.\n"
    )


def _outputs() -> Iterator[str]:
    for recipe in (recipe for family in FAMILIES for recipe in family.RECIPES):
        name = recipe.__name__
        where = ADDRESSES.get(name, "")
        where = ", ".join(f"`{w}`" if w.startswith("/") else w for w in where.split(", "))
        where = re.sub(r"\bor (/\S+)", r"or `\1`", where)
        made_by = TEMPLATES.get(name, "")
        yield f"| {_cell(recipe.__doc__)} | {where} | {made_by} |\n"


def _questions() -> Iterator[str]:
    asked = {**QUESTIONS, "prose": View.prose, "prose_text": View.prose_text}
    for name, ask in sorted(asked.items()):
        signature = inspect.signature(ask)
        given = ", ".join(n for n in signature.parameters if n not in ("self", "site"))
        gives = str(signature.return_annotation)
        gives, clock = (TIMED.get(name, "a value"), " ⏲") if gives == "Timed" else (gives, "")
        yield f"| `site.{name}({given})` | {_worded(gives)}{clock} | {_cell(ask.__doc__)} |\n"


def _values() -> Iterator[str]:
    for value in sorted(VALUES, key=lambda v: v.__name__):
        held = ", ".join(f"`{f.name}`" for f in fields(value) if f.repr)
        yield f"| {value.__name__} | {_cell(value.__doc__)} | {held} |\n"


def _filters() -> Iterator[str]:
    for name, function in sorted(FILTERS.items()):
        yield f"| `{name}` | {_cell(function.__doc__)} |\n"


def _worded(annotation: str) -> str:
    words = re.sub(r"tuple\[(\w+), \.\.\.\]", r"list of \1", annotation)
    words = words.replace(" | None", " or none").replace("Any", "any value")
    return re.sub(r"\bstr\b", "text", words).replace("Markup", "HTML").replace("bool", "yes or no")


def _acted_on(field: str) -> bool:
    """Whether any code or template outside the schemas looks at a field."""
    files: Iterable[Path] = (*HERE.parent.glob("gazette/*.py"), *HERE.parent.glob("templates/*"))
    return any(f".{field}" in f.read_text("utf-8") for f in files if f.suffix in (".py", ".html"))


def _cell(text: str | None) -> str:
    """The first paragraph of a text, on one line."""
    first = inspect.cleandoc(text or "").split("\n\n")[0]
    return " ".join(first.split()).replace("|", "\\|")


def _title(name: str) -> str:
    words = re.findall(r"[A-Z][a-z]*", name)
    return " ".join((words[0], *(w.lower() for w in words[1:])))


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


if __name__ == "__main__":
    (HERE / "reference.md").write_text(reference(), encoding="utf-8", newline="\n")
