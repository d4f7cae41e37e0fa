"""Here lives the workload of digitisation: whose the papers are today, their issuers' successors taken into account.

The quota counts a paper at its issuer's level at the time of issue; this counts the same papers at who answers for them
on the day, and shows apart what an address or a person must decide (ADR 0060).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from pipelines.registers.coverage_build import CoverageListener, ensure_coverage
from pipelines.resources import Resources
from schemas.originals import Cell
from schemas.quota import Tally


@dataclass(frozen=True, slots=True)
class Workload:
    """What each unit answers for on a day, and by (issuer, type) what is "chưa xác định"."""

    on: date
    units: dict[str, Tally]
    undecided: dict[tuple[str, str], Tally]


def count_workload(resources: Resources, on: date, *, on_progress: CoverageListener | None = None) -> Workload:
    """The papers in force on a day by custodian; all together they are as many as the quota counts.

    Args:
        on_progress: where coverage must be made anew first; see `ensure_coverage`.
    """
    ensure_coverage(resources, on_progress)
    units: dict[str, Tally] = defaultdict(Tally)
    undecided: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for (issuer, document_type, _), tally in _tally_cells(resources, on).items():
        custodian = resources.custodians.find_unit(issuer, document_type, on)
        (undecided[issuer, document_type] if custodian is None else units[custodian]).add(tally)
    return Workload(on, dict(units), dict(undecided))


def _tally_cells(resources: Resources, on: date) -> dict[Cell, Tally]:
    tallies: dict[Cell, Tally] = defaultdict(Tally)
    named: dict[Cell, int] = defaultdict(int)
    for (cell, status), count in resources.catalogue.count_cells(on).items():
        tallies[cell].add_papers(status, count)
        named[cell] += count if status != "unknown" else 0
    for it in resources.catalogue.list_register_counts(on):
        if it.year <= on.year:
            cell = (it.unit, it.document_type, it.year)
            tallies[cell].lay_count(named[cell], it.number)
    return {cell: tally for cell, tally in tallies.items() if not tally.is_empty}
