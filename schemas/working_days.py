"""Here live working days: which days an office of the state works on, from weekends and dated days off.

The days off of a year are data (`calendars/*.toml`, from the yearly notice); an office adds or turns days by files
of the same form in home's `calendars/`. A year without a file has its weekends and the days that the law fixes in
the solar calendar alone: no Tết, no compensation (`has_data` says so).
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas.declaration_faults import tell_faults, tell_syntax
from schemas.errors import SetupError

_FOLDER = Path(__file__).with_name("calendars")
# Bộ luật Lao động 2019, Điều 112: the days off with a fixed solar date.
_FIXED_DAYS = ((1, 1), (4, 30), (5, 1), (9, 2))
# Between these all dates of the product lie; fixed days off are laid out for each year without a file.
_YEARS = range(1990, 2101)
_SATURDAY = 5

DayStatus = Literal["stated", "unverified"]


class _Days(BaseModel):
    """Days of one name in a file; basis and status are the file's where the entry has none."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = Field(min_length=1)
    days: tuple[date, ...] = Field(min_length=1)
    basis: str = ""
    status: DayStatus | None = None


class _YearFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    year: int = Field(ge=_YEARS.start, lt=_YEARS.stop)
    basis: str = Field(min_length=1)
    status: DayStatus
    off: tuple[_Days, ...] = ()
    work: tuple[_Days, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day that is off though no weekend, or worked though one; `basis` is the notice or law, for people."""

    day: date
    is_off: bool
    name: str
    basis: str
    status: DayStatus


class WorkingCalendar:
    """The working days of all years. Immutable; made by `load_calendar`."""

    def __init__(self, named: Iterable[NamedDay], years: Iterable[int]) -> None:
        """Args: named: of several for one day the last counts. years: those whose days off are data."""
        self._named = {each.day: each for each in named}
        self._years = frozenset(years)
        fixed = {date(year, *day) for year in _YEARS if year not in self._years for day in _FIXED_DAYS}
        off = fixed - self._named.keys() | {day for day, each in self._named.items() if each.is_off}
        self._weekdays_off = sorted(day for day in off if day.weekday() < _SATURDAY)
        self._weekends_worked = sorted(
            day for day, each in self._named.items() if not each.is_off and day.weekday() >= _SATURDAY
        )
        # A forecast of every unit asks for half a year of days each.
        self._unusual = frozenset(self._weekdays_off) | frozenset(self._weekends_worked)

    def has_data(self, year: int) -> bool:
        """Whether the days off of a year are known; without, only weekends and the fixed days are."""
        return year in self._years

    def list_named(self, first: date, last: date) -> tuple[NamedDay, ...]:
        """Days of a file between two days, both included, by day."""
        return tuple(each for day, each in sorted(self._named.items()) if first <= day <= last)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on a day."""
        return (day.weekday() < _SATURDAY) != (day in self._unusual)

    def count_working_days(self, first: date, last: date) -> int:
        """Working days from one day to another, both included; 0 where `last` lies before `first`."""
        return max(0, self._count_until(last) - self._count_until(first - timedelta(days=1)))

    def add_working_days(self, day: date, n: int) -> date:
        """The nth working day after a day; the day itself for 0.

        Raises:
            ValueError: n is negative; OverflowError: beyond the last year of the calendar.
        """
        if n < 0:
            raise ValueError("working days are added forwards")
        if n == 0:
            return day
        wanted = self._count_until(day) + n
        # Never fewer than n days; the smallest day that has counted them all is looked for.
        earliest = day.toordinal() + n
        latest = date(_YEARS.stop - 1, 12, 31).toordinal()
        found = bisect_left(range(earliest, latest), wanted, key=lambda it: self._count_until(date.fromordinal(it)))
        if earliest + found >= latest:
            raise OverflowError("beyond the calendar")
        return date.fromordinal(earliest + found)

    def _count_until(self, day: date) -> int:
        """Working days since the first day of all, this one included."""
        weeks, rest = divmod(day.toordinal(), 7)  # day 1 of all was a Monday
        weekdays = weeks * _SATURDAY + min(rest, _SATURDAY)
        return weekdays - bisect_right(self._weekdays_off, day) + bisect_right(self._weekends_worked, day)


def load_calendar(extra_folder: Path | None = None) -> WorkingCalendar:
    """The shipped days off; files of `extra_folder` (an office's own) add to them and win over them.

    Raises:
        SetupError: "calendar_invalid", naming the file and what is wrong with it.
    """
    return _lay_out(
        tuple(
            (path.name, path.read_bytes())
            for folder in (_FOLDER, extra_folder)
            for path in (sorted(folder.glob("*.toml")) if folder else [])
        )
    )


@lru_cache(maxsize=8)
def _lay_out(files: tuple[tuple[str, bytes], ...]) -> WorkingCalendar:
    declared = [(name, _read_year(name, data)) for name, data in files]
    named = [day for name, each in declared for day in _name_days(name, each)]
    return WorkingCalendar(named, (each.year for _, each in declared))


def _read_year(name: str, data: bytes) -> _YearFile:
    try:
        raw = tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SetupError("calendar_invalid", file=name, reason=tell_syntax(error)) from error
    try:
        return _YearFile.model_validate(raw)
    except ValidationError as error:
        raise SetupError("calendar_invalid", file=name, reason=tell_faults(error, raw)) from error


def _name_days(file: str, declared: _YearFile) -> list[NamedDay]:
    """The days of one file, none of another year and none twice."""
    found = [
        NamedDay(day, is_off, each.name, each.basis or declared.basis, each.status or declared.status)
        for is_off, entries in ((True, declared.off), (False, declared.work))
        for each in entries
        for day in each.days
    ]
    for day, same in groupby(sorted(each.day for each in found)):
        if day.year != declared.year:
            reason = f"ngày {day.isoformat()} không thuộc năm {declared.year} / a day of another year"
            raise SetupError("calendar_invalid", file=file, reason=reason)
        if len(list(same)) > 1:
            reason = f"ngày {day.isoformat()} khai hai lần / declared twice"
            raise SetupError("calendar_invalid", file=file, reason=reason)
    return found
