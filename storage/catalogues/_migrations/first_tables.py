"""Here lives step 1: every table as first released."""

from __future__ import annotations

from sqlalchemy import Connection

from storage.catalogues._migrations._form_1 import metadata


def apply(connection: Connection) -> None:
    metadata.create_all(connection, checkfirst=True)
