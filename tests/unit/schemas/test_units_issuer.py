"""Issuers: from the printed head of a paper to the unit of that time, or honestly to none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.units import Unit, load_units

UNITS = load_units()

# Printed issuing body, line above it, place, issue date, path of the unit of that time.
KNOWN = [
    ("ỦY BAN NHÂN DÂN QUẬN NINH KIỀU", None, None, "2022-03-01", "92.916"),
    ("UBND phường An Cư", None, None, "2021", "92.916.31129"),
    ("PHÒNG QUẢN LÝ ĐÔ THỊ", "UBND QUẬN NINH KIỀU", "Ninh Kiều", "2022-03", "92.916"),
    ("SỞ XÂY DỰNG", "UBND THÀNH PHỐ CẦN THƠ", "Cần Thơ", "2022-03-01", "92"),
    ("SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG THÀNH PHỐ CẦN THƠ", None, None, "2019-01-01", "92"),
    ("SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG", "UBND TỈNH HẬU GIANG", None, "2019-01-01", "93"),
    ("UBND phường Cái Khế, quận Ninh Kiều, thành phố Cần Thơ", None, None, "2020-01-01", "92.916.31117"),
    ("UBND phường Cái Khế, thành phố Cần Thơ", None, None, "2025-08-01", "92.31120"),
    ("ỦY BAN NHÂN DÂN PHƯỜNG TÂN AN", "QUẬN NINH KIỀU", None, "2020-05-05", "92.916.31135"),
    ("ỦY BAN NHÂN DÂN PHƯỜNG TÂN AN", "THÀNH PHỐ CẦN THƠ", None, "2025-07-05", "92.31147"),
    ("UBND XÃ PHÚ TÂN", "HUYỆN CHÂU THÀNH", "Sóc Trăng", "2020-05-05", "94.942.31582"),
    ("UBND XÃ PHÚ TÂN HUYỆN CHÂU THÀNH TỈNH HẬU GIANG", None, None, "2020-05-05", "93.933.31379"),
    ("UỶ BAN NHÂN DÂN QUÂN NlNH KIÊU", None, None, "2022", "92.916"),
    ("ỦY BAN NHÂN DÂN QUẬN BÌNH THUỶ", None, None, "2022", "92.918"),
    ("UBND HUYỆN THỐT NỐT", "TỈNH CẦN THƠ", None, "2005", "92.923"),
    ("UBND HUYỆN THỐT NỐT", None, None, "2005", "92.923"),
    ("ỦY BAN NHÂN DÂN THÀNH PHỐ CẦN THƠ", None, "Cần Thơ", "2022-01-04", "92"),
    ("CHI NHÁNH VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI QUẬN NINH KIỀU", None, None, "2022-01-04", "92"),
    ("PHÒNG KINH TẾ", "UBND XÃ TRƯỜNG XUÂN", None, "2025-09-09", "92.31294"),
    ("UBND XÃ TRƯỜNG XUÂN B", "HUYỆN THỚI LAI", None, "2019", "92.927.31298"),
    ("UBND PHƯỜNG 7", "THÀNH PHỐ SÓC TRĂNG", None, "2019", "94.941.31501"),
    ("UBND PHƯỜNG 1", None, "Ngã Năm", "2019", "94.948.31732"),
    ("UBND PHƯỜNG VII THÀNH PHỐ VỊ THANH", None, None, "2019", "93.930.31330"),
    ("PHÒNG TÀI CHÍNH - KẾ HOẠCH", "ỦY BAN NHÂN DÂN QUẬN CÁI RĂNG", None, "2019", "92.919"),
    ("PHÒNG TÀI CHÍNH - KẾ HOẠCH QUẬN CÁI RĂNG", None, None, "2019", "92.919"),
    ("PHÒNG ĐĂNG KÝ KINH DOANH", "SỞ KẾ HOẠCH VÀ ĐẦU TƯ THÀNH PHỐ CẦN THƠ", None, "2019", "92"),
    ("UBND P. An Hội, Q. Ninh Kiều, TP. Cần Thơ", None, None, "2019", "92.916.31132"),
    ("UBND XÃ THẠNH AN", None, None, "2026-01-01", "92.31231"),
    ("UBND THỊ TRẤN THẠNH AN", "UBND HUYỆN VĨNH THẠNH", None, "2016-01-01", "92.924.31231"),
    ("UBND XÃ XÀ PHIÊN", None, None, "2016-01-01", "93.936.31495"),
    ("UBND XÃ PHƯƠNG BÌNH", None, None, "2016-01-01", "93.934.31426"),
    ("UBND NINH KIỀU", None, None, "2016-01-01", "92.916"),
    ("ỦY BAN NHÂN DÂN XÃ THẠNH HOÀ", None, None, "2016-01-01", "93.934.31405"),
    ("Sở Y tế Cần Thơ", None, None, "2016-01-01", "92"),
    ("UBND THỊ XÃ LONG MỸ", None, None, "2016-01-01", "93.937"),
    ("UBND HUYỆN LONG MỸ", None, None, "2016-01-01", "93.936"),
    ("Ủy ban nhân dân phường Ninh Kiều, thành phố Cần Thơ", None, None, "2025-07-01", "92.31135"),
]

# A ministry, the police, a school, another province, a homonym, a unit that did not live then.
UNKNOWN = [
    ("UBND phường An Cư", None, None, "2025-01-05"),
    ("SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG", "UBND TỈNH HẬU GIANG", None, "2025-09-01"),
    ("ỦY BAN NHÂN DÂN PHƯỜNG TÂN AN", None, None, None),
    ("UBND XÃ PHÚ TÂN", "HUYỆN CHÂU THÀNH", None, "2020-05-05"),
    ("UBND XÃ TÂN THÀNH", "HUYỆN GIỒNG TRÔM", None, "2020-05-05"),
    ("UBND XÃ TÂN LONG", "HUYỆN CHÂU THÀNH", "Bến Tre", "2020-05-05"),
    ("BỘ GIAO THÔNG VẬN TẢI", None, "Hà Nội", "2020-05-05"),
    ("CÔNG AN QUẬN NINH KIỀU", None, None, "2020"),
    ("UBND TỈNH BẾN TRE", None, None, "2020"),
    ("UBND QUẬN NINH KIỀU", None, None, "2025-08-01"),
    ("UBND P. An Hội, Q. Ninh Kiều, TP. Cần Thơ", None, None, "2021"),
    ("TRƯỜNG ĐẠI HỌC CẦN THƠ", None, "Cần Thơ", "2016-01-01"),
    ("VĂN PHÒNG UBND THÀNH PHỐ", "", None, "2025-07-01"),
]


@pytest.mark.parametrize(("body", "parent", "place", "day", "path"), KNOWN)
def test_a_printed_head_names_the_unit_of_its_time(
    body: str, parent: str | None, place: str | None, day: str | None, path: str
) -> None:
    found = UNITS.resolve_issuer(body, parent, place, day)
    assert found is not None and found.path == path


@pytest.mark.parametrize(("body", "parent", "place", "day"), UNKNOWN)
def test_a_head_that_is_none_of_ours_names_no_unit(
    body: str, parent: str | None, place: str | None, day: str | None
) -> None:
    assert UNITS.resolve_issuer(body, parent, place, day) is None


def test_the_office_that_holds_a_paper_decides_between_homonyms_only() -> None:
    found = UNITS.resolve_issuer("UBND XÃ THUẬN HƯNG", None, None, "2019-01-01", home="94.944")
    assert found is not None and found.path == "94.944.31606"
    named = UNITS.resolve_issuer("UBND XÃ THUẬN HƯNG", "HUYỆN LONG MỸ", None, "2019-01-01", home="94.944")
    assert named is not None and named.path == "93.936.31483"


def test_a_department_without_a_province_is_the_holders() -> None:
    assert UNITS.resolve_issuer("SỞ Y TẾ", None, None, "2019-01-01") is None
    found = UNITS.resolve_issuer("SỞ Y TẾ", None, None, "2019-01-01", home="92.916")
    assert found is not None and found.path == "92"


def test_a_strange_place_takes_a_lone_name_away() -> None:
    assert UNITS.resolve_issuer("SỞ Y TẾ", None, "Rạch Giá", "2019-01-01", home="92") is None
    assert UNITS.resolve_issuer("UBND XÃ XÀ PHIÊN", None, "Rạch Giá", "2019-01-01", home="92") is None
    found = UNITS.resolve_issuer("UBND XÃ XÀ PHIÊN", None, "Xà Phiên", "2019-01-01", home="92")
    assert found is not None and found.path == "93.936.31495"


def test_a_misread_place_is_still_ours() -> None:
    found = UNITS.resolve_issuer("SỞ Y TẾ", None, "Cần Thc", "2019-01-01", home="92")
    assert found is not None and found.path == "92"


OLD_UNITS = [unit for unit in UNITS.list_all() if unit.level != "province"]


@settings(deadline=None)
@given(st.sampled_from(OLD_UNITS))
def test_every_unit_is_found_by_its_own_full_name(unit: Unit) -> None:
    day = (unit.valid_until or unit.valid_from).isoformat()  # type: ignore[union-attr]
    parents = []
    path = unit.parent
    while path:
        parents.append(UNITS.get(path).name)
        path = UNITS.get(path).parent
    found = UNITS.resolve_issuer("ỦY BAN NHÂN DÂN " + unit.name.upper(), ", ".join(parents).upper(), None, day)
    assert found == unit


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=40), st.text(max_size=20))
def test_any_text_at_all_is_answered(body: str, parent: str, place: str) -> None:
    UNITS.resolve_issuer(body, parent, place, "2020")
