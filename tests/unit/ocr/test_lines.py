"""Lines come as a person reads them; columns side by side stay apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ocr.lines import order_lines, rows_of
from schemas.geometry import Box
from schemas.ocr_page import Word


def word(text: str, left: int, top: int, right: int, height: int = 30) -> Word:
    return Word(text, Box(left, top, right, top + height), 0.9)


def texts(words: list[Word], lines: tuple[tuple[int, ...], ...]) -> list[str]:
    return [" ".join(words[index].text for index in line) for line in lines]


def test_a_header_of_two_columns_gives_two_lines_a_row() -> None:
    words = [
        word("CỘNG", 700, 10, 800),
        word("HÒA", 810, 10, 880),
        word("UBND", 50, 12, 150),
        word("QUẬN", 160, 12, 250),
    ]
    assert texts(words, order_lines(words, [(0, 1, 2, 3)])) == ["UBND QUẬN", "CỘNG HÒA"]


def test_close_columns_part_where_the_row_below_leaves_the_gutter_open() -> None:
    above = [word("ĐÀ", 50, 10, 100), word("NẴNG", 110, 10, 200), word("CỘNG", 232, 10, 320)]
    below = [word("SỞ", 60, 50, 110), word("Độc", 260, 50, 320)]
    words = above + below
    assert texts(words, order_lines(words, [(0, 1, 2), (3,), (4,)])) == ["ĐÀ NẴNG", "SỞ", "CỘNG", "Độc"]


def test_a_wide_blank_in_running_text_parts_nothing() -> None:
    above = [word("Số:", 50, 10, 100), word("17/GM-SYT", 135, 10, 300)]
    below = [word("thực", 50, 50, 110), word("hiện", 118, 50, 180), word("nghiêm", 190, 50, 300)]
    words = above + below
    assert texts(words, order_lines(words, [(0, 1), (2, 3, 4)])) == ["Số: 17/GM-SYT", "thực hiện nghiêm"]


def test_words_without_lines_are_gathered_into_rows() -> None:
    words = [word("dưới", 10, 60, 60), word("phải", 70, 12, 120), word("trái", 10, 10, 60)]
    assert texts(words, order_lines(words, rows_of(words))) == ["trái phải", "dưới"]


LETTERHEAD = [
    [word("UBND QUẬN", 60, 10, 300), word("CỘNG HÒA XÃ HỘI", 500, 10, 900)],
    [word("PHÒNG KINH TẾ", 50, 50, 310), word("Độc lập - Tự do", 560, 50, 850)],
    [word("Số: 12/GP", 90, 110, 250), word("Ninh Kiều, ngày 5 tháng 6", 520, 110, 900)],
    [word("GIẤY PHÉP", 380, 170, 560)],
]


def read(rows: list[list[Word]]) -> list[str]:
    words = [one for row in rows for one in row]
    return texts(words, order_lines(words, [(at,) for at in range(len(words))]))


def test_a_letterhead_is_read_column_by_column_and_its_dated_row_across() -> None:
    assert read(LETTERHEAD) == [
        *("UBND QUẬN", "PHÒNG KINH TẾ", "CỘNG HÒA XÃ HỘI", "Độc lập - Tự do"),
        *("Số: 12/GP", "Ninh Kiều, ngày 5 tháng 6", "GIẤY PHÉP"),
    ]


def test_recipients_are_read_before_the_signature_beside_them() -> None:
    rows = [
        [word("Điều 2 có hiệu lực từ ngày ký và thay các văn bản trước đây của đơn vị", 50, 10, 900)],
        [word("Nơi nhận:", 50, 60, 150, 22), word("KT. GIÁM ĐỐC", 520, 60, 800)],
        [word("- Như Điều 2;", 50, 92, 200, 22), word("PHÓ GIÁM ĐỐC", 520, 100, 800)],
        [word("- Lưu: VT.", 50, 130, 160, 22)],
        [word("Lê Văn Tám", 560, 300, 760)],
    ]
    found = ["Nơi nhận:", "- Như Điều 2;", "- Lưu: VT.", "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Lê Văn Tám"]
    assert read(rows)[1:] == found


def test_a_table_is_read_row_by_row() -> None:
    rows = [[word(text, left, top, left + 90) for left in (50, 300, 600)] for top, text in ((10, "a"), (60, "b"))]
    assert read(rows) == ["a", "a", "a", "b", "b", "b"]


def test_two_values_side_by_side_stay_one_row() -> None:
    rows = [
        [word("Điện thoại: 0900", 50, 10, 300), word("Fax: 0901", 600, 10, 800)],
        [word("Ngành nghề kinh doanh gồm bán lẻ lương thực và thực phẩm", 50, 50, 880)],
    ]
    assert read(rows)[:2] == ["Điện thoại: 0900", "Fax: 0901"]


@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900), st.integers(1, 90), st.integers(1, 60)), max_size=25)
)
def test_no_word_is_lost_or_doubled(boxes: list[tuple[int, int, int, int]]) -> None:
    words = [Word("a", Box(x, y, x + width, y + height), None) for x, y, width, height in boxes]
    lines = order_lines(words, rows_of(words))
    assert sorted(index for line in lines for index in line) == list(range(len(words)))
