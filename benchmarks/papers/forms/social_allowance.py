"""Here is set the QUYẾT ĐỊNH Về việc trợ cấp xã hội: wordings under NĐ 136/2013, NĐ 20/2021 and NĐ 76/2024."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from benchmarks.papers.forms.committee_decision import law_of
from benchmarks.papers.letterhead import (
    BOLD,
    ITALIC,
    NORMAL,
    head_fields,
    labelled,
    number_line,
    place_date,
    set_head,
    set_signature,
)
from benchmarks.papers.orders import FieldValue, Order, SetPaper
from benchmarks.papers.sheet import Run, Sheet
from benchmarks.papers.words import capital, grouped, number_in_words, printed_date

_DECREE_20, _DECREE_76, _TWO_LEVELS = date(2021, 7, 1), date(2024, 7, 1), date(2025, 7, 1)
# (who, tenths of the coefficient): NĐ 20/2021, article 6.
_CATEGORIES = (
    ("Người từ đủ 80 tuổi trở lên", 10),
    ("Khuyết tật nặng là người cao tuổi", 20),
    ("Người khuyết tật nặng", 15),
    ("Khuyết tật đặc biệt nặng là người cao tuổi", 25),
)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a decision grants: who belongs to which category, the coefficient, the sum a month, its first month."""

    subject: str
    category: str
    tenths: int
    dong: int
    start: date

    @property
    def coefficient(self) -> str:
        return f"{self.tenths // 10},{self.tenths % 10}"

    @property
    def words(self) -> str:
        return f"{capital(number_in_words(self.dong))} đồng"


def set_social_allowance(order: Order) -> SetPaper:
    """One page; from 7/2021 on every other decision words article 1 as a sentence instead of lines."""
    grant = _grant(order)
    number = f"{order.number}/QĐ-UBND"
    sheet = Sheet(leading=1.32, keeps_dots=order.keeps_dots, typewriter=order.typewriter)
    set_head(sheet, order.office, number=number_line(order, number), place_date=place_date(order))
    sheet.skip(1)
    sheet.centred("QUYẾT ĐỊNH", BOLD)
    sheet.centred(grant.subject, BOLD)
    sheet.rule(98.0, 122.0, sheet.y_mm + 0.9)
    sheet.skip(4)
    sheet.centred(f"CHỦ TỊCH {order.office.issuing_body}", BOLD)
    sheet.skip(1)
    for basis in _bases(order):
        sheet.paragraph([(basis, ITALIC)], indent_mm=10, justify=True)
    sheet.skip(1)
    sheet.centred("QUYẾT ĐỊNH:", BOLD)
    fields = _fields(order, grant, in_lines=_is_in_lines(order))
    (_set_lines if _is_in_lines(order) else _set_sentence)(sheet, order, grant)
    _set_last_articles(sheet, order)
    sheet.skip(3)
    set_signature(sheet, order, ("- Như Điều 3;", "- Lưu: VT, VX."))
    return SetPaper((sheet,), head_fields(order, number, "QUYẾT ĐỊNH") | fields)


def _is_in_lines(order: Order) -> bool:
    return order.issued_on < _DECREE_20 or order.seed % 2 == 0


