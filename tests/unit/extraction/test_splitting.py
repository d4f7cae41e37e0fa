"""What one file or one image holds: folded books, cards, back sides, annexes, papers after one another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from extraction.leaves import cut_leaves
from extraction.plain_pages import pages_from_text
from schemas.extraction import Doubt
from schemas.geometry import Box
from schemas.ocr_page import OcrPage, Word

COVER = """
                      CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
                        Độc lập - Tự do - Hạnh phúc
                            GIẤY CHỨNG NHẬN
                         QUYỀN SỬ DỤNG ĐẤT,
      QUYỀN SỞ HỮU NHÀ Ở VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT
I. Người sử dụng đất, chủ sở hữu nhà ở và tài sản khác gắn liền với đất
Ông: NGUYỄN VĂN MẪU
Năm sinh: 1970, CMND số: 360000001
Địa chỉ thường trú: phường An Hòa, quận Ninh Kiều, thành phố Cần Thơ
                                                              BX 000000
"""
CHANGES = """
IV. Những thay đổi sau khi cấp giấy chứng nhận
Nội dung thay đổi và cơ sở pháp lý          Xác nhận của cơ quan có thẩm quyền
Thế chấp tại Ngân hàng Ví Dụ theo hồ sơ số 000001
Xóa đăng ký thế chấp ngày 03 tháng 4 năm 2020
"""
PARCEL = """
II. Thửa đất, nhà ở và tài sản khác gắn liền với đất
1. Thửa đất:
a) Thửa đất số: 551, tờ bản đồ số: 12
b) Địa chỉ: phường An Hòa, quận Ninh Kiều, thành phố Cần Thơ
c) Diện tích: 108,5 m2
d) Hình thức sử dụng: Sử dụng riêng
đ) Mục đích sử dụng: Đất ở tại đô thị
e) Thời hạn sử dụng: Lâu dài
                                  Ninh Kiều, ngày 01 tháng 02 năm 2018
                                  TM. ỦY BAN NHÂN DÂN QUẬN NINH KIỀU
                                           KT. CHỦ TỊCH
                                           PHÓ CHỦ TỊCH

Số vào sổ cấp GCN: CH 01234                Lê Văn Ký
"""
PLAN = """
III. Sơ đồ thửa đất, nhà ở và tài sản khác gắn liền với đất
Tỷ lệ 1/500
Thửa số 550          Đường Mậu Thân rộng 12 m         Thửa số 552
Số hiệu điểm   X    Y    Cạnh
"""
CARD = """
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
GIẤY XÁC NHẬN KHUYẾT TẬT
Họ và tên: NGUYỄN VĂN {name}
Sinh ngày: 05/3/1970     Giới tính: Nam
Nơi ĐK HK thường trú: ấp Mỹ Ái, xã Phong Điền
Dạng khuyết tật: Vận động
Mức độ khuyết tật: Nặng
"""


def _beside(left: OcrPage, right: OcrPage) -> OcrPage:
    """Two pages on one image, as a flat-bed scanner sees an opened book."""
    words = [*left.words, *(_moved(word, left.upright_width_px) for word in right.words)]
    lines = [*left.lines, *(tuple(index + len(left.words) for index in line) for line in right.lines)]
    width = left.upright_width_px + right.upright_width_px
    height = max(left.upright_height_px, right.upright_height_px)
    return replace(
        left,
        words=tuple(words),
        lines=tuple(lines),
        width_px=width,
        height_px=height,
        upright_width_px=width,
        upright_height_px=height,
    )


def _moved(word: Word, dx: int, dy: int = 0) -> Word:
    box = word.box
    return replace(word, box=Box(box.left + dx, box.top + dy, box.right + dx, box.bottom + dy))


def _page(text: str) -> OcrPage:
    return pages_from_text(text)[0]


def test_a_folded_book_is_read_half_by_half_its_cover_first(read_pages: Any) -> None:
    outer = _beside(_page(CHANGES), _page(COVER))
    inner = replace(_beside(_page(PARCEL), _page(PLAN)), page_number=2)
    (paper,) = read_pages((outer, inner))
    assert paper.document_type == "land_use_certificate"
    assert paper.page_numbers == (1, 2)
    assert [reading.value for reading in paper.fields["holder_name"]] == ["NGUYỄN VĂN MẪU"]
    assert paper.find_value("parcel") == "551"
    assert paper.find_value("issue_date") == "2018-02-01"
    assert paper.find_value("signer_name") == "Lê Văn Ký"


def test_a_value_on_the_right_half_keeps_its_place_on_the_image(read_pages: Any) -> None:
    outer = _beside(_page(CHANGES), _page(COVER))
    (paper,) = read_pages((outer,))
    number = paper.fields["document_number"]
    serial = next(word for word in outer.words if word.text == "BX")
    assert number.value == "BX000000"
    assert abs(number.provenance.box.left - serial.box.left) <= 1
    assert abs(number.provenance.box.top - serial.box.top) <= 1


def test_a_landscape_page_with_print_across_its_middle_is_one_page() -> None:
    page = _page(COVER)
    wide = replace(page, upright_width_px=5200, width_px=5200)
    centred = replace(wide, words=tuple(_moved(word, 1600) for word in page.words))
    assert [len(cut_leaves(either)) for either in (wide, centred)] == [1, 1]


@pytest.mark.parametrize("corner", [(0, 0), (1300, 2400), (600, 1200)])
def test_a_card_is_read_wherever_it_lay_on_the_glass(read_pages: Any, corner: tuple[int, int]) -> None:
    page = _page(CARD.format(name="MẪU"))
    small = replace(page, words=tuple(_moved(word, *corner) for word in page.words))
    (paper,) = read_pages((small,))
    assert paper.document_type == "disability_certificate"
    assert paper.find_value("holder_name") == "NGUYỄN VĂN MẪU"
    assert paper.find_value("issue_date") is None


def test_cards_scanned_one_a_page_are_papers_of_their_own(read_text: Any) -> None:
    cards = [CARD.format(name=name) for name in ("MẪU", "THỬ", "DỤ")]
    papers = read_text("\f".join(cards))
    assert [paper.find_value("holder_name") for paper in papers] == [
        f"NGUYỄN VĂN {name}" for name in ("MẪU", "THỬ", "DỤ")
    ]


def test_a_card_without_state_name_opens_a_paper_by_its_title_and_labels(read_text: Any, decision: str) -> None:
    card = CARD.format(name="MẪU").split("phúc\n")[1]
    papers = read_text(decision + "\f" + card)
    assert [paper.document_type for paper in papers] == ["committee_decision", "disability_certificate"]


def test_the_title_of_a_form_without_its_labels_opens_nothing(read_text: Any, decision: str) -> None:
    page = "                 GIẤY XÁC NHẬN KHUYẾT TẬT\nlà một trong những giấy tờ kèm theo hồ sơ này"
    assert len(read_text(decision + "\f" + page)) == 1


def test_the_back_of_a_permit_belongs_to_it(read_text: Any, types: Any) -> None:
    front = types["building_permit"].examples[0].text
    back = """
                    ĐIỀU CHỈNH, GIA HẠN GIẤY PHÉP
