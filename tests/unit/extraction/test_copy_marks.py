"""A copy shows by what stands at its head or foot; words about copies make none."""

from __future__ import annotations

import pytest

from extraction.copy_marks import find_copy_mark
from extraction.lines import page_segments
from schemas.geometry import Box
from schemas.ocr_page import OcrPage, Word

WIDTH, HEIGHT, LINE = 2480, 3508, 50


def make_page(rows: list[tuple[float, float, str]], number: int = 1) -> OcrPage:
    """Lines at (share of the width, share of the height) in an A4 page."""
    words: list[Word] = []
    lines: list[tuple[int, ...]] = []
    for left, top, text in rows:
        x, first = int(left * WIDTH), len(words)
        for word in text.split():
            words.append(Word(word, Box(x, int(top * HEIGHT), x + 24 * len(word), int(top * HEIGHT) + LINE), 0.9))
            x += 24 * len(word) + 20
        lines.append(tuple(range(first, len(words))))
    return OcrPage("s", number, "e", WIDTH, HEIGHT, 300, WIDTH, HEIGHT, tuple(words), tuple(lines))


HEAD = [(0.5, 0.05, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), (0.4, 0.2, "GIẤY PHÉP XÂY DỰNG")]
BODY = [(0.1, 0.3 + 0.02 * n, "Cấp cho ông Nguyễn Văn Ân được phép xây dựng nhà ở riêng lẻ") for n in range(12)]


def find(*rows: tuple[float, float, str]) -> str | None:
    mark = find_copy_mark([page_segments(make_page([*HEAD, *BODY, *rows]))])
    return mark.text if mark else None


@pytest.mark.parametrize(
    ("left", "top", "text"),
    [
        (0.75, 0.02, "BẢN SAO"),
        (0.75, 0.02, "SAO Y"),
        (0.45, 0.24, "(BẢN SAO)"),
        (0.3, 0.24, "TRÍCH LỤC KHAI TỬ (BẢN SAO)"),
        (0.1, 0.8, "SAO Y BẢN CHÍNH"),
        (0.1, 0.62, "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH"),
        (0.1, 0.8, "CHUNG THỰC BẢN SAO ĐUNG VƠI BẢN CHINH"),
        (0.1, 0.8, "SAO LỤC"),
        (0.1, 0.85, "SAO Y 05/SY-UBND"),
    ],
)
def test_a_mark_at_the_head_or_the_foot_makes_a_copy(left: float, top: float, text: str) -> None:
    assert find((left, top, text)) == text


@pytest.mark.parametrize(
    ("left", "top", "text"),
    [
        (0.1, 0.45, "BẢN SAO"),
        (0.1, 0.8, "- Bản sao giấy chứng nhận quyền sử dụng đất"),
        (0.1, 0.8, "Kèm theo bản sao Giấy khai sinh"),
        (0.1, 0.85, "- BẢN SAO"),
        (0.1, 0.8, "Nơi nhận: như trên; lưu bản sao"),
        (0.6, 0.75, "NGƯỜI KÝ BẢN SAO"),
        (0.1, 0.8, "Bản sao có giá trị như bản chính"),
        (0.75, 0.02, "(BẢN CHÍNH)"),
        (0.1, 0.8, "bản sao"),
    ],
)
def test_words_about_copies_make_none(left: float, top: float, text: str) -> None:
    assert find((left, top, text)) is None


def test_columns_that_offer_original_and_copy_mark_nothing() -> None:
    assert find((0.1, 0.7, "BẢN CHÍNH"), (0.6, 0.7, "BẢN SAO")) is None


def test_the_certification_stands_on_the_last_page_and_says_where() -> None:
    first, last = make_page([*HEAD, *BODY]), make_page([*BODY, (0.1, 0.8, "SAO Y BẢN CHÍNH")], 2)
    mark = find_copy_mark([page_segments(first), page_segments(last)])
    assert mark is not None
    assert (mark.page_number, mark.text) == (2, "SAO Y BẢN CHÍNH")
    assert mark.box is not None and mark.box.top == int(0.8 * HEIGHT)


def test_a_stamp_on_a_later_pages_head_is_a_paper_that_was_enclosed() -> None:
    pages = [make_page([*HEAD, *BODY]), make_page([(0.75, 0.02, "BẢN SAO"), *BODY], 2)]
    assert find_copy_mark([page_segments(page) for page in pages]) is None
