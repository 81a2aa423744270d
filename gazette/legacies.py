"""Legacies: whether what was published and belongs to no one post has something in its place: the feeds
and calendars that programs come back to, documents, and the lists of subjects and unions."""

from __future__ import annotations

from collections.abc import Iterator

from gazette.addresses import address_matcher, old_path
from gazette.crosschecks import Locate
from gazette.index import key_of, media_path
from gazette.intake import SETTINGS
from gazette.ledger.writing import shown
from gazette.moves import is_subscription
from gazette.problems import Problem, nearest
from gazette.published import words
from gazette.site import Site


def check(site: Site, locate: Locate) -> Iterator[Problem]:
    """Everything that would be missed. `locate` gives the place of a field of a file."""
    yield from _left_out(site, locate)
    yield from _documents(site)
    yield from _subjects(site, locate)


def _left_out(site: Site, locate: Locate) -> Iterator[Problem]:
    settled = {old_path(one.from_) for one in site.settings.redirects}
    for number, wanted in enumerate(site.settings.leave_out):
        leaves_out = address_matcher((wanted,))
        missed = [
            path
            for path, move in site.moves.items()
            if is_subscription(path) and not move.to and leaves_out(path) and not _settles(path, settled)
        ]
        if missed:
            others = f" and {len(missed) - 1} more" if len(missed) > 1 else ""
            old = [wanted] if wanted.endswith("/") else [f"/{path}" for path in missed]
            yield Problem(
                "feed-left-out",
                f"Programs are subscribed to /{missed[0]}{others}, and the settings leave it out now.",
                SETTINGS,
                *locate(SETTINGS, ("leave_out", number)),
                read=f'"{wanted}"',
                wanted="every feed and calendar that was published",
                hint="take the address out of leave_out; or, to close what is there for good, "
                + _redirect("write", old, "/follow/"),
            )


def _settles(path: str, settled: set[str]) -> bool:
    folders = path.split("/")[:-1]
    above = {"/".join((*folders[:n], "index.html")) for n in range(1, len(folders) + 1)}
    return path in settled or bool(above & settled)


def _documents(site: Site) -> Iterator[Problem]:
    settled = {old_path(one.from_) for one in site.settings.redirects}
    for path in site.ledger.addresses:
        move = site.moves.get(path)
        if move is None or path.endswith(".html") or is_subscription(path) or path in settled:
            continue
        if not move.to.endswith(".html"):
            continue  # it went elsewhere, or with a post that had to go
        unused = [asset for asset in site.assets if media_path(asset) == path]
        others = [known for known in site.planned if known.rpartition(".")[2] == path.rpartition(".")[2]]
        near = nearest(path, others) or move.to
        again = (
            f"let a post link to {unused[0]} again, or have it among its attachments"
            if unused
            else f"put back content/{path}"
        )
        yield Problem(
            "document-vanished",
            f"The document that was published at /{path} is not on the site any more.",
            unused[0] if unused else f"content/{path}",
            read="no post links to it" if unused else "",
            wanted="something at every address that was published",
            hint=_redirect(f"{again}; if another takes its place, write", [f"/{path}"], f"/{shown(near)}"),
        )


def _subjects(site: Site, locate: Locate) -> Iterator[Problem]:
    """Tags and unions that no entry has any more, where another has come that it may be called now."""
    here = words(site)
    known = {(heading.group, heading.key) for heading in site.ledger.headings}
    for heading in site.ledger.headings:
        one = (heading.group, heading.key)
        if not heading.used or one in here or one not in site.labels:
            continue
        members = {
            here[heading.group, key].word: len(found)
            for key, found in site.groups[heading.group].items()
            if found and (heading.group, key) not in known
        }
        if not members:
            continue  # it is over
        label = nearest(heading.label, sorted(members)) or max(sorted(members), key=members.__getitem__)
        new = here[heading.group, key_of(label)]
        field, folder = f"{heading.group}s", f"/{heading.group}s/{heading.key}/"
        yield Problem(
            "subject-renamed",
            f"No entry has the {heading.group} {heading.label} any more, and {label} is new: "
            f"those who follow {folder} get nothing from now on.",
            new.path,
            *locate(new.path, (field,)),
            read=f"{field}: {label}",
            wanted="word of what stands in its place, if it is another name for the same",
            hint=_redirect(
                f"if {heading.label} is called {label} now, write", [folder], f"/{field}/{key_of(label)}/"
            ),
            severity="warning",
        )


def _redirect(said: str, old: list[str], new: str) -> str:
    """The lines for the settings that lead old addresses on."""
    lines = "".join(f'\n[[redirects]]\nfrom = "{one}"\nto = "{new}"' for one in old)
    return f"{said} at the end of {SETTINGS}{lines}"
