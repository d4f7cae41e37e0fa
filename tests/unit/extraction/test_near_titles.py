"""Papers whose names are near to a declared type's and yet name something else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from extraction.extract import extract_papers
from extraction.plain_pages import pages_from_text
from schemas.document_type import DocumentType

_DECISION = """
ỦY BAN NHÂN DÂN                             CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
QUẬN NINH KIỀU                                    Độc lập - Tự do - Hạnh phúc

Số: 45/QĐ-UBND                                Ninh Kiều, ngày 03 tháng 3 năm 2022

                                  QUYẾT ĐỊNH
                  {subject}

     Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;

                                  QUYẾT ĐỊNH:

     Điều 1. {article}
     Điều 2. Quyết định này có hiệu lực kể từ ngày ký./.

Nơi nhận:                                                CHỦ TỊCH
- Như Điều 2;
- Lưu: VT.
                                                      Lê Văn Mẫu
"""
_CERTIFICATE = """
SỞ KẾ HOẠCH VÀ ĐẦU TƯ                       CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
PHÒNG ĐĂNG KÝ KINH DOANH                          Độc lập - Tự do - Hạnh phúc

                  {title}
                        Mã số: 1800000120-001
                 Đăng ký lần đầu: ngày 02 tháng 01 năm 2019
1. Tên: VÍ DỤ MẪU
2. Địa chỉ: Số 12 đường Ví Dụ, Phường An Khánh, Quận Ninh Kiều, Thành phố Cần Thơ
                                                     TRƯỞNG PHÒNG

                                                      Lê Văn Ký
