"""Here is set the land certificate: red book, pink book of TT 23/2014 (190 x 265 mm), QR sheet of TT 10/2024."""

from __future__ import annotations

from datetime import date

from benchmarks.papers.faces import Style, text_width_mm
from benchmarks.papers.forms.red_book import PINK_BOOK, set_red_book
from benchmarks.papers.letterhead import BOLD, MOTTO, NATION, NORMAL, place_date, set_signature
from benchmarks.papers.orders import FieldValue, Order, SetPaper
from benchmarks.papers.sheet import EmblemMark, QrMark, RuleMark, Sheet
from benchmarks.papers.words import capital, decimal_comma, number_in_words

_QR_FORM = date(2025, 1, 1)
_RED = (186, 24, 30)
_RED_TITLE = Style("serif-bold", 22, _RED)
_RED_SUB = Style("serif-bold", 13, _RED)
_PINK_TITLE = ("QUYỀN SỬ DỤNG ĐẤT,", "QUYỀN SỞ HỮU NHÀ Ở VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT")
_QR_TITLE = ("QUYỀN SỬ DỤNG ĐẤT,", "QUYỀN SỞ HỮU TÀI SẢN GẮN LIỀN VỚI ĐẤT")


def set_land_certificate(order: Order, *, whole_book: bool = False) -> SetPaper:
    """Two pages (owner; parcel and signature), or the book's four; red book to 2009, the QR sheet from 2025 on."""
    if order.issued_on < PINK_BOOK:
        return set_red_book(order)
    if order.issued_on >= _QR_FORM:
        return _set_qr_sheet(order)
    facts = _facts(order)
    pages = [_owner_page(order, facts), _parcel_page(order, facts)]
    if whole_book:
        pages += [_plan_page(facts), _changes_page(order)]
    return SetPaper(tuple(pages), _fields(order, facts, _PINK_TITLE))


def _facts(order: Order) -> dict[str, str]:
    tenths = 600 + (order.seed * 37) % 2600
    serial = f"{chr(66 + order.seed % 3)}{chr(75 + order.seed % 12)} 000{order.number % 1000:03d}"
    if order.issued_on >= _QR_FORM:
        serial = f"AA 00000{order.number % 1000:03d}"
    prefix = "CT" if order.office.place.level == "province" else "CH"
    whole, tenth = divmod(tenths, 10)
    words = f"{capital(number_in_words(whole))} phẩy {number_in_words(tenth)} mét vuông"
    return {
        "serial": serial,
        "registry": f"{prefix} 00{order.number % 1000:03d}",
        "parcel": str(order.seed % 800 + 15),
        "map_sheet": str(order.seed % 60 + 4),
        "area": decimal_comma(tenths),
        "area_value": f"{tenths / 10:.1f}",
        "area_words": words,
    }


def _pink_page() -> Sheet:
    return Sheet(ground="land", width_mm=190, height_mm=265, left_mm=24, right_mm=18, y_mm=20, leading=1.38)


def _set_title(sheet: Sheet, title: tuple[str, str], emblem_mm: float) -> None:
    centre_mm = sheet.width_mm / 2
    sheet.centred(NATION, Style("serif-bold", 12, _RED), centre_mm)
    sheet.centred(MOTTO, Style("serif-bold", 12, _RED), centre_mm)
    half_mm = text_width_mm(MOTTO, Style("serif-bold", 12)) / 2
    sheet.rule(centre_mm - half_mm, centre_mm + half_mm, sheet.y_mm + 0.2, colour=_RED)
    sheet.marks.append(EmblemMark(centre_mm, sheet.y_mm + emblem_mm + 4, emblem_mm))
    sheet.skip(emblem_mm * 2 + 8)
    sheet.centred("GIẤY CHỨNG NHẬN", _RED_TITLE, centre_mm)
    for line in title:
        sheet.centred(line, _RED_SUB, centre_mm)
    sheet.skip(5)


def _owner_page(order: Order, facts: dict[str, str]) -> Sheet:
    sheet = _pink_page()
    _set_title(sheet, _PINK_TITLE, 14.0)
    head = "I. Người sử dụng đất, chủ sở hữu nhà ở và tài sản khác gắn liền với đất"
    sheet.paragraph([(head, BOLD)])
    sheet.skip(2)
    for person in (order.holder, order.partner):
        sheet.paragraph([(f"{person.address_word}: ", NORMAL), (person.caps, BOLD)])
        sheet.paragraph([(f"Năm sinh: {person.born_on.year}, CCCD số: {person.citizen_id}", NORMAL)])
        sheet.paragraph([(f"Địa chỉ thường trú: {order.address}", NORMAL)])
        sheet.skip(2)
    sheet.y_mm = 238
    sheet.right(facts["serial"], Style("serif-bold", 15))
    return sheet


