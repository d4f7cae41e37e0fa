"""Here is set the GIẤY KHAI SINH on tinted stock: of the books (to 2015), of TT 15/2015 and TT 04/2020, its back."""

from __future__ import annotations

from datetime import timedelta

from benchmarks.papers.forms.birth_record import (
    BirthRecord,
    make_birth_record,
    record_fields,
    set_child,
    set_declarant,
    set_parents,
)
from benchmarks.papers.forms.civil_eras import era_of, ethnicity_of, spelled_day, spoken_day
from benchmarks.papers.forms.civil_stock import StockHead, list_written, set_civil_head, set_clerk, stock_label
from benchmarks.papers.letterhead import BOLD, set_signature
from benchmarks.papers.orders import FieldValue, Order, SetPaper
from benchmarks.papers.people import Person
from benchmarks.papers.sheet import Sheet

_SIGN_HEADS = ("NGƯỜI KÝ GIẤY KHAI SINH", "(Ký, ghi rõ họ, chữ đệm, tên, chức vụ, đóng dấu)")
_CHANGED_EVERY = 7
_COLUMN_MM = 118.0


def set_birth_certificate(order: Order, *, mother: Person, father: Person) -> SetPaper:
    """`order.holder` is the child, `issued_on` the day of registration; one in seven has a change noted on its back."""
    era = era_of(order.issued_on)
    record = make_birth_record(order, mother, father, order.issued_on)
    sheet = Sheet(ground="civil", y_mm=21, left_mm=26, right_mm=22, leading=1.36, fill_hand=order.fill_hand)
    book = f"01/{order.issued_on.year}" if era == "books" else None
    below_title = "(BẢN CHÍNH)" if era == "books" else ""
    head = StockHead("GIẤY KHAI SINH", record.number, era, below_title, book, order.number_hand)
    set_civil_head(sheet, head)
    if era == "books":
        _set_books_form(sheet, order, record)
    else:
        _set_circular_form(sheet, order, record)
    change = _tell_change(order) if order.seed % _CHANGED_EVERY == 0 else None
    fields = _fields(order, record, book) | {"later_changes": change}
    sheets = (sheet,) if change is None else (sheet, _set_back(order, change))
    return SetPaper(sheets, fields, list_written(order, fields, on_stock=True))


def _set_circular_form(sheet: Sheet, order: Order, record: BirthRecord) -> None:
    set_child(sheet, order, record, stock_label)
    set_parents(sheet, record, stock_label)
    set_declarant(sheet, record, stock_label)
    stock_label(sheet, [("Nơi đăng ký khai sinh:", record.registry, 26)], bold=True)
    day = spelled_day(order, record.registered_on)
    stock_label(sheet, [("Ngày, tháng, năm đăng ký:", day, 26)], bold=True)
    sheet.skip(3)
    set_signature(sheet, order, head_lines=_SIGN_HEADS)


def _set_books_form(sheet: Sheet, order: Order, record: BirthRecord) -> None:
    child = record.child
    stock_label(sheet, [("Họ và tên:", child.caps, 26), ("Giới tính:", child.sex, _COLUMN_MM + 20)], bold=True)
    stock_label(sheet, [("Ngày, tháng, năm sinh:", spelled_day(order, child.born_on), 26)])
    stock_label(sheet, [("(Bằng chữ:", f"{spoken_day(order, child.born_on)})", 26)])
    stock_label(sheet, [("Nơi sinh:", record.birth_place, 26)])
    stock_label(sheet, [("Quê quán:", record.native_place or "", 26)])
    stock_label(sheet, [("Dân tộc:", ethnicity_of(child), 26), ("Quốc tịch:", "Việt Nam", _COLUMN_MM)])
    for _, word, parent in reversed(record.parents):
        name, year = (parent.caps, str(parent.born_on.year)) if parent else ("", "")
        stock_label(sheet, [(f"Họ và tên {word}:", name, 26)], bold=True)
        nation = "Việt Nam" if parent else ""
        pairs = [("Dân tộc:", ethnicity_of(parent), 26.0), ("Quốc tịch:", nation, 80.0), ("Năm sinh:", year, 135.0)]
        stock_label(sheet, pairs)
        stock_label(sheet, [("Nơi thường trú/tạm trú:", record.address if parent else "", 26)])
    stock_label(sheet, [("Nơi đăng ký:", record.registry, 26)], bold=True)
    stock_label(sheet, [("Ngày, tháng, năm đăng ký:", spelled_day(order, record.registered_on), 26)], bold=True)
    stock_label(sheet, [("Ghi chú:", "", 26)])
    stock_label(sheet, [("Họ và tên người đi khai sinh:", record.declarant.caps if record.declarant else "", 26)])
    relation = "Mẹ" if record.father is None else "Cha"
    stock_label(sheet, [("Quan hệ với người được khai sinh:", relation, 26)])
    sheet.skip(2)
    set_clerk(sheet, order)
    set_signature(sheet, order, head_lines=_SIGN_HEADS[:1])


def _tell_change(order: Order) -> str:
    changed_on = order.issued_on + timedelta(days=70)
    family, *_, given = order.holder.name.split()
    old = f"{family} {'Văn' if order.holder.sex == 'Nam' else 'Thị'} {given}"
    return (
        f"Cải chính họ, chữ đệm, tên từ {old} thành {order.holder.name} theo Trích lục số "
        f"{order.seed % 40 + 2}/TLCCHT ngày {spelled_day(order, changed_on)} của UBND {order.office.place.name}"
    )


def _set_back(order: Order, change: str) -> Sheet:
    """Room for what the office notes later, signed and sealed again; its printed heading is not known."""
    sheet = Sheet(ground="civil", y_mm=30, left_mm=26, right_mm=22, leading=1.5, fill_hand=order.fill_hand)
    stock_label(sheet, [("Ghi chú:", change, 26)], bold=False)
    sheet.skip(6)
    sheet.centred("NGƯỜI GHI CHÚ", BOLD, 150.0)
    set_signature(sheet, order)
    return sheet


def _fields(order: Order, record: BirthRecord, book: str | None) -> dict[str, FieldValue]:
    relation = "Mẹ" if record.father is None else "Cha"
    return record_fields(record, era_of(order.issued_on)) | {
        "document_number": record.number,
        "book_number": book,
        "issue_date": record.registered_on.isoformat(),
        "issuing_body": record.registry,
        "title": "GIẤY KHAI SINH (BẢN CHÍNH)" if book else "GIẤY KHAI SINH",
        "declarant_relation": relation if book else None,
        "signer_name": order.signer,
        "signer_title": order.office.post,
        "sign_authority": order.office.sign_authority,
    }
