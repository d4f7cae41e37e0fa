"""Here lives what civil stock shares: the head with emblem, labels in the stock's own ink, the stamp of a copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.papers.faces import Style, text_width_mm
from benchmarks.papers.forms.civil_eras import Era
from benchmarks.papers.handwriting import Hand
from benchmarks.papers.letterhead import MOTTO, NATION
from benchmarks.papers.orders import FieldValue, Order
from benchmarks.papers.people import invent_person
from benchmarks.papers.sheet import EmblemMark, Leader, RuleMark, Sheet, SignatureMark

STOCK_INK = (122, 36, 32)
_TITLE_INK = (176, 28, 30)
_STAMP_INK = (206, 44, 48)
_DOTS = Leader(under=True, colour=(206, 160, 154))
_LABEL = Style("serif", 13, STOCK_INK)
_LABEL_BOLD = Style("serif-bold", 13, STOCK_INK)
_CLERK_HEAD = Style("serif-bold", 12, STOCK_INK)
_VALUE = Style("serif", 13)
_VALUE_BOLD = Style("serif-bold", 13)
# Printed or stamped whoever fills the form in; and what the head of office paper says.
_ALWAYS_PRINTED = frozenset({"title", "signer_name", "signer_title", "sign_authority", "copied_from"})
_HEAD = frozenset({"parent_body", "issuing_body", "issue_place", "issue_date", "document_number"})


@dataclass(frozen=True, slots=True)
class StockHead:
    """What stands over the first label: title, the line under it, number, book (era of books), who writes them."""

    title: str
    number: str
    era: Era
    below_title: str = ""
    book: str | None = None
    hand: Hand | None = None
    number_left_mm: float = 150.0


def set_civil_head(sheet: Sheet, head: StockHead) -> None:
    """State name, motto with its rule (capitals since 2016), emblem, number at the right, title."""
    motto = MOTTO if head.era == "books" else MOTTO.upper()
    centre_mm = sheet.width_mm / 2
    sheet.centred(NATION, Style("serif-bold", 13, STOCK_INK), centre_mm)
    sheet.centred(motto, Style("serif-bold", 12, STOCK_INK), centre_mm)
    half_mm = text_width_mm(motto, Style("serif-bold", 12)) / 2
    sheet.rule(centre_mm - half_mm, centre_mm + half_mm, sheet.y_mm + 0.2, colour=STOCK_INK)
    sheet.marks.append(EmblemMark(centre_mm, sheet.y_mm + 12.0, 10.0))
    number_top_mm = sheet.y_mm + (6.0 if head.book else 9.0)
    sheet.y_mm = number_top_mm
    for label, value in (("Số: ", head.number), ("Quyển số: ", head.book)):
        if value is not None:
            written = replace(_VALUE, hand=head.hand)
            sheet.paragraph([(label, _LABEL), (value, written)], left_mm=head.number_left_mm)
    sheet.y_mm = number_top_mm + (18.0 if head.book else 15.0)
    sheet.centred(head.title, Style("serif-bold", 19, _TITLE_INK), centre_mm)
    if head.below_title:
        sheet.centred(head.below_title, Style("serif-bold", 14, _TITLE_INK), centre_mm)
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


def stamp_copy(sheet: Sheet, x_mm: float, y_mm: float) -> None:
    """The red stamp `BẢN SAO` in its frame, its top left corner at the place given; the cursor stays."""
    style, words = Style("serif-bold", 15, _STAMP_INK), "BẢN SAO"
    width_mm, height_mm = text_width_mm(words, style) + 6.0, 9.0
    sheet.put(x_mm + 3.0, y_mm + 6.7, words, style)
    sheet.lines.append(words)
    corners = ((0.0, 0.0), (width_mm, 0.0), (width_mm, height_mm), (0.0, height_mm))
    for (x0_mm, y0_mm), (x1_mm, y1_mm) in zip(corners, (*corners[1:], corners[0]), strict=True):
        ends_mm = (x_mm + x0_mm, y_mm + y0_mm, x_mm + x1_mm, y_mm + y1_mm)
        sheet.marks.append(RuleMark(*ends_mm, 0.5, _STAMP_INK))


def list_written(order: Order, fields: dict[str, FieldValue], *, on_stock: bool) -> frozenset[str]:
    """The fields of a civil paper that its order has somebody write; stock has a place and a day of registration,
    filled in with the rest, where office paper has a printed head and a dated line."""
    written = {"document_number"} if order.number_hand else set()
    if order.date_hand and not on_stock:
        written.add("issue_date")
    if order.fill_hand:
        printed = _ALWAYS_PRINTED if on_stock else _ALWAYS_PRINTED | _HEAD
        written |= {name for name, value in fields.items() if value} - printed
    return frozenset(written)


def set_clerk(sheet: Sheet, order: Order) -> None:
    """`NGƯỜI THỰC HIỆN` with a name at the left, as the books' forms have it; the cursor stays for the signer."""
    top_mm, centre_mm = sheet.y_mm, 58.0
    clerk = invent_person(np.random.default_rng((order.seed, 3)))
    sheet.centred("NGƯỜI THỰC HIỆN", _CLERK_HEAD, centre_mm)
    sheet.marks.append(SignatureMark(centre_mm - 14, sheet.y_mm + 8, 28.0, 12.0, order.seed + 1))
    sheet.skip(32)
    sheet.centred(clerk.name, _VALUE_BOLD, centre_mm)
    sheet.y_mm = top_mm
