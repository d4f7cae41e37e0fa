"""Here lives step 11: which filed receipts have their originals under lock.

Nothing is marked here: what was filed before is locked once more with the next order of its batch.
"""

from __future__ import annotations

from sqlalchemy import Column, Connection, MetaData, String, Table

_Key = String().with_variant(String(collation="C"), "postgresql")


def apply(connection: Connection) -> None:
    metadata = MetaData()
    Table(
        "locked_receipts",
        metadata,
        Column("receipt_id", _Key, primary_key=True),
        Column("asked", _Key, nullable=False),
    )
    metadata.create_all(connection)
