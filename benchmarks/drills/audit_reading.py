"""How fast the log is read and checked at a million entries: `python -m benchmarks.drills.audit_reading [ENTRIES]`.

A catalogue of its own on SQLite: entries linked as the product links them, views sealed as it seals them.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine

from pipelines.care.verify import verify_audit
from pipelines.people.deeds import DeedWish, list_deeds
from pipelines.resources import Resources, open_resources
from pipelines.settings import read_settings
from schemas.views import SEALED, KeptView, View, hash_purpose, seal_views
from storage.audit_chain import FIRST_LINK, compute_link, hash_payload
from storage.catalogue_values import AuditEntry
from storage.catalogues._tables import audit, audit_head
from storage.catalogues._tables_views import views

BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
EVENTS = ("signed_in", "fetched", "ids_revealed", "signed_out", "batch_closed", "list_exported", "sign_in_failed")
# One entry in so many seals a batch of so many views.
SEAL_EVERY, VIEWS_SEALED = 50, 15
_PEOPLE = 200
_AT_ONCE = 10_000
_TRIES = 15


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({}, home=folder, working_folder=Path(folder))
        with open_resources(settings):
            pass
        fill(Path(folder) / "catalogue.sqlite", count)
        with open_resources(settings) as resources:
            tell(resources, count)


def fill(path: Path, count: int) -> None:
    """Put the entries and views in, many rows at once."""
    engine = create_engine(f"sqlite:///{path}")
    entries: list[dict[str, Any]] = []
    seen: list[dict[str, Any]] = []
    last = None
    with engine.begin() as connection:
        for entry, kept in make_entries(count):
            last = entry
            entries.append(asdict(entry))
            seen.extend(kept)
            if len(entries) == _AT_ONCE or entry.sequence == count:
                connection.execute(audit.insert(), entries)
                if seen:
                    connection.execute(views.insert(), seen)
                entries, seen = [], []
        assert last is not None, "there is an entry at least"
        connection.execute(audit_head.insert().values(place=1, sequence=last.sequence, link=last.link))
    engine.dispose()


def make_entries(count: int) -> Iterator[tuple[AuditEntry, list[dict[str, Any]]]]:
    """Linked entries with the views that they seal; ten seconds between two."""
    link, number = FIRST_LINK, 1
    for sequence in range(1, count + 1):
        at, rows = BEGUN + timedelta(seconds=10 * sequence), []
        by, event, payload = f"nguoi{sequence % _PEOPLE}", EVENTS[sequence % len(EVENTS)], {"count": sequence}
        if sequence % SEAL_EVERY == 0:
            batch = [
                KeptView(number + place, number, View(f"r{sequence % 999}", by, at, "opened"), hash_purpose(""))
                for place in range(VIEWS_SEALED)
            ]
            seal = seal_views(batch)
            by, event = "machine", SEALED
            told = {"first": seal.first, "last": seal.last, "count": seal.count, "sha256": seal.sha256}
            rows = [
                asdict(it.view) | {"sequence": it.sequence, "batch": it.batch, "purpose_hash": it.purpose_hash}
                for it in batch
            ]
            number += VIEWS_SEALED
        text = json.dumps(told if rows else payload)
        payload_hash = hash_payload(text)
        link = compute_link(link, sequence, at, by, event, payload_hash)
        yield AuditEntry(sequence, at, by, event, text, link, payload_hash), rows


def tell(resources: Resources, count: int) -> None:
    """Print what each question costs, and the whole check."""
    day = date(2026, 1, 20)
    questions = {
        "newest of everything": DeedWish(),
        "of one person": DeedWish(person="nguoi7"),
        "failed sign-ins": DeedWish(group="sign_in_failed"),
        "what never was (erased)": DeedWish(group="erased"),
        "one day, long ago": DeedWish(first=day, last=day),
        "one person, one day": DeedWish(person="nguoi7", first=day, last=day),
        "far back in the pages": DeedWish(before=count // 10),
        "papers opened": DeedWish(group="viewed"),
        "papers opened by one": DeedWish(group="viewed", person="nguoi50"),
    }
    print(f"{count:,} entries of the chain, {count // SEAL_EVERY * VIEWS_SEALED:,} views")
    for name, wish in questions.items():
        median, most, found = measure(lambda wish=wish: len(list_deeds(resources, wish, None)))  # type: ignore[misc]
        print(f"{name:28} p50 {median:7.1f} ms  most {most:7.1f} ms  {found} rows")
    median, most, found = measure(lambda: len(resources.catalogue.list_views("r50")))
    print(f"{'views of one paper':28} p50 {median:7.1f} ms  most {most:7.1f} ms  {found} rows")
    started = time.process_time()
    report = verify_audit(resources)
    print(f"whole check: {time.process_time() - started:.1f} CPU s, {report.checked:,} checked, {report.faults}")


def measure(ask: Callable[[], int]) -> tuple[float, float, int]:
    """Median and most in ms of some tries, and what the last one found."""
    taken, found = [], 0
    for _ in range(_TRIES):
        started = time.perf_counter()
        found = ask()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken), max(taken), found


if __name__ == "__main__":
    main()
