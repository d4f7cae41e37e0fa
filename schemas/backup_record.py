"""Here lives what a backup says of itself, and the names of what lies in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from schemas import wire
from schemas.errors import InputRejected, SetupError

BACKUP_FORM = 1
RECORD = "backup.json"
CATALOGUE = "catalogue.jsonl.gz"
ERASED = "erased.jsonl"
# Folders of home with what an office declares itself, as TOML or CSV.
DECLARATION_FOLDERS = ("calendars", "document_types", "indicators", "procedures", "quota_targets", "units")
OBJECTS = "objects/"
END = "end.json"


@dataclass(frozen=True, slots=True)
class BackupRecord:
    """The first thing in a backup.

    `home_id` stays with an office's catalogue for ever, through restores too: one home's backups never take another's
    place. `catalogue_form` is the number of the catalogue's last migration, `audit_sequence` of its last audit entry.
    """

    form: int
    backup_id: str
    home_id: str
    taken_at: datetime
    catalogue_form: int
    audit_sequence: int


def make_backup_id(taken_at: datetime, audit_sequence: int, drawn: str) -> str:
    """Sorts by the moment, to the second in UTC, and within one by the audit entries: every backup is noted there.

    What is drawn keeps those of two homes apart.
    """
    return f"{taken_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{audit_sequence:09d}-{drawn[:6]}"


def read_backup_record(data: bytes) -> BackupRecord:
    """The record that `wire.to_json` wrote.

    Raises:
        InputRejected: "not_a_backup"; SetupError: "home_newer", of a form that only later programs know.
    """
    try:
        record = wire.from_json(BackupRecord, data)
    except (ValueError, KeyError, AttributeError, RecursionError) as error:
        raise InputRejected("not_a_backup") from error
    if record.form > BACKUP_FORM:
        raise SetupError("home_newer", found=record.form, known=BACKUP_FORM)
    return record
