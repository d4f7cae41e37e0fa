"""`sohoa dossiers`, `reuse`, `indicators`: what was received, what was used again, and the figures of both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import create_engine, text

from schemas import crash_points
from tests.flows.office import Office

CODE = "H13.16.5-260302-0001"
OWNER = "092085000123"
USE = ("--dossier", CODE, "--component", "Giấy phép xây dựng", "--purpose", "cấp đổi giấy chứng nhận")


def make_export(path: Path, *changes: dict[str, Any]) -> str:
    """An export with one dossier for each of these changes of a dossier that brought a building permit."""
    part = {"MaThanhPhanHoSo": "GP", "TenThanhPhanHoSo": "Giấy phép xây dựng", "DuongDanTaiTepTin": "https://x/1"}
    told = {
        "MaHoSo": CODE,
        "MaTTHC": "9.999999",
        "SoGiayToChuHoSo": OWNER,
        "NgayTiepNhan": "20260302083000",
        "TrangThaiHoSo": "4",
        "TaiLieuNop": [part],
    }
    path.write_text(json.dumps([told | change for change in changes], ensure_ascii=False), encoding="utf-8")
    return str(path)


@pytest.fixture
def permit(office: Office) -> str:
    """A confirmed permit without end."""
    return office.file_paper(confirmed=True)


def check_workbook(path: Path, items: dict[str, Any]) -> None:
    """Every figure is a formula over a list that gives it; no id of an owner is in the file."""
    book = load_workbook(path)
    figures, behind, owners = book.worksheets
    told = {row[0]: row for row in figures.iter_rows(min_row=4, values_only=True)}
    assert told.keys() == items.keys()
    assert all(str(cell).startswith("=") for row in told.values() for cell in row[2:5])
    columns = {head.value: [cell.value for cell in cells] for head, *cells in behind.columns}
    sums = {name: sum(values) for name, values in columns.items() if all(isinstance(one, int) for one in values)}
    shown = ("Có tệp kết quả", "Dùng lại dữ liệu số hóa", "Chia sẻ với kho quốc gia", "Lấy từ kho", "Nộp thừa")
    wanted = ("4.1", "4.3", "4.4", "reuse_rate", "avoidable_asks")
    assert [sums[name] for name in shown] == [items[name]["numerator"] for name in wanted]
    assert sums["Giấy tờ phải nộp"] == items["avoidable_asks"]["denominator"]
    assert [row[2] for row in owners.iter_rows(min_row=2, values_only=True)].count(0) == 1
    assert OWNER not in str([row for sheet in book for row in sheet.iter_rows(values_only=True)])


def import_export(office: Office, *changes: dict[str, Any]) -> Any:
    file = make_export(office.home.parent / "export.json", *(changes or ({},)))
    return office.call("dossiers", "import", file, "--unit", "92.31135", "--json").json


def test_an_import_is_told_and_repeating_it_changes_nothing(office: Office) -> None:
    told = import_export(office, {}, {"MaHoSo": "sai"}, {"MaHoSo": "H13-260302-0002", "NgayTiepNhan": ""})
    assert {name: told[name] for name in ("rows", "imported", "updated", "unchanged")} == {
        "rows": 3, "imported": 2, "updated": 0, "unchanged": 0,
    }  # fmt: skip
    assert [(it["row"], it["column"], it["code"]) for it in told["rejected"]] == [(2, "MaHoSo", "dossier_code_invalid")]
    assert [(it["row"], it["code"]) for it in told["told"]] == [(3, "dossier_without_day")]
    assert import_export(office)["unchanged"] == 1
    assert import_export(office, {"TrangThaiHoSo": "10"})["updated"] == 1
    listed = office.call("dossiers", "list", "--json").lines
    assert [(it["code"], it["owner_id"], it["open"]) for it in listed][-1] == (CODE, "092*****0123", False)
    assert OWNER in office.call("dossiers", "show", CODE, "--reveal", "--purpose", "đối chiếu", "--json").out
    assert office.call("dossiers", "show", "H13-260302-0009", "--json").error["code"] == "dossier_unknown"


def test_a_result_in_force_is_used_once_and_the_ledger_proves_itself(office: Office, permit: str) -> None:
    first = office.call("reuse", permit, *USE, "--json")
    told = first.json
    assert (first.code, told["result_id"], told["accepted"], len(told["hash"])) == (0, permit, True, 64)
    assert office.call("reuse", permit, *USE, "--json").json == told
    refused = office.call("reuse", "refuse", permit, "--dossier", CODE, "--reason", "bản quét mờ", "--json").json
    assert (refused["accepted"], refused["sequence"]) == (False, 2)
    assert office.call("reuse", "verify").code == office.call("audit", "verify").code == 0
    listed = office.call("reuse", "list", "--dossier", CODE, "--json").lines
    assert [it["kind"] for it in listed] == ["reused", "refused"]
    with create_engine(f"sqlite:///{office.home / 'catalogue.sqlite'}").begin() as connection:
        connection.execute(text("UPDATE reuse_entries SET version = 7 WHERE sequence = 1"))
    for words in (("reuse", "verify"), ("audit", "verify")):
        found = office.call(*words, "--json")
        assert (found.code, [it["kind"] for it in found.json["faults"]]) == (1, ["reuse_broken"])
    with create_engine(f"sqlite:///{office.home / 'catalogue.sqlite'}").begin() as connection:
        connection.execute(text("DELETE FROM reuse_entries"))
    assert [it["kind"] for it in office.call("reuse", "verify", "--json").json["faults"]] == ["reuse_cut"] * 2


def test_what_is_no_longer_in_force_is_refused_with_its_reason(office: Office, permit: str) -> None:
    expired = office.file_paper("hai", {"valid_until": "2022-12-31", "document_number": "46/GPXD"}, confirmed=True)
    waiting = office.file_paper("ba", {"document_number": "47/GPXD"})
    office.call("validity", "set", permit, "--state", "revoked", "--on", "2023-01-01", "--basis", "QĐ 1/QĐ-UBND")
    gone = office.file_paper("tư", {"document_number": "48/GPXD"}, confirmed=True)
    office.call("result", "withdraw", gone, "--reason", "nhầm")
    expected = {
        permit: "reuse_revoked",
        expired: "reuse_expired",
        waiting: "reuse_unconfirmed",
        gone: "reuse_withdrawn",
    }
    for result_id, code in expected.items():
        answer = office.call("reuse", result_id, *USE, "--json")
        assert (answer.code, answer.error["code"]) == (1, code)
    assert office.call("reuse", "khongco", *USE, "--json").error["code"] == "result_unknown"
    assert office.call("reuse", permit, "--dossier", "H13", *USE[2:], "--json").error["code"] == "dossier_code_invalid"
    assert office.call("reuse", "list", "--json").lines == []


def test_who_changes_a_result_hears_of_the_open_dossiers_that_use_it(office: Office, permit: str) -> None:
    import_export(office, {}, {"MaHoSo": "H13-260302-0002", "TrangThaiHoSo": "10"})
    for code in (CODE, "H13-260302-0002"):
        office.call("reuse", permit, "--dossier", code, *USE[2:])
    told = office.call("result", "correct", permit, "issue_place=Cái Răng", "--reason", "nhầm", "--json").json
    assert told["open_dossiers"] == [CODE]
    told = office.call(
        "validity", "set", permit, "--state", "revoked", "--on", "2023-01-01", "--basis", "QĐ 1", "--json"
    )
    assert told.json["open_dossiers"] == [CODE]
    assert CODE in office.call("result", "withdraw", permit, "--reason", "nhầm").err


def test_a_paper_brought_though_it_was_held_is_an_avoidable_ask(office: Office, permit: str) -> None:
    told = import_export(office, {}, {"MaHoSo": "H13-220302-0002", "NgayTiepNhan": "20220302083000"})
    assert told["avoidable_asks"] == 1  # in March 2022 the permit was not yet confirmed
    shown = office.call("dossiers", "show", CODE, "--json").json
    assert [it["held_id"] for it in shown["parts"]] == [permit]


def test_what_a_declared_procedure_asks_for_is_known_by_its_own_components(office: Office) -> None:
    birth = office.file_paper(
        "khai sinh",
        {"document_number": "47/2019", "issue_date": "2019-03-05"},
        document_type="birth_certificate",
        confirmed=True,
    )
    form = {"TenThanhPhanHoSo": "Tờ khai"}
    with office.open() as resources:
        procedure = next(
            code
            for code, (first, *_) in sorted(resources.procedures.items())
            for it in first.components
            if first.until is None and any("birth_certificate" in a.types and a.owner == "self" for a in it.accepts)
        )
        (component,) = [
            it
            for it in resources.procedures[procedure][0].components
            if any("birth_certificate" in a.types and a.owner == "self" for a in it.accepts)
        ][:1]
    part = {"MaThanhPhanHoSo": component.key, "TenThanhPhanHoSo": component.name}
    import_export(office, {"MaTTHC": f"{procedure}.000.00.00.H13", "TaiLieuNop": [part, form]})
    shown = office.call("dossiers", "show", CODE, "--json").json
    assert [it["held_id"] for it in shown["parts"]] == [birth, None]


def test_indicators_need_dossiers_and_open_their_lists(office: Office, permit: str) -> None:
    period = ("--from", "2026-01-01", "--to", "2026-12-31")
    # Another paper than the one that was brought though held.
    other = office.file_paper("hai", document_type="household_business_certificate", confirmed=True)
    office.call("reuse", other, *USE)
    empty = office.call("indicators", *period, "--json").json
    assert {it["reason"] for it in empty["items"]} == {"no_dossiers"}
    assert all(it["numerator"] is it["percent"] is it["points"] is None for it in empty["items"])
    taken = {"MaThanhPhanHoSo": "1", "DuocTaiSuDung": "1", "DuocLayTuKhoDMQG": "1"}
    results = [{"TenGiayTo": "x", "MaGiayToKetQua": "KQ.G15.000032", "DuongDanTepTinKetQua": "https://x/2"}]
    import_export(
        office,
        {"DanhSachGiayToKetQua": results},
        {"MaHoSo": "H13-260302-0002", "TaiLieuNop": [taken]},
        {"MaHoSo": "H13-260302-0003", "NgayTiepNhan": ""},
        {"MaHoSo": "H13-251231-0004", "NgayTiepNhan": "20251231"},
        {"MaHoSo": "H13-260302-0005", "SoGiayToChuHoSo": "092085000999"},
    )
    items = {it["id"]: it for it in office.call("indicators", *period, "--json").json["items"]}
    counted = {name: (it["numerator"], it["denominator"], it["percent"]) for name, it in items.items()}
    assert counted == {
        "4.1": (1, 3, 33.33),
        "4.2": (1, 3, 33.33),
        "4.3": (1, 3, 33.33),
        "4.4": (2, 3, 66.67),
        "not_asked_again": (1, 2, 50.0),
        "reuse_rate": (2, 3, 66.67),
        "avoidable_asks": (1, 2, 50.0),
    }
    assert (items["4.2"]["points"], items["4.2"]["max_points"]) == (1.67, 4.0)
    assert (items["4.1"]["points"], items["4.1"]["reason"]) == (None, "scoring_unknown")
    assert (items["not_asked_again"]["met"], items["not_asked_again"]["target_percent"]) == (False, 80.0)
    book_file = office.home.parent / "indicators.xlsx"
    each = office.call("indicators", *period, "--by-unit", "--xlsx", str(book_file), "--json").json["units"]
    assert [(it["unit"], it["dossiers"]) for it in each] == [("92.31135", 3)]
    assert [(it["numerator"], it["denominator"]) for it in each[0]["items"]] == [
        (it["numerator"], it["denominator"]) for it in items.values()
    ]
    check_workbook(book_file, items)
    listed = office.call("indicators", "list", "4.4", *period, "--json").lines
    assert [(it["code"], it["counts"]) for it in listed] == [
        ("H13-260302-0002", True), ("H13-260302-0005", False), (CODE, True),
    ]  # fmt: skip
    assert office.call("indicators", "list", "9", *period, "--json").error["code"] == "indicator_unknown"
    other = office.call("indicators", *period, "--unit", "92.31120", "--json").json
    assert {it["reason"] for it in other["items"]} == {"no_dossiers"}


def test_what_was_brought_though_held_is_an_avoidable_ask_until_the_held_one_is_used(
    office: Office, permit: str
) -> None:
    import_export(office)

    def count() -> dict[str, tuple[int, int]]:
        told = office.call("indicators", "--from", "2026-01-01", "--to", "2026-12-31", "--json").json["items"]
        wanted = ("not_asked_again", "avoidable_asks")
        return {it["id"]: (it["numerator"], it["denominator"]) for it in told if it["id"] in wanted}

    assert count() == {"not_asked_again": (0, 1), "avoidable_asks": (1, 1)}
    assert office.call("reuse", permit, *USE).code == 0
    assert count() == {"not_asked_again": (1, 1), "avoidable_asks": (0, 1)}


def test_an_accepted_component_is_kept_used_and_counts_in_no_coverage(office: Office, tmp_path: Path) -> None:
    import_export(office)
    map_file = tmp_path / "so-do.pdf"
    map_file.write_bytes(b"%PDF-1.7 a map")
    told = office.call("dossiers", "accept", CODE, str(map_file), "--component", "so-do-thua-dat", "--json").json
    again = office.call("dossiers", "accept", CODE, str(map_file), "--component", "so-do-thua-dat", "--json").json
    assert told == again and told["component"] == "so-do-thua-dat"
    used = office.call("reuse", told["component_id"], "--dossier", "H13-260401-0001", *USE[2:], "--json").json
    assert (used["accepted"], used["version"]) == (True, 1)
    assert office.call("verify", "--json").json["faults"] == office.call("reconcile", "--json").json["faults"] == []
    assert office.call("search", "--json").json["total"] == 0


@pytest.mark.parametrize("point", ["accept.bytes_kept", "catalogue.before_commit", "catalogue.committed"])
def test_an_accept_that_was_cut_off_is_finished_by_the_same_command(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    import_export(office)
    paper = tmp_path / "hop-dong.pdf"
    paper.write_bytes(b"%PDF-1.7 a contract")
    accept = ("dossiers", "accept", CODE, str(paper), "--component", "hop-dong", "--json")

    def cut(reached: str) -> None:
        if reached == point:
            raise KeyboardInterrupt

    monkeypatch.setattr(crash_points, "_hook", cut)
    assert office.call(*accept).code == 130
    monkeypatch.setattr(crash_points, "_hook", None)
    assert office.call(*accept).code == 0
    assert office.call("verify", "--json").json["faults"] == []
    assert len(office.call("dossiers", "show", CODE, "--json").json["accepted"]) == 1


def test_an_import_that_was_cut_off_left_nothing_and_is_done_whole_afterwards(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = make_export(office.home.parent / "export.json", {}, {"MaHoSo": "H13.16.5-260302-0002"})

    def cut(reached: str) -> None:
        if reached == "dossiers.read":
            raise KeyboardInterrupt

    monkeypatch.setattr(crash_points, "_hook", cut)
    assert office.call("dossiers", "import", file, "--unit", "92.31135").code == 130
    monkeypatch.setattr(crash_points, "_hook", None)
    assert office.call("dossiers", "list", "--json").lines == []
    assert office.call("dossiers", "import", file, "--unit", "92.31135", "--json").json["imported"] == 2


def test_an_accepted_component_is_held_for_its_owners_next_dossier(office: Office, tmp_path: Path) -> None:
    import_export(office)
    paper = tmp_path / "benh-an.pdf"
    paper.write_bytes(b"%PDF-1.7 papers of a hospital")
    accepted = office.call("dossiers", "accept", CODE, str(paper), "--component", "disability_medical_papers", "--json")
    told = office.call("procedures", "held", "1.001699", "--holder-id", OWNER, "--json").json
    found = [it["best"]["accepted_paper"] for it in told["components"] if it["best"]]
    assert found == [accepted.json["component_id"]]
    other = office.call("procedures", "held", "1.001699", "--holder-id", "092085000999", "--json").json
    assert not any(it["best"] for it in other["components"])


def test_ledger_and_dossiers_come_back_from_a_backup_and_an_erasure_leaves_the_chain(
    office: Office, permit: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import_export(office)
    map_file = tmp_path / "so-do.pdf"
    map_file.write_bytes(b"%PDF-1.7 a map")
    office.call("dossiers", "accept", CODE, str(map_file), "--component", "so-do-thua-dat")
    office.call("reuse", permit, *USE)
    office.call("erase", permit, "--reason", "toà án quyết định", "--approved-by", "hoa")
    assert office.call("audit", "verify").code == 0
    (entry, blanking) = office.call("reuse", "list", "--json").lines
    assert (entry["component"], entry["purpose"], entry["result_id"], blanking["kind"]) == (
        None,
        None,
        permit,
        "erased",
    )
    assert office.call("backup", str(tmp_path / "b.sohoa")).code == 0
    restored = Office(tmp_path / "restored", capsys)
    assert restored.call("restore", str(tmp_path / "b.sohoa")).code == 0
    assert restored.call("reuse", "list", "--json").lines == [entry, blanking]
    assert restored.call("audit", "verify").code == restored.call("verify").code == 0
    shown = restored.call("dossiers", "show", CODE, "--json").json
    assert len(shown["accepted"]) == 1 and [it["kind"] for it in shown["reuse"]] == ["reused"]
