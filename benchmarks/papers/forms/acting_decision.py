"""Here are set decisions that revoke, replace, extend or correct another paper, and such as only mention one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.papers.forms.committee_decision import DecisionText, law_of, set_decision_text
from benchmarks.papers.orders import Order, SetPaper

# Verb, number and day of the paper acted on, as `schemas.acts` spells them; no words where nothing is done.
Act = tuple[str, str, str]
_DAY_FORMS = ("{0.day:02d}/{0.month}/{0.year}", "{0.day:02d} tháng {0.month:02d} năm {0.year}")


@dataclass(frozen=True, slots=True)
class ActingText:
    """What a decision says and what that does."""

    text: DecisionText
    acts: tuple[Act, ...]


def set_acting_decision(order: Order) -> tuple[SetPaper, tuple[Act, ...]]:
    """A decision that acts on papers of this order's holder; and what it does."""
    return _set(order, _ACTING[order.seed % len(_ACTING)])


def set_mentioning_decision(order: Order) -> tuple[SetPaper, tuple[Act, ...]]:
    """A decision that names papers and does nothing to them."""
    return _set(order, _MENTIONING[order.seed % len(_MENTIONING)])


def _set(order: Order, write: Callable[[Order], ActingText]) -> tuple[SetPaper, tuple[Act, ...]]:
    acting = write(order)
    return set_decision_text(order, acting.text), acting.acts


def _day_before(order: Order, index: int = 0) -> date:
    return order.issued_on - timedelta(days=200 + order.seed % 1500 + 31 * index)