def _grant(order: Order) -> Grant:
    category, tenths = _CATEGORIES[order.seed // 16 % len(_CATEGORIES)]
    standard, subject = 360_000, "Về việc trợ cấp xã hội hàng tháng"
    if order.issued_on < _DECREE_20:
        standard, subject = 270_000, "Về việc trợ cấp xã hội"
    elif order.issued_on >= _DECREE_76:
        standard, subject = 500_000, "Về việc hưởng trợ cấp xã hội hàng tháng"
    year, month = order.issued_on.year + order.issued_on.month // 12, order.issued_on.month % 12 + 1
    return Grant(subject, category, tenths, standard * tenths // 10, date(year, month, 1))


def _bases(order: Order) -> tuple[str, ...]:
    decree, day = "20/2021", "15 tháng 3 năm 2021"
    if order.issued_on < _DECREE_20:
        decree, day = "136/2013", "21 tháng 10 năm 2013"
    proposer, sign = "Lao động - Thương binh và Xã hội", "LĐTBXH"
    if order.issued_on >= _TWO_LEVELS:
        proposer, sign = "Văn hóa - Xã hội", "VHXH"
    return (
        law_of(order),
        f"Căn cứ Nghị định số {decree}/NĐ-CP ngày {day} của Chính phủ quy định chính sách trợ giúp xã hội;",
        f"Xét đề nghị của Trưởng phòng {proposer} tại Tờ trình số {order.seed % 80 + 11}/TTr-{sign}.",
    )


def _set_lines(sheet: Sheet, order: Order, grant: Grant) -> None:
    """Article 1 as a form prints it, a label a line."""
    old = order.issued_on < _DECREE_20
    person = order.holder
    grants = "Trợ cấp cho ông(bà):" if old else "Trợ cấp xã hội hàng tháng đối với ông (bà):"
    opening: list[Run] = [("Điều 1. ", BOLD), (grants + " ", NORMAL), (person.caps, sheet.value_style(BOLD))]
    sheet.paragraph(opening)
    labelled(sheet, "Sinh ngày:", printed_date(person.born_on))
    if not old:
        labelled(sheet, "Số định danh cá nhân:", person.citizen_id)
    labelled(sheet, "Hiện cư trú tại:", order.address)
    labelled(sheet, "Thuộc đối tượng:", grant.category)
    if not old:
        labelled(sheet, "Hệ số:", grant.coefficient)
    labelled(sheet, "Mức trợ cấp:", f"{grouped(grant.dong)} đồng/tháng ({grant.words})")
    start = f"Từ ngày 01 tháng {_month(grant.start)} năm {grant.start.year}"
    labelled(sheet, "Thời gian hưởng trợ cấp:", start)


def _set_sentence(sheet: Sheet, order: Order, grant: Grant) -> None:
    """Article 1 as clerks write it who have no form."""
    person = order.holder
    who = (
        f"Trợ cấp xã hội hàng tháng đối với {person.address_word.lower()} {person.name}, sinh ngày "
        f"{printed_date(person.born_on)}, số căn cước {person.citizen_id}, nơi cư trú: {order.address}."
    )
    sheet.paragraph([("Điều 1. ", BOLD), (who, NORMAL)], indent_mm=10, justify=True)
    for line in (
        f"Thuộc đối tượng: {grant.category}.",
        f"Mức trợ cấp: {grouped(grant.dong)} đồng/tháng (Bằng chữ: {grant.words}).",
        f"Thời gian hưởng: kể từ tháng {_month(grant.start)} năm {grant.start.year}.",
    ):
        sheet.paragraph([(line, NORMAL)], indent_mm=10, justify=True)


def _month(day: date) -> str:
    return f"{day.month:02d}" if day.month < 3 else str(day.month)


def _set_last_articles(sheet: Sheet, order: Order) -> None:
    sheet.paragraph([("Điều 2. ", BOLD), ("Quyết định này có hiệu lực kể từ ngày ký.", NORMAL)], indent_mm=10)
    duty = (
        f"Chánh Văn phòng Ủy ban nhân dân, Trưởng phòng chuyên môn, Chủ tịch Ủy ban nhân dân {order.where.name} và "
        "ông (bà) có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này./."
    )
    sheet.paragraph([("Điều 3. ", BOLD), (duty, NORMAL)], indent_mm=10, justify=True)


def _fields(order: Order, grant: Grant, *, in_lines: bool) -> dict[str, FieldValue]:
    person = order.holder
    fields: dict[str, FieldValue] = {
        "subject": grant.subject,
        "holder_name": person.caps if in_lines else person.name,
        "holder_birth_date": person.born_on.isoformat(),
        "holder_address": order.address,
        "category": grant.category,
        "amount": str(grant.dong),
        "amount_in_words": str(grant.dong),
        "benefit_start": grant.start.isoformat() if in_lines else f"{grant.start:%Y-%m}",
    }
    if order.issued_on >= _DECREE_20:
        fields["holder_id"] = person.citizen_id
        if in_lines:
            fields["coefficient"] = grant.coefficient.replace(",", ".")
    return fields
