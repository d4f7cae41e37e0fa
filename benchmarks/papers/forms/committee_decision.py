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
    # A number of its own, not the seed's last bit: that one asks for the long form.
    write_text = _charter_text if order.office.place.level == "province" else _TEXTS[order.seed // 8 % len(_TEXTS)]
    return set_decision_text(order, write_text(order, long=long), long=long)


def set_decision_text(order: Order, text: DecisionText, *, long: bool = False) -> SetPaper:
    """A decision that says this; two pages when `long`."""
    number = f"{order.number}/QĐ-UBND"
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


def law_of(order: Order) -> str:
    """The law that every committee decides under, as of the order's day."""
    if order.issued_on.year < 2025:
        return "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;"
    return "Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15 ngày 16 tháng 6 năm 2025;"


def _charter_text(order: Order, *, long: bool) -> DecisionText:
    """A city's decision: an association's charter is approved."""
    head, association = order.holder, f"Hội Sinh vật cảnh {order.where.short}"
    bases = (
        law_of(order),
        "Căn cứ Nghị định số 45/2010/NĐ-CP ngày 21 tháng 4 năm 2010 của Chính phủ quy định về tổ chức, hoạt động và "
        "quản lý hội;",
        f"Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số {order.seed % 900 + 100}/TTr-SNV.",
    )
    articles: list[tuple[str, ...]] = [
        (
            f"Phê duyệt Điều lệ của {association}, địa chỉ: {order.address}.",
            f"Người đại diện: {head.address_word.lower()} {head.name}, số căn cước công dân {head.citizen_id}.",
        ),
        ("Hội hoạt động theo Điều lệ đã được phê duyệt và các quy định của pháp luật về hội.",),
    ]
    if long:
        articles.append(
            ("Giao Sở Nội vụ hướng dẫn, kiểm tra việc thực hiện Điều lệ và các quy định của pháp luật về hội.",)
        )
    articles.append(_duty(order, "Giám đốc Sở Nội vụ"))
    return DecisionText(f"Về việc phê duyệt Điều lệ {association}", bases, tuple(articles))


def _praise_text(order: Order, *, long: bool) -> DecisionText:
    """Somebody is praised and given a sum."""
    person, amount = order.holder, 500_000 + 250_000 * (order.seed % 4)
    bases = [
        law_of(order),
        "Căn cứ Luật Thi đua, Khen thưởng ngày 26 tháng 11 năm 2003;"
        if order.issued_on.year < 2024
        else "Căn cứ Luật Thi đua, Khen thưởng ngày 15 tháng 6 năm 2022;",
        f"Theo đề nghị của Hội đồng Thi đua - Khen thưởng tại Tờ trình số {order.seed % 80 + 11}/TTr-HĐTĐKT.",
    ]
    if long:
        bases.insert(2, "Xét thành tích đóng góp của các tập thể, cá nhân trong phong trào thi đua yêu nước;")
    word = person.address_word.lower()
    articles: list[tuple[str, ...]] = [
        (
            f"Tặng Giấy khen cho {word} {person.name}, địa chỉ: {order.address}, đã có thành tích xuất sắc trong "
            "phong trào toàn dân đoàn kết xây dựng đời sống văn hóa.",
            f"Tiền thưởng kèm theo: {grouped(amount)} đồng (Bằng chữ: {capital(number_in_words(amount))} đồng).",
        ),
        ("Kinh phí khen thưởng trích từ Quỹ Thi đua, khen thưởng theo quy định.",),
    ]
    if long:
        articles.append((f"Giao Ủy ban nhân dân {order.where.name} tổ chức trao thưởng tại khu dân cư.",))
    articles.append(_duty(order, "thủ trưởng các cơ quan có liên quan"))
    return DecisionText("Về việc khen thưởng trong phong trào thi đua yêu nước", tuple(bases), tuple(articles))


def _head_of_area_text(order: Order, *, long: bool) -> DecisionText:
    """The head of a quarter was elected."""
    person, area = order.holder, f"Khu vực {order.seed % 9 + 1}, {order.where.name}"
    bases = [
        law_of(order),
        "Căn cứ Thông tư số 04/2012/TT-BNV ngày 31 tháng 8 năm 2012 của Bộ trưởng Bộ Nội vụ hướng dẫn về tổ chức và "
        "hoạt động của thôn, tổ dân phố;",
        f"Xét Biên bản bầu Trưởng khu vực và đề nghị của Ủy ban nhân dân {order.where.name}.",
    ]
    word = person.address_word.lower()
    articles: list[tuple[str, ...]] = [
        (
            f"Công nhận {word} {person.name}, địa chỉ: {order.address}, giữ chức vụ Trưởng {area}, nhiệm kỳ "
            f"{order.issued_on.year} - {order.issued_on.year + 5}.",
        ),
        (f"Trưởng {area} thực hiện nhiệm vụ, quyền hạn và được hưởng phụ cấp theo quy định.",),
    ]
    if long:
        articles.append(("Giao Phòng Nội vụ theo dõi, hướng dẫn hoạt động của Trưởng khu vực theo quy định.",))
    articles.append(_duty(order, "thủ trưởng các cơ quan có liên quan"))
    return DecisionText("Về việc công nhận Trưởng khu vực", tuple(bases), tuple(articles))


def _duty(order: Order, who: str) -> tuple[str, ...]:
    person, place = order.holder, order.office.place
    return (
        f"Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân {place.name}, {who}, Chủ tịch Ủy ban nhân dân "
        f"{order.where.name} và {person.address_word.lower()} {person.name} chịu trách nhiệm thi hành Quyết định này.",
        "Quyết định này có hiệu lực kể từ ngày ký./.",
    )


_TEXTS = (_praise_text, _head_of_area_text)
