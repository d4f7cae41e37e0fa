"""Here lives the catalogue at scale: `python -m benchmarks.catalogue_scale N` times its questions on N results.

The same generated rows in SQLite and in a PostgreSQL started for this; p50 and p95 in milliseconds, side by side.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.catalogue_rows import (
    PAPERS_A_BATCH,
    RECIPE,
    Size,
    batch_id_of,
    holder_id_of,
    list_copying,
    load_postgresql,
    load_sqlite,
    make_rows,
    name_unit,
    number_of,
    scan_id_of,
)
from benchmarks.servers.postgresql import make_database, run_postgresql
from schemas.procedure_result import ProcedureResult, make_receipt_id, make_result_id
from schemas.scan import Receipt
from storage.opening import open_catalogue
from storage.ports import Catalogue, Filing

Question = Callable[[int], object]

# What a person sees of a list at once.
_SCREEN = 50
_TIMES = 40
_OWNER, _LEASE_S = "bench:1:1", 600.0


@dataclass(frozen=True, slots=True)
class Figure:
    """One question's times on one catalogue, in milliseconds."""

    name: str
    p50_ms: float
    p95_ms: float


def list_questions(catalogue: Catalogue, size: Size) -> Iterator[tuple[str, Question]]:
    """(name, question); a question is asked again and again, each time with another random number."""

    def screen(**asked: Any) -> int:
        return len(list(itertools.islice(catalogue.list_results(**asked), _SCREEN)))

    def paper(number: int) -> int:
        return number % size.results

    yield "find_result", lambda n: catalogue.find_result(make_result_id(scan_id_of(paper(n)), 1))
    yield "list: state in_review", lambda n: screen(state="in_review")
    yield "list: state withdrawn", lambda n: screen(state="withdrawn")
    yield "list: later readings differ", lambda n: screen(differing=True)
    yield "list: whole city", lambda n: screen(unit="92")
    yield "list: district", lambda n: screen(unit=f"92.{916 + n % 9}")
    yield "list: commune", lambda n: screen(unit=name_unit(n))
    yield "list: small commune", lambda n: screen(unit=name_unit(999))
    yield "list: unknown unit", lambda n: screen(unit="92.999")
    yield "list: commune in_review", lambda n: screen(unit=name_unit(n), state="in_review")
    yield "list: batch", lambda n: screen(batch_id=batch_id_of(paper(n)))
    yield (
        "list: by holder id",
        lambda n: catalogue.list_results_by_id(catalogue.find_held_results(holder_id_of(paper(n)))),
    )
    yield (
        "list: by number",
        lambda n: catalogue.list_results_by_id(catalogue.find_numbered_results(number_of(paper(n)))),
    )
    yield "list: acting results", lambda n: list(itertools.islice(catalogue.list_acting_results(), _SCREEN))
    yield "quarantine", lambda n: catalogue.list_quarantine()
    yield "batches, newest 50", lambda n: catalogue.list_batches(newest=_SCREEN)
    yield "batches, all", lambda n: catalogue.list_batches()
    yield "one batch's counts", lambda n: catalogue.summarise_batch(batch_id_of(paper(n)))
    yield "one batch's receipts", lambda n: catalogue.list_receipts(batch_id_of(paper(n)))
    yield "batches left by everybody", lambda n: catalogue.list_left_batches()
    yield "outbox, first 500", lambda n: catalogue.list_outbox(500)
    yield "outbox, count", lambda n: catalogue.count_outbox()
    yield (
        "update_result",
        lambda n: catalogue.update_result(
            make_result_id(scan_id_of(paper(n)), 1), lambda old: replace(old, title=f"lần {n}")
        ),
    )
    yield "claim_page, any", lambda n: catalogue.claim_page(RECIPE, _OWNER, _LEASE_S)
    yield "claim_page, of a batch", lambda n: catalogue.claim_page(RECIPE, _OWNER, _LEASE_S, f"batch-queued-{n % 5}")
    yield "renew_leases", lambda n: catalogue.renew_leases(_OWNER, _LEASE_S)
    yield "end_receipt", lambda n: _end_receipt(catalogue, n)
    yield "file_results", lambda n: _file(catalogue, n)


