"""Here lives the scale of dossiers: `python -m benchmarks.dossier_scale --dossiers N` times imports and indicators.

Drawn dossiers of two years and 103 units are put as an import puts them; then a year is counted, for the city and
for one unit, the first pages of the lists behind are asked for, and the whole command is run.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from benchmarks.drills.command_runs import run_sohoa
from benchmarks.servers.postgresql import make_database, run_postgresql
from pipelines.registers.indicators import count_indicators, list_behind
from pipelines.resources import Resources, open_resources
from pipelines.settings import read_settings
from schemas.dossier import AvoidableAsk, Dossier, DossierComponent, DossierResult
from storage.ledgers.dossiers import DossierEntry, Period

_FIRST_DAY = date(2025, 7, 1)
_DAYS = 730
_AT_ONCE = 10_000
_YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
_ONE_UNIT = Period(_YEAR.first_day, _YEAR.last_day, "92.31135")
_UNITS = tuple(f"92.{code}" for code in (31135, *range(31200, 31302)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=1_000_000)
    parser.add_argument("--on", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite"])
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    for kind in asked.on:
        with tempfile.TemporaryDirectory(prefix="sohoa-dossiers-") as name, ExitStack() as opened:
            home = Path(name) / "home"
            environment: dict[str, str] = {}
            if kind == "postgresql":
                Path(name).chmod(0o755)
                address = opened.enter_context(run_postgresql(Path(name) / "postgresql"))
                environment["SOHOA_CATALOGUE"] = make_database(address)
            print(f"== {kind}: {asked.dossiers} dossiers", flush=True)
            with open_resources(read_settings(environment, home=str(home))) as resources:
                measure(resources, asked.dossiers, asked.times)
            command = ("indicators", "--from", "2026-01-01", "--to", "2026-12-31")
            _tell("sohoa indicators, a year", asked.times, partial(run_sohoa, home, *command, environment=environment))


def measure(resources: Resources, count: int, times: int) -> None:
    """Imports, the same again, counts and lists."""
    started = time.perf_counter()
    entries = draw_entries(count)
    while some := [entry for _, entry in zip(range(_AT_ONCE), entries, strict=False)]:
        resources.catalogue.put_dossiers(some, "drill", "")
    print(f"imported in {time.perf_counter() - started:.1f} s", flush=True)
    first = list(draw_entries(min(count, _AT_ONCE)))
    _tell(f"the first {len(first)} again", 1, lambda: resources.catalogue.put_dossiers(first, "drill", ""))
    _tell("indicators of a year, all units", times, lambda: count_indicators(resources, _YEAR))
    _tell("indicators of a year, one unit", times, lambda: count_indicators(resources, _ONE_UNIT))
    for item in ("4.2", "avoidable_asks"):
        _tell(f"first page behind {item}", times, partial(list_behind, resources, item, _YEAR, 50))
        _tell(f"the same, one unit, {item}", times, partial(list_behind, resources, item, _ONE_UNIT, 50))
    for figure in count_indicators(resources, _YEAR).figures:
        print(f"{figure.item.id}: {figure.numerator} / {figure.denominator}")


def draw_entries(count: int) -> Iterator[DossierEntry]:
    """The same dossiers for the same count: each owner has about three, one in forty was asked in vain."""
    rng = random.Random(766)
    for number in range(count):
        received = _FIRST_DAY + timedelta(days=number * _DAYS // count)
        is_taken, is_ended = rng.random() < 0.4, rng.random() < 0.8
        part = DossierComponent(
            "giay-khai-sinh", "Giấy khai sinh", rng.random() < 0.8, is_reused=is_taken, is_from_store=is_taken
        )
        dossier = Dossier(
            code=f"H13.16.5-{received:%y%m%d}-{number % 1_000_000:06d}",
            unit=rng.choice(_UNITS),
            procedure_code="1.004873",
            owner_id=f"{rng.randrange(max(count // 3, 1)):012d}",
            received_on=received,
            state="10" if is_ended else "4",
            components=(part,),
            results=(DossierResult("Trích lục", "KQ.G15.000032", True),) if is_ended else (),
        )
        asks = (AvoidableAsk(part.key, "drawn"),) if not is_taken and rng.random() < 1 / 40 else ()
        yield DossierEntry(dossier, asks)


def _tell(what: str, times: int, do: Callable[[], object]) -> None:
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        do()
        seconds.append(time.perf_counter() - started)
    print(f"{what}: median {statistics.median(seconds) * 1000:.0f} ms, most {max(seconds) * 1000:.0f} ms", flush=True)


if __name__ == "__main__":
    main()
