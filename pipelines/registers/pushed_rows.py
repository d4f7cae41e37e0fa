"""Here live registers and dossiers that a program sends instead of a file: read by the same rules as files are."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from pipelines.registers.dossiers import DossiersImported, import_dossiers
from pipelines.registers.importing import ImportedRegister, import_register
from pipelines.registers.register_columns import COLUMNS
from pipelines.resources import Resources
from schemas.result_codes import find_type_of_code

# The headings.
_HEAD_ROWS = 1


@contextmanager
def put_in_file(data: bytes, ending: str) -> Iterator[Path]:
    """A file with these bytes that only this account of the machine may read, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        path = Path(folder) / f"api{ending}"
        path.write_bytes(data)
        yield path


def import_register_rows(
    resources: Resources, rows: Sequence[Mapping[str, str | None]], unit: str, as_of: date, by: str, *, whole: bool
) -> ImportedRegister:
    """As `import_register`, of rows by key of the column; rows are numbered from 1, in the order given.

    `document_type` may be a title, our key or a national code.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append([column.heading for column in COLUMNS])
    for row in rows:
        sheet.append([_say(resources, column.key, row.get(column.key)) for column in COLUMNS])
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        path = Path(folder) / "api.xlsx"
        book.save(path)
        told = import_register(resources, path, unit, as_of, by, whole=whole)
    rejected = tuple(replace(row, row=row.row - _HEAD_ROWS, sheet=None) for row in told.reading.rejected)
    return replace(told, reading=replace(told.reading, rejected=rejected))


def import_dossiers_told(
    resources: Resources, dossiers: Sequence[Mapping[str, Any]], unit: str, by: str
) -> DossiersImported:
    """As `import_dossiers`, of dossiers under the names of the national sync; none may be another unit's."""
    data = json.dumps(list(dossiers), ensure_ascii=False).encode()
    with put_in_file(data, ".json") as path:
        return import_dossiers(resources, path, unit, by, within=unit)


def _say(resources: Resources, key: str, value: str | None) -> str | None:
    kind = find_type_of_code(value, resources.types) if key == "document_type" and value else None
    return resources.types[kind].title if kind else value
