"""The published lists of units: the former Cần Thơ name by name, what became of it, and the five traps they hold."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from schemas.units import load_units

BEFORE = date(2025, 6, 30)
AFTER = date(2025, 7, 1)
UNITS = load_units()

# The districts of the former city in January 2025: code, name, short names of their communes.
DISTRICTS = {
    "916 Quận Ninh Kiều": "Cái Khế, An Hòa, Thới Bình, Tân An, Xuân Khánh, Hưng Lợi, An Khánh, An Bình",
    "917 Quận Ô Môn": "Châu Văn Liêm, Thới Hòa, Thới Long, Long Hưng, Thới An, Phước Thới, Trường Lạc",
    "918 Quận Bình Thủy": "Bình Thủy, Trà An, Trà Nóc, Thới An Đông, An Thới, Bùi Hữu Nghĩa, Long Hòa, Long Tuyền",
    "919 Quận Cái Răng": "Lê Bình, Hưng Phú, Hưng Thạnh, Ba Láng, Thường Thạnh, Phú Thứ, Tân Phú",
    "923 Quận Thốt Nốt": "Thốt Nốt, Thới Thuận, Thuận An, Tân Lộc, Trung Nhứt, Thạnh Hòa, Trung Kiên, "
    "Tân Hưng, Thuận Hưng",
    "924 Huyện Vĩnh Thạnh": "TT Thạnh An, TT Vĩnh Thạnh, Vĩnh Bình, Thạnh Mỹ, Vĩnh Trinh, Thạnh An, Thạnh Tiến, "
    "Thạnh Thắng, Thạnh Lợi, Thạnh Quới, Thạnh Lộc",
    "925 Huyện Cờ Đỏ": "TT Cờ Đỏ, Trung An, Trung Thạnh, Thạnh Phú, Trung Hưng, Thới Hưng, Đông Hiệp, Đông Thắng, "
    "Thới Đông, Thới Xuân",
    "926 Huyện Phong Điền": "TT Phong Điền, Nhơn Ái, Giai Xuân, Tân Thới, Trường Long, Mỹ Khánh, Nhơn Nghĩa",
    "927 Huyện Thới Lai": "TT Thới Lai, Thới Thạnh, Tân Thạnh, Xuân Thắng, Đông Bình, Đông Thuận, Thới Tân, "
    "Trường Thắng, Định Môn, Trường Thành, Trường Xuân, Trường Xuân A, Trường Xuân B",
}
# The units of 2025-07-01 on the former city's ground: code, name, what went into them (* a part of it).
NEW_UNITS = {
    "31135 Phường Ninh Kiều": "Thới Bình, Tân An, Xuân Khánh",
    "31120 Phường Cái Khế": "Cái Khế, An Hòa, *Bùi Hữu Nghĩa",
    "31147 Phường Tân An": "Hưng Lợi, An Khánh",
    "31150 Phường An Bình": "An Bình, Mỹ Khánh, *Long Tuyền",
    "31174 Phường Thới An Đông": "Trà An, Trà Nóc, Thới An Đông",
    "31168 Phường Bình Thủy": "Bình Thủy, An Thới, *Bùi Hữu Nghĩa",
    "31183 Phường Long Tuyền": "Long Hòa, *Long Tuyền",
    "31186 Phường Cái Răng": "Lê Bình, Hưng Thạnh, Ba Láng, Thường Thạnh",
    "31201 Phường Hưng Phú": "Hưng Phú, Phú Thứ, Tân Phú",
    "31153 Phường Ô Môn": "Châu Văn Liêm, Thới Hòa, Thới An, Thới Thạnh",
    "31157 Phường Thới Long": "Thới Long, Long Hưng, Tân Hưng",
    "31162 Phường Phước Thới": "Phước Thới, Trường Lạc",
    "31217 Phường Trung Nhứt": "Trung Nhứt, Thạnh Hòa, Trung An",
    "31212 Phường Thốt Nốt": "Thới Thuận, Thuận An, *Thốt Nốt",
    "31207 Phường Thuận Hưng": "Trung Kiên, Thuận Hưng, *Thốt Nốt",
    "31213 Phường Tân Lộc": "Tân Lộc",
    "31299 Xã Phong Điền": "Phong Điền, Giai Xuân, Tân Thới",
    "31315 Xã Nhơn Ái": "Nhơn Ái, Nhơn Nghĩa",
    "31309 Xã Trường Long": "Trường Long",
    "31258 Xã Thới Lai": "Thới Lai, Thới Tân, Trường Thắng",
    "31282 Xã Đông Thuận": "Đông Bình, Đông Thuận",
    "31294 Xã Trường Xuân": "Trường Xuân, Trường Xuân A, Trường Xuân B",
    "31288 Xã Trường Thành": "Định Môn, Trường Thành, Tân Thạnh",
    "31261 Xã Cờ Đỏ": "Cờ Đỏ, Thới Đông, Thới Xuân",
    "31273 Xã Đông Hiệp": "Đông Hiệp, Đông Thắng, Xuân Thắng",
    "31249 Xã Thạnh Phú": "Thạnh Phú",
    "31264 Xã Thới Hưng": "Thới Hưng",
    "31255 Xã Trung Hưng": "Trung Thạnh, Trung Hưng",
    "31232 Xã Vĩnh Thạnh": "Vĩnh Thạnh, Thạnh Mỹ, Thạnh Lộc",
    "31237 Xã Vĩnh Trinh": "Vĩnh Bình, Vĩnh Trinh",
    "31231 Xã Thạnh An": "Thạnh An, Thạnh Thắng, Thạnh Lợi",
    "31246 Xã Thạnh Quới": "Thạnh An, Thạnh Tiến, Thạnh Quới",
}


def split_names(text: str) -> list[str]:
    return sorted(name.removeprefix("TT ") for name in text.split(", "))


@pytest.mark.parametrize(("district", "communes"), DISTRICTS.items())
def test_each_district_of_the_former_city_has_its_communes_name_by_name(district: str, communes: str) -> None:
    code, name = district.split(" ", 1)
    assert UNITS.get(f"92.{code}").name == name
    children = UNITS.list_children(f"92.{code}", BEFORE)
    assert sorted(unit.short_name for unit in children) == split_names(communes)
    towns = {part.removeprefix("TT ") for part in communes.split(", ") if part.startswith("TT ")}
    assert {unit.short_name for unit in children if unit.name.startswith("Thị trấn")} == towns


@pytest.mark.parametrize(("new", "parts"), NEW_UNITS.items())
def test_each_new_unit_of_the_former_city_is_made_of_what_the_resolution_says(new: str, parts: str) -> None:
    code, name = new.split(" ", 1)
    assert UNITS.get(f"92.{code}").name == name
    steps = [step for step in UNITS.list_predecessors(f"92.{code}") if step.on == AFTER]
    told = [("" if step.share else "*") + UNITS.get(step.predecessor).short_name for step in steps]
    assert sorted(told) == split_names(parts)


@pytest.mark.parametrize(
    ("path", "name", "last_day", "successor"),
    [
        ("92.916.31141", "Phường An Phú", date(2024, 10, 31), "Phường Thới Bình"),
        ("92.916.31126", "Phường An Nghiệp", date(2024, 10, 31), "Phường Thới Bình"),
        ("92.916.31129", "Phường An Cư", date(2024, 10, 31), "Phường Thới Bình"),
        ("92.916.31132", "Phường An Hội", date(2020, 2, 29), "Phường Tân An"),
        ("92.916.31138", "Phường An Lạc", date(2020, 2, 29), "Phường Tân An"),
    ],
)
def test_a_ward_that_was_gone_before_still_stands_on_paper(
    path: str, name: str, last_day: date, successor: str
) -> None:
    ward = UNITS.get(path)
    assert (ward.name, ward.valid_until) == (name, last_day)
    assert [UNITS.get(step.unit).name for step in UNITS.list_successors(path, date(2025, 1, 1))] == [successor]
    assert [step.unit for step in UNITS.list_successors(path, AFTER)] == ["92.31135"]


@pytest.mark.parametrize(("province", "districts", "communes"), [("92", 9, 80), ("93", 8, 75), ("94", 11, 108)])
def test_each_merged_province_had_as_many_districts_and_communes_as_counted(
    province: str, districts: int, communes: int
) -> None:
    found = UNITS.list_children(province, BEFORE)
    below = [unit for district in found for unit in UNITS.list_children(district.path, BEFORE)]
    assert (len(found), len(below)) == (districts, communes)


@pytest.mark.parametrize(
    ("code", "old_path", "old_name", "new_name"),
    [
        ("31135", "92.916.31135", "Phường Tân An", "Phường Ninh Kiều"),
        ("31147", "92.916.31147", "Phường Hưng Lợi", "Phường Tân An"),
        ("31120", "92.916.31120", "Phường An Hòa", "Phường Cái Khế"),
        ("31157", "92.917.31157", "Phường Long Hưng", "Phường Thới Long"),
        ("31201", "92.919.31201", "Phường Phú Thứ", "Phường Hưng Phú"),
    ],
)
def test_trap_1_a_reused_code_names_two_units_that_never_meet(
    code: str, old_path: str, old_name: str, new_name: str
) -> None:
    old, new = UNITS.get(old_path), UNITS.get(f"92.{code}")
    assert (old.name, new.name) == (old_name, new_name)
    assert old.valid_until == BEFORE and new.valid_from == AFTER


def test_trap_2_a_reused_name_is_another_place() -> None:
    old_tan_an = UNITS.list_successors("92.916.31135", AFTER)
    assert [step.unit for step in old_tan_an] == ["92.31135"]
    old_xa_thanh_an = UNITS.list_successors("92.924.31240", AFTER)
    assert [UNITS.get(step.unit).name for step in old_xa_thanh_an] == ["Xã Thạnh Quới"]
    assert UNITS.get("92.31231").name == "Xã Thạnh An"


def test_trap_4_only_three_wards_of_the_old_city_were_divided() -> None:
    divided = {
        unit.name
        for unit in UNITS.list_all()
        if unit.level == "commune" and unit.path.count(".") == 2 and len(UNITS.list_successors(unit.path, AFTER)) > 1
    }
    assert divided == {"Phường Bùi Hữu Nghĩa", "Phường Long Tuyền", "Phường Thốt Nốt"}


@pytest.mark.parametrize(
    ("old", "new_name"),
    [
        ("92.927.31268", "Xã Trường Thành"),
        ("94.946.31666", "Xã Tân Thạnh"),
        ("92.924.31246", "Xã Thạnh Quới"),
        ("94.947.31714", "Xã Gia Hòa"),
        ("93.933.31378", "Xã Phú Hữu"),
        ("94.946.31657", "Xã Trường Khánh"),
        ("93.933.31379", "Xã Phú Hữu"),
        ("94.942.31582", "Xã Thuận Hòa"),
        ("93.936.31483", "Xã Xà Phiên"),
        ("94.944.31606", "Xã Mỹ Hương"),
        ("93.934.31438", "Xã Thạnh Hòa"),
        ("94.948.31741", "Xã Tân Long"),
        ("93.937.31474", "Phường Long Bình"),
        ("94.948.31744", "Xã Tân Long"),
        ("93.937.31480", "Phường Long Phú 1"),
        ("94.946.31669", "Xã Long Phú"),
    ],
)
def test_trap_4_a_homonym_of_another_province_did_not_split_a_commune(old: str, new_name: str) -> None:
    steps = UNITS.list_successors(old, AFTER)
    assert [(UNITS.get(step.unit).name, step.share) for step in steps] == [(new_name, Fraction(1))]


def test_trap_3_thot_not_and_thuan_hung_have_the_codes_of_the_statistics_office() -> None:
    assert UNITS.get("92.31212").name == "Phường Thốt Nốt"
    assert UNITS.get("92.31207").name == "Phường Thuận Hưng"


def test_trap_5_the_place_of_a_tone_mark_makes_no_other_unit() -> None:
    spellings = ("ỦY BAN NHÂN DÂN QUẬN BÌNH THUỶ", "Uỷ ban nhân dân quận Bình Thủy", "UBND QUẬN BÌNH THUỶ")
    assert {found_path(text) for text in spellings} == {"92.918"}
    assert found_path("UBND XÃ THẠNH QƯỚI", "HUYỆN VĨNH THẠNH") == "92.924.31246"


def found_path(body: str, parent: str | None = None) -> str | None:
    unit = UNITS.resolve_issuer(body, parent, None, "2022-05-04")
    return unit.path if unit else None
