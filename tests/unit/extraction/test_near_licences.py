"""Licences and practising certificates of other trades: near in name to declared types, and none of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from extraction.extract import extract_papers
from extraction.plain_pages import pages_from_text
from schemas.document_type import DocumentType, document_types
from schemas.text import strip_marks

_LICENCE = """
UBND THÀNH PHỐ CẦN THƠ                      CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ MẪU                                           Độc lập - Tự do - Hạnh phúc

Số: 12/SM-CC                                   Cần Thơ, ngày 05 tháng 3 năm 2021

                        {title}

Họ và tên: NGUYỄN VĂN MẪU
Ngày, tháng, năm sinh: 01/01/1990
Quốc tịch: Việt Nam
Trình độ chuyên môn: Đại học
Phạm vi hành nghề: theo quy định
Tên cơ sở: CƠ SỞ VÍ DỤ
Địa điểm kinh doanh: số 00 đường Mẫu
Người đại diện theo pháp luật: NGUYỄN VĂN MẪU

                                                        GIÁM ĐỐC

                                                        Lê Văn Ký
"""
_OTHERS = (
    "CHỨNG CHỈ HÀNH NGHỀ LUẬT SƯ",
    "CHỨNG CHỈ HÀNH NGHỀ MÔI GIỚI BẤT ĐỘNG SẢN",
    "CHỨNG CHỈ HÀNH NGHỀ THÚ Y",
    "CHỨNG CHỈ HÀNH NGHỀ ĐẤU GIÁ",
    "CHỨNG CHỈ HÀNH NGHỀ DỊCH VỤ LÀM THỦ TỤC VỀ THUẾ",
    "CHỨNG CHỈ HÀNH NGHỀ CÔNG TÁC XÃ HỘI",
    "GIẤY PHÉP HÀNH NGHỀ KHOAN NƯỚC DƯỚI ĐẤT",
    "GIẤY PHÉP HÀNH NGHỀ THÚ Y",
    "GIẤY PHÉP HOẠT ĐỘNG DỊCH VỤ VIỆC LÀM",
    "GIẤY PHÉP HOẠT ĐỘNG ĐIỆN LỰC",
    "GIẤY PHÉP KINH DOANH DỊCH VỤ LỮ HÀNH NỘI ĐỊA",
    "GIẤY PHÉP LIÊN VẬN VIỆT NAM - CAMPUCHIA",
    "GIẤY PHÉP VẬN TẢI ĐƯỜNG BỘ QUỐC TẾ",
    "GIẤY CHỨNG NHẬN ĐỦ ĐIỀU KIỆN KINH DOANH XĂNG DẦU",
    "GIẤY CHỨNG NHẬN ĐỦ ĐIỀU KIỆN KINH DOANH THUỐC THÚ Y",
    "GIẤY CHỨNG NHẬN ĐỦ ĐIỀU KIỆN KINH DOANH THUỐC BẢO VỆ THỰC VẬT",
    "GIẤY CHỨNG NHẬN ĐỦ ĐIỀU KIỆN KINH DOANH DỊCH VỤ KARAOKE",
    "GIẤY CHỨNG NHẬN ĐỦ ĐIỀU KIỆN VỀ PHÒNG CHÁY VÀ CHỮA CHÁY",
    "GIẤY CHỨNG NHẬN ĐĂNG KÝ ĐẦU TƯ RA NƯỚC NGOÀI",
    "GIẤY CHỨNG NHẬN ĐẦU TƯ RA NƯỚC NGOÀI",
    "GIẤY XÁC NHẬN KHÔNG THUỘC DIỆN CẤP GIẤY PHÉP LAO ĐỘNG",
    "PHIẾU LÝ LỊCH ĐẢNG VIÊN",
    "SƠ YẾU LÝ LỊCH",
)
_ALL = document_types()
# Forms of their own; a decision without marks is still one, but its subject may be anybody's.
_FIRST_EXAMPLES = [(key, declared.examples[0].text) for key, declared in _ALL.items() if declared.tier == 0]


def _type_of(text: str, types: Mapping[str, DocumentType]) -> str | None:
    (paper,) = extract_papers(pages_from_text(text), types, read_on=date(2026, 12, 31))
    return paper.document_type


@pytest.mark.parametrize("title", _OTHERS)
def test_a_licence_of_another_trade_is_no_declared_licence(title: str, types: Mapping[str, DocumentType]) -> None:
    assert _type_of(_LICENCE.format(title=title), types) == "administrative_document"


@pytest.mark.parametrize("request_", ["ĐƠN ĐỀ NGHỊ CẤP", "TỜ KHAI YÊU CẦU CẤP", "VĂN BẢN ĐỀ NGHỊ CẤP"])
@pytest.mark.parametrize(
    "name", ["PHIẾU LÝ LỊCH TƯ PHÁP", "GIẤY PHÉP LAO ĐỘNG", "CHỨNG CHỈ HÀNH NGHỀ DƯỢC", "GIẤY PHÉP KINH DOANH VẬN TẢI"]
)
def test_who_asks_for_a_paper_does_not_hold_it(request_: str, name: str, types: Mapping[str, DocumentType]) -> None:
    assert _type_of(_LICENCE.format(title=f"{request_} {name}"), types) == "administrative_document"


@pytest.mark.parametrize(("key", "text"), _FIRST_EXAMPLES, ids=[key for key, _ in _FIRST_EXAMPLES])
def test_a_paper_that_lost_all_its_marks_keeps_its_type(key: str, text: str, types: Mapping[str, DocumentType]) -> None:
    assert _type_of(strip_marks(text), types) == key
