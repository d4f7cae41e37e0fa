"""Here lives step 1: every table as first released."""

from __future__ import annotations

from sqlalchemy import Connection


def apply(connection: Connection) -> None:
    # Needed once in the life of a home, and as long to read as ten other modules.
    from storage.catalogues._migrations._form_1 import metadata

    metadata.create_all(connection, checkfirst=True)
