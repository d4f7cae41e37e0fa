"""An inspector is given everything behind a figure, and the same of the same day."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pypdfium2
import pytest

from tests.flows.office import Office

DAY = "2022-12-31"


def fill(office: Office) -> None:
    for number in range(1, 5):
        office.file_paper(f"tờ {number}", {"document_number": f"{number}/GPXD"}, confirmed=number != 4)
    register = office.home.parent / "danh_muc.csv"
    rows = [f"Giấy phép xây dựng,{number}/GPXD,05/03/2021,Nguyễn Văn Ân,vô thời hạn,H{number}" for number in (1, 2, 9)]
    head = "Loại giấy tờ,Số ký hiệu,Ngày cấp,Người được cấp,Có giá trị đến,Hộp"
    register.write_text("\n".join([head, *rows]), encoding="utf-8")
    answer = office.call("register", "import", str(register), "--unit", "92.916", "--as-of", "2022-12-01", "--json")
    assert answer.json["imported"] == 3


def take(office: Office, path: Path, *more: str, day: str = DAY) -> dict[str, bytes]:
    answer = office.call(
        "evidence", "--as-of", day, "--unit", "92.916", "-o", str(path), "--purpose", "tự chấm", *more, "--json"
    )
    assert answer.code == 0, answer.err
    assert hashlib.sha256(path.read_bytes()).hexdigest() == answer.json["sha256"]
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def read_list(members: dict[str, bytes]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(members["list.csv"].decode("utf-8-sig")), delimiter=";"))


def test_the_archive_holds_what_the_figure_rests_on(office: Office, tmp_path: Path) -> None:
    fill(office)
    members = take(office, tmp_path / "a.zip")
    told = json.loads(members["manifest.json"])["members"]
    assert told == {name: hashlib.sha256(data).hexdigest() for name, data in members.items() if name != "manifest.json"}
    figure = json.loads(members["figure.json"])
    quota = office.call("quota", "--as-of", DAY, "--unit", "92.916", "--json").json
    assert figure["levels"] == quota["levels"] and figure["units"] == quota["units"]
    district = next(row for row in figure["levels"] if row["level"] == "district")
    rows = read_list(members)
    counted = [row["Tình trạng"] for row in rows]
    assert district["in_force"] == len(rows) == 5
    assert district["digitised"] == sum(status.startswith("đã số hóa") for status in counted) == 3
    assert counted.count("chưa số hóa") == 1 and counted.count("chờ kiểm tra") == 1
    assert {row["Hộp"] for row in rows if row["Có trong danh mục"] == "có"} == {"H1", "H2", "H9"}
    assert all(len(row["SHA-256 bản quét"]) == 64 for row in rows if row["Mã kết quả"])
    # Ids are masked, and in full only where that is asked for.
    assert {row["Số định danh"] for row in rows} == {"092*****0123", ""}
    assert {row["Số định danh"] for row in read_list(take(office, tmp_path / "b.zip", "--reveal"))} == {
        "092085000123",
        "",
    }
    for name, pages in (("rule.pdf", 1), ("sample.pdf", 3), ("signing.pdf", 1)):
        assert len(pypdfium2.PdfDocument(members[name])) >= pages, name
    with office.open() as resources:
        noted = [json.loads(it.payload) for it in resources.catalogue.list_audit() if it.event == "evidence_written"]
    assert [(it["purpose"], it["in_full"]) for it in noted] == [("tự chấm", False), ("tự chấm", True)]
    assert "Ân" not in json.dumps(noted, ensure_ascii=False)


def test_the_same_day_gives_the_same_bytes_whatever_happened_since(office: Office, tmp_path: Path) -> None:
    fill(office)
    before = take(office, tmp_path / "a.zip")
    first = (tmp_path / "a.zip").read_bytes()
    result_id = next(row["Mã kết quả"] for row in read_list(before) if row["Số, ký hiệu"] == "1/GPXD")
    assert office.call("result", "correct", result_id, "holder_name=Lê Thị Bình", "--reason", "đọc sai").code == 0
    ended = ("validity", "set", result_id, "--state", "revoked", "--on", "2023-01-01", "--basis", "QĐ 1")
    assert office.call(*ended).code == 0
    take(office, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_bytes() == first
    other = take(office, tmp_path / "c.zip", "--seed", "lần hai", "--sample", "1")
    assert other["list.csv"] == before["list.csv"] and other["sample.pdf"] != before["sample.pdf"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--unit", "92.999"), "unit_unknown"),
        (("--purpose", " "), "purpose_missing"),
    ],
)
def test_what_cannot_be_given_is_told_before_anything_is_written(
    office: Office, tmp_path: Path, more: tuple[str, ...], code: str
) -> None:
    path = tmp_path / "a.zip"
    given = ("evidence", "--as-of", DAY, "--unit", "92.916", "-o", str(path), "--purpose", "x")
    answer = office.call(*given, *more, "--json")
    assert (answer.code, answer.error["code"]) == (2, code)
    assert not path.exists()
    path.write_text("cũ")
    assert office.call(*given, "--json").error["code"] == "file_exists"
    assert path.read_text() == "cũ"


def test_an_office_without_papers_gets_an_archive_that_says_so(office: Office, tmp_path: Path) -> None:
    members = take(office, tmp_path / "a.zip")
    assert read_list(members) == [] and json.loads(members["measured_error.json"]) == []
