"""Here is set the GIẤY PHÉP BÁN LẺ RƯỢU: Mẫu số 05 of NĐ 105/2017, and its forerunner of NĐ 94/2012."""

from __future__ import annotations

from datetime import date, timedelta

from benchmarks.papers.letterhead import (
    BOLD,
    ITALIC,
    NORMAL,
    TITLE,
    head_fields,
    number_line,
    place_date,
    set_head,
    set_signature,
)
from benchmarks.papers.orders import FieldValue, Order, SetPaper
from benchmarks.papers.sheet import Sheet
from benchmarks.papers.words import long_date, printed_date

_DECREE_105 = date(2017, 11, 1)
# Term of the licence by NĐ 94/2012 and NĐ 105/2017.
_TERM_YEARS = 5


def expires_on(issued_on: date) -> date:
    """The last day of a licence issued on a day."""
    year = issued_on.year + _TERM_YEARS
    if (issued_on.month, issued_on.day) == (2, 29):
        return date(year, 2, 28)
    return issued_on.replace(year=year) - timedelta(days=1)


def set_alcohol_licence(order: Order) -> SetPaper:
    """One page, laid out like a decision."""
    number = f"{order.number}/GP-PKT"
    shop = f"HỘ KINH DOANH {order.holder.caps}"
    ends_on = expires_on(order.issued_on)
    post_of = f"{order.office.post} PHÒNG KINH TẾ {order.office.place.name.upper()}".replace("PHÒNG PHÒNG", "PHÒNG")
    modern = order.issued_on >= _DECREE_105
    title = ("GIẤY PHÉP", "BÁN LẺ RƯỢU") if modern else ("GIẤY PHÉP", "KINH DOANH BÁN LẺ SẢN PHẨM RƯỢU")
    sheet = Sheet(leading=1.34)
    set_head(sheet, order.office, number=number_line(order, number), place_date=place_date(order))
    for line in title:
        sheet.centred(line, TITLE)
    sheet.skip(2)
    sheet.centred(post_of, BOLD)
    sheet.skip(1)
    for basis in _bases(order, modern=modern):
        sheet.paragraph([(basis, ITALIC)], indent_mm=10, justify=True)
    sheet.skip(1)
    sheet.centred("QUYẾT ĐỊNH:", BOLD)
    _set_articles(sheet, order, shop, ends_on)
    sheet.skip(4)
    set_signature(sheet, order, ("- Như Điều 1;", "- Sở Công Thương;", "- Lưu: VT, KT."))
    fields: dict[str, FieldValue] = {
        "holder_name": shop,
        "holder_address": order.address,
        "registration_number": f"57A8000{order.seed % 900 + 100}",
        "phone": f"0900000{order.seed % 900 + 100}",
        "registered_on": (order.issued_on - timedelta(days=400)).isoformat(),
        "suppliers": "Công ty TNHH Phân phối Mẫu Mực, thành phố Cần Thơ",
        "shop_address": f"{order.house}, {order.where.name}",
        "valid_until": ends_on.isoformat(),
    }
    return SetPaper((sheet,), head_fields(order, number, " ".join(title)) | fields)


def _bases(order: Order, *, modern: bool) -> tuple[str, ...]:
    decree = (
        "Căn cứ Nghị định số 105/2017/NĐ-CP ngày 14 tháng 9 năm 2017 của Chính phủ về kinh doanh rượu;"
        if modern
        else "Căn cứ Nghị định số 94/2012/NĐ-CP ngày 12 tháng 11 năm 2012 của Chính phủ về sản xuất, kinh doanh rượu;"
    )
    asked_on = long_date(order.issued_on - timedelta(days=8))
    return (decree, f"Xét Đơn đề nghị cấp Giấy phép bán lẻ rượu {asked_on} của Hộ kinh doanh {order.holder.name},")


def _set_articles(sheet: Sheet, order: Order, shop: str, ends_on: date) -> None:
    sheet.paragraph([("Điều 1. Cho phép: ", BOLD), (shop, BOLD)], indent_mm=10)
    sheet.paragraph([(f"Trụ sở tại: {order.address}", NORMAL)], indent_mm=10)
    sheet.paragraph([(f"Điện thoại: 0900000{order.seed % 900 + 100}", NORMAL)], indent_mm=10)
    registered_on = printed_date(order.issued_on - timedelta(days=400))
    certificate = (
        f"Giấy chứng nhận đăng ký hộ kinh doanh số 57A8000{order.seed % 900 + 100} do Phòng Tài chính - Kế hoạch "
        f"{order.office.place.name} cấp ngày {registered_on}"
    )
    sheet.paragraph([(certificate, NORMAL)], indent_mm=10, justify=True)
    for line in (
        "1. Được phép mua các loại rượu của thương nhân sau: Công ty TNHH Phân phối Mẫu Mực, thành phố Cần Thơ.",
        f"2. Được phép bán lẻ rượu tại địa điểm: {order.house}, {order.where.name}.",
    ):
        sheet.paragraph([(line, NORMAL)], indent_mm=10, justify=True)
    sheet.paragraph(
        [
            ("Điều 2. ", BOLD),
            (f"Trách nhiệm thực hiện: {shop} phải thực hiện đúng các quy định về kinh doanh rượu.", NORMAL),
        ],
        indent_mm=10,
        justify=True,
    )
    sheet.paragraph([("Điều 3. Thời hạn của Giấy phép", BOLD)], indent_mm=10)
    sheet.paragraph([(f"Giấy phép này có giá trị đến {long_date(ends_on)}./.", NORMAL)], indent_mm=10)
