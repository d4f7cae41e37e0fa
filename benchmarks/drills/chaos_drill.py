"""Here lives the chaos drill: `python -m benchmarks.drills.chaos_drill [--rounds N] [--papers N] [--seed S]`.

Each round digitises a batch on SeaweedFS, PostgreSQL, Elasticsearch and a Prefect server with two workers; every
server and one worker are killed in turn (SIGKILL, in an order drawn by lot) and come back. Afterwards each input must
be filed exactly once, and `reconcile` and `verify --all` must find nothing. Ends with 1 where one does.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.drills.command_runs import CommandRun, StartedCommand, run_sohoa, start_sohoa
from benchmarks.drills.mortal_servers import MortalServer, MortalWorker, run_mortal_servers
from benchmarks.drills.small_papers import draw_born_digital, draw_scan
from benchmarks.servers.postgresql import make_database
from benchmarks.servers.seaweed import objects_url

BATCH = "lo-01"
_KINDS = ("birth_certificate", "committee_decision", "marriage_certificate", "death_extract")
# Of a batch: one in twenty must be recognised, one in fifty is no paper at all.
_SCAN_EVERY, _BROKEN_EVERY = 20, 50
# Between two kills, and how long a server stays away: from a hiccup to longer than the adapters' own patience.
_PAUSES_S, _ABSENCES_S = (3.0, 8.0), (0.5, 12.0)
_ROUND_WITHIN_S = 1200.0
# A person who finds a batch unfinished says `batch resume`; more often than this is a fault.
_MOST_RESUMES = 5


@dataclass(frozen=True, slots=True)
class Round:
    """One round: who was killed in which order, what a person had to do, and what is wrong afterwards."""

    killed: tuple[str, ...]
    resumes: int
    outcomes: Mapping[str, int]
    seconds: float
    faults: tuple[str, ...]


def draw_papers(folder: Path, count: int) -> Path:
    """A batch of so many files, most of them read from their own text."""
    folder.mkdir(parents=True)
    for number in range(count):
        name = f"{number:04d}.pdf"
        if number % _BROKEN_EVERY == 1:
            (folder / name).write_bytes(b"%PDF-1.7\ncut off " + name.encode())
        elif number % _SCAN_EVERY == 2:
            draw_scan(folder / name, number)
        else:
            draw_born_digital(folder / name, _KINDS[number % len(_KINDS)], number)
    return folder


def run_rounds(count: int, papers: Path, folder: Path, seed: int) -> Iterator[Round]:
    """The rounds, each with stores of its own on the same servers."""
    lot = random.Random(seed)
    with run_mortal_servers(folder / "servers") as servers:
        for number in range(count):
            settings = _name_stores(servers, folder / f"home-{number}", number)
            yield _run_round(servers, settings, papers, folder / f"workers-{number}.log", lot)


def _name_stores(servers: Mapping[str, MortalServer], home: Path, number: int) -> dict[str, str]:
    return {
        "SOHOA_HOME": str(home),
        "SOHOA_OBJECTS": objects_url(servers["seaweedfs"].address, f"round-{number}"),
        "SOHOA_CATALOGUE": make_database(servers["postgresql"].address, f"round_{number}"),
        "SOHOA_INDEX": f"elasticsearch://{servers['elasticsearch'].address}/round-{number}",
        "SOHOA_WORK_POOL": f"round-{number}",
        "PREFECT_API_URL": servers["prefect"].address,
    }


def _run_round(
    servers: Mapping[str, MortalServer], settings: Mapping[str, str], papers: Path, log: Path, lot: random.Random
) -> Round:
    started, home = time.monotonic(), Path(settings["SOHOA_HOME"])
    with _running_workers(settings, log) as workers:
        command = start_sohoa(home, *_digitise(papers), "--on-workers", environment=settings)
        order: list[MortalServer | MortalWorker] = [*servers.values(), workers[0]]
        lot.shuffle(order)
        for victim in order:
            time.sleep(lot.uniform(*_PAUSES_S))
            victim.kill()
            time.sleep(lot.uniform(*_ABSENCES_S))
            victim.come_back()
        run, resumes = _bring_to_its_end(command, settings)
    outcomes, faults = _look(settings, papers)
    if run.returncode not in (0, 1):
        faults.append(f"the last command ended with {run.returncode}: {run.errors[-600:]}")
    killed = tuple(victim.name for victim in order)
    return Round(killed, resumes, outcomes, time.monotonic() - started, tuple(faults))


@contextmanager
def _running_workers(settings: Mapping[str, str], log: Path) -> Iterator[list[MortalWorker]]:
    with ExitStack() as stack:
        workers = [MortalWorker(f"worker {number}", settings, log) for number in (1, 2)]
        for worker in workers:
            stack.callback(worker.end)
        yield workers


def _bring_to_its_end(command: StartedCommand, settings: Mapping[str, str]) -> tuple[CommandRun, int]:
    """Wait for the command; where it gave up (exit 3), resume the batch as its message says."""
    run, resumes = command.wait(_ROUND_WITHIN_S), 0
    while run.returncode == 3 and resumes < _MOST_RESUMES:
        resumes += 1
        run = _run(settings, "batch", "resume", BATCH)
    return run, resumes


def _look(settings: Mapping[str, str], papers: Path) -> tuple[Counter[str], list[str]]:
    """The batch's outcomes, and whatever is not as it must be."""
    # The same command again is the same receipts: it tells how each input ended, and adds nothing.
    again = _run(settings, *_digitise(papers))
    told = Counter(Path(str(line["source"])).name for line in again.lines)
    faults = [f"{path.name} ended {told[path.name]} times" for path in sorted(papers.iterdir()) if told[path.name] != 1]
    # What lies in quarantine is tried again, whatever it was before.
    open_still = [line for line in again.lines if not line["repeated"] and line["outcome"] != "quarantined"]
    faults += [f"{Path(str(line['source'])).name} was not ended before" for line in open_still]
    filed = [str(line["result_id"]) for line in again.lines if line["outcome"] == "filed"]
    broken = len(range(1, len(list(papers.iterdir())), _BROKEN_EVERY))
    if len(filed) != sum(told.values()) - broken:
        faults.append(f"{sum(told.values()) - broken - len(filed)} papers were not filed")
    if len(set(filed)) != len(filed):
        faults.append("one result for two inputs")
    for words in (("reconcile",), ("verify", "--all"), ("audit", "verify")):
        checked = _run(settings, *words)
        report = checked.lines[0] if checked.lines else {"faults": [{"kind": checked.errors[-300:], "key": ""}]}
        faults += [f"{words[0]}: {fault['kind']} {fault['key']}" for fault in report["faults"]]
    return Counter(str(line["outcome"]) for line in again.lines), faults


