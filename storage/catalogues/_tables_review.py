"""Here live the tables of checking: what waits, who has it before them, what checking was checked by."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table

from storage.catalogues._columns import Instant, Key
from storage.catalogues._tables import metadata

# One row for each result that waits for a person; made anew with each version of the result.
review_waiting = Table(
    "review_waiting",
    metadata,
    Column("result_id", Key, primary_key=True),
    # 0: nothing of it is believed, 1000: nothing is in question.
    Column("place", Integer, nullable=False),
    Column("filed_at", Instant, nullable=False),
    Column("sensitivity", Integer, nullable=False),
    Column("custodian", Key, nullable=False),
    Column("unit", Key),
    # The queue of an office is read from this index alone.
    Index("review_waiting_in_order", "place", "filed_at", "result_id", "sensitivity", "custodian", "unit"),
)

# Who has a paper on the screen.
review_claims = Table(
    "review_claims",
    metadata,
    Column("result_id", Key, primary_key=True),
    Column("account", Key, nullable=False, index=True),
    Column("until", Instant, nullable=False),
)

# Papers that somebody put off, or may not finish alone.
review_passed = Table(
    "review_passed",
    metadata,
    Column("account", Key, primary_key=True),
    Column("result_id", Key, primary_key=True),
    Column("until", Instant, nullable=False),
)

# Values falsified on the screen, and whether they were seen.
review_checks = Table(
    "review_checks",
    metadata,
    Column("result_id", Key, primary_key=True),
    Column("account", Key, primary_key=True),
    Column("field", Key, nullable=False),
    Column("at", Instant, nullable=False),
    Column("caught", Boolean, nullable=False),
)

# Of the hour, not of the office: a backup goes without them.
PASSING = (review_claims, review_passed)
