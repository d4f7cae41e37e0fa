"""Here live indicators: items of dated tables, the figure of each from what was counted, and its points.

Exact fractions throughout; rounded to two decimals, half up, only when told.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas.declaration_faults import tell_faults
from schemas.errors import SetupError
from schemas.units import Level

# What an item may be counted by; all but the last from dossiers received.
Metric = Literal[
    "result_file", "digitised", "reusing", "sharing", "from_store", "spared_owners", "avoidable_asks", "coverage"
]
METRICS: tuple[Metric, ...] = get_args(Metric)
PointsStatus = Literal["stated", "transcribed", "assumed"]
SHIPPED = Path(__file__).with_name("indicators")
_HUNDRED = Fraction(100)


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a table.

    `threshold` is the rate in per cent from which on all points are given, in proportion below (QĐ 766, 4.2: "rate x
    max / 80 %"); None: how it is scored is not known. `points_status` says where `max_points` come from. `target` is a
    rate in per cent to be reached, `year` that of the last day of the periods it is for, `level` for whom it is.
    """

    id: str
    name: str
    formula: Metric
    table: str
    max_points: Fraction | None = None
    points_status: PointsStatus | None = None
    threshold: Fraction | None = None
    target: Fraction | None = None
    year: int | None = None
    level: Level | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """What an item came to: `percent` from 0 to 100. `reason` is the code of why there is no figure, or no points."""

    item: Item
    numerator: int | None = None
    denominator: int | None = None
    percent: Fraction | None = None
    points: Fraction | None = None
    reason: str | None = None

    @property
    def met(self) -> bool | None:
        """Whether the target is reached, by exact fractions; None without target or figure."""
        return None if self.item.target is None or self.percent is None else self.percent >= self.item.target


@dataclass(frozen=True, slots=True)
class IndicatorTables:
    """All items, and the procedures that return no paper (their national code without local part)."""

    items: tuple[Item, ...]
    paperless: tuple[str, ...] = ()

    def get(self, item_id: str) -> Item:
        """The item of this id.

        Raises:
            SetupError: "indicator_unknown".
        """
        for item in self.items:
            if item.id == item_id:
                return item
        raise SetupError("indicator_unknown", item=item_id[:40], known=", ".join(item.id for item in self.items))

    def list_for(self, year: int, level: Level | None) -> tuple[Item, ...]:
        """The items for a period that ends in a year, of a unit of a level (None: of all)."""
        return tuple(
            item for item in self.items if item.year in (None, year) and (level is None or item.level in (None, level))
        )


class _ItemRow(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(min_length=1, max_length=40)
    name: str = Field(min_length=1)
    formula: Metric
    max_points: float | None = Field(default=None, ge=0, le=100)
    points_status: PointsStatus | None = None
    threshold: float | None = Field(default=None, gt=0, le=100)
    target: float | None = Field(default=None, gt=0, le=100)
    year: int | None = Field(default=None, ge=2020, le=2100)
    level: Level | None = None
    basis: str = ""


class _TableFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    set: str = ""
    paperless: list[str] = []
    item: list[_ItemRow] = []


def load_tables(extra_folder: Path | None = None) -> IndicatorTables:
    """The tables shipped and those of an office; an item of the same id (and year) as an earlier one replaces it.

    Raises:
        SetupError: "indicators_file_invalid".
    """
    items: dict[tuple[str, int | None], Item] = {}
    paperless: dict[str, None] = {}
    for folder in (SHIPPED, extra_folder):
        for path in sorted(folder.glob("*.toml")) if folder else []:
            table = _read_table(path)
            paperless |= dict.fromkeys(table.paperless)
            items |= {(row.id, row.year): _to_item(row, table.set or path.stem) for row in table.item}
    return IndicatorTables(tuple(items.values()), tuple(paperless))


def make_figure(item: Item, counted: tuple[int, int] | None, *, without: str = "no_dossiers") -> Figure:
    """The figure of an item.

    Args:
        counted: numerator and denominator; None where there is nothing to count from.
        without: the code of why there is nothing.
    """
    if counted is None:
        return Figure(item, reason=without)
    numerator, denominator = counted
    if denominator == 0:
        return Figure(item, numerator, denominator, reason="zero_denominator")
    percent = Fraction(numerator, denominator) * _HUNDRED
    points = score(item, percent)
    is_unscored = item.max_points is not None and points is None
    return Figure(item, numerator, denominator, percent, points, "scoring_unknown" if is_unscored else None)


def score(item: Item, percent: Fraction) -> Fraction | None:
    """The points of a rate: all from the threshold on, in proportion below; None where that is not known."""
    if item.max_points is None or item.threshold is None:
        return None
    return item.max_points * min(percent / item.threshold, Fraction(1))


def round_half_up(value: Fraction) -> float:
    """Two decimals, a half upwards: 66.665 is 66.67."""
    return math.floor(value * 100 + Fraction(1, 2)) / 100


def _read_table(path: Path) -> _TableFile:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return _TableFile.model_validate(raw)
    except ValidationError as error:
        raise SetupError("indicators_file_invalid", file=path.name, reason=tell_faults(error, raw)) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SetupError("indicators_file_invalid", file=path.name, reason=str(error)[:200]) from error


def _to_item(row: _ItemRow, table: str) -> Item:
    told = {name: getattr(row, name) for name in ("max_points", "threshold", "target")}
    # As written: 0.1 is a tenth.
    exact = {name: None if value is None else Fraction(str(value)) for name, value in told.items()}
    return Item(
        id=row.id,
        name=row.name,
        formula=row.formula,
        table=table,
        points_status=row.points_status,
        year=row.year,
        level=row.level,
        basis=row.basis,
        **exact,
    )
