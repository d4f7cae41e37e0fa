"""Every object key in the system is spelt here; none carries a name or anything personal."""

from __future__ import annotations

ORIGINALS = "originals/"
READINGS = "readings/"
SEARCHABLE = "searchable/"
AUDIT_HEADS = "audit/"

_SCAN_ID_DIGITS = 64


def original_key(scan_id: str) -> str:
    """The bytes as received, under their SHA-256."""
    return f"{ORIGINALS}{scan_id[:2]}/{scan_id}"


def reading_key(scan_id: str, page_number: int, recipe: str) -> str:
    """One page as read with one recipe (an OcrPage as JSON)."""
    return f"{READINGS}{scan_id[:2]}/{scan_id}/{page_number:05d}-{recipe}.json"


def parse_reading_key(key: str) -> tuple[int, str]:
    """(page number, recipe) of a reading's key."""
    number, _, recipe = key.rpartition("/")[2].removesuffix(".json").partition("-")
    return int(number), recipe


def readings_prefix(scan_id: str) -> str:
    return f"{READINGS}{scan_id[:2]}/{scan_id}/"


def searchable_key(scan_id: str, recipe: str) -> str:
    """The two-layer PDF of a scan, made from one recipe's readings."""
    return f"{SEARCHABLE}{scan_id[:2]}/{scan_id}-{recipe}.pdf"


def searchable_prefix(scan_id: str) -> str:
    return f"{SEARCHABLE}{scan_id[:2]}/{scan_id}-"


def audit_head_key(sequence: int, link: str) -> str:
    """That the audit chain was found whole up to this entry."""
    return f"{AUDIT_HEADS}{sequence:012d}-{link}"


def scan_of(key: str) -> str:
    """The scan that an object's key speaks of; empty where it speaks of none."""
    named = (part[:_SCAN_ID_DIGITS] for part in key.split("/") if len(part) >= _SCAN_ID_DIGITS)
    return "" if key.startswith(AUDIT_HEADS) else next(named, "")


# -- a second store that backups are kept in: the objects under their own keys, and beside them --

BACKUPS = "backups/"
COPIED = "copied/"


def backup_prefix(backup_id: str) -> str:
    """Everything that belongs to one dated backup alone."""
    return f"{BACKUPS}{backup_id}/"


def backup_record_key(backup_id: str) -> str:
    """Written last: a backup without it is none."""
    return f"{BACKUPS}{backup_id}/record.json"


def copied_key(backup_id: str) -> str:
    """Which objects came with this backup, and which had gone since the one before."""
    return f"{COPIED}{backup_id}.jsonl.gz"


def find_named_sha256(key: str) -> str | None:
    """The hash that an original's key names; None of other objects."""
    name = key.rpartition("/")[2]
    return name if key == original_key(name) else None
