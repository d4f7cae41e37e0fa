"""Here lives step 5: what the figures of a day were."""

from __future__ import annotations

from sqlalchemy import Connection


def apply(connection: Connection) -> None:
    del connection
