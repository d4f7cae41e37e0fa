"""Here lives the drill of the index built anew: `python -m benchmarks.drills.rebuild_drill` (`--elasticsearch`).

A home of invented results; `sohoa index rebuild` is killed (SIGKILL) at 60 percent and run again, while another process
searches and corrects without a pause. Printed: where it stopped and went on, what it cost, what the others met.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psutil

from benchmarks.catalogue_rows import Size, load_sqlite, make_rows
from benchmarks.servers.elasticsearch import run_elasticsearch
from pipelines.care.index_check import check_index
from pipelines.care.inspection_report import Report
from pipelines.indexing import index_pending, rebuild_index
from pipelines.resources import Resources, open_resources
from pipelines.settings import Settings, read_settings
from schemas.errors import SohoaError
from schemas.search import EVERYTHING, SearchQuery
from storage.opening import open_catalogue

_CHECKOUT = Path(__file__).resolve().parents[2]
_KILLED_AT = 0.6
_PAUSE_S = 0.05


@dataclass
class Met:
    """What somebody met who searched and corrected all the while."""

    searches: int = 0
    empty: int = 0
    corrections: int = 0
    slowest_s: float = 0.0
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the command: the first and last count of documents it told, its CPU seconds and peak memory."""

    first: int
    last: int
    cpu_s: float
    peak_mib: float
    code: int


def make_home(home: Path, results: int) -> Path:
    """A home with so many invented results, none of them indexed."""
    open_catalogue("sqlite:", home).close()
    load_sqlite(home / "catalogue.sqlite", make_rows(Size(results, 1, 0)))
    return home


def drill(settings: Settings, environment: dict[str, str], results: int) -> dict[str, Any]:
    """Kill, go on, compare; the figures."""
    with open_resources(settings) as resources:
        rebuild_index(resources)
        ids = [name for name, _ in resources.catalogue.iterate_versions()]
        with _living(resources, ids) as met:
            killed = _rebuild(settings.home, environment, kill_at=int(results * _KILLED_AT))
            again = _rebuild(settings.home, environment)
        index_pending(resources, patience_s=30.0)
        report = Report()
        check_index(resources, report, mend=False)
        indexed = sum(1 for _ in resources.index.iterate_versions())
    return {
        "results": results,
        "killed_at": killed.last,
        "went_on_at": again.first,
        "indexed": indexed,
        "exit_codes": [killed.code, again.code],
        "cpu_s": [round(killed.cpu_s, 1), round(again.cpu_s, 1)],
        "peak_mib": [round(killed.peak_mib), round(again.peak_mib)],
        "searches": met.searches,
        "searches_that_found_nothing": met.empty,
        "slowest_search_ms": round(met.slowest_s * 1000),
        "corrections": met.corrections,
        "failures": sorted(set(met.failures)),
        "faults": [f"{fault.kind} {fault.key}" for fault in report.faults],
    }


@contextmanager
def _living(resources: Resources, ids: list[str]) -> Iterator[Met]:
    """Search and correct in a thread until left."""
    met, stop, drawn = Met(), threading.Event(), random.Random(6)

    def live() -> None:
        while not stop.wait(_PAUSE_S):
            try:
                started = time.monotonic()
                answer = resources.index.search(SearchQuery("nguyen"), EVERYTHING)
                met.slowest_s = max(met.slowest_s, time.monotonic() - started)
                met.searches += 1
                met.empty += answer.total == 0
                title = f"lần {met.corrections}"
                resources.catalogue.update_result(drawn.choice(ids), lambda it, told=title: replace(it, title=told))  # type: ignore[misc]
                met.corrections += 1
                index_pending(resources)
            except SohoaError as error:
                met.failures.append(error.code)

    thread = threading.Thread(target=live, name="office")
    thread.start()
    try:
        yield met
    finally:
        stop.set()
        thread.join()


def _rebuild(home: Path, environment: dict[str, str], kill_at: int | None = None) -> Run:
    command = [sys.executable, "-m", "pipelines.cli", "index", "rebuild", "--json", "--home", str(home)]
    with subprocess.Popen(
        command,
        cwd=_CHECKOUT,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        watched, counts, cpu_s, peak = psutil.Process(process.pid), list[int](), 0.0, 0.0
        for line in process.stderr:
            told = json.loads(line) if line.startswith("{") else {}
            if "progress" in told:
                counts.append(told["progress"]["indexed"])
            times = watched.cpu_times()
            cpu_s, peak = times.user + times.system, max(peak, watched.memory_info().rss / (1 << 20))
            if kill_at is not None and counts and counts[-1] >= kill_at:
                process.kill()
                break
    return Run(counts[0], counts[-1], cpu_s, peak, process.returncode)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=int, default=20_000)
    parser.add_argument("--elasticsearch", action="store_true", help="on a server started for the drill")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sohoa-rebuild-") as name:
        home = make_home(Path(name) / "home", asked.results)
        with run_elasticsearch() if asked.elasticsearch else nullcontext() as address:
            environment = {"SOHOA_INDEX": f"elasticsearch://{address}/drill"} if address else {}
            figures = drill(read_settings(environment, home=str(home)), environment, asked.results)
    print(json.dumps(figures, ensure_ascii=False, indent=1))
    sys.exit(int(bool(figures["faults"] or figures["failures"] or figures["searches_that_found_nothing"])))


if __name__ == "__main__":
    main()
