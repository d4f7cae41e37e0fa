"""Papers of other eras, provinces and layouts: nothing wrong goes unflagged, nothing foreign is taken for known."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.extraction import Doubt

HEAD = """
UBND HUYỆN LONG THÀNH                       CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
PHÒNG KINH TẾ                                    Độc lập - Tự do - Hạnh phúc

"""
PERMIT = """
UBND HUYỆN LONG THÀNH                       CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
PHÒNG QUẢN LÝ ĐÔ THỊ                             Độc lập - Tự do - Hạnh phúc
                                            Long Thành, ngày 25 tháng 6 năm 2019
                        GIẤY PHÉP XÂY DỰNG
                           Số: 528/GPXD
1. Cấp cho: Ông Phạm Đình Khải và bà Võ Thị Yến Nhi
Địa chỉ: 102/5 khu phố 3, thị trấn Long Thành
2. Được phép xây dựng công trình: Nhà ở
Do: Cơ sở thiết kế Thành Công lập
Gồm các hạng mục sau đây:
+ Diện tích xây dựng tầng 1: 98,6 m2
+ Tổng diện tích sàn: 197,2 m2
                                                 TRƯỞNG PHÒNG

                                                 Trương Hoàng Sơn
"""
MARRIAGE = """
                      CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
                        ĐỘC LẬP - TỰ DO - HẠNH PHÚC
                                                              Số: 31/2019
                        GIẤY CHỨNG NHẬN KẾT HÔN
Họ, chữ đệm, tên vợ: NGUYỄN NGỌC BÍCH
Dân tộc: Kinh          Quốc tịch: Việt Nam
Nơi cư trú: Số 45 đường 30 Tháng 4, thị trấn Dương Đông, huyện Phú Quốc, tỉnh Kiên Giang
Giấy tờ tùy thân: CCCD số 091193007777
Họ, chữ đệm, tên chồng: TRẦN VĂN MẪU
Nơi cư trú: Thị trấn Dương Đông
Nơi đăng ký kết hôn: Ủy ban nhân dân huyện Phú Quốc, tỉnh Kiên Giang
Ngày, tháng, năm đăng ký: 10/6/2019
"""


@pytest.mark.parametrize(
    ("title", "mistaken_for"),
    [
        ("GIẤY PHÉP BÁN BUÔN RƯỢU", "alcohol_retail_licence"),
        ("TRÍCH LỤC KHAI SINH", "death_extract"),
        ("TRÍCH LỤC GHI CHÚ LY HÔN", "marriage_certificate"),
        ("GIẤY CHỨNG NHẬN ĐĂNG KÝ HỢP TÁC XÃ", "household_business_certificate"),
    ],
)
def test_a_sister_paper_is_never_surely_its_sister(read_text: Any, title: str, mistaken_for: str) -> None:
    text = f"""{HEAD}Số: 12/GP-PKT                               Long Thành, ngày 01 tháng 6 năm 2020
                        {title}
Điều 1. Cho phép: CÔNG TY A
Họ, chữ đệm, tên: TRẦN VĂN BA
Ngày, tháng, năm sinh: 12/3/1990      Giới tính: Nam  Dân tộc: Kinh  Quốc tịch: Việt Nam
Giấy tờ tùy thân: CCCD 092090001234
3. Ngành, nghề kinh doanh: trồng lúa
Giấy phép này có giá trị đến hết ngày 31 tháng 5 năm 2025./.
"""
    (paper,) = read_text(text)
    assert paper.document_type != mistaken_for or Doubt("document_type", "type_unsure") in paper.doubts


def test_a_contract_about_land_is_no_land_certificate(read_text: Any) -> None:
    (paper,) = read_text(
        """
                 CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
                   Độc lập - Tự do - Hạnh phúc
          HỢP ĐỒNG CHUYỂN NHƯỢNG QUYỀN SỬ DỤNG ĐẤT
