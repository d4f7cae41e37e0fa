"""Here is set the TRÍCH LỤC KẾT HÔN (BẢN SAO), two columns on white paper, printed whole by the office."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from benchmarks.papers.faces import Style
from benchmarks.papers.forms.civil_eras import era_of, ethnicity_of, spelled_day
from benchmarks.papers.forms.civil_stock import list_written, stamp_copy
from benchmarks.papers.forms.spouses import Spouse, list_spouses, spouse_fields
from benchmarks.papers.letterhead import (
    BOLD,
    NORMAL,
    head_fields,
    labelled,
    number_line,
    place_date,
    set_head,
    set_signature,
)
from benchmarks.papers.orders import Order, SetPaper
from benchmarks.papers.places import civil_registry
from benchmarks.papers.sheet import Sheet

_TITLE = Style("serif-bold", 16)
_SIGN_HEADS = ("NGƯỜI KÝ TRÍCH LỤC", "(Ký, ghi rõ họ, chữ đệm, tên, chức vụ và đóng dấu)")
_LEFT_MM, _MIDDLE_MM, _COLUMN_MM = 25.0, 110.0, 80.0


def set_marriage_extract(order: Order) -> SetPaper:
    """One page; `issued_on` is the day of the copy, the marriage some years older."""
    order = replace(order, office=civil_registry(order.office.place))
    registered_on = order.issued_on - timedelta(days=400 + order.seed % 3000)
    number = f"{order.number}/TLKH-BS"
    register_number = f"{order.seed % 300 + 2}/{registered_on.year}"
    registry = f"Ủy ban nhân dân {order.office.place.full}"
    by_hand = order.fill_hand
    sheet = Sheet(left_mm=_LEFT_MM, keeps_dots=order.keeps_dots or by_hand is not None, fill_hand=by_hand)
    set_head(sheet, order.office, number=number_line(order, number), place_date=place_date(order))
    _set_title(sheet, order)
    _set_both(sheet, order, registered_on)
    labelled(sheet, "Đăng ký kết hôn tại:", registry)
    labelled(sheet, "Số:", f"{register_number}, ngày {spelled_day(order, registered_on)}")
    labelled(sheet, "Ghi chú:", "")
    if era_of(order.issued_on) == "circular_04":
        labelled(sheet, "Thực hiện trích lục từ:", "Cơ sở dữ liệu hộ tịch điện tử")
    sheet.skip(6)
    set_signature(sheet, order, head_lines=_SIGN_HEADS)
    fields = head_fields(order, number, "TRÍCH LỤC KẾT HÔN (BẢN SAO)") | spouse_fields(order, registered_on)
    fields |= {
        "registration_body": registry,
        "register_number": register_number,
        "registration_date": registered_on.isoformat(),
        "book_number": None,
        "recognised_from": None,
    }
    return SetPaper((sheet,), fields, list_written(order, fields, on_stock=False))


def _set_title(sheet: Sheet, order: Order) -> None:
    sheet.skip(3)
    top_mm = sheet.y_mm
    sheet.centred("TRÍCH LỤC KẾT HÔN", _TITLE)
    sheet.centred("(BẢN SAO)", BOLD)
    if order.seed % 2:
        stamp_copy(sheet, 30.0, top_mm + 2.0)
    sheet.skip(4)


def _set_both(sheet: Sheet, order: Order, registered_on: date) -> None:
    top_mm, ends_mm = sheet.y_mm, []
    for spouse, left_mm in zip(list_spouses(order, registered_on), (_LEFT_MM, _MIDDLE_MM), strict=True):
        sheet.y_mm = top_mm
        for label, value in _lines_of(order, spouse):
            runs = [(f"{label} ", NORMAL), (value, sheet.value_style(BOLD if "tên" in label else NORMAL))]
            sheet.paragraph(runs, left_mm=left_mm, right_edge_mm=left_mm + _COLUMN_MM)
        ends_mm.append(sheet.y_mm)
    sheet.y_mm = max(ends_mm) + 2


def _lines_of(order: Order, spouse: Spouse) -> tuple[tuple[str, str], ...]:
    return (
        (f"Họ, chữ đệm, tên {spouse.word}:", spouse.person.caps),
        ("Ngày, tháng, năm sinh:", spelled_day(order, spouse.person.born_on)),
        ("Dân tộc:", ethnicity_of(spouse.person)),
        ("Quốc tịch:", "Việt Nam"),
        ("Nơi cư trú:", spouse.address),
        ("Giấy tờ tùy thân:", spouse.paper.text),
    )
