"""Mapping: what becomes here of the words under which an old site filed its items.

The first import proposes a mapping and writes it down; people change it, and import again.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from gazette.addresses import slugify
from gazette.importers.piece import Label
from gazette.kinds import KINDS
from gazette.kinds.shape import front_matter
from gazette.problems import Problem, nearest, one_of
from gazette.toml import place, read_toml

Pairs = tuple[tuple[str, str], ...]

FOLDERS = tuple(
    kind.folder
    for kind in KINDS
    if {name for name, info in front_matter(kind).items() if info.is_required()} <= {"title", "date"}
)
"""The folders of kinds that ask for nothing which an export does not have."""

INTERNAL = (
    "attachment", "customize_changeset", "custom_css", "nav_menu_item", "oembed_cache", "revision",
    "user_request", "wp_block", "wp_font_face", "wp_font_family", "wp_global_styles", "wp_navigation",
    "wp_template", "wp_template_part",
)  # fmt: skip
"""Sorts of items that WordPress keeps for itself, or that come with another item."""

OF_PLUGINS = frozenset(
    """acf-field acf-field-group ct_template elementor_font elementor_library elementor_snippet envira
    et_body_layout et_footer_layout et_header_layout et_pb_layout et_template feedback flamingo_contact
    flamingo_inbound flamingo_outbound fusion_template gp_elements jp_img_sitemap jp_pay_order
    mc4wp-form ml-slide ml-slider nf_sub ngg_album ngg_gallery ngg_pictures patterns_ai_data popup
    popup_theme postman_sent_mail rank_math_schema redirect_rule scheduled-action shop_coupon shop_order
    soliloquy tablepress_table vc_grid_item wpcf7_contact_form wpforms wpforms_log wprm_recipe_template
    wpseo_crawl_issue""".split()
)
"""Sorts of items that plugins keep for themselves: the first proposal leaves them out."""

LIKELY = ("news", "statements")
"""The kinds that categories with their names are of. A post about a campaign is no campaign."""

UNIONS = (
    "Accord", "ASLEF", "BDA", "BFAWU", "Community", "CSP", "CWU", "EIS", "Equity", "FBU", "FDA", "GMB", "MU",
    "Napo", "NARS", "NASUWT", "Nautilus", "NEU", "NHBCSA", "NSEAD", "NUJ", "NUM", "NUT", "PCS", "PFA", "POA",
    "Prospect", "RCM", "RMT", "SoR", "TSSA", "UCAC", "UCU", "UNISON", "Unite", "URTU", "Usdaw", "WGGB",
)  # fmt: skip
"""Names by which the first proposal knows a union, as they write themselves."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """By the slug of a word of the old site: the folder that its items go to, or what to write.

    `types` has a folder for each sort of item; what is mapped to nothing is left out.
    """

    types: Pairs = ()
    kinds: Pairs = ()
    unions: Pairs = ()
    campaigns: Pairs = ()
    tags: Pairs = ()


def proposed(sorts: Iterable[str], labels: Counter[Label]) -> Mapping:
    """A first mapping for the sorts of items and the words of an export, most frequent words first."""
    folders = {"page": "pages"}
    folders |= dict.fromkeys(OF_PLUGINS, "")
    types = tuple((sort, folders.get(sort, "news")) for sort in sorted(set(sorts)) if sort not in INTERNAL)
    found: dict[str, dict[str, str]] = {f.name: {} for f in fields(Mapping)}
    unions = {slugify(name): name for name in UNIONS}
    for label, _ in sorted(labels.items(), key=lambda item: (-item[1], item[0].sort, item[0].slug)):
        if label.sort not in ("category", "tag") or any(label.slug in table for table in found.values()):
            continue
        slug = slugify(label.name)
        plural = next((f for f in LIKELY if slug in (f, f.removesuffix("s"))), "")
        if label.slug == "uncategorized":
            found["tags"][label.slug] = ""
        elif label.sort == "category" and plural:
            found["kinds"][label.slug] = plural
        elif slug in unions:
            found["unions"][label.slug] = unions[slug]
        else:
            found["tags"][label.slug] = label.name
    return Mapping(types, *(tuple(found[name].items()) for name in ("kinds", "unions", "campaigns", "tags")))


def is_left_out(mapping: Mapping, label: Label) -> bool:
    """Whether a word says nothing here because the mapping has it so, or because it is about looks."""
    tables = (mapping.kinds, mapping.unions, mapping.campaigns, mapping.tags)
    found = [dict(table)[label.slug] for table in tables if label.slug in dict(table)]
    return label.sort == "post_format" or (bool(found) and not any(found))


_SAID = {
    "types": 'What sorts of items become: a folder of content/, or "" to leave them out.',
    "kinds": "Categories whose posts go to another folder than news: " + ", ".join(FOLDERS) + ".",
    "unions": "Words that name a union, and how it is written here.",
    "campaigns": "Words that name a campaign: the name of its file in content/campaigns/, without .md.",
    "tags": 'All other words, as tags are written here; "" leaves one out.',
}


def text(mapping: Mapping) -> str:
    """The mapping as a file that people can change."""
    lines = ["# What becomes of the old site's words. Change it as you like, and import again.", ""]
    for table in fields(mapping):
        lines += [f"# {_SAID[table.name]}", f"[{table.name}]"]
        lines += [f"{_quoted(slug)} = {_quoted(value)}" for slug, value in getattr(mapping, table.name)]
        lines.append("")
    return "\n".join(lines)


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def read(path: str, data: bytes) -> tuple[Mapping | None, tuple[Problem, ...]]:
    """The mapping in a file, or None and everything that is wrong with it."""
    values, written, problems = read_toml(path, data)
    if values is None:
        return None, problems
    found = list(problems)
    names = [f.name for f in fields(Mapping)]
    for name, table in values.items():
        (line, column), _ = place(written, (name,))
        if name not in names:
            near = nearest(name, names)
            found.append(Problem(
                "unknown-field", f"A mapping has no “{name}”.", path, line, column, name, one_of(names),
                f"did you mean {near}?" if near else "take it out",
            ))  # fmt: skip
        elif not isinstance(table, dict):
            found.append(Problem("not-fields", f"“{name}” is a table.", path, line, column, str(table),
                                 f"[{name}]", f"write [{name}] on a line of its own"))  # fmt: skip
        else:
            found += _wrong(path, written, name, table)
    if found:
        return None, tuple(found)
    tables = {n: tuple((str(k), str(v)) for k, v in values.get(n, {}).items()) for n in names}
    return replace(Mapping(), **tables), ()


def _wrong(path: str, written: str, name: str, table: dict[str, Any]) -> Iterator[Problem]:
    for slug, value in table.items():
        line, column = place(written, (name, slug))[1]
        if not isinstance(value, str):
            wanted = "a word in quotation marks"
            yield Problem(
                "not-text", "A word is wanted here.", path, line, column, str(value), wanted, f'"{value}"'
            )  # fmt: skip
        elif name in ("types", "kinds") and value not in (*FOLDERS, ""):
            near = nearest(value, FOLDERS)
            yield Problem(
                "unknown-kind", f"Nothing can be imported into “{value}”.", path, line, column, value,
                one_of(FOLDERS), f"did you mean {near}?" if near else "news, and move the post later",
            )  # fmt: skip
