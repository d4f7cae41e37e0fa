"""Here lives coverage at scale: `python -m benchmarks.coverage_scale --results N --rows M` times what asks for it.

Results and rows of registers are put into a catalogue as they are, all coverage is made of them anew, then the real
commands are run and timed, and papers are changed one by one. `--recount` counts a day from the papers themselves too:
the same figures must come.
"""

from __future__ import annotations

import argparse
import itertools
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
from storage.coverage_port import SpanQuery
from storage.opening import open_catalogue

_DAYS = (date(2026, 11, 23), date(2024, 12, 31), date(2022, 6, 30))
_PAGE = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=int, default=1_000_000)
    parser.add_argument("--rows", type=int, default=1_200_000)
    parser.add_argument("--on", nargs="+", choices=_LOADED, default=["sqlite"])
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--recount", action="store_true")
    parser.add_argument("--folder", type=Path, help="keep the catalogues there; found there, they are not made again")
    asked = parser.parse_args()
    office = Office(asked.results, asked.rows)
    for kind in asked.on:
        with tempfile.TemporaryDirectory(prefix="sohoa-coverage-") as name:
            folder = (asked.folder or Path(name)) / kind
            with _LOADED[kind](office, folder) as url:
                environment = {"SOHOA_CATALOGUE": url} if url else {}
                print(f"== {kind}: {office.results} results, {office.rows} rows of registers", flush=True)
                with open_resources(read_settings(environment, home=str(folder / "home"))) as resources:
                    measure_inside(resources, asked.times, office)
                    if asked.recount:
                        recount(resources)
                measure_commands(folder / "home", environment, asked.times)


def measure_inside(resources: Resources, times: int, office: Office) -> None:
    """The making anew, the queries alone, and what a change of one paper costs."""
    with _timed("coverage made anew"):
        ensure_coverage(resources)
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


def recount(resources: Resources) -> None:
    """A day from the papers themselves."""
    with _timed("recounted from the papers"):
        told = recount_coverage(resources, _DAYS[1])
    print("the same figures" if told == count_coverage(resources, _DAYS[1]) else "OTHER FIGURES")


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
    yield ""
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
    """Median and worst, in milliseconds."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    print(f"{name:42} {statistics.median(taken):9.1f} ms, worst {max(taken):9.1f}", flush=True)


if __name__ == "__main__":
    main()
