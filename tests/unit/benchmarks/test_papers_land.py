"""Drawn land papers, permits, allowances and lists of households wear the form of their day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from benchmarks.papers.catalogue import invent_order, office_for, set_paper
from benchmarks.papers.handwriting import Handwriting, invent_hand
from benchmarks.papers.orders import Order, SetPaper
from benchmarks.papers.places import wards_on
from benchmarks.papers.sheet import TextMark
from schemas.field_kinds import read_value
from schemas.field_kinds.identifiers import is_tax_code_valid


def _order_of(kind: str, day: date, seed: int = 4) -> Order:
    """An order of a kind issued on a day, its office and ward those of the day."""
    order = invent_order(kind, np.random.default_rng(3600))
    where = wards_on(day)[0]
    is_commune = kind == "poor_household_certificate" or where.above is None or "." not in where.above.path
    issuer = where if is_commune else where.above
    assert issuer is not None
    return replace(order, issued_on=day, where=where, office=office_for(kind, issuer, day), seed=seed)


def _printed(paper: SetPaper) -> str:
    return "\n".join(line for sheet in paper.sheets for line in sheet.lines)


@pytest.mark.parametrize(
    ("day", "sheets", "ground", "says"),
    [
        (date(1997, 5, 6), 2, "cover", "Theo bảng liệt kê dưới đây:"),
        (date(2006, 5, 6), 3, "cover", "II- Thửa đất được quyền sử dụng"),
        (date(2018, 5, 7), 2, "land", "g) Nguồn gốc sử dụng:"),
        (date(2025, 5, 6), 2, "land", "Thông tin chi tiết được thể hiện tại mã QR"),
    ],
)
def test_a_land_certificate_wears_the_form_of_its_day(day: date, sheets: int, ground: str, says: str) -> None:
    paper = set_paper(_order_of("land_use_certificate", day, seed=5))
    assert (len(paper.sheets), paper.sheets[0].ground) == (sheets, ground)
    assert says in _printed(paper)


def test_serials_of_land_certificates_grow_with_their_forms() -> None:
    days = (date(1997, 5, 6), date(2006, 5, 6), date(2018, 5, 7), date(2025, 5, 6))
    serials = [str(set_paper(_order_of("land_use_certificate", day)).fields["document_number"]) for day in days]
    assert [len(serial) for serial in serials] == [7, 8, 8, 10]
    assert all(read_value("land_serial", serial).value == serial for serial in serials)


def test_a_permit_that_had_time_was_extended_on_its_back_and_keeps_its_own_day() -> None:
    extended = set_paper(_order_of("building_permit", date(2019, 3, 5), seed=8))
    young = set_paper(_order_of("building_permit", date(2025, 3, 5), seed=8))
    assert extended.fields["extended_until"] == "2021-03-04"
    assert extended.fields["issue_date"] == "2019-03-05"
    assert "extended_until" not in young.fields
    assert len(young.sheets) == 2


def test_a_permit_of_limited_term_says_until_when_the_house_may_stand() -> None:
    paper = set_paper(_order_of("building_permit", date(2019, 3, 5), seed=17))
    assert paper.fields["valid_until"] == "2024-12-31"
    assert str(paper.fields["document_number"]).endswith("/GPXDCTH")


@pytest.mark.parametrize(
    ("day", "standard"), [(date(2018, 4, 3), 270_000), (date(2022, 4, 5), 360_000), (date(2025, 9, 3), 500_000)]
)
def test_an_allowance_is_the_standard_of_its_day_times_the_coefficient(day: date, standard: int) -> None:
    for seed in (4, 20, 36, 52):
        fields = set_paper(_order_of("social_allowance_decision", day, seed=seed)).fields
        share = int(str(fields["amount"])) / standard
        assert share in (1.0, 1.5, 2.0, 2.5)
        assert fields["amount"] == fields["amount_in_words"]


def test_an_allowance_starts_the_month_after_its_decision_even_over_the_year() -> None:
    paper = set_paper(_order_of("social_allowance_decision", date(2022, 12, 20), seed=4))
    assert paper.fields["benefit_start"] == "2023-01-01"


def test_the_list_of_members_opens_with_the_head_of_the_household() -> None:
    order = _order_of("poor_household_certificate", date(2023, 12, 20))
    fields = set_paper(order).fields
    members = fields["members"]
    assert isinstance(members, list)
    assert isinstance(members[0], dict)
    assert (members[0]["name"], members[0]["relation"]) == (order.holder.name, "Chủ hộ")
    assert 3 <= len(members) <= 5


def test_a_household_certificate_filled_in_by_hand_has_written_values_and_printed_labels() -> None:
    hand = invent_hand(np.random.default_rng(2))
    written = Handwriting(hand, number=True, date=True, fill_ins=True)
    order = replace(_order_of("poor_household_certificate", date(2023, 12, 20)), handwriting=written)
    marks = [mark for sheet in set_paper(order).sheets for mark in sheet.marks if isinstance(mark, TextMark)]
    by_hand = {mark.text.strip() for mark in marks if mark.style.hand is not None}
    assert order.holder.caps in by_hand
    assert order.holder.name in by_hand
    assert not any("Hộ gia đình" in text for text in by_hand)


def test_a_licence_of_a_leap_day_ends_with_february() -> None:
    assert set_paper(_order_of("alcohol_retail_licence", date(2024, 2, 29))).fields["valid_until"] == "2029-02-28"


def test_drawn_tax_codes_of_households_pass_their_own_check() -> None:
    for seed in range(0, 900, 37):
        code = str(
            set_paper(_order_of("household_business_certificate", date(2024, 3, 5), seed)).fields["document_number"]
        )
        assert is_tax_code_valid(code[:10])


def test_no_committee_decision_is_drawn_about_what_another_type_declares() -> None:
    for seed in range(24):
        order = invent_order("committee_decision", np.random.default_rng(seed))
        subject = str(set_paper(order).fields["subject"]).lower()
        assert not any(words in subject for words in ("trợ cấp", "mục đích sử dụng đất", "trường", "mai táng"))
