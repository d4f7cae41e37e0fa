"""Here lives what birth and marriage stock share: the head with emblem, labels in the stock's own reddish ink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from benchmarks.papers.faces import Style, text_width_mm
from benchmarks.papers.handwriting import Hand
from benchmarks.papers.letterhead import NATION
from benchmarks.papers.sheet import EmblemMark, Leader, Sheet

STOCK_INK = (122, 36, 32)
_DOTS = Leader(under=True, colour=(206, 160, 154))
_LABEL = Style("serif", 13, STOCK_INK)
_LABEL_BOLD = Style("serif-bold", 13, STOCK_INK)
_VALUE = Style("serif", 13)
_VALUE_BOLD = Style("serif-bold", 13)


def set_civil_head(
    sheet: Sheet, title: str, number: str, *, hand: Hand | None = None, number_left_mm: float = 150.0
) -> None:
    """State name, motto in capitals with its rule, emblem, number at the right, title."""
    motto = "ĐỘC LẬP - TỰ DO - HẠNH PHÚC"
    centre_mm = sheet.width_mm / 2
    sheet.centred(NATION, Style("serif-bold", 13, STOCK_INK), centre_mm)
    sheet.centred(motto, Style("serif-bold", 12, STOCK_INK), centre_mm)
    half_mm = text_width_mm(motto, Style("serif-bold", 12)) / 2
    sheet.rule(centre_mm - half_mm, centre_mm + half_mm, sheet.y_mm + 0.2, colour=STOCK_INK)
    sheet.marks.append(EmblemMark(centre_mm, sheet.y_mm + 12.0, 10.0))
    number_top_mm = sheet.y_mm + 9.0
    sheet.y_mm = number_top_mm
    sheet.paragraph([("Số: ", _LABEL), (number, replace(_VALUE, hand=hand))], left_mm=number_left_mm)
    sheet.y_mm = number_top_mm + 15.0
    sheet.centred(title, Style("serif-bold", 19, (176, 28, 30)), centre_mm)
    sheet.skip(2)


def stock_label(sheet: Sheet, pairs: Sequence[tuple[str, str, float]], *, bold: bool = False) -> None:
    """Labels of the stock with values typed over its dotted lines: (label, value, start in mm) on one line."""
    label_style = _LABEL_BOLD if bold else _LABEL
    value_style = _VALUE_BOLD if bold else _VALUE
    top_mm = sheet.y_mm
    starts_mm = [start for _, _, start in pairs]
    ends_mm = [*(start - 2.0 for start in starts_mm[1:]), sheet.right_edge_mm]
    first_line = len(sheet.lines)
    bottom_mm = top_mm
    for (label, value, start_mm), end_mm in zip(pairs, ends_mm, strict=True):
        sheet.y_mm = top_mm
        runs = [(label + " ", label_style), (value, sheet.value_style(value_style))]
        sheet.paragraph(runs, left_mm=start_mm, right_edge_mm=end_mm, leader=_DOTS)
        bottom_mm = max(bottom_mm, sheet.y_mm)
    if len(pairs) > 1:
        sheet.lines[first_line:] = [" ".join(sheet.lines[first_line:])]
    sheet.y_mm = bottom_mm
