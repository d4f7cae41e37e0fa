"""Here is set the TRÍCH LỤC KHAI TỬ on white paper, printed whole by the office (TT 04/2020)."""

from __future__ import annotations

from datetime import datetime, timedelta

from benchmarks.papers.faces import Style
from benchmarks.papers.letterhead import labelled, number_line, place_date, set_head, set_signature, several
from benchmarks.papers.orders import FieldValue, Order, SetPaper
from benchmarks.papers.sheet import Sheet
from benchmarks.papers.words import date_in_words, number_in_words, printed_date

_TITLE = Style("serif-bold", 16)


def set_death_extract(order: Order) -> SetPaper:
    """One page; `holder` is the deceased, `partner` the one who declared."""
    number = f"{order.number}/TLKT" if order.issued_on.year < 2025 else f"{order.number}/{order.issued_on.year}/TLKT"
    moment = datetime.combine(order.issued_on - timedelta(days=6), datetime.min.time())
    moment += timedelta(hours=3 + order.seed % 19, minutes=(order.seed * 7) % 60)
    by_hand = order.fill_hand
    sheet = Sheet(leading=1.42, keeps_dots=order.keeps_dots or by_hand is not None, fill_hand=by_hand)
    sheet.typewriter = order.typewriter
    set_head(sheet, order.office, number=number_line(order, number), place_date=place_date(order))
    sheet.skip(3)
    sheet.centred("TRÍCH LỤC KHAI TỬ", _TITLE)
    sheet.skip(4)
    _set_person(sheet, order)
    _set_death(sheet, order, moment)
    sheet.skip(6)
    heads = ("NGƯỜI KÝ TRÍCH LỤC", "(Ký, ghi rõ họ, chữ đệm, tên, chức vụ và đóng dấu)")
    set_signature(sheet, order, head_lines=heads)
    return SetPaper((sheet,), _fields(order, number, moment))


def _set_person(sheet: Sheet, order: Order) -> None:
    dead = order.holder
    labelled(sheet, "Họ, chữ đệm, tên:", dead.caps, bold=True)
    labelled(sheet, "Ngày, tháng, năm sinh:", printed_date(dead.born_on))
    several(sheet, [("Giới tính:", dead.sex), ("Dân tộc:", "Kinh"), ("Quốc tịch:", "Việt Nam")], (28.0, 80.0, 130.0))
    labelled(sheet, "Số định danh cá nhân:", dead.citizen_id)
    paper = f"Thẻ căn cước công dân số {dead.citizen_id}, Cục Cảnh sát QLHC về TTXH cấp ngày 09/8/2021"
    labelled(sheet, "Giấy tờ tùy thân:", paper)


def _set_death(sheet: Sheet, order: Order, moment: datetime) -> None:
    teller = order.partner
    spoken = (
        f"{number_in_words(moment.hour)} giờ, {number_in_words(moment.minute)} phút, {date_in_words(moment).lower()}"
    )
    when = f"{moment.hour:02d} giờ {moment.minute:02d} phút, ngày {moment:%d/%m/%Y} ghi bằng chữ: {spoken}"
    labelled(sheet, "Đã chết vào lúc:", when)
    labelled(sheet, "Nơi chết:", order.address)
    notice = f"Giấy báo tử/Giấy tờ hợp lệ thay thế Giấy báo tử số: {order.seed % 60 + 3}/GBT do Trạm y tế"
    labelled(sheet, notice, f"{order.where.name}, cấp ngày {printed_date(order.issued_on - timedelta(days=2))}")
    labelled(sheet, "Họ, chữ đệm, tên người đi khai tử:", teller.caps, bold=True)
    teller_paper = f"Thẻ căn cước công dân số {teller.citizen_id}, Cục Cảnh sát QLHC về TTXH cấp ngày 15/4/2021"
    labelled(sheet, "Giấy tờ tùy thân:", teller_paper)


def _fields(order: Order, number: str, moment: datetime) -> dict[str, FieldValue]:
    dead = order.holder
    return {
        "document_number": number,
        "issue_date": order.issued_on.isoformat(),
        "issue_place": order.office.place.short,
        "issuing_body": order.office.issuing_body,
        "parent_body": order.office.parent_body,
        "title": "TRÍCH LỤC KHAI TỬ",
        "holder_name": dead.caps,
        "holder_id": dead.citizen_id,
        "holder_birth_date": dead.born_on.isoformat(),
        "sex": dead.sex,
        "death_date": moment.date().isoformat(),
        "death_in_words": moment.date().isoformat(),
        "death_place": order.address,
        "holder_ethnicity": "Kinh",
        "holder_nationality": "Việt Nam",
        "identity_paper": dead.citizen_id,
        "declarant_name": order.partner.caps,
        "sign_authority": order.office.sign_authority,
        "signer_name": order.signer,
        "signer_title": order.office.post,
    }
