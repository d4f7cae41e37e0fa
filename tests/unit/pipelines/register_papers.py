"""Here live the small world of the tests of registers, and files made of rows of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from pipelines.registers.register_files import RegisterReading, read_register
from schemas.units import load_units

UNITS = load_units()


@dataclass(frozen=True)
class FakeValidity:
    validity_class: str
    years: int | None = None
    months: int | None = None


@dataclass(frozen=True)
class FakeType:
    title: str
    signs: tuple[str, ...]
    number_signs: tuple[str, ...]
    validity: FakeValidity


TYPES = {
    "building_permit": FakeType("Giấy phép xây dựng", ("giấy phép xây dựng",), ("GPXD",), FakeValidity("E")),
    "alcohol_retail_licence": FakeType("Giấy phép bán lẻ rượu", ("bán lẻ rượu",), ("GP",), FakeValidity("T1", 5)),
    "environmental_permit": FakeType("Giấy phép môi trường", (), ("GPMT",), FakeValidity("T1")),
    "committee_decision": FakeType("Quyết định", ("quyết định",), ("QĐ",), FakeValidity("U")),
}


def read(path: Path, unit: str = "92.916", as_of: date | None = None) -> RegisterReading:
    return read_register(path, unit, UNITS, TYPES, as_of)


def read_text(folder: Path, text: str | bytes, unit: str = "92.916", as_of: date | None = None) -> RegisterReading:
    path = folder / "danh-muc.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path, unit, as_of)


def write_book(path: Path, *sheets: Sequence[Sequence[object]], merged: Sequence[str] = ()) -> Path:
    book = Workbook()
    for place, rows in enumerate(sheets):
        sheet = book.create_sheet() if place else book.worksheets[0]
        for cells in rows:
            sheet.append(list(cells))
    for area in merged:
        book.worksheets[0].merge_cells(area)
    book.save(path)
    return path


def read_cells(folder: Path, *sheets: Sequence[Sequence[object]], merged: Sequence[str] = ()) -> RegisterReading:
    return read(write_book(folder / "danh-muc.xlsx", *sheets, merged=merged))
