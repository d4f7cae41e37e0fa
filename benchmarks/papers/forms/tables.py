"""Here lives the ruled table: cells broken inside their columns, every row a line of the truth."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.papers.faces import Style
from benchmarks.papers.sheet import RuleMark, Sheet

_INK = (24, 24, 30)


def set_table(sheet: Sheet, columns_mm: Sequence[float], rows: Sequence[Sequence[str]], size_pt: float = 12) -> None:
    """Set a table at the cursor; its first row is the bold head.

    Args:
        columns_mm: places of the upright rules, one more than columns.
    """
    top_mm = sheet.y_mm + 1
    for index, row in enumerate(rows):
        row_top_mm = sheet.y_mm = sheet.y_mm + 1
        bottoms_mm = []
        first_line = len(sheet.lines)
        for column, text in enumerate(row):
            if not text:
                continue
            sheet.y_mm = row_top_mm
            style = Style("serif-bold" if index == 0 else "serif", size_pt)
            left_mm, right_mm = columns_mm[column] + 1.5, columns_mm[column + 1] - 1
            sheet.paragraph([(text, style)], left_mm=left_mm, right_edge_mm=right_mm)
            bottoms_mm.append(sheet.y_mm)
        sheet.lines[first_line:] = [" ".join(sheet.lines[first_line:])]
        sheet.y_mm = max(bottoms_mm) + 0.8
        sheet.rule(columns_mm[0], columns_mm[-1], row_top_mm, 0.3)
    sheet.rule(columns_mm[0], columns_mm[-1], sheet.y_mm, 0.3)
    for x_mm in columns_mm:
        sheet.marks.append(RuleMark(x_mm, top_mm, x_mm, sheet.y_mm, 0.3, _INK))
    sheet.skip(1.5)
