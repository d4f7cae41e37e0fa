"""Here are set the TRÍCH LỤC KHAI TỬ, original or copy (TT 15/2015, TT 04/2020), and the GIẤY CHỨNG TỬ before."""

from __future__ import annotations

from datetime import timedelta

from benchmarks.papers.faces import Style
from benchmarks.papers.forms.civil_eras import ethnicity_of, long_day, spelled_day
from benchmarks.papers.forms.civil_stock import (
    StockHead,
    list_written,
    set_civil_head,
    set_clerk,
    stamp_copy,
    stock_label,
)
from benchmarks.papers.forms.death_record import Death, death_fields, spelled_birth, spoken_moment, tell_death
from benchmarks.papers.letterhead import (
    head_fields,
    labelled,
    number_line,
    place_date,
    set_head,
    set_signature,
    several,
)
from benchmarks.papers.orders import FieldValue, Order, SetPaper
from benchmarks.papers.sheet import Sheet

_TITLE = Style("serif-bold", 16)
_SUBTITLE = Style("serif-bold", 13)
_SIGN_HEADS = ("NGƯỜI KÝ TRÍCH LỤC", "(Ký, ghi rõ họ, chữ đệm, tên, chức vụ và đóng dấu)")


def set_death_extract(order: Order) -> SetPaper:
    """One page; `holder` is the deceased, `partner` the one who declared."""
    death = tell_death(order)
    if death.era == "books":
        return _set_books_form(order, death)
    by_hand = order.fill_hand
    sheet = Sheet(leading=1.42, keeps_dots=order.keeps_dots or by_hand is not None, fill_hand=by_hand)
    sheet.typewriter = order.typewriter
    set_head(sheet, order.office, number=number_line(order, death.number), place_date=place_date(order))
    _set_title(sheet, order, death)
    _set_person(sheet, order, death)
    _set_moment(sheet, order, death)
    (_set_source if death.is_copy else _set_declaration)(sheet, order, death)
    sheet.skip(6)
    set_signature(sheet, order, head_lines=_SIGN_HEADS)
    title = "TRÍCH LỤC KHAI TỬ (BẢN SAO)" if death.is_copy else "TRÍCH LỤC KHAI TỬ"
    fields = head_fields(order, death.number, title) | death_fields(order, death)
    return SetPaper((sheet,), fields, list_written(order, fields, on_stock=False))


def _set_title(sheet: Sheet, order: Order, death: Death) -> None:
    sheet.skip(3)
    top_mm = sheet.y_mm
    sheet.centred("TRÍCH LỤC KHAI TỬ", _TITLE)
    if death.is_copy:
        sheet.centred("(BẢN SAO)", _SUBTITLE)
        if order.seed % 2:
            stamp_copy(sheet, 32.0, top_mm + 2.0)
    sheet.skip(4)


def _set_person(sheet: Sheet, order: Order, death: Death) -> None:
    dead = order.holder
    labelled(sheet, "Họ, chữ đệm, tên:", dead.caps, bold=True)
    labelled(sheet, "Ngày, tháng, năm sinh:", spelled_birth(order))
    pairs = [("Giới tính:", dead.sex), ("Dân tộc:", ethnicity_of(dead)), ("Quốc tịch:", "Việt Nam")]
    several(sheet, pairs, (28.0, 80.0, 130.0))
    labelled(sheet, "Số định danh cá nhân:", death.personal_number or "")
    labelled(sheet, "Giấy tờ tùy thân:", death.paper.text)


def _set_moment(sheet: Sheet, order: Order, death: Death) -> None:
    moment = death.moment
    spoken = f" ghi bằng chữ: {spoken_moment(order, death)}"
    words = "" if death.is_copy and death.era == "circular_15" else spoken
    when = f"{moment.hour:02d} giờ {moment.minute:02d} phút, ngày {spelled_day(order, moment.date())}{words}"
    labelled(sheet, "Đã chết vào lúc:", when)
    labelled(sheet, "Nơi chết:", order.address)
    if death.cause:
        labelled(sheet, "Nguyên nhân chết:", death.cause or "")


