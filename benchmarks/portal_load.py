"""Here lives the load on the portal: `python -m benchmarks.portal_load [--results N]`, or `make bench-portal`.

So many clerks ask a served portal for a minute, each with a sign-in of their own, as people do: a question, a look at
the answer, now and then a result opened; beside them a batch is digitised on the same stores. Printed are times as a
browser sees them, errors, and the peak memory of the portal and of the batch. Clerks and portal share the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks.catalogue_rows import load_sqlite
from benchmarks.drills.command_runs import StartedCommand, start_sohoa, wait_for
from benchmarks.drills.memory_watch import MemoryWatch
from benchmarks.drills.served_portal import PASSWORD, open_people, serve_portal
from benchmarks.drills.small_papers import draw_another_scan, draw_scan
from benchmarks.generated_catalogue import make_rows
from benchmarks.generated_results import list_questions
from benchmarks.search_scale import build_index, count_indexed, open_scheme
from pipelines.people.signing_in import sign_in
from pipelines.resources import open_resources
from pipelines.settings import read_settings
from schemas.search import SearchQuery
from storage.opening import open_catalogue

# What clerks ask for, in parts of a hundred.
_MIX = {
    "name without marks": 40,
    "exact id": 20,
    "name + year": 15,
    "whole number": 15,
    "number fragment": 5,
    "full text": 5,
}
# After an answer it is read; every fifth leads to a result.
_PAUSE_S = (1.0, 3.0)
_OPENED = 0.2
_OFFICE = "92"
# A portal that has just been started finds nothing in memory: what that costs is told apart.
_FIRST_S = 10.0
_COOKIE = "sohoa"
_TITLES = re.compile(r'href="/results/([a-z0-9]+)"')


@dataclass
class Told:
    """What the clerks met: milliseconds by what was asked, those of the first seconds, and what went wrong."""

    began: float = field(default_factory=time.monotonic)
    took_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    first_ms: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print times, errors and memory; 1 if anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=int, default=1_000_000)
    parser.add_argument("--clerks", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--papers", type=int, default=60, help="drawn pages digitised meanwhile; 0 for none")
    parser.add_argument("--yielding", action="store_true", help="the batch below the portal, as deploy's units run it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder where the stores stay, to be used again")
    wish = parser.parse_args(arguments)
    with _open_folder(wish.keep) as root:
        home = prepare(root, wish.results, wish.seed)
        papers = draw_papers(root, wish.papers)
        tokens = sign_clerks_in(home, wish.clerks)
        questions = draw_questions(wish.results, wish.clerks * int(wish.seconds), wish.seed)
        told = run(home, papers, tokens, questions, wish.seconds, yielding=wish.yielding)
    return 1 if told.errors else 0


@contextmanager
def _open_folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="portal-load-") as name:
        yield Path(name)


def prepare(root: Path, results: int, seed: int) -> Path:
    """A home on embedded stores with so many results in catalogue and index."""
    with open_scheme("embedded", root, "") as (index, home, process):
        if count_indexed(index) < results:
            built = build_index(index, results, seed, home, process)
            print(f"index of {results} results built in {built.seconds:.0f} s", flush=True)
    if not (home / "catalogue.sqlite").exists():
        began = time.monotonic()
        open_catalogue("sqlite:", home).close()
        load_sqlite(home / "catalogue.sqlite", make_rows(results, seed))
        print(f"catalogue of {results} results loaded in {time.monotonic() - began:.0f} s", flush=True)
    return home


def draw_papers(root: Path, count: int) -> Path | None:
    """A folder of scans of one page in bytes that no store has seen; drawn once, scanned anew for every run."""
    if not count:
        return None
    drawn, fresh = root / "drawn", root / f"scanned-{time.time_ns()}"
    drawn.mkdir(exist_ok=True)
    fresh.mkdir()
    for seed in range(count):
        path = drawn / f"scan-{seed:03d}.pdf"
        if not path.exists():
            draw_scan(path, seed)
        draw_another_scan(path, fresh / path.name, fresh.name)
    return fresh


def sign_clerks_in(home: Path, count: int) -> list[str]:
    """A token for each clerk."""
    names = [f"clerk-{number:03d}" for number in range(count)]
    open_people(home, dict.fromkeys(names, ("clerk",)), _OFFICE)
    with open_resources(read_settings({}, home=str(home))) as resources:
        return [sign_in(resources, name, PASSWORD) for name in names]


def draw_questions(results: int, count: int, seed: int) -> list[tuple[str, SearchQuery]]:
    """Questions of the mix, shuffled; each about a result that is there."""
    sorts = {sort: queries for sort, queries in list_questions(results, max(50, count // 10), seed) if sort in _MIX}
    dice = random.Random(seed)
    chosen = dice.choices(list(_MIX), weights=list(_MIX.values()), k=count)
    return [(sort, dice.choice(sorts[sort])) for sort in chosen]


def run(
    home: Path,
    papers: Path | None,
    tokens: list[str],
    questions: list[tuple[str, SearchQuery]],
    seconds: float,
    *,
    yielding: bool = False,
) -> Told:
    """The minute itself."""
    with serve_portal(home) as (address, portal):
        batch = _start_batch(home, papers) if papers else None
        if batch and yielding:
            # The batch has a session of its own: Linux shares the processor between sessions.
            Path(f"/proc/{batch.process.pid}/autogroup").write_text("10", encoding="ascii")
        with (
            MemoryWatch(portal.list_family) as of_portal,
            MemoryWatch(batch.list_family if batch else list) as of_batch,
        ):
            told = asyncio.run(_load(address, tokens, questions, seconds))
        read = batch.count_log("read") if batch else 0
        still = "under way all the time" if batch and not batch.has_ended else "ended before"
        if batch and not batch.has_ended:
            batch.kill("group")
    _print(told, len(tokens), seconds)
    portal_mb, batch_mb = of_portal.peak_bytes() / 1e6, of_batch.peak_bytes() / 1e6
    print(f"peak memory: portal {portal_mb:.0f} MB, batch {batch_mb:.0f} MB, both {portal_mb + batch_mb:.0f} MB")
    if batch:
        print(f"the batch meanwhile: {read} pages read, {still}")
    return told


def _start_batch(home: Path, papers: Path) -> StartedCommand:
    """A batch whose first page has been read: what comes after it is work, not a start."""
    batch = start_sohoa(home, "digitise", str(papers), "--unit", _OFFICE, "--batch", papers.name, "--plain")
    wait_for(lambda: batch.count_log("read") or batch.has_ended, 120)
    return batch


async def _load(address: str, tokens: list[str], questions: list[tuple[str, SearchQuery]], seconds: float) -> Told:
    told, until = Told(), time.monotonic() + seconds
    share = len(questions) // len(tokens)
    clerks = [
        _be_clerk(address, token, questions[place * share : (place + 1) * share], until, told, place)
        for place, token in enumerate(tokens)
    ]
    await asyncio.gather(*clerks)
    return told


async def _be_clerk(
    address: str, token: str, questions: list[tuple[str, SearchQuery]], until: float, told: Told, place: int
) -> None:
    dice = random.Random(place)
    await asyncio.sleep(dice.uniform(0, _PAUSE_S[1]))
    async with httpx.AsyncClient(base_url=address, cookies={_COOKIE: token}, timeout=30) as browser:
        page = await browser.get("/password")
        key = page.text.split('name="form_key" value="')[1].split('"')[0]
        for sort, query in questions:
            if time.monotonic() >= until:
                return
            headers = {"X-Form-Key": key, "HX-Request": "true"}
            answer = await _ask(told, sort, browser.post("/find", data={"text": query.text}, headers=headers))
            found = _TITLES.search(answer.text) if answer else None
            if answer and not found:
                told.errors[f"{sort}: nothing found"] += 1
            if found and dice.random() < _OPENED:
                await asyncio.sleep(dice.uniform(*_PAUSE_S))
                await _ask(told, "a result opened", browser.get(f"/results/{found[1]}"))
            await asyncio.sleep(dice.uniform(*_PAUSE_S))


async def _ask(told: Told, sort: str, request: object) -> httpx.Response | None:
    began = time.perf_counter()
    try:
        answer: httpx.Response = await request  # type: ignore[misc]
    except httpx.HTTPError as error:
        told.errors[f"{sort}: {type(error).__name__}"] += 1
        return None
    took_ms = (time.perf_counter() - began) * 1000
    told.took_ms[sort].append(took_ms)
    if time.monotonic() - told.began < _FIRST_S:
        told.first_ms.append(took_ms)
    if answer.status_code != 200:
        told.errors[f"{sort}: {answer.status_code}"] += 1
        return None
    return answer


def _print(told: Told, clerks: int, seconds: float) -> None:
    every = sorted(took for each in told.took_ms.values() for took in each)
    print(f"{clerks} clerks, {seconds:.0f} s, {len(every)} answers ({len(every) / seconds:.1f} a second)")
    print(f"{'ms':26}{'n':>7}{'p50':>9}{'p95':>9}{'max':>9}")
    later = sorted((Counter(every) - Counter(told.first_ms)).elements())
    parts = {"all": every, f"first {_FIRST_S:.0f} s": told.first_ms, "after that": later}
    for sort, took_ms in (*told.took_ms.items(), *parts.items()):
        ordered = sorted(took_ms)
        if not ordered:
            print(f"{sort:26}{0:7}")
            continue
        middle, high = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
        print(f"{sort:26}{len(ordered):7}{middle:9.1f}{high:9.1f}{ordered[-1]:9.1f}")
    print(f"errors: {sum(told.errors.values())} {dict(told.errors) or ''}")


if __name__ == "__main__":
    raise SystemExit(main())