Bà: Lê Thị Bình    Sinh năm: 1970   CMND số: 367654321
Thửa đất số: 100, tờ bản đồ số: 2, Diện tích: 500 m2
Hình thức sử dụng: riêng. Mục đích sử dụng: đất ở. Thời hạn sử dụng: lâu dài
người sử dụng đất, tài sản gắn liền với đất
"""
    )
    assert paper.document_type != "land_use_certificate"


def test_a_form_whose_red_title_is_lost_is_known_by_its_labels_with_doubt(read_text: Any) -> None:
    (paper,) = read_text(MARRIAGE.replace("GIẤY CHỨNG NHẬN KẾT HÔN", ""))
    assert paper.document_type == "marriage_certificate"
    assert Doubt("document_type", "type_unsure") in paper.doubts


def test_a_place_name_that_sounds_like_a_label_stays_in_its_value(read_text: Any) -> None:
    (paper,) = read_text(MARRIAGE)
    assert paper.find_value("issuing_body") == "Ủy ban nhân dân huyện Phú Quốc, tỉnh Kiên Giang"


def test_a_place_elsewhere_keeps_its_own_marks(read_text: Any) -> None:
    (paper,) = read_text(PERMIT)
    assert paper.find_value("issue_place") == "Long Thành"


def test_a_label_nobody_declared_ends_a_value(read_text: Any) -> None:
    (paper,) = read_text(PERMIT)
    assert paper.find_value("designer") == "Cơ sở thiết kế Thành Công lập"


def test_a_signer_whose_name_sounds_like_a_post_is_a_signer(read_text: Any) -> None:
    (paper,) = read_text(PERMIT)
    assert paper.find_value("signer_name") == "Trương Hoàng Sơn"


def test_a_couple_on_a_permit_is_two_holders(read_text: Any) -> None:
    (paper,) = read_text(PERMIT)
    assert paper.find_value("holder_name") == "Phạm Đình Khải và Võ Thị Yến Nhi"
    assert paper.find_value("co_holder_name") == "Võ Thị Yến Nhi"


def test_an_item_printed_twice_with_different_values_is_doubted(read_text: Any) -> None:
    (paper,) = read_text(PERMIT.replace("+ Tổng", "+ Diện tích xây dựng tầng 1: 99,9 m2\n+ Tổng"))
    assert Doubt("ground_floor_area", "values_differ") in paper.doubts


def test_an_address_that_ends_in_mid_phrase_is_doubted(read_text: Any) -> None:
    (paper,) = read_text(PERMIT.replace("khu phố 3, thị trấn Long Thành", "khu phố 3, thị trấn Long Thành,"))
    assert Doubt("holder_address", "cut_off") in paper.doubts


@pytest.mark.parametrize("name", ["Y Djoang Niê", "A Blưh", "K' Brọp", "Kim Ngọc Sang"])
def test_a_highland_signer_keeps_the_letter_in_front(read_text: Any, decision: str, name: str) -> None:
    (paper,) = read_text(decision.replace("Lê Văn Mẫu", name))
    assert paper.find_value("signer_name") == name


@pytest.mark.parametrize("rank", ["Thượng tá", "PGS.TS.", "KTS.", "BS.CKII."])
def test_ranks_and_degrees_are_no_part_of_a_name(read_text: Any, decision: str, rank: str) -> None:
    (paper,) = read_text(decision.replace("Lê Văn Mẫu", f"{rank} Lê Văn Mẫu"))
    assert paper.find_value("signer_name") == "Lê Văn Mẫu"


def test_an_owner_without_a_name_read_is_told_by_the_numbers(read_text: Any, types: Any) -> None:
    text = types["land_use_certificate"].examples[0].text
    (paper,) = read_text(text.replace("Bà: TRẦN THỊ THƯ", "8à TRẦN THỊ THƯ"))
    assert Doubt("holder_name", "holders_differ") in paper.doubts


@pytest.mark.parametrize(
    ("head", "parent", "issuer"),
    [
        (["TỈNH LÂM ĐỒNG", "HUYỆN ĐỨC TRỌNG", "XÃ NINH GIA"], "TỈNH LÂM ĐỒNG HUYỆN ĐỨC TRỌNG", "XÃ NINH GIA"),
        (
            ["THÀNH PHỐ CẦN THƠ", "'QUẬN Ô MÔN", "UBND PHƯỜNG LONG HƯNG"],
            "THÀNH PHỐ CẦN THƠ QUẬN Ô MÔN",
            "UBND PHƯỜNG LONG HƯNG",
        ),
        (
            ["THÀNH PHỐ CẦN THƠ", "' QUẬN Ô MÔN", "UBND PHƯỜNG LONG HƯNG"],
            "THÀNH PHỐ CẦN THƠ QUẬN Ô MÔN",
            "UBND PHƯỜNG LONG HƯNG",
        ),
        (["QUẬN Ô MÔN", "ỦY BAN NHÂN DÂN", "PHƯỜNG LONG HƯNG"], "QUẬN Ô MÔN", "ỦY BAN NHÂN DÂN PHƯỜNG LONG HƯNG"),
        (["QUẬN Ô MÔN", "UBND PHƯỜNG LONG HƯNG"], "QUẬN Ô MÔN", "UBND PHƯỜNG LONG HƯNG"),
    ],
)
def test_every_line_above_the_issuing_body_is_its_parent(
    read_text: Any, types: Any, head: list[str], parent: str, issuer: str
) -> None:
    text = types["death_extract"].examples[0].text
    lines = text.strip("\n").split("\n")
    head = [head[0].ljust(44) + "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", *head[1:]]
    number = next(i for i, line in enumerate(lines) if line.startswith("Số"))
    (paper,) = read_text("\n".join([*head, *lines[number:]]))
    assert paper.find_value("issuing_body") == issuer
    assert paper.find_value("parent_body") == parent


@pytest.mark.parametrize(
    ("right", "read"),
    [("Long Thành\n2.", "Xom Chùa\n2."), ("khu phố 3", "buyện 3"), ("Thành Công", "Thành C0ông")],
)
def test_spellings_that_nobody_writes_are_doubted_on_a_scan(read_text: Any, right: str, read: str) -> None:
    (paper,) = read_text(PERMIT.replace(right, read), words={})
    assert {doubt.field for doubt in paper.doubts} & {"holder_address", "designer"}


def test_two_spellings_of_one_body_on_a_paper_are_doubted(read_text: Any, decision: str) -> None:
    text = decision.replace("QUẬN NINH KIỀU", "HUYỆN ĐAM RÔNG").replace(
        "     Điều 1.", "     Ủy ban nhân dân huyện Đam Rong\n     Điều 1."
    )
    (paper,) = read_text(text, words={})
    assert Doubt("issuing_body", "values_differ") in paper.doubts


def test_a_district_and_its_province_are_not_a_third_place(read_text: Any) -> None:
    text = MARRIAGE.replace("huyện Phú Quốc, tỉnh Kiên Giang", "huyện Bắc Hà, tỉnh Lào Cai")
    (paper,) = read_text(text)
    assert paper.find_value("issuing_body") == "Ủy ban nhân dân huyện Bắc Hà, tỉnh Lào Cai"


def test_companies_of_three_ranks_are_three_bodies(read_text: Any) -> None:
    (paper,) = read_text(
        """