def _set_declaration(sheet: Sheet, order: Order, death: Death) -> None:
    notice = f"Giấy báo tử/Giấy tờ hợp lệ thay thế Giấy báo tử số: {order.seed % 60 + 3}/GBT do Trạm y tế"
    day = spelled_day(order, order.issued_on - timedelta(days=2))
    labelled(sheet, notice, f"{order.where.name}, cấp ngày {day}")
    labelled(sheet, "Họ, chữ đệm, tên người đi khai tử:", order.partner.caps, bold=True)
    labelled(sheet, "Giấy tờ tùy thân:", death.teller_paper.text)


def _set_source(sheet: Sheet, order: Order, death: Death) -> None:
    labelled(sheet, "Đã được đăng ký khai tử tại:", death.registry)
    if death.era == "circular_15":
        day = spelled_day(order, death.registered_on)
        several(sheet, [("Số:", death.register_number), ("Ngày:", day)], (28.0, 80.0))
        labelled(sheet, "Ghi chú:", "")
        return
    labelled(sheet, "Số:", f"{death.register_number} {long_day(death.registered_on)}", leader=False)
    labelled(sheet, "Thực hiện trích lục từ:", death.source or "")


def _set_books_form(order: Order, death: Death) -> SetPaper:
    """The GIẤY CHỨNG TỬ on tinted stock with a book number, printed or typed in."""
    dead, left_mm = order.holder, 26.0
    sheet = Sheet(ground="civil", y_mm=21, left_mm=left_mm, right_mm=22, leading=1.42, fill_hand=order.fill_hand)
    sheet.typewriter = order.typewriter
    book = f"01/{order.issued_on.year}"
    head = StockHead("GIẤY CHỨNG TỬ", death.number, "books", "(BẢN CHÍNH)", book, order.number_hand)
    set_civil_head(sheet, head)
    stock_label(sheet, [("Họ và tên:", dead.caps, left_mm), ("Giới tính:", dead.sex, 140.0)], bold=True)
    stock_label(sheet, [("Ngày, tháng, năm sinh:", spelled_birth(order), left_mm)])
    stock_label(sheet, [("Dân tộc:", ethnicity_of(dead), left_mm), ("Quốc tịch:", "Việt Nam", 110.0)])
    stock_label(sheet, [("Nơi thường trú/tạm trú cuối cùng:", order.address, left_mm)])
    stock_label(sheet, [("Số Giấy CMND/Hộ chiếu/Giấy tờ hợp lệ thay thế:", death.paper.number, left_mm)])
    moment = death.moment
    when = f"{moment.hour:02d} giờ {moment.minute:02d} phút, {long_day(moment.date())}"
    stock_label(sheet, [("Đã chết vào lúc:", when, left_mm)])
    stock_label(sheet, [("(Ghi bằng chữ:", f"{spoken_moment(order, death)})", left_mm)])
    stock_label(sheet, [("Nơi chết:", order.address, left_mm)])
    stock_label(sheet, [("Nguyên nhân chết:", death.cause or "", left_mm)])
    stock_label(sheet, [("Nơi đăng ký:", death.registry, left_mm)], bold=True)
    stock_label(sheet, [("Ngày, tháng, năm đăng ký:", spelled_day(order, order.issued_on), left_mm)], bold=True)
    stock_label(sheet, [("Ghi chú:", "", left_mm)])
    sheet.skip(3)
    set_clerk(sheet, order)
    set_signature(sheet, order, head_lines=("NGƯỜI KÝ GIẤY CHỨNG TỬ",))
    fields = death_fields(order, death) | _book_fields(order, death, book)
    return SetPaper((sheet,), fields, list_written(order, fields, on_stock=True))


def _book_fields(order: Order, death: Death, book: str) -> dict[str, FieldValue]:
    """The old form names its office as place of registration alone."""
    return {
        "document_number": death.number,
        "book_number": book,
        "issue_date": order.issued_on.isoformat(),
        "issue_place": None,
        "issuing_body": death.registry,
        "parent_body": None,
        "title": "GIẤY CHỨNG TỬ (BẢN CHÍNH)",
        "last_residence": order.address,
        "sign_authority": order.office.sign_authority,
        "signer_name": order.signer,
        "signer_title": order.office.post,
    }