def _parcel_page(order: Order, facts: dict[str, str]) -> Sheet:
    sheet = _pink_page()
    urban = order.where.kind == "phường"
    rows = (
        f"a) Thửa đất số: {facts['parcel']}, tờ bản đồ số: {facts['map_sheet']}",
        f"b) Địa chỉ: {order.where.full}",
        f"c) Diện tích: {facts['area']} m2, (Bằng chữ: {facts['area_words']})",
        "d) Hình thức sử dụng: Sử dụng riêng",
        f"đ) Mục đích sử dụng: Đất ở tại {'đô thị' if urban else 'nông thôn'}",
        "e) Thời hạn sử dụng: Lâu dài",
        "g) Nguồn gốc sử dụng: Công nhận QSDĐ như giao đất có thu tiền sử dụng đất",
    )
    sheet.paragraph([("II. Thửa đất, nhà ở và tài sản khác gắn liền với đất", BOLD)])
    sheet.paragraph([("1. Thửa đất:", BOLD)])
    for row in rows:
        sheet.paragraph([(row, NORMAL)])
    for row in (
        "2. Nhà ở: -/-",
        "3. Công trình xây dựng khác: -/-",
        "4. Rừng sản xuất là rừng trồng: -/-",
        "5. Cây lâu năm: -/-",
        "6. Ghi chú: -/-",
    ):
        label, value = row.split(": ")
        sheet.paragraph([(label + ": ", BOLD), (value, NORMAL)])
    sheet.skip(4)
    sheet.centred_runs(place_date(order), 128.0)
    set_signature(
        sheet, order, head_lines=order.office.body_lines if not order.office.authority else (), centre_mm=128.0
    )
    sheet.paragraph([(f"Số vào sổ cấp GCN: {facts['registry']}", NORMAL)])
    return sheet


def _plan_page(facts: dict[str, str]) -> Sheet:
    sheet = _pink_page()
    sheet.paragraph([("III. Sơ đồ thửa đất, nhà ở và tài sản khác gắn liền với đất", BOLD)])
    sheet.skip(10)
    corners = ((60.0, 60.0), (118.0, 56.0), (126.0, 140.0), (66.0, 146.0))
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        sheet.marks.append(RuleMark(x0, y0, x1, y1, 0.4, (24, 24, 30)))
    sheet.put(92.0, 100.0, facts["parcel"], BOLD, "centre")
    sheet.put(92.0, 107.0, facts["area"], NORMAL, "centre")
    sheet.lines += [facts["parcel"], facts["area"]]
    sheet.y_mm = 160
    sheet.centred("Tỷ lệ 1/500", NORMAL)
    sheet.skip(8)
    sheet.paragraph([("IV. Những thay đổi sau khi cấp Giấy chứng nhận", BOLD)])
    heads = "Nội dung thay đổi và cơ sở pháp lý", "Xác nhận của cơ quan có thẩm quyền"
    sheet.side_by_side([(heads[0], Style("serif", 11))], [(heads[1], Style("serif", 11))], 60.0, 132.0)
    return sheet


def _changes_page(order: Order) -> Sheet:
    sheet = _pink_page()
    heads = "Nội dung thay đổi và cơ sở pháp lý", "Xác nhận của cơ quan có thẩm quyền"
    sheet.side_by_side([(heads[0], Style("serif", 11))], [(heads[1], Style("serif", 11))], 60.0, 132.0)
    sheet.y_mm = 215
    notice = (
        "Người được cấp Giấy chứng nhận không được sửa chữa, tẩy xóa hoặc bổ sung bất kỳ nội dung nào trong Giấy chứng "
        "nhận; khi bị mất hoặc hư hỏng Giấy chứng nhận phải khai báo ngay với cơ quan cấp giấy."
    )
    sheet.paragraph([(notice, Style("serif-italic", 11))], justify=True)
    sheet.right(f"0000000{order.seed % 900000 + 100000}", NORMAL)
    return sheet


