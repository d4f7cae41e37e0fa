"""Here lives step 3: dossiers received, and the reuse ledger."""

from __future__ import annotations

from sqlalchemy import Connection


def apply(connection: Connection) -> None:
    del connection
