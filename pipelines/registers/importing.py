"""Here lives the import of what offices say is in force: registers row by row, and bare counts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.lines import JsonLine, problem_to_json
from pipelines.registers.count_files import CountReading, read_counts
from pipelines.registers.register_files import RegisterReading, read_register
from pipelines.resources import Resources
from schemas.register import RegisterCount
from storage.ports import RegisterChange


@dataclass(frozen=True, slots=True)
class ImportedRegister:
    """What an import read and what it changed; `whole_refused`: it was not believed to be whole."""

    reading: RegisterReading
    change: RegisterChange
    whole_refused: bool = False

    def to_json(self) -> JsonLine:
        """The document of `sohoa register import`."""
        rejected = self.reading.rejected
        warnings = []
        if self.whole_refused and rejected:
            warnings.append(problem_to_json("register_whole_with_rejected", count=len(rejected)))
        elif self.whole_refused:
            warnings.append(problem_to_json("register_whole_empty"))
        return {
            "rows": len(self.reading.rows) + len(rejected),
            "imported": self.change.imported,
            "unchanged": self.change.unchanged,
            "left_out": self.change.left_out,
            "rejected": [{**row.to_json(), "sheet": row.sheet} for row in rejected],
            "sheets": [
                {
                    "name": sheet.name,
                    "is_register": sheet.is_register,
                    "rows": sheet.row_count,
                    "other_lines": list(sheet.other_lines),
                }
                for sheet in self.reading.sheets
            ],
            "warnings": warnings,
        }


def import_register(
    resources: Resources, path: Path, unit: str, as_of: date, by: str, *, whole: bool = False
) -> ImportedRegister:
    """Read a register file and keep every row that was understood, all of them or, where that fails, none.

    Args:
        unit: path of the office whose register it is.
        as_of: the day on which it was true.
        whole: it is all of the office's register: what it lacks has ended. Not believed while rows are rejected,
            nor of an empty one.

    Raises:
        InputRejected: the file, see `read_register`.
        SetupError: "unit_unknown".
    """
    reading = read_register(path, unit, resources.units, resources.types, as_of)
    believed = whole and bool(reading.rows) and not reading.rejected
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    change = resources.catalogue.put_register_snapshot(unit, as_of, sha256, path.name, by, reading.rows, whole=believed)
    return ImportedRegister(reading, change, whole_refused=whole and not believed)


def import_counts(resources: Resources, path: Path, unit: str | None, stated: RegisterCount) -> CountReading:
    """Read a table of bare counts and keep those understood, all in one transaction.

    Args:
        unit: the office that a row without one is of.
        stated: its source, day and signature hold for rows that tell none.

    Raises:
        InputRejected: as of `read_counts`.
    """
    reading = read_counts(path, unit, resources.units, resources.types, stated)
    if reading.counts:
        resources.catalogue.put_register_count(*reading.counts)
    return reading
