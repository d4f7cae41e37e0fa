"""Here lives the quota of a day broken down by type, by year of issue, by issuer, or by who answers on the day."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction
from typing import Literal

from pipelines.lines import JsonLine
from pipelines.registers.counting import list_counts
from pipelines.resources import Resources
from schemas.originals import Cell
from schemas.quota import Tally, percent_to_show
from schemas.units import is_within

By = Literal["type", "year", "unit", "custodian"]
_PLACES: dict[By, int] = {"unit": 0, "type": 1, "year": 2}


def break_down(
    resources: Resources,
    on: date,
    by: By,
    *,
    level: str | None = None,
    unit: str | None = None,
    document_type: str | None = None,
    year: int | None = None,
) -> list[JsonLine]:
    """A line for each type, year, issuer or custodian of which anything counts.

    Year 0 is where the paper's is unread; custodian None, the last line, where an address or a person must decide
    between the successors of an issuer that is no more (ADR 0060).
    """

    def is_asked(cell: Cell) -> bool:
        path, kind, issued = cell
        return (
            (unit is None or is_within(path, unit))
            and (level is None or resources.units.get(path).level == level)
            and document_type in (None, kind)
            and year in (None, issued)
        )

    def find_key(cell: Cell) -> str | int | None:
        return resources.custodians.find_unit(cell[0], cell[1], on) if by == "custodian" else cell[_PLACES[by]]

    tallies: dict[str | int | None, Tally] = defaultdict(Tally)
    in_cells = Counter[Cell]()
    for (cell, status), count in resources.catalogue.count_cells(on).items():
        if is_asked(cell):
            tallies[find_key(cell)].add_papers(status, count)
            in_cells[cell] += count if status != "unknown" else 0
    for cell, number in list_counts(resources, on).items():
        if is_asked(cell):
            tallies[find_key(cell)].lay_count(in_cells[cell], number)
    lines = [_to_json(by, key, tally) for key, tally in tallies.items() if not tally.is_empty]
    return sorted(lines, key=lambda line: (line[by] is None, line[by]))


def _to_json(by: By, key: str | int | None, tally: Tally) -> JsonLine:
    countable = tally.in_force > 0 and not tally.lacking
    return {
        by: key,
        "in_force": tally.in_force,
        "digitised": tally.digitised,
        "digitised_unseen": tally.unseen,
        "in_review": tally.in_review,
        "percent": percent_to_show(Fraction(tally.digitised * 100, tally.in_force)) if countable else None,
        "unknown_validity": tally.unknown,
        "problem": "register_too_small" if tally.lacking else None,
        "difference": tally.lacking or None,
    }
