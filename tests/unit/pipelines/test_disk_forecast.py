"""When a disk is full: from how full it was, day by day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipelines.care.disk_forecast import forecast_disk
from storage.ledgers.care import DiskDay

MB = 1 << 20
TODAY = date(2026, 11, 23)


def make_days(free_mb: list[int], total_mb: int = 100_000) -> list[DiskDay]:
    """One look a day, the last today."""
    first = TODAY - timedelta(days=len(free_mb) - 1)
    return [DiskDay(first + timedelta(days=n), total_mb * MB, free * MB) for n, free in enumerate(free_mb)]


def test_an_even_pace_is_full_on_the_day_that_a_child_would_say() -> None:
    told = forecast_disk(make_days(list(range(40_000, 19_000, -1000))), reserve_bytes=5000 * MB)
    assert (told.bytes_a_day, told.reason) == (1000 * MB, None)
    assert told.full_on == told.full_earliest_on == told.full_latest_on == TODAY + timedelta(days=20)
    assert told.stops_on == TODAY + timedelta(days=15)


def test_the_range_is_that_of_the_quickest_and_the_slowest_week() -> None:
    slow, quick = [30_000 - 100 * n for n in range(8)], [29_300 - 700 * n for n in range(1, 8)]
    told = forecast_disk(make_days(slow + quick), reserve_bytes=0)
    free = quick[-1]
    assert told.full_earliest_on == TODAY + timedelta(days=free // 700)
    assert told.full_latest_on == TODAY + timedelta(days=free // 100)
    assert told.full_on == TODAY + timedelta(days=free // 400)


def test_less_than_a_week_tells_nothing() -> None:
    for days in ([], make_days([10]), make_days([70, 60, 50, 40, 30, 20, 10])):
        told = forecast_disk(days, reserve_bytes=0)
        assert (told.full_on, told.reason) == (None, "not_enough_history")


def test_a_disk_that_is_cleared_faster_than_it_fills_is_never_full() -> None:
    told = forecast_disk(make_days(list(range(1000, 1020))), reserve_bytes=0)
    assert (told.full_on, told.reason) == (None, "not_growing")


def test_a_new_disk_is_no_growth() -> None:
    old = make_days(list(range(40_000, 30_000, -1000)))
    new = [DiskDay(TODAY + timedelta(days=n), 900_000 * MB, (800_000 - 10 * n) * MB) for n in range(1, 12)]
    told = forecast_disk([*old, *new], reserve_bytes=0)
    assert told.bytes_a_day is not None and 0 < told.bytes_a_day <= 1000 * MB
    # The week that both disks share has the days of both, and none between them.
    assert told.reason is None or told.full_on is None


def test_a_full_disk_is_full_today() -> None:
    told = forecast_disk(make_days([900, 800, 700, 600, 500, 400, 300, 200, 100]), reserve_bytes=200 * MB)
    assert told.stops_on == TODAY
    assert told.full_on == TODAY + timedelta(days=1)


@given(st.lists(st.integers(0, 10**9), max_size=60), st.integers(0, 10**9))
def test_whatever_was_seen_the_days_come_in_order(free: list[int], reserve: int) -> None:
    days = [DiskDay(TODAY + timedelta(days=n), 10**9, one) for n, one in enumerate(free)]
    told = forecast_disk(days, reserve)
    if told.full_on is not None and told.full_earliest_on is not None:
        assert told.full_earliest_on <= told.full_on
        assert told.stops_on is not None and told.stops_on <= told.full_on
    if told.full_on is not None and told.full_latest_on is not None:
        assert told.full_on <= told.full_latest_on
    assert (told.full_on is None) == (told.reason is not None)
