"""Cross-checks: whether entries agree with each other, with their files and with the settings."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from typing import Any

from gazette import backends, cms, comments
from gazette.addresses import is_query, old_path
from gazette.instants import begins, written
from gazette.kinds import references
from gazette.kinds.entry import Entry
from gazette.kinds.moments import moments
from gazette.packages import TO_GET
from gazette.problems import Problem, nearest, one_of
from gazette.settings import PATH as SETTINGS
from gazette.site import Site
from gazette.sources import load

Locate = Callable[[str, tuple[str | int, ...]], tuple[int, int]]


def check(site: Site, locate: Locate) -> tuple[Problem, ...]:
    """Every disagreement. `locate` gives the line and column of a field of a source file."""
    problems: list[Problem] = []
    ids: dict[str, str] = {}
    slugs: dict[tuple[str, str], str] = {}
    for path in sorted(site.entries):
        entry = site.entries[path]
        for check_one in (_references, _files, _aliases, _imprint, _times, _comments):
            problems += check_one(site, entry, locate)
        if entry.id is not None and ids.setdefault(entry.id, path) != path:
            problems.append(_same_id(entry, ids[entry.id], locate))
        if entry.kind == "fund" and slugs.setdefault((entry.kind, entry.slug), path) != path:
            problems.append(_same_name(entry, slugs[entry.kind, entry.slug]))
    return (*problems, *_program(site, locate))


def _program(site: Site, locate: Locate) -> Iterator[Problem]:
    lacking = cms.missing(site.statics)
    if lacking and backends.is_shown(site.settings.cms, site.preview):
        yield Problem(
            "no-cms-program",
            "The CMS is turned on, and its program is not there.",
            SETTINGS,
            *locate(SETTINGS, ("cms",)),
            wanted=" and ".join(f"templates/static/{name}" for name in lacking),
            hint=f"get it with {TO_GET}, and give the two files to gazette cms",
        )


def _references(site: Site, entry: Entry, locate: Locate) -> Iterator[Problem]:
    for loc, kind, name in references(entry):
        if (kind, name) in site.broken_names:
            continue
        target = site.names.get((kind, name))
        hidden = (
            target is not None and entry.path in site.pages and kind != "fund" and target not in site.pages
        )
        if target is not None and not hidden:
            continue
        line, column = locate(entry.path, loc)  # only now: the file is read and parsed for it
        field = next(str(part) for part in reversed(loc) if isinstance(part, str))
        if target is None:
            yield _unknown(site, entry.path, (line, column), f"{field}: {name}", kind, name)
        else:
            verdict = site.verdicts[target]
            yield Problem(
                "hidden-reference",
                f"This names {target}, which readers cannot see: it is {verdict.name} ({verdict.reason}).",
                entry.path,
                line,
                column,
                read=f"{field}: {name}",
                wanted="an entry that is published",
                hint="publish that entry first, or take the line out",
            )


def _unknown(site: Site, path: str, place: tuple[int, int], read: str, kind: str, name: str) -> Problem:
    whole = sorted(n for k, n in site.names if k == kind and n.endswith(f"/{name}"))
    near = nearest(name, sorted(n for k, n in site.names if k == kind))
    if whole:
        message, hint = f"Several entries are called {name}.", f"write {one_of(whole)}"
    else:
        message = f"There is no {kind} called {name}."
        hint = f"did you mean {near}?" if near else f"add the {kind}, or take the line out"
    return Problem(
        "unknown-reference",
        message,
        path,
        *place,
        read=read,
        wanted="the name of an entry, as folder/name or name"
        if kind == "entry"
        else f"the name of a file in the folder of {kind}s, without .md",
        hint=hint,
    )


def _files(site: Site, entry: Entry, locate: Locate) -> Iterator[Problem]:
    folder = posixpath.dirname(entry.path)
    for loc, file in _named_files(entry):
        path = posixpath.normpath(posixpath.join(folder, file))
        if path in site.assets:
            continue
        line, column = locate(entry.path, loc)
        beside = sorted(posixpath.relpath(a, folder) for a in site.assets if a.startswith(folder + "/"))
        near = nearest(file, beside)
        yield Problem(
            "file-missing",
            f"There is no file {file} beside this post.",
            entry.path,
            line,
            column,
            read=f"{loc[-1]}: {file}",
            wanted="the name of a file beside this post",
            hint=f"did you mean {near}?" if near else f"add the file to {folder}/",
        )


def _named_files(entry: Entry) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if entry.image:
        yield ("image", "file"), entry.image.file
    for number, attachment in enumerate(entry.attachments):
        yield ("attachments", number, "file"), attachment.file
        for name in ("alt_format", "transcript"):
            value = getattr(attachment, name)
            if value and ":" not in value and not value.startswith("/"):
                yield ("attachments", number, name), value


def _comments(site: Site, entry: Entry, locate: Locate) -> Iterator[Problem]:
    source = site.assets.get(comments.beside(entry.path))
    problem = comments.read(source.path, load(source))[1] if source else None
    if problem:
        yield problem


def _aliases(site: Site, entry: Entry, locate: Locate) -> Iterator[Problem]:
    for number, alias in enumerate(entry.aliases):
        if is_query(old_path(alias)) or ("?" not in alias and alias.strip("/")):
            continue
        line, column = locate(entry.path, ("aliases", number))
        yield Problem(
            "alias-not-a-file",
            "A site of files cannot answer at this address.",
            entry.path,
            line,
            column,
            read=alias,
            wanted="an old address such as /2017/07/strike/ or /?p=12",
            hint="take the line out",
        )


def _imprint(site: Site, entry: Entry, locate: Locate) -> Iterator[Problem]:
    endorses: Any = getattr(entry, "endorses", None)
    if endorses is None or not endorses.public or site.settings.imprint:
        return
    line, column = locate(entry.path, ("endorses",))
    yield Problem(
        "no-imprint",
        "Material for a public election must say who publishes it, and the hub has no imprint.",
        entry.path,
        line,
        column,
        read=f"endorses: {endorses.candidate}",
        wanted="imprint in content/site.toml: the promoter's name and postal address",
        hint='write imprint = "Promoted by NAME, ADDRESS" in content/site.toml, '
        "or public: no if it is an election within a union or party",
    )


def _times(site: Site, entry: Entry, locate: Locate) -> Iterator[Problem]:
    """When the clocks go forward there are times that no clock ever shows."""
    for loc, moment in moments(entry):
        there = moment.replace(tzinfo=site.zone)
        if there.utcoffset() == there.replace(fold=1).utcoffset():
            continue  # no clock is changed at that time
        shown = begins(moment, site.zone).astimezone(site.zone).replace(tzinfo=None)
        if shown == moment:
            continue
        line, column = locate(entry.path, loc)
        yield Problem(
            "no-such-time",
            f"There is no such time on that day: the clocks of {site.settings.timezone} go forward over it.",
            entry.path,
            line,
            column,
            read=f"{loc[-1]}: {written(moment)}",
            wanted="a time that the clocks show",
            hint=f"write {loc[-1]}: {written(shown)}",
        )


def _same_id(entry: Entry, other: str, locate: Locate) -> Problem:
    line, column = locate(entry.path, ("id",))
    return Problem(
        "same-id",
        f"This has the same id as {other}, so subscribers would take the two for one.",
        entry.path,
        line,
        column,
        read=f"id: {entry.id}",
        wanted="an id that no other post has",
        hint="if this file was copied from the other one, take the line out",
    )


def _same_name(entry: Entry, other: str) -> Problem:
    return Problem(
        "one-address",
        f"{other} has the same name, so nobody could say which fund is meant.",
        entry.path,
        read=f"{other} and {entry.path}",
        wanted="a name of its own for each",
        hint="rename one of the files",
    )
