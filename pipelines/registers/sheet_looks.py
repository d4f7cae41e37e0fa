"""Here lives how sheets of workbooks look, on screen and on A4: headings that stay, all columns on one page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.properties import PageSetupProperties

# Words break before a line is full.
_FILL = 0.85
_FACE = "Calibri"
_A4 = 9
_LINE_PT = 15.0
_LINE = Side(style="thin", color="999999")
_GROUND = PatternFill("solid", fgColor="E8EDF1")
_MIDDLE = Alignment(wrap_text=True, vertical="center")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def lay_out(sheet: WriteOnlyWorksheet, widths: Sequence[float], heading_row: int, *, first_column: str = "A") -> None:
    """Before the first row: widths in characters; headings stay when scrolled, and stand on every printed page."""
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    # Programs that do not reckon heights of wrapped cells themselves show two lines too.
    sheet.row_dimensions[heading_row].height = 2 * _LINE_PT
    sheet.freeze_panes = f"{first_column}{heading_row + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{heading_row}:{heading_row}"
    sheet.oddFooter.right.text = "Trang &P/&N"


def title_cell(sheet: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    """What the sheet is, above its headings."""
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(name=_FACE, size=13, bold=True)
    return cell


def heading_cells(sheet: WriteOnlyWorksheet, headings: Iterable[str]) -> list[WriteOnlyCell]:
    """A row of headings."""
    cells = [WriteOnlyCell(sheet, value=heading) for heading in headings]
    for cell in cells:
        cell.font = Font(name=_FACE, bold=True)
        cell.fill, cell.alignment = _GROUND, _MIDDLE
        cell.border = Border(top=_LINE, bottom=_LINE, left=_LINE, right=_LINE)
    return cells


def make_room(sheet: WriteOnlyWorksheet, row: int, texts: Sequence[tuple[object, float]]) -> None:
    """Give a row the height of its longest text: texts with the widths of their columns in characters."""
    lines = max(-(-len(str(text or "")) // max(1, int(width * _FILL))) for text, width in texts)
    sheet.row_dimensions[row].height = max(1, lines) * _LINE_PT


def wrapped_cell(sheet: WriteOnlyWorksheet, text: object) -> WriteOnlyCell:
    """A long text, over several lines of its cell."""
    cell = WriteOnlyCell(sheet, value=text)
    cell.alignment = _WRAPPED
    return cell
