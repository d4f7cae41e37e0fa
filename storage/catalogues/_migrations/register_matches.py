"""Here lives step 4: which row of a register is which result's."""

from __future__ import annotations

from sqlalchemy import Connection


def apply(connection: Connection) -> None:
    del connection
