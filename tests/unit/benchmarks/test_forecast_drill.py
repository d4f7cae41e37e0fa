"""The forecast over simulated histories: its range holds what it promises."""

from __future__ import annotations

import pytest

from benchmarks.drills.forecast_drill import PROMISED, ask, ask_peer, judge
from benchmarks.drills.simulated_histories import KINDS, History, draw_history
from schemas.forecast import LEAST_HISTORY_DAYS
from schemas.working_days import load_calendar

SEED = 77


@pytest.fixture(scope="module")
def histories() -> list[History]:
    return [draw_history(SEED, number) for number in range(200)]


def test_the_range_holds_the_day_in_75_to_85_of_100_histories(histories: list[History]) -> None:
    held = judge(histories, ask)
    assert PROMISED[0] <= held.held <= PROMISED[1]
    assert held.held + held.too_early + held.too_late == pytest.approx(1.0)
    assert judge(histories, ask_peer).held < PROMISED[0]
    assert all(map(ask, histories))


def test_histories_are_of_all_kinds_and_asked_before_their_end(histories: list[History]) -> None:
    calendar = load_calendar()
    assert {history.kind for history in histories} == set(KINDS)
    for history in histories:
        assert history.missing > 0 and max(history.confirmed) <= history.asked_on < history.reached_on
        assert calendar.is_working_day(history.asked_on) and calendar.is_working_day(history.reached_on)
        assert (history.asked_on - history.begins_on).days >= LEAST_HISTORY_DAYS


def test_a_seed_draws_the_same_history_again() -> None:
    assert draw_history(3, 5) == draw_history(3, 5) != draw_history(4, 5)