def _receive(catalogue: Catalogue, word: str) -> Receipt:
    batch = catalogue.find_batch(batch_id_of(0))
    assert batch is not None
    scan_id = scan_id_of(hash(word))
    receipt_id = make_receipt_id(batch.custodian, word, scan_id)
    receipt = Receipt(receipt_id, batch.batch_id, batch.custodian, scan_id, "in/a.pdf", "cli:an", batch.created_at)
    return catalogue.put_receipt(receipt)[0]


def _end_receipt(catalogue: Catalogue, number: int) -> None:
    receipt = _receive(catalogue, f"ended {number}")
    catalogue.end_receipt(receipt.receipt_id, "quarantined", [{"source": "in/a.pdf"}], problem_code="file_damaged")


def _file(catalogue: Catalogue, number: int) -> None:
    receipt = _receive(catalogue, f"filed {number}")
    like = catalogue.get_result(make_result_id(scan_id_of(number % PAPERS_A_BATCH), 1))
    new: ProcedureResult = replace(
        like, result_id=make_result_id(receipt.scan_id, 1), receipt_id=receipt.receipt_id, scan_id=receipt.scan_id
    )
    catalogue.file_results(receipt.receipt_id, [new], lambda filed: Filing("filed", [{"source": "in/a.pdf"}], [new]))


def measure(catalogue: Catalogue, size: Size, times: int = _TIMES) -> Iterator[Figure]:
    """Every question's figure; the first answer is not counted, as a server that runs has answered before."""
    drawn = random.Random(1)
    for name, ask in list_questions(catalogue, size):
        taken = []
        for _ in range(times + 1):
            number = drawn.randrange(1 << 30)
            started = time.perf_counter()
            ask(number)
            taken.append((time.perf_counter() - started) * 1000)
        taken = sorted(taken[1:])
        yield Figure(name, statistics.median(taken), taken[int(0.95 * (len(taken) - 1))])


@contextmanager
def loaded_sqlite(size: Size, copies: int, folder: Path) -> Iterator[Catalogue]:
    """The rows in a file of `folder`."""
    home = folder / "home"
    embedded = open_catalogue("sqlite:", home)
    path = home / "catalogue.sqlite"
    _timed("rows into SQLite", lambda: load_sqlite(path, make_rows(size), list_copying(size, copies)))
    print(f"SQLite: {path.stat().st_size >> 20} MiB")
    yield embedded
    embedded.close()


@contextmanager
def loaded_postgresql(size: Size, copies: int, folder: Path) -> Iterator[Catalogue]:
    """The same on a server of our own, in `folder` too."""
    # The server does not run as root and must reach its own folder.
    folder.chmod(0o755)
    with run_postgresql(folder / "postgresql") as address:
        url = make_database(address, "scale")
        served = open_catalogue(url, folder / "home")
        _timed("rows into PostgreSQL", lambda: load_postgresql(url, make_rows(size), list_copying(size, copies)))
        print(f"PostgreSQL: {served.check().message}")
        yield served
        served.close()


_LOADED = {"SQLite": loaded_sqlite, "PostgreSQL": loaded_postgresql}


def _timed(name: str, work: Callable[[], None]) -> None:
    started = time.monotonic()
    work()
    print(f"{name}: {time.monotonic() - started:.0f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=int)
    parser.add_argument("--copies", type=int, default=0, help="times that the database itself copies all filed papers")
    parser.add_argument("--times", type=int, default=_TIMES)
    parser.add_argument("--queued-pages", type=int, default=100_000)
    parser.add_argument("--on", nargs="+", choices=_LOADED, default=list(_LOADED))
    asked = parser.parse_args()
    size = Size(asked.results, max(1, asked.results // 500), asked.queued_pages)
    with tempfile.TemporaryDirectory(prefix="sohoa-scale-") as name, ExitStack() as held:
        catalogues = {one: held.enter_context(_LOADED[one](size, asked.copies, Path(name))) for one in asked.on}
        print(f"{size.results * (1 + asked.copies)} results; milliseconds, p50 / p95")
        print(" " * 34 + "".join(f"{one:>22}" for one in catalogues))
        for row in zip(*(measure(one, size, asked.times) for one in catalogues.values()), strict=True):
            told = "".join(f"{figure.p50_ms:>12.1f} /{figure.p95_ms:>8.1f}" for figure in row)
            print(f"{row[0].name:34}{told}", flush=True)


if __name__ == "__main__":
    main()
