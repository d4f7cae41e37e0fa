"""Here lives step 6: accounts, what they may do, their sign-ins."""

from __future__ import annotations

from sqlalchemy import Connection


def apply(connection: Connection) -> None:
    del connection
