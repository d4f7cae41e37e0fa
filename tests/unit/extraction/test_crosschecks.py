"""Cross-checks speak where a paper contradicts itself, and only there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extraction.crosschecks import CROSS_CHECKS, Case, agreements
from extraction.crosschecks.offices import check_life_of_unit
from extraction.form import build_form
from extraction.lines import page_segments
from extraction.plain_pages import pages_from_text
from extraction.signature import find_signature
from extraction.strategies import Paper
from extraction.zones import find_zones
from schemas.document_type import DocumentType
from schemas.extraction import FieldReading
from schemas.units import load_units
from tests.unit.extraction.conftest import READ_ON

DISTRICT_PERMIT = {
    "parent_body": "ỦY BAN NHÂN DÂN QUẬN NINH KIỀU",
    "issuing_body": "PHÒNG QUẢN LÝ ĐÔ THỊ",
    "document_number": "45/GPXD",
    "issue_place": "Ninh Kiều",
    "issue_date": "2022-03-08",
    "title": "GIẤY PHÉP XÂY DỰNG",
    "signer_title": "TRƯỞNG PHÒNG",
}
LICENCE = {
    "parent_body": "UBND QUẬN NINH KIỀU",
    "issuing_body": "PHÒNG KINH TẾ",
    "document_number": "19/GP-PKT",
    "issue_date": "2021-04-15",
    "valid_until": "2026-04-14",
    "signer_title": "TRƯỞNG PHÒNG",
}
PINK_BOOK = {
    "issuing_body": "ỦY BAN NHÂN DÂN QUẬN NINH KIỀU",
    "issue_date": "2018-02-01",
    "title": "GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU NHÀ Ở VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT",
    "signer_title": "CHỦ TỊCH",
}
BIRTH = {
    "holder_birth_date": "2023-03-05",
    "birth_date_in_words": "2023-03-05",
    "holder_id": "092323000001",
    "sex": "Nữ",
    "issuing_body": "Ủy ban nhân dân phường An Khánh, quận Ninh Kiều, thành phố Cần Thơ",
    "issue_date": "2023-03-15",
}


def make_case(declared: DocumentType, values: Mapping[str, str]) -> Case:
    segments = page_segments(pages_from_text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc")[0])
    paper = Paper((segments,), build_form(segments, declared), find_zones(segments, ()), find_signature((segments,)))
    return Case(
        declared, {name: FieldReading(value, value, None, None) for name, value in values.items()}, paper, READ_ON
    )


def doubts_of(declared: DocumentType, values: Mapping[str, str]) -> set[tuple[str, str]]:
    case = make_case(declared, values)
    return {(doubt.field, doubt.reason) for check in CROSS_CHECKS for doubt in check(case)}


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("building_permit", DISTRICT_PERMIT),
        ("alcohol_retail_licence", LICENCE),
        ("land_use_certificate", PINK_BOOK),
        ("birth_certificate", BIRTH),
        ("committee_decision", {"issuing_body": "ỦY BAN NHÂN DÂN HUYỆN CỦ CHI", "issue_date": "2019-05-02"}),
        ("committee_decision", {"issuing_body": "ỦY BAN NHÂN DÂN TỈNH CẦN THƠ", "issue_date": "1999-05-02"}),
        ("land_use_certificate", {"issuing_body": "ỦY BAN NHÂN DÂN HUYỆN Ô MÔN", "issue_date": "1996-05-02"}),
        ("administrative_document", {"issuing_body": "ỦY BAN NHÂN DÂN", "document_number": "12/UBND-KT"}),
        ("building_permit", DISTRICT_PERMIT | {"signer_title": "CHÁNH VĂN PHÒNG", "sign_authority": "TL. CHỦ TỊCH"}),
    ],
)
def test_right_papers_are_left_alone(types: Mapping[str, DocumentType], key: str, values: dict[str, str]) -> None:
    assert doubts_of(types[key], values) == set()


@pytest.mark.parametrize(
    ("key", "values", "field", "reason"),
    [
        ("building_permit", DISTRICT_PERMIT | {"issue_date": "2026-03-08"}, "issue_date", "issuer_not_alive"),
        ("building_permit", DISTRICT_PERMIT | {"issue_date": "2003-03-08"}, "issue_date", "edition_differs"),
        ("building_permit", DISTRICT_PERMIT | {"signer_title": "CHỦ TỊCH"}, "signer_title", "post_differs"),
        ("building_permit", DISTRICT_PERMIT | {"document_number": "45/GPXD-UBND"}, "document_number",
         "sign_of_other_office"),
        ("building_permit", DISTRICT_PERMIT | {"document_number": "45/QĐ-UBND"}, "document_number",
         "number_sign_differs"),
        ("alcohol_retail_licence", LICENCE | {"issuing_body": "UBND QUẬN NINH KIỀU", "signer_title": "CHỦ TỊCH"},
         "document_number", "sign_of_other_office"),
        ("alcohol_retail_licence", LICENCE | {"valid_until": "2028-04-14"}, "valid_until", "expiry_differs"),
        ("alcohol_retail_licence", {"issuing_body": "UBND PHƯỜNG AN HÒA", "issue_date": "2021-04-15"}, "issuing_body",
         "level_differs"),
        ("committee_decision", {"issuing_body": "ỦY BAN NHÂN DÂN HUYỆN CỦ CHI", "issue_date": "2026-05-02"},
         "issuing_body", "level_differs"),
        ("land_use_certificate", PINK_BOOK | {"issue_date": "2003-02-01"}, "issue_date", "issuer_not_alive"),
        ("land_use_certificate", PINK_BOOK | {"issue_date": "2008-02-01"}, "issue_date", "edition_differs"),
        ("birth_certificate", BIRTH | {"birth_date_in_words": "2023-03-06"}, "holder_birth_date", "words_differ"),
        ("birth_certificate", BIRTH | {"holder_id": "092322000001"}, "holder_id", "birth_year_differs"),
        ("birth_certificate", BIRTH | {"sex": "Nam"}, "holder_id", "sex_differs"),
        ("birth_certificate", BIRTH | {"issue_date": "2023-03-01"}, "issue_date", "date_implausible"),
    ],
)  # fmt: skip
def test_a_paper_that_contradicts_itself_is_doubted(
    types: Mapping[str, DocumentType], key: str, values: dict[str, str], field: str, reason: str
) -> None:
    assert (field, reason) in doubts_of(types[key], values)


def test_units_that_an_office_declared_are_known_to_the_checks(
    types: Mapping[str, DocumentType], tmp_path: Path
) -> None:
    rows = "83,Tỉnh Mẫu,province,,,\n83.901,Huyện Thử Nghiệm,district,2009-01-01,2025-06-30,\n"
    (tmp_path / "mau.csv").write_text(f"path,name,level,valid_from,valid_until,aliases\n{rows}", encoding="utf-8")
    values = DISTRICT_PERMIT | {"issuing_body": "UBND HUYỆN THỬ NGHIỆM", "parent_body": "TỈNH MẪU"}
    case = make_case(types["building_permit"], values | {"issue_place": "Thử Nghiệm", "issue_date": "2008-03-08"})
    knowing = replace(case, units=load_units(tmp_path))
    found = [{doubt.reason for doubt in check_life_of_unit(each)} for each in (case, knowing)]
    assert found == [set(), {"issuer_not_alive"}]


def test_a_sheet_of_a_change_is_judged_by_the_day_of_the_change(types: Mapping[str, DocumentType]) -> None:
    office = {"issuing_body": "ỦY BAN NHÂN DÂN PHƯỜNG NINH KIỀU", "issue_date": "2018-05-02"}
    assert ("issuing_body", "level_differs") in doubts_of(types["cooperative_certificate"], office)
    assert doubts_of(types["cooperative_certificate"], office | {"change_date": "2026-02-03"}) == set()


def test_what_is_said_twice_agrees(types: Mapping[str, DocumentType]) -> None:
    case = make_case(types["birth_certificate"], BIRTH)
    assert agreements(case) == {"holder_birth_date", "birth_date_in_words", "holder_id", "sex"}
    assert agreements(make_case(types["alcohol_retail_licence"], LICENCE)) == {"issue_date", "valid_until"}


def test_a_value_that_merely_does_not_contradict_is_no_agreement(types: Mapping[str, DocumentType]) -> None:
    without_sex: dict[str, Any] = {
        name: value for name, value in BIRTH.items() if name not in ("sex", "birth_date_in_words")
    }
    assert agreements(make_case(types["birth_certificate"], without_sex)) == frozenset()
