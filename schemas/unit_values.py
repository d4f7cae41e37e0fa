"""Here live the values of administrative units: units with days of life, successions, streets of a divided unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

Level = Literal["province", "district", "commune"]
LEVELS: tuple[Level, ...] = ("province", "district", "commune")
# No unit of this level has lived since (Constitution as amended in June 2025; NQ 203/2025/QH15).
DISTRICTS_ENDED_ON = date(2025, 6, 30)


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of one time. `valid_until` is its last day; a None bound is not known or not there.

    `is_unverified`: sources disagree on a code or a day of it, or none was at hand (ADR 0060).
    """

    path: str
    name: str
    level: Level
    parent: str | None
    valid_from: date | None
    valid_until: date | None
    aliases: tuple[str, ...] = ()
    is_unverified: bool = False

    @property
    def short_name(self) -> str:
        """The name without the word of its kind: `Ninh Kiều`."""
        words = self.name.split()
        return " ".join(words[2:] if words[0] in ("Thành", "Thị") else words[1:])

    def lives_between(self, first: date, last: date) -> bool:
        """Whether it lived on at least one day of the span, both ends included."""
        return (self.valid_from is None or self.valid_from <= last) and (
            self.valid_until is None or self.valid_until >= first
        )

    def lives_on(self, day: date) -> bool:
        """Whether it lived on this day."""
        return self.lives_between(day, day)


@dataclass(frozen=True, slots=True)
class Succession:
    """`unit` took over (all or a share of) `predecessor` on a day.

    `share` is the part of the predecessor that went there, 0 to 1; None where it was divided and no
    rule gives figures, so that a person decides by the address.
    """

    predecessor: str
    unit: str
    on: date
    share: Fraction | None
    basis: str
    is_unverified: bool = False


@dataclass(frozen=True, slots=True)
class Street:
    """A street or quarter (`name` folded) of a unit that was divided, and the unit it lies in since."""

    predecessor: str
    name: str
    unit: str
    basis: str


def is_within(path: str, ancestor_path: str) -> bool:
    """Whether a unit is another or lies below it; a matter of paths alone."""
    return path == ancestor_path or path.startswith(ancestor_path + ".")
