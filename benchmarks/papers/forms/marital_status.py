"""Here is set the GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN on white paper (TT 15/2015 and TT 04/2020 print the same)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.papers.faces import Style
from benchmarks.papers.forms.civil_eras import ethnicity_of, identity_paper, long_day, spelled_day
from benchmarks.papers.forms.civil_stock import list_written
from benchmarks.papers.letterhead import (
    BOLD,
    NORMAL,
    head_fields,
    labelled,
    number_line,
    place_date,
    set_head,
    set_signature,
    several,
)
from benchmarks.papers.orders import FieldValue, Order, SetPaper
from benchmarks.papers.sheet import Sheet

_TITLE = Style("serif-bold", 15)
_PURPOSES = (
    "bổ sung hồ sơ đăng ký kết hôn",
    "bổ sung hồ sơ vay vốn ngân hàng",
    "làm thủ tục mua bán tài sản",
    "làm thủ tục chuyển nhượng quyền sử dụng đất",
)
_SIGN_HINTS = ("(Ký, ghi rõ họ, chữ đệm, tên, chức vụ và đóng dấu)", "(Ký, ghi rõ họ tên, chức vụ và đóng dấu)")


@dataclass(frozen=True, slots=True)
class _Confirmed:
    """What the office confirms: status, use, residence (None where its lines stay dotted)."""

    number: str
    status: str
    purpose: str
    residence: str | None
    lived_from: date | None
    lived_to: date | None


def set_marital_status(order: Order) -> SetPaper:
    """One page; `holder` is whose status is confirmed."""
    confirmed = _confirm(order)
    by_hand = order.fill_hand
    sheet = Sheet(leading=1.36, keeps_dots=order.keeps_dots or by_hand is not None, fill_hand=by_hand)
    number = number_line(order, confirmed.number)
    set_head(sheet, order.office, number=number, place_date=place_date(order))
    sheet.skip(2)
    sheet.centred("GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN", _TITLE)
    sheet.centred_paragraph(f"ỦY BAN NHÂN DÂN {order.office.place.full.upper()}", Style("serif-bold", 12), 110.0, 150.0)
    _set_request(sheet, order)
    sheet.centred("XÁC NHẬN:", BOLD)
    _set_person(sheet, order)
    _set_status(sheet, confirmed)
    sheet.skip(4)
    hint = _SIGN_HINTS[order.seed % 2]
    set_signature(sheet, order, head_lines=("NGƯỜI KÝ GIẤY XÁC NHẬN", hint))
    fields = _fields(order, confirmed)
    return SetPaper((sheet,), fields, list_written(order, fields, on_stock=False))


def _confirm(order: Order) -> _Confirmed:
    seed, issued_on = order.seed, order.issued_on
    has_residence = seed % 3 > 0
    year = f"{issued_on.year}/" if seed % 8 == 0 else ""
    return _Confirmed(
        number=f"{order.number}/{year}UBND-XNTTHN",
        status=_tell_status(order),
        purpose=_PURPOSES[seed % len(_PURPOSES)],
        residence=order.where.full if has_residence else None,
        lived_from=date(order.holder.born_on.year + 18, 3, 1 + seed % 27) if has_residence else None,
        lived_to=issued_on - timedelta(days=3) if has_residence else None,
    )


def _tell_status(order: Order) -> str:
    seed, then = order.seed, order.issued_on - timedelta(days=700)
    partner = order.partner.name
    return (
        "Chưa đăng ký kết hôn với ai",
        "Hiện tại chưa đăng ký kết hôn với ai",
        f"Hiện tại đang có vợ là bà {partner}",
        f"Đã đăng ký kết hôn nhưng đã ly hôn theo Quyết định số {seed % 90 + 4}/{then.year}/QĐST-HNGĐ ngày "
        f"{spelled_day(order, then)} của Tòa án nhân dân; hiện tại chưa đăng ký kết hôn với ai",
        f"Đã đăng ký kết hôn nhưng vợ đã chết theo Trích lục khai tử số {seed % 90 + 4}/TLKT ngày "
        f"{spelled_day(order, then)}; hiện tại chưa đăng ký kết hôn với ai",
    )[seed % 5]


def _set_request(sheet: Sheet, order: Order) -> None:
    officer = order.seed % 2 == 0
    asking = "Lê Thị Ví Dụ, Công chức tư pháp - hộ tịch" if officer else order.holder.name
    labelled(sheet, "Xét đề nghị của ông/bà:", asking, leader=False)
    about = "về việc cấp Giấy xác nhận tình trạng hôn nhân cho"
    sheet.paragraph([(f"{about} ", NORMAL), (order.holder.name, sheet.value_style(NORMAL))])


def _set_person(sheet: Sheet, order: Order) -> None:
    person = order.holder
    labelled(sheet, "Họ, chữ đệm, tên:", person.caps, bold=True)
    labelled(sheet, "Ngày, tháng, năm sinh:", spelled_day(order, person.born_on))
    pairs = [("Giới tính:", person.sex), ("Dân tộc:", ethnicity_of(person)), ("Quốc tịch:", "Việt Nam")]
    several(sheet, pairs, (28.0, 80.0, 130.0))
    labelled(sheet, "Giấy tờ tùy thân:", identity_paper(person, order.issued_on, order.seed).text)
    labelled(sheet, "Nơi cư trú:", order.address)


def _set_status(sheet: Sheet, confirmed: _Confirmed) -> None:
    labelled(sheet, "Trong thời gian cư trú tại:", confirmed.residence or "")
    if confirmed.lived_from and confirmed.lived_to:
        span = f"{long_day(confirmed.lived_from).removeprefix('ngày ')}, đến {long_day(confirmed.lived_to)}"
        labelled(sheet, "từ ngày", span, leader=False)
    else:
        labelled(
            sheet,
            "từ ngày ...... tháng ...... năm ........., đến ngày ...... tháng ...... năm .........",
            "",
            leader=False,
        )
    labelled(sheet, "Tình trạng hôn nhân:", confirmed.status)
    use = "Giấy này có giá trị sử dụng trong thời hạn 6 tháng, kể từ ngày cấp, được sử dụng để:"
    labelled(sheet, use, f"{confirmed.purpose}.")


def _fields(order: Order, confirmed: _Confirmed) -> dict[str, FieldValue]:
    person = order.holder
    return head_fields(order, confirmed.number, "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN") | {
        "holder_name": person.caps,
        "holder_id": identity_paper(person, order.issued_on, order.seed).number,
        "holder_birth_date": person.born_on.isoformat(),
        "holder_address": order.address,
        "sex": person.sex,
        "holder_ethnicity": ethnicity_of(person),
        "holder_nationality": "Việt Nam",
        "residence_place": confirmed.residence,
        "residence_from": confirmed.lived_from.isoformat() if confirmed.lived_from else None,
        "residence_to": confirmed.lived_to.isoformat() if confirmed.lived_to else None,
        "marital_status": confirmed.status,
        "purpose": confirmed.purpose,
    }
