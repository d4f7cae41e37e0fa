"""Here lives the kill drill: `python -m benchmarks.kill_drill N [--seed S]` kills N digitisations at random moments.

Each is resumed and compared with an undisturbed run: objects, catalogue, index. Ends with 1 when one differs.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.drills.command_runs import CrashScope
from benchmarks.drills.killing import Moment, kill_and_resume, run_undisturbed
from benchmarks.drills.small_papers import draw_drill_papers

# Steps that a run over these papers logs, and the longest pause after one: longer than most steps take.
_STEPS = 24
_PAUSE_S = 1.0


@dataclass(frozen=True, slots=True)
class Kill:
    """One drill: when, whom, how it was resumed, and every difference from the undisturbed state."""

    moment: Moment
    scope: CrashScope
    by_name: bool
    was_killed: bool
    faults: tuple[str, ...]


def run_drills(count: int, seed: int, folder: Path) -> Iterator[Kill]:
    """Kill `count` runs over the same small papers, each in a home of its own under `folder`."""
    moments = random.Random(seed)
    papers = draw_drill_papers(folder / "papers", with_scan=True)
    expected = run_undisturbed(papers, folder / "undisturbed")
    for number in range(count):
        moment = Moment(moments.randrange(_STEPS), moments.uniform(0.0, _PAUSE_S))
        scope: CrashScope = "process" if number % 2 else "group"
        by_name = number % 4 < 2
        result = kill_and_resume(papers, folder / f"home-{number}", expected, moment, scope, by_name=by_name)
        orphans = tuple(f"still alive: {name}" for name in result.orphans)
        was_killed = result.killed.returncode == -signal.SIGKILL
        yield Kill(moment, scope, by_name, was_killed, (*orphans, *result.faults))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    equal = 0
    with tempfile.TemporaryDirectory(prefix="kill-drill-") as folder:
        for number, kill in enumerate(run_drills(asked.count, asked.seed, Path(folder)), start=1):
            equal += not kill.faults
            moment = f"step {kill.moment.after_steps:2} + {kill.moment.pause_s:.2f} s"
            how = "batch resume" if kill.by_name else "same command"
            killed = "killed" if kill.was_killed else "ended before"
            verdict = "equal" if not kill.faults else "; ".join(kill.faults)[:1000]
            print(
                f"{number:3} {moment} {kill.scope:8} {killed:12} {how:13} {verdict}",
                flush=True,
            )
    print(f"{equal} of {asked.count} equal")
    return 0 if equal == asked.count else 1


if __name__ == "__main__":
    sys.exit(main())
