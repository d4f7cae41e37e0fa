"""Here live the queries on the figures of days gone by."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, func, select

from storage.catalogues._session import Session, retried
from storage.catalogues._tables_snapshots import day_figures
from storage.ledgers.figures import DayFigures


class FiguresQueries(Session):
    """Figures of days, appended once."""

    @retried
    def add_day_figures(self, figures: DayFigures) -> bool:
        day = figures.day.isoformat()
        with self._writing() as connection:
            if connection.scalar(select(day_figures.c.day).where(day_figures.c.day == day)) is not None:
                return False
            values = {"day": day, "written_at": figures.written_at, "sha256": figures.sha256, "body": figures.body}
            connection.execute(day_figures.insert().values(**values))
            return True

    def find_day_figures(self, day: date) -> DayFigures | None:
        return next(iter(self.list_day_figures(day, day)), None)

    def list_day_figures(self, first: date, last: date) -> tuple[DayFigures, ...]:
        # Not BETWEEN: PostgreSQL takes no collated value there.
        within = (day_figures.c.day >= first.isoformat(), day_figures.c.day <= last.isoformat())
        with self._reading() as connection:
            rows = connection.execute(select(day_figures).where(*within).order_by(day_figures.c.day))
            return tuple(_to_figures(row) for row in rows)

    def find_last_figures_day(self) -> date | None:
        with self._reading() as connection:
            day = connection.scalar(select(func.max(day_figures.c.day)))
            return None if day is None else date.fromisoformat(day)


def _to_figures(row: Row[Any]) -> DayFigures:
    return DayFigures(date.fromisoformat(row.day), row.written_at, row.sha256, row.body)
