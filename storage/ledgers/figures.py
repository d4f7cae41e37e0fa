"""Here lives the part of the catalogue's contract that is about the figures of days gone by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class DayFigures:
    """What was written of a day once it was over; `body` is JSON, `sha256` its hash, `written_at` when that was."""

    day: date
    written_at: datetime
    sha256: str
    body: str


class FiguresLedger(Protocol):
    """Figures as they stood when each day was over. Errors as of `ports.Catalogue`."""

    def add_day_figures(self, figures: DayFigures) -> bool:
        """Write a day's figures unless there are some: what was written once stays. Whether it was written."""

    def find_day_figures(self, day: date) -> DayFigures | None: ...

    def list_day_figures(self, first: date, last: date) -> tuple[DayFigures, ...]:
        """In order of day, both ends included."""

    def find_last_figures_day(self) -> date | None: ...
