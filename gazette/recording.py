"""Recording: the ledger of the site, to be kept in the hub as what was published before."""

from __future__ import annotations

from gazette import ledger
from gazette.problems import Problem


def recorded(site: str, new: bytes | None, old: bytes | None) -> bytes | Problem:
    """The bytes to keep, or why the ledger of the site (a path, for telling) cannot be kept.

    A ledger that knows less than the one that is kept already would make the hub forget promises.
    """
    if new is None:
        hint = "build the site, publish it, and record then"
        return Problem("no-ledger", "The site has no ledger yet.", site, hint=hint)
    found, problems = ledger.read(site, new)
    if found is None:
        return problems[0]
    kept, _ = ledger.read(ledger.FILE, old) if old is not None else (ledger.Ledger(), ())
    if kept is None:
        return new  # it is damaged, and this is how it is mended
    lost = [record.id for record in kept.records if record.id not in {r.id for r in found.records}]
    lost += sorted(set(kept.addresses) - set(found.addresses) - _of_entries(found))
    if lost:
        return Problem(
            "ledger-behind",
            "The ledger of the site knows less than the one that the hub keeps.",
            site,
            read=f"nothing of {lost[0]}" + (f" and {len(lost) - 1} more" if len(lost) > 1 else ""),
            wanted="the ledger of a site that was built with the one that is kept",
            hint="build again, without --published, and record then",
        )
    return new


def _of_entries(found: ledger.Ledger) -> set[str]:
    return {path for record in found.records for path in (record.address, *record.earlier)}
