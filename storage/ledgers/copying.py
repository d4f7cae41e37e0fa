"""Here lives the part of the catalogue's contract that is about copying it whole; `ports.Catalogue` is the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from schemas.erasure import Erasure


class CatalogueSnapshot(Protocol):
    """A catalogue as it was at one moment, whatever others write meanwhile.

    `form` is the number of its last migration, `audit_sequence` that of the last audit entry, 0 where there is none.
    """

    @property
    def form(self) -> int: ...

    @property
    def audit_sequence(self) -> int: ...

    def iterate_lines(self) -> Iterator[str]:
        """Every row of every table as lines of JSON that any database can load; streamed.

        First `{"form": N}`; for each table, those that others point at first, `{"table": ..., "columns": [...]}` and
        its rows as arrays; last `{"rows": N}`.
        """

    def list_kept_scans(self) -> Iterator[str]:
        """Scans whose objects must be there: all that were received or composed of, but for the refused, and the
        bytes of accepted components; may repeat.
        """

    def list_erasures(self) -> tuple[Erasure, ...]:
        """As of the catalogue."""


class CopyLedger(Protocol):
    """A catalogue taken out whole, and brought into an empty one. Errors as of `ports.Catalogue`."""

    def open_snapshot(self) -> AbstractContextManager[CatalogueSnapshot]:
        """Others read and write meanwhile; inside the context nothing else is asked of this catalogue."""

    def find_restore(self) -> str | None:
        """What is being restored into this catalogue, or was when the process died; None where nothing is."""

    def begin_restore(self, backup_id: str) -> None:
        """Mark an empty catalogue, or one with such a mark, as unfinished: nobody but the restoring may use it.

        Raises:
            SetupError: "home_not_empty".
        """

    def load(self, lines: Iterable[str]) -> None:
        """Put the rows of a snapshot in place of all there is, in one transaction; the mark of the restoring stays.

        Rows of an older form are loaded into tables of that form, then migrated step by step.

        Raises:
            SetupError: "home_newer"; "home_not_empty", where no restoring is marked.
            InputRejected: "backup_damaged".
        """

    def finish_restore(self, by: str, payload: str) -> None:
        """Take the mark away and say so in the audit chain (`restored`), in one transaction."""
