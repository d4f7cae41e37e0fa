"""Speed of search, printed: `python -m benchmarks.search_scale [--results N]`, or `make bench-search`.

Results are generated with lifelike names (few family names, few middle ones), ids, numbers, units and pages of text,
put into each index as a rebuild puts them, and asked for as clerks ask, every question through the scope filter.
The first questions after opening are told apart. No server but loopback is touched.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.generated_results import generate, list_questions
from benchmarks.servers.elasticsearch import run_elasticsearch
from benchmarks.servers.running import list_listeners
from schemas.errors import TemporarilyUnavailable
from schemas.search import EVERYTHING, Scope, SearchQuery
from storage.opening import open_index
from storage.ports import SearchIndex

_AT_ONCE = 500
# Every question is asked within it: the account of an office of the city.
_SCOPE = Scope(("92",), max_sensitivity=3)
_COLD = 5
_TOLD_EVERY = 50_000


@dataclass(frozen=True, slots=True)
class Build:
    """What making an index cost."""

    seconds: float
    byte_count: int
    peak_mb: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what building cost and how long each sort of question takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=int, default=1_000_000)
    parser.add_argument("--questions", type=int, default=200, help="of each sort")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--index", nargs="+", default=["embedded", "elasticsearch"], help="schemes to measure")
    parser.add_argument("--heap", default="2g", help="of the Elasticsearch server")
    parser.add_argument("--folder", type=Path, help="where the indexes are made; a scratch folder by default")
    parser.add_argument("--keep", type=Path, help="a folder where they stay, to be asked again without being built")
    wish = parser.parse_args(arguments)
    tables: dict[str, dict[str, list[float]]] = {}
    with _open_folder(wish.keep, wish.folder) as root:
        for scheme in wish.index:
            with open_scheme(scheme, root, wish.heap) as (index, folder, process):
                if count_indexed(index) != wish.results:
                    _tell_build(scheme, wish.results, build_index(index, wish.results, wish.seed, folder, process))
                tables[scheme] = _ask_all(index, wish.results, wish.questions, wish.seed) if wish.questions else {}
    if wish.questions:
        _print(tables)
    return 0


@contextmanager
def _open_folder(kept: Path | None, parent: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="search-scale-", dir=parent) as name:
        yield Path(name)


def count_indexed(index: SearchIndex) -> int:
    """How many results stand in the index in use; a server that was just started first brings its index up."""
    for pause_s in (*[1.0] * 120, 0.0):
        try:
            return index.search(SearchQuery(limit=0), EVERYTHING).total
        except TemporarilyUnavailable:
            if not pause_s:
                raise
            time.sleep(pause_s)
    raise AssertionError("the last try returns or raises")


def _tell_build(scheme: str, count: int, build: Build) -> None:
    print(
        f"{scheme}: {count} results, built in {build.seconds:.0f} s ({count / build.seconds:.0f} a second), "
        f"{build.byte_count / 1e6:.0f} MB, peak memory {build.peak_mb:.0f} MB",
        flush=True,
    )


@contextmanager
def open_scheme(scheme: str, root: Path, heap: str) -> Iterator[tuple[SearchIndex, Path, psutil.Process]]:
    """An empty index, the folder that it fills and the process that works for it."""
    home = root / scheme
    home.mkdir(exist_ok=True)
    if scheme != "elasticsearch":
        yield open_index(f"{scheme}:", home), home, psutil.Process()
        return
    # The server runs without root's rights and must reach its folder.
    root.chmod(0o755)
    data = home / "data"
    with run_elasticsearch(heap, data=data, is_for_speed=True) as address:
        port = int(address.rpartition(":")[2])
        server = list_listeners(port)[0]
        yield open_index(f"elasticsearch://{address}/scale", home), data, server


def build_index(index: SearchIndex, count: int, seed: int, folder: Path, process: psutil.Process) -> Build:
    """Put so many generated results into an index as a rebuild does."""
    started, peak = time.monotonic(), 0
    with index.open_build(fresh=True) as build:
        for begin in range(0, count, _AT_ONCE):
            batch = [one.document for one in generate(range(begin, min(begin + _AT_ONCE, count)), seed)]
            build.put_documents(batch, through=batch[-1].result_id)
            peak = max(peak, process.memory_info().rss)
            if begin and begin % _TOLD_EVERY == 0:
                print(f"  {begin} in {time.monotonic() - started:.0f} s", flush=True)
        build.switch()
    spent_s = time.monotonic() - started
    return Build(spent_s, sum(one.stat().st_size for one in folder.rglob("*") if one.is_file()), peak / 1e6)


def _ask_all(index: SearchIndex, results: int, count: int, seed: int) -> dict[str, list[float]]:
    """Milliseconds of each question by sort, in the order asked."""
    sorts = dict(list_questions(results, count, seed))
    # A few of every sort before the many of any: a server gets faster while it is asked.
    took_ms = {sort: [_ask(index, query) for query in queries[:_COLD]] for sort, queries in sorts.items()}
    for sort, queries in sorts.items():
        took_ms[sort] += [_ask(index, query) for query in queries[_COLD:]]
    return took_ms


def _ask(index: SearchIndex, query: SearchQuery) -> float:
    started = time.perf_counter()
    index.search(query, _SCOPE)
    return 1000 * (time.perf_counter() - started)


def _print(tables: Mapping[str, Mapping[str, Sequence[float]]]) -> None:
    """The indexes side by side: first questions of a sort apart, because they find nothing in any cache."""
    heads = "".join(f"  {f'{scheme}: p50 / p95 / max, first {_COLD}':>44}" for scheme in tables)
    # Times on a busy machine say little.
    print(f"\nload {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n{'ms':26}{heads}")
    for sort in next(iter(tables.values())):
        cells = "".join(f"  {_tell(table[sort]):>44}" for table in tables.values())
        print(f"{sort:26}{cells}")


def _tell(took_ms: Sequence[float]) -> str:
    cold, warm = took_ms[:_COLD], sorted(took_ms[_COLD:])
    middle, high = warm[len(warm) // 2], warm[int(len(warm) * 0.95)]
    return f"{middle:.1f} / {high:.1f} / {warm[-1]:.1f}, {max(cold):.1f}"


if __name__ == "__main__":
    raise SystemExit(main())