def _digitise(papers: Path) -> tuple[str, ...]:
    return ("digitise", str(papers), "--unit", "92", "--batch", BATCH)


def _run(settings: Mapping[str, str], *words: str) -> CommandRun:
    return run_sohoa(Path(settings["SOHOA_HOME"]), *words, environment=settings, timeout_s=_ROUND_WITHIN_S)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--papers", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    clean = 0
    with tempfile.TemporaryDirectory(prefix="sohoa-chaos-", dir="/var/tmp") as name:
        folder = Path(name)
        # The database's server runs without root's rights and must be able to enter.
        folder.chmod(0o755)
        papers = draw_papers(folder / "papers", asked.papers)
        for number, told in enumerate(run_rounds(asked.rounds, papers, folder, asked.seed), start=1):
            clean += not told.faults
            verdict = "; ".join(told.faults)[:1500] or "clean"
            outcomes = ", ".join(f"{count} {outcome}" for outcome, count in sorted(told.outcomes.items()))
            killed = " ".join(told.killed)
            print(
                f"{number:3} {told.seconds:5.0f} s  {outcomes}; resumed {told.resumes}; killed {killed}: {verdict}",
                flush=True,
            )
    print(f"{clean} of {asked.rounds} rounds clean")
    return 0 if clean == asked.rounds else 1


if __name__ == "__main__":
    sys.exit(main())
