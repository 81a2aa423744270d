"""A small hub to build in tests: files in a folder, and the builds of them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from gazette.hub import Hub, Report
from gazette.pipeline import build
from gazette.places import Place, owned
from gazette.standing import glance

NOON = datetime(2017, 7, 14, 12, 0)
"""The wall-clock time at which a small hub is built."""

JULY = datetime(2017, 7, 14, 12)
OCTOBER = datetime(2017, 10, 2, 12)
TODAY = datetime(2026, 11, 21, 12)
"""The days as of which the sample hub is looked at: on strike, in session, and long after."""

Built = dict[datetime, tuple[Report, Path]]
"""The report and the folder of a build as of each day."""

REPOSITORY = Path(__file__).resolve().parent.parent

SETTINGS = """\
title = "Anytown Trades Council"
base_url = "https://anytown.example/"
description = "News of the unions in Anytown."
social_cards = false
search = false
[lists]
page_size = 3
[feeds]
count = 3
"""

TEMPLATES = {
    "base.html": """\
{% import "_macros.html" as macros with context %}
<!doctype html><html lang="{{ site.setting('language') }}"><head><meta charset="utf-8">
<title>{% block title %}{{ site.setting("title") }}{% endblock %}</title>
<link rel="stylesheet" href="{{ site.static('style.css') }}">
<link rel="alternate" type="application/rss+xml" href="{{ site.feed('site', '').address }}"></head>
<body>{% include "_notice.html" ignore missing %}
{% for item in site.setting("menu") %}<a href="{{ site.target('', item.url).address }}">{{ item.label }}</a>{% endfor %}
{% block main %}{% endblock %}<footer>Published by {{ site.setting("title") }}</footer></body></html>
""",
    "_macros.html": """\
{% from "_inner.html" import mark %}
{% macro cards(cards) %}<ul>{% for card in cards %}<li><a href="{{ card.address }}">{{ card.title }}</a>
{{ mark(card.note) }}{% if card.picture %}<img src="{{ site.picture(card.picture).address }}" alt="">{% endif %}{% if card.date %}<time>{{ card.date|when }}</time>{% endif %}<p>{{ card.summary }}</p></li>
{% endfor %}</ul>{% endmacro %}
""",
    "_inner.html": "{% macro mark(word) %}{% if word %}<b>{{ word }}</b>{% endif %}{% endmacro %}\n",
    "home.html": """\
{% extends "base.html" %}{% block main %}<h1>{{ site.setting("title") }}</h1>{{ site.introduction()|block }}
{% for h in site.live(5) %}<p>Now: <a href="{{ h.address }}">{{ h.title }}</a> {{ h.standing }}</p>{% endfor %}
{% for h in site.coming_up(5) %}<p>Next: <a href="{{ h.address }}">{{ h.title }}</a> {{ h.occasion.start|when }}</p>{% endfor %}
{{ macros.cards(site.latest(3)) }}{{ macros.cards(site.in_state("campaigns", "active")) }}{% endblock %}
""",
    "entry.html": """\
{% extends "base.html" %}{% block title %}{{ entry.title }}{% endblock %}
{% block main %}<h1>{{ entry.title }}</h1>{{ site.structured(entry.path)|block }}<p>{{ site.verdict(entry.path).name }}</p>
{% if entry.date %}<time datetime="{{ entry.date|machine_time }}">{{ entry.date|when }}</time>{% endif %}
{% if entry.image %}{% set p = site.picture(site.media(entry.path, entry.image.file).file) %}
<img src="{{ p.address }}" srcset="{{ p.srcset }}" width="{{ p.width }}" alt="{{ entry.image.alt or '' }}">{% endif %}
<article>{{ body }}</article>
{% for tag in entry.tags %}<a href="{{ site.term('tag', tag).address }}">{{ tag }}</a>{% endfor %}
{% for slug in entry.campaigns %}{% set c = site.named("campaign", slug) %}{% if c %}<a href="{{ c.address }}">{{ c.title }}</a>{% endif %}{% endfor %}
{% set beside = site.neighbours(entry.path) %}
{% if beside.newer %}<a rel="next" href="{{ beside.newer.address }}">{{ beside.newer.title }}</a>{% endif %}
{% if beside.older %}<a rel="prev" href="{{ beside.older.address }}">{{ beside.older.title }}</a>{% endif %}
{% block more %}{% endblock %}{% endblock %}
""",
    "news.html": '{% extends "entry.html" %}\n',
    "statement.html": '{% extends "entry.html" %}\n',
    "page.html": '{% extends "entry.html" %}\n',
    "course.html": '{% extends "entry.html" %}\n',
    "event.html": """\
{% extends "entry.html" %}{% block more %}{% for h in site.happenings(entry.path) %}
<p>{{ h.standing }}: {{ h.occasion.start|when }}</p>{% endfor %}{% endblock %}
""",
    "dispute.html": """\
{% extends "entry.html" %}{% block more %}{% for h in site.happenings(entry.path) %}
<p>{{ h.standing }}: {{ h.occasion.start|when }}</p>{% endfor %}
{% if entry.fund %}{% set fund = site.fund(entry.fund) %}{% if fund %}<p>{{ fund.account_number }}</p>
{% endif %}{% endif %}{% endblock %}
""",
    "campaign.html": """\
{% extends "entry.html" %}{% block more %}{{ macros.cards(site.gathered(entry.slug, 3)) }}
<a href="{{ site.feed('campaign', entry.slug).address }}">Feed</a>{% endblock %}
""",
    "list.html": """\
{% extends "base.html" %}{% block main %}<h1>{{ listing.title }}</h1>
{{ macros.cards(listing.cards) }}{% for page in listing.pages %}<a href="{{ page.address }}">{{ page.number }}</a>
{% endfor %}{% endblock %}
""",
    "terms.html": """\
{% extends "base.html" %}{% block main %}{% for term in terms %}<a href="{{ term.address }}">{{ term.label }}
{{ term.count }}</a>{% endfor %}{% endblock %}
""",
    "archive.html": """\
{% extends "base.html" %}{% block main %}{% if month %}{{ macros.cards(site.month(year, month)) }}
{% else %}{% for term in (site.months(year) if year else site.years()) %}<a href="{{ term.address }}">{{ term.label }}
{{ term.count }}</a>{% endfor %}{% endif %}{% endblock %}
""",
    "calendar.html": """\
{% extends "base.html" %}{% block main %}{% for day in (site.calendar_month(year, month) if year else ()) %}
{% for item in day.items %}<p>{{ day.date|when }} <a href="{{ item.address }}">{{ item.title }}</a>
{{ item.occasion.state }} {{ item.again }}</p>{% endfor %}{% endfor %}
{% if year %}{% set beside = site.calendar_neighbours(year, month) %}
{% if beside.newer %}<a rel="next" href="{{ beside.newer.address }}">{{ beside.newer.title }}</a>{% endif %}
{% if beside.older %}<a rel="prev" href="{{ beside.older.address }}">{{ beside.older.title }}</a>{% endif %}{% endif %}
{% if every %}{% for term in site.calendar_months() %}<a href="{{ term.address }}">{{ term.label }}</a>{% endfor %}
{% endif %}{% endblock %}
""",
    "digests.html": """\
{% extends "base.html" %}{% block main %}{% for digest in digests %}<h2 id="week-{{ digest.week|lower }}">{{ digest.title }}</h2>
{% include "digest-item.html" %}{% endfor %}{% endblock %}
""",
    "digest-item.html": """\
{% for piece in digest.news %}<p><a href="{{ piece.url }}">{{ piece.title }}</a> {{ piece.summary }}</p>{% endfor %}
{% for day in digest.days %}<p>{{ day.heading }}{% for date in day.dates %} <a href="{{ date.url }}">{{ date.title }}</a>
{{ date.time }}{% endfor %}</p>{% endfor %}
""",
    "follow.html": """\
{% extends "base.html" %}{% block main %}<h1>{{ entry.title if entry is defined else "Follow us" }}</h1>
{{ body if body is defined }}{% for feed in site.feeds() %}<a href="{{ feed.address }}">{{ feed.title }}</a>
{% endfor %}{% for calendar in site.calendars("union") %}<a href="{{ calendar.webcal }}">{{ calendar.title }}</a>
{% endfor %}{% endblock %}
""",
    "redirect.html": """\
