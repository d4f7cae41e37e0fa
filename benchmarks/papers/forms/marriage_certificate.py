"""Here is set the GIẤY CHỨNG NHẬN KẾT HÔN on tinted stock, wider than tall: wife left, husband right (TT 04/2020)."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.papers.faces import Style
from benchmarks.papers.forms.civil_stock import STOCK_INK, set_civil_head, stock_label
from benchmarks.papers.letterhead import BOLD
from benchmarks.papers.orders import FieldValue, Order, SetPaper
from benchmarks.papers.people import Person
from benchmarks.papers.sheet import SealMark, Sheet, SignatureMark
from benchmarks.papers.words import printed_date

_SMALL = Style("serif-italic", 10.5, STOCK_INK)
_LEFT_MM, _MIDDLE_MM = 22.0, 152.0


def set_marriage_certificate(order: Order) -> SetPaper:
    """One landscape page; `holder` is the husband, `partner` the wife."""
    number = f"{order.number}/{order.issued_on.year}"
    registry = f"Ủy ban nhân dân {order.office.place.full}"
    wife, husband = order.partner, order.holder
    sheet = Sheet(ground="civil", width_mm=297, height_mm=210, left_mm=_LEFT_MM, right_mm=20, y_mm=17, leading=1.3)
    sheet.fill_hand = order.fill_hand
    set_civil_head(sheet, "GIẤY CHỨNG NHẬN KẾT HÔN", number, hand=order.number_hand, number_left_mm=230.0)
    top_mm = sheet.y_mm
    ends_mm = []
    for person, word, left_mm in ((wife, "vợ", _LEFT_MM), (husband, "chồng", _MIDDLE_MM)):
        sheet.y_mm = top_mm
        sheet.right_mm = 297 - (left_mm + 122)
        _set_spouse(sheet, person, word, left_mm, order)
        ends_mm.append(sheet.y_mm)
    sheet.y_mm = max(ends_mm) + 1
    sheet.right_mm = 40
    stock_label(sheet, [("Nơi đăng ký kết hôn:", registry, 58.0)], bold=True)
    stock_label(sheet, [("Ngày, tháng, năm đăng ký:", printed_date(order.issued_on), 58.0)], bold=True)
    sheet.skip(2)
    _set_signatures(sheet, order)
    fields: dict[str, FieldValue] = {
        "document_number": number,
        "issue_date": order.issued_on.isoformat(),
        "issuing_body": registry,
        "title": "GIẤY CHỨNG NHẬN KẾT HÔN",
        "wife_name": wife.caps,
        "wife_birth_date": wife.born_on.isoformat(),
        "wife_id": wife.citizen_id,
        "husband_name": husband.caps,
        "husband_birth_date": husband.born_on.isoformat(),
        "husband_id": husband.citizen_id,
        "signer_name": order.signer,
        "signer_title": order.office.post,
        "wife_ethnicity": "Kinh",
        "wife_nationality": "Việt Nam",
        "wife_address": f"{order.house}, {order.office.place.full}",
        "husband_ethnicity": "Kinh",
        "husband_nationality": "Việt Nam",
        "husband_address": f"{order.house}, {order.where.full}",
    }
    return SetPaper((sheet,), fields)


def _set_spouse(sheet: Sheet, person: Person, word: str, left_mm: float, order: Order) -> None:
    stock_label(sheet, [(f"Họ, chữ đệm, tên {word}:", "", left_mm)], bold=True)
    sheet.paragraph([(person.caps, sheet.value_style(BOLD))], left_mm=left_mm)
    stock_label(sheet, [("Ngày, tháng, năm sinh:", printed_date(person.born_on), left_mm)])
    stock_label(sheet, [("Dân tộc:", "Kinh", left_mm)])
    stock_label(sheet, [("Quốc tịch:", "Việt Nam", left_mm)])
    home = order.where if word == "chồng" else order.office.place
    stock_label(sheet, [("Nơi cư trú:", f"{order.house}, {home.full}", left_mm)])
    paper = f"Thẻ căn cước công dân số {person.citizen_id}, Cục Cảnh sát QLHC về TTXH cấp ngày 12/5/2021"
    stock_label(sheet, [("Giấy tờ tùy thân:", paper, left_mm)])


def _set_signatures(sheet: Sheet, order: Order) -> None:
    top_mm = sheet.y_mm
    columns: Sequence[tuple[str, str, str, float]] = (
        ("Vợ", "(Ký, ghi rõ họ, chữ đệm, tên)", order.partner.name, 60.0),
        ("Chồng", "(Ký, ghi rõ họ, chữ đệm, tên)", order.holder.name, 128.0),
    )
    for head, hint, name, centre_mm in columns:
        sheet.y_mm = top_mm
        sheet.centred(head, Style("serif-bold", 13, STOCK_INK), centre_mm)
        sheet.centred(hint, _SMALL, centre_mm)
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
