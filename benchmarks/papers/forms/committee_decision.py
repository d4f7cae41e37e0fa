"""Here is set the QUYẾT ĐỊNH of a people's committee: layout of Nghị định 30/2020, one or two pages."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.papers.faces import Style
from benchmarks.papers.letterhead import (
    BOLD,
    ITALIC,
    NORMAL,
    head_fields,
    number_line,
    place_date,
    set_head,
    set_signature,
)
from benchmarks.papers.orders import FieldValue, Order, SetPaper
from benchmarks.papers.sheet import Sheet
from benchmarks.papers.words import capital, grouped, number_in_words

_TITLE = Style("serif-bold", 14)


@dataclass(frozen=True, slots=True)
class DecisionText:
    """What a decision is about: its subject line, legal bases, articles."""

    subject: str
    bases: tuple[str, ...]
    articles: tuple[tuple[str, ...], ...]


def set_committee_decision(order: Order, *, long: bool = False) -> SetPaper:
    """One page, or two when `long` adds reasons and articles."""
    number = f"{order.number}/QĐ-UBND"
    write_text = _school_text if order.office.place.level == "province" else _allowance_text
    text = write_text(order, long=long)
    first = Sheet(typewriter=order.typewriter)
    set_head(first, order.office, number=number_line(order, number), place_date=place_date(order))
    first.skip(2)
    first.centred("QUYẾT ĐỊNH", _TITLE)
    first.centred(text.subject, BOLD)
    first.rule(98.0, 122.0, first.y_mm + 0.9)
    first.skip(5)
    first.centred(order.office.issuing_body, BOLD)
    first.skip(2)
    for basis in text.bases:
        first.paragraph([(basis, ITALIC)], indent_mm=10, justify=True)
        first.skip(1.2)
    first.skip(1)
    first.centred("QUYẾT ĐỊNH:", BOLD)
    first.skip(1)
    last = first
    for index, article in enumerate(text.articles, start=1):
        if long and index == 3:
            last = _next_page(order)
        _set_article(last, index, article)
    last.skip(4)
    set_signature(last, order, ("- Như Điều 3;", "- TT. HĐND, UBND;", "- Lưu: VT, VX."))
    sheets = (first,) if last is first else (first, last)
    fields: dict[str, FieldValue] = {"subject": text.subject}
    return SetPaper(sheets, head_fields(order, number, "QUYẾT ĐỊNH") | fields)


def _next_page(order: Order) -> Sheet:
    sheet = Sheet(y_mm=12, typewriter=order.typewriter)
    sheet.centred("2", NORMAL, 105.0)
    sheet.y_mm = 22
    return sheet


def _set_article(sheet: Sheet, index: int, article: tuple[str, ...]) -> None:
    sheet.paragraph([(f"Điều {index}. ", BOLD), (article[0], NORMAL)], indent_mm=10, justify=True)
    for line in article[1:]:
        sheet.paragraph([(line, NORMAL)], indent_mm=10, justify=True)
    sheet.skip(1.5)


def _law(order: Order) -> str:
    if order.issued_on.year < 2025:
        return "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;"
    return "Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15 ngày 16 tháng 6 năm 2025;"


def _school_text(order: Order, *, long: bool) -> DecisionText:
    """A city's decision: a private school may be founded."""
    head, school = order.holder, f"Trường Tiểu học tư thục Mẫu Mực {order.where.short}"
    bases = (
        _law(order),
        "Căn cứ Luật Giáo dục ngày 14 tháng 6 năm 2019;",
        "Căn cứ Nghị định số 46/2017/NĐ-CP ngày 21 tháng 4 năm 2017 của Chính phủ quy định về điều kiện đầu tư và "
        "hoạt động trong lĩnh vực giáo dục;",
        f"Theo đề nghị của Giám đốc Sở Giáo dục và Đào tạo tại Tờ trình số {order.seed % 900 + 100}/TTr-SGDĐT.",
    )
    articles: list[tuple[str, ...]] = [
        (
            f"Cho phép thành lập {school}, địa chỉ: {order.address}.",
            f"Người đại diện: {head.address_word.lower()} {head.name}, số căn cước công dân {head.citizen_id}.",
        ),
        ("Trường hoạt động theo Điều lệ trường tiểu học và các quy định của pháp luật về giáo dục.",),
    ]
    if long:
        articles.append(
            (
                "Giao Sở Giáo dục và Đào tạo hướng dẫn, kiểm tra việc thực hiện các điều kiện bảo đảm chất lượng "
                "giáo dục của trường theo quy định.",
            )
        )
    articles.append(
        (
            "Chánh Văn phòng Ủy ban nhân dân thành phố, Giám đốc Sở Giáo dục và Đào tạo, thủ trưởng các cơ quan có "
            f"liên quan và {head.address_word.lower()} {head.name} chịu trách nhiệm thi hành Quyết định này.",
            "Quyết định này có hiệu lực kể từ ngày ký./.",
        )
    )
    return DecisionText(f"Về việc cho phép thành lập {school}", bases, tuple(articles))


def _allowance_text(order: Order, *, long: bool) -> DecisionText:
    person, place = order.holder, order.office.place
    amount = 360_000 + 180_000 * (order.seed % 4)
    bases = [
        _law(order),
        "Căn cứ Nghị định số 20/2021/NĐ-CP ngày 15 tháng 3 năm 2021 của Chính phủ quy định chính sách trợ giúp "
        "xã hội đối với đối tượng bảo trợ xã hội;",
        "Xét đề nghị của Trưởng phòng Lao động - Thương binh và Xã hội tại Tờ trình số "
        f"{order.seed % 80 + 11}/TTr-LĐTBXH.",
    ]
    if long:
        bases.insert(
            2,
            "Căn cứ Thông tư số 02/2021/TT-BLĐTBXH ngày 24 tháng 6 năm 2021 của Bộ trưởng Bộ Lao động - Thương binh và "
            "Xã hội hướng dẫn thực hiện một số điều của Nghị định số 20/2021/NĐ-CP;",
        )
    word = person.address_word.lower()
    who = f"{word} {person.name}, sinh ngày {person.born_on:%d/%m/%Y}, số căn cước {person.citizen_id}"
    grant = (
        f"Trợ cấp xã hội hàng tháng đối với {who}, nơi cư trú: {order.address}.",
        "Thuộc đối tượng: người cao tuổi không có người có nghĩa vụ và quyền phụng dưỡng.",
        f"Mức trợ cấp: {grouped(amount)} đồng/tháng (Bằng chữ: {capital(number_in_words(amount))} đồng).",
    )
    first_month, first_year = order.issued_on.month % 12 + 1, order.issued_on.year + order.issued_on.month // 12
    start = f"Thời gian hưởng: kể từ tháng {first_month} năm {first_year}."
    articles: list[tuple[str, ...]] = [grant, (start,)]
    if long:
        articles.append(
            (
                f"Giao Phòng Lao động - Thương binh và Xã hội phối hợp với Ủy ban nhân dân {order.where.name} tổ chức "
                "chi trả trợ cấp đúng đối tượng, đúng thời gian, báo cáo khi có thay đổi.",
            )
        )
    articles.append(
        (
            f"Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân {place.name}, thủ trưởng các cơ quan có liên quan, "
            f"Chủ tịch Ủy ban nhân dân {order.where.name} và {word} {person.name} chịu trách nhiệm thi hành "
            "Quyết định này.",
            "Quyết định này có hiệu lực kể từ ngày ký./.",
        )
    )
    return DecisionText("Về việc trợ cấp xã hội hàng tháng", tuple(bases), tuple(articles))