<!doctype html><html><head><meta http-equiv="refresh" content="0; url={{ target.address }}">
<link rel="canonical" href="{{ site.absolute(target.address) }}">
{% if feed is defined and feed %}<link rel="alternate" type="application/rss+xml" href="{{ feed }}">{% endif %}</head>
<body><a href="{{ target.address }}">{{ target.title }}</a></body></html>
""",
    "gone.html": """\
{% extends "base.html" %}{% block main %}<h1>Removed</h1>{{ site.prose_text(gone.reason, source) }}{% endblock %}
""",
    "sitemap.html": """\
{% extends "base.html" %}{% block main %}{% for link in site.plain_pages() %}<a href="{{ link.address }}">{{ link.title }}</a>
{% endfor %}{% for term in site.terms("kind") %}<a href="{{ term.address }}">{{ term.label }} {{ term.count }}</a>
{% endfor %}{% endblock %}
""",
    "style-guide.html": '{% extends "base.html" %}{% block main %}{{ sample.cards[0].title }}{% endblock %}\n',
    "admin.html": """\
<!doctype html><html lang="{{ site.setting('language') }}"><head><meta charset="utf-8"><title>{{ site.setting("title") }}</title>
<meta http-equiv="Content-Security-Policy" content="{{ policy }}">
{% if site.static('admin/decap-cms.js') %}<script defer src="{{ site.static('admin/decap-cms.js') }}"></script>{% endif %}</head><body></body></html>
""",
    "404.html": '{% extends "base.html" %}{% block main %}<h1>Not found</h1>{% endblock %}\n',
    "static/style.css": "body { color: #111 }\n",
}
"""Every template of a hub, each as small as it can be and still ask what the real one asks."""


CMS = {
    f"templates/static/admin/{name}": f"// {name}\n"
    for name in ("posts.js", "decap-cms.js", "12.decap-cms.js", "js-yaml.umd.min.js")
}
"""Files that stand for the program of the CMS, where nobody runs it."""

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R/Size 4>>\n%%EOF\n"
)
"""A document of one empty page."""


def write(root: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files below a folder; text as UTF-8 without changing its newlines."""
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)


