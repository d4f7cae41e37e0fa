"""Here lives the drill of the forecast: `python -m benchmarks.drills.forecast_drill` (`--histories`, `--seed`).

Simulated histories are asked on a random day; printed is in how many of them the 80 % range held the day on which
the floor was reached in truth, in how many that came sooner or later, and how wide the range was. Beside it a peer:
the pace of eight weeks in calendar days, plus and minus a fifth.
"""

from __future__ import annotations

import argparse
import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.drills.simulated_histories import KINDS, History, draw_history
from schemas.forecast import forecast_date
from schemas.working_days import load_calendar

PROMISED = (0.75, 0.85)
TEMPERS = (("calm offices", 0, 1 / 3), ("offices between", 1 / 3, 2 / 3), ("restless offices", 2 / 3, 1))
_PEER_WEEKS = 8
_PEER_SHARE = 0.2

Range = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Held:
    """What became of ranges: shares of histories, and the middle width in days and as a share of the wait."""

    count: int
    held: float
    too_early: float
    too_late: float
    width_days: float
    width_share: float


def ask(history: History) -> Range | None:
    """The range of the forecast; None where it says nothing."""
    calendar = load_calendar()
    found = forecast_date(history.confirmed, history.asked_on, history.missing, calendar, history.begins_on)
    return (found.earliest, found.latest) if found.earliest and found.latest else None


def ask_peer(history: History) -> Range | None:
    """Eight weeks' pace in calendar days, plus and minus a fifth of the wait."""
    since = history.asked_on - timedelta(weeks=_PEER_WEEKS)
    recent = sum(count for day, count in history.confirmed.items() if day > since)
    if not recent:
        return None
    wait = history.missing * _PEER_WEEKS * 7 / recent
    first, last = (math.ceil(wait * (1 + sign * _PEER_SHARE)) for sign in (-1, 1))
    return history.asked_on + timedelta(days=first), history.asked_on + timedelta(days=last)


def judge(histories: Sequence[History], asked: Callable[[History], Range | None]) -> Held:
    """How often the ranges held the day; a history without an answer is a miss on neither side."""
    told = [(history, found) for history in histories if (found := asked(history)) is not None]
    held = sum(first <= history.reached_on <= last for history, (first, last) in told)
    early = sum(history.reached_on < first for history, (first, _) in told)
    late = sum(history.reached_on > last for history, (_, last) in told)
    widths = [(last - first).days for _, (first, last) in told] or [0]
    shares = [
        (last - first).days / max(1, (history.reached_on - history.asked_on).days) for history, (first, last) in told
    ] or [0.0]
    count = len(histories)
    return Held(count, held / count, early / count, late / count, statistics.median(widths), statistics.median(shares))


def main() -> None:
    parser = argparse.ArgumentParser(description="How often the 80 % range holds the day.")
    parser.add_argument("--histories", type=int, default=200, help="of each seed")
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--seeds", type=int, default=5)
    arguments = parser.parse_args()
    everything: list[History] = []
    print(f"{'':24}{'held':>8}{'sooner':>8}{'later':>8}{'width':>8}{'of wait':>9}")
    for seed in range(arguments.seed, arguments.seed + arguments.seeds):
        histories = [draw_history(seed, number) for number in range(arguments.histories)]
        everything += histories
        held = judge(histories, ask)
        _print(f"seed {seed}", held)
        if not PROMISED[0] <= held.held <= PROMISED[1]:
            print(f"  outside {PROMISED[0]:.0%} to {PROMISED[1]:.0%}")
    for kind in KINDS:
        _print(kind, judge([history for history in everything if history.kind == kind], ask))
    for name, least, most in TEMPERS:
        _print(name, judge([history for history in everything if least <= history.temper < most], ask))
    _print("all", judge(everything, ask))
    _print("peer: pace +-20 %", judge(everything, ask_peer))


def _print(name: str, held: Held) -> None:
    shares = f"{held.held:8.1%}{held.too_early:8.1%}{held.too_late:8.1%}"
    print(f"{name:24}{shares}{held.width_days:6.0f} d{held.width_share:9.0%}")


if __name__ == "__main__":
    main()
