"""Here is set the GIẤY PHÉP XÂY DỰNG for a private house: forms of TT 15/2016 and NĐ 15/2021, one or two pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

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
)
from benchmarks.papers.orders import FieldValue, Order, SetPaper
from benchmarks.papers.sheet import Sheet
from benchmarks.papers.words import decimal_comma, long_date, printed_date

# NĐ 15/2021 (in force 03/3/2021) changed the name of the land papers' line.
_DECREE_15 = date(2021, 3, 3)
_DUTIES = (
    "1. Phải hoàn toàn chịu trách nhiệm trước pháp luật nếu xâm phạm các quyền hợp pháp của các chủ sở hữu liền kề.",
    "2. Phải thực hiện đúng các quy định của pháp luật về đất đai, về đầu tư xây dựng và Giấy phép xây dựng này.",
    "3. Xuất trình Giấy phép xây dựng cho cơ quan có thẩm quyền khi được yêu cầu theo quy định của pháp luật.",
    "4. Khi điều chỉnh thiết kế làm thay đổi nội dung Giấy phép xây dựng thì phải đề nghị điều chỉnh giấy phép.",
)
_TERM = (
    "4. Giấy phép này có hiệu lực khởi công xây dựng trong thời hạn 12 tháng kể từ ngày cấp; quá thời hạn trên thì "
    "phải đề nghị gia hạn giấy phép xây dựng./."
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a permit allows: its title, the line under its number, the sign of its number."""

    title: str
    used_for: str
    sign: str


_HOUSE = _Kind("GIẤY PHÉP XÂY DỰNG", "(Sử dụng cho nhà ở riêng lẻ)", "GPXD")
_LIMITED = _Kind("GIẤY PHÉP XÂY DỰNG CÓ THỜI HẠN", "(Sử dụng cho nhà ở riêng lẻ)", "GPXDCTH")
_REPAIR = _Kind("GIẤY PHÉP XÂY DỰNG", "(Sử dụng cho sửa chữa, cải tạo công trình)", "GPSC")
# Most permits are for new houses.
_KINDS = (_HOUSE, _HOUSE, _LIMITED, _HOUSE, _HOUSE, _REPAIR, _HOUSE)
# Permits as old as this had time to be extended by the office that issued them.
_EXTENDED_BY = date(2024, 7, 31)