"""


def _type_of(text: str, types: Mapping[str, DocumentType]) -> str | None:
    (paper,) = extract_papers(pages_from_text(text), types, read_on=date(2026, 12, 31))
    return paper.document_type


@pytest.mark.parametrize(
    ("subject", "article"),
    [
        ("Về việc thành lập Tổ kiểm tra liên ngành", "Thành lập Tổ kiểm tra liên ngành quận."),
        ("Về việc thành lập Đoàn kiểm tra hoạt động giáo dục", "Thành lập Đoàn kiểm tra các cơ sở giáo dục."),
        ("Về việc bổ nhiệm Hiệu trưởng Trường Mầm non Hoa Mẫu", "Bổ nhiệm bà Trần Thị Thử."),
        ("Về việc thành lập Hội đồng trường Trường Tiểu học Mẫu", "Thành lập Hội đồng trường."),
        ("Về việc phê duyệt kế hoạch chuyển mục đích sử dụng đất trồng lúa", "Phê duyệt kế hoạch năm 2022."),
        ("Về việc thu hồi đất và chuyển mục đích sử dụng đất", "Thu hồi 100 m2 đất của ông Nguyễn Văn Mẫu."),
        ("Về việc công nhận việc nuôi con nuôi", "Công nhận việc nuôi con nuôi của bà Lê Thị Thử."),
        ("Về việc công nhận Ban đại diện Hội người cao tuổi", "Công nhận Ban đại diện Hội người cao tuổi."),
        ("Về việc ban hành Kế hoạch cải chính hộ tịch năm 2022", "Ban hành Kế hoạch kèm theo Quyết định này."),
        ("Về việc thu hồi Giấy phép bán lẻ sản phẩm thuốc lá", "Thu hồi Giấy phép số 37/GP-PKT."),
        ("Về việc thu hồi Giấy phép môi trường", "Thu hồi Giấy phép môi trường số 12/GPMT-UBND."),
        ("Về việc thành lập Hội đồng xác định mức độ khuyết tật", "Thành lập Hội đồng gồm các ông, bà sau."),
    ],
)
def test_a_decision_on_something_near_is_no_paper_of_the_type(
    subject: str, article: str, types: Mapping[str, DocumentType]
) -> None:
    assert _type_of(_DECISION.format(subject=subject, article=article), types) == "committee_decision"


@pytest.mark.parametrize(
    ("subject", "article", "key"),
    [
        (
            "Về việc cho phép Trường Mầm non Hoa Mẫu hoạt động giáo dục",
            "Cho phép Trường Mầm non Hoa Mẫu hoạt động giáo dục.",
            "education_decision",
        ),
        (
            "Về việc cho phép ông Nguyễn Văn Mẫu chuyển mục đích sử dụng đất",
            "Cho phép ông Nguyễn Văn Mẫu được chuyển mục đích sử dụng 50 m2 đất.",
            "land_use_change_decision",
        ),
        (
            "V/v chuyển mục đích sử dụng đất của hộ gia đình, cá nhân",
            "Cho phép hộ ông Lê Văn Thử chuyển mục đích sử dụng 80 m2 đất.",
            "land_use_change_decision",
        ),
        (
            "Về việc cho phép cải chính hộ tịch cho bà Trần Thị Thử",
            "Cho phép bà Trần Thị Thử cải chính ngày sinh.",
            "civil_status_change_extract",
        ),
    ],
)
def test_a_decision_is_told_by_its_subject_however_it_is_worded(
    subject: str, article: str, key: str, types: Mapping[str, DocumentType]
) -> None:
    assert _type_of(_DECISION.format(subject=subject, article=article), types) == key


@pytest.mark.parametrize(
    "title",
    [
        "GIẤY CHỨNG NHẬN ĐĂNG KÝ HOẠT ĐỘNG CHI NHÁNH",
        "GIẤY CHỨNG NHẬN ĐĂNG KÝ ĐỊA ĐIỂM KINH DOANH",
        "GIẤY XÁC NHẬN VỀ VIỆC THAY ĐỔI NỘI DUNG ĐĂNG KÝ DOANH NGHIỆP",
        "GIẤY PHÉP BÁN BUÔN SẢN PHẨM THUỐC LÁ",
        "ĐƠN ĐỀ NGHỊ CẤP GIẤY PHÉP MÔI TRƯỜNG",
        "GIẤY XÁC NHẬN KIẾN THỨC VỀ AN TOÀN THỰC PHẨM",
        "GIẤY TIẾP NHẬN ĐĂNG KÝ BẢN CÔNG BỐ SẢN PHẨM",
        "GIẤY CHỨNG NHẬN ĐĂNG KÝ HOẠT ĐỘNG KHOA HỌC VÀ CÔNG NGHỆ",
        "GIẤY CHỨNG NHẬN ĐĂNG KÝ NHÃN HIỆU",
        "GIẤY CHỨNG NHẬN ĐĂNG KÝ THUẾ",
        "GIẤY CHỨNG NHẬN ĐĂNG KÝ XE Ô TÔ",
        "GIẤY CHỨNG NHẬN ĐĂNG KÝ TRANG TRẠI",
        "GIẤY CHỨNG NHẬN KINH TẾ TRANG TRẠI",
        "GIẤY CHỨNG NHẬN THƯƠNG BINH",
        "GIẤY CHỨNG NHẬN NUÔI CON NUÔI",
        "GIẤY PHÉP XẢ NƯỚC THẢI VÀO NGUỒN NƯỚC",
        "GIẤY PHÉP KHAI THÁC NƯỚC DƯỚI ĐẤT",
        "GIẤY PHÉP MỞ NGÀNH ĐÀO TẠO",
        "GIẤY XÁC NHẬN ĐĂNG KÝ MÔI TRƯỜNG",
        "GIẤY XÁC NHẬN HOÀN THÀNH CÔNG TRÌNH BẢO VỆ MÔI TRƯỜNG",
        "GIẤY XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ",
        "TRÍCH LỤC BẢN ĐỒ ĐỊA CHÍNH",
        "TRÍCH LỤC GHI CHÚ LY HÔN",
    ],
)
def test_a_certificate_with_another_name_is_of_no_form_of_its_own(
    title: str, types: Mapping[str, DocumentType]
) -> None:
    assert _type_of(_CERTIFICATE.format(title=title), types) in (None, "administrative_document")
