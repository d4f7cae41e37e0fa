"""Here live alarms: floors that will not be reached in time as things go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipelines.lines import JsonLine
from pipelines.registers.counting import count_coverage
from pipelines.resources import Resources
from schemas.quota import Coverage, CoverageRow


@dataclass(frozen=True, slots=True)
class Alarm:
    """One floor in danger.

    `kind`: `missed` (its year is over), `late` (the forecast's late end lies behind the deadline), `stalled` (nothing
    was confirmed lately, or ten years would not do).
    """

    kind: str
    deadline: date
    row: CoverageRow

    def to_json(self) -> JsonLine:
        """One line of `sohoa quota alarms`."""
        row = self.row
        return {
            "kind": self.kind,
            "deadline": self.deadline.isoformat(),
            "level": row.level,
            "unit": row.unit,
            "name": row.name,
            "percent": row.percent,
            "target_percent": float(row.target_percent),
            "shortfall": row.shortfall,
            "forecast_on": row.forecast_on.isoformat() if row.forecast_on else None,
            "forecast_latest": row.forecast_latest.isoformat() if row.forecast_latest else None,
        }


def list_alarms(
    resources: Resources, on: date, *, unit: str | None = None, target_year: int | None = None
) -> tuple[Alarm, ...]:
    """Levels first, then issuers, of which the floor is not reached and will not be by the year's end.

    A forecast that there is too little history for is no alarm.

    Raises:
        SetupError: "unit_unknown".
    """
    return find_alarms(count_coverage(resources, on, unit=unit, target_year=target_year))


def find_alarms(told: Coverage) -> tuple[Alarm, ...]:
    """As `list_alarms`, of what was counted already."""
    deadline = date(told.target_year, 12, 31)
    found = ((row, _find_kind(row, told.as_of, deadline)) for row in (*told.levels, *told.units))
    return tuple(Alarm(kind, deadline, row) for row, kind in found if kind)


def _find_kind(row: CoverageRow, on: date, deadline: date) -> str | None:
    if row.met is None or row.met:
        return None
    if on >= deadline:
        return "missed"
    if row.forecast_reason in ("no_progress", "too_far"):
        return "stalled"
    return "late" if row.forecast_latest is not None and row.forecast_latest > deadline else None
