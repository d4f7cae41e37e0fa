"""Here is set the GIẤY KHAI SINH on tinted stock: the original of TT 04/2020 (mother before father)."""

from __future__ import annotations

from benchmarks.papers.faces import Style
from benchmarks.papers.forms.civil_stock import set_civil_head, stock_label
from benchmarks.papers.letterhead import set_signature
from benchmarks.papers.orders import FieldValue, Order, SetPaper
from benchmarks.papers.people import Person
from benchmarks.papers.sheet import Sheet
from benchmarks.papers.words import date_in_words, printed_date

_NAME = Style("serif-bold", 13)


def set_birth_certificate(order: Order, *, mother: Person, father: Person) -> SetPaper:
    """One tinted page; `order.holder` is the child, `issued_on` the day of registration."""
    child = order.holder
    number = f"{order.number}/{order.issued_on.year}"
    registry = f"Ủy ban nhân dân {order.office.place.full}"
    sheet = Sheet(ground="civil", y_mm=21, left_mm=26, right_mm=22, leading=1.36, fill_hand=order.fill_hand)
    set_civil_head(sheet, "GIẤY KHAI SINH", number, hand=order.number_hand)
    stock_label(sheet, [("Họ, chữ đệm, tên:", child.caps, 26)], bold=True)
    words = f"{printed_date(child.born_on)} ghi bằng chữ: {date_in_words(child.born_on)}"
    stock_label(sheet, [("Ngày, tháng, năm sinh:", words, 26)])
    stock_label(sheet, [("Giới tính:", child.sex, 26), ("Dân tộc:", "Kinh", 80), ("Quốc tịch:", "Việt Nam", 130)])
    birth_place = f"Bệnh viện Phụ sản, {order.office.place.full}"
    stock_label(sheet, [("Nơi sinh:", birth_place, 26)])
    stock_label(sheet, [("Quê quán:", order.where.full, 26)])
    stock_label(sheet, [("Số định danh cá nhân:", child.citizen_id, 26)])
    for word, parent in (("mẹ", mother), ("cha", father)):
        stock_label(sheet, [(f"Họ, chữ đệm, tên người {word}:", parent.caps, 26)], bold=True)
        year = str(parent.born_on.year)
        stock_label(sheet, [("Năm sinh:", year, 26), ("Dân tộc:", "Kinh", 80), ("Quốc tịch:", "Việt Nam", 130)])
        stock_label(sheet, [("Nơi cư trú:", order.address, 26)])
    stock_label(sheet, [("Họ, chữ đệm, tên người đi khai sinh:", father.caps, 26)], bold=True)
    paper = f"Thẻ căn cước công dân số {father.citizen_id}, Cục Cảnh sát QLHC về TTXH cấp ngày 01/6/2021"
    stock_label(sheet, [("Giấy tờ tùy thân:", paper, 26)])
    stock_label(sheet, [("Nơi đăng ký khai sinh:", registry, 26)], bold=True)
    stock_label(sheet, [("Ngày, tháng, năm đăng ký:", printed_date(order.issued_on), 26)], bold=True)
    sheet.skip(3)
    heads = ("NGƯỜI KÝ GIẤY KHAI SINH", "(Ký, ghi rõ họ, chữ đệm, tên, chức vụ, đóng dấu)")
    set_signature(sheet, order, head_lines=heads)
    return SetPaper((sheet,), _fields(order, number, registry, birth_place, mother, father))


def _fields(
    order: Order, number: str, registry: str, birth_place: str, mother: Person, father: Person
) -> dict[str, FieldValue]:
    child = order.holder
    return {
        "document_number": number,
        "issue_date": order.issued_on.isoformat(),
        "issuing_body": registry,
        "title": "GIẤY KHAI SINH",
        "holder_name": child.caps,
        "holder_id": child.citizen_id,
        "holder_birth_date": child.born_on.isoformat(),
        "sex": child.sex,
        "birth_place": birth_place,
        "mother_name": mother.caps,
        "father_name": father.caps,
        "signer_name": order.signer,
        "signer_title": order.office.post,
        "birth_date_in_words": child.born_on.isoformat(),
        "holder_ethnicity": "Kinh",
        "holder_nationality": "Việt Nam",
        "native_place": order.where.full,
        "mother_birth_date": str(mother.born_on.year),
        "mother_address": order.address,
        "father_birth_date": str(father.born_on.year),
        "father_address": order.address,
        "declarant_name": father.caps,
        "sign_authority": order.office.sign_authority,
    }
