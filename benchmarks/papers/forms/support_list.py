"""Here is set a paper that is nearly all table: the list of households that a commune or district supports."""

from __future__ import annotations

import numpy as np

from benchmarks.papers.faces import Style
from benchmarks.papers.forms.tables import set_table
from benchmarks.papers.letterhead import BOLD, ITALIC, head_fields, number_line, place_date, set_head, set_signature
from benchmarks.papers.orders import FieldValue, Order, SetPaper
from benchmarks.papers.people import invent_person
from benchmarks.papers.places import STREETS
from benchmarks.papers.sheet import Sheet
from benchmarks.papers.words import capital, grouped, number_in_words, printed_date

_COLUMNS_MM = (20.0, 30.0, 72.0, 94.0, 121.0, 164.0, 194.0)
_HEADS = ("STT", "Họ và tên", "Ngày sinh", "Số CCCD", "Địa chỉ", "Số tiền (đồng)")
_TITLE = Style("serif-bold", 14)


def set_support_list(order: Order) -> SetPaper:
    """One page of eight to fourteen people with a sum below; the order's holder comes first."""
    rng = np.random.default_rng(order.seed)
    number = f"{order.number}/DS-UBND"
    subject = f"Hộ gia đình được hỗ trợ đột xuất năm {order.issued_on.year}"
    people = [order.holder, *(invent_person(rng) for _ in range(int(rng.integers(7, 14))))]
    amounts = [int(rng.integers(3, 40)) * 50_000 for _ in people]
    rows = [
        (
            str(index),
            person.name,
            printed_date(person.born_on),
            person.citizen_id,
            f"số {int(rng.integers(2, 300))}, đường {STREETS[int(rng.integers(0, len(STREETS)))]}",
            grouped(amount),
        )
        for index, (person, amount) in enumerate(zip(people, amounts, strict=True), start=1)
    ]
    total = sum(amounts)
    sheet = Sheet(left_mm=20, right_mm=16)
    set_head(sheet, order.office, number=number_line(order, number), place_date=place_date(order))
    sheet.centred("DANH SÁCH", _TITLE)
    sheet.centred(subject, BOLD)
    sheet.centred(f"(Kèm theo Tờ trình số {order.seed % 80 + 11}/TTr-LĐTBXH)", ITALIC)
    sheet.skip(3)
    set_table(sheet, _COLUMNS_MM, [_HEADS, *rows, ("", "Tổng cộng", "", "", "", grouped(total))], 10.5)
    sheet.paragraph([(f"Bằng chữ: {capital(number_in_words(total))} đồng.", ITALIC)])
    sheet.skip(5)
    set_signature(sheet, order, ("- UBND quận (để b/c);", "- Lưu: VT, VX."))
    fields: dict[str, FieldValue] = {"subject": subject}
    return SetPaper((sheet,), head_fields(order, number, "DANH SÁCH") | fields)
