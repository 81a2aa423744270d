"""Promises: whether this build keeps what earlier ones gave: addresses, ids, accounts, the site's own
address. What would break one is refused, with the line to write."""

from __future__ import annotations

from collections.abc import Iterator

from gazette import legacies
from gazette.addresses import INDEX, collision_key, old_path
from gazette.crosschecks import Locate
from gazette.identity import mark
from gazette.instants import day
from gazette.intake import SETTINGS
from gazette.kinds.fund import Fund
from gazette.ledger import Record
from gazette.ledger.writing import shown
from gazette.problems import Problem, nearest
from gazette.published import checked
from gazette.site import Site


def check(site: Site, locate: Locate) -> tuple[Problem, ...]:
    """Every promise that this build would break. `locate` gives the place of a field of a file."""
    nowhere = tuple(_nowhere(site, locate))
    if not site.ledger.sites:
        return nowhere
    posts = (*_entries(site, locate), *_funds(site, locate))
    return (*nowhere, *_site(site, locate), *posts, *legacies.check(site, locate))


def _nowhere(site: Site, locate: Locate) -> Iterator[Problem]:
    known = {INDEX, *site.planned, *site.pages.values()}
    for number, one in enumerate(site.settings.redirects):
        wanted = old_path(one.to)
        if wanted in known or wanted in site.moves or wanted in site.broken_pages:
            continue
        near = nearest(wanted, sorted(known))
        yield Problem(
            "redirect-nowhere",
            f"An old address is to lead to {one.to}, and there is no such page.",
            SETTINGS,
            *locate(SETTINGS, ("redirects", number, "to")),
            read=f'to = "{one.to}"',
            wanted="the address of a page of this site, beginning with /",
            hint=f"did you mean {shown(near)}?" if near else "mend it, or take the redirect out",
        )


def _site(site: Site, locate: Locate) -> Iterator[Problem]:
    base, known = site.settings.base_url, site.settings.moved_from
    left = [one for one in site.ledger.sites if one not in (base, *known)]
    if left:
        words = ", ".join(f'"{one}"' for one in (*known, *left) if one != base)
        yield Problem(
            "site-moved",
            f"The site was published at {left[-1]}, and base_url says another address.",
            SETTINGS,
            *locate(SETTINGS, ("base_url",)),
            read=f'base_url = "{base}"',
            wanted=f'base_url = "{left[-1]}", or word that the site has moved',
            hint=f"if it has moved, write moved_from = [{words}]",
        )


def _entries(site: Site, locate: Locate) -> Iterator[Problem]:
    there = {**site.pages, **site.tombs}
    by_id = {name: path for path, name in site.identities.items()}
    by_page = {collision_key(page): path for path, page in there.items()}
    answered = {old_path(alias) for path in there for alias in site.entries[path].aliases}
    answered |= {old for r in site.ledger.records if by_id.get(r.id) in there for old in r.earlier}
    known = {record.file for record in site.ledger.records}
    new = [path for path in site.pages if path not in known]
    given = {collision_key(page) for page in site.planned}
    for record in site.ledger.records:
        path = by_id.get(record.id)
        if not record.address or record.file in site.broken:
            continue
        if path is not None and path in site.pages and collision_key(site.pages[path]) not in given:
            yield _left_out(site, record, locate)
        if path in there or record.address in answered:
            continue
        if path is not None:
            yield _hidden(site, record, path, locate)
        elif (other := by_page.get(collision_key(record.address))) is not None:
            yield _other_id(site, record, other, locate)
        else:
            yield _vanished(site, record, new)


def _hidden(site: Site, record: Record, path: str, locate: Locate) -> Problem:
    entry, verdict = site.entries[path], site.verdicts[path]
    field = "status" if verdict.name == "draft" else verdict.reason.partition(" ")[0]
    return Problem(
        "address-hidden",
        f"This was published at /{shown(record.address)}, and readers would find nothing there now: "
        f"it is {verdict.name} ({verdict.reason}).",
        path,
        *locate(path, (field,)),
        read=f"{field}: {getattr(entry, field, '')}",
        wanted="a page at every address that was published",
        hint=f"publish it; or, to take it down, write {_gone(site)}",
    )


def _left_out(site: Site, record: Record, locate: Locate) -> Problem:
    return Problem(
        "address-left-out",
        f"A post was published at /{shown(record.address)}, and the settings leave its page out now.",
        SETTINGS,
        *locate(SETTINGS, ("leave_out",)),
        read=f"leave_out = [{', '.join(site.settings.leave_out)}]",
        wanted="a page at every address that was published",
        hint=f"take the address out of leave_out; or, to take the post down, write into it {_gone(site)}",
    )


def _other_id(site: Site, record: Record, path: str, locate: Locate) -> Problem:
    own = site.entries[path].id
    return Problem(
        "id-changed",
        f"What is at /{shown(record.address)} was published with another id, "
        "so subscribers would get it a second time.",
        path,
        *locate(path, ("id",) if own else ()),
        read=f"id: {own or site.identities[path]}",
        wanted="the id that it was published with",
        hint=f"write id: {record.id}; if this is another post, give it another slug",
    )


def _vanished(site: Site, record: Record, new: list[str]) -> Problem:
    address = f"/{shown(record.address)}"
    alike = [path for path in new if mark(site.entries[path]) == record.mark]
    near = alike[0] if alike else nearest(record.file, new)
    moved = f"if it is {near} now, write there id: {record.id}; " if near else ""
    return Problem(
        "address-vanished",
        f"The post that was published at {address} is not here any more, and readers would find nothing.",
        record.file,
        read=f"id: {record.id}",
        wanted="something at every address that was published",
        hint=f"{moved}if another post takes its place, write there aliases: [{address}]; "
        f"if it had to go, put the file back with {_gone(site)}",
    )


def _gone(site: Site) -> str:
    return f"gone: {{date: {day(site.now, site.zone)}, reason: Why it had to go}}"


def _funds(site: Site, locate: Locate) -> Iterator[Problem]:
    known = {fund.id: fund for fund in site.ledger.funds}
    for path, entry in sorted(site.entries.items()):
        if not isinstance(entry, Fund) or entry.status == "draft":
            continue
        before, now = known.get(site.identities[path]), checked(site.identities[path], entry)
        if before is None or before.account == now.account or entry.account_number is None:
            continue
        later = now.on is not None and (before.on is None or now.on >= before.on)
        if later and now.check != before.check:
            continue
        field = "payee_checked" if entry.payee_checked else "account_number"
        today = day(site.now, site.zone)
        yield Problem(
            "account-changed",
            "The account of this fund is not the one that was published, and nobody has checked it since.",
            path,
            *locate(path, (field,)),
            read=f"account_number: {entry.account_number}",
            wanted="payee_checked, with who checked the new account with the bank and on which day",
            hint=f"payee_checked: {{by: Who checked it with the bank, on: {today}}}",
        )
