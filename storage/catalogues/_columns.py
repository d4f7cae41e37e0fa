"""Here live the kinds of columns that read, compare and sort the same on every database.

Instants are ISO texts in UTC with microseconds and days are ISO texts, so that both sort as they
should, on every database, and a person can read them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, TypeDecorator, types


class Key(TypeDecorator[str]):
    """Text that is compared and sorted byte by byte, as SQLite does, whatever language the database is set to.

    Without zeros, which PostgreSQL cannot keep: a text layer's number may hold one.
    """

    impl = types.String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        return dialect.type_descriptor(types.String(collation="C" if dialect.name == "postgresql" else None))

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else value.replace("\0", "")


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as `2026-01-31T07:30:00.000000+00:00`."""

    impl = Key
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


# A number that grows as long as the catalogue lives; SQLite's own numbers are that wide under the plain name alone.
Counter = BigInteger().with_variant(Integer(), "sqlite")
