"""Here lives the arithmetic of the audit chain: each link holds the hash of all that came before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from storage.ports import AuditEntry

FIRST_LINK = "0" * 64
# What stands in place of an erased payload, and the event that says which were erased.
BLANKED, ERASED = "", "erased"


def hash_payload(payload: str) -> str:
    """SHA-256 of a payload; the chain holds this, so that a payload can be erased and the chain still holds."""
    return hashlib.sha256(payload.encode()).hexdigest()


def compute_link(previous: str, sequence: int, at: datetime, by: str, event: str, payload_hash: str) -> str:
    """The link of one entry, 64 hex digits, from the link before it and everything the entry says."""
    instant = at.astimezone(UTC).isoformat(timespec="microseconds")
    said = json.dumps([previous, sequence, instant, by, event, payload_hash], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


@dataclass(slots=True)
class ChainCheck:
    """What following the chain found: the first entry that does not follow, the end, what was blanked and erased.

    `undeclared` are entries whose payload is gone although no erasure says so. `links` holds the links of the entries
    asked for, `seals` the hash of the tombstone of each erased result.
    """

    broken: int | None = None
    sequence: int = 0
    link: str = FIRST_LINK
    undeclared: set[int] = field(default_factory=set)
    links: dict[int, str] = field(default_factory=dict)
    seals: dict[str, str] = field(default_factory=dict)


def follow_chain(entries: Iterable[AuditEntry], wanted: Iterable[int] = ()) -> ChainCheck:
    """Follow the chain from its first link to its end, or to the first entry that does not follow."""
    check, wanted = ChainCheck(), set(wanted)
    for entry in entries:
        link = compute_link(check.link, entry.sequence, entry.at, entry.by, entry.event, entry.payload_hash)
        is_whole = hash_payload(entry.payload) == entry.payload_hash
        if entry.sequence != check.sequence + 1 or link != entry.link or not (is_whole or entry.payload == BLANKED):
            check.broken = entry.sequence
            return check
        if not is_whole:
            check.undeclared.add(entry.sequence)
        elif entry.event == ERASED:
            told = json.loads(entry.payload)
            check.undeclared -= set(told["blanked"])
            check.seals[told["result_id"]] = told["tombstone_sha256"]
        check.sequence, check.link = entry.sequence, entry.link
        if entry.sequence in wanted:
            check.links[entry.sequence] = entry.link
    if check.undeclared:
        check.broken = min(check.undeclared)
    return check


def find_broken_link(entries: Iterable[AuditEntry]) -> int | None:
    """The sequence of the first entry that does not follow from the one before it; None when all do."""
    return follow_chain(entries).broken
