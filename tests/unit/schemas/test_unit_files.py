"""An office's own tables of units: added to the shipped ones, in place of them, or refused by row and column."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from schemas.errors import SetupError
from schemas.units import Units, check_unit_files, load_units

UNITS = "path,name,level,valid_from,valid_until,aliases\n"
STEPS = "old,new,on,share,basis\n"
STREETS = "old,street,new,basis\n"
# An invented province beside the shipped ones.
MADE_UP = (
    UNITS + "# a remark is no row\n"
    "89,Tỉnh Mẫu,province,,,\n"
    "89.883,Huyện Thử,district,,2025-06-30,\n"
    "89.883.30001,Xã Ví Dụ,commune,,2025-06-30,Xã Vị Dụ|Thị trấn Ví Dụ\n"
    "89.30002,Xã Thử Mới,commune,2025-07-01,,\n"
)
MADE_UP_STEPS = STEPS + "89.883.30001,89.30002,2025-07-01,1,bịa ra để thử\n"


def lay(folder: Path, **tables: str) -> Path:
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def faults_of(folder: Path) -> list[tuple[str, int, str, str]]:
    return [(fault.file, fault.row, fault.column, fault.code) for fault in check_unit_files(folder)[1]]


def path_of(units: Units, body: str, parent: str) -> str | None:
    unit = units.resolve_issuer(body, parent, None, "2020-02-03")
    return unit.path if unit else None


def test_the_shipped_tables_have_no_fault() -> None:
    files, faults = check_unit_files()
    assert faults == ()
    assert {"units.csv", "succession.csv", "streets.csv", "other_provinces.csv"} <= set(files)


def test_another_province_is_a_data_file(tmp_path: Path) -> None:
    units = load_units(lay(tmp_path, mau=MADE_UP, mau_succession=MADE_UP_STEPS))
    assert units.get("89.883").name == "Huyện Thử"
    assert [step.unit for step in units.list_successors("89.883", date(2026, 1, 1))] == ["89.30002"]
    assert path_of(units, "UBND XÃ VÍ DỤ", "HUYỆN THỬ TỈNH MẪU") == "89.883.30001"
    assert units.get("92.916").name == "Quận Ninh Kiều"
    assert load_units().find("89") is None


def test_a_province_that_an_office_declares_is_no_longer_somebody_elses(tmp_path: Path) -> None:
    assert path_of(load_units(), "ỦY BAN NHÂN DÂN TỈNH BẾN TRE", "") is None
    units = load_units(lay(tmp_path, ben_tre=UNITS + "83,Tỉnh Bến Tre,province,1976-01-01,,\n"))
    assert path_of(units, "ỦY BAN NHÂN DÂN TỈNH BẾN TRE", "") == "83"


def test_an_offices_row_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    mended = UNITS + "92.916.31132,Phường An Hội,commune,,2020-01-31,\n"
    steps = STEPS + "92.916.31132,92.916.31135,2020-02-01,1,văn bản gốc\n"
    units = load_units(lay(tmp_path, mended=mended, steps=steps))
    assert units.get("92.916.31132").valid_until == date(2020, 1, 31)
    assert [s.basis for s in units.list_successors("92.916.31132", date(2020, 2, 1))] == ["văn bản gốc"]
    assert load_units().get("92.916.31132").valid_until == date(2020, 2, 29)


def test_an_office_may_say_how_a_ward_was_divided_in_place_of_what_is_shipped(tmp_path: Path) -> None:
    steps = STEPS + (
        "92.918.31178,92.31120,2025-07-01,1/3,đo trên bản đồ\n92.918.31178,92.31168,2025-07-01,2/3,đo trên bản đồ\n"
    )
    units = load_units(lay(tmp_path, steps=steps))
    shares = [step.share for step in units.list_successors("92.918.31178", date(2026, 1, 1))]
    assert shares == [Fraction(1, 3), Fraction(2, 3)]


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    lay(tmp_path, ben_tre=UNITS + "83,Tỉnh Bến Tre,province,,,\n")
    assert load_units(tmp_path).get("83").name == "Tỉnh Bến Tre"
    lay(tmp_path, ben_tre=UNITS + "83,Tỉnh Kiến Hòa,province,,,\n")
    assert load_units(tmp_path).get("83").name == "Tỉnh Kiến Hòa"


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        (UNITS + "89.883,Huyện Thử,district,,2025-06-30,\n", (2, "path", "unit_parent_unknown")),
        (UNITS + "92.916.31999,Phường Thử,commune,,,\n", (2, "valid_until", "unit_outlives_parent")),
        (UNITS + "92.999,Huyện Thử,district,2001-01-01,2025-06-30,\n", (2, "valid_from", "unit_outlives_parent")),
        (UNITS + "92.32999,Xã Thử,commune,2026-01-01,2026-06-30,\n", (2, "valid_until", "unit_without_successor")),
        (UNITS + "83,Tỉnh Bến Tre,province,,,\n83,Tỉnh Thử,province,,,\n", (3, "path", "unit_declared_twice")),
        (UNITS + "83,Bến Tre,province,,,\n", (2, "name", "unit_name_without_kind")),
        (UNITS + "83,Tỉnh Bến Tre,province,,,Kiến Hòa\n", (2, "aliases", "unit_name_without_kind")),
        (UNITS + "83.1,Tỉnh Bến Tre,province,,,\n", (2, "path", "unit_path_invalid")),
        (UNITS + "83,Tỉnh Bến Tre,tỉnh,,,\n", (2, "level", "unit_level_unknown")),
        (UNITS + "83,Tỉnh Bến Tre,province,01/01/1976,,\n", (2, "valid_from", "unit_day_invalid")),
        (UNITS + "83,Tỉnh Bến Tre,province\n", (2, "", "unit_cells_missing")),
        (UNITS + "83,Tỉnh Bến Tre,province,1976-01-01,1970-01-01,\n", (2, "valid_until", "unit_days_reversed")),
        ("mã,tên\n83,Tỉnh Bến Tre\n", (1, "", "unit_columns_unknown")),
        (STEPS + "92.918.31178,92.39999,2025-07-01,1,x\n", (2, "new", "unit_not_in_tables")),
        (STEPS + "92.918.31999,92.31120,2025-07-01,1,x\n", (2, "old", "unit_not_in_tables")),
        (STEPS + "92.918.31178,92.31120,2025-08-01,1,x\n", (2, "on", "unit_succession_day")),
        (STEPS + "92.31120,92.31135,2026-01-01,1,x\n", (2, "on", "unit_succession_day")),
        (STEPS + "92.918.31178,92.31120,2025-07-01,1.5,x\n", (2, "share", "unit_share_invalid")),
        (STEPS + "92.918.31178,92.31120,2025-07-01,0.5,x\n", (2, "share", "unit_shares_wrong")),
        (
            STEPS + "92.918.31178,92.31120,2025-07-01,0.5,x\n92.918.31178,92.31168,2025-07-01,,x\n",
            (3, "share", "unit_shares_wrong"),
        ),
        (STEPS + "92.918.31178,92.31120,2025-07-01,,x\n", (2, "share", "unit_shares_wrong")),
        (STREETS + "92.918.31178,Đường Thử,92.31135,x\n", (2, "new", "unit_street_invalid")),
        (STREETS + "92.918.31178,,92.31120,x\n", (2, "street", "unit_street_invalid")),
    ],
)
def test_a_wrong_table_is_refused_by_row_and_column(tmp_path: Path, table: str, fault: tuple[int, str, str]) -> None:
    lay(tmp_path, mau=table)
    assert ("mau.csv", *fault) in faults_of(tmp_path)
    with pytest.raises(SetupError) as refused:
        load_units(tmp_path)
    assert refused.value.code == "units_invalid"
    assert "mau.csv" in refused.value.problem.message


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "mau.csv").write_bytes("89,Tỉnh Mẫu".encode("utf-16"))
    assert faults_of(tmp_path) == [("mau.csv", 1, "", "unit_file_not_text")]


def test_a_spreadsheets_mark_and_line_ends_do_no_harm(tmp_path: Path) -> None:
    text = (UNITS + "83,Tỉnh Bến Tre,province,,,\n").replace("\n", "\r\n")
    (tmp_path / "mau.csv").write_bytes(text.encode("utf-8-sig"))
    assert faults_of(tmp_path) == []
    assert load_units(tmp_path).get("83").name == "Tỉnh Bến Tre"
