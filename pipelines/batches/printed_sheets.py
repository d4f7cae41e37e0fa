"""Here live the sheets that a batch is scanned with: a cover and separators, as a PDF to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import zxingcpp
from fpdf import FPDF

from schemas.separator_sheet import COVER_TITLE, OFFICE_LABEL, PRINTER_LABEL, TITLE, SeparatorSheet, write_payload

_FACE = Path("/usr/share/fonts/truetype/dejavu")
_PAGE_MM, _CODE_MM, _MARGIN_MM = (210.0, 297.0), 80.0, 20.0


@dataclass(frozen=True, slots=True)
class SheetText:
    """What people read on a sheet: name of the batch, of the office, of the type, and who printed it."""

    batch_name: str
    office: str
    document_type: str


def write_sheets(path: Path, sheets: Sequence[SeparatorSheet], text: SheetText, key: bytes) -> None:
    """Write one A4 page a sheet.

    Args:
        path: replaced if there.
        sheets: in the order of their pages.
        text: printed on every sheet.
        key: proves the codes.
    """
    pdf = FPDF(format="A4", unit="mm")
    pdf.set_auto_page_break(False)
    pdf.add_font("sheet", "", _FACE / "DejaVuSans.ttf")
    pdf.add_font("sheet", "B", _FACE / "DejaVuSans-Bold.ttf")
    for sheet in sheets:
        pdf.add_page()
        _set_sheet(pdf, sheet, text, key)
    pdf.output(str(path))


def _set_sheet(pdf: FPDF, sheet: SeparatorSheet, text: SheetText, key: bytes) -> None:
    width, height = _PAGE_MM
    # Bars at both short edges: seen from the side of the stack, and whichever way round the sheet goes in.
    for top in (0.0, height - 12):
        pdf.rect(0, top, width, 12, style="F")
    pdf.set_font("sheet", "B", 30)
    pdf.set_xy(0, 28)
    pdf.cell(width, 14, COVER_TITLE if sheet.is_cover else f"{TITLE} {sheet.ordinal}", align="C")
    set_code(pdf, write_payload(sheet, key), (width - _CODE_MM) / 2, 52, _CODE_MM)
    pdf.set_xy(_MARGIN_MM, 145)
    lines = [
        ("Lô", text.batch_name),
        (OFFICE_LABEL, text.office),
        ("Hộp", sheet.box),
        ("Loại giấy tờ", text.document_type),
    ]
    if sheet.one_document:
        lines.append(("Cách cắt", "Tất cả trang sau tờ này là một giấy tờ"))
    lines.append((PRINTER_LABEL, sheet.operator))
    for name, value in lines:
        if value:
            pdf.set_x(_MARGIN_MM)
            pdf.set_font("sheet", "", 13)
            pdf.cell(42, 11, name)
            pdf.set_font("sheet", "B", 13)
            pdf.multi_cell(width - 2 * _MARGIN_MM - 42, 11, value, new_x="LMARGIN", new_y="NEXT")


def set_code(pdf: FPDF, payload: str, left: float, top: float, size: float) -> None:
    """A QR code as squares, sharp at any resolution of the printer; its corner and side in mm."""
    code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    dots = np.array(code.to_image(scale=1, add_quiet_zones=False))
    side = size / len(dots)
    for row, column in np.argwhere(dots < 128):
        # A hair wider than the square: viewers leave white lines between neighbours.
        pdf.rect(left + column * side, top + row * side, side * 1.02, side * 1.02, style="F")
