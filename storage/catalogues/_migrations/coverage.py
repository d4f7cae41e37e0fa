"""Here lives step 2: how each paper counts, from when to when."""

from __future__ import annotations

from sqlalchemy import Connection


def apply(connection: Connection) -> None:
    del connection
