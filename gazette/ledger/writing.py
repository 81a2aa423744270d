"""Writing a ledger: the same bytes for equal ledgers, in lines that a person can compare."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

from gazette.addresses import INDEX
from gazette.ledger.values import Event, Ledger, Record

FORMAT = "gazette ledger"
VERSION = 1


def written(ledger: Ledger) -> bytes:
    """The ledger as the file that `read` understands."""
    headings: dict[str, dict[str, Any]] = {}
    for heading in ledger.headings:
        headings.setdefault(heading.group, {})[heading.key] = {
            "label": heading.label,
            "used": heading.used,
        }
    values = {
        "format": FORMAT,
        "version": VERSION,
        "sites": list(ledger.sites),
        "entries": {record.id: _record(record) for record in ledger.records},
        "addresses": [_kept(path) for path in ledger.addresses],
        "lists": headings,
        "funds": {
            fund.id: {
                "account": fund.account,
                "check": fund.check,
                "on": fund.on.isoformat() if fund.on else "",
            }
            for fund in ledger.funds
        },
        "events": {event.uid: _event(event) for event in ledger.events},
        "digests": {digest.week: list(digest.news) for digest in ledger.digests},
    }
    return (json.dumps(values, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def shown(path: str) -> str:
    """An output path as the ledger and people have it: `news/pay/`."""
    return path.removesuffix(INDEX) if path == INDEX or path.endswith(f"/{INDEX}") else path


def _kept(path: str) -> str:
    return shown(path) or path  # nothing at all would be no address


def _record(record: Record) -> dict[str, Any]:
    return {
        "file": record.file,
        "mark": record.mark,
        "address": _kept(record.address),
        "earlier": [_kept(path) for path in record.earlier],
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "entry": event.entry,
        "part": event.part,
        "title": event.title,
        "start": event.start.isoformat(),
        "end": event.end.isoformat() if event.end else "",
        "status": event.status,
        "count": event.count,
        "left_out": [moment.isoformat() for moment in event.left_out],
        "extra": [moment.isoformat() for moment in event.extra],
        "place": event.place,
        "calendars": list(event.calendars),
        "fingerprint": event.fingerprint,
        "sequence": event.sequence,
        "last_modified": f"{event.last_modified.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }
