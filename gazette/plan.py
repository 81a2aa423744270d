"""The plan: every file of the site, known before any is made; two at one path is a problem."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gazette.addresses import address_matcher, collision_key
from gazette.problems import Problem, shorten
from gazette.recipes import FAMILIES, Output
from gazette.recipes.redirects import Forward, Redirect, Tombstone, copies, forwards
from gazette.site import Site

LONGEST_PART = 255
"""Bytes of one part of a path: what the file systems of Linux, macOS and Windows all can hold."""

_WINDOWS = re.compile(r"(?:^|/)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.[^/]*)?(?:/|$)|[. ](?:/|$)", re.I)
"""A part of a path that Windows keeps for devices or cannot write."""

_HOSTS = re.compile(r"^(?:_worker\.js|_routes\.json|web\.config|cname)(?:/|$)|^\.(?!well-known/)|/\.", re.I)
"""A part of a path that a host takes for its settings, or hides."""


def plan(site: Site) -> tuple[tuple[Output, ...], tuple[Problem, ...]]:
    """Every output of the site in path order; two at one path is a problem."""
    found = [*families(site), *forwards(site)]
    found += copies(site.moves, {output.path: output for output in found})
    outputs = sorted(found, key=lambda output: output.path)
    taken: dict[str, Output] = {}
    problems = []
    for output in outputs:
        long = len(output.path.encode()) > LONGEST_PART
        if long and any(len(part.encode()) > LONGEST_PART for part in output.path.split("/")):
            problems.append(_too_long(output))
        elif _HOSTS.search(output.path) or (_WINDOWS.search(output.path) and not _is_old(output)):
            problems.append(_kept(output))
        key = collision_key(output.path)
        if key in taken:
            problems.append(_collision(taken[key], output))
        else:
            taken[key] = output
    folders = {key.rpartition("/")[0] for key in taken}
    folders |= {above for folder in folders for above in _above(folder)}
    if not folders.isdisjoint(taken):
        problems += [
            _collision(taken[above], output)
            for key, output in taken.items()
            for above in _above(key)
            if above in taken
        ]
    return tuple(outputs), tuple(problems)


def families(site: Site) -> list[Output]:
    """Every output that a family has by itself: all but what stands at an address that was once another's.

    What the settings leave out is no output, so that a link to it is a problem like any other.
    """
    found = [output for family in FAMILIES for output in family.outputs(site)]
    unwanted = address_matcher(site.settings.leave_out)
    return [output for output in found if not unwanted(output.path)]


def _above(path: str) -> Iterator[str]:
    """The folders that a path is in, from the nearest on."""
    while path := path.rpartition("/")[0]:
        yield path


def _is_old(output: Output) -> bool:
    """Whether it only answers at an old address, which is what it is."""
    return isinstance(output.recipe, Redirect | Forward | Tombstone)


def _collision(first: Output, second: Output) -> Problem:
    one, other = first.recipe.origin, second.recipe.origin
    return Problem(
        "one-address",
        f"Two parts of the site want the address /{second.path.removesuffix('index.html')}.",
        other if other.startswith("content/") else one,
        1,
        1,
        read=f"{one} and {other}",
        wanted="an address of its own for each; capital letters and accents make no difference",
        hint="rename one of the files, or give it another slug",
    )


def _too_long(output: Output) -> Problem:
    origin = output.recipe.origin
    return Problem(
        "name-too-long",
        "An address has a part that is longer than any disk can hold.",
        origin if origin.startswith("content/") else "",
        read=shorten(output.path),
        wanted=f"at most {LONGEST_PART} bytes between two slashes",
        hint="make the address shorter, or take the alias out",
    )


def _kept(output: Output) -> Problem:
    origin, parts = output.recipe.origin, output.path.split("/")
    return Problem(
        "name-kept",
        "An address has a part that an operating system or a web host keeps for itself.",
        origin if origin.startswith("content/") else "",
        read=shorten(next((p for p in parts if _WINDOWS.search(p) or _HOSTS.search(p)), parts[0])),
        wanted="no part such as con, aux or nul, none that begins or ends with a full stop",
        hint="rename the file, give it another slug, or take the alias out",
    )