def _say_day(order: Order, day: date) -> str:
    return _DAY_FORMS[order.seed // 16 % 2].format(day)


def _permit(order: Order, index: int = 0) -> tuple[str, str, date]:
    """Words that name a building permit, its number and day."""
    number, day = f"{order.seed % 700 + 11 + index}/GPXD", _day_before(order, index)
    return f"Giấy phép xây dựng số {number} ngày {_say_day(order, day)}", number, day


def _bases(order: Order, *more: str) -> tuple[str, ...]:
    office = order.office.place.name
    proposal = f"Theo đề nghị của Trưởng phòng Quản lý đô thị {office} tại Tờ trình số {order.seed % 300 + 7}/TTr-QLĐT."
    return (law_of(order), *more, proposal)


def _duty(order: Order, force: str = "Quyết định này có hiệu lực kể từ ngày ký./.") -> tuple[str, ...]:
    who = "Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân, thủ trưởng các cơ quan có liên quan"
    person = f"{order.holder.address_word.lower()} {order.holder.name}"
    return (f"{who} và {person} chịu trách nhiệm thi hành Quyết định này.", force)


def _make(
    order: Order, subject: str, first: tuple[str, ...], acts: tuple[Act, ...], *more: tuple[str, ...],
    bases: tuple[str, ...] = (),
) -> ActingText:  # fmt: skip
    articles = (first, *more, _duty(order))
    return ActingText(DecisionText(subject, _bases(order, *bases), articles), acts)


def _revoke_permit(order: Order) -> ActingText:
    words, number, day = _permit(order)
    holder = f"{order.holder.address_word.lower()} {order.holder.name}"
    first = (f"Thu hồi {words} đã cấp cho {holder}, địa chỉ: {order.address}.", "Lý do: không khởi công đúng thời hạn.")
    return _make(order, "Về việc thu hồi Giấy phép xây dựng", first, (("revoked", number, day.isoformat()),))


def _revoke_in_subject(order: Order) -> ActingText:
    words, number, day = _permit(order)
    first = (f"Thu hồi và hủy bỏ {words} do Phòng Quản lý đô thị cấp.", "Giấy phép bị thu hồi không còn giá trị.")
    subject = f"Về việc thu hồi Giấy phép xây dựng số {number}"
    return _make(order, subject, first, (("revoked", number, day.isoformat()),))


def _annul_decision(order: Order) -> ActingText:
    words, _, day = _permit(order)
    number = f"{order.seed % 600 + 21}/QĐ-UBND"
    first = (
        f"Hủy bỏ Quyết định số {number} ngày {_say_day(order, day)} của {_committee(order)} về việc thu hồi {words}.",
    )
    return _make(order, "Về việc hủy bỏ Quyết định", first, (("revoked", number, day.isoformat()),))


def _replace_decision(order: Order) -> ActingText:
    day, number = _day_before(order), f"{order.seed % 600 + 21}/QĐ-UBND"
    first = (f"Công nhận {order.holder.address_word.lower()} {order.holder.name} giữ chức vụ Trưởng khu vực.",)
    force = (
        f"Quyết định này có hiệu lực kể từ ngày ký và thay thế Quyết định số {number} ngày {_say_day(order, day)} của "
        f"{_committee(order)}."
    )
    return _make(order, "Về việc công nhận Trưởng khu vực", first, (("replaced", number, day.isoformat()),), (force,))


def _end_licence(order: Order) -> ActingText:
    day, number = _day_before(order), f"{order.seed % 90 + 3}/GP-PKT"
    first = (f"Chấm dứt hiệu lực của Giấy phép bán lẻ rượu số {number} cấp ngày {_say_day(order, day)}.",)
    return _make(order, "Về việc chấm dứt hiệu lực giấy phép", first, (("ended", number, day.isoformat()),))


def _extend_permit(order: Order) -> ActingText:
    day, number = _day_before(order), f"{order.seed % 90 + 3}/GPMT-UBND"
    until = date(order.issued_on.year + 2, 6, 15)
    first = (
        f"Gia hạn Giấy phép môi trường số {number} ngày {_say_day(order, day)} đến hết ngày {_say_day(order, until)}.",
    )
    return _make(order, "Về việc gia hạn Giấy phép môi trường", first, (("extended", number, day.isoformat()),))


def _correct_decision(order: Order) -> ActingText:
    day, number = _day_before(order), f"{order.seed % 600 + 21}/QĐ-UBND"
    first = (
        f"Đính chính nội dung tại Quyết định số {number} ngày {_say_day(order, day)} của {_committee(order)} như sau:",
        f"Họ và tên: {order.holder.name}.",
    )
    return _make(order, "Về việc đính chính Quyết định", first, (("amended", number, day.isoformat()),))


def _revoke_two(order: Order) -> ActingText:
    (one, first_number, first_day), (other, second_number, second_day) = _permit(order), _permit(order, 1)
    acts = (
        ("revoked", first_number, first_day.isoformat()),
        ("revoked", second_number, second_day.isoformat()),
    )
    return _make(order, "Về việc thu hồi các Giấy phép xây dựng", (f"Thu hồi {one} và {other}.",), acts)


def _grant(order: Order) -> ActingText:
    words, _, _ = _permit(order)
    first = (f"Cho phép {order.holder.address_word.lower()} {order.holder.name} tiếp tục thi công theo {words}.",)
    return _make(order, "Về việc cho phép tiếp tục thi công", first, ())


def _order_office(order: Order) -> ActingText:
    words, _, _ = _permit(order)
    duty = (f"Giao Phòng Quản lý đô thị kiểm tra, thu hồi bản chính {words} và báo cáo kết quả.",)
    return _make(order, "Về việc kiểm tra trật tự xây dựng", ("Kiểm tra công trình tại địa chỉ nêu trên.",), (), duty)


def _rest_on_revocation(order: Order) -> ActingText:
    words, _, day = _permit(order)
    basis = f"Căn cứ Quyết định số {order.seed % 50 + 9}/QĐ-UBND ngày {_say_day(order, day)} về việc thu hồi {words};"
    law = "Căn cứ Nghị định số 15/2021/NĐ-CP ngày 03 tháng 3 năm 2021 thay thế Nghị định số 59/2015/NĐ-CP;"
    first = (f"Hỗ trợ {order.holder.address_word.lower()} {order.holder.name} chi phí tháo dỡ công trình.",)
    return _make(order, "Về việc hỗ trợ chi phí", first, (), bases=(basis, law))


def _take_land(order: Order) -> ActingText:
    first = (
        f"Thu hồi {order.seed % 300 + 50} m2 đất của hộ {order.holder.address_word.lower()} {order.holder.name} theo "
        f"Giấy chứng nhận quyền sử dụng đất số BX {order.seed % 900000 + 100000}.",
    )
    return _make(order, "Về việc thu hồi đất", first, ())


def _committee(order: Order) -> str:
    return f"Ủy ban nhân dân {order.office.place.name}"


_ACTING = (
    _revoke_permit, _revoke_in_subject, _annul_decision, _replace_decision, _end_licence, _extend_permit,
    _correct_decision, _revoke_two,
)  # fmt: skip
_MENTIONING = (_grant, _order_office, _rest_on_revocation, _take_land)
