"""The missing list and the quota as papers: what stands on them, as people read them."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
import pytest

from tests.flows.office import Office

REGISTER = (
    "Số,Ngày cấp,Người được cấp,Loại giấy tờ,Cơ quan cấp,Hộp\n"
    "45/GPXD,05/03/2021,Nguyễn Văn Ân,Giấy phép xây dựng,UBND quận Ninh Kiều,H10\n"
    "46/GPXD,06/03/2021,Lê Thị Bưởi,Giấy phép xây dựng,UBND quận Ninh Kiều,H2\n"
    "47/GPXD,07/03/2020,Trần Văn Cam,Giấy phép xây dựng,UBND quận Ninh Kiều,H10\n"
    "8/2020,08/03/2020,Phạm Thị Dừa,Giấy khai sinh,UBND phường An Cư quận Ninh Kiều,\n"
)


@pytest.fixture
def counted(office: Office, tmp_path: Path) -> Office:
    path = tmp_path / "so.csv"
    path.write_text(REGISTER, encoding="utf-8")
    office.call("register", "import", str(path), "--unit", "92.916", "--as-of", "2022-12-31", "--json")
    count = ("--unit", "92.916.31141", "--type", "marriage_certificate", "--year", "2019", "--number", "5")
    assert office.call("register", "count", *count, "--source", "sổ hộ tịch").code == 0
    office.file_paper("a", confirmed=True)
    return office


def read_pages(path: Path) -> list[str]:
    with pdfplumber.open(path) as pdf:
        return [page.extract_text() for page in pdf.pages]


def test_the_missing_list_is_printed_as_papers_stand_on_their_shelves(counted: Office, tmp_path: Path) -> None:
    path = tmp_path / "thieu.pdf"
    told = counted.call("register", "missing", "--as-of", "2023-06-01", "--pdf", str(path), "--json")
    assert (told.code, told.json["total"]) == (0, 3)
    (text,) = read_pages(path)
    for shown in ("THÀNH PHỐ CẦN THƠ", "DANH SÁCH GIẤY TỜ CÒN PHẢI SỐ HÓA", "Tính đến hết ngày 01/06/2023", "Trang 1/1",
                  "Cộng 3 3", "Quận Ninh Kiều: 2 giấy tờ", "Phường An Cư, Quận Ninh Kiều: 1 giấy tờ",
                  "☐ 1 Giấy phép xây dựng 46/GPXD 06/03/2021 Lê Thị Bưởi", "Không ghi hộp: 1 giấy tờ"):  # fmt: skip
        assert shown in text, text
    assert text.index("Hộp H2: 1 giấy tờ") < text.index("Hộp H10: 1 giấy tờ"), "2 stands before 10"
    assert "45/GPXD" not in text, "it is digitised"
    assert "Ngoài ra còn 5 giấy tờ mới có số đếm" in text
    again = counted.call("register", "missing", "--pdf", str(path), "--json")
    assert (again.code, again.error["code"]) == (2, "file_exists")


def test_a_list_too_long_to_go_through_is_not_printed(
    counted: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.registers.missing_pages.MOST_PRINTED", 2)
    path = tmp_path / "thieu.pdf"
    answer = counted.call("register", "missing", "--as-of", "2023-06-01", "--pdf", str(path), "--json")
    assert (answer.code, answer.error["code"], path.exists()) == (2, "print_too_long", False)
    asked = ("--as-of", "2023-06-01", "--type", "birth_certificate", "--pdf", str(path))
    assert counted.call("register", "missing", *asked).code == 0
    assert "Phạm vi: mọi đơn vị; Giấy khai sinh" in read_pages(path)[0]


def test_the_report_tells_floors_with_what_they_rest_on_and_the_district_series_apart(
    counted: Office, tmp_path: Path
) -> None:
    path, again = tmp_path / "bao-cao.pdf", tmp_path / "lan-nua.pdf"
    asked = ("quota", "--as-of", "2026-01-01", "--by", "custodian")
    assert counted.call(*asked, "--pdf", str(path)).code == 0
    text = "\n".join(read_pages(path))
    for shown in ("Tính đến hết ngày 01/01/2026, so với mức sàn năm 2026", "tạm tính", "chưa đạt, thiếu 2",
                  "4. Cấp huyện (lịch sử)", "Cấp huyện 3 1 33,33 % 100 %", "đơn vị phụ trách vào ngày tính",
                  "Phường Ninh Kiều 6 0 0 6 0 % 0", "chưa xác định 3 1 0 2 33,33 % 0", "THỦ TRƯỞNG ĐƠN VỊ",
                  "Đã thu nhận", "Cần để kịp cuối năm", "Chưa có văn bản giao chỉ tiêu"):  # fmt: skip
        assert shown in text, text
    assert text.index("1. Tỷ lệ so với mức sàn") < text.index("4. Cấp huyện (lịch sử)")
    counted.call(*asked, "--pdf", str(again))
    assert path.read_bytes() == again.read_bytes(), "the same figures, the same bytes"
    stated = tmp_path / "2022.pdf"
    counted.call("quota", "--as-of", "2022-12-31", "--pdf", str(stated))
    text = "\n".join(read_pages(stated))
    assert "nêu trong kế hoạch" in text and "(lịch sử)" not in text


def test_the_quota_by_custodian_adds_up_and_ends_with_what_nobody_has_decided(counted: Office) -> None:
    told = counted.call("quota", "--as-of", "2026-01-01", "--by", "custodian", "--json").json
    lines = [(line["custodian"], line["in_force"], line["digitised"]) for line in told["breakdown"]]
    assert lines == [("92.31135", 6, 0), (None, 3, 1)]
    assert sum(line[1] for line in lines) == sum(row["in_force"] for row in told["levels"])
    shown = counted.call("quota", "--as-of", "2026-01-01", "--by", "custodian").out
    assert shown.index("Phường Ninh Kiều") < shown.index("chưa xác định")
    narrowed = counted.call(
        "quota", "--as-of", "2024-06-01", "--by", "custodian", "--type", "birth_certificate", "--json"
    )
    assert [line["custodian"] for line in narrowed.json["breakdown"]] == ["92.916.31129"]