def set_building_permit(order: Order, *, with_back: bool = False) -> SetPaper:
    """The front page, and when asked for the back: duties, and the extension block, empty or filled."""
    kind = _KINDS[order.seed // 8 % len(_KINDS)]
    sign = kind.sign if order.office.place.level != "province" else f"{kind.sign}-SXD"
    number = f"{order.number}/{sign}"
    works = _works(order, kind)
    sheet = Sheet(leading=1.4, keeps_dots=order.keeps_dots, typewriter=order.typewriter)
    set_head(sheet, order.office, place_date=place_date(order))
    sheet.skip(2)
    sheet.centred(kind.title, TITLE)
    sheet.centred_runs(number_line(order, number))
    sheet.centred(kind.used_for, ITALIC)
    sheet.skip(4)
    labelled(sheet, "1. Cấp cho:", f"{order.holder.address_word} {order.holder.caps}", bold=True)
    for label, value in _rows(order, works):
        labelled(sheet, label, value, leader=bool(value))
    sheet.paragraph([(_TERM, NORMAL)], justify=True)
    sheet.skip(5)
    set_signature(sheet, order, ("- Chủ đầu tư;", "- UBND " + order.where.name + ";", "- Lưu: VT, HS."))
    fields = _fields(order, number, kind, works)
    if not with_back:
        return SetPaper((sheet,), fields)
    back, written = _set_back(order)
    return SetPaper((sheet, back), fields | written)


def _works(order: Order, kind: _Kind) -> dict[str, str]:
    """The house, as it is printed."""
    first_floor, floors = 480 + order.seed % 500, 2 + order.seed % 3
    tail = order.seed % 900 + 100
    parcel = f"thửa đất số {order.seed % 900 + 20}, tờ bản đồ số {order.seed % 70 + 3}"
    works = {
        "works_name": "Sửa chữa, cải tạo nhà ở riêng lẻ" if kind is _REPAIR else "Nhà ở riêng lẻ",
        "design": f"hồ sơ thiết kế ký hiệu {order.seed % 90 + 10}/TK-{order.issued_on.year}",
        "designer": "Công ty TNHH Tư vấn Thiết kế Xây dựng Mẫu Mực lập",
        "building_location": f"{parcel}, {order.where.full}",
        "floor_level": "+0,30m so với vỉa hè",
        "density": f"{70 + order.seed % 20}%",
        "land_use_ratio": f"{floors},0 lần",
        "red_line": "cách tim đường 6,0m",
        "building_line": "trùng chỉ giới đường đỏ",
        "ground_floor_area": decimal_comma(first_floor),
        "floor_area": decimal_comma(first_floor * floors),
        "height": f"{decimal_comma(floors * 38 + 12)} m",
        "floors": f"{floors:02d} tầng",
        "land_paper": f"Giấy chứng nhận số BX 000{tail}, số vào sổ CH 00{tail} cấp ngày 12/6/2017",
    }
    if kind is _LIMITED:
        works["stands_until"] = f"31/12/{order.issued_on.year + 5}"
    return works


def _rows(order: Order, works: dict[str, str]) -> tuple[tuple[str, str], ...]:
    land_label = "3. Giấy tờ về đất đai:" if order.issued_on >= _DECREE_15 else "3. Giấy tờ về quyền sử dụng đất:"
    return (
        ("Địa chỉ:", order.address),
        ("2. Được phép xây dựng công trình:", works["works_name"]),
        ("- Theo thiết kế:", works["design"]),
        ("- Do:", works["designer"]),
        ("- Gồm các nội dung sau đây:", ""),
        ("+ Vị trí xây dựng:", works["building_location"]),
        ("+ Cốt nền xây dựng công trình:", works["floor_level"]),
        ("+ Mật độ xây dựng:", f"{works['density']}, hệ số sử dụng đất: {works['land_use_ratio']}"),
        ("+ Chỉ giới đường đỏ:", f"{works['red_line']}, chỉ giới xây dựng: {works['building_line']}"),
        ("+ Diện tích xây dựng tầng 1 (tầng trệt):", f"{works['ground_floor_area']} m2"),
        ("+ Tổng diện tích sàn:", f"{works['floor_area']} m2"),
        ("+ Chiều cao công trình:", f"{works['height']}; số tầng: {works['floors']}"),
        *((("+ Công trình được tồn tại đến:", works["stands_until"]),) if "stands_until" in works else ()),
        (land_label, works["land_paper"]),
    )


def _fields(order: Order, number: str, kind: _Kind, works: dict[str, str]) -> dict[str, FieldValue]:
    measured = {name: works[name].replace(".", "").replace(",", ".") for name in ("ground_floor_area", "floor_area")}
    holder: dict[str, FieldValue] = {"holder_name": order.holder.caps, "holder_address": order.address}
    measured |= {name: works[name].split()[0].replace(",", ".") for name in ("land_use_ratio", "height")}
    printed = {name: value for name, value in works.items() if name != "stands_until"}
    fields = head_fields(order, number, kind.title) | holder | printed | measured
    if "stands_until" in works:
        fields["valid_until"] = f"{order.issued_on.year + 5}-12-31"
    return fields


def _set_back(order: Order) -> tuple[Sheet, dict[str, FieldValue]]:
    """The duties, and below them a first extension on half of the permits that had time for one."""
    sheet = Sheet(typewriter=order.typewriter)
    sheet.centred("CHỦ ĐẦU TƯ PHẢI THỰC HIỆN CÁC NỘI DUNG SAU ĐÂY:", BOLD)
    sheet.skip(3)
    for duty in _DUTIES:
        sheet.paragraph([(duty, NORMAL)], indent_mm=10, justify=True)
    sheet.skip(8)
    sheet.centred("ĐIỀU CHỈNH/GIA HẠN GIẤY PHÉP", BOLD)
    sheet.skip(3)
    if order.issued_on > _EXTENDED_BY or order.seed // 4 % 2:
        labelled(sheet, "1. Nội dung điều chỉnh/gia hạn:", "")
        labelled(sheet, "2. Thời gian có hiệu lực của giấy phép:", "")
        return sheet, {}
    # Asked for a month before the year is over; good for another year.
    extended_on = order.issued_on + timedelta(days=330)
    until = order.issued_on + timedelta(days=730)
    what = "Gia hạn thời gian khởi công xây dựng lần 1"
    labelled(sheet, "1. Nội dung điều chỉnh/gia hạn:", what, leader=False)
    labelled(sheet, "2. Thời gian có hiệu lực của giấy phép:", f"đến ngày {printed_date(until)}", leader=False)
    sheet.skip(4)
    sheet.centred_runs(((f"{order.office.place.short}, {long_date(extended_on)}", ITALIC),), 150.0)
    set_signature(sheet, order)
    return sheet, {"extension": what, "extended_until": until.isoformat()}