def _set_qr_sheet(order: Order) -> SetPaper:
    facts = _facts(order)
    sheet = Sheet(ground="land", left_mm=26, right_mm=20, y_mm=19, leading=1.36)
    sheet.marks.append(QrMark(168.0, 17.0, 25.0, f"GCN|{facts['serial']}|{facts['parcel']}|{facts['map_sheet']}"))
    _set_title(sheet, _QR_TITLE, 10.0)
    sheet.paragraph([("1. Người sử dụng đất, chủ sở hữu tài sản gắn liền với đất:", BOLD)])
    first, second = order.holder, order.partner
    sheet.paragraph([(f"{first.address_word}: ", NORMAL), (first.caps, BOLD), (f", CCCD: {first.citizen_id}", NORMAL)])
    tie = "Và vợ: " if second.sex == "Nữ" else "Và chồng: "
    sheet.paragraph([(tie, NORMAL), (second.caps, BOLD), (f", CCCD: {second.citizen_id}", NORMAL)])
    sheet.paragraph([("2. Thông tin thửa đất:", BOLD)])
    for row in (
        f"a. Thửa đất số: {facts['parcel']}; tờ bản đồ số: {facts['map_sheet']}",
        f"b. Diện tích: {facts['area']} m²",
        f"c. Loại đất: Đất ở tại đô thị: {facts['area']} m²",
        "d. Thời hạn sử dụng đất: Lâu dài",
        "đ. Hình thức sử dụng đất: Sử dụng chung của vợ và chồng",
        f"e. Địa chỉ: {order.address}",
    ):
        sheet.paragraph([(row, NORMAL)])
    sheet.paragraph([("3. Thông tin tài sản gắn liền với đất: ", BOLD), ("-/-", NORMAL)])
    sheet.skip(5)
    sheet.centred_runs(place_date(order), 146.0)
    set_signature(
        sheet, order, head_lines=order.office.body_lines if not order.office.authority else (), centre_mm=146.0
    )
    sheet.y_mm = max(sheet.y_mm, 262.0)
    sheet.paragraph([(facts["serial"], Style("serif-bold", 14))])
    sheet.paragraph([("Thông tin chi tiết được thể hiện tại mã QR", Style("serif-italic", 11))])
    return SetPaper((sheet, _qr_back(facts)), _fields(order, facts, _QR_TITLE))


def _qr_back(facts: dict[str, str]) -> Sheet:
    sheet = Sheet(ground="land", left_mm=26, right_mm=20, y_mm=22)
    sheet.paragraph([("4. Sơ đồ thửa đất, tài sản gắn liền với đất:", BOLD)])
    corners = ((70.0, 50.0), (140.0, 50.0), (140.0, 120.0), (70.0, 120.0))
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        sheet.marks.append(RuleMark(x0, y0, x1, y1, 0.4, (24, 24, 30)))
    sheet.put(105.0, 86.0, facts["parcel"], BOLD, "centre")
    sheet.lines.append(facts["parcel"])
    sheet.y_mm = 140
    sheet.paragraph([("5. Ghi chú: ", BOLD), ("-/-", NORMAL)])
    sheet.paragraph([("6. Những thay đổi sau khi cấp Giấy chứng nhận:", BOLD)])
    sheet.y_mm = 245
    sheet.paragraph([("Số vào sổ cấp Giấy chứng nhận: ", NORMAL), (facts["registry"], NORMAL)])
    return sheet


def _fields(order: Order, facts: dict[str, str], title: tuple[str, str]) -> dict[str, FieldValue]:
    owners = (order.holder, order.partner)
    return {
        "document_number": facts["serial"].replace(" ", ""),
        "registry_number": facts["registry"].replace(" ", ""),
        "issue_date": order.issued_on.isoformat(),
        "issue_place": order.office.place.short,
        "issuing_body": order.office.issuing_body,
        "title": "GIẤY CHỨNG NHẬN " + " ".join(title),
        "holder_name": [person.caps for person in owners],
        "holder_id": [person.citizen_id for person in owners],
        "parcel": facts["parcel"],
        "map_sheet": facts["map_sheet"],
        "area": facts["area_value"],
        **_pink_fields(order, facts),
        "land_address": order.where.full if order.issued_on < _QR_FORM else order.address,
        "valid_until": "indefinite",
        "sign_authority": order.office.sign_authority,
        "signer_name": order.signer,
        "signer_title": order.office.post,
    }


def _pink_fields(order: Order, facts: dict[str, str]) -> dict[str, FieldValue]:
    """What the pink book prints and the QR sheet does not."""
    if order.issued_on >= _QR_FORM:
        return {"use_form": "Sử dụng chung của vợ và chồng"}
    owners = (order.holder, order.partner)
    return {
        "holder_birth_date": [str(person.born_on.year) for person in owners],
        "holder_address": [order.address for _ in owners],
        "area_in_words": facts["area_value"],
        "use_form": "Sử dụng riêng",
        "land_use": f"Đất ở tại {'đô thị' if order.where.kind == 'phường' else 'nông thôn'}",
        "origin": "Công nhận QSDĐ như giao đất có thu tiền sử dụng đất",
    }
