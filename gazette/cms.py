"""The CMS: its forms, made from the kinds.

What is written here is the configuration of Decap CMS. Beside what that knows it has a few words for
`templates/static/admin/posts.js`, which reads and writes the posts: `order`, `zone`, `fields.file`, the
widgets `day`, `moment` and `prose`. There every value stays the text that it is, as it does in a build.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import yaml

from gazette.backends import backend
from gazette.forms import Blank, Form, Value, form_of
from gazette.kinds import CONTENT, KINDS
from gazette.kinds.entry import Entry
from gazette.kinds.scalars import ANY
from gazette.schema import NUMBER
from gazette.sections import Cms

PROGRAM: Final = ("admin/decap-cms.js", "admin/js-yaml.umd.min.js")
"""The static files without which there is no CMS: they come from the packages that `packages` pins."""

PICTURES: Final = "pictures"
"""The folder of content/ for pictures within texts, which belong to no one post."""

_FIRST: Final = ("summary", "body", "image")
"""What every post has and an editor came for, behind what must be there; then the kind's own fields."""

_HIDDEN: Final = ("id", "extra")
"""Types that people do not fill in by hand; what a post has of them stays as it is."""

_TEXT: Final = Blank(
    "body", "What readers read, in Markdown. Lists and feeds show the first paragraph.", False, ()
)

Json = dict[str, Any]


def configuration(cms: Cms, base_url: str, zone: str, local: bool) -> str:
    """The file config.yml; `local` for the preview, which works on the files of this machine."""
    said: Json = {
        "backend": backend(cms),
        **({"local_backend": True} if local else {}),
        "publish_mode": "editorial_workflow" if cms.review and cms.repository else "simple",
        "site_url": base_url,
        "display_url": base_url,
        "show_preview_links": False,
        "media_folder": f"{CONTENT}/{PICTURES}",
        "public_folder": f"../{PICTURES}",
        "slug": {"encoding": "ascii", "clean_accents": True, "sanitize_replacement": "-"},
        "collections": [collection(kind, zone) for kind in KINDS],
    }
    return yaml.dump(said, Dumper=yaml.SafeDumper, sort_keys=False, allow_unicode=True, width=1_000_000)


def collection(kind: type[Entry], zone: str) -> Json:
    """What the CMS is told of a kind: where its posts are, and the form of one."""
    form = form_of(kind)
    heading = "name" if form.blank("name") else "title"
    dated = form.blank("date") is not None
    return {
        "name": kind.folder,
        "label": kind.plural,
        "label_singular": form.meaning.rstrip(".").partition(" ")[2]
        if kind.label == kind.plural
        else kind.label.lower(),
        "description": form.meaning,
        "folder": f"{CONTENT}/{kind.folder}",
        "create": True,
        # A post that should no longer stand is withdrawn: links to it go on working.
        "delete": False,
        "identifier_field": heading,
        # posts.js says it: the heading, unless no letter of that can be part of an address.
        "slug": "{{fields.file | truncate(80, '')}}",
        "extension": "md",
        "format": f"gazette-{kind.kind}",
        "summary": "{{" + heading + "}}" + (" ({{date}})" if dated else ""),
        "sortable_fields": [
            *([{"field": "date", "default_sort": "desc"}] if dated else []),
            {"field": heading},
        ],
        "view_filters": [{"label": "Drafts", "field": "status", "pattern": "^draft$"}],
        "media_folder": "",
        "public_folder": "",
        "editor": {"preview": False},
        "order": [blank.name for blank in form.blanks],
        "fields": [_field(blank, form, zone) for blank in _arranged(form)],
    }


def _arranged(form: Form) -> tuple[Blank, ...]:
    """The fields and the text in the order in which people fill them in."""
    general = {blank.name for blank in form_of(Entry).blanks}

    def rank(blank: Blank) -> int:
        if blank.required:
            return 0
        return 1 + _FIRST.index(blank.name) if blank.name in _FIRST else 9 if blank.name in general else 8

    return tuple(sorted((*form.blanks, _TEXT), key=rank))


def _field(blank: Blank, form: Form, zone: str = "") -> Json:
    """A field as the CMS shows it."""
    said: Json = {"name": blank.name, "label": _label(blank.name), **_widget(blank, form)}
    if said["widget"] == "hidden":
        return said
    said |= {"required": blank.required, "hint": _hint(blank)}
    if zone and blank.name == "date" and blank.required:
        said |= {"default": "today", "zone": zone}
    return said


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize() if name != "body" else "Text"


def _hint(blank: Blank) -> str:
    parts = [blank.meaning]
    if blank.example and blank.takes and blank.takes[0].group is None:
        parts.append(f"Such as: {blank.example.strip('[]')}.")
    if blank.default:
        parts.append(f"If left empty: {blank.default}.")
    return " ".join(parts)


def _widget(blank: Blank, form: Form) -> Json:
    if not blank.takes:
        return {"widget": "prose"}
    first = blank.takes[0]
    groups = [value for value in blank.takes if value.group is not None]
    one = blank.name.replace("_", " ")
    listed = {"widget": "list", "label_singular": one, "collapsed": True, "add_to_top": False}
    if len(groups) > 1:
        return {**listed, "typeKey": "form", "types": [_type(value) for value in groups]}
    if first.group is not None:
        fields = [_field(inner, first.group) for inner in first.group.blanks]
        return {**listed, **({} if first.many else {"max": 1}), "fields": fields}
    plain = _plain(first, form)
    if not first.many or plain["widget"] == "relation":
        return {**plain, **({"multiple": True} if first.many else {})}
    return {**listed, "collapsed": False, "field": {"name": blank.name, "label": _label(blank.name), **plain}}


def _type(value: Value) -> Json:
    """One of several groups that a field may have: one such group alone, or a list of such."""
    assert value.group is not None  # only groups are asked for
    group = value.group
    return {
        "name": group.name.lower(),
        "label": group.meaning.rstrip("."),
        "widget": "object",
        "fields": [_field(inner, group) for inner in group.blanks],
    }


def _plain(value: Value, form: Form) -> Json:
    """The widget of one value that is no group."""
    if value.type in _HIDDEN:
        return {"widget": "hidden"}
    if value.choices:
        return {"widget": "select", "options": list(value.choices)}
    match value.type:
        case "yes or no":
            return {"widget": "select", "options": ["yes", "no"]}
        case "day" | "moment":
            return {"widget": value.type}
        case "prose":
            return {"widget": "prose"}
        case "file":
            shows = form.blank("alt") is not None
            return {"widget": "image" if shows else "file", **_BESIDE, "choose_url": False}
        case "file or address":
            return {"widget": "file", **_BESIDE}
        case "reference" if value.reference != ANY:
            return _relation(value.reference)
    pattern = NUMBER if value.type in ("count", "percent") else dict(value.rule).get("pattern")
    return {
        "widget": "string",
        **({"pattern": [pattern, "is not written as it should be"]} if pattern else {}),
    }


_BESIDE: Final[Json] = {"media_folder": "", "public_folder": ""}
"""A file lies beside its post and is named without a folder."""


def _relation(word: str) -> Json:
    named = next(kind for kind in KINDS if kind.kind == word)
    heading = "name" if form_of(named).blank("name") else "title"
    return {
        "widget": "relation",
        "collection": named.folder,
        "value_field": "{{slug}}",
        "search_fields": [heading],
        "display_fields": [heading],
    }


def missing(statics: Iterable[str]) -> tuple[str, ...]:
    """What is not there of the program, by the names of the files."""
    there = set(statics)
    return tuple(name for name in PROGRAM if name not in there)
