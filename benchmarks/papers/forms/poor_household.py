"""Here is set the GIẤY CHỨNG NHẬN HỘ NGHÈO, HỘ CẬN NGHÈO: Mẫu số 03 of QĐ 24/2021, and the yearly sheet before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from benchmarks.papers.faces import Style
from benchmarks.papers.forms.tables import set_table
from benchmarks.papers.letterhead import (
    BOLD,
    ITALIC,
    NORMAL,
    TITLE,
    head_fields,
    labelled,
    number_line,
    place_date,
    set_head,
    set_signature,
    several,
)
from benchmarks.papers.orders import FieldValue, Order, SetPaper
from benchmarks.papers.people import Person, invent_person
from benchmarks.papers.sheet import RuleMark, Sheet
from benchmarks.papers.words import printed_date

_DECISION_24 = date(2021, 9, 1)
_MEMBER_COLUMNS_MM = (28.0, 40.0, 88.0, 106.0, 134.0, 151.0, 168.0, 192.0)
_CLASS_COLUMNS_MM = (28.0, 42.0, 56.0, *(56.0 + 11.33 * step for step in range(1, 13)))
_SMALL, _SMALL_BOLD = Style("serif", 11), Style("serif-bold", 11)
_INK = (24, 24, 30)
_ID_ISSUED_ON = date(2021, 4, 20)


def set_poor_household(order: Order) -> SetPaper:
    """Two pages since 9/2021 (members; classes and signature), one page before."""
    return _set_form(order) if order.issued_on >= _DECISION_24 else _set_yearly(order)


def _set_form(order: Order) -> SetPaper:
    number = f"{order.number}/GCN-HN.HCN"
    title = "GIẤY CHỨNG NHẬN HỘ NGHÈO, HỘ CẬN NGHÈO"
    sheet = Sheet(leading=1.34, fill_hand=order.fill_hand)
    set_head(sheet, order.office, number=number_line(order, number), place_date=place_date(order))
    sheet.skip(1)
    sheet.centred(title, TITLE)
    sheet.skip(2)
    for basis in _bases(order):
        sheet.paragraph([(basis, ITALIC)], indent_mm=10, justify=True)
    sheet.skip(1)
    head = order.holder
    several(sheet, [("Hộ gia đình ông/bà:", head.caps), ("Dân tộc:", "Kinh")], (28.0, 145.0))
    issued = ("Ngày cấp", printed_date(_ID_ISSUED_ON))
    several(sheet, [("Số CCCD/CMND:", head.citizen_id), issued], (28.0, 120.0))
    labelled(sheet, "Nơi thường trú:", order.address)
    sheet.paragraph([("I. Danh sách thành viên hộ gia đình", BOLD)])
    members = _members(order)
    _set_members(sheet, members)
    fields: dict[str, FieldValue] = {
        "holder_name": head.caps,
        "ethnicity": "Kinh",
        "holder_id": head.citizen_id,
        "id_issued_on": _ID_ISSUED_ON.isoformat(),
        "holder_address": order.address,
        "members": [
            {"name": person.name, "ethnicity": "Kinh", "relation": relation, "birth_year": str(person.born_on.year)}
            for person, relation in members
        ],
    }
    return SetPaper((sheet, _class_page(order)), head_fields(order, number, title) | fields)


def _bases(order: Order) -> tuple[str, ...]:
    return (
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
        "Căn cứ Nghị định số 07/2021/NĐ-CP ngày 27 tháng 01 năm 2021 của Chính phủ quy định chuẩn nghèo đa chiều giai "
        "đoạn 2021 – 2025;",
        "Căn cứ kết quả rà soát hộ nghèo, hộ cận nghèo hằng năm trên địa bàn, Chủ tịch Ủy ban nhân dân "
        f"{order.where.name} chứng nhận:",
    )


def _members(order: Order) -> tuple[tuple[Person, str], ...]:
    """Head, spouse, and one to three children of the family."""
    rng = np.random.default_rng(order.seed)
    spouse = "Vợ" if order.partner.sex == "Nữ" else "Chồng"
    family = order.holder.name.split()[0]
    invented = [invent_person(rng, years=(1998, 2015)) for _ in range(1 + order.seed % 3)]
    children = [replace(child, name=f"{family} {child.name.partition(' ')[2]}") for child in invented]
    return ((order.holder, "Chủ hộ"), (order.partner, spouse), *((child, "Con") for child in children))


def _set_members(sheet: Sheet, members: tuple[tuple[Person, str], ...]) -> None:
    """The table of members; its year stands under two heads, `Nam` and `Nữ`."""
    top_mm = sheet.y_mm + 1
    heads = ("STT", "Họ và tên", "Dân tộc", "Quan hệ với chủ hộ", "Năm sinh", "Ghi chú")
    places = ((0, 1), (1, 2), (2, 3), (3, 4), (4, 6), (6, 7))
    sheet.y_mm = top_mm
    for text, (first, last) in zip(heads, places, strict=True):
        middle_mm = (_MEMBER_COLUMNS_MM[first] + _MEMBER_COLUMNS_MM[last]) / 2
        sheet.put(middle_mm, top_mm + 5, text if len(text) < 16 else "Quan hệ", _SMALL_BOLD, "centre")
    sheet.put((_MEMBER_COLUMNS_MM[3] + _MEMBER_COLUMNS_MM[4]) / 2, top_mm + 10, "với chủ hộ", _SMALL_BOLD, "centre")
    for column, text in ((4, "Nam"), (5, "Nữ")):
        middle_mm = (_MEMBER_COLUMNS_MM[column] + _MEMBER_COLUMNS_MM[column + 1]) / 2
        sheet.put(middle_mm, top_mm + 10, text, _SMALL_BOLD, "centre")
    sheet.lines += ["STT Họ và tên Dân tộc Quan hệ Năm sinh Ghi chú", "với chủ hộ Nam Nữ"]
    sheet.rule(_MEMBER_COLUMNS_MM[4], _MEMBER_COLUMNS_MM[6], top_mm + 6.4, 0.3)
    y_mm = top_mm + 12
    hand = sheet.value_style(_SMALL)
    for index, (person, relation) in enumerate(members, start=1):
        sheet.rule(_MEMBER_COLUMNS_MM[0], _MEMBER_COLUMNS_MM[-1], y_mm, 0.3)
        year_column = 4 if person.sex == "Nam" else 5
        cells = {0: str(index), 1: person.name, 2: "Kinh", 3: relation, year_column: str(person.born_on.year)}
        for column, text in cells.items():
            style = _SMALL if column == 0 else hand
            sheet.put(_MEMBER_COLUMNS_MM[column] + 1.5, y_mm + 5.2, text, style)
        sheet.lines.append(" ".join(cells.values()))
        y_mm += 7.5
    sheet.rule(_MEMBER_COLUMNS_MM[0], _MEMBER_COLUMNS_MM[-1], y_mm, 0.3)
    sheet.rule(_MEMBER_COLUMNS_MM[0], _MEMBER_COLUMNS_MM[-1], top_mm, 0.3)
    for x_mm in _MEMBER_COLUMNS_MM:
        # The rule between `Nam` and `Nữ` starts under their common head.
        from_mm = top_mm + 6.4 if x_mm == _MEMBER_COLUMNS_MM[5] else top_mm
        sheet.marks.append(RuleMark(x_mm, from_mm, x_mm, y_mm, 0.3, _INK))
    sheet.y_mm = y_mm + 2


def _class_page(order: Order) -> Sheet:
    """The class of the year with its signature, and the empty block of the next year."""
    sheet = Sheet(y_mm=24, leading=1.34)
    sheet.paragraph([("II. Kết quả phân loại hộ gia đình giai đoạn 2022 – 2025", BOLD)])
    year = order.issued_on.year + 1
    for block, filled in ((year, True), (year + 1, False)):
        sheet.skip(3)
        sheet.centred(f"NĂM {block}", BOLD)
        _set_class(sheet, order, filled=filled)
        if not filled:
            break
        sheet.skip(3)
        sheet.centred_runs(place_date(order), 150.0)
        set_signature(sheet, order, head_lines=(f"Xác nhận của Chủ tịch UBND {order.where.kind}",))
    return sheet


def _set_class(sheet: Sheet, order: Order, *, filled: bool) -> None:
    sheet.paragraph([("Chỉ số thiếu hụt các dịch vụ xã hội cơ bản của hộ gia đình", _SMALL)], left_mm=58)
    is_poor = order.seed % 2 == 0
    lacking = {order.seed % 12, order.seed // 3 % 12, order.seed // 7 % 12}
    crosses = ["X" if is_poor else "", "" if is_poor else "X", *("X" if i in lacking else "" for i in range(12))]
    heads = ["N", "CN", *(str(i) for i in range(1, 13))]
    set_table(sheet, _CLASS_COLUMNS_MM, [heads, crosses if filled else [" "] * len(heads)], 11)


def _set_yearly(order: Order) -> SetPaper:
    """One page for one year, as communes worded it before the national form."""
    is_poor = order.seed % 2 == 0
    class_, sign = ("HỘ NGHÈO", "GCN-HN") if is_poor else ("HỘ CẬN NGHÈO", "GCN-HCN")
    number, year = f"{order.number}/{sign}", order.issued_on.year
    sheet = Sheet(leading=1.5, keeps_dots=order.keeps_dots, fill_hand=order.fill_hand)
    set_head(sheet, order.office, number=number_line(order, number), place_date=place_date(order))
    sheet.skip(4)
    sheet.centred("GIẤY CHỨNG NHẬN", TITLE)
    sheet.centred(f"{class_} NĂM {year}", TITLE)
    sheet.skip(5)
    basis = "Căn cứ Quyết định số 59/2015/QĐ-TTg ngày 19 tháng 11 năm 2015 của Thủ tướng Chính phủ;"
    sheet.paragraph([(basis, ITALIC)], indent_mm=10, justify=True)
    sheet.paragraph([(f"Chủ tịch Ủy ban nhân dân {order.where.name} chứng nhận:", NORMAL)], indent_mm=10)
    head = order.holder
    labelled(sheet, "Họ và tên chủ hộ:", head.caps, bold=True)
    labelled(sheet, "Số CMND/CCCD:", head.citizen_id)
    labelled(sheet, "Địa chỉ:", order.address)
    labelled(sheet, "Thuộc diện:", "Hộ nghèo" if is_poor else "Hộ cận nghèo")
    ends_on = date(year, 12, 31)
    sheet.paragraph([(f"Giấy chứng nhận này có giá trị đến hết ngày {printed_date(ends_on)}./.", NORMAL)], indent_mm=10)
    sheet.skip(6)
    set_signature(sheet, order, ("- Hộ gia đình;", "- Lưu: VT."))
    fields: dict[str, FieldValue] = {
        "holder_name": head.caps,
        "holder_id": head.citizen_id,
        "holder_address": order.address,
        "household_class": "Hộ nghèo" if is_poor else "Hộ cận nghèo",
        "valid_until": ends_on.isoformat(),
    }
    return SetPaper((sheet,), head_fields(order, number, f"GIẤY CHỨNG NHẬN {class_} NĂM {year}") | fields)
