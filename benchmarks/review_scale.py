"""`python -m benchmarks.review_scale`: listing, counting and claiming of the review queue at a million papers.

Rows of the queue alone are drawn, on SQLite in a folder that goes afterwards: what a page shows besides is read by id.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine

from schemas.search import Scope
from storage.catalogues._tables_review import review_waiting
from storage.opening import open_catalogue

_ROUNDS, _AT_ONCE = 20, 50_000
_MOST_MS = 300.0
_LISTED, _COUNTED = 100, 1_000
# Offices of the drawn rows: a city's 80, of which one holds one in eighty.
_UNITS = tuple(f"92.{31_000 + number}" for number in range(80))


def main() -> int:
    """Print the figures; 1 where an aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=1_000_000)
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="review-scale-") as folder:
        catalogue = open_catalogue("sqlite:", Path(folder))
        fill(next(Path(folder).rglob("*.sqlite")), wish.papers)
        print(f"{wish.papers} papers wait, SQLite; ms, median and worst of {_ROUNDS}")
        worst = 0.0
        for name, scope in (("a city", Scope(("92",), 4)), ("one office in eighty", Scope((_UNITS[7],), 3))):
            for what, call in (
                ("first 100 listed", lambda scope=scope: catalogue.list_waiting(scope, limit=_LISTED)),
                ("counted", lambda scope=scope: catalogue.count_waiting(scope, _COUNTED)),
                ("next one claimed", lambda scope=scope: catalogue.claim_waiting(scope, "lan", _soon())),
            ):
                middle, most = _time(call)
                worst = max(worst, most)
                print(f"  {name}, {what}: {middle:.1f}, {most:.1f}")
        catalogue.close()
    return 0 if worst <= _MOST_MS else 1


def fill(path: Path, count: int) -> None:
    """Put so many papers into the queue."""
    dice = random.Random(7)
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        for start in range(0, count, _AT_ONCE):
            rows = [
                {
                    "result_id": f"{number:016x}",
                    "place": dice.randrange(1001),
                    "filed_at": begun + timedelta(seconds=number),
                    "sensitivity": dice.choice((2, 2, 2, 3, 4)),
                    "custodian": dice.choice(_UNITS),
                    "unit": dice.choice(_UNITS),
                }
                for number in range(start, min(count, start + _AT_ONCE))
            ]
            connection.execute(review_waiting.insert(), rows)
    engine.dispose()


def _soon() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=15)


def _time(call: Callable[[], object]) -> tuple[float, float]:
    spent = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        call()
        spent.append(1000 * (time.perf_counter() - started))
    return statistics.median(spent), max(spent)


if __name__ == "__main__":
    raise SystemExit(main())
