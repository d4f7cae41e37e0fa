"""Papers that nobody would like to be handed: what can be known is told, what cannot is said, nothing wrong is sure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from extraction.plain_pages import pages_from_text
from schemas.extraction import Doubt, FieldReading

PERMIT_1997 = """
UBND TINH CAN THO                    CONG HOA XA HOI CHU NGHIA VIET NAM
SO XAY DUNG                              Doc lap - Tu do - Hanh phuc
                                              -----------------
So: 112/GPXD                       Can Tho, ngay 14 thang 3 nam 1997

                              GIAY PHEP XAY DUNG

1. Cap cho: Ong Nguyen Van Mau
   Dia chi: 12 duong Ngo Quyen, phuong An Cu
2. Duoc phep xay dung cong trinh: Nha o
   Dien tich xay dung tang 1: 60 m2
   Chieu cao cong trinh: 8 m
                                             KT. GIAM DOC SO XAY DUNG
                                                  PHO GIAM DOC

                                                  Le Van Ky
"""
LETTER = """
SỞ Y TẾ THÀNH PHỐ CẦN THƠ                   CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
BỆNH VIỆN MẮT                                    Độc lập - Tự do - Hạnh phúc
{mark}
Số: 113/BVM-KH                                 Cần Thơ, ngày 19 tháng 8 năm 2021
V/v bảo vệ bí mật nhà nước và danh mục tài liệu độ Mật

        Kính gửi: Các khoa, phòng.
"""


def _sure_values(paper: Any) -> dict[str, str]:
    """The values that nobody would be asked about."""
    doubted = {doubt.field for doubt in paper.doubts}
    single = {name: value for name, value in paper.fields.items() if isinstance(value, FieldReading)}
    return {name: value.value for name, value in single.items() if value.value and name not in doubted}


def test_a_paper_of_no_known_type_keeps_its_title_for_the_person_who_looks(read_text: Any) -> None:
    (paper,) = read_text(
        """
CÔNG TY TNHH VÍ DỤ
                              HÓA ĐƠN BÁN HÀNG
