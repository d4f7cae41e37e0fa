"""Here are set copies of birth entries: TRÍCH LỤC KHAI SINH (TT 15/2015), GIẤY KHAI SINH (BẢN SAO) (TT 04/2020)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from benchmarks.papers.faces import Style, text_width_mm
from benchmarks.papers.forms.birth_record import (
    BirthRecord,
    make_birth_record,
    record_fields,
    set_child,
    set_declarant,
    set_parents,
)
from benchmarks.papers.forms.civil_eras import era_of, spelled_day
from benchmarks.papers.forms.civil_stock import list_written, stamp_copy
from benchmarks.papers.letterhead import (
    BOLD,
    MOTTO,
    NATION,
    NORMAL,
    date_line,
    head_fields,
    labelled,
    number_line,
    place_date,
    set_head,
    set_signature,
    several,
)
from benchmarks.papers.orders import FieldValue, Order, SetPaper
from benchmarks.papers.people import Person
from benchmarks.papers.sheet import Sheet

_TITLE = Style("serif-bold", 16)
_SUBTITLE = Style("serif-bold", 13)
_HINT = Style("serif-italic", 11)
_SIGN_HEADS = ("NGƯỜI KÝ TRÍCH LỤC", "(Ký, ghi rõ họ, chữ đệm, tên, chức vụ và đóng dấu)")
_FOOT_HEADS = ("NGƯỜI KÝ", "(Ký, ghi rõ họ, tên, chức vụ và đóng dấu)")
_FOOT_LEFT_MM, _FOOT_RIGHT_MM = 58.0, 150.0
_DATABASE, _BOOK = "Cơ sở dữ liệu hộ tịch điện tử", "Sổ đăng ký khai sinh"


def set_birth_extract(order: Order, *, mother: Person, father: Person) -> SetPaper:
    """One white page, printed by the office; `order.holder` is the child of then, `issued_on` the day of the copy."""
    era = era_of(order.issued_on)
    record = _find_record(order, mother, father)
    by_hand = order.fill_hand
    sheet = Sheet(y_mm=16, leading=1.32, keeps_dots=order.keeps_dots or by_hand is not None, fill_hand=by_hand)
    set_copy = _set_circular_15 if era == "circular_15" else _set_circular_04
    fields = record_fields(record, era) | set_copy(sheet, order, record)
    fields |= {
        "register_number": record.number,
        "registration_date": record.registered_on.isoformat(),
        "registration_body": record.registry,
    }
    return SetPaper((sheet,), fields, list_written(order, fields, on_stock=False))


def _find_record(order: Order, mother: Person, father: Person) -> BirthRecord:
    """The entry of long ago; old books know neither native place nor number, and short copies no declarant."""
    registered_on = order.holder.born_on + timedelta(days=6 + order.seed % 50)
    record = make_birth_record(order, mother, father, registered_on)
    if era_of(order.issued_on) == "circular_15" or registered_on.year < 2016:
        record = replace(record, declarant=None, declarant_paper=None)
    if registered_on.year < 2016:
        native_place = record.native_place if order.seed % 2 else None
        record = replace(record, native_place=native_place, child_id=_number_known_later(order))
    return record


def _number_known_later(order: Order) -> str | None:
    """A copy drawn from the database carries the number that its holder was given meanwhile."""
    return order.holder.citizen_id if _is_from_database(order) else None


def _is_from_database(order: Order) -> bool:
    return era_of(order.issued_on) == "circular_04" and order.seed % 2 == 0


def _set_circular_15(sheet: Sheet, order: Order, record: BirthRecord) -> dict[str, FieldValue]:
    number = f"{order.seed % 400 + 3}/TLKS-BS"
    set_head(sheet, order.office, number=number_line(order, number), place_date=place_date(order))
    _set_title(sheet, order, "TRÍCH LỤC KHAI SINH")
    set_child(sheet, order, record, _white_label)
    set_parents(sheet, record, _white_label)
    labelled(sheet, "Đăng ký khai sinh tại:", record.registry)
    labelled(sheet, "Số:", f"{record.number}, ngày {spelled_day(order, record.registered_on)}")
    labelled(sheet, "Ghi chú:", "")
    sheet.skip(4)
    set_signature(sheet, order, head_lines=_SIGN_HEADS)
    return head_fields(order, number, "TRÍCH LỤC KHAI SINH (BẢN SAO)") | {"copied_from": None}


def _set_circular_04(sheet: Sheet, order: Order, record: BirthRecord) -> dict[str, FieldValue]:
    """The original's lines, and at the foot who copied them when: office and number left, day and signer right."""
    centre_mm = (sheet.left_mm + sheet.right_edge_mm) / 2
    sheet.centred(NATION, BOLD, centre_mm)
    sheet.centred(MOTTO, BOLD, centre_mm)
    half_mm = text_width_mm(MOTTO, BOLD) / 2
    sheet.rule(centre_mm - half_mm, centre_mm + half_mm, sheet.y_mm + 0.3)
    sheet.skip(2)
    sheet.paragraph([("Số: ", NORMAL), (record.number, sheet.value_style(NORMAL))], left_mm=150.0)
    _set_title(sheet, order, "GIẤY KHAI SINH")
    set_child(sheet, order, record, _white_label)
    set_parents(sheet, record, _white_label)
    set_declarant(sheet, record, _white_label)
    labelled(sheet, "Nơi đăng ký khai sinh:", record.registry)
    labelled(sheet, "Ngày, tháng, năm đăng ký:", spelled_day(order, record.registered_on))
    sheet.centred("NGƯỜI KÝ GIẤY KHAI SINH", BOLD, _FOOT_RIGHT_MM)
    sheet.centred("(Đã ký)", _HINT, _FOOT_RIGHT_MM)
    number = f"{order.seed % 400 + 3}/GKS-BS"
    _set_foot(sheet, order, number)
    source = _DATABASE if _is_from_database(order) else _BOOK
    return head_fields(order, number, "GIẤY KHAI SINH (BẢN SAO)") | {"copied_from": source}


def _set_foot(sheet: Sheet, order: Order, number: str) -> None:
    sheet.skip(2)
    top_mm, office = sheet.y_mm, order.office
    for line in (*office.parent_lines, *office.body_lines):
        sheet.centred(line, Style("serif-bold", 12), _FOOT_LEFT_MM)
    sheet.centred_runs(number_line(order, number), _FOOT_LEFT_MM)
    sheet.y_mm = top_mm
    source = f"Thực hiện trích lục từ: {_DATABASE}" if _is_from_database(order) else f"Sao từ {_BOOK}"
    sheet.centred(source, _HINT, _FOOT_RIGHT_MM)
    sheet.centred_runs(date_line(order, f"{office.place.short}, "), _FOOT_RIGHT_MM)
    set_signature(sheet, order, head_lines=_FOOT_HEADS)


def _set_title(sheet: Sheet, order: Order, title: str) -> None:
    sheet.skip(2)
    top_mm = sheet.y_mm
    sheet.centred(title, _TITLE)
    sheet.centred("(BẢN SAO)", _SUBTITLE)
    sheet.skip(2)
    if order.seed % 3 == 0:
        stamp_copy(sheet, 32.0, top_mm + 2.0)


def _white_label(sheet: Sheet, pairs: Sequence[tuple[str, str, float]], *, bold: bool = False) -> None:
    if len(pairs) == 1:
        label, value, _ = pairs[0]
        labelled(sheet, label, value, bold=bold)
        return
    several(sheet, [(label, value) for label, value, _ in pairs], [start_mm for *_, start_mm in pairs])