1. Nội dung điều chỉnh, gia hạn:
2. Thời gian có hiệu lực của giấy phép:
"""
    (paper,) = read_text(front + "\f" + back)
    assert (paper.document_type, paper.page_numbers) == ("building_permit", (1, 2))


def test_an_upside_down_back_side_adds_nothing_to_its_front(read_text: Any, types: Any) -> None:
    front = types["building_permit"].examples[0].text
    (alone,) = read_text(front)
    (both,) = read_text(front + "\f" + "wɐu ʎoɔ 0ϛ6 uǝp\nʎƐ-)) ıŋ 8ll ɯ∀\n:ɥuᴉɥɔ nǝıp ƃunp ıoN")
    assert both.page_numbers == (1, 2)
    assert {name: both.find_value(name) for name in both.fields} == {
        name: alone.find_value(name) for name in alone.fields
    }


@pytest.mark.parametrize("mark", ["PHỤ LỤC I", "(Kèm theo Quyết định số 345/QĐ-UBND ngày 09 tháng 02 năm 2022)"])
def test_an_annex_with_a_letterhead_of_its_own_stays_with_its_paper(read_text: Any, decision: str, mark: str) -> None:
    annex = mark.center(90) + "\n" + decision.replace("345/", "346/")
    assert [paper.page_numbers for paper in read_text(decision + "\f" + annex)] == [(1, 2)]


def test_an_empty_form_attached_to_a_decision_is_no_paper(read_text: Any, decision: str) -> None:
    form = """
Mẫu số 03
TÊN CƠ QUAN                                 CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
                                                  Độc lập - Tự do - Hạnh phúc
Số: .../TTr                                   ..., ngày ... tháng ... năm ...
                                   TỜ TRÌNH
"""
    assert [paper.page_numbers for paper in read_text(decision + "\f" + form)] == [(1, 2)]


def test_a_signature_on_a_later_page_is_found_before_the_annex(read_text: Any, decision: str) -> None:
    head, foot = decision.split("Nơi nhận:")
    annex = """
                                   DANH SÁCH
1. Trần Thị Thử
                                                       NGƯỜI LẬP BIỂU

                                                       Phạm Thị Lập
