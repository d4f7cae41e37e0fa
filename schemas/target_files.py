"""Here lives the form of a file of floors (`quota_targets/*.toml`) and what is told of one that is wrong."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas.declaration_faults import tell_faults, tell_syntax
from schemas.errors import SetupError
from schemas.toml_lines import find_line
from schemas.units import Level, Units


class _Declared(BaseModel):
    """One floor as written: of a level or of a unit, never both."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    level: Level | None = None
    unit: str | None = None
    year: int = Field(ge=2000, le=2100)
    percent: Decimal = Field(ge=0, le=100)
    status: Literal["stated", "derived", "assumed"]
    basis: str = Field(min_length=1)


class _DeclaredGrowth(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    yearly_percent: Decimal = Field(ge=0, le=100)
    derived_until: int
    cap: Decimal = Field(gt=0, le=100)
    basis_points: str
    basis_relative: str
    basis_assumed: str
    basis_ended: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    growth: _DeclaredGrowth | None = None
    target: tuple[_Declared, ...] = ()


@dataclass(frozen=True, slots=True)
class Growth:
    """How a floor grows from the last year that a decision names; bases are for people."""

    yearly_percent: Fraction
    derived_until: int
    cap: Fraction
    basis_points: str
    basis_relative: str
    basis_assumed: str
    basis_ended: str


@dataclass(frozen=True, slots=True)
class TargetEntry:
    """A floor that a file names; `unit` is None where it is its level's."""

    year: int
    level: Level
    unit: str | None
    percent: Fraction
    status: str
    basis: str


def read_targets(folder: Path, units: Units | None) -> tuple[Growth | None, tuple[TargetEntry, ...]]:
    """Every floor of a folder's files, in order of name, and the growth, if one of them tells it.

    Args:
        units: those that may be named; without, none may.

    Raises:
        SetupError: "targets_invalid", "target_twice", with file and line.
    """
    growth: Growth | None = None
    entries: list[TargetEntry] = []
    places: dict[tuple[str, int], str] = {}
    for path in sorted(folder.glob("*.toml")):
        declared, text = _read_file(path)
        if declared.growth is not None:
            told = declared.growth.model_dump()
            growth = Growth(**told | {key: Fraction(told[key]) for key in ("yearly_percent", "cap")})
        for at, each in enumerate(declared.target):
            line = find_line(text, ("target", at))
            entry = _check(each, units, path.name, line)
            whose = entry.unit or entry.level
            if (whose, entry.year) in places:
                first = places[whose, entry.year]
                raise SetupError("target_twice", file=path.name, line=line, first=first, whose=whose, year=entry.year)
            places[whose, entry.year] = f"{path.name}:{line}"
            entries.append(entry)
    return growth, tuple(entries)


def _read_file(path: Path) -> tuple[_File, str]:
    try:
        text = path.read_bytes().decode()
        # Floors are exact: 97.5 is not to become a binary fraction.
        raw = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SetupError("targets_invalid", file=path.name, line="?", reason=tell_syntax(error)) from error
    try:
        return _File.model_validate(raw), text
    except ValidationError as error:
        line = find_line(text, [step for step in error.errors()[0]["loc"] if step != "Decimal"])
        raise SetupError("targets_invalid", file=path.name, line=line, reason=tell_faults(error, raw)) from error


def _check(declared: _Declared, units: Units | None, file: str, line: int) -> TargetEntry:
    if (declared.level is None) == (declared.unit is None):
        reason = "cần level hoặc unit, không cả hai / either a level or a unit"
        raise SetupError("targets_invalid", file=file, line=line, reason=reason)
    level = declared.level
    if declared.unit is not None:
        unit = units.find(declared.unit) if units else None
        if unit is None:
            reason = f"không có đơn vị mang mã {declared.unit} / no such unit"
            raise SetupError("targets_invalid", file=file, line=line, reason=reason)
        level = unit.level
    assert level is not None, "a floor has a level or a unit"
    return TargetEntry(declared.year, level, declared.unit, Fraction(declared.percent), declared.status, declared.basis)
