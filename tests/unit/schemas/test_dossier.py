"""A dossier says of itself what the official figures count, and what in it cannot all be so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from schemas.dossier import (
    Dossier,
    DossierComponent,
    DossierResult,
    find_contradictions,
    read_dossier_code,
    read_state,
    to_component_key,
)

BROUGHT = DossierComponent("giay-khai-sinh", "Giấy khai sinh", has_file=True)
TAKEN = DossierComponent("1", "Giấy khai sinh", is_reused=True, is_from_store=True, replaced_by="KQ.G15.000031")
DOSSIER = Dossier("H13-260302-0001", "92", received_on=date(2026, 3, 2), components=(BROUGHT,))


@pytest.mark.parametrize(
    ("written", "code", "day"),
    [
        ("H13.16.5-220315-0012", "H13.16.5-220315-0012", date(2022, 3, 15)),
        ("h13 - 260302 - 000123", "H13-260302-000123", date(2026, 3, 2)),
        ("000.00.16.H13-210305-0012", "000.00.16.H13-210305-0012", date(2021, 3, 5)),
        ("H13.16-260231-0001", "H13.16-260231-0001", None),
    ],
)
def test_a_code_tells_the_day_of_reception(written: str, code: str, day: date | None) -> None:
    assert read_dossier_code(written) == (code, day)


@pytest.mark.parametrize("written", ["", "H13", "H13.16.5-2203-0012", "H13-260302-012", "Z13-260302-0001", "45/GPXD"])
def test_another_form_is_no_code(written: str) -> None:
    assert read_dossier_code(written) is None


def test_a_state_is_told_by_code_or_in_words() -> None:
    assert [read_state(text) for text in ("10", " đã  trả kết quả ", "Đang xử lý", "Lạ")] == ["10", "10", "4", "Lạ"]
    assert [replace(DOSSIER, state=state).is_open for state in ("4", "10", "3", "Lạ", "")] == [
        True, False, False, True, True,
    ]  # fmt: skip


def test_the_local_part_of_a_procedure_is_no_other_procedure() -> None:
    keys = [
        replace(DOSSIER, procedure_code=code).procedure_key for code in ("1.004873.000.00.00.H13", "1.004873", None)
    ]
    assert keys == ["1.004873", "1.004873", None]


def test_reusing_is_what_the_dossier_says_else_what_its_components_say() -> None:
    assert not DOSSIER.is_reusing
    assert replace(DOSSIER, components=(TAKEN,)).is_reusing
    assert not replace(DOSSIER, components=(TAKEN,), has_digitised=False).is_reusing
    assert replace(DOSSIER, has_digitised=True).is_reusing
    digitised = (replace(BROUGHT, is_digitised=True),)
    assert not replace(DOSSIER, components=digitised, handed_in_at="2").is_reusing
    assert replace(DOSSIER, components=digitised, handed_in_at="1", has_digitised=False).is_reusing


def test_sharing_is_from_the_store_or_to_it() -> None:
    assert not DOSSIER.is_sharing
    assert replace(DOSSIER, components=(TAKEN,)).is_sharing
    assert replace(DOSSIER, results=(DossierResult("Trích lục", "KQ.G15.000031", True),)).is_sharing
    assert not replace(DOSSIER, results=(DossierResult("Trích lục", "", True),)).is_sharing


def test_an_application_form_is_nothing_that_could_be_held() -> None:
    names = (
        "Tờ khai đăng ký khai sinh",
        "Đơn đề nghị cấp giấy phép xây dựng",
        "Phiếu lý lịch tư pháp số 1",
        "Giấy khai sinh",
    )
    parts = tuple(DossierComponent(to_component_key("", name), name) for name in names)
    assert [part.name for part in replace(DOSSIER, components=(*parts, TAKEN)).brought] == list(names[2:])


def test_contradictions_are_told_where_they_are() -> None:
    coded = date(2026, 3, 2)
    assert find_contradictions(DOSSIER, coded) == ()
    assert find_contradictions(DOSSIER, date(2026, 3, 3)) == (("dossier_day_differs", None),)
    assert find_contradictions(replace(DOSSIER, received_on=None), None) == ()
    for components, flag in (((TAKEN,), False), ((BROUGHT,), True)):
        odd = replace(DOSSIER, components=components, has_digitised=flag)
        assert find_contradictions(odd, coded) == (("dossier_flag_contradicts", None),)
    odd = replace(DOSSIER, components=(replace(TAKEN, is_reused=False),))
    assert find_contradictions(odd, coded) == (("component_flag_contradicts", "1"),)
