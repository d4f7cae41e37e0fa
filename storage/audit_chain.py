"""Here lives the arithmetic of the audit chain: each link holds the hash of all that came before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime

from storage.ports import AuditEntry

FIRST_LINK = "0" * 64


def hash_payload(payload: str) -> str:
    """SHA-256 of a payload; the chain holds this, so that a payload can be erased and the chain still holds."""
    return hashlib.sha256(payload.encode()).hexdigest()


def compute_link(previous: str, sequence: int, at: datetime, by: str, event: str, payload_hash: str) -> str:
    """The link of one entry, 64 hex digits, from the link before it and everything the entry says."""
    instant = at.astimezone(UTC).isoformat(timespec="microseconds")
    said = json.dumps([previous, sequence, instant, by, event, payload_hash], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def find_broken_link(entries: Iterable[AuditEntry]) -> int | None:
    """The sequence of the first entry that does not follow from the one before it; None when all do."""
    previous, expected = FIRST_LINK, 1
    for entry in entries:
        link = compute_link(previous, entry.sequence, entry.at, entry.by, entry.event, entry.payload_hash)
        if entry.sequence != expected or link != entry.link or hash_payload(entry.payload) != entry.payload_hash:
            return entry.sequence
        previous, expected = entry.link, expected + 1
    return None
