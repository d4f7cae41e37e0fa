"""What goes with a box: the list of its papers and the record of its hand-over, as people print them."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from schemas.procedure_result import Related
from tests.flows.office import CUSTODIAN, PERMIT, Office


@pytest.fixture
def box(office: Office) -> Office:
    """A box of three papers, four counted by hand, one file in quarantine."""
    named = ("--name", "hop-1", "--box", "Hộp 12/2021", "--shelf", "Kho A, giá 2", "--expected", "4")
    assert office.call("batch", "new", "--unit", CUSTODIAN, *named).code == 0
    first = office.file_paper("một", confirmed=True)
    birth = {"document_number": "7/2023", "issue_date": "2023-01", "holder_name": "Trần Thị Bưởi", "holder_id": None}
    office.file_paper("hai", birth, document_type="birth_certificate", related=(Related(first, "rescan_of"),))
    office.file_paper("ba", document_type=None)
    office.quarantine_file("bốn", "pdf_encrypted")
    return office


def read_pages(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [pdf[number].get_textpage().get_text_range().replace("\r\n", "\n") for number in range(len(pdf))]


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_the_list_names_every_paper_with_holders_in_full_and_ids_masked(box: Office, tmp_path: Path) -> None:
    path = tmp_path / "list.pdf"
    told = box.call("batch", "contents", "hop-1", "-o", str(path), "--json")
    assert (told.code, told.json["papers"], told.json["pages"]) == (0, 3, 3)
    (page,) = read_pages(path)
    text = one_line(page)
    for said in ("MỤC LỤC GIẤY TỜ TRONG HỘP", "Hộp 12/2021", "Kho A, giá 2", "3 (đếm tay: 4)", "45/GPXD", "05/03/2021"):
        assert said in text
    for said in ("Nguyễn Văn Ân", "Trần Thị Bưởi", "01/2023", "Chưa rõ loại", "bốn.png", "Cộng: 3 giấy tờ, 3 trang."):
        assert said in text
    assert PERMIT["holder_id"] not in text
    assert "092*****0123" in text


def test_the_record_counts_by_type_and_tells_what_differs(box: Office, tmp_path: Path) -> None:
    path = tmp_path / "record.pdf"
    people = ("--giver", "Lê Thị Lan", "--receiver", "Phạm Văn Hòa")
    assert box.call("batch", "handover", "hop-1", "-o", str(path), *people).code == 0
    text = one_line(" ".join(read_pages(path)))
    for said in ("BIÊN BẢN BÀN GIAO", "Cộng 3 3", "Lê Thị Lan", "Phạm Văn Hòa", "ĐẠI DIỆN BÊN NHẬN", "chưa đóng"):
        assert said in text
    for said in ("3 giấy tờ, dự kiến 4 (-1).", "1 tệp bị cách ly.", "1 giấy tờ là bản quét khác", "Lý do: ....."):
        assert said.lower() in text.lower()
    assert "Nguyễn Văn Ân" not in text, "a record that goes from hand to hand names no holder"


def test_the_reason_given_at_closing_stands_in_the_record(box: Office, tmp_path: Path) -> None:
    path = tmp_path / "record.pdf"
    box.call("batch", "close", "hop-1", "--reason", "một giấy phòng Tư pháp đã mượn")
    box.call("batch", "handover", "hop-1", "-o", str(path))
    text = one_line(" ".join(read_pages(path)))
    assert "Lý do ghi khi đóng lô: một giấy phòng Tư pháp đã mượn" in text
    assert "Lý do: ....." not in text


def test_a_box_in_order_has_no_difference(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "record.pdf"
    office.call("batch", "new", "--unit", CUSTODIAN, "--name", "hop-1", "--expected", "1")
    office.file_paper("một", confirmed=True)
    office.call("batch", "handover", "hop-1", "-o", str(path))
    assert "Không có chênh lệch." in one_line(" ".join(read_pages(path)))


def test_an_empty_batch_has_an_empty_list(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "list.pdf"
    office.call("batch", "new", "--unit", CUSTODIAN, "--name", "hop-1")
    assert office.call("batch", "contents", "hop-1", "-o", str(path)).code == 0
    assert "Cộng: 0 giấy tờ, 0 trang." in one_line(read_pages(path)[0])


@pytest.mark.slow
def test_a_long_list_repeats_its_headings_and_counts_its_pages(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "list.pdf"
    office.call("batch", "new", "--unit", CUSTODIAN, "--name", "hop-1")
    for number in range(40):
        name = "Công ty trách nhiệm hữu hạn một thành viên thương mại dịch vụ xuất nhập khẩu Ninh Kiều"
        office.file_paper(f"tờ {number}", {"document_number": f"{number}/GPXD", "holder_name": name}, confirmed=True)
    office.call("batch", "contents", "hop-1", "-o", str(path))
    pages = read_pages(path)
    assert len(pages) > 1
    assert all("Ghi chú" in page for page in pages[:-1])
    assert f"Trang {len(pages)}/{len(pages)}" in pages[-1]
    assert all(f"{number}/GPXD" in "".join(pages) for number in range(40))


def test_unknown_batches_and_folders_are_told(office: Office, tmp_path: Path) -> None:
    unknown = office.call("batch", "contents", "none", "-o", str(tmp_path / "x.pdf"), "--json")
    assert (unknown.code, unknown.error["code"]) == (2, "batch_unknown")
    office.call("batch", "new", "--unit", CUSTODIAN, "--name", "hop-1")
    nowhere = office.call("batch", "handover", "hop-1", "-o", str(tmp_path / "none" / "x.pdf"), "--json")
    assert (nowhere.code, nowhere.error["code"]) == (2, "output_unwritable")
