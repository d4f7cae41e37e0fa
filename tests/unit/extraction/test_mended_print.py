"""Print that was read almost right: titles, glued words, labels and posts that lost letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from extraction.titles import mend_titles
from schemas.document_type import DocumentType
from schemas.extraction import FieldReading, Provenance

_HOUSEHOLD_TITLE = "GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH"
_HOUSEHOLD = """
UBND QUẬN NINH KIỀU                         CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
PHÒNG TÀI CHÍNH - KẾ HOẠCH                        Độc lập - Tự do - Hạnh phúc

              {title}
                                Số: 57A8000999
                     Đăng ký lần đầu, ngày 01 tháng 02 năm 2023
1. Tên hộ kinh doanh: {name}
2. Địa chỉ trụ sở hộ kinh doanh: số 12, đường Ví Dụ, phường An Khánh, quận Ninh Kiều, thành phố Cần Thơ
3. Ngành, nghề kinh doanh: Bán lẻ đồ uống
4. Vốn kinh doanh: 50.000.000 đồng (Năm mươi triệu đồng)
6. Thông tin về chủ hộ kinh doanh:
Họ và tên: LÝ VĂN MẪU                                Giới tính: Nam
Ngày cấp: 20/4/2021{issuer}: Cục Cảnh sát quản lý hành chính về trật tự xã hội
{home} số 12, đường Ví Dụ, phường An Khánh, quận Ninh Kiều, thành phố Cần Thơ

                                                         {post}

                                                       Lý Hữu Ký
"""

_RED_BOOK = """
                      CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
                          Độc lập - Tự do - Hạnh phúc
                         ỦY BAN NHÂN DÂN HUYỆN Ô MÔN
                                 CHỨNG NHẬN
I- Tên người sử dụng đất
Hộ ông: BÙI QUỐC MẪU
II- Thửa đất được quyền sử dụng
1. Thửa đất số: 411
2. Tờ bản đồ số: 13
3. Địa chỉ thửa đất: xã Thới An, huyện Ô Môn, tỉnh Cần Thơ
4. Diện tích: 300 m2
6. Mục đích sử dụng đất: Đất ở tại nông thôn
7. Thời hạn sử dụng đất: Lâu dài

                                                    Ô Môn, ngày 11 tháng 4 năm 2001
                                                     TM. ỦY BAN NHÂN DÂN HUYỆN Ô MÔN
                                                              CHỦ TỊCH

                                                            Phan Thị Mẫu