TẬP ĐOÀN ĐIỆN LỰC VIỆT NAM        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỔNG CÔNG TY ĐIỆN LỰC MIỀN NAM         Độc lập - Tự do - Hạnh phúc
CÔNG TY ĐIỆN LỰC TÂY NINH
Số: 4410/PCTN-KH                  Tây Ninh, ngày 28 tháng 10 năm 2021
V/v phối hợp giải tỏa hành lang

        Kính gửi:  UBND huyện Dương Minh Châu.
"""
    )
    assert paper.find_value("issuing_body") == "CÔNG TY ĐIỆN LỰC TÂY NINH"
    assert paper.find_value("parent_body") == "TẬP ĐOÀN ĐIỆN LỰC VIỆT NAM TỔNG CÔNG TY ĐIỆN LỰC MIỀN NAM"


def test_a_subtitle_in_brackets_names_no_holder(read_text: Any) -> None:
    text = PERMIT.replace("1. Cấp cho:", "                  (Cấp cho nhà ở riêng lẻ tại đô thị)\n1. Cấp cho ông/bà:")
    (paper,) = read_text(text)
    assert paper.find_value("holder_name") == "Phạm Đình Khải và Võ Thị Yến Nhi"


def test_a_cover_and_its_inner_page_are_one_paper(read_text: Any, decision: str) -> None:
    cover = """
                      CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
                        Độc lập - Tự do - Hạnh phúc
                  GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT
                                                       O 123456
"""
    inner = """
                      CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
                        Độc lập - Tự do - Hạnh phúc
                           ỦY BAN NHÂN DÂN
                   HUYỆN Ô MÔN - TỈNH CẦN THƠ
                             CHỨNG NHẬN
Hộ ông: NGUYỄN VĂN MẪU
                                       Ngày 12 tháng 6 năm 1996
"""
    papers = read_text(cover + "\f" + inner)
    assert [paper.page_numbers for paper in papers] == [(1, 2)]
    assert papers[0].document_type == "land_use_certificate"


def test_a_marriage_without_its_title_is_not_taken_for_a_birth(read_text: Any, types: Any) -> None:
    text = types["marriage_certificate"].examples[0].text.replace("GIẤY CHỨNG NHẬN KẾT HÔN", "", 1)
    (paper,) = read_text(text)
    assert paper.document_type == "marriage_certificate"


@pytest.mark.parametrize("name", ["VÕ THANH BẢO", "VO THANH BẢO", "Võ Thanh Bảo"])
@pytest.mark.parametrize("column", ["TRẦN THỊ MẪU", "LÊ VĂN THỬ"])
def test_the_family_name_vo_under_its_label_is_not_the_heading_of_a_wife(
    read_text: Any, types: Any, name: str, column: str
) -> None:
    text = types["marriage_certificate"].examples[0].text
    (paper,) = read_text(text.replace(column, name.ljust(len(column)), 1))
    field = "wife_name" if column.startswith("TRẦN") else "husband_name"
    assert (paper.find_value(field) or "").upper().replace("VO ", "VÕ ") == "VÕ THANH BẢO"


def test_a_colon_inside_an_address_is_doubted_on_a_scan(read_text: Any) -> None:
    (paper,) = read_text(PERMIT.replace("thị trấn Long Thành\n2", "thị trấn : Long Thành\n2"), words={})
    assert Doubt("holder_address", "low_confidence") in paper.doubts
