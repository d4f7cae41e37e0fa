"""Here live the weekly workbooks: each issuer's figures with the list of its papers, kept by week."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

from pipelines.registers.counting import count_coverage, coverage_to_json
from pipelines.registers.quota_workbook import gather_behind, write_quota_workbook
from pipelines.resources import Resources
from schemas.days import local_day
from schemas.originals import STATUSES
from storage.ledgers.coverage import SpanQuery

FOLDER = "reports"
# A quarter and a bit: what a quarterly report was made of can still be looked at.
KEPT_WEEKS = 16


def write_weekly_reports(resources: Resources) -> int:
    """Write the workbooks of the week that ended last Sunday, unless they are there; how many.

    `HOME/reports/2026-W47/92.916.xlsx`; folders older than `KEPT_WEEKS` are removed.
    """
    today = local_day(resources.now())
    sunday = today - timedelta(days=today.isoweekday())
    year, week, _ = sunday.isocalendar()
    reports = resources.settings.home / FOLDER
    folder = reports / f"{year}-W{week:02d}"
    if folder.exists():
        return 0
    scratch = reports / f".{folder.name}.part"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    units = [row.unit for row in count_coverage(resources, sunday).units if row.unit]
    for unit in units:
        _write_workbook(resources, scratch / f"{unit}.xlsx", sunday, unit)
    # All of a week or none: who finds the folder finds it whole.
    scratch.replace(folder)
    _remove_old(reports, sunday - timedelta(weeks=KEPT_WEEKS))
    return len(units)


def _write_workbook(resources: Resources, path: Path, on: date, unit: str) -> None:
    told = coverage_to_json(count_coverage(resources, on, unit=unit)) | {"breakdown": None}
    titles = {key: declared.title for key, declared in resources.types.items()}
    behind = gather_behind(resources, SpanQuery(on, STATUSES, unit))
    write_quota_workbook(path, told, behind, titles)


def _remove_old(reports: Path, before: date) -> None:
    year, week, _ = before.isocalendar()
    for folder in reports.glob("[0-9][0-9][0-9][0-9]-W[0-9][0-9]"):
        if folder.name < f"{year}-W{week:02d}":
            shutil.rmtree(folder, ignore_errors=True)