Số vào sổ cấp giấy chứng nhận quyền sử dụng đất: H 00451
"""


def _write(**other: str) -> str:
    usual = {
        "title": _HOUSEHOLD_TITLE, "name": "HỘ KINH DOANH LÝ VĂN MẪU",
        "issuer": "   Nơi cấp", "home": "Địa chỉ thường trú:", "post": "TRƯỞNG PHÒNG",
    }  # fmt: skip
    return _HOUSEHOLD.format(**usual | other)


def _mend(declared: DocumentType, title: str) -> FieldReading:
    reading = FieldReading(title, title, 0.9, Provenance(1, None, "in_zone:title"))
    mended = mend_titles(declared, {"title": reading})["title"]
    assert isinstance(mended, FieldReading)
    return mended


@pytest.mark.parametrize(
    ("key", "read", "printed"),
    [
        ("household_business_certificate", "GIẤY CHỨNG NHN ĐĂNG KÝ HỆ KINH DOANH", _HOUSEHOLD_TITLE),
        ("household_business_certificate", "GIẤY CHỨNG NHẬN ĐĂNGKÝ HỘ KINH DOANH", _HOUSEHOLD_TITLE),
        ("death_extract", "GIẤY CHỨNG TỬ (BÁN CHÍNH)", "GIẤY CHỨNG TỬ (BẢN CHÍNH)"),
        ("death_extract", "TRÍCH LC KHAI TỬ (BẢN SAO)", "TRÍCH LỤC KHAI TỬ (BẢN SAO)"),
        ("building_permit", "GIẤY PHÉP XÂY DNG (ĐIỀU CHỈNH)", "GIẤY PHÉP XÂY DỰNG (ĐIỀU CHỈNH)"),
        ("land_use_certificate", "GIẤY CHỨNG NHẬN QUYỀN SỬ DUNG DẤT", "GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT"),
    ],
)
def test_a_title_is_given_as_its_type_declares_it(
    key: str, read: str, printed: str, types: Mapping[str, DocumentType]
) -> None:
    mended = _mend(types[key], read)
    assert mended.value == printed
    assert mended.raw == read
    assert mended.provenance is not None
    assert mended.provenance.corrections


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("death_extract", "GIẤY CHỨNG TỬ (BẢN SAO)"),
        ("building_permit", "GIẤY PHÉP XÂY DỰNG"),
        ("building_permit", "GIẤY PHÉP A XÂY DỰNG"),  # a word more
        ("building_permit", "GIẤY PHÉP XÂY"),  # a word less
        ("building_permit", "Giấy phép xây dưng"),  # no title in capitals
        ("birth_extract", "GIẤY KHAI SINH BẢN SAO"),  # printed without brackets
        ("judicial_record", "PHIẾU LÝ LỊCH TƯ PHÁP SỐ L"),  # 1 or 2
        ("death_extract", "GIẤY BÁO TỬ"),
    ],
)
def test_a_title_that_is_right_or_only_resembles_stays(key: str, title: str, types: Mapping[str, DocumentType]) -> None:
    assert _mend(types[key], title).value == title


def test_a_mended_title_of_a_paper_is_told(read_text: Any) -> None:
    (paper,) = read_text(_write(title="GIẤY CHỨNG NHẬN ĐĂNG KÝ HỆ KINH DOANH"))
    assert paper.document_type == "household_business_certificate"
    title = paper.fields["title"]
    assert title.value == _HOUSEHOLD_TITLE
    assert "HỆ" in title.raw
    assert title.provenance.corrections


@pytest.mark.parametrize("issuer", ["Nơi cấp", "   Nơi cấp"])
def test_a_label_glued_to_the_year_before_it_is_found(read_text: Any, issuer: str) -> None:
    (paper,) = read_text(_write(issuer=issuer))
    assert paper.fields["id_issued_by"].value == "Cục Cảnh sát quản lý hành chính về trật tự xã hội"
    assert paper.fields["id_issued_on"].value == "2021-04-20"


@pytest.mark.parametrize("home", ["Địa chỉ thường trú:", "Địa chỉ thường ưú:", "Địa ehí thường trú:"])
def test_a_label_is_known_by_all_its_words_but_one(read_text: Any, home: str) -> None:
    (paper,) = read_text(_write(home=home))
    assert paper.fields["holder_address"].value.startswith("số 12, đường Ví Dụ")


def test_the_end_of_a_post_under_a_seal_shows_who_signed(read_text: Any) -> None:
    (paper,) = read_text(_write(post="NG PHÒNG"))
    assert paper.fields["signer_title"].value == "TRƯỞNG PHÒNG"
    assert paper.fields["signer_name"].value == "Lý Hữu Ký"
    assert any(doubt.field == "signer_title" for doubt in paper.doubts)


def test_a_name_in_capitals_that_lost_a_vowel_is_doubted_not_mended(read_text: Any) -> None:
    (paper,) = read_text(_write(name="HỘ KINH DOANH BÙI HOÀNG THNH"), words={"THNH": 0.99})
    assert paper.fields["business_name"].value == "HỘ KINH DOANH BÙI HOÀNG THNH"
    assert any(doubt.field == "business_name" for doubt in paper.doubts)
    (sound,) = read_text(_write(), words={"THNH": 0.99})
    assert not any(doubt.field == "business_name" for doubt in sound.doubts)


def test_a_title_on_a_cover_that_was_not_read_is_proposed_from_the_print_inside(read_text: Any) -> None:
    (paper,) = read_text(_RED_BOOK)
    assert paper.document_type == "land_use_certificate"
    assert paper.fields["title"].value == "GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT"
    assert paper.fields["title"].raw == "giấy chứng nhận quyền sử dụng đất"
    assert any(doubt.field == "title" for doubt in paper.doubts)
    (nameless,) = read_text(_RED_BOOK.replace(" giấy chứng nhận quyền sử dụng đất", " GCN"))
    title = nameless.fields.get("title")
    assert title is None or title.value is None
