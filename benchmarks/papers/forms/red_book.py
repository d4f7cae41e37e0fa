"""Here is set the red book: land certificates before 10/12/2009, parcels in a table (to 6/2004) or in sections."""

from __future__ import annotations

from datetime import date

from benchmarks.papers.faces import Style
from benchmarks.papers.forms.tables import set_table
from benchmarks.papers.letterhead import BOLD, MOTTO, NATION, NORMAL, labelled, place_date, set_signature, several
from benchmarks.papers.orders import FieldValue, Order, SetPaper
from benchmarks.papers.people import Person
from benchmarks.papers.sheet import EmblemMark, RuleMark, Sheet
from benchmarks.papers.words import capital, decimal_comma, grouped, number_in_words, printed_date

PINK_BOOK = date(2009, 12, 10)
_SECTIONS = date(2004, 7, 1)
_GOLD = (222, 184, 84)
_COLUMNS_MM = (22.0, 42.0, 60.0, 86.0, 118.0, 148.0, 174.0)
_HEADS = ("Số tờ bản đồ", "Số thửa", "Diện tích (m2)", "Mục đích sử dụng", "Thời hạn sử dụng", "Phần ghi thêm")
_CARD_ISSUED_ON = date(2001, 5, 12)


def set_red_book(order: Order) -> SetPaper:
    """Cover and inner pages, one (parcels in a table) or two (sections I to V)."""
    return _set_sections(order) if order.issued_on >= _SECTIONS else _set_list(order)


def _card_number(person: Person) -> str:
    """The nine digits of an identity card of that time; never given out."""
    return f"360{person.citizen_id[-3:]}{person.born_on.year % 100:02d}0"


def _cover(serial: str) -> Sheet:
    sheet = Sheet(ground="cover", width_mm=190, height_mm=265, left_mm=20, right_mm=16, y_mm=28)
    sheet.centred(NATION, Style("serif-bold", 13, _GOLD))
    sheet.marks.append(EmblemMark(sheet.width_mm / 2, 88.0, 18.0))
    sheet.y_mm = 126
    sheet.centred("GIẤY CHỨNG NHẬN", Style("serif-bold", 24, _GOLD))
    sheet.centred("QUYỀN SỬ DỤNG ĐẤT", Style("serif-bold", 20, _GOLD))
    sheet.y_mm = 232
    sheet.right(f"Số: {serial}", Style("serif-bold", 15, _GOLD))
    return sheet


def _inner(order: Order) -> Sheet:
    return Sheet(
        ground="old_book", width_mm=190, height_mm=265, left_mm=20, right_mm=16, y_mm=18, fill_hand=order.fill_hand
    )


def _set_inner_head(sheet: Sheet, order: Order) -> None:
    sheet.centred(NATION, Style("serif-bold", 12))
    sheet.centred(MOTTO, Style("serif-bold", 12))
    sheet.skip(2)
    sheet.centred(order.office.issuing_body, BOLD)
    sheet.centred("CHỨNG NHẬN", Style("serif-bold", 15))
    sheet.skip(2)


def _set_list(order: Order) -> SetPaper:
    """Who may use how much land, and the parcels line by line; often written with a pen."""
    serial = f"{chr(65 + order.seed % 20)} 000{order.number % 1000:03d}"
    rows = _parcels(order)
    total = sum(int(row["area"]) for row in rows)
    sheet = _inner(order)
    _set_inner_head(sheet, order)
    labelled(sheet, f"Hộ {order.holder.address_word.lower()}:", order.holder.caps, bold=True)
    labelled(sheet, "Được quyền sử dụng:", f"{grouped(total)} m2 đất")
    labelled(sheet, "Tại:", order.where.full)
    sheet.paragraph([("Theo bảng liệt kê dưới đây:", NORMAL)])
    cells = [
        (row["map_sheet"], row["parcel"], grouped(int(row["area"])), row["land_use"], row["term"], "") for row in rows
    ]
    set_table(sheet, _COLUMNS_MM, [_HEADS, *cells], 11)
    registry = f"00{order.number % 1000:03d} QSDĐ/{order.seed % 90 + 10}"
    _set_foot(sheet, order, "Vào sổ cấp giấy chứng nhận quyền sử dụng đất Số:", registry)
    fields: dict[str, FieldValue] = {
        "holder_name": [order.holder.caps],
        "area": str(total),
        "land_address": order.where.full,
        "parcels": [row | {"term": _term(row["term"])} for row in rows],
    }
    return SetPaper((_cover(serial), sheet), _common_fields(order, serial, registry) | fields)


def _parcels(order: Order) -> list[dict[str, str]]:
    """Ground under the house and the garden or field beside it, in the codes of that time."""
    map_sheet = str(order.seed % 30 + 2)
    first = order.seed % 700 + 20
    return [
        {"map_sheet": map_sheet, "parcel": str(first), "area": "300", "land_use": "T", "term": "Lâu dài"},
        {
            "map_sheet": map_sheet,
            "parcel": str(first + 3),
            "area": str(1200 + order.seed % 80 * 10),
            "land_use": ("2L", "LNK", "Vườn")[order.seed % 3],
            "term": f"11/{order.issued_on.year + 20}",
        },
    ]


