"""Labels and values of forms as print and noise really put them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from extraction.form import build_form
from extraction.lines import key_of, page_segments
from extraction.plain_pages import pages_from_text
from schemas.document_type import DocumentType
from schemas.extraction import Doubt

BIRTH = """
                      CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
                                                              Số: 123/2023
                             GIẤY KHAI SINH
Họ, chữ đệm, tên: NGUYỄN THỊ MẪU
Ngày, tháng, năm sinh: 05/3/2023 ghi bằng chữ: Ngày năm, tháng ba, năm hai nghìn không trăm hai mươi ba
Giới tính: Nữ      Dân tộc: Kinh      Quốc tịch: Việt Nam
Nơi sinh: Bệnh viện Ví Dụ
Số định danh cá nhân: 092323000000
Họ, chữ đệm, tên người mẹ: TRẦN THỊ THƯ
Năm sinh: 1996     Dân tộc: Khmer     Quốc tịch: Việt Nam
Nơi đăng ký khai sinh: Ủy ban nhân dân phường An Khánh
Ngày, tháng, năm đăng ký: 15/3/2023
"""


def _cells(text: str, declared: DocumentType) -> dict[str, str]:
    segments = [segment for page in pages_from_text(text) for segment in page_segments(page)]
    return {placed.cell.label: placed.cell.value.text for placed in build_form(segments, declared).cells}


@pytest.mark.parametrize(
    "printed",
    ["Giới tính: Nam", "Giới tính. Nam", "Gioi tinh: Nam", "Giới tỉnh: Nam", "Giớitính: Nam", "1) Giới tính : Nam"],
)
def test_a_label_is_known_through_lost_marks_blanks_and_colons(types: Mapping[str, DocumentType], printed: str) -> None:
    assert _cells(printed, types["birth_certificate"])[key_of("Giới tính")].strip(": ") == "Nam"


def test_a_value_ends_at_the_next_label_of_the_line(types: Mapping[str, DocumentType]) -> None:
    cells = _cells("Năm sinh: 1988 Dân tộc: Kinh Quốc tịch: Việt Nam", types["birth_certificate"])
    assert (cells["namsinh"], cells["dantoc"], cells["quoctich"]) == ("1988", "Kinh", "Việt Nam")


def test_a_name_in_capitals_is_not_mistaken_for_a_label(types: Mapping[str, DocumentType]) -> None:
    cells = _cells("Họ, chữ đệm, tên: NGUYỄN VĂN NHÂN", types["death_extract"])
    assert cells[key_of("Họ, chữ đệm, tên")] == "NGUYỄN VĂN NHÂN"


def test_a_percentage_in_front_of_a_label_stays_a_value(types: Mapping[str, DocumentType]) -> None:
    cells = _cells("+ Mật độ xây dựng: 80%, hệ số sử dụng đất: 2,4", types["building_permit"])
    assert cells[key_of("Mật độ xây dựng")] == "80%,"


def test_birth_year_inside_the_number_is_checked(read_text: Any) -> None:
    (paper,) = read_text(BIRTH.replace("092323000000", "092319000000"))
    assert Doubt("holder_id", "birth_year_differs") in paper.doubts


def test_sex_inside_the_number_is_checked(read_text: Any) -> None:
    (paper,) = read_text(BIRTH.replace("092323000000", "092223000000"))
    assert Doubt("holder_id", "sex_differs") in paper.doubts


def test_digits_that_differ_from_words_are_doubted(read_text: Any) -> None:
    (paper,) = read_text(BIRTH.replace("05/3/2023", "06/3/2023"))
    assert Doubt("holder_birth_date", "words_differ") in paper.doubts


def test_a_mother_keeps_her_own_birth_year(read_text: Any) -> None:
    (paper,) = read_text(BIRTH)
    assert paper.find_value("mother_birth_date") == "1996"
    assert paper.find_value("holder_birth_date") == "2023-03-05"
    assert paper.find_value("valid_until") == "indefinite"


def test_a_required_field_that_is_not_there_is_a_doubt(read_text: Any) -> None:
    (paper,) = read_text(BIRTH.replace("Họ, chữ đệm, tên: NGUYỄN THỊ MẪU\n", ""))
    assert Doubt("holder_name", "missing") in paper.doubts
