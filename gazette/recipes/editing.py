"""Editing: the CMS, where the settings have one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gazette import backends, cms, policies
from gazette.addresses import ADMIN, INDEX
from gazette.recipes.files import Static
from gazette.recipes.recipe import Desk, Made, Output
from gazette.site import Site


@dataclass(frozen=True, slots=True)
class CmsPage:
    """The page in which the CMS runs; that of a preview (`local`) works on the files of this machine."""

    local: bool

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        path = f"{ADMIN}{INDEX}"
        return desk.page(
            "admin.html",
            policy=policies.policy(path, backends.places(desk.ask("setting", "cms"), self.local)),
        )


@dataclass(frozen=True, slots=True)
class CmsForms:
    """The configuration of the CMS, with the forms of every kind."""

    local: bool

    origin = "the site itself"

    def make(self, desk: Desk) -> Made:
        return cms.configuration(
            desk.ask("setting", "cms"), desk.ask("setting", "base_url"), desk.ask("zone"), self.local
        ).encode()


RECIPES = (CmsPage, CmsForms)


def outputs(site: Site) -> Iterator[Output]:
    """The page of the CMS, its forms and its program."""
    if backends.is_shown(site.settings.cms, site.preview):
        yield Output(f"{ADMIN}{INDEX}", CmsPage(site.preview))
        yield Output(f"{ADMIN}config.yml", CmsForms(site.preview))
        for name in site.statics:
            if name.startswith(ADMIN):
                yield Output(name, Static(name))
