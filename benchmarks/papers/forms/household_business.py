"""Here is set the GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH: of TT 20/2015, TT 01/2021 and, from 01/7/2025, TT 68/2025."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from benchmarks.papers.forms.tables import set_table
from benchmarks.papers.letterhead import BOLD, TITLE, date_line, labelled, set_head, set_signature, several
from benchmarks.papers.orders import FieldValue, Order, SetPaper
from benchmarks.papers.sheet import Sheet
from benchmarks.papers.words import capital, grouped, number_in_words, printed_date
from schemas.field_kinds.identifiers import is_tax_code_valid

_TWO_LEVELS = date(2025, 7, 1)
_CIRCULAR_01 = date(2021, 5, 1)
# From 7/2023 the household's tax code is its number (TT 02/2023/TT-BKHĐT).
_TAX_CODE = date(2023, 7, 1)
_TRADES = (
    ("Bán lẻ lương thực, thực phẩm, đồ uống trong các cửa hàng kinh doanh tổng hợp", "4711"),
    ("Nhà hàng và các dịch vụ ăn uống phục vụ lưu động", "5610"),
    ("Bán lẻ đồ uống trong các cửa hàng chuyên doanh", "4723"),
    ("Cắt tóc, làm đầu, gội đầu", "9631"),
    ("Sửa chữa máy vi tính và thiết bị ngoại vi", "9511"),
)
_COLUMNS_MM = (28.0, 42.0, 158.0, 192.0)


def set_household_business(order: Order) -> SetPaper:
    """One page with the table of business lines; to 4/2021 the lines are running text."""
    if order.issued_on < _CIRCULAR_01:
        return _set_form_of_2015(order)
    new_form = order.issued_on >= _TWO_LEVELS
    code = _code(order)
    number_label = "Mã số hộ kinh doanh:" if order.issued_on >= _TAX_CODE else "Số:"
    name = f"HỘ KINH DOANH {order.holder.caps}"
    capital_dong = 50_000_000 + 10_000_000 * (order.seed % 12)
    lines = [_TRADES[(order.seed + step) % len(_TRADES)] for step in range(2)]
    sheet = Sheet(leading=1.36)
    set_head(sheet, order.office)
    sheet.centred("GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH", TITLE)
    sheet.centred(f"{number_label} {code}", BOLD)
    sheet.centred_runs(date_line(order, "Đăng ký lần đầu, "))
    sheet.skip(3)
    if new_form:
        labelled(sheet, "1. Tên hộ kinh doanh:", "", leader=False)
        labelled(sheet, "Tên hộ kinh doanh viết bằng tiếng Việt:", name, bold=True, leader=False)
        labelled(sheet, "2. Trụ sở của hộ kinh doanh:", order.address, leader=False)
    else:
        labelled(sheet, "1. Tên hộ kinh doanh:", name, bold=True, leader=False)
        labelled(sheet, "2. Địa chỉ trụ sở hộ kinh doanh:", order.address, leader=False)
    several(sheet, [("Điện thoại:", f"0900000{order.seed % 900 + 100}"), ("Fax:", "")], (28.0, 110.0))
    labelled(sheet, "3. Ngành, nghề kinh doanh:", "", leader=False)
    set_table(sheet, _COLUMNS_MM, _table_rows(lines))
    _set_capital(sheet, capital_dong, new_form=new_form)
    labelled(sheet, "5. Chủ thể thành lập hộ kinh doanh:", "Cá nhân", leader=False)
    _set_owner(sheet, order, new_form=new_form)
    sheet.skip(4)
    set_signature(sheet, order)
    return SetPaper((sheet,), _fields(order, code, name, capital_dong, lines))


def _tax_code(serial: int) -> str:
    """A tax code with its check digit, of a run that is given to nobody; `serial` 100-999."""
    for step in range(10):
        # One number in eleven has no check digit and is never issued.
        nine = f"800000{(serial + step) % 1000:03d}"
        found = next((f"{nine}{last}" for last in range(10) if is_tax_code_valid(f"{nine}{last}")), None)
        if found:
            return found
    raise ValueError(f"no tax code from {serial} on")


def _set_form_of_2015(order: Order) -> SetPaper:
    """Phụ lục VI-1 of TT 20/2015: place of business, identity card, everything in running lines."""
    owner, code, dong = order.holder, _code(order), 50_000_000 + 10_000_000 * (order.seed % 12)
    name = f"HỘ KINH DOANH {owner.caps}"
    trades = "; ".join(_TRADES[(order.seed + step) % len(_TRADES)][0] for step in range(2))
    card = f"360{owner.citizen_id[-3:]}{owner.born_on.year % 100:02d}0"
    sheet = Sheet(leading=1.4, keeps_dots=order.keeps_dots)
    set_head(sheet, order.office)
    sheet.centred("GIẤY CHỨNG NHẬN ĐĂNG KÝ", TITLE)
    sheet.centred("HỘ KINH DOANH", TITLE)
    sheet.centred(f"Số: {code}", BOLD)
    sheet.centred_runs(date_line(order, "Đăng ký lần đầu, "))
    sheet.skip(3)
    labelled(sheet, "1. Tên hộ kinh doanh (ghi bằng chữ in hoa):", name, bold=True)
    labelled(sheet, "2. Địa điểm kinh doanh:", order.address)
    phone = f"0900000{order.seed % 900 + 100}"
    several(sheet, [("Điện thoại:", phone), ("Fax:", "")], (28.0, 110.0))
    labelled(sheet, "3. Ngành, nghề kinh doanh:", trades)
    labelled(sheet, "4. Vốn kinh doanh:", f"{grouped(dong)} đồng ({capital(number_in_words(dong))} đồng)")
    head = "5. Họ và tên cá nhân hoặc tên đại diện hộ gia đình (ghi bằng chữ in hoa):"
    labelled(sheet, head, owner.caps, bold=True)
    labelled(sheet, "Giới tính:", owner.sex)
    birth = ("Sinh ngày:", printed_date(owner.born_on))
    several(sheet, [birth, ("Dân tộc:", "Kinh"), ("Quốc tịch:", "Việt Nam")], (28.0, 85.0, 130.0))
    labelled(sheet, "Loại giấy tờ chứng thực cá nhân:", "Giấy chứng minh nhân dân")
    labelled(sheet, "Số giấy chứng thực cá nhân:", card)
    several(sheet, [("Ngày cấp:", "20/4/2009"), ("Nơi cấp:", "Công an thành phố Cần Thơ")], (28.0, 85.0))
    labelled(sheet, "Nơi đăng ký hộ khẩu thường trú:", order.address)
    labelled(sheet, "Chỗ ở hiện tại:", order.address)
    sheet.skip(4)
    set_signature(sheet, order)
    fields = _fields(order, code, name, dong, ())
    del fields["business_lines"], fields["founder"]
    of_2015: dict[str, FieldValue] = {
        "holder_id": card,
        "business_text": trades,
        "id_issued_on": "2009-04-20",
        "id_issued_by": "Công an thành phố Cần Thơ",
    }
    return SetPaper((sheet,), fields | of_2015)


def _code(order: Order) -> str:
    """The household's number in the era's shape; serials that are never given out."""
    if order.issued_on >= _TWO_LEVELS:
        return order.holder.citizen_id
    if order.issued_on >= _TAX_CODE:
        return f"{_tax_code(order.seed % 900 + 100)}-001"
    return f"57A8000{order.number % 1000:03d}"


def _set_capital(sheet: Sheet, dong: int, *, new_form: bool) -> None:
    words = capital(number_in_words(dong)) + " đồng"
    if new_form:
        labelled(sheet, "4. Vốn kinh doanh:", "", leader=False)
        labelled(sheet, "Vốn kinh doanh (Bằng số):", f"{grouped(dong)} đồng", leader=False)
        labelled(sheet, "Vốn kinh doanh (Bằng chữ):", f"{words}.", leader=False)
    else:
        labelled(sheet, "4. Vốn kinh doanh:", f"{grouped(dong)} đồng ({words})", leader=False)


def _set_owner(sheet: Sheet, order: Order, *, new_form: bool) -> None:
    owner = order.holder
    labelled(sheet, "6. Thông tin về chủ hộ kinh doanh:", "", leader=False)
    several(sheet, [("Họ và tên:", owner.caps), ("Giới tính:", owner.sex)], (28.0, 130.0))
    birth = ("Sinh ngày:", printed_date(owner.born_on))
    several(sheet, [birth, ("Dân tộc:", "Kinh"), ("Quốc tịch:", "Việt Nam")], (28.0, 85.0, 130.0))
    if new_form:
        labelled(sheet, "Số định danh cá nhân:", owner.citizen_id, leader=False)
        labelled(sheet, "Nơi thường trú:", order.address, leader=False)
        labelled(sheet, "Nơi ở hiện tại:", order.address, leader=False)
        return
    labelled(sheet, "Loại giấy tờ pháp lý của cá nhân:", "Thẻ căn cước công dân", leader=False)
    labelled(sheet, "Số giấy tờ pháp lý của cá nhân:", owner.citizen_id, leader=False)
    several(
        sheet,
        [("Ngày cấp:", "20/4/2021"), ("Nơi cấp:", "Cục Cảnh sát quản lý hành chính về trật tự xã hội")],
        (28.0, 75.0),
    )
    labelled(sheet, "Địa chỉ thường trú:", order.address, leader=False)
    labelled(sheet, "Địa chỉ liên lạc:", order.address, leader=False)


def _table_rows(trades: Sequence[tuple[str, str]]) -> list[tuple[str, str, str]]:
    rows = [
        (str(index), name, code + (" (Chính)" if index == 1 else "")) for index, (name, code) in enumerate(trades, 1)
    ]
    return [("STT", "Tên ngành", "Mã ngành"), *rows]


def _fields(order: Order, code: str, name: str, dong: int, trades: Sequence[tuple[str, str]]) -> dict[str, FieldValue]:
    owner = order.holder
    card: dict[str, FieldValue] = {
        "id_issued_on": "2021-04-20",
        "id_issued_by": "Cục Cảnh sát quản lý hành chính về trật tự xã hội",
    }
    return (card if order.issued_on < _TWO_LEVELS else {}) | {
        "document_number": code,
        "issue_date": order.issued_on.isoformat(),
        "issuing_body": order.office.issuing_body,
        "parent_body": order.office.parent_body,
        "title": "GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH",
        "business_name": name,
        "business_address": order.address,
        "phone": f"0900000{order.seed % 900 + 100}",
        "capital": str(dong),
        "capital_in_words": str(dong),
        "business_lines": [{"name": trade, "code": number} for trade, number in trades],
        "holder_name": owner.caps,
        "holder_id": owner.citizen_id,
        "holder_birth_date": owner.born_on.isoformat(),
        "holder_address": order.address,
        "contact_address": order.address,
        "founder": "Cá nhân",
        "sex": owner.sex,
        "signer_name": order.signer,
        "signer_title": order.office.post,
    }