Khách hàng: Nguyễn Văn Mẫu          Số: 0000123
Gạo thơm 5 kg                       150.000
"""
    )
    assert (paper.document_type, paper.problem) == (None, "type_unknown")
    assert Doubt("document_type", "type_unknown") in paper.doubts
    assert paper.fields == {}


@pytest.mark.parametrize(
    "stamp",
    ["ỦY BAN NHÂN DÂN\nQUẬN NINH KIỀU", "ĐÃ THU TIỀN", "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH\nSố: 0123 Quyển số: 01"],
)
def test_a_page_with_nothing_but_a_stamp_is_no_paper_of_any_type(read_text: Any, stamp: str) -> None:
    (paper,) = read_text("\n" * 20 + "\n".join(line.center(80) for line in stamp.split("\n")))
    assert (paper.document_type, paper.problem) == (None, "type_unknown")
    assert paper.fields == {}


def test_a_stamped_back_side_adds_nothing_to_its_front(read_text: Any, decision: str) -> None:
    (paper,) = read_text(
        decision + "\f" + "\n" * 20 + "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH\nNgày 03 tháng 4 năm 2024"
    )
    assert paper.page_numbers == (1, 2)
    assert paper.find_value("issue_date") == "2022-02-09"


def test_a_permit_typed_without_marks_in_1997_is_known(read_text: Any) -> None:
    (paper,) = read_text(PERMIT_1997, words={})
    assert paper.document_type == "building_permit"
    assert paper.find_value("document_number") == "112/GPXD"
    assert paper.find_value("issue_date") == "1997-03-14"


def test_names_typed_without_marks_are_never_sure_and_never_given_marks(read_text: Any) -> None:
    (paper,) = read_text(PERMIT_1997, words={})
    assert (paper.find_value("holder_name") or "").endswith("Nguyen Van Mau")
    assert paper.find_value("signer_name") == "Le Van Ky"
    assert not {"holder_name", "signer_name"} & _sure_values(paper).keys()


def test_a_form_filled_by_hand_is_asked_about_where_it_was_filled(read_pages: Any, decision: str) -> None:
    (page,) = pages_from_text(decision)
    boxes = tuple(word.box for word in page.words if word.text in ("345/QĐ-UBND", "09"))
    assert len(boxes) == 2
    read = tuple(replace(word, confidence=0.97) for word in page.words)
    (paper,) = read_pages((replace(page, words=read, engine="tesseract 5.3", handwritten=boxes),))
    assert Doubt("document_number", "handwritten_suspected") in paper.doubts
    assert Doubt("issue_date", "handwritten_suspected") in paper.doubts


def test_blanks_filled_by_hand_that_nobody_read_are_told_missing(read_pages: Any, decision: str) -> None:
    text = decision.replace("345/QĐ-UBND", "/QĐ-UBND").replace("ngày 09 tháng 02 năm 2022", "ngày    tháng    năm")
    (paper,) = read_pages(pages_from_text(text))
    doubted = {doubt.field for doubt in paper.doubts}
    assert {"document_number", "issue_date"} <= doubted
    assert paper.find_value("issue_date") is None


def test_text_in_codes_of_an_old_font_is_never_sure(read_pages: Any, types: Any) -> None:
    """Bytes of TCVN3 that were shown as they are: the letters between them still look like words."""
    permit = types["building_permit"].examples[0].text
    broken = permit.encode("utf-8").decode("cp1252", errors="replace")
    papers = read_pages(pages_from_text(broken))
    assert all(paper.document_type is None or paper.doubts for paper in papers)
    assert not any({"holder_name", "signer_name"} & _sure_values(paper).keys() for paper in papers)


@pytest.mark.parametrize(
    "mark", ["MẬT", "TỐI MẬT", "TUYỆT MẬT", "MÂT", "TÔI MẬT", "TUYET MAT", "M Ậ T", "ĐỘ MẬT: TỐI MẬT", "[ MẬT ]"]
)
def test_a_secrecy_stamp_is_seen_through_lost_marks(read_text: Any, mark: str) -> None:
    (paper,) = read_text(LETTER.format(mark="      " + mark))
    assert paper.is_state_secret


def test_a_secrecy_stamp_set_beside_the_number_is_seen(read_text: Any) -> None:
    (paper,) = read_text(LETTER.format(mark="").replace("113/BVM-KH ", "113/BVM-KH MẬT "))
    assert paper.is_state_secret


def test_a_secrecy_stamp_on_an_annex_is_seen(read_text: Any, decision: str) -> None:
    (paper,) = read_text(decision + "\f" + "      TUYỆT MẬT\n          PHỤ LỤC\n1. Danh sách")
    assert paper.is_state_secret


@pytest.mark.parametrize(
    "words", ["", "      MẮT", "      MẤT", "      Mật", "      BÍ MẬT NHÀ NƯỚC", "      MẶT TRẬN TỔ QUỐC"]
)
def test_words_that_only_speak_of_secrets_refuse_nothing(read_text: Any, words: str) -> None:
    (paper,) = read_text(LETTER.format(mark=words))
    assert not paper.is_state_secret


def test_a_secrecy_stamp_on_the_second_paper_of_an_image_is_seen(read_text: Any, decision: str) -> None:
    (paper,) = read_text(decision + "\n" * 6 + LETTER.format(mark="      TỐI MẬT"))
    assert paper.is_state_secret


def test_what_a_distribution_list_names_answers_no_label(read_text: Any) -> None:
    text = """
UBND QUẬN CÁI RĂNG                          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
PHÒNG QUẢN LÝ ĐÔ THỊ                              Độc lập - Tự do - Hạnh phúc

                                            Cái Răng, ngày 26 tháng 6 năm 2019

                           GIẤY PHÉP XÂY DỰNG
                              Số: 648/GPXD

2. Được phép xây dựng công trình: Nhà ở riêng lẻ
Nơi nhận:                                            TRƯỞNG PHÒNG
- Chủ đầu tư;
- UBND phường Hưng Phú;                              Lý Đức Mẫu
- Lưu: VT, HS.
"""
    (paper,) = read_text(text)
    assert paper.document_type == "building_permit"
    assert "holder_name" not in paper.fields
