"""Here live the floors of the quota: how much of the results in force must be digitised, by level and year.

Sources: the city's reform plan 2021-2025 states 2022 and "each year at least 20 % more until 100 %". The
plan's words are read as percentage points, because only so is 100 % reached by 2025 (ADR 0021).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from schemas.units import DISTRICTS_ENDED_ON, LEVELS, Level

STATED_YEAR = 2022
LAST_DERIVED_YEAR = 2025
STATED: dict[Level, int] = {"province": 50, "district": 40, "commune": 35}
YEARLY_POINTS = 20
CAP = 100

_BASIS = {
    "stated": "Kế hoạch cải cách hành chính giai đoạn 2021-2025 của thành phố Cần Thơ, chỉ tiêu năm 2022",
    "derived": "Kế hoạch 2021-2025: mỗi năm tăng tối thiểu 20%, hiểu là 20 điểm phần trăm",
    "derived_relative": "Kế hoạch 2021-2025: mỗi năm tăng tối thiểu 20%, hiểu là 20% so với năm trước",
    "assumed": "Chưa có văn bản giao chỉ tiêu; tạm tính tiếp theo cách tăng của kế hoạch 2021-2025",
    "ended": "Cấp huyện kết thúc ngày 30/6/2025; giữ chỉ tiêu cuối cùng cho giấy tờ còn hiệu lực",
}


@dataclass(frozen=True, slots=True)
class Target:
    """A floor in percent (0 to 100, exact). `status` is `stated`, `derived` or `assumed`; `basis` is for people."""

    year: int
    level: Level
    percent: Fraction
    status: str
    basis: str


def get_target(year: int, level: Level, mode: str = "points") -> Target:
    """The floor of a level in a year.

    Args:
        mode: `points` (+20 percentage points a year) or `relative` (x 1.2 a year); both stop at 100.

    Years before 2022 had no floor of the city: 0, assumed. The district series ends with its level on
    2025-06-30: later years carry its last floor, for the papers still in force.

    Raises:
        ValueError: another mode.
    """
    if mode not in ("points", "relative"):
        raise ValueError(f"unknown mode {mode}")
    ended = level == "district" and year > DISTRICTS_ENDED_ON.year
    counted_year = DISTRICTS_ENDED_ON.year if ended else year
    if year < STATED_YEAR:
        return Target(year, level, Fraction(0), "assumed", _BASIS["assumed"])
    years = counted_year - STATED_YEAR
    start = Fraction(STATED[level])
    percent = start + YEARLY_POINTS * years if mode == "points" else start * Fraction(6, 5) ** years
    status = "stated" if year == STATED_YEAR else "derived" if year <= LAST_DERIVED_YEAR else "assumed"
    basis = "ended" if ended else "derived_relative" if status == "derived" and mode == "relative" else status
    return Target(year, level, min(percent, Fraction(CAP)), status, _BASIS[basis])


def list_targets(until_year: int = 2026, mode: str = "points") -> tuple[Target, ...]:
    """All floors from 2022 on, by year, then province, district, commune; no district after its level ended."""
    return tuple(
        get_target(year, level, mode)
        for year in range(STATED_YEAR, until_year + 1)
        for level in LEVELS
        if level != "district" or year <= DISTRICTS_ENDED_ON.year
    )
