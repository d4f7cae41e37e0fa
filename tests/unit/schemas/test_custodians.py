"""Custodians: who answers for a paper of a unit that is no more; every doubt goes to a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.custodian_functions import load_functions
from schemas.custodians import Custodians, load_custodians
from schemas.document_type import document_types
from schemas.errors import SetupError
from schemas.procedure_result import Assignment
from schemas.units import load_units
from tests.contracts.samples import make_batch, make_receipt, make_result

BEFORE = date(2025, 6, 30)
TODAY = date(2026, 5, 4)
CUSTODIANS = load_custodians()
UNITS = load_units()
NINH_KIEU, BUI_HUU_NGHIA, THOI_LAI = "92.916", "92.918.31178", "92.927"


@pytest.mark.parametrize(
    ("issuer", "document_type", "unit", "basis"),
    [
        ("92.31135", "birth_certificate", "92.31135", "issuer"),
        ("92.916.31129", "birth_certificate", "92.31135", "succession"),
        ("94.947.31714", "marriage_certificate", "92.31726", "succession"),
        ("92.923.31210", "committee_decision", "92.31212", "succession"),
        (NINH_KIEU, "land_use_certificate", "92", "function"),
        ("93.932", "environmental_permit", "92", "function"),
        (NINH_KIEU, "cooperative_certificate", "92", "function"),
        ("93", "medical_practice_certificate", "92", "succession"),
        ("92", "enterprise_certificate", "92", "issuer"),
    ],
)
def test_where_only_one_unit_can_answer_no_address_is_asked(
    issuer: str, document_type: str, unit: str, basis: str
) -> None:
    found = CUSTODIANS.find(issuer, document_type, None, TODAY)
    assert (found.unit, found.basis, found.needs_person) == (unit, basis, False)
    assert CUSTODIANS.find_unit(issuer, document_type, TODAY) == unit


@pytest.mark.parametrize("issuer", [NINH_KIEU, BUI_HUU_NGHIA, "92.916.31129", "93", "92"])
def test_on_its_last_day_and_before_each_unit_answers_for_itself(issuer: str) -> None:
    last_day = min(load_units().get(issuer).valid_until or BEFORE, BEFORE)
    assert CUSTODIANS.find(issuer, "committee_decision", None, last_day).unit == issuer


def test_who_answers_follows_the_days_of_life() -> None:
    found = [CUSTODIANS.find_unit("92.916.31129", None, day) for day in (date(2024, 10, 31), date(2024, 11, 1), TODAY)]
    assert found == ["92.916.31129", "92.916.31123", "92.31135"]


@pytest.mark.parametrize(
    ("issuer", "document_type", "address", "unit"),
    [
        (NINH_KIEU, "building_permit", "số 12/3 đường Mẫu, phường An Hòa, quận Ninh Kiều, TP. Cần Thơ", "92.31120"),
        (NINH_KIEU, "alcohol_retail_licence", "số 15, P. An Cư, Q. Ninh Kiều", "92.31135"),
        (NINH_KIEU, "alcohol_retail_licence", "PHƯỜNG XUÂN KHÁNH", "92.31135"),
        (NINH_KIEU, "social_allowance_decision", "khu vực 3, phường Tân An, quận Ninh Kiều", "92.31135"),
        (THOI_LAI, "land_use_change_decision", "ấp Mẫu, xã Trường Xuân B, huyện Thới Lai", "92.31294"),
        (THOI_LAI, "land_use_change_decision", "đường tỉnh 922, xã Thới Thạnh, huyện Thới Lai", "92.31153"),
        ("93.932", "household_business_certificate", "xã Tân Hòa, huyện Châu Thành A, tỉnh Hậu Giang", "92.31342"),
        (BUI_HUU_NGHIA, "birth_certificate", "số 5, phường Bình Thủy, thành phố Cần Thơ", "92.31168"),
        ("92.918.31183", "death_extract", "phường Long Hòa, quận Bình Thuỷ", "92.31183"),
        ("92.923.31207", "death_extract", "phuong Trung Kien, quan Thot Not", "92.31207"),
    ],
)
def test_the_address_says_which_of_several_units_answers(
    issuer: str, document_type: str, address: str, unit: str
) -> None:
    found = CUSTODIANS.find(issuer, document_type, address, TODAY)
    assert (found.unit, found.basis, found.needs_person) == (unit, "address", False)
    assert CUSTODIANS.find_unit(issuer, document_type, TODAY) is None


@pytest.mark.parametrize(
    ("issuer", "document_type", "address"),
    [
        (BUI_HUU_NGHIA, "birth_certificate", None),
        (BUI_HUU_NGHIA, "birth_certificate", "phường Bùi Hữu Nghĩa, quận Bình Thủy"),
        (BUI_HUU_NGHIA, "birth_certificate", "phường Hưng Lợi, quận Ninh Kiều"),
        # The old ward went to Ninh Kiều, the new one is another place, and no district tells which is meant.
        (NINH_KIEU, "alcohol_retail_licence", "số 22 đường Thử, phường Tân An"),
        (NINH_KIEU, "alcohol_retail_licence", "phường Tân An, quận Hải Châu, thành phố Đà Nẵng"),
        (NINH_KIEU, "alcohol_retail_licence", "phường Cái Khế, quận Ninh Kiều; phường Hưng Lợi, quận Ninh Kiều"),
        (NINH_KIEU, "alcohol_retail_licence", "số 22 đường Thử"),
        ("93.933", "building_permit", "xã Đông Phướm o, huyện Châu Thành, tỉnh Hậu Giang"),
        (NINH_KIEU, "committee_decision", "phường Cái Khế, quận Ninh Kiều"),
        (NINH_KIEU, None, "phường Cái Khế, quận Ninh Kiều"),
        ("92.918", "building_permit", "phường Long Tuyền, quận Bình Thủy"),
        (None, "building_permit", "phường Cái Khế, quận Ninh Kiều"),
        ("99.999", "building_permit", None),
    ],
)
def test_a_doubt_about_who_answers_goes_to_a_person(
    issuer: str | None, document_type: str | None, address: str | None
) -> None:
    found = CUSTODIANS.find(issuer, document_type, address, TODAY)
    assert (found.unit, found.basis, found.needs_person) == (None, "undecided", True)


def test_every_commune_of_before_is_placed_by_its_name_and_district_or_left_to_a_person() -> None:
    placed = 0
    for unit in UNITS.list_all():
        if unit.path.count(".") == 2:
            district, province = UNITS.get(unit.path[:6]), UNITS.get(unit.path[:2])
            address = f"Số 1 đường Mẫu, {unit.name}, {district.name}, {province.name}"
            found = CUSTODIANS.find(district.path, "building_permit", address, TODAY)
            successors = [step.unit for step in UNITS.list_successors(unit.path, TODAY)]
            assert found.unit == (successors[0] if len(successors) == 1 else None), address
            placed += found.unit is not None
    assert placed == 270 - 3


@settings(max_examples=60)
@given(
    issuer=st.sampled_from([unit.path for unit in UNITS.list_all()]),
    document_type=st.sampled_from([None, *document_types()]),
    words=st.lists(
        st.sampled_from(["phường", "xã", "quận", ",", "Tân An", "Cái Khế", "Bình Thủy", "TP. Cần Thơ", "số 7"])
    ),
    day=st.dates(date(2019, 1, 1), date(2027, 1, 1)),
)
def test_who_answers_lives_on_the_day_and_is_among_the_successors(
    issuer: str, document_type: str | None, words: list[str], day: date
) -> None:
    found = CUSTODIANS.find(issuer, document_type, " ".join(words), day)
    assert (found.unit is None) == found.needs_person
    if found.unit is not None:
        assert UNITS.get(found.unit).lives_on(day)
        assert found.unit == issuer or found.unit in found.candidates
    if found.basis != "address":
        assert CUSTODIANS.find_unit(issuer, document_type, day) == found.unit


def test_a_person_is_shown_the_units_to_choose_from() -> None:
    assert CUSTODIANS.find(BUI_HUU_NGHIA, None, None, TODAY).candidates == ("92.31120", "92.31168")
    assert CUSTODIANS.find(NINH_KIEU, "committee_decision", None, TODAY).candidates == (
        "92.31120", "92.31135", "92.31147", "92.31150",
    )  # fmt: skip


def test_an_offices_street_tells_in_which_part_of_a_divided_ward_an_address_lies(tmp_path: Path) -> None:
    streets = "old,street,new,basis\n92.918.31178,Đường Thử,92.31120,x\n92.918.31178,khu vực 2,92.31168,x\n"
    (tmp_path / "streets.csv").write_text(streets, encoding="utf-8")
    custodians = load_custodians(tmp_path)
    ward = ", phường Bùi Hữu Nghĩa, quận Bình Thủy"
    assert custodians.find(BUI_HUU_NGHIA, None, f"số 7 đường Thử{ward}", TODAY).unit == "92.31120"
    assert custodians.find("92.918", "building_permit", f"Khu vực 2{ward}", TODAY).unit == "92.31168"
    assert custodians.find(BUI_HUU_NGHIA, None, f"khu vực 2, đường Thử{ward}", TODAY).needs_person
    assert custodians.find(BUI_HUU_NGHIA, None, f"khu vực 21{ward}", TODAY).needs_person


def test_papers_of_a_merged_provinces_department_name_the_same_department_of_the_city() -> None:
    assert CUSTODIANS.find("93", "medical_practice_certificate", None, TODAY).organ == "Sở Y tế"
    assert CUSTODIANS.find("94", "transport_business_licence", None, TODAY).organ == "Sở Xây dựng"


def test_every_function_names_known_types_and_fields_that_its_types_have() -> None:
    types = document_types()
    for document_type, function in load_functions().items():
        assert document_type in types
        assert function.from_district != "commune" or function.place_fields
        assert function.status == "stated" or function.source
    for field in {name for function in load_functions().values() for name in function.place_fields}:
        assert any(declared.find_field(field) for declared in types.values()), field


def test_an_office_says_otherwise_for_a_type(tmp_path: Path) -> None:
    (tmp_path / "functions.toml").write_text(
        '[[function]]\nkey = "education"\ntitle = "Giáo dục"\ndocument_types = ["education_decision"]\n'
        'from_district = "province"\norgan = "Sở Giáo dục và Đào tạo"\nsource = "QĐ thử"\nstatus = "stated"\n',
        encoding="utf-8",
    )
    custodians = Custodians(load_units(), load_functions(tmp_path))
    assert CUSTODIANS.find(NINH_KIEU, "education_decision", None, TODAY).needs_person
    assert custodians.find(NINH_KIEU, "education_decision", None, TODAY).unit == "92"
    assert custodians.find(NINH_KIEU, "land_use_certificate", None, TODAY).unit == "92"


@pytest.mark.parametrize("text", ["[[function]]\nkey = 1\n", "function = [", '[[function]]\nkey = "x"\nmore = 1\n'])
def test_a_wrong_file_of_functions_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "functions.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SetupError) as refused:
        load_functions(tmp_path)
    assert refused.value.code == "functions_invalid"


def test_a_persons_word_goes_before_every_rule_and_on_to_the_successors_of_the_unit_named() -> None:
    paper = make_result(make_receipt("one", make_batch()), unit=NINH_KIEU, document_type="land_use_certificate")
    at = datetime(2024, 10, 2, tzinfo=UTC)
    named = replace(
        paper, assignments=tuple(Assignment(unit, "BB 1", "cli:lan", at) for unit in ("92", "92.916.31129"))
    )
    told = CUSTODIANS.find_of_result(named, date(2024, 10, 31))
    assert (told.unit, told.basis, told.rule) == ("92.916.31129", "person", "BB 1")
    assert CUSTODIANS.find_of_result(named, TODAY).unit == "92.31135"
    later = replace(paper, assignments=(Assignment("92.31120", "BB 2", "cli:lan", at),))
    assert CUSTODIANS.find_of_result(later, BEFORE).unit == NINH_KIEU, "a unit of later says nothing of days before it"