def post(title: str, body: str = "Some words.\n", **fields: str) -> str:
    """The text of a post dated before `NOON` unless it says otherwise."""
    lines = {"title": title, "date": "2017-07-01", **fields}
    return "---\n" + "".join(f"{k}: {v}\n" for k, v in lines.items()) + f"---\n{body}"


def small_hub(root: Path, files: Mapping[str, str | bytes] | None = None) -> Hub:
    """A hub with its own small templates and the given files in it."""
    write(root, {"content/site.toml": SETTINGS})
    write(root, {f"templates/{name}": text for name, text in TEMPLATES.items()})
    write(root, files or {})
    return Hub(root, root / "templates")


def place(root: Path, name: str = "site") -> Place:
    """Where the small hub is published."""
    return Place(root / name, root / ".gazette" / name)


def feeds(folder: str = "", number: int = 0) -> tuple[str, ...]:
    """The files of a feed in its three forms, or of its archive of that number."""
    part, at = (f"-{number}" if number else ""), (f"{folder}/" if folder else "")
    return (f"{at}atom{part}.xml", f"{at}feed{part}.json", f"{at}feed{part}.xml")


def built(hub: Hub, now: datetime = NOON, name: str = "site", **options: bool | int) -> Report:
    """The report of a build in one process, as the command line has it: a glance may be enough."""
    there = place(hub.root, name)
    if not options.get("clean") and (report := glance(hub, there, now, strict=bool(options.get("strict")))):
        return report
    return build(hub, there, now, **{"jobs": 1, **options})  # type: ignore[arg-type]


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def clean_files(hub: Hub, now: datetime) -> tuple[Report, dict[str, bytes]]:
    """What a clean build of the hub makes, in a place that is taken away again."""
    there = Place(hub.root / "clean", hub.root / ".clean" / "clean")
    for folder in (there.out, there.state.parent):
        shutil.rmtree(folder, ignore_errors=True)
    report = build(hub, there, now, jobs=1)
    return report, files(there.out) if there.out.is_dir() else {}


__all__ = [
    "CMS",
    "JULY",
    "NOON",
    "OCTOBER",
    "PDF",
    "REPOSITORY",
    "SETTINGS",
    "TEMPLATES",
    "TODAY",
    "Built",
    "built",
    "clean_files",
    "feeds",
    "files",
    "owned",
    "place",
    "post",
    "small_hub",
    "write",
]  # fmt: skip
