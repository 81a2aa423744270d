"""The ledger: what was ever published, so that subscribers and old links are never let down.

It is an output of every build (`ledger.json`) and an input of the next: every address and every
feed id, with digests of the accounts of funds and how the events of the calendars were last given.
"""

from __future__ import annotations

from gazette.ledger.reading import read
from gazette.ledger.values import Checked, Digested, Event, Heading, Ledger, Record
from gazette.ledger.writing import shown, written
from gazette.sources import LEDGER as FILE
from gazette.sources import LEDGER_LIMIT as LARGEST

__all__ = [
    "FILE", "LARGEST", "Checked", "Digested", "Event", "Heading", "Ledger", "Record",
    "read", "shown", "written",
]  # fmt: skip
