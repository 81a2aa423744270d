"""Recipes: everything that the site is made of, one family of outputs a module.

A family has its recipes (frozen dataclasses that can `make` an output), their list `RECIPES`, and
`outputs(site)`, which gives every output of the family before any is made.
"""

from __future__ import annotations

from gazette.recipes import (
    calendars,
    digests,
    editing,
    files,
    finding,
    guides,
    media,
    pages,
    redirects,
    signposts,
    subscriptions,
)
from gazette.recipes.recipe import Desk, Made, Output, Recipe

FAMILIES = (
    pages, guides, redirects, subscriptions, calendars, digests, signposts, finding, media, files, editing
)  # fmt: skip
"""Every family, in the order of the reference."""

__all__ = ["FAMILIES", "Desk", "Made", "Output", "Recipe"]