"""
    (paper,) = read_text(head + "\f     Điều 2. Có hiệu lực từ ngày ký.\nNơi nhận:" + foot + "\f" + annex)
    assert paper.page_numbers == (1, 2, 3)
    assert paper.find_value("signer_name") == "Lê Văn Mẫu"
    assert paper.find_value("document_number") == "345/QĐ-UBND"


def test_two_papers_on_one_image_are_told_and_only_the_first_is_read(read_text: Any, decision: str, types: Any) -> None:
    permit = types["building_permit"].examples[0].text
    (paper,) = read_text(decision + "\n" * 6 + permit)
    assert paper.document_type == "committee_decision"
    assert Doubt("document_type", "several_papers") in paper.doubts
    assert paper.find_value("document_number") == "345/QĐ-UBND"
    assert paper.find_value("signer_name") == "Lê Văn Mẫu"


def test_two_papers_side_by_side_are_told(read_pages: Any, decision: str, types: Any) -> None:
    both = _beside(_page(decision), _page(types["building_permit"].examples[0].text))
    (paper,) = read_pages((both,))
    assert paper.document_type == "committee_decision"
    assert Doubt("document_type", "several_papers") in paper.doubts


def test_a_cover_whose_title_was_lost_belongs_to_the_page_behind_it(read_text: Any) -> None:
    inner = """
                      CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
                        Độc lập - Tự do - Hạnh phúc
                           ỦY BAN NHÂN DÂN
                   HUYỆN Ô MÔN - TỈNH CẦN THƠ
                             CHỨNG NHẬN
Hộ ông: NGUYỄN VĂN MẪU
Số CMND: 360000001
                                       Ngày 12 tháng 6 năm 1996
"""
    papers = read_text("                GIAV CHVNG NHAN\n                   O 123456" + "\f" + inner)
    assert [paper.page_numbers for paper in papers] == [(1, 2)]


def test_a_title_in_large_letters_with_wide_blanks_is_one_title(read_pages: Any, decision: str) -> None:
    page = _page(decision)
    large = {word: Box(b.left, b.top - 30, b.right, b.bottom + 20) for word in page.words if (b := word.box)}
    words = [replace(w, box=large[w]) if w.text in ("QUYẾT", "ĐỊNH") else w for w in page.words]
    second = next(at for at, word in enumerate(words) if word.text == "ĐỊNH")
    words[second] = _moved(words[second], 60)
    (paper,) = read_pages((replace(page, words=tuple(words)),))
    assert paper.find_value("title") == "QUYẾT ĐỊNH"


STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM".center(90) + "\n" + "Độc lập - Tự do - Hạnh phúc".center(90) + "\n"
INSIDE = STATE + "CHỨNG NHẬN".center(90) + "\nHộ ông: NGUYỄN VĂN MẪU\n" + "Thửa đất số 45, tờ bản đồ số 12\n" * 12


@pytest.mark.parametrize(
    "cover", ["GIAY CHUNG NHAN\nQUYENSU DUNG DAT\nBAS 000142", "CONG HOA XAHOI CHU NGHIA VIET NAM"]
)
def test_a_cover_that_was_misread_goes_with_the_book_behind_it(read_text: Any, decision: str, cover: str) -> None:
    papers = read_text("\f".join((decision, cover.center(90), INSIDE)))
    assert [paper.page_numbers for paper in papers] == [(1,), (2, 3)]


def test_the_inside_of_a_book_without_its_cover_is_no_page_of_the_paper_before(read_text: Any, decision: str) -> None:
    assert [paper.page_numbers for paper in read_text(decision + "\f" + INSIDE)] == [(1,), (2,)]


def test_a_list_sent_with_a_letter_of_its_own_number_is_a_paper(read_text: Any, decision: str) -> None:
    list_of_people = """
ỦY BAN NHÂN DÂN                             CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
QUẬN NINH KIỀU                                    Độc lập - Tự do - Hạnh phúc

Số: 332/DS-UBND                               Ninh Kiều, ngày 19 tháng 4 năm 2022

                                   DANH SÁCH
                     Hộ gia đình được hỗ trợ đột xuất năm 2022
                       (Kèm theo {letter})

     1. Nguyễn Văn Một, sinh năm 1950, khu vực 1, phường An Khánh
"""
    other = list_of_people.format(letter="Tờ trình số 39/TTr-LĐTBXH")
    assert [paper.page_numbers for paper in read_text(decision + "\f" + other)] == [(1,), (2,)]
    own = list_of_people.format(letter="Quyết định số 345/QĐ-UBND")
    assert [paper.page_numbers for paper in read_text(decision + "\f" + own)] == [(1, 2)]
