"""A lost page is no page that anything could prove; what is left shows where it was."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.extraction import Doubt

FIRST = """
ỦY BAN NHÂN DÂN                             CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
QUẬN NINH KIỀU                                    Độc lập - Tự do - Hạnh phúc

Số: 45/QĐ-UBND                               Ninh Kiều, ngày 09 tháng 02 năm 2022

                                   QUYẾT ĐỊNH
                  Về việc công nhận Ban đại diện Hội người cao tuổi

     Điều 1. Công nhận Ban đại diện Hội người cao tuổi gồm các ông, bà có tên trong danh sách kèm theo.
     Điều 2. Ban đại diện thực hiện nhiệm vụ theo Điều lệ Hội và các quy định của pháp luật hiện hành.
"""
SECOND = """
                                             2

     Điều 3. Giao Phòng Nội vụ theo dõi, hướng dẫn hoạt động của Ban đại diện theo đúng quy định.
     Điều 4. Kinh phí thực hiện từ nguồn ngân sách được giao hằng năm và các nguồn hợp pháp khác.
"""
THIRD = """
                                             3

     Điều 5. Chánh Văn phòng, Trưởng phòng Nội vụ chịu trách nhiệm thi hành Quyết định này./.

Nơi nhận:                                               TM. ỦY BAN NHÂN DÂN
- Như Điều 5;                                                 CHỦ TỊCH
- Lưu: VT.

                                                          Trần Văn Mẫu
"""
ANNEX = """
                                   PHỤ LỤC
          (Kèm theo Quyết định số 45/QĐ-UBND ngày 09 tháng 02 năm 2022)

     1. Nguyễn Văn Một, sinh năm 1950, khu vực 1, phường An Khánh
"""
ANNEX_ON = """
                                             2

""" + "\n".join(
    f"     {row}. Trần Thị Hai, sinh năm 19{row}, khu vực 2, phường An Khánh, quận" for row in range(12, 52)
)
GAP, NO_END = Doubt("pages", "page_missing"), Doubt("pages", "last_page_missing")


def told(read_text: Any, *pages: str) -> set[Doubt]:
    (paper,) = read_text("\f".join(pages))
    return {doubt for doubt in paper.doubts if doubt.field == "pages"}


@pytest.mark.parametrize(
    "pages",
    [
        (FIRST, SECOND, THIRD),
        (FIRST, SECOND, THIRD, ANNEX),
        (FIRST, SECOND, THIRD, ANNEX, ANNEX_ON),
        (FIRST, SECOND.replace("2\n", "\n", 1), THIRD),
        (FIRST, SECOND.replace(" 2\n", "- 2 -\n", 1), THIRD),
    ],
)
def test_a_whole_paper_is_left_in_peace(read_text: Any, pages: tuple[str, ...]) -> None:
    assert told(read_text, *pages) == set()


def test_a_middle_page_that_was_lost_shows_by_the_numbers_of_pages(read_text: Any) -> None:
    assert told(read_text, FIRST, THIRD) == {GAP}


def test_a_middle_page_without_page_numbers_shows_by_the_articles(read_text: Any) -> None:
    assert told(read_text, FIRST, THIRD.replace("3\n", "\n", 1)) == {GAP}


@pytest.mark.parametrize("pages", [(FIRST, SECOND), (FIRST, SECOND, ANNEX)])
def test_a_last_page_that_was_lost_shows_by_the_missing_end(read_text: Any, pages: tuple[str, ...]) -> None:
    assert told(read_text, *pages) == {NO_END}


def test_a_page_of_an_annex_that_lost_its_first_is_told(read_text: Any) -> None:
    assert told(read_text, FIRST, SECOND, THIRD, ANNEX_ON) == {GAP}


def test_a_page_that_counts_more_pages_than_there_are_is_told(read_text: Any) -> None:
    whole = THIRD.replace("3\n", "\n", 1).replace("Điều 5", "Điều 3")
    assert told(read_text, FIRST, whole + "\n" * 45 + "Trang 2/2".center(95)) == set()
    assert told(read_text, FIRST, whole + "\n" * 45 + "Trang 2/4".center(95)) == {GAP}


def test_a_name_at_the_lower_right_is_an_end_though_the_post_was_under_the_seal(read_text: Any) -> None:
    covered = SECOND + "\n" * 4 + " " * 58 + "NG PHÒNG\n\n\n" + " " * 58 + "Đỗ Hữu Thịnh"
    assert told(read_text, FIRST, covered) == set()
