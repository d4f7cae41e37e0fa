"""Here lives step 1: every table as first released.

Until a version is released this step follows `_tables.py`; from then on it is written out and frozen.
"""

from __future__ import annotations

from sqlalchemy import Connection

from storage.catalogues._tables import metadata


def apply(connection: Connection) -> None:
    metadata.create_all(connection, checkfirst=True)