def _term(printed: str) -> str:
    """A term as the contract spells it: `11/2015` is a month."""
    month, _, year = printed.partition("/")
    return f"{year}-{month}" if year else "indefinite"


def _set_sections(order: Order) -> SetPaper:
    serial = f"A{chr(66 + order.seed % 18)} 000{order.number % 1000:03d}"
    tenths = 700 + order.seed * 31 % 3000
    whole, tenth = divmod(tenths, 10)
    words = f"{capital(number_in_words(whole))} phẩy {number_in_words(tenth)} mét vuông"
    parcel, map_sheet = str(order.seed % 700 + 20), str(order.seed % 50 + 3)
    urban = order.where.kind == "phường"
    land_use = f"Đất ở tại {'đô thị' if urban else 'nông thôn'}"
    sheet = _inner(order)
    _set_inner_head(sheet, order)
    sheet.paragraph([("I- Tên người sử dụng đất", BOLD)])
    for label, person in (("Hộ Ông(Bà):", order.holder), ("Vợ(Chồng):", order.partner)):
        labelled(sheet, label, person.caps, bold=True)
        birth = ("Năm sinh:", str(person.born_on.year))
        several(sheet, [birth, ("Số CMND:", _card_number(person))], (20.0, 80.0))
        issued = ("Cấp ngày:", printed_date(_CARD_ISSUED_ON))
        several(sheet, [issued, ("Nơi cấp:", "Công an tỉnh Cần Thơ")], (20.0, 80.0))
    labelled(sheet, "Địa chỉ (Nơi đăng ký hộ khẩu thường trú):", order.address)
    sheet.paragraph([("II- Thửa đất được quyền sử dụng", BOLD)])
    several(sheet, [("1. Thửa đất số:", parcel), ("2. Tờ bản đồ số:", map_sheet)], (20.0, 95.0))
    for label, value in (
        ("3. Địa chỉ thửa đất:", order.where.full),
        ("4. Diện tích:", f"{decimal_comma(tenths)} m2"),
        ("Bằng chữ:", words),
        ("5. Hình thức sử dụng:", "Sử dụng riêng"),
        ("6. Mục đích sử dụng đất:", land_use),
        ("7. Thời hạn sử dụng đất:", "Lâu dài"),
        ("8. Nguồn gốc sử dụng đất:", "Nhà nước công nhận quyền sử dụng đất"),
        ("III- Tài sản gắn liền với đất:", "-/-"),
        ("IV- Ghi chú:", "-/-"),
    ):
        labelled(sheet, label, value, leader=False)
    registry = f"H 00{order.number % 1000:03d}"
    fields: dict[str, FieldValue] = {
        "holder_name": [order.holder.caps, order.partner.caps],
        "holder_id": [_card_number(order.holder), _card_number(order.partner)],
        "holder_birth_date": [str(order.holder.born_on.year), str(order.partner.born_on.year)],
        "holder_address": [order.address],
        "parcel": parcel,
        "map_sheet": map_sheet,
        "land_address": order.where.full,
        "area": f"{tenths / 10:.1f}",
        "area_in_words": f"{tenths / 10:.1f}",
        "use_form": "Sử dụng riêng",
        "land_use": land_use,
        "valid_until": "indefinite",
        "origin": "Nhà nước công nhận quyền sử dụng đất",
    }
    plan = _plan_page(order, parcel, registry)
    return SetPaper((_cover(serial), sheet, plan), _common_fields(order, serial, registry) | fields)


def _plan_page(order: Order, parcel: str, registry: str) -> Sheet:
    sheet = _inner(order)
    sheet.paragraph([("V- Sơ đồ thửa đất", BOLD)])
    corners = ((58.0, 40.0), (120.0, 44.0), (116.0, 110.0), (64.0, 104.0))
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        sheet.marks.append(RuleMark(x0, y0, x1, y1, 0.4, (24, 24, 30)))
    sheet.put(90.0, 76.0, parcel, BOLD, "centre")
    sheet.lines.append(parcel)
    sheet.y_mm = 122
    sheet.centred("Tỷ lệ 1/500", NORMAL)
    _set_foot(sheet, order, "Số vào sổ cấp giấy chứng nhận quyền sử dụng đất:", registry)
    return sheet


def _set_foot(sheet: Sheet, order: Order, registry_label: str, registry: str) -> None:
    """Day, signature and seal at the right, the number in the office's book at the left."""
    sheet.skip(5)
    sheet.centred_runs(place_date(order), 128.0)
    set_signature(sheet, order, centre_mm=128.0)
    labelled(sheet, registry_label, registry, leader=False)


def _common_fields(order: Order, serial: str, registry: str) -> dict[str, FieldValue]:
    return {
        "document_number": serial.replace(" ", ""),
        "registry_number": registry.replace(" ", ""),
        "issue_date": order.issued_on.isoformat(),
        "issue_place": order.office.place.short,
        "issuing_body": order.office.issuing_body,
        "title": "GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT",
        "sign_authority": order.office.sign_authority,
        "signer_name": order.signer,
        "signer_title": order.office.post,
    }
