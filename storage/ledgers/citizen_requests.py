"""Here lives the part of the catalogue's contract that is about citizens' requests; `ports.Catalogue` is the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from schemas.citizen_request import CitizenRequest
from storage.catalogue_values import AuditEntry


class RequestLedger(Protocol):
    """Requests of citizens. Errors as of `ports.Catalogue`.

    Erasing a result empties what requests that name it say in words, and who asked where no other result is named.
    """

    def add_request(self, request: CitizenRequest) -> bool:
        """False, and nothing written, where the code is another request's."""

    def find_request(self, code: str) -> CitizenRequest | None: ...

    def list_requests(
        self, units: Sequence[str], *, is_open: bool | None = None, limit: int = 200
    ) -> tuple[CitizenRequest, ...]:
        """Those taken in these units or below: open ones by the day they are due, then the last decided first."""

    def update_request(self, code: str, change: Callable[[CitizenRequest], CitizenRequest]) -> CitizenRequest:
        """Read, change and write under one lock; the changed request. Code, unit and results stay.

        Raises:
            SetupError: "request_unknown".
        """

    def list_audit_naming(self, result_id: str, kinds: Sequence[str]) -> tuple[AuditEntry, ...]:
        """Entries of the audit chain of these events whose payload names the result, oldest first."""
