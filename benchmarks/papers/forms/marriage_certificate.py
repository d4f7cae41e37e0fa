"""Here is set the GIẤY CHỨNG NHẬN KẾT HÔN on tinted stock, wider than tall: wife left since 2016, husband before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from benchmarks.papers.faces import Style
from benchmarks.papers.forms.civil_eras import era_of, ethnicity_of, long_day, spelled_day
from benchmarks.papers.forms.civil_stock import (
    STOCK_INK,
    StockHead,
    list_written,
    set_civil_head,
    stock_label,
)
from benchmarks.papers.forms.marriage_extract import set_marriage_extract
from benchmarks.papers.forms.spouses import Spouse, list_spouses, spouse_fields
from benchmarks.papers.letterhead import BOLD
from benchmarks.papers.orders import Order, SetPaper
from benchmarks.papers.sheet import SealMark, Sheet, SignatureMark

_SMALL = Style("serif-italic", 10.5, STOCK_INK)
_LEFT_MM, _MIDDLE_MM = 22.0, 152.0
_COPY_EVERY, _RECOGNISED_EVERY = 8, 9
_OLD_ID_LABEL = "Số Giấy CMND/Hộ chiếu/Giấy tờ hợp lệ thay thế:"


def set_marriage_certificate(order: Order) -> SetPaper:
    """The original, one landscape page, its back where an older marriage is recognised; one in eight is a copy.

    `holder` is the husband, `partner` the wife.
    """
    era = era_of(order.issued_on)
    if era != "books" and order.seed % _COPY_EVERY == 3:
        return set_marriage_extract(order)
    number = f"{order.number}/{order.issued_on.year}"
    registry = f"Ủy ban nhân dân {order.office.place.full}"
    book = f"01/{order.issued_on.year}" if era == "books" else None
    sheet = Sheet(ground="civil", width_mm=297, height_mm=210, left_mm=_LEFT_MM, right_mm=20, y_mm=17, leading=1.3)
    sheet.fill_hand = order.fill_hand
    set_civil_head(
        sheet,
        StockHead("GIẤY CHỨNG NHẬN KẾT HÔN", number, era, book=book, hand=order.number_hand, number_left_mm=230.0),
    )
    _set_spouses(sheet, order, is_old=era == "books")
    sheet.right_mm = 40
    stock_label(sheet, [("Nơi đăng ký:" if book else "Nơi đăng ký kết hôn:", registry, 58.0)], bold=True)
    stock_label(sheet, [("Ngày, tháng, năm đăng ký:", spelled_day(order, order.issued_on), 58.0)], bold=True)
    sheet.skip(2)
    _set_signatures(sheet, order, is_old=era == "books")
    since = _recognised_since(order) if era != "books" else None
    fields = spouse_fields(order, order.issued_on) | {
        "document_number": number,
        "book_number": book,
        "issue_date": order.issued_on.isoformat(),
        "issuing_body": registry,
        "title": "GIẤY CHỨNG NHẬN KẾT HÔN",
        "recognised_from": since.isoformat() if since else None,
        "sign_authority": None,
        "signer_name": order.signer,
        "signer_title": order.office.post,
    }
    sheets = (sheet,) if since is None else (sheet, _set_back(order, since))
    return SetPaper(sheets, fields, list_written(order, fields, on_stock=True))


def _set_spouses(sheet: Sheet, order: Order, *, is_old: bool) -> None:
    wife, husband = list_spouses(order, order.issued_on)
    pair = (husband, wife) if is_old else (wife, husband)
    top_mm, ends_mm = sheet.y_mm, []
    for spouse, left_mm in zip(pair, (_LEFT_MM, _MIDDLE_MM), strict=True):
        sheet.y_mm = top_mm
        sheet.right_mm = 297 - (left_mm + 122)
        set_spouse = _set_spouse_of_books if is_old else _set_spouse
        set_spouse(sheet, order, spouse, left_mm)
        ends_mm.append(sheet.y_mm)
    sheet.y_mm = max(ends_mm) + 1


def _set_spouse(sheet: Sheet, order: Order, spouse: Spouse, left_mm: float) -> None:
    person = spouse.person
    stock_label(sheet, [(f"Họ, chữ đệm, tên {spouse.word}:", "", left_mm)], bold=True)
    sheet.paragraph([(person.caps, sheet.value_style(BOLD))], left_mm=left_mm)
    stock_label(sheet, [("Ngày, tháng, năm sinh:", spelled_day(order, person.born_on), left_mm)])
    stock_label(sheet, [("Dân tộc:", ethnicity_of(person), left_mm)])
    stock_label(sheet, [("Quốc tịch:", "Việt Nam", left_mm)])
    stock_label(sheet, [("Nơi cư trú:", spouse.address, left_mm)])
    stock_label(sheet, [("Giấy tờ tùy thân:", spouse.paper.text, left_mm)])


def _set_spouse_of_books(sheet: Sheet, order: Order, spouse: Spouse, left_mm: float) -> None:
    person = spouse.person
    stock_label(sheet, [(f"Họ và tên {spouse.word}:", person.caps, left_mm)], bold=True)
    stock_label(sheet, [("Ngày, tháng, năm sinh:", spelled_day(order, person.born_on), left_mm)])
    stock_label(sheet, [("Dân tộc:", ethnicity_of(person), left_mm), ("Quốc tịch:", "Việt Nam", left_mm + 52)])
    stock_label(sheet, [("Nơi thường trú/tạm trú:", spouse.address, left_mm)])
    stock_label(sheet, [(_OLD_ID_LABEL, spouse.paper.number, left_mm)])


def _set_signatures(sheet: Sheet, order: Order, *, is_old: bool) -> None:
    top_mm = sheet.y_mm
    hint = "(Ký, ghi rõ họ, chữ đệm, tên)"
    wife, husband = ("Vợ", hint, order.partner.name), ("Chồng", hint, order.holder.name)
    columns: Sequence[tuple[str, str, str]] = (husband, wife) if is_old else (wife, husband)
    for (head, below, name), centre_mm in zip(columns, (60.0, 128.0), strict=True):
        sheet.y_mm = top_mm
        sheet.centred(head, Style("serif-bold", 13, STOCK_INK), centre_mm)
        sheet.centred(below, _SMALL, centre_mm)
        sheet.marks.append(SignatureMark(centre_mm - 12, sheet.y_mm + 1, 24.0, 10.0, order.seed + len(head)))
        sheet.skip(13)
        sheet.centred_runs([(name, sheet.value_style(Style("serif-italic", 13, (38, 52, 150))))], centre_mm)
    sheet.y_mm = top_mm
    centre_mm = 226.0
    sheet.centred("NGƯỜI KÝ GIẤY CHỨNG NHẬN KẾT HÔN", Style("serif-bold", 12, STOCK_INK), centre_mm)
    sheet.centred("(Ký, ghi rõ họ, chữ đệm, tên, chức vụ và đóng dấu)", _SMALL, centre_mm)
    sheet.centred(order.office.post, BOLD, centre_mm)
    office = order.office
    sheet.marks.append(SignatureMark(centre_mm - 16, sheet.y_mm + 1, 32.0, 13.0, order.seed))
    sheet.marks.append(SealMark(centre_mm - 17, sheet.y_mm + 6, office.seal_around, office.seal_below, "", 16.0))
    sheet.skip(15)
    sheet.centred(order.signer, BOLD, centre_mm)


def _recognised_since(order: Order) -> date | None:
    """A marriage registered again counts from an older day, the first of its month where the day is not known."""
    if order.seed % _RECOGNISED_EVERY:
        return None
    return (order.issued_on - timedelta(days=2000 + order.seed % 900)).replace(day=1)


def _set_back(order: Order, since: date) -> Sheet:
    sheet = Sheet(ground="civil", width_mm=297, height_mm=210, left_mm=40, right_mm=40, y_mm=40, leading=1.5)
    sheet.fill_hand = order.fill_hand
    text = f"Quan hệ hôn nhân được công nhận kể từ {long_day(since)}."
    sheet.paragraph([(text, sheet.value_style(Style("serif", 13)))])
    return sheet
