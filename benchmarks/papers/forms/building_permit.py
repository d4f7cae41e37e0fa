"""Here is set the GIẤY PHÉP XÂY DỰNG for a private house: forms of TT 15/2016 and NĐ 15/2021, two pages."""

from __future__ import annotations

from datetime import date

from benchmarks.papers.letterhead import (
    BOLD,
    ITALIC,
    NORMAL,
    TITLE,
    head_fields,
    labelled,
    place_date,
    set_head,
    set_signature,
)
from benchmarks.papers.orders import Order, SetPaper
from benchmarks.papers.sheet import Sheet
from benchmarks.papers.words import decimal_comma

# NĐ 15/2021 (in force 03/3/2021) changed the name of the land papers' line.
_DECREE_15 = date(2021, 3, 3)
_DUTIES = (
    "1. Phải hoàn toàn chịu trách nhiệm trước pháp luật nếu xâm phạm các quyền hợp pháp của các chủ sở hữu liền kề.",
    "2. Phải thực hiện đúng các quy định của pháp luật về đất đai, về đầu tư xây dựng và Giấy phép xây dựng này.",
    "3. Xuất trình Giấy phép xây dựng cho cơ quan có thẩm quyền khi được yêu cầu theo quy định của pháp luật.",
    "4. Khi điều chỉnh thiết kế làm thay đổi nội dung Giấy phép xây dựng thì phải đề nghị điều chỉnh giấy phép.",
)


def set_building_permit(order: Order, *, with_back: bool = False) -> SetPaper:
    """The front page, and the back with duties and the empty extension block when asked for."""
    sign = "GPXD" if order.office.place.level != "province" else "GPXD-SXD"
    number = f"{order.number}/{sign}"
    first_floor, floors = 480 + order.seed % 500, 2 + order.seed % 3
    sheet = Sheet(leading=1.4)
    set_head(sheet, order.office, number=None, place_date=place_date(order))
    sheet.skip(2)
    sheet.centred("GIẤY PHÉP XÂY DỰNG", TITLE)
    sheet.centred(f"Số: {number}", NORMAL)
    sheet.centred("(Sử dụng cho nhà ở riêng lẻ)", ITALIC)
    sheet.skip(4)
    labelled(sheet, "1. Cấp cho:", f"{order.holder.address_word} {order.holder.caps}", bold=True)
    labelled(sheet, "Địa chỉ:", order.address)
    labelled(sheet, "2. Được phép xây dựng công trình:", "Nhà ở riêng lẻ")
    labelled(sheet, "- Theo thiết kế:", f"hồ sơ thiết kế ký hiệu {order.seed % 90 + 10}/TK-{order.issued_on.year}")
    labelled(sheet, "- Do:", "Công ty TNHH Tư vấn Thiết kế Xây dựng Mẫu Mực lập")
    labelled(sheet, "- Gồm các nội dung sau đây:", "", leader=False)
    parcel, map_sheet = order.seed % 900 + 20, order.seed % 70 + 3
    location = f"thửa đất số {parcel}, tờ bản đồ số {map_sheet}, {order.where.full}"
    labelled(sheet, "+ Vị trí xây dựng:", location)
    labelled(sheet, "+ Cốt nền xây dựng công trình:", "+0,30m so với vỉa hè")
    labelled(sheet, "+ Mật độ xây dựng:", f"{70 + order.seed % 20}%, hệ số sử dụng đất: {floors},0 lần")
    labelled(sheet, "+ Chỉ giới đường đỏ:", "cách tim đường 6,0m, chỉ giới xây dựng: trùng chỉ giới đường đỏ")
    floor_area, height = decimal_comma(first_floor * floors), decimal_comma(floors * 38 + 12)
    labelled(sheet, "+ Diện tích xây dựng tầng 1 (tầng trệt):", f"{decimal_comma(first_floor)} m2")
    labelled(sheet, "+ Tổng diện tích sàn:", f"{floor_area} m2")
    labelled(sheet, "+ Chiều cao công trình:", f"{height} m; số tầng: {floors:02d} tầng")
    land_label = "3. Giấy tờ về đất đai:" if order.issued_on >= _DECREE_15 else "3. Giấy tờ về quyền sử dụng đất:"
    tail = order.seed % 900 + 100
    land = f"Giấy chứng nhận số BX 000{tail}, số vào sổ CH 00{tail} cấp ngày 12/6/2017"
    labelled(sheet, land_label, land)
    term = "kể từ ngày cấp; quá thời hạn trên thì phải đề nghị gia hạn giấy phép xây dựng./."
    sheet.paragraph(
        [("4. Giấy phép này có hiệu lực khởi công xây dựng trong thời hạn 12 tháng " + term, NORMAL)], justify=True
    )
    sheet.skip(5)
    set_signature(sheet, order, ("- Chủ đầu tư;", "- UBND " + order.where.name + ";", "- Lưu: VT, HS."))
    sheets = (sheet, _set_back()) if with_back else (sheet,)
    fields = head_fields(order, number, "GIẤY PHÉP XÂY DỰNG") | {
        "holder_name": order.holder.caps,
        "holder_address": order.address,
        "building_location": location,
        "floor_area": f"{first_floor * floors / 10:.1f}",
    }
    return SetPaper(sheets, fields)


def _set_back() -> Sheet:
    sheet = Sheet()
    sheet.centred("CHỦ ĐẦU TƯ PHẢI THỰC HIỆN CÁC NỘI DUNG SAU ĐÂY:", BOLD)
    sheet.skip(3)
    for duty in _DUTIES:
        sheet.paragraph([(duty, NORMAL)], indent_mm=10, justify=True)
    sheet.skip(8)
    sheet.centred("ĐIỀU CHỈNH/GIA HẠN GIẤY PHÉP", BOLD)
    sheet.skip(3)
    labelled(sheet, "1. Nội dung điều chỉnh/gia hạn:", "")
    labelled(sheet, "2. Thời gian có hiệu lực của giấy phép:", "")
    return sheet
