"""`sohoa units`: who went into whom, who answers for a paper of a unit that is no more, and for how many of them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.flows.office import Office

# Of a ward that went on whole, of one that was divided, and of a district, by a type with a rule and one without.
REGISTER = """Số,Ngày cấp,Họ và tên,Loại giấy tờ,Cơ quan cấp,Hộp
45/GPXD,05/03/2021,Nguyễn Văn Ân,Giấy phép xây dựng,UBND quận Ninh Kiều,H1
46/GPXD,06/03/2021,Lê Thị Bưởi,Giấy phép xây dựng,UBND quận Ninh Kiều,H1
7/2020,07/03/2020,Trần Văn Cam,Giấy khai sinh,UBND phường An Cư quận Ninh Kiều,H2
8/2020,08/03/2020,Phạm Thị Dừa,Giấy khai sinh,UBND phường Bùi Hữu Nghĩa quận Bình Thủy,H2
"""
UNITS = "path,name,level,valid_from,valid_until,aliases\n"


@pytest.fixture
def counted(office: Office, tmp_path: Path) -> Office:
    path = tmp_path / "so.csv"
    path.write_text(REGISTER, encoding="utf-8")
    told = office.call("register", "import", str(path), "--unit", "92.916", "--as-of", "2022-12-31", "--json")
    assert told.code == 0, told.out + told.err
    count = ("--unit", "92.916.31141", "--type", "marriage_certificate", "--year", "2019", "--number", "5")
    told = office.call("register", "count", *count, "--source", "sổ hộ tịch")
    assert told.code == 0, told.err
    office.file_paper("a", confirmed=True)
    return office


def test_what_went_into_a_unit_is_told_down_to_the_oldest(office: Office) -> None:
    told = office.call("units", "predecessors", "92.31135", "--json").json
    assert {"92.916.31129", "92.916.31123", "92.916.31135", "92.916.31144"} < {step["unit"] for step in told}
    assert {step["unit"]: step["status"] for step in told}["92.916.31132"] == "unverified"
    assert "Phường An Cư" in office.call("units", "predecessors", "92.31135").out
    assert "tùy địa chỉ" in office.call("units", "successor", "92.918.31178", "--on", "2026-01-01").out


def test_tables_of_units_are_checked_by_row_and_column(office: Office) -> None:
    told = office.call("units", "check", "--json")
    assert (told.code, told.json["faults"]) == (0, [])
    (office.home / "units").mkdir(parents=True)
    (office.home / "units" / "mau.csv").write_text(UNITS + "89.883,Huyện Thử,district,,,\n", encoding="utf-8")
    told = office.call("units", "check", "--json")
    (fault,) = told.json["faults"]
    assert told.code == 1 and "mau.csv" in told.json["checked"]
    assert {key: fault[key] for key in ("file", "row", "column", "code")} == {
        "file": "mau.csv", "row": 2, "column": "path", "code": "unit_parent_unknown",
    }  # fmt: skip
    assert "Không có đơn vị cấp trên 89" in office.call("units", "check").out
    answer = office.call("units", "show", "92", "--json")
    assert (answer.code, answer.error["code"]) == (2, "units_invalid")


def test_a_custodian_is_told_with_its_rule(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("units", "custodian", "92.916", "--type", "building_permit", "--on", "2026-01-01")
    undecided = office.call(*asked, "--json")
    assert undecided.code == 1
    assert undecided.json["unit"] is None and len(undecided.json["candidates"]) == 4
    assert "Chưa xác định" in office.call(*asked).out
    # An address is personal: it comes on standard input.
    monkeypatch.setattr("sys.stdin", io.StringIO("số 1 đường Mẫu, phường An Hòa, quận Ninh Kiều\n"))
    decided = office.call(*asked, "--address", "-", "--json")
    assert decided.code == 0
    assert set(decided.json) == {
        "issuer", "document_type", "on", "unit", "name", "organ", "basis", "rule", "status", "needs_person",
        "candidates",
    }  # fmt: skip
    assert (decided.json["unit"], decided.json["basis"]) == ("92.31120", "address")
    answer = office.call("units", "custodian", "92.916", "--type", "poem", "--json")
    assert (answer.code, answer.error["code"]) == (2, "type_key_unknown")


def test_the_workload_of_successors_adds_up_to_the_quota_of_issuers(counted: Office) -> None:
    for day in ("2023-06-01", "2024-12-01", "2026-01-01"):
        workload = counted.call("units", "workload", "--on", day, "--json").json
        quota = counted.call("quota", "--as-of", day, "--json").json
        for mine, theirs in (("in_force", "in_force"), ("digitised", "digitised"), ("in_review", "in_review")):
            total = sum(line[mine] for line in (*workload["units"], *workload["undecided"]))
            assert total == sum(level[theirs] for level in quota["levels"]), (day, mine)


def test_the_workload_follows_the_units_and_shows_apart_what_nobody_has_decided(counted: Office) -> None:
    before = counted.call("units", "workload", "--on", "2024-10-31", "--json")
    assert before.code == 0
    assert {line["unit"]: line["to_scan"] for line in before.json["units"]} == {
        "92.916": 1, "92.916.31129": 1, "92.916.31141": 5, "92.918.31178": 1,
    }  # fmt: skip
    after = counted.call("units", "workload", "--on", "2026-01-01", "--json")
    assert after.code == 1
    assert {line["unit"]: line["to_scan"] for line in after.json["units"]} == {"92.31135": 6}
    assert {(line["issuer"], line["document_type"]): line["to_scan"] for line in after.json["undecided"]} == {
        ("92.916", "building_permit"): 1, ("92.918.31178", "birth_certificate"): 1,
    }  # fmt: skip
    shown = counted.call("units", "workload", "--on", "2026-01-01")
    assert "Phường Ninh Kiều" in shown.out and "chưa xác định" in shown.err


def test_a_result_shows_who_answers_for_it_today_beside_its_issuer(office: Office) -> None:
    address = "số 12/3 đường Mẫu, phường An Hòa, quận Ninh Kiều, thành phố Cần Thơ"
    placed = office.file_paper("một", {"building_location": "số 12/3 đường Mẫu", "holder_address": address})
    shown = office.call("show", placed, "--json").json
    assert (shown["unit"], shown["level"]) == ("92.916", "district")
    assert (shown["answered_by"]["unit"], shown["answered_by"]["basis"]) == ("92.31120", "address")
    assert "92.31120 Phường Cái Khế" in office.call("show", placed).out
    elsewhere = office.file_paper("hai", {"document_number": "2/GPXD", "building_location": "số 9 đường Thử"})
    assert office.call("show", elsewhere, "--json").json["answered_by"]["needs_person"]
    assert "chưa xác định: Phường" in office.call("show", elsewhere).out


def test_a_person_names_who_answers_for_a_paper_that_no_rule_places(office: Office) -> None:
    paper = office.file_paper("hai", {"document_number": "2/GPXD", "building_location": "số 9 đường Thử"})
    order = ("units", "assign", paper, "92.31120", "--basis", "Biên bản 12/BB-UBND", "--as", "lan", "--json")
    tried = office.call(*order, "--dry-run").json
    assert (tried["before"]["needs_person"], tried["answered_by"]["unit"], tried["dry_run"]) == (True, "92.31120", True)
    assert office.call("show", paper, "--json").json["answered_by"]["needs_person"], "nothing was written"
    done = office.call(*order)
    assert (done.code, done.json["answered_by"]["basis"]) == (0, "person")
    assert (done.json["answered_by"]["rule"], done.json["version"]) == ("Biên bản 12/BB-UBND", 2)
    assert office.call(*order).json["version"] == 2, "said twice is said once"
    shown = office.call("show", paper, "--json").json
    assert (shown["unit"], shown["answered_by"]["unit"]) == ("92.916", "92.31120")
    assert [(it["by"], it["event"], it["note"]) for it in shown["history"]][-1] == (
        "cli:lan", "assigned", "92.31120: Biên bản 12/BB-UBND",
    )  # fmt: skip
    told = office.call("units", "assign", paper, "92.31135", "--basis", "Biên bản 13/BB-UBND")
    assert "Phường Ninh Kiều" in told.out and "Có người quyết định" in told.out


def test_a_paper_is_assigned_to_no_unit_that_is_gone_or_without_a_basis(office: Office) -> None:
    paper = office.file_paper("một")
    for unit, basis, code in (
        ("92.916", "QĐ 1", "unit_no_more"),
        ("92.99999", "QĐ 1", "unit_unknown"),
        ("92.31120", "  ", "basis_missing"),
    ):
        answer = office.call("units", "assign", paper, unit, "--basis", basis, "--json", "--dry-run")
        assert (answer.code, answer.error["code"]) == (2, code)
    assert office.call("show", paper, "--json").json["history"][-1]["event"] != "assigned"
