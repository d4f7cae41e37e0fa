"""Here lives coverage at scale: `python -m benchmarks.coverage_scale --results N --rows M` times what asks for it.

Results and rows of registers are put into a catalogue as they are, all coverage is made of them anew, the database
copies all of that some times, then the real commands are run and timed, and papers are changed one by one. `--recount`
counts a day from the papers themselves too: the same figures must come.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import psycopg
from sqlalchemy import create_engine, text

from benchmarks.catalogue_rows import load_postgresql, load_sqlite, scan_id_of
from benchmarks.coverage_rows import Office, make_office_rows
from benchmarks.drills.command_runs import run_sohoa
from benchmarks.servers.postgresql import make_database, run_postgresql
from pipelines.registers.counting import count_coverage
from pipelines.registers.coverage_build import ensure_coverage
from pipelines.registers.recounting import recount_coverage
from pipelines.resources import Resources, open_resources
from pipelines.settings import read_settings
from schemas.originals import Status
from schemas.procedure_result import make_result_id
from storage.catalogues._session import begin_by_hand
from storage.catalogues._tables import register_rows, results
from storage.catalogues._tables_coverage import coverage_members, coverage_spans
from storage.ledgers.coverage import SpanQuery
from storage.opening import open_catalogue

_DAYS = (date(2026, 11, 23), date(2024, 12, 31), date(2022, 6, 30))
_PAGE = 50
_COPYING_CACHE_MIB = 6 << 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=int, default=100_000)
    parser.add_argument("--rows", type=int, default=120_000)
    parser.add_argument("--copies", type=int, default=9, help="times that the database itself copies all that was made")
    parser.add_argument("--on", nargs="+", choices=_LOADED, default=["sqlite"])
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--recount", action="store_true")
    parser.add_argument("--folder", type=Path, help="keep the catalogues there; found there, they are not made again")
    asked = parser.parse_args()
    office = Office(asked.results, asked.rows)
    for kind in asked.on:
        with tempfile.TemporaryDirectory(prefix="sohoa-coverage-") as name:
            # A server of our own is nobody's, and must reach its folder through this one.
            Path(name).chmod(0o755)
            folder = (asked.folder or Path(name)) / kind
            with _LOADED[kind](office, folder) as address:
                environment = {} if kind == "sqlite" else {"SOHOA_CATALOGUE": address}
                with open_resources(read_settings(environment, home=str(folder / "home"))) as resources:
                    count_all(resources, asked.recount)
                    multiply(address, folder, asked.copies)
                    count = resources.catalogue.count_results()
                    print(f"== {kind}: {count} results, {resources.catalogue.count_papers() - count} rows", flush=True)
                    measure_inside(resources, asked.times, office)
                measure_commands(folder / "home", environment, asked.times)


def count_all(resources: Resources, recount: bool) -> None:
    """Make all coverage, where it is not there; with `recount`, compare it with the papers."""
    with _timed("coverage made anew"):
        ensure_coverage(resources)
    if recount:
        with _timed("recounted from the papers"):
            told = recount_coverage(resources, _DAYS[1])
        print("the same figures" if told == count_coverage(resources, _DAYS[1]) else "OTHER FIGURES")


def multiply(address: str, folder: Path, copies: int) -> None:
    """Copy results, rows and what was made of them under other names, faster than more could be made."""
    done = folder / f"copied-{copies}"
    if done.exists() or not copies:
        return
    numbers = " UNION ALL ".join(f"SELECT {k} AS k" for k in range(1, copies + 1))
    if address.startswith("sqlite"):
        engine = create_engine(address, connect_args={"isolation_level": None})
        begin_by_hand(engine)
    else:
        engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    with _timed("copied"), engine.begin() as connection:
        if engine.name == "sqlite":
            # All in memory until the end: what would be lost in a power cut is made again.
            connection.exec_driver_sql(f"PRAGMA cache_size={-_COPYING_CACHE_MIB << 10}")
        for index in coverage_spans.indexes:
            index.drop(connection)
        for table, renamed in _OF_A_COPY.items():
            names = [column.name for column in table.columns if column.name != "span_id"]
            values = ", ".join(f"{name} || '-' || k" if name in renamed else name for name in names)
            told = f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {values} FROM {table.name}, ({numbers}) AS n"
            connection.execute(text(told))
        connection.execute(text(f"UPDATE coverage_steps SET change = change * {copies + 1}"))
        for index in coverage_spans.indexes:
            index.create(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if engine.name == "sqlite" else "VACUUM (ANALYZE)"))
    done.touch()


# What must be another's in a copy.
_OF_A_COPY = {
    results: ("result_id", "scan_id"),
    register_rows: ("row_id",),
    coverage_members: ("key", "member"),
    coverage_spans: ("group_id", "shown_result_id", "row_id", "place"),
}


def measure_inside(resources: Resources, times: int, office: Office) -> None:
    """The queries alone, and what a change of one paper costs."""
    catalogue = resources.catalogue
    for day in _DAYS:
        _tell(f"quota {day}, the query", times, partial(count_coverage, resources, day))
    day = _DAYS[0]
    _tell("quota of a type", times, lambda: count_coverage(resources, day, document_type="building_permit"))
    _tell("quota of a year", times, lambda: count_coverage(resources, day, year=2015))
    _tell("all cells", 1, lambda: catalogue.count_cells(day))
    statuses: tuple[Status, ...] = ("missing", "in_review", "digitised_unseen", "returned")
    for status in statuses:
        query = SpanQuery(day, (status,))
        _tell(f"first page: {status}", times, partial(catalogue.list_spans, query, _PAGE))
        print(f"{status}: {catalogue.count_listed(query)}")
    _tell(
        "first page: missing of a unit",
        times,
        lambda: catalogue.list_spans(SpanQuery(day, ("missing",), "92.916"), _PAGE),
    )
    _tell(
        "first page: missing of a box",
        times,
        lambda: catalogue.list_spans(SpanQuery(day, ("missing",), box="H0777"), _PAGE),
    )
    numbers = itertools.count(1)

    def change() -> None:
        result_id = make_result_id(scan_id_of((next(numbers) * 7919) % office.results), 1)
        catalogue.update_result(result_id, lambda old: replace(old, document_number=f"{next(numbers)}/X", history=()))

    def retitle() -> None:
        result_id = make_result_id(scan_id_of((next(numbers) * 7919) % office.results), 1)
        catalogue.update_result(result_id, lambda old: replace(old, title=f"lần {next(numbers)}"))

    _tell("a change that does not count", 40 * times, retitle)
    _tell("a change that counts", 40 * times, change)


def measure_commands(home: Path, environment: dict[str, str], times: int) -> None:
    """The whole commands, as people run them."""
    for day in _DAYS:
        _tell(f"sohoa quota --as-of {day}", times, partial(_run, home, environment, "quota", "--as-of", str(day)))
    first_page = ("register", "missing", "--limit", str(_PAGE))
    _tell("sohoa register missing, first page", times, partial(_run, home, environment, *first_page))


@contextmanager
def _on_sqlite(office: Office, folder: Path) -> Iterator[str]:
    home = folder / "home"
    path = home / "catalogue.sqlite"
    if not path.exists():
        open_catalogue("sqlite:", home).close()
        with _timed("rows into SQLite"), closing(sqlite3.connect(path)) as connection:
            load_sqlite(path, make_office_rows(office))
            connection.execute("DELETE FROM coverage_mark")
            connection.commit()
    print(f"SQLite: {path.stat().st_size >> 20} MiB")
    yield f"sqlite:///{path}"
    print(f"SQLite with its coverage: {path.stat().st_size >> 20} MiB")


@contextmanager
def _on_postgresql(office: Office, folder: Path) -> Iterator[str]:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    with run_postgresql(folder / "postgresql") as address:
        done = folder / "loaded"
        url = make_database(address, "coverage")
        served = open_catalogue(url, folder / "home")
        if not done.exists():
            with _timed("rows into PostgreSQL"), psycopg.connect(url) as connection:
                load_postgresql(url, make_office_rows(office))
                connection.execute("DELETE FROM coverage_mark")
            done.touch()
        print(f"PostgreSQL: {served.check().message}")
        yield url
        print(f"PostgreSQL with its coverage: {served.check().message}")
        served.close()


_LOADED = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}


@contextmanager
def _timed(name: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"{name}: {time.monotonic() - began:.1f} s", flush=True)


def _run(home: Path, environment: dict[str, str], *arguments: str) -> None:
    run = run_sohoa(home, *arguments, environment=environment)
    if run.returncode:
        raise RuntimeError(run.errors[-500:])


def _tell(name: str, times: int, work: Callable[[], object]) -> None:
    """Median and worst on the clock, and the median of what it cost this process and its commands to compute."""
    taken, spent = [], []
    for _ in range(times):
        began, computed = time.perf_counter(), _computed()
        work()
        taken.append((time.perf_counter() - began) * 1000)
        spent.append((_computed() - computed) * 1000)
    told = f"{statistics.median(taken):9.1f} ms, worst {max(taken):9.1f}; computing {statistics.median(spent):8.1f}"
    print(f"{name:42} {told}", flush=True)


def _computed() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


if __name__ == "__main__":
    main()
